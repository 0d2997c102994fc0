"""What the invented people do for the shortlist: criteria, ballots, decision, papers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from recruit.access.rules import Reader
from recruit.access.tasks import TaskRow
from recruit.core.times import geneva_date
from recruit.demo import words
from recruit.demo.acts import panel
from recruit.demo.cast import Cast
from recruit.panel.operations import meetings
from recruit.prescreening.queries import lists
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import current_run
from recruit.shortlist.operations import ballots, carrying, criteria, decision, papers
from recruit.shortlist.queries import ballots as ballot_queries
from recruit.shortlist.queries import papers as paper_queries
from recruit.shortlist.rules import ballots as ballot_rules
from recruit.shortlist.rules import drafts
from recruit.shortlist.rules.adoption import Deliverable
from recruit.shortlist.rules.decision import Fewer, Shortlist
from recruit.shortlist.rules.grid import LEVELS
from recruit.shortlist.rules.profile import LEADERSHIP

SUBSTITUTES = 3
_BASES = (3, 4, 4, 4, 3, 4)
_SPOKEN = {
    "Substance": "M4",
    "Management": "M5",
    "Multilateral": "M6",
    "Mine action": "N1",
    "Policy": "M6",
    "Partnerships": "M3",
    "Learning": "M2",
    "Expertise": "M4",
}


# -- criteria and ballots -------------------------------------------------------------


def lock_criteria(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The criteria drawn from Annex I, with nine days before the window's end for the panel."""
    with cast.connection() as connection:
        window = next(
            w for w in procedure.windows(connection, cast.procedure_id) if w.para == "54(c)"
        )
    last = window.last_in_force or geneva_date(reader.now)
    day = max(last - timedelta(days=9), geneva_date(reader.now) + timedelta(days=1))
    criteria.lock(reader, last_day=day)


