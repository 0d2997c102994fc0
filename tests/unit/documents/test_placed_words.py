"""Words on the pages of a scan: out of the table of tesseract, kept, struck where they stand."""

from __future__ import annotations

import json

import pytest

from recruit.documents.rules import placed
from recruit.documents.rules.redaction import WHOLE, Area

HEAD = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
)
PAGE = "1\t1\t0\t0\t0\t0\t0\t0\t1000\t2000\t-1\t"


def _row(text: str, line: str, left: int, top: int, sure: str = "96.5") -> str:
    return f"5\t1\t{line}\t1\t{left}\t{top}\t100\t40\t{sure}\t{text}"


TABLE = "\n".join(
    (
        HEAD,
        PAGE,
        _row("Ask", "1\t1\t1", 100, 100),
        _row("at", "1\t1\t1", 220, 100),
        _row("Canary", "1\t1\t1", 340, 100),
        _row("Lane,", "1\t1\t2", 100, 160),
        _row("Tarn-Osprey", "2\t1\t1", 100, 400),
    )
)


def test_lines_and_paragraphs_come_out_of_the_table_as_they_stood() -> None:
    page = placed.page(TABLE)
    assert page.text == "Ask at Canary\nLane,\n\nTarn-Osprey" and page.read
    first = page.words[0]
    assert (first.left, first.top, first.width, first.height) == (1000, 500, 1000, 200)
    assert placed.kept(json.loads(json.dumps(placed.plain(page)))) == page


@pytest.mark.rule("W4")
def test_words_over_the_end_of_a_line_are_two_places_and_part_of_a_word_is_the_whole_one() -> None:
    pages = {3: placed.page(TABLE)}
    assert placed.found(pages, "canary LANE") == [
        Area(3, 3400, 500, 1000, 200, "canary LANE"),
        Area(3, 1000, 800, 1000, 200, "canary LANE"),
    ]
    assert placed.found(pages, "at Canary") == [Area(3, 2200, 500, 2200, 200, "at Canary")]
    assert placed.found(pages, "Osprey") == [Area(3, 1000, 2000, 1000, 200, "Osprey")]
    assert placed.found(pages, "spre") == []


@pytest.mark.rule("W4")
def test_a_doubtful_word_is_left_out_of_the_text_and_struck_all_the_same() -> None:
    page = placed.page(
        "\n".join((PAGE, _row("sure", "1\t1\t1", 0, 0), _row("h0pe", "1\t1\t1", 150, 0, "12")))
    )
    assert page.text == "sure" and page.everything == "sure h0pe"
    assert len(placed.found({1: page}, "h0pe")) == 1


def test_a_page_that_the_machine_itself_doubts_is_not_held_to_be_read() -> None:
    doubtful = [_row("19067", "1\t1\t1", 0, 0, "44"), _row("Jalnoy", "1\t1\t1", 150, 0, "57")]
    assert not placed.page("\n".join((PAGE, *doubtful))).read
    assert placed.page(PAGE).read and placed.page("").read


@pytest.mark.parametrize(
    "row",
    [
        _row("x", "1\t1\t1", -5, 0),
        _row("x", "1\t1\t1", 10**9, 0),
        "5\t1\t1\t1\t1\t1\tleft\t0\t1\t1\t96\tx",
        "5\t1\t1\t1\t1\t1\t0\t0\t1\t1\t96",
        _row("\x1b\x00", "1\t1\t1", 0, 0),
        _row("   ", "1\t1\t1", 0, 0),
    ],
)
def test_what_is_no_row_of_a_table_is_left_out(row: str) -> None:
    assert placed.page("\n".join((PAGE, row))).words == ()
    assert placed.page(row).words == ()  # a word of a page of no size


def test_a_table_from_a_stranger_makes_no_box_beyond_the_page_and_no_end_of_words() -> None:
    rows = [_row("far\x07", "1\t1\t1", 999_999, 1990, "9" * 50)] * (placed.MOST_WORDS + 9)
    page = placed.page("\n".join((PAGE, *rows)))
    assert len(page.words) == placed.MOST_WORDS
    word = page.words[0]
    assert (word.text, word.sure) == ("far", 0)
    assert 0 <= word.left <= WHOLE and word.left + word.width <= WHOLE
    (area,) = placed.found({1: placed.page("\n".join((PAGE, rows[0])))}, "far")
    assert area.width > 0 and area.left + area.width <= WHOLE
    assert area.height > 0 and area.top + area.height <= WHOLE
