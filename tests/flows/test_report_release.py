"""The release to the Committee: after the designation, by two people, in a marked copy."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pypdfium2
import pytest
from sqlmodel import select

from recruit.access.rules import Capacity
from recruit.core import db
from recruit.core.errors import Refusal
from recruit.documents.models import View
from recruit.procedure.rules.milestones import Audience, MilestoneKind
from recruit.report.operations import release
from recruit.report.queries import reports as queries
from tests.access import walkers
from tests.flows.interviews_world import Room
from tests.flows.shortlist_world import said

M, P, K = Capacity.MEMBER, Capacity.PRESIDENT, Capacity.COMMITTEE


@pytest.fixture
def silence(a_procedure: Any) -> Room:
    """The round is open; nothing is designated."""
    return Room(a_procedure(at="silence"))


@pytest.fixture
def room(a_procedure: Any) -> Room:
    """14 March: certified; nothing is released."""
    return Room(a_procedure(at="designated"))


def refused(rule: str, call: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call()
    assert caught.value.rule == rule, (caught.value.rule, caught.value.reason)
    return caught.value


@pytest.mark.rule("R14")
@pytest.mark.rule("P53f-4")
def test_before_the_certificate_nobody_releases_or_reads(silence: Room) -> None:
    world = silence.world
    for key, capacity, path in (
        ("president", P, "report/release"),
        (silence.others[0], M, "report/release/second"),
        ("reader_fra", K, "report/released"),
    ):
        browser = world.client(key)
        assert browser.get(browser.path(capacity, path)).status_code == 404
        assert browser.post(browser.path(capacity, path), {}).status_code == 404
    with pytest.raises(Refusal):
        release.ask(world.reader("president", P))


@pytest.mark.rule("R27")
def test_the_president_who_sits_on_the_panel_does_not_confirm_the_own_request(room: Room) -> None:
    president = room.world.reader("president", P)
    refused("R27", lambda: release.confirm(room.member(room.others[0])))
    assert release.ask(president)
    refused("R27", lambda: release.ask(president))
    assert room.chair_key == "president"  # she chairs, so she holds a seat too
    refused("R27", lambda: release.confirm(room.member("president")))
    browser = room.world.client("president")
    answer = browser.post(browser.path(M, "report/release/second"), {})
    assert answer.status_code == 409 and "two people" in said(answer)
    assert release.confirm(room.member(room.others[0]))
    kept = [m for m in room.milestones() if m.kind is MilestoneKind.REPORT_RELEASED]
    assert len(kept) == 1 and kept[0].audience is Audience.STATES
    refused("R27", lambda: release.confirm(room.member(room.others[1])))


@pytest.mark.rule("P53f-4")
@pytest.mark.rule("W14")
def test_committee_readers_get_a_marked_copy_of_their_own_and_nobody_else_any(room: Room) -> None:
    world = room.world
    reader = world.client("reader_fra")
    page = reader.path(K, "report/released")
    assert "Nothing is released to you" in said(reader.get(page))
    assert reader.get(reader.path(K, "report/released/copy")).status_code == 404
    release.ask(world.reader("president", P))
    assert reader.get(reader.path(K, "report/released/copy")).status_code == 404
    release.confirm(room.member(room.others[0]))
    with db.reading() as connection:
        report = queries.lodged(connection, room.procedure_id)
    assert report is not None
    answer = reader.get(reader.path(K, "report/released/copy"))
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    name = world.reader("reader_fra", K).name
    text = words(answer.data)
    assert report.content_hash in text.replace(" ", "") and name in text
    with db.writing() as session:
        views = session.exec(select(View).where(View.document_id == report.document_id)).all()
        own = [v for v in views if v.kind == release.COPY]
    assert len(own) == 1 and own[0].reference in text
    again = reader.get(reader.path(K, "report/released/copy"))
    assert again.status_code == 200
    other = world.client("reader_mex")
    second = other.get(other.path(K, "report/released/copy"))
    assert own[0].reference not in words(second.data)
    with db.writing() as session:
        views = session.exec(select(View).where(View.kind == release.COPY)).all()
    assert len({v.person_id for v in views}) == 2 == len(views)  # once a half hour
    for key, capacity in (
        ("office_first", Capacity.OFFICE),
        ("focal_point", Capacity.FOCAL_POINT),
        ("delegate_fra", Capacity.DELEGATE),
        ("auditor", Capacity.AUDITOR),
        ("surrogate_gambia", Capacity.SURROGATE),
    ):
        browser = world.client(key)
        for path in ("report/released", "report/released/copy", f"document/{report.document_id}"):
            assert browser.get(browser.path(capacity, path)).status_code == 404
    raw = reader.get(reader.path(K, f"document/{report.document_id}"))
    assert raw.status_code == 404  # the original itself goes to nobody of the Committee
    # one named reader of a State: of two, which only older data can have, the last one
    later = world.client()
    later.sign_in(walkers.plant(world, K, state="FRA"))
    assert later.get(page).status_code == 200
    assert later.get(reader.path(K, "report/released/copy")).status_code == 200
    assert reader.get(reader.path(K, "report/released/copy")).status_code == 404
    assert "Nothing is released to you" in said(reader.get(page))
    assert other.get(other.path(K, "report/released/copy")).status_code == 200


@pytest.mark.rule("W14")
def test_the_original_bytes_never_change_with_a_copy(room: Room) -> None:
    with db.reading() as connection:
        report = queries.lodged(connection, room.procedure_id)
    assert report is not None
    member = room.world.client(room.others[0])
    path = member.path(M, f"report/file/{report.document_id}")
    before = member.get(path).data
    release.ask(room.world.reader("president", P))
    release.confirm(room.member(room.others[0]))
    release.read(room.world.reader("reader_fra", K))
    assert member.get(path).data == before


def words(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(
        " ".join(pages[n].get_textpage().get_text_range().split()) for n in range(len(pages))
    )


@pytest.mark.rule("J9")
def test_the_lodged_file_is_an_accessible_archive_without_programmes(room: Room) -> None:
    with db.reading() as connection:
        report = queries.lodged(connection, room.procedure_id)
    assert report is not None
    member = room.world.client(room.others[0])
    for document in (report.document_id, report.certificate_id):
        data = member.get(member.path(M, f"report/file/{document}")).data
        check_archive(data)
        assert report.content_hash in words(data).replace(" ", "")


def check_archive(data: bytes) -> None:
    """PDF/A-2a and PDF/UA-1 as far as it can be seen without a validator."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        root = pdf.Root
        assert str(root.Lang).startswith("en") and bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        xmp = root.Metadata.read_bytes().decode()
        assert "<pdfaid:part>2<" in xmp and "<pdfaid:conformance>A<" in xmp
        assert "<pdfuaid:part>1<" in xmp
        assert "/JavaScript" not in repr(root) and "/EmbeddedFiles" not in repr(root.get("/Names"))
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)]
        described = [o for o in fonts if o.get("/Type") == "/FontDescriptor"]
        assert described
        assert all(
            any(name in o for name in ("/FontFile", "/FontFile2", "/FontFile3")) for o in described
        )
        assert not any("/JS" in o or o.get("/S") == "/Launch" for o in fonts)
        assert "typst" not in str(pdf.docinfo.get("/Author", "")).casefold()
