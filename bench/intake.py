"""``python -m bench.intake``: taking in 1,000 files of 300 kB, as a ratio to a bare loop.

The floor reads, hashes, encrypts and writes the same bytes to the disk, each file synced
(fsync of the file and of its folder, as the store does). Both in turn, three times, on the
same disk. And the memory above idle while a drop of 2 GB is taken in.
"""

from __future__ import annotations

import hashlib
import os
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from recruit.access.rules import Capacity
from recruit.applications.operations.intake import batches
from recruit.core import sealing
from tests import worlds

FILES, SIZE, PIECE = 1_000, 300_000, 256 * 1024
GOAL, MEMORY_GOAL = 2.5, 150


def _bare(sources: list[Path], target: Path) -> float:
    began = time.perf_counter()
    for n, source in enumerate(sources):
        content = source.read_bytes()
        hashlib.sha256(content).hexdigest()
        folder = target / f"{n % 256:02x}"
        folder.mkdir(exist_ok=True)
        with (folder / str(n)).open("wb") as out:
            for piece in sealing.encrypt_stream(sealing.new_key(), b"bench", [content]):
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
    return time.perf_counter() - began


def _pieces(source: Path) -> Iterator[bytes]:
    with source.open("rb") as opened:
        while piece := opened.read(PIECE):
            yield piece


def _taken(reader: Any, sources: list[Path]) -> float:
    began = time.perf_counter()
    batches.take(reader, [batches.Sent(s.name, lambda s=s: _pieces(s)) for s in sources])
    return time.perf_counter() - began


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def _memory(reader: Any, size: int) -> float:
    """Megabytes above idle, at most, while a file of this size is taken in."""

    def pieces() -> Iterator[bytes]:
        for n in range(size // PIECE):
            yield n.to_bytes(8, "big") * (PIECE // 8)

    idle, most, over = _resident(), [0], threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            most[0] = max(most[0], _resident())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        batches.take(reader, [batches.Sent("large.mbox", pieces)])
    finally:
        over.set()
        watcher.join()
    return max(0, most[0] - idle) / (1024 * 1024)


def main() -> int:
    """Measure, print, and end with 1 where a goal is missed."""
    with tempfile.TemporaryDirectory(dir=worlds.ROOT / "build") as made:
        folder = Path(made)
        world = worlds.a_procedure(folder / "world", "composition")
        reader = world.reader("focal_point", Capacity.FOCAL_POINT)
        memory = _memory(reader, 2 * 1024**3)  # first: what was freed before would hide it
        ratios = []
        for turn in range(3):
            sources = []
            (folder / f"in{turn}").mkdir()
            for n in range(FILES):
                source = folder / f"in{turn}" / f"{n}.pdf"
                source.write_bytes(os.urandom(SIZE))
                sources.append(source)
            (folder / f"bare{turn}").mkdir()
            bare = _bare(sources, folder / f"bare{turn}")
            taken = _taken(reader, sources)
            ratios.append(taken / bare)
            print(f"bare {bare:6.2f} s   intake {taken:6.2f} s   ratio {taken / bare:.2f}")
        middle = statistics.median(ratios)
        print(f"intake of {FILES} files of {SIZE // 1000} kB: {middle:.2f} times the bare loop")
        print(f"taking in 2 GB: {memory:.0f} MB above idle")
    return int(middle > GOAL or memory >= MEMORY_GOAL)


if __name__ == "__main__":
    sys.exit(main())
