"""How a seat is left and how it passes (53(b); C7, C8, R6, R19, R23)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select

from recruit.access import operations as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.models import Grant
from recruit.access.rules import Capacity, Reader
from recruit.accounts.operations import tell_ended, tell_granted
from recruit.core import db, ids, keys, vault
from recruit.core.errors import Kind, Refusal, Refused
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.panel import models
from recruit.panel.operations import election
from recruit.panel.queries import composition as composed
from recruit.panel.queries import seats as queries
from recruit.panel.rules import balance, replacement
from recruit.procedure.rules.days import duty_due, quiet_days
from recruit.procedure.rules.milestones import (
    Audience,
    Milestone,
    MilestoneKind,
    current_run,
)


def take_chair(a: Act, person_id: str, *, state_id: str | None = None) -> str:
    """Give a person the chair, when nobody has it; the grant that exercises it (R19).

    A writing function, for the act that names the President and for the constitution.
    """
    living = access.living(a, Capacity.CHAIR)
    if living:
        return living[0].id
    grant = access.give(a, person_id=person_id, capacity=Capacity.CHAIR, state_id=state_id or None)
    tell_granted(a, grant)
    return grant.id


def interviews_begun(milestones: list[Milestone]) -> bool:
    """Whether the first interview of the present run has started (C8)."""
    run = current_run(milestones)
    return any(m.kind is MilestoneKind.INTERVIEWS_BEGUN and m.run == run for m in milestones)


def vacate(a: Act, grant: Grant, how: str) -> models.Passing:
    """End a member's seat from this moment; the holder becomes former member (P53b-3, R20).

    A writing function. how: names the act, never the cause. The chair, where it was this
    person's, is vacant until those seated elect (R19). Below four once the interviews have
    begun the stage begins a new run (C8).
    """
    access.end(a, grant, how)
    tell_ended(a, grant)
    former = access.give(
        a,
        person_id=grant.person_id,
        capacity=Capacity.FORMER_MEMBER,
        state_id=grant.state_id,
    )
    tell_granted(a, former)
    passing = models.Passing(
        procedure_id=a.procedure_id, seat=grant.seat, from_grant=grant.id, at=a.now
    )
    a.session.add(passing)
    a.session.flush()
    election.chair_left(a, grant.person_id)
    notices.tell(a, "panel.seat_vacant", "panel", object_id=str(grant.seat))
    living = len(access.living(a, Capacity.MEMBER))
    if interviews_begun(a.milestones) and not replacement.goes_on(living):
        a.milestone(MilestoneKind.NEW_RUN, Audience.PANEL, run=current_run(a.milestones) + 1)
        notices.tell(a, "panel.new_run", "panel")
    return passing


def stand_down(reader: Reader, *, key: str = "") -> str:
    """A member stands down, without a reason (C6, R23); the receipt."""
    with act(reader, Action.STAND_DOWN, key) as a:
        grant = db.locked(a.session, Grant, id=reader.grant_id)
        if grant is None:
            raise nothing()
        passing = vacate(a, grant, "stood down")
        a.record(passing.id, seat=grant.seat)
    return a.receipt


def confirm_destruction(reader: Reader, *, key: str = "") -> str:
    """A replaced member confirms that the copies are destroyed (C13); the receipt.

    Once: a second confirmation changes nothing and gives no other receipt.
    """
    with act(reader, Action.DESTRUCTION_CONFIRM, key) as a:
        said = a.session.exec(
            select(models.Destruction).where(
                models.Destruction.procedure_id == a.procedure_id,
                models.Destruction.person_id == reader.person_id,
            )
        ).first()
        if said is not None:
            a.silent = True
            return ""
        confirmed = models.Destruction(
            id=ids.new(), procedure_id=a.procedure_id, person_id=reader.person_id, at=a.now
        )
        a.session.add(confirmed)
        a.record(confirmed.id)
    return a.receipt


def due(a: Act, listed_at: datetime | None) -> datetime:
    """Until when the passing waits for surrogates before in the order (C7)."""
    if listed_at is None:
        return a.now
    return duty_due(
        listed_at,
        int(a.settings.get("surrogate_declaration_working_days", 5)),
        quiet_days(a.settings),
    )


def pass_seat(
    reader: Reader,
    *,
    passing_id: str,
    surrogate_grant: str,
    reason: str = "",
    key: str = "",
) -> str:
    """Seat a surrogate: the first of the order, or for balance another, with a reason (C7).

    reason: for passing over the order, and for an imbalance that the choice leaves (R28).
    The surrogate's grant ends, the seat is the person's from this moment, with the
    undertaking signed as surrogate. The new grant's id.
    """
    with act(reader, Action.SEAT_PASS, key) as a:
        passing = db.locked(a.session, models.Passing, id=passing_id)
        if passing is None or passing.procedure_id != a.procedure_id:
            raise nothing()
        if passing.to_grant is not None:
            raise Refusal("C7", "reading C7", _("This seat has passed already."))
        begun = replacement.may_seat(interviews_begun(a.milestones))
        if isinstance(begun, Refused):
            raise Refusal("C8", "reading C8", begun.reason)
        surrogate = db.locked(a.session, Grant, id=surrogate_grant)
        if (
            surrogate is None
            or surrogate.procedure_id != a.procedure_id
            or surrogate.capacity != Capacity.SURROGATE
            or surrogate.ended_at is not None
        ):
            raise Refusal(
                "C7", "para. 53(b), reading C7", _("This person is not a surrogate any more.")
            )
        chosen = _chosen(a, passing, surrogate, reason)
        access.end(a, surrogate, "seated")
        tell_ended(a, surrogate)
        seated = access.give(
            a,
            person_id=surrogate.person_id,
            capacity=Capacity.MEMBER,
            state_id=surrogate.state_id,
            seat=passing.seat,
            undertaken_at=surrogate.undertaken_at,
        )
        passing.to_grant = seated.id
        passing.passed_over = " ".join(f"{s.number}:{why}" for s, why in chosen.passed_over)
        if reason.strip():
            passing.sealed_reason = vault.seal(
                keys.panel_key(a.procedure_id),
                {"reason": reason.strip()},
                "panel_passing",
                passing.id,
                "sealed_reason",
            )
        a.session.add(passing)
        a.session.flush()
        tell_granted(a, seated)
        notices.tell(a, "panel.take_seat", "persons", recipients=[seated.person_id])
        notices.tell(a, "panel.seat_passed", "panel", object_id=str(passing.seat))
        a.record(passing.id, seat=passing.seat, to=seated.id)
        return seated.id


def chairs_own(a: Act, passing: models.Passing) -> bool:
    """Whether the vacant seat was the Chair's own by 53(c), where the order is strict (C7)."""
    left = a.session.get(Grant, passing.from_grant)
    if left is None:
        return False
    chaired = a.session.exec(
        select(Grant).where(
            Grant.procedure_id == a.procedure_id,
            Grant.person_id == left.person_id,
            Grant.capacity == Capacity.CHAIR,
            col(Grant.ended_at) == left.ended_at,
        )
    ).first()
    return chaired is not None


