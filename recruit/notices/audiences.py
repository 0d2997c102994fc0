"""Who is meant by an audience, and where they are reached.

An audience is a name, with an argument after a colon where it needs one: ``persons``,
``persons:<capacity>``, ``capacity:<capacity>``, ``capacities:<one>+<other>``, ``panel``,
``delegates:<state>``, ``states``, ``state:<id>``.
A later room registers further ones (``candidate``). The same function is asked twice:
when a broadcast is expanded, for all; and again at the moment of sending, for one
recipient, who then gets nothing if the answer no longer names them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, bindparam, column, or_, select, table
from sqlalchemy.engine import Connection

from recruit.access import matches
from recruit.access.models import Grant
from recruit.access.policy import allows
from recruit.access.rules import Capacity
from recruit.notices import kinds
from recruit.procedure import queries as procedure_queries
from recruit.procedure.rules import milestones as facts
from recruit.states import models as states
from recruit.states import rules as states_rules


@dataclass(frozen=True, slots=True)
class Told:
    """What a resolver is asked about: a broadcast, and for whom.

    as_of: when the broadcast was made; now: the present (both aware, UTC). recipients:
    the ids that the sender named; at the moment of sending the one in question, and then
    sending is true.
    """

    broadcast_id: str
    procedure_id: str
    kind: str
    object_id: str
    argument: str
    recipients: tuple[str, ...]
    as_of: datetime
    now: datetime
    sending: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """One recipient: id of a person, State, candidate or whatever the audience knows.

    address: a mail address, '' where there is none (the delivery then fails and is seen).
    person: has an account, so a line inside the application is written too, in capacity.
    quiet: no mail, the line alone. daily: a digest once a day instead of mails (W12). kept:
    the address may stand in the delivery (a mission's); a person's is looked up again when it
    is sent.
    """

    id: str
    address: str
    person: bool = False
    capacity: str = ""
    lang: str = "en"
    quiet: bool = False
    daily: bool = False
    kept: bool = False


Resolver = Callable[[Connection, Told], Sequence[Recipient]]

# accounts stands above this room, so its table is named, not imported
_person = table("accounts_person", *map(column, ("id", "mail", "lang", "muted", "digest")))
_g = Grant.__table__  # type: ignore[attr-defined]
_s = states.State.__table__  # type: ignore[attr-defined]
_c = states.Contact.__table__  # type: ignore[attr-defined]

_WHO = (_person.c.id, _person.c.mail, _person.c.lang, _person.c.muted, _person.c.digest)
_NAMED = _person.c.id.in_(bindparam("persons", expanding=True))
_BY_ID = select(*_WHO).where(_NAMED).order_by(_person.c.id)


def _living(*further: ColumnElement[bool]) -> Select[tuple[str, str, str, bool, bool, str]]:
    return (
        select(*_WHO, _g.c.capacity)
        .select_from(_g.join(_person, _person.c.id == _g.c.person_id))
        .where(
            _g.c.procedure_id == bindparam("procedure"),
            _g.c.ended_at.is_(None),
            or_(_g.c.until.is_(None), _g.c.until > bindparam("now", type_=_g.c.until.type)),
            ~matches.emptied(_g),
            *further,
        )
        .order_by(_g.c.seat, _g.c.since, _g.c.id)
    )


_LIVING_BY_ID = _living(_NAMED)
_LIVING_AS = _living(_g.c.capacity == bindparam("capacity"))
_LIVING_AS_ANY = _living(_g.c.capacity.in_(bindparam("capacities", expanding=True)))
_DELEGATES = _living(
    _g.c.capacity == Capacity.DELEGATE.value,
    _g.c.state_id == bindparam("state"),
    _g.c.since <= bindparam("as_of", type_=_g.c.since.type),
)
_LIVING_AS_BY_ID = _living(_NAMED, _g.c.capacity == bindparam("capacity"))
_STATES = select(_s.c.id, _s.c.name, _s.c.in_force_on, _s.c.withdrawn_on, _s.c.signatory).order_by(
    _s.c.id
)
_CONTACTS = (
    select(_c.c.state_id, _c.c.mail, _c.c.ended_at, _c.c.lang)
    .where(
        _c.c.procedure_id == bindparam("procedure"),
        _c.c.since <= bindparam("as_of", type_=_c.c.since.type),
    )
    .order_by(_c.c.state_id, _c.c.since, _c.c.id)
)


def _allowed(connection: Connection, told: Told, found: list[Recipient]) -> list[Recipient]:
    """Those whose capacity is allowed what the kind presumes, each person once."""
    once: dict[str, Recipient] = {}
    for recipient in _entitled(connection, told, found):
        once.setdefault(recipient.id, recipient)
    return list(once.values())


def _entitled(connection: Connection, told: Told, found: list[Recipient]) -> list[Recipient]:
    action = kinds.of(told.kind).action
    if action is not None:
        state = facts.column(procedure_queries.milestones(connection, told.procedure_id))
        found = [r for r in found if allows(action, Capacity(r.capacity), state)]
    return found


def _persons(connection: Connection, told: Told) -> Sequence[Recipient]:
    if not told.recipients:
        return []
    asked = {"persons": list(told.recipients)}
    if not told.procedure_id or kinds.of(told.kind).whatever_right:
        rows = connection.execute(_BY_ID, asked)
        return [
            Recipient(r.id, r.mail, True, told.argument or Capacity.ANYBODY.value, r.lang)
            for r in rows
        ]
    asked |= {"procedure": told.procedure_id, "now": told.now}  # type: ignore[dict-item]
    if told.argument:
        asked["capacity"] = told.argument  # type: ignore[assignment]
    statement = _LIVING_AS_BY_ID if told.argument else _LIVING_BY_ID
    return _allowed(connection, told, _of_accounts(connection, statement, asked))


def _of_accounts(
    connection: Connection, statement: Select[tuple[str, str, str, bool, bool, str]], asked: object
) -> list[Recipient]:
    return [
        Recipient(r.id, r.mail, True, r.capacity, r.lang, quiet=bool(r.muted), daily=bool(r.digest))
        for r in connection.execute(statement, asked)  # type: ignore[call-overload]
    ]


def _capacity(connection: Connection, told: Told) -> Sequence[Recipient]:
    capacity = Capacity(told.argument)
    asked = {"procedure": told.procedure_id, "now": told.now, "capacity": capacity.value}
    found = _of_accounts(connection, _LIVING_AS, asked)
    if told.sending:
        found = [r for r in found if r.id in told.recipients]
    return _allowed(connection, told, found)


def _capacities(connection: Connection, told: Told) -> Sequence[Recipient]:
    """Whoever holds one of these capacities: in each that they hold, in the order named."""
    order = {capacity: n for n, capacity in enumerate(told.argument.split("+"))}
    asked = {"procedure": told.procedure_id, "now": told.now, "capacities": list(order)}
    found = _of_accounts(connection, _LIVING_AS_ANY, asked)
    if told.sending:
        found = [r for r in found if r.id in told.recipients]
    return _entitled(connection, told, sorted(found, key=lambda r: order[r.capacity]))


def _delegates(connection: Connection, told: Told) -> Sequence[Recipient]:
    """The delegates of one State, as of the broadcast."""
    asked = {
        "procedure": told.procedure_id,
        "now": told.now,
        "state": told.argument,
        "as_of": told.as_of,
    }
    found = _of_accounts(connection, _DELEGATES, asked)
    if told.sending:
        found = [r for r in found if r.id in told.recipients]
    return _allowed(connection, told, found)


def _panel(connection: Connection, told: Told) -> Sequence[Recipient]:
    return _capacity(connection, replace(told, argument=Capacity.MEMBER.value))


def _missions(
    connection: Connection, told: Told, wanted: list[str], *, ended: bool = False
) -> Sequence[Recipient]:
    """The registered addresses of these States as of the broadcast; '' for one without any.

    ended: those too that ended with the very act that is told, or since.
    """
    addresses: dict[str, dict[str, str]] = {state: {} for state in wanted}
    rows = connection.execute(
        _CONTACTS, {"procedure": told.procedure_id, "as_of": told.as_of}
    ).all()
    until = told.now if told.sending else told.as_of
    for row in rows:
        stays = row.ended_at is None or row.ended_at > until
        if row.state_id in addresses and (stays or (ended and row.ended_at >= told.as_of)):
            addresses[row.state_id][row.mail] = row.lang
    return [
        Recipient(state, address, kept=True, lang=lang)
        for state, found in addresses.items()
        for address, lang in (found or ({} if told.sending else {"": "en"})).items()
    ]


def _states(connection: Connection, told: Told) -> Sequence[Recipient]:
    if told.sending:
        return _missions(connection, told, list(told.recipients))
    parties = [
        row.id
        for row in connection.execute(_STATES)
        if states_rules.is_party(
            states_rules.State(
                row.id,
                row.name,
                in_force=row.in_force_on,
                withdrawal_effective=row.withdrawn_on,
                signatory=row.signatory,
            ),
            told.as_of,
        )
    ]
    return _missions(connection, told, parties)


def _state(connection: Connection, told: Told) -> Sequence[Recipient]:
    return _missions(connection, told, [told.argument])


def _contacts(connection: Connection, told: Told) -> Sequence[Recipient]:
    """The old and the new addresses of a State whose contacts were changed (S19)."""
    return _missions(connection, told, [told.argument], ended=True)


_OWN: dict[str, Resolver] = {
    "persons": _persons,
    "capacity": _capacity,
    "capacities": _capacities,
    "delegates": _delegates,
    "panel": _panel,
    "states": _states,
    "state": _state,
    "contacts": _contacts,
}
_further: dict[str, Resolver] = {}


def register_audience(name: str, resolver: Resolver) -> None:
    """A later room's audience: who is meant, and where they are reached.

    resolver: (connection, told) -> recipients; asked again at sending with told.sending
    true and the one recipient in told.recipients, it answers [] for who lost the right.
    Raises ValueError for a name of this room's own.
    """
    if name in _OWN:
        raise ValueError(f"{name} is an audience already")
    _further[name] = resolver


def resolve(connection: Connection, audience: str, told: Told) -> Sequence[Recipient]:
    """The recipients of an audience. Raises LookupError for an unknown name."""
    name = audience.partition(":")[0]
    resolver = _OWN.get(name) or _further.get(name)
    if resolver is None:
        raise LookupError(f"no audience {name}")
    return resolver(connection, told)
