"""What was told: lines for one person, and how far a sender's deliveries got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, column, exists, func, or_, select, table
from sqlalchemy.engine import Connection

from recruit.access import matches
from recruit.access.models import Grant
from recruit.access.rules import GICHD, Capacity, Reader
from recruit.access.tasks import columns
from recruit.core import clock
from recruit.core.db import UTC
from recruit.notices import kinds
from recruit.notices.models import (
    SENDING,
    Broadcast,
    Delivery,
    DeliveryStatus,
    Notice,
    Settling,
)
from recruit.notices.rules import CLOSED, How, Missed
from recruit.procedure.models import Procedure


@dataclass(frozen=True, slots=True)
class NewsItem:
    """A line in 'since your last visit'. at: UTC. line: in the reader's language.

    endpoint: the page that url opens, so that the page drawing the line can ask whether
    it is open to the reader still.
    """

    at: datetime
    procedure_name: str
    capacity: str
    line: str
    url: str
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a broadcast got; total is the sum of all the others. expanded: whether its
    recipients have been found yet."""

    sent: int = 0
    failed: int = 0
    unknown: int = 0
    queued: int = 0
    dropped: int = 0
    expanded: bool = False

    @property
    def total(self) -> int:
        """All recipients' addresses."""
        return self.sent + self.failed + self.unknown + self.queued + self.dropped


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A delivery that did not arrive, or of which nobody knows, or that still waits (D7).

    recipient: id of the person, State or candidate. address: a mission's; '' for others.
    said: the server's own words. again: it had somebody to go to and what it carries is good
    still, so it can go again.
    """

    delivery_id: str
    at: datetime
    kind: str
    subject: str
    object_id: str
    recipient: str
    address: str
    status: DeliveryStatus
    attempts: int
    said: str
    again: bool


_n = Notice.__table__  # type: ignore[attr-defined]
_p = Procedure.__table__  # type: ignore[attr-defined]
_g = Grant.__table__  # type: ignore[attr-defined]
_b = Broadcast.__table__  # type: ignore[attr-defined]
_d = Delivery.__table__  # type: ignore[attr-defined]
_set = Settling.__table__  # type: ignore[attr-defined]
# accounts stands above this room, so its table is named, not imported
_person = table("accounts_person", column("id"), column("name"))

# what was told to a capacity is shown only while it is held
_HELD = exists().where(
    _g.c.person_id == _n.c.person_id,
    _g.c.procedure_id == _n.c.procedure_id,
    _g.c.capacity == _n.c.capacity,
    _g.c.ended_at.is_(None),
    or_(_g.c.until.is_(None), _g.c.until > bindparam("now", type_=UTC())),
    ~matches.emptied(_g),
)
_NEWS = (
    select(
        _n.c.at,
        func.coalesce(_p.c.name, "").label("name"),
        _n.c.capacity,
        _n.c.kind,
        _n.c.object_id,
    )
    .select_from(_n.outerjoin(_p, _p.c.id == _n.c.procedure_id))
    .where(
        _n.c.person_id == bindparam("person"),
        _n.c.at > bindparam("since", type_=UTC()),
        or_(_n.c.capacity == Capacity.ANYBODY.value, _HELD),
    )
    .order_by(_n.c.at.desc(), _n.c.id)
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)
_COUNTS = (
    select(_d.c.status, func.count().label("n"))
    .where(_d.c.broadcast_id == bindparam("broadcast"))
    .group_by(_d.c.status)
)
_EXPANDED = select(_b.c.expanded_at).where(_b.c.id == bindparam("broadcast"))
_LONG = timedelta(hours=1)
"""After this a mail that still waits for its server is shown to its sender."""
_OPEN = ~exists().where(
    _set.c.delivery_id == _d.c.id, _set.c.how.in_([how.value for how in CLOSED])
)
_LOST = and_(
    _d.c.status.in_([DeliveryStatus.FAILED.value, DeliveryStatus.UNKNOWN.value]),
    # one that is being sent at this moment is 'unknown' too, for a few seconds
    or_(
        _d.c.status == DeliveryStatus.FAILED.value,
        _d.c.said != SENDING,
        _d.c.next_at < bindparam("now", type_=UTC()),
    ),
    _OPEN,
)
_LATE = and_(
    _d.c.status == DeliveryStatus.QUEUED.value, _b.c.as_of < bindparam("long_ago", type_=UTC())
)
_WHOSE = _b.c.sender.in_(bindparam("senders", expanding=True))
_HERE = _b.c.procedure_id == bindparam("procedure")
_MISSED = (
    select(
        _d.c.id,
        _b.c.as_of,
        _b.c.kind,
        _b.c.object_id,
        _b.c.audience,
        _d.c.recipient,
        _d.c.address,
        _d.c.status,
        _d.c.attempts,
        _d.c.said,
    )
    .select_from(_d.join(_b, _b.c.id == _d.c.broadcast_id))
    .where(_WHOSE, or_(_LOST, _LATE))
    .order_by(_b.c.as_of.desc(), _d.c.id)
)
_UNDELIVERED = _MISSED.where(_HERE)
_ONE = (
    select(
        _b.c.audience,
        _b.c.sender,
        _b.c.procedure_id,
        _b.c.kind,
        _b.c.as_of,
        _d.c.address,
        _LOST.label("open"),
    )
    .select_from(_d.join(_b, _b.c.id == _d.c.broadcast_id))
    .where(_d.c.id == bindparam("delivery"))
)
_SETTLED = (
    select(_b.c.kind, _d.c.recipient, _set.c.how, _set.c.at, _person.c.name.label("by"))
    .select_from(
        _set.join(_d, _d.c.id == _set.c.delivery_id)
        .join(_b, _b.c.id == _d.c.broadcast_id)
        .join(_g, _g.c.id == _set.c.by_grant)
        .join(_person, _person.c.id == _g.c.person_id)
    )
    .where(_WHOSE)
    .order_by(_set.c.at.desc(), _set.c.id)
    .limit(50)
)
_DECIDED = _SETTLED.where(_HERE)
_OF_SITE = (
    select(func.count())
    .select_from(_d.join(_b, _b.c.id == _d.c.broadcast_id))
    .where(_b.c.sender == Capacity.ADMINISTRATOR.value, _LOST)
)
_MISSIONS = frozenset({"states", "state", "contacts"})
_ASKED = (Capacity.CHAIR, Capacity.FOCAL_POINT, Capacity.OFFICE, Capacity.PRESIDENT)
"""Who is asked at home; the staff of the GICHD find theirs on the page."""
_BEGINNING = datetime(2000, 1, 1, tzinfo=clock.GENEVA)


def news(
    connection: Connection,
    person_id: str,
    *,
    since: datetime | None = None,
    limit: int = 20,
    skip: int = 0,
    now: datetime | None = None,
) -> list[NewsItem]:
    """What one person was told, the latest first, in the capacities that they still hold.

    since, now: aware times (by default all, and the present). skip: so many of the latest are
    left out. One static SELECT.
    """
    rows = connection.execute(
        _NEWS,
        {
            "person": person_id,
            "since": since or _BEGINNING,
            "now": now or clock.now(),
            "most": limit,
            "skip": skip,
        },
    )
    items = []
    for row in rows:
        kind = kinds.of(row.kind)
        url = kinds.path(kind, row.object_id, row.name, row.capacity)
        line = kind.line(row.object_id)
        items.append(NewsItem(row.at, row.name, row.capacity, line, url, kind.endpoint))
    return items


def delivery(connection: Connection, broadcast_id: str) -> Counts:
    """How far this broadcast got."""
    asked = {"broadcast": broadcast_id}
    found = {row.status: row.n for row in connection.execute(_COUNTS, asked)}
    return Counts(
        **{str(status): found.get(status.value, 0) for status in DeliveryStatus},
        expanded=connection.execute(_EXPANDED, asked).scalar() is not None,
    )


def senders(capacity: Capacity) -> frozenset[Capacity]:
    """Whose undelivered mails this capacity sees (D7): its own; the GICHD those of its house;
    the President those of the office too, which sends in that name, never the reverse (R22)."""
    if capacity in GICHD:
        return frozenset(GICHD)
    if capacity is Capacity.PRESIDENT:
        return frozenset({Capacity.PRESIDENT, Capacity.OFFICE})
    return frozenset({capacity})


def undelivered(connection: Connection, reader: Reader) -> list[Undelivered]:
    """What this reader's own capacity sent and did not arrive, the latest first (D7): failed,
    unknown, or waiting for its server for over an hour. What its sender settled is left out.
    The administrators', who act in no procedure, of all of them."""
    rows = connection.execute(
        _MISSED if _of_site(reader) else _UNDELIVERED,
        {**_asked(reader), "now": reader.now, "long_ago": reader.now - _LONG},
    )
    return [
        Undelivered(
            row.id,
            row.as_of,
            row.kind,
            kinds.of(row.kind).subject(),
            row.object_id,
            row.recipient,
            row.address,
            DeliveryStatus(row.status),
            row.attempts,
            row.said,
            _again(row, reader.now),
        )
        for row in rows
    ]


