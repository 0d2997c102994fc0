"""Composing the panel (53(b), (c), (e)): naming, inviting, accepting, the constitution."""

from __future__ import annotations

from sqlmodel import col, select

from recruit.access import operations as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Capacity, Reader
from recruit.accounts import models as accounts
from recruit.accounts.operations import persons, tell_granted
from recruit.accounts.rules import normal_mail
from recruit.core import db
from recruit.core.errors import Kind, Refusal, Refused, require
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.panel import models
from recruit.panel.operations import seats
from recruit.panel.operations.naming import (
    around_of,
    chairs_place,
    composition_now,
    fits,
    not_constituted,
)
from recruit.panel.queries import composition as queries
from recruit.panel.rules import balance, composition
from recruit.procedure import models as procedure
from recruit.procedure.rules.milestones import Audience, MilestoneKind

GENDERS = ("woman", "man")


def _write_reason(a: Act, found: balance.Balance, reason: str) -> None:
    if found.balanced or not reason.strip():
        return
    a.session.add(
        models.BalanceReason(
            procedure_id=a.procedure_id,
            warnings=queries.words_of(found),
            reason=reason.strip(),
            at=a.now,
        )
    )
    a.session.flush()


def name(
    reader: Reader,
    *,
    kind: str,
    number: int,
    state_id: str,
    name: str,
    mail: str,
    function: str = "",
    gender: str = "",
    invite: bool = True,
    reason: str = "",
    zone: str = "Europe/Zurich",
    key: str = "",
) -> str:
    """The President names somebody to a place, as a draft or inviting at once; its id.

    kind: 'seat' 2 to 5 or 'surrogate' 1 to 4. reason: asked for where this choice fills the
    five or the nine and they are not balanced (R28). Refused: a State from neither circle,
    staff of the GICHD, a person or State named already (P53c-1, C1), a place that is taken.
    """
    with act(reader, Action.COMPOSITION_COMPOSE, key) as a:
        not_constituted(a)
        upto = {"seat": composition.SEATS, "surrogate": composition.SURROGATES}.get(kind, 0)
        if not 1 <= number <= upto or (kind == "seat" and number == 1):
            raise Refusal(
                "P53b-1",
                "para. 53(b)",
                _("There are five seats, the first of them the Chair's, and four surrogates."),
                kind=Kind.INVALID,
            )
        if not name.strip():
            raise Refusal("P53c-1", "para. 53(c)", _("Name the person."), kind=Kind.INVALID)
        around = around_of(a)
        chairs_place(a, around)
        _free(a, kind, number)
        person = persons.invite(a, name, mail, function=function, zone=zone) if invite else None
        known = (
            person
            or a.session.exec(
                select(accounts.Person).where(accounts.Person.mail == normal_mail(mail))
            ).first()
        )
        fits(
            a,
            around,
            number=number,
            state_id=state_id,
            mail=normal_mail(mail),
            known=known,
            gender=gender,
        )
        place = models.Place(
            procedure_id=a.procedure_id,
            kind=kind,
            number=number,
            state_id=state_id,
            person_id=person.id if person else None,
            name=" ".join(name.split()),
            mail=normal_mail(mail),
            function=function.strip(),
            gender=gender if gender in GENDERS else "",
            made_at=a.now,
            invited_at=a.now if invite else None,
        )
        a.session.add(place)
        a.session.flush()
        if invite:
            _balance_of_full(a, around, reason)
            _tell_invited(a, place)
        a.record(place.id, kind=kind, number=number, state=state_id, invited=invite)
        return place.id


def _free(a: Act, kind: str, number: int) -> None:
    taken = a.session.exec(
        select(models.Place).where(
            models.Place.procedure_id == a.procedure_id,
            models.Place.kind == kind,
            models.Place.number == number,
            col(models.Place.ended_at).is_(None),
        )
    ).first()
    if taken is None:
        return
    if taken.declined_at is None and taken.invited_at is not None:
        raise Refusal(
            "P53c-1",
            "para. 53(c)",
            _("This place is given already."),
            todo=_("Take the invitation back first, then name somebody else."),
        )
    taken.ended_at = a.now
    a.session.add(taken)
    a.session.flush()


