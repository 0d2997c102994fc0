"""What one reader writes for themselves: notes, quoted passages, marks (W1). Pure functions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

LONGEST_NOTE = 8000  # characters
LONGEST_QUOTE = 1500
MOST_QUOTES = 200  # on one candidate's file


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage quoted from the words of a document, with the reader's note on it."""

    id: str
    document: str
    text: str
    note: str


def plain(text: str) -> str:
    """The words with single spaces between them: how passages are compared."""
    return " ".join(text.split())


def found(quote: str, text: str) -> bool:
    """Whether the passage stands in the text, whatever its lines and spaces are."""
    wanted = plain(quote)
    return bool(wanted) and wanted in plain(text)


def segments(paragraph: str, quotes: Iterable[Quote]) -> list[tuple[str, str]]:
    """The paragraph cut where quoted passages begin and end: (words, quote's id or '').

    A passage over several paragraphs is marked in each where a whole paragraph of it
    stands; where two overlap the earlier one is marked.
    """
    spans: list[tuple[int, int, str]] = []
    for quote in quotes:
        for piece in (quote.text, *quote.text.split("\n")):
            words = piece.split()
            if not words:
                continue
            pattern = r"\s+".join(re.escape(word) for word in words)
            spans += [(m.start(), m.end(), quote.id) for m in re.finditer(pattern, paragraph)]
    cut: list[tuple[str, str]] = []
    at = 0
    for start, end, quote_id in sorted(spans, key=lambda s: (s[0], -s[1])):
        if start < at:
            continue
        if start > at:
            cut.append((paragraph[at:start], ""))
        cut.append((paragraph[start:end], quote_id))
        at = end
    if at < len(paragraph):
        cut.append((paragraph[at:], ""))
    return cut


def is_read(documents: Collection[str], marked: Collection[str]) -> bool:
    """Whether a file was read: it has documents, and each of them is marked."""
    return bool(documents) and set(documents) <= set(marked)


def count_read(
    listed: Sequence[str], documents: Mapping[str, Collection[str]], marked: Collection[str]
) -> int:
    """How many of the listed candidates' files are marked as read, by the reader's own act."""
    return sum(is_read(documents.get(candidate, ()), marked) for candidate in listed)
