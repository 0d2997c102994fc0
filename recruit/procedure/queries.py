"""Reading the procedure: found by name, its milestones, its calendar. Static statements."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.core import db
from recruit.procedure import models
from recruit.procedure.rules.milestones import Audience, Milestone, MilestoneKind


@dataclass(frozen=True, slots=True)
class ProcedureView:
    """A procedure as every page of it needs it."""

    id: str
    name: str
    title: str
    preset: str
    meeting: str
    closure_at: datetime
    president_from: date
    president_until: date
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True)
class WindowView:
    """A window of para. 54 as decided and as amended by the Chair (R2)."""

    para: str
    who: str
    what: str
    first: date | None
    last: date | None
    amended_first: date | None = None
    amended_last: date | None = None
    amended_why: str = ""

    @property
    def first_in_force(self) -> date | None:
        """The first day that holds now."""
        return self.amended_first or self.first

    @property
    def last_in_force(self) -> date | None:
        """The last day that holds now."""
        return self.amended_last or self.last


_p = models.Procedure.__table__  # type: ignore[attr-defined]
COLUMNS = (
    _p.c.id,
    _p.c.name,
    _p.c.title,
    _p.c.preset,
    _p.c.meeting,
    _p.c.closure_at,
    _p.c.president_from,
    _p.c.president_until,
    _p.c.settings,
)
_PROCEDURE = select(*COLUMNS)
_BY_NAME = _PROCEDURE.where(_p.c.name == bindparam("name"))
_BY_ID = _PROCEDURE.where(_p.c.id == bindparam("id"))
BY_ID_AHEAD = (_BY_ID,)
"""What by_id asks, for a page that asks it together with others."""
_ALL = _PROCEDURE.order_by(_p.c.created_at, _p.c.id)

_m = models.Milestone.__table__  # type: ignore[attr-defined]
_MILESTONES = (
    select(_m.c.kind, _m.c.at, _m.c.run, _m.c.object_id, _m.c.audience, _m.c.number)
    .where(_m.c.procedure_id == bindparam("procedure"))
    .order_by(_m.c.place)
)

_SEVERAL_MILESTONES = (
    select(
        _m.c.procedure_id, _m.c.kind, _m.c.at, _m.c.run, _m.c.object_id, _m.c.audience, _m.c.number
    )
    .where(_m.c.procedure_id.in_(bindparam("procedures", expanding=True)))
    .order_by(_m.c.procedure_id, _m.c.place)
)
_latest_place = _m.alias("latest_place")


def latest_of(procedure_id: Any) -> Any:
    """A column of a wider statement: the id of the latest milestone of a procedure's column."""
    of_latest = _latest_place
    return (
        select(of_latest.c.id)
        .where(of_latest.c.procedure_id == procedure_id)
        .order_by(of_latest.c.place.desc())
        .limit(1)
        .scalar_subquery()
        .label("latest_milestone")
    )


_w = models.Window.__table__  # type: ignore[attr-defined]
_WINDOWS = (
    select(_w.c.procedure_id, _w.c.para, _w.c.who, _w.c.what, _w.c.first, _w.c.last)
    .where(_w.c.procedure_id.in_(bindparam("procedures", expanding=True)))
    .order_by(_w.c.procedure_id, _w.c.place)
)
_a = models.Amendment.__table__  # type: ignore[attr-defined]
_AMENDMENTS = (
    select(_a.c.procedure_id, _a.c.para, _a.c.first, _a.c.last, _a.c.reason)
    .where(_a.c.procedure_id.in_(bindparam("procedures", expanding=True)))
    .order_by(_a.c.at, _a.c.id)
)
WINDOWS_AHEAD = (_AMENDMENTS, _WINDOWS)
"""What windows_of asks, for a page that asks it together with others."""

_t = models.TermsOfReference.__table__  # type: ignore[attr-defined]
_TERMS = (
    select(_t.c.version, _t.c.text)
    .where(_t.c.procedure_id == bindparam("procedure"))
    .order_by(_t.c.version.desc())
    .limit(1)
)
TERMS_AHEAD = (_TERMS,)
"""What terms asks."""


