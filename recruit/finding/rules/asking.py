"""What somebody asks for: words, "phrases in quotes", and beginnings* of words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from recruit.core.words import _, ngettext
from recruit.finding.rules.folding import BEGINNING, is_common, words

LONGEST = 200
"""Characters that may be asked."""
MOST = 8
"""Words and phrases that may be asked at once."""

_PIECE = re.compile(r'["“”«»]([^"“”«»]*)["“”«»]?(\*?)|([^\s"“”«»]+)')


@dataclass(frozen=True, slots=True)
class Term:
    """Words that have to follow one another; of one word, that word. beginning: the last
    one is the beginning of a word."""

    words: tuple[str, ...]
    beginning: bool = False

    def marks(self) -> list[str]:
        """What is looked up for it (see ``folding.marks_of``)."""
        found = []
        for place, word in enumerate(self.words):
            if self.beginning and place == len(self.words) - 1:
                found.append(f"p:{word[:BEGINNING]}")
            elif not is_common(word):
                found.append(f"w:{word}")
        return found

    @property
    def exact(self) -> bool:
        """Whether a text that has its mark has what was asked: a phrase has to be looked for
        in the text, and so has a beginning of more letters than are kept."""
        return len(self.words) == 1 and (not self.beginning or len(self.words[0]) <= BEGINNING)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: every term has to be in the text. problem: why it can't be looked for,
    in words, '' where it can."""

    terms: tuple[Term, ...] = ()
    problem: str = ""

    def marks(self) -> list[str]:
        """What is looked up: each mark once."""
        return sorted({mark for term in self.terms for mark in term.marks()})

    @property
    def exact(self) -> bool:
        """Whether each text that has all marks has all that was asked."""
        return all(term.exact for term in self.terms)


def parse(text: str) -> Asked:
    """The question that was typed. A word that is written with a hyphen or an apostrophe
    is a phrase of its parts."""
    if len(text) > LONGEST:
        return Asked(problem=_("Ask in fewer than %(n)s characters.", n=LONGEST))
    terms: list[Term] = []
    for phrase, star, single in _PIECE.findall(text):
        typed = phrase or single
        beginning = bool(star) or (not phrase and typed.endswith("*"))
        folded = tuple(word.folded for word in words(typed))
        if not folded:
            continue
        if beginning and len(folded[-1]) < BEGINNING:
            return Asked(
                problem=ngettext(
                    "The beginning of a word needs %(n)s letter before the star.",
                    "The beginning of a word needs %(n)s letters before the star.",
                    BEGINNING,
                )
            )
        term = Term(folded, beginning)
        if term not in terms:
            terms.append(term)
    if len(terms) > MOST:
        return Asked(problem=_("Ask for %(n)s words or phrases at most.", n=MOST))
    if not terms:
        return Asked(problem=_("Type a word of at least two letters."))
    # a common word by itself is in every text: it is left out where others say something
    telling = tuple(term for term in terms if term.marks())
    if not telling:
        return Asked(problem=_("These words stand in nearly every text: add one that says more."))
    return Asked(telling)
