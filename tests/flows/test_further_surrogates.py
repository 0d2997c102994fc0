"""The order of surrogates is exhausted: the Chair names somebody further (C9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recruit.access.rules import Capacity
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.panel.operations import composition, declarations, further, seats
from recruit.panel.queries import deciding
from recruit.panel.queries import seats as seated
from recruit.panel.rules.conflicts import Relation
from recruit.web import tasks
from tests.flows import panel_world
from tests.flows.panel_world import World

S, M, C = Capacity.SURROGATE, Capacity.MEMBER, Capacity.CHAIR
EMPLOYER = (Relation.SAME_EMPLOYER, "The same ministry until 2020.")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with panel_world.made(tmp_path) as made:
        yield panel_world.circulated(made)


def titles(world: World, name: str) -> list[str]:
    with db.reading() as connection:
        found = tasks.of_person(connection, world.person(name), clock.now())
    return [task.title for _row, task in found]


def name(world: World, state: str, mail: str = "ines@people.example") -> str:
    with world.app.app_context():
        return further.name(
            world.reader("The President", C), state_id=state, name="Ines Fifth", mail=mail
        )


@pytest.mark.rule("C9")
@pytest.mark.rule("C1")
@pytest.mark.rule("C3")
def test_when_nobody_is_left_the_chair_names_a_further_one_who_takes_the_seat(
    world: World,
) -> None:
    world.declare_all(but=["Emil First", "Fatou Second", "Gail Third", "Hugh Fourth"])
    for surrogate in ("Emil First", "Fatou Second", "Gail Third"):
        world.declare(surrogate, S, D1=EMPLOYER)
    seats.stand_down(world.reader("Dag Five", M))
    with pytest.raises(Refusal, match="is waited for"):
        name(world, "ESP")  # the fourth may still declare
    world.declare("Hugh Fourth", S, D2=EMPLOYER)
    _decide_all(world)
    chair = world.client("The President")
    assert "you may name a further surrogate" in chair.get("/p/one/chair/panel/vacancies").text
    assert any("no surrogate is left" in t for t in titles(world, "The President"))
    with pytest.raises(Refusal, match="already represented"):
        name(world, "LBN")
    with pytest.raises(Refusal, match="neither a member"):
        name(world, "PRT")
    sent = {"state": "ESP", "name": "Ines Fifth", "mail": "ines.fifth@people.example"}
    assert chair.post("/p/one/chair/panel/further", sent).status_code == 303
    place = panel_world.place_of(world, "Ines Fifth")
    assert "place 5 in the order" in world.client("Ines Fifth").get(f"/invited/{place}").text
    with pytest.raises(Refusal, match="Only who has accepted"):
        further.take_in(world.reader("The President", C), place_id=place)
    panel_world.accept(world, "Ines Fifth", "woman")
    with pytest.raises(Refusal):  # nobody answers twice
        composition.answer(
            world.reader("Ines Fifth", Capacity.ANYBODY), place_id=place, accept=True
        )
    world.to(datetime(2022, 10, 20, 9, 0, tzinfo=UTC))  # long after the list's five days
    chair = world.client("The President")
    assert chair.post(f"/p/one/chair/panel/further/{place}/take-in").status_code == 303
    new = world.reader("Ines Fifth", S)
    assert new.seat == 5
    composition_page = chair.get("/p/one/chair/panel/").text
    assert "named later, as an exception (C9)" in composition_page
    assert any("undertaking" in t for t in titles(world, "Ines Fifth"))
    vacancy = _vacancy(world)
    with pytest.raises(Refusal):  # not before the names are declared on
        _pass(world, vacancy, new.grant_id)
    world.sign_all()
    world.declare("Ines Fifth", S)
    _pass(world, vacancy, new.grant_id)
    assert world.reader("Ines Fifth", M).seat == 5


@pytest.mark.rule("C9")
def test_while_the_order_has_somebody_nobody_is_named_further(world: World) -> None:
    world.declare_all()
    with pytest.raises(Refusal, match="can still take the seat"):
        name(world, "ESP")
    for who, capacity in (("The President", "president"), ("Alba Two", "member")):
        assert world.client(who).get(f"/p/one/{capacity}/panel/further").status_code == 404


def _vacancy(world: World) -> str:
    with db.reading() as connection:
        return seated.vacant(connection, world.procedure_id)[0].id


def _pass(world: World, vacancy: str, grant: str) -> None:
    seats.pass_seat(
        world.reader("The President", C),
        passing_id=vacancy,
        surrogate_grant=grant,
        reason="Nobody else was left.",
    )


def _decide_all(world: World) -> None:
    with db.reading() as connection:
        found = deciding.to_show(connection, world.procedure_id)
    for one in found:
        if one.status == "undecided" and one.finding is None:
            declarations.decide(
                world.reader("The President", C),
                declaration_id=one.id,
                conflict=True,
                reason="So decided.",
            )
