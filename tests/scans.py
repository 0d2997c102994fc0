"""Pages as a scanner or a telephone gives them, and the programme that reads them.

The words are drawn by code: a little turned, grey on off-white, packed as JPEG. Where
tesseract is installed with its four languages the tests that need it run; where it is not,
they are skipped and say so (``python -m tests.machine`` installs it).
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

LANGUAGES = ("eng", "fra", "spa", "ara")
PACKAGES = ("tesseract-ocr", *(f"tesseract-ocr-{language}" for language in LANGUAGES))
_FONTS = Path(__file__).resolve().parents[1] / "static" / "fonts"
_NASKH = "noto-naskh-arabic-400.woff2"
_SANS = "source-sans-3.woff2"


@lru_cache(maxsize=1)
def missing() -> tuple[str, ...]:
    """What of tesseract is not on this machine: the programme, or languages of ours."""
    programme = shutil.which("tesseract")
    if programme is None:
        return ("tesseract",)
    said = subprocess.run([programme, "--list-langs"], capture_output=True, text=True)
    there = (said.stdout + said.stderr).split()
    return tuple(language for language in (*LANGUAGES, "osd") if language not in there)


needs_tesseract = pytest.mark.skipif(
    bool(missing()), reason=f"tesseract is not all here: {', '.join(missing())} missing"
)


def page(lines: Sequence[str], *, dots: int = 150, turned: float = 0.6) -> Image.Image:
    """An A5 page with these lines in 13 points. dots: an inch. turned: degrees."""
    wide, high = int(5.83 * dots), int(8.27 * dots)
    image = Image.new("L", (wide, high), 248)
    pen = ImageDraw.Draw(image)
    size, top = round(dots * 13 / 72), dots * 3 // 4
    for line in lines:
        arabic = any("\u0600" <= c <= "\u06ff" for c in line)
        font = ImageFont.truetype(str(_FONTS / (_NASKH if arabic else _SANS)), size)
        if not arabic:
            font.set_variation_by_axes([400])  # the weight of a printed text
        if arabic:
            place, more = (wide - dots // 2, top), {"anchor": "ra", "direction": "rtl"}
            pen.text(place, line, font=font, fill=45, **more)
        else:
            pen.text((dots // 2, top), line, font=font, fill=45)
        top += size * 2
    return image.rotate(turned, fillcolor=248, resample=Image.Resampling.BICUBIC)


def lidded(image: Image.Image) -> Image.Image:
    """The page in grey ink, and the black that a scanner adds where its lid was open."""
    grey = image.point([v if v < 5 else 120 + v // 2 for v in range(256)])
    pen = ImageDraw.Draw(grey)
    pen.rectangle((0, 0, image.width // 20, image.height), fill=0)
    pen.rectangle((0, 0, image.width, image.height // 30), fill=0)
    return grey


def shaded(image: Image.Image) -> Image.Image:
    """The page as a telephone takes it, one end of it in shadow."""
    light = Image.linear_gradient("L").resize(image.size)
    return ImageChops.multiply(image, light.point([90 + v * 165 // 255 for v in range(256)]))


def packed(*pages: Image.Image, kind: str = "JPEG", quality: int = 70, way: int = 1) -> bytes:
    """The pages as a file of this kind. way: how its camera was held (Exif, 1 to 8)."""
    out, first = io.BytesIO(), pages[0]
    if kind == "PDF":
        first.save(out, kind, save_all=True, append_images=pages[1:], resolution=150)
    elif kind == "JPEG":
        exif = Image.Exif()
        exif[0x0112] = way
        first.save(out, kind, quality=quality, exif=exif)
    else:
        first.save(out, kind)
    return out.getvalue()


def table(words: str) -> str:
    """What tesseract says of one line with these words, as its table (TSV)."""
    rows = ["1\t1\t0\t0\t0\t0\t0\t0\t1000\t500\t-1\t"]
    left = 50
    for number, word in enumerate(words.split(), start=1):
        wide = 20 * len(word)
        rows.append(f"5\t1\t1\t1\t1\t{number}\t{left}\t100\t{wide}\t30\t95.5\t{word}")
        left += wide + 15
    return "\n".join(rows)


def stand_in(says: str, *, languages: Sequence[str] = ("eng", "fra"), before: str = "") -> str:
    """A programme for the shell that takes tesseract's place and reads this off every image."""
    listed = " ".join(f"echo {language};" for language in languages)
    return (
        f'#!/bin/sh\nif [ "$1" = "--list-langs" ]; then {listed} exit 0; fi\n'
        f"{before}/bin/cat >/dev/null\n/bin/cat <<END\n{table(says)}\nEND\n"
    )


def appended(document: bytes, *pages: Image.Image) -> bytes:
    """The PDF with these pages scanned in behind its own."""
    import pikepdf

    with pikepdf.open(io.BytesIO(document)) as whole:
        with pikepdf.open(io.BytesIO(packed(*pages, kind="PDF"))) as more:
            whole.pages.extend(more.pages)
            out = io.BytesIO()
            whole.save(out)
    return out.getvalue()


def with_text(image: Image.Image, line: str) -> bytes:
    """A PDF of one page: this line as text, and below it the image, as it is for a CV with
    something scanned in it."""
    import pikepdf

    with pikepdf.open(io.BytesIO(packed(image, kind="PDF"))) as document:
        page = document.pages[0]
        wide, high = (float(n) for n in page.mediabox[2:])
        page.mediabox = [0, 0, wide, high + 60]
        page.Resources.Font = pikepdf.Dictionary(
            F=document.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Font,
                    Subtype=pikepdf.Name.Type1,
                    BaseFont=pikepdf.Name.Helvetica,
                )
            )
        )
        words = f"BT /F 14 Tf 40 {high + 20:.0f} Td ({line}) Tj ET".encode()
        page.contents_add(document.make_stream(words))
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()
