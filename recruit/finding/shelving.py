"""Where a candidate's words stand, and how they go: shelves, each under a key of its own.

A word is written down as 64 bits of a keyed hash under the shelf's key. Whoever has
the database without the key store sees numbers, which are others on each shelf; whoever
erases one candidate erases the shelf's key, so that what stood there says nothing in any
backup either, and the worker writes the shelf's other candidates down anew.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.engine import Connection
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from recruit.applications.models import Candidate
from recruit.core import db, ids, keys, sealing
from recruit.documents.models import Document
from recruit.finding import many
from recruit.finding.models import Part, PartKind, Shelf, Shelved
from recruit.prescreening.models import Circulation, Listed

CANDIDATES = 16
"""Candidates on one shelf: more make fewer look-ups, and more words that look alike."""

_c = Candidate.__table__  # type: ignore[attr-defined]
_d = Document.__table__  # type: ignore[attr-defined]
_p = Part.__table__  # type: ignore[attr-defined]
_s = Shelf.__table__  # type: ignore[attr-defined]
_w = Shelved.__table__  # type: ignore[attr-defined]
_e = Listed.__table__  # type: ignore[attr-defined]
_o = Circulation.__table__  # type: ignore[attr-defined]
_SHELVES = select(many.Joined(_s.c.id)).where(_s.c.procedure_id == bindparam("procedure"))
AHEAD = (_SHELVES,)
"""What numbers asks."""
_SHELVED = select(
    _w.c.candidate_id, _w.c.shelf_id, _c.c.procedure_id, _c.c.withdrawn_at
).select_from(_w.join(_c, _c.c.id == _w.c.candidate_id))
_ON = select(_w.c.candidate_id, _w.c.shelf_id).where(
    _w.c.shelf_id.in_(
        select(_w.c.shelf_id)
        .where(_w.c.candidate_id.in_(bindparam("candidates", expanding=True)))
        .scalar_subquery()
    )
)
_later = _o.alias("later")
_OLD_LISTS = delete(_p).where(
    _p.c.kind == PartKind.LISTED.value,
    _p.c.object_id.in_(
        select(_e.c.id)
        .select_from(_e.join(_o, _o.c.id == _e.c.circulation_id))
        .where(
            select(_later.c.id)
            .where(_later.c.procedure_id == _o.c.procedure_id, _later.c.version > _o.c.version)
            .correlate(_o)
            .exists()
        )
    ),
)


def number(key: bytes, mark: str) -> int:
    """What a mark is written down as under a shelf's key: a signed 64-bit number."""
    return sealing.keyed_numbers([key], mark)[0]


def numbers(connection: Connection, procedure_id: str, marks: Collection[str]) -> list[int]:
    """What these marks are on all shelves of the procedure."""
    shelves = connection.execute(_SHELVES, {"procedure": procedure_id}).scalar() or ""
    held = keys.ring().get_each(_shelf_keys(procedure_id, shelves))
    return [each for mark in marks for each in sealing.keyed_numbers(held, mark)]


@lru_cache(maxsize=16)
def _shelf_keys(procedure_id: str, shelves: str) -> tuple[str, ...]:
    """The ids of the keys of these shelves, given as one text: they change seldom."""
    return tuple(keys.shelf_key(shelf, procedure_id) for shelf in shelves.split())


def by_shelf(
    procedure_id: str, shelves: Collection[str], marks: Collection[str]
) -> dict[str, list[int]]:
    """What these marks are on each of these shelves; none for a shelf whose key is erased."""
    names = {keys.shelf_key(shelf, procedure_id): shelf for shelf in shelves}
    held = keys.ring().get_all(set(names))
    each = [sealing.keyed_numbers(held.values(), mark) for mark in marks]
    return {names[id_]: [of_mark[n] for of_mark in each] for n, id_ in enumerate(held)}


