"""What every store of encrypted files keeps to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

PIECE = 256 * 1024  # bytes read at once
MARK = "installation"
"""The name under which a store says whose it is: no document's id."""
DRAFT = "."
"""What follows the id of a file that was never finished."""
_ID = re.compile(r"[0-9a-z]{22}")


class Missing(LookupError):
    """There is no file of this document."""


class Away(OSError):
    """The store does not answer, or not as a store does; nothing was kept."""


def is_id(name: str) -> bool:
    """Whether it is a document's id; nothing else names a file."""
    return _ID.fullmatch(name) is not None


class Store(Protocol):
    """Where encrypted files lie; see the functions of ``documents.store``."""

    def write(self, document_id: str, pieces: Iterable[bytes], at: datetime) -> int: ...
    def read(self, document_id: str) -> Iterator[bytes]: ...
    def has(self, document_id: str) -> bool: ...
    def remove(self, document_id: str) -> None: ...
    def kept(self) -> Iterator[tuple[str, datetime]]: ...
    def remove_draft(self, document_id: str) -> None: ...
    def mark(self) -> str: ...
    def mark_as(self, kind: str) -> None: ...
