"""The one door to documents: policy, then an entry committed, then bytes.

Whoever may not open a document learns nothing: a withdrawn one, one of another procedure
and one that never existed are the same answer. One that waits for the scanner opens to
nobody; the lists say since when it waits. Every half hour of one reader with one
document has one entry (D2), written before the first byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from recruit.access.actions import Action
from recruit.access.frame import act, nothing
from recruit.access.rules import Reader
from recruit.accounts.queries import still_signed_in
from recruit.core import clock, db, ids, keys, sealing
from recruit.documents import covering, keeping, store
from recruit.documents.asking import OPENED, ORIGINAL, asking, entitles, may, who
from recruit.documents.models import Document, Redaction, Text, View
from recruit.documents.rules import MIME, FileKind
from recruit.documents.rules.door import (
    CANDIDATES_FILES,
    asked,
    gives_original,
    half_hour,
)


class Closed(Exception):
    """The reader lost the right, or ended the session, while the document was on its way: not
    one byte more."""


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
class Pages:
    """A document to be read in pages or taken along, marked with its reader (D2).

    kind: of content, None where no page can be drawn (it is then the original). pages: 0
    until they have been counted. reference, since: of the entry of this half hour; the mark
    carries both, so that it stays the same for that time. marked: copies carry the mark.
    """

    id: str
    object_id: str
    name: str
    mime: str
    kind: FileKind | None
    load: Callable[[], bytes]
    pages: int
    reference: str
    since: datetime
    marked: bool

    @property
    def content(self) -> bytes:
        """All bytes, read and opened now. Raises sealing.Broken where the file was changed."""
        return self.load()


@dataclass(frozen=True, slots=True)
class OpenedText:
    """The words of a document. status: 'read', 'unreadable', or '' while it waits.

    pages: how many, 0 until counted. drawn: pages of it can be drawn. office: it is a DOCX
    or ODT, with 'made' or 'failed' where LibreOffice was given it, 'waits' where it was not,
    '' for any other kind. original: this reader may have the bytes as they were received.
    marked: the copy that this reader takes along carries the mark. redacted: why it is a
    copy with areas struck out, '' where it is none (R7, W4). starts: where its pages begin in
    the text, as far as that is known.
    """

    id: str
    name: str
    pages: int
    mime: str
    status: str
    text: str
    object_id: str = ""
    drawn: bool = False
    office: str = ""
    original: bool = False
    marked: bool = True
    redacted: str = ""
    starts: tuple[int, ...] = ()


_d = Document.__table__  # type: ignore[attr-defined]
_t = Text.__table__  # type: ignore[attr-defined]
_ANY_DOCUMENT = asking()
_DOCUMENT = _ANY_DOCUMENT.where(_d.c.id == bindparam("document"))
_DOCUMENTS = _ANY_DOCUMENT.where(_d.c.id.in_(bindparam("documents", expanding=True)))
_q = Redaction.__table__  # type: ignore[attr-defined]
_TEXT = (
    select(_t.c.status, _t.c.sealed, _q.c.id.label("redaction"), _q.c.sealed.label("why"))
    .select_from(
        _d.outerjoin(_t, _t.c.document_id == _d.c.id).outerjoin(_q, _q.c.copy_id == _d.c.id)
    )
    .where(_d.c.id == bindparam("document"))
)


def _found(connection: Connection, reader: Reader, document_id: str, kind: str = OPENED) -> Any:
    """The row with all that decides, as of reader.now; None where there is nothing for them."""
    row = connection.execute(_DOCUMENT, {**who(reader, kind), "document": document_id}).first()
    return row if row is not None and may(row, reader, kind) else None


def openable(connection: Connection, reader: Reader, document_ids: Iterable[str]) -> set[str]:
    """Those of these documents that the door would open now; writes nothing."""
    rows = _all(connection, reader, document_ids)
    return {row.id for row in rows if may(row, reader, OPENED)}


def entitled(connection: Connection, reader: Reader, document_ids: Iterable[str]) -> set[str]:
    """Those that it would open now, and those that only the scanner keeps closed: the reader
    may know of them, and that they wait. Writes nothing."""
    rows = _all(connection, reader, document_ids)
    return {row.id for row in rows if entitles(row, reader)}


def _all(connection: Connection, reader: Reader, document_ids: Iterable[str]) -> Iterable[Any]:
    asked_for = {**who(reader, OPENED), "documents": list(document_ids)}
    return connection.execute(_DOCUMENTS, asked_for)


def may_open(connection: Connection, reader: Reader, document_id: str) -> bool:
    """Whether the door would open; writes nothing (for showing a link or not)."""
    return document_id in openable(connection, reader, [document_id])


def _enter(
    reader: Reader, document_id: str, kind: str = OPENED, connection: Connection | None = None
) -> tuple[Any, str, datetime]:
    """The row, once the entry of this half hour is committed, with the entry's reference and
    time (UTC). connection: the one that the reader's right was read on; without it a new one.
    Raises Refusal (nothing)."""
    with db.reading() if connection is None else nullcontext(connection) as asked_on:
        row = _found(asked_on, reader, document_id, kind)
    if row is None:
        raise nothing()
    if row.reference:
        return row, row.reference, row.entered
    try:
        return _recorded(reader, document_id, Action(row.action), kind)
    except IntegrityError:
        # the same reader opened it twice at once: the other's entry is there by now
        with db.reading() as connection:
            row = _found(connection, reader, document_id, kind)
        if row is None or not row.reference:
            raise nothing() from None
        return row, row.reference, row.entered


def _recorded(
    reader: Reader, document_id: str, action: Action, kind: str
) -> tuple[Any, str, datetime]:
    with act(reader, asked(action, reader.capacity)) as a:
        row = _found(a.session.connection(), a.reader, document_id, kind)
        if row is None:
            raise nothing()
        if row.reference:
            a.silent = True
            return row, row.reference, row.entered
        a.round_id = row.own_round or ""  # in the log that tells neither State nor person (S16)
        reference = ids.reference()
        a.session.add(
            View(
                procedure_id=reader.procedure_id,
                document_id=document_id,
                person_id=reader.person_id,
                capacity=reader.capacity,
                kind=kind,
                half_hour=half_hour(a.now.timestamp()),
                reference=reference,
                at=a.now,
            )
        )
        a.session.flush()
        more = {"original": True} if kind == ORIGINAL else {}
        a.record(document_id, view=reference, of=row.object_id, **more)
        return row, reference, a.now


def open_document(reader: Reader, document_id: str, *, original: bool = False) -> Opened:
    """Open a document: the entry is committed before this returns, the bytes come after.

    original: the bytes are to leave the house as they were received; only where the rule
    ``gives_original`` says so, with an entry of its own. Raises Refusal (kind UNKNOWN) for
    anything but a document that this reader may have now: not there, of another procedure,
    withdrawn, erased, not given, not cleared (C4, C5, A7), or of an action that the
    capacity does not have.
    """
    row, reference, _since = _enter(reader, document_id, ORIGINAL if original else OPENED)
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
        guarded(reader, row.id, chunks),
    )


def open_pages(reader: Reader, document_id: str, connection: Connection | None = None) -> Pages:
    """The document as its pages are drawn and its copies made from, on the same entry.

    connection: the request's own, whose snapshot the policy was asked on, where the pages go
    out at once; without it the door asks on a new one.

    Nothing of this is given to anybody as it is: page images and copies are marked first,
    and a copy leaves through ``guarded``. Raises Refusal (kind UNKNOWN) as ``open_document``
    does.
    """
    row, reference, since = _enter(reader, document_id, connection=connection)
    kind, rendered = _drawn(row), row.rendition == "made"
    try:
        keys.ring().get(row.key_id)
    except (keys.Erased, keys.NoKey):
        raise nothing() from None

    def load() -> bytes:
        return keeping.rendition(row, row.file_id) if rendered else keeping.whole(row)

    return Pages(
        row.id,
        row.object_id,
        keeping.name_of(row.key_id, row.id, row.sealed),
        row.mime,
        kind,
        load,
        row.rendered if rendered else row.pages,
        reference,
        since,
        Action(row.action) in CANDIDATES_FILES,
    )


def _drawn(row: Any) -> FileKind | None:
    if row.rendition == "made":
        return FileKind.PDF
    kind = next(kind for kind, mime in MIME.items() if mime == row.mime)
    return kind if kind in (FileKind.PDF, FileKind.JPEG, FileKind.PNG) else None


def _first(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces, the first one read already, so that what is broken at its beginning
    is known before anything is sent."""
    head = next(chunks, b"")

    def again() -> Iterator[bytes]:
        yield head
        yield from chunks

    return again()


