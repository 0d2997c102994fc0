"""The short way to the driver gives what the ordinary way gives."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Enum,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    bindparam,
    event,
    literal,
    select,
    text,
    union_all,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import (
    IntegrityError,
    OperationalError,
    ResourceClosedError,
    StatementError,
)

from recruit.core import db, prepared
from recruit.core.prepared import Asking, Done, Rows


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


_metadata = MetaData()
_things = Table(
    "thing",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String),
    Column("at", db.UTC),
    Column("open", Boolean),
    Column("said", JSON),
    Column("colour", Enum(Colour)),
    Column("sealed", LargeBinary),
)
BEGAN = datetime(2022, 10, 30, 0, 30, 0, 123456, tzinfo=UTC)


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[Asking]:
    prepared.forget()
    engine = db.make_engine(f"sqlite:///{tmp_path / 'things.db'}")
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        _metadata.create_all(connection)
        connection.execute(
            _things.insert(),
            [
                {
                    "id": n,
                    "name": f"name {n}",
                    "at": BEGAN + timedelta(hours=n) if n else None,
                    "open": bool(n % 2),
                    "said": {"n": [n]} if n else None,
                    "colour": (Colour.RED, Colour.BLUE)[n % 2],
                    "sealed": bytes([n]),
                }
                for n in range(6)
            ],
        )
    short = Asking(engine)
    with short:
        yield short
    engine.dispose()


def _both(asking: Asking, statement: Any, values: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    ordinary = Connection.execute(asking, statement, values).all()
    for _time in range(2):
        asking.execute(statement, values).all()
    short = asking.execute(statement, values)
    assert isinstance(short, Rows), "it went the ordinary way"
    return list(ordinary), short.all()


_ALL = select(_things).order_by(_things.c.id)
_BETWEEN = (
    select(
        _things.c.name.label("who"),
        _things.c.at,
        (_things.c.at > bindparam("now", type_=db.UTC())).label("later"),
        literal("told").label("word"),
        _things.c.id,
        _things.c.id,
    )
    .where(
        _things.c.at >= bindparam("now", type_=db.UTC()),
        _things.c.open.is_(True),
        _things.c.colour == Colour.BLUE,
        _things.c.name != "name 3",
    )
    .order_by(_things.c.id.desc())
    .limit(2)
)
_UNION = union_all(
    select(_things.c.id, _things.c.at).where(_things.c.name == bindparam("name")),
    select(_things.c.id, _things.c.at).where(_things.c.name == "name 5"),
)
_TEXT = (
    text("SELECT id, at FROM thing WHERE at < :now AND name <> :but ORDER BY id")
    .bindparams(bindparam("now", type_=db.UTC()), bindparam("but", "name 2"))
    .columns(_things.c.id, _things.c.at)
)


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (_ALL, {}),
        (_BETWEEN, {"now": BEGAN + timedelta(hours=1)}),
        (_UNION, {"name": "name 2"}),
        (_UNION, {"name": "nobody"}),
        (_TEXT, {"now": BEGAN + timedelta(hours=4)}),
        (_TEXT, {"now": BEGAN + timedelta(hours=4), "but": "name 1"}),
    ],
)
def test_both_ways_give_the_same_rows(
    asking: Asking, statement: Any, values: dict[str, Any]
) -> None:
    ordinary, short = _both(asking, statement, values)
    assert [tuple(row) for row in short] == [tuple(row) for row in ordinary]
    assert [[type(v) for v in row] for row in short] == [[type(v) for v in r] for r in ordinary]
    for one, other in zip(ordinary, short, strict=True):
        assert one._fields == other._fields
        assert (one.id, one.at) == (other.id, other.at)


def test_what_a_result_is_asked_for(asking: Asking) -> None:
    _both(asking, _UNION, {"name": "name 2"})
    _both(asking, _TEXT, {"now": BEGAN})
    some, none = asking.execute(_UNION, {"name": "name 2"}), asking.execute(_TEXT, {"now": BEGAN})
    assert some.first().id == some.scalar() == 2
    assert some.scalars().all() == list(some.scalars()) == [2, 5]
    assert none.first() is none.scalar() is none.scalar_one_or_none() is none.one_or_none() is None
    with pytest.raises(ValueError):
        some.one()


_ADD = _things.insert()
_RENAME = (
    _things.update()
    .where(_things.c.id == bindparam("which"), _things.c.open.is_(True))
    .values(name=bindparam("name"), at=bindparam("at", type_=db.UTC()))
)
_REMOVE = _things.delete().where(_things.c.id == bindparam("which"))


def test_what_changes_rows_goes_the_short_way_too(asking: Asking) -> None:
    one = {"name": "a", "at": BEGAN, "open": True, "said": [1], "colour": Colour.RED}
    for n in range(10, 12):
        asking.execute(_ADD, {"id": n, **one})
    done = asking.execute(_ADD, {"id": 12, **one})
    assert isinstance(done, Done) and done.rowcount == 1
    asking.execute(_ADD, {"id": 13, "name": "another shape"})
    for which, rows in ((10, 1), (11, 1), (12, 1), (13, 0)):
        done = asking.execute(_RENAME, {"which": which, "name": f"now {which}", "at": BEGAN})
        assert done.rowcount == rows
    for which in (10, 11):
        asking.execute(_REMOVE, {"which": which})
    done = asking.execute(_REMOVE, {"which": 11})
    assert isinstance(done, Done) and done.rowcount == 0
    kept = asking.execute(select(_things).where(_things.c.id > 9).order_by(_things.c.id)).all()
    assert [row.name for row in kept] == ["now 12", "another shape"]
    assert (kept[0].at, kept[0].said, kept[0].colour) == (BEGAN, [1], Colour.RED)
    asking.rollback()
    assert asking.execute(select(_things.c.id).where(_things.c.id > 9)).all() == []


def test_a_refusal_of_the_database_is_said_in_the_ordinary_words(asking: Asking) -> None:
    for n in range(20, 23):
        asking.execute(_ADD, {"id": n, "name": "one"})
    with pytest.raises(IntegrityError):
        asking.execute(_ADD, {"id": 22, "name": "again"})
    for _time in range(3):
        asking.execute(_RENAME, {"which": 1, "name": "x", "at": BEGAN})
    with pytest.raises(StatementError, match="naive"):
        asking.execute(_RENAME, {"which": 1, "name": "x", "at": datetime(2022, 1, 1)})


def test_a_list_of_values_goes_the_ordinary_way(asking: Asking) -> None:
    some = select(_things.c.id).where(_things.c.id.in_(bindparam("ids", expanding=True)))
    for ids in ([1], [1, 2, 3], [], [4]):
        assert sorted(asking.execute(some, {"ids": ids}).scalars().all()) == ids


def test_a_value_that_is_looked_up_is_looked_up_each_time(asking: Asking) -> None:
    now = ["name 1"]
    one = select(_things.c.id).where(
        _things.c.name == bindparam("which", callable_=lambda: now[0]),
        _things.c.id < bindparam("below"),
    )
    for _time in range(3):
        assert asking.execute(one, {"below": 99}).scalars().all() == [1]
    now[0] = "name 2"
    rows = asking.execute(one, {"below": 99})
    assert isinstance(rows, Rows)
    assert rows.scalars().all() == [2]


def test_a_missing_value_is_said_in_the_ordinary_words(asking: Asking) -> None:
    _both(asking, _UNION, {"name": "name 2"})
    with pytest.raises(StatementError, match="name"):
        asking.execute(_UNION, {})


def test_an_error_of_the_driver_is_said_in_the_ordinary_words(asking: Asking) -> None:
    _both(asking, _UNION, {"name": "name 2"})
    asking.rollback()
    asking.exec_driver_sql("DROP TABLE thing")
    with pytest.raises(OperationalError, match="no such table"):
        asking.execute(_UNION, {"name": "name 2"})


def test_whoever_listens_hears_every_statement(asking: Asking) -> None:
    _both(asking, _ALL, {})
    heard: list[str] = []

    def hear(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        heard.append(statement)

    event.listen(asking.engine, "before_cursor_execute", hear)
    try:
        asking.execute(_ALL).all()
    finally:
        event.remove(asking.engine, "before_cursor_execute", hear)
    assert any("FROM thing" in statement for statement in heard)


def test_a_statement_made_for_once_is_not_kept(asking: Asking) -> None:
    for n in range(20):
        asking.execute(select(_things.c.id).where(_things.c.id == n)).all()
    kept = select(_things.c.id).where(_things.c.id == 3)
    for _time in range(3):
        asking.execute(kept).all()
    del kept
    gc.collect()
    kept_on = [each for each in prepared._standing.values() if each.known]
    assert not kept_on
    assert len(prepared._standing) <= 1  # that which SQLAlchemy's own cache holds


def test_a_snapshot_stays_one_snapshot(asking: Asking) -> None:
    _both(asking, _ALL, {})
    asking.rollback()
    with Asking(asking.engine) as fresh:
        seen = len(fresh.execute(_ALL).all())  # the first thing asked: begins the transaction
        with asking.engine.connect().execution_options(writes=True) as other, other.begin():
            other.execute(_things.delete().where(_things.c.id == 5))
        assert len(fresh.execute(_ALL).all()) == seen
    with Asking(asking.engine) as after:
        assert len(after.execute(_ALL).all()) == seen - 1


def test_a_connection_that_was_given_back_reads_and_writes_nothing_any_more(
    asking: Asking,
) -> None:
    for n in range(30, 33):
        asking.execute(_ADD, {"id": n, "name": "one"})
    _both(asking, _ALL, {})
    asking.commit()
    asking.close()
    with pytest.raises(ResourceClosedError):
        asking.execute(_ALL)
    with pytest.raises(ResourceClosedError):
        asking.execute(_ADD, {"id": 33, "name": "late"})
    with Asking(asking.engine) as after:
        kept = [row.id for row in after.execute(_ALL)]
    assert 32 in kept and 33 not in kept


def test_after_a_commit_the_short_way_begins_a_transaction_again(asking: Asking) -> None:
    for n in range(40, 43):
        asking.execute(_ADD, {"id": n, "name": "one"})
    asking.commit()
    asking.execute(_ADD, {"id": 43, "name": "half done"})
    asking.rollback()
    assert 43 not in [row.id for row in asking.execute(_ALL)]


def test_what_sqlite_undid_whole_is_not_done_in_part(asking: Asking) -> None:
    for n in range(50, 53):
        asking.execute(_ADD, {"id": n, "name": "one"})
    asking.exec_driver_sql(
        "CREATE TRIGGER full BEFORE INSERT ON thing WHEN disk_is_full()"
        " BEGIN SELECT RAISE(ROLLBACK, 'disk is full'); END"
    )
    full = iter((False, True, False))  # once, and a moment later there is room again
    raw: Any = asking.connection.driver_connection
    raw.create_function("disk_is_full", 0, lambda: next(full))
    asking.commit()
    asking.execute(_ADD, {"id": 53, "name": "the first half"})
    with pytest.raises(OperationalError, match="disk is full"):
        asking.execute(_ADD, {"id": 54, "name": "the second half"})
    asking.rollback()
    kept = [row.id for row in asking.execute(_ALL)]
    assert 52 in kept and not {53, 54} & set(kept)
