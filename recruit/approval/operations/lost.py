"""A candidate who is no longer available, from the deadline of a round on (T3).

Before a round, or after one that ended without approval, the panel names another; during a
round the President cancels it (S15). What is recorded here names no reason to anybody.
"""

from __future__ import annotations

from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.rules import Capacity, Reader
from recruit.approval import letters, models
from recruit.approval.operations import standing
from recruit.approval.operations.rounds import hold
from recruit.approval.queries import rounds
from recruit.approval.rules.after import check_lapse, check_without_object
from recruit.core import keys
from recruit.notices import operations as notices
from recruit.procedure.rules.milestones import Audience, MilestoneKind, current_run


def without_object(reader: Reader, *, key: str = "") -> str:
    """The President records that the round is without object; all States are told (T3).

    From the second after the deadline, in place of the certificate, where the candidate's
    withdrawal is registered. The panel then goes on as before a round. Raises Refusal
    where silence was broken in time, and where nothing is registered of the candidate.
    """
    with act(reader, Action.ROUND_WITHOUT_OBJECT, key) as a:
        row, facts = standing.under_lock(a)
        if standing.note_break(a, row):
            a.record(row.id, outcome="broken")
            return ""
        view = rounds.one(a.session.connection(), row.id)
        lost = view is not None and view.lost
        hold("T3", check_without_object(facts, lost, a.now))
        row.without_object_at = row.ended_at = a.now
        a.session.add(row)
        a.session.flush()
        run = current_run(a.milestones)
        a.milestone(MilestoneKind.PATH_RECORDED, Audience.STATES, object_id=row.id, run=run)
        told = letters.mail(letters.without_object(row.reference, a.now))
        standing.tell_states(a, "approval.without_object", row.id, told)
        standing.tell_inside(a, "approval.without_object", row.id)
        a.record(row.id, outcome="without object")
    return a.receipt


def lapse(a: Act, row: models.Round, facts: rounds.Facts) -> None:
    """The approval lapses for that person, from this registration (T3); a writing function.

    All States Parties and the Committee's readers are told in writing, without a reason.
    Raises Refusal where no approval stands, and once the contract is signed.
    """
    hold("T3", check_lapse(facts, a.now))
    a.milestone(MilestoneKind.LAPSED, Audience.STATES, object_id=row.id, number=row.number)
    told = letters.mail(letters.lapsed(row.reference, a.now))
    standing.tell_states(a, "approval.lapsed", row.id, told)
    standing.tell_inside(a, "approval.lapsed", row.id)
    notices.tell(
        a,
        "approval.lapsed",
        f"capacity:{Capacity.COMMITTEE}",
        object_id=row.id,
        sender=Capacity.OFFICE,
        body=told,
        key_id=keys.procedure_key(a.procedure_id),
    )


def left(a: Act, candidate_id: str) -> None:
    """A withdrawal was registered: where it is the approved candidate's, the approval lapses."""
    view = rounds.current(a.session.connection(), a.procedure_id)
    if view is None or view.candidate_id != candidate_id:
        return
    if not check_lapse(view.facts, view.present(a.now)):
        return
    named = a.round_id
    row, facts = standing.under_lock(a, view.id)
    a.round_id = named
    if check_lapse(facts, a.now):
        lapse(a, row, facts)
