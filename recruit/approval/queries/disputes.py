"""Reading disputes that have not ended, for the President and the office (S14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.approval import models
from recruit.core import keys, vault


@dataclass(frozen=True, slots=True)
class DisputeView:
    """A dispute that goes on. asked: '', 'annul' or 'reject', waiting for a second person."""

    id: str
    item_id: str
    opened_at: datetime
    asked: str
    asked_by: str
    reason: str


_d = models.Dispute.__table__  # type: ignore[attr-defined]
_s = access.Second.__table__  # type: ignore[attr-defined]
_OPEN = (
    select(_d.c.id, _d.c.item_id, _d.c.opened_at, _d.c.sealed, _s.c.detail, _s.c.first_person)
    .select_from(
        _d.outerjoin(
            _s,
            (_s.c.object_id == _d.c.id) & _s.c.second_at.is_(None) & _s.c.withdrawn_at.is_(None),
        )
    )
    .where(_d.c.round_id == bindparam("round"), _d.c.ended_at.is_(None))
    .order_by(_d.c.opened_at, _d.c.id)
)

AHEAD = (_OPEN,)
"""What ``going_on`` asks."""


def going_on(connection: Connection, procedure_id: str, round_id: str) -> list[DisputeView]:
    """The disputes over a round's certificate that have not ended."""
    key_id = keys.procedure_key(procedure_id)
    found = []
    for row in connection.execute(_OPEN, {"round": round_id}):
        words = vault.unseal_or_none(key_id, row.sealed, "approval_dispute", row.id)
        found.append(
            DisputeView(
                row.id,
                row.item_id,
                row.opened_at,
                row.detail or "",
                row.first_person or "",
                words["reason"] if words else "",
            )
        )
    return found
