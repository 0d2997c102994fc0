"""A digest once a day instead of single mails, for whoever wants it (W12).

A line that waits is marked when it is written and bound to one digest when that is made, so
none is told twice and none is lost. Its words are the notices' own, never content, and each
line's right is asked again when the digest is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, column, exists, func, select, table, update
from sqlalchemy.engine import Connection
from sqlmodel import Session

from recruit.access import matches
from recruit.access.models import Grant
from recruit.access.policy import allows
from recruit.access.rules import Capacity
from recruit.core import clock, db, times
from recruit.core.db import UTC
from recruit.core.words import mark
from recruit.notices import kinds
from recruit.notices.models import Notice
from recruit.notices.operations import broadcast
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import column as state_of

KIND = "notices.digest"
HOUR = 7
"""At this hour of the person's own day it is made of what waits."""

_n = Notice.__table__  # type: ignore[attr-defined]
_g = Grant.__table__  # type: ignore[attr-defined]
# accounts stands above this room, so its table is named, not imported
_person = table("accounts_person", column("id"), column("zone"))
_WAITING = (
    select(_person.c.id, _person.c.zone, func.min(_n.c.at, type_=UTC()).label("since"))
    .select_from(_n.join(_person, _person.c.id == _n.c.person_id))
    .where(_n.c.digest == "")
    .group_by(_person.c.id, _person.c.zone)
    .order_by(_person.c.id)
)
_BIND = (
    update(_n)
    .where(_n.c.person_id == bindparam("whose"), _n.c.digest == "")
    .values(digest=bindparam("told"))
    .execution_options(preserve_rowcount=True)
)
_LINES = (
    select(
        _n.c.at,
        _n.c.kind,
        _n.c.capacity,
        _n.c.object_id,
        _n.c.procedure_id,
        exists()
        .where(
            _g.c.person_id == _n.c.person_id,
            _g.c.procedure_id == _n.c.procedure_id,
            _g.c.capacity == _n.c.capacity,
            _g.c.ended_at.is_(None),
            (_g.c.until.is_(None)) | (_g.c.until > bindparam("now", type_=_g.c.until.type)),
            ~matches.emptied(_g),
        )
        .label("held"),
    )
    .where(_n.c.digest == bindparam("told"), _n.c.person_id == bindparam("person"))
    .order_by(_n.c.at, _n.c.id)
)


def register() -> None:
    """Give the words of this notice; it is a mail alone, since its lines stand already."""
    kinds.register(
        KIND,
        subject=mark("What is new in the recruitment"),
        whatever_right=True,
        in_app=False,
        says=lines,
    )


def make_due(now: datetime) -> int:
    """Make the digest of everybody for whom a line has waited over the hour of their day; how
    many were made. For the worker. now: aware."""
    made = 0
    with db.reading() as connection:
        waiting = connection.execute(_WAITING).all()
    for person_id, zone, since in waiting:
        if since < _last_hour(now, zone):
            with db.writing() as session:
                made += make(session, now, person_id)
    return made


def _last_hour(now: datetime, zone: str) -> datetime:
    """When it was last the hour of the digest in this zone."""
    here = now.astimezone(ZoneInfo(zone))
    today = here.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return today if today <= here else today - timedelta(days=1)


def make(session: Session, now: datetime, person_id: str) -> bool:
    """Make this person's digest of what waits, in the caller's transaction; False where
    nothing waits. Called too when somebody wants no digest any more."""
    waiting = select(_n.c.id).where(_n.c.person_id == person_id, _n.c.digest == "").limit(1)
    if session.connection().execute(waiting).first() is None:
        return False
    told = broadcast(
        session, now, None, KIND, "persons", recipients=[person_id], sender=Capacity.OPERATOR
    )
    session.connection().execute(_BIND, {"whose": person_id, "told": told.id})
    return True


def lines(connection: Connection, person_id: str, broadcast_id: str) -> Sequence[str]:
    """The lines of a digest that its person may be told now: in a capacity held still, which
    the policy allows what the notice presumes. A reminder whose condition passed is left out."""
    now = clock.now()
    asked = {"told": broadcast_id, "person": person_id, "now": now}
    rows = connection.execute(_LINES, asked).all()
    states = {
        of: state_of(procedure.milestones(connection, of))
        for of in sorted({row.procedure_id for row in rows if row.procedure_id})
    }
    said = []
    for row in rows:
        kind, capacity = kinds.of(row.kind), Capacity(row.capacity)
        if capacity is not Capacity.ANYBODY and not row.held:
            continue
        state = states.get(row.procedure_id)
        if kind.action is not None and (state is None or not allows(kind.action, capacity, state)):
            continue
        if kind.still is not None and not kind.still(connection, row.object_id, now):
            continue
        said.append(f"{times.moment(row.at)}: {kind.line(row.object_id)}")
    return said


EVERY = timedelta(minutes=5)
"""How often the worker looks whether somebody's hour has come."""
