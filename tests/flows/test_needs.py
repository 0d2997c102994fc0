"""What invited candidates need: asked and kept by GICHD, and one line for the room (J11)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from recruit.access.rules import Capacity
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.interviews.models import Need, Slot
from recruit.interviews.operations import needs
from recruit.interviews.queries import needs as queries
from recruit.interviews.rules.needs import Answer, Channel, Standing
from recruit.notices.models import Broadcast
from recruit.procedure.rules.days import end_of
from tests.flows.interviews_world import Room
from tests.flows.shortlist_world import said

M, C, F, S = Capacity.MEMBER, Capacity.CHAIR, Capacity.FOCAL_POINT, Capacity.STAFF
WHY = "canary-0815: dialysis on Mondays"
READY = "A break of ten minutes after the third question"


@pytest.fixture
def room(a_procedure: Any) -> Room:
    """12 December: everybody was asked and has answered."""
    return Room(a_procedure(at="interviews"))


def found(room: Room) -> dict[str, queries.NeedView]:
    with db.reading() as connection:
        listed = queries.needs(connection, room.procedure_id, room.run, clock.now())
    return {n.candidate_id: n for n in listed}


def unasked(room: Room) -> None:
    """As if nobody had been asked."""
    with db.writing() as session:
        for row in session.exec(select(Need)).all():
            session.delete(row)


def answer(**changed: str) -> Answer:
    said = {
        "access": WHY,
        "zone": "Asia/Beirut",
        "channel": Channel.PHONE.value,
        "text": "",
        "ready": READY,
    }
    return Answer(**{**said, **changed})


@pytest.mark.rule("J11")
def test_each_invited_candidate_is_asked_by_one_sealed_letter_with_a_last_day(room: Room) -> None:
    assert {n.standing for n in found(room).values()} == {Standing.ANSWERED}
    unasked(room)
    with db.writing() as session:
        earlier = set(session.exec(select(Broadcast.id)).all())
    needs.ask(room.focal, last_day=date(2022, 12, 19))
    with db.writing() as session:
        letters = [
            b
            for b in session.exec(select(Broadcast).where(Broadcast.kind == "interviews.needs"))
            if b.id not in earlier
        ]
    assert sorted(b.recipients for b in letters) == sorted(s.candidate_id for s in room.slots())
    assert all(b.body is not None and b"dialysis" not in b.body for b in letters)
    with pytest.raises(Refusal, match="has been asked"):
        needs.ask(room.focal, last_day=date(2022, 12, 19))
    one = next(iter(found(room).values()))
    assert one.standing is Standing.WAITS and one.due_at == end_of(date(2022, 12, 19))
    needs.record(
        room.focal,
        candidate_id=one.candidate_id,
        answered_on=date(2022, 12, 12),
        answer=answer(),
        version=one.version,
    )
    clock.freeze(end_of(date(2022, 12, 19)))
    late = [n for n in found(room).values() if n.standing is Standing.LATE]
    assert len(late) == len(letters) - 1 and one.candidate_id not in {n.candidate_id for n in late}
    needs.ask(room.focal, last_day=date(2022, 12, 22), again=True)
    assert {n.times_asked for n in found(room).values()} == {1, 2}
    assert found(room)[one.candidate_id].times_asked == 1


@pytest.mark.rule("J11")
def test_the_panel_reads_what_the_room_has_ready_and_nobody_else_reads_why(room: Room) -> None:
    slot = room.first()
    before = found(room)[slot.candidate_id]
    gichd = room.world.client("focal_point")
    page = gichd.path(F, f"interviews/needs/{slot.candidate_id}")
    typed = {
        "answered_on": "2022-12-12",
        "version": str(before.version),
        "access": WHY,
        "zone": "Asia/Beirut",
        "channel": "phone",
        "text": "",
    }
    told = gichd.post(page, {**typed, "ready": f"Ready for {WHY}"})
    assert told.status_code == 422 and "not why" in said(told) and WHY in said(told)
    assert gichd.post(page, {**typed, "ready": READY}).status_code == 303
    stale = gichd.post(page, {**typed, "ready": "Something else"})
    assert stale.status_code == 409 and READY in said(stale) and "Something else" in said(stale)
    assert "Asia/Beirut" in said(gichd.get(gichd.path(F, "interviews/needs")))

    assert slot.starts_at is not None
    clock.freeze(slot.starts_at)
    room.start(slot)
    member, chair = room.world.client(room.others[0]), room.world.client(room.chair_key)
    shown = [
        (member, member.path(M, "interviews/")),
        (chair, chair.path(C, "interviews/chair")),
        (chair, chair.path(C, f"interviews/course/{slot.candidate_id}")),
    ]
    for browser, path in shown:
        words = said(browser.get(path))
        assert READY in words, path
        assert "canary-0815" not in words and "by phone" not in words, path
    for capacity, browser in ((M, member), (C, chair)):
        for rest in ("interviews/needs", f"interviews/needs/{slot.candidate_id}"):
            assert browser.get(browser.path(capacity, rest)).status_code == 404
        tried = browser.post(browser.path(capacity, f"interviews/needs/{slot.candidate_id}"), typed)
        assert tried.status_code == 404
    with db.writing() as session:
        row = session.exec(select(Need).where(Need.candidate_id == slot.candidate_id)).one()
        assert b"canary-0815" not in (row.sealed or b"") and b"break" not in (row.ready or b"")


@pytest.mark.rule("J11")
def test_nobody_records_what_was_not_asked(room: Room) -> None:
    unasked(room)
    slot = room.first()
    with pytest.raises(Refusal):
        needs.record(
            room.focal,
            candidate_id=slot.candidate_id,
            answered_on=date(2022, 12, 12),
            answer=answer(),
            version=1,
        )
    gichd = room.world.client("focal_point")
    assert gichd.get(gichd.path(F, f"interviews/needs/{slot.candidate_id}")).status_code == 404
    page = said(gichd.get(gichd.path(F, "interviews/needs")))
    assert page.count("not asked yet") == len(room.slots())
    assert (
        gichd.post(gichd.path(F, "interviews/needs"), {"last_day": "2022-12-12"}).status_code == 422
    )
    sent = gichd.post(gichd.path(F, "interviews/needs"), {"last_day": "2022-12-19"})
    assert sent.status_code == 303 and found(room)[slot.candidate_id].times_asked == 1


@pytest.mark.rule("J11")
def test_the_zone_that_a_candidate_gave_stands_in_the_schedule_and_pages_ask_little(
    room: Room,
) -> None:
    gichd, slot = room.world.client("focal_point"), room.first()
    with db.writing() as session:
        row = session.exec(select(Slot).where(Slot.id == slot.slot_id)).one()
        row.ended_at = clock.now()
        session.add(row)
    needs.record(
        room.focal,
        candidate_id=slot.candidate_id,
        answered_on=date(2022, 12, 12),
        answer=answer(zone="Pacific/Auckland"),
        version=found(room)[slot.candidate_id].version,
    )
    zone = re.search(
        rf'name="zone-{slot.candidate_id}"[^>]*value="([^"]*)"',
        said(gichd.get(gichd.path(F, "interviews/"))),
    )
    assert zone is not None and zone.group(1) == "Pacific/Auckland"
    asked: list[str] = []

    def count(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    paths = [gichd.path(F, "interviews/needs"), gichd.path(F, "interviews/")]
    for path in paths:
        gichd.get(path)
    for path in paths:
        asked.clear()
        event.listen(db.engine(), "before_cursor_execute", count)
        try:
            assert gichd.get(path).status_code == 200
        finally:
            event.remove(db.engine(), "before_cursor_execute", count)
        assert len([s for s in asked if s.startswith("SELECT")]) <= 11, (path, asked)
