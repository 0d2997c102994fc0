"""The worker's part of reading books: chapter by chapter, with the reader's own rights.

What is put in is what the book's person may open at that moment, asked of the same door.
A book whose person has not declared on every name yet waits.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from recruit.access.models import Grant
from recruit.access.rules import Capacity, Reader
from recruit.accounts.models import Person
from recruit.core import db, ids, installation, keys, sealing, times, vault
from recruit.core.db import UTC
from recruit.core.words import _, ngettext
from recruit.documents import book_pdf, door, keeping, queries, store
from recruit.documents.books import TABLE, context, key_of
from recruit.documents.models import Book, Document, Rendition, Text
from recruit.documents.quarantine import Quarantined
from recruit.documents.rules import MIME, FileKind
from recruit.documents.rules.book import BookStatus
from recruit.documents.surroundings import Listing, listing
from recruit.procedure import queries as procedures
from recruit.procedure.rules.milestones import column

MOST_BYTES = 250 * 1024 * 1024  # of all documents of a book together
_b = Book.__table__  # type: ignore[attr-defined]
_g = Grant.__table__  # type: ignore[attr-defined]
_p = Person.__table__  # type: ignore[attr-defined]
_d = Document.__table__  # type: ignore[attr-defined]
_r = Rendition.__table__  # type: ignore[attr-defined]
_t = Text.__table__  # type: ignore[attr-defined]
_DUE = (
    select(_b, _p.c.name, _g.c.seat)
    .select_from(_b.join(_g, _g.c.id == _b.c.grant_id).join(_p, _p.c.id == _b.c.person_id))
    .where(
        _b.c.ended_at.is_(None),
        _b.c.status.in_([BookStatus.WAITING, BookStatus.MAKING]),
        _g.c.ended_at.is_(None),
        (_g.c.until.is_(None)) | (_g.c.until > bindparam("now", type_=UTC())),
    )
    .order_by(_b.c.number)
)
_CONTENT = (
    select(_d, _r.c.file_id, _r.c.status.label("rendition"), _t.c.sealed.label("words"))
    .select_from(
        _d.outerjoin(_r, _r.c.document_id == _d.c.id).outerjoin(_t, _t.c.document_id == _d.c.id)
    )
    .where(_d.c.id.in_(bindparam("documents", expanding=True)))
)
_IMAGE = {MIME[kind]: kind for kind in (FileKind.PDF, FileKind.JPEG, FileKind.PNG)}


class Unmakeable(Exception):
    """The book can't be made: too large, or a file that can't be drawn."""


@dataclass(slots=True)
class _Making:
    book: Any
    reader: Reader
    found: Listing
    now: datetime
    held: list[str]
    chapters: list[bytes]
    entries: list[dict[str, Any]]
    page: int = 1


def make_due(now: datetime) -> int:
    """Make the books that wait; how many are ready. now: aware time. In an app context."""
    with db.reading() as connection:
        rows = connection.execute(_DUE, {"now": now}).all()
    return sum(_make(row, now) for row in rows)


def _reader(row: Any, now: datetime) -> Reader:
    with db.reading() as connection:
        state = column(procedures.milestones(connection, row.procedure_id))
    return Reader(
        row.person_id,
        row.name,
        Capacity.MEMBER,
        row.grant_id,
        row.procedure_id,
        state,
        now,
        seat=row.seat,
    )


def _make(row: Any, now: datetime) -> bool:
    reader = _reader(row, now)
    with db.reading() as connection:
        found = listing(connection, reader)
    if found is None or not found.open or found.list_id != row.list_id:
        return False
    making = _Making(row, reader, found, now, [], [], [])
    try:
        for done, candidate in enumerate(found.entries):
            _say(row.id, status=BookStatus.MAKING, done=done, total=len(found.entries))
            _chapter(making, *candidate)
        content, pages = _bind(making), making.page - 1
    except (Unmakeable, Quarantined, keys.Erased, keys.NoKey, sealing.Broken, store.Missing):
        _say(row.id, status=BookStatus.FAILED)
        return False
    file_id = ids.new()
    key = keys.ring().get(key_of(row))
    store.write(file_id, sealing.encrypt_stream(key, context(row), [content]), now)
    return _say(
        row.id,
        status=BookStatus.READY,
        done=len(found.entries),
        documents=json.dumps(making.held),
        file_id=file_id,
        size=len(content),
        pages=pages,
        made_at=now,
    )


def _say(book_id: str, **values: Any) -> bool:
    with db.writing() as session:
        book = db.locked(session, Book, id=book_id)
        if book is None or book.ended_at is not None:
            return False
        for name, value in values.items():
            setattr(book, name, value)
        session.add(book)
    return True


def _chapter(making: _Making, candidate_id: str, name: str, reference: str) -> None:
    with db.reading() as connection:
        listed = queries.listed(connection, [candidate_id])[candidate_id]
        opens = door.entitled(connection, making.reader, [d.id for d in listed])
        rows = {r.id: r for r in connection.execute(_CONTENT, {"documents": list(opens)})}
    if not opens:
        return
    documents, files = [], []
    for document in listed:
        if document.id in rows:
            waits = document.waits_since is not None
            kind, content = _waits() if waits else _content(rows[document.id])
            documents.append({"kind": kind, "title": f"{reference}   ·   {document.name}"})
            files.append(content)
            making.held += [] if waits else [document.id]
    mark = [installation.headed(making.book.name), times.moment(making.now), _copy(making)]
    made = book_pdf.in_child(
        {
            "what": "chapter",
            "documents": documents,
            "first": making.page,
            "mark": "   ·   ".join(mark),
            "foot": "   ·   ".join(mark),
            "notes": _("Notes"),
        },
        files,
    )
    if made is None or sum(map(len, making.chapters)) + len(made[1]) > MOST_BYTES:
        raise Unmakeable
    parts, at = [], making.page
    for told, count in zip(documents, made[0], strict=True):
        parts.append({"title": told["title"], "page": at})
        at += count
    making.entries.append({"title": f"{name} ({reference})", "page": making.page, "parts": parts})
    making.chapters.append(made[1])
    making.page = at


def _waits() -> tuple[str, bytes]:
    said = _(
        "This file waited for the scanner for malware when the book was made. Read it in the "
        "application, or have the book made anew, once the scanner has judged it."
    )
    return book_pdf.WORDS, said.encode()


def _copy(making: _Making) -> str:
    return _("copy %(n)s", n=making.book.number)


def _content(row: Any) -> tuple[str, bytes]:
    if row.rendition == "made":
        return FileKind.PDF, keeping.rendition(row, row.file_id)
    if row.mime in _IMAGE:
        return _IMAGE[row.mime], keeping.whole(row)
    if row.words is None:
        said = _("The words of this file could not be taken from it. Read it in the application.")
        return book_pdf.WORDS, said.encode()
    key = keys.ring().get(row.key_id)
    text = str(sealing.unseal_json(key, row.words, keeping.text_place(row.id))["text"])
    head = _("This file is printed as text: no pages could be made of it.")
    return book_pdf.WORDS, f"{head}\n{text}".encode()


def _bind(making: _Making) -> bytes:
    if not making.chapters:
        raise Unmakeable
    book = making.book
    said = vault.unseal_or_none(key_of(book), book.sealed, TABLE, book.id)
    if said is None:
        raise Unmakeable
    candidates = len(making.chapters)
    front = {
        "title": installation.headed(_("Reading book")),
        "lines": [
            _("%(copy)s, for %(name)s alone", copy=_copy(making).capitalize(), name=book.name),
            _("The candidates, version %(n)s of the list", n=making.found.number),
            _("Made %(when)s", when=times.moment(making.now)),
            ngettext(
                "%(n)s candidate, %(documents)s documents, %(pages)s pages",
                "%(n)s candidates, %(documents)s documents, %(pages)s pages",
                candidates,
                documents=len(making.held),
                pages=making.page - 1,
            ),
        ],
        "warning": [
            _(
                "Confidential. Each page carries your name. What is printed, or kept outside the"
                " application, can't be called back or erased from there: if your seat passes to"
                " another, if a document is withdrawn, and at the end, you destroy it yourself."
            ),
        ],
        "contents": _("Contents"),
        "entries": making.entries,
    }
    made = book_pdf.in_child(
        {
            "what": "book",
            "front": front,
            "passphrase": said["passphrase"],
            "owner": ids.token(),
        },
        making.chapters,
    )
    if made is None:
        raise Unmakeable
    return made[1]
