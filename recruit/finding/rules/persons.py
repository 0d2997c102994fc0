"""Whether two applications may be one person's, and why: names across scripts and spellings.

A name written in Arabic, Cyrillic or Chinese, or turned into Latin letters in another way,
is compared by how it sounds; articles, particles and titles don't count, nor does the order
of the words. Nothing here decides: what is found is proposed to the GICHD with its reasons
(A11). Where all that could tell two persons apart does, equal names are not enough: two
John Smiths with other addresses and other telephones stay two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from anyascii import anyascii

from recruit.applications.rules import normal_mail, normal_name, telephone, told_apart

_SOUNDS_ALIKE = 0.7
"""Likeness of two words with the same consonants, from 0 to 1 (Levenshtein, normalised)."""
_SPELT_ALIKE = 0.85
"""Likeness of two longer words in which a consonant may differ."""
_LONGER_WORD = 6
_SHORT = 3
_IN_ARABIC = re.compile(r"[\u0600-\u06ff]")

_PARTICLES = frozenset(
    "al el ul ad ar as ash bin ben ibn bint bnt bnu de del della di da das do dos du la las le "
    "les los van von der den ter zu zur y e i mr mrs ms dr prof sr sra mme mlle hon".split()
)
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^abd[aeou]?l?(?=.)", "abd"),  # Abdul-, Abdel-, Abdal-
        (r"^abd[aeou]?([rsnzdt])\1", r"abd\1"),  # Abdur-Rahman as it is spoken
        (r"^[ae]l(?=[^aeiouy].{3})", ""),  # Elsayed, Alsayed
        (r"^ou(?=[aeiy])", "w"),
        (r"tsch|tch|sch|sh|ch", "s"),
        (r"ph", "f"),
        (r"kh|ck|q", "k"),
        (r"gh|dj|gu(?=[eiy])", "g"),
        (r"dh", "d"),
        (r"th", "t"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"x", "ks"),
        (r"(?<=[^aeiouy])e$", ""),
        (r"ou|oo", "u"),
        (r"ee", "i"),
        (r"(?<=.)[ae][iy]", "i"),
        (r"^y(?=[aeiou])", "i"),
        (r"[ey]", "i"),
        (r"o", "u"),
        (r"j", "g"),
        (r"w", "v"),
        (r"(?<=[aiu])h(?![aiu])|(?<=[^aiu])h$", ""),
        (r"(.)\1+", r"\1"),
    )
)
_FINAL = re.compile(r"[aiu]$")
# Arabic letters as they sound in the names of people; short vowels are not written
_ARABIC = str.maketrans(
    {
        **dict(zip("ابتثجحخدذرزسشصضطظغفقكلمنهويى", "abttghkddrzsssdtzgfkklmnhuii", strict=True)),
        **dict.fromkeys("عءأإآٱؤئةـ", ""),
        **{"أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ؤ": "u", "ئ": "i", "ة": "a"},
        **{"پ": "b", "چ": "s", "ژ": "z", "گ": "g", "ک": "k", "ی": "i"},
    }
)


@dataclass(frozen=True, slots=True)
class Person:
    """What an application says of who sent it, as typed; phone and mail may be ''."""

    name: str
    mail: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What two persons are compared by, made once of each (``known``)."""

    name: str
    parts: tuple[_Part, ...]
    address: str
    mailbox: str
    phone: str


@dataclass(frozen=True, slots=True)
class _Part:
    """A word of a name. bare: its sound without vowels; bones: without what scripts that
    leave vowels out can't tell either. vowelled: whether it was written with its vowels."""

    plain: str
    sound: str
    vowelled: bool

    @property
    def bare(self) -> str:
        return re.sub(r"[aiu]", "", self.sound)

    @property
    def bones(self) -> str:
        return re.sub(r"[aiuhvw]", "", self.sound)


def _sound(plain: str) -> str:
    said = plain
    for pattern, sound in _SOUNDS:
        said = pattern.sub(sound, said)
    return said


def _parts(name: str) -> list[_Part]:
    """The words of a name that count."""
    found: list[_Part] = []
    waiting = ""
    spread = re.sub(r"([\u2e80-\u9fff])", r" \1 ", re.sub(r"['’‘`ʼ]", "", name))
    for word in re.split(r"[\s\-.,;/·_]+", spread):
        bare = "".join(c for c in word if not unicodedata.combining(c))
        arabic = bool(_IN_ARABIC.match(bare))
        plain = _in_latin(bare) if arabic else re.sub(r"[^a-z]", "", anyascii(word).lower())
        if not plain or plain in _PARTICLES:
            continue
        if plain in ("abd", "abdul", "abdel", "abdal"):
            waiting = "abd"  # half a name: the servant of ...
            continue
        plain, waiting = waiting + plain, ""
        found.append(_Part(plain, plain if arabic else _sound(plain), not arabic))
    return found


