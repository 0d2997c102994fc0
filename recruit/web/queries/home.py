"""What home is made of: a person's capacities, their procedures, their last visit.

Six static statements at most, the same number for one procedure or five.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.accounts import models as accounts
from recruit.core.db import UTC
from recruit.procedure import models
from recruit.procedure.queries import ProcedureView, WindowView, latest_of, milestones_until
from recruit.web.tasks import Known


@dataclass(frozen=True, slots=True)
class Held:
    """A living capacity of a person. procedure_id: '' for the site's."""

    grant_id: str
    procedure_id: str
    capacity: Capacity
    seat: int
    state_id: str
    undertaken: bool


_g = access.Grant.__table__  # type: ignore[attr-defined]
_p = models.Procedure.__table__  # type: ignore[attr-defined]
_w = models.Window.__table__  # type: ignore[attr-defined]
_a = models.Amendment.__table__  # type: ignore[attr-defined]
_s = accounts.Session.__table__  # type: ignore[attr-defined]

_HELD = (
    select(
        _g.c.id.label("grant_id"),
        _g.c.procedure_id,
        _g.c.capacity,
        _g.c.seat,
        _g.c.state_id,
        _g.c.undertaken_at,
        _p.c.name,
        _p.c.title,
        _p.c.preset,
        _p.c.meeting,
        _p.c.closure_at,
        _p.c.president_from,
        _p.c.president_until,
        _p.c.settings,
        latest_of(_g.c.procedure_id),
    )
    .select_from(_g.outerjoin(_p, _p.c.id == _g.c.procedure_id))
    .where(
        _g.c.person_id == bindparam("person"),
        _g.c.ended_at.is_(None),
        or_(_g.c.until.is_(None), _g.c.until > bindparam("now", type_=UTC())),
    )
    .order_by(_p.c.created_at.desc(), _g.c.since, _g.c.id)
)
_later = _a.alias("later")
_WINDOWS = (
    select(
        _w.c.procedure_id,
        _w.c.para,
        _w.c.who,
        _w.c.what,
        _w.c.first,
        _w.c.last,
        _a.c.first.label("amended_first"),
        _a.c.last.label("amended_last"),
        _a.c.reason,
    )
    .select_from(
        _w.outerjoin(
            _a,
            and_(
                _a.c.procedure_id == _w.c.procedure_id,
                _a.c.para == _w.c.para,
                ~select(_later.c.id)
                .where(
                    _later.c.procedure_id == _a.c.procedure_id,
                    _later.c.para == _a.c.para,
                    or_(
                        _later.c.at > _a.c.at,
                        and_(_later.c.at == _a.c.at, _later.c.id > _a.c.id),
                    ),
                )
                .exists(),
            ),
        )
    )
    .order_by(_w.c.procedure_id, _w.c.place)
)
# Of one procedure, as nearly everybody has it, and of several: a list is written out anew
# each time it is asked with, which costs more than the reading.
_ONE: Any = bindparam("procedure")
_SEVERAL: Any = bindparam("procedures", expanding=True)
_WINDOWS_OF_ONE = _WINDOWS.where(_w.c.procedure_id == _ONE)
_WINDOWS_OF_SEVERAL = _WINDOWS.where(_w.c.procedure_id.in_(_SEVERAL))
_LAST_VISIT = select(func.max(_s.c.seen_at, type_=UTC())).where(
    _s.c.person_id == bindparam("person"), _s.c.id != bindparam("session")
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


def held(
    connection: Connection, person_id: str, now: datetime
) -> tuple[list[Held], dict[str, ProcedureView], dict[str, str | None]]:
    """This person's living capacities, the procedures that they are of, latest first, and
    the id of each procedure's latest milestone."""
    found: list[Held] = []
    procedures: dict[str, ProcedureView] = {}
    latest: dict[str, str | None] = {}
    for row in connection.execute(_HELD, {"person": person_id, "now": now}):
        if row.procedure_id and row.procedure_id not in procedures:
            procedures[row.procedure_id] = _procedure(row)
            latest[row.procedure_id] = row.latest_milestone
        found.append(
            Held(
                row.grant_id,
                row.procedure_id or "",
                Capacity(row.capacity),
                row.seat,
                row.state_id or "",
                row.undertaken_at is not None,
            )
        )
    return found, procedures, latest


def known(
    connection: Connection, procedures: Sequence[ProcedureView], latest: Mapping[str, str | None]
) -> dict[str, Known]:
    """What tasks and pictures rest on: milestones and windows of all these procedures."""
    read = milestones_until(connection, latest)
    about = {view.id: Known(view, read[view.id], []) for view in procedures}
    if not about:
        return about
    if len(about) == 1:
        windows = _WINDOWS_OF_ONE
        asked: dict[str, Any] = {"procedure": procedures[0].id}
    else:
        windows, asked = _WINDOWS_OF_SEVERAL, {"procedures": list(about)}
    for line in connection.execute(windows, asked):
        about[line.procedure_id].windows.append(
            WindowView(
                line.para,
                line.who,
                line.what,
                line.first,
                line.last,
                line.amended_first,
                line.amended_last,
                line.reason or "",
            )
        )
    return about


def last_visit(connection: Connection, person_id: str, session_id: str) -> datetime | None:
    """When this person was here last in another session (UTC); None at the first."""
    asked = {"person": person_id, "session": session_id}
    return connection.execute(_LAST_VISIT, asked).scalar()
