"""What is struck out of a document, and when the copy without it may be given (W4).

An area lies on a page, in hundredths of a percent of the page's width and height from its
upper left corner, so that it means the same at every size the page is drawn in.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from recruit.core.errors import Answer, Gate, Holds, Kind, Refusal, Refused
from recruit.core.words import _, ngettext

WHOLE = 10_000  # hundredths of a percent: a side of the page
LEAST = 10  # of them: a tenth of a percent of a side, about two pixels of an A4 page
MOST_AREAS = 500
MOST_PAGES = 60  # a machine reads each of them, which takes seconds
LONGEST_WORDS = 200  # characters
SHORTEST_WORDS = 2  # letters or figures


class RedactionState(StrEnum):
    """Where a redaction stands."""

    DRAFT = "draft"
    WAITS = "waits"
    MADE = "made"
    FAILED = "failed"
    RELEASED = "released"
    DROPPED = "dropped"


class Ocr(StrEnum):
    """What was read off the copy's images by a machine: none of the words, or not looked."""

    NOTHING = ""
    CLEAN = "clean"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on a page (from 1). words: it was struck as a place of these."""

    page: int
    left: int
    top: int
    width: int
    height: int
    words: str = ""


def area(page: int, left: int, top: int, width: int, height: int, *, pages: int) -> Area:
    """An area on one of so many pages, cut at the page's edges. Raises Refusal (W4) where it
    is on no page, or of no size."""
    if not 1 <= page <= pages:
        raise _bad(_("The document has no page %(page)s.", page=page))
    right, bottom = min(WHOLE, left + width), min(WHOLE, top + height)
    left, top = max(0, left), max(0, top)
    if right - left < LEAST or bottom - top < LEAST:
        raise _bad(_("The area has no size on the page."))
    return Area(page, left, top, right - left, bottom - top)


def percent(typed: str) -> int:
    """A typed percentage ('12.5', '12,5') in hundredths. Raises Refusal (W4)."""
    try:
        value = round(float(typed.strip().replace(",", ".")) * 100)
    except (ValueError, OverflowError):
        raise _bad(
            _("Give a number of percent from 0 to 100 in each of the four fields.")
        ) from None
    if not 0 <= value <= WHOLE:
        raise _bad(_("Give a number of percent from 0 to 100 in each of the four fields."))
    return value


def with_more(areas: Sequence[Area], more: Sequence[Area]) -> tuple[Area, ...]:
    """All areas, each once. Raises Refusal (W4) where they are too many."""
    together = tuple(dict.fromkeys((*areas, *more)))
    if len(together) > MOST_AREAS:
        raise _bad(_("A copy has at most %(n)s areas.", n=MOST_AREAS))
    return together


def words(typed: str) -> str:
    """Words to strike, as they are kept. Raises Refusal (W4) where they are too few or many."""
    kept = " ".join(typed.split())
    if len(folded(kept)) < SHORTEST_WORDS or len(kept) > LONGEST_WORDS:
        raise _bad(
            _(
                "Words to strike have at least %(least)s letters and at most %(most)s characters.",
                least=SHORTEST_WORDS,
                most=LONGEST_WORDS,
            )
        )
    return kept


def _bad(reason: str) -> Refusal:
    return Refusal("W4", "reading W4", reason, kind=Kind.INVALID)


# --- words in a text ----------------------------------------------------------------


def folded(text: str) -> str:
    """Letters and figures alone, without case and accents: what two spellings have in common."""
    return "".join(fold for fold, _place in _letters(text))


def _letters(text: str) -> list[tuple[str, int]]:
    found = []
    for place, character in enumerate(text):
        for part in unicodedata.normalize("NFKD", character.casefold()):
            if part.isalnum():
                found.append((part, place))
    return found


def places(text: str, wanted: str) -> list[tuple[int, int]]:
    """Where words stand in a text, from the first to behind the last character.

    Case, accents, and whatever stands between letters (spaces, line ends, hyphens) do not
    count; they stand there only where no letter goes on before or after.
    """
    asked, letters = folded(wanted), _letters(text)
    joined = "".join(fold for fold, _place in letters)
    found, start = [], joined.find(asked)
    while asked and start >= 0:
        first, last = letters[start][1], letters[start + len(asked) - 1][1]
        before, after = text[first - 1 : first], text[last + 1 : last + 2]
        if not before.isalnum() and not after.isalnum():
            found.append((first, last + 1))
        start = joined.find(asked, start + 1)
    return found


def left_over(text: str, wanted: Collection[str]) -> list[str]:
    """Those of the words that still stand in a text."""
    return [one for one in wanted if places(text, one)]


# --- what is refused ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asking:
    """What is known when a copy is asked for. pages: of the document, 0 where none is drawn."""

    areas: int
    pages: int
    why: str


def _something_struck(facts: Asking) -> Answer:
    if facts.areas:
        return Holds(ngettext("%(n)s area", "%(n)s areas", facts.areas))
    return Refused(_("Nothing is struck yet."))


def _drawable(facts: Asking) -> Answer:
    if not facts.pages:
        return Refused(
            _("No page of this document can be drawn here, and a copy is made of pages."),
        )
    if facts.pages > MOST_PAGES:
        return Refused(
            _("The document has more than %(n)s pages.", n=MOST_PAGES),
        )
    return Holds(ngettext("%(n)s page", "%(n)s pages", facts.pages))


def _reasoned(facts: Asking) -> Answer:
    if facts.why.strip():
        return Holds()
    return Refused(_("A document is redacted with a reason, and none was given."))


ASKING: list[Gate[Asking]] = [
    Gate("W4", "reading W4", "Something is struck", _something_struck),
    Gate("W4", "reading W4", "Its pages can be drawn", _drawable),
    Gate("R7", "reading R7", "A reason is given", _reasoned),
]


@dataclass(frozen=True, slots=True)
class Releasing:
    """What is known when a copy is to be released. pages: of the copy. looked: pages that its
    maker has looked at. words: how many were struck as words. original: it is still there."""

    state: str
    pages: int
    looked: Collection[int]
    words: int
    ocr: str
    original: bool


def _proved(facts: Releasing) -> Answer:
    if facts.state == RedactionState.MADE:
        return Holds()
    return Refused(_("There is no proved copy to release."))


def _read_off(facts: Releasing) -> Answer:
    if not facts.words or facts.ocr == Ocr.CLEAN:
        return Holds()
    return Refused(
        _(
            "Words were struck, and no programme is installed here that reads words off the "
            "images of the copy (tesseract). Without it nobody can prove that none is left."
        ),
    )


def _looked_at(facts: Releasing) -> Answer:
    left = facts.pages - len(set(facts.looked) & set(range(1, facts.pages + 1)))
    if left == 0:
        return Holds()
    return Refused(
        ngettext(
            "%(n)s page of the copy was not looked at yet.",
            "%(n)s pages of the copy were not looked at yet.",
            left,
        ),
    )


def _still_there(facts: Releasing) -> Answer:
    if facts.original:
        return Holds()
    return Refused(_("The document was withdrawn, and its copies with it."))


RELEASING: list[Gate[Releasing]] = [
    Gate("W4", "reading W4", "The copy is made and proved empty", _proved),
    Gate("W4", "reading W4", "No struck word can be read off its images", _read_off),
    Gate("W4", "reading W4", "Every page of the copy was looked at", _looked_at),
    Gate("A9", "reading A9", "The document is not withdrawn", _still_there),
]
