"""States, their contacts and delegates, and how far the proposal's letter got."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, case, exists, func, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.accounts import models as accounts
from recruit.core.db import UTC
from recruit.core.together import Together
from recruit.notices import models as notices
from recruit.states import models as states
from recruit.states import queries as registry
from recruit.states.queries import ContactView


@dataclass(frozen=True, slots=True)
class StateRow:
    """A State Party as the office follows it. ready: of its delegates, who have a passphrase and
    a second factor that needs no mail (S6). delivery: the best of its addresses. untaken: the
    letter was tried, and none of them took it."""

    id: str
    name: str
    group: str
    affected: str
    party: bool
    contacts: list[ContactView]
    delegates: int
    ready: int
    delivery: str
    untaken: bool


_g = access.Grant.__table__  # type: ignore[attr-defined]
_b = notices.Broadcast.__table__  # type: ignore[attr-defined]
_d = notices.Delivery.__table__  # type: ignore[attr-defined]
_p = accounts.Person.__table__  # type: ignore[attr-defined]
_k = accounts.Passkey.__table__  # type: ignore[attr-defined]
_c = accounts.Code.__table__  # type: ignore[attr-defined]
_NEEDS_NO_MAIL = and_(
    _p.c.passphrase != "",
    or_(
        _p.c.totp.is_not(None),
        exists().where(_k.c.person_id == _p.c.id, _k.c.removed_at.is_(None)),
        exists().where(
            _c.c.person_id == _p.c.id,
            _c.c.kind.in_(("one-time", "recovery")),
            _c.c.used_at.is_(None),
        ),
    ),
)
_DELEGATES = (
    select(
        _g.c.state_id,
        func.count().label("n"),
        func.sum(case((_NEEDS_NO_MAIL, 1), else_=0)).label("ready"),
    )
    .select_from(_g.join(_p, _p.c.id == _g.c.person_id))
    .where(
        _g.c.procedure_id == bindparam("procedure"),
        _g.c.capacity == Capacity.DELEGATE.value,
        _g.c.ended_at.is_(None),
        or_(_g.c.until.is_(None), _g.c.until > bindparam("now", type_=UTC())),
    )
    .group_by(_g.c.state_id)
)
_TOGETHER = Together(*registry.PARTIES_AHEAD, _DELEGATES)
_DELIVERIES = (
    select(_d.c.recipient, _d.c.status, _d.c.attempts)
    .select_from(_d.join(_b, _b.c.id == _d.c.broadcast_id))
    .where(
        _b.c.procedure_id == bindparam("procedure"),
        _b.c.object_id == bindparam("round"),
        _b.c.kind == "approval.opened",
        or_(_b.c.audience == "states", _b.c.audience.like("state:%")),
    )
    .order_by(_d.c.recipient, _d.c.id)
)
_s = states.State.__table__  # type: ignore[attr-defined]
_k = states.Contact.__table__  # type: ignore[attr-defined]
_NAME = select(_s.c.name).where(_s.c.id == bindparam("state"))
_HOW_MANY = select(func.count()).where(
    _k.c.procedure_id == bindparam("procedure"),
    _k.c.state_id == bindparam("state"),
    _k.c.ended_at.is_(None),
)
# a State is reached where one of its addresses took the letter
_RANK = ("sent", "queued", "unknown", "failed", "dropped")


def rows(
    connection: Connection, procedure_id: str, now: datetime, round_id: str = ""
) -> list[StateRow]:
    """Every State Party now, by name, with contacts, delegates and the letter's delivery."""
    asked = {"procedure": procedure_id, "now": now}
    connection = _TOGETHER.ask(connection, asked)
    contacts = registry.contacts(connection, procedure_id)
    delegates: dict[str | None, tuple[int, int]] = {
        row.state_id: (row.n, row.ready) for row in connection.execute(_DELEGATES, asked)
    }
    got: dict[str, str] = {}
    tried: set[str] = set()
    if round_id:
        for row in connection.execute(_DELIVERIES, {"procedure": procedure_id, "round": round_id}):
            known = got.get(row.recipient)
            if row.status != "queued" or row.attempts:
                tried.add(row.recipient)
            if known is None or _RANK.index(row.status) < _RANK.index(known):
                got[row.recipient] = row.status
    return [
        StateRow(
            state.id,
            state.name,
            state.group,
            state.affected,
            True,
            contacts.get(state.id, []),
            *delegates.get(state.id, (0, 0)),
            got.get(state.id, "queued" if round_id else ""),
            state.id in tried and got.get(state.id) != "sent",
        )
        for state in registry.parties(connection, now, procedure_id)
    ]


def added_up(found: list[StateRow]) -> Mapping[str, int]:
    """How many States the letter reached, failed to reach, and so on: their sum is all."""
    sums = dict.fromkeys(_RANK, 0)
    for row in found:
        if row.delivery:
            sums[row.delivery] += 1
    return sums


def name(connection: Connection, state_id: str) -> str:
    """The name of a State, '' for an unknown one."""
    return connection.execute(_NAME, {"state": state_id}).scalar() or ""


def contacts_of(connection: Connection, procedure_id: str, state_id: str) -> int:
    """How many addresses of a State's mission are registered."""
    asked = {"procedure": procedure_id, "state": state_id}
    return int(connection.execute(_HOW_MANY, asked).scalar_one())
