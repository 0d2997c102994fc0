"""The demonstration lives: its people do what is due, through the operations.

What somebody has to do is what home tells them (recruit.web.tasks): each such task is
performed by the act of its room. So everything before a chosen stage is really done,
by the invented people, in their capacities, at the demonstration's time.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit import worker
from recruit.access import models as access
from recruit.access.frame import acts_done
from recruit.access.rules import Capacity, Reader
from recruit.access.tasks import TaskRow
from recruit.accounts import models as accounts
from recruit.core import clock, db
from recruit.core.errors import AlreadyDone, Refusal
from recruit.demo import calendar
from recruit.demo.acts import (
    applications,
    appointment,
    approval,
    correspondence,
    countersigning,
    finding,
    interviews,
    panel,
    prescreening,
    report,
    shortlist,
    vacancy,
)
from recruit.demo.cast import Cast
from recruit.notices import outbox
from recruit.procedure import queries as procedure
from recruit.procedure.rules.days import geneva_day
from recruit.procedure.rules.milestones import Column, column
from recruit.web import tasks

log = logging.getLogger("recruit.demo")

Performer = Callable[[Cast, TaskRow, Reader], None]
ACTS: dict[str, Performer] = {}
for _room in (
    countersigning,
    correspondence,
    vacancy,
    panel,
    applications,
    prescreening,
    finding,
    shortlist,
    interviews,
    report,
    approval,
    appointment,
):
    ACTS.update(_room.ACTS)

AT_MOST = 3  # times that one task is taken up by one person at one moment

_g = access.Grant.__table__  # type: ignore[attr-defined]
_p = accounts.Person.__table__  # type: ignore[attr-defined]
# Who may have something to do before a round opens: everybody with an account but those
# who hold these capacities alone.
_WAITING = ("delegate", "committee", "auditor", "administrator")
_EVERYBODY = select(_p.c.id).order_by(_p.c.mail)
_BUSY = (
    select(_p.c.id)
    .where(
        _p.c.id.not_in(
            select(_g.c.person_id).where(_g.c.ended_at.is_(None), _g.c.capacity.in_(_WAITING))
        )
        | _p.c.id.in_(
            select(_g.c.person_id).where(_g.c.ended_at.is_(None), _g.c.capacity.not_in(_WAITING))
        )
    )
    .order_by(_p.c.mail)
)
_GRANT = (
    select(_g, _p.c.name, _p.c.zone)
    .select_from(_g.join(_p, _p.c.id == _g.c.person_id))
    .where(
        _g.c.person_id == bindparam("person"),
        _g.c.capacity == bindparam("capacity"),
        _g.c.procedure_id == bindparam("procedure"),
        _g.c.ended_at.is_(None),
    )
)
_CAPACITIES = select(_g.c.person_id, _g.c.capacity).where(_g.c.ended_at.is_(None))
_PERSON = select(_p.c.name, _p.c.zone).where(_p.c.id == bindparam("person"))


def reader_of(
    connection: Connection, procedure_id: str, person_id: str, capacity: Capacity
) -> Reader | None:
    """The reader that this person is in this capacity now; None without a living grant."""
    now = clock.now()
    if capacity is Capacity.ANYBODY:
        name, zone = connection.execute(_PERSON, {"person": person_id}).one()
        return Reader(
            person_id,
            name,
            capacity,
            "",
            "",
            column([]),
            now,
            fresh=True,
            zone=zone,
        )
    row = connection.execute(
        _GRANT, {"person": person_id, "capacity": capacity.value, "procedure": procedure_id}
    ).first()
    if row is None:
        return None
    return Reader(
        person_id,
        row.name,
        capacity,
        row.id,
        procedure_id,
        column(procedure.milestones(connection, procedure_id)),
        now,
        fresh=True,
        state_id=row.state_id or "",
        seat=row.seat,
        zone=row.zone,
        principal_id=row.principal_id or "",
    )


def people(connection: Connection, procedure_id: str) -> list[str]:
    """Who may have something to do, in a fixed order; from a round's opening everybody."""
    state = column(procedure.milestones(connection, procedure_id))
    statement = _BUSY if state in (Column.BEFORE, Column.JUDGING) else _EVERYBODY
    return [row.id for row in connection.execute(statement)]


def _perform(cast: Cast, person_id: str, row: TaskRow) -> bool:
    act = ACTS.get(row.kind)
    if act is None:
        return False
    with db.reading() as connection:
        reader = reader_of(connection, row.procedure_id, person_id, Capacity(row.capacity))
    if reader is None:
        return False
    before = acts_done()
    try:
        act(cast, row, reader)
    except Refusal as refusal:
        log.info("%s not done: %s (%s)", row.kind, refusal.reason, refusal.rule)
        return False
    except AlreadyDone:
        return False
    return acts_done() > before


def do_due(
    cast: Cast,
    *,
    only: Iterable[str] | None = None,
    without: Iterable[str] = (),
    early: bool = False,
) -> int:
    """Let people do what is due now; how many tasks were done.

    only: these persons; without: all but these. early: their own tasks too that the
    demonstration's calendar keeps for a later day.
    """
    today = geneva_day(clock.now())
    left_out = set(without)
    done = 0
    tried: Counter[tuple[str, str, str]] = Counter()
    for _round in range(12):
        did = 0
        read: dict[str, tasks.Known] = {}
        held: defaultdict[str, set[Capacity]] = defaultdict(lambda: {Capacity.ANYBODY})
        with db.reading() as connection:
            for holder, capacity in connection.execute(_CAPACITIES):
                held[holder].add(Capacity(capacity))
            everybody = list(only) if only is not None else people(connection, cast.procedure_id)
        for person_id in everybody:
            if person_id in left_out:
                continue
            with db.reading() as connection:
                found = tasks.of_person(
                    connection, person_id, clock.now(), read, frozenset(held[person_id])
                )
            for row, _task in found:
                if not early and today < calendar.NOT_BEFORE.get(row.kind, today):
                    continue
                tried[person_id, row.kind, row.object_id] += 1
                if tried[person_id, row.kind, row.object_id] > AT_MOST:
                    continue
                if _perform(cast, person_id, row):
                    did += 1
                    read = {}
        done += did
        if not did:
            break
    return done


def live_until(cast: Cast, start: datetime, end: datetime) -> int:
    """Live from start to end (UTC, exclusive of start): everybody does what is due.

    The clock stands at each moment while it is lived through. Returns the tasks done.
    """
    done = 0
    for at in calendar.moments(start, end):
        with clock.at(at):
            worker.checkpoints(at)
            done += do_due(cast)
            outbox.expand(at)
    return done
