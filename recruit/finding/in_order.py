"""Tables read in the order in which they are joined.

A list that is in order already is followed row by row, and what was asked for is had from its
beginning: the rest of the list is never looked at. SQLite does so where the join says that its
order stays (CROSS JOIN, which it never turns round), and then needs no ORDER BY that would
have it look at the whole list first. PostgreSQL reads no order out of a join: there the
statement has its ORDER BY, whose beginning the list spares it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Join
from sqlalchemy.ext.compiler import compiles


class InOrder(Join):
    """A join whose left side is gone through in its own order."""

    inherit_cache = True


@compiles(InOrder, "sqlite")
def _in_sqlite(element: InOrder, compiler: Any, **more: Any) -> str:
    more["asfrom"] = True
    sides = [compiler.process(side, **more) for side in (element.left, element.right)]
    return f"{sides[0]} CROSS JOIN {sides[1]} ON {compiler.process(element.onclause, **more)}"
