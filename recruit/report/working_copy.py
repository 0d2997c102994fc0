"""The draft as a DOCX for one member: marked on each page, made of words alone.

Nothing that somebody wrote is read as markup: each text becomes a run. A mark can be removed by
somebody who wants to; it reminds and it traces.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from recruit.core import installation, times
from recruit.core.words import english

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_LEFT_OUT = ("Cc", "Cf", "Cs")
_NARROW = 6  # a column that asks for no share has this part of all others


def printable(text: str) -> str:
    """The text without control and direction marks, which would turn or break what follows."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return "".join(c for c in plain if c == "\n" or unicodedata.category(c) not in _LEFT_OUT)


@english
def docx(
    title: str,
    over: str,
    parts: Sequence[Mapping[str, Any]],
    *,
    reader: str,
    number: str,
    at: datetime,
) -> bytes:
    """The sheet's parts (recruit.report.layout) as a DOCX marked with reader and number.

    at: aware time, printed and kept as the file's time; no programme, author or path is named.
    """
    # imported late: few requests need it
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt, RGBColor

    made = Document()
    title = installation.headed(title)
    said = f"Working copy {number} for {reader}, drawn on {times.moment(at)}. In confidence."
    said = installation.headed(said)
    about = made.core_properties
    about.title, about.author, about.last_modified_by, about.comments = title, "", "", ""
    about.language, about.created, about.modified = "en-GB", at, at
    section = made.sections[0]
    for place in (section.header, section.footer):
        paragraph = place.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(printable(said)).font.size = Pt(8)
    mark = section.header.add_paragraph()
    mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
    large = mark.add_run(printable(f"{reader} · {number}"))
    large.font.size, large.font.color.rgb = Pt(20), RGBColor(0xB4, 0xB4, 0xB4)
    made.add_paragraph(printable(over))
    made.add_heading(printable(title), level=0)
    made.add_paragraph("A draft: not called to sign, changed by whoever writes next.")
    for part in parts:
        made.add_heading(printable(part["title"]), level=part["level"])
        for item in part["items"]:
            _item(made, item)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _item(made: Any, item: Mapping[str, Any]) -> None:
    if item["kind"] == "table":
        _table(made, item)
    elif item["kind"] == "list":
        for line in item["lines"]:
            _turned(made.add_paragraph(printable(line), style="List Bullet"))
    else:
        _turned(made.add_paragraph(printable(item["text"])))


def _table(made: Any, item: Mapping[str, Any]) -> None:
    """A table in the shares of the page that its item asks for, its head on each page."""
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    table = made.add_table(rows=1, cols=len(item["head"]), style="Table Grid")
    _row(table.rows[0], item["head"])
    for cells in item["rows"]:
        _row(table.add_row(), [c["text"] if isinstance(c, Mapping) else c for c in cells])
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.font.bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    asked = item.get("widths") or [1] * len(item["head"])
    shares = [share or sum(asked) / _NARROW for share in asked]
    section = made.sections[0]
    wide = section.page_width - section.left_margin - section.right_margin
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = int(wide * share / sum(shares))
        for cell in column.cells:
            cell.width = column.width
    made.add_paragraph().paragraph_format.space_after = Pt(0)


def _row(row: Any, cells: Sequence[str]) -> None:
    for cell, text in zip(row.cells, cells, strict=True):
        cell.text = printable(text)
        for paragraph in cell.paragraphs:
            _turned(paragraph)


def _turned(paragraph: Any) -> None:
    """Let a paragraph whose first letter is Arabic run from right to left, its points with it."""
    from docx.oxml import OxmlElement

    sides = (unicodedata.bidirectional(c) for c in paragraph.text)
    if next((side for side in sides if side in ("L", "R", "AL")), "L") == "L":
        return
    paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    for run in paragraph.runs:
        run.font.rtl = True
