"""What each calendar has to be told, whatever happened in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recruit.core.errors import Refusal
from recruit.interviews.rules.appointments import Change, Told, Wanted, called, changes, numbers
from recruit.interviews.rules.schedule import check_hours, in_hours

NOW = datetime(2022, 12, 1, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=12)


def want(candidate: str = "c1", person: str = "p1", hours: int = 0, number: int = 1) -> Wanted:
    return Wanted(candidate, person, number, LATER + timedelta(hours=hours), 60)


def after(told: list[Told], found: list[Change]) -> list[Told]:
    """What was told once these changes are."""
    kept = {(t.what.candidate, t.what.person): t for t in told}
    for c in found:
        kept[c.what.candidate, c.what.person] = Told(c.what, c.sequence, c.cancelled)
    return list(kept.values())


def test_a_moved_time_raises_the_sequence_and_a_lost_seat_cancels() -> None:
    told = after([], changes([want()], [], NOW))
    assert [(t.sequence, t.cancelled) for t in told] == [(0, False)]
    assert changes([want()], told, NOW) == []
    told = after(told, changes([want(hours=3)], told, NOW))
    assert [(t.what, t.sequence) for t in told] == [(want(hours=3), 1)]
    told = after(told, changes([], told, NOW))
    assert [(t.sequence, t.cancelled) for t in told] == [(2, True)]
    assert changes([], told, NOW) == []
    told = after(told, changes([want()], told, NOW))
    assert [(t.sequence, t.cancelled) for t in told] == [(3, False)]


def test_what_has_passed_is_left_as_it_stands() -> None:
    told = after([], changes([want()], [], NOW))
    gone_by = LATER + timedelta(hours=1)
    assert changes([], told, gone_by) == [] and changes([want()], [], gone_by) == []
    assert changes([], told, gone_by - timedelta(minutes=1)) != []


_WANTED = st.lists(
    st.builds(want, st.sampled_from("abc"), st.sampled_from("xyz"), st.integers(0, 4)),
    max_size=6,
    unique_by=lambda w: (w.candidate, w.person),
)


@given(st.lists(_WANTED, min_size=1, max_size=8))
@settings(max_examples=80, deadline=None)
def test_after_any_history_calendars_show_what_holds_and_sequences_only_rise(
    history: list[list[Wanted]],
) -> None:
    told: list[Told] = []
    heard: dict[tuple[str, str], int] = {}
    for holds in history:
        found = changes(holds, told, NOW)
        for c in found:
            key = (c.what.candidate, c.what.person)
            assert c.sequence == heard.get(key, -1) + 1
            heard[key] = c.sequence
        told = after(told, found)
        shown = {t.what for t in told if not t.cancelled}
        assert shown == set(holds)
        assert changes(holds, told, NOW) == []


def test_numbers_stay_and_new_ones_follow_the_order_of_the_times() -> None:
    first = numbers({}, [(LATER, "b"), (NOW, "a")])
    assert first == {"a": 1, "b": 2}
    assert numbers(first, [(NOW, "c"), (NOW, "b")]) == {"a": 1, "b": 2, "c": 3}
    assert called(3, 8) == "Interview 3 of 8" and called(0, 0) == "Interview"


@pytest.mark.rule("J12")
@pytest.mark.parametrize(
    ("zone", "hour", "fits"),
    [
        ("Europe/Zurich", 6, True),  # 07:00 in winter
        ("Europe/Zurich", 5, False),
        ("America/Bogota", 12, True),
        ("America/Bogota", 11, False),
        ("Asia/Vientiane", 13, True),  # ends at 21:00
        ("Asia/Vientiane", 14, False),
        ("Pacific/Auckland", 10, False),
    ],
)
def test_no_interview_before_seven_or_after_nine_where_the_candidate_is(
    zone: str, hour: int, fits: bool
) -> None:
    at = datetime(2022, 12, 13, hour, tzinfo=UTC)
    assert in_hours(at, 60, zone) is fits
    if fits:
        check_hours([("R-1", at, 60, zone)])
    else:
        with pytest.raises(Refusal) as caught:
            check_hours([("R-1", at, 60, zone)])
        assert caught.value.rule == "J12" and "R-1" in caught.value.reason
