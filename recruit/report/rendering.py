"""From words to a PDF, in a child process: no network, no files, limits, never our own memory.

The template is a constant of this house. All words reach it as one JSON value among the
inputs of the compilation, so nothing that somebody wrote is ever read as a source. The
compilation's root is an empty folder made for the call. What comes out is PDF/A-2a (PDF/A-3a
where it carries a file) and PDF/UA-1 in one file, with fonts from installed packages alone:
Latin, Greek and Cyrillic letters as the compiler carries them, Arabic and Chinese ones of Noto.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, cast

from recruit.core import installation
from recruit.core.errors import Refusal
from recruit.core.words import _

MOST_MEMORY = 1024 * 1024 * 1024  # bytes of address space
MOST_PROCESSOR = 20  # seconds of processor time
MOST_TIME = 40.0  # seconds on the wall
MOST_OUTPUT = 24 * 1024 * 1024  # bytes of PDF
STANDARDS: Any = ["a-2a", "ua-1"]
WITH_FILES: Any = ["a-3a", "ua-1"]  # PDF/A-2 takes no files of other kinds
FONTS = ("fontpkg_noto_sans_arabic", "noto_cjk_sans_otc")
_ROOT = Path(__file__).resolve().parents[2]
_TEMPLATE = Path(__file__).with_name("template.typ")

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
    asked = {
        "data": _printable(_headed(sheet)),
        "at": int(at.timestamp()),
        "files": {name: content.decode("ascii") for name, content in (files or {}).items()},
    }
    with tempfile.TemporaryDirectory(prefix="render") as empty:
        raw = _in_child(empty, json.dumps(asked).encode())
    if raw is None or not raw.startswith(b"%PDF-"):
        raise Refusal(
            "J9",
            "para. 54(g), reading J9",
            _("The document could not be drawn within the limits of time and memory."),
            todo=_("Nothing was changed. Shorten the longest texts, or tell the operator."),
        )
    return raw


def _in_child(empty: str, content: bytes) -> bytes | None:
    child = subprocess.Popen(  # noqa: S603 - our own module, and a folder of our own making
        [sys.executable, "-B", "-m", "recruit.report.rendering", empty],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env={"PYTHONPATH": str(_ROOT), "PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": empty},
        close_fds=True,
        start_new_session=True,
    )
    into, out = cast(IO[bytes], child.stdin), cast(IO[bytes], child.stdout)
    timer = threading.Timer(MOST_TIME, child.kill)
    feeder = threading.Thread(target=_feed, args=(into, content), daemon=True)
    timer.start()
    feeder.start()
    try:
        raw = out.read(MOST_OUTPUT + 1)
        if len(raw) > MOST_OUTPUT:
            child.kill()
            raw = b""
    finally:
        out.close()
        code = child.wait()
        timer.cancel()
        feeder.join()
    return raw if code == 0 and raw else None


def _feed(into: IO[bytes], content: bytes) -> None:
    # a child that ends before it has read everything breaks the pipe; its code tells
    with contextlib.suppress(OSError), into:
        into.write(content)


def _font_folders() -> list[str]:
    """The folders of the packages that carry the Arabic and the Chinese font."""
    found = (find_spec(name) for name in FONTS)
    return [str(Path(spec.origin).parent) for spec in found if spec is not None and spec.origin]


def main() -> None:
    """The child: load the compiler, give everything else up, compile, write, end."""
    import typst

    from recruit.documents import confinement

    template: Any = _TEMPLATE.read_bytes()
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=_font_folders()
    )
    confinement.confine(MOST_MEMORY, MOST_PROCESSOR)
    asked = json.loads(sys.stdin.buffer.read())
    made = typst.compile(
        template,
        root=sys.argv[1],
        font_paths=fonts,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(asked["data"]), "files": json.dumps(asked["files"])},
        pdf_standards=WITH_FILES if asked["files"] else STANDARDS,
        timestamp=asked["at"],
        package_path=sys.argv[1],
        package_cache_path=sys.argv[1],
    )
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
