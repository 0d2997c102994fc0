"""The tests' engine that is turned from one database to the next (tests.turning)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import column, select, table

from recruit.core import db
from tests import turning
from tests.access.reading import Asked

NAMES = select(column("name")).select_from(table("sqlite_master"))


@pytest.fixture(autouse=True)
def nothing_stays_open() -> Iterator[None]:
    yield
    db.engine().dispose()


def _tables() -> list[str]:
    with db.reading() as connection:
        return [str(name) for name in connection.execute(NAMES).scalars()]


def test_a_turned_engine_asks_the_next_database_and_no_other(tmp_path: Path) -> None:
    first, second = (f"sqlite:///{tmp_path / name}.db" for name in ("one", "two"))
    engine = turning.to(first)
    with db.writing() as session:
        session.connection().exec_driver_sql("CREATE TABLE only_here (n INTEGER)")
    for _time in range(3):  # also once the statement goes the short way
        assert _tables() == ["only_here"]
    assert turning.to(second) is engine and engine.url.database == str(tmp_path / "two.db")
    assert _tables() == []
    turning.to(first)
    assert _tables() == ["only_here"]


def test_each_statement_is_heard_once_whichever_way_it_goes(tmp_path: Path) -> None:
    turning.to(f"sqlite:///{tmp_path / 'one.db'}")
    asked = Asked()
    with asked.heard():
        for _time in range(4):
            asked.begin()
            _tables()
            assert (asked.n, asked.wrote) == (1, False)
        asked.begin()
        with db.writing() as session:
            session.connection().exec_driver_sql("CREATE TABLE one (n INTEGER)")
            session.connection().exec_driver_sql("INSERT INTO one VALUES (1)")
        assert (asked.n, asked.wrote) == (2, True)
    asked.begin()
    _tables()
    assert asked.n == 0
