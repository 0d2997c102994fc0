"""Proposed times fit everybody, overlap nowhere, and are found wherever there are any."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recruit.core.errors import Refusal
from recruit.interviews.rules.proposals import (
    HALVES,
    MOST_MARKED,
    Day,
    Span,
    Wish,
    check_marked,
    fits,
    half_day,
    places,
    propose,
)
from recruit.interviews.rules.schedule import in_hours
from recruit.procedure.rules.days import at_geneva

NOW = datetime(2022, 12, 5, 9, tzinfo=UTC)
DAYS = [date(2022, 12, 12), date(2022, 12, 13)]


def hours(day: int, begins: int, ends: int) -> Span:
    on = date(2022, 12, day)
    return Span(at_geneva(on, time(begins)), at_geneva(on, time(ends)))


def test_a_day_is_laid_out_around_what_stands_and_what_members_marked() -> None:
    found = places(DAYS, 60, Day(), [hours(12, 9, 12)], [hours(12, 14, 15)], NOW)
    local = [at.astimezone(UTC) + timedelta(hours=1) for at in found]
    assert [f"{at:%d %H:%M}" for at in local] == [
        *("12 12:00", "12 15:15", "13 09:00", "13 10:15", "13 11:30"),
    ]
    assert places(DAYS, 60, Day(), [half_day(d, h) for d in DAYS for h in HALVES], [], NOW) == []
    assert places(DAYS, 60, Day(), [], [], NOW + timedelta(days=30)) == []


@pytest.mark.parametrize(
    ("day", "hours_before_noon", "hours_after"),
    [(date(2026, 10, 25), 6, 8), (date(2027, 3, 28), 6, 8), (date(2022, 10, 31), 6, 8)],
)
def test_half_days_are_as_long_as_on_any_day_when_the_clock_changes(
    day: date, hours_before_noon: int, hours_after: int
) -> None:
    am, pm = half_day(day, "am"), half_day(day, "pm")
    assert (am.ends_at - am.starts_at, pm.ends_at - pm.starts_at) == (
        timedelta(hours=hours_before_noon),
        timedelta(hours=hours_after),
    )
    assert am.ends_at == pm.starts_at and not am.meets(pm)


def test_a_candidate_far_away_gets_the_hour_that_others_can_spare() -> None:
    starts = [at_geneva(DAYS[0], time(9)), at_geneva(DAYS[0], time(14))]
    near, far = Wish("near", "Europe/Zurich"), Wish("far", "America/Bogota")
    assert propose([near, far], starts, 60) == {"near": starts[0], "far": starts[1]}
    only = propose([Wish("south", "Pacific/Auckland")], starts, 60)
    assert only == {}
    assert propose([Wish("south", "Pacific/Auckland", True)], starts, 60) == {"south": starts[0]}


def test_times_that_end_before_they_begin_and_too_many_are_refused() -> None:
    check_marked([hours(12, 9, 10)])
    for wrong in ([hours(12, 10, 10)], [hours(12, 9, 10)] * (MOST_MARKED + 1)):
        with pytest.raises(Refusal):
            check_marked(wrong)


_ZONES = ("Europe/Zurich", "America/Bogota", "Asia/Vientiane", "Pacific/Auckland", "Africa/Nairobi")
_SPANS = st.lists(
    st.builds(
        lambda day, begins, long: hours(day, begins, begins + long),
        st.sampled_from([12, 13]),
        st.integers(7, 18),
        st.integers(1, 4),
    ),
    max_size=6,
)


@given(_SPANS, _SPANS, st.lists(st.sampled_from(_ZONES), min_size=1, max_size=4))
@settings(max_examples=120, deadline=None)
def test_what_is_proposed_fits_all_and_no_better_choice_of_the_same_times_exists(
    engaged: list[Span], taken: list[Span], zones: list[str]
) -> None:
    length = timedelta(minutes=60)
    starts = places(DAYS, 60, Day(time(8), time(20), 0, 3), engaged, taken, NOW)
    spans = [Span(at, at + length) for at in starts]
    assert all(fits(s, [*engaged, *taken]) for s in spans)
    assert all(not a.meets(b) for i, a in enumerate(spans) for b in spans[i + 1 :])
    wishes = [Wish(f"c{i}", zone) for i, zone in enumerate(zones)]
    found = propose(wishes, starts, 60)
    zone_of = {w.candidate: w.zone for w in wishes}
    assert len(set(found.values())) == len(found) and set(found.values()) <= set(starts)
    assert all(in_hours(at, 60, zone_of[c]) for c, at in found.items())
    padded: list[datetime | None] = [*starts, *([None] * len(wishes))]
    best = (
        max(
            sum(1 for w, at in zip(wishes, chosen, strict=True) if at and in_hours(at, 60, w.zone))
            for chosen in set(permutations(padded, len(wishes)))
        )
        if len(starts) <= 4
        else None
    )
    assert best is None or len(found) == best
