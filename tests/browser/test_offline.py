"""Drafts of a sheet and of a ballot over a broken line, in a real browser whose network is cut."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from recruit.access.rules import Capacity
from recruit.core import db
from recruit.interviews.operations import sheets
from recruit.interviews.queries import sheets as written
from recruit.shortlist.operations import ballots
from tests.browser.waiting import PATIENCE, until
from tests.flows.interviews_world import Room

M = Capacity.MEMBER
COPIES = "Object.entries(localStorage).filter(([name]) => name.startsWith('recruit-draft:'))"
Opened = Callable[[Room, str, str], Page]
Running = tuple[Room, str, str, str, str]


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Opened]:
    """Opens a member's page in a browser that nobody else uses."""
    servers: list[Any] = []
    contexts: list[Any] = []

    def open_(room: Room, who: str, path: str) -> Page:
        server = make_server("127.0.0.1", 0, room.world.app, threaded=True)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        signed = room.world.client(who)
        base = f"http://127.0.0.1:{server.server_port}"
        context = chromium.new_context(viewport={"width": 820, "height": 1100})
        contexts.append(context)
        context.set_default_timeout(PATIENCE * 1000)
        cookie = signed.http.get_cookie("recruit")
        context.add_cookies([{"name": "recruit", "value": cookie.value, "url": base}])
        page = context.new_page()
        page.goto(base + signed.path(M, path))
        return page

    yield open_
    for context in contexts:
        context.close()
    for server in servers:
        server.shutdown()


@pytest.fixture
def running(a_procedure: Any) -> Running:
    """An interview runs; a member, the candidate and two entries of the profile."""
    room = Room(a_procedure(at="interviews"))
    slot = room.first()
    room.start(slot)
    first, second = (e.id for e in room.entries()[:2])
    return room, room.others[0], slot.candidate_id, first, second


def told(page: Page, words: str) -> None:
    page.locator("[data-saved]", has_text=words).wait_for(timeout=PATIENCE * 1000)


def left(page: Page) -> None:
    """Closes a page whose line is cut.

    The cut ends with the page's debugger, a moment before the page itself, which would then hear
    that it is online and save: it has nothing to send with any more.
    """
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('cut')); }")
    page.close()


def note_of(room: Room, who: str, candidate_id: str, entry: str) -> str:
    """What the server has of a member's note."""
    reader = room.member(who)
    with db.reading() as connection:
        at = written.own_one(
            connection, room.procedure_id, room.run, reader.person_id, reader.grant_id, candidate_id
        )
    assert at is not None
    said = written.said_in(room.procedure_id, candidate_id, at.sheet_id, at.sealed) or {}
    return str(said.get(entry, {}).get("note", ""))


def test_what_is_scored_without_a_line_is_kept_encrypted_and_saved_when_it_is_back(
    running: Running, opened: Opened
) -> None:
    room, who, candidate, first, _second = running
    page = opened(room, who, f"interviews/sheet/{candidate}")
    page.context.set_offline(True)
    page.fill(f"#note-{first}", "Named three partners by heart")
    told(page, "kept on this device")
    ((_name, copy),) = page.evaluate(COPIES)
    assert "partners" not in copy
    # a button would leave the page for the browser's own; the page stays and says why
    page.click("[name=save]")
    assert page.input_value(f"#note-{first}") == "Named three partners by heart"
    assert note_of(room, who, candidate, first) == ""
    page.context.set_offline(False)
    told(page, "Saved")
    assert note_of(room, who, candidate, first) == "Named three partners by heart"
    until(page, f"({COPIES}).length === 0")


