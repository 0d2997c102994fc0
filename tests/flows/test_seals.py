"""The seal on report, certificate and second edition: what it finds, and what it leaves alone."""

from __future__ import annotations

import hashlib
import io
import json
import re
import runpy
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from sqlmodel import select

from recruit.accounts import operations as accounts
from recruit.core import db, keys, seal_key
from recruit.documents import keeping, rendering
from recruit.documents.models import Document
from recruit.report import layout
from recruit.report.queries import reports as queries
from tests.flows.interviews_world import Room
from tests.flows.test_report import lodged, report_of

SCRIPT = Path(__file__).resolve().parents[2] / "static" / "verify" / "verify_seal.py"
PROGRAM = runpy.run_path(str(SCRIPT))


@dataclass(frozen=True)
class Lodged:
    """A lodged report's files and what is known of them. bare: as drawn, before the seal."""

    report: queries.ReportView
    file: bytes
    certificate: bytes
    bare: bytes
    seal: seal_key.Certificate
    page: str
    public: str
    pem: str
    started: datetime


_once: list[Lodged] = []


def kept(document_id: str | None) -> bytes:
    """A stored document's bytes."""
    table = Document.__table__  # type: ignore[attr-defined]
    with db.reading() as connection:
        row = connection.execute(select(table).where(table.c.id == document_id)).one()
        return keeping.whole(row)


@pytest.fixture
def given(request: pytest.FixtureRequest) -> Lodged:
    """One report lodged by all five, its files read by whichever test comes first."""
    if not _once:
        room = Room(request.getfixturevalue("a_procedure")(at="report"))
        lodged(room)
        report = report_of(room)
        with db.reading() as connection:
            canonical = queries.canonical(connection, room.procedure_id, report.id)
            note = queries.checkpoint(connection, room.procedure_id)
        assert canonical is not None and report.lodged_at is not None
        sheet = layout.report(json.loads(canonical), report.content_hash, note, report.lodged_at)
        member = room.world.client(room.keys[0])
        nobody = room.world.client()
        _once.append(
            Lodged(
                report,
                kept(report.document_id),
                kept(report.certificate_id),
                rendering.pdf(sheet, report.lodged_at),
                seal_key.certificates()[0],
                member.get(f"/p/{member.procedure}/member/report/").text,
                nobody.get("/seal/").text,
                nobody.get("/seal/1.pem").text,
                keys.ring().made_at(accounts.SITE_KEY),
            )
        )
    return _once[0]


def fault(raw: bytes, seal: str = "") -> str:
    """What the program says is wrong; '' where nothing is."""
    try:
        certificate, _signature, _stamp = PROGRAM["checked"](*PROGRAM["opened"](raw))
    except (PROGRAM["Wrong"], ValueError, IndexError) as wrong:
        return str(wrong) or "cannot be read"
    return "" if not seal or hashlib.sha256(certificate).hexdigest() == seal else "another's"


def images(raw: bytes) -> list[bytes]:
    """Every page as drawn."""
    return [page.render(scale=1).to_pil().tobytes() for page in pypdfium2.PdfDocument(raw)]


def words(raw: bytes) -> str:
    """All letters of its pages, without spaces."""
    pages = pypdfium2.PdfDocument(raw)
    return re.sub(r"\s", "", "".join(p.get_textpage().get_text_bounded() for p in pages))


