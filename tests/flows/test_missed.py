"""Dates that were not kept: one new date, then a withdrawal; nobody's fault otherwise (J8)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import CursorResult
from sqlmodel import select

from recruit.access.rules import Capacity
from recruit.applications.models import Candidate, Change, Tally
from recruit.core import clock, db, keys, sealing
from recruit.core.errors import Refusal
from recruit.interviews.models import Missed
from recruit.interviews.operations import missed, schedule
from recruit.interviews.queries import ahead, results
from recruit.interviews.queries import missed as queries
from recruit.interviews.rules.missed import Follows
from recruit.notices.models import Broadcast
from recruit.notices.operations import body_place
from recruit.panel.models import Motion
from recruit.procedure import queries as procedure
from recruit.report.operations import drafting
from recruit.report.queries import facts, reports
from recruit.shortlist.operations import decision as shortlisting
from recruit.shortlist.queries import decision as shortlists
from recruit.web import tasks
from tests.flows.interviews_world import Room
from tests.flows.shortlist_world import said
from tests.flows.test_shortlist_ballots import statements

M, C, F = Capacity.MEMBER, Capacity.CHAIR, Capacity.FOCAL_POINT
REASON = "The candidate's child was ill, canary-4711."


@pytest.fixture
def room(a_procedure: Any) -> Dates:
    return Dates(a_procedure(at="interviews"))


class Dates(Room):
    """The panel in its interviews, with dates that are not kept."""

    def miss(self, candidate_id: str, cause: str = "candidate") -> str:
        """The date passes without its interview; the id of what the Chair recorded."""
        slot = self.slot_of(candidate_id)
        clock.freeze(max(clock.now(), slot.starts_at or clock.now()) + timedelta(minutes=30))
        missed.record(self.chair, slot_id=slot.slot_id, cause=cause, reason=REASON)
        return self.dates()[candidate_id][-1].id

    def dates(self) -> dict[str, list[queries.MissedView]]:
        with db.reading() as connection:
            return queries.by_candidate(
                queries.missed(connection, self.procedure_id, self.run, clock.now())
            )

    def decided(self, missed_id: str, accepted: bool, *, minuted: bool = True) -> None:
        meeting = self.meeting()
        missed.decide(
            self.chair,
            missed_id=missed_id,
            accepted=accepted,
            reason="Heard and weighed.",
            meeting_id=meeting,
        )
        if minuted:
            self.minuted(meeting)

    def new_date(self, candidate_id: str) -> None:
        """GICHD sets, invites and records the answer."""
        latest = max(s.starts_at for s in self.slots() if s.starts_at)
        minutes = next(s.minutes for s in self.slots() if s.minutes)
        given = schedule.Given(candidate_id, latest + timedelta(hours=3), "Asia/Beirut", "Room 4")
        schedule.set_slots(self.focal, slots=[given], minutes=minutes)
        schedule.invite(self.focal)
        slot = self.slot_of(candidate_id)
        schedule.confirm(self.focal, slot_id=slot.slot_id, answer="confirmed")

    def asked_of(self, key: str) -> list[tuple[str, str]]:
        """Kind and reference of what the interviews ask of this person now."""
        with db.reading() as connection:
            about = tasks.known(connection, self.procedure_id)
            found = tasks.of_person(
                connection, self.world.person(key), clock.now(), {self.procedure_id: about}
            )
        return [(row.kind, row.reference) for row, _task in found]


def refused(rule: str, call: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call()
    assert caught.value.rule == rule, caught.value.reason
    return caught.value


@pytest.mark.rule("J8")
@pytest.mark.rule("C10")
def test_two_missed_dates_without_accepted_reason_count_as_a_withdrawal(room: Dates) -> None:
    who = room.first()
    first = room.miss(who.candidate_id)
    assert room.slot_of(who.candidate_id).slot_id == ""
    assert ("interviews.decide_missed", who.reference) in room.asked_of(room.chair_key)
    assert "interviews.set_slots" not in dict(room.asked_of("focal_point"))
    refused("J8", lambda: room.new_date(who.candidate_id))

    room.decided(first, accepted=False)
    refused("R24", lambda: room.decided(first, accepted=True))
    refused("J8", lambda: missed.count(room.chair, missed_id=first))
    assert "interviews.set_slots" in dict(room.asked_of("focal_point"))
    room.new_date(who.candidate_id)

    second = room.miss(who.candidate_id)
    room.decided(second, accepted=False, minuted=False)
    refused("C10", lambda: missed.count(room.chair, missed_id=second))
    refused("J8", lambda: room.new_date(who.candidate_id))
    with db.reading() as connection:
        held = results.held(connection, room.procedure_id, room.run)
        assert not results.ended(connection, room.procedure_id, room.run, held)
    with db.writing() as session:
        motion = session.exec(select(Motion).where(Motion.object_id == second)).one()
        its_meeting = motion.meeting_id
        before = session.get(Tally, room.procedure_id)
        withdrawn = before.withdrawn if before else 0
    room.minuted(its_meeting)
    assert ("interviews.count_missed", who.reference) in room.asked_of(room.chair_key)
    missed.count(room.chair, missed_id=second)

    with db.writing() as session:
        candidate = session.get(Candidate, who.candidate_id)
        assert candidate is not None and candidate.withdrawn_at == clock.now()
        change = session.exec(select(Change).where(Change.candidate_id == who.candidate_id)).all()
        assert [c.kind for c in change] == ["withdrawal"]
        after = session.get(Tally, room.procedure_id)
        assert after is not None and after.withdrawn == withdrawn + 1
        letters = session.exec(
            select(Broadcast).where(Broadcast.kind == "applications.withdrawn")
        ).all()
        assert [b.recipients for b in letters] == [who.candidate_id]
        told = session.exec(select(Broadcast).where(Broadcast.kind == "interviews.counted")).one()
        assert told.audience == "capacity:focal-point" and told.body is None
    asked = dict(room.asked_of(room.chair_key)) | dict(room.asked_of("focal_point"))
    assert not {"interviews.count_missed", "interviews.set_slots"} & set(asked)
    assert who.candidate_id in {s.candidate_id for s in room.slots() if s.withdrawn}
    refused("R25", lambda: missed.count(room.chair, missed_id=second))
    # the interviews have not begun: the first substitute may follow, and is asked and invited
    with db.reading() as connection:
        listed = shortlists.shortlist(connection, room.procedure_id, room.run)
    assert listed is not None
    substitute = listed.substitutes[0]
    shortlisting.follow(
        room.chair,
        leaving=who.candidate_id,
        following=substitute,
        meeting_id=room.meeting(),
        reason="The five are to be heard.",
    )
    assert "interviews.ask_needs" in dict(room.asked_of("focal_point"))
    room.new_date(substitute)
    # the interviews of the run go on, and end without the one who left
    for candidate in room.start_all():
        room.lock_all(candidate)
        room.agree(candidate)
    with db.reading() as connection:
        held = results.held(connection, room.procedure_id, room.run)
        assert who.candidate_id not in {h.candidate_id for h in held}
        assert results.ended(connection, room.procedure_id, room.run, held)
        figures = queries.numbers(connection, room.procedure_id, room.run)
    assert figures == queries.Numbers(0, 0, 0, 2, 1)
    said_of = _not_kept_in_the_report(room)
    assert said_of == {
        "Interview dates missed without a reason that the panel accepted": 2,
        "Counted as withdrawn after two missed dates": 1,
    }


def _not_kept_in_the_report(room: Dates) -> dict[str, int]:
    """What the report's figures say of dates, once its draft is open; never a reason."""
    drafting.open_draft(room.member(room.others[0]))
    with db.reading() as connection:
        view = procedure.by_id(connection, room.procedure_id)
        report = reports.of_run(connection, room.procedure_id, room.run)
        assert view is not None and report is not None
        content = facts.assemble(connection, view, room.run, report, clock.now()).content
    assert "canary-4711" not in json.dumps(content)
    told = {line["what"]: line["number"] for line in content["figures"]}
    return {what: n for what, n in told.items() if "dates" in what}


