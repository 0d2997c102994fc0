"""Scans and the real tesseract: found in four languages, and struck out where words stand.

No programme of the tests stands in its place here; without it these tests are skipped.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageFilter

from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.documents import (
    keeping,
    recognising,
    recognition,
    redacting,
    redaction,
    releasing,
    tending,
)
from recruit.documents.models import Document, Redaction, Text
from recruit.documents.rules import FileKind, placed
from recruit.documents.rules.redaction import RedactionState
from recruit.finding import indexing, unread
from tests import scans
from tests.corpus import papers, pdfs
from tests.flows.finding_world import FOCAL, STAFF, ask, found_in, marked, read_all, rows
from tests.flows.test_finding import file, references

pytestmark = scans.needs_tesseract
PAGES = {
    "Certificate.jpg": ["Certificate of mine clearance", "signed by Wilhelmina Tarn-Osprey"],
    "Attestation.jpg": ["Attestation de déminage humanitaire", "délivrée à la mi-août à Genève"],
    "Certificado.jpg": ["Certificado de desminado", "en la región de Ñuble, siete años"],
    "شهادة.jpg": ["شهادة إزالة الألغام للأغراض الإنسانية", "في المحافظة الشمالية"],
}


@pytest.fixture
def receiving(request: pytest.FixtureRequest) -> Any:
    """13 September: applications arrive; nothing else waits for a machine.

    The world is asked for late, so that these tests run on SQLite alone: what they are about is
    the programme, and it asks no database anything.
    """
    world = request.getfixturevalue("a_procedure")(at="composition", read=True)
    with db.writing() as session:
        session.connection().execute(Text.__table__.update().values(due=None))  # type: ignore[attr-defined]
    yield world
    clock.freeze(None)


def recognise() -> None:
    """Let the worker's machine read whatever waits for it, and what it read be written down."""
    while recognising.recognise_due(clock.now()):
        pass
    while indexing.index_due(clock.now()):
        pass


def _unread(world: Any) -> dict[str, str]:
    with db.reading() as connection:
        reader = world.reader("focal_point", FOCAL)
        listed = unread.listed(connection, reader)[0]
        assert unread.count(connection, reader) == len(listed)
    return {one.document_id: one.state for one in listed}


def test_scans_in_four_languages_are_found_without_accents_and_leave_the_list_of_the_unread(
    receiving: Any,
) -> None:
    blurred = scans.page(PAGES["Certificate.jpg"]).filter(ImageFilter.GaussianBlur(9))
    files = [
        (name, scans.packed(scans.page(lines, dots=dots, turned=turned)))
        for (name, lines), dots, turned in zip(
            PAGES.items(), (150, 150, 200, 150), (0.7, -0.9, 0.4, -0.6), strict=True
        )
    ]
    before = set(_unread(receiving))
    filed = file(
        receiving,
        "Wilhelmina Tarn-Osprey",
        files=[*files, ("Blurred.jpg", scans.packed(blurred, quality=30))],
    )
    read_all()
    documents = {
        keeping.name_of(d.key_id, d.id, d.sealed): d
        for d in rows(Document, object_id=filed.candidate_id)
    }
    waiting = _unread(receiving)
    assert {d.id for d in documents.values()} <= set(waiting)
    recognise()

    focal, browser = receiving.reader("focal_point", FOCAL), receiving.client("focal_point")
    for words in ("mine clearance", "deminage humanitaire", "region de nuble", "الالغام للاغراض"):
        assert filed.reference in references(focal, words), words
    page = ask(browser, FOCAL, "mi-aout geneve")
    assert found_in(page) == [filed.reference] and "recognised by machine" in page.text
    assert {word.casefold() for word in marked(page)} == {"mi-août", "genève"}
    said = browser.get(browser.path(FOCAL, f"document/{documents['شهادة.jpg'].id}/text")).text
    assert "المحافظة الشمالية" in said and "Recognised by machine" in said

    # what was read is no longer counted or linked; what can't be made out still is
    assert set(_unread(receiving)) - before == {documents["Blurred.jpg"].id}
    listed = browser.get(browser.path(FOCAL, "find/unread")).text
    assert documents["Blurred.jpg"].id in listed
    assert documents["Attestation.jpg"].id not in listed


