"""The one door to documents: policy, then an entry committed, then bytes.

Whoever may not open a document learns nothing: a withdrawn one, one of another procedure
and one that never existed are the same answer. Every half hour of one reader with one
document has one entry (D2), written before the first byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from recruit.access.actions import Action
from recruit.access.frame import act, nothing
from recruit.access.models import Clearance, Disclosure, Grant
from recruit.access.policy import allows
from recruit.access.rules import Reader
from recruit.core import clock, db, ids, keys, sealing
from recruit.core.db import UTC
from recruit.documents import keeping, store
from recruit.documents.models import Document, Text, View
from recruit.documents.rules import MIME, FileKind
from recruit.documents.rules.door import Standing, asked, half_hour, narrowed

OPENED = "open"


class Closed(Exception):
    """The reader lost the right while the document was on its way: not one byte more."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A document that this reader may have now. size: bytes. chunks: its bytes in pieces,
    each authenticated, given only while the right lasts; raises Closed or sealing.Broken,
    and the transfer is then to be broken off. reference: that of the entry of this half
    hour. pages: 0 until they have been counted."""

    id: str
    object_id: str
    name: str
    kind: str
    mime: str
    size: int
    pages: int
    reference: str
    chunks: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class OpenedText:
    """The words of a document. status: 'read', 'unreadable', or '' while it waits."""

    id: str
    name: str
    pages: int
    mime: str
    status: str
    text: str


_d = Document.__table__  # type: ignore[attr-defined]
_v = View.__table__  # type: ignore[attr-defined]
_t = Text.__table__  # type: ignore[attr-defined]
_c = Clearance.__table__  # type: ignore[attr-defined]
_x = Disclosure.__table__  # type: ignore[attr-defined]
_g = Grant.__table__  # type: ignore[attr-defined]
_NOW = bindparam("now", type_=UTC())
_LIVING = exists().where(
    _g.c.id == bindparam("grant"),
    _g.c.person_id == bindparam("person"),
    _g.c.procedure_id == bindparam("procedure"),
    _g.c.capacity == bindparam("capacity"),
    _g.c.ended_at.is_(None),
    or_(_g.c.until.is_(None), _g.c.until > _NOW),
)
_GIVEN = exists().where(
    _x.c.procedure_id == bindparam("procedure"),
    or_(_x.c.object_id == _d.c.object_id, _x.c.object_id == _d.c.id),
    _x.c.capacity == bindparam("capacity"),
    _x.c.since <= _NOW,
    or_(_x.c.until.is_(None), _x.c.until > _NOW),
)
_CLEARANCE = (
    select(_c.c.status)
    .where(
        _c.c.procedure_id == bindparam("procedure"),
        _c.c.person_id == bindparam("person"),
        _c.c.candidate_id == _d.c.object_id,
    )
    .scalar_subquery()
)
_UNDECIDED = exists().where(
    _c.c.procedure_id == bindparam("procedure"),
    _c.c.person_id == bindparam("person"),
    _c.c.status == "undecided",
)
_ENTRY = (
    select(_v.c.reference)
    .where(
        _v.c.document_id == _d.c.id,
        _v.c.person_id == bindparam("person"),
        _v.c.half_hour == bindparam("half_hour"),
        _v.c.kind == OPENED,
    )
    .scalar_subquery()
)
_DOCUMENT = select(
    _d,
    _GIVEN.label("given"),
    func.coalesce(_CLEARANCE, "").label("clearance"),
    _UNDECIDED.label("undecided"),
    _ENTRY.label("reference"),
).where(
    _d.c.id == bindparam("document"),
    _d.c.procedure_id == bindparam("procedure"),
    _d.c.withdrawn_at.is_(None),
    _LIVING,
)
_TEXT = select(_t.c.status, _t.c.sealed).where(_t.c.document_id == bindparam("document"))


def _found(connection: Connection, reader: Reader, document_id: str) -> Any:
    """The row with all that decides, as of reader.now; None where there is nothing for them."""
    row = connection.execute(
        _DOCUMENT,
        {
            "document": document_id,
            "procedure": reader.procedure_id,
            "person": reader.person_id,
            "capacity": reader.capacity.value,
            "grant": reader.grant_id,
            "now": reader.now,
            "half_hour": half_hour(reader.now.timestamp()),
        },
    ).first()
    if row is None:
        return None
    action, capacity = Action(row.action), reader.capacity
    if not allows(asked(action, capacity), capacity, reader.column):
        return None
    standing = Standing(bool(row.given), row.clearance, bool(row.undecided))
    return row if narrowed(action, capacity, standing) else None


def may_open(connection: Connection, reader: Reader, document_id: str) -> bool:
    """Whether the door would open; writes nothing (for showing a link or not)."""
    return _found(connection, reader, document_id) is not None


def _enter(reader: Reader, document_id: str) -> Any:
    """The row, once the entry of this half hour is committed. Raises Refusal (nothing)."""
    with db.reading() as connection:
        row = _found(connection, reader, document_id)
    if row is None:
        raise nothing()
    if row.reference:
        return row, row.reference
    try:
        return _recorded(reader, document_id, Action(row.action))
    except IntegrityError:
        # the same reader opened it twice at once: the other's entry is there by now
        with db.reading() as connection:
            row = _found(connection, reader, document_id)
        if row is None or not row.reference:
            raise nothing() from None
        return row, row.reference


def _recorded(reader: Reader, document_id: str, action: Action) -> Any:
    with act(reader, asked(action, reader.capacity)) as a:
        row = _found(a.session.connection(), a.reader, document_id)
        if row is None:
            raise nothing()
        if row.reference:
            a.silent = True
            return row, row.reference
        reference = ids.reference()
        a.session.add(
            View(
                procedure_id=reader.procedure_id,
                document_id=document_id,
                person_id=reader.person_id,
                capacity=reader.capacity,
                kind=OPENED,
                half_hour=half_hour(a.now.timestamp()),
                reference=reference,
                at=a.now,
            )
        )
        a.session.flush()
        a.record(document_id, view=reference, of=row.object_id)
        return row, reference


def open_document(reader: Reader, document_id: str) -> Opened:
    """Open a document: the entry is committed before this returns, the bytes come after.

    Raises Refusal (kind UNKNOWN) for anything but a document that this reader may have
    now: not there, of another procedure, withdrawn, erased, not given, not cleared (C4,
    C5, A7), or of an action that the capacity does not have.
    """
    row, reference = _enter(reader, document_id)
    try:
        chunks = _first(keeping.plain(row))
    except (keys.Erased, keys.NoKey):
        raise nothing() from None
    return Opened(
        row.id,
        row.object_id,
        keeping.name_of(row.key_id, row.id, row.sealed),
        row.kind,
        row.mime,
        row.size,
        row.pages,
        reference,
        _while_allowed(reader, row.id, chunks),
    )


def _first(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces, the first one read already, so that what is broken at its beginning
    is known before anything is sent."""
    head = next(chunks, b"")

    def again() -> Iterator[bytes]:
        yield head
        yield from chunks

    return again()


