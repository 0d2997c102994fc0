"""The finished copy: looked at page by page by its maker, and released (W4).

Until its release it is a file under a key of its own; with it, it becomes a document and
stands in the original's place (``recruit.documents.covering``).
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.engine import Connection
from sqlmodel import col
from sqlmodel import select as select_rows

from recruit.access import operations as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.models import Disclosure
from recruit.access.rules import Capacity, Reader
from recruit.core.errors import require
from recruit.core.words import _
from recruit.documents import books, held, operations, redaction
from recruit.documents.covering import said
from recruit.documents.models import Document, Redaction
from recruit.documents.rules import redaction as rules
from recruit.documents.rules.redaction import RedactionState
from recruit.notices import kinds
from recruit.notices import operations as notices

TOLD = "documents.redacted"


def draft_pdf(connection: Connection, document_id: str) -> bytes | None:
    """The copy that waits for its release, for its maker's eyes; None where there is none."""
    for row in connection.execute(redaction.OF, {"document": document_id}):
        if row.state == RedactionState.MADE:
            return _whole(row, row.key_id)
    return None


def _whole(row: Any, key_id: str) -> bytes:
    return b"".join(held.pieces(row.file_id, row.id, row.procedure_id, key_id, row.wrapped))


def look(reader: Reader, document_id: str, page: int) -> int:
    """Note that its maker looked at a page of the copy (from 1); the next one that nobody
    looked at yet, 0 where there is none."""
    with act(reader, Action.DOCUMENT_REDACT) as a:
        a.silent = True
        row = redaction.under_way(a, redaction.original(a, document_id))
        if row is None or row.state != RedactionState.MADE or not 1 <= page <= row.pages:
            raise nothing()
        looked = {*_looked(a, row), page}
        row.looked, row.looked_by = json.dumps(sorted(looked)), reader.grant_id
        a.session.add(row)
        left = [n for n in range(1, row.pages + 1) if n not in looked]
    return next((n for n in left if n > page), left[0] if left else 0)


def _looked(a: Act, row: Redaction) -> list[int]:
    """The pages that this person has looked at; whoever comes after looks anew."""
    return list(json.loads(row.looked)) if row.looked_by == a.reader.grant_id else []


def release(reader: Reader, document_id: str, *, key: str = "") -> str:
    """Put the copy in the original's place, for everybody but the focal point; the receipt.

    Where the original was given by itself (R7) the copy is; an edition before this one is
    withdrawn; reading books that hold the original are made anew; the panel is told where it
    had the document. Raises Refusal where a
    gate of RELEASING does not hold.
    """
    with act(reader, Action.DOCUMENT_REDACT, key) as a:
        document = redaction.original(a, document_id)
        row = redaction.under_way(a, document)
        if row is None:
            raise nothing()
        _why, areas = said(document.key_id, row.id, row.sealed)
        require(
            rules.RELEASING,
            rules.Releasing(
                row.state,
                row.pages,
                _looked(a, row),
                len({s.words for s in areas if s.words}),
                row.ocr,
                document.withdrawn_at is None,
            ),
        )
        copy = _as_document(a, document, row)
        _take_the_place(a, document, row, copy)
        a.record(
            document.id,
            of=document.object_id,
            copy=copy.id,
            released=row.number,
            pages=sorted({s.page for s in areas}),
        )
    held.let_go([row.file_id])
    return a.receipt


def _as_document(a: Act, document: Document, row: Redaction) -> Document:
    """The copy as a document of the same file. Its name says nothing that the original's
    might have said."""
    copy = operations.store(
        a,
        content=_whole(row, document.key_id),
        name=_("Redacted copy %(n)s.pdf", n=_nth(a, document)),
        kind=document.kind,
        object_id=document.object_id,
        action=Action(document.action),
        key_id=document.key_id,
        received_at=document.received_at,
        limit=row.size,
        place=document.place,
        ours=True,
    )
    copy.pages = row.pages
    a.session.add(copy)
    return copy


def _nth(a: Act, document: Document) -> int:
    held_ = a.session.exec(
        select_rows(Redaction.id)
        .join(Document, col(Document.id) == col(Redaction.original_id))
        .where(Document.object_id == document.object_id, col(Redaction.copy_id).is_not(None))
    ).all()
    return len(held_) + 1


def _take_the_place(a: Act, document: Document, row: Redaction, copy: Document) -> None:
    former = a.session.exec(
        select_rows(Document)
        .join(Redaction, col(Redaction.copy_id) == col(Document.id))
        .where(Redaction.original_id == document.id, col(Document.withdrawn_at).is_(None))
    ).all()
    for one in former:
        operations.withdraw(a, one, _("Another edition of the redacted copy took its place."))
    row.state, row.copy_id = RedactionState.RELEASED, copy.id
    row.released_at, row.released_by = a.now, a.reader.grant_id
    a.session.add(row)
    a.session.flush()
    editions = [document.id, *(one.id for one in former)]
    given = a.session.exec(
        select_rows(Disclosure.object_id).where(
            Disclosure.procedure_id == a.procedure_id,
            col(Disclosure.object_id).in_([*editions, document.object_id]),
            Disclosure.capacity == Capacity.MEMBER,
            col(Disclosure.until).is_(None),
        )
    ).all()
    if set(given) & set(editions):
        access.disclose(a, copy.id, Capacity.MEMBER, under=row.id)
    if given:
        notices.tell(a, TOLD, "panel", object_id=document.object_id)
    books.renew_holding(a, editions)


def register() -> None:
    """The words of the notice that a document of the panel's has a redacted copy in its place."""
    kinds.register(
        TOLD,
        subject=lambda: _("A document of a candidate was redacted"),
        line=lambda: _("A document of a candidate is given as a redacted copy now."),
        endpoint="prescreening.candidate",
        values=lambda object_id: {"candidate_id": object_id},
        action=Action.LIST_READ,
    )