def test_a_page_scanned_into_a_document_with_words_is_counted_and_then_found(
    receiving: Any,
) -> None:
    content = scans.appended(
        scans.with_text(scans.page(["Photograph"]), "Curriculum of Quillfeather"),
        scans.page(["Attestation de déminage", "délivrée à Wexcombe"]),
    )
    filed = file(receiving, "Wilhelmina Tarn-Osprey", files=[("CV.pdf", content)])
    read_all()
    document = rows(Document, object_id=filed.candidate_id)[0]
    focal = receiving.reader("focal_point", FOCAL)
    assert filed.reference in references(focal, "Quillfeather")
    assert _unread(receiving)[document.id] == "partly"
    assert filed.reference not in references(focal, "deminage wexcombe")
    recognise()
    assert filed.reference in references(focal, "quillfeather deminage wexcombe")
    assert document.id not in _unread(receiving)
    assert set(recognising.words_of(document.id)) == {2}


@pytest.mark.parametrize("name", ["fax.png", "colour.jpg", "degree, 3 pages.pdf"])
def test_scans_of_the_corpus_are_read(name: str) -> None:
    (case,) = (case for case in (*pdfs.cases(), *papers.cases()) if case.name == name)
    machine = recognition.machine()
    assert machine is not None
    kind = {"png": FileKind.PNG, "jpg": FileKind.JPEG, "pdf": FileKind.PDF}[name[-3:]]
    page = recognition.read_page(machine, kind, case.make(), 1)
    assert page is not None and page.read
    assert "imelda quillfeather" in page.text.casefold()  # of 75 dots an inch


def _turned(image: Image.Image, degrees: int) -> Image.Image:
    return image.rotate(degrees, expand=True)


@pytest.mark.parametrize(
    ("kind", "degrees", "way"), [("PNG", 180, 1), ("PDF", 90, 1), ("JPEG", 90, 6)]
)
def test_a_page_is_read_and_its_words_are_placed_however_it_lies(
    kind: str, degrees: int, way: int
) -> None:
    upright = scans.page([*PAGES["Certificate.jpg"], "in the northern province"] * 2)
    content = scans.packed(_turned(upright, degrees), kind=kind, way=way)
    machine = recognition.machine()
    assert machine is not None and machine.turns
    page = recognition.read_page(machine, FileKind(kind.lower()), content, 1)
    assert page is not None and page.read
    assert "signed by Wilhelmina Tarn-Osprey\nin the northern province" in page.text.replace(
        "\n\n", "\n"
    )
    first = placed.found({1: page}, "Certificate")[0]
    across = (2 * first.left + first.width) / 20_000
    down = (2 * first.top + first.height) / 20_000
    # the heading stands at the upper left of the upright page
    if degrees == 180:
        across, down = 1 - across, 1 - down
    elif kind == "PDF":
        across, down = 1 - down, across
    assert across < 0.35 and down < 0.2


@pytest.mark.parametrize("spoilt", [scans.lidded, scans.shaded])
def test_a_scanners_black_edge_and_a_shadow_hide_no_words(
    spoilt: Callable[[Image.Image], Image.Image],
) -> None:
    machine = recognition.machine()
    assert machine is not None
    content = scans.packed(spoilt(scans.page(PAGES["Attestation.jpg"] * 5, dots=200)))
    page = recognition.read_page(machine, FileKind.JPEG, content, 1)
    assert page is not None and page.read
    assert page.text.count("Attestation de déminage humanitaire") == 5


def test_an_image_made_to_keep_the_machine_busy_is_ended_at_its_time_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine = recognition.machine()
    assert machine is not None
    noise = Image.effect_noise((3000, 3000), 250)
    started: list[int] = []
    begin = subprocess.Popen

    def seen(*words: Any, **more: Any) -> Any:
        child = begin(*words, **more)
        started.append(child.pid)
        return child

    monkeypatch.setattr(recognition, "MOST_TIME", 1.0)
    monkeypatch.setattr(subprocess, "Popen", seen)
    assert recognition.read_page(machine, FileKind.PNG, scans.packed(noise, kind="PNG"), 1) is None
    assert started
    for group in started:  # each began a session of its own; nothing of it is left
        with pytest.raises(ProcessLookupError):
            os.killpg(group, 0)


