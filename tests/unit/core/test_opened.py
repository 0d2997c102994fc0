"""What was made of opened values is kept beside the keys, and forgotten with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recruit.core import keys, opened, vault

NOW = datetime(2022, 12, 12, 9, 0, tzinfo=UTC)
FILE = keys.file_key("one", "p")


@pytest.fixture
def ring(tmp_path: Path) -> keys.KeyRing:
    made = keys.init(tmp_path / "keys.db", b"m" * 32)
    made.make(keys.procedure_key("p"), keys.master(), NOW)
    made.make(FILE, keys.procedure_key("p"), NOW)
    return made


def _reading() -> tuple[list[bytes], Callable[[bytes], str]]:
    seen: list[bytes] = []

    def read(sealed: bytes) -> str:
        seen.append(sealed)
        return str(vault.unseal_or_none(FILE, sealed, "t", "1"))

    return seen, read


def test_it_is_made_once_for_the_same_bytes_and_anew_for_others(ring: keys.KeyRing) -> None:
    seen, read = _reading()
    first, second = vault.seal(FILE, "a", "t", "1"), vault.seal(FILE, "b", "t", "1")
    assert [ring.remembered(read, s) for s in (first, bytes(first), second, first)] == list("aaba")
    assert seen == [first, second]


def test_what_another_function_made_of_the_same_is_something_else(ring: keys.KeyRing) -> None:
    _seen, read = _reading()
    sealed = vault.seal(FILE, "a", "t", "1")
    assert ring.remembered(read, sealed) == "a"
    assert ring.remembered(len, sealed) == len(sealed)


@pytest.mark.rule("D3")
@pytest.mark.parametrize("by", ["this process", "another"])
def test_an_erased_key_takes_all_that_was_made_with_it(
    ring: keys.KeyRing, tmp_path: Path, by: str
) -> None:
    seen, read = _reading()
    sealed = vault.seal(FILE, "a", "t", "1")
    assert ring.remembered(read, sealed) == "a"
    eraser = (
        ring
        if by == "this process"
        else keys.KeyRing(ring.store.__class__(tmp_path / "keys.db"), b"m" * 32)
    )
    eraser.erase(FILE, NOW)
    assert ring.remembered(read, sealed) == "None"
    assert len(seen) == 2


def test_only_the_newest_are_kept(ring: keys.KeyRing) -> None:
    made: list[int] = []

    def count(n: int) -> int:
        made.append(n)
        return n + 1

    for n in range(opened.MOST + 1):
        ring.remembered(count, n)
    ring.remembered(count, opened.MOST)
    assert len(made) == opened.MOST + 1
    ring.remembered(count, 0)
    assert made[-1] == 0
