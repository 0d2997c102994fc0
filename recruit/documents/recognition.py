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
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from recruit.documents import reading
from recruit.documents.rules import MIME, FileKind

LANGUAGES = ("eng", "fra", "spa", "ara")
"""Of those that are installed, in this order."""
MOST_TIME = 45.0  # seconds on the wall for a page
MOST_PROCESSOR = 40  # seconds of processor time for a page
SIDE = 3500  # pixels: A4 at 300 dots an inch
_MODULE = "recruit.documents.recognition"
_PNG = b"\x89PNG\r\n\x1a\n"
_IMAGES = frozenset(MIME[kind] for kind in (FileKind.PDF, FileKind.JPEG, FileKind.PNG))


@dataclass(frozen=True, slots=True)
class Machine:
    """The installed programme: its path, and the languages that it knows of ours."""

    path: str
    languages: tuple[str, ...]


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
    return Machine(path, languages) if languages else None


def _environment() -> dict[str, str]:
    kept = ("PATH", "LD_LIBRARY_PATH", "TESSDATA_PREFIX")
    return {"OMP_THREAD_LIMIT": "1", **{k: os.environ[k] for k in kept if k in os.environ}}


def read_page(machine: Machine, kind: FileKind, content: bytes, number: int) -> str | None:
    """The words on a page (from 1); None where it could not be drawn, or not be read."""
    head = json.dumps({"page": number}).encode() + b"\n"
    image = reading.run_child(_MODULE, ["draw", kind.value], head + content, MOST_TIME)
    if image is None or not image.startswith(_PNG):
        return None
    words = reading.run_child(
        _MODULE,
        ["read", machine.path, "+".join(machine.languages)],
        image,
        MOST_TIME,
        _environment(),
        empty=True,
    )
    return None if words is None else words.decode(errors="replace").replace("\f", "").strip()


# --- the children ------------------------------------------------------------------


def _draw(kind: str, number: int, content: bytes) -> bytes:
    from PIL import Image

    image: Any
    if kind == FileKind.PDF:
        import pypdfium2

        page = pypdfium2.PdfDocument(content)[number - 1]
        scale = SIDE / max(*page.get_size(), 1)
        image = page.render(scale=scale).to_pil()
    else:
        image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
        image.load()
        image.thumbnail((SIDE, SIDE))
    out = io.BytesIO()
    image.convert("L").save(out, "PNG")
    return out.getvalue()


def main() -> None:
    """A child: draw a page and say it as PNG, or become tesseract over what comes in."""
    from recruit.documents import confinement

    if sys.argv[1] == "read":
        path, languages = sys.argv[2:4]
        confinement.confine_programme(reading.MOST_MEMORY, MOST_PROCESSOR, written=0)
        os.execv(path, [path, "stdin", "stdout", "-l", languages])  # noqa: S606
    confinement.confine(reading.MOST_MEMORY, MOST_PROCESSOR)
    asked = json.loads(sys.stdin.buffer.readline())
    sys.stdout.buffer.write(_draw(sys.argv[2], int(asked["page"]), sys.stdin.buffer.read()))
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
