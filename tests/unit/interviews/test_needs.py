"""What a candidate needs for the interview, by the rule alone (J11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from recruit.core.errors import Refusal
from recruit.interviews.rules.needs import (
    LONGEST,
    LONGEST_READY,
    Answer,
    Channel,
    Standing,
    check_answer,
    check_last_day,
    proposed_last_day,
    standing,
)
from recruit.procedure.rules.days import end_of

NOW = datetime(2022, 12, 1, 22, 30, tzinfo=UTC)  # 23:30 in Geneva, a Thursday
TODAY = date(2022, 12, 1)
GOOD = Answer("I use a wheelchair.", "Africa/Nairobi", Channel.VIDEO, "", "A table of 75 cm")


@pytest.mark.rule("J11")
def test_an_answer_is_awaited_to_the_end_of_its_last_day_in_geneva() -> None:
    due = end_of(date(2022, 12, 8))
    assert standing(False, None, False, NOW) is Standing.NOT_ASKED
    assert standing(True, due, False, NOW) is Standing.WAITS
    assert standing(True, due, False, due) is Standing.LATE
    assert standing(True, due, True, due) is Standing.ANSWERED


@pytest.mark.rule("J11")
def test_the_last_day_lies_ahead_and_within_the_window() -> None:
    last = date(2023, 1, 31)
    check_last_day(date(2022, 12, 2), last, NOW)
    check_last_day(last, last, NOW)
    for day in (TODAY, date(2023, 2, 1)):
        with pytest.raises(Refusal) as caught:
            check_last_day(day, last, NOW)
        assert caught.value.rule == "J11"
    assert proposed_last_day(NOW, last) == date(2022, 12, 8)
    assert proposed_last_day(NOW, date(2022, 12, 6)) == date(2022, 12, 6)
    assert proposed_last_day(NOW, None) == date(2022, 12, 8)
    assert proposed_last_day(NOW, date(2022, 11, 30)) == date(2022, 12, 8)


@pytest.mark.rule("J11")
@pytest.mark.parametrize(
    "bad",
    [
        replace(GOOD, zone="Mars/Olympus"),
        replace(GOOD, zone=""),
        replace(GOOD, channel="telepathy"),
        replace(GOOD, access="x" * (LONGEST + 1)),
        replace(GOOD, ready="x" * (LONGEST_READY + 1)),
        replace(GOOD, ready="Step-free: i  use a WHEELCHAIR."),
        replace(
            GOOD, access="", text="I had a stroke in May", ready="I had a stroke in May; captions"
        ),
    ],
)
def test_an_answer_has_zone_and_channel_and_gives_no_reason_to_the_room(bad: Answer) -> None:
    check_answer(GOOD, TODAY, NOW)
    check_answer(replace(GOOD, access="Ramp", ready="Ramp"), TODAY, NOW)
    with pytest.raises(Refusal) as caught:
        check_answer(bad, TODAY, NOW)
    assert caught.value.rule == "J11"


@pytest.mark.rule("J11")
def test_an_answer_does_not_come_from_tomorrow() -> None:
    check_answer(GOOD, TODAY, NOW)
    with pytest.raises(Refusal):
        check_answer(GOOD, date(2022, 12, 2), NOW)
