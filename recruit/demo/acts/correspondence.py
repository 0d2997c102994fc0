"""What the invented people do on requests, complaints, claims, and mails that were lost."""

from __future__ import annotations

from recruit.access.rules import Reader
from recruit.access.tasks import TaskRow
from recruit.core import db
from recruit.correspondence.operations import failures, matters
from recruit.correspondence.queries import failures as touched
from recruit.correspondence.rules.matters import MatterKind, refusal_words
from recruit.demo.cast import Cast
from recruit.notices import operations as notices
from recruit.notices import queries as told
from recruit.notices.models import DeliveryStatus
from recruit.notices.rules import How

_ANSWERS = (
    "The record shows each step with its day; the criteria were applied to everybody alike.",
    "We looked at the record for that time and found nothing that touched only this file.",
)


def acknowledge(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """It is acknowledged in writing."""
    matters.acknowledge(reader, matter_id=task.object_id)


def answer(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """It is answered in writing, with reasons."""
    asked = task.kind.endswith(MatterKind.STATE_REQUEST.value)
    matters.answer(
        reader,
        matter_id=task.object_id,
        text=refusal_words() if asked else cast.choose(_ANSWERS, "matter", task.object_id),
        compared="The server answered at that time; no error is in its log.",
    )


def remedy(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """One remedy for all that a failure touched."""
    with db.reading() as connection:
        (one,) = [f for f in touched.every(connection, reader) if f.id == task.object_id]
        found = touched.found(connection, reader, one.from_at, one.until_at)
    failures.remedy(
        reader,
        failure_id=one.id,
        text="Whoever was kept from acting in that time may act until the end of the next day.",
        compared="The record has these requests and mails of that time, and no others.",
        seen=len(found),
    )


def reach_otherwise(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Whoever did not get a mail is called."""
    with db.reading() as connection:
        lost = told.undelivered(connection, reader)
    for one in lost:
        if one.status is not DeliveryStatus.QUEUED:
            notices.settle(reader, delivery_id=one.delivery_id, how=How.REACHED)


ACTS = {
    "notices.undelivered": reach_otherwise,
    "correspondence.remedy.failure": remedy,
    **{f"correspondence.acknowledge.{kind.value}": acknowledge for kind in MatterKind},
    **{f"correspondence.answer.{kind.value}": answer for kind in MatterKind},
}
