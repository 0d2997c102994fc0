"""Quarantine: what the scanner has not judged is read by nobody, whichever way somebody tries."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import event, select, update

from recruit import worker
from recruit.access.actions import Action
from recruit.access.rules import Capacity
from recruit.core import clock, db, keys
from recruit.core.errors import Kind, Refusal
from recruit.documents import (
    bookmaking,
    door,
    judging,
    keeping,
    operations,
    quarantine,
    recognising,
    store,
    tending,
)
from recruit.documents import queries as documents
from recruit.documents.models import Book, Document, Rendition, Text
from recruit.documents.rules.scanning import Scan
from recruit.documents.scanner import Said, Verdict
from recruit.finding import indexing
from recruit.finding.models import Part
from recruit.notices.models import Broadcast
from tests import clamd, ground
from tests.flows import scanning_world
from tests.flows.scanning_world import (
    CLEAN,
    FOCAL,
    MARKED,
    file,
    focal,
    later,
    of,
    real,
    scanning,
    without_one,
)
from tests.flows.test_prescreening import OPEN, a_file, screeners
from tests.unit.documents import making


@pytest.fixture(autouse=True)
def none_afterwards() -> Iterator[None]:
    yield
    operations.scan_with("")


@pytest.fixture
def scanner() -> Iterator[clamd.Clamd]:
    with scanning() as one:
        yield one


@pytest.fixture
def down(tmp_path: Path) -> Iterator[str]:
    with without_one(tmp_path) as url:
        yield url


@pytest.fixture
def receiving(a_procedure: Any) -> Any:
    return scanning_world.receiving(a_procedure)


@real
@pytest.mark.rule("A1")
def test_down_at_upload_a_file_is_kept_sealed_and_nobody_reads_it_until_it_is_judged(
    receiving: Any, scanner: clamd.Clamd
) -> None:
    scanner.kill()
    filed = file(receiving, ("cv.pdf", CLEAN), ("letter.docx", making.word("Dear panel")))
    assert filed.reference and filed.receipt
    kept = of(filed.candidate_id)
    assert {d.scan for d in kept} == {Scan.WAITS}
    browser = receiving.client("focal_point")
    base = browser.path(FOCAL, "document/")
    addresses = ("", "/original", "/read", "/text", "/page/1.png")
    for document in kept:
        for rest in addresses:
            assert browser.get(f"{base}{document.id}{rest}").status_code == 404, rest
        with pytest.raises(quarantine.Quarantined):
            keeping.whole(document)
    now = clock.now()
    assert tending.extract_due(now) == recognising.recognise_due(now) == 0
    while tending.render_due(now):  # others' files, where there is LibreOffice
        pass
    made = [*ground.rows(Text), *ground.rows(Rendition)]
    assert not {d.id for d in kept} & {row.document_id for row in made}  # type: ignore[attr-defined]
    page = browser.get(browser.path(FOCAL, f"applications/{filed.candidate_id}"))
    assert "waits for the scanner since" in page.get_data(as_text=True)
    assert f"document/{kept[0].id}" not in page.get_data(as_text=True)
    listed = browser.get(browser.path(FOCAL, "applications/")).get_data(as_text=True)
    assert "2 documents wait for the scanner" in listed
    scanner.start()
    assert judging.scan_due(clock.now()) == 0  # left alone a little after it failed
    assert judging.scan_due(later(seconds=90)) == 2
    assert {d.scan for d in of(filed.candidate_id)} == {Scan.CLEAN}
    for rest in ("", "/original", "/text"):
        assert browser.get(f"{base}{kept[0].id}{rest}").status_code == 200, rest
    assert tending.extract_due(clock.now()) == 2
    listed = browser.get(browser.path(FOCAL, "applications/")).get_data(as_text=True)
    assert "wait for the scanner" not in listed


@real
@pytest.mark.rule("A1")
def test_what_was_filed_before_there_was_a_scanner_is_closed_until_judged_and_erased_if_infected(
    receiving: Any, scanner: clamd.Clamd
) -> None:
    operations.scan_with("")
    bad = making.word(MARKED + " words that a search finds")
    filed = file(receiving, ("cv.pdf", CLEAN), ("letter.docx", bad))
    reader = focal(receiving)
    good, infected = of(filed.candidate_id)
    assert tending.extract_due(clock.now()) == 2
    while indexing.index_due(clock.now()):
        pass
    found = [p for p in ground.rows(Part) if p.object_id == infected.id]  # type: ignore[attr-defined]
    assert found
    assert b"".join(door.open_document(reader, infected.id).chunks) == bad
    operations.scan_with(scanner.url)
    with db.reading() as connection:  # nothing unscanned is readable, from this moment on
        assert door.openable(connection, reader, [good.id, infected.id]) == set()
    before = len(ground.rows(Broadcast))
    while judging.scan_due(clock.now()):
        pass
    good, infected = of(filed.candidate_id)
    assert (good.scan, infected.scan) == (Scan.CLEAN, Scan.INFECTED)
    assert infected.signature == clamd.SIGNATURE and infected.wrapped == b""
    assert not store.has(infected.id) and store.has(good.id)
    assert not [t for t in ground.rows(Text) if t.document_id == infected.id]  # type: ignore[attr-defined]
    assert not [p for p in ground.rows(Part) if p.object_id == infected.id]  # type: ignore[attr-defined]
    with pytest.raises(Refusal) as closed:
        door.open_document(focal(receiving), infected.id)
    assert closed.value.kind is Kind.UNKNOWN
    told = ground.rows(Broadcast)[before:]
    assert [(b.kind, b.audience) for b in told] == [  # type: ignore[attr-defined]
        ("documents.infected", f"capacity:{FOCAL.value}")
    ]
    assert told[0].body is None  # type: ignore[attr-defined]
    browser = receiving.client("focal_point")
    page = browser.get(browser.path(FOCAL, f"applications/{filed.candidate_id}"))
    assert f"malware found ({clamd.SIGNATURE})" in page.get_data(as_text=True)
    done = tending.reconcile(later(hours=2))
    assert infected.id not in done.missing and good.id not in done.files


@pytest.mark.rule("A1")
def test_taking_the_scanner_away_opens_nothing_that_waits(receiving: Any, down: str) -> None:
    filed = file(receiving, ("cv.pdf", CLEAN))
    (kept,) = of(filed.candidate_id)
    operations.scan_with("")
    with db.reading() as connection:
        assert not door.may_open(connection, focal(receiving), kept.id)
        (seen,) = documents.listed(connection, [filed.candidate_id])[filed.candidate_id]
        waiting = judging.waiting(connection, receiving.cast.procedure_id, Action.APPLICATION_READ)
    assert seen.waits_since == kept.scan_at == waiting.since and waiting.number == 1


@real
@pytest.mark.rule("A1")
def test_one_file_that_ends_the_scanner_each_time_keeps_no_other_waiting(
    receiving: Any, scanner: clamd.Clamd, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanner.kill()
    filed = file(
        receiving, ("a.pdf", CLEAN), ("b.pdf", making.pdf("b")), ("c.pdf", making.pdf("c"))
    )
    deadly, *others = of(filed.candidate_id)
    plain = keeping.to_scan

    def killing(row: Any) -> Iterator[bytes]:
        if row.id == deadly.id:
            scanner.kill()
        return plain(row)

    monkeypatch.setattr(keeping, "to_scan", killing)
    scanner.start()
    assert judging.scan_due(later(minutes=5)) == 0
    scanner.start()
    assert judging.scan_due(later(seconds=40)) == 2
    assert {d.scan for d in of(filed.candidate_id)[1:]} == {Scan.CLEAN}
    first = of(filed.candidate_id)[0]
    assert first.scan == Scan.WAITS and first.scan_tries == 1 and first.scan_due is not None


@real
@pytest.mark.rule("A1")
def test_what_the_scanner_takes_for_too_large_waits_and_is_asked_again_ever_more_rarely(
    receiving: Any,
) -> None:
    with clamd.running(most="300K") as small:
        operations.scan_with(small.url)
        large = making.pdf("x").replace(b"%%EOF", b"%" + b"x" * 400_000 + b"\n%%EOF")
        filed = file(receiving, ("cv.pdf", CLEAN), ("large.pdf", large))
        one, other = of(filed.candidate_id)
        assert (one.scan, other.scan) == (Scan.CLEAN, Scan.WAITS)
        dues = []
        for _n in range(4):
            assert judging.scan_due(clock.now()) == 0
            (_one, other) = of(filed.candidate_id)
            assert other.scan_due is not None
            dues.append(other.scan_due - clock.now())
            clock.freeze(other.scan_due)
        assert dues == sorted(dues) and dues[0] < dues[-1] <= timedelta(hours=6)
        browser = receiving.client("focal_point")
        page = browser.get(browser.path(FOCAL, "applications/")).get_data(as_text=True)
        assert "1 document waits" in page and "larger than the scanner takes" in page


@pytest.mark.rule("C4")
def test_the_panel_reads_nothing_unscanned_and_is_told_since_when_it_waits(
    a_procedure: Any, down: str
) -> None:
    world = a_procedure(at="shortlist", read=True)
    operations.scan_with(down)
    with db.reading() as connection:
        listed = connection.execute(
            select(Document.object_id, Document.id).where(
                Document.action == Action.APPLICATION_READ
            )
        ).all()
    browser = world.client("member_bulgaria")
    candidate = next(c for c, _d in listed if "waits for the scanner" in _candidate(browser, c))
    page = _candidate(browser, candidate)
    assert "waits for the scanner since" in page and "/read" not in page.split("<main")[1]
    for document_id in (d for c, d in listed if c == candidate):
        for rest in ("", "/read", "/text", "/page/1.png", "/page/1.png?size=thumb"):
            path = browser.path(Capacity.MEMBER, f"document/{document_id}{rest}")
            assert browser.get(path).status_code == 404
    found = browser.get(browser.path(Capacity.MEMBER, "find/?q=the"))
    assert "<mark" not in found.get_data(as_text=True)
    operations.scan_with("")
    assert "waits for the scanner" not in _candidate(browser, candidate)


def _candidate(browser: Any, candidate_id: str) -> str:
    path = browser.path(Capacity.MEMBER, f"prescreening/candidates/{candidate_id}")
    return str(browser.get(path).get_data(as_text=True))


@real
def test_the_worker_judges_before_it_reads(receiving: Any, scanner: clamd.Clamd) -> None:
    scanner.kill()
    filed = file(receiving, ("cv.pdf", CLEAN))
    scanner.start()
    later(minutes=5)
    with receiving.app.app_context():
        assert "scanner" not in worker.tick()
    (kept,) = of(filed.candidate_id)
    assert kept.scan == Scan.CLEAN and kept.pages == 1


@pytest.mark.rule("A1")
def test_a_scanner_that_says_nothing_is_waited_for_once_and_then_left_alone(
    receiving: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quarantine, "IN_A_REQUEST", 0.3)
    connections = []
    with socket.create_server(("127.0.0.1", 0)) as silent:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connections.append(silent.accept())  # kept open, and never answered

        threading.Thread(target=serve, daemon=True).start()
        operations.scan_with(f"tcp://127.0.0.1:{silent.getsockname()[1]}")
        files = [(f"{n}.pdf", making.pdf(str(n))) for n in range(4)]
        filed = file(receiving, *files)
        assert {d.scan for d in of(filed.candidate_id)} == {Scan.WAITS}
        assert len(connections) == 1
        later(minutes=3)
        more = file(receiving, ("cv.pdf", CLEAN), mail="another@post.example")
        assert of(more.candidate_id)[0].scan == Scan.WAITS and len(connections) == 2
    for taken, _from in connections:
        taken.close()


@pytest.mark.rule("A5")
def test_a_screener_is_told_since_when_a_document_waits(a_procedure: Any, down: str) -> None:
    world = a_procedure(at="prescreening")
    operations.scan_with(down)
    clock.freeze(OPEN)
    one = a_file(world, 1)
    reader = screeners(world, one)[0]
    browser = world.client(next(k for k, v in world.cast.memory.items() if v == reader.person_id))
    path = browser.path(reader.capacity, f"prescreening/file/{one}")
    for view in ("", "?view=text"):
        page = browser.get(path + view).get_data(as_text=True)
        assert "waits for the scanner since" in page and "/page/" not in page.split("<main")[1]


@pytest.mark.rule("D2")
def test_a_reading_book_says_which_files_waited_when_it_was_made(
    a_procedure: Any, down: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = a_procedure(at="shortlist", read=True)
    operations.scan_with(down)
    everything = [d.id for d in ground.rows(Document)]  # type: ignore[attr-defined]
    with db.writing() as session:
        session.connection().execute(update(Document).values(scan=Scan.CLEAN))
        member = world.reader("member_bulgaria", Capacity.MEMBER)
        first = min(door.openable(session.connection(), member, everything))
        session.connection().execute(
            update(Document).where(Document.id == first).values(scan=Scan.WAITS)  # type: ignore[arg-type]
        )
    browser = world.client("member_bulgaria")
    path = browser.path(Capacity.MEMBER, "document/book")
    assert browser.post(path).status_code == 303
    with world.app.app_context():
        assert bookmaking.make_due(clock.now()) == 1
    (book,) = [b for b in ground.rows(Book) if b.ended_at is None]  # type: ignore[attr-defined]
    held = json.loads(book.documents)  # type: ignore[attr-defined]
    assert held and first not in held
    shown = browser.post(f"{path}/{book.id}/passphrase").get_data(as_text=True)  # type: ignore[attr-defined]
    found = re.search(r"data-copy-text>([0-9a-z-]{19})<", shown)
    assert found is not None
    pdf = browser.post(f"{path}/{book.id}").get_data()  # type: ignore[attr-defined]
    with pypdfium2.PdfDocument(pdf, password=found[1]) as opened:
        words = "".join(page.get_textpage().get_text_range() for page in opened)
    assert " ".join(words.split()).count("waited for the scanner") == 1
    # what a book holds turns out to be infected: the book ends with it
    said = Said(Verdict.INFECTED, "Invented")
    with db.writing() as session:
        session.connection().execute(
            update(Document).where(Document.id == held[0]).values(scan=Scan.WAITS)  # type: ignore[arg-type]
        )
    monkeypatch.setattr(
        quarantine, "judge", lambda pieces, _seconds: said if b"".join(pieces) else None
    )
    assert judging.scan_due(later(minutes=5)) >= 1
    (book,) = ground.rows(Book)
    assert book.ended_at is not None and not store.has(held[0])  # type: ignore[attr-defined]


def test_neither_the_door_nor_a_list_asks_one_statement_more(receiving: Any) -> None:
    filed = file(receiving, ("cv.pdf", CLEAN))
    (kept,) = of(filed.candidate_id)
    reader = focal(receiving)
    asked: list[str] = []

    def seen(_c: Any, _u: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    event.listen(db.engine(), "before_cursor_execute", seen)
    try:
        with db.reading() as connection:
            asked.clear()
            assert door.may_open(connection, reader, kept.id)
            documents.listed(connection, [filed.candidate_id])
    finally:
        event.remove(db.engine(), "before_cursor_execute", seen)
    of_documents = [s for s in asked if "documents_document" in s]
    assert len(of_documents) == 2


@real
@pytest.mark.rule("A1")
def test_what_was_erased_while_it_waited_waits_no_more(
    receiving: Any, scanner: clamd.Clamd
) -> None:
    scanner.kill()
    filed = file(receiving, ("cv.pdf", CLEAN))
    keys.ring().erase(of(filed.candidate_id)[0].key_id, clock.now())
    scanner.start()
    assert judging.scan_due(later(minutes=5)) == 0
    (kept,) = of(filed.candidate_id)
    assert kept.scan == Scan.ERASED
    with db.reading() as connection:
        left = judging.waiting(
            connection, receiving.cast.procedure_id, Action.APPLICATION_READ
        ).number
        assert left == 0 and not door.may_open(connection, focal(receiving), kept.id)
