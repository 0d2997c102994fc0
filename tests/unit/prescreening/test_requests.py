"""The panel's request for all applications received (R7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from recruit.core.errors import Refusal
from recruit.prescreening.rules import requests
from recruit.prescreening.rules.requests import Motion, State

MOVED = datetime(2022, 10, 10, 8, 0, tzinfo=UTC)
OPENS = datetime(2022, 10, 11, 22, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MOTION = Motion("b", "To see the whole field.", MOVED, {}, {}, OPENS)


def state(motion: Motion, now: datetime) -> State:
    return requests.state(motion, "chair", now)


@pytest.mark.rule("R7")
def test_a_seated_member_moves_it_with_a_reason() -> None:
    requests.move("To see the whole field.", seated=True)
    with pytest.raises(Refusal, match="seated member"):
        requests.move("A reason.", seated=False)
    with pytest.raises(Refusal, match="needs a reason"):
        requests.move(" ", seated=True)


@pytest.mark.rule("R7")
def test_it_is_the_panels_when_the_chair_seconds() -> None:
    assert state(replace(MOTION, seconded={"chair": MOVED + HOUR}), MOVED + HOUR) is State.REQUESTED


@pytest.mark.rule("R7")
def test_one_further_member_is_not_enough_two_are() -> None:
    one = replace(MOTION, seconded={"c": MOVED + HOUR})
    assert state(one, MOVED + 2 * HOUR) is State.MOVED
    two = replace(one, seconded={"c": MOVED + HOUR, "d": MOVED + 3 * HOUR})
    assert state(two, MOVED + 3 * HOUR) is State.REQUESTED
    assert requests.made_at(two, "chair", MOVED + 9 * HOUR) == MOVED + 3 * HOUR


@pytest.mark.rule("R7")
def test_nobody_seconds_the_own_motion() -> None:
    assert state(replace(MOTION, seconded={"b": MOVED, "c": MOVED}), MOVED + HOUR) is State.MOVED
    by_chair = replace(MOTION, moved_by="chair", seconded={"chair": MOVED})
    assert state(by_chair, MOVED + HOUR) is State.MOVED


@pytest.mark.rule("R7")
def test_without_objection_it_is_the_panels_after_two_working_days() -> None:
    assert state(MOTION, OPENS - timedelta(milliseconds=1)) is State.MOVED
    assert state(MOTION, OPENS) is State.REQUESTED


@pytest.mark.rule("R7")
def test_an_objection_puts_it_to_the_vote() -> None:
    objected = replace(MOTION, objected={"c": MOVED + HOUR})
    assert state(objected, OPENS + HOUR) is State.TO_THE_VOTE
    later_second = replace(objected, seconded={"chair": MOVED + 2 * HOUR})
    assert state(later_second, OPENS + HOUR) is State.TO_THE_VOTE
    assert state(replace(objected, carried=True), OPENS) is State.REQUESTED
    assert state(replace(objected, carried=False), OPENS) is State.LOST


@pytest.mark.rule("R7")
def test_an_objection_after_it_became_the_panels_changes_nothing() -> None:
    done = replace(MOTION, seconded={"chair": MOVED + HOUR}, objected={"c": MOVED + 2 * HOUR})
    assert state(done, OPENS) is State.REQUESTED


@pytest.mark.rule("R7")
def test_each_document_withheld_needs_a_reason() -> None:
    requests.answer({}, frozenset({"cv"}))
    requests.answer({"letter": "A third person's health."}, frozenset({"cv"}))
    with pytest.raises(Refusal, match="needs a reason"):
        requests.answer({"letter": " "}, frozenset({"cv"}))
    with pytest.raises(Refusal, match="either given"):
        requests.answer({"cv": "A reason."}, frozenset({"cv"}))
