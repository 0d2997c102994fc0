"""A candidate withdraws while the interviews go on: the others' way to the report stays open."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from recruit.access.rules import Capacity
from recruit.applications.operations import changing
from recruit.core import clock, db
from recruit.interviews.queries import results
from recruit.notices import outbox
from recruit.report.operations import decision, drafting, signing
from recruit.report.queries import reports
from recruit.report.rules.content import Section
from recruit.web import tasks
from tests.flows.interviews_world import Room
from tests.flows.shortlist_world import said
from tests.flows.test_report import report_of, sign, write_all

M, C = Capacity.MEMBER, Capacity.CHAIR
MOMENTS = ("invited", "started", "half", "locked", "agreed")


@pytest.fixture
def room(a_procedure: Any) -> Room:
    """12 December: five are invited and confirmed; nothing has started."""
    return Room(a_procedure(at="interviews"))


def withdraw(room: Room, candidate_id: str) -> None:
    changing.withdraw(
        room.focal,
        candidate_id=candidate_id,
        received_at=clock.now(),
        evidence="A mail of this morning.",
    )


def until(room: Room, candidate_id: str, moment: str) -> None:
    """What is done of this candidate before the withdrawal, who is the first of all."""
    if moment == "invited":
        return
    room.start(room.slot_of(candidate_id))
    if moment == "half":
        for key in room.keys[:2]:
            room.lock(key, candidate_id)
    if moment in ("locked", "agreed"):
        room.lock_all(candidate_id, 5)
    if moment == "agreed":
        room.agree(candidate_id, 5)


def kinds_of(room: Room, key: str) -> set[tuple[str, str]]:
    """What this person has to do, with the object of each."""
    with db.reading() as connection:
        found = tasks.of_person(connection, room.world.person(key), clock.now())
    return {(row.kind, row.object_id) for row, _task in found}


@pytest.mark.rule("J2")
@pytest.mark.rule("R25")
def test_the_chair_is_led_to_where_a_substitute_may_follow(room: Room) -> None:
    clock.freeze(clock.now() + timedelta(minutes=1))  # told after all that came before
    withdraw(room, room.first().candidate_id)
    outbox.expand(clock.now())
    chair = room.world.client(room.chair_key)
    news = chair.get("/").get_data(as_text=True)
    page = chair.path(C, "shortlist/chair")
    assert re.search(rf'href="{page}"[^>]*>\s*A candidate has withdrawn', news)
    assert "The first substitute may follow" in said(chair.get(page))
    room.start(room.slot_of(_waiting(room)[1].candidate_id))
    withdraw(room, _waiting(room)[1].candidate_id)
    with db.reading() as connection:
        kinds = connection.execute(
            text("SELECT kind FROM notices_broadcast WHERE kind LIKE 'applications.left%'")
        ).scalars()
        assert sorted(kinds) == ["applications.left", "applications.left_before"]


@pytest.mark.rule("R25")
@pytest.mark.rule("J7")
@pytest.mark.rule("J9")
@pytest.mark.parametrize("moment", MOMENTS)
def test_who_withdraws_in_the_interviews_leaves_no_dead_end(room: Room, moment: str) -> None:
    gone = room.first().candidate_id
    until(room, gone, moment)
    clock.freeze(clock.now() + timedelta(minutes=5))
    withdraw(room, gone)
    for slot in _waiting(room):
        if slot.candidate_id != gone:
            room.start(slot)
    others = [h.candidate_id for h in room.held() if h.candidate_id != gone]
    assert len(others) == 4
    for figure, candidate in zip((4, 3, 3, 5), others, strict=True):
        room.lock_all(candidate, figure)
        room.agree(candidate, figure)
    # nobody is asked for a sheet, a debrief or a consent of who left
    for key in room.keys:
        assert not [kind for kind, about in kinds_of(room, key) if about == gone]
    member = room.world.client(room.others[0])
    debrief = said(member.get(member.path(M, "interviews/debrief")))
    assert "Ranking, as advice" in debrief
    with db.reading() as connection:
        verdicts = results.verdicts(connection, room.procedure_id, room.run)
    assert set(verdicts) == set(others)
    meeting = room.meeting()
    decision.take(
        room.chair,
        meeting_id=meeting,
        preferred=others[3],
        reason="The first of four.",
        reserve=(others[0],),
    )
    room.minuted(meeting)
    drafting.open_draft(room.member(room.others[0]))
    write_all(room)
    signing.call(room.chair)
    sign(room)
    assert signing.lodge(room.chair)
    with db.reading() as connection:
        canonical = reports.canonical(connection, room.procedure_id, report_of(room).id)
    content = json.loads(canonical or b"")
    decided = content[Section.DECISION]
    assert decided["reference"] == next(
        h.reference for h in room.held() if h.candidate_id == others[3]
    )
    told = [line["reference"] for line in content[Section.INTERVIEWS]]
    assert len(told) == (4 if moment == "invited" else 5)


def _waiting(room: Room) -> list[Any]:
    slots = [s for s in room.slots() if s.starts_at and not s.started_at]
    return sorted(slots, key=lambda s: (s.starts_at or clock.now(), s.reference))
