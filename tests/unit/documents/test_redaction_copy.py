"""A copy made of pixels, and the proof that would have caught a bad one (W4)."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from recruit.documents import blacking, proving, recognition
from recruit.documents.proving import Left
from recruit.documents.rules import FileKind
from recruit.documents.rules.redaction import Area, Ocr
from tests.unit.documents import making

pytestmark = pytest.mark.rule("W4")
WORDS = "Her address is Canary Lane seventeen"


def _changed(copy: bytes, change: object) -> bytes:
    with pikepdf.open(io.BytesIO(copy)) as document:
        change(document)  # type: ignore[operator]
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def _made(content: bytes, areas: list[Area], kind: FileKind = FileKind.PDF) -> bytes:
    made = blacking.blacked(kind, content, areas)
    assert made is not None
    return made[0]


def _dark(copy: bytes, area: Area) -> bool:
    """Whether all that a reader's programme draws of the area is black."""
    image = pypdfium2.PdfDocument(copy)[area.page - 1].render(scale=3).to_pil().convert("L")
    found = image.crop(
        (
            area.left * image.width // 10_000,
            area.top * image.height // 10_000,
            (area.left + area.width) * image.width // 10_000,
            (area.top + area.height) * image.height // 10_000,
        )
    ).getextrema()
    return found == (0, 0)


def test_every_place_of_the_words_is_black_and_nothing_can_be_taken_out() -> None:
    content = making.pdf(WORDS)
    areas = blacking.found(FileKind.PDF, content, "canary LANE")
    assert len(areas) == 1
    copy = _made(content, areas)
    assert _dark(copy, areas[0])
    assert not _dark(_made(content, [Area(1, 0, 0, 100, 100)]), areas[0])
    assert b"anary" not in copy
    assert pypdfium2.PdfDocument(copy)[0].get_textpage().count_chars() == 0
    assert (
        proving.prove(copy, [Area(a.page, a.left, a.top, a.width, a.height) for a in areas], 1)
        is Ocr.NOTHING
    )


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_words_are_struck_where_they_are_seen_on_a_turned_and_cut_page(turn: int) -> None:
    with pikepdf.open(io.BytesIO(making.pdf(WORDS))) as document:
        document.pages[0].obj.Rotate = turn
        document.pages[0].obj.CropBox = pikepdf.Array([40, 100, 500, 800])
        out = io.BytesIO()
        document.save(out)
    areas = blacking.found(FileKind.PDF, out.getvalue(), "Canary")
    copy = _made(out.getvalue(), areas)
    before = pypdfium2.PdfDocument(out.getvalue())[0].render(scale=3).to_pil().convert("L")
    after = pypdfium2.PdfDocument(copy)[0].render(scale=3).to_pil().convert("L")
    assert abs(before.width - after.width) <= 1
    assert _dark(copy, areas[0])
    # the dark pixels of the word lay within what is black now, and others still stand
    assert sum(before.histogram()[:100]) > 0
    assert blacking.found(FileKind.PDF, out.getvalue(), "address")


def test_an_image_is_struck_without_what_its_colours_hide() -> None:
    hidden = Image.new("RGBA", (400, 300), (200, 30, 30, 0))
    out = io.BytesIO()
    hidden.save(out, "PNG")
    area = Area(1, 1000, 1000, 3000, 3000)
    copy = _made(out.getvalue(), [area], FileKind.PNG)
    proving.prove(copy, [area], 1)
    drawn = pypdfium2.PdfDocument(copy)[0].render(scale=1).to_pil().convert("RGB")
    assert drawn.getpixel((drawn.width - 2, drawn.height - 2)) == (255, 255, 255)


def test_a_photograph_is_kept_small_and_its_struck_area_is_black_in_every_pixel() -> None:
    noise = Image.effect_noise((1600, 1600), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "PNG")
    area = Area(1, 3333, 4444, 2222, 1111)
    copy = _made(out.getvalue(), [area], FileKind.PNG)
    assert b"DCTDecode" in copy
    assert proving.prove(copy, [area], 1) is Ocr.NOTHING


@pytest.mark.parametrize(
    ("left", "change"),
    [
        ("metadata", lambda d: d.docinfo.__setitem__("/Title", "Canary")),
        ("metadata", lambda d: d.attachments.__setitem__("a.txt", b"Canary")),
        (
            "metadata",
            lambda d: d.pages[0].obj.__setitem__(
                "/Annots", pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Text)])
            ),
        ),
        (
            "text",
            lambda d: (
                d.pages[0].contents_add(b"BT /F1 12 Tf 3 Tr 72 720 Td (Canary) Tj ET")
                or d.pages[0].obj.Resources.__setitem__(
                    "/Font",
                    pikepdf.Dictionary(
                        F1=pikepdf.Dictionary(
                            Type=pikepdf.Name.Font,
                            Subtype=pikepdf.Name.Type1,
                            BaseFont=pikepdf.Name.Helvetica,
                        )
                    ),
                )
            ),
        ),
        ("pages", lambda d: d.add_blank_page()),
        ("more", lambda d: d.pages[0].contents_add(b"% Canary")),
    ],
)
def test_a_copy_with_anything_left_in_it_is_not_proved(left: str, change: object) -> None:
    content = making.pdf(WORDS)
    areas = [Area(1, 1000, 1000, 4000, 1000)]
    copy = _made(content, areas)
    with pytest.raises(Left, match=left):
        proving.prove(_changed(copy, change), areas, 1)


def test_an_area_that_is_not_black_and_a_file_that_is_no_copy_are_not_proved() -> None:
    content = making.pdf(WORDS)
    copy = _made(content, [Area(1, 1000, 1000, 4000, 1000)])
    with pytest.raises(Left, match="area"):
        proving.prove(copy, [Area(1, 1000, 3000, 4000, 1000)], 1)
    with pytest.raises(Left, match="text"):
        proving.prove(content, [], 1)
    with pytest.raises(Left, match="made"):
        proving.prove(b"%PDF-1.7 nothing", [], 1)


def test_words_that_a_machine_reads_off_the_copy_keep_it_from_being_proved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = making.pdf(WORDS)
    areas = blacking.found(FileKind.PDF, content, "Canary")
    copy = _made(content, areas)
    monkeypatch.setattr(recognition, "machine", lambda: None)
    assert proving.prove(copy, areas, 1) is Ocr.ABSENT