def view_of(row: Sequence[Any]) -> ProcedureView:
    """The procedure whose COLUMNS a wider statement has read."""
    values = [*row[:-1], json.loads(row[-1])]
    return ProcedureView(*values)


def by_name(connection: Connection, name: str) -> ProcedureView | None:
    """The procedure of this name, or None."""
    row = connection.execute(_BY_NAME, {"name": name}).first()
    return view_of(row) if row else None


def by_id(connection: Connection, id_: str) -> ProcedureView | None:
    """The procedure with this id, or None."""
    row = connection.execute(_BY_ID, {"id": id_}).first()
    return view_of(row) if row else None


def all_of_them(connection: Connection) -> list[ProcedureView]:
    """Every procedure, the oldest first."""
    return [view_of(row) for row in connection.execute(_ALL)]


# looked up for every milestone of every request: a call of the enumeration costs ten times that
_KINDS = {str(kind): kind for kind in MilestoneKind}
_AUDIENCES = {str(audience): audience for audience in Audience}


def _milestone(
    kind: str, at: datetime, run: int, object_id: str, audience: str, number: int
) -> Milestone:
    return Milestone(_KINDS[kind], at, run, object_id, _AUDIENCES[audience], number)


def milestones(connection: Connection, procedure_id: str) -> list[Milestone]:
    """All milestones in order; policy asks these. For a page, narrow by audience first."""
    rows = connection.execute(_MILESTONES, {"procedure": procedure_id})
    return [_milestone(*row) for row in rows]


_MOST_KEPT = 256
_kept: dict[str, tuple[Milestone, ...]] = {}
db.on_init(_kept.clear)


def milestones_until(
    connection: Connection, latest: Mapping[str, str | None]
) -> dict[str, list[Milestone]]:
    """All milestones of procedures, given the id of the latest of each: read once in a process.

    A milestone is only ever added and its id drawn by chance, so the latest one's id
    stands for all that came before it, also after a restored backup. One statement for all
    that are not kept yet, none where all are.
    """
    missing = {id_: last for id_, last in latest.items() if last and last not in _kept}
    if missing:
        found: dict[str, list[Milestone]] = {id_: [] for id_ in missing}
        if len(missing) == 1:
            (only,) = missing
            found[only] = milestones(connection, only)
        else:
            asked = {"procedures": list(missing)}
            for id_, *values in connection.execute(_SEVERAL_MILESTONES, asked):
                found[id_].append(_milestone(*values))
        for id_, last in missing.items():
            while len(_kept) >= _MOST_KEPT:
                _kept.pop(next(iter(_kept)))
            _kept[last] = tuple(found[id_])
    return {id_: list(_kept[last]) if last else [] for id_, last in latest.items()}


def for_audiences(found: list[Milestone], audiences: frozenset[Audience]) -> list[Milestone]:
    """The milestones that these audiences may learn of."""
    return [m for m in found if m.audience in audiences]


def windows(connection: Connection, procedure_id: str) -> list[WindowView]:
    """The windows of para. 54 in order, with the amendment in force beside each."""
    return windows_of(connection, [procedure_id])[procedure_id]


def windows_of(connection: Connection, procedure_ids: Sequence[str]) -> dict[str, list[WindowView]]:
    """The windows of several procedures: two statements for all of them."""
    asked = {"procedures": list(procedure_ids)}
    amended = {
        (id_, para): (first, last, reason)
        for id_, para, first, last, reason in connection.execute(_AMENDMENTS, asked)
    }
    found: dict[str, list[WindowView]] = {id_: [] for id_ in procedure_ids}
    for id_, *row in connection.execute(_WINDOWS, asked):
        values = [*row, *amended.get((id_, row[0]), (None, None, ""))]
        found[id_].append(WindowView(*values))
    return found


def terms(connection: Connection, procedure_id: str) -> tuple[int, dict[str, Any]]:
    """The Terms of Reference in force: version and text (T5)."""
    version, text = connection.execute(_TERMS, {"procedure": procedure_id}).one()
    return version, json.loads(text)