def test_a_page_closed_without_a_line_loses_nothing_and_overwrites_nothing(
    running: Running, opened: Opened
) -> None:
    room, who, candidate, first, second = running
    page = opened(room, who, f"interviews/sheet/{candidate}")
    address, context = page.url, page.context
    context.set_offline(True)
    page.fill(f"#note-{first}", "Written on the tablet")
    page.fill(f"#note-{second}", "Written on the tablet alone")
    page.locator(f"[name='score-{second}'][value='4']").check()
    told(page, "kept on this device")
    left(page)
    # meanwhile the same member writes at another desk
    sheets.save(
        room.member(who), candidate_id=candidate, marks={}, notes={first: "At the desk"}, version=0
    )
    context.set_offline(False)
    page = context.new_page()
    page.goto(address)
    beside = page.locator("[data-beside]")
    beside.wait_for()
    assert "At the desk" in beside.inner_text() and "Written on the tablet" in beside.inner_text()
    assert "Written on the tablet alone" not in beside.inner_text()
    assert page.input_value(f"#note-{first}") == "At the desk"
    told(page, "Saved")
    assert note_of(room, who, candidate, second) == "Written on the tablet alone"
    assert note_of(room, who, candidate, first) == "At the desk"
    # not decided yet: it is still here when the page is read again
    page.reload()
    page.locator("[data-beside]").get_by_text("Both, one after the other").click()
    page.locator("[data-beside]").wait_for(state="detached")
    until(page, f"({COPIES}).length === 0")
    assert note_of(room, who, candidate, first) == "At the desk\nWritten on the tablet"
    assert page.is_checked(f"[name='score-{second}'][value='4']")


def test_the_copy_goes_with_the_lock_and_with_the_sign_out(
    running: Running, opened: Opened
) -> None:
    room, who, candidate, first, _second = running
    page = opened(room, who, f"interviews/sheet/{candidate}")
    page.context.set_offline(True)
    page.fill(f"#note-{first}", "Left behind")
    told(page, "kept on this device")
    copies = page.evaluate(COPIES)
    room.lock(who, candidate)
    page.context.set_offline(False)
    page.reload()
    until(page, f"({COPIES}).length === 0")
    page.evaluate("([[name, copy]]) => localStorage.setItem(name, copy)", copies)
    page.goto(page.url.replace(f"sheet/{candidate}", ""))
    assert len(page.evaluate(COPIES)) == 1
    with page.expect_navigation():
        page.locator(".account form button").click()
    until(page, f"({COPIES}).length === 0")


def test_a_copy_is_put_back_for_its_author_alone(running: Running, opened: Opened) -> None:
    room, who, candidate, first, _second = running
    page = opened(room, who, f"interviews/sheet/{candidate}")
    page.context.set_offline(True)
    page.fill(f"#note-{first}", "Mine alone")
    told(page, "kept on this device")
    address, context = page.url, page.context
    left(page)
    context.set_offline(False)
    cookie = room.world.client(room.others[1]).http.get_cookie("recruit")
    context.add_cookies([{"name": "recruit", "value": cookie.value, "url": address}])
    other = context.new_page()
    other.goto(address)
    assert other.input_value(f"#note-{first}") == ""
    other.fill(f"#note-{first}", "Somebody else's")
    told(other, "Saved")
    until(other, f"({COPIES}).length === 1")  # the author's own waits for the author
    assert "Mine alone" not in other.content()


def test_a_ballot_is_drafted_over_a_broken_line(a_procedure: Any, opened: Opened) -> None:
    room = Room(a_procedure(at="shortlist"))
    who = room.others[0]
    content = room.content()
    ballots.save(room.member(who), content=content, version=room.version(who))
    chosen = next(iter(content["chosen"]))
    reference = next(e.reference for e in room.listed() if e.candidate_id == chosen)
    page = opened(room, who, "shortlist/ballot")
    page.context.set_offline(True)
    page.fill(f"#reason-{reference}", "Read again in the train")
    told(page, "kept on this device")
    address, context = page.url, page.context
    left(page)
    context.set_offline(False)
    page = context.new_page()
    page.goto(address)
    until(page, f"({COPIES}).length === 0")
    own = room.own(who)
    assert own is not None and own.content["reasons"][chosen] == "Read again in the train"
