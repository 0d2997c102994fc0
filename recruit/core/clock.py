"""The only source of now. Times are aware and in UTC.

The clock can be set (a fixed distance from the real one, kept in a file so that web
and worker agree) in rehearsal, demo and development; production refuses it
(config.py). A test freezes it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

GENEVA = ZoneInfo("Europe/Zurich")

_frozen: datetime | None = None
_file: Path | None = None
_seen: tuple[int, timedelta] = (-1, timedelta(0))


def init(path: Path | None) -> None:
    """Where the distance of a set clock is kept; None: the clock can't be set."""
    global _file, _seen
    _file, _seen = path, (-1, timedelta(0))


def _distance() -> timedelta:
    global _seen
    if _file is None:
        return timedelta(0)
    try:
        mark = os.stat(_file).st_mtime_ns
    except FileNotFoundError:
        return timedelta(0)
    if mark != _seen[0]:
        _seen = (mark, timedelta(seconds=json.loads(_file.read_text())["seconds"]))
    return _seen[1]


def real() -> datetime:
    """The machine's own time, never set: for measuring durations, not for the procedure."""
    return datetime.now(UTC)


def now() -> datetime:
    """The present, in UTC, to the millisecond (a recorded time is what was shown)."""
    at = _frozen if _frozen is not None else real() + _distance()
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def set_to(at: datetime) -> None:
    """Move the clock of this installation to an aware time; it runs on from there.

    Raises RuntimeError where a set clock is refused (production).
    """
    if _file is None:
        raise RuntimeError("this installation refuses a set clock")
    seconds = (at.astimezone(UTC) - real()).total_seconds()
    draft = _file.with_suffix(".new")
    draft.write_text(json.dumps({"seconds": seconds}))
    os.replace(draft, _file)


def run_true() -> None:
    """Let a set clock show the machine's own time again. Raises RuntimeError as ``set_to``."""
    if _file is None:
        raise RuntimeError("this installation refuses a set clock")
    _file.unlink(missing_ok=True)


def freeze(at: datetime | None) -> None:
    """For tests and the demonstration's making: stand still at an aware time; None: run."""
    global _frozen
    if at is not None and at.tzinfo is None:
        raise ValueError("a naive time")
    _frozen = None if at is None else at.astimezone(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Stand still at moment while inside."""
    before = _frozen
    freeze(moment)
    try:
        yield
    finally:
        freeze(before)
