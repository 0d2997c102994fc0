"""Where encrypted files lie: whole or not there, in a folder and in a bucket alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recruit.core import ids
from recruit.documents import store

AT = datetime(2022, 11, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    store.init(f"file://{tmp_path / 'documents'}")
    return tmp_path / "documents"


@pytest.fixture(params=["folder", "bucket"])
def anywhere(request: pytest.FixtureRequest, folder: Path) -> str:
    """The test runs in a folder, and in a bucket of an object store's own process."""
    if request.param == "folder":
        return f"file://{folder}"
    url: str = request.getfixturevalue("object_store").bucket()
    store.init(url)
    return url


def test_what_is_written_is_read(anywhere: str) -> None:
    name, other = ids.new(), ids.new()
    assert not store.has(name)
    assert store.write(name, [b"one", b"two"], AT) == 6
    assert b"".join(store.read(name)) == b"onetwo"
    assert store.has(name) and not store.has(other)
    assert [kept for kept, _at in store.kept()] == [name]
    large = [bytes([n % 251]) * 999_983 for n in range(7)]
    assert store.write(other, iter(large), AT) == 7 * 999_983
    assert b"".join(store.read(other)) == b"".join(large)
    with pytest.raises(store.Missing):
        store.read(ids.new())


def test_a_folder_keeps_the_time_and_is_nobody_elses(folder: Path) -> None:
    name = ids.new()
    store.write(name, [b"onetwo"], AT)
    assert list(store.kept()) == [(name, AT)]
    (file,) = [p for p in folder.rglob("*") if p.is_file()]
    assert file.relative_to(folder).parts == (name[:2], name[2:4], name)
    assert all(p.stat().st_mode & 0o077 == 0 for p in [folder, *folder.rglob("*")])


def test_a_file_that_could_not_be_finished_is_not_there(anywhere: str, folder: Path) -> None:
    def breaking() -> Iterator[bytes]:
        yield b"one"
        raise OSError("disk full")

    name = ids.new()
    with pytest.raises(OSError, match="full"):
        store.write(name, breaking(), AT)
    assert [p for p in folder.rglob("*") if p.is_file()] == []
    with pytest.raises(store.Missing):
        store.read(name)


def test_a_file_is_never_written_over(anywhere: str) -> None:
    name = ids.new()
    store.write(name, [b"one"], AT)
    with pytest.raises(FileExistsError):
        store.write(name, [b"two"], AT)
    assert b"".join(store.read(name)) == b"one"


@pytest.mark.parametrize("name", ["../../../etc/passwd", "", "a/b", "A" * 22, "é" * 22, "x" * 23])
def test_a_name_that_is_no_id_reaches_no_file(name: str, anywhere: str) -> None:
    with pytest.raises(store.Missing):
        store.read(name)
    with pytest.raises(store.Missing):
        store.write(name, [b"x"], AT)


def test_a_removed_file_is_gone(anywhere: str) -> None:
    name = ids.new()
    store.write(name, [b"one"], AT)
    store.remove(name)
    store.remove(name)
    assert list(store.kept()) == []


@pytest.mark.parametrize("url", ["s3://bucket", "file://host/path", "documents", "file://"])
def test_a_store_elsewhere_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="STORE_URL"):
        store.init(url)


def test_a_folder_that_is_not_there_is_away_and_may_come_back(tmp_path: Path) -> None:
    place, name = tmp_path / "papers", ids.new()
    place.write_text("")  # another thing stands where it was
    store.init(f"file://{place}")
    for ask in (
        lambda: store.write(name, [b"one"], AT),
        lambda: store.read(name),
        lambda: store.has(name),
        store.mark,
    ):
        with pytest.raises(store.Away):
            ask()
    place.unlink()
    store.write(name, [b"one"], AT)
    assert b"".join(store.read(name)) == b"one"
    place.rename(tmp_path / "elsewhere")
    with pytest.raises(store.Away):
        store.has(name)
