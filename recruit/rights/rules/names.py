"""Anybody else's name or score in a text about one candidate (D4, D5): found, shown, covered.

A name counts by itself and by each of its parts (``applications.rules.naming``), whatever its
case, accents and hyphens; a part that is the candidate's own too counts as the candidate's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from recruit.applications.rules.naming import parts, places

AROUND: Final = 40
"""Characters shown on either side of what was found."""
COVER: Final = "[…]"
_BETWEEN: Final = frozenset({" ", "-", "'", "’"})


class Who(StrEnum):
    """Whose name it is."""

    APPLICANT = "applicant"
    PANEL = "panel"
    OFFICE = "office"  # who screened or looked after the applications


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else by name."""

    name: str
    who: Who


@dataclass(frozen=True, slots=True)
class Hit:
    """A word that is somebody's else. start, end: its place in the text, in characters."""

    start: int
    end: int
    word: str
    who: Who
    before: str
    after: str


def hits(text: str, own: str, others: Iterable[Other]) -> list[Hit]:
    """Where the text names somebody else, in its order; words that stand together once.

    own: the candidate's name. A word of the text is one run of letters; hyphens and
    apostrophes part words, as they part names.
    """
    mine = set(parts(own))
    wanted: dict[str, Who] = {}
    for other in others:
        for part in parts(other.name):
            if part not in mine:
                wanted.setdefault(part, other.who)
    whole = unicodedata.normalize("NFC", text)
    spans: list[tuple[int, int, Who]] = []
    for start, end, part in places(whole, wanted):
        who = wanted[part]
        # words of one name that stand together are one place
        if spans and spans[-1][2] is who and whole[spans[-1][1] : start] in _BETWEEN:
            start = spans.pop()[0]
        spans.append((start, end, who))
    return [
        Hit(
            start,
            end,
            whole[start:end],
            who,
            whole[max(0, start - AROUND) : start],
            whole[end : end + AROUND],
        )
        for start, end, who in spans
    ]


def covered(text: str, own: str, others: Iterable[Other]) -> str:
    """The text with every name of somebody else covered."""
    whole = unicodedata.normalize("NFC", text)
    for hit in reversed(hits(text, own, others)):
        whole = whole[: hit.start] + COVER + whole[hit.end :]
    return whole


_SINGLE: Final = re.compile(
    r"\b(?:(?:one|a|another|single|each|this|that|two|three|four)\s+(?:other\s+)?members?"
    r"|chair|interviewers?|assessors?|colleagues?|one of (?:us|them|the))\b",
    re.IGNORECASE,
)
_SEAT: Final = re.compile(r"\bseat\s*\d", re.IGNORECASE)
_SCORED: Final = re.compile(
    r"\b(?:[1-5](?:[.,]\d)?|one|two|three|four|five"
    r"|scor(?:e[ds]?|ing)|rat(?:e[ds]?|ings?)|marks?|points?|gave|voted?)\b",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"[^.!?\n]+(?:[.!?](?=\d)[^.!?\n]*)*[.!?]?")


def single_scores(text: str) -> list[tuple[int, int]]:
    """Sentences that may tell how a single member scored: start and end of each.

    A seat by its number; a member, or some, beside a number or a word of scoring. What is said
    of the members or the panel together is no single member's.
    """
    found = []
    for match in _SENTENCE.finditer(text):
        said = match.group()
        single = _SINGLE.search(said) and _SCORED.search(_SINGLE.sub(" ", said))
        if single or _SEAT.search(said):
            start = match.start() + len(said) - len(said.lstrip())
            found.append((start, match.end()))
    return found


def remark(text: str, own: str, others: Iterable[Other]) -> str:
    """A remark of the panel's with names of others covered, and each sentence that may tell a
    single member's score."""
    said = covered(text, own, others)
    for start, end in reversed(single_scores(said)):
        said = said[:start] + COVER + said[end:]
    return said
