"""What the invented people do with applications: file them as they come, compare, admit."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from recruit.access.rules import Reader
from recruit.access.tasks import TaskRow
from recruit.applications import models, queries, rules
from recruit.applications.operations import deciding, filing
from recruit.applications.queries import likenesses
from recruit.core import keys, vault
from recruit.demo.applications import PEOPLE, Person
from recruit.demo.applications.files import files
from recruit.demo.cast import Cast

# With fewer than forty: enough suitable ones first, then one of each other kind.
_FIRST = (1, 2, 3, 4, 12, 5, 15, 21, 6, 38, 36, 7, 16, 8, 13, 22, 39, 37, 40)


def chosen(how_many: int) -> tuple[Person, ...]:
    """The invented applications that are filed, by receipt."""
    by_number = {person.number: person for person in PEOPLE}
    order = [*_FIRST, *(n for n in sorted(by_number) if n not in _FIRST)]
    found = [by_number[n] for n in order[:how_many]]
    return tuple(sorted(found, key=lambda person: (person.received, person.number)))


def recall(cast: Cast) -> dict[str, Any]:
    """Who is behind each reference; known again in a new process by the mail's fingerprint."""
    by_mail = {
        vault.fingerprint(
            keys.procedure_key(cast.procedure_id), f"mail:{rules.normal_mail(person.mail)}"
        ): person
        for person in PEOPLE
    }
    with cast.connection() as connection:
        rows = connection.execute(
            select(models.Candidate.reference, models.Candidate.mail_hash).where(  # type: ignore[call-overload]
                models.Candidate.procedure_id == cast.procedure_id
            )
        ).all()
    for reference, mail_hash in rows:
        if mail_hash in by_mail:
            cast.applications.setdefault(reference, by_mail[mail_hash])
    return cast.applications


_LATE_REASONS = (
    "The candidate writes that the mail was held by the server of the organisation overnight.",
    "The candidate took 'until 25 September' for the time of their own country.",
    "No reason is given.",
)


def _evidence(person: Person) -> str:
    said = person.received.strftime("%a, %d %b %Y %H:%M:%S +0000")
    return f"Received: from relay.example by mx.gichd.example with ESMTPS; {said}"


def file(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """File every invented application that was received until now and is not filed yet."""
    filed = {person.number for person in recall(cast).values()}
    for person in chosen(cast.how_many):
        if person.number in filed or person.received > reader.now:
            continue
        done = filing.file_application(
            reader,
            name=person.name,
            mail=person.mail,
            channel=models.Channel.MAIL,
            received_at=person.received,
            evidence=_evidence(person),
            files=files(person),
            sheet=filing.Sheet(person.nationalities, person.gender),
            late_reason=(
                cast.choose(_LATE_REASONS, "late", person.number)
                if person.number in (38, 39, 40)
                else ""
            ),
        )
        cast.applications[done.reference] = person


def decide_likeness(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Decide on each pair: the same file or mail is one person's, a name alone is not."""
    with cast.connection() as connection:
        pairs = likenesses.likenesses(connection, reader)
    people = recall(cast)
    for pair in pairs:
        if pair.decision or pair.closed:
            continue
        one, two = people.get(pair.first.reference), people.get(pair.second.reference)
        same = bool(
            one
            and two
            and (
                two.number in (one.same_file_as, one.same_person_as)
                or one.number in (two.same_file_as, two.same_person_as)
            )
        )
        deciding.decide_likeness(
            reader,
            likeness_id=pair.id,
            same=same,
            reason=(
                "The same life in both papers: one person wrote twice."
                if same
                else "Two people of like names; posts and schools differ."
            ),
        )


def admit_late(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Admit the late application that came within minutes of the close, leave the others."""
    with cast.connection() as connection:
        waiting = [
            late
            for late in queries.late(connection, reader.procedure_id)
            if late.admitted_at is None and late.not_admitted_at is None
        ]
    people = recall(cast)
    for late in waiting:
        person = people.get(late.reference)
        if person is not None and person.number == 38:
            deciding.admit_late(
                reader,
                candidate_id=late.id,
                reason="Received four minutes after the close, sent before it: the delay was on "
                "the way and gave no advantage.",
            )
        else:
            deciding.leave_late(reader, candidate_id=late.id)


ACTS = {
    "applications.file": file,
    "applications.decide_likeness": decide_likeness,
    "applications.admit_late": admit_late,
}
