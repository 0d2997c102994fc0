"""Members mark when they cannot; GICHD's proposals fit all five and move nothing that stands."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from recruit.access.models import Grant
from recruit.access.rules import Capacity
from recruit.core import clock, db, times
from recruit.core.clock import GENEVA
from recruit.core.errors import Refusal
from recruit.interviews.operations import engaged, schedule
from recruit.interviews.queries import engaged as queries
from recruit.interviews.rules.proposals import Span, fits, half_day
from recruit.procedure.rules.days import at_geneva
from tests.flows.interviews_world import Room

M, F, A = Capacity.MEMBER, Capacity.FOCAL_POINT, Capacity.ASSISTANT
DAY = date(2023, 1, 11)


@pytest.fixture
def room(a_procedure: Any) -> Room:
    """12 December, 09:00: slots are set, invited and confirmed; nothing has started."""
    return Room(a_procedure(at="interviews"))


def of_all(room: Room) -> list[Span]:
    with db.reading() as connection:
        return queries.of_all(connection, room.procedure_id, clock.now())


def fields(room: Room, page: str) -> dict[str, str]:
    """What the schedule's form holds, as a browser would send it."""
    found = {"minutes": str(room.first().minutes), "earliest": "09:00", "latest": "18:00"}
    found |= {"pause": "15", "most": "3"}
    for slot in room.slots():
        for name in ("at", "zone", "place"):
            field = f"{name}-{slot.candidate_id}"
            value = re.search(rf'name="{field}"[^>]*? value="([^"]*)"', page)
            assert value is not None, field
            found[field] = value[1]
    return found


@pytest.mark.rule("J12")
def test_a_member_marks_half_days_and_hours_and_others_see_that_it_does_not_fit_not_whom(
    room: Room,
) -> None:
    key = room.others[0]
    browser = room.world.client(key)
    path = browser.path(M, "interviews/times")
    sent = {
        f"am-{DAY}": "1",
        "day-1": "2023-01-12",
        "from-1": "15:00",
        "until-1": "16:30",
        "day-2": "",
        "from-2": "",
        "until-2": "",
    }
    assert browser.post(path, sent).status_code == 303
    hours = Span(at_geneva(date(2023, 1, 12), time(15)), at_geneva(date(2023, 1, 12), time(16, 30)))
    assert of_all(room) == [half_day(DAY, "am"), hours]
    page = browser.get(path).get_data(as_text=True)
    assert re.search(rf'name="am-{DAY}" value="1" checked', page)
    assert 'value="15:00"' in page
    assert ">Thursday 12 January 2023</th>" in page  # by its weekday, and what noon is over there
    assert "13:00 Geneva (UTC+1) · 09:00 on Monday 12 December 2022 in Santiago (UTC-3)" in page
    other = room.world.client(room.others[1]).get(path).get_data(as_text=True)
    assert " checked" not in other and "15:00" not in other
    slot = room.first()
    given = schedule.Given(slot.candidate_id, at_geneva(DAY, time(10)), slot.zone, slot.place)
    schedule.set_slots(room.focal, slots=[replace(given, hours_agreed=True)], minutes=slot.minutes)
    focal = room.world.client("focal_point")
    seen = focal.get(focal.path(F, "interviews/")).get_data(as_text=True)
    assert seen.count("a member cannot then") == 1
    bad = browser.post(path, {**sent, "until-1": "14:00"})
    assert bad.status_code == 422 and "the second after the first" in bad.get_data(as_text=True)
    assert len(of_all(room)) == 2
    assert browser.post(path, {"day-1": "", "from-1": "", "until-1": ""}).status_code == 303
    assert of_all(room) == []


