"""People carried to another installation as one file, for a dress rehearsal.

Accounts, the capacities that somebody is named to, and the missions' addresses; never a file,
a candidate, a passphrase, a second factor or a session. No seat of the panel is given so: who
is named to one is carried by the panel's own room, and constituted by the rehearsal's acts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_
from sqlmodel import Session, select

from recruit.access import operations as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act, operator
from recruit.access.models import Grant
from recruit.access.rules import Capacity
from recruit.accounts import models, rules
from recruit.accounts.operations.naming import take_chair
from recruit.accounts.operations.persons import invite
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.procedure import operations as procedures
from recruit.procedure.models import Procedure
from recruit.states import operations as states
from recruit.states.models import Contact, State

FORMAT = "recruit/people/1"
CARRIED = frozenset(c for given in rules.GIVEN_BY.values() for c in given) | {
    Capacity.ADMINISTRATOR,
}
ONE = frozenset({Capacity.PRESIDENT, Capacity.FOCAL_POINT})  # of each procedure
_MOST = {Capacity.ADMINISTRATOR: 2}


@dataclass(slots=True)
class Carried:
    """What an import made. left: what was not taken, in words."""

    people: int = 0
    procedures: int = 0
    capacities: int = 0
    missions: int = 0
    left: list[str] = field(default_factory=list)


def export() -> dict[str, Any]:
    """Everybody who holds a capacity now, what they are named to, and the missions' addresses.

    Recorded in the site's log with numbers alone.
    """
    with act(operator(), Action.SITE_OPERATE) as a:
        found = _found(a.session, a.now)
        counts = {part: len(found[part]) for part in ("people", "capacities", "missions")}
        a.record("people", what="exported", **counts)
    return found


def _found(session: Session, now: datetime) -> dict[str, Any]:
    living = session.exec(
        select(Grant)
        .where(Grant.ended_at.is_(None))  # type: ignore[union-attr]
        .where(or_(Grant.until.is_(None), Grant.until > now))  # type: ignore[union-attr,operator,arg-type]
        .order_by(Grant.since, Grant.id)  # type: ignore[arg-type]
    ).all()
    people = {p.id: p for p in session.exec(select(models.Person)).all()}
    about = {p.id: p for p in session.exec(select(Procedure)).all()}
    contacts = session.exec(
        select(Contact)
        .where(Contact.ended_at.is_(None))  # type: ignore[union-attr]
        .order_by(Contact.state_id, Contact.mail)
    ).all()
    held = [people[i] for i in dict.fromkeys(grant.person_id for grant in living)]
    return {
        "format": FORMAT,
        "procedures": [
            {"name": p.name, "preset": p.preset, "closure": p.closure_at.isoformat()}
            for p in about.values()
        ],
        "people": [
            {"mail": p.mail, "name": p.name, "function": p.function, "zone": p.zone, "lang": p.lang}
            for p in held
        ],
        "capacities": [
            {
                "mail": people[grant.person_id].mail,
                "procedure": about[grant.procedure_id].name if grant.procedure_id else "",
                "capacity": grant.capacity,
                "state": grant.state_id or "",
            }
            for grant in living
            if grant.capacity in CARRIED
        ],
        "missions": [
            {
                "procedure": about[c.procedure_id].name,
                "state": c.state_id,
                "mail": c.mail,
                "lang": c.lang,
                "evidence": c.evidence,
            }
            for c in contacts
        ],
    }


def take(found: Any) -> Carried:
    """Make what an export holds, all or nothing: accounts with an invitation, capacities,
    missions; a procedure of the same rules where there is none of its name.

    Taken again it changes nothing but renews the invitations of who has no passphrase yet.
    Raises Refusal for a file that is no such export. Production never calls this: there the
    persons that R20 names give capacities.
    """
    if not isinstance(found, Mapping) or found.get("format") != FORMAT:
        raise _no(_("This is no file that 'flask people export' wrote."))
    done = Carried()
    with act(operator(), Action.SITE_OPERATE) as a:
        about = _procedures(a, found, done)
        people = _people(a, found, done)
        for row in _rows(found, "capacities"):
            _give(a, row, about, people, done)
        for row in _rows(found, "missions"):
            _mission(a, row, about, done)
        a.record(
            "people",
            what="imported",
            people=done.people,
            capacities=done.capacities,
            missions=done.missions,
        )
    return done


def _no(reason: str) -> Refusal:
    return Refusal("R20", "reading R20", reason, kind=Kind.INVALID)


def _rows(found: Mapping[str, Any], part: str) -> list[Mapping[str, Any]]:
    rows = found.get(part, [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise _no(_("The part '%(part)s' of the file is no list of entries.", part=part))
    return rows


def _said(row: Mapping[str, Any], name: str, *, empty: bool = False) -> str:
    value = row.get(name, "")
    if not isinstance(value, str) or len(value) > 500 or not (value.strip() or empty):
        raise _no(_("An entry has no '%(name)s', or one that is no text.", name=name))
    return value.strip()


def _procedures(a: Act, found: Mapping[str, Any], done: Carried) -> dict[str, Procedure]:
    there = {p.name: p for p in a.session.exec(select(Procedure)).all()}
    for row in _rows(found, "procedures"):
        name = _said(row, "name")
        if name in there:
            continue
        try:
            closure = datetime.fromisoformat(_said(row, "closure"))
        except ValueError:
            closure = None
        if closure is None or closure.tzinfo is None:
            raise _no(_("The closure of %(name)s is no time with its zone.", name=name))
        preset = _said(row, "preset")
        there[name] = procedures.create(
            a.session, a.now, name=name, preset_name=preset, closure_at=closure
        )
        done.procedures += 1
    return there


def _people(a: Act, found: Mapping[str, Any], done: Carried) -> dict[str, str]:
    ids: dict[str, str] = {}
    for row in _rows(found, "people"):
        zone, lang = _said(row, "zone"), _said(row, "lang")
        try:
            ZoneInfo(zone)
        except (ValueError, OSError):
            raise _no(_("There is no time zone %(zone)s.", zone=zone)) from None
        person = invite(
            a,
            _said(row, "name"),
            _said(row, "mail"),
            function=_said(row, "function", empty=True),
            zone=zone,
            lang=lang,
        )
        ids[person.mail] = person.id
        done.people += 1
    return ids


def _place(row: Mapping[str, Any], about: Mapping[str, Procedure]) -> str | None:
    """The procedure's id; None for the site. Raises Refusal."""
    name = _said(row, "procedure", empty=True)
    if name and name not in about:
        raise _no(_("The file names a procedure %(name)s and does not hold it.", name=name))
    return about[name].id if name else None


