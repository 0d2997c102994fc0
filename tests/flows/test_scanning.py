"""Malware: what a real clamd finds is refused with its signature, whichever way a file comes in."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from recruit.applications.models import Candidate
from recruit.applications.operations.intake import batches, steps
from recruit.applications.queries import batches as queries
from recruit.approval.operations import items
from recruit.approval.rules.round import RoundState
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.documents import (
    door,
    store,
)
from recruit.documents.models import Document
from recruit.documents.rules import DEFAULT_LIMIT
from recruit.documents.rules.scanning import Scan
from tests import clamd, ground, silence
from tests.flows import intake_making as drops
from tests.flows import scanning_world
from tests.flows import test_intake_command as commands
from tests.flows.scanning_world import (
    CLEAN,
    FOCAL,
    INFECTED,
    MARKED,
    file,
    focal,
    later,
    of,
    real,
    refusals_recorded,
    scanning,
    without_one,
)
from tests.unit.documents import making


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


@pytest.mark.rule("A1")
def test_the_command_says_that_the_scanner_does_not_answer_and_files_nothing(
    receiving: Any, tmp_path: Path, down: str
) -> None:
    folder = tmp_path / "applications" / "Anna Bo"
    folder.mkdir(parents=True)
    (folder / "cv.pdf").write_bytes(CLEAN)
    before = len(ground.rows(Candidate))
    done = commands.run(receiving, *commands.usual(receiving, folder.parent, "--yes"))
    assert done.exit_code == 1 and "scanner for malware does not answer" in done.output
    assert "waits on the page of intake" in done.output
    assert len(ground.rows(Candidate)) == before
