"""Keeping and withdrawing documents: writing functions that a room calls in its own act.

The order is key, file, row: the key that wraps a document's own is on the disk before
this is called, the file before the row, the row with the caller's transaction. What is
left of a transaction that failed is removed an hour later (``recruit.documents.tending``).
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act
from recruit.core import ids, keys, sealing
from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.documents import held, keeping
from recruit.documents import store as files
from recruit.documents.door import Opened, open_document, open_text
from recruit.documents.models import Document, Rendition, Text
from recruit.documents.rules import display_name, examine
from recruit.notices import operations as notices

__all__ = ["Opened", "open_document", "open_text", "same_content", "store", "withdraw"]


def init(url: str) -> None:
    """Keep documents at this address (a folder, ``file:///...``) in this process."""
    files.init(url)


def store(
    a: Act,
    *,
    content: bytes,
    name: str,
    kind: str,
    object_id: str,
    action: Action,
    key_id: str,
    received_at: datetime,
    limit: int,
    place: int = 0,
) -> Document:
    """Keep a document, encrypted with a key of its own that key_id wraps.

    name: as sent; kept for display, sealed. kind: what it is taken for ('cv', 'letter').
    object_id: what it belongs to (a candidate's, a letter's, a report's id). action: the
    Action that reads it (a candidate's file: APPLICATION_READ; the panel then reads it
    under FILE_READ). key_id: made before (``keys.ring().make``). received_at: aware time of
    receipt. limit: most bytes. place: its order among what is filed together. Raises Refusal
    (A1) for a file that can't be taken, keys.NoKey or keys.Erased, OSError when the disk
    can't take it; nothing is then kept.
    """
    accepted = examine(name, content, limit)
    ring = keys.ring()
    wrapping = ring.get(key_id)
    own, document_id = sealing.new_key(), ids.new()
    hashed = _content_hash(a.procedure_id, content)
    bound = keeping.context(document_id, object_id, a.procedure_id)
    files.write(document_id, sealing.encrypt_stream(own, bound, [content]), a.now)
    named = {"name": display_name(name), "extension": accepted.extension}
    document = Document(
        id=document_id,
        procedure_id=a.procedure_id,
        action=action,
        object_id=object_id,
        key_id=key_id,
        wrapped=sealing.wrap_key(wrapping, own, keeping.key_path(document_id, key_id)),
        sealed=sealing.seal_json(wrapping, named, keeping.name_place(document_id)),
        kind=kind,
        mime=accepted.mime,
        size=len(content),
        place=place,
        content_hash=hashed,
        received_at=received_at,
        stored_at=a.now,
        by_grant=a.reader.grant_id or None,
    )
    a.session.add(document)
    a.session.flush()
    return document


def _content_hash(procedure_id: str, content: bytes) -> str:
    return held.content_hash(procedure_id, hashlib.sha256(content).hexdigest())


def same_content(a: Act, content: bytes) -> list[str]:
    """The objects that hold the same bytes in this procedure, each once, the oldest first."""
    found = a.session.exec(
        select(Document.object_id)
        .where(
            Document.procedure_id == a.procedure_id,
            Document.content_hash == _content_hash(a.procedure_id, content),
            Document.withdrawn_at.is_(None),  # type: ignore[union-attr]
        )
        .order_by(Document.stored_at, Document.id)  # type: ignore[arg-type]
    ).all()
    return list(dict.fromkeys(found))


def withdraw(a: Act, document: Document, why: str) -> None:
    """Close a document to everybody from now on, text and pages too; queued mails go (A9).

    why: the reason, a full sentence without personal data. Raises Refusal (A9) without a
    reason or where it is withdrawn already.
    """
    if not why.strip():
        raise Refusal(
            "A9",
            "reading A9",
            _("A document is withdrawn with a reason, and none was given."),
            todo=_("Say in a sentence why it is withdrawn."),
        )
    if document.withdrawn_at is not None:
        raise Refusal("A9", "reading A9", _("This document was withdrawn before."))
    document.withdrawn_at, document.withdrawn_why = a.now, why.strip()
    a.session.add(document)
    made = (a.session.get(Text, document.id), a.session.get(Rendition, document.id))
    for row in made:
        if row is not None:
            a.session.delete(row)
    notices.drop(a.session, document.id)
    a.session.flush()
