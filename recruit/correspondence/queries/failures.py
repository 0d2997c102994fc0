"""What a failure touched, by the application's own record, and what was told of it (W16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity, Reader
from recruit.accounts import models as accounts
from recruit.core import vault
from recruit.core.db import UTC
from recruit.correspondence.models import Failure, Fault, Matter, Touched
from recruit.correspondence.rules import failures as rules
from recruit.correspondence.rules.failures import Thing, Told
from recruit.correspondence.rules.matters import MatterKind, reads_of
from recruit.notices import models as notices
from recruit.notices.queries import senders

TABLE = "correspondence_failure"
MOST = 50


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a failure touched. grant_id, who: of the person inside, '' for none;
    about: a notice's kind or a page's name; audience, recipient: of a mail."""

    thing: Thing
    object_id: str
    at: datetime
    who: str = ""
    grant_id: str = ""
    about: str = ""
    audience: str = ""
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class FailureView:
    """A failure as its side reads it. counts: of what was told, by how. first: from when its
    ten working days run."""

    id: str
    what: str
    from_at: datetime
    until_at: datetime
    at: datetime
    remedied_at: datetime | None
    remedied_by: str
    text: str
    compared: str
    counts: dict[Told, int]


@dataclass(frozen=True, slots=True)
class RemedyView:
    """A remedy as whom it is for reads it."""

    from_at: datetime
    until_at: datetime
    remedied_at: datetime
    by: str
    text: str


_f = Failure.__table__  # type: ignore[attr-defined]
_x = Fault.__table__  # type: ignore[attr-defined]
_m = Matter.__table__  # type: ignore[attr-defined]
_t = Touched.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_p = accounts.Person.__table__  # type: ignore[attr-defined]
_d = notices.Delivery.__table__  # type: ignore[attr-defined]
_b = notices.Broadcast.__table__  # type: ignore[attr-defined]
_FROM, _UNTIL = bindparam("from_at", type_=UTC()), bindparam("until_at", type_=UTC())
_CLAIMS = (
    select(_m.c.id, _m.c.received_at)
    .where(
        _m.c.procedure_id == bindparam("procedure"),
        _m.c.answerer == bindparam("side"),
        _m.c.kind == MatterKind.FAILURE.value,
        _m.c.answered_at.is_(None),
        _m.c.received_at >= _FROM,
    )
    .order_by(_m.c.received_at, _m.c.id)
)
_REQUESTS = (
    select(_x.c.id, _x.c.at, _x.c.grant_id, _x.c.endpoint, _p.c.name)
    .select_from(_x.join(_g, _g.c.id == _x.c.grant_id).join(_p, _p.c.id == _g.c.person_id))
    .where(
        _x.c.procedure_id == bindparam("procedure"),
        _x.c.at >= _FROM,
        _x.c.at <= _UNTIL,
        _x.c.capacity.in_(bindparam("capacities", expanding=True)),
    )
    .order_by(_x.c.at, _x.c.id)
)
_MAILS = (
    select(_d.c.id, _d.c.recipient, _d.c.next_at, _b.c.audience, _b.c.kind)
    .select_from(_d.join(_b, _b.c.id == _d.c.broadcast_id))
    .where(
        _b.c.procedure_id == bindparam("procedure"),
        _b.c.sender.in_(bindparam("senders", expanding=True)),
        _d.c.status.in_(["failed", "unknown"]),
        _d.c.next_at >= _FROM,
        _d.c.next_at <= _UNTIL,
    )
    .order_by(_d.c.next_at, _d.c.id)
)
_GRANTS = (
    select(_g.c.id, _g.c.person_id, _g.c.capacity, _p.c.name)
    .select_from(_g.join(_p, _p.c.id == _g.c.person_id))
    .where(
        _g.c.procedure_id == bindparam("procedure"),
        _g.c.person_id.in_(bindparam("persons", expanding=True)),
        _g.c.ended_at.is_(None),
        or_(_g.c.until.is_(None), _g.c.until > bindparam("now", type_=UTC())),
    )
    .order_by(_g.c.since, _g.c.id)
)
_ALL = (
    select(_f, _p.c.name.label("by_name"))
    .select_from(
        _f.outerjoin(_g, _g.c.id == _f.c.remedied_by).outerjoin(_p, _p.c.id == _g.c.person_id)
    )
    .where(_f.c.procedure_id == bindparam("procedure"), _f.c.side == bindparam("side"))
    .order_by(_f.c.at.desc(), _f.c.id)
    .limit(MOST)
)
_COUNTS = (
    select(_t.c.failure_id, _t.c.told, func.count().label("n"))
    .where(_t.c.failure_id.in_(bindparam("failures", expanding=True)))
    .group_by(_t.c.failure_id, _t.c.told)
)
_MINE = (
    select(
        _f.c.id, _f.c.key_id, _f.c.remedy, _f.c.from_at, _f.c.until_at, _f.c.remedied_at, _p.c.name
    )
    .select_from(
        _t.join(_f, _f.c.id == _t.c.failure_id)
        .join(_g, _g.c.id == _f.c.remedied_by)
        .join(_p, _p.c.id == _g.c.person_id)
    )
    .where(_t.c.grant_id == bindparam("grant"), _f.c.remedied_at.is_not(None))
    .distinct()
    .order_by(_f.c.remedied_at.desc())
    .limit(MOST)
)


