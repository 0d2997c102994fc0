"""A member who does nothing: reminded in writing, then declared to stand down (R23)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from recruit.access.rules import Capacity
from recruit.core import clock, db
from recruit.core.errors import Kind, Refusal
from recruit.panel.operations import election, reminders, seats, standing_down
from recruit.panel.queries import election as elections
from recruit.panel.queries import seats as seated
from recruit.panel.queries import standing_down as queries
from recruit.procedure.rules.milestones import Audience, MilestoneKind
from recruit.web import tasks
from tests.flows import panel_world
from tests.flows.panel_world import World

M, C = Capacity.MEMBER, Capacity.CHAIR


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with panel_world.made(tmp_path) as made:
        yield panel_world.circulated(made)  # Friday, 7 October 2022


def kinds(world: World, name: str) -> set[str]:
    """What this person has to do now."""
    with db.reading() as connection:
        found = tasks.of_person(connection, world.person(name), clock.now())
    return {row.kind for row, _task in found}


def seat_of(world: World, name: str) -> str:
    return world.reader(name, M).grant_id


def motion(world: World) -> queries.MotionView:
    with db.reading() as connection:
        return queries.motions(connection, world.procedure_id)[-1]


def vacant(world: World) -> list[seated.Vacancy]:
    with db.reading() as connection:
        return seated.vacant(connection, world.procedure_id)


def agree(world: World, *names: str, agrees: bool = True) -> None:
    for name in names:
        standing_down.vote(world.reader(name, M), motion_id=motion(world).id, agrees=agrees)


def move(world: World, mover: str, whom: str, **why: object) -> str:
    return standing_down.move(
        world.reader(mover, M),
        seat=seat_of(world, whom),
        reason="Mails and calls were not answered.",
        **why,  # type: ignore[arg-type]
    )


@pytest.mark.rule("R23")
def test_who_is_not_reached_for_ten_working_days_leaves_the_seat_by_three_votes(
    world: World,
) -> None:
    world.declare_all()
    world.to(datetime(2022, 10, 21, 21, 59, tzinfo=UTC))  # Friday, the tenth day, not over yet
    with pytest.raises(Refusal, match="Ten working days"):
        move(world, "Alba Two", "Dag Five", unreached_since=date(2022, 10, 7))
    world.to(datetime(2022, 10, 21, 22, 0, tzinfo=UTC))
    move(world, "Alba Two", "Dag Five", unreached_since=date(2022, 10, 7))
    assert "panel.vote_standing_down" in kinds(world, "Cyril Four")
    assert "panel.vote_standing_down" not in kinds(world, "Alba Two")  # moving is a vote for it
    assert "panel.vote_standing_down" in kinds(world, "Dag Five")  # who may answer
    with pytest.raises(Refusal, match="The others vote"):
        agree(world, "Dag Five", agrees=False)
    agree(world, "Beatrice Three")
    with pytest.raises(Refusal, match="You have voted"):
        agree(world, "Beatrice Three")
    assert world.reader("Dag Five", M).seat == 5
    agree(world, "Cyril Four")
    with pytest.raises(LookupError):  # from this moment nothing of the candidates is seen
        world.reader("Dag Five", M)
    assert world.reader("Dag Five", Capacity.FORMER_MEMBER).grant_id
    seats.pass_seat(
        world.reader("The President", C),
        passing_id=vacant(world)[0].id,
        surrogate_grant=world.reader("Emil First", Capacity.SURROGATE).grant_id,
        reason="The order, as it was agreed.",
    )
    assert world.reader("Emil First", M).seat == 5  # C7: the order of surrogates


@pytest.mark.rule("R23")
def test_who_answers_is_reached_and_whom_two_of_four_hold_on_to_serves_on(world: World) -> None:
    world.to(datetime(2022, 11, 7, 9, 0, tzinfo=UTC))
    move(world, "Alba Two", "Dag Five", unreached_since=date(2022, 10, 7))
    browser = world.client("Dag Five")
    page = browser.get("/p/one/member/panel/serving").text
    assert "It is moved that you stand down" in page and "I am reached" in page
    assert browser.post(f"/p/one/member/panel/serving/{motion(world).id}/here").status_code == 303
    with pytest.raises(Refusal, match="is over"):
        agree(world, "Beatrice Three")
    world.to(datetime(2022, 11, 8, 9, 0, tzinfo=UTC))
    move(world, "Alba Two", "Dag Five", unreached_since=date(2022, 10, 7))
    agree(world, "Beatrice Three", "Cyril Four", agrees=False)
    assert motion(world).carried is False and motion(world).ended_at is not None
    assert world.reader("Dag Five", M).seat == 5


@pytest.mark.rule("R23")
def test_three_working_days_after_the_chairs_reminder_to_declare_the_others_may_declare(
    world: World,
) -> None:
    world.declare_all(but=["Dag Five"])
    with pytest.raises(Refusal, match="no written reminder"):
        move(world, "Alba Two", "Dag Five", what="declare")
    chair = world.client("The President")
    sent = {"what": "declare", "seat": seat_of(world, "Dag Five"), "text": "The names await you."}
    assert chair.post("/p/one/chair/panel/reminders", sent).status_code == 303
    assert "The names await you." in chair.get("/p/one/chair/panel/reminders").text
    own = world.client("Dag Five").get("/p/one/member/panel/serving").text
    other = world.client("Alba Two")
    assert "The names await you." in own
    assert "The names await you." not in other.get("/p/one/member/panel/serving").text
    world.to(datetime(2022, 10, 12, 21, 59, tzinfo=UTC))
    with pytest.raises(Refusal, match="Three working days"):
        move(world, "Alba Two", "Dag Five", what="declare")
    world.to(datetime(2022, 10, 12, 22, 0, tzinfo=UTC))
    other = world.client("Alba Two")
    assert "The names await you." in other.get("/p/one/member/panel/serving").text
    form = {"seat": seat_of(world, "Dag Five"), "what": "declare", "reason": "No answer came."}
    assert other.post("/p/one/member/panel/serving/move", form).status_code == 303
    page = world.client("Beatrice Three").get("/p/one/member/panel/serving").text
    assert "That Dag Five, seat 5 stands down" in page and "No answer came." in page
    world.declare("Dag Five")
    agree(world, "Beatrice Three")  # what was missing is done: the motion falls
    assert motion(world).carried is False
    with pytest.raises(Refusal, match="is done"):
        move(world, "Alba Two", "Dag Five", what="declare")


@pytest.mark.rule("R23")
@pytest.mark.rule("C8")
def test_from_the_first_interview_nobody_follows_and_four_go_on(world: World) -> None:
    world.declare_all()
    world.milestone(MilestoneKind.INTERVIEWS_BEGUN, Audience.PANEL, run=1)
    reminders.remind(
        world.reader("The President", C),
        what="attend",
        seat=seat_of(world, "Dag Five"),
        text="The interviews of this week are yours too.",
    )
    world.to(datetime(2022, 10, 13, 9, 0, tzinfo=UTC))
    move(world, "Alba Two", "Dag Five", what="attend")
    agree(world, "Beatrice Three", "Cyril Four")
    assert len(world.grants(M)) == 4
    with pytest.raises(Refusal, match="nobody is seated any more"):
        seats.pass_seat(
            world.reader("The President", C),
            passing_id=vacant(world)[0].id,
            surrogate_grant=world.reader("Emil First", Capacity.SURROGATE).grant_id,
        )


@pytest.mark.rule("R23")
@pytest.mark.rule("R19")
def test_the_reminder_to_the_chair_is_any_two_members_and_the_chair_may_lose_the_seat(
    world: World,
) -> None:
    world.declare_all(but=["The President"])
    with pytest.raises(Refusal, match="any two members"):
        reminders.remind(
            world.reader("The President", C),
            what="declare",
            seat=seat_of(world, "The President"),
            text="To myself.",
        )
    asked = reminders.ask_chair(
        world.reader("Alba Two", M), what="declare", text="The names await the Chair too."
    )
    with pytest.raises(Refusal, match="Two members are needed"):
        reminders.join(world.reader("Alba Two", M), reminder_id=asked)
    world.to(datetime(2022, 10, 20, 9, 0, tzinfo=UTC))
    with pytest.raises(Refusal, match="no written reminder"):  # of one member alone: none
        move(world, "Alba Two", "The President", what="declare")
    president = world.client("The President")
    assert "await the Chair too" not in president.get("/p/one/member/panel/serving").text
    assert world.client("Cyril Four").post(
        f"/p/one/member/panel/serving/asked/{asked}/join"
    ).status_code == 303  # fmt: skip
    president = world.client("The President")
    assert "await the Chair too" in president.get("/p/one/chair/panel/reminders").text
    assert "panel.answer_asked" in kinds(world, "The President")
    world.to(datetime(2022, 10, 25, 22, 0, tzinfo=UTC))
    move(world, "Dag Five", "The President", what="declare")
    agree(world, "Alba Two", "Beatrice Three")
    assert world.grants(C) == []  # and nobody chairs until those seated have elected
    panel_world.elect(world, "Cyril Four")
    assert world.grants(C)[0].person_id == world.person("Cyril Four")


@pytest.mark.rule("R19")
def test_a_due_act_that_waited_three_working_days_is_done_by_an_acting_chair(
    world: World,
) -> None:
    world.declare_all()
    asked = reminders.ask_chair(
        world.reader("Alba Two", M), what="act", text="Put the criteria to a meeting."
    )
    reminders.join(world.reader("Beatrice Three", M), reminder_id=asked)
    reminders.answer(world.reader("The President", C), reminder_id=asked, text="Next week.")
    with pytest.raises(Refusal, match="is exercised"):
        election.call(world.reader("Cyril Four", M))
    world.to(datetime(2022, 10, 12, 22, 0, tzinfo=UTC))
    page = world.client("Cyril Four").get("/p/one/member/panel/acting-chair").text
    assert "has waited three working days" in page
    election.call(world.reader("Cyril Four", M))
    with db.reading() as connection:
        called = elections.latest(connection, world.procedure_id)
    assert called is not None
    for name in ("Alba Two", "Beatrice Three", "Cyril Four"):
        election.vote(
            world.reader(name, M), election_id=called.id, for_grant=seat_of(world, "Alba Two")
        )
    assert world.grants(C)[0].person_id == world.person("Alba Two")
    assert world.reader("The President", M).seat == 1  # the seat is untouched
    with pytest.raises(Refusal, match="is exercised"):  # the waiting was the other's
        election.call(world.reader("Cyril Four", M))
    election.give_back(world.reader("Alba Two", M))
    assert world.grants(C)[0].person_id == world.person("The President")


@pytest.mark.rule("R19")
def test_what_was_asked_of_the_chair_and_done_calls_no_election(world: World) -> None:
    asked = reminders.ask_chair(world.reader("Alba Two", M), what="act", text="Call a meeting.")
    reminders.join(world.reader("Beatrice Three", M), reminder_id=asked)
    with pytest.raises(Refusal, match="Those who asked"):
        reminders.take_back(world.reader("Cyril Four", M), reminder_id=asked)
    reminders.take_back(world.reader("Beatrice Three", M), reminder_id=asked)
    world.to(datetime(2022, 10, 20, 9, 0, tzinfo=UTC))
    with pytest.raises(Refusal, match="is exercised"):
        election.call(world.reader("Cyril Four", M))


@pytest.mark.rule("R23")
def test_a_lock_that_nobody_is_asked_for_is_moved_by_nobody(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        move(world, "Alba Two", "Dag Five", what="ballot")
    assert refused.value.kind is Kind.UNKNOWN


@pytest.mark.rule("R23")
def test_nobody_outside_the_seats_reads_or_moves_who_serves_on(world: World) -> None:
    for name, capacity in (
        ("Emil First", "surrogate"),
        ("The President", "president"),
        ("The Focal Point", "focal-point"),
    ):
        browser = world.client(name)
        assert browser.get(f"/p/one/{capacity}/panel/serving").status_code == 404
        assert browser.post(f"/p/one/{capacity}/panel/serving/move").status_code == 404
        assert browser.get(f"/p/one/{capacity}/panel/reminders").status_code == 404
