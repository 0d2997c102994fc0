"""The database: engine, sessions, column types, and the promise of a locked row.

One engine for SQLite (the embedded default: WAL, foreign keys on, synchronous=FULL,
busy timeout 10 s) and PostgreSQL. Whatever writes begins IMMEDIATE on SQLite; reading
goes through one read connection a request.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC as _UTC
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import (
    BinaryExpression,
    BindParameter,
    CheckConstraint,
    DateTime,
    Dialect,
    Engine,
    Index,
    LargeBinary,
    TypeDecorator,
    bindparam,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlmodel import Session, SQLModel, select

from recruit.core import prepared
from recruit.core.prepared import Asking

# Rows are never validated by pydantic here: what it would need for that is not made.
SQLModel.model_config["defer_build"] = True
metadata = SQLModel.metadata
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Bytes = LargeBinary
Row = TypeVar("Row", bound=SQLModel)


class UTC(TypeDecorator[datetime]):
    """An instant: refuses a naive time going in, gives an aware UTC one back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time can't be stored")
        value = value.astimezone(_UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=_UTC) if value.tzinfo is None else value.astimezone(_UTC)


def known(column: str, kinds: type[StrEnum]) -> CheckConstraint:
    """The CHECK that a text column holds a value of the enumeration, or nothing."""
    values = ", ".join(f"'{k.value}'" for k in kinds)
    return CheckConstraint(f"{column} IN ({values})", name=f"{column}_known")


def only_one(name: str, *columns: str, where: str) -> Index:
    """A partial unique index with the same condition on both databases."""
    said = {"where": where}
    return Index(name, *columns, unique=True, sqlite_where=text(where), info=said)


def only_those(name: str, *columns: str, where: str) -> Index:
    """A partial index with the same condition on both databases: few of many rows."""
    return Index(name, *columns, sqlite_where=text(where), info={"where": where})


def conditions_on_postgresql() -> None:
    """Say the conditions of the partial indexes in PostgreSQL's words too, once tables are made.

    Said where an index is declared, it would bring PostgreSQL's dialect and those of all its
    drivers into every process, most of which serve SQLite.
    """
    for table in metadata.tables.values():
        for index in table.indexes:
            if "where" in index.info:
                index.dialect_kwargs["postgresql_where"] = text(index.info["where"])


@compiles(BinaryExpression, "sqlite")
def _prepared_once(element: BinaryExpression[Any], compiler: Any, **more: Any) -> str:
    """An equality with a bound value as ``column = +?`` on SQLite.

    SQLite prepares a statement anew at each execution where it asked, while planning, what
    a plain ``= ?`` is bound to; that costs 15 to 40 us a statement. It never asks a sign.
    Indexes serve both forms alike.
    """
    right = element.right
    if (
        element.operator is operators.eq
        and isinstance(right, BindParameter)
        and not (right.expanding or right.literal_execute)
    ):
        left = compiler.process(element.left, **more)
        return f"{left} = +{compiler.process(right, **more)}"
    return str(compiler.visit_binary(element, **more))


_engine: Engine | None = None


def engine() -> Engine:
    """The engine of this process; RuntimeError before init."""
    if _engine is None:
        raise RuntimeError("the database is not set up")
    return _engine


_BEHIND = 4000
"""Pages (of 4 KiB) that may wait in the log of a SQLite file before whoever commits next carries
them over. The worker does that on each beat, so that no request has to."""


