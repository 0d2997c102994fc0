"""Two screeners beside each other (A5): how far pairs agree, and where files differ.

There is nothing here of a file that only one of two has locked: both tables are written by
the second lock. The focal point, who settles, has all of it; a screener has the pairs that
he or she is one of, and differences of the own files. What a declaration closes is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, literal, literal_column, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity, Reader
from recruit.accounts import models as accounts
from recruit.applications import models as applications
from recruit.core import keys, vault
from recruit.prescreening import models
from recruit.prescreening.rules import agreement

ROWS = 50


@dataclass(frozen=True, slots=True)
class Pair:
    """Two screeners with what they answered on the files that both locked."""

    id: str
    first: str
    second: str
    files: int
    counts: agreement.Counts


@dataclass(frozen=True, slots=True)
class Differing:
    """A file on which two locked votes differ. criteria: which ones, empty where it was not
    kept. settled: there is an outcome."""

    candidate_id: str
    reference: str
    first: str
    second: str
    criteria: tuple[str, ...]
    settled: bool


_t = models.Agreement.__table__  # type: ignore[attr-defined]
_b = models.Comparison.__table__  # type: ignore[attr-defined]
_s = models.Assignment.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_k = access.Clearance.__table__  # type: ignore[attr-defined]
_one = accounts.Person.__table__.alias("one")  # type: ignore[attr-defined]
_two = accounts.Person.__table__.alias("two")  # type: ignore[attr-defined]

_MINE: Any = bindparam("person")
_PAIRS = (
    select(
        _t.c.id,
        _t.c.files,
        _t.c.sealed,
        _one.c.name.label("first"),
        _two.c.name.label("second"),
    )
    .select_from(
        _t.join(_one, _one.c.id == _t.c.first_person).join(_two, _two.c.id == _t.c.second_person)
    )
    .where(_t.c.procedure_id == bindparam("procedure"))
    .order_by(_one.c.name, _two.c.name, _t.c.id)
)
_OWN_PAIRS = _PAIRS.where(or_(_t.c.first_person == _MINE, _t.c.second_person == _MINE))
_closed = (
    select(literal(1))
    .where(
        _k.c.procedure_id == bindparam("procedure"),
        _k.c.person_id == _MINE,
        _k.c.candidate_id == _b.c.candidate_id,
        _k.c.status.in_(("conflict", "undecided")),
    )
    .exists()
)
_own = (
    select(literal(1))
    .where(
        _s.c.candidate_id == _b.c.candidate_id,
        _s.c.person_id == _MINE,
        _s.c.ended_at.is_(None),
    )
    .exists()
)
_DIFFERING = (
    select(
        _b.c.candidate_id,
        _c.c.reference,
        _b.c.sealed,
        _b.c.settled_at,
        _one.c.name.label("first"),
        _two.c.name.label("second"),
    )
    .select_from(
        _b.join(_c, and_(_c.c.id == _b.c.candidate_id, _c.c.merged_into.is_(None)))
        .join(_one, _one.c.id == _b.c.first_person)
        .join(_two, _two.c.id == _b.c.second_person)
    )
    .where(
        _b.c.procedure_id == bindparam("procedure"),
        _b.c.differing > literal_column("0"),
        _c.c.withdrawn_at.is_(None),
        _c.c.reference > bindparam("after"),
        ~_closed,
    )
    .order_by(_c.c.reference)
    .limit(ROWS + 1)
)
_OWN_DIFFERING = _DIFFERING.where(_own)


def _all(reader: Reader) -> bool:
    return reader.capacity is Capacity.FOCAL_POINT


def pairs(connection: Connection, reader: Reader) -> list[Pair]:
    """The pairs of screeners that this reader may compare, by name."""
    asked: dict[str, Any] = {"procedure": reader.procedure_id}
    if not _all(reader):
        asked["person"] = reader.person_id
    rows = connection.execute(_PAIRS if _all(reader) else _OWN_PAIRS, asked).all()
    key = keys.procedure_key(reader.procedure_id)
    said = vault.unseal_all([(key, row.sealed, row.id) for row in rows], "prescreening_agreement")
    return [
        Pair(row.id, row.first, row.second, row.files, agreement.read(form))
        for row, form in zip(rows, said, strict=True)
    ]


def differing(
    connection: Connection, reader: Reader, after: str = ""
) -> tuple[list[Differing], bool]:
    """Fifty files on which two locked votes differ, by reference, and whether more follow."""
    asked = {"procedure": reader.procedure_id, "person": reader.person_id, "after": after}
    rows = connection.execute(_DIFFERING if _all(reader) else _OWN_DIFFERING, asked).all()
    shown = rows[:ROWS]
    said = vault.unseal_all(
        [
            (keys.file_key(row.candidate_id, reader.procedure_id), row.sealed, row.candidate_id)
            for row in shown
        ],
        "prescreening_comparison",
    )
    return [
        Differing(
            row.candidate_id,
            row.reference,
            row.first,
            row.second,
            tuple(form["differing"]) if form else (),
            row.settled_at is not None,
        )
        for row, form in zip(shown, said, strict=True)
    ], len(rows) > ROWS
