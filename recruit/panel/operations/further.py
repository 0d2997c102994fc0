"""Further surrogates, named by the Chair when the order is exhausted (C9; C1, C3, C4)."""

from __future__ import annotations

from recruit.access import operations as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Capacity, Reader
from recruit.accounts.operations import persons, tell_granted
from recruit.accounts.rules import normal_mail
from recruit.core import db, ids
from recruit.core.errors import Kind, Refusal, Refused
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.panel import models
from recruit.panel.operations import seats
from recruit.panel.queries import composition as composed
from recruit.panel.queries import seats as queries
from recruit.panel.rules import composition, replacement

GICHD = (Capacity.FOCAL_POINT, Capacity.STAFF, Capacity.AGENCY)


def _number(a: Act, around: composed.Circle, numbers: list[int]) -> int:
    """The next number, where nobody of the order can take a seat or is waited for."""
    connection = a.session.connection()
    _five, _waiting, people = composed.living(connection, a.procedure_id, around)
    order, listed_at = queries.order(
        connection, a.procedure_id, people, lambda since: seats.due(a, since)
    )
    found = replacement.next_surrogate([s for s, _seat in order], seats.due(a, listed_at), a.now)
    return replacement.further_number(found, numbers)


def name(
    reader: Reader,
    *,
    state_id: str,
    name: str,
    mail: str,
    function: str = "",
    key: str = "",
) -> str:
    """The Chair names and invites a further surrogate, recorded as an exception; the place's id.

    Raises Refusal: C9 while the order is not exhausted, C8 once the first interview of the
    run has started, P53c-1 and C1 as while composing: of every State named so far another one.
    """
    with act(reader, Action.GRANT_BY_CHAIR, key) as a:
        begun = replacement.may_seat(seats.interviews_begun(a.milestones))
        if isinstance(begun, Refused):
            raise Refusal("C8", "reading C8", begun.reason)
        if not name.strip():
            raise Refusal("C9", "reading C9", _("Name the person."), kind=Kind.INVALID)
        connection = a.session.connection()
        around = composed.circle(connection, a.procedure_id, a.settings, a.now)
        found = composed.places(connection, a.procedure_id)
        number = _number(a, around, [p.number for p in found if p.kind == "surrogate"])
        gichd = frozenset(g.person_id for c in GICHD for g in access.living(a, c))
        president_id, _state = composed.president(connection, a.procedure_id)
        person = persons.invite(a, name, mail, function=function)
        made = composed.composition_of(found, around, president_id, a.settings, "", gichd=gichd)
        counted = around.person(state_id, "")
        composition.name(
            made,
            composition.Named(
                number=number,
                person=person.id,
                state=around.name(state_id),
                standing=around.standing(state_id),
                affiliation=composition.Affiliation.GICHD if person.id in gichd else None,
                gender=counted.gender,
                group=counted.group,
                affected=counted.affected,
            ),
        )
        place = models.Place(
            id=ids.new(),
            procedure_id=a.procedure_id,
            kind="surrogate",
            number=number,
            state_id=state_id,
            person_id=person.id,
            name=" ".join(name.split()),
            mail=normal_mail(mail),
            function=function.strip(),
            made_at=a.now,
            invited_at=a.now,
        )
        a.session.add(place)
        a.session.flush()
        notices.tell(
            a,
            "panel.invited",
            "persons",
            object_id=place.id,
            recipients=[person.id],
            sender=Capacity.CHAIR,
        )
        a.record(place.id, number=number, state=state_id, exception="C9")
        return place.id


def take_in(reader: Reader, *, place_id: str, key: str = "") -> str:
    """The Chair gives who accepted the place of a surrogate; the grant's id.

    Nothing opens before the undertaking is signed (C3); the names are declared on within
    five working days from now (C4, C7).
    """
    with act(reader, Action.GRANT_BY_CHAIR, key) as a:
        place = db.locked(a.session, models.Place, id=place_id)
        if (
            place is None
            or place.procedure_id != a.procedure_id
            or place.kind != "surrogate"
            or place.number <= composition.SURROGATES
            or place.ended_at is not None
        ):
            raise nothing()
        if place.accepted_at is None or place.person_id is None or place.grant_id is not None:
            raise Refusal("C9", "reading C9", _("Only who has accepted is taken in, and once."))
        grant = access.give(
            a,
            person_id=place.person_id,
            capacity=Capacity.SURROGATE,
            state_id=place.state_id,
            seat=place.number,
        )
        place.grant_id = grant.id
        a.session.add(place)
        a.session.flush()
        tell_granted(a, grant)
        a.record(place.id, number=place.number, grant=grant.id, exception="C9")
        return grant.id
