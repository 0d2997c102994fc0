"""What is cited, as the reader's language cites it: 'para. 53(f)' is 'par. 53 f)' in French."""

from __future__ import annotations

import re
from typing import Final

from recruit.core.words import _, kept, language, mark

_WORDS: Final = (mark("para."), mark("paras"), mark("reading"), mark("readings"), mark("table"))
_WORD: Final = re.compile(r"\b(paras|para\.|readings|reading|table)(?= )")
_LETTERS: Final = re.compile(r"(?<=\d)((?:\([a-z]\))+)|(?<![\d\w)])\(([a-z])\)")
_ARABIC: Final = dict(zip("abcdefgh", ("أ", "ب", "ج", "د", "هـ", "و", "ز", "ح"), strict=True))
"""The letters of sub-paragraphs in the Arabic texts of the United Nations."""


def _lettered(found: re.Match[str], lang: str) -> str:
    letters = re.findall(r"[a-z]", found[0])
    if lang == "ar":
        return "".join(f"({_ARABIC.get(letter, letter)})" for letter in letters)
    # French and Spanish: '53 f)', of several '53 b) c)'
    before = "\u00a0" if found[1] else ""
    return before + " ".join(f"{letter})" for letter in letters)


@kept
def cited(text: str) -> str:
    """The citation in the reader's language; ids of readings and tables stay as they are."""
    lang = language()
    if lang == "en":
        return text
    told = _LETTERS.sub(lambda found: _lettered(found, lang), text)
    return _WORD.sub(lambda found: _(found[1]), told)
