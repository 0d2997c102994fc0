"""Requests, complaints and claimed failures: whose they are, by when (D4, D8, D9, W16).

None of them suspends anything.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from recruit.access.rules import Capacity
from recruit.core.errors import Gate, Holds, Refused
from recruit.core.words import _, kept
from recruit.procedure.rules.days import duty_due


class MatterKind(StrEnum):
    """What it is."""

    OWN_DATA = "own-data"
    STATE_REQUEST = "state-request"
    COMPLAINT_SCREENING = "complaint-screening"
    COMPLAINT_JUDGEMENT = "complaint-judgement"
    COMPLAINT_OTHER = "complaint-other"
    FAILURE = "failure"


COMPLAINTS = frozenset(
    {
        MatterKind.COMPLAINT_SCREENING,
        MatterKind.COMPLAINT_JUDGEMENT,
        MatterKind.COMPLAINT_OTHER,
    }
)
_C, _K = Capacity, MatterKind
REGISTERS: dict[Capacity, tuple[MatterKind, ...]] = {
    _C.FOCAL_POINT: (
        _K.OWN_DATA,
        _K.COMPLAINT_SCREENING,
        _K.COMPLAINT_JUDGEMENT,
        _K.COMPLAINT_OTHER,
        _K.FAILURE,
    ),
    _C.STAFF: (
        _K.OWN_DATA,
        _K.COMPLAINT_SCREENING,
        _K.COMPLAINT_JUDGEMENT,
        _K.COMPLAINT_OTHER,
        _K.FAILURE,
    ),
    _C.OFFICE: (_K.STATE_REQUEST, _K.FAILURE),
    _C.PRESIDENT: (_K.COMPLAINT_OTHER,),
    _C.CHAIR: (_K.COMPLAINT_JUDGEMENT, _K.FAILURE),
}
"""What each capacity registers: candidates write to the vacancy's address (R25), States to the
office (R22), and what comes by the Chair's own reply links is the Chair's."""

_ANSWERER = {
    _K.OWN_DATA: _C.FOCAL_POINT,
    _K.STATE_REQUEST: _C.OFFICE,
    _K.COMPLAINT_SCREENING: _C.FOCAL_POINT,
    _K.COMPLAINT_JUDGEMENT: _C.CHAIR,
    _K.COMPLAINT_OTHER: _C.PRESIDENT,
}
ANSWERERS = (_C.FOCAL_POINT, _C.OFFICE, _C.PRESIDENT, _C.CHAIR)
"""Whose they can be to answer."""
DAYS_OF_DATA = 30
"""Calendar days from receipt to the answer of a request for own data (D4)."""
ACKNOWLEDGED = 5
"""Working days from receipt to the acknowledgement of a complaint (D9)."""
ANSWERED = 10
"""Working days from receipt to the answer on a technical failure (W16)."""


def answerer(kind: MatterKind, registered_by: Capacity) -> Capacity:
    """Who answers, and reads it with those who work for them. A failure stays with the side
    that was written to."""
    if kind is MatterKind.FAILURE:
        return _C.FOCAL_POINT if registered_by is _C.STAFF else registered_by
    return _ANSWERER[kind]


def reads_of(capacity: Capacity) -> Capacity:
    """Whose matters this capacity reads."""
    return _C.FOCAL_POINT if capacity is _C.STAFF else capacity


def acknowledge_by(
    kind: MatterKind, received: datetime, holidays: Container[date]
) -> datetime | None:
    """Until when a complaint is acknowledged; None for what needs none."""
    return duty_due(received, ACKNOWLEDGED, holidays) if kind in COMPLAINTS else None


def answer_by(kind: MatterKind, received: datetime, holidays: Container[date]) -> datetime | None:
    """Until when it is answered; None where the rules set no day."""
    if kind is MatterKind.OWN_DATA:
        return received + timedelta(days=DAYS_OF_DATA)
    if kind is MatterKind.FAILURE:
        return duty_due(received, ANSWERED, holidays)
    return None


@dataclass(frozen=True, slots=True)
class Answering:
    """What the gates of an answer look at."""

    kind: MatterKind
    acknowledged: bool
    answered: bool
    text: str
    compared: str


def _open(a: Answering) -> Holds | Refused:
    return Refused(_("It is answered already.")) if a.answered else Holds()


def _acknowledged(a: Answering) -> Holds | Refused:
    if a.kind in COMPLAINTS and not a.acknowledged:
        return Refused(_("A complaint is acknowledged first."))
    return Holds()


def _in_writing(a: Answering) -> Holds | Refused:
    return Holds() if a.text.strip() else Refused(_("Write the answer with its reasons."))


def _compared(a: Answering) -> Holds | Refused:
    if a.kind is MatterKind.FAILURE and not a.compared.strip():
        return Refused(_("Say what the server's own record shows for that time."))
    return Holds()


ANSWER: tuple[Gate[Answering], ...] = (
    Gate("D9", "reading D9", _("It is not answered yet"), _open),
    Gate("D9", "reading D9", _("A complaint is acknowledged"), _acknowledged),
    Gate("D9", "reading D9", _("The answer is in writing, with its reasons"), _in_writing),
    Gate("W16", "reading W16", _("A claimed failure is compared with the record"), _compared),
)


@kept
def refusal_words() -> str:
    """The answer to a State that asks for list, report or number of applicants (D8)."""
    return _(
        "The request is registered and refused. Under paragraph 53(f) of the decision the report "
        "of the selection panel goes to the Coordination Committee after the designation, and to "
        "nobody before; no list, name or number of applicants is given to States Parties."
    )


@kept
def matter_words(kind: MatterKind) -> str:
    """What it is, in words."""
    return {
        MatterKind.OWN_DATA: _("A candidate asks for their own data"),
        MatterKind.STATE_REQUEST: _("A State asks for list, report or number of applicants"),
        MatterKind.COMPLAINT_SCREENING: _("A candidate complains about the screening"),
        MatterKind.COMPLAINT_JUDGEMENT: _("A candidate complains about the panel's judgement"),
        MatterKind.COMPLAINT_OTHER: _("A candidate complains about the procedure"),
        MatterKind.FAILURE: _("Somebody claims a technical failure"),
    }[kind]
