"""Requests, complaints and claims as whoever answers them reads them (D4, D8, D9, W16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Reader
from recruit.accounts import models as accounts
from recruit.core import times, vault
from recruit.core.words import _
from recruit.correspondence.models import Matter
from recruit.correspondence.rules import matters as rules
from recruit.correspondence.rules.matters import MatterKind
from recruit.countersigning.kinds import Asked, Shown

TABLE = "correspondence_matter"


@dataclass(frozen=True, slots=True)
class MatterView:
    """One of them, as whoever answers reads it. evidence, from_whom, text,
    answer: '' once erased."""

    id: str
    kind: MatterKind
    received_at: datetime
    registered_at: datetime
    evidence: str
    from_whom: str
    text: str
    acknowledged_at: datetime | None
    answered_at: datetime | None
    answered_by: str
    answer: str
    compared: str


_m = Matter.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_p = accounts.Person.__table__  # type: ignore[attr-defined]
_by = _g.alias("answered_by")
_OF = (
    select(_m, _p.c.name.label("answered_name"))
    .select_from(
        _m.outerjoin(_by, _by.c.id == _m.c.answered_by).outerjoin(_p, _p.c.id == _by.c.person_id)
    )
    .where(_m.c.procedure_id == bindparam("procedure"), _m.c.answerer == bindparam("capacity"))
    .order_by(_m.c.received_at.desc(), _m.c.id)
)
_ONE = select(_m.c.id, _m.c.kind, _m.c.received_at, _m.c.key_id, _m.c.sealed).where(
    _m.c.id == bindparam("matter"), _m.c.procedure_id == bindparam("procedure")
)
_MINE = select(_m.c.id).where(
    _m.c.id == bindparam("matter"),
    _m.c.procedure_id == bindparam("procedure"),
    _m.c.answerer == bindparam("capacity"),
)


def _asked(reader: Reader) -> dict[str, str]:
    capacity = rules.reads_of(reader.capacity).value
    return {"procedure": reader.procedure_id, "capacity": capacity}


def is_mine(connection: Connection, reader: Reader, matter_id: str) -> bool:
    """Whether it is the reader's capacity's to answer, in this procedure."""
    asked = {**_asked(reader), "matter": matter_id}
    return connection.execute(_MINE, asked).first() is not None


def of(connection: Connection, reader: Reader) -> list[MatterView]:
    """The matters that are the reader's capacity's to answer, the latest first."""
    found = []
    for row in connection.execute(_OF, _asked(reader)):
        said = vault.unseal_or_none(row.key_id, row.sealed, TABLE, row.id) or {}
        answer = vault.unseal_or_none(row.key_id, row.answer, TABLE, row.id, "answer") or {}
        found.append(
            MatterView(
                row.id,
                MatterKind(row.kind),
                row.received_at,
                row.registered_at,
                said.get("evidence", ""),
                said.get("from_whom", ""),
                said.get("text", ""),
                row.acknowledged_at,
                row.answered_at,
                row.answered_name or "",
                answer.get("text", ""),
                answer.get("compared", ""),
            )
        )
    return found


def complaint(connection: Connection, asked: Asked, _now: datetime) -> Shown:
    """The complaint and the answer that waits, for the acting Chair's countersignature (R5)."""
    where = {"procedure": asked.procedure_id, "matter": asked.object_id}
    row = connection.execute(_ONE, where).first()
    if row is None:
        return Shown()
    said = vault.unseal_or_none(row.key_id, row.sealed, TABLE, row.id) or {}
    return Shown(
        [
            (_("Sender"), said.get("from_whom", "")),
            (_("What it is"), rules.matter_words(MatterKind(row.kind))),
            (_("Received"), times.moment(row.received_at)),
            (_("Evidence"), said.get("evidence", "")),
        ],
        [
            (_("What it says"), said.get("text", "")),
            (_("The President's answer"), asked.values["text"]),
        ],
    )
