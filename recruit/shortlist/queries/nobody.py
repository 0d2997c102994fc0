"""Reading the panel's finding that no application is suitable (R26)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.applications import models as applications
from recruit.core import keys, vault
from recruit.shortlist import models


@dataclass(frozen=True, slots=True)
class NobodyView:
    """The finding of a run, as the panel reads it. reasons: reference and reason of each listed
    candidate, in the order of the references. at: UTC."""

    id: str
    motion_id: str
    at: datetime
    reason: str
    reasons: list[tuple[str, str]]


_n = models.NoSuitable.__table__  # type: ignore[attr-defined]
_u = models.Unsuitable.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_FOUND = (
    select(
        _n.c.id.label("finding_id"),
        _n.c.motion_id,
        _n.c.at,
        _n.c.sealed.label("why"),
        _u.c.id,
        _u.c.candidate_id,
        _u.c.sealed,
        _c.c.reference,
    )
    .select_from(
        _n.outerjoin(_u, _u.c.finding_id == _n.c.id).outerjoin(_c, _c.c.id == _u.c.candidate_id)
    )
    .where(_n.c.procedure_id == bindparam("procedure"), _n.c.run == bindparam("run"))
    .order_by(_c.c.reference)
)
AHEAD = (_FOUND,)
"""What found asks, for a page that asks it together with others."""


def found(connection: Connection, procedure_id: str, run: int) -> NobodyView | None:
    """The finding of this run; None where the panel has made none."""
    rows = connection.execute(_FOUND, {"procedure": procedure_id, "run": run}).all()
    if not rows:
        return None
    first = rows[0]
    why = vault.unseal_or_none(
        keys.panel_key(procedure_id), first.why, "shortlist_no_suitable", first.finding_id
    )
    said = vault.unseal_all(
        [(keys.judgement_key(r.candidate_id, procedure_id), r.sealed, r.id) for r in rows if r.id],
        "shortlist_unsuitable",
    )
    references = [row.reference for row in rows if row.id]
    return NobodyView(
        first.finding_id,
        first.motion_id,
        first.at,
        str(why["reason"]) if why else "",
        [(r, str(s["reason"]) if s else "") for r, s in zip(references, said, strict=True)],
    )