@pytest.mark.rule("J8")
def test_what_fails_through_the_panel_or_the_line_is_set_again_each_time(room: Dates) -> None:
    who = room.first()
    for cause in ("technical", "panel", "technical"):
        one = room.miss(who.candidate_id, cause)
        refused("J8", lambda one=one: room.decided(one, accepted=False))
        assert "interviews.set_slots" in dict(room.asked_of("focal_point"))
        room.new_date(who.candidate_id)
    accepted = room.miss(who.candidate_id)
    room.decided(accepted, accepted=True)
    room.new_date(who.candidate_id)
    assert room.slot_of(who.candidate_id).answer == "confirmed"
    letters = _letters(room, who.candidate_id)
    assert not any("one new date" in text for text in letters)
    room.start(room.slot_of(who.candidate_id))
    assert room.held()[0].candidate_id == who.candidate_id


def _letters(room: Dates, candidate_id: str) -> list[str]:
    with db.writing() as session:
        rows = session.exec(
            select(Broadcast)
            .where(Broadcast.kind == "interviews.invitation", Broadcast.recipients == candidate_id)
            .order_by(Broadcast.as_of)  # type: ignore[arg-type]
        ).all()
        return [
            str(sealing.unseal_json(keys.ring().get(b.key_id), b.body, body_place(b.id)))
            for b in rows
            if b.body is not None
        ]


