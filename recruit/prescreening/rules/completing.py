"""What GICHD asks a candidate for after the close (readings A11, A12). Pure.

Before the close the latest complete submission counts, so that nothing is asked. After it
only what was asked for is taken, within five working days, for all alike: a missing page, or
a translation, asked for once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from recruit.core.errors import Answer, Gate, Holds, Kind, Refusal, Refused
from recruit.core.words import _

WORKING_DAYS = 5


class Asked(StrEnum):
    """What can be asked for."""

    PAGE = "page"
    TRANSLATION = "translation"


def asked_words(kind: str) -> str:
    """What was asked for, in words."""
    return {
        Asked.PAGE: _("a missing page"),
        Asked.TRANSLATION: _("the candidate's own translation"),
    }[Asked(kind)]


@dataclass(frozen=True, slots=True)
class Completion:
    """One thing asked for. due_at: the end of the fifth working day, in UTC."""

    kind: str
    what: str
    asked_at: datetime
    due_at: datetime
    received_at: datetime | None = None

    def waits(self, now: datetime) -> bool:
        """Whether the candidate may still send it: neither come nor lapsed."""
        return self.received_at is None and now < self.due_at


@dataclass(frozen=True, slots=True)
class Asking:
    """The facts on which something is asked for. screened: in time or admitted, and not
    withdrawn. before: what was asked on this file so far."""

    now: datetime
    closes_at: datetime | None
    screened: bool
    circulated: bool
    kind: str
    what: str
    before: Sequence[Completion] = ()


def _closed(f: Asking) -> Answer:
    if f.closes_at is not None and f.now >= f.closes_at:
        return Holds()
    return Refused(
        _("The vacancy is still open: until its close the latest complete submission counts.")
    )


def _once(f: Asking) -> Answer:
    if any(c.waits(f.now) for c in f.before):
        return Refused(_("The candidate was asked already, and may still answer."))
    if any(c.kind == f.kind and c.what.casefold() == f.what.casefold() for c in f.before):
        return Refused(_("The candidate was asked for this once; it is not asked again."))
    return Holds()


ASKING: list[Gate[Asking]] = [
    Gate("A11", "para. 54(a), reading A11", "The vacancy is closed", _closed),
    Gate(
        "A11",
        "reading A11",
        "The application is screened",
        lambda f: (
            Holds() if f.screened else Refused(_("This application is not screened, or withdrawn."))
        ),
    ),
    Gate(
        "A11",
        "para. 54(b), reading A11",
        "No list was circulated yet",
        lambda f: (
            Refused(_("The list is circulated: the screening is over."))
            if f.circulated
            else Holds()
        ),
    ),
    Gate("A12", "reading A12", "It is asked for once", _once),
]


def ask(kind: str, what: str) -> None:
    """Raise Refusal (kind INVALID) where what is asked for is not said, or is no such thing."""
    if kind not in set(Asked) or not what.strip():
        raise Refusal(
            "A11",
            "reading A11",
            _("Say what is missing: which page of which document, or which certificate."),
            kind=Kind.INVALID,
        )


def receive(asked: Completion, received_at: datetime, evidence: str, now: datetime) -> None:
    """What came in answer is taken where it was received in time (A11). Raises Refusal."""
    if asked.received_at is not None:
        raise Refusal("A11", "reading A11", _("What was asked for is filed already."))
    if received_at > now or received_at < asked.asked_at:
        raise Refusal(
            "A11",
            "reading A11",
            _("It was received after it was asked for, and not in the future."),
            kind=Kind.INVALID,
        )
    if not evidence.strip():
        raise Refusal(
            "A1",
            "reading A1",
            _("Say what shows the time of receipt, for example the topmost Received line."),
            kind=Kind.INVALID,
        )
    if received_at >= asked.due_at:
        raise Refusal(
            "A11",
            "reading A11",
            _("It came after the five working days, which hold for all alike."),
        )


def _none_waits(waiting: bool) -> Answer:
    if waiting:
        return Refused(
            _("The candidate was asked for something and may still send it: nothing is locked yet.")
        )
    return Holds()


LOCKING: list[Gate[bool]] = [
    Gate("A12", "readings A11, A12", "Nothing that was asked for may still come", _none_waits),
]
"""What a lock waits for, so that nothing is counted against a candidate who may answer."""
