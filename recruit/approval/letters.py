"""The letters of the silence procedure (S17), as they leave the house.

English is the authentic text of every letter and is said to be so on each; so nothing here
goes through the reader's language. A letter is a plain dictionary, kept sealed: sender,
addressee, reference, date_text, subject, paragraphs, closing. No subject holds a name.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from recruit.core import times

DECISION = "CCM/MSP/2022/12"
SENDER = "From the President of the Meeting of States Parties"
ADDRESSEE = "To all States Parties to the Convention on Cluster Munitions"
SIGNED = (
    "Accept, Excellencies, the assurances of my highest consideration.",
    "The President of the Meeting of States Parties",
)
AUTHENTIC = "The English text of this letter is the authentic one; any other is a courtesy."
ADDRESS = "silence@presidency.example"


def both(at: datetime) -> str:
    """A deadline as a letter says it: Geneva with its offset to the second, then UTC (W19)."""
    return f"{times.moment(at, seconds=True)}, {at.astimezone(UTC):%H:%M:%S} UTC"


def introduction(name: str, biography: str) -> list[str]:
    """The first paragraphs as drafted: the decision recalled, the panel, name and biography."""
    return [
        "I have the honour to refer to paragraphs 53 and 54 of the final report of the Tenth "
        f"Meeting of States Parties ({DECISION}), by which the Meeting adopted the selection "
        "procedure and the calendar for the recruitment of the Director of the Implementation "
        "Support Unit.",
        "The selection panel established by paragraph 53 has interviewed candidates and has "
        "recommended one candidate for appointment.",
        "In accordance with paragraph 53(f), I propose for the approval of the States Parties, "
        f"by written silence procedure, the appointment of {name} as Director.",
        biography,
    ]


def _fixed(deadline: datetime, address: str) -> list[str]:
    return [
        "A State Party that does not agree to the proposal is requested to say so in writing no "
        f"later than {both(deadline)}.",
        "Silence is broken through the application, by an accredited delegate, or by note "
        "verbale, by signed letter or by mail from the mission's registered address to "
        f"{address}. What counts is receipt. Reasons may be given and are not required. An "
        "amendment or a condition breaks silence; a question, a request for more time or a "
        "statement of support does not.",
        "A State Party that keeps silence agrees. If no State Party has broken silence by that "
        "time, the proposal is approved as of the deadline. If one has, the proposal is not "
        "approved, and all States Parties will be told so in writing.",
    ]


def letter(
    reference: str, at: datetime, subject: str, paragraphs: list[str], checkpoint: str = ""
) -> dict[str, Any]:
    """A letter with its head and end; at is the day it bears. checkpoint: of the record."""
    closing = [*SIGNED, AUTHENTIC]
    if checkpoint:
        closing.append(f"Checkpoint of the record: {checkpoint}")
    return {
        "sender": SENDER,
        "addressee": ADDRESSEE,
        "reference": reference,
        "date_text": times.day(times.geneva_date(at)),
        "subject": subject,
        "paragraphs": paragraphs,
        "closing": closing,
    }


def mail(of: dict[str, Any], path: str = "") -> dict[str, Any]:
    """The letter as the body of a broadcast; path: the page for who has an account."""
    numbered = [f"{n}. {text}" for n, text in enumerate(of["paragraphs"], start=1)]
    head = f"{of['sender']}\n{of['addressee']}\n{of['reference']}, {of['date_text']}"
    return {
        "subject": f"{of['subject']} ({of['reference']})",
        "paragraphs": [head, *numbered, *of["closing"][:-1]],
        "closing": of["closing"][-1],
        "path": path,
    }


def proposal(
    reference: str,
    at: datetime,
    paragraphs: list[str],
    *,
    deadline: datetime,
    address: str,
    checkpoint: str = "",
    key: str = "",
) -> dict[str, Any]:
    """The letter that opens a round: as drafted, then what S17 asks of every such letter.

    key: the 44 letters of the key by which receipts and checkpoints are verified.
    """
    written = letter(
        reference,
        at,
        "Proposal of a Director of the Implementation Support Unit for approval by written "
        "silence procedure",
        [*paragraphs, *_fixed(deadline, address)],
        checkpoint,
    )
    if key:
        written["closing"].append(f"Receipts are verified with the key: {key}")
    return written


def broken(reference: str, at: datetime, checkpoint: str = "") -> dict[str, Any]:
    """Silence was broken (S10): no State is named. Written when the round opens."""
    return letter(
        reference,
        at,
        "Silence was broken; the proposal is not approved",
        [
            f"I refer to my letter {reference}, by which I proposed the appointment of a "
            "Director of the Implementation Support Unit for approval by written silence "
            f"procedure in accordance with paragraph 53(f) of {DECISION}.",
            "Silence was broken in writing within the time set. The proposal is not approved.",
            "How the procedure goes on will be told to all States Parties. Nobody is appointed "
            "without the approval of the States Parties.",
        ],
        checkpoint,
    )


def lengthened(reference: str, at: datetime, deadline: datetime, reason: str) -> dict[str, Any]:
    """The deadline was made later, for all States at once (S3)."""
    return letter(
        reference,
        at,
        "The deadline of the written silence procedure was extended",
        [
            f"The deadline of the written silence procedure on my letter {reference} was "
            f"extended for all States Parties. It is now {both(deadline)}.",
            f"The reason is: {reason}",
            "What a State Party has sent stays recorded. A State Party that keeps silence agrees.",
        ],
    )


def cancelled(reference: str, at: datetime, reason: str) -> dict[str, Any]:
    """The round was cancelled and has no effect (S15)."""
    return letter(
        reference,
        at,
        "The written silence procedure was cancelled",
        [
            f"The written silence procedure on my letter {reference} was cancelled before its "
            "deadline. It has no effect: the proposal is neither approved nor rejected.",
            f"The reason is: {reason}",
        ],
    )


def approved(reference: str, at: datetime, deadline: datetime, checkpoint: str) -> dict[str, Any]:
    """The proposal is approved, as of the deadline (S13)."""
    return letter(
        reference,
        at,
        "The proposal is approved",
        [
            f"No State Party broke silence on my letter {reference} by {both(deadline)}.",
            "In accordance with paragraph 53(f), the proposal is approved by the States Parties "
            "as of that time.",
        ],
        checkpoint,
    )


def disputed(reference: str, at: datetime) -> dict[str, Any]:
    """A letter surfaced after the certificate, which is under review (S14)."""
    return letter(
        reference,
        at,
        "The certificate of approval is under review",
        [
            f"After the approval of the proposal in my letter {reference} was certified, a "
            "letter was registered that may have been received in time. The certificate is "
            "under review.",
            "All States Parties will be told how the review ends.",
        ],
    )


def dispute_ended(reference: str, at: datetime, annulled: bool) -> dict[str, Any]:
    """How the review of the certificate ended (S14)."""
    end = (
        "The certificate is annulled: silence was broken within the time set, and the proposal "
        "is not approved."
        if annulled
        else "The certificate stands: no letter that breaks silence was received in time."
    )
    return letter(
        reference,
        at,
        "The review of the certificate has ended",
        [f"The review of the certificate on my letter {reference} has ended.", end],
    )


def unclear(
    reference: str, at: datetime, receipt: str, deadline: datetime, question: str
) -> dict[str, Any]:
    """The President asks one State what its letter means (S7)."""
    return letter(
        reference,
        at,
        "A question on your letter",
        [
            f"Your letter, recorded under {receipt}, concerns my letter {reference}. It is not "
            "clear to me how it is meant.",
            question,
            f"Unless it is settled before {both(deadline)}, it counts as an objection from then.",
        ],
    )


def reasons(reference: str, at: datetime, annulled: bool, reason: str) -> dict[str, Any]:
    """Why the review ended as it did: to the State concerned alone (S14)."""
    end = "was received in time" if annulled else "is not taken as received in time"
    return letter(
        reference,
        at,
        "The review of the certificate: the reasons",
        [f"Your letter on my letter {reference} {end}.", f"The reason is: {reason}"],
    )


def after_signature(reference: str, at: datetime) -> dict[str, Any]:
    """A timely letter that surfaced once the contract was signed (S14): nothing is annulled."""
    return letter(
        reference,
        at,
        "A letter was registered after the contract was signed",
        [
            f"After the contract that follows from my letter {reference} was signed, a letter "
            "was registered that was received in time and would have broken silence.",
            "It is recorded. I shall put the matter to the Meeting of States Parties.",
        ],
    )


def lapsed(reference: str, at: datetime) -> dict[str, Any]:
    """The approval lapsed for that person (T3): without a reason."""
    return letter(
        reference,
        at,
        "The approval has lapsed",
        [
            f"The approval of the proposal in my letter {reference} has lapsed. No appointment "
            "follows from it.",
        ],
    )


def closed_without_result(reference: str, at: datetime, reason: str) -> dict[str, Any]:
    """The recruitment ends without a designation (R26)."""
    return letter(
        reference,
        at,
        "The recruitment is closed without result",
        ["The recruitment of a Director is closed without a designation.", reason],
    )
