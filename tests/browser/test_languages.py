"""Five pages in each of the other languages, in a real browser: whole at both widths, under axe."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page

from recruit.core import languages
from recruit.demo import people
from tests.browser import demo_process
from tests.browser.looking import look
from tests.browser.test_demo import act_as
from tests.browser.waiting import PATIENCE

PROCEDURE = "/p/ccm-10msp"
PAGES = {
    "delegate_fra": ("", "/delegate/approval/", "/delegate/approval/break"),
    "member_chile": ("/member/shortlist/ballot",),
}
OTHERS = [lang for lang in languages.NAMES if lang != languages.ENGLISH]


def _as_it_says(page: Page, lang: str, where: str) -> list[str]:
    """What is wrong with the page that is open; first, whether it is in this language."""
    root = page.locator("html")
    said = (root.get_attribute("lang"), root.get_attribute("dir"))
    assert said == (lang, languages.direction(lang)), f"{where}: {said}"
    return look(page, f"{lang} {where}")


def test_pages_in_other_languages_are_whole_at_both_widths(
    chromium: Browser, tmp_path: Path
) -> None:
    names = {actor.key: actor.name for actor in people.ALL}
    wrong: list[str] = []
    with demo_process.at_stage(tmp_path / "demo", "silence") as address:
        for key, paths in PAGES.items():
            page = chromium.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(PATIENCE * 1000)
            act_as(page, address, names[key])
            for lang in OTHERS:
                page.click(f".foot .tongues button[value={lang}]")
                page.wait_for_selector(f"html[lang={lang}]")
                for path in paths:
                    page.goto(f"{address}{PROCEDURE}{path}" if path else f"{address}/")
                    wrong += _as_it_says(page, lang, path or "home")
            page.close()
        guest = chromium.new_context(viewport={"width": 1280, "height": 900})
        page = guest.new_page()
        page.goto(f"{address}/sign-in")
        for lang in OTHERS:
            page.click(f".mast .tongues a[hreflang={lang}]")
            page.wait_for_selector(f"html[lang={lang}]")
            wrong += _as_it_says(page, lang, "sign-in")
        guest.close()
    assert not wrong, "\n".join(wrong)
