"""Reading books: one locked PDF of a whole list for one member, for where there is no network.

Asked for by its person, made by the worker a candidate at a time, taken along by its person
alone with a fresh second factor, while everything in it is open to them (D2, C4, A9). A new
version of the list ends it and begins another; the end of the grant ends it for good. Its
file stands under a key of its own, which goes within the hour after its end. A copy that
has left the house can't be called back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import rfc8785
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.engine import Connection

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.models import Grant
from recruit.access.rules import Reader
from recruit.accounts.queries import still_signed_in
from recruit.core import clock, db, ids, keys, sealing, vault
from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.documents import door, store
from recruit.documents.models import Book, View
from recruit.documents.rules.book import BookStatus, Standing, may_take
from recruit.documents.rules.door import half_hour
from recruit.documents.surroundings import listing
from recruit.procedure.rules.milestones import Milestone

TABLE, TAKEN = "documents_book", "book"
_b = Book.__table__  # type: ignore[attr-defined]
_v = View.__table__  # type: ignore[attr-defined]
_LATEST = (
    select(_b)
    .where(_b.c.grant_id == bindparam("grant"), _b.c.ended_at.is_(None))
    .order_by(_b.c.number.desc())
    .limit(1)
)
_ENTERED = select(_v.c.document_id).where(
    _v.c.person_id == bindparam("person"),
    _v.c.half_hour == bindparam("half_hour"),
    _v.c.kind == TAKEN,
)


@dataclass(frozen=True, slots=True)
class BookView:
    """A book as its person sees it. open: it may be taken along now. secret: its passphrase
    was not shown yet. size: bytes. current: of the version of the list that counts."""

    id: str
    number: int
    list_id: str
    list_number: int
    status: str
    done: int
    total: int
    documents: int
    pages: int
    size: int
    asked_at: datetime
    made_at: datetime | None
    shown_at: datetime | None
    open: bool
    secret: bool


def key_of(book: Any) -> str:
    """The id of the key that this book alone stands under."""
    return keys.reading_key(book.id, book.procedure_id)


def context(book: Any) -> bytes:
    """What the book's file is bound to (RFC 8785)."""
    return rfc8785.dumps({"book": book.id, "procedure": book.procedure_id})


def mine(connection: Connection, reader: Reader) -> BookView | None:
    """The reader's own living book, or None."""
    row = connection.execute(_LATEST, {"grant": reader.grant_id}).first()
    if row is None:
        return None
    held = json.loads(row.documents)
    return BookView(
        row.id,
        row.number,
        row.list_id,
        row.list_number,
        row.status,
        row.done,
        row.total,
        len(held),
        row.pages,
        row.size,
        row.asked_at,
        row.made_at,
        row.shown_at,
        _open(connection, reader, row),
        row.sealed is not None,
    )


def _open(connection: Connection, reader: Reader, row: Any) -> bool:
    held = json.loads(row.documents)
    return may_take(
        Standing(
            row.status,
            row.grant_id == reader.grant_id and row.person_id == reader.person_id,
            row.ended_at is not None,
            held,
            door.openable(connection, reader, held),
        )
    )


def ask(reader: Reader, *, key: str = "") -> str:
    """Ask for a book of the present list; the book before it ends. Its id.

    Raises Refusal (nothing) without a list, Refusal (C4) while the files are not open.
    """
    with act(reader, Action.BOOK_OWN, key) as a:
        found = listing(a.session.connection(), a.reader)
        if found is None or not found.open:
            raise Refusal(
                "C4",
                "reading C4",
                _("The files of the list are not open to you now, so no book is made of them."),
                todo=_("Declare on every name of the list first."),
            )
        book = _begin(a, reader.grant_id, reader.person_id, found.list_id, found.number)
        a.record(book.id, list=found.list_id, number=book.number)
    return book.id


def _begin(a: Act, grant_id: str, person_id: str, list_id: str, list_number: int) -> Book:
    connection = a.session.connection()
    _end(connection, a.now, _b.c.grant_id == grant_id)
    last = connection.execute(
        select(func.max(_b.c.number)).where(_b.c.procedure_id == a.procedure_id)
    ).scalar()
    book = Book(
        id=ids.new(),
        procedure_id=a.procedure_id,
        person_id=person_id,
        grant_id=grant_id,
        list_id=list_id,
        list_number=list_number,
        number=(last or 0) + 1,
        status=BookStatus.WAITING,
        asked_at=a.now,
    )
    keys.ring().make(key_of(book), keys.panel_key(a.procedure_id), a.now)
    secret = ids.reference(16)
    words = "-".join(secret[n : n + 4] for n in range(0, 16, 4))
    book.sealed = vault.seal(key_of(book), {"passphrase": words}, TABLE, book.id)
    a.session.add(book)
    a.session.flush()
    return book


