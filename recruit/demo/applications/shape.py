"""What an invented application consists of, and the truth about it.

Everybody here is invented, with every employer, school and address. The periods
are dated so that rule A3 has something to count; the answers are those that a
sensible screener would give (rule A2), with the words of the document as evidence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Literal

Value = Literal["met", "not_met", "unclear"]
Outcome = Literal["suitable", "borderline", "not_suitable"]
Criterion = Literal["M1", "M2", "M3", "M4", "M5", "M6", "M7", "N1", "N2"]
CRITERIA: tuple[Criterion, ...] = ("M1", "M2", "M3", "M4", "M5", "M6", "M7", "N1", "N2")
REQUIRED: tuple[Criterion, ...] = ("M1", "M2", "M3", "M4", "M5", "M6", "M7")

CLOSE = (2022, 9, 25)
"""The last day of the window, Geneva; a post that goes on is counted up to it (A3)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One screener's answer to one criterion: value, the document's words, the reason."""

    value: Value
    quote: str
    reason: str


@dataclass(frozen=True, slots=True)
class Degree:
    """level: advanced, first or other. year: of the award."""

    level: Literal["advanced", "first", "other"]
    title: str
    school: str
    place: str
    year: int


@dataclass(frozen=True, slots=True)
class Post:
    """A dated period. first, last: "2014-03", or "2014" where only the year is known.

    last empty: goes on. share: per cent of full time. lines: (criterion or "", what was
    done). m2, m4: whether it counts for that criterion; kind: unpaid work and studies
    are unclear until a screener decides (A3).
    """

    first: str
    last: str
    title: str
    employer: str
    place: str
    lines: tuple[tuple[str, str], ...]
    m2: bool = True
    m4: bool = True
    share: int = 100
    kind: Literal["paid", "unpaid", "studies"] = "paid"


def post(
    first: str,
    last: str,
    title: str,
    employer: str,
    place: str,
    *lines: tuple[str, str],
    m2: bool = True,
    m4: bool = True,
    share: int = 100,
    kind: Literal["paid", "unpaid", "studies"] = "paid",
) -> Post:
    """A Post, its lines written one after another."""
    return Post(first, last, title, employer, place, lines, m2, m4 and m2, share, kind)


@dataclass(frozen=True, slots=True)
class Person:
    """One application as it arrives.

    number: 1 to 40. received: aware UTC, at the vacancy's address. nationalities: ISO
    3166 alpha-3. language: of the curriculum vitae. layout: which of the designs.
    sends: the documents in order, as kind and form ("cv.pdf", "letter.docx",
    "degree.scan", "degree-ar.docx", "mail.eml"). said: what the letter says of its own.
    exceptions: answers that differ from "met" (or, of N1 and N2, "not met"). second:
    the second screener's deviations. path: "b" for A4's equivalence. same_file_as and
    same_person_as: the number of the application that this one repeats.
    """

    number: int
    name: str
    mail: str
    received: datetime
    gender: Literal["f", "m", ""]
    nationalities: tuple[str, ...]
    language: Literal["en", "fr", "es"]
    layout: Literal["column", "classic", "band", "plain"]
    home: str
    headline: str
    profile: str
    degrees: tuple[Degree, ...]
    posts: tuple[Post, ...]
    languages: tuple[tuple[str, str], ...]
    sends: tuple[str, ...]
    said: str
    outcome: Outcome
    written: str = ""
    path: Literal["a", "b"] = "a"
    exceptions: dict[Criterion, Answer] = field(default_factory=dict)
    second: dict[Criterion, Answer] = field(default_factory=dict)
    same_file_as: int | None = None
    same_person_as: int | None = None

    @property
    def roles(self) -> tuple[str, ...]:
        """What each document sent is: cv, letter, degree or mail, in the order of sends."""
        return tuple(sent.split(".")[0].split("-")[0] for sent in self.sends)

    @property
    def answers(self) -> dict[Criterion, Answer]:
        """What a sensible screener answers, criterion by criterion."""
        return {c: self.exceptions.get(c) or _plain_answer(self, c) for c in CRITERIA}

    @property
    def second_answers(self) -> dict[Criterion, Answer]:
        """What the second screener answers: the same, but for a few deviations."""
        return self.answers | self.second


def months(person: Person, criterion: Literal["M2", "M4"]) -> int:
    """Whole months that count for M2 or M4: overlaps once, part-time up to 100 % (A3).

    Written for month precision and apart from the product's own rule, so that the
    sample tells when the rule is wrong. Periods known by year only, unpaid work and
    studies are left out.
    """
    shares: dict[int, Fraction] = {}
    for item in person.posts:
        counts = item.m2 if criterion == "M2" else item.m4
        if not counts or item.kind != "paid" or len(item.first) == 4:
            continue
        end = _index(item.last) if item.last else CLOSE[0] * 12 + CLOSE[1] - 1
        for month in range(_index(item.first), end + 1):
            part = Fraction(CLOSE[2], 30) if month == CLOSE[0] * 12 + CLOSE[1] - 1 else 1
            shares[month] = min(
                Fraction(part), shares.get(month, 0) + part * Fraction(item.share, 100)
            )
    return int(sum(shares.values(), Fraction(0)))


def _index(month: str) -> int:
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


def years(count: int) -> str:
    """ "151 months (12 years 7 months)"."""
    return f"{count} months ({count // 12} years {count % 12} months)"


_NAMES: dict[str, dict[str, str]] = {
    "fr": {
        "English": "Anglais", "French": "Français", "Spanish": "Espagnol", "Arabic": "Arabe",
        "Portuguese": "Portugais", "Hungarian": "Hongrois", "Italian": "Italien",
        "mother tongue": "langue maternelle",
    },
    "es": {
        "English": "Inglés", "French": "Francés", "Spanish": "Español", "Portuguese": "Portugués",
        "mother tongue": "lengua materna", "advanced (self-assessed)": "avanzado (autoevaluación)",
    },
}  # fmt: skip


def spoken(person: Person) -> tuple[tuple[str, str], ...]:
    """Languages and levels in the words of the person's own curriculum vitae."""
    words = _NAMES.get(person.language, {})
    return tuple((words.get(n, n), words.get(level, level)) for n, level in person.languages)


