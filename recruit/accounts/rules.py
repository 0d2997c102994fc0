"""Rules of accounts as pure functions: sessions, passphrases, waits, addresses, undertakings.

Nothing here reads a clock, a database or a request.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from recruit.access.rules import Capacity
from recruit.core.errors import Answer, Gate, Holds, Refused
from recruit.core.words import _

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
INVITED_FOR = timedelta(days=7)
RESET_FOR = timedelta(hours=1)
CODE_FOR = timedelta(minutes=10)
CODE_TRIES = 5
PARKED_FOR = timedelta(hours=1)
CODES = 10  # recovery or one-time codes in one set

SHORTEST, LONGEST = 12, 128  # characters of a passphrase
FORGOTTEN_AFTER = timedelta(hours=24)  # failures older than this count no more
_WORD = 4  # parts of a name or address shorter than this are no give-away


# --- sessions ----------------------------------------------------------------------


def alive(made_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a session still counts: idle under 30 minutes, begun under 12 hours ago.

    Either way: a clock that stepped back makes no session live on until it catches up.
    """
    return abs(now - seen_at) < IDLE and abs(now - made_at) < ABSOLUTE


def complete(
    *, second_at: datetime | None, beyond_delegate: bool, delegate: bool, authenticator: bool
) -> bool:
    """Whether passphrase and the second factor that is needed were both given (S6).

    Whoever holds nothing but the capacity of a delegate may sign in by the passphrase
    alone, unless an authenticator is set up; everybody else needs the second factor.
    """
    if second_at is not None:
        return True
    return delegate and not beyond_delegate and not authenticator


def local_path(target: str) -> str:
    """The target if it is a path of this site, otherwise '/'.

    Refused: schemes, hosts ('//elsewhere'), backslashes and control characters, which
    browsers read as either.
    """
    if not target.startswith("/") or target.startswith("//") or len(target) > 2000:
        return "/"
    if "\\" in target or any(ord(c) < 33 or ord(c) == 127 for c in target):
        return "/"
    return target


# --- throttle ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Throttle:
    """How failures slow the next try: the first ones are free, then the wait doubles.

    free: failures without a wait. first, longest: the waits in seconds. An account is
    never locked for good: the longest wait is the worst that can happen to it.
    """

    free: int
    first: int
    longest: int


BY_ACCOUNT = Throttle(free=5, first=2, longest=300)
BY_ADDRESS = Throttle(free=30, first=2, longest=600)  # a mission shares one address
BY_SECOND = Throttle(free=5, first=5, longest=900)
BY_FEED = Throttle(free=200, first=2, longest=60)  # programs go on asking for a dead one
BY_RESET = Throttle(free=3, first=300, longest=3600)


def wait(failures: Sequence[datetime], now: datetime, throttle: Throttle) -> int:
    """Whole seconds until the next try is heard; 0 when it is heard now.

    failures: times of failed tries, in any order; those older than a day count no more.
    """
    counted = [at for at in failures if now - at < FORGOTTEN_AFTER]
    over = len(counted) - throttle.free
    if over < 0 or not counted:
        return 0
    seconds = min(throttle.first * 2 ** min(over, 20), throttle.longest)
    left = max(counted) + timedelta(seconds=seconds) - now
    return max(0, math.ceil(left.total_seconds()))


# --- names, addresses, passphrases ---------------------------------------------------


def normal_mail(mail: str) -> str:
    """An address as it is compared: NFKC, no surrounding space, lower case."""
    return unicodedata.normalize("NFKC", mail).strip().casefold()


