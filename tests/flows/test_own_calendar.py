"""One's own calendar at a secret address: what stands in it, for whom, and until when."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest
import vobject
from sqlmodel import select

from recruit.access.models import Grant
from recruit.access.rules import Capacity, Reader
from recruit.accounts.operations import guessing
from recruit.core import clock, db, ids
from recruit.interviews.operations import schedule
from recruit.notices import feeds
from recruit.notices.models import Feed
from tests.flows.interviews_world import Room
from tests.worlds import Browser

M, F, S, A, P = (
    Capacity.MEMBER,
    Capacity.FOCAL_POINT,
    Capacity.SURROGATE,
    Capacity.ASSISTANT,
    Capacity.PRESIDENT,
)


@pytest.fixture
def room(a_procedure: Any) -> Room:
    """12 December, 09:00: slots are set, invited and confirmed; nothing has started."""
    return Room(a_procedure(at="interviews"))


def taken(room: Room, token: str, **headers: str) -> Any:
    """What a calendar program gets: no session, no cookie."""
    return room.world.client().http.get(f"/calendar/own/{token}.ics", headers=headers)


def events(answer: Any) -> dict[str, Any]:
    """The events of a feed by their summary."""
    assert answer.status_code == 200
    return {e.summary.value: e for e in vobject.readOne(answer.get_data(as_text=True)).vevent_list}


def interviews(answer: Any) -> dict[str, Any]:
    """Those that are appointments."""
    return {k: e for k, e in events(answer).items() if k.startswith("Interview ") and " of " in k}


def ended(reader: Reader) -> None:
    with db.writing() as session:
        grant = db.locked(session, Grant, id=reader.grant_id)
        assert grant is not None
        grant.ended_at, grant.ended_how = clock.now(), "ended"
        session.add(grant)


def assistant_of(room: Room, principal: Reader, person: str) -> Reader:
    """Somebody who holds no other capacity is made this principal's assistant."""
    with db.writing() as session:
        grant = Grant(
            procedure_id=room.procedure_id,
            person_id=person,
            capacity=A,
            principal_id=principal.person_id,
            since=clock.now(),
            undertaken_at=clock.now(),
        )
        session.add(grant)
        session.flush()
        made = grant.id
    return replace(
        principal,
        person_id=person,
        capacity=A,
        grant_id=made,
        principal_id=principal.person_id,
        seat=0,
        state_id="",
    )


@pytest.mark.rule("P54f")
def test_a_members_own_calendar_has_the_windows_and_the_interviews_and_nobodys_name(
    room: Room,
) -> None:
    token = feeds.make(room.member(room.others[0]))
    answer = taken(room, token)
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert "Set-Cookie" not in answer.headers
    found = interviews(answer)
    slots = [s for s in room.slots() if s.starts_at]
    assert {e.dtstart.value.astimezone(UTC) for e in found.values()} == {s.starts_at for s in slots}
    assert len(events(answer)) == len(found) + 8 - 1  # 54(h) has no days
    text = answer.get_data(as_text=True).replace("\r\n ", "")
    for slot in slots:
        for canary in (slot.name or "?", slot.reference, slot.candidate_id, slot.place):
            assert canary not in text
    assert {e.contents["class"][0].value for e in found.values()} == {"PRIVATE"}


