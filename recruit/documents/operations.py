"""Keeping and withdrawing documents: writing functions that a room calls in its own act.

The order is key, file, row: the key that wraps a document's own is on the disk before
this is called, the file before the row, the row with the caller's transaction. What is
left of a transaction that failed is removed an hour later (``recruit.documents.tending``).
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.rules import Reader
from recruit.core import ids, installation, keys, sealing
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.documents import held, keeping, quarantine, reading
from recruit.documents import store as files
from recruit.documents.door import Opened, open_document, open_text
from recruit.documents.models import Document, Redaction, Rendition, Text
from recruit.documents.rules import Accepted, FileKind, display_name, examine
from recruit.documents.rules.redaction import RedactionState
from recruit.documents.rules.scanning import Scan
from recruit.documents.scanner import Said, Verdict
from recruit.notices import operations as notices

__all__ = ["Opened", "admit", "open_document", "open_text", "same_content", "store", "withdraw"]


REFUSED = "refused/infected"


def init(url: str) -> None:
    """Keep documents at this address (a folder, ``file:///...``) in this process."""
    files.init(url)


def check_store() -> None:
    """Raises installation.Another where the store is not this kind of installation's.

    A store that does not answer is not asked: filing and objecting do not wait for it.
    """
    try:
        found = files.mark()
    except files.Away as away:
        logging.getLogger("recruit.documents").warning("the store was not asked: %s", away)
        return
    installation.agree(found, installation.kind(), _("store of documents"), "STORE_URL")


def mark_store() -> None:
    """Mark a store that has no mark with this kind of installation. Raises Away, and
    installation.Another for a rehearsal over files that are not its own."""
    if files.mark():
        return
    used = next(files.kept(), None) is not None
    installation.agree("", installation.kind(), _("store of documents"), "STORE_URL", used=used)
    files.mark_as(installation.kind())


def scan_with(url: str) -> None:
    """Have files from outside judged by the clamd at this address; '' by none."""
    quarantine.init(url)


def admit(
    reader: Reader,
    action: Action,
    *,
    name: str,
    content: bytes,
    limit: int,
    round_id: str = "",
) -> Accepted:
    """Judge a file before the act that files it: its kind, whether it opens, and malware.

    Called outside any transaction. action: what the reader is about to do; round_id: of the
    round whose log that is recorded in. Where the scanner is down the file is not refused:
    ``store`` then keeps it in quarantine. Raises Refusal (A1) for a file that can't be
    taken; that an infected one was refused is recorded, and nothing of it is kept.
    """
    accepted = examine(name, content, limit)
    if accepted.kind is FileKind.PDF and b"/Encrypt" in content:
        reading.read(accepted.kind, content, name=name)
    said = quarantine.judge([content])
    if said is None or said.verdict is not Verdict.INFECTED:
        return accepted
    record_refused(reader, action, said, len(content), round_id)
    raise Refusal(
        "A1",
        "reading A1",
        _(
            "The scanner found malware in “%(name)s”: %(signature)s. Nothing of it is kept.",
            name=display_name(name),
            signature=said.signature,
        ),
        kind=Kind.INVALID,
        todo=_("Ask the sender for the document again, as a PDF made anew on another machine."),
    )


def record_refused(
    reader: Reader, action: Action, said: Said, size: int, round_id: str = ""
) -> None:
    """Record that an infected file was refused in this action: the entry names no object but
    that, and vouches for what was found and the size in bytes."""
    with act(reader, action) as a:
        a.round_id = round_id
        a.record(REFUSED, signature=said.signature, size=size)


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
    ours: bool = False,
) -> Document:
    """Keep a document, encrypted with a key of its own that key_id wraps.

    name: as sent; kept for display, sealed. kind: what it is taken for ('cv', 'letter').
    object_id: what it belongs to (a candidate's, a letter's, a report's id). action: the
    Action that reads it (a candidate's file: APPLICATION_READ; the panel then reads it
    under FILE_READ). key_id: made before (``keys.ring().make``). received_at: aware time of
    receipt. limit: most bytes. place: its order among what is filed together. ours: this
    application made it itself, so that it is no file from outside. Any other one that
    ``admit`` has not just had judged is kept in quarantine until the worker has. Raises Refusal
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
        scan=Scan.OURS if ours else quarantine.at_first(content),
        scan_at=a.now,
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
    _withdraw_copies(a, document)


def _withdraw_copies(a: Act, document: Document) -> None:
    """Its redacted copies go with it, and those that were being made (W4)."""
    rows = a.session.exec(select(Redaction).where(Redaction.original_id == document.id)).all()
    for row in rows:
        copy = a.session.get(Document, row.copy_id) if row.copy_id else None
        if copy is not None and copy.withdrawn_at is None:
            withdraw(a, copy, _("The document that it is a copy of was withdrawn."))
        if row.state != RedactionState.RELEASED:
            row.state = RedactionState.DROPPED
            a.session.add(row)
    a.session.flush()
