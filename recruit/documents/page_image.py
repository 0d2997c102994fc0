"""Pages of a document as images, drawn in the confined child, marked with their reader.

The child is this module run by itself. Through standard input come a line of JSON (the
pages with their sizes, the words of the mark) and then the file; for each page its length
and a PNG (a JPEG where that would be large) go out, or nothing. The mark stands in the
pixels of every size, so that a copy tells whose it was and when (D2).
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from recruit.documents import reading, upright
from recruit.documents.rules import FileKind

WIDTH = 1240  # pixels: A4 at 150 dots an inch, twice the width it is shown at
MOST_HEIGHT = 3600
MOST_PNG = 2 * 1024 * 1024  # bytes; beyond, a page is a photograph and goes as JPEG
MOST_TIME = 30.0  # seconds on the wall
_FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"
_LATIN, _ARABIC = "source-sans-3.woff2", "noto-naskh-arabic-400.woff2"
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
MOST_OUTPUT = 24 * 1024 * 1024  # bytes of all the images asked at once


class Size(StrEnum):
    """How large a page is drawn."""

    THUMB = "thumb"
    PAGE = "page"
    LARGE = "large"


WIDTHS = {Size.THUMB: 240, Size.PAGE: WIDTH, Size.LARGE: 2 * WIDTH}


def draw(
    kind: FileKind, content: bytes, page: int, mark: Sequence[str], size: Size = Size.PAGE
) -> bytes | None:
    """The page (from 1) as PNG or JPEG, marked with these lines; None where it can't be drawn."""
    return draw_all(kind, content, [page], mark, size)[0]


def draw_all(
    kind: FileKind, content: bytes, pages: Sequence[int], mark: Sequence[str], size: Size
) -> list[bytes | None]:
    """These pages as ``draw`` gives them, drawn by one child; None for what can't be drawn."""
    asked = {"pages": list(pages), "width": WIDTHS[size], "mark": list(mark)}
    raw = reading.in_child(
        "recruit.documents.page_image",
        kind,
        json.dumps(asked).encode() + b"\n" + content,
        MOST_TIME,
        MOST_OUTPUT,
    )
    found: list[bytes | None] = []
    rest = raw or b""
    for _page_number in pages:
        length = int.from_bytes(rest[:4], "big")
        image, rest = rest[4 : 4 + length], rest[4 + length :]
        whole = len(image) == length and image.startswith((PNG, JPEG))
        found.append(image if whole else None)
    return found


def count(kind: FileKind, content: bytes) -> int:
    """How many pages the document has; 0 where they can't be counted."""
    if kind is not FileKind.PDF:
        return 1
    raw = reading.in_child(
        "recruit.documents.page_image", kind, b'{"count": true}\n' + content, MOST_TIME
    )
    return int.from_bytes(raw or b"", "big")


def _page(kind: str, content: bytes, number: int, wide: int) -> Any:
    high = MOST_HEIGHT * wide // WIDTH
    if kind != "pdf":
        if number != 1:
            raise IndexError(number)
        image = upright.image(content).convert("RGB")
        image.thumbnail((wide, high))
        return image
    import pypdfium2

    opened = pypdfium2.PdfDocument(content)
    if not 1 <= number <= len(opened):
        raise IndexError(number)
    page = opened[number - 1]
    width, height = page.get_size()
    scale = min(wide / max(width, 1), high / max(height, 1))
    return page.render(scale=scale).to_pil().convert("RGB")


def _marked(image: Any, lines: list[str]) -> Any:
    """The image with these lines across it again and again, pale enough to read through."""
    from PIL import Image, ImageDraw, ImageFont

    size = max(12, image.width // 55)
    text = "   ·   ".join(lines)
    arabic = any("\u0600" <= c <= "\u06ff" for c in text)
    font = ImageFont.truetype(str(_FONTS / (_ARABIC if arabic else _LATIN)), size)
    side = int((image.width**2 + image.height**2) ** 0.5) + 1
    layer = Image.new("RGBA", (side, side), (255, 255, 255, 0))
    pen = ImageDraw.Draw(layer)
    step = int(pen.textlength(text, font=font)) + size * 6
    for row, top in enumerate(range(0, side, size * 14)):
        for start in range(-(row % 2) * step // 2, side, step):
            pen.text((start, top), text, font=font, fill=(90, 90, 90, 46))
    turned = layer.rotate(30, resample=Image.Resampling.BICUBIC)
    x, y = (side - image.width) // 2, (side - image.height) // 2
    cut = turned.crop((x, y, x + image.width, y + image.height))
    return Image.alpha_composite(image.convert("RGBA"), cut).convert("RGB")


def _saved(image: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    if out.tell() > MOST_PNG:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=88)
    return out.getvalue()


def main() -> None:
    """The child: confine itself, draw the pages, write them."""
    from recruit.documents import confinement

    confinement.confine(reading.MOST_MEMORY, reading.MOST_PROCESSOR)
    asked = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    if asked.get("count"):
        import pypdfium2

        sys.stdout.buffer.write(len(pypdfium2.PdfDocument(content)).to_bytes(4, "big"))
    for number in asked.get("pages", ()):
        try:
            page = _page(sys.argv[1], content, int(number), int(asked["width"]))
        except IndexError:
            sys.stdout.buffer.write(bytes(4))
            continue
        image = _saved(_marked(page, asked["mark"]))
        sys.stdout.buffer.write(len(image).to_bytes(4, "big") + image)
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
