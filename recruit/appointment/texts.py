"""The letters to candidates who are not appointed (D5): in English, the applications' own
language (A12). None says who else applied, how many, or why."""

from __future__ import annotations

from typing import Any

from recruit.appointment.rules.letters import SENDER, Letter

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
    Letter.WITHOUT_PLACE: (
        "Your application was received. It was not among those that were put before the selection "
        "panel, and it is not taken further."
    ),
    Letter.NOT_SHORTLISTED: (
        "Your application was before the selection panel. The panel has invited other candidates "
        "to interviews, and your application is not taken further."
    ),
    Letter.NOT_INTERVIEWED: (
        "You were invited to an interview, and no interview was held. The States Parties have "
        "approved the appointment of another candidate, and your application is not taken further."
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
_NO_RESULT = {
    Letter.NOT_SHORTLISTED: (
        "The recruitment was closed without an appointment. Your application is not taken further."
    ),
    Letter.NOT_INTERVIEWED: (
        "You were invited to an interview. The recruitment was closed without an appointment, and "
        "your application is not taken further."
    ),
    Letter.INTERVIEWED: (
        "Thank you for the interview. The recruitment was closed without an appointment. The panel "
        "thanks you for the time and the thought that you gave to it."
    ),
    Letter.RESERVE: (
        "Thank you for the interview. The recruitment was closed without an appointment. The panel "
        "had found you recommendable and thanks you for having been available."
    ),
}
"""What is said instead where the recruitment ended without a result (R26)."""
_SIGNED = {
    "gichd": "Geneva International Centre for Humanitarian Demining",
    "chair": "The Chair of the selection panel",
}


def paragraphs(letter: Letter, name: str, reference: str, *, no_result: bool = False) -> list[str]:
    """The letter's text for one candidate. no_result: closed without an appointment before
    the letter's own time came."""
    greeting = f"Dear {name}," if name else "Dear candidate,"
    words = _NO_RESULT.get(letter, _WORDS[letter]) if no_result else _WORDS[letter]
    return [greeting, f"{_THANKS} Its reference is {reference}.", words, _RIGHTS]


def body(letter: Letter, name: str, reference: str, *, no_result: bool = False) -> dict[str, Any]:
    """The letter as the body of its mail."""
    return {
        "subject": _SUBJECT,
        "paragraphs": paragraphs(letter, name, reference, no_result=no_result),
        "closing": _SIGNED[SENDER[letter]],
    }
