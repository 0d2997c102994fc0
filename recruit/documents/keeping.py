"""How a document's bytes, name and text are sealed: the places that each is bound to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import rfc8785

from recruit.core import ids, keys, sealing
from recruit.documents import quarantine, store
from recruit.documents.models import Document


def key_path(document_id: str, key_id: str) -> str:
    """What a document's own wrapped key is bound to."""
    return keys.path(f"document/{document_id}", key_id)


def name_place(document_id: str) -> bytes:
    """What the sealed name is bound to."""
    return f"documents_document|{document_id}|sealed|1".encode()


def text_place(document_id: str) -> bytes:
    """What the sealed text is bound to."""
    return f"documents_text|{document_id}|sealed|1".encode()


def context(document_id: str, object_id: str, procedure_id: str) -> bytes:
    """What the encrypted file is bound to: document, object and procedure (RFC 8785)."""
    return rfc8785.dumps({"doc": document_id, "object": object_id, "procedure": procedure_id})


def rendition_context(document_id: str, object_id: str, procedure_id: str) -> bytes:
    """What the PDF made of a document is bound to: as ``context``, and that it is one."""
    bound = {"doc": document_id, "form": "pdf", "object": object_id, "procedure": procedure_id}
    return rfc8785.dumps(bound)


def erased() -> set[str]:
    """The ids of the keys that were erased."""
    return set(keys.ring().store.tombstones())


def name_of(key_id: str, document_id: str, sealed: bytes) -> str:
    """The display name; '' once its key is erased."""
    try:
        return name_under(keys.ring().get(key_id), document_id, sealed)
    except (keys.Erased, keys.NoKey):
        return ""


def name_under(key: bytes | None, document_id: str, sealed: bytes) -> str:
    """The same for whoever has the key already; None for one that is erased."""
    if key is None:
        return ""
    return str(sealing.unseal_json(key, sealed, name_place(document_id))["name"])


def plain(document: Document | Any) -> Iterator[bytes]:
    """The document's bytes in pieces, each authenticated before it is given.

    Raises keys.Erased, keys.NoKey, sealing.Broken or store.Missing at once where nothing
    can be read, quarantine.Quarantined while the scanner has not judged it; sealing.Broken
    later where the file was changed or cut.
    """
    bound = context(document.id, document.object_id, document.procedure_id)
    return sealing.decrypt_stream(own_key(document), bound, store.read(document.id))


def own_key(document: Document | Any) -> bytes:
    """The document's own key, for whoever reads it. Raises quarantine.Quarantined before the
    scanner lets it be read, keys.Erased, keys.NoKey or sealing.Broken."""
    if not quarantine.opens(document.scan):
        raise quarantine.Quarantined(document.id)
    return _own_key(document)


def to_scan(document: Document | Any) -> Iterator[bytes]:
    """The document's bytes for the scanner alone, while it waits. Raises as ``plain`` does."""
    bound = context(document.id, document.object_id, document.procedure_id)
    return sealing.decrypt_stream(_own_key(document), bound, store.read(document.id))


def _own_key(document: Document | Any) -> bytes:
    wrapping = keys.ring().get(document.key_id)
    return sealing.unwrap_key(wrapping, document.wrapped, key_path(document.id, document.key_id))


def whole(document: Document | Any) -> bytes:
    """All the document's bytes. Raises as ``plain`` does."""
    return b"".join(plain(document))


def rendition(document: Document | Any, file_id: str) -> bytes:
    """All bytes of the PDF made of the document. Raises as ``plain`` does."""
    bound = rendition_context(document.id, document.object_id, document.procedure_id)
    return b"".join(sealing.decrypt_stream(own_key(document), bound, store.read(file_id)))


def keep_rendition(document: Document | Any, content: bytes, at: datetime) -> str:
    """Keep the PDF made of the document, encrypted under its own key; the file's id.

    at: aware time. On the disk before this returns, the row comes after. Raises keys.Erased,
    keys.NoKey, sealing.Broken or OSError.
    """
    file_id = ids.new()
    bound = rendition_context(document.id, document.object_id, document.procedure_id)
    store.write(file_id, sealing.encrypt_stream(own_key(document), bound, [content]), at)
    return file_id