@pytest.mark.rule("J12")
def test_proposals_fit_all_members_and_leave_every_answer_as_it_is(room: Room) -> None:
    slots = [s for s in room.slots() if s.starts_at]
    open_, declined, *rest = slots
    schedule.take_away(room.focal, slot_id=open_.slot_id)
    moved = schedule.Given(
        declined.candidate_id, at_geneva(date(2023, 1, 25), time(13, 30)), declined.zone, "Room 9"
    )
    schedule.set_slots(room.focal, slots=[moved], minutes=declined.minutes)
    schedule.invite(room.focal)
    now_slot = room.slot_of(declined.candidate_id).slot_id
    schedule.confirm(room.focal, slot_id=now_slot, answer="declined")
    for at, key in enumerate(room.keys):
        busy = [half_day(date(2022, 12, 12 + day), "am") for day in range(at, 5)]
        engaged.mark(room.member(key), spans=busy)
    browser = room.world.client("focal_point")
    page = browser.get(browser.path(F, "interviews/")).get_data(as_text=True)
    before = {s.candidate_id: (s.slot_id, s.starts_at, s.answer) for s in room.slots()}
    typed = fields(room, page)
    answer = browser.post(browser.path(F, "interviews/propose"), typed)
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 200 and "2 times are proposed" in shown
    after = {s.candidate_id: (s.slot_id, s.starts_at, s.answer) for s in room.slots()}
    assert before == after
    proposed = fields(room, shown)
    for slot in (open_, declined):  # where the candidate is, before it is set
        at = datetime.fromisoformat(proposed[f"at-{slot.candidate_id}"]).replace(tzinfo=GENEVA)
        assert f"Proposed: {times.deadline(at, slot.zone)}" in shown
    assert all(times.deadline(s.starts_at, s.zone) in page for s in rest if s.starts_at)
    changed = {k for k in typed if typed[k] != proposed[k]}
    assert changed == {f"at-{open_.candidate_id}", f"at-{declined.candidate_id}"}
    assert browser.post(browser.path(F, "interviews/slots"), proposed).status_code == 303
    stand = {s.candidate_id: s for s in room.slots()}
    for slot in rest:
        assert (stand[slot.candidate_id].slot_id, stand[slot.candidate_id].answer) == (
            slot.slot_id,
            "confirmed",
        )
    for new in (stand[open_.candidate_id], stand[declined.candidate_id]):
        assert new.starts_at is not None
        span = Span(new.starts_at, new.starts_at + timedelta(minutes=new.minutes))
        assert fits(span, of_all(room))


def test_where_nothing_fits_the_page_says_for_whom(room: Room) -> None:
    slot = room.first()
    schedule.take_away(room.focal, slot_id=slot.slot_id)
    browser = room.world.client("focal_point")
    page = browser.get(browser.path(F, "interviews/")).get_data(as_text=True)
    far = {**fields(room, page), f"zone-{slot.candidate_id}": "Pacific/Auckland"}
    answer = browser.post(browser.path(F, "interviews/propose"), far).get_data(as_text=True)
    assert f"day for {slot.reference}" in answer
    agreed = {**far, f"hours-{slot.candidate_id}": "1"}
    answer = browser.post(browser.path(F, "interviews/propose"), agreed).get_data(as_text=True)
    assert "1 time is proposed" in answer
    odd = {**far, f"zone-{slot.candidate_id}": "Nowhere/At-all"}
    assert browser.post(browser.path(F, "interviews/propose"), odd).status_code == 422


@pytest.mark.rule("W2")
def test_an_assistant_books_for_the_principal_alone_and_only_while_there_is_a_seat(
    room: Room,
) -> None:
    principal = room.member(room.others[0])
    helper_id = room.world.person("logistics")
    with db.writing() as session:
        grant = Grant(
            procedure_id=room.procedure_id,
            person_id=helper_id,
            capacity=A,
            principal_id=principal.person_id,
            since=clock.now(),
            undertaken_at=clock.now(),
        )
        session.add(grant)
    browser = room.world.client("logistics")
    path = browser.path(A, "interviews/times")
    assert browser.post(path, {f"pm-{DAY}": "1"}).status_code == 303
    with db.reading() as connection:
        assert queries.own(connection, principal.grant_id) == [half_day(DAY, "pm")]
    assert browser.get(browser.path(A, "interviews/")).status_code == 404
    with db.writing() as session:
        seat = db.locked(session, Grant, id=principal.grant_id)
        assert seat is not None
        seat.ended_at, seat.ended_how = clock.now(), "ended"
        session.add(seat)
    assert of_all(room) == []
    assert browser.get(path).status_code == 404
    with pytest.raises(Refusal):
        engaged.mark(room.world.reader("logistics", A), spans=[])