def _sqlite(created: Engine) -> None:
    @event.listens_for(created, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy's begin is ours, below
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            "synchronous=FULL",
            "busy_timeout=10000",
            f"wal_autocheckpoint={_BEHIND}",
            "cache_size=-4000",  # of 1,024 bytes: SQLite's 2 MB do not hold what a search reads
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(created, "begin")
    def _begin(connection: Connection) -> None:
        raw: Any = connection.connection.driver_connection
        if not connection.get_execution_options().get("writes", False):
            raw.execute("BEGIN")
            return
        try:
            raw.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as busy:  # waited for as long as the busy timeout
            raise OperationalError("BEGIN IMMEDIATE", None, busy) from busy


# The driver keeps 128 prepared statements unless told; the rooms have some four hundred.
_SQLITE = {"check_same_thread": False, "cached_statements": 512}


def make_engine(url: str) -> Engine:
    """An engine for url, with this house's settings for its database.

    Values are in no message of an error: they may be names and addresses, and errors are logged.
    """
    if url.startswith("sqlite"):
        created = create_engine(url, connect_args=_SQLITE, pool_size=8, hide_parameters=True)
        _sqlite(created)
    else:
        conditions_on_postgresql()
        created = create_engine(
            url,
            pool_size=8,
            pool_pre_ping=True,
            pool_use_lifo=True,
            hide_parameters=True,
            connect_args=_PLANNED_ONCE,
        )
        event.listen(created, "connect", _keep_plans)
    return created


# PostgreSQL plans a statement of fifty parts for longer than it takes to run (95 ms and 6):
# each is prepared at its first use, its plan kept, and none compiled. The connection last
# given back is taken first, since the plans are its own.
_PLANNED_ONCE = {
    "prepare_threshold": 0,
    "options": "-c plan_cache_mode=force_generic_plan -c jit=off",
}


def _keep_plans(connection: Any, _record: Any) -> None:
    connection.prepared_max = 500


_on_init: list[Callable[[], None]] = []


def on_init(forget: Callable[[], None]) -> None:
    """Have forget called when this process turns to another database."""
    _on_init.append(forget)


def init(url: str) -> Engine:
    """Use the database at url in this process from now on."""
    return use(make_engine(url))


def use(made: Engine) -> Engine:
    """Use this engine in this process from now on, also the one in use turned elsewhere.

    What was read of the database before is forgotten, and how its statements are written
    where the engine is another.
    """
    global _engine
    for forget in _on_init:
        forget()
    if _engine is not None:
        _engine.dispose()
    if made is not _engine:
        prepared.forget()
    _engine = made
    return made


def snapshot() -> Connection:
    """A connection that reads one state of the database, whatever others commit meanwhile.

    On PostgreSQL nothing can be written through it. Whoever takes it gives it to ``leave``.
    """
    connection = Asking(engine())
    return (
        connection
        if connection.dialect.name == "sqlite"
        else connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
    )


def pause(connection: Connection) -> None:
    """End a snapshot's transaction; the next statement begins one that reads the state then.

    PostgreSQL, where nothing can be written through it, commits: its driver forgets its plans at
    a rollback.
    """
    if not connection.in_transaction():
        return
    if connection.dialect.name == "sqlite":
        connection.rollback()
    else:
        connection.commit()


def leave(connection: Connection) -> None:
    """End a snapshot for good."""
    pause(connection)
    connection.close()


@contextmanager
def reading() -> Iterator[Connection]:
    """A ``snapshot`` for a block."""
    connection = snapshot()
    try:
        yield connection
    finally:
        leave(connection)


_before_writing: list[Callable[[], None]] = []


def before_writing(ready: Callable[[], None]) -> Callable[[], None]:
    """Have ready called before each writing transaction."""
    _before_writing.append(ready)
    return ready


def _make_ready() -> None:
    for ready in _before_writing:
        ready()


@contextmanager
def writing() -> Iterator[Session]:
    """A session in one writing transaction: commits at the end, rolls back on any error."""
    _make_ready()
    with (
        engine().connect().execution_options(writes=True) as connection,
        Session(bind=connection, expire_on_commit=False, autoflush=True) as session,
    ):
        with session.begin():
            yield session
        # a connection handed to a Session is committed by us: the session only flushed
        if connection.in_transaction():
            connection.commit()


@contextmanager
def changing() -> Iterator[Connection]:
    """A connection in one writing transaction: commits at the end, rolls back on any error."""
    _make_ready()
    with (
        Asking(engine()).execution_options(writes=True) as connection,
        connection.begin(),
    ):
        yield connection


_beside: ContextVar[Callable[[Connection], None] | None] = ContextVar("beside", default=None)


@contextmanager
def beside(note: Callable[[Connection], None] | None) -> Iterator[None]:
    """Have note write within the first act in this block: a notice needs no transaction more."""
    token = _beside.set(note)
    try:
        yield
    finally:
        _beside.reset(token)


def write_beside(connection: Connection) -> None:
    """Write what was given beside the act that ends now, once."""
    note = _beside.get()
    if note is not None:
        _beside.set(None)
        note(connection)


@contextmanager
def noting() -> Iterator[Connection]:
    """A short writing transaction for what is no fact: that somebody was here, a notice.

    It is as whole as any other, but a power cut may lose it: nothing waits for the disk.
    Never for anything that a person relies on.
    """
    with engine().connect().execution_options(writes=True) as connection:
        if connection.dialect.name != "sqlite":
            with connection.begin():
                connection.exec_driver_sql("SET LOCAL synchronous_commit TO OFF")
                yield connection
            return
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA synchronous=NORMAL")
        try:
            with connection.begin():
                yield connection
        finally:
            raw.execute("PRAGMA synchronous=FULL")


def carry_over() -> None:
    """Carry what was committed from SQLite's log into its file, as far as no reader stands in
    the way; nobody waits for it. PostgreSQL does so itself."""
    if engine().dialect.name != "sqlite":
        return
    connection = engine().raw_connection()
    try:
        raw: Any = connection.driver_connection
        raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    finally:
        connection.close()


@lru_cache(maxsize=256)
def _locking(table: type[Row], names: tuple[str, ...]) -> Any:
    statement = select(table).where(*(getattr(table, n) == bindparam(n) for n in names))
    return statement.with_for_update(key_share=True).execution_options(populate_existing=True)


def locked(session: Session, table: type[Row], **key: Any) -> Row | None:
    """The row, locked until the transaction ends; None where there is none.

    The order is always procedure, grant, own row, logs by id. On SQLite the writing
    transaction already holds the lock; on PostgreSQL it is FOR NO KEY UPDATE, since
    plain FOR UPDATE deadlocks with the key checks of inserts.
    """
    if None not in key.values():  # the statement of each kind of key is built once
        found: Row | None = session.exec(_locking(table, tuple(key)), params=key).first()
        return found
    statement = select(table).filter_by(**key).with_for_update(key_share=True)
    return session.exec(statement.execution_options(populate_existing=True)).first()
