"""Many values as one, on either database: numbers that are bound, words that are read.

An IN over a list is written anew for each length of the list, which for some thousand
numbers costs more than looking them up: they go as one text in JSON, which the database
takes apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, String, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _Numbers(FunctionElement[int]):
    """A list in brackets, as stands behind IN."""

    name = "numbers_of"
    type = BigInteger()
    inherit_cache = True


@compiles(_Numbers, "sqlite")
def _in_sqlite(element: _Numbers, compiler: Any, **more: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **more)}))"  # noqa: S608 - a bound name


@compiles(_Numbers, "postgresql")
def _in_postgresql(element: _Numbers, compiler: Any, **more: Any) -> str:
    text = compiler.process(element.clauses, **more)
    return f"(SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST({text} AS json)))"  # noqa: S608


class Joined(FunctionElement[str]):
    """The texts of a column in one, a space between two of them; in no order."""

    name = "joined"
    type = String()
    inherit_cache = True


@compiles(Joined)
def _joined(element: Joined, compiler: Any, **more: Any) -> str:
    return f"group_concat({compiler.process(element.clauses, **more)}, ' ')"


@compiles(Joined, "postgresql")
def _joined_in_postgresql(element: Joined, compiler: Any, **more: Any) -> str:
    return f"string_agg({compiler.process(element.clauses, **more)}, ' ')"


def among(column: Any, name: str) -> Any:
    """The condition that a column of numbers is one of those bound under this name."""
    return column.op("IN", is_comparison=True)(_Numbers(bindparam(name, type_=String())))


def bound(numbers: Iterable[int]) -> str:
    """The value to bind."""
    return json.dumps(list(numbers))
