"""The worker's part of redacted copies: made out of pixels, proved, and kept sealed (W4).

What can't be proved empty is kept nowhere; its maker reads why, and finds the places at which
a machine read struck words off the copy among the areas.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from recruit.core import db, ids, keys, sealing
from recruit.documents import (
    blacking,
    covering,
    held,
    keeping,
    proving,
    quarantine,
    redaction,
    store,
)
from recruit.documents.models import Document, Redaction, Rendition
from recruit.documents.rules import MIME, FileKind
from recruit.documents.rules.redaction import Area, RedactionState

_r = Redaction.__table__  # type: ignore[attr-defined]
_d = Document.__table__  # type: ignore[attr-defined]
_m = Rendition.__table__  # type: ignore[attr-defined]
_DUE = (
    select(
        _d,
        _m.c.file_id.label("made_of"),
        _m.c.status.label("rendition"),
        _r.c.id.label("redaction"),
        _r.c.sealed.label("struck"),
        _r.c.pages.label("of"),
        _r.c.asked_at,
    )
    .select_from(
        _r.join(_d, _d.c.id == _r.c.original_id).outerjoin(_m, _m.c.document_id == _d.c.id)
    )
    .where(
        _r.c.state == RedactionState.WAITS.value,
        _d.c.withdrawn_at.is_(None),
        quarantine.opened(_d),
    )
    .order_by(_r.c.asked_at, _r.c.id)
)
_KIND = {MIME[kind]: kind for kind in (FileKind.PDF, FileKind.JPEG, FileKind.PNG)}


def make_due(now: datetime, most: int = 2) -> int:
    """Make and prove the copies that are asked for; how many were tried. now: aware time."""
    with db.reading() as connection:
        rows = connection.execute(_DUE.limit(most)).all()
    return sum(_make(row, now) for row in rows)


def _make(row: Any, now: datetime) -> bool:
    file_id, wrapped, size, fault, ocr = "", b"", 0, "", ""
    places: tuple[Area, ...] = ()
    try:
        areas = covering.said(row.key_id, row.redaction, row.struck)[1]
        kind, content = _content(row)
        made = blacking.blacked(kind, content, areas) if areas else None
        if made is None:
            raise proving.Left("made")
        ocr = proving.prove(made[0], areas, row.of)
        file_id, size = ids.new(), len(made[0])
        wrapped = held.hold(file_id, row.redaction, row.procedure_id, row.key_id, [made[0]], now)
    except proving.Left as left:
        fault, places = str(left), left.places
    except (keys.Erased, keys.NoKey, sealing.Broken, store.Missing, KeyError):
        fault = "made"
    with db.writing() as session:
        kept = redaction.locked(session, row.redaction)
        there = kept is not None and kept.state == RedactionState.WAITS
        if kept is not None and there and kept.asked_at == row.asked_at:
            kept.state = RedactionState.FAILED if fault else RedactionState.MADE
            kept.file_id, kept.wrapped, kept.size = file_id, wrapped, size
            kept.fault, kept.ocr, kept.made_at = fault, ocr, now
            redaction.also(session, kept, row.key_id, places)
            return True
    if file_id:
        held.let_go([file_id])
    return False


def _content(row: Any) -> tuple[FileKind, bytes]:
    if row.rendition == "made":
        return FileKind.PDF, keeping.rendition(row, row.made_of)
    return _KIND[row.mime], keeping.whole(row)
