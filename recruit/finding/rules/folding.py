"""How words are compared: without case, accents, and the many forms of Arabic letters.

The same folding is used for what is written down of a text, for what is asked and for the
marks in an excerpt, so that the three can't disagree. English, French, Spanish and Arabic
are what it was made for; other scripts are compared without case and accents too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

LONGEST = 64
"""Characters of a word that count."""
BEGINNING = 4
"""Letters of a word's beginning that are kept, so that 'huma*' is found."""

_SOFT = "\u00ad\u0002\ufffe"  # a hyphen that a line's end made, as PDF readers give it
_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}]|[{_SOFT}]\s?(?=[^\W_]))*")
_SOFT_BREAK = re.compile(rf"[{_SOFT}]\s?")
_DROPPED = re.compile(rf"[{_SOFT}\s\u0640\u0621]")
_LETTERS = str.maketrans(
    {
        # Arabic: one form of each letter (the hamza on a letter went with its mark)
        "\u0671": "\u0627",
        "\u0649": "\u064a",
        "\u06cc": "\u064a",
        "\u0629": "\u0647",
        "\u06a9": "\u0643",
        # Latin letters that no accent explains
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        **{chr(0x660 + n): str(n) for n in range(10)},
        **{chr(0x6F0 + n): str(n) for n in range(10)},
    }
)
_ARTICLES = ("وال", "بال", "كال", "فال", "لل", "ال")
_AFTER_ARTICLE = 3  # letters that have to follow, or it is part of the word


class Word(NamedTuple):
    """A word of a text. folded: what it is compared by. first, last: where it stands in the
    text, in characters; last is the first character after it."""

    folded: str
    first: int
    last: int


def fold(word: str) -> str:
    """One word as it is compared; '' where nothing is left of it."""
    if word.isascii() and word.isalnum():
        return word.lower()[:LONGEST]
    plain = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(c for c in plain if unicodedata.category(c) != "Mn")
    folded = _DROPPED.sub("", bare).translate(_LETTERS)
    if "\u0600" <= folded[:1] <= "\u06ff":
        folded = _without_article(folded)
    return folded[:LONGEST]


def _without_article(word: str) -> str:
    """An Arabic word without its article, and without what looks like one: with the hamza
    left out, as many write, 'mines' and 'the mines' begin alike."""
    for articles in (_ARTICLES, _ARTICLES[-1:]):
        for article in articles:
            if word.startswith(article) and len(word) - len(article) >= _AFTER_ARTICLE:
                word = word[len(article) :]
                break
    return word


def without_soft(text: str) -> str:
    """The text without the hyphens that the ends of its lines made."""
    return _SOFT_BREAK.sub("", text)


def words(text: str) -> list[Word]:
    """The words of a text in their order; single letters are none, single figures are."""
    found = []
    for match in _WORD.finditer(text):
        folded = fold(match[0])
        if len(folded) > 1 or folded.isdigit():
            found.append(Word(folded, match.start(), match.end()))
    return found


def is_common(folded: str) -> bool:
    """Whether a word says nothing: articles, pronouns and the like. Not kept, found only
    inside a phrase."""
    return folded in _COMMON


def marks_of(folded: Iterable[str]) -> frozenset[str]:
    """What is kept of a text with these words: 'w:' each word that is not common, 'p:' each
    beginning."""
    kept = set()
    for word in set(folded):
        if not is_common(word):
            kept.add(f"w:{word}")
            if len(word) >= BEGINNING:
                kept.add(f"p:{word[:BEGINNING]}")
    return frozenset(kept)


_COMMON = frozenset(
    fold(word)
    for word in (
        # English
        "the and or of to in on at by for with from as is are was were be been has have had "
        "that this these those it its he she his her they their we our you your not an "
        # French
        "le la les un une des de du et ou au aux en dans sur par pour avec que qui est sont "
        "ete il elle ils elles son sa ses leur leurs nous vous je ce cette ces ne pas se "
        # Spanish
        "el los las una unos unas del al y e o u en con por para que es son fue ha han su sus "
        "se lo como mas no si este esta estos estas "
        # Arabic
        "في من على الى إلى عن مع هذا هذه التي الذي ان أن كان كانت هو هي او أو ما لا قد كما بين"
    ).split()
)