def normal_name(name: str) -> str:
    """A name as it is compared: NFKC, single spaces, case folded."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


def normal_code(code: str) -> str:
    """A code as typed, without spaces and hyphens, look-alike letters put right, the digits
    of every script (Arabic keyboards type their own) as 0 to 9."""
    plain = re.sub(r"[\s-]", "", code).lower()
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)
    return plain.translate(str.maketrans("ilo", "110"))


def passphrase(text: str, *, name: str, mail: str, common: Collection[str]) -> Answer:
    """Whether a passphrase may be chosen: its length and that it can't be guessed from a list.

    No composition is asked. common: well-known passwords, case folded.
    """
    if len(text) < SHORTEST:
        return Refused(
            _("A passphrase has at least %(n)s characters; four words do well.", n=SHORTEST)
        )
    if len(text) > LONGEST:
        return Refused(_("A passphrase has at most %(n)s characters.", n=LONGEST))
    plain = unicodedata.normalize("NFKC", text).casefold()
    bare = re.sub(r"[\W_]", "", plain)
    if len(set(plain)) < 5 or _repeats(plain):
        return Refused(_("This passphrase repeats the same few characters."))
    if {plain, bare, bare.rstrip("0123456789"), bare.lstrip("0123456789")} & set(common):
        return Refused(_("This passphrase is among the best known ones."))
    if _runs(bare):
        return Refused(_("This passphrase follows the alphabet or the keyboard."))
    given = re.split(r"[\W_]+", f"{normal_name(name)} {normal_mail(mail)}")
    rest = bare
    for part in sorted({p for p in given if len(p) >= _WORD}, key=len, reverse=True):
        rest = rest.replace(part, "")
    if rest != bare and len(rest) < SHORTEST - _WORD:
        return Refused(_("This passphrase is made of your name or address."))
    return Holds()


_ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "01234567890")


def _repeats(text: str) -> bool:
    return any(
        text == (text[:n] * (len(text) // n + 1))[: len(text)] for n in range(1, len(text) // 3 + 1)
    )


def _runs(text: str) -> bool:
    """Whether nearly every step is one along a row of the keyboard or the alphabet."""
    steps = {row[i : i + 2] for row in _ROWS for i in range(len(row) - 1)}
    steps |= {pair[::-1] for pair in steps}
    pairs = [text[i : i + 2] for i in range(len(text) - 1)]
    return bool(pairs) and sum(p in steps for p in pairs) >= len(pairs) * 0.75


def field_label(name: str) -> str:
    """A form field's name in words, for a form that is shown again: 'reason_2' is 'Reason 2'."""
    words = re.sub(r"[-_]+", " ", name).strip()
    return words[:1].upper() + words[1:]


# --- who gives which capacity (R20) --------------------------------------------------

GIVEN_BY: dict[Capacity, frozenset[Capacity]] = {
    Capacity.PRESIDENT: frozenset({Capacity.OFFICE, Capacity.COMMITTEE, Capacity.AUDITOR}),
    Capacity.FOCAL_POINT: frozenset({Capacity.STAFF, Capacity.AGENCY}),
    Capacity.OFFICE: frozenset({Capacity.DELEGATE}),
    Capacity.ADMINISTRATOR: frozenset({Capacity.PRESIDENT, Capacity.FOCAL_POINT}),
}
OF_A_STATE = frozenset({Capacity.DELEGATE, Capacity.COMMITTEE})


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Who asked for an act of two administrators, who would confirm it, whom it names."""

    asked_by: str
    confirmed_by: str
    named: str
    settled: bool


def _still_open(facts: Confirmation) -> Answer:
    return Refused(_("This was confirmed or withdrawn meanwhile.")) if facts.settled else Holds()


def _another(facts: Confirmation) -> Answer:
    if facts.asked_by == facts.confirmed_by:
        return Refused(_("You asked for this yourself; the other administrator confirms it."))
    return Holds()


def _nobody_oneself(facts: Confirmation) -> Answer:
    if facts.named in (facts.asked_by, facts.confirmed_by):
        return Refused(_("Nobody gives a capacity to oneself."))
    return Holds()


CONFIRMING: list[Gate[Confirmation]] = [
    Gate("R20", "reading R20", "The act still waits for its confirmation.", _still_open),
    Gate("R20", "reading R20", "Another administrator asked for it.", _another),
    Gate("R20", "reading R20", "It names neither of the two.", _nobody_oneself),
]


# --- a lost second factor (W13) --------------------------------------------------------

# Whoever names a capacity asks, an administrator confirms; the President's and the focal
# point's is asked by one administrator and confirmed by the other.
FACTOR_ASKED_BY: dict[Capacity, frozenset[Capacity]] = {
    **GIVEN_BY,
    Capacity.PRESIDENT: GIVEN_BY[Capacity.PRESIDENT]
    | {Capacity.MEMBER, Capacity.SURROGATE, Capacity.FORMER_MEMBER},
}


def _two_people(facts: Confirmation) -> Answer:
    if facts.asked_by == facts.confirmed_by:
        return Refused(_("You asked for this yourself; another person confirms it."))
    return Holds()


def _not_ones_own(facts: Confirmation) -> Answer:
    if facts.named in (facts.asked_by, facts.confirmed_by):
        return Refused(_("Nobody takes part in this for oneself."))
    return Holds()


RESETTING: list[Gate[Confirmation]] = [
    Gate("W13", "reading W13", "It still waits for its confirmation.", _still_open),
    Gate("W13", "reading W13", "Another person asked for it.", _two_people),
    Gate("W13", "reading W13", "It concerns neither of the two.", _not_ones_own),
]


def signed_by_name(typed: str, name: str) -> Answer:
    """Whether the name typed under an undertaking is the account's (C3)."""
    if normal_name(typed) == normal_name(name):
        return Holds()
    return Refused(_("Type your name as it stands in your account: %(name)s.", name=name))
