"""What may be booked for a principal, by the rule alone (W2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from recruit.core.errors import Refusal
from recruit.interviews.rules.bookings import Time, check_booking, place_for_assistant

NOW = datetime(2023, 1, 10, 8, 0, tzinfo=UTC)
LATER = Time(NOW + timedelta(hours=2), 60)


@pytest.mark.rule("W2")
def test_bookings_lie_ahead_have_words_and_a_length_and_do_not_overlap() -> None:
    check_booking(LATER, "Quiet room", [], NOW)
    touching = [Time(LATER.ends_at, 30), Time(LATER.starts_at - timedelta(minutes=30), 30)]
    check_booking(LATER, "Quiet room", touching, NOW)
    for wanted, what, booked in (
        (LATER, "  ", []),
        (Time(LATER.starts_at, 4), "Room", []),
        (Time(LATER.starts_at, 1441), "Room", []),
        (Time(NOW, 60), "Room", []),
        (LATER, "Room", [Time(LATER.starts_at + timedelta(minutes=59), 30)]),
        (LATER, "Room", [Time(LATER.starts_at + timedelta(minutes=10), 5)]),
        (LATER, "Room", [Time(LATER.starts_at - timedelta(hours=5), 24 * 60)]),
    ):
        with pytest.raises(Refusal) as caught:
            check_booking(wanted, what, booked, NOW)
        assert caught.value.rule == "W2"


@pytest.mark.rule("W2")
def test_an_assistant_gets_rooms_and_no_link_that_lets_somebody_in() -> None:
    assert place_for_assistant("Room 4") == "Room 4"
    for place in ("https://rooms.example/x", "Link: zoommtg://x?pwd=1"):
        assert "example" not in place_for_assistant(place)
        assert "pwd" not in place_for_assistant(place)
