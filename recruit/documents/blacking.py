"""The copy of a document with areas struck out, made of pixels in the confined child (W4).

The child is this module run by itself. Each page is drawn at 200 dots an inch, the areas are
filled, a little beyond their edges, and what is left is an image in a new PDF: nothing of
the original's text, properties, notes and files can be in it, because none of it is carried
over. Asked for words, the child says where they stand on the pages.
"""

from __future__ import annotations

import io
import json
import os
import sys
import zlib
from collections.abc import Sequence
from typing import Any

from recruit.documents import reading, upright
from recruit.documents.rules import FileKind
from recruit.documents.rules.redaction import MOST_PAGES, WHOLE, Area, places

DOTS = 200  # an inch
BEYOND = 8  # pixels: a block of a JPEG, so that no pixel of the area shares one with the page
FILL = (0, 0, 0)
MOST_SIDE = 4000  # pixels
MOST_LOSSLESS = 1_500_000  # bytes of a page; beyond, it is a photograph and goes as JPEG
MOST_TIME = 240.0  # seconds on the wall
MOST_PROCESSOR = 200  # seconds
MOST_OUTPUT = 96 * 1024 * 1024  # bytes
_MODULE = "recruit.documents.blacking"


def blacked(kind: FileKind, content: bytes, areas: Sequence[Area]) -> tuple[bytes, int] | None:
    """The copy as PDF, and its pages; None where it can't be made."""
    raw = _asked(kind, content, {"areas": _plain(areas)})
    if raw is None or not raw[4:].startswith(b"%PDF-"):
        return None
    return raw[4:], int.from_bytes(raw[:4], "big")


def found(kind: FileKind, content: bytes, wanted: str) -> list[Area]:
    """Every place where these words stand in the text of the pages; none for an image."""
    raw = _asked(kind, content, {"words": wanted})
    if raw is None:
        return []
    try:
        return [
            Area(int(page), int(left), int(top), int(width), int(height), wanted)
            for page, left, top, width, height in json.loads(raw)
        ]
    except (ValueError, TypeError):
        return []


def _asked(kind: FileKind, content: bytes, said: dict[str, Any]) -> bytes | None:
    head = json.dumps(said).encode() + b"\n"
    return reading.run_child(_MODULE, [kind.value], head + content, MOST_TIME, most=MOST_OUTPUT)


def _plain(areas: Sequence[Area]) -> list[list[int]]:
    return [[a.page, a.left, a.top, a.width, a.height] for a in areas]


# --- the child ---------------------------------------------------------------------


