"""Reading the record as an auditor: entries by keyset, the checkpoints that left the house."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity, Log
from recruit.accounts import models as accounts
from recruit.core.log_tables import core_checkpoint, core_entry
from recruit.procedure.rules.milestones import Column
from recruit.web.rules.record import Fact, told

PAGE = 50
_READ = 2 * PAGE + 1
"""Entries read for a page: some that may not be told yet can lie between."""


@dataclass(frozen=True, slots=True)
class Entries:
    """A page of a log, the latest first. further: the reference to go on from, or ''."""

    facts: list[Fact]
    further: str


@dataclass(frozen=True, slots=True)
class CheckpointView:
    """A checkpoint that left the house. at: when first, UTC."""

    id: str
    log: str
    at: datetime


_e, _c = core_entry.c, core_checkpoint.c
_g = access.Grant.__table__  # type: ignore[attr-defined]
_p = accounts.Person.__table__  # type: ignore[attr-defined]

_LATEST = (
    select(_e.ref, _e.body)
    .where(_e.log_id == bindparam("origin"), _e.filler.is_(False))
    .order_by(_e.seq.desc())
    .limit(_READ)
)
_from = core_entry.alias("start")
_FURTHER = (
    select(_e.ref, _e.body)
    .where(
        _e.log_id == bindparam("origin"),
        _e.filler.is_(False),
        _e.seq
        < select(_from.c.seq)
        .where(_from.c.log_id == bindparam("origin"), _from.c.ref == bindparam("before"))
        .scalar_subquery(),
    )
    .order_by(_e.seq.desc())
    .limit(_READ)
)
_NAMES = select(_p.c.id, _p.c.name).where(
    _p.c.id.in_(bindparam("persons", expanding=True)),
    select(_g.c.id)
    .where(
        _g.c.person_id == _p.c.id,
        or_(
            _g.c.procedure_id == bindparam("procedure"),
            _g.c.capacity == Capacity.ADMINISTRATOR.value,
        ),
    )
    .exists(),
)
_CHECKPOINTS = (
    select(func.min(_c.id).label("id"), _c.log_id, func.min(_c.at).label("at"))
    .where(_c.log_id.in_(bindparam("origins", expanding=True)))
    .group_by(_c.log_id, _c.size)
    .order_by(func.min(_c.at).desc(), _c.log_id)
    .limit(60)
)
_NOTE = select(_c.note, _c.log_id, _c.size).where(
    _c.id == bindparam("id"), _c.log_id.in_(bindparam("origins", expanding=True))
)


def entries(
    connection: Connection, origin: str, log: Log, state: Column, before: str = ""
) -> Entries:
    """A page of one log, as the auditor may have it in this state; fillers are left out."""
    asked = {"origin": origin, "before": before} if before else {"origin": origin}
    rows = connection.execute(_FURTHER if before else _LATEST, asked).all()
    facts: list[Fact] = []
    last = ""
    for row in rows:
        body = json.loads(row.body)
        fact = told(
            Fact(
                row.ref,
                datetime.fromisoformat(body["at"].replace("Z", "+00:00")),
                body["act"],
                body["capacity"] or "",
                body["actor"] or "",
            ),
            log,
            state,
        )
        if fact is None:
            continue
        if len(facts) == PAGE:
            return Entries(facts, last)
        facts.append(fact)
        last = row.ref
    return Entries(facts, last if len(rows) == _READ else "")


def names(connection: Connection, procedure_id: str, persons: set[str]) -> dict[str, str]:
    """The names of those who hold or held a capacity here, or administer the site."""
    if not persons:
        return {}
    asked = {"persons": sorted(persons), "procedure": procedure_id}
    return {row.id: row.name for row in connection.execute(_NAMES, asked)}


def checkpoints(connection: Connection, origins: list[str]) -> list[CheckpointView]:
    """The latest checkpoints of these logs, each once however many received it."""
    return [
        CheckpointView(row.id, row.log_id, row.at)
        for row in connection.execute(_CHECKPOINTS, {"origins": origins})
    ]


def note(connection: Connection, id_: str, origins: list[str]) -> tuple[str, str] | None:
    """A checkpoint's own text and its log, of one of these logs; None where there is none."""
    row = connection.execute(_NOTE, {"id": id_, "origins": origins}).first()
    return (row.note, row.log_id) if row else None
