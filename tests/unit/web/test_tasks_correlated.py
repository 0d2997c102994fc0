"""An EXISTS of a task is of the row that the task is of.

SQLAlchemy takes a table that stands in an outer SELECT for the same one only one level up; two
levels up it is looked through anew, all rows of it, unless ``correlate`` says otherwise. So no
SELECT within a task names a table again that stands around it.
"""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, exists, select
from sqlalchemy.dialects import sqlite

from recruit.web import tasks

_TOKEN = re.compile(r"[()]|,|[\w.]+|'[^']*'|\S")
_END = {"WHERE", "GROUP", "ORDER", "LIMIT", "HAVING"}


def looked_through_again(statement: str) -> set[str]:
    """Tables without a name of their own that stand in the FROM of a SELECT and in that of one
    within it."""
    around: list[set[str]] = [set()]
    naming, found, last = [""], set(), ""
    for token in _TOKEN.findall(statement):
        if token == "(":
            around.append(set())
            naming.append("")
        elif token == ")":
            inner = around.pop()
            naming.pop()
            found |= {table for table in inner if any(table in outer for outer in around)}
        elif token in ("UNION", "SELECT"):
            around[-1], naming[-1] = set(), ""
        elif token in ("FROM", "JOIN"):
            naming[-1] = "next"
        elif token == "," and naming[-1] == "named":
            naming[-1] = "next"
        elif token in _END or token == "ON":
            naming[-1] = ""
        elif naming[-1] == "next" and re.fullmatch(r"[a-z_]+", token):
            around[-1].add(token)
            naming[-1], last = "named", token
        elif token == "AS" and naming[-1] == "named":
            around[-1].discard(last)
    return found


def compiled(statement: object) -> str:
    return str(statement.compile(dialect=sqlite.dialect()))  # type: ignore[attr-defined]


@pytest.mark.parametrize("room", list(tasks._SOURCES))
def test_no_task_looks_through_the_rows_of_others(room: str) -> None:
    for statement in tasks._SOURCES[room].statements:
        said = compiled(statement)
        assert not looked_through_again(said), said


def test_what_is_looked_for_is_found() -> None:
    of = MetaData()
    one, two, three = (
        Table(name, of, Column("id", Integer), Column("other", Integer))
        for name in ("one", "two", "three")
    )
    inner = exists().where(three.c.other == two.c.id, three.c.id == one.c.id)
    outer = select(one.c.id).where(exists().where(two.c.other == one.c.id, inner))
    assert looked_through_again(compiled(outer)) == {"one"}
    tied = inner.correlate(one, two)
    outer = select(one.c.id).where(exists().where(two.c.other == one.c.id, tied))
    assert looked_through_again(compiled(outer)) == set()
    again = one.alias("again")
    outer = select(one.c.id).where(exists().where(again.c.other == one.c.id))
    assert looked_through_again(compiled(outer)) == set()
