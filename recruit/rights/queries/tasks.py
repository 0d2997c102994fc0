"""Own files that wait for the Chair: facts only; the rules decide (rules.tasks)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.access.tasks import columns
from recruit.core.db import UTC
from recruit.procedure import models as procedure
from recruit.rights.models import Parcel

_p = Parcel.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_about = procedure.Procedure.__table__  # type: ignore[attr-defined]
TASKS: list[Select[Any]] = [
    select(
        *columns(
            procedure_id=_g.c.procedure_id,
            procedure_name=_about.c.name,
            capacity=_g.c.capacity,
            kind="rights.release",
            object_id=_p.c.id,
            since=_p.c.received_at,
        )
    )
    .select_from(
        _g.join(_about, _about.c.id == _g.c.procedure_id).join(
            _p, and_(_p.c.procedure_id == _g.c.procedure_id, _p.c.whole.is_(True))
        )
    )
    .where(
        _g.c.person_id == bindparam("person"),
        _g.c.ended_at.is_(None),
        or_(_g.c.until.is_(None), _g.c.until > bindparam("now", type_=UTC())),
        _g.c.capacity == Capacity.CHAIR.value,
        _p.c.released_at.is_(None),
        _p.c.ended_at.is_(None),
    )
]
