"""The debrief as one member may see it: nothing of a candidate before the own lock (R15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.engine import Connection

from recruit.access.rules import Reader
from recruit.core import keys
from recruit.interviews.queries import results, sheets
from recruit.interviews.rules.scores import SPREAD, Figures, Sheet, debrief_open, figures
from recruit.interviews.rules.totals import Place, Verdict, ranking
from recruit.panel.queries import seats
from recruit.shortlist.queries import papers


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate in the debrief, as far as this member may see.

    state: 'own' (the own lock is missing: nothing else is said), 'waiting' (missing: the
    seats that have not locked), 'open' or 'closed'. figures and marks are empty before
    'open'; marks: seat -> entry -> score, None for not observed; errata: (seat, what its
    author says of a locked score); agreed: entry -> line.
    """

    candidate_id: str
    reference: str
    name: str | None
    state: str
    missing: tuple[int, ...] = ()
    figures: tuple[Figures, ...] = ()
    marks: tuple[tuple[int, str, dict[str, tuple[int | None, str]]], ...] = ()
    errata: tuple[tuple[int, sheets.Mended], ...] = ()
    agreed: results.Lines | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Debrief:
    """All of it. places and verdicts only after the last debrief is closed. chairs: this
    person exercises the chair too, so the page links to the Chair's own."""

    entries: tuple[sheets.Entry, ...]
    lines: tuple[Line, ...]
    ended: bool
    places: tuple[Place, ...]
    verdicts: dict[str, Verdict]
    chairs: bool


def debrief(connection: Connection, reader: Reader, run: int) -> Debrief:
    """The debrief for this seated member; frozen, with exactly what the page shows."""
    procedure_id = reader.procedure_id
    every = results.held(connection, procedure_id, run)
    held = [h for h in every if not h.withdrawn]
    keys.ring().get_all(  # all that open this page, found with one look
        [
            keys.panel_key(procedure_id),
            *(keys.judgement_key(h.candidate_id, procedure_id) for h in held),
            *(keys.file_key(h.candidate_id, procedure_id) for h in held),
        ]
    )
    occupants = seats.occupants(connection, procedure_id)
    members = occupants["member"]
    adopted = papers.adopted(connection, procedure_id, run)
    entries = sheets.entries(adopted.profile.content if adopted.profile else None)
    by: dict[str, list[sheets.Lock]] = defaultdict(list)
    for lock in sheets.locks(connection, procedure_id, run):
        by[lock.candidate_id].append(lock)
    ended = results.ended(connection, procedure_id, run, every)
    verdicts = results.judged(procedure_id, held, entries) if ended else {}
    reference = {h.candidate_id: h.reference for h in held}
    names = results.names(procedure_id, held)
    totals = {reference[c]: v.total for c, v in verdicts.items()}
    return Debrief(
        entries,
        tuple(
            replace(
                _line(procedure_id, run, reader.grant_id, h, by[h.candidate_id], members, entries),
                name=names[h.candidate_id],
            )
            for h in held
        ),
        ended,
        tuple(ranking(totals)),
        {reference[c]: v for c, v in verdicts.items()},
        any(c.person_id == reader.person_id for c in occupants["chair"]),
    )


def _line(
    procedure_id: str,
    run: int,
    own: str,
    one: results.Held,
    locked: list[sheets.Lock],
    members: Sequence[seats.Seat],
    entries: Sequence[sheets.Entry],
) -> Line:
    grants = frozenset(k.grant_id for k in locked)
    living = frozenset(m.grant_id for m in members)
    if own not in grants:
        return Line(one.candidate_id, one.reference, None, "own")
    if not debrief_open(grants, living):
        missing = tuple(m.seat for m in members if m.grant_id not in grants)
        return Line(one.candidate_id, one.reference, None, "waiting", missing)
    opened = {k.grant_id: sheets.opened(procedure_id, run, k) for k in locked}
    counting = [s for s in opened.values() if s is not None]
    return Line(
        one.candidate_id,
        one.reference,
        None,
        "closed" if one.closed_at else "open",
        (),
        tuple(figures(counting, e.id) for e in entries),
        tuple(
            (m.seat, m.name, _marks(sheet))
            for m in members
            if (sheet := opened.get(m.grant_id)) is not None
        ),
        tuple(
            (m.seat, mended)
            for m in members
            for k in locked
            if k.grant_id == m.grant_id
            for mended in sheets.errata(procedure_id, k.candidate_id, k.errata)
        ),
        results.lines_of(procedure_id, one) if one.closed_at else None,
        one.closed_at,
    )


def _marks(sheet: Sheet) -> dict[str, tuple[int | None, str]]:
    return {
        e: (m if isinstance(m, int) else None, sheet.notes.get(e, ""))
        for e, m in sheet.marks.items()
    }


def wide(seen: Figures) -> bool:
    """Whether the members differ so much that the panel talks about it first (J6)."""
    return isinstance(seen.spread, int) and seen.spread >= SPREAD
