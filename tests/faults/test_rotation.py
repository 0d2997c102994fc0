"""The master key is replaced under real processes at work, and killed in the middle (W13)."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.rotating import ring_at


def _start(what: str, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.rotating", what, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,  # a line read here takes nothing away from what is read at the end
    )


def _ended(process: subprocess.Popen[bytes]) -> list[str]:
    process.kill()
    said, failed = process.communicate(timeout=60)
    assert b"Traceback" not in failed, failed[-2000:]
    return [line.decode() for line in said.splitlines(keepends=True) if line.endswith(b"\n")]


@pytest.mark.rule("W13")
def test_keys_made_and_opened_while_the_master_key_is_replaced_are_all_there(
    tmp_path: Path,
) -> None:
    ring_at(tmp_path).store.close()
    writers = [_start(name, tmp_path) for name in ("one", "two")]
    for writer in writers:
        assert writer.stdout is not None and writer.stdout.readline()
    rotating = _start("rotate", tmp_path)
    assert rotating.stdout is not None
    rotated = [rotating.stdout.readline() for _time in range(30)]
    assert all(rotated)
    _ended(rotating)
    time.sleep(0.5)
    made = [line.split() for writer in writers for line in _ended(writer)]
    assert len(made) > 20
    ring = ring_at(tmp_path)
    assert all(ring.get(key_id).hex() == key for key_id, key in made)
    ring.store.close()


@pytest.mark.rule("W13")
def test_killed_at_any_moment_it_leaves_every_key_readable(tmp_path: Path) -> None:
    ring_at(tmp_path).store.close()
    drawn = random.Random(13)
    writer = _start("one", tmp_path)
    for _time in range(6):
        rotating = _start("rotate", tmp_path)
        assert rotating.stdout is not None
        assert rotating.stdout.readline()
        time.sleep(drawn.random() / 5)
        _ended(rotating)
    made = [line.split() for line in _ended(writer)]
    assert made
    ring = ring_at(tmp_path)
    assert all(ring.get(key_id).hex() == key for key_id, key in made)
    ring.store.close()
