"""The reading book: one person's, locked, marked, and dead when its person's right is."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from typing import Any

import pikepdf
import pypdfium2
import pytest
from sqlalchemy import select, update

from recruit.access import frame, guard
from recruit.access.actions import Action
from recruit.access.models import Clearance, Grant
from recruit.access.operations import end
from recruit.access.rules import Capacity
from recruit.core import clock, db, keys
from recruit.documents import bookmaking, books, operations, tending
from recruit.documents.models import Book, Document, View
from recruit.procedure.rules.milestones import Audience, MilestoneKind
from tests import ground, worlds

ONE, OTHER = "member_bulgaria", "member_chile"


@pytest.fixture
def world(a_procedure: Any) -> Any:
    made = a_procedure(at="shortlist", read=True)
    with made.app.app_context():
        yield made
    clock.freeze(None)


def _path(browser: worlds.Browser, rest: str = "") -> str:
    return browser.path(Capacity.MEMBER, f"document/book{rest}")


def _made(world: worlds.World) -> tuple[worlds.Browser, str, str]:
    """A browser with a book that is ready, its id and its passphrase."""
    one = world.client(ONE)
    assert "Make my book" in one.get(_path(one)).text
    assert one.post(_path(one)).status_code == 303
    assert bookmaking.make_due(clock.now()) == 1
    (book,) = [b for b in ground.rows(Book) if b.ended_at is None]  # type: ignore[attr-defined]
    shown = one.post(_path(one, f"/{book.id}/passphrase"))  # type: ignore[attr-defined]
    found = re.search(r"data-copy-text>([0-9a-z-]{19})<", shown.text)
    assert found is not None
    return one, book.id, found[1]  # type: ignore[attr-defined]


def _take(browser: worlds.Browser, book: str) -> Any:
    return browser.post(_path(browser, f"/{book}"))


@pytest.mark.rule("D2")
def test_the_book_holds_the_list_and_is_locked_marked_and_recorded(world: worlds.World) -> None:
    one, book, passphrase = _made(world)
    reader = world.reader(ONE, Capacity.MEMBER)
    before = len(ground.rows(View))
    sent = _take(one, book)
    assert sent.status_code == 200
    assert sent.mimetype == "application/pdf"
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(sent.data))
    with pikepdf.open(io.BytesIO(sent.data), password=passphrase) as opened:
        with opened.open_outline() as outline:
            chapters = [str(item.title) for item in outline.root]
            parts = sum(len(item.children) for item in outline.root)
        assert opened.encryption.R == 6
    (row,) = [b for b in ground.rows(Book) if b.id == book]  # type: ignore[attr-defined]
    held = json.loads(row.documents)  # type: ignore[attr-defined]
    assert parts == len(held) > len(chapters) > 5
    pages = pypdfium2.PdfDocument(sent.data, password=passphrase)
    words = [page.get_textpage().get_text_bounded() for page in pages]
    assert "called back" in words[0]
    inside = words[-row.pages :]  # type: ignore[attr-defined]
    assert all(reader.name in page and "copy 1" in page and "Notes" in page for page in inside)
    entered = [v for v in ground.rows(View) if v.kind == books.TAKEN]  # type: ignore[attr-defined]
    assert {v.document_id for v in entered} == set(held)  # type: ignore[attr-defined]
    assert len(ground.rows(View)) == before + len(held)
    _take(one, book)
    assert len(ground.rows(View)) == before + len(held)  # once in the half hour
    assert b"%PDF" not in b"".join(operations.files.read(row.file_id))  # type: ignore[attr-defined]


def test_the_passphrase_is_shown_once_and_kept_nowhere(world: worlds.World) -> None:
    one, book, passphrase = _made(world)
    again = one.post(_path(one, f"/{book}/passphrase"))
    assert again.status_code == 409
    assert passphrase not in again.text
    assert passphrase not in one.get(_path(one)).text
    assert [b.sealed for b in ground.rows(Book)] == [None]  # type: ignore[attr-defined]


def test_the_book_is_its_persons_alone_and_with_a_fresh_second_factor(world: worlds.World) -> None:
    one, book, _passphrase = _made(world)
    other = world.client(OTHER)
    assert _take(other, book).status_code == 404
    assert other.post(_path(other, f"/{book}/passphrase")).status_code == 404
    assert "Make my book" in other.get(_path(other)).text
    for who, capacity in (("focal_point", Capacity.FOCAL_POINT), ("president", Capacity.CHAIR)):
        browser = world.client(who)
        assert browser.post(browser.path(capacity, f"document/book/{book}")).status_code == 404
    assert _take(one, book).status_code == 200
    clock.freeze(clock.now() + guard.FRESH_FOR + timedelta(seconds=1))
    assert _take(one, book).mimetype == "text/html"
    assert one.get(_path(one, f"/{book}")).status_code in (404, 405)
    assert one.get(_path(one)).status_code == 200  # still signed in


@pytest.mark.rule("P53b-3")
def test_the_book_is_dead_after_replacement_and_its_key_goes(world: worlds.World) -> None:
    one, book, _passphrase = _made(world)
    reader = world.reader(ONE, Capacity.MEMBER)
    _number, _size, under_way = books.take(reader, book_id=book)
    (row,) = ground.rows(Book)
    key, file_id = books.key_of(row), row.file_id  # type: ignore[attr-defined]
    with frame.act(world.reader("president", Capacity.PRESIDENT), Action.CALENDAR_READ) as a:
        grant = a.session.get(Grant, reader.grant_id)
        assert grant is not None
        end(a, grant, "replaced")
    assert _take(one, book).status_code == 404
    with pytest.raises(books.door.Closed):
        next(under_way)
    clock.freeze(clock.now() + tending.OLD_ENOUGH * 2)
    done = tending.reconcile(clock.now())
    assert key in done.keys
    assert file_id in done.files
    with pytest.raises((keys.Erased, keys.NoKey)):
        keys.ring().get(key)


@pytest.mark.rule("C5")
@pytest.mark.parametrize("what", ["clearance", "withdrawn"])
def test_a_lost_clearance_or_a_withdrawn_document_closes_the_whole_book(
    world: worlds.World, what: str
) -> None:
    one, book, _passphrase = _made(world)
    (row,) = ground.rows(Book)
    last = json.loads(row.documents)[-1]  # type: ignore[attr-defined]
    if what == "clearance":
        _d, _c = Document.__table__, Clearance.__table__  # type: ignore[attr-defined]
        with db.engine().begin() as connection:
            candidate = connection.execute(
                select(_d.c.object_id).where(_d.c.id == last)
            ).scalar_one()
            connection.execute(
                update(_c)
                .where(_c.c.person_id == world.person(ONE), _c.c.candidate_id == candidate)
                .values(status="conflict")
            )
    else:
        focal = world.reader("focal_point", Capacity.FOCAL_POINT)
        with frame.act(focal, Action.APPLICATION_READ) as a:
            document = a.session.get(Document, last)
            assert document is not None
            operations.withdraw(a, document, "It belongs to another application.")
    assert _take(one, book).status_code == 404
    assert "This book is closed" in one.get(_path(one)).text


@pytest.mark.rule("A8")
def test_a_new_version_of_the_list_ends_the_book_and_begins_another(world: worlds.World) -> None:
    one, book, passphrase = _made(world)
    with frame.act(world.reader("focal_point", Capacity.FOCAL_POINT), Action.CALENDAR_READ) as a:
        a.milestone(MilestoneKind.LIST_CIRCULATED, Audience.GICHD, object_id="another", number=2)
    assert _take(one, book).status_code == 404
    (new,) = [b for b in ground.rows(Book) if b.ended_at is None]  # type: ignore[attr-defined]
    assert (new.number, new.list_number, new.status) == (2, 2, "waiting")  # type: ignore[attr-defined]
    assert passphrase not in one.get(_path(one)).text


def test_before_every_name_is_declared_there_is_no_book(world: worlds.World) -> None:
    _c = Clearance.__table__  # type: ignore[attr-defined]
    with db.engine().begin() as connection:
        some = connection.execute(
            select(_c.c.id).where(_c.c.person_id == world.person(ONE)).limit(1)
        ).scalar_one()
        connection.execute(update(_c).where(_c.c.id == some).values(status="undecided"))
    one = world.client(ONE)
    assert "No book can be made now" in one.get(_path(one)).text
    assert one.post(_path(one)).status_code == 409
    assert ground.rows(Book) == []
