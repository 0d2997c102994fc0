"""Files that are no documents: made by a room for one reader, each under a key of its own.

The room keeps the row and the key; here is the one way to the store for them. What no row
knows any more is put away by ``tending`` (``register_keys``, ``register_files``).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import rfc8785

from recruit.core import ids, keys, sealing
from recruit.documents import store
from recruit.documents.store import Away, Missing

__all__ = ["Away", "Missing", "keep", "opened", "remove"]


def _context(owner: str, procedure_id: str) -> bytes:
    return rfc8785.dumps({"apart": owner, "procedure": procedure_id})


def keep(content: bytes, *, key_id: str, owner: str, procedure_id: str, at: datetime) -> str:
    """Keep a file, encrypted under this key; its id. On the disk before this returns.

    owner: the id of the row that it belongs to, to which it is bound. at: aware time. Raises
    keys.Erased, keys.NoKey or OSError (Away among them); nothing is then left.
    """
    file_id = ids.new()
    key = keys.ring().get(key_id)
    pieces = sealing.encrypt_stream(key, _context(owner, procedure_id), [content])
    store.write(file_id, pieces, at)
    return file_id


def opened(file_id: str, *, key_id: str, owner: str, procedure_id: str) -> Iterator[bytes]:
    """The file's bytes in pieces, the first of them read and authenticated before this returns.

    Raises keys.Erased, keys.NoKey, sealing.Broken, Missing or Away at once; sealing.Broken
    later where the file was changed or cut.
    """
    key = keys.ring().get(key_id)
    pieces = sealing.decrypt_stream(key, _context(owner, procedure_id), store.read(file_id))
    first = next(pieces, b"")

    def all_() -> Iterator[bytes]:
        yield first
        yield from pieces

    return all_()


def remove(file_id: str) -> None:
    """Remove the file; nothing happens where there is none. Raises Away."""
    store.remove(file_id)
