"""A sheet to fill in without network as an ODT, beside the one of plain text (W7).

It says the same, line by line: ``recruit.core.plain_sheet`` reads both. What comes back goes
through the door for files from outside: its kind is told from the bytes, and its words are read
in the confined child, so that a hostile file is refused there and meets nobody.
"""

from __future__ import annotations

from recruit.core.errors import Refusal
from recruit.core.plain_sheet import LONGEST, Form, refuse
from recruit.core.words import _
from recruit.documents import reading
from recruit.documents.rules import MIME, FileKind

MIMETYPE = MIME[FileKind.ODT]
_ZIP = b"PK\x03\x04"


def write(form: Form) -> bytes:
    """The sheet's bytes: a table for each part, what a field is on the left, its value on the
    right."""
    from recruit.documents import odt_writing  # few requests need the library

    return odt_writing.write(form)


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
