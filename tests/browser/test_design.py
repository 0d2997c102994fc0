"""What every page must keep: no inline style or script, no left or right, little to load."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))


@pytest.mark.parametrize("page", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_inline_style_or_script(page: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"<[^>{]*\sstyle\s*=", text)
    assert "<style" not in text
    assert not re.search(r"<[^>{]*\son[a-z]+\s*=", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "javascript:" not in text


@pytest.mark.parametrize("page", TEMPLATES, ids=lambda path: path.name)
def test_no_template_loads_from_elsewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"(?:src|<link[^>]*href)\s*=\s*[\"'](?:https?:)?//", text)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_stylesheets_know_no_left_and_no_right(sheet: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    physical = r"(?<![\w-])(?:left|right)(?![\w-])|(?:margin|padding|border|inset)-(?:left|right)"
    assert re.findall(physical, text) == []


def test_stylesheets_and_script_stay_under_sixty_kilobytes_compressed() -> None:
    assert SHEETS
    assert SCRIPTS
    compressed = sum(len(gzip.compress(path.read_bytes())) for path in (*SHEETS, *SCRIPTS))
    assert compressed < 60_000


def test_every_file_that_a_stylesheet_names_is_there() -> None:
    for sheet in SHEETS:
        for name in re.findall(r'url\("([^"]+)"\)', sheet.read_text(encoding="utf-8")):
            assert (sheet.parent / name).resolve().is_file(), name
