"""``python -m bench.intake``: taking in 1,000 files of 300 kB, as a ratio to a bare loop.

The floor reads, hashes, encrypts and writes the same bytes to the same disk, each file synced
(the file and its folder, as the store does). A disk's pace changes by the second, so the two
take turns inside one drop: before each 25 files that the drop takes in, the floor does its 25.
The figure is the median of whole drops, the one transaction at the end of each among them.
No text is taken: that is the worker's work, later.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from recruit.access.rules import Capacity
from recruit.applications.operations.intake import batches
from recruit.core import sealing
from tests import worlds

FILES, SIZE, PIECE, BLOCK, DROPS = 1_000, 300_000, 256 * 1024, 25, 5
GOAL = 2.5


@dataclass(frozen=True, slots=True)
class Taken:
    """A drop: seconds that the floor and the intake took for the same bytes."""

    bare: float
    intake: float

    @property
    def ratio(self) -> float:
        """Of the intake to the floor."""
        return self.intake / self.bare


def _bare(sources: list[Path], target: Path) -> None:
    for n, source in enumerate(sources):
        content = source.read_bytes()
        hashlib.sha256(content).hexdigest()
        folder = target / f"{n % 256:02x}"
        folder.mkdir(exist_ok=True, parents=True)
        with (folder / source.name).open("wb") as out:
            for piece in sealing.encrypt_stream(sealing.new_key(), b"bench", [content]):
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)


def _pieces(source: Path) -> Iterator[bytes]:
    with source.open("rb") as opened:
        while piece := opened.read(PIECE):
            yield piece


def _drop(reader: Any, sources: list[Path], target: Path) -> Taken:
    """One drop of these files, the floor's blocks in between and not counted as the drop's."""
    bare, done = 0.0, 0

    def sent(n: int, source: Path) -> batches.Sent:
        def pieces() -> Iterator[bytes]:
            nonlocal bare, done
            if n == done:
                began = time.perf_counter()
                _bare(sources[n : n + BLOCK], target)
                bare += time.perf_counter() - began
                done += BLOCK
            return _pieces(source)

        return batches.Sent(source.name, pieces)

    began = time.perf_counter()
    taken = batches.take(reader, [sent(n, source) for n, source in enumerate(sources)])
    whole = time.perf_counter() - began
    if taken.new != len(sources) or done < len(sources):
        raise RuntimeError(f"{taken.new} of {len(sources)} files taken in")
    return Taken(bare, whole - bare)


def drops(how_many: int = DROPS) -> list[Taken]:
    """So many drops, each of files of its own; the files are removed after."""
    found = []
    with tempfile.TemporaryDirectory(dir=worlds.ROOT / "build") as made:
        folder = Path(made)
        world = worlds.a_procedure(folder / "world", "composition")
        reader = world.reader("focal_point", Capacity.FOCAL_POINT)
        for _drop_number in range(how_many):
            (folder / "in").mkdir()
            sources = [folder / "in" / f"{n}.pdf" for n in range(FILES)]
            for source in sources:
                source.write_bytes(os.urandom(SIZE))
            os.sync()
            found.append(_drop(reader, sources, folder / "bare"))
            for done in ("in", "bare"):
                shutil.rmtree(folder / done)
    return found


def middle(found: list[Taken]) -> float:
    """The median of the drops' ratios."""
    return median(taken.ratio for taken in found)


def line(found: list[Taken]) -> str:
    """What is found, in a line."""
    lowest, highest = min(t.ratio for t in found), max(t.ratio for t in found)
    return (
        f"intake of {FILES:,} files of {SIZE // 1000} kB: {middle(found):.2f} times the bare loop "
        f"({lowest:.2f} to {highest:.2f} in {len(found)} drops), goal {GOAL:g}"
    )


def main() -> int:
    """Measure, print, and end with 1 where the goal is missed."""
    found = drops()
    for taken in found:
        print(f"bare {taken.bare:6.2f} s   intake {taken.intake:6.2f} s   {taken.ratio:.2f}")
    print(line(found))
    return int(middle(found) > GOAL)


if __name__ == "__main__":
    sys.exit(main())
