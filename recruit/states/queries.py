"""Reading the registry of States. Static statements into frozen views."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.states import models, rules


@dataclass(frozen=True, slots=True)
class StateView:
    """A State as a list shows it. affected: 'yes', 'no', 'unknown', as corrected."""

    id: str
    name: str
    group: str
    affected: str
    in_force_on: date | None
    withdrawn_on: date | None
    signatory: bool


@dataclass(frozen=True, slots=True)
class ContactView:
    """A registered address of a mission. lang: the language of its letters beside English."""

    id: str
    state_id: str
    mail: str
    evidence: str
    since: datetime
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class CommitteeView:
    """A seat of the Coordination Committee."""

    state_id: str
    role: str
    since: date
    until: date | None
    observer: bool


_s = models.State.__table__  # type: ignore[attr-defined]
_c = models.Correction.__table__  # type: ignore[attr-defined]
_STATES = select(
    _s.c.id,
    _s.c.name,
    _s.c.group,
    _s.c.affected,
    _s.c.in_force_on,
    _s.c.withdrawn_on,
    _s.c.signatory,
).order_by(_s.c.name)
_ONE = select(
    _s.c.id,
    _s.c.name,
    _s.c.group,
    _s.c.affected,
    _s.c.in_force_on,
    _s.c.withdrawn_on,
    _s.c.signatory,
).where(_s.c.id == bindparam("state"))
_CORRECTIONS = (
    select(_c.c.state_id, _c.c.affected)
    .where(_c.c.procedure_id == bindparam("procedure"))
    .order_by(_c.c.at, _c.c.id)
)
_k = models.Contact.__table__  # type: ignore[attr-defined]
_CONTACTS = (
    select(_k.c.id, _k.c.state_id, _k.c.mail, _k.c.evidence, _k.c.since, _k.c.lang)
    .where(_k.c.procedure_id == bindparam("procedure"), _k.c.ended_at.is_(None))
    .order_by(_k.c.state_id, _k.c.mail)
)
_m = models.CommitteeSeat.__table__  # type: ignore[attr-defined]
_COMMITTEE = (
    select(_m.c.state_id, _m.c.role, _m.c.since, _m.c.until, _m.c.observer)
    .where(_m.c.procedure_id == bindparam("procedure"))
    .order_by(_m.c.state_id, _m.c.role)
)
PARTIES_AHEAD = (_CORRECTIONS, _STATES, _CONTACTS)
"""What ``parties`` and ``contacts`` ask."""
CIRCLE_AHEAD = (_CORRECTIONS, _STATES, _COMMITTEE)
"""What ``states`` and ``committee`` ask, for a page that asks it together with others."""


def states(connection: Connection, procedure_id: str = "") -> dict[str, StateView]:
    """All States by id, in the order of their names; statuses as corrected in the procedure."""
    corrected: dict[str, str] = {}
    if procedure_id:
        rows = connection.execute(_CORRECTIONS, {"procedure": procedure_id})
        corrected = {row.state_id: row.affected for row in rows}
    return {
        row.id: StateView(
            row.id,
            row.name,
            row.group,
            corrected.get(row.id, row.affected),
            row.in_force_on,
            row.withdrawn_on,
            row.signatory,
        )
        for row in connection.execute(_STATES)
    }


def party(state: StateView, moment: datetime) -> bool:
    """Whether the State is a State Party on the Geneva day of this instant (S4)."""
    return rules.is_party(
        rules.State(
            state.id,
            state.name,
            in_force=state.in_force_on,
            withdrawal_effective=state.withdrawn_on,
            signatory=state.signatory,
        ),
        moment,
    )


def standing(connection: Connection, state_id: str, moment: datetime) -> tuple[bool, str]:
    """Whether the State is a State Party at this instant (S4, S5), and its name; '' of none."""
    row = connection.execute(_ONE, {"state": state_id}).first() if state_id else None
    if row is None:
        return False, ""
    return party(StateView(*row), moment), row.name


def parties(connection: Connection, moment: datetime, procedure_id: str = "") -> list[StateView]:
    """The States Parties at this instant, by name."""
    return [s for s in states(connection, procedure_id).values() if party(s, moment)]


def contacts(connection: Connection, procedure_id: str) -> dict[str, list[ContactView]]:
    """The registered addresses that are in force, by State."""
    found: dict[str, list[ContactView]] = {}
    for row in connection.execute(_CONTACTS, {"procedure": procedure_id}):
        found.setdefault(row.state_id, []).append(ContactView(*row))
    return found


def committee(connection: Connection, procedure_id: str, on: date) -> list[CommitteeView]:
    """The seats of the Coordination Committee in office on a day, observers among them."""
    return [
        CommitteeView(*row)
        for row in connection.execute(_COMMITTEE, {"procedure": procedure_id})
        if row.since <= on and (row.until is None or on <= row.until)
    ]
