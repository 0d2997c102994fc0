"""A working copy of the draft: a DOCX with the member's name on each page, recorded, before the
call to sign only."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from docx import Document
from sqlmodel import select

from recruit.access.rules import Capacity
from recruit.core import db
from recruit.core.log_tables import core_entry
from recruit.report.operations import drafting, signing
from recruit.report.operations import working_copy as operations
from recruit.report.queries import facts
from recruit.report.working_copy import MIME
from tests.flows.interviews_world import Room
from tests.flows.test_report import refused, write_all

M, C = Capacity.MEMBER, Capacity.CHAIR
HOSTILE = "Said </w:t><w:fldSimple/> & \u202eolleh \x0b{{ 7*7 }} =HYPERLINK(1) محمد 王"


@pytest.fixture
def room(a_procedure: Any) -> Room:
    """6 February: the decision is taken and minuted, the report is open for drafting."""
    return Room(a_procedure(at="report"))


def entries(room: Room) -> int:
    with db.reading() as connection:
        panels = core_entry.c.log_id == f"panel/{room.procedure_id}"
        return len(connection.execute(select(core_entry.c.log_id).where(panels)).all())


@pytest.mark.rule("D2")
@pytest.mark.rule("J9")
def test_a_member_takes_the_draft_marked_numbered_and_recorded(room: Room) -> None:
    who = room.others[0]
    drafting.write(room.member(who), name=facts.MANDATE, text=HOSTILE, version=0)
    browser = room.world.client(who)
    path = browser.path(M, "report/draft.docx")
    before = entries(room)
    assert browser.get(path).status_code in (404, 405) and entries(room) == before
    copies = [browser.post(path) for _n in range(2)]
    assert [c.status_code for c in copies] == [200, 200] and entries(room) == before + 2
    assert all(c.headers["Content-Type"].startswith(MIME) for c in copies)
    numbers = set()
    for copy in copies:
        made = Document(io.BytesIO(copy.data))
        header = made.sections[0].header.paragraphs[0].text
        found = re.match(r"Working copy (\w+) for (.+), drawn on .*Geneva", header)
        assert found and found.group(2) == room.member(who).name
        numbers.add(found.group(1))
        said = "\n".join(p.text for p in made.paragraphs)
        assert "</w:t><w:fldSimple/> & olleh {{ 7*7 }} =HYPERLINK(1) محمد 王" in said
        titles = [p.text for p in made.paragraphs if p.style.name == "Heading 1"]
        assert "Mandate" in titles and "The panel's decision" in titles and len(made.tables) > 5
        about = made.core_properties
        assert about.author == "" and about.last_modified_by == ""
        with zipfile.ZipFile(io.BytesIO(copy.data)) as package:
            whole = b"".join(package.read(n) for n in package.namelist() if n.endswith(".xml"))
            assert found.group(1).encode() in package.read("word/header1.xml")
        assert b"fldSimple/>" not in whole.replace(b"&lt;w:fldSimple/&gt;", b"")
        assert b"vbaProject" not in whole and b'TargetMode="External"' not in whole
    assert len(numbers) == 2
    for key, capacity in (("focal_point", Capacity.FOCAL_POINT), (room.chair_key, C)):
        other = room.world.client(key)
        assert other.post(other.path(capacity, "report/draft.docx")).status_code == 404
    assert entries(room) == before + 2


@pytest.mark.rule("J9")
def test_no_working_copy_once_the_members_are_called_to_sign(room: Room) -> None:
    write_all(room)
    signing.call(room.chair)
    refused("J9", lambda: operations.take(room.member(room.keys[0])))
