"""Letters to candidates who are not appointed (D5): when they may go, when they are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from recruit.procedure.rules.calendar import YEAR_END, Holidays, duty_due


class Letter(StrEnum):
    """The letters to candidates who are not appointed (D5)."""

    NOT_SUITABLE = "not_suitable"
    NOT_SHORTLISTED = "not_shortlisted"
    INTERVIEWED = "interviewed"  # and not in the reserve
    RESERVE = "reserve"


SENDER: Final = {
    Letter.NOT_SUITABLE: "gichd",
    Letter.NOT_SHORTLISTED: "gichd",
    Letter.INTERVIEWED: "chair",
    Letter.RESERVE: "chair",
}


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """The instants from which letters may go; None while they have not come."""

    invited_released_at: datetime | None = None
    interviews_begun_at: datetime | None = None
    approved_at: datetime | None = None
    contract_signed_at: datetime | None = None


def letter_opens(letter: Letter, facts: LetterFacts) -> datetime | None:
    """From when this letter may be sent; None while it may not (D5)."""
    return {
        Letter.NOT_SUITABLE: facts.invited_released_at,
        Letter.NOT_SHORTLISTED: facts.interviews_begun_at,
        Letter.INTERVIEWED: facts.approved_at,
        Letter.RESERVE: facts.contract_signed_at,
    }[letter]


def letter_due(
    letter: Letter, facts: LetterFacts, holidays: Holidays = YEAR_END
) -> datetime | None:
    """By when this letter is due: ten working days after it may be sent (D5)."""
    opens = letter_opens(letter, facts)
    return None if opens is None else duty_due(opens, 10, holidays)
