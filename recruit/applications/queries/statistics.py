"""The applications in figures: what they are taken from, and what was kept to be read (D6)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.applications import models
from recruit.applications.rules import statistics as rules
from recruit.core import keys, sealing, vault
from recruit.documents import keeping
from recruit.documents import models as documents
from recruit.procedure.rules.days import geneva_day
from recruit.states import queries as states


@dataclass(frozen=True, slots=True)
class StatisticsView:
    """The figures as they were taken. total: applications that they are of; listed: on the
    first list. Both are the same where fewer than the smallest number are not on it, be there
    any or none."""

    taken_at: datetime
    total: int
    listed: int
    tables: tuple[rules.Table, ...]


_c = models.Candidate.__table__  # type: ignore[attr-defined]
_h = models.Sheet.__table__  # type: ignore[attr-defined]
_s = models.Statistics.__table__  # type: ignore[attr-defined]
_d = documents.Document.__table__  # type: ignore[attr-defined]
_t = documents.Text.__table__  # type: ignore[attr-defined]
_ALL = (
    select(
        _c.c.id,
        _c.c.received_at,
        _c.c.late,
        _c.c.admitted_at,
        _c.c.withdrawn_at,
        _c.c.merged_into,
        _h.c.sealed,
    )
    .select_from(_c.outerjoin(_h, _h.c.candidate_id == _c.c.id))
    .where(_c.c.procedure_id == bindparam("procedure"))
    .order_by(_c.c.id)
)
_TEXTS = (
    select(_d.c.id, _d.c.object_id, _d.c.key_id, _t.c.sealed)
    .select_from(_c.join(_d, _d.c.object_id == _c.c.id).join(_t, _t.c.document_id == _d.c.id))
    .where(
        _c.c.procedure_id == bindparam("procedure"),
        _d.c.withdrawn_at.is_(None),
        _t.c.sealed.is_not(None),
    )
)
_KEPT = select(_s.c.taken_at, _s.c.total, _s.c.listed, _s.c.shown).where(
    _s.c.procedure_id == bindparam("procedure")
)

AHEAD = (_KEPT,)
"""What statistics asks, for a page that asks it together with others."""


def statistics(connection: Connection, procedure_id: str) -> StatisticsView | None:
    """The figures, one row; None until the first list is circulated."""
    row = connection.execute(_KEPT, {"procedure": procedure_id}).first()
    if row is None:
        return None
    return StatisticsView(
        row.taken_at, row.total, row.listed, rules.from_json(json.loads(row.shown))
    )


def told(connection: Connection, procedure_id: str, listed: Collection[str]) -> list[rules.Told]:
    """What every application tells of itself; for the taking alone. listed: who is on the list."""
    groups = {state.id: state.group for state in states.states(connection).values()}
    texts: dict[str, list[str]] = defaultdict(list)
    for candidate_id, text in _texts(connection, procedure_id):
        texts[candidate_id].append(text)
    found = []
    for row in connection.execute(_ALL, {"procedure": procedure_id}):
        key = keys.file_key(row.id, procedure_id)
        sheet = (
            vault.unseal_or_none(key, row.sealed, "applications_sheet", row.id)
            if row.sealed is not None
            else None
        ) or {}
        found.append(
            rules.Told(
                geneva_day(row.received_at),
                frozenset(groups.get(n, "") for n in sheet.get("nationalities", ())),
                str(sheet.get("gender", "")),
                tuple(texts[row.id]),
                "" if row.id in listed else _why_not(row),
            )
        )
    return found


def _why_not(row: Any) -> str:
    """Why it is not on the list, one reason each."""
    if row.late and row.admitted_at is None:
        return rules.LATE
    if row.merged_into is not None:
        return "merged"
    return "not_suitable" if row.withdrawn_at is None else "withdrawn"


def _texts(connection: Connection, procedure_id: str) -> Iterator[tuple[str, str]]:
    for row in connection.execute(_TEXTS, {"procedure": procedure_id}):
        try:
            key = keys.ring().get(row.key_id)
        except (keys.Erased, keys.NoKey):
            continue
        said = sealing.unseal_json(key, row.sealed, keeping.text_place(row.id))
        yield row.object_id, str(said["text"])
