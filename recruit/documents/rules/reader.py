"""Where one is in a document and what lies around it: pure functions over numbers."""

from __future__ import annotations

THUMBS = 12
"""Small pictures that stand beside a page, and that are drawn at once."""


def batch(number: int, last: int) -> range:
    """The pages whose small pictures are drawn together with that of this page (from 1).

    last: 0 where the pages are not counted yet; the page then stands alone.
    """
    if not 1 <= number <= last:
        return range(number, number + 1)
    first = (number - 1) // THUMBS * THUMBS + 1
    return range(first, min(first + THUMBS, last + 1))


def around(place: int, of: int) -> tuple[int | None, int | None]:
    """The places before and after this one in a row of so many; None beyond its ends."""
    return (place - 1 if place > 0 else None, place + 1 if place + 1 < of else None)
