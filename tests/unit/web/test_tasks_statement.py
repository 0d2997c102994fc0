"""One statement for each set of capacities: what is left out could give no row."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Select, and_, bindparam, create_engine, literal, or_, select

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.web import tasks

_g = access.Grant.__table__  # type: ignore[attr-defined]
_o = _g.alias("other")
_MINE = _g.c.person_id == bindparam("person")


def asked(*conditions: Any) -> Select[Any]:
    return select(_g.c.id).where(*conditions)


@pytest.mark.parametrize(
    ("statement", "capacities"),
    [
        (asked(_MINE, _g.c.capacity == "chair"), {"chair"}),
        (asked(and_(_MINE, _g.c.capacity.in_(["gichd", "member"]))), {"gichd", "member"}),
        (asked(_MINE, and_(_g.c.seat > 0, _g.c.capacity == "member")), {"member"}),
    ],
)
def test_a_capacity_that_must_hold_is_found(statement: Select[Any], capacities: set[str]) -> None:
    assert tasks.asks_for(statement) == frozenset(capacities)


@pytest.mark.parametrize(
    "statement",
    [
        asked(_MINE),
        asked(_g.c.capacity == "chair"),  # nobody's in particular
        asked(_MINE, _g.c.capacity != "chair"),
        asked(_MINE, or_(_g.c.capacity == "chair", _g.c.seat > 0)),
        asked(or_(_MINE, _g.c.capacity == "chair")),
        asked(_MINE, _o.c.capacity == "chair"),  # another's grant
        select(_g.c.id),
    ],
)
def test_what_need_not_hold_leaves_nothing_out(statement: Select[Any]) -> None:
    assert tasks.asks_for(statement) is None


def test_the_statement_of_a_capacity_has_no_more_than_all_and_is_built_once() -> None:
    everything = str(tasks.statement(frozenset()))
    for capacity in (Capacity.DELEGATE, Capacity.FOCAL_POINT, Capacity.MEMBER):
        own = tasks.statement(frozenset({capacity.value}))
        assert str(own).count("UNION ALL") < everything.count("UNION ALL")
        assert tasks.statement(frozenset({capacity.value})) is own


def test_a_reader_gives_who_and_when_and_nothing_else() -> None:
    for capacities in (frozenset(), frozenset({"member"}), frozenset({"focal-point", "chair"})):
        assert set(tasks.statement(capacities).compile().params) == {"person", "now"}


def test_a_word_written_into_the_statement_is_the_same_word() -> None:
    words = ["plain", "an 'apostrophe'", "100 % of :person", "a\\b"]
    given = select(*(literal(word) for word in words), literal(7)).where(
        literal("o'clock").in_(["o'clock", "later"]), literal("x") == bindparam("person")
    )
    with create_engine("sqlite://").connect() as connection:
        row = connection.execute(tasks.spelled(given), {"person": "x"}).one()
        assert list(row) == [*words, 7]
        assert connection.execute(tasks.spelled(given), {"person": "y"}).first() is None