def _while_allowed(reader: Reader, document_id: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Pieces of about 256 KiB, the right asked anew before each."""
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        if len(waiting) >= store.PIECE:
            _still(reader, document_id)
            yield bytes(waiting)
            waiting.clear()
    _still(reader, document_id)
    yield bytes(waiting)


def _still(reader: Reader, document_id: str) -> None:
    with db.reading() as connection:
        if _found(connection, replace(reader, now=clock.now()), document_id) is None:
            raise Closed(document_id)


def open_text(reader: Reader, document_id: str) -> OpenedText:
    """The words of a document, through the same door and on the same entry.

    Raises Refusal (kind UNKNOWN) as ``open_document`` does.
    """
    row, _reference = _enter(reader, document_id)
    with db.reading() as connection:
        text = connection.execute(_TEXT, {"document": document_id}).first()
    name = keeping.name_of(row.key_id, row.id, row.sealed)
    if not name:
        raise nothing()
    status, words = ("", "") if text is None else (text.status, "")
    if text is not None and text.sealed is not None:
        key = keys.ring().get(row.key_id)
        said = sealing.unseal_json(key, text.sealed, keeping.text_place(row.id))
        words = str(said["text"])
    return OpenedText(row.id, name, row.pages, row.mime, status, words)


def has_images(mime: str) -> bool:
    """Whether pages of this kind of file can be drawn."""
    return mime in (MIME[FileKind.PDF], MIME[FileKind.JPEG], MIME[FileKind.PNG])
