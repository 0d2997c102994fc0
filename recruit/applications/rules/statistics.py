"""The applications in figures, and which of them may be read (D6, J1, A7).

Each cut puts every application into exactly one of its classes, which are fixed before
anybody looks at a number. Nothing is crossed with anything, and figures are taken once:
two cuts have nothing but their total in common, and there are no two days to subtract.

Counted is what was received in time: how many were late is the Chair's to know (R8), who
could subtract it. The panel reads who is on the list, so whatever is shown of all is shown of
the others too. Therefore the others decide: within a cut, a class with fewer of them than the
smallest is withheld, and with those the least of the rest, all that equal it included; of
those withheld the sum is given. Whoever knows this rule learns no more from it: it treats the
withheld alike, so any of them could have any other's number and the page would be the same;
and a small and a large one are always among them. Where fewer than the smallest are not on
the list at all, only those on it are counted, and it is not told whether there are any others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from recruit.applications.rules.languages import language_of
from recruit.core.words import _, kept
from recruit.procedure.rules.days import geneva_day

SMALLEST = 3
"""Persons under which a number is withheld, unless the procedure sets another (D6)."""


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
LATE = "late"
UNLISTED = ("not_suitable", "withdrawn", "merged")
"""Why an application that came in time is not on the first list."""

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


def quarters(done: int, of: int) -> int:
    """How far something is that still moves, in quarters, 0 to 3; the whole is 3 too.

    Counts that move are not shown at all: the last of them, less the length of the list, would
    tell how many are not on it. Whatever there are (four or more), all four are gone through.
    """
    return min(3, 4 * done // of) if of else 0


def days(posted: datetime, closes: datetime) -> tuple[str, ...]:
    """The days on which applications were awaited, in Geneva; what came later and was
    admitted counts with the last one, so that nothing here tells how many were late."""
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


def counted(applications: Sequence[Told], smallest: int = SMALLEST) -> tuple[Told, ...]:
    """Those that the figures are of: what came in time; only those on the list, where fewer
    than the smallest are not on it."""
    listed = tuple(a for a in applications if not a.unlisted)
    others = tuple(a for a in applications if a.unlisted in UNLISTED)
    return listed if len(others) < smallest else listed + others


def tables(
    applications: Sequence[Told], awaited: Sequence[str], smallest: int = SMALLEST
) -> tuple[Table, ...]:
    """The cuts as they may be read. awaited: the classes of days, in order."""
    first, last = awaited[0], awaited[-1]
    by: dict[Cut, tuple[Sequence[str], Callable[[Told], str]]] = {
        Cut.DAY: (awaited, lambda a: min(max(a.received.isoformat(), first), last)),
        Cut.REGION: (REGIONS, lambda a: region(a.groups)),
        Cut.GENDER: (GENDERS, lambda a: a.gender if a.gender in GENDERS else ""),
        Cut.LANGUAGE: (LANGUAGES, lambda a: language(a.texts)),
    }
    all_of_them = counted(applications, smallest)
    listed = [a for a in all_of_them if not a.unlisted]
    others = [a for a in all_of_them if a.unlisted]
    found = [_table(cut, *of, listed, others, smallest) for cut, of in by.items()]
    if others:
        found.append(_table(Cut.UNLISTED, UNLISTED, lambda a: a.unlisted, (), others, smallest))
    return tuple(found)


def _table(
    cut: Cut,
    classes: Sequence[str],
    of: Callable[[Told], str],
    listed: Sequence[Told],
    others: Sequence[Told],
    smallest: int,
) -> Table:
    known, rest = Counter(map(of, listed)), Counter(map(of, others))
    deciding, beside = (rest, known) if others else (known, Counter[str]())
    shown, together = withhold([deciding[c] for c in classes], smallest)
    each = list(zip(classes, shown, strict=True))
    numbers = tuple(None if n is None else n + beside[c] for c, n in each)
    together += sum(beside[c] for c, n in each if n is None)
    return Table(cut, tuple(classes), numbers, together)


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
def quarter_words(quarter: int) -> str:
    """How far something is, in words."""
    return (
        _("under a quarter"),
        _("a quarter or more"),
        _("half or more"),
        _("three quarters or more"),
    )[quarter]


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
            "withdrawn": _("withdrawn"),
            "merged": _("the same person's as another"),
        },
    }
    return words.get(cut, {}).get(of, of)
