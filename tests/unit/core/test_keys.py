"""The key ring: who opens what, what erasing leaves behind, and more than one process."""

from __future__ import annotations

import base64
import multiprocessing
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from recruit.core import key_files, keys, sealing
from recruit.core.key_files import Unsafe
from recruit.core.keys import Erased, KeyExists, KeyRing, KeyStore, NoKey

NOW = datetime(2022, 10, 3, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=200)
MASTER = bytes(range(32))


@pytest.fixture
def ring(tmp_path: Path) -> Iterator[KeyRing]:
    made = KeyRing(KeyStore(tmp_path / "keys.db"), MASTER)
    made.make(keys.procedure_key("p"), keys.master(), NOW)
    made.make(keys.panel_key("p"), keys.master(), NOW)
    for candidate in ("a", "b"):
        made.make(keys.file_key(candidate, "p"), keys.procedure_key("p"), NOW)
        made.make(keys.judgement_key(candidate, "p"), keys.panel_key("p"), NOW)
    yield made
    made.store.close()


def raw_bytes(ring: KeyRing) -> bytes:
    """Everything that stands in the store's files."""
    folder, name = ring.store.file.parent, ring.store.file.name
    return b"".join(file.read_bytes() for file in sorted(folder.glob(name + "*")))


def in_another_process(ring: KeyRing, act: str, *values: str) -> str:
    script = (
        "import sys; from datetime import datetime, UTC; from recruit.core import keys\n"
        "path, act, *values = sys.argv[1:]\n"
        "ring = keys.KeyRing(keys.KeyStore(path), bytes(range(32)))\n"
        "if act == 'erase': ring.erase(values[0], datetime(2023, 1, 1, tzinfo=UTC))\n"
        "else: print(ring.get(values[0]).hex())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(ring.store.file), act, *values],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


# --- making and getting ----------------------------------------------------------


def test_every_key_is_its_own_and_the_same_each_time(ring: KeyRing) -> None:
    found = {key_id: ring.get(key_id) for key_id in ring.ids()}
    assert len(set(found.values())) == len(found) == 6
    assert {key_id: ring.get(key_id) for key_id in ring.ids()} == found
    assert ring.get(keys.master()) == MASTER
    again = KeyRing(KeyStore(ring.store.file), MASTER)
    assert {key_id: again.get(key_id) for key_id in again.ids()} == found


def test_the_store_holds_no_key_in_clear(ring: KeyRing) -> None:
    content = raw_bytes(ring)
    for key_id in ring.ids():
        assert ring.get(key_id) not in content
    assert MASTER not in content


def test_the_names_keep_candidates_procedures_and_kinds_apart() -> None:
    names = {
        keys.master(),
        keys.procedure_key("p"),
        keys.panel_key("p"),
        keys.file_key("a", "p"),
        keys.file_key("a", "q"),
        keys.file_key("b", "p"),
        keys.judgement_key("a", "p"),
        keys.ballots_key("p", 1),
        keys.ballots_key("p", 2),
        keys.report_key("p"),
        keys.round_box("r"),
    }
    assert len(names) == 11


def test_another_master_opens_nothing(ring: KeyRing) -> None:
    thief = KeyRing(KeyStore(ring.store.file), bytes(32))
    for key_id in ring.ids():
        with pytest.raises(sealing.Broken):
            thief.get(key_id)


def test_a_wrapped_key_moved_to_another_place_does_not_open(ring: KeyRing) -> None:
    with sqlite3.connect(ring.store.file) as own:
        own.execute(
            "UPDATE wrapped SET wrapped = (SELECT wrapped FROM wrapped WHERE key_id = ?)"
            " WHERE key_id = ?",
            (keys.file_key("a", "p"), keys.file_key("b", "p")),
        )
    own.close()
    with pytest.raises(sealing.Broken):
        ring.get(keys.file_key("b", "p"))
    assert ring.get(keys.file_key("a", "p"))


def test_a_key_is_never_made_twice_or_without_its_parent(ring: KeyRing) -> None:
    before = ring.get(keys.panel_key("p"))
    with pytest.raises(KeyExists):
        ring.make(keys.panel_key("p"), keys.master(), LATER)
    with pytest.raises(KeyExists):
        ring.make(keys.master(), keys.master(), LATER)
    assert ring.get(keys.panel_key("p")) == before
    with pytest.raises(NoKey):
        ring.make(keys.file_key("a", "q"), keys.procedure_key("q"), NOW)
    with pytest.raises(NoKey):
        ring.get(keys.procedure_key("q"))
    with pytest.raises(NoKey):
        ring.made_at(keys.procedure_key("q"))


def test_the_time_of_making_is_kept_in_utc(ring: KeyRing) -> None:
    at = datetime(2022, 10, 3, 10, 0, tzinfo=timezone(timedelta(hours=2)))
    ring.make(keys.report_key("p"), keys.panel_key("p"), at)
    assert ring.made_at(keys.report_key("p")) == NOW
    assert ring.made_at(keys.report_key("p")).utcoffset() == timedelta(0)
    with pytest.raises(ValueError):
        ring.make(keys.ballots_key("p", 1), keys.panel_key("p"), NOW.replace(tzinfo=None))
    assert keys.ballots_key("p", 1) not in ring.ids()


def test_a_box_in_the_ring_opens_what_was_sealed_without_it(ring: KeyRing) -> None:
    public = ring.make_box(keys.round_box("r"), keys.procedure_key("p"), NOW)
    sealed = sealing.seal_to(public, b"we object", b"round/r")
    private = ring.get(keys.round_box("r"))
    assert sealing.open_box(private, sealed, b"round/r") == b"we object"
    assert private not in raw_bytes(ring)


# --- erasing ---------------------------------------------------------------------


@pytest.mark.rule("D3")
def test_an_erased_key_is_gone_and_the_others_are_not(ring: KeyRing) -> None:
    kept = ring.get(keys.judgement_key("a", "p"))
    ring.erase(keys.file_key("a", "p"), LATER)
    with pytest.raises(Erased):
        ring.get(keys.file_key("a", "p"))
    with pytest.raises(Erased):
        ring.made_at(keys.file_key("a", "p"))
    assert keys.file_key("a", "p") not in ring.ids()
    assert ring.store.tombstones() == {keys.file_key("a", "p"): LATER}
    assert ring.get(keys.judgement_key("a", "p")) == kept
    assert ring.get(keys.file_key("b", "p"))


@pytest.mark.rule("D3")
def test_nothing_of_an_erased_key_is_left_in_the_files(ring: KeyRing) -> None:
    _parent, wrapped = ring.store.row(keys.file_key("a", "p"))
    assert wrapped in raw_bytes(ring)
    ring.erase(keys.file_key("a", "p"), LATER)
    content = raw_bytes(ring)
    assert wrapped not in content
    assert not any(wrapped[i : i + 8] in content for i in range(0, 56, 4))
    assert ring.store.row(keys.file_key("b", "p"))[1] in content


@pytest.mark.rule("D3")
def test_a_reader_in_the_way_is_told_instead_of_hiding_a_rest(
    ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring.store._connected().execute("PRAGMA busy_timeout=50").fetchall()
    _parent, wrapped = ring.store.row(keys.file_key("a", "p"))
    reader = sqlite3.connect(ring.store.file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM wrapped").fetchall()
    with pytest.raises(keys.StillHeld):
        ring.erase(keys.file_key("a", "p"), LATER)
    with pytest.raises(Erased):
        ring.get(keys.file_key("a", "p"))
    reader.close()
    ring.erase(keys.file_key("a", "p"), LATER + timedelta(days=1))
    assert wrapped not in raw_bytes(ring)
    assert ring.store.tombstones()[keys.file_key("a", "p")] == LATER


def test_erasing_a_key_erases_what_stands_under_it(ring: KeyRing) -> None:
    ring.get(keys.file_key("b", "p"))
    ring.erase(keys.procedure_key("p"), LATER)
    for key_id in (keys.procedure_key("p"), keys.file_key("a", "p"), keys.file_key("b", "p")):
        with pytest.raises(Erased):
            ring.get(key_id)
    assert ring.ids() == [
        keys.judgement_key("a", "p"),
        keys.judgement_key("b", "p"),
        keys.panel_key("p"),
    ]
    with pytest.raises(Erased):
        ring.make(keys.file_key("c", "p"), keys.procedure_key("p"), LATER)


def test_an_erased_key_is_never_made_again(ring: KeyRing) -> None:
    ring.erase(keys.file_key("a", "p"), LATER)
    with pytest.raises(Erased):
        ring.make(keys.file_key("a", "p"), keys.procedure_key("p"), LATER)


@pytest.mark.rule("D3")
def test_an_older_copy_of_the_store_forgets_again_when_the_list_is_applied(
    ring: KeyRing, tmp_path: Path
) -> None:
    copy = tmp_path / "restored.db"
    with sqlite3.connect(ring.store.file) as own, sqlite3.connect(copy) as other:
        own.backup(other)
    own.close()
    other.close()
    ring.erase(keys.file_key("a", "p"), LATER)
    restored = KeyRing(KeyStore(copy), MASTER)
    assert restored.get(keys.file_key("a", "p"))
    restored.erase_all([*ring.store.tombstones(), keys.file_key("unknown", "p")], LATER)
    with pytest.raises(Erased):
        restored.get(keys.file_key("a", "p"))
    with pytest.raises(Erased):
        restored.get(keys.file_key("unknown", "p"))


def test_a_new_master_takes_over_and_the_old_one_opens_nothing(ring: KeyRing) -> None:
    before = {key_id: ring.get(key_id) for key_id in ring.ids()}
    old_rows = [ring.store.row(key_id)[1] for key_id in ring.store.children(keys.master())]
    new = bytes(reversed(range(32)))
    ring.rotate(new)
    assert {key_id: ring.get(key_id) for key_id in ring.ids()} == before
    assert {k: KeyRing(KeyStore(ring.store.file), new).get(k) for k in before} == before
    assert not any(row in raw_bytes(ring) for row in old_rows)
    with pytest.raises(sealing.Broken):
        KeyRing(KeyStore(ring.store.file), MASTER).get(keys.file_key("a", "p"))
    with pytest.raises(ValueError):
        ring.rotate(b"short")


# --- more than one process and thread --------------------------------------------


@pytest.mark.rule("D3")
def test_another_processs_erasure_counts_at_the_next_call(ring: KeyRing) -> None:
    key = ring.get(keys.file_key("a", "p"))
    assert in_another_process(ring, "get", keys.file_key("a", "p")) == key.hex()
    assert ring.get(keys.file_key("a", "p")) == key
    in_another_process(ring, "erase", keys.file_key("a", "p"))
    with pytest.raises(Erased):
        ring.get(keys.file_key("a", "p"))


def test_another_threads_erasure_counts_at_the_next_call(ring: KeyRing) -> None:
    ring.get(keys.file_key("a", "p"))
    other = threading.Thread(target=ring.erase, args=(keys.file_key("a", "p"), LATER))
    other.start()
    other.join()
    with pytest.raises(Erased):
        ring.get(keys.file_key("a", "p"))


def test_a_cached_key_is_not_read_from_the_store_again(ring: KeyRing) -> None:
    ring.get(keys.file_key("a", "p"))
    statements: list[str] = []
    ring.store._connected().set_trace_callback(statements.append)
    ring.get(keys.file_key("a", "p"))
    assert statements == ["PRAGMA data_version"]


def _child(ring: KeyRing, before: int, answers: multiprocessing.SimpleQueue[object]) -> None:
    connection = ring.store._connected()
    ring.make(keys.report_key("p"), keys.panel_key("p"), NOW)
    answers.put((id(connection) != before, ring.get(keys.file_key("a", "p"))))


def test_a_forked_process_opens_its_own_connection(ring: KeyRing) -> None:
    key = ring.get(keys.file_key("a", "p"))
    fork = multiprocessing.get_context("fork")
    answers = fork.SimpleQueue()
    child = fork.Process(target=_child, args=(ring, id(ring.store._connected()), answers))
    child.start()
    assert answers.get() == (True, key)
    child.join()
    assert child.exitcode == 0
    assert ring.get(keys.report_key("p"))
    assert ring.get(keys.file_key("a", "p")) == key


def test_eight_threads_make_keys_and_none_is_lost(ring: KeyRing) -> None:
    def make(number: int) -> None:
        for n in range(5):
            ring.make(keys.file_key(f"{number}-{n}", "p"), keys.procedure_key("p"), NOW)
        ring.store.close()

    threads = [threading.Thread(target=make, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = {keys.file_key(f"{i}-{n}", "p") for i in range(8) for n in range(5)}
    assert made <= set(ring.ids())
    assert len({ring.get(key_id) for key_id in made}) == 40


def _start(path: Path, answers: multiprocessing.SimpleQueue[object]) -> None:
    try:
        store = KeyStore(path)
        answers.put(store.ids())
    except BaseException as error:
        answers.put(repr(error))


def test_four_processes_that_start_at_once_find_one_store(tmp_path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    answers = fork.SimpleQueue()
    started = [
        fork.Process(target=_start, args=(tmp_path / "new" / "keys.db", answers)) for _n in range(4)
    ]
    for process in started:
        process.start()
    assert [answers.get() for _n in range(4)] == [[]] * 4
    for process in started:
        process.join()


# --- files -----------------------------------------------------------------------


def test_the_store_is_readable_by_its_owner_only_and_syncs_each_commit(ring: KeyRing) -> None:
    ring.get(keys.panel_key("p"))
    for file in ring.store.file.parent.glob("keys.db*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
    connection = ring.store._connected()
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA secure_delete").fetchone() == (1,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_the_master_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "data" / "master.key"
    made = key_files.load_master(file)
    assert len(made) == 32 and key_files.load_master(file) == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]
    assert key_files.parse_key(file.read_text()) == made
    assert key_files.load_master(tmp_path / "another.key") != made


def test_a_master_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "master.key"
    key_files.load_master(file)
    os.chmod(file, 0o640)
    with pytest.raises(Unsafe, match="0600"):
        key_files.load_master(file)


@pytest.mark.parametrize("text", ["", "secret", base64.b64encode(bytes(31)).decode(), "é" * 44])
def test_what_is_no_key_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(Unsafe):
        key_files.parse_key(text)
    file = tmp_path / "master.key"
    file.write_text(text)
    file.chmod(0o600)
    with pytest.raises(Unsafe):
        key_files.load_master(file)


def test_the_ring_of_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_ring", None)
    with pytest.raises(RuntimeError):
        keys.ring()
    made = keys.init(tmp_path / "keys.db", MASTER)
    assert keys.ring() is made
    with pytest.raises(ValueError):
        keys.init(tmp_path / "keys.db", b"short")
