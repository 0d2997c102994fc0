"""Where one is in a document and what lies around it: pure functions over numbers."""

from __future__ import annotations

THUMBS = 12
"""Small pictures that stand beside a page, and that are drawn at once."""

_LONG = 35  # characters: a shorter line ended because its writer wanted it to


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


def reflowed(text: str) -> list[str]:
    """The paragraphs of a text whose lines were broken by the width of a page.

    A line goes on with the next one where it is long, ends no sentence, and the next begins
    with a small letter, as a sentence under way does. Whatever else is left as it stands:
    two paragraphs wrongly joined are worse than one cut in two.
    """
    paragraphs: list[str] = []
    under_way = False
    for line in text.split("\n"):
        words = line.strip()
        spaced = words[1:2] == " " and words[3:4] == " "  # a heading set in spaced letters
        if under_way and words[:1].islower() and not spaced:
            paragraphs[-1] += f" {words}"
        elif words:
            paragraphs.append(words)
        under_way = bool(words) and len(words) >= _LONG and words[-1] not in ".!?:;"
    return paragraphs
