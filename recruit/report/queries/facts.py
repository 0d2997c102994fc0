"""The report's content, put together from the recorded facts of all rooms (J9).

Candidates who were not shortlisted stand by reference only, conflicts by seat, kind and
outcome, scores as agreed with mean and spread: no single member's, no declaration's text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise
from typing import Any

from sqlalchemy.engine import Connection

from recruit.access.rules import Capacity
from recruit.applications import queries as candidates
from recruit.applications.queries import statistics
from recruit.applications.queries.statistics import StatisticsView
from recruit.applications.rules.statistics import Cut, class_words
from recruit.core import keys, vault
from recruit.core.clock import GENEVA
from recruit.core.together import Ahead
from recruit.interviews.queries import missed, results, sheets
from recruit.interviews.rules.scores import Figures, figures
from recruit.interviews.rules.totals import Verdict, rounded
from recruit.panel.queries import meetings
from recruit.procedure.queries import ProcedureView
from recruit.procedure.rules.days import geneva_day
from recruit.report.queries import ahead, annexed, references
from recruit.report.queries import reports as queries
from recruit.report.rules.content import Report, Section, canonical_order, named_outside
from recruit.shortlist.queries import decision as shortlist
from recruit.shortlist.queries import papers

MANDATE = "mandate"
"""The name of the narrative's first part; the others are named by the candidate's id."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """The content in the order of J9, and the facts on which its completeness is judged.

    parts, opinions: as saved. held: id and reference of each interviewed candidate.
    """

    content: dict[str, Any]
    report: Report
    parts: dict[str, queries.PartView]
    opinions: list[queries.WordView]
    held: list[tuple[str, str]]


def _day(at: datetime | date | None) -> str:
    return "" if at is None else geneva_day(at).isoformat()


def _panel(rows: Sequence[Any], balance: Sequence[Any]) -> dict[str, Any]:
    def line(row: Any, place: str) -> dict[str, Any]:
        return {
            place: row.seat,
            "name": row.name,
            "state": row.state or "",
            "since": _day(row.since),
            "until": _day(row.ended_at),
        }

    seated = [r for r in rows if r.capacity == Capacity.MEMBER]
    return {
        "seats": [line(r, "seat") for r in seated],
        "surrogates": [line(r, "place") for r in rows if r.capacity == Capacity.SURROGATE],
        "replacements": [
            {"seat": r.seat, "on": _day(r.ended_at)} for r in seated if r.ended_at is not None
        ],
        "balance": [
            {"warnings": warnings, "reason": reason}
            for warnings, reason in dict.fromkeys((b.warnings, b.reason) for b in balance)
        ],
    }


def _conflicts(
    procedure_id: str, rows: Sequence[Any], occupants: Sequence[Any]
) -> list[dict[str, Any]]:
    """By seat, kind and outcome: never the text, never on whom (J9)."""
    places: dict[str, str] = {}
    for row in occupants:  # a member's seat comes before a surrogate's place
        word = "Seat" if row.capacity == Capacity.MEMBER else "Surrogate"
        places.setdefault(row.person_id, f"{word} {row.seat}")
    latest = {(r.person_id, r.candidate_id): r for r in rows if r.person_id in places}
    told = vault.unseal_all(
        [
            (keys.judgement_key(row.candidate_id, procedure_id), row.sealed, row.id)
            for row in latest.values()
        ],
        "panel_declaration",
    )
    found = []
    for row, said in zip(latest.values(), told, strict=True):
        if said is None or said["kind"] == "none":
            continue
        if row.conflict is None:
            outcome = "no conflict" if row.none_or_known else "not decided"
        else:
            outcome = "conflict" if row.conflict else "no conflict"
        found.append(
            {
                "who": places[row.person_id],
                "kind": said["kind"].replace("_", " ").replace("-", " "),
                "outcome": outcome,
                "on": _day(row.at),
            }
        )
    return sorted(found, key=lambda line: (line["who"], line["kind"], line["outcome"], line["on"]))


def _figures(
    seen: StatisticsView | None,
    chosen: int,
    invited: int,
    interviewed: int,
    dates: missed.Numbers,
) -> list[dict[str, Any]]:
    """The way of the applications; numbers under three withheld together (D6)."""
    return [
        *(_received(seen) if seen else ()),
        {"stage": "54(c)", "what": "Shortlisted", "number": chosen},
        {"stage": "54(f)", "what": "Invited", "number": invited},
        {"stage": "54(f)", "what": "Interviewed", "number": interviewed},
        *_not_kept(dates),
    ]


def _not_kept(dates: missed.Numbers) -> Iterator[dict[str, Any]]:
    """The dates that were not kept (J8), by numbers alone; nothing where every one was."""
    said = (
        ("Interview dates set again, for a reason of the panel", dates.panel),
        ("Interview dates set again, for a technical reason", dates.technical),
        ("Interview dates missed for a reason that the panel accepted", dates.accepted),
        ("Interview dates missed without a reason that the panel accepted", dates.refused),
        ("Counted as withdrawn after two missed dates", dates.withdrawn),
    )
    for what, number in said:
        if number:
            yield {"stage": "54(f)", "what": what, "number": number}


def _received(seen: StatisticsView) -> Iterator[dict[str, Any]]:
    if seen.total == seen.listed:
        what = "On the first circulated list: all that were received in time, or all but a few"
        yield {"stage": "54(b)", "what": what, "number": seen.listed}
        return
    yield {"stage": "54(a)", "what": "Applications received in time", "number": seen.total}
    yield {"stage": "54(b)", "what": "On the first circulated list", "number": seen.listed}
    for table in seen.tables:
        if table.cut is not Cut.UNLISTED:
            continue
        said = [class_words(table.cut, of) for of in table.classes]
        for what, number in zip(said, table.numbers, strict=True):
            if number is not None:
                yield {"stage": "54(b)", "what": f"Not listed: {what}", "number": number}
        if table.together:
            what = ", ".join(w for w, n in zip(said, table.numbers, strict=True) if n is None)
            yield {
                "stage": "54(b)",
                "what": f"Not listed: {what}, together",
                "number": table.together,
            }


def _words(figure: Fraction | Any) -> str:
    value = rounded(figure)
    return str(value) if not isinstance(figure, str) and hasattr(value, "quantize") else "undefined"


def _line(entry: sheets.Entry, seen: Figures, line: dict[str, Any]) -> dict[str, Any]:
    return {
        "entry": entry.name,
        "weight": entry.weight,
        "essential": entry.essential,
        "agreed": line.get("score"),
        "mean": _words(seen.mean),
        "spread": seen.spread if isinstance(seen.spread, int) else "undefined",
        "note": line.get("note", ""),
    }


def assemble(
    connection: Connection,
    procedure: ProcedureView,
    run: int,
    report: queries.ReportView,
    now: datetime,
    *,
    conflicts: bool = True,
) -> Assembled:
    """The content as the recorded facts and the narrative give it now.

    run: of the deliverables. now: UTC, for what the minutes confirm. conflicts: False leaves
    their part empty, where only the completeness is judged, which does not rest on it. The
    number of queries does not depend on how many candidates or members there are.
    """
    if not isinstance(connection, Ahead):
        connection = ahead.ahead(connection, procedure.id, run, conflicts=conflicts)
    at = {"procedure": procedure.id}
    occupants = connection.execute(ahead.OCCUPANTS, at).all()
    decided = shortlist.decided(connection, procedure.id, run)
    adopted = papers.adopted(connection, procedure.id, run)
    held = results.held(connection, procedure.id, run)
    counting = results.sheets(connection, procedure.id, run)
    taken = queries.decisions(connection, procedure.id, run)
    final = taken[0] if taken else None
    invited = shortlist.invited(connection, procedure.id, run)
    parts = queries.parts(connection, procedure.id, report.id)
    opinions = queries.opinions(connection, procedure.id, report.id)
    lines = decided.candidates if decided else []
    named = candidates.named(connection, procedure.id, [c.candidate_id for c in lines])
    entries = sheets.entries(adopted.profile.content if adopted.profile else None)
    ended = results.ended(connection, procedure.id, run, held)
    verdicts = results.judged(procedure.id, held, entries) if ended else {}

    def name(candidate_id: str) -> str:
        found = named.get(candidate_id)
        return (found.name or found.reference) if found else ""

    def reference(candidate_id: str) -> str:
        return named[candidate_id].reference if candidate_id in named else ""

    def narrative(part: str) -> str:
        return parts[part].text if part in parts else ""

    who = {o.id: o for o in occupants}
    motion = _motion(connection, procedure.id, final, now)
    content: dict[str, Any] = {
        Section.MANDATE: {
            "decision": f"{procedure.meeting}, paras 52 to 54",
            "procedure": procedure.title,
            "number": report.number,
            "kind": report.kind,
            "run": run,
            "text": narrative(MANDATE),
        },
        Section.PANEL: _panel(occupants, connection.execute(ahead.BALANCE, at).all()),
        Section.CONFLICTS: _conflicts(
            procedure.id, connection.execute(ahead.DECLARATIONS, at).all(), occupants
        )
        if conflicts
        else [],
        Section.FIGURES: _figures(
            statistics.statistics(connection, procedure.id),
            sum(c.kind == "in" for c in lines),
            len(invited),
            len(held),
            missed.numbers(connection, procedure.id, run),
        ),
        Section.SHORTLIST: [
            {
                "reference": c.reference,
                "name": name(c.candidate_id) if _on(c, invited) else "",
                "standing": _standing(c, invited),
                "place": c.place if c.kind == "substitute" else 0,
                "reason": c.reason,
            }
            for c in sorted(lines, key=lambda c: (_ORDER[c.kind], c.place, c.reference))
        ],
        Section.PROFILE: _paper(adopted.profile),
        Section.QUESTIONS: _paper(adopted.questions),
        Section.GRID: _paper(adopted.grid),
        Section.INTERVIEWS: [
            {
                "reference": h.reference,
                "name": name(h.candidate_id),
                "on": _day(h.started_at),
                "at": h.started_at.astimezone(GENEVA).strftime("%H:%M"),
                "minutes": h.minutes,
            }
            for h in sorted(held, key=lambda h: (h.started_at, h.reference))
        ],
        Section.SCORES: [
            {
                "reference": h.reference,
                "name": name(h.candidate_id),
                "entries": [
                    _line(e, figures(counting.get(h.candidate_id, []), e.id), agreed.get(e.id, {}))
                    for e in entries
                ],
                **_verdict(verdicts.get(h.candidate_id)),
            }
            for h in held
            for agreed in [results.lines_of(procedure.id, h)]
            if h.closed_at is not None
        ],
        Section.NARRATIVES: [
            {
                "reference": h.reference,
                "name": name(h.candidate_id),
                "text": narrative(h.candidate_id),
            }
            for h in held
        ],
        Section.DECISION: {}
        if final is None
        else {
            "appointed": name(final.candidate_id) if final.candidate_id else "",
            "reference": reference(final.candidate_id) if final.candidate_id else "",
            "finding": final.finding,
            "reason": final.reason,
            "choice_reason": final.choice_reason,
            "on": _day(final.at),
            "by": motion[0],
            "earlier": [
                {
                    "name": name(one.candidate_id) if one.candidate_id else "",
                    "reference": reference(one.candidate_id) if one.candidate_id else "",
                    "on": _day(one.at),
                    "ended": later.instead,
                }
                for later, one in reversed(list(pairwise(taken)))
            ],
        },
        Section.RESERVE: [
            {"place": place, "reference": reference(c), "name": name(c)}
            for place, c in enumerate(final.reserve if final else (), start=1)
        ],
        Section.REFERENCES: _references(
            references.references(connection, procedure.id), run, name, reference
        ),
        Section.ANNEX: annexed.annexed(connection, procedure.id, now),
        Section.OPINIONS: [
            {"seat": who[o.grant_id].seat, "name": who[o.grant_id].name, "text": o.text}
            for o in opinions
            if o.grant_id in who and o.text
        ],
    }
    outside = {
        reference(c.candidate_id): name(c.candidate_id) for c in lines if not _on(c, invited)
    }
    said = "\n".join([*(p.text for p in parts.values()), *(o.text for o in opinions)])
    return Assembled(
        canonical_order({section.value: content[section] for section in Section}),
        Report(
            written=_written(content),
            listed=frozenset(c.reference for c in lines),
            reasoned=frozenset(c.reference for c in lines if c.reason.strip()),
            interviewed=frozenset(h.reference for h in held if not h.withdrawn),
            narrated=frozenset(h.reference for h in held if narrative(h.candidate_id).strip()),
            decided=final is not None,
            minutes_confirmed=motion[1],
            named_outside=named_outside(said, outside),
        ),
        parts,
        opinions,
        [(h.candidate_id, h.reference) for h in held],
    )


def _references(
    found: Sequence[references.ReferenceView],
    run: int,
    name: Callable[[str], str],
    reference: Callable[[str], str],
) -> list[dict[str, Any]]:
    """Which references came, from whom by relation; what they say is the panel's to weigh."""
    return [
        {
            "reference": reference(r.candidate_id),
            "name": name(r.candidate_id),
            "relation": r.relation,
            "on": _day(r.answered_at),
        }
        for r in found
        if r.run == run and r.answered_at is not None
    ]


