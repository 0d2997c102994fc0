"""What follows a date that was not kept, by the rule alone (J8, C10)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.core.errors import Refusal, Refused, examine, require
from recruit.interviews.rules.missed import (
    COUNTING,
    RECORDING,
    Cause,
    Failing,
    Follows,
    Miss,
    check_decision,
    check_new_date,
    follows,
    last_date,
)
from recruit.prescreening.rules.rulings import Weight

AT = datetime(2023, 1, 10, 9, 30, tzinfo=UTC)
REFUSED, ACCEPTED = Miss(Cause.CANDIDATE, False), Miss(Cause.CANDIDATE, True)
OPEN = Miss(Cause.CANDIDATE)
PANEL, TECHNICAL = Miss(Cause.PANEL), Miss(Cause.TECHNICAL)


@pytest.mark.rule("J8")
def test_what_fails_through_panel_or_line_is_set_again_without_end() -> None:
    assert follows([PANEL, TECHNICAL] * 9) is Follows.NEW_DATE
    assert not last_date([PANEL, TECHNICAL] * 9)
    assert follows([ACCEPTED] * 9) is Follows.NEW_DATE


@pytest.mark.rule("J8")
def test_one_refused_reason_gives_one_new_date_and_the_second_ends_it() -> None:
    assert follows([REFUSED]) is Follows.NEW_DATE and last_date([REFUSED])
    assert follows([REFUSED, REFUSED]) is Follows.WITHDRAWN
    for dates in permutations([REFUSED, PANEL, REFUSED, TECHNICAL, ACCEPTED]):
        assert follows(dates) is Follows.WITHDRAWN
    for dates in permutations([REFUSED, PANEL, TECHNICAL, ACCEPTED]):
        assert follows(dates) is Follows.NEW_DATE and last_date(dates)


@pytest.mark.rule("J8")
@pytest.mark.rule("C10")
def test_nothing_follows_before_the_panel_decided_and_the_minutes_are_confirmed() -> None:
    assert follows([OPEN]) is follows([REFUSED, OPEN, PANEL]) is Follows.DECISION
    lost = Miss(Cause.CANDIDATE, False, Weight.LOST)
    assert lost.open and not lost.refused and follows([REFUSED, lost]) is Follows.DECISION
    for weight in (Weight.WAITS, Weight.TO_THE_VOTE):
        waits = [REFUSED, Miss(Cause.CANDIDATE, False, weight)]
        assert follows(waits) is Follows.MINUTES
        with pytest.raises(Refusal, match="minutes"):
            require(COUNTING, follows(waits))
    for step in (Follows.NEW_DATE, Follows.DECISION):
        with pytest.raises(Refusal) as caught:
            require(COUNTING, step)
        assert caught.value.rule == "J8"
    require(COUNTING, Follows.WITHDRAWN)
    check_new_date([REFUSED], "D22-1")
    for dates in ([OPEN], [REFUSED, REFUSED]):
        with pytest.raises(Refusal, match="D22-1"):
            check_new_date(dates, "D22-1")


@pytest.mark.rule("J8")
def test_the_panel_decides_once_and_only_where_the_candidate_is_asked_for_a_reason() -> None:
    check_decision(OPEN)
    for miss in (REFUSED, ACCEPTED, PANEL, TECHNICAL):
        with pytest.raises(Refusal):
            check_decision(miss)


_ANY = st.lists(
    st.builds(
        Miss,
        st.sampled_from(Cause),
        st.sampled_from([None, True, False]),
        st.sampled_from(Weight),
    ),
    max_size=7,
)


@pytest.mark.rule("J8")
@given(_ANY, st.randoms())
def test_order_changes_nothing_and_a_date_failed_by_others_changes_nothing(
    dates: list[Miss], chance: Random
) -> None:
    step = follows(dates)
    mixed = [*dates, PANEL, TECHNICAL, ACCEPTED]
    chance.shuffle(mixed)
    assert follows(mixed) is step
    theirs = [m for m in dates if m.cause is Cause.CANDIDATE]
    assert follows(theirs) is step
    if step is Follows.WITHDRAWN:
        assert sum(m.accepted is False and m.weight is Weight.COUNTS for m in theirs) >= 2
    if step is Follows.NEW_DATE:
        assert sum(m.accepted is False and m.weight is not Weight.LOST for m in theirs) < 2


def failing(**changed: object) -> Failing:
    said = {
        "now": AT,
        "cause": Cause.CANDIDATE,
        "reason": "The train stood still.",
        "starts_at": AT,
        "invited": True,
        "declined": False,
        "withdrawn": False,
        "started": False,
    }
    return Failing(**{**said, **changed})  # type: ignore[arg-type]


@pytest.mark.rule("J8")
@pytest.mark.parametrize(
    "changed",
    [
        {"starts_at": None},
        {"withdrawn": True},
        {"started": True},
        {"invited": False},
        {"declined": True},
        {"reason": "  "},
        {"starts_at": AT + timedelta(minutes=1)},
    ],
)
def test_what_stops_the_chair_from_recording_a_miss(changed: dict[str, object]) -> None:
    require(RECORDING, failing())
    refused = [one for one in examine(RECORDING, failing(**changed)) if not one.holds]
    assert len(refused) == 1


@pytest.mark.rule("J8")
def test_the_panel_may_cancel_a_date_ahead_and_before_anybody_was_invited() -> None:
    for cause in (Cause.PANEL, Cause.TECHNICAL):
        require(
            RECORDING,
            failing(cause=cause, starts_at=AT + timedelta(days=3), invited=False, declined=True),
        )
    assert not isinstance(RECORDING[0].check(failing()), Refused)