def _balance_of_full(a: Act, around: queries.Circle, reason: str) -> None:
    """Ask for the written reason where the five, or the nine, are now full (R28)."""
    made = composition_now(a, around)
    found = composition.balance_of(made)
    warnings = tuple(
        w
        for w in found.warnings
        if (w.of is balance.Of.FIVE and len(made.seats) == composition.SEATS)
        or (
            w.of is balance.Of.NINE
            and len(made.everybody) == composition.SEATS + composition.SURROGATES
        )
    )
    full = balance.Balance(found.five, found.nine, warnings)
    answer = balance.accepted(full, made.on_imbalance, reason or made.imbalance_reason)
    if isinstance(answer, Refused):
        raise Refusal("R28", "para. 53(c), reading R28", answer.reason, kind=Kind.INVALID)
    _write_reason(a, found, reason)


def _tell_invited(a: Act, place: models.Place) -> None:
    notices.tell(
        a,
        "panel.invited",
        "persons",
        object_id=place.id,
        recipients=[place.person_id or ""],
        sender=Capacity.PRESIDENT,
    )


def invite(reader: Reader, *, place_id: str, reason: str = "", key: str = "") -> str:
    """Invite who is named to a place as a draft; the receipt."""
    with act(reader, Action.COMPOSITION_COMPOSE, key) as a:
        not_constituted(a)
        place = _own_place(a, place_id)
        if place.invited_at is None:
            person = persons.invite(a, place.name, place.mail, function=place.function)
            place.person_id, place.invited_at = person.id, a.now
            a.session.add(place)
            a.session.flush()
            _balance_of_full(a, around_of(a), reason)
            _tell_invited(a, place)
        a.record(place.id, kind=place.kind, number=place.number, invited=True)
    return a.receipt


def take_back(reader: Reader, *, place_id: str, key: str = "") -> str:
    """Take a naming back before the constitution; the place is free again. The receipt."""
    with act(reader, Action.COMPOSITION_COMPOSE, key) as a:
        not_constituted(a)
        place = _own_place(a, place_id)
        if place.kind == "seat" and place.number == 1:
            raise Refusal(
                "P53c-1", "para. 53(c)", _("The Chair's seat is the President's by the decision.")
            )
        place.ended_at = a.now
        a.session.add(place)
        a.record(place.id, kind=place.kind, number=place.number, taken_back=True)
    return a.receipt


def own_gender(reader: Reader, *, gender: str, key: str = "") -> None:
    """What the President gives for the balance of the seats; '' takes it back (C2)."""
    with act(reader, Action.COMPOSITION_COMPOSE, key) as a:
        not_constituted(a)
        chairs_place(a, around_of(a))
        place = a.session.exec(
            select(models.Place).where(
                models.Place.procedure_id == a.procedure_id,
                models.Place.person_id == reader.person_id,
                col(models.Place.ended_at).is_(None),
            )
        ).one()
        place.gender = gender if gender in GENDERS else ""
        a.session.add(place)
        a.record(place.id)


def _own_place(a: Act, place_id: str) -> models.Place:
    place = db.locked(a.session, models.Place, id=place_id)
    if place is None or place.procedure_id != a.procedure_id or place.ended_at is not None:
        raise nothing()
    return place


# ---------------------------------------------------------------- the invited person


def _invited(a: Act, place_id: str) -> models.Place:
    """The person's own invitation, procedure and place locked; whoever else finds nothing."""
    found = a.session.get(models.Place, place_id)
    if found is None or found.person_id != a.reader.person_id or found.invited_at is None:
        raise nothing()
    db.locked(a.session, procedure.Procedure, id=found.procedure_id)
    place = db.locked(a.session, models.Place, id=place_id)
    if place is None or place.ended_at is not None or place.grant_id is not None:
        raise nothing()
    if place.kind == "seat" and place.number == 1:
        raise nothing()
    return place


