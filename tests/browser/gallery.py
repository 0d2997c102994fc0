"""Draws every macro with invented values, so that the design can be looked at.

Run ``python -m tests.browser.gallery FOLDER [name ...]``: each page is drawn at 1280 and 390 px, in
light and dark, with a right-to-left copy, under the Content-Security-Policy of the application (no
inline style or script). Said on the way: what the policy refused, what is wider than the window.
The gallery is no part of the application.
"""

from __future__ import annotations

import http.server
import shutil
import sys
import threading
from functools import partial
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from tests.browser.gallery_values import values

ROOT = Path(__file__).resolve().parents[2]
PAGES = Path(__file__).resolve().parent / "gallery"
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'"


def pages(folder: Path, direction: str) -> list[str]:
    """Write the gallery's pages into the folder; their names."""
    env = Environment(
        loader=FileSystemLoader([ROOT / "templates", PAGES]),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=False,
    )
    env.globals.update(
        _=lambda text, **given: text % given if given else text,
        ngettext=lambda one, many, n, **given: (one if n == 1 else many) % {"n": n, **given},
        url_for=lambda endpoint, filename: f"/static/{filename}",
    )
    names = []
    for page in sorted(PAGES.glob("*.html")):
        name = page.stem + ("-rtl" if direction == "rtl" else "")
        (folder / f"{name}.html").write_text(
            env.get_template(page.name).render(values(direction)), encoding="utf-8"
        )
        names.append(name)
    return names


class Server(http.server.SimpleHTTPRequestHandler):
    """Files with the policy of the application, silently."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        return


RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OVERFLOW = """() => [...document.querySelectorAll('body *')].filter(e => {
  const box = e.getBoundingClientRect();
  if (e.closest('.scroll, svg, .unseen, .skip') || !box.width) return false;
  return box.right > innerWidth + 1 || box.left < -1;
}).map(e => e.tagName + '.' + e.className).slice(0, 6)"""


def main(folder: Path, wanted: list[str]) -> int:
    """Draw the pages; the number of complaints."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    names = [name for way in ("ltr", "rtl") for name in pages(folder, way)]
    static = folder / "static"
    if static.exists():
        shutil.rmtree(static)
    shutil.copytree(ROOT / "static", static)
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Server, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    complaints = 0
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name in (name for name in names if not wanted or name in wanted):
            for width in (1280, 390):
                for scheme in schemes(name):
                    page = browser.new_page(
                        viewport={"width": width, "height": 900}, color_scheme=scheme
                    )
                    found = draw(page, f"http://127.0.0.1:{server.server_address[1]}/{name}.html")
                    page.screenshot(
                        path=str(folder / f"{name}-{width}-{scheme}.png"), full_page=True
                    )
                    page.close()
                    for line in found:
                        complaints += 1
                        print(name, width, scheme, line)
        browser.close()
    server.shutdown()
    return complaints


def schemes(name: str) -> tuple[Literal["light", "dark"], ...]:
    """The colour schemes a page is drawn in: right-to-left copies by day only."""
    return ("light",) if name.endswith("-rtl") else ("light", "dark")


def draw(page: Any, url: str) -> list[str]:
    """Open the page; what the browser, the width of the window and axe complain about."""
    from axe_playwright_python.sync_playwright import Axe

    said: list[str] = []

    def hear(message: Any) -> None:
        if message.type == "error":
            said.append(f"console: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(f"script: {error}"))
    page.goto(url)
    page.evaluate("document.fonts.ready")
    said.extend(f"too wide: {line}" for line in page.evaluate(OVERFLOW))
    for fault in Axe().run(page, options={"runOnly": RULES}).response["violations"]:
        said.append(f"axe {fault['id']}: {[node['target'] for node in fault['nodes']][:4]}")
    return said


if __name__ == "__main__":
    raise SystemExit(min(main(Path(sys.argv[1]), sys.argv[2:]), 1))
