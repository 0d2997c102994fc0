"""All that somebody was told in the application, page by page (home has the latest alone)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from recruit.access.rules import Capacity, Reader
from recruit.core import clock, db
from recruit.notices import kinds, outbox
from recruit.notices.models import Notice
from recruit.notices.operations import broadcast, tell
from tests import ground, silence
from tests.silence import World


@pytest.fixture
def world(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[World]:
    with silence.made(tmp_path, pytestconfig.getoption("--database")) as made:
        yield made


def told(world: World, number: int, member: Reader) -> None:
    """So many lines for this member, each with its own number."""
    kinds.register("test-told", subject="Something", line=lambda n: f"Number {int(n):03} happened")
    world.place.wait(minutes=1)
    with world.place.acting(world.place.again(world.chair)) as a:
        for n in range(number):
            tell(a, "test-told", "persons:member", object_id=str(n), recipients=[member.person_id])
    outbox.expand(clock.now())


def numbers(page: str) -> set[int]:
    return {n for n in range(70) if f"Number {n:03} happened" in page}


def test_whoever_was_away_finds_every_line_and_nobody_elses(world: World) -> None:
    member = world.place.reader("Ada Example", Capacity.MEMBER, seat=2, state="CHL")
    told(world, 60, member)
    browser = silence.browser(world, member)
    home = browser.get("/").text
    assert len(numbers(home)) == 8 and 'href="/notices"' in home
    first, second = browser.get("/notices").text, browser.get("/notices?page=2").text
    assert "?page=2" in first and "?page=1" in second and "?page=3" not in second
    assert len(numbers(first)) == 50 and not numbers(first) & numbers(second)
    assert numbers(first) | numbers(second) == set(range(60))
    assert numbers(silence.browser(world, world.office).get("/notices").text) == set()
    for wrong in ("0", "-1", "x", "201", "٢", "9" * 40):
        assert browser.get(f"/notices?page={wrong}").status_code == 404


def test_a_line_is_gone_from_the_list_with_its_capacity(world: World) -> None:
    member = world.place.reader("Ada Example", Capacity.MEMBER, seat=2, state="CHL")
    told(world, 3, member)
    browser = silence.browser(world, member)
    assert len(numbers(browser.get("/notices").text)) == 3
    world.place.end(member)
    browser = silence.browser(world, member)
    assert numbers(browser.get("/notices").text) == set()


def test_a_mailed_code_or_link_is_no_news(world: World) -> None:
    delegate = world.delegate("CHL")
    silence.browser(world, delegate)  # the application gives the kinds
    with db.writing() as session:
        for kind in ("accounts.code", "accounts.reset", "accounts.changed"):
            broadcast(
                session,
                clock.now(),
                None,
                kind,
                "persons",
                recipients=[delegate.person_id],
                sender=Capacity.ADMINISTRATOR,
            )
    outbox.expand(clock.now())
    lines = [n.kind for n in ground.rows(Notice) if n.person_id == delegate.person_id]
    assert "accounts.changed" in lines and not {"accounts.code", "accounts.reset"} & set(lines)
