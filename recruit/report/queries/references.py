"""Reading the references: whom the panel asked, and what they answered (J10).

All of it is the living occupants'; the referee sees what the link is about and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.applications import models as applications
from recruit.core import ids, keys, vault
from recruit.notices import operations as notices
from recruit.procedure import models as procedures
from recruit.report import models
from recruit.report.rules.references import Link, open_

TABLE = "report_reference"


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """A reference asked of somebody. relation, text: '' until answered, or once erased."""

    id: str
    candidate_id: str
    run: int
    name: str
    mail: str
    at: datetime
    until: datetime
    relation: str
    text: str
    document_id: str | None
    answered_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class AskedView:
    """What the holder of a link is shown: on whom, for which recruitment, until when."""

    id: str
    procedure_id: str
    candidate_id: str
    candidate: str
    title: str
    referee: str
    until: datetime


_r = models.Reference.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_p = procedures.Procedure.__table__  # type: ignore[attr-defined]

_REFERENCES = (
    select(
        _r.c.id,
        _r.c.candidate_id,
        _r.c.run,
        _r.c.asked,
        _r.c.at,
        _r.c.until,
        _r.c.answer,
        _r.c.document_id,
        _r.c.answered_at,
        _r.c.withdrawn_at,
    )
    .where(_r.c.procedure_id == bindparam("procedure"))
    .order_by(_r.c.at, _r.c.id)
)
AHEAD = (_REFERENCES,)
"""What references asks, for a page that asks it together with others."""
_LINK = (
    select(
        _r.c.id,
        _r.c.procedure_id,
        _r.c.candidate_id,
        _r.c.asked,
        _r.c.until,
        _r.c.answered_at,
        _r.c.withdrawn_at,
        _c.c.sealed,
        _c.c.reference,
        _p.c.title,
    )
    .select_from(_r.join(_c, _c.c.id == _r.c.candidate_id).join(_p, _p.c.id == _r.c.procedure_id))
    .where(_r.c.token == bindparam("token"))
)
_ADDRESSES = (
    select(
        _r.c.id,
        _r.c.candidate_id,
        _r.c.asked,
        _r.c.until,
        _r.c.answered_at,
        _r.c.withdrawn_at,
    )
    .where(
        _r.c.procedure_id == bindparam("procedure"),
        _r.c.id.in_(bindparam("references", expanding=True)),
    )
    .order_by(_r.c.id)
)


def _said(procedure_id: str, row: Any, column: str) -> dict[str, str]:
    found: dict[str, str] | None = vault.unseal_or_none(
        keys.judgement_key(row.candidate_id, procedure_id),
        getattr(row, column),
        TABLE,
        row.id,
        column,
    )
    return found or {}


def references(connection: Connection, procedure_id: str) -> list[ReferenceView]:
    """Every reference asked in this procedure, the oldest first."""
    found = []
    for row in connection.execute(_REFERENCES, {"procedure": procedure_id}):
        asked, answer = _said(procedure_id, row, "asked"), _said(procedure_id, row, "answer")
        found.append(
            ReferenceView(
                row.id,
                row.candidate_id,
                row.run,
                asked.get("name", ""),
                asked.get("mail", ""),
                row.at,
                row.until,
                answer.get("relation", ""),
                answer.get("text", ""),
                row.document_id,
                row.answered_at,
                row.withdrawn_at,
            )
        )
    return found


def of_link(connection: Connection, token: str, now: datetime) -> AskedView | None:
    """What a link is about; None for one that takes no answer any more, whatever the reason."""
    row = connection.execute(_LINK, {"token": ids.digest(token)}).first()
    if row is None or not open_(Link(row.until, row.answered_at, row.withdrawn_at, now)):
        return None
    file = vault.unseal_or_none(
        keys.file_key(row.candidate_id, row.procedure_id),
        row.sealed,
        "applications_candidate",
        row.candidate_id,
    )
    if file is None:
        return None
    return AskedView(
        row.id,
        row.procedure_id,
        row.candidate_id,
        file["name"] or row.reference,
        row.title,
        _said(row.procedure_id, row, "asked").get("name", ""),
        row.until,
    )


def referees(connection: Connection, told: notices.Told) -> Sequence[notices.Recipient]:
    """The audience 'referee': recipients are references; nobody once the link takes nothing."""
    if not told.recipients:
        return []
    rows = connection.execute(
        _ADDRESSES, {"procedure": told.procedure_id, "references": list(told.recipients)}
    )
    return [
        notices.Recipient(row.id, _said(told.procedure_id, row, "asked").get("mail", ""))
        for row in rows
        if open_(Link(row.until, row.answered_at, row.withdrawn_at, told.now))
    ]
