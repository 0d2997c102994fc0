"""Reading what waits for a countersignature. The caller has asked the policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.access.tasks import columns
from recruit.accounts import models as accounts
from recruit.core import vault
from recruit.core.db import UTC
from recruit.countersigning.kinds import Asked
from recruit.countersigning.models import Request
from recruit.countersigning.rules import PresidentialAct, in_conflict, lost
from recruit.procedure import models as procedure

TABLE = "countersigning_request"


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request: what was asked for when, and how it ended. in_office: whoever asked is the
    President still. reason: of a refusal; '' where it can't be read. other_grant: who ended it."""

    id: str
    act: PresidentialAct
    at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    outcome: str
    by: str
    in_office: bool
    reason: str
    other_grant: str

    def state(self, now: datetime) -> str:
        """'waits', 'given', 'refused', 'withdrawn', or 'lost' where its time has passed."""
        if self.outcome:
            return self.outcome
        return "waits" if self.in_office and not lost(self.act, self.due_at, now) else "lost"


_q = Request.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_by = _g.alias("asked_by")
_c = access.Clearance.__table__  # type: ignore[attr-defined]
_p = procedure.Procedure.__table__  # type: ignore[attr-defined]
_a = accounts.Person.__table__  # type: ignore[attr-defined]
_NOW = bindparam("now", type_=UTC())


def _seat(living: bool) -> Any:
    return exists().where(
        _g.c.procedure_id == bindparam("procedure"),
        _g.c.person_id == bindparam("person"),
        _g.c.capacity == Capacity.MEMBER.value,
        _g.c.ended_at.is_(None) if living else _g.c.ended_at.is_not(None),
    )


_ASIDE = select(
    _seat(False).label("left"),
    _seat(True).label("seated"),
    exists()
    .where(
        _c.c.procedure_id == bindparam("procedure"),
        _c.c.person_id == bindparam("person"),
        _c.c.status == "undecided",
    )
    .label("undecided"),
)
_CHAIRED = select(_g.c.id).where(
    _g.c.procedure_id == bindparam("procedure"),
    _g.c.person_id != bindparam("person"),
    _g.c.capacity == Capacity.CHAIR.value,
    _g.c.ended_at.is_(None),
)
_IN_OFFICE = _by.c.ended_at.is_(None) & or_(_by.c.until.is_(None), _by.c.until > _NOW)
_ALL = (
    select(
        _q.c.id,
        _q.c.act,
        _q.c.object_id,
        _q.c.key_id,
        _q.c.sealed,
        _q.c.sealed_reason,
        _q.c.document_id,
        _q.c.by_grant,
        _q.c.at,
        _q.c.due_at,
        _q.c.ended_at,
        _q.c.outcome,
        _q.c.other_grant,
        _by.c.person_id,
        _a.c.name,
        _IN_OFFICE.label("in_office"),
    )
    .select_from(_q.join(_by, _by.c.id == _q.c.by_grant).join(_a, _a.c.id == _by.c.person_id))
    .where(_q.c.procedure_id == bindparam("procedure"))
    .order_by(_q.c.at.desc(), _q.c.id)
)
_ONE = _ALL.where(_q.c.id == bindparam("request"))


def waits_on(act: PresidentialAct, object_id: Any) -> ColumnElement[bool]:
    """Whether this act on the object of this column waits already, for a task's SELECT."""
    again, asker = _q.alias(f"waits_{act.value}"), _g.alias(f"asker_{act.value}")
    return exists().where(
        again.c.act == act.value,
        again.c.object_id == object_id,
        again.c.ended_at.is_(None),
        asker.c.id == again.c.by_grant,
        asker.c.ended_at.is_(None),
    )


def aside(connection: Connection, procedure_id: str, person_id: str) -> bool:
    """Whether this person, as President, counts as in conflict now (R5)."""
    asked = {"procedure": procedure_id, "person": person_id}
    row = connection.execute(_ASIDE, asked).one()
    return in_conflict(
        left_seat=bool(row.left), seated=bool(row.seated), undecided=bool(row.undecided)
    )


def chaired(connection: Connection, procedure_id: str, person_id: str) -> bool:
    """Whether somebody else than this person exercises the chair, who can countersign (R19)."""
    asked = {"procedure": procedure_id, "person": person_id}
    return connection.execute(_CHAIRED, asked).first() is not None


def _view(row: Any) -> RequestView:
    said = vault.unseal_or_none(row.key_id, row.sealed_reason, TABLE, row.id, "sealed_reason")
    return RequestView(
        row.id,
        PresidentialAct(row.act),
        row.at,
        row.due_at,
        row.ended_at,
        row.outcome,
        row.name,
        bool(row.in_office),
        said["reason"] if said else "",
        row.other_grant or "",
    )


def requests(connection: Connection, procedure_id: str, now: datetime) -> list[RequestView]:
    """Every request of the procedure, the latest first: no content, the reasons of refusals."""
    return [_view(row) for row in connection.execute(_ALL, {"procedure": procedure_id, "now": now})]


def one(
    connection: Connection, procedure_id: str, request_id: str, now: datetime
) -> tuple[RequestView, Asked, str] | None:
    """A request, what it asks for and its document's id; None for an unknown one. What it asks
    for is empty once it ended, and where its key is away or erased."""
    asked = {"procedure": procedure_id, "request": request_id, "now": now}
    row = connection.execute(_ONE, asked).first()
    if row is None:
        return None
    open_ = row.ended_at is None
    values = vault.unseal_or_none(row.key_id, row.sealed, TABLE, row.id) if open_ else None
    found = Asked(
        row.id,
        procedure_id,
        PresidentialAct(row.act),
        row.object_id,
        values or {},
        row.by_grant,
        row.person_id,
    )
    return _view(row), found, row.document_id if open_ else ""


TASKS: list[Select[Any]] = [
    select(
        *columns(
            procedure_id=_g.c.procedure_id,
            procedure_name=_p.c.name,
            capacity=_g.c.capacity,
            kind="countersigning.sign",
            object_id=_q.c.id,
            reference=_q.c.act,
            since=_q.c.at,
            until=_q.c.due_at,
        )
    )
    .select_from(
        _g.join(_p, _p.c.id == _g.c.procedure_id)
        .join(_q, _q.c.procedure_id == _g.c.procedure_id)
        .join(_by, _by.c.id == _q.c.by_grant)
    )
    .where(
        _g.c.person_id == bindparam("person"),
        _g.c.ended_at.is_(None),
        or_(_g.c.until.is_(None), _g.c.until > _NOW),
        _g.c.capacity == Capacity.CHAIR.value,
        _q.c.ended_at.is_(None),
        _by.c.person_id != _g.c.person_id,
        _IN_OFFICE,
    )
]
