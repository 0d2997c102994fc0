"""The schema, by migrations only. Alembic is imported late: few processes need it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).resolve().parent.parent.parent / "migrations"


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to a revision, the newest by default."""
    from alembic import command

    with _unchecked(engine) as connection:
        command.upgrade(_config(connection), revision)
        connection.commit()


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to a revision; 'base' is the empty one."""
    from alembic import command

    with _unchecked(engine) as connection:
        command.downgrade(_config(connection), revision)
        connection.commit()


@contextmanager
def _unchecked(engine: Engine) -> Iterator[Connection]:
    """A connection on which SQLite lets a table be rebuilt to which rows of others point.

    SQLite hears of it outside a transaction only; the migrations' end looks at every
    foreign key, before anything is committed.
    """
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            yield connection
        finally:
            connection.rollback()
            if sqlite:
                raw.execute("PRAGMA foreign_keys=ON")


def _config(connection: Connection) -> Config:
    from alembic.config import Config as _Config

    config = _Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config
