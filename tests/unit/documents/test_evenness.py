"""A scanned page with its light evened out, and the way up that its camera says."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image, ImageDraw

from recruit.documents import evenness, upright

pytestmark = pytest.mark.rule("W4")
WIDE, HIGH = 880, 1240


def written(paper: int, ink: int, box: tuple[int, int, int, int]) -> Any:
    """A page of this colour with strokes of that one in the box."""
    page = Image.new("L", (WIDE, HIGH), paper)
    pen = ImageDraw.Draw(page)
    left, top, right, bottom = box
    for y in range(top, bottom, 24):
        for x in range(left, right, 16):
            pen.rectangle((x, y, x + 3, y + 12), fill=ink)
    return page


def ink_in(page: Any, box: tuple[int, int, int, int]) -> float:
    """The share of dark pixels in a box."""
    part = page.crop(box)
    return float(sum(part.histogram()[:128]) / (part.width * part.height))


@pytest.mark.parametrize("share", [0.35, 0.5, 0.65])
def test_a_small_sheet_before_the_black_of_an_open_scanner_is_evened_once(share: float) -> None:
    """As much black as white: it was turned round and round until the child died of it."""
    edge = int(HIGH * share)
    sheet = (40, edge + 40, WIDE - 40, HIGH - 40)
    page = written(255, 0, sheet)
    page.paste(0, (0, 0, WIDE, edge))
    made, uneven = evenness.evened(page)
    assert uneven
    assert ink_in(made, (0, 0, WIDE, edge - 40)) == 0  # the lid is paper now
    assert ink_in(made, sheet) > 0.05  # and the words stay


def test_light_words_on_a_dark_page_become_dark_words_on_a_light_one() -> None:
    box = (40, 40, WIDE - 40, HIGH // 2)
    made, uneven = evenness.evened(written(0, 255, box))
    assert uneven
    assert ink_in(made, box) > 0.05
    assert ink_in(made, (0, HIGH // 2 + 40, WIDE, HIGH)) == 0


@pytest.mark.parametrize("note", [1, 6])
def test_a_photograph_is_turned_as_it_says_and_held_once(
    note: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    exif = Image.Exif()
    exif[0x0112] = note
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(out, "JPEG", exif=exif)
    copies: list[Any] = []
    copied = Image.Image.copy

    def counted(image: Any) -> Any:
        copies.append(image)
        return copied(image)

    monkeypatch.setattr(Image.Image, "copy", counted)
    assert upright.image(out.getvalue()).size == ((20, 40) if note == 6 else (40, 20))
    assert not copies
