"""What there is to do for candidates' rights, in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from recruit.access.duties import Facts, Task
from recruit.core.words import _
from recruit.correspondence.rules.matters import DAYS_OF_DATA


def task(row: Any, _facts: Facts) -> Task | None:
    """The task of this row now, or None. row: an access.tasks.TaskRow."""
    if row.kind != "rights.release":
        return None
    return Task(
        title=_("Release the panel's part of a candidate's own file"),
        text=_("The candidate asked for it; the GICHD neither sees nor sends what you add."),
        para="reading D4",
        endpoint="rights.own_files",
        button=_("Read and release"),
        due=row.since + timedelta(days=DAYS_OF_DATA),
    )
