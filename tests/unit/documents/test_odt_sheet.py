"""A sheet as ODT says what the plain one says, and a hostile file is refused in words."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from recruit.core.errors import Refusal
from recruit.core.plain_sheet import LONGEST, Form, Line, read, write
from recruit.documents import odt_sheet, office
from tests.corpus import bad_packed
from tests.unit.documents import making

KEYS = {"rank", "mark 1", "reason"}
FORM = Form(
    "Ballot for the shortlist",
    ["mark 1: Substance: what it says", "By reference alone."],
    {"sheet": "ballot", "run": "2"},
    [
        (
            "D22-017",
            [
                Line("rank", "1 to 5 (whole)", "3"),
                Line("mark 1", "A: b", ""),
                Line("reason", "", "Two lines,\nthe second: with a colon."),
            ],
        ),
        ("D22-018", [Line("rank", "1 to 5", ""), Line("mark 1", "A", "4"), Line("reason")]),
    ],
)


@pytest.mark.rule("W7")
def test_an_odt_is_read_again_as_the_plain_sheet_is() -> None:
    found = read(odt_sheet.plain(odt_sheet.write(FORM)), KEYS)
    assert found == read(write(FORM), KEYS)
    assert found.head == FORM.head
    assert found.parts["D22-017"] == {
        "rank": "3",
        "reason": "Two lines,\nthe second: with a colon.",
    }
    assert found.parts["D22-018"] == {"mark 1": "4"}


def test_the_odt_names_no_programme_person_or_time_and_is_the_same_each_time() -> None:
    made = odt_sheet.write(FORM)
    assert made == odt_sheet.write(FORM)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert package.namelist()[0] == "mimetype"
        assert package.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
        assert {e.date_time for e in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any("meta" in name.lower() for name in package.namelist()[:3])


def test_words_with_markup_and_control_characters_stay_words() -> None:
    hostile = "<text:p>&amp; \x07]]>\ud83d \u202e {{ 7*7 }}"
    form = Form("<x>", [], {"sheet": "ballot"}, [("A", [Line("reason", "<b>", hostile)])])
    found = read(odt_sheet.plain(odt_sheet.write(form)), KEYS)
    assert found.parts["A"]["reason"] == "<text:p>&amp; ]]> \u202e {{ 7*7 }}"


def test_plain_text_is_left_as_it_is() -> None:
    assert odt_sheet.plain(write(FORM)) == write(FORM)


def hostile() -> Iterator[tuple[str, bytes]]:
    yield "macros", bad_packed._odt({"Basic/Standard/Module1.xml": "<x/>"})
    yield "entities", bad_packed._odt({"content.xml": bad_packed._ENTITY})
    yield "a file of the server", bad_packed._odt({"meta.xml": bad_packed._OUTER})
    yield "cut off", odt_sheet.write(FORM)[:-200]
    yield "another kind", making.word()
    yield "too long", b"PK\x03\x04" + b"x" * LONGEST


@pytest.mark.rule("W7")
@pytest.mark.rule("A1")
@pytest.mark.parametrize(("what", "content"), list(hostile()), ids=lambda v: str(v)[:20])
def test_a_hostile_odt_is_refused_in_words(what: str, content: bytes) -> None:
    with pytest.raises(Refusal) as caught:
        odt_sheet.plain(content)
    assert caught.value.rule == "W7" and caught.value.reason.endswith("."), what


@pytest.mark.rule("W7")
def test_an_arabic_line_begins_on_the_right_and_a_part_stays_on_one_page() -> None:
    lines = "(3) إزالة الألغام\nin Geneva, إزالة"
    made = odt_sheet.write(Form("x", [], {"sheet": "ballot"}, [("A", [Line("reason", "", lines)])]))
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        content = package.read("content.xml").decode()
    assert '<text:p text:style-name="arabic">(3)' in content
    assert '<text:p text:style-name="value">in Geneva' in content
    assert 'style:may-break-between-rows="false"' in content
    assert read(odt_sheet.plain(made), KEYS).parts["A"]["reason"] == lines


@pytest.mark.rule("W7")
def test_libreoffice_saves_a_filled_sheet_and_it_is_read_as_it_was_filled(tmp_path: Path) -> None:
    if not office.works():
        pytest.skip("LibreOffice's Writer is not installed here")
    sheet = tmp_path / "sheet.odt"
    sheet.write_bytes(odt_sheet.write(FORM))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    words = [office.programme() or "", profile, "--headless", "--convert-to", "odt", "--outdir"]
    subprocess.run([*words, str(tmp_path / "saved"), str(sheet)], check=True, timeout=120)
    saved = (tmp_path / "saved" / "sheet.odt").read_bytes()
    assert saved != sheet.read_bytes()
    assert read(odt_sheet.plain(saved), KEYS) == read(write(FORM), KEYS)
