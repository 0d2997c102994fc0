"""Times that are typed by name, at the ends of the calendar."""

from __future__ import annotations

import pytest

from recruit.interviews import forms
from recruit.interviews.views.times import lines_of


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2022-13-01", "x", "1" * 400])
def test_hours_of_a_day_that_is_none_are_shown_again_as_bad(day: str) -> None:
    spans, shown = lines_of({"day-1": day, "from-1": "00:00", "until-1": "23:59"})
    assert len(spans) + sum(one.bad for one in shown) == 1
    good, _shown = lines_of({"day-1": "2022-12-12", "from-1": "09:00", "until-1": "12:00"})
    assert len(good) == 1


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "9999-12-31T23:59", "2022-12-12T09:00+01:00"])
def test_a_slot_at_a_time_that_no_zone_has_is_named(at: str) -> None:
    fields = {"at-one": at, "zone-one": "Pacific/Auckland", "at-two": "2022-12-12T09:00"}
    lines, bad = forms.slot_lines(fields, ["one", "two"])
    assert bad == ["one"] and [line.candidate for line in lines] == ["two"]
