"""When a file may be read at all: what a scanner for malware has said of it, or has yet to say."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class Scan(StrEnum):
    """What stands between a file and its readers.

    UNSCANNED: it came when no scanner was set up. OURS: made by this application itself (a
    signed report), from no file from outside. CLEAN: judged clean. WAITS: sealed in
    quarantine until the scanner has judged it. INFECTED: its content is erased. ERASED: its key was
    erased (D4) while it waited, so that nobody can read it, the scanner neither.
    """

    UNSCANNED = ""
    OURS = "ours"
    CLEAN = "clean"
    WAITS = "waits"
    INFECTED = "infected"
    ERASED = "erased"


SOONEST, LATEST = timedelta(minutes=1), timedelta(hours=6)
_FIRST_REST, _LONGEST_REST = timedelta(seconds=10), timedelta(minutes=2)


def opens(scan: str, *, configured: bool) -> bool:
    """Whether content in this state may be read by anybody.

    configured: a scanner is set up now. Without one, what was never asked of a scanner is
    readable; what waits for one stays closed, so that taking the setting away opens nothing.
    """
    if scan == Scan.UNSCANNED:
        return not configured
    return scan in (Scan.CLEAN, Scan.OURS)


def to_scan(scan: str) -> bool:
    """Whether a scanner that is set up has still to judge it."""
    return scan in (Scan.UNSCANNED, Scan.WAITS)


def again_after(tries: int) -> timedelta:
    """How long one file waits after this many tries that gave no verdict: from a minute,
    twice as long each time, to six hours."""
    return min(SOONEST * 2 ** min(max(tries, 1) - 1, 12), LATEST)


def rest_after(failures: int) -> timedelta:
    """How long the scanner is left alone after it failed to answer so often in a row."""
    return min(_FIRST_REST * 2 ** min(max(failures, 1) - 1, 8), _LONGEST_REST)
