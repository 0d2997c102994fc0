"""What the worker does for documents: taking their text, and putting away what is left over."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, union_all
from sqlalchemy.engine import Connection

from recruit.core import db, keys, sealing
from recruit.core.errors import Refusal
from recruit.documents import (
    keeping,
    office,
    quarantine,
    reading,
    recognising,
    recognition,
    store,
)
from recruit.documents.models import Book, Document, Rendition, Text
from recruit.documents.rules import MIME, FileKind
from recruit.documents.rules.scanning import Scan

OLD_ENOUGH = timedelta(hours=1)
"""Younger keys and files may belong to an upload that is under way."""
STRANGERS = 50
"""So many files without a row are tidied away whatever else the store holds."""
_KIND = {mime: kind for kind, mime in MIME.items()}
_d = Document.__table__  # type: ignore[attr-defined]
_t = Text.__table__  # type: ignore[attr-defined]
_WITHOUT_TEXT = (
    select(_d)
    .select_from(_d.outerjoin(_t, _t.c.document_id == _d.c.id))
    .where(_t.c.document_id.is_(None), _d.c.withdrawn_at.is_(None), quarantine.opened(_d))
    .order_by(_d.c.stored_at, _d.c.id)
)
_ALL = select(_d.c.id, _d.c.key_id, _d.c.scan)
_r = Rendition.__table__  # type: ignore[attr-defined]
_b = Book.__table__  # type: ignore[attr-defined]
_MADE = union_all(
    select(_r.c.file_id).where(_r.c.file_id != ""),
    select(_b.c.file_id).where(_b.c.file_id != "", _b.c.ended_at.is_(None)),
)
_WITHOUT_PAGES = (
    select(_d)
    .select_from(_d.outerjoin(_r, _r.c.document_id == _d.c.id))
    .where(
        _r.c.document_id.is_(None),
        _d.c.withdrawn_at.is_(None),
        quarantine.opened(_d),
        _d.c.mime.in_([MIME[kind] for kind in office.KINDS]),
    )
    .order_by(_d.c.stored_at, _d.c.id)
)

_owners: dict[str, Callable[[Connection], set[str]]] = {}


def extract_due(now: datetime, most: int = 20) -> int:
    """Take the text of documents that have none yet; how many were done. now: aware time.

    Each is read in the confined child, outside any transaction. One that can't be read is
    marked 'unreadable' and not tried again.
    """
    with db.reading() as connection:
        waiting = connection.execute(_WITHOUT_TEXT.limit(most)).all()
    return sum(_extract(document, now) for document in waiting)


def _extract(document: object, now: datetime) -> bool:
    row: Document = document  # type: ignore[assignment]
    sealed, status, pages, bare = None, "unreadable", 0, 0
    try:
        said = reading.read(_KIND[row.mime], keeping.whole(row))
        key = keys.ring().get(row.key_id)
        worded = bool(said.text.strip()) or not recognition.has_image(row.mime)
        kept_of = recognising.begun(said.text, said.bare if worded else (), said.starts)
        sealed = sealing.seal_json(key, kept_of, keeping.text_place(row.id))
        status, pages = "read" if worded else "scan", said.pages
        bare = len(said.bare) if worded else 0
    except (Refusal, keys.Erased, keys.NoKey, sealing.Broken, store.Missing):
        pass
    with db.writing() as session:
        kept = db.locked(session, Document, id=row.id)
        if kept is None or kept.withdrawn_at is not None or session.get(Text, row.id) is not None:
            return False
        kept.pages = pages
        session.add(kept)
        due = now if status == "scan" or bare else None
        session.add(
            Text(document_id=row.id, status=status, sealed=sealed, at=now, due=due, missed=bare)
        )
    return True


def render_due(now: datetime, most: int = 4) -> int:
    """Make the PDF of DOCX and ODT documents that have none yet, where LibreOffice is
    installed; how many were done. now: aware time.

    One that can't be made is marked 'failed' and read as text. Where LibreOffice comes
    later, everything that waits is done then.
    """
    with db.reading() as connection:
        waiting = connection.execute(_WITHOUT_PAGES.limit(most)).all()
    if not waiting or not office.works():
        return 0
    return sum(_render(document, now) for document in waiting)


def _render(document: object, now: datetime) -> bool:
    row: Document = document  # type: ignore[assignment]
    made = Rendition(document_id=row.id, status="failed", at=now)
    try:
        content = office.pdf(_KIND[row.mime], keeping.whole(row))
        if content is not None:
            made.pages = reading.read(FileKind.PDF, content).pages
            made.file_id = keeping.keep_rendition(row, content, now)
            made.status, made.size = "made", len(content)
    except (Refusal, keys.Erased, keys.NoKey, sealing.Broken, store.Missing):
        pass
    with db.writing() as session:
        kept = db.locked(session, Document, id=row.id)
        known = session.get(Rendition, row.id)
        if kept is None or kept.withdrawn_at is not None or known is not None:
            return False
        session.add(made)
    return True


_holders: list[Callable[[Connection], set[str]]] = []


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a reconciliation did: files and keys removed (ids), documents whose file is gone."""

    files: tuple[str, ...]
    keys: tuple[str, ...]
    missing: tuple[str, ...]


