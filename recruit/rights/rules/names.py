"""Anybody else's name in a text about one candidate (D4, D5): found, shown, covered.

A name counts by itself and by each of its parts of three letters or more, whatever its case,
accents and hyphens; a part that is the candidate's own too counts as the candidate's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

SHORTEST: Final = 3
"""Letters of the shortest part of a name that is looked for by itself."""
AROUND: Final = 40
"""Characters shown on either side of what was found."""
COVER: Final = "[…]"

_PARTICLES: Final = frozenset(
    "van von der den del della des dos las los the and ibn bin bint abu abd ben ter ten".split()
)


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


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Lower case, without accents; of the same words, so that two spellings are one."""
    taken = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in taken if not unicodedata.combining(c))


def parts(name: str) -> list[str]:
    """The parts of a name that are looked for by themselves, folded."""
    found = re.findall(r"[^\W\d_]+", folded(name))
    return [p for p in found if len(p) >= SHORTEST and p not in _PARTICLES]


def hits(text: str, own: str, others: Iterable[Other]) -> list[Hit]:
    """Where the text names somebody else, in its order; each word once.

    own: the candidate's name. A word of the text is one run of letters; hyphens and
    apostrophes part words, as they part names.
    """
    mine = set(parts(own))
    wanted: dict[str, Who] = {}
    for other in others:
        for part in parts(other.name):
            if part not in mine:
                wanted.setdefault(part, other.who)
    found = []
    for match in re.finditer(r"[^\W\d_]+", unicodedata.normalize("NFC", text)):
        who = wanted.get(folded(match.group()))
        if who is not None:
            found.append(_hit(text, match, who))
    return found


def _hit(text: str, match: re.Match[str], who: Who) -> Hit:
    whole = unicodedata.normalize("NFC", text)
    start, end = match.span()
    return Hit(
        start,
        end,
        match.group(),
        who,
        whole[max(0, start - AROUND) : start],
        whole[end : end + AROUND],
    )


def covered(text: str, own: str, others: Iterable[Other]) -> str:
    """The text with every name of somebody else covered."""
    whole = unicodedata.normalize("NFC", text)
    for hit in reversed(hits(text, own, others)):
        whole = whole[: hit.start] + COVER + whole[hit.end :]
    return whole
