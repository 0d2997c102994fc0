"""Where a text names somebody: by each part of a name, whatever its case and accents. Pure.

A part of three letters and more counts as it stands. One of two letters (Li, Wu), or one that is
a common word too, counts where it is written large: alone, or, where it is such a word, behind a
title or beside another part of a name. In scripts that put no space between words a name is
looked for within them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Final

# letters, and the marks that belong to them where they have no letter of their own
_WORD: Final = re.compile(
    "(?:[^\\W\\d_]|[\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0963\u0970-\u0d7f])+"
)
# Han, kana, Thai, Lao, Myanmar, Khmer: written without spaces
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]{2,}"
)
_BETWEEN: Final = frozenset({" ", "-", "'", "’"})
_PARTICLES: Final = frozenset(
    "van von der den del della des dos las los the and ibn bin bint abu abd ben ter ten".split()
)
_TITLES: Final = frozenset(
    "mr mrs ms miss mx dr prof professor ambassador madam madame mme mlle sir sr sra herr frau "
    "colonel major captain general".split()
)
_WORDS_OF_TWO: Final = frozenset(
    "ad ah al am an as at ax be by da de di do du ed el en er es et ex go ha he hi id if in is it "
    "la le lo me my no of oh ok on or pa so te to un up us we ye".split()
)
_WORDS_OF_THREE: Final = frozenset(
    "add age all any are art ask bar bay big but can car cut day did due end era far few fit for "
    "get guy had has her him his hot how its job joy key kit law led leg let lot low man may men "
    "met mid net new nor not now odd off old one our out own pay per put ran raw ray red rich run "
    "sad sat saw say see set she six son sum sun ten the too top two use war was way who why win "
    "won yes yet you".split()
)


def folded(text: str) -> str:
    """Lower case, without accents; of the same words, so that two spellings are one. Names and
    texts are not remembered: they are erased one day (D3)."""
    if text.isascii():
        return text.lower()
    taken = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in taken if not unicodedata.combining(c))


def parts(name: str) -> list[str]:
    """The parts of a name that are looked for by themselves, folded; those within words of a
    script without spaces as they stand."""
    whole = unicodedata.normalize("NFC", name)
    found = [p for p in _WORD.findall(folded(name)) if len(p) > 1 and p not in _PARTICLES]
    return list(dict.fromkeys([*found, *_UNSPACED.findall(whole)]))


def whole(name: str) -> str:
    """A regular expression for a whole name, whatever blanks part it; within a longer word
    only where its script puts no space between words."""
    spelled = r"\s+".join(map(re.escape, name.split()))
    return spelled if _UNSPACED.search(name) else rf"(?<!\w){spelled}(?!\w)"


def places(
    text: str, wanted: Collection[str], *, written_large: bool = False
) -> list[tuple[int, int, str]]:
    """Where the text (NFC) has one of these parts: start, end and the part, in its order.

    written_large: a word that begins with a small letter is no name.
    """
    words = list(_WORD.finditer(text))
    found = dict(_within(text, [part for part in wanted if _UNSPACED.fullmatch(part)]))
    plain: set[int] = set()
    doubtful: list[int] = []
    for n, word in enumerate(words):
        part = folded(word.group())
        small = word.group()[0].islower() and (written_large or len(part) < 3)
        if part not in wanted or small:
            continue
        if part in _WORDS_OF_TWO or (written_large and part in _WORDS_OF_THREE):
            doubtful.append(n)
        else:
            plain.add(n)
    for n in doubtful:  # in order: a name of several such words is told by its first
        beside = (at for at in (n - 1, n + 1) if at in plain)
        if _titled(text, words, n) or any(_gap(text, words, n, at) in _BETWEEN for at in beside):
            plain.add(n)
    for n in plain:
        found.setdefault(words[n].start(), (words[n].end(), folded(words[n].group())))
    return [(start, end, part) for start, (end, part) in sorted(found.items())]


def _gap(text: str, words: list[re.Match[str]], one: int, two: int) -> str:
    """What stands between two neighbouring words."""
    return text[words[min(one, two)].end() : words[max(one, two)].start()]


def _within(text: str, parts_: Iterable[str]) -> Iterable[tuple[int, tuple[int, str]]]:
    """Where these stand, in words or by themselves; of two that overlap the longer one."""
    taken: list[tuple[int, int]] = []
    for part in sorted(parts_, key=len, reverse=True):
        for one in re.finditer(re.escape(part), text):
            if not any(one.start() < end and one.end() > start for start, end in taken):
                taken.append(one.span())
                yield one.start(), (one.end(), part)


def _titled(text: str, words: list[re.Match[str]], n: int) -> bool:
    """Whether a title stands right before this word."""
    if n == 0:
        return False
    apart = _gap(text, words, n - 1, n)
    title = folded(words[n - 1].group()) in _TITLES
    return title and apart in (" ", ". ", ".", "\u00a0", ".\u00a0")
