"""Calendars read back by another library than the one that wrote them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from recruit.notices.calendars import Entry, Method, entry, written
from recruit.procedure.rules.days import GENEVA

STAMP = datetime(2022, 11, 1, 9, tzinfo=UTC)


def read(content: bytes) -> Any:
    return vobject.readOne(content.decode())


def one(at: datetime, **more: Any) -> Entry:
    return entry("u1@recruit.example", STAMP, "Interview 3 of 8", at, 60, **more)


def test_lines_end_and_fold_as_the_standard_says() -> None:
    content = written([one(STAMP, description="word " * 60)], Method.REQUEST)
    lines = content.split(b"\r\n")
    assert b"\n" not in b"".join(lines) and all(len(line) <= 75 for line in lines)
    assert content == written([one(STAMP, description="word " * 60)], Method.REQUEST)


# the changes of clock of the decision's calendar, and of 2026 and 2027; wall clock, offset
CHANGES = [
    (datetime(2022, 10, 29, 10, 0), 2),
    (datetime(2022, 10, 31, 10, 0), 1),
    (datetime(2023, 3, 25, 10, 0), 1),
    (datetime(2023, 3, 27, 10, 0), 2),
    (datetime(2026, 10, 24, 10, 0), 2),
    (datetime(2026, 10, 25, 1, 59), 2),
    (datetime(2026, 10, 25, 3, 30), 1),
    (datetime(2026, 10, 26, 10, 0), 1),
    (datetime(2027, 3, 27, 10, 0), 1),
    (datetime(2027, 3, 28, 1, 59), 1),
    (datetime(2027, 3, 28, 3, 0), 2),
    (datetime(2027, 3, 29, 10, 0), 2),
]


@pytest.mark.rule("R1")
@pytest.mark.parametrize(("wall", "offset"), CHANGES)
def test_the_zone_in_the_file_alone_gives_the_right_instant(wall: datetime, offset: int) -> None:
    at = (wall - timedelta(hours=offset)).replace(tzinfo=UTC)
    content = written([one(at)], Method.REQUEST)
    assert f"DTSTART;TZID=Europe/Zurich:{wall:%Y%m%dT%H%M%S}".encode() in content
    # another name, so that no program's own table of zones can help
    content = content.replace(b"Europe/Zurich", b"Nowhere/Nothing")
    event = read(content).vevent
    assert event.dtstart.value.astimezone(UTC) == at
    assert event.dtstart.value.utcoffset() == timedelta(hours=offset)
    assert event.dtend.value.astimezone(UTC) - at == timedelta(hours=1)


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2037, 12, 1)))
@settings(max_examples=25, deadline=None)
def test_every_instant_of_these_years_comes_back(wall: datetime) -> None:
    at = wall.replace(second=0, microsecond=0, tzinfo=GENEVA).astimezone(UTC)
    content = written([one(at)], Method.REQUEST).replace(b"Europe/Zurich", b"Nowhere/Nothing")
    found = read(content).vevent.dtstart.value
    if at.astimezone(GENEVA).fold:  # the hour that comes twice: the wall clock is all there is
        assert found.replace(tzinfo=None) == at.astimezone(GENEVA).replace(tzinfo=None)
    else:
        assert found.astimezone(UTC) == at


def test_an_invitation_and_its_cancelling_carry_what_calendar_programs_need() -> None:
    asked = one(STAMP, organizer="o@recruit.example", attendee="ada@people.example", sequence=2)
    calendar = read(written([asked], Method.REQUEST))
    event = calendar.vevent
    assert calendar.method.value == "REQUEST" and event.uid.value == "u1@recruit.example"
    assert event.sequence.value == "2" and event.status.value == "CONFIRMED"
    assert event.organizer.value == "mailto:o@recruit.example"
    assert event.attendee.value == "mailto:ada@people.example"
    assert event.attendee.params["PARTSTAT"] == ["NEEDS-ACTION"]
    assert event.contents["class"][0].value == "PRIVATE"
    off = one(STAMP, organizer="o@recruit.example", cancelled=True, sequence=3)
    gone = read(written([off], Method.CANCEL))
    assert gone.method.value == "CANCEL"
    assert (gone.vevent.status.value, gone.vevent.transp.value) == ("CANCELLED", "TRANSPARENT")


@pytest.mark.parametrize(
    "evil",
    [
        "Room 4\r\nATTENDEE:mailto:victim@people.example",
        "Room 4\nBEGIN:VALARM\nACTION:AUDIO",
        "a;b,c\\n:d",
        "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:other",
    ],
)
def test_no_text_opens_a_property_of_its_own(evil: str) -> None:
    content = written([one(STAMP, location=evil, description=evil)], Method.REQUEST)
    calendar = read(content)
    assert len(calendar.contents["vevent"]) == 1
    event = calendar.vevent
    assert set(event.contents) == {
        *("uid", "dtstamp", "sequence", "summary", "dtstart", "dtend"),
        *("description", "location", "transp", "class"),
    }
    assert event.location.value.replace("\r\n", "\n") == evil.replace("\r\n", "\n")


def test_whole_days_have_no_zone() -> None:
    days = Entry("d", STAMP, "Window", date(2022, 9, 5), date(2022, 9, 26), busy=False)
    content = written([days], Method.PUBLISH, "Windows")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in content
    calendar = read(content)
    assert "vtimezone" not in calendar.contents
    assert calendar.vevent.dtstart.value == date(2022, 9, 5)
    assert calendar.vevent.transp.value == "TRANSPARENT"
