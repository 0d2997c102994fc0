"""Who signs the report, when signatures fall, when it is lodged, who knows of it.

Paras 53(f) and 54(g), reading J9. Members are named by the grant of their seat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from recruit.core.errors import Answer, Gate, Holds, Refusal, Refused
from recruit.core.words import _

ENOUGH: Final = 3
"""Signatures with which the Chair may lodge once the time to sign is over (J9)."""

DAYS_TO_SIGN: Final = 3
"""Working days after the call to sign (J9)."""

DAYS_FOR_MINUTES: Final = 2
"""Working days until the minutes of the final decision are confirmed at the latest (C10)."""

CITED: Final = "para. 54(g), reading J9"


@dataclass(frozen=True, slots=True)
class Signature:
    """A member's signature: it attests that the record of that text is true.

    text: what identifies the text signed (its version, or its hash).
    """

    grant: str
    text: str


@dataclass(frozen=True, slots=True)
class Signing:
    """The facts on which the report is signed and lodged.

    text: what identifies the text as it is now. called: the Chair has called to sign.
    due: the instant from which the Chair may lodge with three: 00:00 in Geneva of the third
    working day after the call, aware UTC.
    """

    text: str
    signatures: tuple[Signature, ...]
    living: frozenset[str]
    called: bool
    due: datetime | None
    lodged: bool = False


def standing(f: Signing) -> frozenset[str]:
    """Who has signed the text as it is now. Any change of it lets every signature fall (J9)."""
    return frozenset(s.grant for s in f.signatures if s.text == f.text) & f.living


def fallen(f: Signing) -> frozenset[str]:
    """Who signed an earlier text and has to sign anew."""
    return (frozenset(s.grant for s in f.signatures) & f.living) - standing(f)


def check_signature(f: Signing, grant: str, text: str) -> None:
    """Refuse a signature: not seated, not called, lodged, of another text, or twice (J9)."""
    if grant not in f.living:
        reason = _("Only a seated member signs.")
    elif not f.called:
        reason = _("The Chair has not called to sign yet.")
    elif f.lodged:
        reason = _("The report is lodged; nobody signs any more.")
    elif text != f.text:
        reason = _("The text has changed since you read it; your signature was not given.")
    elif grant in standing(f):
        reason = _("You have signed this text.")
    else:
        return
    raise Refusal("J9", CITED, reason)


@dataclass(frozen=True, slots=True)
class Lodging:
    """The facts on which the Chair lodges the report. now: aware UTC."""

    now: datetime
    signing: Signing
    complete: bool


def _signed(f: Lodging) -> Answer:
    signed = standing(f.signing)
    if f.signing.living and f.signing.living <= signed:
        return Holds(_("All have signed."))
    if f.signing.due is None or f.now < f.signing.due:
        return Refused(_("Not all have signed, and the three working days are not over."))
    if len(signed) < ENOUGH:
        return Refused(_("Fewer than three members have signed."))
    return Holds(_("The three working days are over and at least three have signed."))


LODGING: list[Gate[Lodging]] = [
    Gate(
        "J9",
        CITED,
        _("The report is complete"),
        lambda f: Holds() if f.complete else Refused(_("The report is not complete.")),
    ),
    Gate(
        "J9",
        CITED,
        _("The Chair has called to sign"),
        lambda f: (
            Holds() if f.signing.called else Refused(_("The Chair has not called to sign yet."))
        ),
    ),
    Gate("J9", CITED, _("All have signed, or three after three working days"), _signed),
    Gate(
        "R24",
        "reading R24",
        _("The report is not lodged yet"),
        lambda f: (
            Refused(_("The report is lodged; it changes by an addendum only."))
            if f.signing.lodged
            else Holds()
        ),
    ),
]
"""What lodging needs. The window is not among it: a late report is lodged with a warning."""


@dataclass(frozen=True, slots=True)
class Unsigned:
    """Who did not sign, for the certificate beside the report."""

    grant: str
    reason: str


def certificate(
    f: Signing, reasons: Mapping[str, str], order: Iterable[str]
) -> tuple[tuple[str, ...], tuple[Unsigned, ...]]:
    """Who signed, and who did not with the reason given or 'none given', in seat order (J9)."""
    signed, seats = standing(f), [g for g in order if g in f.living]
    return (
        tuple(g for g in seats if g in signed),
        tuple(
            Unsigned(g, reasons.get(g, "").strip() or _("none given"))
            for g in seats
            if g not in signed
        ),
    )


def late(now: datetime, window_ends: datetime) -> bool:
    """True from the end of 54(g)'s window (24:00 in Geneva of its last day, aware UTC).

    A warning to the living occupants, never a block (J9, R2).
    """
    return now >= window_ends


# -- the days before the window's end ------------------------------------------------------


def monday_to_friday(day: date) -> bool:
    """A working day where no other is excepted (R1)."""
    return day.weekday() < 5


@dataclass(frozen=True, slots=True)
class CountedBack:
    """The last days by which the report is still lodged in its window with three signatures."""

    decision: date
    call: date
    last: date


def count_back(
    window_last: date, working: Callable[[date], bool] = monday_to_friday
) -> CountedBack:
    """The latest days of final decision and call to sign, counted back from the window's end.

    The Chair may lodge with three from 00:00 of the third working day after the call, so the
    call comes three working days before the last day; the report is complete once the
    decision's minutes are confirmed, at the latest two working days after the decision.
    For 17 February 2023 (a Friday): call by Tuesday 14, decision by Friday 10 February.
    From a last day that is no working day it is counted from the working day before it.
    References asked (J10) come between the two and bring the decision forward.
    """
    last = window_last
    while not working(last):
        last -= timedelta(days=1)

    def before(day: date, days: int) -> date:
        while days:
            day -= timedelta(days=1)
            days -= working(day)
        return day

    call = before(last, DAYS_TO_SIGN)
    return CountedBack(before(call, DAYS_FOR_MINUTES), call, window_last)


# -- confidentiality -----------------------------------------------------------------------


def knows(reader: str | None, living: frozenset[str]) -> bool:
    """Does this reader learn, before the designation, whether there is a report at all?

    Only as a living occupant of a seat, by that grant (P53f-2). The President as President,
    GICHD and everybody else (R16) have no such grant, and for them nothing differs. reader: the
    grant in whose capacity the page is read; None without one.
    """
    return reader is not None and reader in living


def released_to(
    reader: str,
    committee: frozenset[str],
    designated: bool,
    released: bool,
    disputed: bool = False,
    lapsed: bool = False,
) -> bool:
    """May this Committee reader open the report? (P53f-4, R14)

    committee: the named readers of the members in office on the day of designation. Only
    after the designation and its release; while disputed, annulled or lapsed nobody does.
    """
    return reader in committee and designated and released and not (disputed or lapsed)
