"""Reading the letters that wait for a second person, and what became of earlier ones (W9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.accounts import models as accounts
from recruit.applications import models as applications
from recruit.applications.queries import named
from recruit.appointment import models
from recruit.appointment.queries.letters import Due
from recruit.appointment.rules.letters import Letter
from recruit.core import vault

TABLE = "appointment_held"


@dataclass(frozen=True, slots=True)
class HeldView:
    """Letters of one kind that wait, or were released or sent back; never whom they name.

    maker: the person who put them together; by: that person's name, other: of who ended
    it, '' while they wait. number: how many they are, 0 once they wait no more. reason: why
    they were sent back.
    """

    id: str
    letter: Letter
    sender: str
    maker: str
    by: str
    at: datetime
    number: int
    ended_at: datetime | None
    other: str
    released: bool
    gone: int
    reason: str


_h = models.Held.__table__  # type: ignore[attr-defined]
_x = models.HeldLetter.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_p = accounts.Person.__table__  # type: ignore[attr-defined]
_k = applications.Candidate.__table__  # type: ignore[attr-defined]
_made, _ended = _g.alias("made"), _g.alias("ended")
_maker, _other = _p.alias("maker"), _p.alias("other")
_OF_SENDER = (
    select(_h, _maker.c.id.label("maker"), _maker.c.name.label("by"), _other.c.name.label("other"))
    .select_from(
        _h.join(_made, _made.c.id == _h.c.by_grant)
        .join(_maker, _maker.c.id == _made.c.person_id)
        .outerjoin(_ended, _ended.c.id == _h.c.ended_by)
        .outerjoin(_other, _other.c.id == _ended.c.person_id)
    )
    .where(_h.c.procedure_id == bindparam("procedure"), _h.c.sender == bindparam("sender"))
    .order_by(_h.c.at, _h.c.id)
)
_NUMBERS = (
    select(_x.c.held_id, _x.c.candidate_id)
    .select_from(_x.join(_h, _h.c.id == _x.c.held_id).join(_k, _k.c.id == _x.c.candidate_id))
    .where(
        _h.c.procedure_id == bindparam("procedure"),
        _h.c.sender == bindparam("sender"),
        _h.c.ended_at.is_(None),
    )
    .order_by(_k.c.reference)
)

SENDER_AHEAD = (_NUMBERS, _OF_SENDER)
"""What of_sender asks."""


def of_sender(
    connection: Connection, procedure_id: str, sender: str
) -> tuple[list[HeldView], dict[str, list[str]]]:
    """A sender's batches, the oldest first, and the candidates' ids of each that waits, by
    reference."""
    asked = {"procedure": procedure_id, "sender": sender}
    whom: dict[str, list[str]] = {}
    for row in connection.execute(_NUMBERS, asked):
        whom.setdefault(row.held_id, []).append(row.candidate_id)
    rows = connection.execute(_OF_SENDER, asked)
    return [_view(row, len(whom.get(row.id, []))) for row in rows], whom


def _view(row: Any, number: int) -> HeldView:
    told = vault.unseal_or_none(row.key_id, row.reason, TABLE, row.id, "reason") or {}
    return HeldView(
        row.id,
        Letter(row.kind),
        row.sender,
        row.maker,
        row.by,
        row.at,
        number,
        row.ended_at,
        row.other or "",
        row.released,
        row.gone,
        told.get("reason", ""),
    )


def by_name(connection: Connection, procedure_id: str, candidate_ids: list[str]) -> list[Due]:
    """These candidates in this order, by reference and name ('' once erased)."""
    known = named(connection, procedure_id, candidate_ids)
    return [Due(i, known[i].reference, known[i].name or "") for i in candidate_ids if i in known]
