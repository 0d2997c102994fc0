"""Two versions of a paper side by side: what was added, removed, and which words changed (R4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from recruit.core.comparing import How as Became
from recruit.core.comparing import Piece, compared, in_common
from recruit.core.words import _
from recruit.shortlist.rules.grid import LEVELS, level_word

Content = Mapping[str, Any]
ALIKE = 0.65  # of the characters of both: with less in common a text is another one


class How(StrEnum):
    """What became of a line between the versions."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand together. marked: they are only on this side."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paper in both versions. label: what it is; '' for an indicator."""

    label: str
    how: How
    before: tuple[Run, ...]
    after: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """An entry of the profile, a question or a row of the grid, with its lines."""

    title: str
    how: How
    lines: tuple[Line, ...]


def words(before: str, after: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both texts in runs, those marked that the other does not have, word by word.

    Two texts that have little in common are marked whole: single words would only confuse.
    """
    pieces = compared(before, after)
    if before and after and in_common(pieces) < ALIKE:
        return (Run(before, True),), (Run(after, True),)
    return _side(pieces, Became.GONE), _side(pieces, Became.NEW)


def _side(pieces: Sequence[Piece], own: Became) -> tuple[Run, ...]:
    there = (p for p in pieces if p.how in (own, Became.SAME))
    return tuple(Run(p.text, p.how is own) for p in there)


def _line(label: str, before: str | None, after: str | None) -> Line:
    if before is None:
        return Line(label, How.ADDED, (), (Run(after or "", True),))
    if after is None:
        return Line(label, How.REMOVED, (Run(before, True),), ())
    if before == after:
        same = (Run(before, False),) if before else ()
        return Line(label, How.SAME, same, same)
    return Line(label, How.CHANGED, *words(before, after))


def _listed(before: Sequence[str], after: Sequence[str]) -> list[Line]:
    """The lines of two lists, each beside its like; what takes another's place beside it."""
    found: list[Line] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for op, i1, i2, j1, j2 in matcher.get_opcodes():
        left: list[str | None] = list(before[i1:i2])
        right: list[str | None] = list(after[j1:j2])
        if op != "equal":
            longer = max(len(left), len(right))
            left += [None] * (longer - len(left))
            right += [None] * (longer - len(right))
        found += [_line("", a, b) for a, b in zip(left, right, strict=True)]
    return found


def _yes(value: Any) -> str:
    return _("yes") if value else _("no")


def _entry(entry: Content) -> tuple[str, list[tuple[str, str]], list[str]]:
    named = [
        (_("Weight"), str(entry["weight"])),
        (_("Essential"), _yes(entry["essential"])),
    ]
    own = _("the panel's own")
    return (
        entry["name"],
        named,
        [f"{i['text']} ({own})" if i["own"] else i["text"] for i in entry["indicators"]],
    )


def _question(question: Content, names: Mapping[str, str]) -> Any:
    named = [
        (_("Main question"), question["main"]),
        (_("Probe"), question["probe"]),
        (_("Asks for a setback"), _yes(question["setback"])),
    ]
    entry = question["entry"]
    return names.get(entry, entry), named, list(question.get("indicators", ()))


def _pieces(kind: str, content: Content, names: Mapping[str, str]) -> dict[str, Any]:
    """Title, named lines and list of each part, by the part's id."""
    if kind == "profile":
        return {e["id"]: _entry(e) for e in content.get("entries", [])}
    if kind == "questions":
        return {q["id"]: _question(q, names) for q in content.get("questions", [])}
    return {
        entry: (
            names.get(entry, entry),
            [(_("%(n)s, %(word)s", n=n, word=level_word(n)), row.get(str(n), "")) for n in LEVELS],
            [],
        )
        for entry, row in content.get("levels", {}).items()
    }


_NOTHING: tuple[str, list[tuple[str, str]], list[str]] = ("", [], [])


def _whole(lines: Sequence[Line], *, before: bool, after: bool) -> How:
    if not before:
        return How.ADDED
    if not after:
        return How.REMOVED
    return How.SAME if all(line.how is How.SAME for line in lines) else How.CHANGED


def compare(
    kind: str, before: Content, after: Content, names: Mapping[str, str]
) -> tuple[Part, ...]:
    """The parts of both versions in the later one's order, then those it no longer has.

    kind: 'profile', 'questions' or 'grid'. names: of the profile's entries, by id.
    """
    old, new = _pieces(kind, before, names), _pieces(kind, after, names)
    found = []
    for key in [*new, *(k for k in old if k not in new)]:
        (title, named, listed), (later, renamed, relisted) = (
            old.get(key, _NOTHING),
            new.get(key, _NOTHING),
        )
        was, now = dict(named), dict(renamed)
        labels = [*now, *(label for label in was if label not in now)]
        lines = [_line(label, was.get(label), now.get(label)) for label in labels]
        lines += _listed(listed, relisted)
        how = _whole(lines, before=key in old, after=key in new)
        found.append(Part(later or title, how, tuple(lines)))
    return tuple(found)
