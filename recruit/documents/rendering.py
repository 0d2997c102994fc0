"""From words to a PDF, in a child process: no network, no files, limits, never our own memory.

The template is a constant of this house. All words reach it as one JSON value among the
inputs of the compilation, so nothing that somebody wrote is ever read as a source. The
compilation's root is an empty folder made for the call. What comes out is PDF/A-2a (PDF/A-3a
where it carries a file) and PDF/UA-1 in one file, with fonts from installed packages alone:
Latin, Greek and Cyrillic letters as the compiler carries them, Arabic and Chinese ones of Noto.
"""

from __future__ import annotations

import json
import re
import tempfile
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from recruit.core import installation
from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.documents import reading

MOST_TIME = 40.0  # seconds on the wall
MOST_OUTPUT = 24 * 1024 * 1024  # bytes of PDF
_SCRIPTS = {
    "arabic": re.compile("[\u0600-\u077f]"),
    "chinese": re.compile("[\u3001-\u9fef\uac00-\ud7a3\uff01-\uff9f]"),
}
"""Scripts whose fonts the compiler does not carry: they are loaded where a letter asks."""

# What the carried fonts have for certain; anything else is printed by its code point.
_DRAWN = (
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x1E00, 0x1EFF),
    (0x370, 0x373),
    (0x376, 0x377),
    (0x384, 0x38A),
    (0x38C, 0x38C),
    (0x38E, 0x3A1),
    (0x3A3, 0x3CE),
    (0x400, 0x45F),
    (0x490, 0x4A3),
    (0x60C, 0x60C),
    (0x61B, 0x61B),
    (0x61E, 0x66F),
    (0x670, 0x6D3),
    (0x6D5, 0x6D5),
    (0x6EE, 0x6FF),
    (0x750, 0x77F),
    (0x2010, 0x2015),
    (0x2018, 0x201E),
    (0x2020, 0x2022),
    (0x2026, 0x2026),
    (0x202F, 0x202F),
    (0x2030, 0x2030),
    (0x2039, 0x203A),
    (0x20AC, 0x20AC),
    (0x2212, 0x2212),
    (0x3001, 0x3003),
    (0x3005, 0x3011),
    (0x3014, 0x301B),
    (0x3041, 0x3096),
    (0x309B, 0x30FF),
    (0x3400, 0x4DB5),
    (0x4E00, 0x9FEF),
    (0xAC00, 0xD7A3),
    (0xFF01, 0xFF9F),
)
_KEPT = frozenset("\n")


def plain(text: str) -> str:
    """The text as it can be printed: composed, without control and direction marks.

    A letter that the carried fonts do not have stands by its code point, as U+0915 in
    brackets; the frozen content keeps it whole.
    """
    out = []
    for letter in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " ")):
        code = ord(letter)
        if letter in _KEPT or any(a <= code <= b for a, b in _DRAWN):
            out.append(letter)
        elif unicodedata.category(letter) not in ("Cc", "Cf", "Cs"):
            out.append(f"[U+{code:04X}]")
    return "".join(out)


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, Mapping):
        return {key: _printable(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(inner) for inner in value]
    return value


def _headed(sheet: Mapping[str, Any]) -> dict[str, Any]:
    """The sheet; in a rehearsal its word stands in the title, over each page and behind it."""
    if not installation.word():
        return dict(sheet)
    said = {part: installation.headed(sheet[part]) for part in ("title", "running")}
    return {**sheet, **said, "mark": [installation.word(), *sheet["mark"]]}


def pdf(sheet: Mapping[str, Any], at: datetime, files: Mapping[str, bytes] | None = None) -> bytes:
    """The PDF of a sheet (recruit.report.layout), dated at this aware instant.

    files: JSON to be attached, by name; the file is then PDF/A-3a instead of PDF/A-2a.
    The same sheet and instant give the same bytes. Raises Refusal when the child was
    ended by its limits or the compiler refused: nothing is then kept.
    """
    data = _printable(_headed(sheet))
    asked = {
        "data": data,
        "at": int(at.timestamp()),
        "files": {name: content.decode("ascii") for name, content in (files or {}).items()},
    }
    words = json.dumps(data, ensure_ascii=False)
    scripts = [name for name, letters in _SCRIPTS.items() if letters.search(words)]
    with tempfile.TemporaryDirectory(prefix="render") as empty:
        raw = reading.run_child(
            "recruit.documents.typesetting",
            [empty, *scripts],
            json.dumps(asked).encode(),
            MOST_TIME,
            {"HOME": empty},
            most=MOST_OUTPUT,
        )
    if raw is None or not raw.startswith(b"%PDF-"):
        raise Refusal(
            "J9",
            "para. 54(g), reading J9",
            _("The document could not be drawn within the limits of time and memory."),
            todo=_("Nothing was changed. Shorten the longest texts, or tell the operator."),
        )
    return raw
