"""Screening by the keyboard in a real browser; the same pages under axe at both widths."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from recruit.access.rules import Capacity
from recruit.core import clock
from recruit.prescreening import models
from recruit.prescreening.operations import screening as operations
from recruit.prescreening.rules.criteria import Finding
from recruit.prescreening.rules.experience import Path
from recruit.prescreening.rules.written import Said, Written
from tests.browser.looking import look
from tests.browser.test_offline import left
from tests.browser.waiting import PATIENCE
from tests.flows.test_prescreening import OPEN, rows

SELECT = """line => {
  const range = document.createRange();
  range.selectNodeContents(line);
  const chosen = window.getSelection();
  chosen.removeAllRanges();
  chosen.addRange(range);
}"""


@pytest.fixture
def screening(a_procedure: Any, chromium: Browser) -> Iterator[tuple[Any, Page, str]]:
    """A screener's browser on 29 September, and the address of the own files."""
    world = a_procedure(at="prescreening", read=True)
    clock.freeze(OPEN)
    server = make_server("127.0.0.1", 0, world.app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    signed = world.client("screener_one")
    cookie = signed.http.get_cookie("recruit")
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE * 1000)
    context.add_cookies(
        [{"name": "recruit", "value": cookie.value, "domain": "127.0.0.1", "path": "/"}]
    )
    page = context.new_page()
    base = f"http://127.0.0.1:{server.server_port}"
    yield world, page, base + signed.path(Capacity.STAFF, "prescreening/")
    context.close()
    server.shutdown()


def first_file(page: Page, address: str) -> str:
    page.goto(address)
    link = page.locator("main table a").first.get_attribute("href") or ""
    page.goto(re.sub(r"^(https?://[^/]+).*$", r"\1", address) + link)
    return link.rsplit("/", 1)[1]


def test_keys_answer_quote_turn_the_document_and_go_on_to_the_next_file(
    screening: tuple[Any, Page, str],
) -> None:
    _world, page, address = screening
    one = first_file(page, address)
    page.keyboard.press("1")
    assert page.is_checked("#M1-met")
    page.keyboard.press("j")
    page.keyboard.press("3")
    assert page.is_checked("#M2-unclear")
    page.keyboard.press("q")  # nothing is selected: nothing is quoted
    assert page.input_value("#M2-evidence") == ""
    page.keyboard.press("t")
    page.wait_for_selector("[data-words]")
    line = page.locator("[data-words] p").nth(4)
    line.evaluate(SELECT)
    page.keyboard.press("q")
    words = " ".join(line.inner_text().split())
    assert page.input_value("#M2-evidence") == f"“{words}” (Curriculum vitae)"
    assert page.inner_text("[data-quote-said]") == "Quoted to M2."
    # a mouse does it too, with the button that the selection brings
    page.locator("[data-words] p").nth(5).click(click_count=3)
    page.locator("[data-quoting] button", has_text="Quote it to M2").click()
    more = " ".join(page.locator("[data-words] p").nth(5).inner_text().split())
    assert page.input_value("#M2-evidence").endswith(f"“{more}” (Curriculum vitae)")
    page.focus("li[data-code=M2]")
    page.keyboard.press("r")
    page.keyboard.type("Two posts of it.")
    page.keyboard.press("Escape")
    page.locator("[data-saved]", has_text="Draft saved").wait_for()
    page.keyboard.press("l")
    assert page.evaluate("document.activeElement.hasAttribute('data-lock')")
    page.keyboard.press("k")  # back in the list, and on to the next file
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/prescreening/file/" in page.url and one not in page.url
    kept = rows(models.Vote, candidate_id=one)
    assert len(kept) == 1 and kept[0].locked_at is None


