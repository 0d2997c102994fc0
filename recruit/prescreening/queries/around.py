"""Where a candidate stands in the list that a reader reads through, and who is beside them.

A member goes through the circulated list, past the names whose file is closed to them; a
screener through their own files. Neither is told here of a file that they may not open.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, bindparam, exists, func, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import GICHD, Capacity, Reader
from recruit.applications import models as applications
from recruit.applications import queries as candidates
from recruit.core import keys, vault
from recruit.core.together import Together
from recruit.documents.surroundings import Around, Listing
from recruit.prescreening import models
from recruit.prescreening.queries import candidates as listed
from recruit.prescreening.queries import work

_e = models.Listed.__table__  # type: ignore[attr-defined]
_l = models.Circulation.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_k = access.Clearance.__table__  # type: ignore[attr-defined]
_near = _e.alias("near")
_CURRENT = (
    select(_l.c.id)
    .where(_l.c.procedure_id == bindparam("procedure"))
    .order_by(_l.c.version.desc())
    .limit(1)
    .scalar_subquery()
)


def _cleared(entry: Any) -> Any:
    return exists().where(
        _k.c.procedure_id == bindparam("procedure"),
        _k.c.person_id == bindparam("person"),
        _k.c.candidate_id == entry.c.candidate_id,
        _k.c.status == "cleared",
    )


def _neighbour(later: bool) -> Any:
    place = _near.c.place
    return (
        select(_near.c.candidate_id)
        .where(
            _near.c.circulation_id == _e.c.circulation_id,
            place > _e.c.place if later else place < _e.c.place,
            _cleared(_near),
        )
        .order_by(place if later else place.desc())
        .limit(1)
        .correlate(_e)
        .scalar_subquery()
    )


_LAST = (
    select(func.max(_near.c.place))
    .where(_near.c.circulation_id == _e.c.circulation_id)
    .correlate(_e)
    .scalar_subquery()
)
_ON_THE_LIST = (
    select(
        _e.c.place,
        _c.c.reference,
        _c.c.sealed,
        _LAST.label("last"),
        _neighbour(False).label("before"),
        _neighbour(True).label("after"),
    )
    .select_from(_e.join(_c, _c.c.id == _e.c.candidate_id))
    .where(
        and_(
            _e.c.circulation_id == _CURRENT,
            _e.c.candidate_id == bindparam("candidate"),
            _c.c.procedure_id == bindparam("procedure"),
        )
    )
)

_VERSION = select(_l.c.id, _l.c.version).where(_l.c.id == _CURRENT)
_LIST = (
    select(_e.c.candidate_id, _c.c.reference, _c.c.sealed)
    .select_from(_e.join(_c, _c.c.id == _e.c.candidate_id))
    .where(_e.c.circulation_id == bindparam("circulation"), _c.c.withdrawn_at.is_(None))
    .order_by(_e.c.place)
)
_REFERENCE = select(_c.c.reference).where(
    _c.c.procedure_id == bindparam("procedure"), _c.c.id == bindparam("candidate")
)

_SCREENED = Together(*work.MINE_AHEAD, _REFERENCE)


def around(connection: Connection, reader: Reader, object_id: str) -> Around | None:
    """The candidate that a document belongs to, for the reader of that document."""
    if reader.capacity is Capacity.MEMBER:
        return _listed(connection, reader, object_id)
    if reader.capacity in GICHD | {Capacity.AGENCY}:
        return _screened(connection, reader, object_id)
    return None


def _listed(connection: Connection, reader: Reader, candidate_id: str) -> Around | None:
    row = connection.execute(
        _ON_THE_LIST,
        {
            "procedure": reader.procedure_id,
            "person": reader.person_id,
            "candidate": candidate_id,
        },
    ).first()
    values = {"candidate_id": candidate_id}
    if row is None:  # given on request (R7), or no candidate at all
        known = candidates.named(connection, reader.procedure_id, [candidate_id])
        if candidate_id not in known:
            return None
        title = known[candidate_id].name or known[candidate_id].reference
        return Around(title, "prescreening.candidate", values)
    key = keys.file_key(candidate_id, reader.procedure_id)
    said = vault.unseal_or_none(key, row.sealed, "applications_candidate", candidate_id)
    return Around(
        said["name"] if said else row.reference,
        "prescreening.candidate",
        values,
        row.before or "",
        row.after or "",
        row.place,
        row.last,
    )


def _screened(connection: Connection, reader: Reader, candidate_id: str) -> Around | None:
    named = {"procedure": reader.procedure_id, "candidate": candidate_id}
    connection = _SCREENED.ask(connection, {**named, "person": reader.person_id})
    own = [f for f in work.mine(connection, reader) if f.state != "closed"]
    at = next((n for n, f in enumerate(own) if f.candidate_id == candidate_id), None)
    values = {"candidate_id": candidate_id}
    if at is not None:
        return Around(
            own[at].reference,
            "prescreening.screen",
            values,
            own[at - 1].candidate_id if at else "",
            own[at + 1].candidate_id if at + 1 < len(own) else "",
            at + 1,
            len(own),
        )
    reference = connection.execute(_REFERENCE, named).scalar()
    return Around(reference, "applications.show", values) if reference else None


def listing(connection: Connection, reader: Reader) -> Listing | None:
    """The circulated list that counts now, with its names, for a member (A8, C4)."""
    if reader.capacity is not Capacity.MEMBER:
        return None
    version = connection.execute(_VERSION, {"procedure": reader.procedure_id}).first()
    if version is None:
        return None
    standing = listed.standing(connection, reader, version.id)
    if standing.undeclared or not standing.open:
        return Listing(version.id, version.version, False, ())
    rows = connection.execute(_LIST, {"circulation": version.id}).all()
    names = vault.unseal_all(
        [
            (keys.file_key(r.candidate_id, reader.procedure_id), r.sealed, r.candidate_id)
            for r in rows
        ],
        "applications_candidate",
    )
    entries = tuple(
        (row.candidate_id, said["name"] if said else row.reference, row.reference)
        for row, said in zip(rows, names, strict=True)
    )
    return Listing(version.id, version.version, True, entries)
