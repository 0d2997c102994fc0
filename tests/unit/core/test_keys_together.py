"""Many keys with one look into the store; what is erased is left out at once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from recruit.core import keys, vault

NOW = datetime(2022, 12, 12, 9, 0, tzinfo=UTC)


@pytest.fixture
def ring(tmp_path: Path) -> keys.KeyRing:
    made = keys.init(tmp_path / "keys.db", b"m" * 32)
    made.make(keys.procedure_key("p"), keys.master(), NOW)
    for name in ("one", "two", "three"):
        made.make(keys.file_key(name, "p"), keys.procedure_key("p"), NOW)
    return made


def _selects(ring: keys.KeyRing) -> list[str]:
    seen: list[str] = []
    ring.store._connected().set_trace_callback(
        lambda text: seen.append(text) if "SELECT" in text else None
    )
    return seen


def test_many_keys_are_found_with_one_select_and_none_when_known(tmp_path: Path) -> None:
    keys.init(tmp_path / "keys.db", b"m" * 32).make("procedure/p", keys.master(), NOW)
    for name in ("one", "two", "three"):
        keys.ring().make(keys.file_key(name, "p"), "procedure/p", NOW)
    anew = keys.init(tmp_path / "keys.db", b"m" * 32)
    wanted = [keys.file_key(name, "p") for name in ("one", "two", "three")]
    seen = _selects(anew)
    first = anew.get_all(wanted)
    assert len(seen) == 1
    assert anew.get_all(wanted) == first
    assert len(seen) == 1
    assert first == {key_id: anew.get(key_id) for key_id in wanted}


def test_an_erased_key_and_a_missing_one_are_left_out(ring: keys.KeyRing) -> None:
    one, two = keys.file_key("one", "p"), keys.file_key("two", "p")
    ring.erase(one, NOW)
    assert set(ring.get_all([one, two, keys.file_key("nobody", "p")])) == {two}
    ring.erase(keys.procedure_key("p"), NOW)
    assert ring.get_all([two]) == {}
    with pytest.raises(keys.Erased):
        ring.get(two)


def test_many_blobs_open_in_their_order_with_nothing_for_what_is_erased(
    ring: keys.KeyRing,
) -> None:
    blobs = [
        (keys.file_key(name, "p"), vault.seal(keys.file_key(name, "p"), name, "t", name), name)
        for name in ("one", "two", "three")
    ]
    ring.erase(keys.file_key("two", "p"), NOW)
    found = vault.unseal_all([*blobs, (blobs[0][0], None, "one")], "t")
    assert found == ["one", None, "three", None]


def test_keys_that_are_remembered_together_are_forgotten_with_the_first_that_is_erased(
    ring: keys.KeyRing,
) -> None:
    one, two, none = (keys.file_key(name, "p") for name in ("one", "two", "nobody"))
    asked = (two, none, one)
    assert list(ring.get_each(asked)) == [ring.get(two), ring.get(one)]
    other = keys.KeyRing(keys.KeyStore(ring.store.file), b"m" * 32)
    other.erase(two, NOW)  # as another process does
    assert list(ring.get_each(asked)) == [ring.get(one)]
    ring.make(none, keys.procedure_key("p"), NOW)
    assert list(ring.get_each(asked)) == [ring.get(none), ring.get(one)]


def test_the_keys_of_thousands_of_applications_are_opened_together(tmp_path: Path) -> None:
    ring = keys.KeyRing(keys.KeyStore(tmp_path / "keys.db"), bytes(range(32)))
    ring.make(keys.procedure_key("p"), keys.master(), NOW)
    one = keys.file_key("one", "p")
    ring.make(one, keys.procedure_key("p"), NOW)
    # SQLite takes 500 terms of a compound SELECT
    many = [one, *(keys.file_key(f"gone-{n}", "p") for n in range(3_000))]
    assert set(ring.get_all(many)) == {one}
