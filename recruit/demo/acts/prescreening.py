"""What the invented people do in the prescreening: assign, screen, settle, circulate, decide."""

from __future__ import annotations

from datetime import date
from typing import Any

from recruit.access.rules import Reader
from recruit.access.tasks import TaskRow
from recruit.demo.acts.applications import recall
from recruit.demo.applications import Answer, Person
from recruit.demo.cast import Cast
from recruit.panel.operations import meetings
from recruit.panel.queries import meetings as meetings_read
from recruit.panel.queries import seats
from recruit.prescreening.operations import (
    assigning,
    circulating,
    requests,
    rulings,
    screening,
)
from recruit.prescreening.queries import files, work
from recruit.prescreening.rules import outcome
from recruit.prescreening.rules.criteria import Finding
from recruit.prescreening.rules.experience import Decided, Known, Path, Period, Work
from recruit.prescreening.rules.written import Dated, Said, Written
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import MilestoneKind, latest

NOTHING_FOUND = "Nothing of the kind is found in the papers."


def assign(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Give every file to two of the staff, evenly; oneself only where there are too few."""
    with cast.connection() as connection:
        can = files.people(connection, reader.procedure_id, reader.column)
        people = [person for person, _name in can]
    others = [person for person in people if person != reader.person_id]
    assigning.assign_evenly(reader, persons=others if len(others) >= 2 else people)


def _day(text: str) -> date:
    parts = [int(part) for part in text.split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, 1)


def _said(answer: Answer) -> Said:
    return Said(Finding(answer.value), answer.reason, answer.quote or NOTHING_FOUND)


def written(person: Person, *, second: bool) -> Written:
    """What a sensible screener writes on this application; the second one deviates a little."""
    answers = person.second_answers if second else person.answers
    settled = answers["M2"].value != "unclear" and answers["M4"].value != "unclear"
    periods = []
    for post in person.posts:
        known = Known.YEAR if len(post.first) == 4 else Known.MONTH
        unclear = known is Known.YEAR or post.kind != "paid"
        decided = (
            Decided(False, "The papers do not show how much of it was work of this kind.")
            if unclear and settled
            else None
        )
        periods.append(
            Dated(
                Period(
                    _day(post.first),
                    _day(post.last) if post.last else None,
                    known,
                    post.share,
                    Work(post.kind),
                    post.m2,
                    post.m4,
                    decided,
                ),
                f"{post.title}, {post.employer}",
            )
        )
    return Written(
        {criterion: _said(answer) for criterion, answer in answers.items()},
        tuple(periods),
        Path(person.path),
    )


def screen(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Answer and lock every file of one's own that is still open."""
    people = recall(cast)
    with cast.connection() as connection:
        mine = work.mine(connection, reader)
    for file in mine:
        if file.state in ("locked", "closed"):
            continue
        with cast.connection() as connection:
            found = work.file(connection, reader, file.candidate_id)
        if found is None or not found.screened:
            continue
        screening.lock(
            reader,
            candidate_id=file.candidate_id,
            written=written(people[file.reference], second=file.place == 2),
            version=found.version,
        )


def settle(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Settle every file on which the two differ, as the papers have it."""
    people = recall(cast)
    after, more = "", True
    while more:
        with cast.connection() as connection:
            listed, more = files.table(connection, reader, after)
        for file in listed:
            if file.state == "difference":
                _settle(cast, reader, file.candidate_id, people[file.reference])
        after = listed[-1].reference if listed else after


def _settle(cast: Cast, reader: Reader, candidate_id: str, person: Person) -> None:
    with cast.connection() as connection:
        both = work.votes(connection, reader, candidate_id)
    first, second = (
        outcome.Vote(v.person_id, v.written.findings(), v.written.path, v.locked_at) for v in both
    )
    screening.settle(
        reader,
        candidate_id=candidate_id,
        settlements=[
            outcome.Settlement(
                criterion,
                reader.person_id,
                person.answers[criterion].reason,  # type: ignore[index]
                Finding(person.answers[criterion].value),  # type: ignore[index]
                Path(person.path) if criterion == "M1" else None,
            )
            for criterion in outcome.differences(first, second)
        ],
    )


def decide_declaration(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Decide that a declared relation is a conflict."""
    assigning.decide_declaration(
        reader,
        declaration_id=task.object_id,
        conflict=True,
        reason="What is declared may colour the judgement; others screen the file.",
    )


def circulate(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Circulate the list, and say what changed from the second version on."""
    with cast.connection() as connection:
        found = procedure.milestones(connection, reader.procedure_id)
    first = latest(found, MilestoneKind.LIST_CIRCULATED) is None
    why = "" if first else "An application was screened after the last list."
    circulating.circulate(reader, why=why)


def meeting(cast: Cast, reader: Reader, title: str) -> str:
    """A meeting whose minutes are not written yet, held with all who sit where there is none."""
    with cast.connection() as connection:
        held = meetings_read.open_meetings(connection, reader.procedure_id)
        living = [m.grant_id for m in seats.members(connection, reader.procedure_id)]
    fit = next((m for m in held if len(m.present & set(living)) >= 3), None)
    if fit is not None:
        return fit.id
    return meetings.hold(reader, held_at=reader.now, present=living, title=title)


_TAKEN = (
    "The papers leave one point open, and the rest speaks for the candidate.",
    "What is unclear can be asked in the interview; the substance is there.",
)
_NOT_TAKEN = (
    "The open point is one of those that the Terms of Reference require, and nothing fills it.",
    "Asked for the missing evidence, the papers give none.",
)


def decide_borderline(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Record the panel's decision on one borderline file."""
    accepted = cast.number("borderline", task.reference) % 3 == 0
    rulings.decide_borderline(
        reader,
        candidate_id=task.object_id,
        accepted=accepted,
        reason=cast.choose(_TAKEN if accepted else _NOT_TAKEN, "borderline", task.reference),
        meeting_id=meeting(cast, reader, "Borderline files and equivalences"),
    )


def decide_equivalence(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Record the panel's decision on one first-level degree with two additional years."""
    rulings.decide_equivalence(
        reader,
        candidate_id=task.object_id,
        accepted=True,
        reason="A first-level degree in the field, and more than the two additional years.",
        meeting_id=meeting(cast, reader, "Borderline files and equivalences"),
    )


def enter_placing(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Make the new version of the list that rests on a placing."""
    rulings.enter_placing(reader, candidate_id=task.object_id)


def move_request(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Move that the list of all applications be given."""
    requests.move(
        reader,
        kind="list",
        reason="The panel answers for the choice, and wants to see from how many it was made.",
    )


def second_request(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Second another member's request."""
    requests.speak(reader, request_id=task.object_id, objects=False)


def vote_request(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Record that the panel makes a request that was objected to."""
    requests.put_to_vote(
        reader,
        request_id=task.object_id,
        made=True,
        meeting_id=meeting(cast, reader, "Request for the applications received"),
        reason="The objection was heard; the others want to see the list.",
    )


def answer_request(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Answer the panel's request in full."""
    requests.answer(reader, request_id=task.object_id, note="Given in full.")


ACTS: dict[str, Any] = {
    "prescreening.assign": assign,
    "prescreening.screen": screen,
    "prescreening.settle": settle,
    "prescreening.decide_declaration": decide_declaration,
    "prescreening.circulate": circulate,
    "prescreening.decide_borderline": decide_borderline,
    "prescreening.decide_equivalence": decide_equivalence,
    "prescreening.enter_placing": enter_placing,
    "prescreening.move_request": move_request,
    "prescreening.second_request": second_request,
    "prescreening.vote_request": vote_request,
    "prescreening.answer_request": answer_request,
}
