"""Where encrypted documents lie: a folder. Nobody but this room touches it.

A file is written beside its place, put on the disk, renamed, and its folder put on the
disk, before ``write`` returns; its row is committed after that. Names are the documents'
random ids, spread over folders by their first letters. What lies here is ciphertext.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

PIECE = 256 * 1024  # bytes read at once
_ID = re.compile(r"[0-9a-z]{22}")
_root: Path | None = None


class Missing(LookupError):
    """There is no file of this document."""


def init(url: str) -> None:
    """Use the store at url from now on: file:///absolute/path. Raises ValueError."""
    global _root
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc or not parts.path:
        raise ValueError("STORE_URL is file:// with an absolute path")
    root = Path(unquote(parts.path))
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    root.chmod(0o700)
    _root = root


def _place(document_id: str) -> Path:
    if _root is None:
        raise RuntimeError("the store is not set up")
    if not _ID.fullmatch(document_id):
        raise Missing(document_id)
    return _root / document_id[:2] / document_id[2:4] / document_id


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write(document_id: str, pieces: Iterable[bytes], at: datetime) -> int:
    """Keep a file; on the disk, with its folders, before this returns. Its length in bytes.

    at: aware time, by which the reconciler tells its age. Raises OSError (nothing is then
    left) and FileExistsError for an id that has a file.
    """
    place = _place(document_id)
    if place.exists():
        raise FileExistsError(document_id)
    made = [f for f in (place.parent.parent, place.parent) if not f.exists()]
    for folder in made:
        folder.mkdir(exist_ok=True, mode=0o700)
    draft = place.with_name(f"{document_id}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        length = 0
        with os.fdopen(handle, "wb") as out:
            for piece in pieces:
                length += out.write(piece)
            out.flush()
            os.utime(handle, (at.timestamp(), at.timestamp()))
            os.fsync(handle)
        draft.rename(place)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    for folder in (place.parent, *(f.parent for f in reversed(made))):
        _sync(folder)
    return length


def read(document_id: str) -> Iterator[bytes]:
    """The file's bytes in pieces. Raises Missing at once, not at the first piece."""
    try:
        opened = _place(document_id).open("rb")
    except FileNotFoundError:
        raise Missing(document_id) from None

    def pieces() -> Iterator[bytes]:
        with opened:
            while piece := opened.read(PIECE):
                yield piece

    return pieces()


def has(document_id: str) -> bool:
    """Whether there is a file of this document."""
    return _place(document_id).exists()


def remove(document_id: str) -> None:
    """Remove the file; nothing happens where there is none."""
    place = _place(document_id)
    if place.exists():
        place.unlink()
        _sync(place.parent)


def kept() -> Iterator[tuple[str, datetime]]:
    """Every document's id that has a file, with the time it was kept (UTC).

    A file that was never finished is told under its id with a full stop at the end.
    """
    if _root is None:
        raise RuntimeError("the store is not set up")
    for path in sorted(_root.glob("??/??/*")):
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if _ID.fullmatch(path.name):
            yield path.name, at
        elif path.name.endswith(".new"):
            yield path.name.removesuffix(".new") + ".", at


def remove_draft(document_id: str) -> None:
    """Remove what was left of a file that was never finished."""
    place = _place(document_id)
    place.with_name(f"{document_id}.new").unlink(missing_ok=True)
