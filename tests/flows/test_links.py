"""No page offers a link that is closed: each capacity follows what its pages link to."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from werkzeug.exceptions import HTTPException

from tests import worlds
from tests.worlds import Browser

_LINK = re.compile(r'<a\b[^>]*?\shref="(/[^"#]*)')
PEOPLE = (
    "president",
    "member_chile",
    "focal_point",
    "screener_one",
    "office_first",
    "auditor",
    "reader_irq",
    "delegate_fra",
)
"""Who follows links. The auditor and the reader have not signed their undertaking yet."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> worlds.World:
    return worlds.a_procedure(tmp_path_factory.mktemp("links"), "shortlist")


def _dead(browser: Browser) -> Iterator[str]:
    """Links that lead nowhere, each with the page that offers it; one page of each kind."""
    match = browser.http.application.url_map.bind("localhost").match
    waiting, seen = [("/", "")], set()
    while waiting:
        url, offered_by = waiting.pop(0)
        try:
            endpoint, values = match(url.partition("?")[0], method="GET")
        except HTTPException:
            yield f"{url} on {offered_by}"
            continue
        kind = endpoint, values.get("capacity")
        if kind in seen or endpoint == "static":
            continue
        seen.add(kind)
        answer = browser.get(url)
        if answer.status_code == 404:
            yield f"{url} on {offered_by}"
        if answer.status_code == 200 and answer.mimetype == "text/html":
            found = _LINK.findall(answer.get_data(as_text=True))
            waiting += [(html.unescape(link), url) for link in found]


@pytest.mark.parametrize("person", PEOPLE)
def test_every_link_opens(world: worlds.World, person: str) -> None:
    assert list(_dead(world.client(person))) == []
