"""One page of a document as an image, drawn in the confined child, marked with its reader.

The child is this module run by itself. Through standard input come a line of JSON (the
page, the words of the mark) and then the file; a PNG goes out, or nothing. The mark
stands in the pixels, so that a copy tells whose it was and when (D2).
"""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

from recruit.documents import reading
from recruit.documents.rules import FileKind

WIDTH = 1240  # pixels: A4 at 150 dots an inch
MOST_HEIGHT = 3600
MOST_TIME = 30.0  # seconds on the wall
_FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"
_LATIN, _ARABIC = "source-sans-3.woff2", "noto-naskh-arabic-400.woff2"
PNG = b"\x89PNG\r\n\x1a\n"


def draw(kind: FileKind, content: bytes, page: int, mark: list[str]) -> bytes | None:
    """The page (from 1) as PNG, marked with these lines; None where it can't be drawn."""
    head = json.dumps({"page": page, "mark": mark}).encode() + b"\n"
    raw = reading.in_child("recruit.documents.page_image", kind, head + content, MOST_TIME)
    return raw if raw is not None and raw.startswith(PNG) else None


def _page(kind: str, content: bytes, number: int) -> Any:
    from PIL import Image

    if kind != "pdf":
        opened: Any = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
        opened.load()
        if number != 1:
            raise IndexError(number)
        image = opened.convert("RGB")
        image.thumbnail((WIDTH, MOST_HEIGHT))
        return image
    import pypdfium2

    opened = pypdfium2.PdfDocument(content)
    if not 1 <= number <= len(opened):
        raise IndexError(number)
    page = opened[number - 1]
    width, height = page.get_size()
    scale = min(WIDTH / max(width, 1), MOST_HEIGHT / max(height, 1))
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


def main() -> None:
    """The child: confine itself, draw the page, write the PNG."""
    from recruit.documents import confinement

    confinement.confine(reading.MOST_MEMORY, reading.MOST_PROCESSOR)
    asked = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    image = _marked(_page(sys.argv[1], content, int(asked["page"])), asked["mark"])
    out = io.BytesIO()
    image.save(out, "PNG")
    sys.stdout.buffer.write(out.getvalue())
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
