"""What stands in a cell of a table for spreadsheets: a text, never a formula."""

from __future__ import annotations

_FORMULA = tuple("=+-@") + tuple("＝＋－＠")
_ENDS = ("\t", "\r", "\n")


def cell(text: str) -> str:
    """The text as a cell has it; what a spreadsheet would take for a formula begins with a
    quote, whatever blanks stand before it, and so does a text that begins with one."""
    begins = text.lstrip()[:1]
    doubtful = begins in (*_FORMULA, "'") or text[:1] in _ENDS
    return f"'{text}" if begins and doubtful else text
