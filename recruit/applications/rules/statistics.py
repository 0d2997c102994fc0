"""The applications in figures, and which of them may be read (D6, J1, A7).

Each cut puts every application into exactly one of its classes, which are fixed before
anybody looks at a number. Nothing is crossed with anything, and figures are taken once:
two cuts have nothing but their total in common, and there are no two days to subtract.

Within a cut, numbers under the smallest are withheld, and with them the least of the others,
all that equal it included: those withheld are given as one sum. Whoever knows this rule
learns no more from it. It treats the withheld alike, so any of them could have any other's
number and the page would be the same; and a small and a large one are always among them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from recruit.applications.rules.languages import language_of
from recruit.core.words import _, kept
from recruit.procedure.rules.days import geneva_day

SMALLEST = 3
"""Persons under which a number is withheld, unless the procedure sets another (D6)."""


STEP = 5
"""To what a count that still moves is rounded down."""


class Cut(StrEnum):
    """By what the applications are told apart."""

    DAY = "day"
    REGION = "region"
    GENDER = "gender"
    LANGUAGE = "language"
    UNLISTED = "unlisted"


REGIONS = ("African", "Asia-Pacific", "EEG", "GRULAC", "WEOG", "several", "")
"""The five regional groups of the United Nations; '': of none of them, or not given."""

GENDERS = ("f", "m", "")
UNLISTED = ("not_suitable", "late", "withdrawn", "merged")
"""Why an application is not on the first list."""

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh", "several", "")
"""The six of the United Nations; '': another, or no document could be read by then."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one application tells of itself. received: the day, in Geneva. nationalities: as
    regional groups. texts: of its documents, as far as they were read. unlisted: why
    it is not on the first list, '' where it is."""

    received: date
    groups: frozenset[str] = frozenset()
    gender: str = ""
    texts: tuple[str, ...] = ()
    unlisted: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One cut as it may be read. numbers: for each of the classes, None where withheld.
    together: the sum of those withheld, 0 where none is."""

    cut: Cut
    classes: tuple[str, ...]
    numbers: tuple[int | None, ...]
    together: int

    @property
    def withheld(self) -> int:
        """How many classes are withheld."""
        return self.numbers.count(None)


def withhold(
    numbers: Sequence[int], smallest: int = SMALLEST
) -> tuple[tuple[int | None, ...], int]:
    """What may be read of the numbers of one cut, None where withheld; and the sum of those.

    numbers: none negative, of at least two classes. smallest: the least that is shown.
    Raises ValueError for a single class, which nothing could hide.
    """
    if len(numbers) < 2:
        raise ValueError("a cut has at least two classes")
    others = [n for n in numbers if n >= smallest]
    if len(others) == len(numbers):
        return tuple(numbers), 0
    least = min(others, default=0)
    shown = tuple(None if n <= least or n < smallest else n for n in numbers)
    return shown, sum(n for n, said in zip(numbers, shown, strict=True) if said is None)


def about(number: int) -> int:
    """A count that still moves, as the panel reads it: rounded down to fives.

    What is shown today and tomorrow, or here and on the list, differs by fives or not at
    all, so that no number under ``SMALLEST`` can be worked out from it.
    """
    return number - number % STEP


def days(posted: datetime, closes: datetime) -> tuple[str, ...]:
    """The days on which applications were awaited, in Geneva; what came later counts with
    the last one, so that nothing here tells how many were late."""
    first, last = geneva_day(posted), geneva_day(closes - timedelta(microseconds=1))
    return tuple(
        (first + timedelta(days=n)).isoformat() for n in range(max(1, (last - first).days) + 1)
    )


def region(groups: frozenset[str]) -> str:
    """The class of an application whose nationalities are of these groups."""
    known = sorted(groups & set(REGIONS[:5]))
    return known[0] if len(known) == 1 else "several" if known else ""


def language(texts: Iterable[str]) -> str:
    """The class of an application with these texts: the one language that they are in."""
    found = {said for text in texts if (said := language_of(text))}
    if len(found) > 1:
        return "several"
    only = next(iter(found), "")
    return only if only in LANGUAGES else ""


def tables(
    applications: Sequence[Told], awaited: Sequence[str], smallest: int = SMALLEST
) -> tuple[Table, ...]:
    """The cuts as they may be read. awaited: the classes of days, in order."""
    first, last = awaited[0], awaited[-1]
    by = {
        Cut.DAY: (awaited, [min(max(a.received.isoformat(), first), last) for a in applications]),
        Cut.REGION: (REGIONS, [region(a.groups) for a in applications]),
        Cut.GENDER: (
            GENDERS,
            [a.gender if a.gender in GENDERS else "" for a in applications],
        ),
        Cut.LANGUAGE: (LANGUAGES, [language(a.texts) for a in applications]),
        Cut.UNLISTED: (UNLISTED, [a.unlisted for a in applications if a.unlisted]),
    }
    found = []
    for cut, (classes, each) in by.items():
        counted = Counter(each)
        numbers, together = withhold([counted[c] for c in classes], smallest)
        found.append(Table(cut, tuple(classes), numbers, together))
    return tuple(found)


def to_json(shown: Iterable[Table]) -> list[dict[str, Any]]:
    """Tables as plain values, to be kept."""
    return [
        {
            "cut": table.cut.value,
            "classes": list(table.classes),
            "numbers": list(table.numbers),
            "together": table.together,
        }
        for table in shown
    ]


def from_json(said: Iterable[Mapping[str, Any]]) -> tuple[Table, ...]:
    """Tables as they were kept."""
    return tuple(
        Table(Cut(t["cut"]), tuple(t["classes"]), tuple(t["numbers"]), t["together"]) for t in said
    )


# ---------------------------------------------------------------- in words


@kept
def cut_words(cut: Cut) -> str:
    """What a cut tells apart, in words."""
    return {
        Cut.DAY: _("Day of receipt"),
        Cut.REGION: _("Regional group"),
        Cut.GENDER: _("Gender as declared"),
        Cut.LANGUAGE: _("Language of the documents"),
        Cut.UNLISTED: _("Not on the first list"),
    }[cut]


@kept
def class_words(cut: Cut, of: str) -> str:
    """A class of a cut in words; a day stays as it is."""
    words = {
        Cut.REGION: {
            "African": _("African"),
            "Asia-Pacific": _("Asia-Pacific"),
            "EEG": _("Eastern European"),
            "GRULAC": _("Latin American and Caribbean"),
            "WEOG": _("Western European and Others"),
            "several": _("of several groups"),
            "": _("of no group, or not given"),
        },
        Cut.GENDER: {"f": _("women"), "m": _("men"), "": _("not given")},
        Cut.LANGUAGE: {
            "en": _("English"),
            "fr": _("French"),
            "es": _("Spanish"),
            "ar": _("Arabic"),
            "ru": _("Russian"),
            "zh": _("Chinese"),
            "several": _("several languages"),
            "": _("another, or not read by then"),
        },
        Cut.UNLISTED: {
            "not_suitable": _("screened, not suitable"),
            "late": _("late, not admitted"),
            "withdrawn": _("withdrawn"),
            "merged": _("the same person's as another"),
        },
    }
    return words.get(cut, {}).get(of, of)
