"""Leaving a seat and taking one: what is told, what is asked, what stays closed (C7, C13)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select, text

from recruit.access.rules import Capacity
from recruit.applications.operations import changing
from recruit.core import clock, db
from recruit.notices import outbox
from recruit.panel import models
from recruit.panel.operations import declarations, seats
from recruit.panel.operations.declarations import Said
from recruit.panel.queries import declarations as asking
from recruit.panel.queries import seats as queries
from recruit.panel.rules.conflicts import Clearance, Relation
from recruit.panel.rules.replacement import Surrogate
from recruit.web import tasks
from tests.flows.shortlist_world import Panel, said
from tests.flows.test_shortlist_ballots import statements

M, C, X = Capacity.MEMBER, Capacity.CHAIR, Capacity.FORMER_MEMBER


@pytest.fixture
def panel(a_procedure: Any) -> Panel:
    """22 November: criteria locked, everybody has a draft, nobody has locked."""
    return Panel(a_procedure(at="shortlist", read=True))


def asked(panel: Panel, key: str) -> list[str]:
    with db.reading() as connection:
        found = tasks.of_person(connection, panel.world.person(key), clock.now())
    return [row.kind for row, _task in found]


@pytest.mark.rule("C13")
def test_who_stands_down_is_asked_to_destroy_the_copies_and_confirms_once(panel: Panel) -> None:
    key, other, *_ = panel.others
    browser = panel.world.client(key)
    gone = browser.post(browser.path(M, "panel/stand-down"), {"sure": "yes"})
    assert gone.status_code == 303 and gone.location.endswith("/former-member/panel/left")
    page = said(browser.get(gone.location))
    assert "You hold a seat no more" in page and "Receipt" in page
    assert "panel.confirm_destruction" in asked(panel, key)
    assert "panel.confirm_destruction" not in asked(panel, other)
    path = browser.path(X, "panel/left")
    assert browser.post(path, {}).status_code == 422  # nothing ticked
    assert browser.post(path, {"sure": "y"}).status_code == 303
    assert "You confirmed on" in said(browser.get(path))
    assert "panel.confirm_destruction" not in asked(panel, key)
    assert seats.confirm_destruction(panel.world.reader(key, X)) == ""  # a second changes nothing
    with db.reading() as connection:
        rows = select(func.count()).where(models.Destruction.person_id == panel.world.person(key))
        assert connection.execute(rows).scalar() == 1


@pytest.mark.rule("C13")
def test_a_seated_member_has_no_page_to_confirm_what_was_never_asked(panel: Panel) -> None:
    browser = panel.world.client(panel.others[0])
    for capacity in (M, X):
        assert browser.get(browser.path(capacity, "panel/left")).status_code == 404


@pytest.mark.rule("C7")
@pytest.mark.rule("C2")
def test_the_balance_is_drawn_with_each_possible_choice(panel: Panel) -> None:
    seats.stand_down(panel.member(panel.others[0]))
    chair = panel.world.client(panel.chair_key)
    first = said(chair.get(chair.path(C, "panel/vacancies")))
    assert "The balance, with" in first and 'class="dot new"' in first
    link = first.split("?show=")[1].split('"')[0].split("#")[0]
    second = said(chair.get(chair.path(C, f"panel/vacancies?show={link}")))
    assert "The balance, with" in second and second != first


@pytest.mark.rule("C7")
@pytest.mark.rule("R15")
def test_who_takes_a_seat_reads_what_is_decided_and_nothing_of_the_ballots(panel: Panel) -> None:
    leaver, locked, *_ = panel.others
    seats.stand_down(panel.member(leaver))
    panel.pass_seat()
    now = Panel(panel.world)
    (newcomer,) = set(now.keys) - set(panel.keys)
    browser = panel.world.client(newcomer)
    path = browser.path(M, "taking-a-seat")
    page = said(browser.get(path))
    assert "is yours" in page and "is adopted, version 1" in page
    assert "0 pages" not in page and "0 documents" not in page and "Other ballots" in page
    panel.lock([locked])
    assert said(browser.get(path)) == page  # a lock of another changes nothing
    with db.writing() as session:
        session.connection().execute(text("UPDATE documents_document SET pages = 0"))
    unread = said(browser.get(path))
    assert "0 pages" not in unread and "documents are not counted." in unread
    outbox.expand(clock.now())
    news = said(browser.get("/"))
    assert "You take a seat of the panel" in news
    assert statements(browser, path) <= 8
    old = panel.world.client(leaver)
    assert old.get(path).status_code == 404


def surrogate(world: Any, key: str) -> Surrogate:
    """As the passing of a seat judges them now."""
    with db.reading() as connection:
        order, _latest = queries.order(connection, world.cast.procedure_id, {})
    return next(one for one, _seat in order if one.person == world.person(key))


@pytest.mark.rule("C4")
@pytest.mark.rule("C7")
def test_a_name_withdrawn_before_a_surrogate_declared_keeps_nobody_from_the_seat(
    a_procedure: Any,
) -> None:
    world, key = a_procedure(at="circulated"), "surrogate_lebanon"
    reader = world.reader(key, Capacity.SURROGATE)
    with db.reading() as connection:
        names = [one.candidate_id for one in asking.asked(connection, reader.procedure_id)]
    gone, first, *others = names
    focal = world.reader("focal_point", Capacity.FOCAL_POINT)
    changing.withdraw(
        focal, candidate_id=gone, received_at=clock.now(), evidence="Mail of this morning"
    )
    declarations.declare(reader, said={one: Said(Relation.NONE) for one in others})
    assert not surrogate(world, key).declared  # one name is left
    declarations.declare(reader, said={first: Said(Relation.FRIENDSHIP, "We met.")})
    now = surrogate(world, key)
    assert now.declared and now.clearance is Clearance.UNDECIDED
    declarations.declare(reader, said={first: Said(Relation.NONE)})
    now = surrogate(world, key)
    assert now.declared and now.clearance is Clearance.CLEARED
