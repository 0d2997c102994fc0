"""The transactions of the database: what waits for the disk, and what need not."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Engine

from recruit.core import db


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = db.make_engine(f"sqlite:///{tmp_path / 'db.sqlite'}")
    monkeypatch.setattr(db, "_engine", made)
    with db.writing() as session:
        session.connection().exec_driver_sql("CREATE TABLE note (text TEXT)")
    return made


def _asked(statement: str) -> list[object]:
    with db.reading() as connection:
        return [row[0] for row in connection.exec_driver_sql(statement)]


def test_a_note_is_written_and_the_next_transaction_waits_for_the_disk_again(
    engine: Engine,
) -> None:
    with db.noting() as connection:
        connection.exec_driver_sql("INSERT INTO note VALUES ('saved')")
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1
    assert _asked("SELECT text FROM note") == ["saved"]
    with db.writing() as session:
        assert session.connection().exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_a_note_that_fails_leaves_nothing_and_no_weaker_connection(engine: Engine) -> None:
    with pytest.raises(LookupError), db.noting() as connection:
        connection.exec_driver_sql("INSERT INTO note VALUES ('half')")
        raise LookupError
    assert _asked("SELECT text FROM note") == []
    assert _asked("PRAGMA synchronous") == [2]


def _alone(engine: Engine, folder: Path) -> list[str]:
    """What the file holds without its log, as somebody who copies that file alone reads it."""
    copied = folder / "alone.sqlite"
    copied.write_bytes(Path(str(engine.url.database)).read_bytes())
    with sqlite3.connect(copied) as raw:
        found = [row[0] for row in raw.execute("SELECT text FROM note")]
    raw.close()
    copied.unlink()
    return found


def test_what_was_committed_is_carried_over_and_no_reader_is_waited_for(
    engine: Engine, tmp_path: Path
) -> None:
    db.carry_over()
    with db.changing() as connection:
        connection.exec_driver_sql("INSERT INTO note VALUES ('one')")
    assert _alone(engine, tmp_path) == []
    with db.reading() as reader:
        assert [row[0] for row in reader.exec_driver_sql("SELECT text FROM note")] == ["one"]
        with db.changing() as connection:
            connection.exec_driver_sql("INSERT INTO note VALUES ('two')")
        db.carry_over()
        assert [row[0] for row in reader.exec_driver_sql("SELECT text FROM note")] == ["one"]
    db.carry_over()
    assert _alone(engine, tmp_path) == ["one", "two"]
