"""Meetings: quorum, consensus and votes by name, minutes, dissent (C10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.rules import Capacity, Reader
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.panel.operations import meetings, seats
from recruit.panel.queries import meetings as held
from recruit.panel.rules.meetings import Matter
from tests.flows import panel_world
from tests.flows.panel_world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with panel_world.made(tmp_path) as made:
        yield panel_world.circulated(made)


def _chair(world: World) -> Reader:
    return world.reader("The President", Capacity.CHAIR)


def _grants(world: World) -> list[str]:
    return [g.id for g in world.grants(Capacity.MEMBER)]


def _hold(world: World, *places: int) -> str:
    present = [g for n, g in enumerate(_grants(world), 1) if n in (places or range(1, 6))]
    return meetings.hold(_chair(world), held_at=clock.now(), present=present, title="The list")


def _decide(
    world: World,
    meeting_id: str,
    matter: Matter = Matter.OTHER,
    votes: Mapping[str, str] | None = None,
) -> str:
    with act(_chair(world), Action.SHORTLIST_DECIDE) as a:
        motion = meetings.decide(
            a,
            meeting_id=meeting_id,
            matter=matter,
            kind=matter.value,
            run=1,
            text="So decided.",
            reason="For these reasons.",
            votes=votes,
        )
        a.record(motion.id)
        return motion.id


def _effective(motion_id: str) -> datetime | None:
    with db.reading() as connection:
        return held.effective(connection, motion_id, clock.now())


@pytest.mark.rule("C10")
def test_each_matter_has_its_quorum(world: World) -> None:
    three, four = _hold(world, 1, 2, 3), _hold(world, 2, 3, 4, 5)
    assert _decide(world, three)
    for meeting_id, matter in (
        (three, Matter.SHORTLIST),
        (four, Matter.SHORTLIST),  # without the Chair
        (four, Matter.FINAL),
        (four, Matter.INTERVIEWS),
        (_hold(world, 1, 2), Matter.OTHER),
    ):
        with pytest.raises(Refusal) as refused:
            _decide(world, meeting_id, matter)
        assert refused.value.rule == "C10"
    assert _decide(world, _hold(world, 1, 3, 4, 5), Matter.SHORTLIST)
    assert _decide(world, _hold(world), Matter.FINAL)


@pytest.mark.rule("C10")
def test_all_five_means_the_living(world: World) -> None:
    world.declare_all()
    seats.stand_down(world.reader("Dag Five", Capacity.MEMBER))
    assert _decide(world, _hold(world, 1, 2, 3, 4), Matter.FINAL)


@pytest.mark.rule("C10")
def test_three_votes_by_name_decide_and_only_of_those_present(world: World) -> None:
    meeting_id = _hold(world, 1, 2, 3, 4)
    one, two, three, four, five = _grants(world)
    with pytest.raises(Refusal, match="three votes"):
        _decide(world, meeting_id, votes={one: "yes", two: "yes", three: "no", four: "no"})
    with pytest.raises(Refusal, match="present"):
        _decide(world, meeting_id, votes={one: "yes", two: "yes", five: "yes"})
    assert _decide(
        world, meeting_id, votes={one: "yes", two: "yes", three: "yes", four: "abstained"}
    )


@pytest.mark.rule("C10")
def test_what_rests_on_a_decision_waits_for_the_minutes(world: World) -> None:
    meeting_id = _hold(world, 1, 2, 3)
    motion_id = _decide(world, meeting_id)
    assert _effective(motion_id) is None
    meetings.write_minutes(_chair(world), meeting_id=meeting_id, minutes="What was said.")
    with pytest.raises(Refusal, match="written"):
        _decide(world, meeting_id)
    for name in ("The President", "Alba Two"):
        meetings.confirm(world.reader(name, Capacity.MEMBER), meeting_id=meeting_id)
    with pytest.raises(Refusal):  # was not present
        meetings.confirm(world.reader("Dag Five", Capacity.MEMBER), meeting_id=meeting_id)
    assert _effective(motion_id) is None
    meetings.confirm(world.reader("Beatrice Three", Capacity.MEMBER), meeting_id=meeting_id)
    assert _effective(motion_id) == clock.now()
    with db.reading() as connection:
        assert held.confirmed_motions(connection, world.procedure_id, clock.now()) == {motion_id}


@pytest.mark.rule("C10")
@pytest.mark.rule("R1")
def test_the_minutes_are_confirmed_after_two_working_days_at_the_latest(world: World) -> None:
    meeting_id = _hold(world, 1, 2, 3)
    motion_id = _decide(world, meeting_id)
    meetings.write_minutes(_chair(world), meeting_id=meeting_id, minutes="What was said.")
    opens = datetime(2022, 10, 10, 22, 0, tzinfo=UTC)  # 00:00 of Tuesday, laid on Friday
    world.to(opens - timedelta(milliseconds=1))
    assert _effective(motion_id) is None
    world.to(opens)
    assert _effective(motion_id) == opens
    with pytest.raises(Refusal):  # too late to dissent
        meetings.dissent(
            world.reader("Alba Two", Capacity.MEMBER),
            meeting_id=meeting_id, motion_id=motion_id, reason="x",
        )  # fmt: skip


@pytest.mark.rule("C10")
def test_a_dissent_puts_a_consensus_to_the_vote(world: World) -> None:
    meeting_id = _hold(world)
    motion_id = _decide(world, meeting_id)
    meetings.write_minutes(_chair(world), meeting_id=meeting_id, minutes="What was said.")
    with pytest.raises(Refusal):  # nobody has dissented
        meetings.ballot(_chair(world), meeting_id=meeting_id, motion_id=motion_id, votes={})
    meetings.dissent(
        world.reader("Alba Two", Capacity.MEMBER),
        meeting_id=meeting_id, motion_id=motion_id, reason="I was not convinced.",
    )  # fmt: skip
    world.to(datetime(2022, 10, 12, 9, 0, tzinfo=UTC))
    assert _effective(motion_id) is None
    one, two, three, four, five = _grants(world)
    meetings.ballot(
        _chair(world), meeting_id=meeting_id, motion_id=motion_id,
        votes={one: "yes", two: "no", three: "yes", four: "yes", five: "no"},
    )  # fmt: skip
    assert _effective(motion_id) == clock.now()


@pytest.mark.rule("C10")
def test_a_third_ballot_is_on_a_later_day_and_then_the_motion_is_lost(world: World) -> None:
    meeting_id = _hold(world, 1, 2, 3, 4)
    one, two, three, four, _five = _grants(world)
    tie = {one: "yes", two: "yes", three: "no", four: "no"}
    motion_id = meetings.ballot(
        _chair(world), meeting_id=meeting_id, votes=tie, text="A motion.", reason="Said."
    )
    meetings.ballot(_chair(world), meeting_id=meeting_id, motion_id=motion_id, votes=tie)
    with pytest.raises(Refusal, match="later day"):
        meetings.ballot(_chair(world), meeting_id=meeting_id, motion_id=motion_id, votes=tie)
    world.to(clock.now() + timedelta(days=3))
    meetings.ballot(_chair(world), meeting_id=meeting_id, motion_id=motion_id, votes=tie)
    with db.reading() as connection:
        motion = held.meetings(connection, world.procedure_id, clock.now())[0].motions[0]
    assert motion.ballot == 3 and motion.carried is False
    with pytest.raises(Refusal, match="decided"):
        meetings.ballot(_chair(world), meeting_id=meeting_id, motion_id=motion_id, votes=tie)


@pytest.mark.rule("C10")
def test_only_the_chair_holds_meetings_and_only_members_read_them(world: World) -> None:
    meeting_id = _hold(world)
    _decide(world, meeting_id)
    for name, capacity in (
        ("Alba Two", Capacity.MEMBER),
        ("Emil First", Capacity.SURROGATE),
        ("The President", Capacity.PRESIDENT),
        ("The Focal Point", Capacity.FOCAL_POINT),
    ):
        browser = world.client(name)
        base = f"/p/one/{capacity.value}/panel"
        assert browser.get(f"{base}/chair/meetings/{meeting_id}").status_code == 404
        sent = browser.post(f"{base}/chair/meetings/{meeting_id}/minutes", {"minutes": "x"})
        assert sent.status_code == 404
        expected = 200 if capacity is Capacity.MEMBER else 404
        assert browser.get(f"{base}/meetings/{meeting_id}").status_code == expected


def test_a_meeting_is_held_minuted_and_confirmed_on_the_pages(world: World) -> None:
    chair = world.client("The President")
    assert chair.get("/p/one/chair/panel/chair/meetings").status_code == 200
    sent = chair.post(
        "/p/one/chair/panel/chair/meetings",
        {"title": "The profile", "held": "2022-10-07T10:00", "present": _grants(world)[:3]},
    )
    assert sent.status_code == 303
    page = sent.headers["Location"]
    meeting_id = page.rsplit("/", 1)[1]
    _decide(world, meeting_id)
    assert "So decided." in chair.get(page).text
    assert chair.post(f"{page}/minutes", {"minutes": ""}).status_code == 422
    assert chair.post(f"{page}/minutes", {"minutes": "Said and done."}).status_code == 303
    member = world.client("Alba Two")
    own = f"/p/one/member/panel/meetings/{meeting_id}"
    assert "Said and done." in member.get(own).text
    assert member.post(f"{own}/confirm").status_code == 303
    assert "You have confirmed these minutes." in member.get(own).text
    assert member.get("/p/one/member/panel/meetings").status_code == 200
