"""The transactions of the database: what waits for the disk, and what need not."""

from __future__ import annotations

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
