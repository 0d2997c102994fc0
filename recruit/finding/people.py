"""What the worker compares: applications that may be one person's, proposed to the GICHD.

Names are sealed, so likeness is found in memory, pair by pair where a few keys agree, and
only the pairs with their reasons are written. A pair that was decided stays decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.engine import Connection
from sqlmodel import Session
from sqlmodel import select as select_rows

from recruit.applications.models import Candidate, Likeness
from recruit.core import db, vault
from recruit.core import keys as ring
from recruit.finding.models import Compared
from recruit.finding.rules.persons import Known, Person, blocks, joined, known, likeness

_c = Candidate.__table__  # type: ignore[attr-defined]
_m = Compared.__table__  # type: ignore[attr-defined]
_COUNTS = (_c.c.withdrawn_at.is_(None), _c.c.merged_into.is_(None))
_DUE = (
    select(_c.c.procedure_id)
    .distinct()
    .select_from(_c.outerjoin(_m, _m.c.candidate_id == _c.c.id))
    .where(*_COUNTS, or_(_m.c.version.is_(None), _m.c.version != _c.c.version))
)
_ALL = (
    select(_c.c.id, _c.c.procedure_id, _c.c.version, _c.c.sealed, _c.c.received_at, _m.c.version)
    .select_from(_c.outerjoin(_m, _m.c.candidate_id == _c.c.id))
    .where(*_COUNTS, _c.c.procedure_id == bindparam("procedure"))
    .order_by(_c.c.received_at, _c.c.id)
)


@dataclass(frozen=True, slots=True)
class _Sent:
    """An application in memory, with its place by receipt."""

    id: str
    version: int
    person: Known
    fresh: bool
    place: int


def compare_due(now: datetime) -> int:
    """Compare applications that are new, or whose fields were corrected, with all others of
    their procedure; how many were. now: aware time. Done again it changes nothing."""
    with db.reading() as connection:
        procedures = list(connection.execute(_DUE).scalars())
    return sum(_compare(procedure_id, now) for procedure_id in procedures)


def _sent(connection: Connection, procedure_id: str) -> list[_Sent]:
    rows = connection.execute(_ALL, {"procedure": procedure_id}).all()
    opened = vault.unseal_all(
        [(ring.file_key(row.id, procedure_id), row.sealed, row.id) for row in rows],
        "applications_candidate",
    )
    return [
        _Sent(
            row.id,
            row.version,
            known(Person(said["name"], said["mail"], said["phone"]) if said else Person("")),
            row[5] != row.version,
            place,
        )
        for place, (row, said) in enumerate(zip(rows, opened, strict=True))
    ]


def _compare(procedure_id: str, now: datetime) -> int:
    with db.reading() as connection:
        sent = _sent(connection, procedure_id)
    shelves: dict[str, list[_Sent]] = {}
    for one in sent:
        for block in blocks(one.person):
            shelves.setdefault(block, []).append(one)
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for one in (s for s in sent if s.fresh and s.person.name):
        others = {o.id: o for block in blocks(one.person) for o in shelves[block]}
        for other in others.values():
            first, second = sorted((one, other), key=lambda s: s.place)
            if first is not second and (first.id, second.id) not in found:
                found[first.id, second.id] = likeness(first.person, second.person)
    with db.writing() as session:
        for pair, grounds in found.items():
            if grounds:
                _propose(session, procedure_id, pair, grounds, now)
        for one in sent:
            if one.fresh:
                session.merge(Compared(candidate_id=one.id, version=one.version))
    return sum(one.fresh for one in sent)


def _propose(
    session: Session,
    procedure_id: str,
    pair: tuple[str, str],
    grounds: tuple[str, ...],
    now: datetime,
) -> None:
    there: Any = session.exec(
        select_rows(Likeness).where(
            Likeness.first_id.in_(pair),  # type: ignore[attr-defined]
            Likeness.second_id.in_(pair),  # type: ignore[attr-defined]
        )
    ).first()
    if there is None:
        session.add(
            Likeness(
                procedure_id=procedure_id,
                first_id=pair[0],
                second_id=pair[1],
                grounds="+".join(grounds),
                found_at=now,
            )
        )
    elif not there.decision:
        there.grounds = joined(there.grounds, grounds)
        session.add(there)
