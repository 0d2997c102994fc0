"""Schedule, start, sheets and debrief, with those who try to see or do too much (54(f))."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from recruit.access.rules import Capacity
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.interviews.operations import consent, debrief, schedule, sheets
from recruit.interviews.queries import results
from recruit.interviews.queries import sheets as written
from recruit.interviews.rules.scores import Agreed
from recruit.notices.models import Broadcast
from recruit.panel.operations import seats
from recruit.procedure.rules.days import at_geneva
from recruit.procedure.rules.milestones import Audience, MilestoneKind
from recruit.shortlist.operations import papers
from tests.flows.interviews_world import Room, score_fields
from tests.flows.shortlist_world import said

M, C, F = Capacity.MEMBER, Capacity.CHAIR, Capacity.FOCAL_POINT


@pytest.fixture
def room(a_procedure: Any) -> Room:
    """12 December, 09:00: slots are set, invited and confirmed; nothing has started."""
    return Room(a_procedure(at="interviews"))


def refused(rule: str, call: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call()
    assert caught.value.rule == rule, caught.value.reason
    return caught.value


# -- the invited and the schedule (R16, J12) ------------------------------------------------


@pytest.mark.rule("R16")
def test_gichd_has_the_invited_in_alphabetical_order_and_nothing_else(room: Room) -> None:
    browser = room.world.client("focal_point")
    page = said(browser.get(browser.path(F, "interviews/invited")))
    names = [s.name or "" for s in room.slots()]
    assert names == sorted(names, key=lambda name: name.split()[-1].casefold())
    places = [page.index(name) for name in names]
    assert places == sorted(places)
    assert "substitute" not in page and "rank" not in page.casefold()
    for closed in ("interviews/debrief", "report/", "shortlist/", "shortlist/ballot"):
        assert browser.get(browser.path(F, closed)).status_code == 404
    for slot in room.slots():
        sheet = f"interviews/sheet/{slot.candidate_id}"
        assert browser.get(browser.path(F, sheet)).status_code == 404


@pytest.mark.rule("R16")
def test_the_schedule_of_gichd_does_not_say_what_was_started(room: Room) -> None:
    browser = room.world.client("focal_point")
    slot = room.first()
    clock.freeze(slot.starts_at)
    before = browser.get(browser.path(F, "interviews/")).data
    room.start(slot)
    room.lock(room.others[0], slot.candidate_id)
    after = browser.get(browser.path(F, "interviews/")).data
    assert unkeyed(before) == unkeyed(after)


def unkeyed(page: bytes) -> bytes:
    """The page without what is drawn anew each time: idempotency keys."""
    import re

    return re.sub(rb'name="key" value="[^"]*"', b"", page)


@pytest.mark.rule("J12")
def test_slots_are_of_equal_length_and_do_not_overlap(room: Room) -> None:
    first, second = room.slots()[:2]
    day = at_geneva(date(2023, 1, 10), time(10, 0))

    def put(at: datetime, minutes: int, who: Any = first) -> str:
        given = schedule.Given(who.candidate_id, at, "Africa/Nairobi", "Room 4")
        return schedule.set_slots(room.focal, slots=[given], minutes=minutes)

    refused("J12", lambda: put(day, 60))
    refused("J12", lambda: put(second.starts_at + timedelta(minutes=30), second.minutes))
    refused("R2", lambda: put(at_geneva(date(2023, 2, 3), time(10, 0)), first.minutes))
    assert put(day, first.minutes)
    moved = room.slot_of(first.candidate_id)
    assert moved.starts_at == day and moved.invited_at is None and moved.answer == ""


def test_an_invitation_is_one_sealed_letter_to_each_candidate(room: Room) -> None:
    slot = room.first()
    given = schedule.Given(
        slot.candidate_id, at_geneva(date(2023, 1, 11), time(9, 0)), "Asia/Beirut", "Room 9"
    )
    schedule.set_slots(room.focal, slots=[given], minutes=slot.minutes)
    schedule.invite(room.focal)
    with db.writing() as session:
        from sqlmodel import select

        letters = session.exec(
            select(Broadcast).where(Broadcast.object_id == room.slot_of(slot.candidate_id).slot_id)
        ).all()
        assert [b.recipients for b in letters] == [slot.candidate_id]
        assert letters[0].audience == "candidate" and b"Room 9" not in (letters[0].body or b"")
    schedule.confirm(
        room.focal, slot_id=room.slot_of(slot.candidate_id).slot_id, answer="confirmed"
    )
    assert room.slot_of(slot.candidate_id).answer == "confirmed"


# -- the start (P54f, R2, R4) ----------------------------------------------------------------


@pytest.mark.rule("P54f")
@pytest.mark.rule("R2")
def test_an_interview_starts_in_its_window_with_all_living_occupants(room: Room) -> None:
    slot = room.first()
    refused("C10", lambda: room.start(slot, present=room.keys[:4]))
    clock.freeze(at_geneva(date(2023, 1, 30), time(10, 0)))
    said_ = refused("R2", lambda: room.start(slot))
    assert said_.paragraph.startswith("para. 54(f)")
    clock.freeze(slot.starts_at)
    assert room.start(slot)
    begun = [m for m in room.milestones() if m.kind is MilestoneKind.INTERVIEWS_BEGUN]
    assert len(begun) == 1 and begun[0].audience is Audience.RELEASED


@pytest.mark.rule("J12")
def test_no_interview_is_recorded_before_its_day_or_twice(room: Room) -> None:
    last = max(room.slots(), key=lambda s: s.starts_at or datetime.min.replace(tzinfo=UTC))
    first = room.first()
    room.start(first)
    refused("J12", lambda: schedule.start(room.chair, slot_id=last.slot_id, present=present(room)))
    refused("R4", lambda: schedule.start(room.chair, slot_id=first.slot_id, present=present(room)))


def present(room: Room) -> list[str]:
    return [room.member(k).grant_id for k in room.keys]


@pytest.mark.rule("R4")
def test_a_score_before_the_start_is_refused_and_what_was_typed_is_kept(room: Room) -> None:
    slot, other = room.first(), room.slots()[-1]
    key = room.others[0]
    browser = room.world.client(key)
    fields = score_fields(room.entries(), 4, "typed too early")
    path = browser.path(M, f"interviews/sheet/{slot.candidate_id}")
    answer = browser.post(path, fields)
    assert answer.status_code == 409
    assert "no score can be entered" in said(answer)
    autosaved = browser.post(path, {**fields, "autosave": "1"})
    assert autosaved.status_code == 409 and b"saved" in autosaved.data
    room.start(slot)  # half an hour later: the session is over, what was typed is parked
    parked = browser.post(path, fields)
    assert parked.status_code == 302 and "parked" in parked.headers["Location"]
    browser = room.world.client(key)
    assert browser.post(path, fields).status_code == 303
    if other.candidate_id != slot.candidate_id:
        not_theirs = browser.path(M, f"interviews/sheet/{other.candidate_id}")
        assert browser.post(not_theirs, fields).status_code == 409


@pytest.mark.rule("R24")
def test_a_sheet_saved_in_another_window_is_compared_and_then_saved_again(room: Room) -> None:
    slot = room.first()
    room.start(slot)
    key = room.others[0]
    browser = room.world.client(key)
    path = browser.path(M, f"interviews/sheet/{slot.candidate_id}")
    first = {**score_fields(room.entries(), 4, "one window"), "version": "0"}
    assert browser.post(path, first).status_code == 303
    second = {**score_fields(room.entries(), 2, "another window"), "version": "0"}
    answer = browser.post(path, second)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "one window" in page and "another window" in page
    assert 'name="version" value="1"' in page
    assert browser.post(path, {**second, "version": "1"}).status_code == 303


@pytest.mark.rule("R4")
@pytest.mark.rule("P54f")
def test_the_first_start_freezes_profile_questions_and_grid(room: Room) -> None:
    room.start(room.first())
    from recruit.shortlist.queries import papers as reading

    with db.reading() as connection:
        before = reading.adopted(connection, room.procedure_id, room.run)
    with pytest.raises(Refusal):
        papers.save(
            room.member(room.others[0]),
            kind="profile",  # type: ignore[arg-type]
            content=before.profile.content,  # type: ignore[union-attr]
            version=0,
        )


# -- sheets (J5, J6) ------------------------------------------------------------------------


@pytest.mark.rule("J5")
@pytest.mark.rule("J6")
def test_a_sheet_is_locked_complete_and_then_never_changes(room: Room) -> None:
    slot = room.first()
    room.start(slot)
    key = room.others[0]
    browser = room.world.client(key)
    path = browser.path(M, f"interviews/sheet/{slot.candidate_id}")
    full = score_fields(room.entries(), 4)
    gap = {**full, f"score-{room.entries()[0].id}": "6", "sure": "y"}
    answer = browser.post(path + "/lock", gap)
    assert answer.status_code == 409 and room.entries()[0].name in said(answer)
    assert said(answer).count("Not scored yet.") == 1  # at the entry; the banner names it
    silent = {**full, f"note-{room.entries()[1].id}": " ", "sure": "y"}
    bare = browser.post(path + "/lock", silent)
    assert bare.status_code == 409
    assert f'id="note-{room.entries()[1].id}-error"' in bare.get_data(as_text=True)
    assert f'id="note-{room.entries()[0].id}-error"' not in bare.get_data(as_text=True)
    unsure = browser.post(path + "/lock", full)
    assert unsure.status_code == 422 and "typed note" in said(unsure)
    assert browser.post(path + "/lock", {**full, "sure": "y"}).status_code == 303
    again = browser.post(path, score_fields(room.entries(), 1, version=1))
    assert again.status_code == 409 and "does not change" in said(again)
    with db.reading() as connection:
        own = written.own_one(
            connection,
            room.procedure_id,
            room.run,
            room.member(key).person_id,
            room.member(key).grant_id,
            slot.candidate_id,
        )
    assert own is not None
    kept = written.said_in(room.procedure_id, slot.candidate_id, own.sheet_id, own.sealed)
    assert kept is not None and {line["score"] for line in kept.values()} == {4}
    assert b"typed note" not in (own.sealed or b"")


def test_a_sheet_saved_in_two_windows_is_refused_with_both_texts(room: Room) -> None:
    slot = room.first()
    room.start(slot)
    browser = room.world.client(room.others[0])
    path = browser.path(M, f"interviews/sheet/{slot.candidate_id}")
    assert browser.post(path, score_fields(room.entries(), 4, "first window")).status_code == 303
    second = browser.post(path, score_fields(room.entries(), 2, "second window", version=0))
    page = said(second)
    assert second.status_code == 409 and "first window" in page and "second window" in page


@pytest.mark.rule("P53b-3")
def test_replaced_member_submits_a_page_that_was_open(room: Room) -> None:
    slot = room.first()
    room.start(slot)
    key = room.others[0]
    browser = room.world.client(key)
    path = browser.path(M, f"interviews/sheet/{slot.candidate_id}")
    assert browser.get(path).status_code == 200
    seats.stand_down(room.member(key))
    sent = {**score_fields(room.entries(), 5), "sure": "y"}
    assert browser.post(path, sent).status_code == 404
    assert browser.post(path + "/lock", sent).status_code == 404
    assert browser.get(browser.path(M, "interviews/debrief")).status_code == 404


def test_saving_a_score_takes_few_statements(room: Room) -> None:
    slot = room.first()
    room.start(slot)
    key = room.others[0]
    marks, notes = room.fill()
    reader = room.member(key)
    sheets.save(reader, candidate_id=slot.candidate_id, marks=marks, notes=notes, version=0)
    seen: list[str] = []

    def count(_c: Any, _cur: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement.split()[0])

    event.listen(db.engine(), "before_cursor_execute", count)
    try:
        sheets.save(
            reader,
            candidate_id=slot.candidate_id,
            marks=marks,
            notes=notes,
            version=1,
            key="k" * 20,
        )
    finally:
        event.remove(db.engine(), "before_cursor_execute", count)
    assert seen.count("SELECT") <= 7
    assert sum(seen.count(word) for word in ("INSERT", "UPDATE")) <= 3


# -- blindness (R15) ------------------------------------------------------------------------


@pytest.mark.rule("R15")
def test_before_the_own_lock_no_page_changes_with_what_others_lock(room: Room) -> None:
    slot = room.first()
    room.start(slot)
    key = room.others[0]
    browser = room.world.client(key)
    pages = [
        browser.path(M, "interviews/"),
        browser.path(M, "interviews/debrief"),
        browser.path(M, f"interviews/sheet/{slot.candidate_id}"),
        "/",
    ]
    before = [unkeyed(browser.get(p).data) for p in pages]
    for other in room.keys:
        if other != key:
            room.lock(other, slot.candidate_id, 5, "canary-of-another")
    after = [unkeyed(browser.get(p).data) for p in pages]
    assert before == after
    # the right reader does get it
    room.lock(key, slot.candidate_id, 2, "mine")
    assert "canary-of-another" in said(browser.get(pages[1]))


@pytest.mark.rule("R15")
def test_after_the_own_lock_a_member_sees_who_is_missing_and_no_score(room: Room) -> None:
    slot = room.first()
    room.start(slot)
    first, second, *rest = room.keys
    room.lock(second, slot.candidate_id, 5, "canary")
    room.lock(first, slot.candidate_id, 2)
    browser = room.world.client(first)
    page = said(browser.get(browser.path(M, "interviews/debrief")))
    assert "Still missing: 3, 4, 5" in page and "canary" not in page
    chair = room.world.client(room.chair_key)
    agree = said(chair.get(chair.path(C, f"interviews/agree/{slot.candidate_id}")))
    assert "The debrief is not open" in agree and "canary" not in agree
    refused("R15", lambda: room.agree(slot.candidate_id))
    for key in rest:
        room.lock(key, slot.candidate_id)
    assert "canary" in said(browser.get(browser.path(M, "interviews/debrief")))


@pytest.mark.rule("P54e")
@pytest.mark.rule("J6")
def test_a_spread_of_two_needs_a_note_in_the_debrief(room: Room) -> None:
    slot = room.first()
    room.start(slot)
    for key, figure in zip(room.keys, (2, 4, 3, 3, 3), strict=True):
        room.lock(key, slot.candidate_id, figure)
    browser = room.world.client(room.keys[0])
    page = said(browser.get(browser.path(M, "interviews/debrief")))
    assert f"{len(room.entries())} scores to talk about first" in page and "spread 2" in page
    refused("J6", lambda: room.agree(slot.candidate_id, note=""))
    assert room.agree(slot.candidate_id, note="The probe decided.")
    refused("J6", lambda: room.agree(slot.candidate_id, figure=5))


@pytest.mark.rule("J7")
@pytest.mark.rule("R15")
def test_no_total_or_rank_before_the_last_debrief_is_closed(room: Room) -> None:
    room.start_all()
    order = [h.candidate_id for h in room.held()]
    for candidate in order:
        room.lock_all(candidate, 4)
    browser = room.world.client(room.keys[0])
    for candidate in order[:-1]:
        room.agree(candidate, 4)
        page = said(browser.get(browser.path(M, "interviews/debrief")))
        assert "Ranking" not in page and "Weighted total" not in page
    with db.reading() as connection:
        assert results.verdicts(connection, room.procedure_id, room.run) == {}
    room.agree(order[-1], 2)
    page = said(browser.get(browser.path(M, "interviews/debrief")))
    assert "Ranking, as advice" in page and "4.00" in page and "2.00" in page
    ended = [m for m in room.milestones() if m.kind is MilestoneKind.INTERVIEWS_ENDED]
    assert len(ended) == 1 and ended[0].audience is Audience.PANEL


@pytest.mark.rule("J7")
def test_an_entry_without_an_agreed_score_leaves_the_total_undefined(room: Room) -> None:
    order = room.start_all()
    for candidate in order:
        room.lock_all(candidate, 4)
        room.agree(candidate, None if candidate == order[0] else 4, note="No figure was found.")
    with db.reading() as connection:
        found = results.verdicts(connection, room.procedure_id, room.run)
    assert not found[order[0]].recommendable and found[order[1]].recommendable


@pytest.mark.rule("C8")
def test_after_a_recusal_four_go_on_and_the_leavers_scores_count_nowhere(room: Room) -> None:
    slot = room.first()
    room.start(slot)
    leaver = room.others[-1]
    for key in room.keys:
        room.lock(key, slot.candidate_id, 1 if key == leaver else 4, f"note-{key}")
    seats.stand_down(room.member(leaver))
    rest = Room(room.world)
    assert len(rest.keys) == 4
    with db.reading() as connection:
        counting = results.sheets(connection, rest.procedure_id, rest.run)[slot.candidate_id]
    assert len(counting) == 4
    assert {m for s in counting for m in s.marks.values()} == {4}
    browser = rest.world.client(rest.keys[0])
    page = said(browser.get(browser.path(M, "interviews/debrief")))
    assert f"note-{leaver}" not in page and "spread 0" in page
    assert rest.agree(slot.candidate_id, 4)
    second = rest.first()
    assert rest.start(second)  # four go on, nobody is seated


# -- consent (S1) ---------------------------------------------------------------------------


@pytest.mark.rule("S1")
@pytest.mark.rule("R16")
def test_consent_is_recorded_once_by_chair_or_member_and_never_through_gichd(room: Room) -> None:
    slot = room.first()
    answered = {
        "candidate_id": slot.candidate_id,
        "named": True,
        "biography": "A life of work.",
        "referees": "Somebody",
        "ask_referees": True,
    }
    with pytest.raises(Refusal):
        consent.record(room.chair, **answered)  # not interviewed yet
    room.start(slot)
    refused("S1", lambda: consent.record(room.chair, **{**answered, "biography": " "}))
    gichd = room.world.client("focal_point")
    path = f"interviews/consent/{slot.candidate_id}"
    assert gichd.get(gichd.path(F, path)).status_code == 404
    assert gichd.post(gichd.path(F, path), {"named": "y", "biography": "x"}).status_code == 404
    member = room.world.client(room.others[0])
    empty = member.post(member.path(M, path), {"biography": "A life of work."})
    assert empty.status_code == 422  # nothing chosen is no answer
    assert "A life of work." in said(empty)
    sent = {"named": "yes", "biography": "A life of work.", "referees": "", "ask_referees": "yes"}
    assert member.post(member.path(M, path), sent).status_code == 303
    refused("S1", lambda: consent.record(room.chair, **answered))
    chair = room.world.client(room.chair_key)
    assert "A life of work." in said(chair.get(chair.path(C, path)))
    assert "A life of work." not in said(member.get(member.path(M, path)))


def test_an_agreed_draft_is_saved_and_two_windows_do_not_overwrite(room: Room) -> None:
    slot = room.first()
    room.start(slot)
    room.lock_all(slot.candidate_id)
    line = {room.entries()[0].id: Agreed(4, "half way")}
    assert debrief.save(room.chair, candidate_id=slot.candidate_id, agreed=line, version=0) == 1
    refused(
        "R24",
        lambda: debrief.save(room.chair, candidate_id=slot.candidate_id, agreed=line, version=0),
    )
