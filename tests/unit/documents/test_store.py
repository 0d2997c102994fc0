"""The folder of encrypted files: whole or not there, readable by nobody else."""

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


def test_what_is_written_is_read(folder: Path) -> None:
    name = ids.new()
    assert store.write(name, [b"one", b"two"], AT) == 6
    assert b"".join(store.read(name)) == b"onetwo"
    assert list(store.kept()) == [(name, AT)]
    (file,) = [p for p in folder.rglob("*") if p.is_file()]
    assert file.relative_to(folder).parts == (name[:2], name[2:4], name)
    assert all(p.stat().st_mode & 0o077 == 0 for p in [folder, *folder.rglob("*")])


def test_a_file_that_could_not_be_finished_is_not_there(folder: Path) -> None:
    def breaking() -> Iterator[bytes]:
        yield b"one"
        raise OSError("disk full")

    name = ids.new()
    with pytest.raises(OSError, match="full"):
        store.write(name, breaking(), AT)
    assert [p for p in folder.rglob("*") if p.is_file()] == []
    with pytest.raises(store.Missing):
        store.read(name)


def test_a_file_is_never_written_over() -> None:
    name = ids.new()
    store.write(name, [b"one"], AT)
    with pytest.raises(FileExistsError):
        store.write(name, [b"two"], AT)
    assert b"".join(store.read(name)) == b"one"


@pytest.mark.parametrize("name", ["../../../etc/passwd", "", "a/b", "A" * 22, "é" * 22, "x" * 23])
def test_a_name_that_is_no_id_reaches_no_file(name: str) -> None:
    with pytest.raises(store.Missing):
        store.read(name)
    with pytest.raises(store.Missing):
        store.write(name, [b"x"], AT)


def test_a_removed_file_is_gone() -> None:
    name = ids.new()
    store.write(name, [b"one"], AT)
    store.remove(name)
    store.remove(name)
    assert list(store.kept()) == []


@pytest.mark.parametrize("url", ["s3://bucket", "file://host/path", "documents", "file://"])
def test_a_store_elsewhere_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="STORE_URL"):
        store.init(url)
