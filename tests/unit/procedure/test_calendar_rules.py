"""The calendar: windows in Geneva, working days, posting, re-dating, the picture."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.core.errors import Refusal, require
from recruit.procedure.presets.ccm_10msp import CLOSURE, WINDOWS
from recruit.procedure.rules import calendar as cal
from recruit.procedure.rules.calendar import Amendment, Stage
from recruit.procedure.rules.posting import POSTING_GATES, PostingFacts

BY_PARA = {w.para: w for w in WINDOWS}
MS = timedelta(milliseconds=1)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]


@pytest.mark.rule("R1")
def test_a_window_includes_the_last_millisecond_of_its_last_day_and_not_the_next() -> None:
    window = BY_PARA["54(a)"]
    assert window.opens == utc(2022, 9, 4, 22)
    assert window.closes == utc(2022, 9, 25, 22)
    assert not cal.contains(window, window.opens - MS)
    assert cal.contains(window, window.opens)
    assert cal.contains(window, window.closes - MS)
    assert not cal.contains(window, window.closes)


@pytest.mark.rule("R1")
def test_seven_october_belongs_to_prescreening_and_to_the_shortlist() -> None:
    on = {w.para for w in WINDOWS if cal.contains(w, utc(2022, 10, 7, 12))}
    assert on == {"54(b)", "54(c)", "54(d)", "54(e)"}


@pytest.mark.rule("R1")
def test_the_days_on_which_the_hour_changes_have_twenty_five_and_twenty_three_hours() -> None:
    autumn, spring = date(2022, 10, 30), date(2023, 3, 26)
    assert cal.end_of(autumn) - cal.start_of(autumn) == timedelta(hours=25)
    assert cal.end_of(spring) - cal.start_of(spring) == timedelta(hours=23)
    assert cal.start_of(autumn) == utc(2022, 10, 29, 22)
    assert cal.end_of(autumn) == utc(2022, 10, 30, 23)


@pytest.mark.rule("R1")
def test_a_duty_is_due_at_the_end_and_a_right_opens_at_the_start_of_the_nth_day() -> None:
    friday = date(2022, 10, 28)
    assert cal.add_working_days(friday, 1) == date(2022, 10, 31)
    assert cal.duty_due(friday, 2) == utc(2022, 11, 1, 23)
    assert cal.right_opens(friday, 2) == utc(2022, 10, 31, 23)
    assert cal.duty_due(date(2023, 3, 24), 1) == utc(2023, 3, 27, 22)


@pytest.mark.rule("R1")
def test_an_instant_counts_from_its_day_in_geneva_not_in_utc() -> None:
    late_thursday_utc = utc(2022, 11, 3, 23, 30)  # already Friday in Geneva
    assert cal.add_working_days(late_thursday_utc, 1) == date(2022, 11, 7)
    with pytest.raises(ValueError):
        cal.add_working_days(datetime(2022, 11, 3), 1)
    with pytest.raises(ValueError):
        cal.add_working_days(date(2022, 11, 3), 0)


@pytest.mark.rule("R1")
def test_the_turn_of_the_year_has_no_working_days_unless_the_setting_says_so() -> None:
    assert cal.add_working_days(date(2022, 12, 23), 1) == date(2023, 1, 3)
    assert cal.add_working_days(date(2022, 12, 23), 1, cal.Holidays()) == date(2022, 12, 26)
    good_friday = cal.holidays_of("12-24/01-02 2023-04-07")
    assert not cal.is_working_day(date(2023, 4, 7), good_friday)
    assert not cal.is_working_day(date(2023, 1, 2), good_friday)
    assert cal.is_working_day(date(2023, 1, 3), good_friday)
    with pytest.raises(ValueError):
        cal.holidays_of("Easter")


@pytest.mark.rule("R1")
@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 40))
def test_between_start_and_the_nth_day_lie_exactly_n_working_days(start: date, n: int) -> None:
    end = cal.add_working_days(start, n)
    span = [start + timedelta(days=i) for i in range(1, (end - start).days + 1)]
    assert sum(cal.is_working_day(d) for d in span) == n
    assert cal.is_working_day(end)


@pytest.mark.rule("R2")
def test_stages_are_those_of_the_dates_and_none_between_windows() -> None:
    at = cal.stage_in_calendar
    assert at(WINDOWS, utc(2022, 9, 3)) == ()
    assert at(WINDOWS, utc(2022, 9, 25, 21, 59)) == (Stage.VACANCY,)
    assert at(WINDOWS, utc(2022, 10, 7, 9)) == (Stage.PRESCREENING, Stage.SHORTLIST)
    assert at(WINDOWS, utc(2022, 12, 10, 12)) == ()
    assert at(WINDOWS, utc(2023, 2, 17, 22, 59)) == (Stage.REPORT,)
    assert at(WINDOWS, utc(2023, 2, 17, 23)) == ()
    assert cal.stage_of("54(e)") is Stage.SHORTLIST


@pytest.mark.rule("R2")
def test_a_deliverable_outside_its_window_needs_a_decision_recorded_before() -> None:
    window, now = BY_PARA["54(c)"], utc(2022, 12, 12, 9)
    assert not cal.within_window(window, (), now)
    later = Amendment("54(c)", date(2022, 10, 7), date(2022, 12, 16), "two ill", now - MS)
    assert cal.check_amendment(window, later)
    assert cal.within_window(window, (later,), now)
    assert not cal.within_window(window, (later,), now - 2 * MS)
    assert not cal.within_window(BY_PARA["54(d)"], (later,), now)
    assert not cal.within_window(window, (later,), utc(2022, 12, 16, 23))


@pytest.mark.rule("R2")
def test_an_amendment_needs_a_reason_days_in_order_and_a_window() -> None:
    now = utc(2022, 12, 9)
    day = date(2022, 12, 16)
    assert not cal.check_amendment(BY_PARA["54(c)"], Amendment("54(c)", day, day, "  ", now))
    backwards = Amendment("54(c)", day, date(2022, 12, 1), "why", now)
    assert not cal.check_amendment(BY_PARA["54(c)"], backwards)
    assert not cal.check_amendment(BY_PARA["54(h)"], Amendment("54(h)", day, day, "why", now))


@pytest.mark.rule("R2")
def test_a_late_report_is_not_hindered_and_its_amended_window_is_the_panels_alone() -> None:
    window, now = BY_PARA["54(g)"], utc(2023, 2, 20)
    assert cal.within_window(window, (), now)
    moved = Amendment("54(g)", date(2023, 1, 28), date(2023, 3, 3), "why", utc(2023, 2, 1))
    original, amended = cal.shown(window, (moved,), now, living_occupant=True)
    assert original == window and amended is not None and amended.last == date(2023, 3, 3)
    assert cal.shown(window, (moved,), now, living_occupant=False) == (window, None)
    other = Amendment("54(f)", date(2022, 12, 12), date(2023, 2, 3), "why", utc(2023, 1, 1))
    assert cal.shown(BY_PARA["54(f)"], (other,), now, living_occupant=False)[1] is not None


def posting(now: datetime, reason: str = "", by: str = "", **more: object) -> PostingFacts:
    facts = {"closing": CLOSURE, "window": BY_PARA["54(a)"], **more}
    return PostingFacts(now=now, reason=reason, reason_by=by, **facts)  # type: ignore[arg-type]


def refused(facts: PostingFacts) -> str:
    with pytest.raises(Refusal) as caught:
        require(POSTING_GATES, facts)
    return caught.value.rule


@pytest.mark.rule("P53d-1")
def test_nothing_is_posted_before_the_closing_instant_whatever_the_reason() -> None:
    assert CLOSURE == utc(2022, 9, 2, 16)
    assert refused(posting(CLOSURE - MS, "urgent", "focal_point")) == "P53d-1"
    assert refused(posting(CLOSURE, "urgent", "focal_point", closing=None)) == "P53d-1"


@pytest.mark.rule("P53d-1")
@pytest.mark.rule("R2")
def test_on_the_closing_day_the_focal_point_gives_the_reason_and_then_the_president() -> None:
    friday, saturday = CLOSURE, utc(2022, 9, 2, 22)
    require(POSTING_GATES, posting(friday, "websites close early", "focal_point"))
    assert refused(posting(friday)) == "P54a"
    assert refused(posting(friday, "why", "president")) == "P54a"
    require(POSTING_GATES, posting(saturday - MS, "why", "focal_point"))
    assert refused(posting(saturday, "why", "focal_point")) == "P54a"
    require(POSTING_GATES, posting(saturday, "why", "president"))
    assert refused(posting(saturday, "   ", "president")) == "P54a"


@pytest.mark.rule("P54a")
def test_within_its_window_the_posting_needs_no_reason_and_after_it_a_decision() -> None:
    require(POSTING_GATES, posting(utc(2022, 9, 4, 22)))
    require(POSTING_GATES, posting(utc(2022, 9, 25, 22) - MS))
    late = utc(2022, 9, 25, 22)
    assert refused(posting(late)) == "R2"
    moved = Amendment("54(a)", date(2022, 9, 5), date(2022, 9, 30), "site down", late)
    require(POSTING_GATES, posting(late, amendments=(moved,)))


@pytest.mark.rule("R18")
def test_each_window_keeps_its_distance_in_days_from_the_closure() -> None:
    new = date(2023, 9, 14)
    moved = cal.redate(WINDOWS, CLOSURE, new)
    for old, now in zip(WINDOWS, moved, strict=True):
        assert (old.para, old.who, old.what) == (now.para, now.who, now.what)
        if old.first is None or old.last is None:
            assert now.first is None and now.last is None
            continue
        assert now.first is not None and now.last is not None
        assert now.first - new == old.first - date(2022, 9, 2)
        assert now.last - now.first == old.last - old.first
    assert cal.redate(moved, new, CLOSURE) == WINDOWS


@pytest.mark.rule("R18")
def test_the_calendar_says_which_windows_touch_a_weekend_or_the_turn_of_the_year() -> None:
    found = {(n.para, n.kind, n.day) for n in cal.notes(WINDOWS)}
    assert found == {
        ("54(a)", "ends_on_weekend", date(2022, 9, 25)),
        ("54(f)", "spans_year_end", date(2022, 12, 24)),
        ("54(g)", "begins_on_weekend", date(2023, 1, 28)),
    }
    moved = cal.redate(WINDOWS, date(2022, 9, 2), date(2022, 9, 16))
    kinds = {(n.para, n.kind) for n in cal.notes(moved)}
    assert ("54(f)", "begins_in_year_end") in kinds


@pytest.mark.rule("R1")
def test_the_picture_places_months_windows_and_today_in_one_measure() -> None:
    picture = cal.timeline(WINDOWS, utc(2022, 10, 7, 10))
    assert picture is not None
    assert [m.label for m in picture.months] == [
        "2022-09", "2022-10", "2022-11", "2022-12", "2023-01", "2023-02",
    ]  # fmt: skip
    assert sum(m.width_fraction for m in picture.months) == pytest.approx(1)
    assert [r.para for r in picture.rows] == [f"54({c})" for c in "abcdefg"]
    days = 181
    assert picture.rows[0].first_fraction == pytest.approx(4 / days)
    assert picture.rows[0].width_fraction == pytest.approx(21 / days)
    assert picture.now_fraction == pytest.approx(36.5 / days)
    assert [r.state for r in picture.rows][:4] == ["ended", "running", "running", "running"]
    assert all(r.first_fraction + r.width_fraction <= 1 for r in picture.rows)


@pytest.mark.rule("R1")
def test_the_picture_has_no_line_for_today_outside_it_and_is_absent_without_days() -> None:
    outside = cal.timeline(WINDOWS, utc(2023, 4, 1))
    assert outside is not None and outside.now_fraction is None
    assert cal.timeline((BY_PARA["54(h)"],), utc(2022, 10, 7)) is None
