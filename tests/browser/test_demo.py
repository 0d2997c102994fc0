"""The demonstration in a real browser: every page of everybody, at both widths, under axe."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error, Page

from recruit.core import languages
from recruit.demo.enrolment import PASSPHRASE
from tests.browser import demo_process
from tests.browser.looking import look
from tests.browser.waiting import PATIENCE

# One of each capacity: the key of the invented person, and where their pages are visited.
STAGES: dict[str, tuple[str, ...]] = {
    "composition": ("president", "focal_point", "office_first", "delegate_fra"),
    "circulated": ("member_chile", "screener_one", "surrogate_lebanon", "agency_lead"),
    "shortlist": ("president", "member_malawi", "focal_point"),
    "debrief": ("president", "member_chile", "logistics"),
    "approval": ("president", "member_norway"),
    "silence": ("president", "delegate_fra", "office_first", "member_chile"),
    "released": ("reader_fra", "president", "focal_point", "auditor", "administrator_one"),
}
MOST = 30  # pages of one person at one stage


def act_as(page: Page, address: str, name: str) -> None:
    """Take the part of an invented person by the strip."""
    page.goto(f"{address}/")
    option = page.locator("#demo-person option", has_text=name).first
    page.select_option("#demo-person", option.get_attribute("value"))
    page.locator("form[action='/demo/as'] button").click()


def links(page: Page) -> list[str]:
    """The application's own pages that this page links to; ids of one kind once or twice."""
    found = page.eval_on_selector_all(
        "main a[href], nav a[href], .foot a[href]", "a => a.map(x => x.href)"
    )
    kept: dict[str, int] = {}
    paths = []
    for href in found:
        path = urlsplit(href).path
        if urlsplit(href).netloc != urlsplit(page.url).netloc or "/demo/" in path:
            continue
        if path.endswith((".png", ".pdf", ".txt")) or "/document/" in path and path.count("/") < 6:
            continue
        shape = re.sub(r"[0-9a-z]{22}", "*", path)
        kept[shape] = kept.get(shape, 0) + 1
        if kept[shape] <= 1:
            query = urlsplit(href).query
            paths.append(f"{path}?{query}" if path.endswith("/who") and query else path)
    return paths


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each stage in English, every second one in a further language in turn; --long: in all."""
    if "lang" not in metafunc.fixturenames:
        return
    others = [lang for lang in languages.NAMES if lang != languages.ENGLISH]
    every = metafunc.config.getoption("--long")
    chosen = [
        (stage, lang)
        for n, stage in enumerate(STAGES)
        for lang in languages.NAMES
        if lang == languages.ENGLISH or every or (n % 2, lang) == (0, others[n // 2 % len(others)])
    ]
    metafunc.parametrize(("stage", "lang"), chosen)


def test_every_page_of_everybody_is_whole_at_both_widths(
    stage: str, lang: str, chromium: Browser, tmp_path: Path, record_property: Any
) -> None:
    from recruit.demo import people

    names = {actor.key: actor.name for actor in people.ALL}
    wrong: list[str] = []
    seen = 0
    with demo_process.at_stage(tmp_path / "demo", stage) as address:
        for key in STAGES[stage]:
            context = chromium.new_context(viewport={"width": 1280, "height": 900})
            context.set_default_timeout(PATIENCE * 1000)
            refused: list[str] = []
            page = context.new_page()
            page.on(
                "console",
                lambda message, refused=refused: (
                    refused.append(message.text) if "Content Security" in message.text else None
                ),
            )
            act_as(page, address, names[key])
            if lang != languages.ENGLISH:
                page.click(f".foot .tongues button[value={lang}]")
                page.wait_for_selector(f"html[lang={lang}]")
            waiting, done = ["/", *links(page)], set()
            while waiting and len(done) < MOST:
                path = waiting.pop(0)
                shape = re.sub(r"[0-9a-z]{22}", "*", path.split("?")[0])
                if shape in done:
                    continue
                done.add(shape)
                try:
                    answer = page.goto(address + path)
                except Error as error:
                    if "Download is starting" in str(error):
                        continue
                    raise
                if answer is None or "text/html" not in answer.headers.get("content-type", ""):
                    continue
                if answer.status != 200:
                    wrong.append(f"{stage} {key} {path}: status {answer.status}")
                    continue
                waiting += links(page)
                said = page.locator("html").get_attribute("lang")
                wrong += [f"{stage} {key} {path}: in {said}"] if said != lang else []
                wrong += look(page, f"{stage} {lang} {key} {path}")
                seen += 1
            wrong += [f"{stage} {key}: {text[:200]}" for text in refused]
            context.close()
    record_property("figure", f"{seen} pages at {stage} in {lang}, at 1280 and 390 px, under axe")
    assert seen > 5
    assert not wrong, "\n".join(wrong)


def test_a_newcomer_signs_in_with_passphrase_and_the_printed_code(
    chromium: Browser, tmp_path: Path
) -> None:
    with demo_process.at_stage(tmp_path / "demo", "circulated") as address:
        page = chromium.new_page()
        page.goto(f"{address}/sign-in")
        page.fill("input[name=mail]", "member.chile@chl.example")
        page.fill("input[name=passphrase]", PASSPHRASE)
        page.click("main button[type=submit], main button.button")
        page.wait_for_selector(".strip code")
        page.fill("input[name=code]", page.inner_text(".strip code"))
        page.click("main button[type=submit], main button.button")
        page.wait_for_url(f"{address}/")
        assert "For you, now" in page.inner_text("main") or "FOR YOU, NOW" in page.inner_text(
            "main"
        )


def test_the_demonstration_starts_from_nothing_and_lives_on_by_its_strip(
    chromium: Browser, tmp_path: Path
) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    with demo_process.demonstration(folder, "--at", "vacancy", "--applications", "3") as address:
        page = chromium.new_page()
        act_as(page, address, "GICHD focal point")
        assert "Post the vacancy announcement" in page.inner_text("main")
        assert "Monday 5 September 2022" in page.inner_text(".strip")
        page.click("text=Do mine too")
        assert page.goto(f"{address}/vacancies/ccm-10msp").status == 200  # type: ignore[union-attr]
        page.goto(f"{address}/")
        page.fill("#demo-day", "2022-09-12")
        page.click("text=Move the clock")
        assert "Monday 12 September 2022" in page.inner_text(".strip")
        page.click("text=Let the others do what is due")
        assert "were done" in page.inner_text("body") or "was done" in page.inner_text("body")


def test_the_strip_does_not_exist_outside_the_demonstration(a_procedure: Any) -> None:
    world = a_procedure(at="opened")
    rules = {rule.rule for rule in world.app.url_map.iter_rules()}
    assert not any(rule.startswith("/demo") for rule in rules)
    browser = world.client("president")
    assert browser.post("/demo/as", {"person": world.person("auditor")}).status_code == 404
    assert "strip" not in browser.get("/").get_data(as_text=True)
