"""The facts of a task of the panel: a capacity that this person holds, and its procedure."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, bindparam, select

from recruit.access import models as access
from recruit.access.tasks import columns
from recruit.procedure import models as procedure

GRANT = access.Grant.__table__  # type: ignore[attr-defined]
_p = procedure.Procedure.__table__  # type: ignore[attr-defined]

HELD = GRANT.join(_p, _p.c.id == GRANT.c.procedure_id)


def mine(*capacities: str) -> ColumnElement[bool]:
    """That the grant is this person's, living, of one of these capacities."""
    return and_(
        GRANT.c.person_id == bindparam("person"),
        GRANT.c.ended_at.is_(None),
        GRANT.c.capacity.in_(list(capacities)),
    )


def facts(source: FromClause, kind: str, **more: Any) -> Select[Any]:
    """The SELECT of a kind of task from a source that has HELD in it."""
    return select(
        *columns(
            procedure_id=GRANT.c.procedure_id,
            procedure_name=_p.c.name,
            capacity=GRANT.c.capacity,
            kind=kind,
            **more,
        )
    ).select_from(source)
