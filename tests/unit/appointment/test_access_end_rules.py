"""Each access ends on its day (R17, D3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from recruit.access.rules import Capacity
from recruit.appointment.rules.access_end import ENDING, Held, ends_at, is_over

END = datetime(2023, 3, 14, 10, 0, tzinfo=UTC)
SINCE = datetime(2022, 9, 5, tzinfo=UTC)
YEAR = datetime(2024, 3, 14, 10, 0, tzinfo=UTC)
CERTIFIED = datetime(2024, 3, 28, 23, 30, tzinfo=UTC)  # 00:30 on the 29th in Geneva
MIDNIGHT = datetime(2024, 3, 29, 23, 0, tzinfo=UTC)  # 24:00 of that day
C = Capacity


@pytest.mark.rule("R17")
@pytest.mark.rule("D3")
@pytest.mark.parametrize("capacity", [C.MEMBER, C.CHAIR, C.SURROGATE, C.COMMITTEE])
def test_members_and_committee_end_twelve_months_after_the_end(capacity: Capacity) -> None:
    held = Held(capacity, SINCE)
    assert ends_at(held, END, None) == ends_at(held, END, CERTIFIED) == YEAR
    assert not is_over(held, END, None, YEAR - timedelta(microseconds=1))
    assert is_over(held, END, None, YEAR)


@pytest.mark.rule("R17")
@pytest.mark.rule("D3")
@pytest.mark.parametrize("capacity", [C.PRESIDENT, C.OFFICE, C.FORMER_MEMBER])
def test_president_and_office_end_on_the_day_of_the_last_certificate(capacity: Capacity) -> None:
    held = Held(capacity, SINCE)
    assert ends_at(held, END, None) is None and not is_over(held, END, None, YEAR)
    assert ends_at(held, END, CERTIFIED) == MIDNIGHT
    later = Held(capacity, CERTIFIED + timedelta(days=400))  # named anew, to be reminded (T4)
    assert ends_at(later, END, CERTIFIED) is None


@pytest.mark.rule("R17")
def test_nobody_elses_access_has_a_day_of_its_own() -> None:
    others = set(Capacity) - ENDING
    assert {C.FOCAL_POINT, C.STAFF, C.DELEGATE, C.AUDITOR} <= others
    assert all(ends_at(Held(c, SINCE), END, CERTIFIED) is None for c in others)
