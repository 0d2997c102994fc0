"""Who is named beside whom while the panel is composed: what every naming looks at (53(c), C1)."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from recruit.access.frame import Act
from recruit.access.models import Grant
from recruit.access.rules import Capacity
from recruit.accounts import models as accounts
from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.panel import models
from recruit.panel.operations import seats
from recruit.panel.queries import composition as queries
from recruit.panel.rules import composition
from recruit.procedure.rules.milestones import MilestoneKind, latest

_OF_GICHD = (Capacity.FOCAL_POINT.value, Capacity.STAFF.value, Capacity.AGENCY.value)


def not_constituted(a: Act) -> None:
    """Raises Refusal (C1) once the panel is constituted."""
    if latest(a.milestones, MilestoneKind.PANEL_CONSTITUTED) is not None:
        raise Refusal(
            "C1",
            "reading C1",
            _("The panel is constituted; from now on its seats pass by the order of surrogates."),
        )


def _gichd(a: Act) -> frozenset[str]:
    found = a.session.exec(
        select(Grant.person_id).where(
            Grant.procedure_id == a.procedure_id,
            col(Grant.capacity).in_(_OF_GICHD),
            col(Grant.ended_at).is_(None),
        )
    ).all()
    return frozenset(found)


def chairs_place(a: Act, around: queries.Circle) -> None:
    """Write down seat 1 as the President's, where it is not; Refusal without the State."""
    """The Chair's seat is the President's by 53(c): seat 1, from the first act of composing."""
    person_id, state_id = queries.president(a.session.connection(), a.procedure_id)
    taken = a.session.exec(
        select(models.Place).where(
            models.Place.procedure_id == a.procedure_id,
            models.Place.kind == "seat",
            models.Place.number == 1,
            col(models.Place.ended_at).is_(None),
        )
    ).first()
    if taken is not None and taken.person_id == person_id:
        return
    if taken is not None:
        taken.ended_at = a.now
        a.session.add(taken)
        a.session.flush()
    state_id = state_id or next((s for s, r in around.committee.items() if r == "president"), "")
    person = a.session.get(accounts.Person, person_id)
    if person is None or state_id not in around.states:
        raise Refusal(
            "P53c-1", "para. 53(c)", _("The President's State is not recorded; have it recorded.")
        )
    a.session.add(
        models.Place(
            procedure_id=a.procedure_id,
            kind="seat",
            number=1,
            state_id=state_id,
            person_id=person_id,
            name=person.name,
            mail=person.mail,
            function=person.function,
            made_at=a.now,
            invited_at=a.now,
            accepted_at=a.now,
        )
    )
    a.session.flush()
    seats.take_chair(a, person_id, state_id=state_id)


def around_of(a: Act) -> queries.Circle:
    """The States and what is known of them, as composing counts."""
    return queries.circle(a.session.connection(), a.procedure_id, a.settings, a.now)


def composition_now(a: Act, around: queries.Circle, reason: str | None = None) -> Any:
    """The panel as it is named now. reason: of an imbalance, by default the written one."""
    connection = a.session.connection()
    found = queries.places(connection, a.procedure_id)
    president_id, _state = queries.president(connection, a.procedure_id)
    made = queries.composition_of(
        found, around, president_id, a.settings, reason or "", gichd=_gichd(a)
    )
    if reason is None:
        written = queries.balance_reason(connection, a.procedure_id)
        words = queries.words_of(composition.balance_of(made))
        if written is not None and written[0] == words:
            made = queries.composition_of(
                found, around, president_id, a.settings, written[1], gichd=_gichd(a)
            )
    return made


def fits(
    a: Act,
    around: queries.Circle,
    *,
    number: int,
    state_id: str,
    mail: str,
    known: accounts.Person | None,
    gender: str = "",
) -> None:
    """Raises Refusal where this person can't be named to a place beside the others (P53c-1, C1).

    known: the account of this address, None where there is none.
    """
    counted = around.person(state_id, gender)
    affiliated = known is not None and known.id in _gichd(a)
    composition.name(
        composition_now(a, around),
        composition.Named(
            number=number,
            person=known.id if known else mail,
            state=around.name(state_id),
            standing=around.standing(state_id),
            affiliation=composition.Affiliation.GICHD if affiliated else None,
            gender=counted.gender,
            group=counted.group,
            affected=counted.affected,
        ),
    )
