"""Sealed columns: a JSON value under a key of the ring, bound to its place.

The place (table, row, column) is the additional data of the seal, so that a blob moved
to another row does not open. Row ids come from core.ids before the row is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from recruit.core import keys, sealing


def _place(table: str, row_id: str, column: str) -> bytes:
    return f"{table}|{row_id}|{column}".encode()


def seal(key_id: str, value: Any, table: str, row_id: str, column: str = "sealed") -> bytes:
    """The value sealed under the key. Raises keys.NoKey or keys.Erased."""
    return sealing.seal_json(keys.ring().get(key_id), value, _place(table, row_id, column))


def unseal(key_id: str, blob: bytes, table: str, row_id: str, column: str = "sealed") -> Any:
    """The value of a blob. Raises sealing.Broken, keys.NoKey or keys.Erased."""
    return sealing.unseal_json(keys.ring().get(key_id), blob, _place(table, row_id, column))


def unseal_or_none(
    key_id: str, blob: bytes | None, table: str, row_id: str, column: str = "sealed"
) -> Any:
    """As unseal; None where there is nothing, or where the key was erased."""
    if blob is None:
        return None
    try:
        return unseal(key_id, blob, table, row_id, column)
    except (keys.Erased, keys.NoKey):
        return None


def unseal_all(
    blobs: Sequence[tuple[str, bytes | None, str]], table: str, column: str = "sealed"
) -> list[Any]:
    """The values of the blobs of many rows, each (key id, blob, row id), in their order.

    None where there is nothing, or where the key was erased; the key store is asked once.
    """
    opened = keys.ring().get_all({key_id for key_id, blob, _row in blobs if blob is not None})
    return [
        None
        if blob is None or key_id not in opened
        else sealing.unseal_json(opened[key_id], blob, _place(table, row_id, column))
        for key_id, blob, row_id in blobs
    ]


def fingerprint(key_id: str, text: str) -> str:
    """An HMAC of a normalised value, hexadecimal: equality without the value."""
    return sealing.keyed_hash(keys.ring().get(key_id), text).hex()


def local_key(key_id: str, of: str) -> str:
    """The key, 32 bytes in hexadecimal, of copies of drafts on their author's own device.

    of: the author's grant. It stands on the author's own pages only; once the grant has ended
    or key_id is erased nobody is given it, and a copy that is left cannot be read.
    """
    return fingerprint(key_id, f"copies on a device|{of}")