_REASONS: dict[str, tuple[str, ...]] = {
    "M3": (
        "The work described is prevention or recovery itself, for years and not in passing.",
        "Two posts deal with post-conflict recovery, one of them in the field.",
        "Considerable: the tasks recur through the whole career.",
    ),
    "M5": (
        "Staff and budget were managed, in more than one country.",
        "A clear line of supervision, with figures, in an international setting.",
        "Team and money are named, and the reporting line is international.",
    ),
    "M6": (
        "Meetings of States were prepared and delegations advised.",
        "The setting is multilateral, and the work in it is substantive.",
        "Repeated work with delegations, in a treaty setting.",
    ),
}


def _line(person: Person, tag: str) -> str:
    return next((text for item in person.posts for found, text in item.lines if found == tag), "")


def _plain_answer(person: Person, criterion: Criterion) -> Answer:
    best = person.degrees[0] if person.degrees else None
    match criterion:
        case "M1":
            quote = f"{best.title}, {best.school}" if best else ""
            reason = "An advanced degree in a relevant field."
            if person.path == "b":
                reason = "A first-level degree, with the two additional years: path (b)."
            return Answer("met", quote, reason)
        case "M2":
            need = 144 if person.path == "b" else 120
            count = months(person, "M2")
            first = person.posts[0]
            return Answer(
                "met",
                f"{first.title}, {first.employer}",
                f"The dated periods give {years(count)}; {need} months are asked for.",
            )
        case "M4":
            count = months(person, "M4")
            return Answer(
                "met",
                _line(person, "M4"),
                f"{years(count)} in the nexus within the counted periods; 96 are asked for.",
            )
        case "M3" | "M5" | "M6":
            pool = _REASONS[criterion]
            return Answer("met", _line(person, criterion), pool[person.number % len(pool)])
        case "M7":
            name, level = next(
                s for s in spoken(person) if s[0] in ("English", "Anglais", "Inglés")
            )
            reason = "The level given is fluent, and the papers in English bear it out."
            return Answer("met", f"{name}: {level}", reason)
        case "N1":
            line = _line(person, "N1")
            if line:
                return Answer("met", line, "A mine action programme was managed.")
            return Answer("not_met", "", "No management of a mine action programme is described.")
    official = ("Arabic", "Chinese", "French", "Russian", "Spanish")
    for (name, level), (own, own_level) in zip(person.languages, spoken(person), strict=True):
        if name in official and not level.startswith(("A", "B1")):
            return Answer(
                "met", f"{own}: {own_level}", f"{name} is an official language of the UN."
            )
    return Answer("not_met", "", "No other UN official language at working level.")
