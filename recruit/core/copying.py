"""A copy of the database as of one instant, while others write; and its way back.

The copy is an SQLite file whatever the database is: SQLite makes it of one snapshot
(VACUUM INTO), PostgreSQL's tables are read in one REPEATABLE READ transaction. So no other
program is needed, and a copy made beside PostgreSQL can be looked at anywhere.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, delete, func, insert, inspect, select

from recruit.core import db, migrate
from recruit.core.log_tables import core_entry

_CHUNK = 500  # rows read and written at once


def snapshot(engine: Engine, file: Path) -> None:
    """Write the database, as it stands at one instant, to this new file; on the disk after."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            raw = connection.connection.driver_connection
            if not isinstance(raw, sqlite3.Connection):
                raise TypeError("not SQLite's own driver")
            connection.rollback()
            raw.execute("VACUUM INTO ?", (str(file),))
    else:
        _read_out(engine, file)
    file.chmod(0o600)
    sync(file)


def _read_out(engine: Engine, file: Path) -> None:
    # plainly, without this house's settings: one file, and no order among the rows
    into = create_engine(f"sqlite:///{file}")
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as source:
            db.metadata.create_all(into)
            with into.begin() as target:
                _copy(source, target)
    finally:
        into.dispose()


def _copy(source: Connection, target: Connection) -> None:
    there = set(inspect(source).get_table_names())
    for table in db.metadata.sorted_tables:
        if table.name not in there:
            continue
        found = source.execute(select(table).execution_options(yield_per=_CHUNK))
        for rows in found.partitions(_CHUNK):
            target.execute(insert(table), [dict(row._mapping) for row in rows])


def empty(engine: Engine) -> bool:
    """Whether nothing was ever done here: no tables, or no entry of the record."""
    with engine.connect() as connection:
        if not inspect(connection).has_table(core_entry.name):
            return True
        return connection.execute(select(func.count()).select_from(core_entry)).scalar() == 0


def put_back(file: Path, engine: Engine) -> None:
    """Fill an empty database from a copy; all or nothing. Raises ValueError where not empty."""
    if not empty(engine):
        raise ValueError("the database is not empty")
    if engine.dialect.name == "sqlite" and engine.url.database:
        place = Path(engine.url.database)
        engine.dispose()
        for beside in ("-wal", "-shm"):
            place.with_name(place.name + beside).unlink(missing_ok=True)
        draft = place.with_name(place.name + ".restored")
        shutil.copyfile(file, draft)
        draft.chmod(0o600)
        sync(draft)
        draft.replace(place)
        return
    migrate.upgrade(engine)
    # read only: this house's own settings would write into the copy, and it would be no longer
    # the one that was signed
    there = f"{file.resolve().as_uri()}?mode=ro"
    source = create_engine("sqlite://", creator=lambda: sqlite3.connect(there, uri=True))
    try:
        with source.connect() as taken, engine.begin() as target:
            for table in reversed(db.metadata.sorted_tables):  # what a first start opened there
                target.execute(delete(table))
            _copy(taken, target)
    finally:
        source.dispose()


def sync(file: Path) -> None:
    """Put a file on the disk."""
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
