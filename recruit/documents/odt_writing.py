"""How a sheet to fill in stands in an ODT: for ``recruit.documents.odt_sheet`` alone.

A module of its own, imported where a sheet is made: few requests need the library.
"""

from __future__ import annotations

import io

from odf import style, table, text
from odf.opendocument import OpenDocumentText
from odf.style import (
    PageLayoutProperties,
    ParagraphProperties,
    TableCellProperties,
    TableColumnProperties,
    TableRowProperties,
    TextProperties,
)

from recruit.core.plain_sheet import Form, Line
from recruit.core.words import _

_NOTE = "·"  # before a line for the reader alone: no key begins with it


def write(form: Form) -> bytes:
    """The sheet's bytes: a table for each part, what a field is on the left, its value on the
    right."""
    made = OpenDocumentText()
    styles = _Styles(made)
    made.text.addElement(text.H(outlinelevel=1, stylename=styles.title, text=form.title))
    for line in form.about:
        made.text.addElement(text.P(stylename=styles.note, text=f"{_NOTE} {line}"))
    said = _("The lines below say whose sheet this is; leave them as they are.")
    made.text.addElement(text.P(stylename=styles.small, text=f"{_NOTE} {said}"))
    for key, value in form.head.items():
        made.text.addElement(text.P(stylename=styles.small, text=f"{key}: {value}"))
    for reference, fields in form.parts:
        heading = text.H(outlinelevel=2, stylename=styles.part, text=f"[{reference}]")
        made.text.addElement(heading)
        made.text.addElement(_table(reference, fields, styles))
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()


def _table(reference: str, fields: list[Line], styles: _Styles) -> table.Table:
    grid = table.Table(name=reference)
    grid.addElement(table.TableColumn(stylename=styles.left))
    grid.addElement(table.TableColumn(stylename=styles.right))
    for field in fields:
        row = table.TableRow(stylename=styles.row)
        hint = " ".join(field.hint.replace("(", "").replace(")", "").split())
        name = f"{field.key} ({hint}):" if hint else f"{field.key}:"
        left = table.TableCell(stylename=styles.cell)
        left.addElement(text.P(stylename=styles.label, text=name))
        right = table.TableCell(stylename=styles.cell)
        for line in field.value.splitlines() or [""]:
            right.addElement(text.P(stylename=styles.value, text=line))
        row.addElement(left)
        row.addElement(right)
        grid.addElement(row)
    return grid


class _Styles:
    """How it looks: A4, quiet, a row as high as a line of handwriting."""

    def __init__(self, made: OpenDocumentText) -> None:
        layout = style.PageLayout(name="sheet")
        layout.addElement(
            PageLayoutProperties(pagewidth="21cm", pageheight="29.7cm", margin="1.8cm")
        )
        made.automaticstyles.addElement(layout)
        made.masterstyles.addElement(style.MasterPage(name="Standard", pagelayoutname=layout))
        self.title = self._paragraph(made, "title", "18pt", below="0.3cm")
        self.note = self._paragraph(made, "note", "10pt", below="0.1cm")
        self.small = self._paragraph(made, "small", "8pt", colour="#666666")
        self.part = self._paragraph(made, "part", "13pt", above="0.5cm", together=True, bold=True)
        self.label = self._paragraph(made, "label", "9pt", colour="#444444")
        self.value = self._paragraph(made, "value", "11pt")
        self.left = self._column(made, "left", "5.6cm")
        self.right = self._column(made, "right", "11.8cm")
        self.row = style.Style(name="row", family="table-row")
        self.row.addElement(TableRowProperties(minrowheight="0.75cm", keeptogether="always"))
        self.cell = style.Style(name="cell", family="table-cell")
        self.cell.addElement(TableCellProperties(border="0.5pt solid #999999", padding="0.12cm"))
        for one in (self.row, self.cell):
            made.automaticstyles.addElement(one)

    @staticmethod
    def _paragraph(
        made: OpenDocumentText,
        name: str,
        size: str,
        *,
        above: str = "0cm",
        below: str = "0cm",
        colour: str = "#000000",
        together: bool = False,
        bold: bool = False,
    ) -> style.Style:
        one = style.Style(name=name, family="paragraph")
        one.addElement(
            ParagraphProperties(
                margintop=above,
                marginbottom=below,
                keepwithnext="always" if together else "auto",
            )
        )
        weight = "bold" if bold else "normal"
        one.addElement(TextProperties(fontsize=size, color=colour, fontweight=weight))
        made.automaticstyles.addElement(one)
        return one

    @staticmethod
    def _column(made: OpenDocumentText, name: str, width: str) -> style.Style:
        one = style.Style(name=name, family="table-column")
        one.addElement(TableColumnProperties(columnwidth=width))
        made.automaticstyles.addElement(one)
        return one
