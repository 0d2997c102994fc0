"""Where encrypted documents lie: a folder, or a bucket of an object store. Nobody but this
room touches it.

A file is whole and safe before ``write`` returns; its row is committed after that. Names
are the documents' random ids. What lies here is ciphertext.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from recruit.documents.stores.folder import Folder
from recruit.documents.stores.rules import PIECE, Away, Missing, Store

__all__ = ["PIECE", "Away", "Missing", "Store"]

_here: Store | None = None


def at(url: str) -> Store:
    """The store at file:///absolute/path or s3://bucket/prefix?endpoint=… . Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme == "s3":
        from recruit.documents.stores.bucket import Bucket

        return Bucket(url)
    if parts.scheme != "file" or parts.netloc or not parts.path:
        raise ValueError("STORE_URL is file:// with an absolute path, or s3:// with an endpoint")
    return Folder(Path(unquote(parts.path)))


def init(url: str) -> None:
    """Use the store at url from now on. Raises ValueError."""
    global _here
    _here = at(url)


def _store() -> Store:
    if _here is None:
        raise RuntimeError("the store is not set up")
    return _here


def write(document_id: str, pieces: Iterable[bytes], at: datetime) -> int:
    """Keep a file; whole and safe before this returns. Its length in bytes.

    at: aware time, by which the reconciler tells its age (a bucket keeps its own). Raises
    OSError (Away among them; nothing is then left) and FileExistsError for an id that has
    a file.
    """
    return _store().write(document_id, pieces, at)


def read(document_id: str) -> Iterator[bytes]:
    """The file's bytes in pieces. Raises Missing at once, not at the first piece; Away."""
    return _store().read(document_id)


def has(document_id: str) -> bool:
    """Whether there is a file of this document. Raises Away."""
    return _store().has(document_id)


def remove(document_id: str) -> None:
    """Remove the file; nothing happens where there is none. Raises Away."""
    _store().remove(document_id)


def kept() -> Iterator[tuple[str, datetime]]:
    """Every document's id that has a file, with the time it was kept (UTC).

    A file that was never finished is told under its id with a full stop at the end.
    """
    return _store().kept()


def remove_draft(document_id: str) -> None:
    """Remove what was left of a file that was never finished."""
    _store().remove_draft(document_id)


def mark() -> str:
    """The kind of installation whose store this is (RECRUIT_MODE); '' for none. Raises Away."""
    return _store().mark()


def mark_as(kind: str) -> None:
    """Note whose store this is; '' takes the mark away. Raises Away."""
    _store().mark_as(kind)
