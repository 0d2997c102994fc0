"""One technical failure, one remedy for all that it touched (W16)."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from recruit.access.rules import Capacity
from recruit.core.errors import Gate, Holds, Refused
from recruit.core.words import _, kept
from recruit.correspondence.rules.matters import ANSWERED
from recruit.procedure.rules.days import duty_due

CITED: Final = "reading W16"
LONGEST: Final = timedelta(days=14)
"""The longest time that one failure is taken to have lasted."""
_C = Capacity
TOUCHES: Final[dict[Capacity, frozenset[Capacity]]] = {
    _C.FOCAL_POINT: frozenset({_C.FOCAL_POINT, _C.STAFF, _C.AGENCY}),
    _C.OFFICE: frozenset({_C.OFFICE, _C.PRESIDENT, _C.DELEGATE, _C.COMMITTEE, _C.AUDITOR}),
    _C.CHAIR: frozenset({_C.CHAIR, _C.MEMBER, _C.FORMER_MEMBER, _C.SURROGATE, _C.ASSISTANT}),
}
"""Whose requests each side looks after: nobody learns from the record who else was at work."""


class Thing(StrEnum):
    """What a failure touches, of what the application's own record knows."""

    CLAIM = "claim"
    REQUEST = "request"
    MAIL = "mail"


class Told(StrEnum):
    """How the remedy reached whom the failure touched."""

    ANSWER = "answer"  # the claim is answered with it
    PAGE = "page"  # a notice, and a page of their own
    LETTER = "letter"  # a mail to candidate or State
    HAND = "hand"  # the application has no way: a person tells them


@dataclass(frozen=True, slots=True)
class Noting:
    """A failure that is to be recorded. Times: aware."""

    what: str
    from_at: datetime
    until_at: datetime
    now: datetime


NOTING: tuple[Gate[Noting], ...] = (
    Gate(
        "W16",
        CITED,
        _("It is said what failed"),
        lambda f: Holds() if f.what.strip() else Refused(_("Say what failed.")),
    ),
    Gate(
        "W16",
        CITED,
        _("It began before it ended, and has ended"),
        lambda f: (
            Holds()
            if f.from_at < f.until_at <= f.now
            else Refused(_("Give a beginning before the end, and an end that is not to come."))
        ),
    ),
    Gate(
        "W16",
        CITED,
        _("It lasted a fortnight at most"),
        lambda f: (
            Holds()
            if f.until_at - f.from_at <= LONGEST
            else Refused(_("Record what lasted longer as several failures."))
        ),
    ),
)
"""What recording a failure needs."""


@dataclass(frozen=True, slots=True)
class Remedying:
    """The one remedy. seen: how many things the page showed; found: how many there are."""

    remedied: bool
    text: str
    compared: str
    seen: int
    found: int


REMEDYING: tuple[Gate[Remedying], ...] = (
    Gate(
        "W16",
        CITED,
        _("It is not remedied yet"),
        lambda f: Refused(_("The remedy was given already.")) if f.remedied else Holds(),
    ),
    Gate(
        "W16",
        CITED,
        _("The remedy is written, with its reasons"),
        lambda f: Holds() if f.text.strip() else Refused(_("Write the remedy with its reasons.")),
    ),
    Gate(
        "W16",
        CITED,
        _("It is said what the record shows"),
        lambda f: (
            Holds()
            if f.compared.strip()
            else Refused(_("Say what the server's own record shows for that time."))
        ),
    ),
    Gate(
        "W16",
        CITED,
        _("It is for all that the page showed"),
        lambda f: (
            Holds()
            if f.seen == f.found
            else Refused(_("The record has more by now; look at the list again."))
        ),
    ),
)
"""What giving the remedy needs."""


def remedy_by(first: datetime, holidays: Container[date]) -> datetime:
    """Until when it is given: ten working days after the first claim, or after it was recorded
    where nobody claimed anything. In UTC."""
    return duty_due(first, ANSWERED, holidays)


def way(audience: str) -> Told:
    """How whom a mail of this audience did not reach is told, without the person's grant."""
    name = audience.partition(":")[0]
    return Told.LETTER if name in ("candidate", "states", "state", "contacts") else Told.HAND


@kept
def thing_words(thing: Thing) -> str:
    """What it is, in words."""
    return {
        Thing.CLAIM: _("A claim"),
        Thing.REQUEST: _("A request that was not served"),
        Thing.MAIL: _("A mail that did not leave"),
    }[thing]


@kept
def told_words(told: Told) -> str:
    """How it was told, in words."""
    return {
        Told.ANSWER: _("answered with the remedy"),
        Told.PAGE: _("told by a notice and a page of their own"),
        Told.LETTER: _("told by a mail"),
        Told.HAND: _("to be told by you: the application has no way to them"),
    }[told]
