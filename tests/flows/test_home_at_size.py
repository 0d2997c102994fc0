"""Home asks the same work of the database at any number of applications, for everybody, at every
stage. Counted are the steps of SQLite's machine, which no busy computer changes. What the
Chair decides on one by one (late, borderline, by equivalence, a declaration) is not made more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import bindparam, func, select

from bench import copying
from recruit.access.models import Grant
from recruit.core import clock, db
from recruit.demo import calendar
from recruit.web import tasks

FEW, MANY = 110, 330  # times: so many that what is counted to a hundred is full in both
EVERY = 10  # steps between two calls of the counter
_g = Grant.__table__  # type: ignore[attr-defined]
_HOLDERS = select(_g.c.capacity, func.min(_g.c.person_id)).where(_g.c.ended_at.is_(None))
_OWN = select(_g.c.capacity).where(_g.c.person_id == bindparam("person"), _g.c.ended_at.is_(None))
_RARE = (
    "SELECT id FROM applications_candidate WHERE late OR staff UNION SELECT candidate_id"
    " FROM prescreening_listed WHERE status <> 'suitable' OR equivalence"
    " UNION SELECT candidate_id FROM access_clearance WHERE status <> 'cleared'"
)
_SOME = (
    "SELECT id FROM applications_candidate WHERE id NOT IN"
    f" ({copying.INVITED} UNION {_RARE}) ORDER BY id LIMIT 2"
)
_ALIKE = (
    "INSERT INTO applications_likeness (id, procedure_id, first_id, second_id, grounds,"
    " found_at, decision, decided_at, by_grant) SELECT 'alike', procedure_id, id, ?,"
    " 'name', filed_at, 'different', filed_at, by_grant"
    " FROM applications_candidate WHERE id = ?"
)


_UNDECIDED = (  # one, as it may stand at any time
    "UPDATE access_clearance SET status = 'undecided' WHERE id = (SELECT k.id FROM"
    " access_clearance k WHERE k.person_id IN (SELECT person_id FROM access_grant"
    " WHERE capacity = 'surrogate' AND ended_at IS NULL) ORDER BY k.id LIMIT 1)"
)


def _of(raw: Any, times: int) -> None:
    """As many applications, with as many pairs that were alike."""
    one, other = (row[0] for row in raw.execute(_SOME).fetchall())
    raw.execute(_ALIKE, (other, one))
    copying.copy(raw, times, but=f"{copying.INVITED} UNION {_RARE}")
    raw.execute(_UNDECIDED)


def _steps(world: Any) -> dict[str, int]:
    """What asking for each person's tasks costs, by capacity, every statement made before."""
    found: dict[str, int] = {}
    counted = 0

    def one_more() -> None:
        nonlocal counted
        counted += 1

    with db.reading() as connection:
        holders = connection.execute(_HOLDERS.group_by(_g.c.capacity)).all()
        raw = connection.connection.driver_connection
        for capacity, person in holders:
            mine = connection.execute(_OWN, {"person": person}).scalars().all()
            tasks.of_person(connection, person, clock.now(), capacities=mine)
            counted = 0
            raw.set_progress_handler(one_more, EVERY)
            tasks.of_person(connection, person, clock.now(), capacities=mine)
            raw.set_progress_handler(None, 0)
            found[capacity] = counted * EVERY
    return found


@pytest.mark.parametrize("stage", ["prescreening", *list(calendar.STAGES)[3:]])
def test_what_is_to_do_costs_the_same_at_four_times_the_applications(
    a_procedure: Callable[..., Any], stage: str, pytestconfig: pytest.Config
) -> None:
    if pytestconfig.getoption("--database") != "sqlite":
        pytest.skip("PostgreSQL has no such counter")
    costs = []
    for times in (FEW, MANY):
        world = a_procedure(at=stage)
        with db.engine().connect() as connection:
            _of(connection.connection.driver_connection, times)
        costs.append(_steps(world))
    few, lots = costs
    assert few and few.keys() == lots.keys()
    grown = {c: (few[c], lots[c]) for c in few if lots[c] > 1.3 * few[c]}
    assert not grown
