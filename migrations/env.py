"""Alembic's environment: own types as plain ones, SQLite rebuilt with its keys checked.

Run through ``flask db upgrade`` or ``alembic -x url=... upgrade head``.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import context

from recruit.core import db, log, models

models.load()
db.conditions_on_postgresql()  # whichever database it is: what is written serves both
target = db.metadata


def render_item(kind: str, item: Any, _autogen: Any) -> str | bool:
    """Write the house's own column types as plain SQLAlchemy ones."""
    if kind == "type":
        if isinstance(item, db.UTC):
            return "sa.DateTime(timezone=True)"
        if type(item).__name__ == "AutoString":
            return "sa.String()" if item.length is None else f"sa.String({item.length})"
    return False


def make_triggers(connection: sa.Connection) -> None:
    """Make the record's append-only triggers anew (a rebuild on SQLite drops them)."""
    if sa.inspect(connection).has_table("core_entry"):
        for statement in log.TRIGGERS[connection.dialect.name]:
            connection.exec_driver_sql(statement)


def run(connection: sa.Connection) -> None:
    """Migrate on this connection."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=target,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        make_triggers(connection)
    if sqlite:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"a foreign key points nowhere: {broken[0]}")


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    url = context.get_x_argument(as_dictionary=True).get("url") or context.config.get_main_option(
        "sqlalchemy.url"
    )
    engine = sa.create_engine(str(url))
    with engine.connect() as connection:
        run(connection)
        connection.commit()
    engine.dispose()
