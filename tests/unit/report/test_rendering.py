"""Words become a PDF as words, whatever they say; the child has limits and no network."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pypdfium2
import pytest

from recruit.core.errors import Refusal
from recruit.report import rendering

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
    assert rendering.plain("中\u202eabc\u2066\x07") == "[U+4E2D]abc"
    assert rendering.pdf(sheet("محمد 中 🙂 \x00 \u202e"), AT).startswith(b"%PDF-")


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
