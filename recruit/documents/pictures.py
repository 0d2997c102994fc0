"""Page images for one reader, marked (D2), kept in this process's memory for a half hour's reading.

The mark is that of the reader's entry of this half hour, so the same page is the same
picture for that time; the door is asked before each one all the same. Nothing is written
to a disk, and what is oldest goes when it gets too much.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from recruit.core import installation, times
from recruit.documents import page_image
from recruit.documents.door import Pages
from recruit.documents.page_image import Size
from recruit.documents.rules.reader import batch

MOST_KEPT = 48 * 1024 * 1024  # bytes of pictures in a process
_Key = tuple[str, str, str, int, Size]

_kept: OrderedDict[_Key, bytes] = OrderedDict()
_lock = threading.Lock()
_drawing: dict[tuple[str, str, str, int, Size], threading.Lock] = {}


def mark(name: str, opened: Pages, lang: str) -> list[str]:
    """What is printed over the pages: whose copy, since when (Geneva time), which entry."""
    said = [name, times.moment(opened.since, lang), opened.reference]
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
            for page, image in zip(pages, drawn, strict=True):
                if image is not None:
                    _kept[(*key[:3], page, size)] = image
            while sum(map(len, _kept.values())) > MOST_KEPT:
                _kept.popitem(last=False)
            _drawing.pop((*key[:3], pages.start, size), None)
    return drawn[number - pages.start]


def _taken(key: _Key) -> bytes | None:
    found = _kept.get(key)
    if found is not None:
        _kept.move_to_end(key)
    return found
