"""What there is to do on applications: facts by person, one row for each kind of work."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, func, or_, select

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.access.tasks import columns
from recruit.applications import models
from recruit.core.db import UTC
from recruit.procedure import models as procedure
from recruit.vacancy import models as vacancy

_c = models.Candidate.__table__  # type: ignore[attr-defined]
_l = models.Likeness.__table__  # type: ignore[attr-defined]
_n = models.Tally.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_p = procedure.Procedure.__table__  # type: ignore[attr-defined]
_v = vacancy.Vacancy.__table__  # type: ignore[attr-defined]

_LIVING = (
    _g.c.person_id == bindparam("person"),
    _g.c.ended_at.is_(None),
    or_(_g.c.until.is_(None), _g.c.until > bindparam("now", type_=UTC())),
)
_FILERS = (Capacity.FOCAL_POINT.value, Capacity.STAFF.value)
_MINE = {"procedure_id": _g.c.procedure_id, "procedure_name": _p.c.name}
TASKS = [
    select(
        *columns(
            **_MINE,
            capacity=_g.c.capacity,
            kind="applications.file",
            since=_v.c.posted_at,
            n=func.coalesce(_n.c.received, 0),
        )
    )
    .select_from(
        _g.join(_p, _p.c.id == _g.c.procedure_id)
        .join(_v, _v.c.procedure_id == _g.c.procedure_id)
        .outerjoin(_n, _n.c.procedure_id == _g.c.procedure_id)
    )
    .where(*_LIVING, _g.c.capacity.in_(_FILERS), _v.c.posted_at.is_not(None)),
    select(
        *columns(
            **_MINE,
            capacity=_g.c.capacity,
            kind="applications.decide_likeness",
            since=func.min(_l.c.found_at),
            n=func.count(),
        )
    )
    .select_from(
        _g.join(_p, _p.c.id == _g.c.procedure_id).join(
            _l, and_(_l.c.procedure_id == _g.c.procedure_id, _l.c.decision == "")
        )
    )
    .where(*_LIVING, _g.c.capacity.in_(_FILERS))
    .group_by(_g.c.procedure_id, _p.c.name, _g.c.capacity),
    select(
        *columns(
            **_MINE,
            capacity=_g.c.capacity,
            kind="applications.admit_late",
            since=func.min(_c.c.filed_at),
            n=func.count(),
        )
    )
    .select_from(
        _g.join(_p, _p.c.id == _g.c.procedure_id).join(
            _c,
            and_(
                _c.c.procedure_id == _g.c.procedure_id,
                _c.c.late.is_(True),
                _c.c.admitted_at.is_(None),
                _c.c.not_admitted_at.is_(None),
                _c.c.withdrawn_at.is_(None),
                _c.c.merged_into.is_(None),
            ),
        )
    )
    .where(*_LIVING, _g.c.capacity == Capacity.CHAIR.value)
    .group_by(_g.c.procedure_id, _p.c.name, _g.c.capacity),
]