def test_a_file_is_screened_by_keys_alone_and_what_is_counted_follows_each_draft(
    screening: tuple[Any, Page, str],
) -> None:
    _world, page, address = screening
    first_file(page, address)
    page.keyboard.press("w")  # from the pages to the words, and into them
    page.locator("[data-words]:focus").wait_for()
    for _line in range(3):
        page.keyboard.press("j")
    page.keyboard.press("Shift+J")
    lines = page.locator("[data-words] p")
    said = " ".join(" ".join(lines.nth(n).inner_text().split()) for n in (2, 3))
    page.keyboard.press("q")
    assert page.input_value("#M1-evidence") == f"“{said}” (Curriculum vitae)"
    page.keyboard.press("1")  # the criterion in hand has the focus again
    assert page.is_checked("#M1-met")
    page.keyboard.press("p")
    rows_before = page.locator("[data-period]").count()
    for _row in range(rows_before):
        page.keyboard.type("A post")
        for typed in ("2009-01", "2021-12", "", ""):
            page.keyboard.press("Tab")
            page.keyboard.type(typed)
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("Escape")
        page.keyboard.press("p")
    assert page.locator("[data-period]").count() == rows_before + 1
    page.locator("[data-counted=M2]", has_text="13 years 0 months").wait_for()
    page.keyboard.press("Escape")
    assert "M1" not in page.inner_text("[data-counted=waits]")
    document = page.inner_text(".docs [aria-current]")
    page.keyboard.press("d")
    page.locator(".docs [aria-current]", has_not_text=document).wait_for()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("[data-words]").count() == 1  # the next file opens as words too


def test_what_a_screener_typed_without_a_line_is_there_after_the_page_was_closed(
    screening: tuple[Any, Page, str],
) -> None:
    _world, page, address = screening
    one = first_file(page, address)
    page.context.set_offline(True)
    page.keyboard.press("1")
    page.keyboard.press("r")
    page.keyboard.type("A master's degree in geography.")
    for n in range(4):  # one more than the page came with
        page.fill(f"#p{n}-what", f"Post {n}")
        page.fill(f"#p{n}-first", "2014")
    page.locator("[data-saved]", has_text="kept on this device").wait_for()
    context = page.context
    left(page)
    assert rows(models.Vote, candidate_id=one) == []
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"{address}file/{one}")
    again.locator("[data-saved]", has_text="Draft saved").wait_for()
    again.reload()
    assert again.is_checked("#M1-met")
    assert again.input_value("#M1-reason") == "A master's degree in geography."
    assert again.input_value("#p3-what") == "Post 3"


def test_what_stands_beside_is_said_in_the_words_of_the_page(
    screening: tuple[Any, Page, str],
) -> None:
    world, page, address = screening
    one = first_file(page, address)
    page.context.set_offline(True)
    page.keyboard.press("1")
    page.locator("[data-saved]", has_text="kept on this device").wait_for()
    context = page.context
    left(page)
    reader = world.reader("screener_one", Capacity.STAFF)
    answers = {"M1": Said(Finding.NOT_MET, "No degree.", "page 1")}
    operations.save(reader, candidate_id=one, written=Written(answers, (), Path.A), version=0)
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"{address}file/{one}")
    again.locator("[data-beside]").wait_for()
    said = again.inner_text("[data-beside]")
    assert "M1 Education" in said and "not_met" not in said
    assert "not met" in said.split("From this device")[0]
    assert "met" in said.split("From this device")[1]


def test_a_button_pressed_while_a_draft_is_on_its_way_waits_for_it(
    screening: tuple[Any, Page, str],
) -> None:
    _world, page, address = screening
    one = first_file(page, address)
    held: list[Any] = []

    def hold(route: Any) -> None:
        if route.request.headers.get("x-autosave"):
            held.append(route)
        else:
            route.continue_()

    page.route("**/prescreening/file/*", hold)
    page.keyboard.press("1")
    page.locator("[data-saved]", has_text="Saving").wait_for()
    page.keyboard.press("Enter")
    with page.expect_navigation():
        held[0].continue_()
    assert one not in page.url and page.locator("#refusal").count() == 0
    assert rows(models.Vote, candidate_id=one)[0].version == 2


def test_the_pages_of_screening_keep_the_rules_of_accessibility_at_both_widths(
    screening: tuple[Any, Page, str],
) -> None:
    _world, page, address = screening
    one = first_file(page, address)
    wrong: list[str] = []
    for path in (f"file/{one}", f"file/{one}?view=text", "comparison", "asked"):
        answer = page.goto(address + path)
        assert answer is not None and answer.status == 200, path
        wrong += look(page, path)
    assert not wrong, "\n".join(wrong)