@pytest.mark.rule("J8")
def test_the_letter_to_the_one_new_date_says_that_it_is_the_last(room: Dates) -> None:
    who = room.first()
    room.decided(room.miss(who.candidate_id), accepted=False)
    room.new_date(who.candidate_id)
    letters = _letters(room, who.candidate_id)
    assert "one new date" in letters[-1] and not any("one new date" in t for t in letters[:-1])


@pytest.mark.rule("J8")
@pytest.mark.rule("R16")
def test_the_chair_does_it_on_the_pages_and_gichd_never_has_the_reason(room: Dates) -> None:
    who = room.first()
    assert who.starts_at is not None
    clock.freeze(who.starts_at + timedelta(minutes=20))
    browser = room.world.client(room.chair_key)
    path = browser.path(C, f"interviews/slot/{who.slot_id}/missed")
    bad = browser.post(path, {"cause": "candidate", "reason": " "})
    assert bad.status_code == 422 and "Say what happened" in said(bad)
    assert browser.post(path, {"cause": "candidate", "reason": REASON}).status_code == 303
    one = room.dates()[who.candidate_id][0].id
    shown = browser.path(C, f"interviews/missed/{one}")
    assert "canary-4711" in said(browser.get(shown)) and "one new date" in said(browser.get(shown))
    meeting = room.meeting()
    form = {"accepted": "no", "reason": "No word came.", "meeting": meeting, "how": "consensus"}
    assert browser.post(f"{shown}/decision", form).status_code == 303
    assert "reason not accepted" in said(browser.get(shown))
    assert browser.post(f"{shown}/withdrawal").status_code == 409
    member = room.world.client(room.others[0])
    table = said(member.get(member.path(M, "interviews/fairness")))
    assert who.reference in table and "canary-4711" in table
    for capacity, key in ((M, room.others[0]), (F, "focal_point")):
        other = room.world.client(key)
        assert other.get(other.path(capacity, f"interviews/missed/{one}")).status_code == 404
        tried = other.post(other.path(capacity, f"interviews/slot/{who.slot_id}/missed"))
        assert tried.status_code == 404
    gichd = room.world.client("focal_point")
    page = said(gichd.get(gichd.path(F, "interviews/")))
    assert "canary-4711" not in page
    with db.writing() as session:
        row = session.get(Missed, one)
        assert row is not None and b"canary-4711" not in row.sealed
    assert room.dates()[who.candidate_id][0].miss.accepted is False


@pytest.mark.rule("J8")
def test_gichd_is_told_on_the_schedule_why_there_is_no_new_date_yet(room: Dates) -> None:
    who = room.first()
    room.miss(who.candidate_id)
    gichd = room.world.client("focal_point")
    page = said(gichd.get(gichd.path(F, "interviews/")))
    assert page.count("word comes first") == 1
    with db.reading() as connection:
        found = queries.missed(connection, room.procedure_id, room.run, clock.now())
    assert queries.waiting(found) == {who.candidate_id: Follows.DECISION}


def test_what_is_asked_together_is_what_each_reading_gives_alone(room: Dates) -> None:
    room.decided(room.miss(room.first().candidate_id), accepted=False)
    asked = {
        "procedure": room.procedure_id,
        "procedures": [room.procedure_id],
        "id": room.procedure_id,
        "run": room.run,
    }
    rows = 0
    with db.reading() as connection:
        for together in (ahead.CHAIR, ahead.GICHD, ahead.DECISION):
            known = together.ask(connection, asked)
            for reading in together.readings:
                own = {k: v for k, v in asked.items() if k in reading.compile().params}
                alone = connection.execute(reading, own).all()
                found = known.execute(reading, own)
                assert not isinstance(found, CursorResult)
                assert [r._asdict() for r in found] == [r._asdict() for r in alone]
                rows += len(alone)
    assert rows > 30


def test_the_pages_of_a_missed_date_ask_the_database_few_things(room: Dates) -> None:
    one = room.miss(room.first().candidate_id)
    room.meeting()
    chair, gichd = room.world.client(room.chair_key), room.world.client("focal_point")
    found = {
        path: statements(browser, path)
        for browser, path in (
            (chair, chair.path(C, "interviews/chair")),
            (chair, chair.path(C, f"interviews/missed/{one}")),
            (gichd, gichd.path(F, "interviews/")),
            (gichd, gichd.path(F, "interviews/needs")),
        )
    }
    assert max(found.values()) <= 8, found
