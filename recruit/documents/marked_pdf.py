"""A document as PDF with its reader's name and the time laid over every page, made anew.

The child is this module run by itself. Through standard input come a line of JSON (the
words of the mark) and then the file; a PDF goes out, or nothing. The sealed original is
not touched (D2). The mark is words of the page, set with the fonts that the compiler
carries; a letter that these do not have prints as an empty box, the reference beside it
still says whose copy it is.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from recruit.documents import reading, upright
from recruit.documents.rules import FileKind

MOST_OUTPUT = 64 * 1024 * 1024  # bytes of PDF
MOST_TIME = 60.0  # seconds on the wall
MOST_SIZES = 24  # pages of further sizes get the last one's mark, stretched
DRAWN = frozenset({FileKind.PDF, FileKind.JPEG, FileKind.PNG})
_SOURCE = """
#let asked = json(bytes(sys.inputs.asked))
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"), hyphenate: false)
#for size in asked.sizes {
  let (wide, high) = size.map(n => n * 1pt)
  let small = calc.max(5, calc.min(9, size.at(0) / 70)) * 1pt
  page(width: wide, height: high, fill: none, margin: 0pt)[
    #set text(size: small, fill: rgb(80, 80, 80, 200))
    #place(center + bottom, dy: -small, box(width: wide - 4 * small, align(center, asked.foot)))
    #set text(size: small * 1.7, fill: rgb(90, 90, 90, 30))
    #for part in (22%, 50%, 78%) {
      let line = box(width: wide, align(center, asked.mark))
      place(center + horizon, dy: part - 50%, rotate(-28deg, line))
    }
  ]
}
"""


def copy(kind: FileKind, content: bytes, mark: Sequence[str]) -> bytes | None:
    """The document as PDF, marked with these lines on each page; None where it can't be.

    kind: a PDF, or a scan that becomes one page.
    """
    if kind not in DRAWN:
        return None
    head = json.dumps({"mark": list(mark)}).encode() + b"\n"
    raw = reading.in_child(
        "recruit.documents.marked_pdf", kind, head + content, MOST_TIME, MOST_OUTPUT
    )
    return raw if raw is not None and raw.startswith(b"%PDF-") else None


def opened(kind: str, content: bytes) -> Any:
    """The file as a pikepdf document; a scan as one page of at most A4's length. In a child.

    Of a PDF the pages alone: files, films and sounds that it carries are left out.
    """
    import pikepdf

    if kind == FileKind.PDF:
        document = pikepdf.open(io.BytesIO(content))
        _pages_alone(document)
        return document
    image, out = upright.image(content), io.BytesIO()
    longest = 842 / 72  # inches
    dots = max(72.0, max(image.size) / longest)
    image.convert("RGB").save(out, "PDF", resolution=dots)
    made = pikepdf.open(io.BytesIO(out.getvalue()))
    del made.trailer["/Info"]  # the hour of the making, which nobody wrote
    return made


_CARRYING = ("/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D")


def _pages_alone(document: Any) -> None:
    """Take out of a PDF the files that it carries, wherever it refers to them."""
    import pikepdf

    root = document.Root
    if "/AF" in root:
        del root.AF
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and "/EmbeddedFiles" in names:
        del names.EmbeddedFiles
    for page in document.pages:
        notes = page.obj.get("/Annots")
        if isinstance(notes, pikepdf.Array):
            page.obj.Annots = pikepdf.Array(
                note for note in notes if str(note.get("/Subtype", "")) not in _CARRYING
            )


def shown_size(page: Any) -> tuple[int, int]:
    """Width and height of a page as it is looked at, in points."""
    box = [float(n) for n in page.trimbox]
    wide, high = abs(box[2] - box[0]), abs(box[3] - box[1])
    if int(page.obj.get("/Rotate", 0)) % 180:
        wide, high = high, wide
    return max(20, round(wide)), max(20, round(high))


def sheets(sizes: Sequence[tuple[int, int]], mark: str, foot: str) -> bytes:
    """One transparent page with the mark for each size, as PDF. In a child, after ``fonts``."""
    import typst

    asked = json.dumps({"sizes": [list(s) for s in sizes], "mark": mark, "foot": foot})
    return typst.compile(
        _SOURCE.encode(), sys_inputs={"asked": asked}, font_paths=fonts(), ignore_system_fonts=True
    )


_fonts: list[Any] = []


def fonts() -> Any:
    """The compiler's own fonts, loaded once, before the process is confined."""
    import typst

    if not _fonts:
        _fonts.append(typst.Fonts(include_system_fonts=False, include_embedded_fonts=True))
    return _fonts[0]


def lay_over(document: Any, mark: str, feet: Sequence[str]) -> None:
    """Lay the mark over every page. feet: the line at the foot of each page, or one for all."""
    import pikepdf

    wanted = [
        (shown_size(page), feet[min(n, len(feet) - 1)]) for n, page in enumerate(document.pages)
    ]
    by_foot: dict[str, list[tuple[int, int]]] = {}
    for size, foot in wanted:
        sizes = by_foot.setdefault(foot, [])
        if size not in sizes and len(sizes) < MOST_SIZES:
            sizes.append(size)
    laid = {
        foot: pikepdf.open(io.BytesIO(sheets(sizes, mark, foot))) for foot, sizes in by_foot.items()
    }
    for page, (size, foot) in zip(document.pages, wanted, strict=True):
        sizes = by_foot[foot]
        at = sizes.index(size) if size in sizes else len(sizes) - 1
        _overlay(page, laid[foot].pages[at])


def _overlay(page: Any, mark: Any) -> None:
    """Lay a page over another, stretched to it, under a name that its resources do not use.

    The library's own overlay draws a name by chance, and no two copies would be alike.
    """
    from pikepdf import Name, Rectangle

    taken = {name for part in page.resources.as_dict().values() for name in _names(part)}
    name = next(n for n in (f"/Mark{number}" for number in range(len(taken) + 1)) if n not in taken)
    form = mark.as_form_xobject()
    placed = page.add_resource(form, Name.XObject, Name(name))
    where = Rectangle(page.trimbox)
    drawn = page.calc_form_xobject_placement(form, placed, where, allow_expand=True)
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(b"Q\n" + drawn, prepend=False)


def _names(part: Any) -> set[str]:
    import pikepdf

    return set(part.keys()) if isinstance(part, pikepdf.Dictionary) else set()


def main() -> None:
    """The child: load the fonts, confine itself, mark the pages, write the PDF."""
    from recruit.documents import confinement

    fonts()
    confinement.confine(reading.MOST_MEMORY, reading.MOST_PROCESSOR)
    asked = json.loads(sys.stdin.buffer.readline())
    document = opened(sys.argv[1], sys.stdin.buffer.read())
    line = "   ·   ".join(asked["mark"])
    lay_over(document, line, [line])
    out = io.BytesIO()
    document.save(out, deterministic_id=True)  # the same copy twice is the same bytes
    sys.stdout.buffer.write(out.getvalue())
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
