"""When a procedure ended, and days counted in calendar months from its end (D3, T4)."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import datetime

from recruit.procedure.rules.milestones import Milestone, MilestoneKind, latest


def ended(milestones: Sequence[Milestone]) -> datetime | None:
    """When the procedure ended: the contract signed, or closed without result; else None."""
    signed = latest(milestones, MilestoneKind.CONTRACT_SIGNED)
    closed = latest(milestones, MilestoneKind.CLOSED_WITHOUT_RESULT)
    found = [m.at for m in (signed, closed) if m is not None]
    return max(found, default=None)


def after(end: datetime, months: int) -> datetime:
    """So many calendar months after this instant; the month's last day where there is none."""
    years, month = divmod(end.month - 1 + months, 12)
    year, month = end.year + years, month + 1
    return end.replace(
        year=year, month=month, day=min(end.day, calendar.monthrange(year, month)[1])
    )