def test_it_is_not_sent_again_while_nothing_changed_and_follows_what_is_moved(room: Room) -> None:
    token = feeds.make(room.member(room.others[0]))
    first = taken(room, token)
    clock.freeze(clock.now() + timedelta(hours=3))
    same = taken(room, token, **{"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.get_data()) == (304, b"")
    slot = room.first()
    at = (slot.starts_at or clock.now()) + timedelta(minutes=15)
    given = schedule.Given(slot.candidate_id, at, slot.zone, slot.place)
    schedule.set_slots(room.focal, slots=[given], minutes=slot.minutes)
    later = taken(room, token, **{"If-None-Match": first.headers["ETag"]})
    assert later.status_code == 200
    before, after = interviews(first), interviews(later)
    moved = [k for k in before if before[k].dtstart.value != after[k].dtstart.value]
    assert len(moved) == 1 and before[moved[0]].uid.value == after[moved[0]].uid.value


@pytest.mark.rule("R17")
def test_an_address_dies_by_its_owner_by_a_new_one_and_with_the_capacity(room: Room) -> None:
    one, two = room.member(room.others[0]), room.member(room.others[1])
    first, other = feeds.make(one), feeds.make(two)
    second = feeds.make(one)
    assert [taken(room, t).status_code for t in (first, second, other)] == [404, 200, 200]
    feeds.end(one)
    ended(two)
    unknown = taken(room, ids.token())
    for dead in (second, other):
        answer = taken(room, dead)
        assert answer.status_code == 404
        assert answer.get_data() == unknown.get_data()
    with db.writing() as session:
        kept = [row.token for row in session.exec(select(Feed))]
    assert not {first, second, other} & set(kept)
    for odd in ("x", first[:-1], first + "a", ids.digest(other)):
        assert taken(room, odd).status_code == 404


def test_who_guesses_at_addresses_waits_and_a_program_that_asks_for_a_dead_one_does_not(
    room: Room,
) -> None:
    guessing.forget()
    good = feeds.make(room.member(room.others[0]))
    for _poll in range(96):  # a day of a program that goes on asking
        assert taken(room, ids.token()).status_code == 404
    assert taken(room, good).status_code == 200
    while taken(room, ids.token()).status_code == 404:
        pass
    answers = [taken(room, token) for token in (good, ids.token())]
    assert [answer.status_code for answer in answers] == [429, 429]
    assert answers[0].get_data() == answers[1].get_data() == b""  # nothing is told meanwhile
    clock.freeze(clock.now() + timedelta(seconds=int(answers[0].headers["Retry-After"])))
    assert taken(room, good).status_code == 200
    guessing.forget()


def test_an_undertaking_that_was_never_signed_opens_no_calendar(room: Room) -> None:
    member = room.member(room.others[0])
    token = feeds.make(member)
    with db.writing() as session:
        grant = db.locked(session, Grant, id=member.grant_id)
        assert grant is not None
        grant.undertaken_at = None
        session.add(grant)
    assert taken(room, token).status_code == 404


@pytest.mark.rule("P53f-2")
def test_who_has_no_schedule_has_the_windows_alone(room: Room) -> None:
    president = room.world.reader("president", P)
    token = feeds.make(president)
    before = taken(room, token)
    assert interviews(before) == {} and len(events(before)) == 7
    room.start(room.first())
    assert taken(room, token).get_data() == before.get_data()


@pytest.mark.rule("W2")
def test_an_assistant_has_the_principals_times_until_the_principal_has_none(room: Room) -> None:
    principal = room.member(room.others[0])
    helper = assistant_of(room, principal, room.world.person("logistics"))
    token, own = feeds.make(helper), feeds.make(principal)
    theirs, ours = interviews(taken(room, own)), interviews(taken(room, token))
    assert theirs.keys() == ours.keys()
    assert not {e.uid.value for e in theirs.values()} & {e.uid.value for e in ours.values()}
    browser = room.world.client("logistics")
    page = browser.get(browser.path(A, "own-calendar")).get_data(as_text=True)
    assert page.count("<p>Interview ·") == len(theirs)
    for slot in room.slots():
        assert (slot.name or "?") not in page and slot.reference not in page
        assert slot.place not in page
    for closed in ("interviews/", "shortlist/", "prescreening/list", "report/"):
        assert browser.get(browser.path(A, closed)).status_code == 404
    ended(principal)
    assert interviews(taken(room, token)) == {}


def address_on(browser: Browser, capacity: Capacity) -> str:
    answer = browser.post(browser.path(capacity, "own-calendar"), {"key": ids.token()})
    assert answer.status_code == 200
    found = re.search(r"/calendar/own/([\w-]{43})\.ics", answer.get_data(as_text=True))
    assert found is not None
    return found[1]


def test_the_page_shows_the_address_once_and_ends_it(room: Room) -> None:
    browser = room.world.client(room.others[0])
    page = browser.get(browser.path(M, "own-calendar")).get_data(as_text=True)
    assert "You have no address." in page and "<p>Interview ·" in page
    token = address_on(browser, M)
    again = browser.get(browser.path(M, "own-calendar"))
    assert token not in again.get_data(as_text=True)
    assert taken(room, token).status_code == 200
    assert browser.post(browser.path(M, "own-calendar/end"), {}).status_code == 303
    assert taken(room, token).status_code == 404
    stale = room.world.client(room.others[0], fresh=False)
    stepped = stale.post(stale.path(M, "own-calendar"), {"key": ids.token()})
    assert stepped.status_code in (302, 303)  # a second factor first
    with db.writing() as session:
        assert len(list(session.exec(select(Feed)))) == 1


def test_everybodys_windows_are_not_sent_again_while_nothing_changed(room: Room) -> None:
    path = f"/calendar/{room.world.cast.procedure_name}.ics"
    first = room.world.client().http.get(path)
    same = room.world.client().http.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, same.status_code, same.get_data()) == (200, 304, b"")
    assert len(vobject.readOne(first.get_data(as_text=True)).vevent_list) == 7
