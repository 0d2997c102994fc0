"""The outcome published (S18), and a procedure closed without result (R26)."""

from __future__ import annotations

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.rules import Capacity, Reader
from recruit.appointment import models
from recruit.appointment.queries import contract as queries
from recruit.approval import letters
from recruit.approval.operations import standing
from recruit.approval.queries import rounds
from recruit.approval.rules.after import ClosingFacts, Ground, check_closing
from recruit.approval.rules.round import RoundState
from recruit.core import ids, keys, vault
from recruit.core.errors import Refusal, Refused
from recruit.core.words import _
from recruit.countersigning import operations as countersigning
from recruit.countersigning.kinds import Asked
from recruit.countersigning.rules import PresidentialAct
from recruit.notices import operations as notices
from recruit.procedure.rules.milestones import Audience, MilestoneKind
from recruit.report.operations import finding

GROUNDS = {
    finding.NO_SUITABLE: Ground.NO_SUITABLE,
    "none-recommendable": Ground.NONE_RECOMMENDABLE,
    "no-three-votes": Ground.NO_THREE_VOTES,
}
"""What a finding of the panel is as a ground for closing (R26)."""


def publish(reader: Reader, *, key: str = "") -> str:
    """Publish name and position, after approval and acceptance of the offer (S18).

    The start date shows beside them once the contract is signed. Nothing else is published.
    """
    with act(reader, Action.OUTCOME_PUBLISH, key) as a:
        view = rounds.current(a.session.connection(), a.procedure_id)
        standing_now = view.state(a.now) if view else None
        if view is None or standing_now is not RoundState.CERTIFIED:
            raise Refusal(
                "S18",
                "reading S18",
                _("The outcome is published once the approval stands and is not under review."),
            )
        done = queries.steps(a.session.connection(), view.id)
        if not any(step.kind == "accepted" for step in done):
            raise Refusal(
                "S18",
                "reading S18",
                _("The outcome is published once the offer is accepted."),
                todo=_("The GICHD records the answer to the offer."),
            )
        if a.session.exec(
            select(models.Publication).where(models.Publication.round_id == view.id)
        ).first():
            raise Refusal("S18", "reading S18", _("The outcome is published already."))
        held = rounds.content(view)
        if held is None:
            raise Refusal("S18", "reading S18", _("The proposal can't be read now."))
        publication_id = ids.new()
        a.session.add(
            models.Publication(
                id=publication_id,
                procedure_id=a.procedure_id,
                round_id=view.id,
                sealed=vault.seal(
                    keys.procedure_key(a.procedure_id),
                    {"name": held.name, "position": queries.POSITION},
                    "appointment_publication",
                    publication_id,
                ),
                at=a.now,
            )
        )
        a.session.flush()
        a.milestone(MilestoneKind.OUTCOME_PUBLISHED, Audience.PUBLIC, object_id=publication_id)
        a.record(publication_id, round=view.id)
    return a.receipt


def close_without_result(reader: Reader, *, ground: Ground, reason: str, key: str = "") -> str:
    """The President records that the procedure ends without a designation (R26); the receipt.

    The panel's findings come with a hand-over; a referral is the path recorded (S12). Of a
    President in conflict it waits for the acting Chair (R5).
    """
    with act(reader, Action.CLOSE, key) as a:
        _may_close(a, ground, reason)
        asked = {"ground": ground.value, "reason": reason}
        key_id = keys.procedure_key(a.procedure_id)
        if not countersigning.waits(a, PresidentialAct.CLOSE, a.procedure_id, asked, key_id=key_id):
            _close(a, ground, reason, reader.grant_id)
    return a.receipt


def closed_now(a: Act, asked: Asked) -> None:
    """Close as it was countersigned, the gates asked again; a writing function."""
    ground, reason = Ground(asked.values["ground"]), asked.values["reason"]
    _may_close(a, ground, reason)
    _close(a, ground, reason, asked.by_grant)


def _may_close(a: Act, ground: Ground, reason: str) -> None:
    last = rounds.current(a.session.connection(), a.procedure_id)
    closed = a.session.exec(
        select(models.Closing).where(models.Closing.procedure_id == a.procedure_id)
    ).first()
    given = finding.given(a.session.connection(), a.procedure_id)
    answer = check_closing(
        ClosingFacts(
            ground=ground,
            reason=reason,
            now=a.now,
            finding=GROUNDS[given[0]] if given else None,
            reopened=given is not None
            and any(m.kind is MilestoneKind.NEW_RUN and m.at >= given[1] for m in a.milestones),
            last=last.previous if last else None,
            closed=closed is not None,
        )
    )
    if isinstance(answer, Refused):
        raise Refusal("R26", "reading R26", answer.reason)


def _close(a: Act, ground: Ground, reason: str, by_grant: str) -> None:
    last = rounds.current(a.session.connection(), a.procedure_id)
    closing = models.Closing(
        procedure_id=a.procedure_id,
        result=False,
        ground=ground,
        reason=reason,
        by_grant=by_grant,
        at=a.now,
    )
    a.session.add(closing)
    a.session.flush()
    a.milestone(MilestoneKind.CLOSED_WITHOUT_RESULT, Audience.STATES, object_id=closing.id)
    reference = last.reference if last else "ISU-DIR"
    told = letters.closed_without_result(reference, a.now, reason)
    standing.tell_states(a, "appointment.closed", closing.id, letters.mail(told))
    standing.tell_inside(a, "appointment.closed", closing.id)
    notices.tell(a, "appointment.closed", f"capacity:{Capacity.COMMITTEE}", object_id=closing.id)
    a.record(closing.id, ground=ground, reason=reason)
