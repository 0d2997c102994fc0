"""A copy made of pixels, and the proof that would have caught a bad one (W4)."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from recruit.documents import blacking, proving
from recruit.documents.proving import Left
from recruit.documents.rules import FileKind
from recruit.documents.rules.redaction import Area, Ocr
from tests import scans
from tests.unit.documents import making

pytestmark = pytest.mark.rule("W4")
WORDS = "Her address is Canary Lane seventeen"
AREA = Area(1, 1000, 1000, 4000, 1000)


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


@lru_cache(maxsize=1)
def _copy() -> bytes:
    return _made(making.pdf(WORDS), [AREA])


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


def test_words_are_struck_where_they_are_seen_on_a_turned_and_cut_page() -> None:
    with pikepdf.open(io.BytesIO(making.pdf(WORDS))) as document:
        document.pages[0].obj.Rotate = 270
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
    noise = Image.merge("RGB", [Image.effect_noise((800, 800), 90) for _colour in range(3)])
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
    with pytest.raises(Left, match=left):
        proving.prove(_changed(_copy(), change), [AREA], 1)


def test_an_area_that_is_not_black_and_a_file_that_is_no_copy_are_not_proved() -> None:
    with pytest.raises(Left, match="area"):
        proving.prove(_copy(), [Area(1, 1000, 3000, 4000, 1000)], 1)
    with pytest.raises(Left, match="text"):
        proving.prove(making.pdf(WORDS), [], 1)
    with pytest.raises(Left, match="made"):
        proving.prove(b"%PDF-1.7 nothing", [], 1)


@pytest.mark.parametrize(
    ("says", "left"),
    [
        ("Certificate", ""),
        ("her CAN- ary lane", "words"),
        (None, "unread"),
    ],
)
def test_words_read_off_the_images_or_a_page_that_can_not_be_read_keep_it_from_being_proved(
    says: str | None, left: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    areas = [replace(AREA, words="Canary Lane")]
    monkeypatch.setenv("PATH", "/nowhere")
    assert proving.prove(_copy(), areas, 1) is Ocr.ABSENT
    programme = tmp_path / "tesseract"
    programme.write_text(scans.stand_in(says or "", before="" if says else "exit 1\n"))
    programme.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    if not left:
        assert proving.prove(_copy(), areas, 1) is Ocr.CLEAN
        return
    with pytest.raises(Left, match=left) as caught:
        proving.prove(_copy(), areas, 1)
    assert len(caught.value.places) == (1 if says else 0)