def _on(one: shortlist.Decided, invited: Sequence[str]) -> bool:
    """Whether a candidate is shortlisted: chosen, or a substitute who followed (J2)."""
    return one.kind == "in" or one.candidate_id in invited


def _standing(one: shortlist.Decided, invited: Sequence[str]) -> str:
    """in, substitute or out; withdrew: chosen, and not to be had; followed: the substitute who
    was invited for one who withdrew (J2)."""
    if one.kind == "substitute" and one.candidate_id in invited:
        return "followed"
    return "withdrew" if one.kind == "in" and one.withdrawn else one.kind


_ORDER = {"in": 0, "substitute": 1, "out": 2}


def _verdict(found: Verdict | None) -> dict[str, Any]:
    if found is None:
        return {"total": "undefined", "recommendable": False, "reasons": []}
    total = str(found.total) if hasattr(found.total, "quantize") else "undefined"
    return {
        "total": total,
        "recommendable": found.recommendable,
        "reasons": list(found.reasons),
    }


def _paper(paper: papers.Paper | None) -> dict[str, Any]:
    if paper is None:
        return {}
    return {"version": paper.number, "adopted": _day(paper.adopted_at), **paper.content}


def _motion(
    connection: Connection, procedure_id: str, final: queries.DecisionView | None, now: datetime
) -> tuple[str, bool]:
    """How the final decision was taken, and whether its minutes are confirmed (C10)."""
    if final is None:
        return "", False
    found = meetings.carried(connection, [final.motion_id], now).get(final.motion_id)
    return (found[0].by, meetings.since(*found) is not None) if found else ("", False)


def _written(content: dict[str, Any]) -> frozenset[Section]:
    texts = {
        Section.MANDATE: content[Section.MANDATE]["text"].strip(),
        Section.PANEL: content[Section.PANEL]["seats"],
    }
    return frozenset(s for s in Section if texts.get(s, content[s]))


def parts_of(connection: Connection, procedure_id: str, run: int) -> list[tuple[str, str]]:
    """The interviewed candidates whose narrative belongs to the report: id and reference."""
    return [(h.candidate_id, h.reference) for h in results.held(connection, procedure_id, run)]
