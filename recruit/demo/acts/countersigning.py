"""What the invented acting Chair does where the President is in conflict (R5)."""

from __future__ import annotations

from recruit.access.rules import Reader
from recruit.access.tasks import TaskRow
from recruit.countersigning import operations
from recruit.demo.cast import Cast


def sign(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The item was read, and is found regular."""
    operations.sign(reader, request_id=task.object_id)


ACTS = {"countersigning.sign": sign}
