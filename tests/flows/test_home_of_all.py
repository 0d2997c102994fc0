"""Everybody's home in a living recruitment: each page opens, each button leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from recruit.accounts.models import Person
from recruit.core import db
from tests.unit.web import making

_PEOPLE = select(Person.__table__.c.id).order_by(Person.__table__.c.mail)  # type: ignore[attr-defined]


def _everybody() -> list[str]:
    with db.reading() as connection:
        return [row.id for row in connection.execute(_PEOPLE)]


@pytest.mark.parametrize("stage", ["opened", "circulated", "interviews", "silence"])
def test_every_home_opens_and_every_task_leads_to_a_page(
    a_procedure: Callable[..., Any], stage: str
) -> None:
    world = a_procedure(at=stage)
    for person_id in _everybody():
        browser = world.client()
        browser.sign_in(person_id)
        with making.counted() as said:
            home = browser.get("/")
        assert home.status_code == 200
        asked = [s for s in said if s.startswith("SELECT")]
        # somebody who is asked and holds no capacity yet has the procedure read for the task
        assert len(asked) <= 11
        page = home.get_data(as_text=True)
        found = re.findall(r'<a class="(?:button|task-title)" href="([^"]+)"', page)
        found += re.findall(r'<a href="(/p/[^"]+)"', page)
        for link in dict.fromkeys(unescape(link) for link in found):
            assert browser.get(link).status_code == 200, (person_id, link)
