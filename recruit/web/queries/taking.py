"""What somebody who takes a seat is told first: the seat, and how much there is to read (C7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.actions import Action
from recruit.documents import models as documents
from recruit.documents.covering import covered_for_all
from recruit.panel import models as panel
from recruit.prescreening.queries import lists


@dataclass(frozen=True, slots=True)
class Seated:
    """The seat, since when, and how much there is to read: the files that stand on the ballot,
    their documents and pages. passed: the seat was somebody else's before. uncounted: the
    documents whose pages nobody has counted yet, or could; they add none.
    """

    seat: int
    since: datetime
    passed: bool
    files: int
    documents: int
    pages: int
    uncounted: int


_g = access.Grant.__table__  # type: ignore[attr-defined]
_q = panel.Passing.__table__  # type: ignore[attr-defined]
_d = documents.Document.__table__  # type: ignore[attr-defined]

_files = lists.BALLOTABLE_IDS.subquery()
_in_files = (
    _d.c.procedure_id == bindparam("procedure"),
    _d.c.action == Action.APPLICATION_READ.value,
    _d.c.withdrawn_at.is_(None),
    ~covered_for_all(_d),
    _d.c.object_id.in_(lists.BALLOTABLE_IDS),
)
_SEAT = (
    select(
        _g.c.seat,
        _g.c.since,
        _q.c.id.label("passing"),
        select(func.count()).select_from(_files).scalar_subquery().label("files"),
        select(func.count()).select_from(_d).where(*_in_files).scalar_subquery().label("documents"),
        select(func.coalesce(func.sum(_d.c.pages), 0))
        .where(*_in_files)
        .scalar_subquery()
        .label("pages"),
        select(func.count())
        .select_from(_d)
        .where(*_in_files, _d.c.pages == 0)
        .scalar_subquery()
        .label("uncounted"),
    )
    .select_from(_g.outerjoin(_q, _q.c.to_grant == _g.c.id))
    .where(_g.c.id == bindparam("grant"))
)


def seat(connection: Connection, procedure_id: str, grant_id: str) -> Seated:
    """The seat of this grant, and what there is to read in it."""
    row = connection.execute(_SEAT, {"procedure": procedure_id, "grant": grant_id}).one()
    return Seated(
        row.seat,
        row.since,
        row.passing is not None,
        row.files,
        row.documents,
        int(row.pages),
        row.uncounted,
    )
