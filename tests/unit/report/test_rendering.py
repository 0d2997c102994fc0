"""Words become a PDF as words, whatever they say; the child has limits and no network."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pypdfium2
import pytest

from recruit.core.errors import Refusal
from recruit.documents import rendering

AT = datetime(2023, 2, 15, 9, 0, tzinfo=UTC)
ATTACKS = (
    '#read("/etc/passwd")',
    "#sys.inputs",
    '#import "@preview/cetz:0.3.0"',
    '#show "Candidate B": "Candidate C"',
    '"); #panic("out") //',
    "*b* _i_ $x^2$ @ref <lab> // comment",
    "= Heading\n#set page(fill: red)",
    "../../outside",
    "#{ while true {} }",
)


def sheet(text: str, **more: Any) -> dict[str, Any]:
    return {
        "title": "Report of the selection panel",
        "over": "DIRECTOR",
        "date": [2023, 2, 15],
        "lang": "en",
        "region": "GB",
        "running": "In confidence",
        "foot": "SHA-256",
        "lead": [],
        "mark": [],
        "parts": [{"title": "Mandate", "level": 1, "items": [{"kind": "text", "text": text}]}],
        **more,
    }


def words(data: bytes) -> str:
    pages = pypdfium2.PdfDocument(data)
    said = (pages[n].get_textpage().get_text_range() for n in range(len(pages)))
    return " ".join(" ".join(said).split())


@pytest.mark.rule("J9")
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_narrative_that_is_a_programme_prints_as_it_was_typed(attack: str) -> None:
    text = words(rendering.pdf(sheet(attack), AT))
    assert "".join(attack.split()) in "".join(text.split()).replace("\ufffe", "-")
    assert "root:" not in text


def test_words_in_a_title_and_a_mark_are_words_too() -> None:
    made = rendering.pdf(sheet("x", mark=['#read("a")', "copy k3"], running="#panic()"), AT)
    text = words(made)
    assert '#read("a")' in text and "#panic()" in text


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert rendering.pdf(sheet("same"), AT) == rendering.pdf(sheet("same"), AT)


def test_letters_without_a_font_stand_by_their_code_point_and_marks_are_left_out() -> None:
    assert rendering.plain("Жук Łő ñ") == "Жук Łő ñ"
    assert rendering.plain("中क\u202eabc\u2066\x07") == "中[U+0915]abc"
    assert rendering.pdf(sheet("محمد 中 क 🙂 \x00 \u202e"), AT).startswith(b"%PDF-")


def test_the_file_carries_no_author_path_or_programme() -> None:
    with pikepdf.open(io.BytesIO(rendering.pdf(sheet("x"), AT))) as pdf:
        assert "/Author" not in pdf.docinfo and "/OpenAction" not in pdf.Root
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20230215")


def test_a_sheet_that_takes_too_much_is_refused_and_the_house_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rendering, "MOST_OUTPUT", 1000)
    with pytest.raises(Refusal):
        rendering.pdf(sheet("x"), AT)
    monkeypatch.undo()
    broken = sheet("x")
    del broken["title"]
    with pytest.raises(Refusal):
        rendering.pdf(broken, AT)
    assert rendering.pdf(sheet("x"), AT)


LANGUAGES = {
    "ar": "ترى اللجنة أن المرشحة أهلٌ للوظيفة، لا إله (CCM/MSP/2022/12).",
    "zh": "候选人具有丰富的经验，骨直角。",
    "fr": "L’expérience de la candidate : « œuvre » à l’été, 5\u202f% — Noël.",
}


def everywhere(node: Any) -> list[Any]:
    """The elements of a structure tree, itself first."""
    found = [node] if isinstance(node, pikepdf.Dictionary) else []
    kids = node.get("/K", []) if isinstance(node, pikepdf.Dictionary) else node
    for kid in kids if isinstance(kids, (list, pikepdf.Array)) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            found += everywhere(kid)
    return found


@pytest.mark.rule("J9")
def test_the_file_is_an_archive_that_a_screen_reader_reads() -> None:
    """PDF/A-2a and PDF/UA-1 in one file, as another library reads it."""
    items = [{"kind": "text", "text": text} for text in LANGUAGES.values()]
    table = {
        "kind": "table",
        "head": ["Seat", "Name"],
        "widths": [0, 1],
        "rows": [["1", "محمد"], ["2", "王"]],
    }
    part = {"title": "Mandate", "level": 1, "items": [*items, table]}
    made = rendering.pdf(sheet("", parts=[part], mark=["copy k3"]), AT)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        root = pdf.Root
        assert root.MarkInfo.Marked is True and str(root.Lang).startswith("en")
        assert root.ViewerPreferences.DisplayDocTitle is True
        xmp = pdf.open_metadata()
        assert xmp["pdfaid:part"] == "2" and xmp["pdfaid:conformance"].upper() == "A"
        assert xmp["pdfuaid:part"] == "1"
        assert xmp["dc:title"] == "Report of the selection panel"
        tree = everywhere(root.StructTreeRoot.K)
        names = {str(one.S) for one in tree if "/S" in one}
        assert {"/Document", "/H1", "/P", "/Table", "/TR", "/TH", "/TD"} <= names
        assert {str(one.Lang)[:2] for one in tree if "/Lang" in one} >= {"ar", "zh"}
        fonts = [
            o
            for o in pdf.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
        ]
        assert len(fonts) >= 3
        for font in fonts:
            assert any(kind in font for kind in ("/FontFile", "/FontFile2", "/FontFile3"))
        assert all(
            "/ToUnicode" in o
            for o in pdf.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/Subtype") == "/Type0"
        )
        for forbidden in ("/JavaScript", "/JS", "/Launch", "/EmbeddedFiles"):
            assert forbidden not in pdf.Root and forbidden.encode() not in made
        assert "/Names" not in root or "/JavaScript" not in root.Names
    said = words(made)
    assert LANGUAGES["zh"] in said and "expérience" in said and "œuvre" in said
    assert "[U+" not in said


def test_every_letter_that_is_said_to_be_drawn_has_a_glyph(monkeypatch: pytest.MonkeyPatch) -> None:
    """The compiler refuses a letter without a glyph (PDF/A), so one sheet tells for all."""
    letters = [chr(c) for first, last in rendering._DRAWN for c in range(first, last + 1)]
    text = " ".join("".join(letters[n : n + 40]) for n in range(0, len(letters), 40))
    assert "[U+" not in rendering.plain(text)
    assert rendering.pdf(sheet(text), AT).startswith(b"%PDF-")
    monkeypatch.setattr(rendering, "_DRAWN", (*rendering._DRAWN, (0xE01, 0xE01)))
    with pytest.raises(Refusal):
        rendering.pdf(sheet("ก"), AT)


def test_every_letter_is_there_where_the_fonts_of_other_scripts_are_not_loaded() -> None:
    letters = [chr(c) for first, last in rendering._DRAWN for c in range(first, last + 1)]
    plain = [c for c in letters if not any(s.search(c) for s in rendering._SCRIPTS.values())]
    text = " ".join(plain)
    assert len(plain) > 900 and "[U+" not in rendering.plain(text)
    assert rendering.pdf(sheet(text), AT).startswith(b"%PDF-")  # a letter missing is refused
