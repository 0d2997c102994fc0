"""A sheet to fill in without network as an ODT, beside the one of plain text (W7).

It says the same, line by line: ``recruit.core.plain_sheet`` reads both. What comes back goes
through the door for files from outside: its kind is told from the bytes, and its words are read
in the confined child, so that a hostile file is refused there and meets nobody.
"""

from __future__ import annotations

import html
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable

from recruit.core.errors import Refusal
from recruit.core.plain_sheet import LONGEST, Form, Line, refuse
from recruit.core.words import _, english
from recruit.documents import reading
from recruit.documents.rules import MIME, FileKind

MIMETYPE = MIME[FileKind.ODT]
_ZIP = b"PK\x03\x04"
_NOTE = "·"  # before a line for the reader alone: no key begins with it
_RUN = re.compile(" {2,}")  # spaces, of which the format would keep one
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
    )
)
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
    'manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_PAGE = (
    "<office:automatic-styles>"
    '<style:page-layout style:name="sheet"><style:page-layout-properties fo:page-width="21cm" '
    'fo:page-height="29.7cm" fo:margin="1.8cm"/></style:page-layout></office:automatic-styles>'
    '<office:master-styles><style:master-page style:name="Standard" '
    'style:page-layout-name="sheet"/></office:master-styles>'
)
_PARAGRAPHS = (  # name, size, colour, above, below, weight, stays with what follows
    ("title", "18pt", "#000000", "0cm", "0.3cm", "normal", "auto"),
    ("note", "10pt", "#000000", "0cm", "0.1cm", "normal", "auto"),
    ("small", "8pt", "#666666", "0cm", "0cm", "normal", "auto"),
    ("part", "13pt", "#000000", "0.5cm", "0.1cm", "bold", "always"),
    ("label", "9pt", "#444444", "0cm", "0cm", "normal", "auto"),
    ("value", "11pt", "#000000", "0cm", "0cm", "normal", "auto"),
)
_STYLES = "".join(
    f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties '
    f'fo:margin-top="{above}" fo:margin-bottom="{below}" fo:keep-with-next="{together}"/>'
    f'<style:text-properties fo:font-size="{size}" fo:color="{colour}" '
    f'fo:font-weight="{weight}"/></style:style>'
    for name, size, colour, above, below, weight, together in _PARAGRAPHS
) + (
    '<style:style style:name="arabic" style:family="paragraph">'
    '<style:paragraph-properties fo:text-align="right" style:writing-mode="rl-tb"/>'
    '<style:text-properties style:font-size-complex="11pt"/></style:style>'
    '<style:style style:name="fields" style:family="table"><style:table-properties '
    'table:border-model="collapsing" style:may-break-between-rows="false"/></style:style>'
    '<style:style style:name="left" style:family="table-column">'
    '<style:table-column-properties style:column-width="5.6cm"/></style:style>'
    '<style:style style:name="right" style:family="table-column">'
    '<style:table-column-properties style:column-width="11.8cm"/></style:style>'
    '<style:style style:name="row" style:family="table-row"><style:table-row-properties '
    'style:min-row-height="0.75cm" fo:keep-together="always"/></style:style>'
    '<style:style style:name="cell" style:family="table-cell"><style:table-cell-properties '
    'fo:border="0.5pt solid #999999" fo:padding="0.12cm"/></style:style>'
)


def _words(text: str) -> str:
    """The text as the format takes it: escaped, without control characters, with every space."""
    kept = "".join(
        " " if c == "\t" else c
        for c in text
        if c == "\t" or unicodedata.category(c) not in ("Cc", "Cs")
    )
    return _RUN.sub(
        lambda run: f' <text:s text:c="{len(run[0]) - 1}"/>', html.escape(kept, quote=False)
    )


def _paragraph(style: str, text: str) -> str:
    return f'<text:p text:style-name="{style}">{_words(text)}</text:p>'


def _heading(style: str, level: int, text: str) -> str:
    return f'<text:h text:style-name="{style}" text:outline-level="{level}">{_words(text)}</text:h>'


def _cell(paragraphs: Iterable[str]) -> str:
    inside = "".join(paragraphs)
    return f'<table:table-cell table:style-name="cell">{inside}</table:table-cell>'


def _row(field: Line) -> str:
    hint = " ".join(field.hint.replace("(", "").replace(")", "").split())
    name = f"{field.key} ({hint}):" if hint else f"{field.key}:"
    value = (_paragraph(_side(line), line) for line in field.value.splitlines() or [""])
    return (
        '<table:table-row table:style-name="row">'
        f"{_cell([_paragraph('label', name)])}{_cell(value)}</table:table-row>"
    )


def _side(line: str) -> str:
    """The style of a value's line: which side it begins on, as its first letter is written."""
    strong = (unicodedata.bidirectional(c) for c in line)
    first = next((side for side in strong if side in ("L", "R", "AL")), "L")
    return "value" if first == "L" else "arabic"


def _part(reference: str, fields: Iterable[Line]) -> str:
    rows = "".join(map(_row, fields))
    return (
        _heading("part", 2, f"[{reference}]") + '<table:table table:style-name="fields" '
        f'table:name="{html.escape(reference)}">'
        '<table:table-column table:style-name="left"/><table:table-column '
        f'table:style-name="right"/>{rows}</table:table>'
    )


@english
def write(form: Form) -> bytes:
    """The sheet's bytes: a table for each part, what a field is on the left, its value on the
    right. The same sheet gives the same bytes; no programme, person or time is named in it."""
    told = _("The lines below say whose sheet this is; leave them as they are.")
    body = [
        _heading("title", 1, form.title),
        *(_paragraph("note", f"{_NOTE} {line}") for line in form.about),
        _paragraph("small", f"{_NOTE} {told}"),
        *(_paragraph("small", f"{key}: {value}") for key, value in form.head.items()),
        *(_part(reference, fields) for reference, fields in form.parts),
    ]
    content = (
        f'{_HEAD}<office:document-content {_SPACES} office:version="1.2">'
        f"<office:automatic-styles>{_STYLES}</office:automatic-styles>"
        f"<office:body><office:text>{''.join(body)}</office:text></office:body>"
        "</office:document-content>"
    )
    styles = (
        f'{_HEAD}<office:document-styles {_SPACES} office:version="1.2">{_PAGE}'
        "</office:document-styles>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, inside in (
            ("mimetype", MIMETYPE),
            ("content.xml", content),
            ("styles.xml", styles),
            ("META-INF/manifest.xml", _HEAD + _MANIFEST),
        ):
            entry = zipfile.ZipInfo(name)  # dated 1980, as the format's first day
            packed = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(entry, inside, packed)
    return out.getvalue()


def plain(content: bytes) -> bytes:
    """What an uploaded sheet says as plain text; what is no package is plain text already.

    Raises Refusal (W7) with the confined reader's own words for a file that is too long, no
    ODT, damaged, locked by a password, or that carries a programme.
    """
    if not content.startswith(_ZIP):
        return content
    if len(content) > LONGEST:
        raise refuse(_("This file is too long to be a sheet."))
    again = _("Save the sheet as ODT or as plain text, and upload that.")
    try:
        accepted, found = reading.admit("sheet.odt", content, LONGEST)
    except Refusal as refusal:
        raise refuse(refusal.reason, refusal.todo or again) from None
    if accepted.kind is not FileKind.ODT:
        raise refuse(_("This file is no ODT and no plain text."), again)
    return found.text.encode()
