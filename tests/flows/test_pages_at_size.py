"""Pages that show a part of very many applications cost what they show, at any number of them.

Counted are the steps of SQLite's machine, which no busy computer changes, and the bytes of the
page. A page that judges the whole list (its call to sign, its circulation) may look at each
name once, and no page opens the declarations of all members on all names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import event, func, select

from recruit.access.rules import Capacity
from recruit.applications.models import Candidate
from recruit.core import db
from recruit.panel import forms
from recruit.panel.queries import deciding
from recruit.panel.queries import declarations as declared
from tests.flows.test_home_at_size import _HOLDERS, FEW, MANY, _g, _of

EVERY = 10  # steps between two calls of the counter
C = Capacity
SAME = {
    "circulated": [
        (C.CHAIR, "panel/declarations"),
        (C.CHAIR, "shortlist/chair"),
        (C.CHAIR, "prescreening/withdrawals"),
        (C.MEMBER, "panel/on-chair"),
        (C.FOCAL_POINT, "applications/likenesses"),
    ],
    "report": [
        (C.CHAIR, "panel/declarations"),
        (C.CHAIR, "shortlist/chair"),
        (C.CHAIR, "interviews/chair"),
        (C.MEMBER, "panel/on-chair"),
        (C.MEMBER, "interviews/"),
        (C.FOCAL_POINT, "interviews/invited"),
        (C.FOCAL_POINT, "interviews/needs"),
    ],
}
JUDGING = {
    "circulated": [(C.FOCAL_POINT, "prescreening/circulation")],
    "report": [(C.CHAIR, "report/call"), (C.CHAIR, "report/lodging")],
}
_OUT = (  # the panel chose whom it chose; who was made many was not chosen
    "UPDATE shortlist_shortlisted SET kind = 'out', place = 0 WHERE candidate_id LIKE '%~%'"
)
_HOW_MANY = select(func.count()).select_from(Candidate)
A_NAME = 400  # steps that judging may take for each application more
STATEMENTS = 9  # of the second request: the eight of the page, and one that notes the session


@dataclass(frozen=True)
class Cost:
    """Of one page at this number of applications: SQLite's steps, statements, bytes."""

    applications: int
    steps: int
    statements: int
    size: int


def _cost(world: Any, capacity: Capacity, rest: str) -> Cost:
    with db.reading() as connection:
        rows = connection.execute(_HOLDERS.group_by(_g.c.capacity))
        holders = {row[0]: row[1] for row in rows}
        applications = connection.execute(_HOW_MANY).scalar_one()
    browser = world.client()
    browser.sign_in(holders[capacity.value])
    path = browser.path(capacity, rest)
    assert browser.get(path).status_code == 200, (capacity, rest)
    steps, statements, counting = 0, 0, set()

    def one_more() -> None:
        nonlocal steps
        steps += EVERY

    def asked(connection: Any, *_rest: Any) -> None:
        nonlocal statements
        statements += 1
        raw = connection.connection.driver_connection
        counting.add(raw)
        raw.set_progress_handler(one_more, EVERY)

    event.listen(db.engine(), "before_cursor_execute", asked)
    try:
        size = len(browser.get(path).data)
    finally:
        event.remove(db.engine(), "before_cursor_execute", asked)
        for raw in counting:
            raw.set_progress_handler(None, 0)
    return Cost(applications, steps, statements, size)


@pytest.fixture(params=list(SAME))
def costs(
    request: pytest.FixtureRequest,
    a_procedure: Callable[..., Any],
    pytestconfig: pytest.Config,
) -> dict[tuple[Capacity, str], tuple[Cost, Cost]]:
    """What each page costs at a few hundred applications, and at three times as many."""
    if pytestconfig.getoption("--database") != "sqlite":
        pytest.skip("PostgreSQL has no such counter")
    stage = request.param
    found: dict[tuple[Capacity, str], list[Cost]] = {}
    for times in (FEW, MANY):
        world = a_procedure(at=stage)
        with db.engine().connect() as connection:
            raw: Any = connection.connection.driver_connection
            _of(raw, times)
            raw.execute(_OUT)
            raw.commit()
        for page in SAME[stage] + JUDGING[stage]:
            found.setdefault(page, []).append(_cost(world, *page))
    return {page: (few, many) for page, (few, many) in found.items()}


def test_pages_cost_what_they_show_at_any_number_of_applications(
    costs: dict[tuple[Capacity, str], tuple[Cost, Cost]],
) -> None:
    judging = [page for pages in JUDGING.values() for page in pages]
    for page, (few, many) in costs.items():
        assert many.statements <= STATEMENTS, (page, many)
        if page in judging:
            more = many.applications - few.applications
            assert many.steps - few.steps < A_NAME * more, (page, few, many)
        else:
            assert many.steps < 1.3 * few.steps, (page, few, many)
    for page, (few, many) in costs.items():
        if page[1] != "report/call" and page[1] != "report/lodging":
            assert many.size < 1.1 * few.size, (page, few, many)


def test_a_list_longer_than_one_page_of_declarations_opens(
    a_procedure: Callable[..., Any], pytestconfig: pytest.Config
) -> None:
    if pytestconfig.getoption("--database") != "sqlite":
        pytest.skip("the names are made many by SQL of SQLite")
    world = a_procedure(at="circulated")
    with db.engine().connect() as connection:
        raw: Any = connection.connection.driver_connection
        _of(raw, MANY)
        asked = raw.execute("SELECT count(*) FROM panel_asked").fetchone()[0]
    assert asked > forms.AT_ONCE
    with db.reading() as connection:
        rows = connection.execute(_HOLDERS.group_by(_g.c.capacity))
        member = {row[0]: row[1] for row in rows}[C.MEMBER.value]
    browser = world.client()
    browser.sign_in(member)
    page = browser.get(browser.path(C.MEMBER, "panel/declare"))
    assert page.status_code == 200
    assert page.text.count('name="names-') >= forms.AT_ONCE


def test_acquaintances_are_looked_for_behind_the_name_that_was_looked_at_last(
    a_procedure: Callable[..., Any],
) -> None:
    world = a_procedure(at="shortlist")
    procedure_id = world.cast.procedure_id
    with db.reading() as connection:
        names = sorted((k.place, k.candidate_id) for k in declared.asked(connection, procedure_id))
        found, further = deciding.acquaintances(connection, procedure_id)
        assert further is None and 1 < len(names) <= deciding.NAMES
        behind = [deciding.acquaintances(connection, procedure_id, name)[0] for name in names]
        deciding.to_show(connection, procedure_id)
        deciding.undecided(connection, procedure_id)
    assert found and not behind[-1]
    place_of = {candidate_id: place for place, candidate_id in names}
    for name, left in zip(names, behind, strict=True):
        there = [d for d in found if (place_of[d.candidate_id], d.candidate_id) > name]
        assert [d.id for d in left] == [d.id for d in there]
    for capacity, rest in (*SAME["circulated"], *JUDGING["circulated"]):
        with db.reading() as connection:
            rows = connection.execute(_HOLDERS.group_by(_g.c.capacity))
            holder = {row[0]: row[1] for row in rows}[capacity.value]
        browser = world.client()
        browser.sign_in(holder)
        assert browser.get(browser.path(capacity, rest)).status_code == 200, rest
