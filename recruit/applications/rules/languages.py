"""In which language a text is written, as far as its letters and commonest words tell.

Only for counting (D6): nothing about a single application rests on it.
"""

from __future__ import annotations

import re
from collections import Counter

FEWEST = 5
"""Common words, or letters of a script, under which nothing is said."""

_READ = 4_000  # characters of a text that are looked at
_SCRIPTS = (
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
)
_LATIN = re.compile("[a-z\u00c0-\u024f]+")
_COMMON = {
    "en": "the and of to in for with on at was that from which as by this are have has",
    "fr": "le la les des et du une dans pour sur avec est au aux par que qui ont ses",
    "es": "el los las y del en una para con por que se su al como fue es sus desde",
    "pt": "os das dos e em uma para com por que se ao como foi pela pelo sua no na",
    "de": "der die das und in den von zu mit auf für ist im dem des ein eine bei als",
}
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}


def language_of(text: str) -> str:
    """'en', 'fr', 'es', 'pt', 'de', 'ar', 'ru' or 'zh'; '' where it can't be told.

    A script is told by its letters (Cyrillic is taken for Russian), Latin text by which
    language's commonest words are the most.
    """
    said = text[:_READ].lower()
    words = Counter(_LATIN.findall(said))
    latin = sum(len(word) * n for word, n in words.items())
    for language, letters in _SCRIPTS:
        found = len(letters.findall(said))
        if found >= FEWEST and found > latin:
            return language
    hits = {
        language: sum(n for word, n in words.items() if word in common)
        for language, common in _WORDS.items()
    }
    most = max(hits, key=lambda language: hits[language])
    alone = sum(n == hits[most] for n in hits.values()) == 1
    return most if hits[most] >= FEWEST and alone else ""