def _end(connection: Connection, at: datetime, *which: Any) -> None:
    connection.execute(
        update(_b)
        .where(_b.c.ended_at.is_(None), *which)
        .values(ended_at=bindparam("ended"), sealed=None),
        {"ended": at},
    )


def _own(a: Act, book_id: str) -> Book:
    book = db.locked(a.session, Book, id=book_id)
    if book is None or not _open(a.session.connection(), a.reader, book):
        raise nothing()
    return book


def show(reader: Reader, *, book_id: str) -> str:
    """The passphrase, once: it is forgotten with this. Raises Refusal (nothing) for a book
    that may not be taken along, Refusal (D2) once it was shown."""
    with act(reader, Action.BOOK_OWN) as a:
        book = _own(a, book_id)
        said = vault.unseal_or_none(key_of(book), book.sealed, TABLE, book.id)
        if said is None:
            raise Refusal(
                "D2",
                "reading D2",
                _("The passphrase was shown once before, and is not kept."),
                todo=_("If it is lost, have the book made anew: it gets another one."),
            )
        book.sealed, book.shown_at = None, a.now
        a.session.add(book)
        a.record(book.id, shown=True)
    return str(said["passphrase"])


def take(reader: Reader, *, book_id: str) -> tuple[int, int, Iterator[bytes]]:
    """The book: its number, its size in bytes, and the bytes in pieces, the right asked
    anew before each. An entry for every document in it is committed before the first.

    Raises Refusal (nothing) for any book that may not be taken along by this reader now.
    """
    with act(reader, Action.BOOK_OWN) as a:
        book = _own(a, book_id)
        now = half_hour(a.now.timestamp())
        asked = {"person": reader.person_id, "half_hour": now}
        entered = set(a.session.connection().execute(_ENTERED, asked).scalars())
        reference = ids.reference()
        for document_id in json.loads(book.documents):
            if document_id not in entered:
                a.session.add(
                    View(
                        procedure_id=a.procedure_id,
                        document_id=document_id,
                        person_id=reader.person_id,
                        capacity=reader.capacity,
                        kind=TAKEN,
                        half_hour=now,
                        reference=reference,
                        at=a.now,
                    )
                )
        a.session.flush()
        a.record(book.id, view=reference, number=book.number)
        number, size, file_id, bound = book.number, book.size, book.file_id, context(book)
        key = key_of(book)
    plain = sealing.decrypt_stream(keys.ring().get(key), bound, store.read(file_id))
    return number, size, _while_open(reader, book_id, plain)


def _while_open(reader: Reader, book_id: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        if len(waiting) >= store.PIECE:
            _still(reader, book_id)
            yield bytes(waiting)
            waiting.clear()
    _still(reader, book_id)
    yield bytes(waiting)


def _still(reader: Reader, book_id: str) -> None:
    with db.reading() as connection:
        row = connection.execute(select(_b).where(_b.c.id == book_id)).first()
        signed = still_signed_in(connection, reader.session_id)
        if (
            not signed
            or row is None
            or not _open(connection, replace(reader, now=clock.now()), row)
        ):
            raise door.Closed(book_id)


def forget_grant(a: Act, grant: Grant) -> None:
    """The end of a grant ends its book: replaced, nobody takes it along any more."""
    _end(a.session.connection(), a.now, _b.c.grant_id == grant.id)


def renew_holding(a: Act, document_ids: list[str]) -> None:
    """Something in them was redacted: each living book that holds one of these documents
    ends, and its person gets another one of the same list."""
    rows = (
        a.session.connection()
        .execute(
            select(_b.c.grant_id, _b.c.person_id, _b.c.list_id, _b.c.list_number, _b.c.documents)
            .where(_b.c.procedure_id == a.procedure_id, _b.c.ended_at.is_(None))
            .order_by(_b.c.number)
        )
        .all()
    )
    for grant_id, person_id, list_id, list_number, documents in rows:
        if set(document_ids) & set(json.loads(documents)):
            _begin(a, grant_id, person_id, list_id, list_number)


def renew(a: Act, circulated: Milestone) -> None:
    """A new version of the list: each living book ends, and its person gets another one."""
    rows = (
        a.session.connection()
        .execute(
            select(_b.c.grant_id, _b.c.person_id)
            .where(_b.c.procedure_id == a.procedure_id, _b.c.ended_at.is_(None))
            .order_by(_b.c.number)
        )
        .all()
    )
    for grant_id, person_id in rows:
        _begin(a, grant_id, person_id, circulated.object_id, circulated.number)
