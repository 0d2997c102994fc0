"""A page as an image: drawn in the child, marked with who looks at it."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops

from recruit.documents import page_image
from recruit.documents.rules import FileKind
from tests.unit.documents import making

MARK = ["Ada Example", "Tuesday 1 November 2022, 10:00 Geneva (UTC+1)"]


def _drawn(kind: FileKind, content: bytes, mark: list[str], page: int = 1) -> Image.Image:
    png = page_image.draw(kind, content, page, mark)
    assert png is not None
    return Image.open(io.BytesIO(png))


def test_a_page_of_a_pdf_is_drawn_with_its_words() -> None:
    image = _drawn(FileKind.PDF, making.pdf(), MARK)
    assert image.width == page_image.WIDTH
    assert min(image.convert("L").get_flattened_data()) < 40  # black words


@pytest.mark.rule("D2")
def test_the_mark_is_the_readers_own_and_lets_the_words_through() -> None:
    one = _drawn(FileKind.PDF, making.pdf(), MARK)
    other = _drawn(FileKind.PDF, making.pdf(), ["Мария Иванова", MARK[1]])
    arabic = _drawn(FileKind.PDF, making.pdf(), ["ليلى مثال", MARK[1]])
    assert ImageChops.difference(one, other).getbbox() is not None
    assert ImageChops.difference(one, arabic).getbbox() is not None
    light = one.convert("L").histogram()
    assert sum(light[150:255]) > 1000  # the mark is there
    assert sum(light[:100]) < one.width * one.height / 20  # and pale


@pytest.mark.parametrize(
    ("kind", "form"), [(FileKind.PNG, "PNG"), (FileKind.JPEG, "JPEG")], ids=["png", "jpeg"]
)
def test_a_scan_is_drawn(kind: FileKind, form: str) -> None:
    assert _drawn(kind, making.image(form), MARK).size == (40, 60)


def test_a_page_that_is_not_there_and_a_broken_file_are_nothing() -> None:
    assert page_image.draw(FileKind.PDF, making.pdf(), 2, MARK) is None
    assert page_image.draw(FileKind.PDF, making.pdf(), 0, MARK) is None
    assert page_image.draw(FileKind.PDF, b"%PDF-1.4 nonsense", 1, MARK) is None
    assert page_image.draw(FileKind.DOCX, making.word(), 1, MARK) is None


def test_pages_are_counted_and_a_broken_file_has_none() -> None:
    assert page_image.count(FileKind.PDF, making.pdf_of(7)) == 7
    assert page_image.count(FileKind.PDF, b"%PDF-1.4 nonsense") == 0
    assert page_image.count(FileKind.JPEG, making.image("JPEG")) == 1


@pytest.mark.rule("D2")
def test_small_and_large_pictures_are_marked_too_and_a_dozen_costs_one_child() -> None:
    for size in page_image.Size:
        drawn = page_image.draw_all(FileKind.PDF, making.pdf_of(3), [1, 3, 4], MARK, size)
        assert [image is not None for image in drawn] == [True, True, False]
        assert drawn[0] is not None
        image = Image.open(io.BytesIO(drawn[0])).convert("L")
        assert image.width == page_image.WIDTHS[size]
        assert min(image.get_flattened_data()) < 250  # an empty page: only the mark is there
