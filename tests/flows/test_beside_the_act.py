"""What goes with an act in its own transaction, and what is read once in a process."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event, text

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.rules import Capacity
from recruit.core import db
from recruit.core.errors import Refusal
from recruit.procedure.queries import milestones, milestones_until
from tests.flows.shortlist_world import said
from tests.worlds import World

F = Capacity.FOCAL_POINT


def _transactions(world: World, do: Callable[[], object]) -> int:
    """How many writing transactions there were while do ran."""
    begun = []

    def commit(connection: object) -> None:
        if connection.get_execution_options().get("writes"):  # type: ignore[attr-defined]
            begun.append(connection)

    event.listen(db.engine(), "commit", commit)
    try:
        do()
    finally:
        event.remove(db.engine(), "commit", commit)
    return len(begun)


def _instruct(world: World) -> tuple[str, dict[str, str]]:
    chair = world.client("president")
    return chair.path(Capacity.CHAIR, "prescreening/oversight"), {
        "text": "Screen the files in the order of their receipt."
    }


def test_the_notice_of_an_act_is_written_with_it_and_shown_once(
    a_procedure: Callable[..., World],
) -> None:
    world = a_procedure(at="prescreening")
    chair = world.client("president")
    path, fields = _instruct(world)
    page = chair.get(path)  # the session is noted as seen
    told = "The instruction is recorded and sent to the GICHD."
    assert told not in said(page)
    assert _transactions(world, lambda: chair.post(path, fields)) == 1
    assert told in said(chair.get(path))
    assert told not in said(chair.get(path))


def test_a_form_sent_twice_says_it_both_times_and_does_it_once(
    a_procedure: Callable[..., World],
) -> None:
    world = a_procedure(at="prescreening")
    chair = world.client("president")
    path, fields = _instruct(world)
    count = text("SELECT count(*) FROM prescreening_instruction")
    with db.reading() as connection:
        before = connection.execute(count).scalar_one()
    for _time in range(2):
        assert chair.post(path, {**fields, "key": "one key for both"}).status_code == 303
        assert "The instruction is recorded" in said(chair.get(path))
    with db.reading() as connection:
        assert connection.execute(count).scalar_one() == before + 1


def test_a_refused_act_leaves_no_notice(a_procedure: Callable[..., World]) -> None:
    world = a_procedure(at="prescreening")
    reader = world.reader("focal_point", F)
    written = []
    with db.beside(written.append), pytest.raises(Refusal):
        with act(reader, Action.APPLICATION_FILE, "a key") as a:
            a.silent = True
            raise Refusal("A1", "para. 54(a)", "no")
    assert written == []
    with db.beside(written.append):
        for _time in range(2):
            with act(reader, Action.APPLICATION_FILE) as a:
                a.silent = True
    assert len(written) == 1


def test_milestones_are_read_once_until_another_is_the_latest(
    a_procedure: Callable[..., World],
) -> None:
    world = a_procedure(at="prescreening")
    id_ = world.cast.procedure_id
    latest = text(
        "SELECT id FROM procedure_milestone WHERE procedure_id = :id ORDER BY place DESC LIMIT 1"
    )
    asked: list[str] = []

    def seen(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if "procedure_milestone" in statement:
            asked.append(statement)

    with db.reading() as connection:
        last = connection.execute(latest, {"id": id_}).scalar_one()
        whole = milestones(connection, id_)
        assert milestones_until(connection, {id_: last})[id_] == whole
        event.listen(db.engine(), "before_cursor_execute", seen)
        try:
            found = milestones_until(connection, {id_: last})[id_]
            found.append(found[0])  # a caller's own list
            assert milestones_until(connection, {id_: last})[id_] == whole
            assert asked == []
            # a database put back to an earlier day has another latest: all is read anew
            assert milestones_until(connection, {id_: "another"})[id_] == whole
            assert len(asked) == 1
        finally:
            event.remove(db.engine(), "before_cursor_execute", seen)
        assert milestones_until(connection, {id_: None}) == {id_: []}
