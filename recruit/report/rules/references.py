"""When a reference may be asked, and of whom; who hears of it (J10, W17).

Candidates are named by id or reference; the names of referees are the candidate's to give.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from recruit.core.errors import Gate, Holds, Refused
from recruit.core.words import _

CITED: Final = "reading J10"

LINK_DAYS: Final = timedelta(days=14)
"""How long a referee's link is good."""

LONGEST: Final = 20_000
"""Characters of a reference that is written into the page."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The facts on which a reference is asked.

    decided: the run's final decision is recorded. candidates: the appointed candidate and the
    reserve. consented: the candidate's consent on the day of the interview to ask referees.
    withdrawn: the candidate has. called: the text is frozen for signing, or lodged, and no
    addendum is under way.
    """

    decided: bool
    candidate: str
    candidates: frozenset[str]
    consented: bool
    withdrawn: bool
    called: bool


ASKING: list[Gate[Asking]] = [
    Gate(
        "J10",
        CITED,
        _("The panel has decided"),
        lambda f: (
            Holds() if f.decided else Refused(_("References are asked after the panel's decision."))
        ),
    ),
    Gate(
        "J10",
        CITED,
        _("It is the appointed candidate or one of the reserve"),
        lambda f: (
            Holds()
            if f.candidate in f.candidates and not f.withdrawn
            else Refused(_("References are asked on the appointed candidate and the reserve only."))
        ),
    ),
    Gate(
        "J10",
        CITED,
        _("The candidate agreed, on the day of the interview, that referees are asked"),
        lambda f: (
            Holds()
            if f.consented
            else Refused(_("This candidate did not agree that referees are asked."))
        ),
    ),
    Gate(
        "J10",
        CITED,
        _("The members are not called to sign"),
        lambda f: (
            Refused(_("The text is called to sign or lodged; what comes later is an addendum."))
            if f.called
            else Holds()
        ),
    ),
]
"""What asking a referee needs."""


@dataclass(frozen=True, slots=True)
class Link:
    """A referee's link. All times aware UTC; now: when it is looked at."""

    until: datetime
    answered_at: datetime | None
    withdrawn_at: datetime | None
    now: datetime


def open_(f: Link) -> bool:
    """Whether the link still takes an answer: once, in its time, not closed by the panel (W17)."""
    return f.answered_at is None and f.withdrawn_at is None and f.now < f.until


def later(lodged_at: datetime | None, answered: list[datetime]) -> bool:
    """Whether a reference came after the latest report was lodged: an addendum tells it (J10)."""
    return lodged_at is not None and any(at > lodged_at for at in answered)
