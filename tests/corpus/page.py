"""What the user reads of each hostile file: ``python -m tests.corpus.page``.

Hands the whole corpus to the confined children and writes docs/hostile-files.md.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tests.corpus.case import GENUINE, Case, Handled
from tests.corpus.everything import corpus, handled, refusal

PAGE = Path(__file__).resolve().parents[2] / "docs" / "hostile-files.md"

HEAD = """# Hostile files, and what the user reads of them

Made by `python -m tests.corpus.page` from a corpus that code makes: do not edit. Every file
here is given to the same confined child that reads an intake's files: it has no network, may
write no file and start no programme, and ends at its limits of memory and time. A file is
recognised by its content, never by its name.

`tests/faults/test_corpus.py` checks every line of this page, and that every genuine file is
taken with its words.
"""


def row(case: Case, found: Handled) -> str:
    """The line of one hostile file."""
    if case.left:
        return f"| {_cell(case.name)} | {_cell(case.left)} | |"
    why, todo = refusal(case, found) or ("", "")
    if found.kept or (found.inner and not found.why):
        why = f"Of what it holds: {why}"
    return f"| {_cell(case.name)} | {_cell(why)} | {_cell(todo)} |"


def _cell(text: str) -> str:
    """Text of a table's cell, its letters shown and nothing in it a command of the page."""
    shown = "".join(c if c.isprintable() else f"[U+{ord(c):04X}]" for c in text)
    shown = shown if len(shown) <= 300 else shown[:60] + "…"
    return re.sub(r"([\\\\|<>*_`{}\[\]])", r"\\\1", shown)


def lines() -> list[str]:
    """The page."""
    said = [HEAD]
    kinds: dict[str, list[str]] = {}
    makers: dict[str, int] = {}
    for at, case in enumerate(corpus()):
        if case.kind == GENUINE:
            makers[case.maker] = makers.get(case.maker, 0) + 1
        else:
            kinds.setdefault(case.kind, []).append(row(case, handled(at)))
    for kind, rows in kinds.items():
        said += [f"## {kind}\n", "| file | what the user reads | what to do |", "|---|---|---|"]
        said += [*rows, ""]
    said += ["## Genuine files, all taken\n"]
    said += [
        "Files that a programme makes join in where it is installed. The words of scans are",
        "recognised by tesseract where it is installed, which is said wherever they are shown;",
        "where it is not, or can't make them out, a search counts the scan as unread.\n",
    ]
    said += ["| made by | files |", "|---|---|"]
    said += [f"| {_cell(maker)} | {many} |" for maker, many in sorted(makers.items())]
    return said


def main() -> int:
    """Write the page."""
    PAGE.write_text("\n".join(lines()) + "\n", encoding="utf-8")
    print(f"{len(corpus())} files: docs/hostile-files.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
