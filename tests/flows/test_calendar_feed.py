"""The calendar's windows as a feed: everybody's, and telling nothing of the panel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from sqlmodel import select

from recruit.core import db
from recruit.procedure import models
from tests import silence
from tests.silence import World


@pytest.fixture
def world(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[World]:
    with silence.made(tmp_path, pytestconfig.getoption("--database")) as made:
        yield made


def taken(world: World) -> bytes:
    """The feed as a calendar program gets it, without a sign-in."""
    found = silence.browser(world).get(f"/calendar/{world.place.name}.ics")
    assert found.status_code == 200
    assert found.headers["Content-Type"].startswith("text/calendar")
    return bytes(found.get_data())


@pytest.mark.rule("R1")
@pytest.mark.rule("P54a")
def test_a_calendar_program_reads_the_windows_as_whole_days_both_included(world: World) -> None:
    events = Calendar.from_ical(taken(world)).walk("VEVENT")
    by_start = {e["DTSTART"].dt: e["DTEND"].dt for e in events}
    assert by_start[date(2022, 9, 5)] - timedelta(days=1) == date(2022, 9, 25)
    assert len({str(e["UID"]) for e in events}) == len(events) >= 7


@pytest.mark.rule("P53f-2")
def test_the_feed_is_the_same_bytes_whatever_the_panel_does_and_for_everybody(
    world: World,
) -> None:
    before = taken(world)
    world.open()
    world.object("CHL")
    assert taken(world) == before
    signed = silence.browser(world, world.president)
    assert signed.get(f"/calendar/{world.place.name}.ics").get_data() == before
    assert silence.browser(world).get("/calendar/another.ics").status_code == 404


def test_no_text_of_a_window_puts_a_property_of_its_own_into_the_feed(world: World) -> None:
    evil = "A window;x,y\nATTENDEE:mailto:victim@people.example\r\nBEGIN:VALARM"
    with db.writing() as session:
        for row in session.exec(select(models.Window)):
            row.what = evil
            session.add(row)
    feed = Calendar.from_ical(taken(world))
    assert not feed.walk("VALARM")
    for event in feed.walk("VEVENT"):
        assert "ATTENDEE" not in event and "victim" in str(event["DESCRIPTION"])
