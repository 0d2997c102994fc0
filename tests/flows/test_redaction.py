"""Redacted copies (W4): made of pixels, proved, released; and the original on no way out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import select
from sqlmodel import Session
from sqlmodel import select as select_rows

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.models import Disclosure
from recruit.access.rules import Capacity, Reader
from recruit.core import clock, db, keys, sealing
from recruit.core.errors import Refusal
from recruit.documents import (
    blacking,
    books,
    door,
    files,
    keeping,
    private,
    queries,
    redacting,
    redaction,
    releasing,
    store,
    tending,
)
from recruit.documents.models import Book, Document, Redaction, Rendition, Text
from recruit.documents.operations import withdraw
from recruit.documents.rules import MIME, FileKind
from recruit.documents.rules.redaction import Area, RedactionState
from recruit.finding import indexing
from recruit.finding import queries as finding
from recruit.finding.rules.asking import parse
from recruit.notices.models import Broadcast
from recruit.prescreening.queries.candidates import circulation_of
from tests import scans, worlds
from tests.flows.test_shortlist_ballots import statements
from tests.unit.documents import making

FOCAL, STAFF, MEMBER = "focal_point", "screener_one", "member_bulgaria"
WHY = "The referee's private address is struck."
_d = Document.__table__  # type: ignore[attr-defined]
_t = Text.__table__  # type: ignore[attr-defined]


@pytest.fixture
def world(a_procedure: Any) -> Iterator[worlds.World]:
    made = a_procedure(at="shortlist", read=True)
    yield made
    clock.freeze(None)


def _reader(world: worlds.World, capacity: Capacity) -> Reader:
    return world.reader(MEMBER if capacity is Capacity.MEMBER else FOCAL, capacity)


def _texts() -> dict[str, str]:
    with db.reading() as connection:
        rows = connection.execute(
            select(_d.c.id, _d.c.key_id, _t.c.sealed)
            .select_from(_d.join(_t, _t.c.document_id == _d.c.id))
            .where(_t.c.sealed.is_not(None))
        ).all()
    return {
        row.id: str(
            sealing.unseal_json(
                keys.ring().get(row.key_id), row.sealed, keeping.text_place(row.id)
            )["text"]
        )
        for row in rows
    }


def _readable(world: worlds.World) -> tuple[Any, str]:
    """A PDF that the member may open, and a word that stands in no other text, nor in what
    the member's pages say anyway."""
    member = world.client(MEMBER)
    reader = _reader(world, Capacity.MEMBER)
    texts = _texts()
    with db.reading() as connection:
        opens = door.openable(connection, reader, texts)
        rows = connection.execute(
            select(_d).where(_d.c.mime == MIME[FileKind.PDF]).order_by(_d.c.id)
        ).all()
    for row in rows:
        if row.id in opens:
            others = " ".join(text for id_, text in texts.items() if id_ != row.id).casefold()
            page = f"prescreening/candidates/{row.object_id}"
            others += member.get(member.path(Capacity.MEMBER, page)).text.casefold()
            for word in re.findall(r"\b[A-Za-z]{8,}\b", texts[row.id]):
                if word.casefold() not in others:
                    return row, word
    raise AssertionError("no document has a word of its own")


def released(world: worlds.World, document: Any, areas: list[Area]) -> Redaction:
    """From the first area to the release, as the focal point."""
    focal = world.reader(FOCAL, Capacity.FOCAL_POINT)
    for area in areas:
        redaction.strike(focal, document.id, area)
    redaction.ask(focal, document.id, why=WHY)
    assert redacting.make_due(clock.now()) == 1
    row = _rows(document)[-1]
    assert (row.state, row.fault) == (RedactionState.MADE, "")
    for page in range(1, row.pages + 1):
        releasing.look(focal, document.id, page)
    releasing.release(focal, document.id)
    return _rows(document)[-1]


def _rows(document: Any) -> list[Redaction]:
    with Session(db.engine()) as session:
        return list(
            session.exec(
                select_rows(Redaction)
                .where(Redaction.original_id == document.id)
                .order_by(Redaction.number)  # type: ignore[arg-type]
            ).all()
        )


def _places(document: Any, word: str) -> list[Area]:
    return [
        Area(a.page, a.left, a.top, a.width, a.height)
        for a in blacking.found(FileKind.PDF, keeping.whole(document), word)
    ]


