"""Interviews in people's calendars: told once, moved, cancelled, and nobody named (54(f))."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import vobject
from sqlmodel import col, select

from recruit.access.models import Grant
from recruit.access.rules import Capacity
from recruit.applications.operations import changing
from recruit.core import clock, db, migrate, times
from recruit.interviews.operations import appointments, schedule
from recruit.interviews.queries import schedule as schedules
from recruit.notices import outbox
from recruit.notices.models import Broadcast, Delivery, DeliveryStatus
from recruit.procedure.rules.days import at_geneva
from tests.flows.interviews_world import Room

M, F = Capacity.MEMBER, Capacity.FOCAL_POINT
PLACE = "https://rooms.gichd.example/isu-director"


class Post:
    """The mails with a calendar that left, read by another library than the one that wrote
    them."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.seen: set[str] = set()
        with db.writing() as session:  # what the world had to say before is not looked at
            for told in session.exec(select(Broadcast).where(col(Broadcast.expanded_at).is_(None))):
                told.expanded_at = told.as_of
                session.add(told)
            for waiting in session.exec(select(Delivery).where(Delivery.status == "queued")):
                waiting.status = DeliveryStatus.SENT
                session.add(waiting)

    def dropped(self) -> list[str]:
        """Why mails did not leave, with the kind of each."""
        with db.writing() as session:
            rows = session.exec(
                select(Broadcast.kind, Delivery.said)
                .where(Delivery.broadcast_id == Broadcast.id)
                .where(Delivery.status == DeliveryStatus.DROPPED)
            )
            return [f"{kind}: {said}" for kind, said in rows]

    def work(self) -> list[EmailMessage]:
        """Let the worker do its part; what left since the last time."""
        now = clock.now()
        appointments.tell_due(now)
        outbox.expand(now)
        while outbox.send_due(now):
            pass
        found = []
        for path in sorted((self.room.world.folder / "mail").glob("*.eml")):
            if path.name not in self.seen:
                self.seen.add(path.name)
                read = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                found.append(read)
        return found  # type: ignore[return-value]

    def calendars(self) -> list[tuple[str, Any, EmailMessage]]:
        """The same as address, event, mail; only those with a calendar."""
        found = []
        for mail in self.work():
            for part in mail.walk():
                if part.get_content_type() == "text/calendar":
                    calendar = vobject.readOne(part.get_content())
                    method = part["Content-Type"].params["method"]
                    assert calendar.method.value == method
                    event = calendar.vevent
                    event.method = method
                    found.append((str(mail["To"]), event, mail))
        return found


@pytest.fixture
def room(a_procedure: Any) -> Room:
    """12 December, 09:00: slots are set, invited and confirmed; nothing has started."""
    return Room(a_procedure(at="interviews"))


@pytest.fixture
def post(room: Room) -> Post:
    return Post(room)


def move(room: Room, slot: schedules.SlotView, at: datetime, place: str = PLACE) -> None:
    given = schedule.Given(slot.candidate_id, at, "Europe/Zurich", place)
    schedule.set_slots(room.focal, slots=[given], minutes=slot.minutes)


FREE = at_geneva(date(2023, 1, 11), time(11, 0))


@pytest.mark.rule("P54f")
@pytest.mark.rule("W15")
def test_each_member_gets_each_interview_once_and_no_candidate_is_named(
    room: Room, post: Post
) -> None:
    found = post.calendars()
    ahead = [s for s in room.slots() if s.starts_at]
    members = found
    assert len(members) == 5 * len(ahead)
    assert {e.sequence.value for _to, e, _m in members} == {"0"}
    assert len({e.uid.value for _to, e, _m in found}) == len(found)
    starts = {s.starts_at for s in ahead}
    for to, event, mail in members:
        assert event.method == "REQUEST" and event.attendee.value == f"mailto:{to}"
        assert event.dtstart.value.astimezone(UTC) in starts
        assert event.summary.value == str(mail["Subject"])
        words = mail.get_body(("plain",))
        assert words is not None
        assert times.moment(event.dtstart.value.astimezone(UTC)) in words.get_content()
        whole = (
            "".join(
                p.get_content() if p.get_content_maintype() == "text" else p.get_content().decode()
                for p in mail.walk()
                if not p.is_multipart()
            )
            + mail.as_string()
        )
        for canary in (PLACE, *(s.reference for s in ahead), *(s.name or "?" for s in ahead)):
            assert canary not in whole
    names = {e.summary.value for _to, e, _m in members}
    assert f"Interview 1 of {len(ahead)}" in names and len(names) == len(ahead)
    assert post.work() == []


