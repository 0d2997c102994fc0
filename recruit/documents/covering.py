"""Which documents a released redacted copy stands in place of, and for whom (W4).

The one condition that every way out of a document asks beside its own: the door, what lists
and counts documents, what is found in them, what readers keep for themselves. Whoever gets
the copy never gets the original again: neither a later list nor the copy's withdrawal gives
it back, only another edition takes the copy's place.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, bindparam, exists, select

from recruit.access.rules import Capacity
from recruit.core import vault
from recruit.documents.models import Redaction
from recruit.documents.rules.redaction import Area

KEEPS = Capacity.FOCAL_POINT
"""Who goes on having the original: who answers for what the copy leaves out."""

TABLE = "documents_redaction"
redaction = Redaction.__table__  # type: ignore[attr-defined]
_CAPACITY: Any = bindparam("capacity")


def covered(documents: Any, capacity: Any = _CAPACITY) -> Any:
    """The condition on a table of documents that a copy stands in its place, for the capacity
    that the statement binds as ``capacity``, or for the one given here."""
    return and_(
        capacity != KEEPS.value,
        exists().where(
            redaction.c.original_id == documents.c.id, redaction.c.released_at.is_not(None)
        ),
    )


def covered_for_all(documents: Any) -> Any:
    """The same for statements that answer the panel as a whole, never the focal point."""
    return (
        select(redaction.c.id)
        .where(redaction.c.original_id == documents.c.id, redaction.c.released_at.is_not(None))
        .exists()
    )


def said(key_id: str, row_id: str, sealed: bytes) -> tuple[str, tuple[Area, ...]]:
    """Why a copy is made, and what is struck in it; nothing of either once the key is erased."""
    found = vault.unseal_or_none(key_id, sealed, TABLE, row_id) or {"why": "", "areas": []}
    return str(found["why"]), tuple(Area(*area) for area in found["areas"])
