"""A date that was not kept: what follows it (reading J8). Pure.

Whose fault it was decides. A date that fails for the panel's or a technical reason is set
again, as often as needed. A candidate who did not come gives a reason, and the panel accepts
it or not: once not accepted there is one new date, twice the candidate counts as withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from recruit.core.errors import Answer, Gate, Holds, Kind, Refusal, Refused
from recruit.core.words import _
from recruit.prescreening.rules.rulings import Weight

CITED: Final = "reading J8"
MOST: Final = 2
"""So many dates missed without an accepted reason count as a withdrawal."""


class Cause(StrEnum):
    """Why a date was not kept."""

    CANDIDATE = "candidate"
    PANEL = "panel"
    TECHNICAL = "technical"


@dataclass(frozen=True, slots=True)
class Miss:
    """One date that was not kept. accepted: the panel's decision on a candidate's reason, None
    while there is none. weight: what that decision carries (C10)."""

    cause: Cause
    accepted: bool | None = None
    weight: Weight = Weight.COUNTS

    @property
    def open(self) -> bool:
        """Whether the panel has to decide on the reason, or to decide anew."""
        undecided = self.accepted is None or self.weight is Weight.LOST
        return self.cause is Cause.CANDIDATE and undecided

    @property
    def refused(self) -> bool:
        """Whether the panel did not accept the candidate's reason."""
        return self.cause is Cause.CANDIDATE and self.accepted is False and not self.open


class Follows(StrEnum):
    """What follows the dates that one candidate's interview had in a run."""

    NEW_DATE = "new-date"
    DECISION = "decision"  # the panel decides on the reason first
    MINUTES = "minutes"  # a second time not accepted; the minutes are not confirmed yet
    WITHDRAWN = "withdrawn"  # the Chair records that the candidate counts as withdrawn


def follows(misses: Iterable[Miss]) -> Follows:
    """J8: what follows these dates, of one candidate in one run, in whatever order."""
    found = tuple(misses)
    if any(m.open for m in found):
        return Follows.DECISION
    refused = [m for m in found if m.refused]
    if len(refused) < MOST:
        return Follows.NEW_DATE
    confirmed = all(m.weight is Weight.COUNTS for m in refused)
    return Follows.WITHDRAWN if confirmed else Follows.MINUTES


def last_date(misses: Iterable[Miss]) -> bool:
    """Whether the date now set is the one new date: another miss may count as withdrawal."""
    found = tuple(misses)
    return follows(found) is Follows.NEW_DATE and any(m.refused for m in found)


def why_no_date(found: Follows) -> str:
    """What GICHD is told where no new date may be set now; '' where one may.

    One sentence, so that it does not say what the panel decided (R16).
    """
    return "" if found is Follows.NEW_DATE else _("The panel's word comes first.")


def check_new_date(misses: Iterable[Miss], reference: str) -> None:
    """Refuse a new date while J8 gives none. Raises Refusal."""
    why = why_no_date(follows(misses))
    if why:
        raise Refusal(
            "J8",
            CITED,
            _("%(ref)s gets no new date now: %(why)s", ref=reference, why=why),
            kind=Kind.CONFLICT,
        )


@dataclass(frozen=True, slots=True)
class Failing:
    """The facts on which the Chair records that a date was not kept.

    starts_at: of the slot in force, None where there is none. invited: the candidate was
    written to; declined: asked for another time before.
    """

    now: datetime
    cause: Cause
    reason: str
    starts_at: datetime | None
    invited: bool
    declined: bool
    withdrawn: bool
    started: bool


def _time_has_come(f: Failing) -> Answer:
    if f.cause is not Cause.CANDIDATE or f.starts_at is None or f.now >= f.starts_at:
        return Holds()
    return Refused(_("Nobody misses an interview before its time."))


def _was_asked_to_come(f: Failing) -> Answer:
    if f.cause is not Cause.CANDIDATE:
        return Holds()
    if not f.invited:
        return Refused(_("The candidate was not invited to this date."))
    if f.declined:
        return Refused(_("The candidate asked for another time before; set a new slot."))
    return Holds()


RECORDING: list[Gate[Failing]] = [
    Gate(
        "J8",
        CITED,
        _("There is a date in force"),
        lambda f: (
            Holds()
            if f.starts_at is not None
            else Refused(_("Nobody is invited to this slot, or it was moved."))
        ),
    ),
    Gate(
        "R25",
        "reading R25",
        _("The candidate has not withdrawn"),
        lambda f: Refused(_("The candidate has withdrawn.")) if f.withdrawn else Holds(),
    ),
    Gate(
        "J12",
        "reading J12",
        _("The interview has not started"),
        lambda f: (
            Refused(
                _("This interview has started; what broke in is recorded with its course (J12).")
            )
            if f.started
            else Holds()
        ),
    ),
    Gate("J8", CITED, _("The candidate was asked to come"), _was_asked_to_come),
    Gate("J8", CITED, _("Its time has come"), _time_has_come),
    Gate(
        "J8",
        CITED,
        _("What happened is said"),
        lambda f: (
            Holds()
            if f.reason.strip()
            else Refused(_("Say what happened, or which reason was given."))
        ),
    ),
]
"""What it needs to record that a date was not kept."""


def check_decision(miss: Miss) -> None:
    """Refuse a decision on what nobody is at fault for, and a second one. Raises Refusal."""
    if miss.cause is not Cause.CANDIDATE:
        raise Refusal("J8", CITED, _("This date failed through nobody's fault."))
    if not miss.open:
        raise Refusal("R24", "reading R24", _("The panel has decided on this reason before."))


COUNTING: list[Gate[Follows]] = [
    Gate(
        "J8",
        CITED,
        _("Two dates were missed without a reason that the panel accepted"),
        lambda f: (
            Holds()
            if f in (Follows.WITHDRAWN, Follows.MINUTES)
            else Refused(_("One new date comes first."))
            if f is Follows.NEW_DATE
            else Refused(_("The panel decides on the reason first."))
        ),
    ),
    Gate(
        "C10",
        "reading C10",
        _("The minutes of the decisions are confirmed"),
        lambda f: (
            Refused(_("The minutes of the panel's decision are not confirmed yet."))
            if f is Follows.MINUTES
            else Holds()
        ),
    ),
]
"""What it needs to record that a candidate counts as withdrawn."""


def cause_words(cause: Cause) -> str:
    """Why a date was not kept, in words."""
    return {
        Cause.CANDIDATE: _("the candidate did not come"),
        Cause.PANEL: _("for a reason of the panel"),
        Cause.TECHNICAL: _("for a technical reason"),
    }[cause]


def decision_words(miss: Miss) -> str:
    """How a date that was not kept stands, in words."""
    if miss.cause is not Cause.CANDIDATE:
        return _("nobody's fault")
    if miss.open:
        return _("the panel decides on the reason")
    said = _("reason accepted") if miss.accepted else _("reason not accepted")
    if miss.weight is Weight.WAITS:
        return _("%(said)s; waits for the minutes", said=said)
    if miss.weight is Weight.TO_THE_VOTE:
        return _("%(said)s; a member dissents, and it goes to the vote", said=said)
    return said