def carry_over(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """In a new run of the stage the panel finds that list and papers still hold."""
    decided_in = panel.meeting(cast, reader, "The new run of the stage")
    carrying.carry_over(
        reader,
        meeting_id=decided_in,
        shortlist=True,
        papers_too=True,
        reason="The files have not changed, and the papers were adopted without dissent.",
    )


def quality(cast: Cast, reference: str) -> int:
    """How strong the invented application is, in tenths: the same for every reader of it."""
    person = cast.applications.get(reference)
    met = [a for a in getattr(person, "exceptions", {}).values() if a.value == "met"]
    steps = len(getattr(person, "posts", ()))
    return 10 * int(cast.choose(_BASES, "quality", reference)) + 3 * len(met) + steps


def _mark(cast: Cast, reference: str, criterion: str, seat: int) -> int:
    leaning = cast.choose((-1, 0, 0, 0, 1), "criterion", reference, criterion)
    own = cast.choose((-1, 0, 0, 0, 0, 1), "ballot", reference, criterion, seat)
    return max(1, min(5, round(quality(cast, reference) / 10) + leaning + own))


def _content(cast: Cast, reader: Reader) -> tuple[dict[str, Any], int]:
    with cast.connection() as connection:
        run = current_run(procedure.milestones(connection, cast.procedure_id))
        asked = ballot_queries.criteria(connection, cast.procedure_id, run)
        listed = lists.ballotable(connection, cast.procedure_id)
        saved = ballot_queries.own(connection, cast.procedure_id, run, reader.grant_id)
    items = asked.items if asked else []
    marks = {
        e.candidate_id: {c["id"]: _mark(cast, e.reference, c["label"], reader.seat) for c in items}
        for e in listed
    }
    score = {
        e.candidate_id: 10 * sum(marks[e.candidate_id].values())
        + quality(cast, e.reference)
        + cast.choose(range(12), "taste", e.reference, reader.seat)
        for e in listed
    }
    best = sorted(listed, key=lambda e: (-score[e.candidate_id], e.reference))[: ballot_rules.BEST]
    ranks = ballot_rules.normalised({e.candidate_id: -score[e.candidate_id] for e in best})
    reasons = {}
    for e in listed:
        given = marks[e.candidate_id]
        order = sorted(items, key=lambda c: (-given[c["id"]], c["id"]))
        strong = _SPOKEN.get(order[0]["label"], "M4") if order else "M4"
        weak = next(
            (code for c in reversed(order) if (code := _SPOKEN.get(c["label"], "M5")) != strong),
            "M2" if strong != "M2" else "M5",
        )
        reasons[e.candidate_id] = words.ballot_reason(reader.seat, e.reference, strong, weak)
    content = {"chosen": ranks, "marks": marks, "reasons": reasons}
    return content, saved.version if saved else 0


def draft_ballot(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """A member reads, marks, ranks and writes a reason for everybody."""
    content, version = _content(cast, reader)
    ballots.save(reader, content=content, version=version)


def lock_ballot(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """A member locks what is saved; what a person left unfinished is finished first."""
    with cast.connection() as connection:
        run = current_run(procedure.milestones(connection, cast.procedure_id))
        saved = ballot_queries.own(connection, cast.procedure_id, run, reader.grant_id)
        listed = {e.candidate_id for e in lists.ballotable(connection, cast.procedure_id)}
    content, version = _content(cast, reader)
    if saved is not None:
        mine = saved.content
        if mine["chosen"]:
            content["chosen"] = {c: n for c, n in mine["chosen"].items() if c in listed}
        for part in ("marks", "reasons"):
            content[part].update({c: v for c, v in mine[part].items() if c in listed})
    ballots.lock(reader, content=content, version=version)


def record_absence(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Two days after the last day the Chair no longer waits."""
    if task.reference and geneva_date(reader.now).isoformat() > _later(task.reference, 2):
        ballots.record_absence(
            reader,
            grant_id=task.object_id,
            reason="The last day for the ballots has passed, and four ballots are locked.",
        )


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


# -- meetings -------------------------------------------------------------------------


def _minutes(reader: Reader, meeting_id: str, kind: str) -> None:
    meetings.write_minutes(reader, meeting_id=meeting_id, minutes=words.minutes(kind, meeting_id))


# -- the decision ---------------------------------------------------------------------


def decide(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The five with the best mean rank, the next ones as substitutes, a reason for each."""
    with cast.connection() as connection:
        run = current_run(procedure.milestones(connection, cast.procedure_id))
        state = ballot_queries.state(connection, cast.procedure_id, run)
        eligible = {
            e.candidate_id: e.reference for e in lists.ballotable(connection, cast.procedure_id)
        }
        opened = ballot_queries.opened(
            connection, cast.procedure_id, run, state.ballots.locks & state.ballots.living
        )
    cast_ballots = [drafts.ballot_of(b.content, eligible) for b in opened.values()]
    lines = ballot_rules.tally(cast_ballots, eligible.values())
    ids = {reference: candidate for candidate, reference in eligible.items()}
    order = [line.candidate for line in lines]
    chosen, rest = order[: ballot_rules.BEST], order[ballot_rules.BEST :]
    tie = ballot_rules.tie_at_fifth(lines)
    few = len(chosen) < ballot_rules.BEST
    meeting_id = panel.meeting(cast, reader, "Shortlist")
    decision.decide(
        reader,
        meeting_id=meeting_id,
        decision=Shortlist(
            chosen=tuple(ids[c] for c in chosen),
            substitutes=tuple(ids[c] for c in rest[:SUBSTITUTES]),
            reasons={
                ids[c]: words.panel_reason(
                    c,
                    cast.choose(("M3", "M4", "M5"), "panel strong", c),
                    cast.choose(("M2", "M6", "N1"), "panel weak", c),
                    placed=c in chosen,
                )
                for c in order
            },
            fewer=Fewer.SUITABLE if few else None,
            fewer_reason="No further candidate was found suitable." if few else "",
            tie_reason=(
                "The panel spoke about those who were level and preferred the longer practice."
                if tie
                else ""
            ),
        ),
    )
    _minutes(reader, meeting_id, "shortlist")


def confirm_decision(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """A newcomer reads the decision with its reasons and confirms it."""
    decision.confirm(reader)


def release_invited(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The Chair releases the names."""
    decision.release(reader)


# -- papers ---------------------------------------------------------------------------


def _papers(cast: Cast) -> paper_queries.AllPapers:
    with cast.connection() as connection:
        run = current_run(procedure.milestones(connection, cast.procedure_id))
        return paper_queries.all_of(connection, cast.procedure_id, run)


def _version(found: paper_queries.AllPapers, kind: Deliverable) -> int:
    draft = found.draft(kind)
    return draft.version if draft else 0


def draft_profile(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Seven competencies of Annex I and leadership, with weights."""
    with cast.connection() as connection:
        terms = procedure.terms(connection, cast.procedure_id)[1]
    found = _papers(cast)
    pool = {c["key"]: c for c in terms["competencies"]}
    leadership = drafts.default_profile(terms)["entries"][-1]
    entries = [
        {**leadership, "weight": weight, "essential": essential}
        if key == LEADERSHIP
        else {
            "id": key,
            "competency": key,
            "name": pool[key]["name"],
            "indicators": [{"text": t, "own": False} for t in pool[key]["indicators"][:5]],
            "essential": essential,
            "weight": weight,
        }
        for key, weight, essential in words.PROFILE
    ]
    papers.save(
        reader,
        kind=Deliverable.PROFILE,
        content={"entries": entries},
        version=_version(found, Deliverable.PROFILE),
    )


def _profile(found: paper_queries.AllPapers) -> Mapping[str, Any]:
    profile = found.current(Deliverable.PROFILE)
    return profile.content if profile else {"entries": []}


def draft_questions(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """A question and a probe for each entry; two of them ask for a setback."""
    found = _papers(cast)
    blank = drafts.default_questions(_profile(found))
    for n, question in enumerate(blank["questions"]):
        asked = words.QUESTIONS[question["entry"]]
        question["setback"] = n % 4 == 1
        question["main"] = asked.setback if question["setback"] else asked.main
        question["probe"] = asked.probe
    papers.save(
        reader,
        kind=Deliverable.QUESTIONS,
        content=blank,
        version=_version(found, Deliverable.QUESTIONS),
    )


def confirm_questions(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """A member reads them against the list of what is not asked."""
    draft = _papers(cast).draft(Deliverable.QUESTIONS)
    if draft is not None:
        papers.confirm_questions(reader, version=draft.version)


def draft_grid(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Words for each level of each entry."""
    found = _papers(cast)
    levels = {
        e["id"]: {str(level): words.grid_words(e["competency"], level) for level in LEVELS}
        for e in _profile(found)["entries"]
    }
    papers.save(
        reader,
        kind=Deliverable.GRID,
        content={"levels": levels},
        version=_version(found, Deliverable.GRID),
    )


def _adopt(cast: Cast, reader: Reader, kind: Deliverable) -> None:
    found = _papers(cast)
    draft = found.draft(kind)
    if draft is None:
        return
    meeting_id = panel.meeting(cast, reader, f"Adoption: {kind.value}")
    papers.adopt(
        reader,
        kind=kind,
        meeting_id=meeting_id,
        version=draft.version,
        reason="What it rests on was adopted anew." if found.adopted(kind) else "",
    )
    _minutes(reader, meeting_id, "profile")


def adopt_profile(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The panel adopts the profile by consensus."""
    _adopt(cast, reader, Deliverable.PROFILE)


def adopt_questions(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The panel adopts the questions by consensus."""
    _adopt(cast, reader, Deliverable.QUESTIONS)


def adopt_grid(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The panel adopts the grid by consensus."""
    _adopt(cast, reader, Deliverable.GRID)


ACTS = {
    "shortlist.vote_standing_down": panel.vote_standing_down,
    "shortlist.carry_over": carry_over,
    "shortlist.lock_criteria": lock_criteria,
    "shortlist.draft_ballot": draft_ballot,
    "shortlist.lock_ballot": lock_ballot,
    "shortlist.record_absence": record_absence,
    "shortlist.decide": decide,
    "shortlist.confirm_decision": confirm_decision,
    "shortlist.release_invited": release_invited,
    "shortlist.draft_profile": draft_profile,
    "shortlist.adopt_profile": adopt_profile,
    "shortlist.draft_questions": draft_questions,
    "shortlist.confirm_questions": confirm_questions,
    "shortlist.adopt_questions": adopt_questions,
    "shortlist.draft_grid": draft_grid,
    "shortlist.adopt_grid": adopt_grid,
}
