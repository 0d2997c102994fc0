"""A candidate's own file: what goes in, how long its link is good, who lets it go (D4, W15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from recruit.core.errors import Gate, Holds, Refused
from recruit.core.words import _, kept

CITED: Final = "reading D4"
LINK_DAYS: Final = timedelta(days=10)
"""How long the link to the own file is good."""
MOST_WRONG: Final = 5
"""References typed wrongly, after which a link is over."""
FETCHING: Final = timedelta(hours=1)
"""How long what was opened stays, so that a slow transfer comes to its end."""


class State(StrEnum):
    """How a candidate's own file stands."""

    WAITS = "waits"  # for the Chair's release
    MAKING = "making"
    SENT = "sent"
    FETCHED = "fetched"
    OVER = "over"  # not fetched in its time, or closed after wrong references
    REPLACED = "replaced"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a parcel. Times: aware UTC; now: when it is looked at."""

    whole: bool
    released_at: datetime | None
    made_at: datetime | None
    until: datetime | None
    wrong: int
    opened_at: datetime | None
    ended_at: datetime | None
    fault: str
    now: datetime


def state(f: Facts) -> State:
    """How it stands now."""
    if f.opened_at is not None:
        return State.FETCHED
    if f.until is not None and (f.now >= f.until or f.wrong >= MOST_WRONG):
        return State.OVER
    if f.ended_at is not None:
        return State.REPLACED
    if f.fault:
        return State.FAILED
    if f.made_at is not None:
        return State.SENT
    return State.WAITS if f.whole and f.released_at is None else State.MAKING


def opens(f: Facts) -> bool:
    """Whether the link still gives the file: once, in its time (W15)."""
    return state(f) is State.SENT


def is_over(f: Facts) -> bool:
    """Whether the file and its key may go now."""
    if f.ended_at is not None:
        return False
    if f.opened_at is not None:
        return f.now >= f.opened_at + FETCHING
    return state(f) is State.OVER


def with_panels(*, ended: bool, agreed: bool, written: bool) -> bool:
    """Whether there is something that GICHD may not see: after the end, ratings that the panel
    agreed on, or a letter by the Chair. Before the end none of it is given (D4)."""
    return ended and (agreed or written)


def same_reference(typed: str, reference: str) -> bool:
    """Whether somebody typed this application's reference, whatever its case and spaces."""

    def plain(text: str) -> str:
        return "".join(c for c in text.casefold() if c.isalnum())

    return bool(plain(typed)) and plain(typed) == plain(reference)


@dataclass(frozen=True, slots=True)
class Preparing:
    """What is asked before the own file is put in hand.

    found: the application of this reference is in this procedure. erased: its file is.
    identity: how it is known that the request is that person's own. address: there is one.
    under_way: a file that answers this request waits, is being made, or its link is good.
    """

    found: bool
    erased: bool
    identity: str
    address: bool
    under_way: bool


PREPARING: tuple[Gate[Preparing], ...] = (
    Gate(
        "D4",
        CITED,
        _("An application has this reference"),
        lambda f: Holds() if f.found else Refused(_("No application has this reference.")),
    ),
    Gate(
        "D4",
        CITED,
        _("The file is still kept"),
        lambda f: (
            Refused(_("This file was erased at the end of its retention; say so in the answer."))
            if f.erased
            else Holds()
        ),
    ),
    Gate(
        "D4",
        CITED,
        _("The request is that person's own"),
        lambda f: (
            Holds()
            if f.identity.strip()
            else Refused(_("Say how it is known that the request is that person's own."))
        ),
    ),
    Gate(
        "D4",
        CITED,
        _("There is an address to send the link to"),
        lambda f: (
            Holds() if f.address else Refused(_("The application has no mail address on file."))
        ),
    ),
    Gate(
        "D4",
        CITED,
        _("Nothing else is on its way for this request"),
        lambda f: (
            Refused(_("A file for this request is on its way already.")) if f.under_way else Holds()
        ),
    ),
)
"""What putting a candidate's own file in hand needs."""


@kept
def state_words(of: State) -> str:
    """How it stands, in a few words."""
    return {
        State.WAITS: _("Waits for the Chair's release"),
        State.MAKING: _("Being put together"),
        State.SENT: _("Link sent, not used yet"),
        State.FETCHED: _("Fetched"),
        State.OVER: _("The link ended unused"),
        State.REPLACED: _("Replaced by a newer one"),
        State.FAILED: _("Could not be put together"),
    }[of]
