"""How a document's bytes, name and text are sealed: the places that each is bound to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import rfc8785

from recruit.core import keys, sealing
from recruit.documents import store
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


def name_of(key_id: str, document_id: str, sealed: bytes) -> str:
    """The display name; '' once its key is erased."""
    try:
        said = sealing.unseal_json(keys.ring().get(key_id), sealed, name_place(document_id))
    except (keys.Erased, keys.NoKey):
        return ""
    return str(said["name"])


def plain(document: Document | Any) -> Iterator[bytes]:
    """The document's bytes in pieces, each authenticated before it is given.

    Raises keys.Erased, keys.NoKey, sealing.Broken or store.Missing at once where nothing
    can be read; sealing.Broken later where the file was changed or cut.
    """
    wrapping = keys.ring().get(document.key_id)
    own = sealing.unwrap_key(wrapping, document.wrapped, key_path(document.id, document.key_id))
    bound = context(document.id, document.object_id, document.procedure_id)
    return sealing.decrypt_stream(own, bound, store.read(document.id))


def whole(document: Document | Any) -> bytes:
    """All the document's bytes. Raises as ``plain`` does."""
    return b"".join(plain(document))
