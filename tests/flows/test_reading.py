"""Reading in the page: who may, marked with whom, and what stands around a document."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import sqlmodel
from PIL import Image, ImageChops
from sqlalchemy import select

from recruit.access.models import Clearance, Disclosure
from recruit.access.rules import Capacity
from recruit.core import clock, db
from recruit.documents import door, keeping, marked_pdf, office, tending
from recruit.documents import files as files_of
from recruit.documents.models import Document, Rendition, View
from recruit.documents.rules import MIME, FileKind
from recruit.panel.models import Declared
from tests import ground, worlds

MEMBER = "member_bulgaria"
_d = Document.__table__  # type: ignore[attr-defined]


@pytest.fixture
def world(a_procedure: Any) -> Any:
    made = a_procedure(at="shortlist", read=True)
    yield made
    clock.freeze(None)


def _kept(kind: FileKind) -> list[Any]:
    with db.reading() as connection:
        return list(
            connection.execute(select(_d).where(_d.c.mime == MIME[kind]).order_by(_d.c.id)).all()
        )


def _readable(world: worlds.World, kind: FileKind = FileKind.PDF) -> Any:
    """A document of this kind that the member may open now."""
    reader = world.reader(MEMBER, Capacity.MEMBER)
    with db.reading() as connection:
        opens = door.openable(connection, reader, [d.id for d in _kept(kind)])
    return next(d for d in _kept(kind) if d.id in opens)


def _words(pdf: bytes) -> str:
    return "\n".join(p.get_textpage().get_text_bounded() for p in pypdfium2.PdfDocument(pdf))


def _image(sent: Any) -> Image.Image:
    return Image.open(io.BytesIO(sent.data)).convert("L")


def test_the_reader_goes_through_pages_documents_and_candidates(world: worlds.World) -> None:
    member = world.client(MEMBER)
    page = member.get(member.path(Capacity.MEMBER, "prescreening/candidates")).text
    drawn = {d.object_id for d in _kept(FileKind.PDF) if d.kind == "cv"}
    listed = re.findall(r"prescreening/candidates/([0-9a-z]{22})", page)
    candidate = next(c for c in listed[1:-1] if c in drawn)
    own = member.get(member.path(Capacity.MEMBER, f"prescreening/candidates/{candidate}")).text
    document = next(d.id for d in _kept(FileKind.PDF) if d.object_id == candidate)
    assert f"document/{document}/read" in own
    read = member.get(member.path(Capacity.MEMBER, f"document/{document}/read")).text
    assert re.search(r"Page 1 of \d", read)
    assert f"prescreening/candidates/{candidate}" in read
    assert f"document/{document}/text" in read
    for words in ("Previous candidate", "Next candidate"):
        there = re.search(rf'href="([^"]+)" data-step="[\[\]]">{words}', read)
        assert there is not None
        assert member.get(there[1]).status_code == 200
    text = member.get(member.path(Capacity.MEMBER, f"document/{document}/text"))
    assert text.status_code == 200
    assert f"document/{document}/read" in text.text


@pytest.mark.rule("R7")
def test_a_document_that_was_withheld_is_named_on_no_page_beside_one_that_was_given(
    world: worlds.World,
) -> None:
    reader, member = world.reader(MEMBER, Capacity.MEMBER), world.client(MEMBER)
    with db.reading() as connection:
        everybody = {d.object_id for d in _kept(FileKind.PDF)}
        files = [files_of.file_of(connection, reader, object_id) for object_id in everybody]
    file = next(f for f in files if len(f.given) > 1)
    given, withheld = file.given[0], file.given[1]
    pages = (
        f"document/{given.id}/read",
        f"document/{given.id}/text",
        f"prescreening/candidates/{given.object_id}",
    )
    for page in pages:
        assert withheld.id in member.get(member.path(Capacity.MEMBER, page)).text
    with db.writing() as session:
        rows = session.exec(sqlmodel.select(Disclosure).filter_by(object_id=given.object_id))
        for row in rows.all():
            row.object_id = given.id  # the GICHD's answer gives this document alone
            session.add(row)
    for page in pages:
        read = member.get(member.path(Capacity.MEMBER, page))
        assert read.status_code == 200
        assert withheld.id not in read.text
        assert withheld.name not in read.text


@pytest.mark.rule("D2")
def test_every_image_of_a_page_is_marked_with_its_reader(world: worlds.World) -> None:
    document = _readable(world)
    one, other = world.client(MEMBER), world.client("focal_point")
    plain = pypdfium2.PdfDocument(keeping.whole(document))[0]
    for size, width in (("thumb", 240), ("page", 1240), ("large", 2480)):
        rest = f"document/{document.id}/page/1.png?size={size}"
        mine = _image(one.get(one.path(Capacity.MEMBER, rest)))
        theirs = _image(other.get(other.path(Capacity.FOCAL_POINT, rest)))
        bare = plain.render(scale=width / plain.get_size()[0]).to_pil().convert("L")
        assert mine.width == theirs.width == width
        assert ImageChops.difference(mine, theirs).getbbox() is not None
        assert ImageChops.difference(mine, bare.resize(mine.size)).getbbox() is not None
    beyond = one.get(one.path(Capacity.MEMBER, f"document/{document.id}/page/1.png?size=huge"))
    assert beyond.status_code == 404


@pytest.mark.rule("D2")
def test_a_downloaded_pdf_says_on_each_page_whose_copy_it_is(world: worlds.World) -> None:
    document = _readable(world)
    member = world.client(MEMBER)
    sent = member.get(member.path(Capacity.MEMBER, f"document/{document.id}"))
    reader = world.reader(MEMBER, Capacity.MEMBER)
    before, after = _words(keeping.whole(document)), _words(sent.data)
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert reader.name not in before
    pages = len(pypdfium2.PdfDocument(sent.data))
    assert after.count(reader.name) >= pages
    assert "Geneva" in after
    (view,) = [
        v
        for v in ground.rows(View)
        if v.document_id == document.id and v.person_id == reader.person_id and v.at == reader.now
    ]  # type: ignore[attr-defined]
    assert view.reference in after  # type: ignore[attr-defined]
    first = before.split("\n")[0].strip()
    assert first in after


def test_the_same_copy_taken_twice_at_one_time_is_the_same_bytes() -> None:
    drawing = io.BytesIO()
    Image.new("L", (300, 400), 255).save(drawing, "PNG")
    asked = (FileKind.PNG, drawing.getvalue(), ["Somebody", "3 May 2022"])
    one, two = marked_pdf.copy(*asked), marked_pdf.copy(*asked)
    assert one is not None and one == two


@pytest.mark.rule("D2")
def test_a_scan_leaves_as_a_marked_pdf(world: worlds.World) -> None:
    focal = world.client("focal_point")
    (document,) = _kept(FileKind.JPEG)
    sent = focal.get(focal.path(Capacity.FOCAL_POINT, f"document/{document.id}"))
    assert sent.mimetype == "application/pdf"
    assert world.reader("focal_point", Capacity.FOCAL_POINT).name in _words(sent.data)


def test_the_original_is_the_focal_points_alone_and_recorded_as_such(world: worlds.World) -> None:
    document = _readable(world)
    focal, member = world.client("focal_point"), world.client(MEMBER)
    staff = world.client("screener_one")
    rest = f"document/{document.id}/original"
    assert focal.get(focal.path(Capacity.FOCAL_POINT, rest)).data == keeping.whole(document)
    assert member.get(member.path(Capacity.MEMBER, rest)).status_code == 404
    assert staff.get(staff.path(Capacity.STAFF, rest)).status_code == 404
    kinds = [v.kind for v in ground.rows(View) if v.document_id == document.id]  # type: ignore[attr-defined]
    assert kinds.count(door.ORIGINAL) == 1


def test_without_pages_a_word_file_is_read_as_text_and_the_page_says_so(
    world: worlds.World,
) -> None:
    document = _readable(world, FileKind.DOCX)
    with db.writing() as session:
        made = session.get(Rendition, document.id)
        if made is not None:
            session.delete(made)
    member = world.client(MEMBER)
    read = member.get(member.path(Capacity.MEMBER, f"document/{document.id}/read"))
    assert read.status_code == 200
    assert "You read this file as text" in read.text
    assert "without your name on it" in read.text
    sent = member.get(member.path(Capacity.MEMBER, f"document/{document.id}"))
    assert sent.data == keeping.whole(document)


_STAND_IN = """#!{python}
import sys, pathlib
sys.path.insert(0, {root!r})
from tests.unit.documents import making
given = pathlib.Path(sys.argv[-1])
out = pathlib.Path(sys.argv[sys.argv.index("--outdir") + 1])
(out / "given.pdf").write_bytes(making.pdf("Made of " + given.suffix[1:]))
"""


def test_a_word_file_is_made_a_pdf_once_and_kept_sealed(
    world: worlds.World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    place = tmp_path / "bin"
    place.mkdir()
    programme = place / "soffice"
    programme.write_text(_STAND_IN.format(python=sys.executable, root=str(worlds.ROOT)))
    programme.chmod(0o755)
    monkeypatch.setenv("PATH", f"{place}:{Path(sys.executable).parent}:/usr/bin:/bin")
    with db.writing() as session:
        for row in session.exec(select(Rendition)).scalars():  # type: ignore[call-overload]
            session.delete(row)
    document = _readable(world, FileKind.DOCX)
    while tending.render_due(clock.now()):
        pass
    assert tending.render_due(clock.now()) == 0
    made = next(r for r in ground.rows(Rendition) if r.document_id == document.id)  # type: ignore[attr-defined]
    assert (made.status, made.pages) == ("made", 1)  # type: ignore[attr-defined]
    sealed = b"".join(door.store.read(made.file_id))  # type: ignore[attr-defined]
    assert b"%PDF" not in sealed
    world.now = clock.now()
    clock.freeze(clock.now().replace(hour=(clock.now().hour + 3) % 24))
    assert made.file_id not in tending.reconcile(clock.now()).files  # type: ignore[attr-defined]
    member = world.client(MEMBER)
    read = member.get(member.path(Capacity.MEMBER, f"document/{document.id}/read")).text
    assert "Page 1 of 1" in read
    image = member.get(member.path(Capacity.MEMBER, f"document/{document.id}/page/1.png"))
    assert image.mimetype == "image/png"
    sent = member.get(member.path(Capacity.MEMBER, f"document/{document.id}")).data
    assert "Made of docx" in _words(sent)
    assert world.reader(MEMBER, Capacity.MEMBER).name in _words(sent)


@pytest.mark.skipif(not office.works(), reason="LibreOffice's Writer is not installed here")
def test_libreoffice_makes_the_pages_in_its_confinement() -> None:
    from tests.unit.documents import making

    made = office.pdf(FileKind.DOCX, making.word("Ten years of clearance"))
    assert made is not None
    assert "Ten years of clearance" in _words(made)


@pytest.mark.rule("C4")
def test_the_door_too_asks_for_a_declaration_on_every_name_before_a_first_file(
    world: worlds.World,
) -> None:
    document = _readable(world)
    member = world.client(MEMBER)
    person = world.person(MEMBER)
    _c = Clearance.__table__  # type: ignore[attr-defined]
    with db.engine().begin() as connection:
        other = (
            connection.execute(
                select(_c.c.id).where(
                    _c.c.person_id == person, _c.c.candidate_id != document.object_id
                )
            )
            .scalars()
            .first()
        )
        connection.execute(_c.delete().where(_c.c.id == other))
        # no act takes a declaration back; nor is it noted any more that all names are said
        noted = Declared.__table__  # type: ignore[attr-defined]
        connection.execute(noted.delete().where(noted.c.person_id == person))
    for rest in ("", "/read", "/text", "/page/1.png"):
        path = member.path(Capacity.MEMBER, f"document/{document.id}{rest}")
        assert member.get(path).status_code == 404
    page = member.get(member.path(Capacity.MEMBER, f"prescreening/candidates/{document.object_id}"))
    assert "First declare on the names" in page.text
    colleague = world.client("member_chile")
    path = colleague.path(Capacity.MEMBER, f"document/{document.id}/read")
    assert colleague.get(path).status_code == 200