def box(area: Sequence[int], width: int, height: int) -> tuple[int, int, int, int]:
    """The pixels (first and last, both within) of an area (left, top, width, height) on an
    image of this size."""
    left, top, wide, high = area
    return (
        left * width // WHOLE,
        top * height // WHOLE,
        min(width, -(-(left + wide) * width // WHOLE)) - 1,
        min(height, -(-(top + high) * height // WHOLE)) - 1,
    )


def _pages(kind: str, content: bytes) -> Any:
    """The pages as images, one after the other, with their sizes in points."""
    if kind != FileKind.PDF:
        image = _on_white(upright.image(content))
        image.thumbnail((MOST_SIDE, MOST_SIDE))
        yield image, (image.width * 72 / DOTS, image.height * 72 / DOTS)
        return
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    if len(document) > MOST_PAGES:
        raise ValueError("pages")
    for page in document:
        size = page.get_size()
        scale = min(DOTS / 72, MOST_SIDE / max(*size, 1))
        yield page.render(scale=scale).to_pil().convert("RGB"), size
        page.close()


def _on_white(image: Any) -> Any:
    """The image without transparency, whose colours may hold what is not seen."""
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        ground = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(ground, image.convert("RGBA"))
    return image.convert("RGB")


def _struck(image: Any, areas: Sequence[Sequence[int]]) -> Any:
    from PIL import ImageDraw

    pen = ImageDraw.Draw(image)
    for area in areas:
        x0, y0, x1, y1 = box(area, image.width, image.height)
        pen.rectangle((x0 - BEYOND, y0 - BEYOND, x1 + BEYOND, y1 + BEYOND), fill=FILL)
    return image


def _stream(document: Any, image: Any) -> Any:
    """The image as an object of the PDF: without loss where it is small enough."""
    from pikepdf import Name, Stream

    packed, filtered = zlib.compress(image.tobytes(), 6), Name.FlateDecode
    if len(packed) > MOST_LOSSLESS:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=88, subsampling=0)
        packed, filtered = out.getvalue(), Name.DCTDecode
    made = Stream(document, packed)
    made.Type, made.Subtype = Name.XObject, Name.Image
    made.Width, made.Height = image.width, image.height
    made.ColorSpace, made.BitsPerComponent = Name.DeviceRGB, 8
    made.Filter = filtered
    return made


def _copy(kind: str, content: bytes, areas: Sequence[Sequence[int]]) -> bytes:
    import pikepdf
    from pikepdf import Dictionary, Name

    document = pikepdf.new()
    count = 0
    for count, (image, (width, height)) in enumerate(_pages(kind, content), start=1):
        struck = _struck(image, [area[1:] for area in areas if area[0] == count])
        drawn = f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /P Do Q".encode()
        page = Dictionary(
            Type=Name.Page,
            MediaBox=[0, 0, round(width, 2), round(height, 2)],
            Resources=Dictionary(XObject=Dictionary(P=_stream(document, struck))),
            Contents=document.make_stream(drawn),
        )
        document.pages.append(pikepdf.Page(document.make_indirect(page)))
    out = io.BytesIO()
    document.save(out, deterministic_id=True, compress_streams=False)
    return count.to_bytes(4, "big") + out.getvalue()


def _where(content: bytes, wanted: str) -> list[list[int]]:
    import pypdfium2

    found: list[list[int]] = []
    for number, page in enumerate(pypdfium2.PdfDocument(content), start=1):
        text = page.get_textpage()
        characters = _characters(text)
        for first, last in places(characters, wanted):
            found += [[number, *line] for line in _lines(page, text, first, last)]
    return found


def _characters(text: Any) -> str:
    """The page's characters, one for each index of the library."""
    import pypdfium2.raw as raw

    codes = (raw.FPDFText_GetUnicode(text, n) for n in range(text.count_chars()))
    return "".join(chr(c) if 0 < c < 0xD800 or 0xDFFF < c < 0x110000 else " " for c in codes)


def _lines(page: Any, text: Any, first: int, last: int) -> list[list[int]]:
    """The characters' boxes, put together as far as they stand on one line."""
    lines: list[list[int]] = []
    for n in range(first, last):
        placed = _placed(page, text, n)
        if placed is None:
            continue
        left, top, right, bottom = placed
        line = lines[-1] if lines else None
        if line is not None and top < line[3] and bottom > line[1] and left >= line[0] - 50:
            lines[-1] = [line[0], min(line[1], top), max(line[2], right), max(line[3], bottom)]
        else:
            lines.append([left, top, right, bottom])
    return [[x0, y0, x1 - x0, y1 - y0] for x0, y0, x1, y1 in lines]


def _placed(page: Any, text: Any, n: int) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom of a character as the page is looked at, its rotation and
    its cut included, in hundredths of a percent; None where it has no size."""
    import ctypes

    import pypdfium2.raw as raw

    rect = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(text, n, ctypes.byref(rect)):
        return None
    corners = []
    for x, y in ((rect.left, rect.top), (rect.right, rect.bottom)):
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(
            page, 0, 0, WHOLE, WHOLE, 0, x, y, ctypes.byref(across), ctypes.byref(down)
        )
        corners.append((across.value, down.value))
    (ax, ay), (bx, by) = corners
    left, right = max(0, min(ax, bx)), min(WHOLE, max(ax, bx))
    top, bottom = max(0, min(ay, by)), min(WHOLE, max(ay, by))
    return (left, top, right, bottom) if right > left and bottom > top else None


def main() -> None:
    """The child: confine itself, then make the copy, or say where words stand."""
    from recruit.documents import confinement

    confinement.confine(reading.MOST_MEMORY, MOST_PROCESSOR)
    asked = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    kind = sys.argv[1]
    if "words" in asked:
        there = _where(content, asked["words"]) if kind == FileKind.PDF else []
        said = json.dumps(there).encode()
    else:
        said = _copy(kind, content, asked["areas"])
    sys.stdout.buffer.write(said)
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
