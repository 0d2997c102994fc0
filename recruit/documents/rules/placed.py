"""The words that a machine made out on the pages of a scan, and where each of them stands.

Pure: what tesseract says as a table goes in, words come out. The table comes from a process
that met a stranger's file, so nothing in it is believed to be of any form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from recruit.documents.rules.redaction import LEAST, WHOLE, Area, places

LEAST_SURE = 60
"""Percent: a page whose words are less certain on the average is not held to be read. Of a
clean page tesseract is 90 to 96 % certain, of one that lies on its head 35 to 57 %."""
SURE_WORD = 30
"""Percent: a single word of a page that is less certain is left out of its text."""
FEW_WORDS = 5  # on a page
MOST_WORDS = 5000  # of a page
LONGEST = 200  # characters of a word
_PAGE, _WORD = "1", "5"  # levels of the table
_COLUMNS = 12


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box, in hundredths of a percent of the page from its upper left corner.
    sure: percent. gap: what stands before it: nothing, a space, a line's or a paragraph's end.
    """

    text: str
    left: int
    top: int
    width: int
    height: int
    sure: int
    gap: str


@dataclass(frozen=True, slots=True)
class Page:
    """What a machine made out on a page."""

    words: tuple[Word, ...] = ()

    @property
    def everything(self) -> str:
        """All its words, the doubtful ones too."""
        return "".join(word.gap + word.text for word in self.words)

    @property
    def text(self) -> str:
        """Its words, without those that the machine itself gives little for."""
        said = "".join(w.gap + w.text if w.sure >= SURE_WORD else w.gap for w in self.words)
        return said.strip()

    @property
    def read(self) -> bool:
        """Whether the machine is certain enough of it; an empty page is read."""
        letters = sum(len(w.text) for w in self.words)
        return self.weight >= LEAST_SURE * letters

    @property
    def poor(self) -> bool:
        """Whether another way of looking at it might make out more."""
        return len(self.words) < FEW_WORDS or not self.read

    @property
    def weight(self) -> int:
        """How much was made out: each letter with its percentage of certainty."""
        return sum(w.sure * len(w.text) for w in self.words)


def page(table: str) -> Page:
    """The page that a table of tesseract's describes (its TSV); empty where it is none."""
    size, before = (0, 0), ("", "", "")
    words: list[Word] = []
    for line in table.splitlines():
        columns = line.split("\t", _COLUMNS - 1)
        if len(columns) != _COLUMNS or len(words) == MOST_WORDS:
            continue
        box = _numbers(columns[6:10])
        if columns[0] == _PAGE and box is not None:
            size = (box[2], box[3])
        elif columns[0] == _WORD and box is not None and min(size) > 0:
            here = (columns[2], columns[3], columns[4])
            word = _word(columns[11], box, size, columns[10], _gap(before, here, bool(words)))
            if word is not None:
                words.append(word)
                before = here
    return Page(tuple(words))


def _numbers(columns: Sequence[str]) -> list[int] | None:
    if all(one.isascii() and one.isdigit() and len(one) < 7 for one in columns):
        return [int(one) for one in columns]
    return None


def _gap(before: tuple[str, ...], here: tuple[str, ...], any_: bool) -> str:
    if not any_:
        return ""
    if before[:2] != here[:2]:
        return "\n\n"
    return " " if before == here else "\n"


def _word(text: str, box: Sequence[int], size: tuple[int, int], sure: str, gap: str) -> Word | None:
    said = "".join(c for c in text if c.isprintable() or c in "\u200c\u200d")[:LONGEST].strip()
    if not said:
        return None
    left, top, width, height = box
    x0, y0 = (min(WHOLE, n * WHOLE // s) for n, s in zip((left, top), size, strict=True))
    far = zip((left + width, top + height), size, strict=True)
    x1, y1 = (min(WHOLE, -(-n * WHOLE // s)) for n, s in far)
    percent = sure.partition(".")[0]
    certain = int(percent) if percent.isascii() and percent.isdigit() and len(percent) < 4 else 0
    return Word(said, x0, y0, x1 - x0, y1 - y0, min(100, certain), gap)


# --- kept and asked ------------------------------------------------------------------


def plain(read: Page) -> list[list[Any]]:
    """The page as it is kept."""
    return [[w.text, w.left, w.top, w.width, w.height, w.sure, w.gap] for w in read.words]


def kept(said: Iterable[Sequence[Any]]) -> Page:
    """The page out of what was kept of it."""
    return Page(tuple(Word(*one) for one in said))


def found(pages: Mapping[int, Page], wanted: str) -> list[Area]:
    """Every place on these pages (from 1) where words stand, as areas to strike: whole words,
    those that stand on one line beside each other as one area."""
    areas: list[Area] = []
    for number in sorted(pages):
        text, words = pages[number].everything, pages[number].words
        ends, end = [], 0
        for word in words:
            end += len(word.gap) + len(word.text)
            ends.append(end)
        for first, last in places(text, wanted):
            touched = [
                word
                for word, end in zip(words, ends, strict=True)
                if end > first and end - len(word.text) < last
            ]
            areas += [Area(number, *box, wanted) for box in _lines(touched)]
    return list(dict.fromkeys(areas))


def _lines(words: Sequence[Word]) -> list[tuple[int, int, int, int]]:
    lines: list[list[Word]] = []
    for word in words:
        if lines and word.gap == " ":
            lines[-1].append(word)
        else:
            lines.append([word])
    return [_around(line) for line in lines]


def _around(words: Sequence[Word]) -> tuple[int, int, int, int]:
    left, top = min(w.left for w in words), min(w.top for w in words)
    right = max(max(w.left + w.width for w in words), left + LEAST)
    bottom = max(max(w.top + w.height for w in words), top + LEAST)
    left, top = min(left, WHOLE - LEAST), min(top, WHOLE - LEAST)
    return left, top, min(right, WHOLE) - left, min(bottom, WHOLE) - top
