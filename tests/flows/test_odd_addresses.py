"""Addresses that nobody's page has: what stands behind the question mark breaks no page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from recruit.access.rules import Capacity
from tests.worlds import World

HUGE = "99999999999999999999"
ODD = [
    f"after={HUGE}",
    "after=-5",
    "after=2022-09-26T00:00:00,x",  # a time without a zone
    "after=9999-12-31T23:59:59%2B00:00,x",
    "after=0001-01-01T00:00:00%2B14:00,x",
    f"page={HUGE}",
    "page=-5",
    f"number={HUGE}",
    f"before={HUGE}",
    f"old={HUGE}&new=-1",
    "asked=%F0%9F%92%A9",
    "month=0000-13",
]
PAGES = {
    "circulated": (
        ("focal_point", Capacity.FOCAL_POINT, ("applications/", "prescreening/files", "find/")),
        ("focal_point", Capacity.FOCAL_POINT, ("find/unread", "calendar", "applications/intake")),
        ("auditor", Capacity.AUDITOR, ("record",)),
    ),
    "shortlist": (
        ("member_chile", Capacity.MEMBER, ("prescreening/candidates", "find/", "find/unread")),
        ("member_chile", Capacity.MEMBER, ("prescreening/comparison", "shortlist/papers/profile")),
    ),
}


@pytest.mark.parametrize("stage", PAGES)
def test_an_address_is_typed_with_what_no_page_gives(
    a_procedure: Callable[..., World], stage: str
) -> None:
    world = a_procedure(at=stage)
    world.app.testing = False  # an unforeseen error is a page, as in production
    world.app.config["PROPAGATE_EXCEPTIONS"] = False
    broken, opened = [], 0
    for key, capacity, pages in PAGES[stage]:
        browser = world.client(key)
        for rest in pages:
            path = browser.path(capacity, rest)
            opened += browser.get(path).status_code == 200
            for odd in ODD:
                answer = browser.get(f"{path}?{odd}")
                if answer.status_code >= 500:
                    broken.append((rest, odd, answer.status_code))
    assert opened >= 3, "the pages of this test are others now"
    assert not broken