def _asked(reader: Reader) -> dict[str, object]:
    whose = sorted(c.value for c in senders(reader.capacity))
    return {"procedure": reader.procedure_id, "senders": whose}


def _of_site(reader: Reader) -> bool:
    return reader.capacity is Capacity.ADMINISTRATOR


def lost_of_site(connection: Connection, now: datetime) -> int:
    """How many mails of the administrators did not arrive and wait for a decision. now: aware."""
    return int(connection.execute(_OF_SITE, {"now": now}).scalar() or 0)


def _addressed(audience: str, address: str) -> bool:
    """Whether it had somebody to go to; whoever is no mission is looked up when it is sent."""
    return bool(address) or audience.partition(":")[0] not in _MISSIONS


def _again(row: Any, now: datetime) -> bool:
    over = kinds.of(row.kind).is_over(row.as_of, now)
    return _addressed(row.audience, row.address) and not over


def missed(connection: Connection, reader: Reader, delivery_id: str, how: How) -> Missed | None:
    """A delivery of this reader's own as the rules judge it; None where it is not."""
    row = connection.execute(_ONE, {"delivery": delivery_id, "now": reader.now}).first()
    if row is None or not (_of_site(reader) or row.procedure_id == reader.procedure_id):
        return None
    if row.sender not in senders(reader.capacity):
        return None
    over = kinds.of(row.kind).is_over(row.as_of, reader.now)
    return Missed(how, bool(row.open), _addressed(row.audience, row.address), over)


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about one that did not arrive. recipient: an id. by: a person's name."""

    subject: str
    recipient: str
    how: How
    at: datetime
    by: str


