"""The President in conflict: which acts wait for the acting Chair (R5, R19). Pure.

A President who left the seat counts as in conflict whatever the cause, which is kept nowhere
(C6: standing down needs no reason), and so does one whose own declaration is undecided.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from recruit.access.duties import Facts, Task
from recruit.core.errors import Answer, Gate, Holds, Refused
from recruit.core.words import _, kept


class PresidentialAct(StrEnum):
    """The acts that the tables give the President by that name."""

    OPEN = "open"
    CERTIFY = "certify"
    LENGTHEN = "lengthen"
    CANCEL = "cancel"
    SETTLE = "settle"
    PATH = "path"
    END_DISPUTE = "end_dispute"
    CLOSE = "close"
    ANSWER_COMPLAINT = "answer_complaint"


STRICT: Final = frozenset(
    {PresidentialAct.LENGTHEN, PresidentialAct.CANCEL, PresidentialAct.SETTLE}
)
"""What is done strictly before the round's deadline, and never after it (S3, S7, S15)."""


def in_conflict(*, left_seat: bool, seated: bool, undecided: bool) -> bool:
    """Whether the President counts as in conflict (R5). left_seat: a seat of the panel was this
    person's and ended; seated: one is still; undecided: a declaration of theirs is."""
    return (left_seat and not seated) or undecided


def needs_countersignature(act: PresidentialAct, *, president_in_conflict: bool) -> bool:
    """Whether the acting Chair countersigns (R5): all but opening and certifying, in which
    the President has no choice."""
    return president_in_conflict and act not in (PresidentialAct.OPEN, PresidentialAct.CERTIFY)


@dataclass(frozen=True, slots=True)
class Standing:
    """A request as its gates look at it. in_office: the President who asked is so still.
    same: whoever ends it asked for it. allowed: the state of the procedure has such an act."""

    act: PresidentialAct
    now: datetime
    waits: bool
    in_office: bool
    same: bool
    allowed: bool
    due: datetime | None = None


def _waits(s: Standing) -> Answer:
    return Holds() if s.waits else Refused(_("This was countersigned, refused or taken back."))


def _in_office(s: Standing) -> Answer:
    if s.in_office:
        return Holds()
    return Refused(_("Who asked for it is not the President any more; the President asks anew."))


def _other(s: Standing) -> Answer:
    return Refused(_("Two people are needed; you asked for this yourself.")) if s.same else Holds()


def _in_time(s: Standing) -> Answer:
    if not s.allowed or lost(s.act, s.due, s.now):
        return Refused(_("The time for it has passed; it has no effect any more."))
    return Holds()


def lost(act: PresidentialAct, due: datetime | None, now: datetime) -> bool:
    """Whether what waits can't be done any more, the round's deadline having come."""
    return act in STRICT and due is not None and now >= due


SIGNING: tuple[Gate[Standing], ...] = (
    Gate("R5", "reading R5", _("It waits for a countersignature"), _waits),
    Gate("R5", "reading R5", _("The President who asked is in office"), _in_office),
    Gate("R27", "reading R27", _("Two people, never one in two capacities"), _other),
    Gate("R5", "reading R5", _("The time for it has not passed"), _in_time),
)


@kept
def act_words(act: PresidentialAct) -> str:
    """What the President asks for, in words."""
    return {
        PresidentialAct.LENGTHEN: _("Make the deadline of the round later for all States"),
        PresidentialAct.CANCEL: _("Cancel the round"),
        PresidentialAct.SETTLE: _("Settle an unclear letter"),
        PresidentialAct.PATH: _("Record how the procedure goes on"),
        PresidentialAct.END_DISPUTE: _("End the review of the certificate"),
        PresidentialAct.CLOSE: _("Close the recruitment without result"),
        PresidentialAct.ANSWER_COMPLAINT: _("Answer a candidate's complaint"),
    }[act]


@kept
def waiting_words(act: PresidentialAct) -> str:
    """What becomes of it while it waits, and after its time."""
    if act is PresidentialAct.SETTLE:
        return _(
            "The clock does not stop. Strictly before the deadline it must be countersigned; "
            "unsettled, the letter counts as an objection from then."
        )
    if act in STRICT:
        return _(
            "The clock does not stop. Strictly before the deadline it must be countersigned; "
            "after it the act has no effect."
        )
    return _("Nothing is lost by the wait: the act takes effect at the countersignature.")


def task(row: Any, facts: Facts) -> Task | None:
    """The acting Chair's task of this row now, or None. row: an access.tasks.TaskRow."""
    act = PresidentialAct(row.reference)
    if lost(act, row.until, facts.now):
        return None
    return Task(
        title=_("Countersign or refuse: %(what)s", what=act_words(act)),
        text=_("It takes two people: the President asks for it, you countersign or refuse."),
        para="reading R5",
        endpoint="countersigning.one",
        values={"request_id": row.object_id},
        button=_("Read it"),
        due=row.until,
        weight=1,
    )