@pytest.mark.rule("J9")
@pytest.mark.rule("W14")
def test_report_and_certificate_are_sealed_and_any_change_is_found(given: Lodged) -> None:
    seal = given.seal.fingerprint
    assert given.report.sealed_by == seal and given.report.stamp == ""
    for raw in (given.file, given.certificate):
        assert fault(raw, seal) == ""
        assert fault(raw, "0" * 64) == "another's"
        for place in range(7, len(raw), len(raw) // 40):
            flipped = bytearray(raw)
            flipped[place] ^= 1
            assert fault(bytes(flipped)), place
        assert "added" in fault(raw + b"\n%%EOF\n")
        assert fault(raw[:-1])
        with pikepdf.open(io.BytesIO(raw)) as opened:
            again = io.BytesIO()
            opened.save(again)
        assert fault(again.getvalue())
    # every bit of the seal's own bytes counts too, and the filling behind them
    start = given.file.index(b"/Contents <") + 11
    assert len(given.file[start:].split(b">")[0]) == 4096
    for place in range(start, start + 2400, 17):
        flipped = bytearray(given.file)
        flipped[place] ^= 1 << place % 7
        assert fault(bytes(flipped)), place - start
    # the printed hash is that of the sealed file, and the certificate names the seal
    assert given.report.file_hash == hashlib.sha256(given.file).hexdigest()
    assert given.report.file_hash in words(given.certificate)
    assert seal in words(given.certificate)


@pytest.mark.rule("J9")
def test_the_seal_is_seen_on_no_page_and_the_standards_hold(given: Lodged) -> None:
    assert given.file.startswith(given.bare)  # an update behind it, no byte of it touched
    assert images(given.file) == images(given.bare)
    for raw, part in ((given.file, "2"), (given.certificate, "2")):
        with pikepdf.open(io.BytesIO(raw)) as pdf:
            root = pdf.Root
            about = pdf.open_metadata()
            assert about["pdfaid:part"] == part and about["pdfaid:conformance"] == "A"
            assert about["pdfuaid:part"] == "1"
            assert "/StructTreeRoot" in root and root.MarkInfo.Marked and "/Lang" in root
            assert "/Version" not in root and "/Extensions" not in root  # of PDF 1.7, as PDF/A-2
            assert pdf.pages[0].obj.Tabs == "/S"
            [field] = pdf.pages[0].obj.Annots
            assert all(float(side) < 0 for side in field.Rect)  # off the page: PDF/UA-1, 7.18.1
            assert int(field.F) == 4 + 128 and "/AP" not in field  # PDF/A-2, 6.3
            assert str(field.TU)
            assert not [p for p in pdf.pages[1:] if "/Annots" in p.obj]
            [reference] = field.V.Reference
            assert reference.TransformParams.P == 1  # no change is allowed after it
            assert "/DigestMethod" not in reference  # PDF/A-2, 6.1.12


def test_a_pdf_program_reads_the_seal_as_the_small_one_does(given: Lodged, tmp_path: Path) -> None:
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    own = x509.Certificate.load(given.seal.der)

    def read(raw: bytes) -> Any:
        [signature] = PdfFileReader(io.BytesIO(raw)).embedded_signatures
        return validate_pdf_signature(signature, ValidationContext(trust_roots=[own]))

    found = read(given.file)
    assert found.bottom_line and found.coverage.name == "ENTIRE_FILE"
    flipped = bytearray(given.file)
    flipped[100] ^= 1
    assert not read(bytes(flipped)).intact
    # the program by itself, as somebody calls it who has nothing but the three files
    (tmp_path / "report.pdf").write_bytes(given.file)
    (tmp_path / "seal.pem").write_text(given.pem)
    called = [sys.executable, "-I", str(SCRIPT), "report.pdf", "seal.pem"]
    said = subprocess.run(called, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said.returncode == 0 and "WHOLE" in said.stdout
    (tmp_path / "report.pdf").write_bytes(given.file + b" ")
    said = subprocess.run(called, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said.returncode == 1 and "added after the seal: 1 bytes" in said.stdout


def test_the_pages_say_what_the_seal_proves_and_whose_it_is(given: Lodged) -> None:
    assert "Both files bear the seal of this installation" in given.page
    assert "The time is this server&#39;s own word." in given.page
    assert given.seal.fingerprint in given.public
    assert "does not prove who holds the key" in given.public
    # made with the installation: what the page shows says nothing of when a report was lodged
    assert abs(given.seal.made_at - given.started) < timedelta(minutes=1)
