"""The narrative's versions: nothing that a member saved is lost, and each change can be seen."""

from __future__ import annotations

from typing import Any

import pytest

from recruit.access.rules import Capacity
from recruit.core import db
from recruit.report.operations import drafting
from recruit.report.queries import facts, versions
from tests.flows.interviews_world import Room
from tests.flows.shortlist_world import said
from tests.flows.test_report import report_of
from tests.flows.test_shortlist_ballots import statements

M = Capacity.MEMBER


@pytest.mark.rule("J9")
@pytest.mark.rule("P53f-2")
def test_every_version_stays_and_says_what_it_changed_to_the_panel_alone(a_procedure: Any) -> None:
    room = Room(a_procedure(at="report"))
    one, two = room.others[:2]
    texts = ["The panel met.", "The panel met twice.", "The panel of five met twice."]
    for n, text in enumerate(texts):
        who = room.member((one, two)[n % 2])
        drafting.write(who, name=facts.MANDATE, text=text, version=n)
    with db.reading() as connection:
        report = report_of(room)
        found = versions.versions(connection, room.procedure_id, report.id, facts.MANDATE)
    assert [(v.number, v.text) for v in found] == [(3, texts[2]), (2, texts[1]), (1, texts[0])]
    browser = room.world.client(one)
    path = browser.path(M, "report/part/mandate/versions")
    assert statements(browser, path) <= 8
    page = said(browser.get(path))
    assert "</span> of five</ins>" in page and "<del>" not in page
    whole = said(browser.get(f"{path}?old=1&new=2"))
    assert "</span> twice</ins>" in whole and "<del>" not in whole
    assert browser.get(f"{path}?old=9").status_code == 404
    assert "What it changed" in said(browser.get(browser.path(M, "report/")))
    # who saves second sees what the own text would change of what is saved now
    refused = browser.post(
        browser.path(M, "report/part/mandate"), {"version": "2", "text": "The panel of six met."}
    )
    page = said(refused)
    assert refused.status_code == 409 and "What yours would change" in page
    assert "six " in page and "five " in page
    # nobody else learns that there is a text
    for key, capacity in (("president", Capacity.PRESIDENT), ("focal_point", Capacity.FOCAL_POINT)):
        other = room.world.client(key)
        assert other.get(other.path(capacity, "report/part/mandate/versions")).status_code == 404
