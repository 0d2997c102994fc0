"""The installation's own secrets in files readable by their owner only."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from recruit.core import ids, key_files
from recruit.core.keystore import sync_folder


def folder(path: Path) -> Path:
    """Make the folder, closed to others (0700); its path."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def text_secret(path: Path) -> str:
    """The secret in the file at path; made (256 bits, mode 0600, fsynced) where missing.

    Two processes that start at once get the same. Raises key_files.Unsafe where others than its
    owner may read it.
    """
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}.new")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(ids.token())
            out.flush()
            os.fsync(out.fileno())
        with contextlib.suppress(FileExistsError):  # another process was first: its secret counts
            os.link(draft, path)
        draft.unlink()
        sync_folder(path.parent)
    key_files.check_mode(path)
    return path.read_text().strip()
