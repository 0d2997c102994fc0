"""Nobody exercises the chair, or somebody for a time: the election lived through (R19, R21)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recruit.access.rules import Capacity
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.panel.operations import declarations, election, meetings, seats
from recruit.panel.queries import deciding
from recruit.panel.queries import election as elections
from recruit.panel.rules.conflicts import Relation
from recruit.web import tasks
from tests.flows import panel_world
from tests.flows.panel_world import World

M, C = Capacity.MEMBER, Capacity.CHAIR
DOUBT = (Relation.OTHER, "Our children attend the same school.")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with panel_world.made(tmp_path) as made:
        found = panel_world.circulated(made)
        found.declare_all()
        yield found


def kinds(world: World, name: str) -> set[str]:
    """What this person has to do now."""
    with db.reading() as connection:
        found = tasks.of_person(connection, world.person(name), clock.now())
    return {row.kind for row, _task in found}


def chair_of(world: World) -> str:
    """The person in the chair; '' where nobody is."""
    found = world.grants(C)
    return found[0].person_id if found else ""


def seat_of(world: World, name: str) -> str:
    return world.reader(name, M).grant_id


def under_way(world: World) -> elections.ElectionView:
    with db.reading() as connection:
        found = elections.latest(connection, world.procedure_id)
    assert found is not None
    return found


def vote(world: World, **choices: str) -> None:
    """Alba='Cyril Four' and so on: votes in the ballot under way, by first name."""
    names = {"Alba": "Alba Two", "Beatrice": "Beatrice Three", "Cyril": "Cyril Four", "Dag": "Dag Five"}  # fmt: skip  # noqa: E501
    for first, whom in choices.items():
        election.vote(
            world.reader(names[first], M),
            election_id=under_way(world).id,
            for_grant=seat_of(world, whom),
        )


@pytest.mark.rule("R19")
def test_when_the_chair_leaves_nobody_chairs_until_three_have_voted(world: World) -> None:
    seats.stand_down(world.reader("The President", M))
    assert chair_of(world) == ""
    assert "panel.call_election" in kinds(world, "Alba Two")
    assert "panel.call_election" not in kinds(world, "Beatrice Three")
    with pytest.raises(LookupError):  # the first in seat order can only call the election
        world.reader("Alba Two", C)
    election.call(world.reader("Alba Two", M))
    assert "panel.call_election" not in kinds(world, "Alba Two")
    assert "panel.vote_chair" in kinds(world, "Cyril Four")
    vote(world, Alba="Cyril Four", Beatrice="Cyril Four")
    assert chair_of(world) == ""
    vote(world, Dag="Cyril Four")
    assert chair_of(world) == world.person("Cyril Four")
    assert meetings.hold(
        world.reader("Cyril Four", C), held_at=clock.now(), present=[seat_of(world, "Cyril Four")]
    )
    with pytest.raises(Refusal):  # a late vote finds the election over
        election.vote(
            world.reader("Cyril Four", M),
            election_id=under_way(world).id,
            for_grant=seat_of(world, "Alba Two"),
        )


@pytest.mark.rule("R19")
def test_two_ballots_without_three_votes_leave_it_to_the_order_of_the_seats(world: World) -> None:
    seats.stand_down(world.reader("The President", M))
    election.call(world.reader("Dag Five", M))  # whoever sits may call it
    tie = {"Alba": "Beatrice Three", "Beatrice": "Beatrice Three", "Cyril": "Dag Five", "Dag": "Dag Five"}  # fmt: skip  # noqa: E501
    vote(world, **tie)
    assert under_way(world).ballot == 2 and chair_of(world) == ""
    vote(world, **tie)
    assert chair_of(world) == world.person("Alba Two") and under_way(world).by_order


@pytest.mark.rule("R19")
@pytest.mark.rule("R23")
def test_a_member_who_does_not_vote_holds_nobody_up(world: World) -> None:
    seats.stand_down(world.reader("The President", M))
    election.call(world.reader("Alba Two", M))
    vote(world, Alba="Beatrice Three", Beatrice="Beatrice Three")
    with pytest.raises(Refusal, match="open still"):
        election.call(world.reader("Alba Two", M))
    world.to(datetime(2022, 10, 11, 22, 0, tzinfo=UTC))  # two working days after Friday 7 October
    assert "panel.call_election" in kinds(world, "Alba Two")
    election.call(world.reader("Alba Two", M))
    assert under_way(world).ballot == 2
    world.to(datetime(2022, 10, 14, 22, 0, tzinfo=UTC))
    election.call(world.reader("Beatrice Three", M))
    assert chair_of(world) == world.person("Alba Two")


@pytest.mark.rule("R19")
def test_a_chair_who_is_prevented_gives_the_chair_for_that_time_and_keeps_the_seat(
    world: World,
) -> None:
    president = world.client("The President")
    assert president.get("/p/one/chair/panel/prevented").status_code == 200
    sent = president.post("/p/one/chair/panel/prevented", {"sure": "y"})
    assert sent.status_code == 303
    assert chair_of(world) == world.person("The President")  # until somebody is elected
    page = world.client("Alba Two")
    with pytest.raises(Refusal):  # not for oneself in one's own place
        vote(world, Alba="The President")
    for name in ("Alba Two", "Beatrice Three", "Dag Five"):
        browser = world.client(name)
        sent = browser.post(
            f"/p/one/member/panel/acting-chair/{under_way(world).id}/vote",
            {"choice": seat_of(world, "Dag Five")},
        )
        assert sent.status_code == 303
    assert chair_of(world) == world.person("Dag Five")
    assert world.reader("The President", M).seat == 1
    assert "In the chair: Dag Five" in page.get("/p/one/member/panel/acting-chair").text
    assert page.post("/p/one/member/panel/acting-chair/back").status_code == 409  # not hers
    assert president.post("/p/one/member/panel/acting-chair/back").status_code == 303
    assert chair_of(world) == world.person("The President")


@pytest.mark.rule("R19")
@pytest.mark.rule("C6")
def test_while_the_chairs_declaration_is_undecided_another_chairs_and_the_four_decide(
    world: World,
) -> None:
    with pytest.raises(Refusal, match="is exercised"):
        election.call(world.reader("Alba Two", M))
    world.declare("The President", D1=DOUBT)
    election.call(world.reader("Alba Two", M))
    vote(world, Alba="Alba Two", Beatrice="Alba Two", Cyril="Alba Two")
    assert chair_of(world) == world.person("Alba Two")
    with db.reading() as connection:
        found = next(
            d
            for d in deciding.to_show(connection, world.procedure_id)
            if d.person_name == "The President" and d.status == "undecided"
        )
    with pytest.raises(Refusal):  # on the Chair the four decide, whoever stands in
        declarations.decide(
            world.reader("Alba Two", C), declaration_id=found.id, conflict=False, reason="x"
        )
    assert "panel.decide_conflict" not in kinds(world, "Alba Two")
    for name in ("Alba Two", "Beatrice Three", "Cyril Four"):
        declarations.vote(
            world.reader(name, M), declaration_id=found.id, conflict=False, reason="No doubt."
        )
    assert chair_of(world) == world.person("The President")  # and the chair goes back


@pytest.mark.rule("R19")
def test_nobody_outside_the_seats_reads_or_calls_the_election(world: World) -> None:
    for name, capacity in (
        ("Emil First", "surrogate"),
        ("The President", "president"),
        ("The Office", "office"),
        ("The Focal Point", "focal-point"),
    ):
        browser = world.client(name)
        assert browser.get(f"/p/one/{capacity}/panel/acting-chair").status_code == 404
        assert browser.post(f"/p/one/{capacity}/panel/acting-chair/call").status_code == 404
