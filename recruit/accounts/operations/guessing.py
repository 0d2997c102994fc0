"""Secret addresses that opened nothing, counted by where they came from.

In this process's memory and nowhere else, since a GET writes nothing (W15): each serving
process counts for itself, and a start forgets.
"""

from __future__ import annotations

import threading
from collections import deque
from datetime import datetime

from recruit.accounts import rules

MOST = 10_000
"""Addresses that are counted at once; the ones heard of longest ago are forgotten first."""
_KEPT = rules.BY_FEED.free + 32
_missed: dict[str, deque[datetime]] = {}
_counting = threading.Lock()


def wait(address: str, now: datetime) -> int:
    """Whole seconds for which nothing from this address is looked up; 0 for none.

    address: a keyed digest of where the request is from. now: aware time.
    """
    with _counting:
        found = list(_missed.get(address, ()))
    return rules.wait(found, now, rules.BY_FEED)


def missed(address: str, now: datetime) -> None:
    """Count one that opened nothing, whether it never was or is over."""
    with _counting:
        found = _missed.pop(address, None) or deque(maxlen=_KEPT)
        found.append(now)
        _missed[address] = found
        while len(_missed) > MOST:
            del _missed[next(iter(_missed))]


def forget() -> None:
    """Begin anew, as a start of the process does."""
    with _counting:
        _missed.clear()
