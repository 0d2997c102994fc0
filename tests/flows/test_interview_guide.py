"""The guide of an interview: printed or taken as a PDF, by living members alone, recorded."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pypdfium2
import pytest
from sqlalchemy import func
from sqlmodel import select

from recruit.access.models import Clearance
from recruit.access.rules import Capacity
from recruit.core import db
from recruit.core.log_tables import core_entry
from recruit.shortlist.queries import papers
from tests.flows.interviews_world import Room
from tests.flows.shortlist_world import said

M, C, F = Capacity.MEMBER, Capacity.CHAIR, Capacity.FOCAL_POINT


@pytest.fixture
def room(a_procedure: Any) -> Room:
    """The morning of the first interviews: papers adopted, times set."""
    return Room(a_procedure(at="interviews"))


def entries(room: Room) -> int:
    with db.reading() as connection:
        panels = core_entry.c.log_id == f"panel/{room.procedure_id}"
        count = select(func.count()).select_from(core_entry).where(panels)
        return int(connection.execute(count).scalar_one())


@pytest.mark.rule("P54e")
@pytest.mark.rule("D2")
def test_a_member_prints_or_takes_the_guide_marked_numbered_and_recorded(room: Room) -> None:
    slot, who = room.first(), room.others[0]
    name = room.member(who).name
    with db.reading() as connection:
        adopted = papers.adopted(connection, room.procedure_id, room.run)
    assert adopted.questions is not None
    asked = [q["main"] for q in adopted.questions.content["questions"]]
    browser = room.world.client(who)
    path = browser.path(M, f"interviews/guide/{slot.candidate_id}")
    before = entries(room)
    page = said(browser.get(path))
    assert [page.index(q) for q in asked] == sorted(page.index(q) for q in asked)
    assert page.count(name) >= len(asked) + 1 and slot.reference in page
    assert slot.name and slot.name not in page and entries(room) == before
    copies = [browser.post(path) for _n in range(2)]
    assert [c.status_code for c in copies] == [200, 200] and entries(room) == before + 2
    numbers = {c.headers["Content-Disposition"] for c in copies}
    assert len(numbers) == 2 and copies[0].headers["Cache-Control"] == "no-store, private"
    document = pypdfium2.PdfDocument(copies[0].data)
    pages = [" ".join(p.get_textpage().get_text_range().split()) for p in document]
    assert all(name in p and "Copy" in p for p in pages)
    text = " ".join(pages)
    assert all(" ".join(q.split()) in text for q in asked) and slot.name not in text
    assert "5 outstanding" in text and f"{slot.minutes} minutes" in text
    with pikepdf.open(io.BytesIO(copies[0].data)) as file:
        assert file.Root.MarkInfo.Marked and "/JavaScript" not in file.Root


@pytest.mark.rule("J12")
@pytest.mark.rule("C5")
def test_nobody_but_a_living_member_without_open_declaration_has_the_guide(room: Room) -> None:
    slot, who = room.first(), room.others[0]
    before = entries(room)
    for key, capacity in (("focal_point", F), (room.chair_key, C)):
        other = room.world.client(key)
        path = other.path(capacity, f"interviews/guide/{slot.candidate_id}")
        assert other.get(path).status_code == 404 and other.post(path).status_code == 404
    browser = room.world.client(who)
    assert browser.get(browser.path(M, "interviews/guide/nobody")).status_code == 404
    with db.writing() as session:
        clearance = session.exec(
            select(Clearance).where(Clearance.person_id == room.member(who).person_id)
        ).first()
        assert clearance is not None
        clearance.status = "undecided"
        session.add(clearance)
    path = browser.path(M, f"interviews/guide/{slot.candidate_id}")
    refused = browser.get(path)
    assert refused.status_code == 409 and "not decided yet" in said(refused)
    assert browser.post(path).status_code == 409 and entries(room) == before