@pytest.mark.rule("P54f")
def test_a_moved_interview_keeps_its_uid_and_raises_the_sequence(room: Room, post: Post) -> None:
    slot = room.first()
    before = {e.uid.value: e for _t, e, _m in post.calendars()}
    move(room, slot, FREE)
    schedule.invite(room.focal)
    moved = post.calendars()
    assert len(moved) == 5 + 1
    for _to, event, _mail in moved:
        assert event.method == "REQUEST" and event.dtstart.value.astimezone(UTC) == FREE
        known = before.get(event.uid.value)
        if known is not None:
            assert int(event.sequence.value) > int(known.sequence.value)
            assert event.summary.value == known.summary.value
    assert len([e for _t, e, _m in moved if e.uid.value in before]) == 5


def test_moved_twice_before_the_worker_came_is_told_once_as_it_stands(
    room: Room, post: Post
) -> None:
    post.work()
    slot = room.first()
    move(room, slot, FREE)
    appointments.tell_due(clock.now())  # told, and overtaken before it was sent
    move(room, slot, FREE + timedelta(hours=2))
    sent = post.calendars()
    assert post.dropped() == ["interviews.appointment: overtaken by a later one"] * 5
    assert len(sent) == 5
    assert {e.dtstart.value.astimezone(UTC) for _t, e, _m in sent} == {FREE + timedelta(hours=2)}
    assert {e.sequence.value for _t, e, _m in sent} == {"2"}


@pytest.mark.rule("R25")
def test_a_withdrawal_takes_the_interview_out_of_the_calendars(room: Room, post: Post) -> None:
    before = {e.uid.value for _t, e, _m in post.calendars()}
    slot = room.first()
    changing.withdraw(
        room.focal, candidate_id=slot.candidate_id, received_at=clock.now(), evidence="by mail"
    )
    gone = post.calendars()
    assert len(gone) == 5 and {e.method for _t, e, _m in gone} == {"CANCEL"}
    assert {e.uid.value for _t, e, _m in gone} <= before
    assert {(e.status.value, e.sequence.value) for _t, e, _m in gone} == {("CANCELLED", "1")}
    assert slot.reference not in "".join(m.as_string() for _t, _e, m in gone)


@pytest.mark.rule("C8")
def test_whoever_loses_the_seat_loses_the_interviews_and_hears_of_no_later_change(
    room: Room, post: Post
) -> None:
    post.work()
    member = room.member(room.others[0])
    with db.writing() as session:
        grant = db.locked(session, Grant, id=member.grant_id)
        assert grant is not None
        grant.ended_at, grant.ended_how = clock.now(), "ended"
        session.add(grant)
    gone = post.calendars()
    ahead = [s for s in room.slots() if s.starts_at]
    assert len(gone) == len(ahead) and len({t for t, _e, _m in gone}) == 1
    assert {e.method for _t, e, _m in gone} == {"CANCEL"}
    move(room, room.first(), FREE)
    later = {t for t, _e, _m in post.calendars()}
    assert len(later) == 4 and not later & {t for t, _e, _m in gone}


def test_who_never_heard_of_an_appointment_is_not_told_that_it_fell_away(
    room: Room, post: Post
) -> None:
    appointments.tell_due(clock.now())
    changing.withdraw(
        room.focal,
        candidate_id=room.first().candidate_id,
        received_at=clock.now(),
        evidence="by mail",
    )
    found = [e for _t, e, _m in post.calendars()]
    assert {e.method for e in found} == {"REQUEST"}
    assert len(found) == 5 * (len([s for s in room.slots() if s.starts_at]) - 1)


