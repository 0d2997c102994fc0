"""A folder of encrypted files: the store of an installation on one machine.

One that is not there, or can't be written, is away and may come back: nothing but what needs
a document waits for it.

A file is written beside its place, put on the disk, renamed, and its folder put on the
disk, before ``write`` returns. Names are spread over folders by their first letters.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from recruit.documents.stores.rules import DRAFT, MARK, PIECE, Away, Missing, is_id


class Folder:
    """Files below a folder that nobody else may read."""

    def __init__(self, root: Path) -> None:
        self._folder, self._made = root, False
        with suppress(Away):  # whoever needs a document is told
            self._make()

    def _make(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._folder.chmod(0o700)
        except OSError as error:
            raise Away(f"the folder of documents: {error.strerror}") from None
        self._made = True

    @property
    def _root(self) -> Path:
        if not self._made:
            self._make()
        if not self._folder.is_dir():
            raise Away("the folder of documents is not there")
        return self._folder

    def _place(self, document_id: str) -> Path:
        if not is_id(document_id):
            raise Missing(document_id)
        return self._root / document_id[:2] / document_id[2:4] / document_id

    def write(self, document_id: str, pieces: Iterable[bytes], at: datetime) -> int:
        """Keep a file; its length in bytes. Raises Away and FileExistsError."""
        place = self._place(document_id)
        if place.exists():
            raise FileExistsError(document_id)
        try:
            return self._write(place, document_id, pieces, at)
        except OSError as error:  # full, read-only or gone
            raise Away(f"the folder of documents: {error}") from error

    def _write(self, place: Path, document_id: str, pieces: Iterable[bytes], at: datetime) -> int:
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

    def read(self, document_id: str) -> Iterator[bytes]:
        """The file's bytes in pieces. Raises Missing at once, not at the first piece."""
        try:
            opened = self._place(document_id).open("rb")
        except FileNotFoundError:
            raise Missing(document_id) from None

        def pieces() -> Iterator[bytes]:
            with opened:
                while piece := opened.read(PIECE):
                    yield piece

        return pieces()

    def has(self, document_id: str) -> bool:
        """Whether there is a file of this document."""
        return self._place(document_id).exists()

    def remove(self, document_id: str) -> None:
        """Remove the file; nothing happens where there is none."""
        place = self._place(document_id)
        if place.exists():
            place.unlink()
            _sync(place.parent)

    def kept(self) -> Iterator[tuple[str, datetime]]:
        """Every id that has a file, and those that were never finished (``store.kept``); of a
        folder that was made and is gone, none."""
        if self._made and not self._folder.exists():
            return
        for path in sorted(self._root.glob("??/??/*")):
            at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            if is_id(path.name):
                yield path.name, at
            elif path.name.endswith(".new"):
                yield path.name.removesuffix(".new") + DRAFT, at

    def remove_draft(self, document_id: str) -> None:
        """Remove what was left of a file that was never finished."""
        place = self._place(document_id)
        place.with_name(f"{document_id}.new").unlink(missing_ok=True)

    def mark(self) -> str:
        """The kind of installation whose store this is; '' where none was noted."""
        place = self._root / MARK
        return place.read_text(encoding="ascii").strip() if place.exists() else ""

    def mark_as(self, kind: str) -> None:
        """Note whose store this is; '' takes the mark away."""
        place = self._root / MARK
        if not kind:
            place.unlink(missing_ok=True)
            return
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(kind + "\n")
            out.flush()
            os.fsync(handle)
        _sync(self._root)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
