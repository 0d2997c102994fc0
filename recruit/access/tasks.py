"""What somebody has to do now: the shape that every room's tasks have.

A room's ``queries.TASKS`` is one module-level SELECT of facts, made with ``columns``
so that the rooms' can be joined by UNION ALL into one statement; its ``rules`` decide
from a row whether it is due and say it in words: ``task(row, facts) -> Task | None``.
No gate stands in SQL.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Label,
    ScalarSelect,
    Select,
    String,
    cast,
    func,
    literal,
    null,
    select,
    type_coerce,
)

from recruit.access.duties import MANY
from recruit.core.db import UTC


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A fact that may be a task. reference: how the object is named, never its content."""

    procedure_id: str
    procedure_name: str
    capacity: str
    kind: str
    object_id: str
    reference: str
    since: datetime | None
    until: datetime | None
    n: int


def counted(rows: Select[Any]) -> ScalarSelect[int]:
    """How many rows there are, MANY + 1 at most: home costs the same whatever lies behind.

    rows: correlated by name (``correlate``) with the grant that it is counted for.
    """
    return select(func.count()).select_from(rows.limit(MANY + 1).subquery()).scalar_subquery()


def columns(
    *,
    procedure_id: Any,
    procedure_name: Any,
    capacity: Any,
    kind: Any,
    object_id: Any = "",
    reference: Any = "",
    since: Any = None,
    until: Any = None,
    n: Any = 0,
) -> list[Label[Any]]:
    """The nine columns of a task's SELECT, each cast to one type on every database."""

    def as_text(value: Any) -> ColumnElement[str]:
        return cast(literal(value) if isinstance(value, str) else value, String)

    def as_time(value: Any) -> ColumnElement[datetime]:
        # no CAST of a value: SQLite would make the number 2022 of a time in 2022
        return cast(null(), UTC) if value is None else type_coerce(value, UTC)

    return [
        as_text(procedure_id).label("procedure_id"),
        as_text(procedure_name).label("procedure_name"),
        as_text(capacity).label("capacity"),
        as_text(kind).label("kind"),
        as_text(object_id).label("object_id"),
        as_text(reference).label("reference"),
        as_time(since).label("since"),
        as_time(until).label("until"),
        cast(literal(n) if isinstance(n, int) else n, Integer).label("n"),
    ]
