"""Malware: what a real clamd finds is refused or erased, and what it has not judged is read
by nobody, whichever way a file comes in and whichever way somebody tries to read it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from recruit import worker
from recruit.access.actions import Action
from recruit.access.rules import Capacity, Reader
from recruit.applications.models import Candidate
from recruit.applications.operations import filing
from recruit.applications.operations.intake import batches, steps
from recruit.applications.queries import batches as queries
from recruit.approval.operations import items
from recruit.approval.rules.round import RoundState
from recruit.core import clock, db, log
from recruit.core.errors import Kind, Refusal
from recruit.documents import door, judging, keeping, operations, quarantine, store, tending
from recruit.documents import queries as documents
from recruit.documents.models import Document, Rendition, Text
from recruit.documents.rules import DEFAULT_LIMIT
from recruit.documents.rules.scanning import Scan
from recruit.finding import indexing
from recruit.finding.models import Part
from recruit.notices.models import Broadcast
from tests import clamd, ground, silence
from tests.flows import intake_making as drops
from tests.unit.documents import making

FOCAL = Capacity.FOCAL_POINT
RECEIVED = datetime(2022, 9, 12, 14, 3, 20, tzinfo=UTC)
CLEAN = making.pdf("Twelve years of field work")
MARKED = clamd.MARKER.decode()
INFECTED = making.pdf("A letter") + b"\n% " + clamd.MARKER + b"\n"
real = pytest.mark.skipif(clamd.binary() is None, reason="clamd is not installed")


@pytest.fixture(autouse=True)
def none_afterwards() -> Iterator[None]:
    yield
    operations.scan_with("")


@pytest.fixture
def scanner() -> Iterator[clamd.Clamd]:
    with clamd.running() as one:
        operations.scan_with(one.url)
        yield one


@pytest.fixture
def receiving(a_procedure: Any) -> Any:
    """A recruitment that receives applications; what the others filed is no matter here."""
    world = a_procedure(at="composition")
    with db.writing() as session:
        session.connection().execute(update(Document).values(scan=Scan.OURS))
    tending.extract_due(clock.now(), 100)
    while indexing.index_due(clock.now()):
        pass
    return world


@pytest.fixture
def down(tmp_path: Path) -> str:
    """The address of a scanner that is not there; asked from now on."""
    url = f"unix:{tmp_path}/nobody.sock"
    operations.scan_with(url)
    return url


def focal(world: Any) -> Reader:
    found: Reader = world.reader("focal_point", FOCAL)
    return found


def file(world: Any, *files: tuple[str, bytes], mail: str = "w.tarn@osprey.example") -> Any:
    return filing.file_application(
        focal(world),
        name="Wilhelmina Tarn-Osprey",
        mail=mail,
        channel="mail",
        received_at=RECEIVED,
        evidence="Received line of mx.gichd.example",
        files=files,
    )


def of(candidate_id: str) -> list[Document]:
    return sorted(
        (d for d in ground.rows(Document) if d.object_id == candidate_id),  # type: ignore[attr-defined]
        key=lambda d: d.place,
    )


def later(**time: float) -> datetime:
    clock.freeze(clock.now() + timedelta(**time))
    return clock.now()


def refusals_recorded(world: Any) -> int:
    """How many entries of the procedure's log say that an infected file was refused."""
    with db.reading() as connection:
        bodies = connection.execute(
            select(log.core_entry.c.body).where(
                log.core_entry.c.log_id == f"procedure/{world.cast.procedure_id}"
            )
        ).scalars()
        return sum(operations.REFUSED.encode() in body for body in bodies)


# ---------------------------------------------------------------- what is refused


@real
@pytest.mark.rule("A1")
def test_a_clean_file_is_read_at_once_and_an_infected_one_refused_with_its_signature(
    receiving: Any, scanner: clamd.Clamd
) -> None:
    filed = file(receiving, ("cv.pdf", CLEAN))
    (kept,) = of(filed.candidate_id)
    assert kept.scan == Scan.CLEAN
    assert b"".join(door.open_document(focal(receiving), kept.id).chunks) == CLEAN
    there = {one for one, _at in store.kept()}
    rows, candidates = len(ground.rows(Document)), len(ground.rows(Candidate))
    with pytest.raises(Refusal) as refused:
        file(
            receiving, ("cv.pdf", making.pdf("other")), ("letter.pdf", INFECTED), mail="x@y.example"
        )
    assert clamd.SIGNATURE in refused.value.reason and "letter.pdf" in refused.value.reason
    assert refused.value.rule == "A1"
    assert (len(ground.rows(Document)), len(ground.rows(Candidate))) == (rows, candidates)
    assert {one for one, _at in store.kept()} == there
    assert refusals_recorded(receiving) == 1


@real
@pytest.mark.rule("A11")
def test_what_completes_an_application_is_judged_too_and_the_page_says_so(
    receiving: Any, scanner: clamd.Clamd
) -> None:
    filed = file(receiving, ("cv.pdf", CLEAN))
    browser = receiving.client("focal_point")
    path = browser.path(FOCAL, f"applications/{filed.candidate_id}")
    page = browser.get(path).get_data(as_text=True)
    assert "Every file is scanned for malware" in page
    said = browser.post(
        f"{path}/document",
        {
            "files": (io.BytesIO(INFECTED), "degree.pdf"),
            "received_at": "2022-09-12T16:03",
            "evidence": "mx log",
        },
        content_type="multipart/form-data",
    )
    assert said.status_code == 422, said.status_code
    assert clamd.SIGNATURE in said.get_data(as_text=True)
    assert len(of(filed.candidate_id)) == 1