@pytest.mark.rule("W4")
@pytest.mark.rule("A7")
def test_once_released_the_original_is_on_no_way_out_but_the_focal_points(
    world: worlds.World,
) -> None:
    document, canary = _readable(world)
    member = _reader(world, Capacity.MEMBER)
    browser, focal = world.client(MEMBER), world.client(FOCAL)
    circulation = circulation_of(_milestones(world))
    assert circulation is not None
    asked = parse(canary)

    def found(reader: Reader) -> list[str]:
        indexing.index_due(clock.now())
        with db.reading() as connection:
            return [
                hit.object_id
                for hit in finding.search(
                    connection, reader, asked, circulation_id=circulation.object_id
                ).hits
            ]

    def shown(rest: str) -> Any:
        return browser.get(browser.path(Capacity.MEMBER, rest))

    ways = ("", "/read", "/text", "/page/1.png", "/page/1.png?size=thumb", "/page/1.png?size=large")
    # before: all of them give it, and the canary is found and read
    assert all(shown(f"document/{document.id}{way}").status_code == 200 for way in ways)
    assert canary in shown(f"document/{document.id}/text").text
    assert found(member) == [document.id]
    with db.writing() as session:
        session.add(
            Book(
                procedure_id=world.cast.procedure_id,
                person_id=member.person_id,
                grant_id=member.grant_id,
                list_id=circulation.object_id,
                list_number=circulation.number,
                number=90,
                status="ready",
                documents=json.dumps([document.id]),
                asked_at=clock.now(),
            )
        )
    with db.reading() as connection:
        mine = books.mine(connection, member)
        assert mine is not None and mine.open

    private.quote(member, document.id, text=canary, note="as they say")
    under_way = door.open_document(member, document.id).chunks

    row = released(world, document, _places(document, canary))
    with pytest.raises(door.Closed):
        list(under_way)
    tending.extract_due(clock.now(), 500)
    with Session(db.engine()) as session:
        told = session.exec(select_rows(Broadcast).filter_by(kind=releasing.TOLD)).all()
    assert [one.object_id for one in told] == [document.object_id]
    nothing = shown("document/0000000000000000000000/text")
    for way in ways:
        answer = shown(f"document/{document.id}{way}")
        assert answer.status_code == 404, way
        assert answer.data == nothing.data or way != "/text"
    original = f"document/{document.id}/original"
    assert shown(original).status_code == 404
    assert found(member) == []
    with db.reading() as connection:
        copy = connection.execute(select(_d).where(_d.c.id == row.copy_id)).one()
        assert door.openable(connection, member, [document.id, copy.id]) == {copy.id}
        assert door.entitled(connection, member, [document.id, copy.id]) == {copy.id}
        given = files.given(connection, member, [document.object_id])[document.object_id]
        file = files.file_of(connection, member, document.object_id)
        listed = queries.listed(connection, [document.object_id])[document.object_id]
        mine = books.mine(connection, member)
    for several in (given, file.documents, listed):
        assert document.id not in {one.id for one in several}
        assert copy.id in {one.id for one in several}
    assert file.own.quotes == ()
    assert mine is not None and mine.number == 91 and mine.status == "waiting"
    pages = [
        f"document/{copy.id}/read",
        f"document/{copy.id}/text",
        f"prescreening/candidates/{document.object_id}",
    ]
    name = keeping.name_of(document.key_id, document.id, document.sealed)
    for rest in pages:
        answer = shown(rest)
        assert answer.status_code == 200
        assert document.id not in answer.text
        assert canary.casefold() not in answer.text.casefold()
        assert name not in answer.text
    assert WHY.replace("'", "&#39;") in shown(pages[0]).text
    taken = shown(f"document/{copy.id}")
    assert taken.status_code == 200
    assert canary.casefold() not in _words(taken.data).casefold()

    # a later list, or an answer that names the original itself, does not give it back
    with db.writing() as session:
        for object_id in (document.object_id, document.id):
            session.add(_given(world, object_id))
    with db.reading() as connection:
        assert door.openable(connection, member, [document.id, copy.id]) == {copy.id}

    # GICHD's other staff has the copy as well; the focal point keeps the original
    staff = world.reader(STAFF, Capacity.STAFF)
    with db.reading() as connection:
        assert door.openable(connection, staff, [document.id, copy.id]) == {copy.id}
    kept = focal.get(focal.path(Capacity.FOCAL_POINT, f"document/{document.id}/text"))
    assert kept.status_code == 200
    assert canary in kept.text
    assert document.id in found(world.reader(FOCAL, Capacity.FOCAL_POINT))
    # and the words stand in no entry of the record, nor in the row
    assert canary.encode() not in row.sealed