def _in_latin(word: str) -> str:
    """An Arabic word letter by letter, without its article, also after 'servant of'."""
    if word.startswith("عبدال"):
        return "abd" + word[5:].translate(_ARABIC)
    if word == "عبد":
        return "abd"
    return (word[2:] if word.startswith("ال") and len(word) > 4 else word).translate(_ARABIC)


@cache
def _likeness() -> Callable[[str, str], float]:
    # imported late: four megabytes, of which only who looks for one person twice has need
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.normalized_similarity


def _alike(one: _Part, other: _Part) -> bool:
    """Whether two words are one name in two spellings."""
    if one.plain == other.plain or one.sound == other.sound:
        return True
    if one.vowelled != other.vowelled:
        return one.bones == other.bones and len(one.bones) > 1
    # the end tells Maria from Mario, Daniel from Daniela
    if not one.vowelled or _ending(one) != _ending(other):
        return False
    shorter = min(len(one.sound), len(other.sound))
    if shorter <= _SHORT and len(one.sound) != len(other.sound):
        return False  # John and Joan
    likeness = _likeness()(one.sound, other.sound)
    if one.bare == other.bare and len(one.bare) > 1:
        return likeness >= _SOUNDS_ALIKE
    return min(len(one.plain), len(other.plain)) >= _LONGER_WORD and likeness >= _SPELT_ALIKE


def _ending(part: _Part) -> str:
    found = _FINAL.search(part.sound)
    return found[0] if found else ""


def _initial(short: _Part, full: _Part) -> bool:
    return len(short.plain) == 1 and full.plain.startswith(short.plain)


def known(person: Person) -> Known:
    """What this person is compared by."""
    return Known(
        normal_name(person.name),
        tuple(_parts(person.name)),
        normal_mail(person.mail),
        _mailbox(person.mail),
        telephone(person.phone),
    )


def _name_ground(one: Known, other: Known) -> str:
    """'name' the same, 'spelling' the same in other letters, 'longer' the same with a further
    name, '' none of these."""
    if one.name == other.name != "":
        return "name"
    fewer, more = sorted((one.parts, other.parts), key=len)
    if len(fewer) < 2:
        return ""
    left = list(more)
    whole = 0
    for part in sorted(fewer, key=lambda p: -len(p.plain)):
        match = next(
            (p for p in left if len(part.plain) > 1 < len(p.plain) and _alike(part, p)), None
        )
        if match is not None:
            whole += 1
        else:
            match = next((p for p in left if _initial(part, p) or _initial(p, part)), None)
        if match is None:
            return ""
        left.remove(match)
    if whole < 2:
        return ""  # an initial and one name are too little
    return "longer" if left else "spelling"


def _mailbox(mail: str) -> str:
    """The mailbox that an address leads to, however it is written: without a '+tag', and at
    Gmail without dots."""
    box, _at, host = normal_mail(mail).rpartition("@")
    box = box.partition("+")[0]
    if host in ("gmail.com", "googlemail.com"):
        box, host = box.replace(".", ""), "gmail.com"
    return f"{box}@{host}" if box and host else ""


def likeness(one: Known, other: Known) -> tuple[str, ...]:
    """Why the two may be one person, in the words of ``applications.rules.grounds_words``;
    empty where nothing speaks for it, or more against it."""
    name = _name_ground(one, other)
    found = [name] if name else []
    same_box = one.mailbox == other.mailbox != ""
    if same_box:
        found.append("mail" if one.address == other.address else "mailbox")
    same_phone = one.phone == other.phone != ""
    if same_phone and (name or _share_a_name(one, other)):
        found.append("phone")
    if name and not same_box and one.mailbox and other.mailbox:
        if told_apart(one.phone, other.phone):
            return ()  # another address and another telephone: two of one name
    return tuple(found)


def _share_a_name(one: Known, other: Known) -> bool:
    return any(_alike(a, b) for a in one.parts for b in other.parts if len(a.plain) > 1)


def blocks(person: Known) -> frozenset[str]:
    """Keys of which two persons share at least one where ``likeness`` finds anything, so that
    not every pair has to be compared: two names are alike in two words at least."""
    first = sorted(part.bones[:1] for part in person.parts if len(part.plain) > 1)
    keys = {f"names:{one}{other}" for one, other in combinations(first, 2)}
    keys.add(f"whole:{person.name}")
    if person.mailbox:
        keys.add(f"box:{person.mailbox}")
    if person.phone:
        keys.add(f"phone:{person.phone}")
    return frozenset(keys)


def joined(first: str, more: Sequence[str]) -> str:
    """Grounds as they are kept, those of before first, each once: 'file+spelling'."""
    return "+".join(dict.fromkeys([*(g for g in first.split("+") if g), *more]))
