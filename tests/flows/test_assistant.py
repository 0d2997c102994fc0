"""An assistant has the principal's appointments and books, and has nothing else (W2)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.models import Grant
from recruit.access.policy import POLICY
from recruit.access.rules import Capacity
from recruit.accounts.models import Person
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.interviews.models import Booking
from recruit.interviews.operations import bookings, schedule
from recruit.notices.models import Broadcast
from recruit.panel.operations import seats
from recruit.web import tasks
from tests.flows.interviews_world import Room
from tests.flows.shortlist_world import said
from tests.worlds import Browser

A, F, M = Capacity.ASSISTANT, Capacity.FOCAL_POINT, Capacity.MEMBER


class Desk(Room):
    """The panel in its interviews, and the assistant of one of its members."""

    def __init__(self, world: Any) -> None:
        super().__init__(world)
        self.principal = self.others[0]
        browser = world.client(self.principal)
        answer = browser.post(
            browser.path(M, "assistant"),
            {"name": "Ada Assistant", "mail": "ada@desk.example", "capacity": "assistant"},
        )
        assert answer.status_code == 303
        with db.writing() as session:
            person = session.exec(select(Person).where(Person.mail == "ada@desk.example")).one()
            grant = session.exec(select(Grant).where(Grant.person_id == person.id)).one()
            grant.undertaken_at = clock.now()
            session.add(grant)
            world.cast.memory["assistant"] = self.assistant = person.id

    def browser(self) -> Browser:
        made: Browser = self.world.client("assistant")
        return made

    def page(self, browser: Browser | None = None) -> str:
        seen = browser or self.browser()
        answer = seen.get(seen.path(A, "own-calendar"))
        assert answer.status_code == 200
        return said(answer)

    def grant(self) -> Grant:
        with db.writing() as session:
            return session.exec(select(Grant).where(Grant.person_id == self.assistant)).one()


@pytest.fixture
def desk(a_procedure: Any) -> Desk:
    return Desk(a_procedure(at="interviews"))


@pytest.mark.rule("W2")
def test_the_assistant_has_times_and_rooms_and_no_candidate(desk: Desk) -> None:
    slot = desk.first()
    page = desk.page()
    assert page.count("<p>Interview ·") == len([s for s in desk.slots() if s.starts_at])
    for one in desk.slots():
        assert one.candidate_id not in page and one.reference not in page
        assert not any(part in page for part in (one.name or "").split() if len(part) > 3)
    # a link would let somebody into the interview; a room is only a room
    assert "rooms.gichd.example" not in page and "by video link" in page
    given = schedule.Given(slot.candidate_id, slot.starts_at, slot.zone, "Room 9, first floor")
    schedule.set_slots(desk.focal, slots=[given], minutes=slot.minutes)
    assert "Room 9, first floor" in desk.page()
    # a start changes nothing for the assistant while its day lasts
    schedule.invite(desk.focal)
    clock.freeze(slot.starts_at)
    browser = desk.browser()
    before = desk.page(browser)
    desk.start(desk.slot_of(slot.candidate_id))
    assert re.sub(r"Receipt \S+", "", desk.page(browser)) == before


@pytest.mark.rule("W2")
def test_the_assistant_has_nothing_else(desk: Desk) -> None:
    open_to = {a for a, row in POLICY.items() if A in row}
    assert open_to == {
        Action.PUBLIC_READ,
        Action.ACCOUNT_OWN,
        Action.UNDERTAKING_SIGN,
        Action.CALENDAR_READ,
        Action.VACANCY_READ,
        Action.AVAILABILITY_OWN,
        Action.CALENDAR_FOLLOW,
        Action.APPOINTMENT_BOOK,
        Action.APPOINTMENTS_READ,
    }
    browser, slot = desk.browser(), desk.first()
    for capacity in (A, M):
        for rest in (
            "interviews/",
            "interviews/chair",
            f"interviews/sheet/{slot.candidate_id}",
            "interviews/needs",
            "shortlist/ballot",
            "prescreening/candidates",
            "report/",
            "panel/meetings",
            "assistant",
        ):
            assert browser.get(browser.path(capacity, rest)).status_code == 404, rest
    assert browser.get(browser.path(A, "calendar")).status_code == 200
    with db.reading() as connection:
        assert tasks.of_person(connection, desk.assistant, clock.now()) == []
    told = said(browser.get("/"))
    assert slot.reference not in told and "Appointments" in told


@pytest.mark.rule("W2")
def test_the_assistant_books_and_the_principal_sees_it_and_nobody_else(desk: Desk) -> None:
    slot, browser = desk.first(), desk.browser()
    path = browser.path(A, "own-calendar/booking")
    booked = browser.post(
        path, {"slot": slot.slot_id, "what": "Quiet room with a line", "place": "Room B-12"}
    )
    assert booked.status_code == 303
    late = {"slot": "", "what": "Train", "place": "Bern", "minutes": "90"}
    assert slot.starts_at is not None
    at = (slot.starts_at + timedelta(hours=6)).strftime("%Y-%m-%dT%H:%M")
    assert browser.post(path, {**late, "starts": at}).status_code == 303
    again = browser.post(path, {"slot": slot.slot_id, "what": "Another room"})
    assert again.status_code == 422 and "Something else is booked" in said(again)
    past = browser.post(path, {**late, "starts": "2022-12-01T10:00"})
    assert past.status_code == 422 and "come already" in said(past) and "Train" in said(past)
    assert browser.post(path, {**late, "slot": "no-such-slot", "starts": at}).status_code == 422

    member = desk.world.client(desk.principal)
    own = said(member.get(member.path(M, "own-calendar")))
    assert "Quiet room with a line" in own and "Room B-12" in own and "Train" in own
    other = desk.world.client(desk.others[1])
    theirs = said(other.get(other.path(M, "own-calendar")))
    assert "Quiet room" not in theirs
    with db.writing() as session:
        rows = session.exec(select(Booking)).all()
        assert len(rows) == 2 and all(b"room" not in r.sealed for r in rows)
        one = next(r for r in rows if r.slot_id)
    gichd = desk.world.client("focal_point")
    nothing = said(gichd.get(gichd.path(F, "own-calendar")))
    assert "Quiet room" not in nothing and "Booked" not in nothing and "Interview ·" in nothing
    stolen = other.post(other.path(M, f"own-calendar/booking/{one.id}/end"))
    assert stolen.status_code == 404

    # the interview moves: the booking says so, and is taken back
    given = schedule.Given(
        slot.candidate_id, slot.starts_at + timedelta(days=30), slot.zone, slot.place
    )
    schedule.set_slots(desk.focal, slots=[given], minutes=slot.minutes)
    assert "the interview was moved" in desk.page(browser)
    assert browser.post(f"{path}/{one.id}/end").status_code == 303
    assert "Quiet room" not in desk.page(browser)
    assert browser.post(f"{path}/{one.id}/end").status_code == 404


@pytest.mark.rule("W2")
@pytest.mark.rule("R20")
def test_it_ends_with_the_principal(desk: Desk) -> None:
    browser = desk.browser()
    assert desk.page(browser)
    assistant = desk.world.reader("assistant", A)
    seats.stand_down(desk.member(desk.principal))
    ended = desk.grant()
    assert ended.ended_at is not None and ended.ended_how == "ended with the principal"
    assert browser.get(browser.path(A, "own-calendar")).status_code == 404
    assert browser.get(browser.path(A, "calendar")).status_code == 404
    slot = desk.first()
    with pytest.raises(Refusal):
        bookings.book(
            assistant, slot_id=slot.slot_id, starts_at=None, minutes=0, what="x", place=""
        )
    with db.writing() as session:
        told = session.exec(
            select(Broadcast).where(
                Broadcast.kind == "access.ended", Broadcast.object_id == ended.id
            )
        ).one()
        assert desk.assistant in told.recipients.split()


@pytest.mark.rule("W2")
def test_a_principal_whose_own_time_has_passed_shows_nothing_to_the_assistant(desk: Desk) -> None:
    with db.writing() as session:
        grant = session.get(Grant, desk.member(desk.principal).grant_id)
        assert grant is not None
        grant.until = clock.now()
        session.add(grant)
    browser = desk.browser()
    page = desk.page(browser)
    assert "No appointment is set" in page and "Book" not in page and "Interview ·" not in page
    booking = browser.path(A, "own-calendar/booking")
    assert browser.post(booking, {"what": "x"}).status_code == 404


@pytest.mark.rule("W2")
def test_another_member_s_end_leaves_the_assistant_alone(desk: Desk) -> None:
    seats.stand_down(desk.member(desk.others[1]))
    assert desk.grant().ended_at is None and desk.page()
