"""The stored files carried elsewhere, for a backup or to another store: encrypted as they lie,
each with its SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import Connection

from recruit.core import installation
from recruit.documents import store
from recruit.documents.models import Document
from recruit.documents.stores.rules import DRAFT

_d = Document.__table__  # type: ignore[attr-defined]


def copy_to(folder: Path) -> dict[str, str]:
    """Copy every kept file into the folder; its id -> SHA-256 in hexadecimal.

    A file that is removed meanwhile is left out: its key went before it.
    """
    found: dict[str, str] = {}
    folder.mkdir(mode=0o700)
    for document_id, _at in list(store.kept()):
        if document_id.endswith("."):
            continue
        digest = hashlib.sha256()
        try:
            with (folder / document_id).open("xb") as out:
                for piece in store.read(document_id):
                    digest.update(piece)
                    out.write(piece)
        except store.Missing:
            (folder / document_id).unlink(missing_ok=True)
            continue
        found[document_id] = digest.hexdigest()
    return found


def put_back(folder: Path, url: str, at: datetime, kind: str = "") -> int:
    """Fill an empty store at url from such a folder; how many files. at: aware.

    kind: of the installation whose store it becomes, '' where that is not known. Raises
    ValueError where it is not empty, installation.Another where it is another kind's.
    """
    store.init(url)
    if next(store.kept(), None) is not None:
        raise ValueError("the store is not empty")
    if kind:
        installation.agree(store.mark(), kind, "store of documents", "STORE_URL")
        store.mark_as(kind)
    files = sorted(folder.iterdir())
    for file in files:
        store.write(file.name, _pieces(file), at.astimezone(UTC))
    return len(files)


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while piece := opened.read(store.PIECE):
            yield piece


@dataclass(frozen=True, slots=True)
class Moved:
    """copied, there: files that were written, and that lay there already, the same. gone:
    removed meanwhile at their origin. removed: taken away there after all were compared."""

    copied: int
    there: int
    gone: int
    removed: int


def move(origin: str, target: str, at: datetime, *, remove: bool = False) -> Moved:
    """Copy every file from one store to another, each read back and compared.

    origin, target: as STORE_URL. at: aware. remove: take them away at their origin, once all
    are there. It may be broken off and begun again. Raises ValueError where a file of the
    target is another, and store.Away.
    """
    source, place = store.at(origin), store.at(target)
    if place.mark() not in ("", source.mark()):
        raise ValueError(f"the target is the store of a {place.mark()} installation")
    if source.mark():
        place.mark_as(source.mark())
    copied = there = gone = 0
    seen = [name for name, _at in source.kept() if not name.endswith(DRAFT)]
    for name in seen:
        try:
            digest = _digest(source.read(name))
        except store.Missing:
            gone += 1
            continue
        if place.has(name):
            there += 1
        else:
            place.write(name, source.read(name), at)
            copied += 1
        if _digest(place.read(name)) != digest:
            raise ValueError(f"the file {name} is another in the two stores")
    removed = 0
    if remove:
        for name in seen:
            source.remove(name)
            removed += 1
        source.mark_as("")
    return Moved(copied, there, gone, removed)


def _digest(pieces: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def wanted(connection: Connection) -> list[tuple[str, str]]:
    """(id, key id) of every document that has a row."""
    return [(row.id, row.key_id) for row in connection.execute(select(_d.c.id, _d.c.key_id))]


@dataclass(frozen=True, slots=True)
class Counted:
    """A stored file as it lies: its length in bytes, encrypted, and its SHA-256."""

    bytes: int
    sha256: str


def counted() -> dict[str, Counted]:
    """Every file in this installation's store, by id; what was never finished left out."""
    found: dict[str, Counted] = {}
    for document_id, _at in list(store.kept()):
        if document_id.endswith(DRAFT):
            continue
        digest, length = hashlib.sha256(), 0
        for piece in store.read(document_id):
            digest.update(piece)
            length += len(piece)
        found[document_id] = Counted(length, digest.hexdigest())
    return found


def empty() -> None:
    """Remove every file of this installation's store, and its mark."""
    for document_id, _at in list(store.kept()):
        if document_id.endswith(DRAFT):
            store.remove_draft(document_id.removesuffix(DRAFT))
        else:
            store.remove(document_id)
    store.mark_as("")


def any_left() -> bool:
    """Whether anything is in this installation's store."""
    return next(store.kept(), None) is not None
