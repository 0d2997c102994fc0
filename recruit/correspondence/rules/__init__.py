"""When a receipt may be registered (S8): pure functions."""

from __future__ import annotations

from datetime import datetime, timedelta

from recruit.core.errors import Kind, Refusal
from recruit.core.words import _

LATE_AFTER = timedelta(seconds=3600)
"""Registered more than this after receipt, a reason is needed."""


def is_late(now: datetime, received_at: datetime) -> bool:
    """Whether so much time passed since receipt that a reason is needed."""
    return now - received_at > LATE_AFTER


def receipt(
    now: datetime,
    received_at: datetime,
    *,
    evidence: str,
    late_reason: str,
    not_before: datetime | None = None,
) -> Refusal | None:
    """Why a receipt can't be registered like this; None where it can.

    now, received_at, not_before: aware times.
    """

    def refusal(reason: str, todo: str) -> Refusal:
        return Refusal("S8", "reading S8", reason, kind=Kind.INVALID, todo=todo)

    if received_at > now:
        return refusal(
            _("The time of receipt is in the future."),
            _("Give the time at which it was received, from its evidence."),
        )
    if not_before is not None and received_at < not_before:
        return refusal(
            _("The time of receipt is before the opening."),
            _("Check the day and the zone of the time of receipt."),
        )
    if not evidence.strip():
        return refusal(
            _("A receipt is registered with its evidence, and none was given."),
            _("Say what proves the time: a stamp, a header, a signed slip."),
        )
    if is_late(now, received_at) and not late_reason.strip():
        return refusal(
            _("It was received more than an hour ago, so a reason is needed."),
            _("Say why it is registered only now."),
        )
    return None
