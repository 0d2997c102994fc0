"""The course of interviews: ticked by the Chair, read by the panel, by nobody else (W6, J12)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from recruit.access.rules import Capacity
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.interviews.operations import course
from recruit.interviews.queries import course as courses
from tests.flows.interviews_world import Room
from tests.flows.shortlist_world import said

C, M = Capacity.CHAIR, Capacity.MEMBER


@pytest.fixture
def room(a_procedure: Any) -> Room:
    return Room(a_procedure(at="interviews"))


def _questions(room: Room) -> tuple[courses.Question, ...]:
    with db.reading() as connection:
        return courses.questions(connection, room.procedure_id, room.run)


def _course(room: Room, candidate_id: str) -> courses.CourseView:
    with db.reading() as connection:
        found = courses.courses(connection, room.procedure_id, room.run)
    return next(c for c in found if c.candidate_id == candidate_id)


@pytest.mark.rule("W6")
@pytest.mark.rule("J12")
def test_the_chair_keeps_the_course_on_the_page_and_the_panel_reads_it(room: Room) -> None:
    slot = room.first()
    room.start(slot)
    chair = room.world.client("president")
    path = chair.path(C, f"interviews/course/{slot.candidate_id}")
    questions = _questions(room)
    page = said(chair.get(path))
    assert all(q.main in page for q in questions)
    began = clock.now()
    for number, question in enumerate(questions):
        clock.freeze(began + timedelta(minutes=5 + 7 * number))
        assert chair.post(f"{path}/asked", {"question": question.id}).status_code == 303
    first, last = questions[0], questions[-1]
    running = said(chair.get(path))
    assert "Used so far" in running
    assert f"{5 + 7 * (len(questions) - 1)} minutes" in running  # since the start
    chair.post(f"{path}/asked", {"question": first.id, "step": "probe"})
    chair.post(f"{path}/asked", {"question": last.id, "step": "back"})
    refused = chair.post(f"{path}/end", {})
    assert refused.status_code == 409 and "1 main question is not ticked" in said(refused)
    chair.post(f"{path}/asked", {"question": last.id})
    sent = {"what": "The line was lost.", "remedy": "We went on.", "minutes": "4"}
    assert chair.post(f"{path}/interruption", sent).status_code == 303
    clock.freeze(clock.now() + timedelta(minutes=10))
    assert chair.post(f"{path}/end", {}).status_code == 303

    view = _course(room, slot.candidate_id)
    assert len(view.course.asked) == len(questions) and view.course.ended_at == clock.now()
    assert {a.question: a.probes for a in view.course.asked}[first.id] == 1
    assert not view.afterwards

    later = chair.post(f"{path}/asked", {"question": first.id})
    assert later.status_code == 409 and "stays as it is" in said(later)

    member = room.world.client("member_chile")
    table = said(member.get(member.path(M, "interviews/fairness")))
    assert slot.reference in table and "The line was lost." in table
    assert member.get(member.path(M, f"interviews/course/{slot.candidate_id}")).status_code == 404
    for key, capacity in (("focal_point", Capacity.FOCAL_POINT), ("office_first", Capacity.OFFICE)):
        other = room.world.client(key)
        for rest in ("interviews/fairness", f"interviews/course/{slot.candidate_id}"):
            assert other.get(other.path(capacity, rest)).status_code == 404


@pytest.mark.rule("W6")
def test_a_time_entered_afterwards_says_so(room: Room) -> None:
    slot = room.first()
    room.start(slot)
    began, questions = clock.now(), _questions(room)
    clock.freeze(began + timedelta(hours=2))
    course.tick(
        room.chair,
        candidate_id=slot.candidate_id,
        question_id=questions[0].id,
        at=began + timedelta(minutes=10),
    )
    chair = room.world.client("president")
    path = chair.path(C, f"interviews/course/{slot.candidate_id}")
    assert "entered afterwards" in said(chair.get(path))
    wrong = chair.post(f"{path}/asked", {"question": questions[1].id, "at": "25:99"})
    assert wrong.status_code == 422 and "no time of day" in said(wrong)
    for at in (began - timedelta(minutes=1), clock.now() + timedelta(minutes=1)):
        with pytest.raises(Refusal):
            course.tick(
                room.chair, candidate_id=slot.candidate_id, question_id=questions[1].id, at=at
            )
    assert len(_course(room, slot.candidate_id).course.asked) == 1


@pytest.mark.rule("W6")
def test_an_end_without_a_question_says_why_to_the_panel_alone(room: Room) -> None:
    slot = room.first()
    room.start(slot)
    clock.freeze(clock.now() + timedelta(minutes=30))
    reason = "The candidate fell ill and asked to stop."
    course.end(room.chair, candidate_id=slot.candidate_id, left_out=reason)
    view = _course(room, slot.candidate_id)
    assert view.left_out == reason
    member = room.world.client("member_chile")
    assert reason in said(member.get(member.path(M, "interviews/fairness")))
