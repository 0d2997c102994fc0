"""What each person of the panel is told to do, and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recruit.access.rules import Capacity
from recruit.core import clock, db
from recruit.panel.operations import seats
from recruit.web import tasks
from tests.flows import panel_world
from tests.flows.panel_world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with panel_world.made(tmp_path) as made:
        yield made


def _kinds(world: World, name: str) -> list[str]:
    person_id = world.person(name)
    with db.reading() as connection:
        found = tasks.of_person(connection, person_id, clock.now())
    return sorted(row.kind for row, _task in found if row.kind.startswith("panel."))


def test_composing_is_the_presidents_task_and_answering_the_invited_persons(world: World) -> None:
    assert _kinds(world, "The President") == ["panel.compose"]
    panel_world.invite(world)
    assert _kinds(world, "The President") == []
    assert _kinds(world, "Alba Two") == ["panel.answer_invitation"]
    for _kind, _number, _state, name, gender in panel_world.NINE:
        panel_world.accept(world, name, gender)
    assert _kinds(world, "Alba Two") == []
    assert _kinds(world, "The President") == ["panel.constitute"]


@pytest.mark.rule("C7")
def test_a_vacant_seat_is_the_chairs_task_once_somebody_can_take_it(world: World) -> None:
    panel_world.circulated(world)
    assert _kinds(world, "Alba Two") == ["panel.declare"]
    world.declare_all(but=["Emil First"])
    assert _kinds(world, "Alba Two") == []
    seats.stand_down(world.reader("Dag Five", Capacity.MEMBER))
    assert _kinds(world, "Dag Five") == ["panel.confirm_destruction"]
    assert _kinds(world, "The President") == []  # Emil stands before and may still declare
    world.to(datetime(2022, 10, 14, 22, 0, tzinfo=UTC))
    assert _kinds(world, "The President") == ["panel.pass_seat"]
    world.declare("Emil First", Capacity.SURROGATE)
    assert _kinds(world, "The President") == ["panel.pass_seat"]
    world.to(datetime(2022, 12, 5, 8, 0, tzinfo=UTC))
    assert _kinds(world, "Alba Two") == ["panel.declare_again"]