def guarded(reader: Reader, document_id: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces of about 256 KiB, right and session asked anew before each; raises Closed."""
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= store.PIECE:
            _still(reader, document_id)
            yield bytes(waiting[: store.PIECE])
            del waiting[: store.PIECE]
    _still(reader, document_id)
    yield bytes(waiting)


def _still(reader: Reader, document_id: str) -> None:
    with db.reading() as connection:
        found = _found(connection, replace(reader, now=clock.now()), document_id)
        if found is None or not still_signed_in(connection, reader.session_id):
            raise Closed(document_id)


def open_text(reader: Reader, document_id: str) -> OpenedText:
    """The words of a document, through the same door and on the same entry.

    Raises Refusal (kind UNKNOWN) as ``open_document`` does.
    """
    row, _reference, _since = _enter(reader, document_id)
    with db.reading() as connection:
        text = connection.execute(_TEXT, {"document": document_id}).first()
    name = keeping.name_of(row.key_id, row.id, row.sealed)
    if not name:
        raise nothing()
    status, words = (text.status or "", "") if text is not None else ("", "")
    starts: tuple[int, ...] = ()
    if text is not None and text.sealed is not None:
        key = keys.ring().get(row.key_id)
        said = sealing.unseal_json(key, text.sealed, keeping.text_place(row.id))
        words, starts = str(said["text"]), tuple(map(int, said.get("starts", ())))
    action = Action(row.action)
    office = row.mime in (MIME[FileKind.DOCX], MIME[FileKind.ODT])
    return OpenedText(
        row.id,
        name,
        row.rendered if row.rendition == "made" else row.pages,
        row.mime,
        status,
        words,
        row.object_id,
        _drawn(row) is not None,
        (row.rendition or "waits") if office else "",
        gives_original(action, reader.capacity),
        action in CANDIDATES_FILES,
        covering.said(row.key_id, text.redaction, text.why)[0] if text and text.redaction else "",
        starts,
    )


def has_images(mime: str) -> bool:
    """Whether pages of this kind of file can be drawn."""
    return mime in (MIME[FileKind.PDF], MIME[FileKind.JPEG], MIME[FileKind.PNG])
