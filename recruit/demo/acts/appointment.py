"""What the invented people do on the appointment: contract, publication, letters."""

from __future__ import annotations

from datetime import date, timedelta

from recruit.access.rules import Capacity, Reader
from recruit.access.tasks import TaskRow
from recruit.appointment.operations import contract, letters, outcome, retention, term
from recruit.appointment.rules.contract import Offer, Step
from recruit.appointment.rules.letters import Letter
from recruit.appointment.rules.retention import Lot
from recruit.archive import memory
from recruit.core.times import geneva_date
from recruit.demo.cast import Cast
from recruit.report.operations import finding

_SETTLING = timedelta(days=40)
_CHECKS = (
    "References and degrees confirmed with the issuing institutions.",
    "Degrees confirmed; medical certificate: fit.",
    "Identity, degrees and residence permit confirmed.",
)
_LESSONS = {
    Capacity.FOCAL_POINT: (
        "Ask for one PDF of all papers: a third of the files came in five parts or more.",
        "Post on the regional networks in the first week; most applications came in the last.",
    ),
    Capacity.CHAIR: (
        "Fix the days of the interviews before the holidays, with two to spare.",
        "Agree on what a three means before the first ballot.",
    ),
}


def offer(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The offer names salary scale, staff rules and the reporting line."""
    contract.record_step(
        reader,
        step=Step.OFFER,
        on=geneva_date(reader.now),
        detail="Director, 100 %, Geneva, 48 months",
        offer=Offer(salary_scale=True, staff_rules=True, reports_to_president=True),
    )


def answer(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The candidate accepts."""
    contract.record_step(
        reader,
        step=Step.ANSWER,
        on=geneva_date(reader.now),
        detail="Accepted in writing.",
        accepted=True,
    )


def checks(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The usual checks before a contract."""
    contract.record_step(
        reader,
        step=Step.CHECKS,
        on=geneva_date(reader.now),
        detail=cast.choose(_CHECKS, "checks", task.object_id),
    )


def signed(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Signed; the term begins on the first of a month, at least forty days later."""
    on = geneva_date(reader.now)
    month = on + _SETTLING
    year, number = divmod(month.year * 12 + month.month, 12)
    first = month if month.day == 1 else date(year, number + 1, 1)
    contract.record_step(
        reader, step=Step.SIGNED, on=on, detail="Signed by both sides.", first_day=first
    )


def start(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The Director takes up the post."""
    on = date.fromisoformat(task.reference[:10]) if task.reference else geneva_date(reader.now)
    contract.record_step(reader, step=Step.START, on=on)


def handover(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The files of the Unit are handed over."""
    contract.record_step(
        reader, step=Step.HANDOVER, on=geneva_date(reader.now), detail="Handed over with a list."
    )


def publish(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The President publishes name and position."""
    outcome.publish(reader)


def close(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The President closes without result, on the finding that was handed over."""
    with cast.connection() as connection:
        given = finding.given(connection, reader.procedure_id)
    if given is not None:
        outcome.close_without_result(
            reader, ground=outcome.GROUNDS[given[0]], reason="On the finding of the panel."
        )


def write(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The letters of the task's kind are put together for all who are due."""
    letters.hold(reader, letter=Letter(task.kind.removeprefix("appointment.letters.")))


def release(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """A second person releases letters that wait."""
    letters.release(reader, held_id=task.object_id)


def announce_erasure(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The erasure of the task's lot is announced."""
    retention.announce(reader, lot=Lot(task.kind.rsplit(".", 1)[-1]))


def confirm_erasure(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """One of the two confirms the erasure of the task's lot."""
    retention.confirm(reader, lot=Lot(task.kind.rsplit(".", 1)[-1]))


def renew(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The term is renewed, once; what comes after that is another recruitment."""
    if task.n:
        return
    term.renew(reader, reason="Renewed by the GICHD after consulting the President.")


def remember(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Lines for the next recruitment, without a name."""
    memory.write(reader, lines=list(_LESSONS[reader.capacity]))


ACTS = {
    "archive.memory": remember,
    "appointment.term": renew,
    **{f"appointment.erasure.announce.{lot.value}": announce_erasure for lot in Lot},
    **{f"appointment.erasure.confirm.{lot.value}": confirm_erasure for lot in Lot},
    "appointment.step.offer": offer,
    "appointment.step.answer": answer,
    "appointment.step.checks": checks,
    "appointment.step.signed": signed,
    "appointment.step.start": start,
    "appointment.step.handover": handover,
    "appointment.publish": publish,
    "appointment.close": close,
    **{f"appointment.letters.{letter.value}": write for letter in Letter},
    **{f"appointment.release.{letter.value}": release for letter in Letter},
}
