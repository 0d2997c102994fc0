"""Reading whom the opening letter did not reach, and the office's calls to them (S4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.accounts import models as accounts
from recruit.approval import models
from recruit.core import keys, vault
from recruit.notices import models as notices
from recruit.states import models as states

TABLE = "approval_call"


@dataclass(frozen=True, slots=True)
class CallView:
    """A call: to which State, by whom, when, and what was said; '' once erased."""

    state_id: str
    state: str
    by: str
    at: datetime
    said: str


_c = models.Call.__table__  # type: ignore[attr-defined]
_s = states.State.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_p = accounts.Person.__table__  # type: ignore[attr-defined]
_b = notices.Broadcast.__table__  # type: ignore[attr-defined]
_d = notices.Delivery.__table__  # type: ignore[attr-defined]
_other, _told = _d.alias("other"), _b.alias("told")
_CALLS = (
    select(_c, _s.c.name.label("state"), _p.c.name.label("by"))
    .select_from(
        _c.join(_s, _s.c.id == _c.c.state_id)
        .join(_g, _g.c.id == _c.c.by_grant)
        .join(_p, _p.c.id == _g.c.person_id)
    )
    .where(_c.c.round_id == bindparam("round"))
    .order_by(_c.c.at, _c.c.id)
)


def uncalled(round_id: Any) -> Any:
    """The letter's deliveries of this round to States of which no address took it, and that
    nobody has called. A mail that no attempt was made with yet is the house's own trouble."""
    of_round = and_(
        _b.c.object_id == round_id,
        _b.c.kind == "approval.opened",
        or_(_b.c.audience == "states", _b.c.audience.like("state:%")),
    )
    took = exists().where(
        _other.c.recipient == _d.c.recipient,
        _other.c.status == "sent",
        _other.c.broadcast_id == _told.c.id,
        _told.c.object_id == _b.c.object_id,
        _told.c.kind == "approval.opened",
    )
    tried = or_(_d.c.status != "queued", _d.c.attempts > 0)
    called = exists().where(_c.c.round_id == _b.c.object_id, _c.c.state_id == _d.c.recipient)
    return and_(_d.c.broadcast_id == _b.c.id, of_round, tried, ~took, ~called)


_UNCALLED = select(_d.c.recipient).distinct().where(uncalled(bindparam("round")))


def missing(connection: Connection, round_id: str) -> frozenset[str]:
    """The States, by id, that are to be called."""
    return frozenset(connection.execute(_UNCALLED, {"round": round_id}).scalars())


def calls(connection: Connection, round_id: str) -> list[CallView]:
    """The calls of this round, the first first."""
    found = []
    for row in connection.execute(_CALLS, {"round": round_id}):
        key = keys.procedure_key(row.procedure_id)
        told = vault.unseal_or_none(key, row.sealed, TABLE, row.id) or {}
        found.append(CallView(row.state_id, row.state, row.by, row.at, told.get("said", "")))
    return found