@pytest.mark.rule("A1")
def test_without_a_scanner_the_pages_say_that_nothing_is_scanned(receiving: Any) -> None:
    browser = receiving.client("focal_point")
    for rest in ("applications/new", "applications/intake/"):
        page = browser.get(browser.path(FOCAL, rest)).get_data(as_text=True)
        assert "no scanner is set up" in page and "Every file is scanned" not in page
    filed = file(receiving, ("cv.pdf", CLEAN))
    (kept,) = of(filed.candidate_id)
    assert kept.scan == Scan.UNSCANNED
    assert b"".join(door.open_document(focal(receiving), kept.id).chunks) == CLEAN


@real
@pytest.mark.rule("A1")
def test_in_a_drop_each_infected_file_is_refused_wherever_it_lies_and_the_others_are_proposed(
    receiving: Any, scanner: clamd.Clamd
) -> None:
    browser = receiving.client("focal_point")
    files = {
        "loose.pdf": INFECTED,
        "box.zip": making.archive({"anna/cv.pdf": CLEAN, "anna/bad.pdf": INFECTED}),
        "mail.eml": drops.mail(
            "Grace Okello",
            "grace@okello.example",
            carried={
                "CV.pdf": making.pdf("Okello"),
                "bad.docx": making.word(clamd.MARKER.decode()),
            },
        ),
        "whole.docx": making.word(MARKED + " again"),
    }
    address = drops.drop(browser, files)
    reader, batch_id = focal(receiving), address.rpartition("/")[2]
    with db.reading() as connection:
        refused = {r.path: r for r in queries.refused(connection, reader, batch_id)}
        proposed = queries.proposals(connection, reader, batch_id)
    for path in ("loose.pdf", "anna/bad.pdf", "bad.docx", "whole.docx", "box.zip", "mail.eml"):
        assert clamd.SIGNATURE in refused[path].why, path
    assert len(refused) == 6
    kept = {f.path for p in proposed for f in p.files if f.counts}
    assert kept == {"anna/cv.pdf", "CV.pdf"}
    # the mail is read for its head, though it is not kept itself
    assert {p.draft.mail for p in proposed} >= {"grace@okello.example"}
    page = browser.get(address).get_data(as_text=True)
    assert clamd.SIGNATURE in page
    with db.reading() as connection:
        held = queries.held_files(connection)
    assert len(held) == 2


@real
@pytest.mark.rule("A1")
def test_a_drop_waits_for_the_scanner_and_goes_on_when_it_answers(
    receiving: Any, scanner: clamd.Clamd
) -> None:
    scanner.kill()
    reader = focal(receiving)
    given = {"a/cv.pdf": making.pdf("a@b.example"), "b/cv.pdf": making.pdf("c@d.example")}
    taken = batches.take(
        reader,
        [batches.Sent(n, lambda c=c: [c]) for n, c in given.items()],  # type: ignore[misc]
    )
    assert not steps.step(reader, taken.batch_id, limit=DEFAULT_LIMIT)
    with db.reading() as connection:
        batch = queries.batch(connection, reader, taken.batch_id)
    assert batch is not None and batch.waits_since == clock.now() and batch.progress.read == 0
    browser = receiving.client("focal_point")
    page = browser.get(browser.path(FOCAL, f"applications/intake/{taken.batch_id}"))
    assert "does not answer since" in page.get_data(as_text=True)
    scanner.start()
    assert not steps.step(reader, taken.batch_id, limit=DEFAULT_LIMIT)  # it rests for a while
    later(seconds=60)
    reader = focal(receiving)
    while steps.step(reader, taken.batch_id, limit=DEFAULT_LIMIT):
        pass
    with db.reading() as connection:
        batch = queries.batch(connection, reader, taken.batch_id)
        assert len(queries.proposals(connection, reader, taken.batch_id)) == 2
    assert batch is not None and batch.waits_since is None and batch.state == "review"


# ---------------------------------------------------------------- quarantine


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
    assert tending.extract_due(now) == tending.render_due(now) == tending.recognise_due(now) == 0
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


@pytest.mark.rule("S6")
def test_a_delegation_objects_while_the_scanner_is_down_and_a_notes_file_goes_to_quarantine(
    tmp_path: Path, request: pytest.FixtureRequest, down: str
) -> None:
    with silence.made(tmp_path / "world", request.config.getoption("--database")) as world:
        world.open()
        clock.freeze(silence.OPENING + timedelta(hours=2))
        assert world.object("CHL").broke
        assert world.state() is RoundState.BROKEN
        recorded = items.register(
            world.office, silence.paper(states=("MEX",), content=CLEAN, name="note.pdf")
        )
        assert recorded[0].receipt
        (kept,) = ground.rows(Document)
        assert kept.scan == Scan.WAITS  # type: ignore[attr-defined]
        with db.reading() as connection:
            assert not door.may_open(connection, world.office, kept.id)  # type: ignore[attr-defined]


@real
@pytest.mark.rule("S6")
def test_an_infected_note_is_refused_and_its_statement_counts_without_the_file(
    tmp_path: Path, request: pytest.FixtureRequest, scanner: clamd.Clamd
) -> None:
    with silence.made(tmp_path / "world", request.config.getoption("--database")) as world:
        world.open()
        clock.freeze(silence.OPENING + timedelta(hours=2))
        with pytest.raises(Refusal, match="malware"):
            items.register(world.office, silence.paper(content=INFECTED, name="note.pdf"))
        assert world.state() is RoundState.OPEN and not ground.rows(Document)
        assert items.register(world.office, silence.paper())[0].broke


# ---------------------------------------------------------------- the panel, the worker


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
