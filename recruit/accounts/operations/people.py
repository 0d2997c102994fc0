"""Giving and ending capacities on the pages of people (R20), and the undertaking (C3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from recruit.access import operations as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.models import Grant
from recruit.access.rules import Capacity, Reader
from recruit.accounts import models, rules
from recruit.accounts.operations.factors import delegate_only, make_codes
from recruit.accounts.operations.persons import invite
from recruit.core import db, languages
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.states import models as states
from recruit.states import queries as registry


@dataclass(frozen=True, slots=True)
class Given:
    """A capacity that was given; codes: a delegate's one-time codes, shown now and never again."""

    grant_id: str
    name: str
    codes: tuple[str, ...] = ()


def _may_give(reader: Reader, action: Action) -> frozenset[Capacity]:
    if action is Action.ASSISTANT_NAME:
        return frozenset({Capacity.ASSISTANT})
    return rules.GIVEN_BY.get(reader.capacity, frozenset())


def _told(a: Act, kind: str, grant: Grant) -> None:
    presidents = a.session.exec(
        select(Grant.person_id).where(
            Grant.procedure_id == grant.procedure_id,
            Grant.capacity == Capacity.PRESIDENT,
            Grant.ended_at.is_(None),  # type: ignore[union-attr]
        )
    ).all()
    people: Sequence[str] = list(dict.fromkeys([grant.person_id, *presidents]))
    notices.broadcast(
        a.session,
        a.now,
        grant.procedure_id,
        kind,
        "persons",
        object_id=grant.id,
        recipients=people,
        sender=a.reader.capacity,
    )


def tell_granted(a: Act, grant: Grant) -> None:
    """Tell the person and the President that a capacity was given (R20)."""
    _told(a, "access.granted", grant)


def tell_ended(a: Act, grant: Grant) -> None:
    """Tell the person and the President that a capacity was ended, never the cause (R20)."""
    _told(a, "access.ended", grant)


def _of_mission(a: Act, state_id: str) -> str:
    """The language that a State's mission chose for its letters; English where it chose none."""
    if not state_id:
        return languages.ENGLISH
    found = registry.contacts(a.connection, a.procedure_id).get(state_id, [])
    return next((one.lang for one in found), languages.ENGLISH)


def give_capacity(
    reader: Reader,
    action: Action,
    *,
    name: str,
    mail: str,
    capacity: Capacity,
    function: str = "",
    state_id: str = "",
    note: str = "",
    key: str,
) -> Given:
    """Give a person a capacity that R20 lets this reader give; invites who has no account.

    note: the mission's note that accredits a delegate. Who holds nothing but that capacity gets
    ten one-time codes (S6), handed over at accreditation. Raises Refusal.
    """
    with act(reader, action, key) as a:
        if capacity not in _may_give(reader, action):
            raise nothing()
        if (capacity in rules.OF_A_STATE) != bool(state_id):
            raise Refusal(
                "R20", "reading R20", _("Name the State for which they act."), kind=Kind.INVALID
            )
        if state_id and a.session.get(states.State, state_id) is None:
            raise Refusal("R20", "reading R20", _("There is no such State."), kind=Kind.INVALID)
        if capacity is Capacity.DELEGATE and not note.strip():
            raise Refusal(
                "R20",
                "reading R20",
                _("A delegate is accredited on the mission's note: name it."),
                kind=Kind.INVALID,
            )
        person = invite(a, name, mail, function=function, lang=_of_mission(a, state_id))
        if _holds(a, person.id, capacity):
            raise Refusal(
                "R20",
                "reading R20",
                _("%(name)s holds this capacity already.", name=person.name),
                todo=_("End it first if it is to be for another State."),
            )
        if capacity is Capacity.COMMITTEE and _holds(a, None, capacity, state_id):
            raise Refusal(
                "P53f-4",
                "para. 53(f)",
                _("This State has its one named reader already."),
                todo=_("End that capacity first if somebody else is to read for it."),
            )
        grant = access.give(
            a,
            person_id=person.id,
            capacity=capacity,
            state_id=state_id or None,
            principal_id=reader.person_id if capacity is Capacity.ASSISTANT else None,
        )
        codes: list[str] = []
        # who holds more than that has a factor of their own, which nobody hands over
        if capacity is Capacity.DELEGATE and delegate_only(a.session, person.id, a.now):
            codes = make_codes(a, person.id, "one-time")
        tell_granted(a, grant)
        a.record(grant.id, capacity=capacity.value, state=state_id, note=note.strip())
        return Given(grant.id, person.name, tuple(codes))


def _holds(a: Act, person_id: str | None, capacity: Capacity, state_id: str = "") -> bool:
    """Whether this person, or anybody for this State, has the capacity now."""
    of = Grant.person_id == person_id if person_id else Grant.state_id == state_id
    found = a.session.exec(
        select(Grant.until).where(
            Grant.procedure_id == a.procedure_id,
            of,
            Grant.capacity == capacity,
            Grant.ended_at.is_(None),  # type: ignore[union-attr]
        )
    ).all()
    return any(person_id or until is None or a.now < until for until in found)


def end_capacity(reader: Reader, action: Action, grant_id: str, *, key: str) -> None:
    """End a capacity that this reader may give. Any other id is one that never was."""
    with act(reader, action, key) as a:
        grant = db.locked(a.session, Grant, id=grant_id)
        if (
            grant is None
            or grant.procedure_id != a.procedure_id
            or Capacity(grant.capacity) not in _may_give(reader, action)
            or (grant.capacity == Capacity.ASSISTANT and grant.principal_id != reader.person_id)
        ):
            raise nothing()
        if grant.ended_at is not None:
            raise Refusal("R20", "reading R20", _("This capacity was ended before."))
        access.end(a, grant, "ended")
        tell_ended(a, grant)
        a.record(grant.id, ended=True)


def end_with_principal(a: Act, grant: Grant) -> None:
    """End the assistants whom the holder of this grant named in its capacity (W2).

    Called inside the transaction after the grant was ended.
    """
    if grant.capacity not in (Capacity.MEMBER, Capacity.PRESIDENT):
        return
    for assistant in a.session.exec(
        select(Grant).where(
            Grant.procedure_id == grant.procedure_id,
            Grant.capacity == Capacity.ASSISTANT,
            Grant.principal_id == grant.person_id,
            col(Grant.given_as).in_((grant.capacity, "")),
            Grant.ended_at.is_(None),  # type: ignore[union-attr]
        )
    ).all():
        access.end(a, assistant, "ended with the principal")
        tell_ended(a, assistant)


def sign_undertaking(reader: Reader, *, typed_name: str, agreed: bool, key: str) -> str:
    """Sign the undertaking before any access (C3); the receipt's reference.

    Raises Refusal for a box not ticked, a name that is not the account's, and a second time.
    """
    with act(reader, Action.UNDERTAKING_SIGN, key) as a:
        grant = db.locked(a.session, Grant, id=reader.grant_id)
        person = a.session.get(models.Person, reader.person_id)
        if grant is None or person is None:
            raise nothing()
        if grant.undertaken_at is not None:
            raise Refusal("C3", "reading C3", _("You signed this undertaking before."))
        answer = rules.signed_by_name(typed_name, person.name)
        if not agreed or not answer:
            reason = answer.reason if not answer else _("Tick the box to sign.")  # type: ignore[union-attr]
            raise Refusal("C3", "reading C3", reason, kind=Kind.INVALID)
        grant.undertaken_at = a.now
        a.session.add(grant)
        a.record(grant.id, undertaking="signed", text=UNDERTAKING_VERSION)
    return a.receipt


UNDERTAKING_VERSION = 1