def _state(a: Act, row: Mapping[str, Any]) -> str | None:
    state = _said(row, "state", empty=True)
    if state and a.session.get(State, state) is None:
        raise _no(_("There is no State %(state)s in the registry.", state=state))
    return state or None


def _give(
    a: Act,
    row: Mapping[str, Any],
    about: Mapping[str, Procedure],
    people: Mapping[str, str],
    done: Carried,
) -> None:
    mail, named = rules.normal_mail(_said(row, "mail")), _said(row, "capacity")
    if named not in CARRIED or mail not in people:
        raise _no(_("%(mail)s can't be given '%(named)s' by a file.", mail=mail, named=named))
    capacity, place = Capacity(named), _place(row, about)
    if (capacity is Capacity.ADMINISTRATOR) != (place is None):
        raise _no(_("An entry names a capacity without its procedure, or the reverse."))
    state = _state(a, row)
    holders = a.session.exec(
        select(Grant.person_id).where(
            Grant.procedure_id == place,
            Grant.capacity == capacity,
            Grant.ended_at.is_(None),  # type: ignore[union-attr]
        )
    ).all()
    if people[mail] in holders:
        return
    if len(holders) >= (1 if capacity in ONE else _MOST.get(capacity, len(holders) + 1)):
        done.left.append(_("%(mail)s: another is %(named)s here already", mail=mail, named=named))
        return
    grant = access.give(
        a, person_id=people[mail], capacity=capacity, state_id=state, procedure_id=place
    )
    if capacity is Capacity.PRESIDENT:
        take_chair(a, grant)
    if place is not None:
        a.also(f"procedure/{place}", a.action.value, grant.id, capacity=named)
    done.capacities += 1


def _mission(a: Act, row: Mapping[str, Any], about: Mapping[str, Procedure], done: Carried) -> None:
    place, state, mail = _place(row, about), _state(a, row), _said(row, "mail").lower()
    if place is None or state is None:
        raise _no(_("A mission's address names its procedure and its State."))
    there = a.session.exec(
        select(Contact.id).where(
            Contact.procedure_id == place,
            Contact.state_id == state,
            Contact.mail == mail,
            Contact.ended_at.is_(None),  # type: ignore[union-attr]
        )
    ).first()
    if there is not None:
        return
    states.add_contact(
        a.session,
        a.now,
        procedure_id=place,
        state_id=state,
        mail=mail,
        evidence=_said(row, "evidence", empty=True),
        lang=_said(row, "lang"),
    )
    done.missions += 1
