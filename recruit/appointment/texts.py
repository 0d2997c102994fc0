"""The letters to candidates who are not appointed (D5): in English, the applications' own
language (A12). None says who else applied, how many, or why."""

from __future__ import annotations

from typing import Any

from recruit.appointment.rules.letters import Letter

_SUBJECT = "Your application"  # no personal data in a subject
_THANKS = (
    "Thank you for your application for the position of Director of the Implementation Support "
    "Unit of the Convention on Cluster Munitions."
)
_RIGHTS = (
    "You may ask for your own file and for the result and the reasons of your own screening. "
    "Your file is kept for the time named in the privacy notice of the vacancy, and then erased."
)
_WORDS = {
    Letter.NOT_SUITABLE: (
        "Your application was screened against the required qualifications of the Terms of "
        "Reference. Not all of them were found to be met, and your application is not taken "
        "further."
    ),
    Letter.NOT_SHORTLISTED: (
        "Your application was before the selection panel. The panel has invited other candidates "
        "to interviews, and your application is not taken further."
    ),
    Letter.INTERVIEWED: (
        "Thank you for the interview. The States Parties have approved the appointment of another "
        "candidate. The panel thanks you for the time and the thought that you gave to it."
    ),
    Letter.RESERVE: (
        "Thank you for the interview. Another candidate was appointed, and the contract is "
        "signed. The panel had found you recommendable and thanks you for having been available."
    ),
}
_SIGNED = {
    Letter.NOT_SUITABLE: "Geneva International Centre for Humanitarian Demining",
    Letter.NOT_SHORTLISTED: "Geneva International Centre for Humanitarian Demining",
    Letter.INTERVIEWED: "The Chair of the selection panel",
    Letter.RESERVE: "The Chair of the selection panel",
}


def paragraphs(letter: Letter, name: str, reference: str) -> list[str]:
    """The letter's text for one candidate."""
    greeting = f"Dear {name}," if name else "Dear candidate,"
    return [greeting, f"{_THANKS} Its reference is {reference}.", _WORDS[letter], _RIGHTS]


def body(letter: Letter, name: str, reference: str) -> dict[str, Any]:
    """The letter as the body of its mail."""
    return {
        "subject": _SUBJECT,
        "paragraphs": paragraphs(letter, name, reference),
        "closing": _SIGNED[letter],
    }
