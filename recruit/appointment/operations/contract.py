"""The contract's steps, by the GICHD alone (54(h), T1); the term (T2); the end of the procedure."""

from __future__ import annotations

from datetime import date

from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.rules import GICHD, Capacity, Reader
from recruit.appointment import models
from recruit.appointment.queries import contract as queries
from recruit.appointment.rules import contract as rules
from recruit.appointment.rules.contract import Offer, Step
from recruit.approval import models as approval
from recruit.approval.operations import lost, standing
from recruit.approval.rules.round import Facts, RoundState, state
from recruit.core.errors import Kind, Refusal, Refused, require
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.procedure.rules.days import geneva_day
from recruit.procedure.rules.milestones import Audience, MilestoneKind

NEVER_LEFT_OUT = frozenset({Step.OFFER, Step.ANSWER, Step.SIGNED})


def record_step(
    reader: Reader,
    *,
    step: Step,
    on: date,
    detail: str = "",
    skipped: str = "",
    offer: Offer | None = None,
    accepted: bool = True,
    first_day: date | None = None,
    key: str = "",
) -> str:
    """Record one step of the contract (T1); the receipt.

    on: the day in Geneva. skipped: the reason where it is left out. offer: what the offer
    names (53(g)). accepted: of the answer. first_day: of the term, with the signature.
    """
    with act(reader, Action.CONTRACT_KEEP, key) as a:
        row, facts = standing.under_lock(a)
        a.round_id = ""
        done = queries.steps(a.session.connection(), row.id)
        now = state(facts, a.now)
        require(
            rules.STEPS,
            rules.StepFacts(
                step=step,
                on=on,
                now=a.now,
                approved=now in (RoundState.CERTIFIED, RoundState.DISPUTED),
                stopped=now is RoundState.DISPUTED,
                by_gichd=reader.capacity in GICHD,
                done=tuple(d.done for d in done),
            ),
        )
        if skipped:
            _may_skip(step, skipped)
        elif step is Step.OFFER:
            require(rules.OFFER, offer or Offer(False, False, False))
        kind = step.value
        if step is Step.ANSWER:
            kind = "accepted" if accepted else "declined"
        a.session.add(
            models.Step(
                procedure_id=a.procedure_id,
                round_id=row.id,
                kind=kind,
                on=on,
                detail=detail.strip(),
                skipped_why=skipped.strip(),
                by_grant=reader.grant_id,
                at=a.now,
            )
        )
        a.session.flush()
        _consequences(a, row, facts, kind, first_day)
        a.record(row.id, step=kind, on=on.isoformat(), skipped=skipped)
    return a.receipt


def leave_out(reader: Reader, *, step: Step, on: date, reason: str, key: str = "") -> str:
    """Leave a step out, with a reason (T1); the receipt."""
    if isinstance(answer := rules.check_skip(reason), Refused):
        raise Refusal("T1", "reading T1", answer.reason, kind=Kind.INVALID)
    return record_step(reader, step=step, on=on, skipped=reason.strip(), key=key)


def end_without_contract(
    reader: Reader, *, how: str, on: date, detail: str = "", key: str = ""
) -> str:
    """Record that no contract comes about, before it is signed; the receipt (T1, T3).

    how: 'failed' or 'withdrawn'. on: the day in Geneva. The approval lapses from this
    registration; all States Parties and the Committee's readers are told, without a reason.
    """
    with act(reader, Action.CONTRACT_KEEP, key) as a:
        row, facts = standing.under_lock(a)
        a.round_id = ""
        if how not in queries.OVER:
            raise Refusal("T3", "reading T3", _("Say how it ended."), kind=Kind.INVALID)
        if on > geneva_day(a.now):
            raise Refusal(
                "T1",
                "reading T1",
                _("The day of a step can't be in the future."),
                kind=Kind.INVALID,
            )
        a.session.add(
            models.Step(
                procedure_id=a.procedure_id,
                round_id=row.id,
                kind=how,
                on=on,
                detail=detail.strip(),
                by_grant=reader.grant_id,
                at=a.now,
            )
        )
        a.session.flush()
        _consequences(a, row, facts, how, None)
        a.record(row.id, step=how, on=on.isoformat())
    return a.receipt


def _may_skip(step: Step, reason: str) -> None:
    if step in NEVER_LEFT_OUT:
        raise Refusal(
            "T1",
            "reading T1",
            _("The offer, its answer and the signature can't be left out."),
            kind=Kind.INVALID,
        )


def _consequences(
    a: Act, row: approval.Round, facts: Facts, kind: str, first_day: date | None
) -> None:
    if kind == "accepted":
        a.milestone(MilestoneKind.OFFER_ACCEPTED, Audience.STATES, object_id=row.id)
        notices.tell(a, "appointment.accepted", f"capacity:{Capacity.PRESIDENT}", object_id=row.id)
    elif kind in ("declined", *queries.OVER):
        lost.lapse(a, row, facts)
    elif kind == Step.SIGNED:
        _sign(a, row, first_day)


def _sign(a: Act, row: approval.Round, first_day: date | None) -> None:
    if first_day is None:
        raise Refusal(
            "T2",
            "reading T2",
            _("With the signature the first day of the term is recorded."),
            kind=Kind.INVALID,
        )
    term = rules.first_term(first_day)
    a.session.add(
        models.Contract(
            procedure_id=a.procedure_id,
            round_id=row.id,
            first_day=term.start,
            last_day=term.end,
            at=a.now,
        )
    )
    a.session.add(
        models.Closing(
            procedure_id=a.procedure_id,
            result=True,
            ground="contract",
            by_grant=a.reader.grant_id,
            at=a.now,
        )
    )
    a.session.flush()
    a.milestone(MilestoneKind.CONTRACT_SIGNED, Audience.STATES, object_id=row.id)
    for capacity in (Capacity.PRESIDENT, Capacity.OFFICE, Capacity.CHAIR, Capacity.DELEGATE):
        notices.tell(
            a,
            "appointment.signed",
            f"capacity:{capacity}",
            object_id=row.id,
            sender=Capacity.FOCAL_POINT,
        )
