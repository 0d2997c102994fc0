"""The second edition: references in place of names not appointed (J9, D3). Pure.

Made from the frozen content alone. A name that stands in a text gives way to the reference,
whole or by one of its words (``applications.rules.naming``, words written large alone); where
two candidates share the word, to both references.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from recruit.applications.rules import naming
from recruit.core.errors import Gate, Holds, Refused
from recruit.core.words import _
from recruit.report.rules.content import Section

# the panel's own, and whoever acted, who stand by name
_PEOPLE: Final = frozenset({"seats", "surrogates", "by"})
_PAPERS: Final = frozenset({Section.PROFILE.value, Section.QUESTIONS.value, Section.GRID.value})


def names(content: Any, appointed: str) -> dict[str, str]:
    """The names of the candidates in the content who were not appointed, with their references.

    appointed: the appointed candidate's reference, '' where nobody was.
    """
    found: dict[str, str] = {}
    if isinstance(content, Mapping):
        reference = content.get("reference")
        for key in ("name", "appointed"):
            name = content.get(key)
            if reference and name and reference != appointed:
                found[str(name)] = str(reference)
        for inner in content.values():
            found |= names(inner, appointed)
    elif isinstance(content, (list, tuple)):
        for inner in content:
            found |= names(inner, appointed)
    return found


@dataclass(frozen=True, slots=True)
class Edition:
    """content: in the order of J9. replaced: how often each reference took a name's place."""

    content: dict[str, Any]
    replaced: dict[str, int]


class _Replacing:
    """What is looked for, and the count of what was found."""

    def __init__(self, others: Mapping[str, str], kept: str) -> None:
        self.counted: Counter[str] = Counter()
        stays = set(naming.parts(kept))
        words: dict[str, set[str]] = {}
        for name, reference in others.items():
            for part in naming.parts(name):
                if part not in stays:
                    words.setdefault(part, set()).add(reference)
        self._words = {word: sorted(refs) for word, refs in words.items()}
        spelled = {form: r for n, r in others.items() if n.strip() for form in (n.casefold(), n)}
        self._wholes = [
            (re.compile(naming.whole(form), re.IGNORECASE), spelled[form])
            for form in sorted(spelled, key=len, reverse=True)
        ]
        wholes = "|".join(one.pattern for one, _reference in self._wholes)
        self._of_wholes = re.compile(wholes, re.IGNORECASE) if wholes else None

    def text(self, said: str) -> str:
        """The text with references in place of names."""
        if self._of_wholes is not None:
            said = self._of_wholes.sub(self._by_whole, said)
        said = unicodedata.normalize("NFC", said)
        for start, end, part in reversed(naming.places(said, self._words, written_large=True)):
            references = self._words[part]
            self.counted.update(references)
            said = said[:start] + " / ".join(references) + said[end:]
        return said

    def _by_whole(self, found: re.Match[str]) -> str:
        # by the pattern, which takes spellings for one that no change of case makes one (İ, i)
        reference = next(r for one, r in self._wholes if one.fullmatch(found[0]))
        self.counted[reference] += 1
        return reference

    def stands_by(self, reference: str) -> None:
        """A line of this candidate lost its name."""
        self.counted[reference] += 1


def second_edition(
    content: Mapping[str, Any], appointed: str, more: Mapping[str, str] | None = None
) -> Edition:
    """The second edition of a report's content.

    appointed: the appointed candidate's reference, '' where nobody was. more: further names of
    candidates with their references, who may be named in a text.
    """
    known = names(content, appointed)
    kept = next((n for n, r in names(content, "").items() if appointed and r == appointed), "")
    others = {n: r for n, r in {**(more or {}), **known}.items() if r != appointed}
    replacing = _Replacing(others, kept)
    made = {
        section: value if section in _PAPERS else _of(value, appointed, replacing)
        for section, value in content.items()
    }
    return Edition(made, dict(sorted(replacing.counted.items())))


def _of(value: Any, appointed: str, replacing: _Replacing) -> Any:
    if isinstance(value, str):
        return replacing.text(value)
    if isinstance(value, (list, tuple)):
        return [_of(inner, appointed, replacing) for inner in value]
    if not isinstance(value, Mapping):
        return value
    made = {
        key: inner
        if key in _PEOPLE or key in ("name", "reference", "appointed")
        else _of(inner, appointed, replacing)
        for key, inner in value.items()
    }
    reference = value.get("reference", "")
    if reference and reference != appointed:
        for key, stands in (("name", ""), ("appointed", reference)):
            if value.get(key):
                made[key] = stands
                replacing.stands_by(str(reference))
    return made


def left(content: Any, others: Mapping[str, str]) -> set[str]:
    """The references of those whose full name still stands in one of its texts. A seat's name
    is that seat's, also where a candidate has the same."""
    said = [form for text in _texts(content) for form in (text, text.casefold())]
    wanted = {
        re.compile(naming.whole(form), re.IGNORECASE): ref
        for name, ref in others.items()
        if name.strip()
        for form in (name, name.casefold())
    }
    return {ref for one, ref in wanted.items() if any(map(one.search, said))}


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        own = _PEOPLE | {"name"} if "seat" in value else _PEOPLE
        value = [inner for key, inner in value.items() if key not in own]
    return [t for one in value for t in _texts(one)] if isinstance(value, (list, tuple)) else []


@dataclass(frozen=True, slots=True)
class Confirming:
    """made: there is an edition to confirm. done: it is confirmed. same: the President who made
    it, in another capacity."""

    made: bool
    done: bool
    same: bool


CONFIRMING: tuple[Gate[Confirming], ...] = (
    Gate(
        "J9",
        "reading J9",
        _("The second edition is made"),
        lambda c: Holds() if c.made else Refused(_("The President has not made it yet.")),
    ),
    Gate(
        "J9",
        "reading J9",
        _("It is not confirmed yet"),
        lambda c: Refused(_("It is confirmed already.")) if c.done else Holds(),
    ),
    Gate(
        "R27",
        "reading R27",
        _("Two people, never one in two capacities"),
        lambda c: (
            Refused(_("It takes two people: you made it yourself, as President."))
            if c.same
            else Holds()
        ),
    ),
)
