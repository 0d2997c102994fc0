"""That texts which look alike are looked at once, and no bad contrast is missed by it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser import looking

PAGE = """<!doctype html><html lang="en"><head><title>Texts</title><style>
body {{ margin: 20px; background: #fff; color: #222; }} div {{ padding: 10px; }}
</style></head><body><main><h1>Texts</h1><p>Good.</p><p>Good again.</p>{more}
</main></body></html>"""
BAD = {
    "its colour": '<p style="color: #ccc">Pale.</p>',
    "what is behind it": '<div style="background: #333"><p>Dark on dark.</p></div>',
    "what is far behind it": '<div style="background: #333"><div><p>Dark.</p></div></div>',
    "how much shows through": '<div style="opacity: .3"><p>Faint.</p></div>',
    "its size": '<p style="color: #888; font-size: 14px">Too small for this grey.</p>',
    "a field": '<label>Name <input style="color: #ddd" value="Pale"></label>',
    "what lies over a negative margin": '<div style="background: #333; height: 60px"></div>'
    '<p style="margin-top: -50px">Dark on dark.</p>',
    "a window's width": "<style>@media (max-width: 500px) {{ p {{ color: #ccc }} }}</style>",
}
FINE = '<p style="color: #888; font-size: 30px">Large enough for this grey.</p><p>Fine.</p>'


@pytest.fixture(autouse=True)
def _nothing_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "_looked_at", {})


@pytest.mark.parametrize("what", BAD)
def test_a_bad_contrast_is_found_among_texts_that_were_looked_at(
    what: str, chromium: Browser
) -> None:
    page = chromium.new_page()
    page.set_content(PAGE.format(more=FINE))
    assert looking.look(page, "fine") == []
    page.set_content(PAGE.format(more=FINE))
    assert looking.look(page, "again") == []
    page.set_content(PAGE.format(more=FINE + BAD[what].replace("{{", "{").replace("}}", "}")))
    wrong = looking.look(page, "bad")
    at = ["390"] if what == "a window's width" else ["1280", "390"]
    assert [line.split(":")[0] for line in wrong] == [f"bad at {width}" for width in at], wrong
    assert all("color-contrast" in line for line in wrong)
    page.close()


def test_the_other_rules_are_asked_of_every_text(chromium: Browser) -> None:
    page = chromium.new_page()
    for _again in range(2):
        page.set_content(PAGE.format(more='<p lang="zz-none">Where?</p><img src="data:,">'))
        found = {line.split(": ")[1] for line in looking.look(page, "page")}
        assert {"valid-lang", "image-alt"} <= found
    assert not page.query_selector("[data-looks-like-another]")
    page.close()
