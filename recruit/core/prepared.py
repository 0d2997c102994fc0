"""A connection that compiles each standing statement once and asks the driver itself.

SQLAlchemy looks a statement up by a key as long as the statement, binds each value each
time it stands in the text, and describes each result anew; for a page of five statements
that is a fifth of its time. The rooms' statements stand at module level: from the third
time that one is asked on SQLite, its text, the order of its values, what its types do to
values and columns, and the shape of its rows are known. Rows are named tuples with the
names that SQLAlchemy gave them. Everything else (PostgreSQL, lists of values, columns with
defaults of their own, objects, somebody listening to the statements, any error of the
driver) goes the ordinary way; both ways give the same.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import CompoundSelect, Delete, Insert, Select, TextualSelect, Update
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import OperationalError

Processor = Callable[[Any], Any]


class Rows:
    """The rows of one reading, in its order, asked for as of a result."""

    __slots__ = ("_rows",)

    def __init__(self, rows: list[Any]) -> None:
        """rows: named tuples with the columns of the reading."""
        self._rows = rows

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> list[Any]:
        """Every row."""
        return self._rows

    def first(self) -> Any:
        """The first row, or None."""
        return self._rows[0] if self._rows else None

    def one(self) -> Any:
        """The only row. ValueError where there is none or another."""
        (row,) = self._rows
        return row

    def scalar_one(self) -> Any:
        """The first column of the only row. ValueError where there is none or another."""
        return self.one()[0]

    def one_or_none(self) -> Any:
        """The only row, or None. ValueError where there is another."""
        return self.one() if self._rows else None

    def scalar(self) -> Any:
        """The first column of the first row, or None."""
        return self._rows[0][0] if self._rows else None

    def scalar_one_or_none(self) -> Any:
        """The first column of the only row, or None. ValueError where there is another."""
        return self.one()[0] if self._rows else None

    def scalars(self) -> Scalars:
        """The first column of every row."""
        return Scalars(row[0] for row in self._rows)


class Scalars(list[Any]):
    """The first column of every row, asked for as of a result."""

    def all(self) -> list[Any]:
        """Every value."""
        return self

    def first(self) -> Any:
        """The first value, or None."""
        return self[0] if self else None


class Done:
    """What a statement did that gives no rows."""

    __slots__ = ("rowcount",)

    def __init__(self, rowcount: int) -> None:
        """rowcount: how many rows it changed."""
        self.rowcount = rowcount


class _Known:
    """What is known of a statement that was asked before: how to ask it, what comes back."""

    __slots__ = ("text", "names", "kinds", "places", "defaults", "called", "made", "columns", "row")

    def __init__(
        self, statement: Any, dialect: Dialect, given: tuple[str, ...], told: Sequence[str] | None
    ) -> None:
        """given: the names of the values. told: those of the columns; None: it has no rows.

        LookupError where the statement can't go the short way.
        """
        compiled: Any = statement.compile(dialect=dialect, column_keys=given or None)
        if compiled.post_compile_params or compiled.literal_execute_params:
            raise LookupError("its text changes with its values")
        self.text: str = compiled.string
        # each value is made ready once for each type that it is bound as
        self.names: list[str] = []
        self.kinds: list[Processor | None] = []
        self.places: list[int] = []
        self.defaults: dict[str, Any] = {}
        self.called: dict[str, Callable[[], Any]] = {}
        at: dict[tuple[str, str], int] = {}
        own: list[Any] = []
        binds = {name: bound for bound, name in compiled.bind_names.items()}
        for name in compiled.positiontup:
            bound = binds[name]
            process = bound.type.dialect_impl(dialect).bind_processor(dialect)
            if bound.callable is not None:
                self.called[bound.key] = bound.callable
            elif bound.unique:  # written where the statement is: nobody gives another
                own.append(process(bound.value) if process else bound.value)
                self.places.append(-len(own))
                continue
            place = at.setdefault((bound.key, repr(bound.type)), len(self.names))
            if place == len(self.names):
                self.names.append(bound.key)
                self.kinds.append(process)
                if bound.callable is None and not bound.required:
                    self.defaults[bound.key] = bound.value
            self.places.append(place)
        self.made = own[::-1]
        self.columns: list[tuple[int, Processor]] = []
        self.row: Processor | None = None
        if told is None:
            if compiled.insert_prefetch or compiled.update_prefetch or compiled.effective_returning:
                raise LookupError("SQLAlchemy has a part of its own in it")
            return
        columns = list(statement.selected_columns)
        if len(columns) != len(told):
            raise LookupError("a column that is not told apart")
        for n, column in enumerate(columns):
            process = column.type.dialect_impl(dialect).result_processor(dialect, None)
            if process is not None:
                self.columns.append((n, process))
        shape: Any = namedtuple("Row", tuple(told), rename=True)  # type: ignore[misc]
        self.row = shape._make

    def ask(self, raw: sqlite3.Connection, values: Mapping[str, Any]) -> Rows | Done:
        """Ask the driver. KeyError for a value that is missing."""
        if self.defaults:
            values = {**self.defaults, **values}
        if self.called:
            values = {**{name: value() for name, value in self.called.items()}, **values}
        ready = [
            values[name] if kind is None else kind(values[name])
            for name, kind in zip(self.names, self.kinds, strict=True)
        ]
        ready += self.made
        cursor = raw.execute(self.text, [ready[n] for n in self.places])
        row, columns = self.row, self.columns
        if row is None:
            return Done(cursor.rowcount)
        if not columns:
            return Rows(list(map(row, cursor)))
        found = []
        for each in cursor:
            told = list(each)
            for n, process in columns:
                told[n] = process(told[n])
            found.append(row(told))
        return Rows(found)


class _Statement:
    """A statement as long as it stands. known: by the names of the values, where those
    decide its text; None: it always goes the ordinary way."""

    __slots__ = ("known", "ref", "seen")

    def __init__(self, ref: weakref.ref[Any]) -> None:
        self.ref, self.seen = ref, False
        self.known: dict[tuple[str, ...], _Known | None] = {}


_standing: dict[int, _Statement] = {}
forget = _standing.clear
"""Forget all: another database is asked from now on."""


def _statement(statement: Any) -> _Statement:
    at = id(statement)
    found = _standing.get(at)
    if found is None:
        found = _Statement(weakref.ref(statement, lambda _gone: _standing.pop(at, None)))
        _standing[at] = found
    return found


_READING = (Select, CompoundSelect, TextualSelect)
_CHANGING = (Insert, Update, Delete)


class Asking(Connection):
    """SQLAlchemy's connection; a standing statement goes the short way."""

    _raw: Any = None

    def execute(
        self, statement: Any, parameters: Any = None, *, execution_options: Any = None
    ) -> Any:
        """What a statement gives or did, as Connection's."""
        names: tuple[str, ...] = ()
        if execution_options is not None or isinstance(parameters, list):
            return super().execute(statement, parameters, execution_options=execution_options)
        if isinstance(statement, _CHANGING):
            names = tuple(parameters or ())
        elif not isinstance(statement, _READING):
            return super().execute(statement, parameters)
        kept = _statement(statement)
        if names in kept.known:
            known = kept.known[names]
            if known is not None and not self.engine.dispatch.before_cursor_execute:
                raw = self._driver()
                try:
                    return known.ask(raw, parameters or {})
                except sqlite3.Error as error:
                    if not raw.in_transaction:  # SQLite undid all of it, as with a full disk:
                        # asked again, this one alone would stand
                        raise OperationalError(known.text, None, error) from error
                except (LookupError, TypeError, ValueError):
                    pass
                # the ordinary way says it in SQLAlchemy's words
            return super().execute(statement, parameters)
        result = super().execute(statement, parameters)
        if kept.seen:  # one that is made for once is not asked again
            kept.known[names] = self._known(statement, names, result)
        kept.seen = True
        return result

    def _driver(self) -> Any:
        """The driver's connection, in this one's transaction. What was given back may be
        another reader's by now: ResourceClosedError once this one is closed."""
        if not self.in_transaction():
            self.begin()
            self._raw = None
        if self._raw is None:
            self._raw = self.connection.driver_connection
        return self._raw

    def _known(self, statement: Any, given: tuple[str, ...], result: Any) -> _Known | None:
        if self.dialect.name != "sqlite" or statement.get_execution_options().keys() - _HARMLESS:
            return None
        if result.returns_rows and isinstance(statement, _CHANGING):
            return None
        try:
            told = list(result.keys()) if result.returns_rows else None
            return _Known(statement, self.dialect, given, told)
        except LookupError:
            return None


_HARMLESS = {"preserve_rowcount"}
