"""The pages of a reading book, set in the confined child: chapters first, then the binding.

A chapter is one candidate's documents, every page made smaller so that a column for notes
stays free beside it and room below, with the mark and the copy's number on each. The
binding puts cover, contents and outline before the chapters and locks the whole under a
passphrase (AES-256, PDF 2.0). The child is this module run by itself: a line of JSON and
then the files one after the other come in, a PDF goes out, or nothing.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from recruit.documents import marked_pdf, reading
from recruit.documents.rules import FileKind

MOST_MEMORY = 3 * 1024 * 1024 * 1024  # bytes of address space
MOST_PROCESSOR = 120  # seconds of processor time
MOST_TIME = 240.0  # seconds on the wall
MOST_OUTPUT = 400 * 1024 * 1024  # bytes of PDF
WORDS = "text"
_A4 = (595.28, 841.89)
_PAPER = (28.0, 176.0, 452.0, 812.0)  # where a page of a document stands: left, foot, right, head
_SHEETS = """
#let asked = json(bytes(sys.inputs.asked))
#set page(width: 595.28pt, height: 841.89pt, fill: none, margin: 0pt)
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"), size: 8pt, hyphenate: false)
#for sheet in asked.sheets {
  page[
    #place(top + left, dx: 28pt, dy: 14pt, text(fill: rgb(70, 70, 70), sheet.head))
    #place(top + right, dx: -24pt, dy: 14pt, text(fill: rgb(110, 110, 110), asked.notes))
    #place(top + left, dx: 462pt, dy: 30pt, line(length: 636pt, angle: 90deg, stroke: .4pt + gray))
    #place(top + left, dx: 28pt, dy: 678pt, line(length: 543pt, stroke: .4pt + gray))
    #place(bottom + center, dy: -12pt, text(size: 7.5pt, fill: rgb(70, 70, 70), sheet.foot))
    #for part in (180pt, 480pt) {
      let words = text(size: 12pt, fill: rgb(90, 90, 90, 34), asked.mark)
      place(top + left, dx: 0pt, dy: part, rotate(-28deg, box(width: 480pt, align(center, words))))
    }
  ]
}
"""
_FRONT = """
#let asked = json(bytes(sys.inputs.asked))
#set page(width: 595.28pt, height: 841.89pt, margin: 60pt)
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"), size: 11pt, hyphenate: false)
#v(120pt)
#text(size: 26pt, asked.title)
#v(12pt)
#for line in asked.lines { par(line) }
#v(1fr)
#for line in asked.warning { par(line) }
#pagebreak()
#text(size: 18pt, asked.contents)
#v(8pt)
#for entry in asked.entries {
  grid(columns: (1fr, auto), column-gutter: 12pt, entry.title, str(entry.page))
  for part in entry.parts {
    let small = text.with(size: 9pt, fill: rgb(90, 90, 90))
    grid(columns: (16pt, 1fr, auto), [], small(part.title), small(str(part.page)))
  }
  v(4pt)
}
"""
_TEXT = """
#let asked = json(bytes(sys.inputs.asked))
#set page(width: 595.28pt, height: 841.89pt, margin: 50pt)
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"), size: 12pt, hyphenate: false)
#for line in asked.lines { par(line) }
"""


def in_child(head: dict[str, Any], files: Sequence[bytes]) -> tuple[list[int], bytes] | None:
    """What the child made of this order and these files, with how many pages each file
    became; None where it could not."""
    order = {**head, "lengths": [len(f) for f in files]}
    content = json.dumps(order).encode() + b"\n" + b"".join(files)
    raw = reading.in_child(
        "recruit.documents.book_pdf", FileKind.PDF, content, MOST_TIME, MOST_OUTPUT
    )
    counts, _line, made = (raw or b"").partition(b"\n")
    return ([int(n) for n in counts.split()], made) if made.startswith(b"%PDF-") else None


def _set(source: str, asked: dict[str, Any]) -> bytes:
    import typst

    return typst.compile(
        source.encode(),
        sys_inputs={"asked": json.dumps(asked)},
        font_paths=marked_pdf.fonts(),
        ignore_system_fonts=True,
    )


def _opened(kind: str, content: bytes) -> Any:
    import pikepdf

    if kind != WORDS:
        return marked_pdf.opened(kind, content)
    lines = [line for line in content.decode("utf-8", "replace").split("\n") if line.strip()]
    return pikepdf.open(io.BytesIO(_set(_TEXT, {"lines": lines or [" "]})))


def _chapter(order: dict[str, Any], files: list[bytes]) -> tuple[list[int], Any]:
    import pikepdf

    made, counts = pikepdf.new(), []
    sheets = []
    number = int(order["first"])
    for told, content in zip(order["documents"], files, strict=True):
        document = _opened(told["kind"], content)
        count = len(document.pages)
        counts.append(count)
        for place, source in enumerate(document.pages, start=1):
            made.add_blank_page(page_size=_A4)
            made.pages[-1].add_overlay(source, pikepdf.Rectangle(*_PAPER))
            sheets.append(
                {
                    "head": f"{told['title']}   ·   {place} / {count}",
                    "foot": f"{order['foot']}   ·   {number}",
                }
            )
            number += 1
    laid = pikepdf.open(
        io.BytesIO(
            _set(_SHEETS, {"sheets": sheets, "mark": order["mark"], "notes": order["notes"]})
        )
    )
    for page, sheet in zip(made.pages, laid.pages, strict=True):
        page.add_overlay(sheet, pikepdf.Rectangle(0, 0, *_A4))
    return counts, made


def _bound(order: dict[str, Any], files: list[bytes]) -> Any:
    import pikepdf

    made = pikepdf.open(io.BytesIO(_set(_FRONT, order["front"])))
    front = len(made.pages)
    for content in files:
        with pikepdf.open(io.BytesIO(content)) as chapter:
            made.pages.extend(chapter.pages)
    with made.open_outline() as outline:
        for entry in order["front"]["entries"]:
            item = pikepdf.OutlineItem(entry["title"], front + int(entry["page"]) - 1)
            for part in entry["parts"]:
                inner = pikepdf.OutlineItem(part["title"], front + int(part["page"]) - 1)
                item.children.append(inner)
            outline.root.append(item)
    return made


def main() -> None:
    """The child: load the fonts, confine itself, make a chapter or bind the book, write it."""
    import pikepdf

    from recruit.documents import confinement

    marked_pdf.fonts()
    confinement.confine(MOST_MEMORY, MOST_PROCESSOR)
    order = json.loads(sys.stdin.buffer.readline())
    files = [sys.stdin.buffer.read(length) for length in order["lengths"]]
    out = io.BytesIO()
    counts: list[int] = []
    if order["what"] == "chapter":
        counts, made = _chapter(order, files)
        made.save(out)
    else:
        lock = pikepdf.Encryption(user=order["passphrase"], owner=order["owner"], R=6)
        _bound(order, files).save(out, encryption=lock)
    sys.stdout.buffer.write(" ".join(map(str, counts)).encode() + b"\n" + out.getvalue())
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