def decided(connection: Connection, reader: Reader) -> list[Decided]:
    """The last fifty decisions on what this reader's own capacity sent (D7)."""
    statement = _SETTLED if _of_site(reader) else _DECIDED
    return [
        Decided(kinds.of(row.kind).subject(), row.recipient, How(row.how), row.at, row.by)
        for row in connection.execute(statement, _asked(reader))
    ]


_HOUSE = [capacity.value for capacity in sorted(GICHD)]
TASKS: list[Select[Any]] = [
    select(
        *columns(
            procedure_id=_g.c.procedure_id,
            procedure_name=_p.c.name,
            capacity=_g.c.capacity,
            kind="notices.undelivered",
            since=func.min(_b.c.as_of),
            n=func.count(),
        )
    )
    .select_from(
        _d.join(_b, _b.c.id == _d.c.broadcast_id)
        .join(_g, _g.c.procedure_id == _b.c.procedure_id)
        .join(_p, _p.c.id == _g.c.procedure_id)
    )
    .where(
        _g.c.person_id == bindparam("person"),
        _g.c.ended_at.is_(None),
        or_(_g.c.until.is_(None), _g.c.until > bindparam("now", type_=UTC())),
        _g.c.capacity.in_([capacity.value for capacity in _ASKED]),
        or_(
            _b.c.sender == _g.c.capacity,
            and_(_g.c.capacity == Capacity.FOCAL_POINT.value, _b.c.sender.in_(_HOUSE)),
        ),
        _LOST,
    )
    .group_by(_g.c.id, _g.c.procedure_id, _p.c.name, _g.c.capacity)
]
"""Mails that did not arrive: to the sender, each its own; the office's to the office alone."""