def found(
    connection: Connection, reader: Reader, from_at: datetime, until_at: datetime
) -> list[Found]:
    """All that a failure of this time touched on the reader's side: claims that wait, requests
    that were not served, mails that did not leave; in their order. Times: aware."""
    side = reads_of(reader.capacity)
    asked: dict[str, Any] = {
        "procedure": reader.procedure_id,
        "side": side.value,
        "from_at": from_at,
        "until_at": until_at,
        "capacities": sorted(c.value for c in rules.TOUCHES[side]),
        "senders": sorted(c.value for c in senders(side)),
    }
    claims = [
        Found(Thing.CLAIM, row.id, row.received_at) for row in connection.execute(_CLAIMS, asked)
    ]
    requests = [
        Found(Thing.REQUEST, row.id, row.at, row.name, row.grant_id, row.endpoint)
        for row in connection.execute(_REQUESTS, asked)
    ]
    return [
        *claims,
        *requests,
        *_mails(connection, reader, connection.execute(_MAILS, asked).all()),
    ]


def _mails(connection: Connection, reader: Reader, rows: Sequence[Any]) -> list[Found]:
    persons = sorted({r.recipient for r in rows if _of_person(r.audience)})
    grants: dict[str, Any] = {}
    if persons:
        asked = {"procedure": reader.procedure_id, "persons": persons, "now": reader.now}
        for held in connection.execute(_GRANTS, asked):
            grants.setdefault(held.person_id, held)
            grants.setdefault(f"{held.person_id}|{held.capacity}", held)
    said = []
    for r in rows:
        name, _colon, argument = r.audience.partition(":")
        capacity = Capacity.MEMBER.value if name == "panel" else argument
        grant: Any = None
        if _of_person(r.audience):
            grant = grants.get(f"{r.recipient}|{capacity}") or grants.get(r.recipient)
        said.append(
            Found(
                Thing.MAIL,
                r.id,
                r.next_at,
                grant.name if grant else "",
                grant.id if grant else "",
                r.kind,
                r.audience,
                r.recipient,
            )
        )
    return said


_OF_PERSONS = frozenset({"persons", "capacity", "capacities", "delegates", "panel"})


def _of_person(audience: str) -> bool:
    return audience.partition(":")[0] in _OF_PERSONS


def every(connection: Connection, reader: Reader) -> list[FailureView]:
    """The failures of the reader's side, the latest first."""
    asked = {"procedure": reader.procedure_id, "side": reads_of(reader.capacity).value}
    rows = connection.execute(_ALL, asked).all()
    told: dict[str, dict[Told, int]] = {row.id: {} for row in rows}
    if rows:
        for count in connection.execute(_COUNTS, {"failures": list(told)}):
            if count.told:
                told[count.failure_id][Told(count.told)] = count.n
    views = []
    for row in rows:
        said = vault.unseal_or_none(row.key_id, row.sealed, TABLE, row.id) or {}
        given = vault.unseal_or_none(row.key_id, row.remedy, TABLE, row.id, "remedy") or {}
        views.append(
            FailureView(
                row.id,
                said.get("what", ""),
                row.from_at,
                row.until_at,
                row.at,
                row.remedied_at,
                row.by_name or "",
                given.get("text", ""),
                given.get("compared", ""),
                told[row.id],
            )
        )
    return views


def mine(connection: Connection, reader: Reader) -> list[RemedyView]:
    """The remedies of failures that touched the reader, the latest first."""
    found_ = []
    for row in connection.execute(_MINE, {"grant": reader.grant_id}):
        said = vault.unseal_or_none(row.key_id, row.remedy, TABLE, row.id, "remedy") or {}
        found_.append(
            RemedyView(row.from_at, row.until_at, row.remedied_at, row.name, said.get("text", ""))
        )
    return found_
