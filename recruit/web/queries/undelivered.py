"""Whom a mail that did not arrive was for: a State's name, a candidate's reference, a person.

Static statements over the ids of one page.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import BindParameter, bindparam, func, literal, select, union_all
from sqlalchemy.engine import Connection

from recruit.accounts.models import Person
from recruit.applications.models import Candidate
from recruit.states import names
from recruit.states.models import State

_p = Person.__table__  # type: ignore[attr-defined]
_k = Candidate.__table__  # type: ignore[attr-defined]
_s = State.__table__  # type: ignore[attr-defined]
_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_NAMED = union_all(
    select(_p.c.id, _p.c.name.label("name"), literal("person").label("what")).where(
        _p.c.id.in_(_IDS)
    ),
    select(_k.c.id, _k.c.reference, literal("candidate")).where(
        # found by the ids: SQLite would go through every application of the procedure
        _k.c.id.in_(_IDS),
        func.coalesce(_k.c.procedure_id, "") == bindparam("procedure"),
    ),
    select(_s.c.id, _s.c.name, literal("state")).where(_s.c.id.in_(_IDS)),
)


def named(connection: Connection, procedure_id: str, ids: Collection[str]) -> dict[str, str]:
    """What these recipients are called, by id; a candidate by the reference, never by name."""
    if not ids:
        return {}
    rows = connection.execute(_NAMED, {"ids": sorted(ids), "procedure": procedure_id})
    return {row.id: names.here(row.name) if row.what == "state" else row.name for row in rows}