def _chosen(a: Act, passing: models.Passing, surrogate: Grant, reason: str) -> replacement.Passing:
    connection = a.session.connection()
    around = composed.circle(connection, a.procedure_id, a.settings, a.now)
    five, waiting, people = composed.living(connection, a.procedure_id, around)
    order, listed_at = queries.order(
        connection, a.procedure_id, people, lambda since: due(a, since)
    )
    chosen = replacement.choose(
        [s for s, _seat in order],
        surrogate.seat,
        due(a, listed_at),
        a.now,
        reason=reason,
        chairs_seat=chairs_own(a, passing),
    )
    after = balance.with_choice(five, waiting, [people[surrogate.person_id]])[0].balance
    answer = balance.accepted(after, balance.OnImbalance(a.settings.get("balance", "warn")), reason)
    if isinstance(answer, Refused) and not _strict(order, surrogate, a.settings):
        raise Refusal("R28", "para. 53(c), reading R28", answer.reason, kind=Kind.INVALID)
    if not after.balanced and reason.strip():
        a.session.add(
            models.BalanceReason(
                id=ids.new(),
                procedure_id=a.procedure_id,
                warnings=composed.words_of(after),
                reason=reason.strip(),
                at=a.now,
            )
        )
    return chosen


def _strict(
    order: list[tuple[replacement.Surrogate, queries.Seat]],
    surrogate: Grant,
    settings: dict[str, object],
) -> bool:
    """Under 'refuse' the last surrogate left is seated all the same: 53(b) asks for it."""
    return settings.get("balance") == "refuse" and [s.number for s, _g in order] == [surrogate.seat]
