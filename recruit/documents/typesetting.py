"""The child that sets a PDF: the compiler, its fonts and nothing else of this house.

It is run by itself (``recruit.documents.rendering`` starts it) and imports neither database
nor words, since what it takes to start is most of what a PDF takes.
"""

from __future__ import annotations

import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from recruit.documents import confinement

MOST_MEMORY = 1024 * 1024 * 1024  # bytes of address space
MOST_PROCESSOR = 20  # seconds of processor time
STANDARDS: Any = ["a-2a", "ua-1"]
WITH_FILES: Any = ["a-3a", "ua-1"]  # PDF/A-2 takes no files of other kinds
FONTS = {"arabic": "fontpkg_noto_sans_arabic", "chinese": "noto_cjk_sans_otc"}
TEMPLATE = Path(__file__).with_name("rendering.typ")


def font_folders(scripts: list[str]) -> list[str]:
    """The folders of the packages that carry the fonts of these scripts ('arabic', 'chinese')."""
    found = (find_spec(FONTS[script]) for script in scripts)
    return [str(Path(spec.origin).parent) for spec in found if spec is not None and spec.origin]


def main() -> None:
    """The child: load the compiler, give everything else up, compile, write, end.

    Its words: an empty folder, the root of the compilation; then the scripts whose fonts are
    needed beside the compiler's own.
    """
    import typst

    empty, scripts = sys.argv[1], sys.argv[2:]
    template: Any = TEMPLATE.read_bytes()
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=font_folders(scripts)
    )
    confinement.confine(MOST_MEMORY, MOST_PROCESSOR)
    asked = json.loads(sys.stdin.buffer.read())
    made = typst.compile(
        template,
        root=empty,
        font_paths=fonts,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(asked["data"]), "files": json.dumps(asked["files"])},
        pdf_standards=WITH_FILES if asked["files"] else STANDARDS,
        timestamp=asked["at"],
        package_path=empty,
        package_cache_path=empty,
    )
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
