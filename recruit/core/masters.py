"""The master key's files, and another master key that takes over while the house is at work.

The key in force is kept in one file, readable by its owner only. A new one is first put on
the disk beside it (``.next``), then the key store's first level is wrapped anew in one
transaction, then the new file takes the name of the old. A running process whose master key
opens nothing any more looks into both files and goes on with the one that does; a crash at
any point leaves the one or the other in force, and the next attempt goes on where it stood.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from recruit.core import key_files, keys
from recruit.core.keystore import sync_folder


def next_of(file: Path) -> Path:
    """Where the master key stands that is about to take over."""
    return file.with_name(f"{file.name}.next")


def former(file: Path, master_key: bytes) -> Path:
    """Where a master key is kept that was replaced: for backups made before."""
    return file.with_name(f"{file.name}.{keys.mark_of(master_key).hex()[:12]}")


def known(file: Path, given: bytes = b"") -> Callable[[], list[bytes]]:
    """The master keys that may be in force, looked up anew at each call.

    given: one from the settings that may take over (MASTER_KEY_NEXT), b'' for none.
    """

    def found() -> list[bytes]:
        # the next one first: it takes the other's name at any moment, and is then found there
        there = [key_files.kept_secret(each) for each in (next_of(file), file)]
        return [key for key in (*there, given) if key]

    return found


def rotate(ring: keys.KeyRing, file: Path) -> Path:
    """Make a new master key and put it into force; where the former one is kept now.

    The application may be at work. Raises keys.StillHeld where the old wrapped keys may
    still stand in the store's journal, key_files.Unsafe for a file that others may read; called
    again, it finishes what was begun.
    """
    old, following = key_files.secret_file(file), next_of(file)
    ring.rotate(key_files.secret_file(following))
    kept = former(file, old)
    if not kept.exists():
        os.link(file, kept)
    os.replace(following, file)
    sync_folder(file.parent)
    return kept


def put_back(file: Path, master_key: bytes) -> None:
    """Put a recovered master key into its file; one that stands there stays beside it."""
    if file.exists():
        there = key_files.secret_file(file)
        if there == master_key:
            return
        os.replace(file, former(file, there))
    os.replace(key_files.secret_draft(file, master_key), file)
    sync_folder(file.parent)


def files(file: Path) -> list[Path]:
    """Every file that may hold a master key, in force, to come or replaced."""
    return sorted(each for each in file.parent.glob(f"{file.name}*") if each.is_file())
