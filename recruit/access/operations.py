"""Giving and ending capacities: writing functions that a room calls inside its own act.

Each grant and its end, never the cause, is in the record and told to the person and the
President (R20); the telling is the notices' (recruit.notices), by the calling room.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import select

from recruit.access.frame import Act, grant_ended, grant_given
from recruit.access.models import Clearance, Disclosure, Grant
from recruit.access.rules import Capacity, apart_from
from recruit.core.errors import Refusal
from recruit.core.words import _


def give(
    a: Act,
    *,
    person_id: str,
    capacity: Capacity,
    state_id: str | None = None,
    seat: int = 0,
    until: datetime | None = None,
    principal_id: str | None = None,
    undertaken_at: datetime | None = None,
    procedure_id: str | None = "",
) -> Grant:
    """Give a capacity; the caller's action is what R20 allows the giver.

    procedure_id '' means the act's own procedure, None the site. Raises Refusal (R20)
    for a capacity given to oneself, save where the giver's act gives the seat by 53(c), and
    (C1) where the person would screen and judge in one procedure.
    """
    own = person_id == a.reader.person_id
    by_decision = capacity in (Capacity.MEMBER, Capacity.CHAIR, Capacity.FORMER_MEMBER)
    if own and not by_decision:
        raise Refusal(
            "R20",
            "reading R20",
            _("Nobody gives a capacity to oneself."),
            todo=_("Ask the other person who may give it."),
        )
    within = a.procedure_id if procedure_id == "" else procedure_id
    _stays_apart(a, person_id, capacity, within)
    grant = Grant(
        procedure_id=within,
        person_id=person_id,
        capacity=capacity,
        state_id=state_id,
        seat=seat,
        principal_id=principal_id,
        since=a.now,
        until=until,
        undertaken_at=undertaken_at,
        given_by=a.reader.person_id or None,
        given_as=a.reader.capacity,
    )
    a.session.add(grant)
    a.session.flush()
    grant_given(a, grant)
    return grant


def _stays_apart(a: Act, person_id: str, capacity: Capacity, procedure_id: str | None) -> None:
    others = apart_from(capacity)
    if not others:
        return
    held = a.session.exec(
        select(Grant.until).where(
            Grant.procedure_id == procedure_id,
            Grant.person_id == person_id,
            Grant.capacity.in_(sorted(others)),  # type: ignore[attr-defined]
            Grant.ended_at.is_(None),  # type: ignore[union-attr]
        )
    ).all()
    if any(until is None or a.now < until for until in held):
        raise Refusal(
            "C1",
            "para. 53(c), reading C1",
            _("This person holds a capacity that does not go together with this one."),
            todo=_("Name somebody else."),
        )


def end(a: Act, grant: Grant, how: str) -> None:
    """End a grant from now on; how names the act ('replaced', 'ended'), never the cause."""
    grant.ended_at, grant.ended_how = a.now, how
    a.session.add(grant)
    a.session.flush()
    grant_ended(a, grant)


def living(a: Act, capacity: Capacity) -> list[Grant]:
    """The living grants of a capacity in the act's procedure, by seat and id."""
    found = a.session.exec(
        select(Grant)
        .where(Grant.procedure_id == a.procedure_id, Grant.capacity == capacity)
        .where(Grant.ended_at.is_(None))  # type: ignore[union-attr]
        .order_by(Grant.seat, Grant.id)  # type: ignore[arg-type]
    ).all()
    return [g for g in found if g.until is None or a.now < g.until]


def clear(a: Act, person_id: str, candidate_id: str, status: str) -> Clearance:
    """Set a person's clearance for a name: 'cleared', 'undecided' or 'conflict' (C4, A7)."""
    found = a.session.exec(
        select(Clearance).where(
            Clearance.procedure_id == a.procedure_id,
            Clearance.person_id == person_id,
            Clearance.candidate_id == candidate_id,
        )
    ).first()
    if found is None:
        found = Clearance(
            procedure_id=a.procedure_id,
            person_id=person_id,
            candidate_id=candidate_id,
            status=status,
            at=a.now,
        )
    found.status, found.at = status, a.now
    a.session.add(found)
    a.session.flush()
    return found


def disclose(a: Act, object_id: str, capacity: Capacity, under: str) -> None:
    """Let a capacity have an object from now on, under a list or an answer."""
    known = a.session.exec(
        select(Disclosure).where(
            Disclosure.procedure_id == a.procedure_id,
            Disclosure.object_id == object_id,
            Disclosure.capacity == capacity,
            Disclosure.under == under,
        )
    ).first()
    if known is None:
        a.session.add(
            Disclosure(
                procedure_id=a.procedure_id,
                object_id=object_id,
                capacity=capacity,
                under=under,
                since=a.now,
            )
        )
        a.session.flush()
