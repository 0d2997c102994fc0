"""Pairs of applications that look alike, for the GICHD that decides on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, literal, literal_column, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Reader
from recruit.applications import models, rules
from recruit.applications.queries import CLOSED, ROWS, said_of
from recruit.core import keys, vault


@dataclass(frozen=True, slots=True)
class Side:
    """One of two applications that look alike."""

    id: str
    reference: str
    name: str
    mail: str
    received_at: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class ReversalView:
    """A decision that was taken back: what it said, with its reason, and why it fell."""

    decision: str
    decided_why: str
    decided_at: datetime
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LikenessView:
    """Two applications that may be one person's. closed: in conflict for this reader."""

    id: str
    grounds: str
    found_at: datetime
    decision: str
    reason: str
    first: Side
    second: Side
    closed: bool
    reversals: tuple[ReversalView, ...] = ()


_c = models.Candidate.__table__  # type: ignore[attr-defined]
_l = models.Likeness.__table__  # type: ignore[attr-defined]
_r = models.Reversal.__table__  # type: ignore[attr-defined]
_k = access.Clearance.__table__  # type: ignore[attr-defined]
_one, _two = _c.alias("one"), _c.alias("two")
_pair_closed = (
    select(literal(1))
    .where(
        _k.c.procedure_id == bindparam("procedure"),
        _k.c.person_id == bindparam("person"),
        or_(_k.c.candidate_id == _l.c.first_id, _k.c.candidate_id == _l.c.second_id),
        _k.c.status.in_(CLOSED),
    )
    .exists()
)
_LIKENESSES = (
    select(
        _l.c.id,
        _l.c.first_id,
        _l.c.grounds,
        _l.c.found_at,
        _l.c.decision,
        _l.c.sealed,
        *(
            column.label(f"{name}_{column.name}")
            for name, side in (("one", _one), ("two", _two))
            for column in (
                side.c.id,
                side.c.reference,
                side.c.sealed,
                side.c.received_at,
                side.c.late,
            )
        ),
        _pair_closed.label("closed"),
    )
    .select_from(_l.join(_one, _one.c.id == _l.c.first_id).join(_two, _two.c.id == _l.c.second_id))
    .where(_l.c.procedure_id == bindparam("procedure"))
    .order_by(_l.c.found_at, _l.c.id)
    .limit(ROWS)
)
# as SQLite sees them fit the indexes of those alone: no value is bound
_OPEN = _LIKENESSES.where(_l.c.decision == literal_column("''"))
_DECIDED = _LIKENESSES.where(_l.c.decision != literal_column("''"))
_REVERSALS = (
    select(
        _r.c.id,
        _r.c.likeness_id,
        _l.c.first_id,
        _r.c.decision,
        _r.c.decided_at,
        _r.c.sealed,
        _r.c.at,
        _pair_closed.label("closed"),
    )
    .select_from(_r.join(_l, _l.c.id == _r.c.likeness_id))
    .where(_r.c.likeness_id.in_(bindparam("pairs", expanding=True)))
    .order_by(_r.c.at, _r.c.id)
)


def _words(reader: Reader, rows: Sequence[Any], table: str) -> list[dict[str, str]]:
    """What was said of each pair; nothing where that is closed to the reader, where nothing was
    said yet, or once the first one's file is erased."""
    sealed = [
        (
            keys.file_key(row.first_id, reader.procedure_id),
            None if row.closed else row.sealed,
            row.id,
        )
        for row in rows
    ]
    return [said or {} for said in vault.unseal_all(sealed, table)]


def _taken_back(
    connection: Connection, reader: Reader, asked: dict[str, Any]
) -> dict[str, list[ReversalView]]:
    """The decisions on these pairs that were taken back, by pair."""
    found: dict[str, list[ReversalView]] = {}
    rows = connection.execute(_REVERSALS, asked).all()
    for back, words in zip(rows, _words(reader, rows, "applications_reversal"), strict=True):
        found.setdefault(back.likeness_id, []).append(
            ReversalView(
                back.decision,
                words.get("decided_why", ""),
                back.decided_at,
                words.get("reason", ""),
                back.at,
            )
        )
    return found


def _sides(reader: Reader, rows: Sequence[Any], name: str) -> list[Side]:
    """One side of each pair; of a pair that is closed to the reader no name."""
    values = [row._mapping for row in rows]
    said = said_of(
        reader.procedure_id,
        [(v[f"{name}_id"], None if v["closed"] else v[f"{name}_sealed"]) for v in values],
    )
    return [
        Side(
            v[f"{name}_id"],
            v[f"{name}_reference"],
            one.get("name", ""),
            one.get("mail", ""),
            v[f"{name}_received_at"],
            v[f"{name}_late"],
        )
        for v, one in zip(values, said, strict=True)
    ]


def likenesses(connection: Connection, reader: Reader) -> list[LikenessView]:
    """Pairs that look alike, the open ones first; at most fifty."""
    asked = {"procedure": reader.procedure_id, "person": reader.person_id}
    rows = [*connection.execute(_OPEN, asked)]
    if len(rows) < ROWS:
        rows += connection.execute(_DECIDED, asked).all()[: ROWS - len(rows)]
    taken_back = _taken_back(connection, reader, {**asked, "pairs": [row.id for row in rows]})
    return [
        LikenessView(
            row.id,
            rules.grounds_words(row.grounds),
            row.found_at,
            row.decision,
            said.get("reason", ""),
            first,
            second,
            bool(row.closed),
            () if row.closed else tuple(taken_back.get(row.id, ())),
        )
        for row, said, first, second in zip(
            rows,
            _words(reader, rows, "applications_likeness"),
            _sides(reader, rows, "one"),
            _sides(reader, rows, "two"),
            strict=True,
        )
    ]
