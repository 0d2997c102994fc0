"""Scans: read by tesseract where it is installed, said so, and counted where it is not.

Where this machine has no tesseract, a small programme of the tests stands in its place: it
is started, fed and limited as the real one; what it 'recognises' is its own word.
"""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import text

from recruit.core import clock, db
from recruit.documents import recognising, recognition
from recruit.documents.models import Document, Text
from recruit.documents.rules import FileKind
from recruit.documents.rules import recognising as rules
from recruit.finding import indexing, unread
from tests import scans
from tests.flows.finding_world import FOCAL, ask, found_in, read_all, rows
from tests.flows.test_finding import file, references

ROOT = Path(__file__).resolve().parents[2]
FONT = ROOT / "static" / "fonts" / "source-sans-3.woff2"
STAND_IN = scans.stand_in(
    "Certificate of quokka clearance in $4", before="head -c 4 | grep -q PNG || exit 1\n"
)
LISTING = STAND_IN.rpartition("head -c")[0]


def scan(words: str, kind: str = "PNG") -> bytes:
    """An image of these words, as a scanner makes it."""
    image = Image.new("L", (1400, 300), 255)
    pen = ImageDraw.Draw(image)
    pen.text((60, 100), words, font=ImageFont.truetype(str(FONT), 48), fill=0)
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Put a programme called tesseract first on the path."""
    folder.mkdir(exist_ok=True)
    (folder / "tesseract").write_text(text)
    (folder / "tesseract").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def without(monkeypatch: pytest.MonkeyPatch) -> None:
    """A path on which there is no tesseract."""
    monkeypatch.setenv("PATH", "/nowhere")


@pytest.fixture
def receiving(a_procedure: Any) -> Any:
    """13 September: applications arrive; no machine waits to look at the earlier ones."""
    world = a_procedure(at="composition", read=True)
    with db.writing() as session:
        session.connection().execute(text("UPDATE documents_text SET due = NULL"))
    return world


def test_without_the_programme_a_scan_is_counted_and_the_page_says_so(
    receiving: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch)
    filed = file(receiving, "Wilhelmina Tarn-Osprey", files=[("Degree.png", scan("quokka"))])
    read_all()
    document = rows(Document, object_id=filed.candidate_id)[0]
    assert recognising.recognise_due(clock.now()) == 0
    assert rows(Text, document_id=document.id)[0].status == "scan"
    browser = receiving.client("focal_point")
    page = ask(browser, FOCAL, "quokka")
    assert found_in(page) == [] and "could not be searched" in page.text
    said = browser.get(browser.path(FOCAL, "find/unread")).text
    assert "Degree.png" in said and "tesseract" in said and "is installed here" in said


def test_a_scan_waits_for_the_programme_and_is_then_found_and_said_to_be_recognised(
    receiving: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without(monkeypatch)
    filed = file(
        receiving,
        "Wilhelmina Tarn-Osprey",
        files=[("Degree.pdf", scan("Certificate of quokka clearance", "PDF"))],
    )
    read_all()
    focal = receiving.reader("focal_point", FOCAL)
    assert references(focal, "quokka") == []
    with db.reading() as connection:
        before = unread.count(connection, focal)
    install(tmp_path / "bin", monkeypatch, STAND_IN)
    while recognising.recognise_due(clock.now()):
        pass
    indexing.index_due(clock.now())
    assert filed.reference in references(focal, "quokka")
    with db.reading() as connection:
        assert unread.count(connection, focal) < before
    browser = receiving.client("focal_point")
    page = ask(browser, FOCAL, "quokka clearance").text
    assert "recognised by machine" in page
    document = rows(Document, object_id=filed.candidate_id)[0]
    words = browser.get(browser.path(FOCAL, f"document/{document.id}/text")).text
    assert "Recognised by machine" in words and "eng+fra" in words
    assert recognising.recognise_due(clock.now()) == 0


def test_a_scan_without_words_stays_counted_and_is_looked_at_once(
    receiving: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(tmp_path / "bin", monkeypatch, f"{LISTING}exit 0\n")
    filed = file(receiving, "Wilhelmina Tarn-Osprey", files=[("Photo.png", scan(""))])
    read_all()
    while recognising.recognise_due(clock.now()):
        pass
    read_all()
    document = rows(Document, object_id=filed.candidate_id)[0]
    assert rows(Text, document_id=document.id)[0].status == "wordless"
    with db.reading() as connection:
        focal = receiving.reader("focal_point", FOCAL)
        listed = {u.document_id: u.state for u in unread.listed(connection, focal)[0]}
    assert listed[document.id] == "scan"


def _state(world: Any, document_id: str) -> str | None:
    """What the page of the unread says of this document; None where it is not on it."""
    with db.reading() as connection:
        found = unread.listed(connection, world.reader("focal_point", FOCAL))[0]
    return {u.document_id: u.state for u in found}.get(document_id)


def test_a_scan_that_the_machine_failed_at_is_tried_again_and_then_found(
    receiving: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(tmp_path / "broken", monkeypatch, f"{LISTING}exit 3\n")
    filed = file(receiving, "Wilhelmina Tarn-Osprey", files=[("Degree.png", scan("quokka"))])
    read_all()
    document = rows(Document, object_id=filed.candidate_id)[0]
    now = clock.now()
    while recognising.recognise_due(now):
        pass
    indexing.index_due(now)
    assert _state(receiving, document.id) == "again"
    page = receiving.client("focal_point").get(f"/p/{_place(receiving)}/find/unread").text
    assert "could not read it yet, and tries again" in page
    install(tmp_path / "mended", monkeypatch, STAND_IN)
    assert recognising.recognise_due(now + rules.AGAIN[0] / 2) == 0
    while recognising.recognise_due(now + rules.AGAIN[0]):
        pass
    indexing.index_due(now)
    assert _state(receiving, document.id) is None
    assert filed.reference in references(receiving.reader("focal_point", FOCAL), "quokka")


def _place(world: Any) -> str:
    return f"{world.cast.procedure_name}/{FOCAL.value}"


def test_a_scan_that_the_machine_never_manages_is_given_up_and_stays_among_the_unread(
    receiving: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(tmp_path / "broken", monkeypatch, f"{LISTING}exit 3\n")
    filed = file(receiving, "Wilhelmina Tarn-Osprey", files=[("Degree.png", scan("quokka"))])
    read_all()
    document = rows(Document, object_id=filed.candidate_id)[0]
    at = clock.now()
    for _attempt in range(1 + len(rules.AGAIN)):
        while recognising.recognise_due(at):
            pass
        at += max(rules.AGAIN)
    (said,) = rows(Text, document_id=document.id)
    assert (said.status, said.tries, said.due) == ("scan", 1 + len(rules.AGAIN), None)
    assert _state(receiving, document.id) == "failed"
    assert recognising.recognise_due(at + 10 * max(rules.AGAIN)) == 0


def test_a_long_scan_gives_the_others_their_turn_and_goes_on_where_it_was(
    receiving: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(rules, "AT_ONCE", 1)
    install(tmp_path / "bin", monkeypatch, STAND_IN)
    page = Image.new("L", (300, 200), 255)
    out = io.BytesIO()
    page.save(out, "PDF", save_all=True, append_images=[page])
    files = [("Long.pdf", out.getvalue()), ("Short.png", scan("quokka"))]
    filed = file(receiving, "Wilhelmina Tarn-Osprey", files=files)
    read_all()
    pages = {d.id: d.pages for d in rows(Document, object_id=filed.candidate_id)}
    long, short = sorted(pages, key=lambda id_: -pages[id_])
    turns = []
    for minute in range(1, 5):
        recognising.recognise_due(clock.now() + timedelta(minutes=minute))
        turns.append({id_: rows(Text, document_id=id_)[0].status for id_ in pages})
    assert "scan" in (turns[0][long], turns[1][long])  # one page of two is not all of it
    assert turns[1][short] == "recognised" and turns[3][long] == "recognised"
    assert rows(Text, document_id=long)[0].tries == 1


@pytest.mark.parametrize(
    "programme",
    [
        "while true; do :; done",
        'printf x > "$0.out"; echo words',
        "cat /dev/zero",
        "exit 3",
        "kill -9 $$",
    ],
)
def test_a_programme_that_misbehaves_is_ended_and_gives_no_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, programme: str
) -> None:
    monkeypatch.setattr(recognition, "MOST_TIME", 3.0)
    install(tmp_path / "bin", monkeypatch, f"{LISTING}{programme}\n")
    machine = recognition.machine()
    assert machine is not None
    said = recognition.read_page(machine, FileKind.PNG, scan("quokka"), 1)
    assert said is None or said.text == ""  # a shell goes on where it may not write
    out = tmp_path / "bin" / "tesseract.out"
    assert not out.exists() or out.read_bytes() == b""


def test_a_programme_that_can_not_be_started_is_no_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(tmp_path / "one", monkeypatch, "#!/bin/sh\nexit 1\n")
    assert recognition.machine() is None
    install(tmp_path / "two", monkeypatch, "#!/bin/sh\necho deu\n")
    assert recognition.machine() is None  # none of the languages
