"""Keys kept in files: 32 bytes in base64, readable by their owner only."""

from __future__ import annotations

import base64
import os
import threading
from pathlib import Path

from recruit.core import ids, sealing
from recruit.core.keystore import sync_folder
from recruit.core.words import _


class Unsafe(Exception):
    """A secret file that others than its owner may read, or that holds no key."""


def parse_key(text: str) -> bytes:
    """32 bytes from their base64 form (44 letters), as in MASTER_KEY. Raises Unsafe."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != sealing.KEY:
        raise Unsafe(_("A key is 32 bytes, written as 44 letters of base64."))
    return key


def secret_file(file: str | Path) -> bytes:
    """The 32 bytes kept in a file, base64; made at first use, readable by its owner only.

    Two processes that start at once get the same bytes. On the disk, with its folder,
    before this returns. Raises Unsafe when others may read the file or it holds no key.
    """
    file = Path(file)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = secret_draft(file, ids.random_bytes(32))
        try:
            os.link(draft, file)
        except FileExistsError:
            pass  # another process was first: its key counts
        os.unlink(draft)
        sync_folder(file.parent)
    check_mode(file)
    return parse_key(file.read_text(errors="replace"))


def kept_secret(file: Path) -> bytes | None:
    """The same of a file that is there, None where it is not: never made, and read as it was
    opened, for another process may move it at any moment. Raises Unsafe."""
    try:
        opened = file.open(errors="replace")
    except FileNotFoundError:
        return None
    with opened:
        _check(os.fstat(opened.fileno()).st_mode, file)
        return parse_key(opened.read())


def check_mode(file: Path) -> None:
    """Raises Unsafe where others than its owner may read or write a secret file."""
    _check(file.stat().st_mode, file)


def _check(mode: int, file: Path) -> None:
    if mode & 0o077:
        raise Unsafe(
            _(
                "Others may read %(file)s: its mode must be 0600. Call chmod 600 on it; if others"
                " were on this machine, replace what is in it.",
                file=file.name,
            )
        )


def secret_draft(file: Path, key: bytes) -> Path:
    """The key on the disk beside a secret file whose name it is about to take."""
    draft = file.with_name(f"{file.name}.{os.getpid()}-{threading.get_ident()}.new")
    handle = os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as writing:
        writing.write(base64.b64encode(key) + b"\n")
        writing.flush()
        os.fsync(writing.fileno())
    return draft


def load_master(file: str | Path) -> bytes:
    """The master key of the embedded default: ``secret_file``. Raises Unsafe."""
    return secret_file(file)