def _rows(document: Any) -> Redaction:
    (row,) = rows(Redaction, original_id=document.id)
    return row


@pytest.mark.rule("W4")
def test_words_are_struck_out_of_a_scan_where_they_stand_and_nothing_reads_them_any_more(
    receiving: Any,
) -> None:
    lines = [
        "Letter of reference",
        "Wilhelmina Tarn-Osprey lives at Canary Lane",
        "in Wexcombe; her deputy wrote this letter.",
        "Ask for her in Canary",
        "Lane at any hour.",
        "السيدة فيلهلمينا تعمل في إزالة الألغام",
    ]
    scan = scans.packed(scans.page(lines, dots=200), quality=80)
    filed = file(receiving, "Wilhelmina Tarn-Osprey", files=[("Letter.jpg", scan)])
    read_all()
    document = rows(Document, object_id=filed.candidate_id)[0]
    focal, staff = receiving.reader("focal_point", FOCAL), receiving.reader("screener_one", STAFF)
    with pytest.raises(Refusal, match="nowhere"):
        redaction.strike_words(focal, document.id, "Canary Lane")  # nobody has read it yet
    recognise()
    assert filed.reference in references(staff, "canary lane")

    browser = receiving.client("focal_point")
    here = browser.path(FOCAL, f"document/{document.id}/redact")
    for words in ("canary lane", "Wexcombe", "السيدة"):
        sent = browser.post(here, {"what": "words", "page": 1, "words": words})
        assert sent.status_code == 303, words
    # a place of one line, one over the end of a line as two, and one each of the others
    assert browser.get(here).text.count("<rect") == 5
    assert browser.post(here, {"what": "ask", "page": 1, "why": "Private."}).status_code == 303
    assert redacting.make_due(clock.now()) == 1
    row = _rows(document)
    assert (row.state, row.fault, row.ocr) == (RedactionState.MADE, "", "clean")
    releasing.look(focal, document.id, 1)
    releasing.release(focal, document.id)

    # the copy, read anew from its pixels by the same programme
    copy = rows(Document, id=_rows(document).copy_id)[0]
    tending.extract_due(clock.now())
    recognise()
    said = recognising.words_of(copy.id)[1].everything.casefold()
    for gone in ("canary", "wexcombe", "السيدة", "lane"):
        assert gone not in said
    for stays in ("letter of reference", "lives at", "deputy wrote", "at any hour", "الألغام"):
        assert stays in said
    assert filed.reference in references(staff, "deputy wrote")
    assert filed.reference not in references(staff, "canary")
    assert filed.reference not in references(staff, "wexcombe")


@pytest.mark.rule("W4")
def test_a_word_that_only_the_copy_shows_in_an_image_is_found_there_and_becomes_an_area(
    receiving: Any,
) -> None:
    # the text of the file names her once; the picture beside it names her again
    scan = scans.page(["Photograph of the team", "with Quillfeather in the middle"])
    content = scans.with_text(scan, "Curriculum of Quillfeather")
    filed = file(receiving, "Wilhelmina Tarn-Osprey", files=[("CV.pdf", content)])
    read_all()
    document = rows(Document, object_id=filed.candidate_id)[0]
    focal = receiving.reader("focal_point", FOCAL)
    assert redaction.strike_words(focal, document.id, "Quillfeather") == 1
    redaction.ask(focal, document.id, why="Private.")
    redacting.make_due(clock.now())
    assert (_rows(document).state, _rows(document).fault) == (RedactionState.FAILED, "words")
    browser = receiving.client("focal_point")
    here = browser.path(FOCAL, f"document/{document.id}/redact")
    assert "are among the areas now" in browser.get(here).text
    browser.post(here, {"what": "again", "page": 1})
    assert browser.get(here).text.count("<rect") == 2
    redaction.ask(focal, document.id, why="Private.")
    redacting.make_due(clock.now())
    assert (_rows(document).state, _rows(document).ocr) == (RedactionState.MADE, "clean")
