"""The figures that the long measurements recorded: ``python -m tests.figures_table``.

Reads the reports of the last runs in build/rules and writes docs/assurance.md: what each
test with ``record_property("figure", ...)`` measured, with the command that repeats it.
Ends with 1 when a test with a figure failed, or when none recorded one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.rules_report import REPORTS, ROOT

TABLE = ROOT / "docs" / "assurance.md"

HEAD = """# The long figures

Made by `make assurance` from what the tests measured: do not edit. Each line can be
repeated alone with the command beside it.

| measured | result | command |
|---|---|---|
"""


def lines(folder: Path = REPORTS) -> tuple[list[str], bool]:
    """The rows of the table, and whether every test behind them passed."""
    rows: list[str] = []
    passed = True
    for path in sorted(folder.glob("*.json")):
        for one in json.loads(path.read_text(encoding="utf-8"))["figures"]:
            passed = passed and one["outcome"] == "passed"
            for figure in one["figures"]:
                command = f"pytest --long '{one['test']}'"
                rows.append(f"| {figure} | {one['outcome']} | `{command}` |")
    return sorted(rows), passed


def main() -> int:
    """Write the page; 1 when a measurement failed or there is none."""
    rows, passed = lines()
    TABLE.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    print(f"{len(rows)} figures: docs/assurance.md")
    return 0 if rows and passed else 1


if __name__ == "__main__":
    sys.exit(main())
