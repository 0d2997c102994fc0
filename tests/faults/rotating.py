"""Processes for the test of rotation: one replaces the master key again and again, one makes
keys and opens them all the while. Each says a line for what is done, only after it was."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from recruit.core import key_files, keys, masters

NOW = datetime(2022, 10, 3, 8, 0, tzinfo=UTC)


def ring_at(folder: Path) -> keys.KeyRing:
    """A ring as a process makes it at its start."""
    file = folder / "master.key"
    return keys.KeyRing(
        keys.KeyStore(folder / "keys.db"), key_files.load_master(file), masters.known(file)
    )


def main(what: str, place: str) -> None:
    """Go on until the process is ended."""
    folder, number = Path(place), 0
    ring = ring_at(folder)
    while True:
        number += 1
        if what == "rotate":
            try:
                masters.rotate(ring, folder / "master.key")
            except keys.StillHeld:
                continue
            print("rotated", flush=True)
            time.sleep(0.02)  # far more often than anybody would
        else:
            key_id = keys.procedure_key(f"{number}-of-{what}")
            ring.make(key_id, keys.master(), NOW)
            print(key_id, ring.get(key_id).hex(), flush=True)
            for each in ring.ids()[:20]:
                ring.get(each)


if __name__ == "__main__":
    main(*sys.argv[1:])
