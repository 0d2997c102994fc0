"""What home is made of: a person's capacities, their procedures, their last visit.

One static statement, and three for what this process has not read yet.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.engine import Connection

from recruit.access import matches, undertakings
from recruit.access import models as access
from recruit.access.rules import Capacity, Matched
from recruit.accounts import models as accounts
from recruit.core import db
from recruit.core.db import UTC
from recruit.procedure import models
from recruit.procedure.queries import (
    ProcedureView,
    WindowView,
    latest_of,
    milestones_until,
    windows_of,
)
from recruit.web.tasks import Known


@dataclass(frozen=True, slots=True)
class Held:
    """A living capacity of a person. procedure_id: '' for the site's. matched: what stands of
    this person among the applicants (C12)."""

    grant_id: str
    procedure_id: str
    capacity: Capacity
    seat: int
    state_id: str
    undertaken: bool
    matched: str = ""


@dataclass(frozen=True, slots=True)
class Latest:
    """The ids of a procedure's latest milestone and latest amendment; None where none."""

    milestone: str | None
    amendment: str | None


@dataclass(slots=True)
class Own:
    """A person's living capacities, their procedures (latest first) with what was added last
    to each. since: when the person was here last in another session (UTC); None at the first.
    """

    held: list[Held]
    procedures: dict[str, ProcedureView]
    latest: dict[str, Latest]
    since: datetime | None


_g = access.Grant.__table__  # type: ignore[attr-defined]
_p = models.Procedure.__table__  # type: ignore[attr-defined]
_a = models.Amendment.__table__  # type: ignore[attr-defined]
_s = accounts.Session.__table__  # type: ignore[attr-defined]

_later = _a.alias("later")
_LATEST_AMENDMENT = (
    select(_later.c.id)
    .where(_later.c.procedure_id == _g.c.procedure_id)
    .order_by(_later.c.at.desc(), _later.c.id.desc())
    .limit(1)
    .scalar_subquery()
    .label("latest_amendment")
)
_LAST_VISIT = (
    select(func.max(_s.c.seen_at, type_=UTC()))
    .where(_s.c.person_id == bindparam("person"), _s.c.id != bindparam("session"))
    .scalar_subquery()
    .label("last_visit")
)
_HELD = (
    select(
        _g.c.id.label("grant_id"),
        _g.c.procedure_id,
        _g.c.capacity,
        _g.c.seat,
        _g.c.state_id,
        undertakings.signed(_g),
        matches.matched(_g.c.procedure_id, _g.c.person_id),
        _p.c.name,
        _p.c.title,
        _p.c.preset,
        _p.c.meeting,
        _p.c.closure_at,
        _p.c.president_from,
        _p.c.president_until,
        _p.c.settings,
        latest_of(_g.c.procedure_id),
        _LATEST_AMENDMENT,
        _LAST_VISIT,
    )
    .select_from(_g.outerjoin(_p, _p.c.id == _g.c.procedure_id))
    .where(
        _g.c.person_id == bindparam("person"),
        _g.c.ended_at.is_(None),
        or_(_g.c.until.is_(None), _g.c.until > bindparam("now", type_=UTC())),
    )
    .order_by(_p.c.created_at.desc(), _g.c.since, _g.c.id)
)


def _procedure(row: Any) -> ProcedureView:
    return ProcedureView(
        row.procedure_id,
        row.name,
        row.title,
        row.preset,
        row.meeting,
        row.closure_at,
        row.president_from,
        row.president_until,
        json.loads(row.settings),
    )


def own(connection: Connection, person_id: str, session_id: str, now: datetime) -> Own:
    """This person's living capacities and the procedures that they are of: one statement."""
    found = Own([], {}, {}, None)
    asked = {"person": person_id, "session": session_id, "now": now}
    for row in connection.execute(_HELD, asked):
        if row.procedure_id and row.procedure_id not in found.procedures:
            found.procedures[row.procedure_id] = _procedure(row)
            found.latest[row.procedure_id] = Latest(row.latest_milestone, row.latest_amendment)
        found.since = row.last_visit
        if row.matched == Matched.SAME and row.capacity != Capacity.FORMER_MEMBER:
            continue  # every page of it is empty (C12)
        found.held.append(
            Held(
                row.grant_id,
                row.procedure_id or "",
                Capacity(row.capacity),
                row.seat,
                row.state_id or "",
                bool(row.undertaken),
                row.matched,
            )
        )
    return found


_MOST_KEPT = 256
_kept: dict[tuple[str, str | None], tuple[WindowView, ...]] = {}
db.on_init(_kept.clear)


def known(connection: Connection, own: Own) -> dict[str, Known]:
    """What tasks and pictures rest on: milestones and windows of all these procedures.

    Both are read once in a process and read anew once one was added.
    """
    read = milestones_until(connection, {id_: last.milestone for id_, last in own.latest.items()})
    key = {id_: (id_, last.amendment) for id_, last in own.latest.items()}
    missing = [id_ for id_ in own.procedures if key[id_] not in _kept]
    if missing:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        for id_, drawn in windows_of(connection, missing).items():
            _kept[key[id_]] = tuple(drawn)
    return {
        id_: Known(view, read[id_], list(_kept[key[id_]])) for id_, view in own.procedures.items()
    }
