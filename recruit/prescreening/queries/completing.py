"""What candidates were asked for after the close (A11, A12), by reference alone (A7).

It says what is missing of the papers, and not who of GICHD asked for it, so that it tells
one blind screener nothing of the other (A5).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, literal, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Reader
from recruit.applications import models as applications
from recruit.core import keys, vault
from recruit.prescreening import models

ROWS = 50


@dataclass(frozen=True, slots=True)
class AskedView:
    """One thing asked for. state: 'waits', 'came' or 'lapsed'."""

    id: str
    candidate_id: str
    reference: str
    kind: str
    what: str
    asked_at: datetime
    due_at: datetime
    received_at: datetime | None
    state: str


_m = models.Completion.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_k = access.Clearance.__table__  # type: ignore[attr-defined]
_closed = (
    select(literal(1))
    .where(
        _k.c.procedure_id == bindparam("procedure"),
        _k.c.person_id == bindparam("person"),
        _k.c.candidate_id == _m.c.candidate_id,
        _k.c.status.in_(("conflict", "undecided")),
    )
    .exists()
)
_ASKED = (
    select(
        _m.c.id,
        _m.c.candidate_id,
        _c.c.reference,
        _m.c.kind,
        _m.c.sealed,
        _m.c.asked_at,
        _m.c.due_at,
        _m.c.received_at,
    )
    .select_from(_m.join(_c, _c.c.id == _m.c.candidate_id))
    .where(_m.c.procedure_id == bindparam("procedure"), ~_closed)
    .order_by(_m.c.received_at.is_not(None), _m.c.asked_at.desc(), _m.c.id)
    .limit(ROWS)
)
_OF_FILE = _ASKED.where(_m.c.candidate_id == bindparam("candidate"))


def _views(rows: list[Any], reader: Reader) -> list[AskedView]:
    said = vault.unseal_all(
        [(keys.file_key(r.candidate_id, reader.procedure_id), r.sealed, r.id) for r in rows],
        "prescreening_completion",
    )
    return [
        AskedView(
            row.id,
            row.candidate_id,
            row.reference,
            row.kind,
            form["what"] if form else "",
            row.asked_at,
            row.due_at,
            row.received_at,
            "came" if row.received_at else "waits" if reader.now < row.due_at else "lapsed",
        )
        for row, form in zip(rows, said, strict=True)
    ]


def asked(connection: Connection, reader: Reader) -> list[AskedView]:
    """The latest fifty things asked for, those that have not come first."""
    given = {"procedure": reader.procedure_id, "person": reader.person_id}
    return _views(list(connection.execute(_ASKED, given)), reader)


def of_file(connection: Connection, reader: Reader, candidate_id: str) -> list[AskedView]:
    """What was asked for on one file."""
    given = {
        "procedure": reader.procedure_id,
        "person": reader.person_id,
        "candidate": candidate_id,
    }
    return _views(list(connection.execute(_OF_FILE, given)), reader)
