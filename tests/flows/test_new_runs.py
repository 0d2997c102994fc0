"""A new run of a stage: carried over or decided anew, and lived through to the report (C8, R27)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest

from recruit.access.rules import Capacity
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.interviews.queries import results
from recruit.panel.operations import seats
from recruit.procedure.rules.days import at_geneva
from recruit.procedure.rules.milestones import MilestoneKind
from recruit.report.queries import reports as queries
from recruit.shortlist.operations import carrying, decision
from recruit.shortlist.queries import decision as decided
from recruit.shortlist.queries import papers
from recruit.web.operations import amend
from tests.flows.interviews_world import Room
from tests.flows.shortlist_world import said

M, C, P = Capacity.MEMBER, Capacity.CHAIR, Capacity.PRESIDENT


def refused(rule: str, call: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call()
    assert caught.value.rule == rule, (caught.value.rule, caught.value.reason)
    return caught.value


def amended(room: Room, last: date, *paras: str) -> None:
    """The Chair's decisions on the windows, recorded before (R2)."""
    for para in paras:
        amend(
            room.chair,
            para=para,
            first=clock.now().date(),
            last=last,
            reason="The stage began a new run.",
        )


@pytest.mark.rule("C8")
@pytest.mark.rule("C7")
@pytest.mark.rule("R4")
def test_below_four_the_new_run_carries_over_what_holds_and_goes_on_to_the_report(
    a_procedure: Any,
) -> None:
    room = Room(a_procedure(at="interviews"))
    first = room.first()
    room.start(first)
    room.lock_all(first.candidate_id, 2)
    with db.reading() as connection:
        before = decided.decided(connection, room.procedure_id, 1)
        adopted = papers.adopted(connection, room.procedure_id, 1)
    assert before is not None and adopted.grid is not None
    for key in room.others[:2]:
        seats.stand_down(room.member(key))
    assert room.run == 2
    room = Room(room.world)  # three are left
    carry = {"shortlist": True, "papers_too": True, "reason": "The files have not changed."}
    meeting = room.meeting()
    refused("R2", lambda: carrying.carry_over(room.chair, meeting_id=meeting, **carry))
    amended(room, date(2022, 12, 23), "54(c)", "54(d)", "54(e)")
    refused("C10", lambda: carrying.carry_over(room.chair, meeting_id=meeting, **carry))
    room.pass_seat()
    room.pass_seat()
    room = Room(room.world)
    assert len(room.keys) == 5
    browser = room.world.client(room.chair_key)
    page = said(browser.get(browser.path(C, "shortlist/chair")))
    assert "Carry over into this run" in page
    meeting = room.meeting()
    sent = {"meeting": meeting, "how": "consensus", "shortlist": "y", "papers": "y"}
    path = browser.path(C, "shortlist/chair/carry-over")
    assert browser.post(path, {**sent, "reason": ""}).status_code in (400, 422)
    assert browser.post(path, {**sent, "reason": "The files have not changed."}).status_code == 303
    again = lambda: carrying.carry_over(room.chair, meeting_id=room.meeting(), **carry)  # noqa: E731
    refused("R4", again)
    with db.reading() as connection:
        carried = decided.decided(connection, room.procedure_id, 2)
        papers_now = papers.adopted(connection, room.procedure_id, 2)
        assert results.interviewed(connection, room.procedure_id, 2) == []
    assert carried is not None and papers_now.grid is not None
    assert [(c.reference, c.kind, c.reason) for c in carried.candidates] == [
        (c.reference, c.kind, c.reason) for c in before.candidates
    ]
    assert papers_now.grid.content == adopted.grid.content
    assert papers_now.grid.rests_on == (papers_now.questions and papers_now.questions.id)
    room.minuted(meeting)
    room.world.live_until("approval")  # invited, interviewed, agreed, decided, told, lodged
    kinds = [m.kind for m in room.milestones() if m.run == 2]
    assert MilestoneKind.INTERVIEWS_BEGUN in kinds and MilestoneKind.REPORT_LODGED in kinds
    with db.reading() as connection:
        lodged = queries.lodged(connection, room.procedure_id)
        assert lodged is not None and lodged.run == 2
        told = queries.canonical(connection, room.procedure_id, lodged.id)
        assert queries.hand_over(connection, room.procedure_id) is not None
        # the former run's figures stand in no debrief of this one
        agreed = results.agreed(connection, room.procedure_id, 2)
    assert told is not None and b'"run":2' in told and first.candidate_id in agreed


@pytest.mark.rule("C7")
def test_what_was_moved_anew_is_decided_anew_and_only_the_papers_come_along(
    a_procedure: Any,
) -> None:
    room = Room(a_procedure(at="interviews"))
    clock.freeze(at_geneva(date(2022, 12, 8), time(10, 0)) + timedelta(0))
    decision.move_anew(room.chair, meeting_id=room.meeting(), reason="A newcomer asks for it.")
    assert room.run == 2
    carry = {"reason": "They were adopted without dissent.", "papers_too": True}
    meeting = room.meeting()
    caught = refused(
        "C7", lambda: carrying.carry_over(room.chair, meeting_id=meeting, shortlist=True, **carry)
    )
    assert "decided anew" in caught.reason
    assert carrying.carry_over(room.chair, meeting_id=meeting, shortlist=False, **carry)
    with db.reading() as connection:
        assert papers.adopted(connection, room.procedure_id, 2).grid is not None
        assert decided.decided(connection, room.procedure_id, 2) is None
