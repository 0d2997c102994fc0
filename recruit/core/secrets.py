"""The installation's own secrets in files readable by their owner only."""

from __future__ import annotations

import os
from pathlib import Path

from recruit.core import ids


def folder(path: Path) -> Path:
    """Make the folder, closed to others (0700); its path."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def text_secret(path: Path) -> str:
    """The secret in the file at path; made (256 bits, mode 0600, fsynced) where missing."""
    if not path.exists():
        draft = path.with_suffix(".new")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(ids.token())
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    return path.read_text().strip()
