"""Another master key takes over while others are at work."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recruit.core import key_files, keys, masters, sealing
from recruit.core.keys import KeyRing, KeyStore

NOW = datetime(2022, 10, 3, 8, 0, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "master.key"


@pytest.fixture
def started(file: Path, tmp_path: Path) -> Iterator[Callable[[], KeyRing]]:
    """Rings as processes make them at their start, all over one store."""
    made: list[KeyRing] = []

    def start() -> KeyRing:
        one = KeyRing(
            KeyStore(tmp_path / "keys.db"), key_files.load_master(file), masters.known(file)
        )
        made.append(one)
        return one

    yield start
    for one in made:
        one.store.close()


def _filled(ring: KeyRing) -> dict[str, bytes]:
    ring.make(keys.procedure_key("p"), keys.master(), NOW)
    ring.make(keys.panel_key("p"), keys.master(), NOW)
    ring.make(keys.file_key("a", "p"), keys.procedure_key("p"), NOW)
    return {key_id: ring.get(key_id) for key_id in ring.ids()}


def test_a_running_process_goes_on_under_the_new_key_and_so_does_one_that_starts(
    started: Callable[[], KeyRing], file: Path
) -> None:
    running, other = started(), started()
    before = _filled(running)
    old = key_files.load_master(file)
    kept = masters.rotate(other, file)
    assert key_files.load_master(file) != old
    assert key_files.secret_file(kept) == old
    for ring in (running, other, started()):
        assert {key_id: ring.get(key_id) for key_id in ring.ids()} == before
    masters.rotate(other, file)
    assert {key_id: running.get(key_id) for key_id in running.ids()} == before


def test_what_a_process_makes_under_the_old_key_meanwhile_is_not_lost(
    started: Callable[[], KeyRing], file: Path
) -> None:
    running, other = started(), started()
    _filled(running)
    masters.rotate(other, file)
    running.make(keys.procedure_key("q"), keys.master(), NOW)
    assert started().get(keys.procedure_key("q")) == running.get(keys.procedure_key("q"))


def test_a_process_that_knows_no_other_key_writes_nothing_under_its_old_one(
    started: Callable[[], KeyRing], file: Path, tmp_path: Path
) -> None:
    running = started()
    _filled(running)
    alone = KeyRing(KeyStore(tmp_path / "keys.db"), key_files.load_master(file))
    masters.rotate(running, file)
    with pytest.raises(keys.OtherMaster):
        alone.make(keys.procedure_key("q"), keys.master(), NOW)
    with pytest.raises(sealing.Broken):
        alone.get(keys.procedure_key("p"))
    alone.store.close()


@pytest.mark.parametrize("reached", ["the new key is on the disk", "the store is wrapped anew"])
def test_broken_off_it_leaves_one_key_in_force_and_goes_on(
    started: Callable[[], KeyRing], file: Path, reached: str
) -> None:
    running = started()
    before = _filled(running)
    old = key_files.load_master(file)
    new = key_files.secret_file(masters.next_of(file))
    if reached == "the store is wrapped anew":
        KeyRing(running.store, old).rotate(new)
    for ring in (running, started()):
        assert {key_id: ring.get(key_id) for key_id in ring.ids()} == before
    kept = masters.rotate(started(), file)
    assert key_files.load_master(file) == new
    assert key_files.secret_file(kept) == old
    assert not masters.next_of(file).exists()
    assert {key_id: running.get(key_id) for key_id in running.ids()} == before


def test_the_store_notes_a_mark_that_is_no_part_of_the_key(
    started: Callable[[], KeyRing], file: Path
) -> None:
    ring = started()
    _filled(ring)
    assert ring.store.mark() == keys.mark_of(key_files.load_master(file))
    assert ring.store.mark() not in key_files.load_master(file)


def test_a_recovered_key_takes_its_place_and_what_stood_there_stays(file: Path) -> None:
    wrong = key_files.load_master(file)
    recovered = os.urandom(32)
    masters.put_back(file, recovered)
    assert key_files.load_master(file) == recovered
    assert key_files.secret_file(masters.former(file, wrong)) == wrong
    assert file.stat().st_mode & 0o777 == 0o600


def test_looking_for_the_keys_in_force_makes_none_and_minds_none_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "master.key"
    assert masters.known(file)() == []
    assert list(tmp_path.iterdir()) == []
    key, following = key_files.secret_file(file), key_files.secret_file(masters.next_of(file))
    assert masters.known(file)() == [following, key]
    # another process puts the next one into force while this one looks
    read = key_files.kept_secret

    def moved(which: Path) -> bytes | None:
        if which == masters.next_of(file) and which.exists():
            which.replace(file)
        return read(which)

    monkeypatch.setattr(key_files, "kept_secret", moved)
    assert masters.known(file)() == [following]
    assert [each.name for each in tmp_path.iterdir()] == ["master.key"]
    file.chmod(0o644)
    with pytest.raises(key_files.Unsafe):
        masters.known(file)()