@pytest.mark.rule("P54f")
def test_a_candidate_gets_the_time_moved_and_taken_away_under_one_uid(
    room: Room, post: Post
) -> None:
    post.work()
    slot = room.first()
    move(room, slot, FREE, "Room 9")
    schedule.invite(room.focal)
    (invited,) = [e for _t, e, _m in post.calendars() if "location" in e.contents]
    assert invited.location.value == "Room 9" and invited.dtstart.value.astimezone(UTC) == FREE
    schedule.take_away(room.focal, slot_id=room.slot_of(slot.candidate_id).slot_id)
    gone = [e for _t, e, _m in post.calendars()]
    (own,) = [e for e in gone if e.uid.value == invited.uid.value]
    assert own.method == "CANCEL" and "location" not in own.contents
    assert int(own.sequence.value) == int(invited.sequence.value) + 1
    assert len(gone) == 6 and {e.method for e in gone} == {"CANCEL"}
    assert room.slot_of(slot.candidate_id).slot_id == ""
    move(room, slot, FREE + timedelta(days=1), "Room 9")
    schedule.invite(room.focal)
    (again,) = [e for _t, e, _m in post.calendars() if "location" in e.contents]
    assert again.uid.value == invited.uid.value
    assert int(again.sequence.value) > int(own.sequence.value)


@pytest.mark.rule("P54f")
def test_a_letter_to_a_time_that_was_moved_since_does_not_leave(room: Room, post: Post) -> None:
    post.work()
    slot = room.first()
    move(room, slot, FREE)
    schedule.invite(room.focal)
    outbox.expand(clock.now())
    move(room, slot, FREE + timedelta(hours=1))
    assert [e for _t, e, _m in post.calendars() if "location" in e.contents] == []
    assert post.dropped() == ["interviews.invitation: overtaken by a later one"]


@pytest.mark.rule("J12")
def test_a_confirmation_stands_while_the_time_stays_and_is_shown_once_it_moved(
    room: Room,
) -> None:
    slots = [s for s in room.slots() if s.starts_at]
    assert {s.answer for s in slots} == {"confirmed"}
    other_length = [
        schedule.Given(s.candidate_id, s.starts_at or FREE, s.zone, "Another room") for s in slots
    ]
    schedule.set_slots(room.focal, slots=other_length, minutes=slots[0].minutes - 15)
    assert {(s.answer, s.place) for s in room.slots()} == {("confirmed", "Another room")}
    slot = room.first()
    was = slot.starts_at
    move(room, slot, FREE)
    assert room.slot_of(slot.candidate_id).answer == ""
    browser = room.world.client("focal_point")
    page = browser.get(browser.path(F, "interviews/")).get_data(as_text=True)
    assert "before it was moved" in page
    with db.reading() as connection:
        answers = schedules.earlier(connection, room.procedure_id, room.run)
    last = answers[slot.candidate_id][-1]
    assert (last.starts_at, last.answer, last.zone) == (was, "confirmed", slot.zone)


def test_one_late_slot_needs_the_candidates_word_and_the_page_takes_it(room: Room) -> None:
    slot = room.first()
    browser = room.world.client("focal_point")
    fields = {
        "minutes": str(slot.minutes),
        f"at-{slot.candidate_id}": "2023-01-11T11:00",
        f"zone-{slot.candidate_id}": "Pacific/Auckland",
        f"place-{slot.candidate_id}": "Room 9",
    }
    refused = browser.post(browser.path(F, "interviews/slots"), fields)
    assert refused.status_code == 422 and slot.reference in refused.get_data(as_text=True)
    agreed = {**fields, f"hours-{slot.candidate_id}": "1"}
    assert browser.post(browser.path(F, "interviews/slots"), agreed).status_code == 303
    assert room.slot_of(slot.candidate_id).hours_agreed
    away = f"interviews/slots/{room.slot_of(slot.candidate_id).slot_id}/take-away"
    assert browser.post(browser.path(F, away), {}).status_code == 303
    assert room.slot_of(slot.candidate_id).starts_at is None
    page = browser.get(browser.path(F, "interviews/")).get_data(as_text=True)
    assert 'value="Pacific/Auckland"' in page  # where the candidate is does not go with the time


def test_a_recruitment_under_way_is_migrated_with_all_that_points_to_its_slots(
    room: Room,
) -> None:
    room.start(room.first())
    before = room.slots()
    migrate.downgrade(db.engine(), "0018")
    migrate.upgrade(db.engine())
    assert room.slots() == before
    with db.reading() as connection:
        numbers = schedules.numbers(connection, room.procedure_id, room.run)
        assert (
            connection.dialect.name != "sqlite"
            or connection.exec_driver_sql("PRAGMA foreign_keys").scalar()
        )
    order = sorted((s.starts_at or clock.now(), s.candidate_id) for s in before)
    assert numbers == {candidate: n for n, (_at, candidate) in enumerate(order, start=1)}
