"""Requests, complaints and claims that wait: facts only; the rules decide (rules.tasks)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, bindparam, case, or_, select

from recruit.access import models as access
from recruit.access.tasks import columns
from recruit.core.db import UTC
from recruit.correspondence.models import Failure, Matter
from recruit.correspondence.rules import matters as rules
from recruit.correspondence.rules.failures import TOUCHES
from recruit.correspondence.rules.matters import COMPLAINTS
from recruit.countersigning.queries import waits_on
from recruit.countersigning.rules import PresidentialAct
from recruit.procedure import models as procedure

_m = Matter.__table__  # type: ignore[attr-defined]
_f = Failure.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_about = procedure.Procedure.__table__  # type: ignore[attr-defined]
_UNACKNOWLEDGED = and_(
    _m.c.kind.in_(sorted(kind.value for kind in COMPLAINTS)), _m.c.acknowledged_at.is_(None)
)
TASKS: list[Select[Any]] = [
    select(
        *columns(
            procedure_id=_g.c.procedure_id,
            procedure_name=_about.c.name,
            capacity=_g.c.capacity,
            kind=case(
                (_UNACKNOWLEDGED, "correspondence.acknowledge."), else_="correspondence.answer."
            ).op("||")(_m.c.kind),
            object_id=_m.c.id,
            since=_m.c.received_at,
        )
    )
    .select_from(
        _g.join(_about, _about.c.id == _g.c.procedure_id).join(
            _m, and_(_m.c.procedure_id == _g.c.procedure_id, _m.c.answerer == _g.c.capacity)
        )
    )
    .where(
        _g.c.person_id == bindparam("person"),
        _g.c.ended_at.is_(None),
        or_(_g.c.until.is_(None), _g.c.until > bindparam("now", type_=UTC())),
        _g.c.capacity.in_([c.value for c in rules.ANSWERERS]),
        _m.c.answered_at.is_(None),
        ~waits_on(PresidentialAct.ANSWER_COMPLAINT, _m.c.id),
    ),
    select(
        *columns(
            procedure_id=_g.c.procedure_id,
            procedure_name=_about.c.name,
            capacity=_g.c.capacity,
            kind="correspondence.remedy.failure",
            object_id=_f.c.id,
            since=_f.c.at,
        )
    )
    .select_from(
        _g.join(_about, _about.c.id == _g.c.procedure_id).join(
            _f, and_(_f.c.procedure_id == _g.c.procedure_id, _f.c.side == _g.c.capacity)
        )
    )
    .where(
        _g.c.person_id == bindparam("person"),
        _g.c.ended_at.is_(None),
        or_(_g.c.until.is_(None), _g.c.until > bindparam("now", type_=UTC())),
        _g.c.capacity.in_([c.value for c in TOUCHES]),
        _f.c.remedied_at.is_(None),
    ),
]
