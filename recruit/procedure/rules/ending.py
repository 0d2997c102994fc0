"""When a procedure ended, and days counted in calendar months from its end (D3, T4)."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeVar

from recruit.procedure.rules.milestones import Milestone, MilestoneKind, latest


def ended(milestones: Sequence[Milestone]) -> datetime | None:
    """When the procedure ended: the contract signed, or closed without result; else None."""
    signed = latest(milestones, MilestoneKind.CONTRACT_SIGNED)
    closed = latest(milestones, MilestoneKind.CLOSED_WITHOUT_RESULT)
    found = [m.at for m in (signed, closed) if m is not None]
    return max(found, default=None)


Day = TypeVar("Day", date, datetime)


def after(end: Day, months: int) -> Day:
    """So many calendar months after this day or instant, before it where months is negative;
    the month's last day where there is no such day."""
    years, month = divmod(end.month - 1 + months, 12)
    year, month = end.year + years, month + 1
    return end.replace(
        year=year, month=month, day=min(end.day, calendar.monthrange(year, month)[1])
    )
