"""Whether profile, questions and grid cover each other (para. 54(d)-(e), J3, J4, J5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from recruit.core.words import _
from recruit.shortlist.rules.grid import LEVELS

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sought:
    """An indicator of the profile. asked: the numbers of the questions that look for it."""

    text: str
    asked: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of the profile. asked: the numbers of its main questions, from 1.

    described: how many of the five levels the grid describes; None where there is no grid yet.
    """

    id: str
    name: str
    asked: tuple[int, ...]
    indicators: tuple[Sought, ...]
    described: int | None


@dataclass(frozen=True, slots=True)
class Stranger:
    """A question that asks for what is not in the profile. what: an entry's name or key, or an
    indicator's words."""

    question: int
    what: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """The three papers held against each other.

    questions: how many there are. elsewhere: questions whose entry is not in the profile.
    gone: indicators that a question looks for and the profile no longer has.
    """

    rows: tuple[Row, ...]
    questions: int
    elsewhere: tuple[Stranger, ...]
    gone: tuple[Stranger, ...]

    @property
    def numbers(self) -> range:
        """The questions' numbers, from 1."""
        return range(1, self.questions + 1)

    @property
    def missing(self) -> tuple[str, ...]:
        """What does not fit, in sentences; the gravest first."""
        return (*_without_question(self), *_strangers(self), *_nobody_asks(self), *_bare(self))


def _without_question(found: Coverage) -> list[str]:
    return [_("%(entry)s has no question.", entry=r.name) for r in found.rows if not r.asked]


def _strangers(found: Coverage) -> list[str]:
    said = [
        _(
            "Question %(n)s asks for %(what)s, which is not in the profile.",
            n=s.question,
            what=s.what,
        )
        for s in found.elsewhere
    ]
    return said + [
        _(
            "Question %(n)s looks for an indicator that the profile does not have: %(what)s",
            n=s.question,
            what=s.what,
        )
        for s in found.gone
    ]


def _nobody_asks(found: Coverage) -> list[str]:
    said = []
    for row in found.rows:
        unasked = sum(not sought.asked for sought in row.indicators)
        if row.asked and unasked:
            said.append(
                _(
                    "%(entry)s: no question looks for %(n)s of its indicators.",
                    entry=row.name,
                    n=unasked,
                )
            )
    return said


def _bare(found: Coverage) -> list[str]:
    return [
        _(
            "%(entry)s: the grid describes %(n)s of five levels.",
            entry=row.name,
            n=row.described,
        )
        for row in found.rows
        if row.described is not None and row.described < len(LEVELS)
    ]


def cover(
    profile: Content,
    questions: Content,
    grid: Content | None,
    names: Mapping[str, str] = {},
) -> Coverage:
    """Hold the papers against each other; grid: None where none is drafted or adopted yet.

    names: of entries that earlier profiles had, by id. A question without words is none. An
    indicator counts as asked for by every question that names it, whatever its entry.
    """
    entries = list(profile.get("entries", []))
    listed = [(n, q) for n, q in enumerate(questions.get("questions", []), 1) if q["main"].strip()]
    known = {e["id"] for e in entries}
    texts = {i["text"] for e in entries for i in e["indicators"]}
    levels = (grid or {}).get("levels", {})

    def described(entry: str) -> int | None:
        if grid is None:
            return None
        return sum(bool(levels.get(entry, {}).get(str(n), "").strip()) for n in LEVELS)

    return Coverage(
        tuple(
            Row(
                e["id"],
                e["name"],
                tuple(n for n, q in listed if q["entry"] == e["id"]),
                tuple(
                    Sought(
                        i["text"],
                        tuple(n for n, q in listed if i["text"] in q.get("indicators", ())),
                    )
                    for i in e["indicators"]
                ),
                described(e["id"]),
            )
            for e in entries
        ),
        len(questions.get("questions", [])),
        tuple(
            Stranger(n, names.get(q["entry"], q["entry"]))
            for n, q in listed
            if q["entry"] not in known
        ),
        tuple(
            Stranger(n, text)
            for n, q in listed
            if q["entry"] in known
            for text in q.get("indicators", ())
            if text not in texts
        ),
    )
