"""Words in scans, recognised by tesseract where it is installed; nothing without it.

Two children meet the file: one draws a page as an image, the other becomes tesseract and
reads that image. Both have no network, may write nothing, and end at their limits; what
comes back is plain text, said everywhere to be recognised by machine.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from recruit.documents import evenness, reading, upright
from recruit.documents.rules import MIME, FileKind, placed
from recruit.documents.rules.placed import Page
from recruit.documents.rules.redaction import WHOLE, Area

LANGUAGES = ("eng", "fra", "spa", "ara")
"""Of those that are installed, in this order."""
_TURNING = "osd"  # what tells it which way up a page lies
MOST_TIME = 45.0  # seconds on the wall for a page
MOST_PROCESSOR = 40  # seconds of processor time for a page
SIDE = 3500  # pixels: A4 at 300 dots an inch
BEYOND = 18  # pixels: as far as the black of a copy reaches beyond its area, in this size
_MODULE = "recruit.documents.recognition"
_UNEVEN = b"\1"
_PNG = b"\x89PNG\r\n\x1a\n"
_IMAGES = frozenset(MIME[kind] for kind in (FileKind.PDF, FileKind.JPEG, FileKind.PNG))


@dataclass(frozen=True, slots=True)
class Machine:
    """The installed programme: its path, the languages that it knows of ours, and whether it
    can tell which way up a page lies."""

    path: str
    languages: tuple[str, ...]
    turns: bool = False


def has_image(mime: str) -> bool:
    """Whether a file of this kind can be a scan."""
    return mime in _IMAGES


def machine() -> Machine | None:
    """The programme on this host, None where there is none, or none of the languages."""
    path = shutil.which("tesseract")
    return _known(path) if path else None


@lru_cache(maxsize=4)
def _known(path: str) -> Machine | None:
    try:
        said = subprocess.run(  # noqa: S603 - the operator's own programme
            [path, "--list-langs"],
            capture_output=True,
            timeout=10,
            check=True,
            env=_environment(),
        )
    except (OSError, subprocess.SubprocessError):
        return None
    lines = (said.stdout + said.stderr).decode(errors="replace").split()
    languages = tuple(language for language in LANGUAGES if language in lines)
    return Machine(path, languages, _TURNING in lines) if languages else None


def _environment() -> dict[str, str]:
    kept = ("PATH", "LD_LIBRARY_PATH", "TESSDATA_PREFIX")
    return {"OMP_THREAD_LIMIT": "1", **{k: os.environ[k] for k in kept if k in os.environ}}


def read_page(
    machine: Machine, kind: FileKind, content: bytes, number: int, blank: Sequence[Area] = ()
) -> Page | None:
    """The words on a page (from 1) and their places, however it lies; None where it could not
    be drawn, or not be read.

    It is read as it is; where that makes out little, or where its light is uneven (a scanner's
    black edge, a shadow), also with its light evened out, and the better reading is taken.
    blank: areas of it that are made white first.
    """
    first = _reading(machine, kind, content, number, blank, even=False)
    if first is None or not (first.uneven or first.page.poor):
        return first.page if first else None
    second = _reading(machine, kind, content, number, blank, even=True)
    return max((r.page for r in (first, second) if r), key=lambda page: page.weight)


def readings(
    machine: Machine, kind: FileKind, content: bytes, number: int, blank: Sequence[Area] = ()
) -> list[Page] | None:
    """A page read in both ways, for whoever has to know that words are not on it; None where
    one of them failed.

    blank: what is proved black in a redacted copy. Where light and dark are divided is decided
    for a whole page, and much black would hide pale words elsewhere.
    """
    found = [_reading(machine, kind, content, number, blank, even=even) for even in (False, True)]
    pages = [reading.page for reading in found if reading is not None]
    return pages if len(pages) == len(found) else None


@dataclass(frozen=True, slots=True)
class _Reading:
    page: Page
    uneven: bool


def _reading(
    machine: Machine,
    kind: FileKind,
    content: bytes,
    number: int,
    blank: Sequence[Area],
    *,
    even: bool,
) -> _Reading | None:
    white = [[a.left, a.top, a.width, a.height] for a in blank if a.page == number]
    head = json.dumps({"page": number, "white": white, "even": even}).encode() + b"\n"
    drawn = reading.run_child(_MODULE, ["draw", kind.value], head + content, MOST_TIME)
    if drawn is None or not drawn[1:].startswith(_PNG):
        return None
    table = reading.run_child(
        _MODULE,
        ["read", machine.path, "+".join(machine.languages), "1" if machine.turns else "3"],
        drawn[1:],
        MOST_TIME,
        _environment(),
        empty=True,
    )
    if table is None:
        return None
    return _Reading(placed.page(table.decode(errors="replace")), drawn[:1] == _UNEVEN)


# --- the children ------------------------------------------------------------------


def _draw(kind: str, content: bytes, asked: Any) -> bytes:
    """A byte that says whether the page is unevenly lit, and the page as PNG."""
    image: Any
    if kind == FileKind.PDF:
        import pypdfium2

        page = pypdfium2.PdfDocument(content)[int(asked["page"]) - 1]
        scale = SIDE / max(*page.get_size(), 1)
        image = page.render(scale=scale).to_pil()
    else:
        image = upright.image(content)
        image.thumbnail((SIDE, SIDE))
    image, out = image.convert("L"), io.BytesIO()
    _whitened(image, asked["white"])
    even, uneven = evenness.evened(image)
    (even if asked["even"] else image).save(out, "PNG")
    return (_UNEVEN if uneven else b"\0") + out.getvalue()


def _whitened(image: Any, areas: Sequence[Sequence[int]]) -> None:
    from PIL import ImageDraw

    pen, paper = ImageDraw.Draw(image), 255
    for left, top, width, height in areas:
        x0, y0 = left * image.width // WHOLE, top * image.height // WHOLE
        x1, y1 = (left + width) * image.width // WHOLE, (top + height) * image.height // WHOLE
        pen.rectangle((x0 - BEYOND, y0 - BEYOND, x1 + BEYOND, y1 + BEYOND), fill=paper)


def main() -> None:
    """A child: draw a page and say it as PNG, or become tesseract over what comes in."""
    from recruit.documents import confinement

    if sys.argv[1] == "read":
        path, languages, pages = sys.argv[2:5]
        confinement.confine_programme(reading.MOST_MEMORY, MOST_PROCESSOR, written=0)
        asked = ["stdin", "stdout", "-l", languages, "--psm", pages]
        os.execv(path, [path, *asked, "-c", "tessedit_create_tsv=1"])  # noqa: S606
    confinement.confine(reading.MOST_MEMORY, MOST_PROCESSOR)
    asked = json.loads(sys.stdin.buffer.readline())
    sys.stdout.buffer.write(_draw(sys.argv[2], sys.stdin.buffer.read(), asked))
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
