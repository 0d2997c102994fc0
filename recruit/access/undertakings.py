"""Whether an undertaking is signed (C3), as part of the statements that ask for a grant anyway."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, exists, or_

from recruit.access import models
from recruit.access.rules import Capacity

_g = models.Grant.__table__  # type: ignore[attr-defined]


def signed(grant: Any) -> Any:
    """A column 'undertaken' of this grant (the table or an alias).

    The Chair is one of the seats (53(b)) and signs as that one: while the seat's undertaking
    is not signed, the chair's capacity has none either. Before there is a seat it needs none.
    """
    seat = _g.alias("own_seat")
    unsigned = exists().where(
        seat.c.procedure_id == grant.c.procedure_id,
        seat.c.person_id == grant.c.person_id,
        seat.c.capacity == Capacity.MEMBER.value,
        seat.c.ended_at.is_(None),
        seat.c.undertaken_at.is_(None),
    )
    return or_(
        grant.c.undertaken_at.is_not(None),
        and_(grant.c.capacity == Capacity.CHAIR.value, ~unsigned),
    ).label("undertaken")
