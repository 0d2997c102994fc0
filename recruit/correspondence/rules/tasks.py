"""What there is to do on requests, complaints and claims, in words."""

from __future__ import annotations

from typing import Any

from recruit.access.duties import Facts, Task
from recruit.core.words import _
from recruit.correspondence.rules.failures import remedy_by
from recruit.correspondence.rules.matters import (
    COMPLAINTS,
    MatterKind,
    acknowledge_by,
    answer_by,
    matter_words,
)
from recruit.procedure.rules.days import quiet_days


def task(row: Any, facts: Facts) -> Task | None:
    """The task of this row now, or None. row: an access.tasks.TaskRow."""
    _room, what, name = row.kind.split(".")
    holidays = quiet_days(facts.settings)
    if what == "remedy":
        return Task(
            title=_("Give one remedy for a technical failure"),
            text=_("For all that it touched alike: the application has found them in its record."),
            para="reading W16",
            endpoint="correspondence.failures",
            button=_("Read and remedy"),
            due=remedy_by(row.since, holidays),
        )
    kind = MatterKind(name)
    acknowledging = what == "acknowledge"
    due = (acknowledge_by if acknowledging else answer_by)(kind, row.since, holidays)
    return Task(
        title=_("Acknowledge: %(what)s", what=matter_words(kind))
        if acknowledging
        else _("Answer: %(what)s", what=matter_words(kind)),
        text=_("It suspends nothing.")
        if kind in COMPLAINTS
        else _("In writing, with reasons; it is recorded."),
        para=f"reading {_RULE[kind]}",
        endpoint="correspondence.matters",
        button=_("Read and answer"),
        due=due,
    )


_RULE = {
    MatterKind.OWN_DATA: "D4",
    MatterKind.STATE_REQUEST: "D8",
    MatterKind.COMPLAINT_SCREENING: "D9",
    MatterKind.COMPLAINT_JUDGEMENT: "D9",
    MatterKind.COMPLAINT_OTHER: "D9",
    MatterKind.FAILURE: "W16",
}
