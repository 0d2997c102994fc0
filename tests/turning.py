"""A process of tests turns from one test's database to the next.

To SQLAlchemy each engine is another house: it compiles every statement anew for each, which
was a seventh of what a test of a page cost. Here the engine of a kind of database is made
once a process and turned: its next connection goes to the next database.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event, make_url

from recruit.core import db

_kept: dict[str, Engine] = {}
"""The engine by its driver."""


def to(url: str) -> Engine:
    """As ``db.init``: the database at url is used from now on."""
    where = make_url(url)
    engine = _kept.get(where.drivername)
    if engine is None:
        engine = _kept[where.drivername] = db.make_engine(url)
        # of all tests together there are more statements than an engine keeps
        engine.update_execution_options(compiled_cache={})
        _turnable(engine)
    engine.url = where
    return db.use(engine)


def _turnable(engine: Engine) -> None:
    @event.listens_for(engine, "do_connect")
    def _connect(dialect: Any, _record: Any, at: list[Any], how: dict[str, Any]) -> None:
        at[:], named = dialect.create_connect_args(engine.url)
        how.update(named)
