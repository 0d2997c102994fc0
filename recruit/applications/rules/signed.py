"""Whose application a document is, as its first lines say: a name that stands by itself. Pure.

Nothing is filed by it: it is one source of a proposal that a person reads. Headings of the
usual papers are no names, and neither is a line with a figure, an address or a comma in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

LINES = 15
"""So many of a text's first lines are looked at."""
LONGEST = 80  # characters of a line that may be a name
MOST_WORDS = 6

_LABEL = re.compile(
    r"(?:full name|name of applicant|applicant|name|nom et prénoms?|nom|nombre y apellidos?|nombre"
    r"|الاسم الكامل|الاسم|фио|имя|姓名)\s*[:：]\s*(.+)",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?(?:\s+[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?)*")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]{2,4}")
_PARTICLES = frozenset(
    "de la le du des del da das do dos di e y i al el bin ibn bint ben van von der den ter ten zu "
    "af av".split()
)
_HEADINGS = frozenset(
    "about application applications apply applying candidacy candidate candidature carta career "
    "centre center certificate contact cover cpf curriculum cv dear director education europass "
    "experience expérience experiencia formation geneva hoja humanitarian information kontakt "
    "languages lebenslauf letter lettre madam madame management motivation monsieur objective "
    "office operations page personal perfil personnel position profession professional profil "
    "profile programme project reference references resume résumé sample senior sir statement "
    "summary title to university vacancy vida vitae work".split()
)


_LETTERS = str.maketrans(
    {"ł": "l", "đ": "d", "ð": "d", "ø": "o", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)


def heads(text: str) -> tuple[str, ...]:
    """The first lines of a text that are short enough to hold a name."""
    lines = (" ".join(line.split()) for line in text[:4000].splitlines())
    return tuple([line for line in lines if line][:LINES]) if text else ()


def bare(text: str) -> str:
    """Lower case without accents, so that two spellings of a word are one."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c))


def name_in(lines: Iterable[str], address: str = "") -> tuple[str, bool]:
    """The name that the first lines give, '' for none; and whether a label or the mail address
    bears it out, without which it is a guess.

    address: the applicant's, as far as known. A name that it bears out goes before one above it.
    """
    local = bare(address.partition("@")[0])
    guess = ""
    for line in lines:
        labelled = _LABEL.fullmatch(line)
        name = _name(labelled.group(1) if labelled else line)
        if not name:
            continue
        if labelled or any(len(w) > 2 and w in local for w in _split(name)):
            return name, True
        guess = guess or name
    return guess, False


def covers(name: str, other: str) -> bool:
    """Whether a name has every word of another, which may be a part of it: a file's is."""
    words = _split(other)
    return bool(words) and set(words) <= set(_split(name))


def shares(name: str, other: str) -> bool:
    """Whether two names have a word in common."""
    return bool(set(_split(name)) & set(_split(other)))


def _split(name: str) -> Sequence[str]:
    return re.findall(r"[^\W\d_]+", bare(name))


def _name(line: str) -> str:
    line = unicodedata.normalize("NFC", line.strip())
    if _HAN.fullmatch(line):
        return line
    if len(line) > LONGEST or not _WORDS.fullmatch(line):
        return ""
    words = line.split()
    if not 2 <= len(words) <= MOST_WORDS or any(w in _HEADINGS for w in map(bare, words)):
        return ""
    large = [w for w in words if w[0] == w[0].upper()]
    small = [w for w in words if w not in large]
    if len(large) < 2 or any(bare(w) not in _PARTICLES for w in small):
        return ""
    return line.title() if line.isupper() else line
