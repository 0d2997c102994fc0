"""Bytes that wait to be filed: encrypted in the store as documents are, with no row here.

A room that takes files in before anybody has decided about them keeps the rows itself,
and says which it knows (``tending.register_files``), so that what is left of an upload
that failed is removed. Such a file is no document: no door opens it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.core import keys, sealing
from recruit.documents import keeping, store
from recruit.documents.models import Document

PIECE = store.PIECE
_d = Document.__table__  # type: ignore[attr-defined]
_FILED = (
    select(_d.c.content_hash, _d.c.object_id)
    .where(
        _d.c.procedure_id == bindparam("procedure"),
        _d.c.content_hash.in_(bindparam("hashes", expanding=True)),
        _d.c.withdrawn_at.is_(None),
    )
    .order_by(_d.c.stored_at, _d.c.id)
)


def hold(
    file_id: str, owner: str, procedure_id: str, key_id: str, pieces: Iterable[bytes], at: datetime
) -> bytes:
    """Keep these bytes under a key of their own, and return it wrapped by key_id.

    On the disk before this returns; the caller writes its row after that. at: aware time.
    Raises keys.NoKey or keys.Erased, OSError when the disk can't take it.
    """
    wrapping, own = keys.ring().get(key_id), sealing.new_key()
    bound = keeping.context(file_id, owner, procedure_id)
    store.write(file_id, sealing.encrypt_stream(own, bound, pieces), at)
    return sealing.wrap_key(wrapping, own, keeping.key_path(file_id, key_id))


def pieces(
    file_id: str, owner: str, procedure_id: str, key_id: str, wrapped: bytes
) -> Iterator[bytes]:
    """The bytes again, each piece authenticated. Raises keys.Erased, store.Missing or
    sealing.Broken."""
    own = sealing.unwrap_key(keys.ring().get(key_id), wrapped, keeping.key_path(file_id, key_id))
    bound = keeping.context(file_id, owner, procedure_id)
    return sealing.decrypt_stream(own, bound, store.read(file_id))


def let_go(file_ids: Iterable[str]) -> None:
    """Remove the files; nothing happens for one that is gone."""
    for file_id in file_ids:
        store.remove(file_id)


def content_hash(procedure_id: str, sha256: str) -> str:
    """What equality of content is asked by in a procedure: an HMAC of the SHA-256 (hex)."""
    key = keys.ring().get(keys.procedure_key(procedure_id))
    return sealing.keyed_hash(key, f"document:{sha256}").hex()


def digest(pieces: Iterable[bytes]) -> tuple[str, int]:
    """SHA-256 (hexadecimal) and length of what comes in pieces."""
    running, size = hashlib.sha256(), 0
    for piece in pieces:
        running.update(piece)
        size += len(piece)
    return running.hexdigest(), size


def filed(connection: Connection, procedure_id: str, hashes: Iterable[str]) -> dict[str, str]:
    """For each of these content hashes that a document of the procedure has: whose it is,
    the oldest one's."""
    wanted = sorted(set(hashes))
    if not wanted:
        return {}
    rows = connection.execute(_FILED, {"procedure": procedure_id, "hashes": wanted}).all()
    return {row.content_hash: row.object_id for row in reversed(rows)}
