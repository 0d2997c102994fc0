"""The debrief's picture, errata beside locked sheets, and what stays closed until when."""

from __future__ import annotations

import re
from typing import Any

import pytest

from recruit.access.rules import Capacity
from recruit.core import db
from recruit.interviews.operations import errata, sheets
from recruit.interviews.queries import results
from tests.flows.interviews_world import Room
from tests.flows.shortlist_world import said
from tests.flows.test_interviews import refused
from tests.flows.test_shortlist_ballots import statements

M, C, F = Capacity.MEMBER, Capacity.CHAIR, Capacity.FOCAL_POINT


@pytest.fixture
def room(a_procedure: Any) -> Room:
    """12 December, 09:00: slots are set, invited and confirmed; nothing has started."""
    return Room(a_procedure(at="interviews"))


def add(room: Room, key: str, candidate_id: str, text: str = "I meant the other one.") -> str:
    entry = room.entries()[0].id
    return errata.add(room.member(key), candidate_id=candidate_id, entry=entry, text=text)


@pytest.mark.rule("J6")
def test_an_erratum_stands_beside_the_locked_score_and_changes_no_figure(room: Room) -> None:
    slot = room.first()
    room.start(slot)
    author, other, *_rest = room.others
    refused("J6", lambda: add(room, author, slot.candidate_id))  # not locked: change it instead
    room.lock_all(slot.candidate_id, 4)
    with db.reading() as connection:
        before = results.sheets(connection, room.procedure_id, room.run)
    refused("J6", lambda: add(room, author, slot.candidate_id, "  "))
    assert add(room, author, slot.candidate_id, "It should have been a three.")
    with db.reading() as connection:
        assert results.sheets(connection, room.procedure_id, room.run) == before
    mine = room.world.client(author)
    own = said(mine.get(mine.path(M, f"interviews/sheet/{slot.candidate_id}")))
    assert "It should have been a three." in own
    theirs = room.world.client(other)
    page = said(theirs.get(theirs.path(M, "interviews/debrief")))
    assert "It should have been a three." in page and "An erratum stands beside it" in page


@pytest.mark.rule("J6")
def test_an_erratum_by_the_form_keeps_what_was_typed_when_refused(room: Room) -> None:
    slot = room.first()
    room.start(slot)
    key = room.others[0]
    room.lock(key, slot.candidate_id, 4)
    browser = room.world.client(key)
    path = browser.path(M, f"interviews/sheet/{slot.candidate_id}/erratum")
    wrong = browser.post(path, {"entry": "no-such-entry", "text": "Kept words."})
    assert wrong.status_code == 422 and "Kept words." in said(wrong)
    right = browser.post(path, {"entry": room.entries()[1].id, "text": "A slip of the hand."})
    assert right.status_code == 303
    page = browser.get(browser.path(M, f"interviews/sheet/{slot.candidate_id}"))
    assert "A slip of the hand." in said(page)


@pytest.mark.rule("R15")
@pytest.mark.rule("J6")
def test_before_the_own_lock_an_erratum_of_another_changes_nothing(room: Room) -> None:
    slot = room.first()
    room.start(slot)
    blind, *rest = room.others
    for key in [*rest, room.chair_key]:
        room.lock(key, slot.candidate_id, 4)
    browser = room.world.client(blind)
    chair = room.world.client(room.chair_key)
    pages = ["interviews/", "interviews/debrief", f"interviews/sheet/{slot.candidate_id}"]

    def everything() -> list[str]:
        theirs = [said(browser.get(browser.path(M, p))) for p in pages]
        chairs = said(chair.get(chair.path(M, "interviews/debrief")))
        return [*theirs, said(browser.get("/")), chairs]

    before = everything()
    add(room, rest[0], slot.candidate_id, "Nobody reads this yet.")
    assert everything() == before
    room.lock(blind, slot.candidate_id, 4)
    assert "Nobody reads this yet." in said(browser.get(browser.path(M, "interviews/debrief")))


@pytest.mark.rule("P53b-3")
@pytest.mark.rule("J6")
@pytest.mark.parametrize(("key", "capacity"), [("focal_point", F), ("president", C)])
def test_nobody_mends_anothers_sheet(room: Room, key: str, capacity: Capacity) -> None:
    slot = room.first()
    room.start(slot)
    room.lock_all(slot.candidate_id, 4)
    browser = room.world.client(key)
    path = browser.path(capacity, f"interviews/sheet/{slot.candidate_id}/erratum")
    sent = {"entry": room.entries()[0].id, "text": "From outside."}
    assert browser.post(path, sent).status_code == 404


@pytest.mark.rule("J6")
def test_the_chair_is_asked_to_agree_on_a_candidate_once_all_have_locked_on_that_one(
    room: Room,
) -> None:
    first, second, *_others = room.start_all()
    home = room.world.client(room.chair_key)

    def asked() -> list[str]:
        return re.findall(r"interviews/agree/(\w+)", home.get("/").get_data(as_text=True))

    room.lock_all(first, 4)
    assert set(asked()) == {first}
    for key in room.others:
        room.lock(key, second, 4)
    assert set(asked()) == {first}
    room.lock(room.chair_key, second, 4)
    assert set(asked()) == {first, second}


@pytest.mark.rule("J7")
@pytest.mark.rule("R15")
def test_how_firm_the_order_is_shows_after_the_last_debrief_only(room: Room) -> None:
    order = room.start_all()
    entries = room.entries()
    browser = room.world.client(room.keys[0])
    path = browser.path(M, "interviews/debrief")
    for n, candidate in enumerate(order):
        for key in room.keys:
            marks, notes = room.fill(3)
            marks[entries[n % len(entries)].id] = 5
            sheets.lock(
                room.member(key), candidate_id=candidate, marks=marks, notes=notes, version=0
            )
    for candidate in order:
        assert "How firm" not in said(browser.get(path))
        room.agree(candidate, 3 if candidate == order[0] else 4)
    page = said(browser.get(path))
    assert "How firm this order is" in page
    assert "No single weight changes the order" in page  # all scores of one are equal
    cells = re.findall(r'class="each">(.*?)</span>\s*<small>', page)
    assert len(cells) == len(order) * len(entries)
    assert all(cell.count("seat ") == len(room.keys) for cell in cells)


def test_the_debrief_asks_the_database_few_things(room: Room) -> None:
    room.all_held([3, 4, 4, 5, 2][: len(room.slots())])
    browser = room.world.client(room.keys[0])
    assert statements(browser, browser.path(M, "interviews/debrief")) <= 8
