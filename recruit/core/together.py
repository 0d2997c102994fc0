"""Several readings by one statement: what a page of many parts asks the database ahead.

A page put together from many rooms asks each of them once; over a network each asking is a way
there and back. Here they go as one UNION ALL, each with its own columns laid into shared places
of the same type, and are told apart again by a number. What comes back stands in for the
connection: a reading that was asked ahead with the same values is answered from it, every
other goes to the database. So the rooms' own functions stay as they are.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import CompoundSelect, Integer, Select, func, literal, null, select, union_all
from sqlalchemy.engine import Connection
from sqlalchemy.types import TypeEngine

from recruit.core.prepared import Rows


class Ahead:
    """Stands in for a connection: answers what was asked ahead, and passes the rest on."""

    def __init__(self, connection: Connection, known: dict[int, tuple[dict[str, Any], Rows]]):
        """known: readings by identity, each with the values it was asked with."""
        self._connection = connection
        self._known = known

    def execute(self, statement: Any, values: Mapping[str, Any] | None = None) -> Any:
        """The rows of a reading."""
        found = self._known.get(id(statement))
        if found is not None and found[0] == dict(values or {}):
            return found[1]
        return self._connection.execute(statement, values)

    def with_more(self, known: dict[int, tuple[dict[str, Any], Rows]]) -> Ahead:
        """The same with more readings ahead."""
        return Ahead(self._connection, self._known | known)


class Together:
    """Static readings that are asked by one statement.

    Each is a select whose columns have names of their own; bound names that several share
    stand for one value. Order and limit of each are kept. The statement is made once.
    """

    def __init__(self, *readings: Select[Any]) -> None:
        """readings: module-level statements, the same objects that the rooms execute."""
        self.readings = readings
        self._made: tuple[CompoundSelect[Any], list[list[int]], list[Any]] | None = None

    def _union(self) -> tuple[CompoundSelect[Any], list[list[int]], list[Any]]:
        places: list[TypeEngine[Any]] = []
        laid = [_lay(reading, places) for reading in self.readings]
        parts, shapes = [], []
        for n, reading in enumerate(self.readings):
            order = func.row_number().over(order_by=reading._order_by_clauses or None)
            inner = reading.add_columns(order.label("place_")).subquery()
            mine = list(inner.c)
            at = dict(zip(laid[n], mine[:-1], strict=True))
            parts.append(
                select(
                    literal(n, Integer).label("reading_"),
                    mine[-1].label("place_"),
                    *(
                        (at[p] if p in at else null().cast(kind)).label(f"c{p}")
                        for p, kind in enumerate(places)
                    ),
                ).select_from(inner)
            )
            names = [str(c.key) for c in reading.selected_columns]
            shapes.append(namedtuple("Row", names, rename=True))
        whole = union_all(*parts)
        whole = whole.order_by(whole.selected_columns[0], whole.selected_columns[1])
        return whole, laid, shapes

    def ask(self, connection: Connection, values: Mapping[str, Any]) -> Connection:
        """The connection with these readings ahead of it; it may be one already.

        values: of every bound name of the readings.
        """
        if self._made is None:
            self._made = self._union()
        whole, laid, shapes = self._made
        own = [{k: values[k] for k in _bound(r)} for r in self.readings]
        found: list[list[Any]] = [[] for _ in self.readings]
        for row in connection.execute(whole, dict(values)):
            n = row[0]
            found[n].append(shapes[n](*(row[2 + p] for p in laid[n])))
        known = {
            id(r): (o, Rows(rows)) for r, o, rows in zip(self.readings, own, found, strict=True)
        }
        if isinstance(connection, Ahead):
            return cast(Connection, connection.with_more(known))
        return cast(Connection, Ahead(connection, known))


def _lay(reading: Select[Any], places: list[TypeEngine[Any]]) -> list[int]:
    """The place of each column of a reading, of its own type; places grows where it must."""
    taken: list[int] = []
    for column in reading.selected_columns:
        kind = repr(column.type)
        free = (n for n, p in enumerate(places) if n not in taken and repr(p) == kind)
        place = next(free, len(places))
        if place == len(places):
            places.append(column.type)
        taken.append(place)
    return taken


def _bound(reading: Select[Any]) -> tuple[str, ...]:
    """The bound names of a reading that stand for values of the caller."""
    names = _BOUND.get(id(reading))
    if names is None:
        binds = reading.compile().binds
        names = tuple(name for name, bind in binds.items() if bind.required)
        _BOUND[id(reading)] = names
    return names


_BOUND: dict[int, tuple[str, ...]] = {}
