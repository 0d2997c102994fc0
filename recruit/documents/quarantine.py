"""Nothing is readable before the scanner has judged it: asked where bytes are unsealed, at
the door, in the worker's selections and in searches, of the one rule ``scanning.opens``.

The state stands in the document's own row, which all of them read anyway.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, or_

from recruit.core import clock
from recruit.documents import scanner
from recruit.documents.rules import scanning
from recruit.documents.rules.scanning import Scan
from recruit.documents.scanner import Down, Said, Verdict

IN_A_REQUEST = 10.0  # seconds that somebody waits at most for the scanner
_REMEMBERED, _FOR = 4096, timedelta(minutes=15)


class Quarantined(Exception):
    """This document's content waits for the scanner, or was erased on its word."""


def opens(scan: str) -> bool:
    """Whether content in this state may be read by anybody now."""
    return scanning.opens(scan, configured=scanner.configured())


def _unscanned_opens() -> str:
    return Scan.CLEAN if scanner.configured() else Scan.UNSCANNED


def opened(documents: Any) -> Any:
    """The condition on a table of documents that says the same, for static statements: what
    it depends on is looked up each time that the statement is executed."""
    also: Any = bindparam("unscanned_opens", callable_=_unscanned_opens)
    scan = documents.c.scan
    return or_(scan == Scan.CLEAN.value, scan == Scan.OURS.value, scan == also)


class _Resting:
    """The scanner is left alone for a while after it did not answer, so that nobody waits
    for it again and again. In this process."""

    def __init__(self) -> None:
        self.failures, self.until = 0, None  # type: int, datetime | None

    def now(self) -> bool:
        return self.until is not None and clock.now() < self.until

    def note(self, *, answered: bool) -> None:
        self.failures = 0 if answered else self.failures + 1
        self.until = None if answered else clock.now() + scanning.rest_after(self.failures)


_resting = _Resting()
_clean: OrderedDict[str, datetime] = OrderedDict()
_lock = threading.Lock()


def init(url: str) -> None:
    """Use the scanner at this address, '' for none. Raises ValueError."""
    scanner.init(url)
    _resting.note(answered=True)
    with _lock:
        _clean.clear()


def resting() -> bool:
    """Whether the scanner is left alone now because it did not answer."""
    return _resting.now()


def judge(pieces: Iterable[bytes], seconds: float | None = None) -> Said | None:
    """What the scanner says of these bytes; None where none is set up, or it is down.

    seconds: for all of it; by default as long as somebody waits in a request.

    Never called inside a transaction: nobody's write waits for a scanner.
    """
    if not scanner.configured() or _resting.now():
        return None
    running = hashlib.sha256()

    def read() -> Iterable[bytes]:
        for piece in pieces:
            running.update(piece)
            yield piece

    try:
        said = scanner.ask(read(), IN_A_REQUEST if seconds is None else seconds)
    except Down:
        _resting.note(answered=False)
        return None
    _resting.note(answered=True)
    if said.verdict is Verdict.CLEAN:
        _remember(running.hexdigest())
    return said


def _remember(sha256: str) -> None:
    with _lock:
        _clean[sha256] = clock.now()
        _clean.move_to_end(sha256)
        while len(_clean) > _REMEMBERED:
            _clean.popitem(last=False)


def at_first(content: bytes) -> Scan:
    """The state in which this content is filed: clean only where the scanner said so of the
    same bytes in the last quarter of an hour, else in quarantine. Asks nobody."""
    if not scanner.configured():
        return Scan.UNSCANNED
    with _lock:
        at = _clean.get(hashlib.sha256(content).hexdigest())
    judged = at is not None and timedelta(0) <= clock.now() - at <= _FOR
    return Scan.CLEAN if judged else Scan.WAITS
