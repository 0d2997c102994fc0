"""Letters to candidates who are not appointed: when they may go, when they are due (D5), and
the second person who releases them (W9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from recruit.core.errors import Answer, Gate, Holds, Refused
from recruit.core.words import _
from recruit.procedure.rules.calendar import YEAR_END, Holidays, duty_due


class Letter(StrEnum):
    """The letters to candidates who are not appointed (D5)."""

    NOT_SUITABLE = "not_suitable"
    WITHOUT_PLACE = "without_place"  # neither found unsuitable nor on the list
    NOT_SHORTLISTED = "not_shortlisted"
    NOT_INTERVIEWED = "not_interviewed"  # invited, and no interview was held
    INTERVIEWED = "interviewed"  # and not in the reserve
    RESERVE = "reserve"


SENDER: Final = {
    Letter.NOT_SUITABLE: "gichd",
    Letter.WITHOUT_PLACE: "gichd",
    Letter.NOT_SHORTLISTED: "gichd",
    Letter.NOT_INTERVIEWED: "chair",
    Letter.INTERVIEWED: "chair",
    Letter.RESERVE: "chair",
}


def letter_words(letter: Letter) -> str:
    """What a letter says, in two or three words."""
    return {
        Letter.NOT_SUITABLE: _("Not suitable"),
        Letter.WITHOUT_PLACE: _("Without a place on the list"),
        Letter.NOT_SHORTLISTED: _("Suitable, not invited"),
        Letter.NOT_INTERVIEWED: _("Invited, not interviewed"),
        Letter.INTERVIEWED: _("Interviewed"),
        Letter.RESERVE: _("Reserve"),
    }[letter]


RECORDED: Final = frozenset({Letter.INTERVIEWED, Letter.RESERVE})
"""Whether anybody is due these is sealed with the panel's decision, so that a task cannot know
it: that nobody is due is recorded by the Chair."""


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """The instants from which letters may go; None while they have not come.

    closed_at: closed without result, which opens whatever had not opened before (R26).
    """

    invited_released_at: datetime | None = None
    interviews_begun_at: datetime | None = None
    approved_at: datetime | None = None
    contract_signed_at: datetime | None = None
    closed_at: datetime | None = None


def letter_opens(letter: Letter, facts: LetterFacts) -> datetime | None:
    """From when this letter may be sent; None while it may not (D5)."""
    own = {
        Letter.NOT_SUITABLE: facts.invited_released_at,
        Letter.WITHOUT_PLACE: facts.invited_released_at,
        Letter.NOT_SHORTLISTED: facts.interviews_begun_at,
        Letter.NOT_INTERVIEWED: facts.approved_at,
        Letter.INTERVIEWED: facts.approved_at,
        Letter.RESERVE: facts.contract_signed_at,
    }[letter]
    return own or facts.closed_at


def letter_due(
    letter: Letter, facts: LetterFacts, days: int = 10, holidays: Holidays = YEAR_END
) -> datetime | None:
    """By when this letter is due: days working days after it may be sent (D5)."""
    opens = letter_opens(letter, facts)
    return None if opens is None else duty_due(opens, days, holidays)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the release of a held batch is judged by (W9).

    maker, reader: persons. ended: released or sent back before.
    """

    sender: str
    maker: str
    reader: str
    by_panel: bool
    ended: bool


def _still_held(w: Waiting) -> Answer:
    if not w.ended:
        return Holds()
    return Refused(_("It was released or sent back already."))


def _of_side(w: Waiting) -> Answer:
    if (w.sender == "chair") is w.by_panel:
        return Holds()
    return Refused(_("It is released by somebody of its own side."))


def _second(w: Waiting) -> Answer:
    if w.reader != w.maker:
        return Holds()
    return Refused(_("It takes two people: you have put these letters together yourself."))


SENDING_BACK: Final[tuple[Gate[Waiting], ...]] = (
    Gate("W9", "reading W9", _("It waits to be released"), _still_held),
    Gate("W9", "reading W9", _("One of its own side releases it"), _of_side),
)
RELEASING: Final[tuple[Gate[Waiting], ...]] = (
    *SENDING_BACK,
    Gate("W9", "reading W9", _("A second person releases it"), _second),
)
