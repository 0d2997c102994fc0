"""A new run of a stage: carried over or decided anew, and lived through to the report (C8, R27)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest

from recruit.access.rules import Capacity
from recruit.applications.models import Channel
from recruit.applications.operations import changing, filing
from recruit.appointment.operations import outcome as ending
from recruit.approval.operations import items, outcome
from recruit.approval.rules.after import Ground
from recruit.approval.rules.after import Path as Way
from recruit.approval.rules.items import ItemKind
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.demo.acts import applications as posting
from recruit.interviews.queries import results
from recruit.panel.operations import seats
from recruit.prescreening.queries import lists
from recruit.procedure.rules.days import at_geneva
from recruit.procedure.rules.milestones import MilestoneKind
from recruit.report.operations import decision as taking
from recruit.report.operations import drafting, finding, hand_over, reopening, signing
from recruit.report.queries import reports as queries
from recruit.report.rules.decision import Finding
from recruit.report.rules.reopening import Stage
from recruit.shortlist.operations import carrying, criteria, decision
from recruit.shortlist.queries import decision as decided
from recruit.shortlist.queries import papers
from recruit.vacancy import operations as vacancy
from recruit.vacancy import queries as vacancies
from recruit.web import tasks
from recruit.web.operations import amend
from tests.flows.interviews_world import Room
from tests.flows.shortlist_world import said

M, C, P = Capacity.MEMBER, Capacity.CHAIR, Capacity.PRESIDENT


def refused(rule: str, call: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call()
    assert caught.value.rule == rule, (caught.value.rule, caught.value.reason)
    return caught.value


def due(room: Room, key: str) -> set[str]:
    """The kinds of what this person has to do now."""
    with db.reading() as connection:
        return {
            row.kind
            for row, _task in tasks.of_person(connection, room.world.person(key), clock.now())
        }


def lived(room: Room, until: MilestoneKind, run: int, days: int = 12) -> None:
    """Day by day everybody does what home tells them, and nothing else, until this is recorded."""
    for _day in range(days):
        room.world.do_due(early=True)
        if any(m.kind is until and m.run == run for m in room.milestones()):
            return
        clock.freeze(clock.now() + timedelta(days=1))
    raise AssertionError([m.kind.value for m in room.milestones() if m.run == run])


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
@pytest.mark.rule("J2")
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
    gone = next(
        c for c in carried.candidates if c.kind == "in" and c.candidate_id != first.candidate_id
    )
    follows = next(c for c in carried.candidates if c.kind == "substitute")
    changing.withdraw(
        room.focal, candidate_id=gone.candidate_id, received_at=clock.now(), evidence="The mail."
    )
    decision.release(room.chair)  # who withdrew before it is not invited, and yet followed (J2)
    following = {"leaving": gone.candidate_id, "following": follows.candidate_id}
    decision.follow(room.chair, **following, meeting_id=room.meeting(), reason="Agreed.")
    lived(room, MilestoneKind.HANDED_OVER, 2)  # invited, interviewed, agreed, decided, told
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
    lines = {line["reference"]: line for line in json.loads(told)["shortlist"]}
    assert lines[gone.reference]["standing"] == "withdrew"
    assert lines[follows.reference]["standing"] == "followed" and lines[follows.reference]["name"]
    assert follows.candidate_id in agreed and gone.candidate_id not in agreed


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


def found_nobody(room: Room) -> None:
    """Every recommendable candidate withdraws: the panel finds that there is none."""
    with db.reading() as connection:
        final = queries.decision(connection, room.procedure_id, room.run)
    assert final is not None and final.candidate_id is not None
    for candidate in (*final.reserve, final.candidate_id):
        changing.withdraw(
            room.focal, candidate_id=candidate, received_at=clock.now(), evidence="The mail."
        )
    hand_over.recall(room.chair)
    meeting = room.meeting()
    taking.take(
        room.chair,
        meeting_id=meeting,
        preferred=None,
        finding=Finding.NONE_RECOMMENDABLE,
        reason="Nobody whom the panel could recommend is to be had.",
    )
    room.minuted(meeting)


@pytest.mark.rule("R27")
@pytest.mark.rule("C10")
@pytest.mark.rule("R26")
def test_after_a_finding_the_chair_and_a_member_reopen_the_shortlist(a_procedure: Any) -> None:
    room = Room(a_procedure(at="approval"))
    ask = {"stage": Stage.SHORTLIST, "reason": "Others deserve to be heard."}
    refused("S12", lambda: reopening.ask(room.chair, meeting_id=room.meeting(), **ask))
    found_nobody(room)
    refused("S12", lambda: reopening.ask(room.chair, meeting_id=room.meeting(), **ask))
    drafting.open_draft(room.member(room.others[0]))
    signing.call(room.chair)
    for key in room.keys:
        with db.reading() as connection:
            report = queries.of_run(connection, room.procedure_id, 1)
        assert report is not None
        signing.sign(room.member(key), text_id=report.text_id)
    signing.lodge(room.chair)
    finding.give(room.chair)
    chair, member = room.world.client(room.chair_key), room.world.client(room.others[0])
    assert "Reopen a stage" in said(chair.get(chair.path(C, "report/decision")))
    meeting = room.meeting()
    sent = {"meeting": meeting, "how": "consensus", "stage": "shortlist", "reason": ask["reason"]}
    assert chair.post(chair.path(C, "report/reopen"), sent).status_code == 303
    assert room.run == 1  # one person alone reopens nothing
    refused("R27", lambda: reopening.confirm(room.member(room.chair_key)))
    refused("C10", lambda: reopening.confirm(room.member(room.others[0])))
    room.minuted(meeting)
    page = said(member.get(member.path(M, "report/reopen/second")))
    assert "Confirm; a new run begins" in page
    assert member.post(member.path(M, "report/reopen/second"), {}).status_code == 303
    assert room.run == 2
    president = room.world.reader("president", P)
    refused(
        "R26",
        lambda: ending.close_without_result(
            president, ground=Ground.NONE_RECOMMENDABLE, reason="Nobody was found."
        ),
    )
    refused("R27", lambda: reopening.confirm(room.member(room.others[1])))
    meeting = room.meeting()
    amended(room, date(2023, 3, 31), "54(c)", "54(d)", "54(e)")
    carrying.carry_over(
        room.chair, meeting_id=meeting, shortlist=False, papers_too=True, reason="They hold."
    )
    assert "shortlist.lock_criteria" in due(room, room.chair_key)


@pytest.mark.rule("S12")
@pytest.mark.rule("R27")
@pytest.mark.rule("A1")
@pytest.mark.rule("A8")
@pytest.mark.rule("A12")
def test_after_a_break_the_panel_reopens_the_vacancy_and_it_is_open_again(
    a_procedure: Any,
) -> None:
    room = Room(a_procedure(at="silence"))
    president = room.world.reader("president", P)
    delegate = next(
        room.world.reader(key, Capacity.DELEGATE)
        for key in room.world.cast.memory
        if key.startswith("delegate")
    )
    items.break_silence(
        delegate, said=ItemKind.OBJECTION, text="No.", name="A", function="Counsellor"
    )
    outcome.record_path(president, path=Way.REOPENED)
    assert room.run == 1 and "report.reopen" in due(room, room.chair_key)
    close = at_geneva(date(2023, 4, 15), time(0, 0))
    meeting = room.meeting()
    ask = {"meeting_id": meeting, "stage": Stage.VACANCY, "reason": "More applications."}
    refused("A1", lambda: reopening.ask(room.chair, **ask))
    clock.freeze(clock.now() + timedelta(hours=1))
    reopening.ask(room.chair, **ask, closes_at=close)
    room.minuted(meeting)
    second = next(k for k in room.others if "report.reopen_second" in due(room, k))
    reopening.confirm(room.member(second))
    assert room.run == 2 and "report.recall" in due(room, room.chair_key)
    with db.reading() as connection:
        view = vacancies.vacancy(connection, room.procedure_id)
    assert view is not None and view.closes_at == close
    focal = room.world.client("focal_point")
    path = focal.path(Capacity.FOCAL_POINT, "vacancy/")
    assert "Publish it anew" in said(focal.get(path))
    sent = {"name": "The same website", "on": "2023-03-02"}
    assert focal.post(f"{path}further", sent).status_code == 303
    # and questions are answered for all until the new close (A12)
    asked = {"question": "Is the vacancy open again?", "answer": "Yes, until 14 April."}
    vacancy.answer(room.focal, **asked)
    assert "until 14 April" in said(
        room.world.app.test_client().get(f"/vacancies/{room.world.cast.procedure_name}")
    )
    amended(room, date(2023, 6, 30), "54(b)", "54(c)", "54(d)", "54(e)", "54(f)")
    cast, clock_now = room.world.cast, clock.now() + timedelta(days=3)
    known = {person.number for person in posting.recall(cast).values()}
    person = next(p for p in posting.PEOPLE if p.number not in known and not p.exceptions)
    clock.freeze(clock_now)
    filed = filing.file_application(
        room.focal,
        name=person.name,
        mail=person.mail,
        channel=Channel.MAIL,
        received_at=clock_now - timedelta(hours=2),
        evidence="The mail.",
        files=posting.files(person),
        sheet=filing.Sheet(person.nationalities, person.gender),
    )
    assert not filed.late
    cast.applications[filed.reference] = person
    refused("A8", lambda: criteria.lock(room.chair, last_day=date(2023, 6, 1)))
    clock.freeze(close + timedelta(hours=9))
    lived(room, MilestoneKind.INVITED_RELEASED, 2)  # screened, circulated, declared on, balloted
    with db.reading() as connection:
        current = lists.current(connection, room.procedure_id)
    assert current is not None and current.version == 2
    entry = next(e for e in current.entries if e.reference == filed.reference)
    assert entry.since_version == 2 and entry.status == "suitable"


@pytest.mark.rule("S12")
@pytest.mark.rule("R27")
def test_a_reopened_shortlist_is_carried_by_everybody_s_tasks_to_the_next_proposal(
    a_procedure: Any,
) -> None:
    room = Room(a_procedure(at="silence"))
    delegate = next(
        room.world.reader(key, Capacity.DELEGATE)
        for key in room.world.cast.memory
        if key.startswith("delegate")
    )
    items.break_silence(
        delegate, said=ItemKind.OBJECTION, text="No.", name="A", function="Counsellor"
    )
    outcome.record_path(room.world.reader("president", P), path=Way.REOPENED)
    amended(room, date(2023, 6, 30), "54(c)", "54(d)", "54(e)", "54(f)")
    lived(room, MilestoneKind.HANDED_OVER, 2)
    with db.reading() as connection:
        lodged = queries.lodged(connection, room.procedure_id)
        given = queries.hand_over(connection, room.procedure_id)
    assert lodged is not None and (lodged.run, lodged.kind) == (2, "addendum")
    opened = [m for m in room.milestones() if m.kind is MilestoneKind.ROUND_OPENED]
    assert given is not None and [m.number for m in opened] == [1, 2]
