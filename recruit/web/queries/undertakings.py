"""Who has still to sign the undertaking: as a task, in the shape of every room's."""

from __future__ import annotations

from sqlalchemy import bindparam, or_, select

from recruit.access import models as access
from recruit.access.guard import UNDERTAKING_FIRST
from recruit.access.tasks import columns
from recruit.core.db import UTC
from recruit.procedure import models as procedure

_g = access.Grant.__table__  # type: ignore[attr-defined]
_p = procedure.Procedure.__table__  # type: ignore[attr-defined]

TASKS = (
    select(
        *columns(
            procedure_id=_g.c.procedure_id,
            procedure_name=_p.c.name,
            capacity=_g.c.capacity,
            kind="accounts.undertake",
            object_id=_g.c.id,
            since=_g.c.since,
        )
    )
    .select_from(_g.join(_p, _p.c.id == _g.c.procedure_id))
    .where(
        _g.c.person_id == bindparam("person"),
        _g.c.ended_at.is_(None),
        or_(_g.c.until.is_(None), _g.c.until > bindparam("now", type_=UTC())),
        _g.c.undertaken_at.is_(None),
        _g.c.capacity.in_(sorted(c.value for c in UNDERTAKING_FIRST)),
    )
)
