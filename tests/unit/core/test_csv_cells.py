"""No text that somebody wrote is a formula in the table of somebody else."""

from __future__ import annotations

import pytest

from recruit.archive.writing import table
from recruit.core.csv_cells import cell


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t=", " =", "\n=", "\u00a0=", "\uff1d", "\uff0b", "'", "\r"]
)
def test_no_cell_is_a_formula(start: str) -> None:
    assert cell(f"{start}SUM(A1)") == f"'{start}SUM(A1)"
    (line,) = (
        table(["Text"], [[f"{start}cmd|' /C calc'!A0"]]).decode("utf-8-sig").split("\n", 1)[1:]
    )
    assert line.lstrip('"').startswith("'")


@pytest.mark.parametrize("text", ["", "a=b", "2 + 2", "D22-101", "H.E. Ms. Ana", " "])
def test_every_other_text_stays(text: str) -> None:
    assert cell(text) == text
