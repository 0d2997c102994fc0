"""What a reader keeps for themselves: nobody else ever sees it, and it ends when it must (W1)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from recruit.access import frame
from recruit.access.actions import Action
from recruit.access.models import Grant
from recruit.access.operations import end
from recruit.access.rules import Capacity
from recruit.core import clock, db, keys, log
from recruit.core.errors import Refusal
from recruit.documents import door, private, tending
from recruit.documents.models import Document, Reading
from recruit.procedure.rules.milestones import Audience, MilestoneKind
from tests import ground, worlds

ONE, OTHER = "member_bulgaria", "member_chile"
SECRET = "Canary sentence that nobody else may read"
_d = Document.__table__  # type: ignore[attr-defined]


@pytest.fixture
def world(a_procedure: Any) -> Any:
    made = a_procedure(at="shortlist", read=True)
    yield made
    clock.freeze(None)


def _file(world: worlds.World) -> list[str]:
    """The documents of the first candidate whose file the member may open, a PDF first."""
    with db.reading() as connection:
        rows = connection.execute(select(_d.c.id, _d.c.object_id, _d.c.mime)).all()
        reader = world.reader(ONE, Capacity.MEMBER)
        opens = door.openable(connection, reader, [r.id for r in rows])
    first = next(r for r in rows if r.id in opens and r.mime == "application/pdf")
    return [first.id, *(r.id for r in rows if r.object_id == first.object_id and r.id != first.id)]


def _own(browser: worlds.Browser, document: str, **sent: str) -> Any:
    return browser.post(browser.path(Capacity.MEMBER, f"document/{document}/own"), sent)


def _pages(browser: worlds.Browser, document: str, candidate: str) -> str:
    return "".join(
        browser.get(browser.path(Capacity.MEMBER, rest)).text
        for rest in (
            "prescreening/candidates",
            f"prescreening/candidates/{candidate}",
            f"document/{document}/read",
            f"document/{document}/text",
        )
    )


def _entries() -> int:
    with db.reading() as connection:
        return len(connection.execute(select(log.core_entry.c.body)).all())


@pytest.mark.rule("W1")
def test_a_file_is_read_when_its_reader_says_so_and_nobody_else_is_told(
    world: worlds.World,
) -> None:
    documents = _file(world)
    with db.reading() as connection:
        candidate = connection.execute(
            select(_d.c.object_id).where(_d.c.id == documents[0])
        ).scalar_one()
    one, other = world.client(ONE), world.client(OTHER)
    listed = one.path(Capacity.MEMBER, "prescreening/candidates")
    total = int(re.search(r"You have read 0 of (\d+)", one.get(listed).text)[1])  # type: ignore[index]
    for document in documents:  # opening is not reading
        one.get(one.path(Capacity.MEMBER, f"document/{document}/read"))
    _pages(other, documents[0], candidate)
    assert f"You have read 0 of {total}" in one.get(listed).text
    theirs = re.sub(r'value="[^"]*"', "", _pages(other, documents[0], candidate))
    entries = _entries()
    for document in documents:
        sent = _own(one, document, what="read", back="candidate")
        assert sent.status_code == 303
        assert sent.location.endswith(f"prescreening/candidates/{candidate}")
    assert f"You have read 1 of {total}" in one.get(listed).text
    assert "✓ read" in one.get(sent.location).text
    assert re.sub(r'value="[^"]*"', "", _pages(other, documents[0], candidate)) == theirs
    assert _entries() == entries
    _own(one, documents[0], what="unread", page="1")
    assert f"You have read 0 of {total}" in one.get(listed).text


@pytest.mark.rule("W1")
def test_notes_are_sealed_and_shown_to_their_writer_alone(world: worlds.World) -> None:
    document = _file(world)[0]
    one, other = world.client(ONE), world.client(OTHER)
    entries = _entries()
    for sent in (
        {"on": "page", "page": "1", "text": SECRET},
        {"on": "candidate", "page": "1", "text": SECRET + " of them"},
    ):
        kept = _own(one, document, what="note", was=private.seen(""), **sent)
        assert kept.status_code == 303
    assert _entries() == entries
    read = one.get(one.path(Capacity.MEMBER, f"document/{document}/read")).text
    assert read.count(SECRET) == 2
    candidate = next(r.object_id for r in ground.rows(Reading))  # type: ignore[attr-defined]
    assert SECRET not in _pages(other, document, candidate)
    focal = world.client("focal_point")
    assert (
        SECRET not in focal.get(focal.path(Capacity.FOCAL_POINT, f"document/{document}/read")).text
    )
    assert SECRET.encode() not in b"".join(
        path.read_bytes() for path in world.folder.rglob("*") if path.is_file()
    )


@pytest.mark.rule("W1")
def test_a_note_saves_itself_and_a_second_window_loses_nothing(world: worlds.World) -> None:
    document = _file(world)[0]
    one = world.client(ONE)
    first = _own(
        one,
        document,
        what="note",
        on="page",
        page="1",
        was=private.seen(""),
        text="a",
        autosave="1",
    )
    was = first.get_json()["fields"]["was"]
    assert was == private.seen("a")
    sent = {"what": "note", "on": "page", "page": "1", "was": private.seen(""), "text": "b"}
    stale = _own(one, document, **sent)
    assert stale.status_code == 409
    assert ">b</textarea>" in stale.text  # what was typed is still there
    again = _own(one, document, what="note", on="page", page="1", was=was, text="a b", autosave="1")
    assert again.status_code == 200
    assert ">a b</textarea>" in one.get(one.path(Capacity.MEMBER, f"document/{document}/read")).text


@pytest.mark.rule("W1")
def test_a_passage_is_one_of_the_documents_and_is_marked_in_its_text(world: worlds.World) -> None:
    document = _file(world)[0]
    one = world.client(ONE)
    path = one.path(Capacity.MEMBER, f"document/{document}/text")
    reader = world.reader(ONE, Capacity.MEMBER)
    line = next(p for p in door.open_text(reader, document).text.split("\n") if len(p) > 20)
    invented = _own(one, document, what="quote", text="It never said this.", back="text")
    assert invented.status_code == 422
    assert "It never said this." in invented.text
    assert (
        _own(one, document, what="quote", text=line[2:15], note=SECRET, back="text").status_code
        == 303
    )
    shown = one.get(path).text
    assert '<mark class="marked">' in shown
    assert SECRET in shown
    (kept,) = private_of(reader, document).quotes
    assert _own(one, document, what="unquote", quote=kept.id, back="text").status_code == 303
    assert '<mark class="marked">' not in one.get(path).text


def private_of(reader: Any, document: str) -> private.Own:
    with db.reading() as connection:
        object_id = connection.execute(
            select(_d.c.object_id).where(_d.c.id == document)
        ).scalar_one()
        return private.mine(connection, reader, object_id)


def test_nobody_writes_on_a_file_that_is_closed_to_them(world: worlds.World) -> None:
    document = _file(world)[0]
    surrogate = world.client("surrogate_gambia")
    path = surrogate.path(Capacity.SURROGATE, f"document/{document}/own")
    assert surrogate.post(path, {"what": "read"}).status_code == 404
    one = world.client(ONE)
    assert _own(one, "0" * 22, what="read").status_code == 404
    assert _own(one, document, what="everything").status_code == 404
    assert ground.rows(Reading) == []


def _write(world: worlds.World, who: str, capacity: Capacity) -> None:
    private.note(
        world.reader(who, capacity), _file(world)[0], page=1, text=SECRET, was=private.seen("")
    )


@pytest.mark.rule("W1")
def test_at_replacement_they_are_erased_and_within_the_hour_their_key(world: worlds.World) -> None:
    _write(world, ONE, Capacity.MEMBER)
    _write(world, OTHER, Capacity.MEMBER)
    mine = next(
        r for r in ground.rows(Reading) if r.grant_id == world.reader(ONE, Capacity.MEMBER).grant_id
    )  # type: ignore[attr-defined]
    key = keys.reading_key(mine.id, mine.procedure_id)  # type: ignore[attr-defined]
    with frame.act(world.reader("president", Capacity.PRESIDENT), Action.CALENDAR_READ) as a:
        grant = a.session.get(Grant, mine.grant_id)  # type: ignore[attr-defined]
        assert grant is not None
        end(a, grant, "replaced")
    assert [r.grant_id for r in ground.rows(Reading)] == [
        world.reader(OTHER, Capacity.MEMBER).grant_id
    ]  # type: ignore[attr-defined]
    clock.freeze(clock.now() + tending.OLD_ENOUGH * 2)
    assert key in tending.reconcile(clock.now()).keys


@pytest.mark.rule("W1")
@pytest.mark.rule("P53f-2")
def test_the_signature_erases_the_panels_and_tells_gichd_nothing(world: worlds.World) -> None:
    _write(world, ONE, Capacity.MEMBER)
    _write(world, "focal_point", Capacity.FOCAL_POINT)
    president = world.reader("president", Capacity.PRESIDENT)
    with frame.act(president, Action.CALENDAR_READ) as a:
        a.milestone(MilestoneKind.REPORT_LODGED, Audience.PANEL)
    focal = world.reader("focal_point", Capacity.FOCAL_POINT)
    assert [r.grant_id for r in ground.rows(Reading)] == [focal.grant_id]  # type: ignore[attr-defined]
    with pytest.raises(Refusal, match="signed"):
        _write(world, ONE, Capacity.MEMBER)
    private.mark(focal, _file(world)[0], read=True)
    with frame.act(president, Action.CALENDAR_READ) as a:
        a.milestone(MilestoneKind.ROUND_OPENED, Audience.STATES)
    assert ground.rows(Reading) == []


@pytest.mark.rule("D3")
def test_erasing_the_candidate_erases_what_was_noted_of_them(world: worlds.World) -> None:
    _write(world, ONE, Capacity.MEMBER)
    (row,) = ground.rows(Reading)
    procedure, candidate = row.procedure_id, row.object_id  # type: ignore[attr-defined]
    reader = world.reader(ONE, Capacity.MEMBER)
    with db.reading() as connection:
        assert private.mine(connection, reader, candidate).pages
        keys.ring().erase(keys.file_key(candidate, procedure), clock.now())
        assert private.mine(connection, reader, candidate) == private.Own()
