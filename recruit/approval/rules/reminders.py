"""When delegations are reminded of a deadline: seven days, 72 and 24 hours before. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

LEADS: Final = {
    "approval.reminder.days": timedelta(days=7),
    "approval.reminder.three": timedelta(hours=72),
    "approval.reminder.last": timedelta(hours=24),
}
"""Each kind of notice, and how long before the deadline it is due; the longest first."""


def due(
    opened_at: datetime, deadline: datetime, sent: Mapping[str, datetime], now: datetime
) -> str:
    """The reminder that is due now, '' where none is; all instants aware.

    sent: when each kind was last sent in this round. A lengthening makes them due anew for
    the new deadline. Of several that were missed the latest alone is sent; none for a time
    before the opening, none once the deadline has come.
    """
    if now >= deadline:
        return ""
    found = ""
    for kind, lead in LEADS.items():
        at = deadline - lead
        if opened_at < at <= now:
            found = kind
    if not found:
        return ""
    last = sent.get(found)
    return "" if last is not None and last >= deadline - LEADS[found] else found
