"""The DOCX of a draft: its tables in their widths, and Arabic from right to left."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from docx import Document
from docx.oxml.ns import qn

from recruit.report import working_copy

TABLE = {
    "kind": "table",
    "head": ["Reference", "", "Evidence"],
    "widths": [2, 0, 5],
    "rows": [["D22-001", "4", "خبرة طويلة."], ["D22-002", "3", {"text": "Deux ans"}]],
}
ITEMS = [
    TABLE,
    {"kind": "text", "text": "(1) عملت في إزالة الألغام."},
    {"kind": "text", "text": "a"},
]


def test_a_table_has_its_widths_and_its_head_on_each_page_and_arabic_runs_from_the_right() -> None:
    made = working_copy.docx(
        "The report",
        "",
        [{"title": "One", "level": 1, "items": ITEMS}],
        reader="A Member",
        number="1",
        at=datetime(2026, 3, 2, tzinfo=UTC),
    )
    document = Document(io.BytesIO(made))
    (table,) = document.tables
    widths = [cell.width for cell in table.rows[1].cells]
    assert abs(widths[2] / widths[0] - 2.5) < 0.01
    assert 6 <= sum(widths) / widths[1] <= 8  # it asks for no share, and its head fits
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(
        run.font.bold
        for cell in (table.cell(0, 0), table.cell(0, 2))
        for run in cell.paragraphs[0].runs
    )
    turned = {
        paragraph.text
        for paragraph in (
            *document.paragraphs,
            *(c.paragraphs[0] for r in table.rows for c in r.cells),
        )
        if paragraph._p.pPr is not None and paragraph._p.pPr.find(qn("w:bidi")) is not None
    }
    assert turned == {"خبرة طويلة.", "(1) عملت في إزالة الألغام."}