def show_time(reader: Reader, *, place_id: str, key: str = "") -> None:
    """The invited person asks to be shown the professional time; that it was is kept (53(e))."""
    with act(reader, Action.ACCOUNT_OWN, key) as a:
        place = _invited(a, place_id)
        place.time_shown_at = place.time_shown_at or a.now
        a.session.add(place)
        a.record(place.id, time_shown=True)


def answer(reader: Reader, *, place_id: str, accept: bool, gender: str = "", key: str = "") -> str:
    """The invited person accepts or declines; the receipt.

    gender: 'woman', 'man' or '': as the person likes; it counts for the balance alone.
    Raises Refusal (P53e-1) for an acceptance without the time asked having been shown.
    """
    with act(reader, Action.ACCOUNT_OWN, key) as a:
        place = _invited(a, place_id)
        if place.accepted_at is not None or place.declined_at is not None:
            raise Refusal(
                "R24",
                "reading R24",
                _("You have answered already."),
                todo=_("Write to the President if something has changed."),
            )
        if accept:
            composition.accept(place.time_shown_at)
            place.accepted_at = a.now
            place.gender = gender if gender in GENDERS else ""
        else:
            place.declined_at = a.now
        a.session.add(place)
        notices.broadcast(
            a.session,
            a.now,
            place.procedure_id,
            "panel.answered",
            f"capacity:{Capacity.PRESIDENT}",
            object_id=place.id,
            sender=Capacity.PRESIDENT,
        )
        if place.kind == "surrogate" and place.number > composition.SURROGATES:
            notices.broadcast(
                a.session,
                a.now,
                place.procedure_id,
                "panel.answered",
                f"capacity:{Capacity.CHAIR}",
                object_id=place.id,
                sender=Capacity.CHAIR,
            )
        a.record(place.id, accepted=accept)
        a.also(
            f"procedure/{place.procedure_id}",
            "panel:invitation:answer",
            place.id,
            accepted=accept,
        )
    return a.receipt


# ---------------------------------------------------------------- the constitution


def constitute(reader: Reader, *, reason: str = "", key: str = "") -> str:
    """Constitute the panel: the nine get their capacities, the President the chair (C1, R20).

    reason: for an imbalance that has no written reason yet (R28). The receipt.
    """
    with act(reader, Action.COMPOSITION_COMPOSE, key) as a:
        not_constituted(a)
        around = around_of(a)
        chairs_place(a, around)
        made = composition_now(a, around, reason.strip() or None)
        require(composition.CONSTITUTION, made)
        _write_reason(a, composition.balance_of(made), reason)
        president_id, state_id = queries.president(a.session.connection(), a.procedure_id)
        for found in queries.places(a.session.connection(), a.procedure_id):
            place = db.locked(a.session, models.Place, id=found.id)
            if place is None or place.person_id is None:
                raise nothing()
            capacity = Capacity.MEMBER if place.kind == "seat" else Capacity.SURROGATE
            grant = access.give(
                a,
                person_id=place.person_id,
                capacity=capacity,
                state_id=place.state_id,
                seat=place.number,
            )
            place.grant_id = grant.id
            a.session.add(place)
            tell_granted(a, grant)
        seats.take_chair(a, president_id, state_id=state_id)
        a.milestone(MilestoneKind.PANEL_CONSTITUTED, Audience.STATES)
        notices.tell(a, "panel.constituted", f"capacity:{Capacity.PRESIDENT}")
        notices.tell(a, "panel.constituted", f"capacity:{Capacity.OFFICE}")
        a.record(a.procedure_id, seats=5, surrogates=4, state=state_id)
    return a.receipt
