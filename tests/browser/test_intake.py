"""A drop of many files in a real browser: in portions, through a broken line and a reload."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from sqlmodel import Session, func, select
from werkzeug.serving import make_server

from recruit.access.rules import Capacity
from recruit.applications.models import Batch, Item
from recruit.core import db
from tests.browser.test_demo import look
from tests.browser.waiting import PATIENCE
from tests.flows import intake_making as drops
from tests.unit.documents import making

FOCAL = Capacity.FOCAL_POINT
FILES = 90  # three portions


@pytest.fixture
def taking(a_procedure: Any, chromium: Browser) -> Iterator[tuple[Any, Page, str]]:
    """The focal point's browser on 13 September, and the address of intake."""
    world = a_procedure(at="composition")
    server = make_server("127.0.0.1", 0, world.app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    signed = world.client("focal_point")
    cookie = signed.http.get_cookie("recruit")
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE * 1000)
    context.add_cookies(
        [{"name": "recruit", "value": cookie.value, "domain": "127.0.0.1", "path": "/"}]
    )
    base = f"http://127.0.0.1:{server.server_port}"
    yield world, context.new_page(), base + signed.path(FOCAL, "applications/intake/")
    context.close()
    server.shutdown()


@pytest.fixture
def folder(tmp_path: Path) -> list[Path]:
    """Mails, each with a document of its own."""
    made = []
    for n in range(FILES):
        path = tmp_path / f"mail {n:03}.eml"
        cv = making.pdf(f"Applicant Number {n}")
        path.write_bytes(drops.mail(f"Applicant {n}", f"a{n}@post.example", carried={"cv.pdf": cv}))
        made.append(path)
    return made


def count(model: Any) -> int:
    with db.reading() as connection, Session(bind=connection) as session:
        return session.exec(select(func.count()).select_from(model)).one()


@pytest.mark.rule("A1")
def test_a_line_that_breaks_and_a_page_that_is_closed_lose_and_double_nothing(
    taking: tuple[Any, Page, str], folder: list[Path]
) -> None:
    _world, page, address = taking
    page.goto(address)
    sent: list[str] = []

    def cut_the_second(route: Any) -> None:
        sent.append(route.request.headers.get("x-portion", ""))
        if len(sent) == 2:
            route.abort("connectionreset")  # it is sent again
        elif len(sent) == 4:
            route.abort("connectionreset")  # and before this one the page is closed
        else:
            route.continue_()

    page.route("**/applications/intake/**", cut_the_second)
    page.set_input_files("input[name=files]", folder)
    assert page.inner_text("[data-sending] [role=status]") == f"{FILES} files chosen."
    page.locator("button", has_text="Take in").click()
    page.locator("[data-sending]", has_text="The line is down. 40 of 90").wait_for()
    page.locator("[data-sending]", has_text="The line is down. 80 of 90").wait_for()
    assert sent == ["more", "more", "more", "last"]
    page.unroute_all(behavior="ignoreErrors")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address)
    # What arrived is there, and is read meanwhile; the same files again add what was missing.
    assert count(Batch) == 1
    page.locator("main .rows a").click()
    page.locator("summary", has_text="Add further files").click(timeout=PATIENCE * 4000)
    page.set_input_files("#more-files", folder)
    with page.expect_navigation():
        page.locator("#drop button").click()
    page.locator("h1", has_text="What this drop would file").wait_for(timeout=PATIENCE * 4000)
    assert count(Batch) == 1
    assert count(Item) == 2 * FILES  # the mails, and what each carries
    assert f"{FILES} ready" in page.inner_text("main")
    wrong = look(page, "the table of what a drop would file")
    assert not wrong, "\n".join(wrong)
