"""What the invented people do on requests, complaints and claims."""

from __future__ import annotations

from recruit.access.rules import Reader
from recruit.access.tasks import TaskRow
from recruit.correspondence.operations import matters
from recruit.correspondence.rules.matters import MatterKind, refusal_words
from recruit.demo.cast import Cast

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


ACTS = {
    **{f"correspondence.acknowledge.{kind.value}": acknowledge for kind in MatterKind},
    **{f"correspondence.answer.{kind.value}": answer for kind in MatterKind},
}
