"""The strip of the demonstration: where its clock goes next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from recruit.core import clock
from recruit.demo import views
from tests.worlds import World


def test_the_clock_goes_to_half_an_hour_before_what_is_over_next(
    a_procedure: Callable[..., World],
) -> None:
    world = a_procedure(at="silence")
    deadline = datetime(2023, 3, 13, 17, tzinfo=UTC)
    with world.app.test_request_context("/"):
        first = views._next_deadline()
    assert clock.now() < first <= deadline - timedelta(minutes=30)
    clock.freeze(deadline - timedelta(hours=2))
    with world.app.test_request_context("/"):
        assert views._next_deadline() == deadline - timedelta(minutes=30)