def shelf_of(session: Session, procedure_id: str, candidate_id: str, now: datetime) -> str:
    """The candidate's shelf; one with room, or a new one, at the first time.

    The key is on the disk before the row. Raises keys.Erased or keys.NoKey where the
    procedure's own key is gone.
    """
    placed = session.get(Shelved, candidate_id)
    if placed is not None:
        return placed.shelf_id
    shelf = session.exec(
        select_rows(Shelf)
        .where(Shelf.procedure_id == procedure_id, Shelf.filled < CANDIDATES)
        .order_by(col(Shelf.filled).desc(), Shelf.id)
        .limit(1)
    ).first()
    if shelf is None:
        shelf = Shelf(id=ids.new(), procedure_id=procedure_id, opened_at=now)
        keys.ring().make(
            keys.shelf_key(shelf.id, procedure_id), keys.procedure_key(procedure_id), now
        )
    shelf.filled += 1
    session.add(shelf)
    session.flush()
    session.add(Shelved(candidate_id=candidate_id, shelf_id=shelf.id))
    session.flush()
    return shelf.id


def forget(candidate_ids: Collection[str], procedure_id: str, now: datetime) -> int:
    """Erase what was written down of these candidates, here and in every backup (D3).

    The keys of their shelves go first, then all rows of the shelves; the others who stood
    there are written down anew. May be called again. The number of candidates forgotten.
    """
    with db.reading() as connection:
        on = connection.execute(_ON, {"candidates": list(candidate_ids)}).all()
    shelves = sorted({row.shelf_id for row in on})
    if shelves:
        _clear(shelves, procedure_id, now)
    return len({row.candidate_id for row in on} & set(candidate_ids))


def _clear(shelves: list[str], procedure_id: str, now: datetime) -> None:
    keys.ring().erase_all([keys.shelf_key(shelf, procedure_id) for shelf in shelves], now)
    there = select(_w.c.candidate_id).where(_w.c.shelf_id.in_(shelves))
    with db.writing() as session:
        connection = session.connection()
        connection.execute(_unsearched(there))
        connection.execute(delete(_p).where(_p.c.candidate_id.in_(there)))
        connection.execute(delete(_w).where(_w.c.shelf_id.in_(shelves)))
        connection.execute(delete(_s).where(_s.c.id.in_(shelves)))


def _unsearched(candidates: Any) -> Any:
    """Note of these candidates' documents that their words are not found any more."""
    return update(_d).where(_d.c.object_id.in_(candidates)).values(searched=False)


def purge(now: datetime) -> int:
    """Put away what is not to be found any more; how many candidates that touched.

    Whoever withdrew loses the rows; where a candidate's file key is erased (D3), or a
    shelf's is, the whole shelf goes with its key. Lists that a later one replaced go too.
    """
    with db.reading() as connection:
        rows = connection.execute(_SHELVED).all()
    held = keys.ring().get_all(
        {keys.file_key(row.candidate_id, row.procedure_id) for row in rows}
        | {keys.shelf_key(row.shelf_id, row.procedure_id) for row in rows}
    )
    gone: dict[str, set[str]] = {}
    left = []
    for row in rows:
        file, shelf = (
            keys.file_key(row.candidate_id, row.procedure_id),
            keys.shelf_key(row.shelf_id, row.procedure_id),
        )
        if file not in held or shelf not in held:
            gone.setdefault(row.procedure_id, set()).add(row.shelf_id)
        elif row.withdrawn_at is not None:
            left.append(row.candidate_id)
    for procedure_id, shelves in gone.items():
        _clear(sorted(shelves), procedure_id, now)
    with db.writing() as session:
        connection = session.connection()
        connection.execute(_OLD_LISTS)
        if left:
            connection.execute(_unsearched(left))
            connection.execute(delete(_p).where(_p.c.candidate_id.in_(left)))
            connection.execute(delete(_w).where(_w.c.candidate_id.in_(left)))
    return len(left) + sum(row.shelf_id in gone.get(row.procedure_id, ()) for row in rows)