def _given(world: worlds.World, object_id: str) -> Disclosure:
    return Disclosure(
        procedure_id=world.cast.procedure_id,
        object_id=object_id,
        capacity=Capacity.MEMBER,
        under="another list",
        since=clock.now(),
    )


def _words(pdf: bytes) -> str:
    return "\n".join(p.get_textpage().get_text_bounded() for p in pypdfium2.PdfDocument(pdf))


def _milestones(world: worlds.World) -> Any:
    from recruit.procedure import queries as procedures

    with db.reading() as connection:
        return procedures.milestones(connection, world.cast.procedure_id)


def _install(folder: Path, monkeypatch: pytest.MonkeyPatch, says: str) -> None:
    """A programme called tesseract that reads this off every image."""
    folder.mkdir(exist_ok=True)
    (folder / "tesseract").write_text(scans.stand_in(says))
    (folder / "tesseract").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


@pytest.mark.rule("W4")
def test_a_copy_is_seen_by_nobody_before_its_release_and_never_released_unproved(
    world: worlds.World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    document, word = _readable(world)
    reader, browser = world.reader(FOCAL, Capacity.FOCAL_POINT), world.client(FOCAL)
    here = browser.path(Capacity.FOCAL_POINT, f"document/{document.id}/redact")

    def does(what: str, **fields: object) -> Any:
        return browser.post(here, {"what": what, "page": 1, **fields})

    assert browser.get(here).status_code == 200
    for key, capacity in ((STAFF, Capacity.STAFF), (MEMBER, Capacity.MEMBER)):
        other = world.client(key)
        path = other.path(capacity, f"document/{document.id}/redact")
        assert other.get(path).status_code == 404
        assert other.get(f"{path}/1.png").status_code == 404
        assert other.post(path, {"what": "words", "words": word}).status_code == 404
        assert other.post(f"{path}/release").status_code == 404
    assert _rows(document) == []
    assert does("ask", why=WHY).status_code == 409  # nothing is struck
    assert does("words", words="zyxwvutsrq").status_code == 422
    again = does("area", left="ten", top="1", width="1", height="1")
    assert again.status_code == 422
    assert 'value="ten"' in again.text
    assert does("area", left="10", top="20,5", width="5", height="5").status_code == 303
    assert does("words", words=word).status_code == 303
    assert does("back", area="1.1000.2050.500.500").status_code == 303
    assert does("ask", why=" ").status_code == 409
    draft = browser.get(here).text
    assert word in draft
    assert statements(browser, here) <= 8
    assert "1000" not in draft.split("<rect")[1].split(">")[0]

    # a machine reads one of the words off the copy: nothing is kept, and the page says why
    _install(tmp_path, monkeypatch, word.upper())
    assert does("ask", why=WHY).status_code == 303
    assert redacting.make_due(clock.now()) == 1
    (row,) = _rows(document)
    assert (row.state, row.fault, row.file_id) == (RedactionState.FAILED, "words", "")
    assert "read one of the struck words" in browser.get(here).text
    assert does("again").status_code == 303

    # no machine: it is made, and can't be released
    monkeypatch.setenv("PATH", "/nowhere")
    does("ask", why=WHY)
    assert redacting.make_due(clock.now()) == 1
    does("look")
    with pytest.raises(Refusal, match="tesseract"):
        releasing.release(reader, document.id)
    does("again")

    # proved: for its maker's eyes alone, and not released before every page was looked at
    _install(tmp_path, monkeypatch, "nothing of it")
    does("ask", why=WHY)
    assert redacting.make_due(clock.now()) == 1
    (row,) = _rows(document)
    assert (row.state, row.ocr) == (RedactionState.MADE, "clean")
    sealed = b"".join(store.read(row.file_id))
    assert b"%PDF" not in sealed
    # the proof does not find what the machine misreads: the page says what to look for oneself
    to_look = browser.get(here).text.split("Before you confirm it", 1)[1].split("</section>")[0]
    assert f"<bdi>{word}</bdi>" in to_look and "misreads" in to_look
    later = clock.now() + timedelta(hours=3)
    assert row.file_id not in tending.reconcile(later).files
    image = browser.get(f"{here}/1.png")
    assert image.status_code == 200
    with db.reading() as connection:
        listed = queries.listed(connection, [document.object_id])[document.object_id]
    assert document.id in {one.id for one in listed}
    release = {"key": "once"}
    assert browser.post(f"{here}/release", release).status_code == 409
    for page in range(1, row.pages + 1):
        assert does("look", page=page).status_code == 303
    assert "Release the copy" in browser.get(here).text
    assert browser.post(f"{here}/release").status_code == 303
    (row,) = _rows(document)
    assert row.state == RedactionState.RELEASED
    assert not store.has(row.file_id)  # the copy is a document now


@pytest.mark.rule("W4")
@pytest.mark.rule("A9")
def test_another_edition_takes_its_place_and_the_originals_withdrawal_takes_both(
    world: worlds.World,
) -> None:
    document, word = _readable(world)
    member = _reader(world, Capacity.MEMBER)
    focal = world.reader(FOCAL, Capacity.FOCAL_POINT)
    with db.writing() as session:  # the answer gave this document by itself (R7)
        for row in session.exec(
            select_rows(Disclosure).filter_by(object_id=document.object_id)
        ).all():
            session.delete(row)
        session.add(_given(world, document.id))

    def opens() -> set[str]:
        every = [document.id, *(r.copy_id for r in _rows(document) if r.copy_id)]
        with db.reading() as connection:
            return door.openable(connection, member, every)

    assert opens() == {document.id}
    first = released(world, document, _places(document, word))
    assert opens() == {first.copy_id}
    browser = world.client(FOCAL)  # who may withdraw either, and is told them apart
    there = f"prescreening/withdrawals?candidate={document.object_id}"
    choices = browser.get(browser.path(Capacity.FOCAL_POINT, there)).text
    (copy_said,) = re.findall(rf'value="{first.copy_id}"[^>]*>([^<]*)<', choices)
    (said,) = re.findall(rf'value="{document.id}"[^>]*>([^<]*)<', choices)
    assert "redacted copy" in copy_said and "redacted copy" not in said
    with pytest.raises(Refusal, match="redacted copy"):
        redaction.strike(focal, str(first.copy_id), Area(1, 0, 0, 500, 500))
    second = released(world, document, [Area(1, 5000, 5000, 2000, 2000)])
    assert second.number == 2
    assert opens() == {second.copy_id}
    with db.reading() as connection:
        (latest, *_former) = redaction.of(connection, focal, document.id)
    assert len(latest.areas) == len(_places(document, word)) + 1  # it began with the first's
    with act(focal, Action.DOCUMENT_WITHDRAW) as a:
        copy = a.session.get(Document, second.copy_id)
        assert copy is not None
        withdraw(a, copy, "Too little is struck.")
        a.record(copy.id)
    assert opens() == set()  # not even the original comes back
    third = released(world, document, [Area(1, 1000, 5000, 2000, 2000)])
    assert opens() == {third.copy_id}
    redaction.strike(focal, document.id, Area(1, 0, 0, 500, 500))
    with act(focal, Action.DOCUMENT_WITHDRAW) as a:
        original = a.session.get(Document, document.id)
        assert original is not None
        withdraw(a, original, "Filed in another's file.")
        a.record(original.id)
    assert opens() == set()
    assert [row.state for row in _rows(document)] == ["released"] * 3 + ["dropped"]


@pytest.mark.rule("W4")
def test_an_image_and_a_word_files_pages_are_redacted_and_what_has_no_pages_is_refused(
    world: worlds.World,
) -> None:
    member = _reader(world, Capacity.MEMBER)
    focal = world.reader(FOCAL, Capacity.FOCAL_POINT)
    with db.reading() as connection:
        rows = connection.execute(select(_d).order_by(_d.c.id)).all()
        opens = door.openable(connection, member, [row.id for row in rows])
    image, word = (
        next(row for row in rows if row.id in opens and row.mime == MIME[kind])
        for kind in (FileKind.JPEG, FileKind.DOCX)
    )
    with db.writing() as session:
        made = session.get(Rendition, word.id)
        if made is not None:
            session.delete(made)
    with pytest.raises(Refusal):  # no page of it is drawn yet
        redaction.strike(focal, word.id, Area(1, 0, 0, 500, 500))
    content = making.pdf("Canary of the Word file")
    with db.writing() as session:
        file_id = keeping.keep_rendition(word, content, clock.now())
        session.add(
            Rendition(document_id=word.id, status="made", file_id=file_id, pages=1, at=clock.now())
        )
    for document, area in (
        (image, Area(1, 2000, 2000, 3000, 3000)),
        (word, blacking.found(FileKind.PDF, content, "Canary")[0]),
    ):
        row = released(world, document, [area])
        with db.reading() as connection:
            assert door.openable(connection, member, [document.id, str(row.copy_id)]) == {
                row.copy_id
            }
            copy = connection.execute(select(_d).where(_d.c.id == row.copy_id)).one()
        assert copy.mime == MIME[FileKind.PDF]
        assert _words(keeping.whole(copy)) == ""
