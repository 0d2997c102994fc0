"""A missing lock is moved by those who locked theirs; to the others nothing differs (R23)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from recruit.core import clock, db
from recruit.core.errors import Kind, Refusal
from recruit.notices.models import Broadcast
from recruit.panel.operations import reminders, standing_down
from recruit.panel.queries import standing_down as queries
from recruit.web import tasks
from tests.flows.interviews_world import Room
from tests.flows.shortlist_world import Panel, said


@pytest.fixture
def panel(a_procedure: Any) -> Panel:
    return Panel(a_procedure(at="shortlist"))


@pytest.fixture
def room(a_procedure: Any) -> Room:
    return Room(a_procedure(at="interviews"))


def kinds(panel: Panel, key: str) -> set[str]:
    with db.reading() as connection:
        found = tasks.of_person(connection, panel.member(key).person_id, clock.now())
    return {row.kind for row, _task in found}


def everything(panel: Panel, key: str) -> list[str]:
    """What this member can read of who serves, and the home page."""
    browser = panel.world.client(key)
    name = panel.world.cast.procedure_name
    return [said(browser.get(path)) for path in (f"/p/{name}/member/panel/serving", "/")]


def move(panel: Panel, mover: str, whom: str, **more: Any) -> str:
    return standing_down.move(
        panel.member(mover),
        seat=panel.member(whom).grant_id,
        reason="The ballot is awaited by the others.",
        **more,
    )


def days_later(days: int) -> None:
    clock.freeze(clock.now() + timedelta(days=days))


@pytest.mark.rule("R23")
@pytest.mark.rule("R15")
@pytest.mark.rule("W12")
def test_only_those_who_locked_their_ballot_move_it_and_the_others_see_nothing(
    panel: Panel,
) -> None:
    first, second, third, idle = panel.others
    reminders.remind(panel.chair, what="ballot", seat="", text="Seat 5 alone is missing.")
    panel.lock([panel.chair_key, first, second])
    days_later(6)
    before = everything(panel, third), everything(panel, idle)
    assert all("Seat 5 alone" not in text for texts in before for text in texts)
    with pytest.raises(Refusal) as refused:
        move(panel, third, idle, what="ballot")
    assert refused.value.kind is Kind.UNKNOWN
    motion = move(panel, first, idle, what="ballot")
    assert (everything(panel, third), everything(panel, idle)) == before
    assert "shortlist.vote_standing_down" not in kinds(panel, third)
    for blind in (third, idle):
        with pytest.raises(Refusal) as refused:
            standing_down.vote(panel.member(blind), motion_id=motion, agrees=True)
        assert refused.value.kind is Kind.UNKNOWN
    with db.writing() as session:
        told = session.exec(select(Broadcast).where(Broadcast.kind == "panel.standing_down")).all()
    seen = {panel.member(k).person_id for k in (panel.chair_key, second)}
    assert [set(t.recipients.split()) for t in told] == [seen]
    assert [t.sender for t in told] == ["member"]  # no undelivered mail of it tells the Chair
    assert "shortlist.vote_standing_down" in kinds(panel, second)
    standing_down.vote(panel.member(second), motion_id=motion, agrees=True)
    assert everything(panel, idle) == before[1]
    panel.lock([third])  # and from the own lock on it is seen, and voted on
    assert "stands down" in everything(panel, third)[0]
    standing_down.vote(panel.member(third), motion_id=motion, agrees=True)
    with pytest.raises(LookupError):
        panel.member(idle)
    assert len(Panel(panel.world).keys) == 4


@pytest.mark.rule("R23")
def test_a_ballot_locked_meanwhile_lets_the_motion_fall(panel: Panel) -> None:
    first, second, _third, idle = panel.others
    reminders.remind(panel.chair, what="ballot", seat="", text="")
    panel.lock([panel.chair_key, first, second])
    with pytest.raises(Refusal, match="Three working days"):
        move(panel, first, idle, what="ballot")
    days_later(6)
    with pytest.raises(Refusal, match="is done"):
        move(panel, first, second, what="ballot")
    motion = move(panel, first, idle, what="ballot")
    panel.lock([idle])
    standing_down.vote(panel.member(second), motion_id=motion, agrees=True)
    assert panel.member(idle).seat
    with db.reading() as connection:
        assert queries.motions(connection, panel.procedure_id)[-1].carried is False


@pytest.mark.rule("R23")
@pytest.mark.rule("C8")
def test_who_does_not_lock_the_scores_leaves_and_four_go_on(room: Room) -> None:
    candidate = room.first().candidate_id
    room.start(room.first())
    first, second, third, idle = room.others
    reminders.remind(room.chair, what="sheet", seat="", text="")
    for key in (room.chair_key, first, second):
        room.lock(key, candidate)
    days_later(6)
    with pytest.raises(Refusal) as refused:
        move(room, third, idle, what="sheet", object_id=candidate)
    assert refused.value.kind is Kind.UNKNOWN
    before = everything(room, third)
    motion = move(room, first, idle, what="sheet", object_id=candidate)
    assert everything(room, third) == before
    for key in (room.chair_key, second):
        assert "interviews.vote_standing_down" in kinds(room, key)
        standing_down.vote(room.member(key), motion_id=motion, agrees=True)
    left = Room(room.world)
    assert len(left.keys) == 4 and idle not in left.keys
