"""The phase of the work that a menu is drawn for. Pure.

It follows from the milestones that the reader may learn of, never from others: the menu
of somebody outside the living occupants is the same whatever the panel has done.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from recruit.procedure.rules.milestones import Column, Milestone, MilestoneKind, column


class Phase(StrEnum):
    """Where the work stands, in six steps."""

    BEFORE = "before"  # no list is circulated yet
    SHORTLIST = "shortlist"
    INTERVIEWS = "interviews"
    REPORT = "report"
    APPROVAL = "approval"  # from the hand-over, for whoever knows of it; from a round
    AFTER = "after"  # designated, closed


ALWAYS: Final = tuple(Phase)

_STEPS = {
    MilestoneKind.LIST_CIRCULATED: Phase.SHORTLIST,
    MilestoneKind.SHORTLIST_DECIDED: Phase.INTERVIEWS,
    MilestoneKind.INVITED_RELEASED: Phase.INTERVIEWS,
    MilestoneKind.INTERVIEWS_ENDED: Phase.REPORT,
}
_PROPOSED = frozenset({MilestoneKind.HANDED_OVER, MilestoneKind.ROUND_OPENED})


def phase(milestones: Iterable[Milestone]) -> Phase:
    """The phase that these milestones lead to, whatever others there are."""
    told = list(milestones)
    state = column(told)
    if state in (Column.DESIGNATED, Column.CLOSED):
        return Phase.AFTER
    if any(m.kind in _PROPOSED for m in told):
        return Phase.APPROVAL
    reached = Phase.BEFORE
    for milestone in told:
        reached = _STEPS.get(milestone.kind) or reached
    return reached
