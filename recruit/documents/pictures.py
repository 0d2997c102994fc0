"""Page images for one reader, marked (D2), kept in this process's memory for a half hour's reading.

The mark is that of the reader's entry of this half hour, so the same page is the same
picture for that time; the door is asked before each one all the same. Nothing is written
to a disk, what is oldest goes when it gets too much, and what was of use goes with its half
hour, so that no picture outlives an erasure in a process that nobody asks for another one.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from recruit.core import clock, installation, times
from recruit.core.words import english
from recruit.documents import page_image
from recruit.documents.door import Pages
from recruit.documents.page_image import Size
from recruit.documents.rules.door import HALF_HOUR
from recruit.documents.rules.reader import batch

MOST_KEPT = 48 * 1024 * 1024  # bytes of pictures in a process
_Key = tuple[str, str, str, int, Size]

_kept: OrderedDict[_Key, tuple[bytes, datetime]] = OrderedDict()
"""Pictures with the time (aware UTC) from which no entry gives them any more."""
_lock = threading.Lock()
_waiting: list[threading.Timer] = []
_drawing: dict[tuple[str, str, str, int, Size], threading.Lock] = {}


@english
def mark(name: str, opened: Pages) -> list[str]:
    """What is printed over the pages: whose copy, since when (Geneva time), which entry. In
    English whoever reads: it is for whoever finds the copy, and its letters are in every font."""
    said = [name, times.moment(opened.since), opened.reference]
    return [installation.word(), *said] if installation.word() else said


def picture(opened: Pages, number: int, size: Size, words: list[str]) -> bytes | None:
    """A page (from 1) as PNG or JPEG with these words over it; None where there is none.

    Small pictures are drawn by the dozen, since a page of the reader asks for as many.
    """
    if opened.kind is None or number < 1:
        return None
    key = (opened.id, opened.reference, "|".join(words), number, size)
    pages = batch(number, opened.pages) if size is Size.THUMB else range(number, number + 1)
    with _lock:
        found = _taken(key)
        if found is not None:
            return found
        turn = _drawing.setdefault((*key[:3], pages.start, size), threading.Lock())
    with turn:  # a dozen asked at once is drawn once
        with _lock:
            found = _taken(key)
        if found is not None:
            return found
        drawn = page_image.draw_all(opened.kind, opened.content, pages, words, size)
        with _lock:
            until = opened.since + timedelta(seconds=HALF_HOUR)
            for page, image in zip(pages, drawn, strict=True):
                if image is not None:
                    _kept[(*key[:3], page, size)] = image, until
            while sum(len(image) for image, _until in _kept.values()) > MOST_KEPT:
                _kept.popitem(last=False)
            _drawing.pop((*key[:3], pages.start, size), None)
            _clear_later()
    return drawn[number - pages.start]


def _taken(key: _Key) -> bytes | None:
    found = _kept.get(key)
    if found is None:
        return None
    _kept.move_to_end(key)
    return found[0]


def let_go(now: datetime) -> int:
    """Forget the pictures whose half hour has passed; how many are left. now: aware time."""
    with _lock:
        for key in [key for key, (_image, until) in _kept.items() if until <= now]:
            del _kept[key]
        return len(_kept)


def _clear_later() -> None:
    """Have what is kept now let go in its time, whether or not anybody asks again."""
    if _waiting:
        return
    timer = threading.Timer(HALF_HOUR, _clear)
    timer.daemon = True
    _waiting.append(timer)
    timer.start()


def _clear() -> None:
    left = let_go(clock.now())
    with _lock:
        _waiting.clear()
        if left:
            _clear_later()
