"""The letters that went to all States Parties, as they left: kept with the broadcast."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.approval.wording import tongues
from recruit.core import keys, sealing
from recruit.notices.models import Broadcast
from recruit.notices.operations import body_place


@dataclass(frozen=True, slots=True)
class Part:
    """A letter in one of its languages. direction: 'ltr' or 'rtl'."""

    lang: str
    direction: str
    subject: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter to all States Parties. at: when it was written (UTC). parts: the authentic
    English first; none while the key store is away, or once the key is erased."""

    at: datetime
    parts: tuple[Part, ...]

    def shown(self, lang: str) -> tuple[Part, ...]:
        """The English, above it the courtesy translation where this language is another."""
        other = [part for part in self.parts[1:] if part.lang == lang]
        return (*other, *self.parts[:1])


_b = Broadcast.__table__  # type: ignore[attr-defined]
_SENT = (
    select(_b.c.id, _b.c.as_of, _b.c.key_id, _b.c.body)
    .where(
        _b.c.procedure_id == bindparam("procedure"),
        _b.c.audience == "states",
        _b.c.body.is_not(None),
    )
    .order_by(_b.c.as_of.desc(), _b.c.id)
)


def _part(lang: str, direction: str, body: dict[str, Any]) -> Part:
    closing = [body["closing"]] if body.get("closing") else []
    return Part(lang, direction, body["subject"], (*body["paragraphs"], *closing))


def _parts(row: Any) -> tuple[Part, ...]:
    try:
        key = keys.ring().get(row.key_id)
    except (keys.NoKey, keys.Erased, OSError, sqlite3.Error):
        return ()
    body = sealing.unseal_json(key, row.body, body_place(row.id))
    others = body.get("courtesy", {}).items()
    return (
        _part(tongues.AUTHENTIC, "ltr", body),
        *(_part(lang, one["dir"], one) for lang, one in others),
    )


def letters(connection: Connection, procedure_id: str) -> list[Sent]:
    """Every letter to all States Parties, the latest first."""
    rows = connection.execute(_SENT, {"procedure": procedure_id})
    return [Sent(row.as_of, _parts(row)) for row in rows]