def register_keys(prefix: str, known: Callable[[Connection], set[str]]) -> None:
    """A room's keys: those whose id begins with prefix belong to rows that known tells.

    known: (connection) -> the ids of the keys that have a row. A key of no registered
    prefix is never removed.
    """
    _owners[prefix] = known


def register_files(known: Callable[[Connection], set[str]]) -> None:
    """A room holds files before they are documents (recruit.documents.held).

    known: (connection) -> the ids of the files that it still needs.
    """
    if known not in _holders:
        _holders.append(known)


def reconcile(now: datetime) -> Reconciled:
    """Remove files and registered keys that no row knows, none younger than an hour.

    What is missing is reported and left. now: aware time.
    """
    before = now - OLD_ENOUGH
    # files and keys are listed first: a row that comes meanwhile is then seen for certain
    there = list(store.kept())
    ring = keys.ring()
    held = [key_id for key_id in ring.ids() if any(key_id.startswith(p) for p in _owners)]
    with db.reading() as connection:
        rows = connection.execute(_ALL).all()
        made = set(connection.execute(_MADE).scalars())
        owned = {p: known(connection) for p, known in _owners.items()}
        waiting = set().union(*(known(connection) for known in _holders))
    # the file of an infected document goes at once; where that failed it goes here
    erased = ring.store.tombstones()
    known_files = {row.id for row in rows if row.scan != Scan.INFECTED and row.key_id not in erased}
    strange = _strange(there, before, {row.id for row in rows} | made | waiting)
    known_keys = {row.key_id for row in rows}.union(*owned.values()) if owned else set()
    removed_files = []
    for document_id, at in there:
        if at < before and document_id.endswith("."):
            store.remove_draft(document_id[:-1])
            removed_files.append(document_id[:-1])
        elif at < before and document_id not in known_files | made | waiting | strange:
            store.remove(document_id)
            removed_files.append(document_id)
    removed_keys = []
    for key_id in held:
        if key_id not in known_keys and _made(ring, key_id, before):
            ring.erase(key_id, now)
            removed_keys.append(key_id)
    missing = sorted(document_id for document_id in known_files if not store.has(document_id))
    return Reconciled(tuple(removed_files), tuple(removed_keys), tuple(missing))


def _strange(there: list[tuple[str, datetime]], before: datetime, rows: set[str]) -> set[str]:
    """The files without a row, where they are so many that the store must be another's.

    An installation that was given the address of another one's store would otherwise take
    its documents away within the hour.
    """
    old = [file_id for file_id, at in there if at < before and not file_id.endswith(".")]
    without = {file_id for file_id in old if file_id not in rows}
    if len(without) <= max(STRANGERS, len(old) // 2):
        return set()
    logging.getLogger("recruit.documents").error(
        "%s of %s files in the store have no row here: it looks like another installation's,"
        " and nothing without a row is removed",
        len(without),
        len(old),
    )
    return without


def _made(ring: keys.KeyRing, key_id: str, before: datetime) -> bool:
    try:
        return ring.made_at(key_id) < before
    except (keys.Erased, keys.NoKey):
        return False
