"""Letters as pages show them. The caller has asked the policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.core import keys, sealing
from recruit.correspondence.models import Letter
from recruit.correspondence.operations.letters import sealed_place


@dataclass(frozen=True, slots=True)
class LetterView:
    """An incoming letter. summary, name: '' once erased. Times: UTC."""

    id: str
    sender: str
    kind: str
    channel: str
    received_at: datetime
    registered_at: datetime
    evidence: str
    late_reason: str
    document_id: str
    summary: str
    name: str


_l = Letter.__table__  # type: ignore[attr-defined]
_LETTERS = select(_l).where(_l.c.procedure_id == bindparam("procedure"))
_OF_KINDS = _LETTERS.where(_l.c.kind.in_(bindparam("kinds", expanding=True))).order_by(
    _l.c.received_at, _l.c.id
)
_OF_SENDER = _LETTERS.where(_l.c.sender == bindparam("sender")).order_by(_l.c.received_at, _l.c.id)
_ONE = _LETTERS.where(_l.c.id == bindparam("letter"))


def _view(row: Any) -> LetterView:
    try:
        key = keys.ring().get(row.key_id)
        words = sealing.unseal_json(key, row.sealed, sealed_place(row.id))
    except (keys.Erased, keys.NoKey):
        words = {"summary": "", "name": ""}
    return LetterView(
        row.id,
        row.sender,
        row.kind,
        row.channel,
        row.received_at,
        row.registered_at,
        row.evidence,
        row.late_reason,
        row.document_id or "",
        words["summary"],
        words["name"],
    )


def of_kinds(connection: Connection, procedure_id: str, kinds: list[str]) -> list[LetterView]:
    """The letters taken for one of these kinds, in the order of receipt."""
    rows = connection.execute(_OF_KINDS, {"procedure": procedure_id, "kinds": kinds})
    return [_view(row) for row in rows]


def of_sender(connection: Connection, procedure_id: str, sender: str) -> list[LetterView]:
    """The letters of a State or candidate, in the order of receipt."""
    rows = connection.execute(_OF_SENDER, {"procedure": procedure_id, "sender": sender})
    return [_view(row) for row in rows]


def one(connection: Connection, procedure_id: str, letter_id: str) -> LetterView | None:
    """The letter with this id in this procedure, or None."""
    row = connection.execute(_ONE, {"procedure": procedure_id, "letter": letter_id}).first()
    return _view(row) if row else None
