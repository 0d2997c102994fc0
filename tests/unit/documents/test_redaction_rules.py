"""What may be struck, where words stand, and when a copy may be given (W4)."""

from __future__ import annotations

import dataclasses

import pytest

from recruit.core.errors import Refusal, examine, require
from recruit.documents.rules import redaction as rules
from recruit.documents.rules.redaction import Area, Asking, Ocr, RedactionState, Releasing

pytestmark = pytest.mark.rule("W4")
READY = Releasing(RedactionState.MADE, 2, (1, 2), 0, Ocr.NOTHING, True)


def test_an_area_is_cut_at_the_edges_of_its_page() -> None:
    assert rules.area(1, 9000, 9500, 5000, 5000, pages=1) == Area(1, 9000, 9500, 1000, 500)
    for bad in ((2, 0, 0, 500, 500), (0, 0, 0, 500, 500), (1, 0, 0, 9, 500), (1, 9995, 0, 50, 50)):
        with pytest.raises(Refusal):
            rules.area(*bad, pages=1)


@pytest.mark.parametrize(("typed", "value"), [("12.5", 1250), (" 7,25 ", 725), ("0", 0)])
def test_a_percentage_is_read_with_point_or_comma(typed: str, value: int) -> None:
    assert rules.percent(typed) == value


@pytest.mark.parametrize("typed", ["", "a", "-1", "100.1", "nan", "inf", "1e9"])
def test_what_is_no_percentage_of_a_page_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        rules.percent(typed)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ana María López", "maria lopez"),
        ("at Beth-\nany Road", "bethany road"),
        ("JOSÉ", "josé"),
        ("+41 22 / 730-93-60", "41 22 730 93 60"),
        ("Мария Иванова", "мария"),
        ("علي حسن", "حسن"),
    ],
)
def test_words_are_found_whatever_case_accents_and_line_ends(text: str, wanted: str) -> None:
    assert len(rules.places(text, wanted)) == 1
    assert rules.left_over(text, [wanted]) == [wanted]


def test_a_part_of_a_longer_word_is_not_the_word() -> None:
    assert rules.places("Annual report of Anna", "Ann") == []
    assert rules.places("Ann, annual, ANN", "ann") == [(0, 3), (13, 16)]
    assert rules.places("anything", "  ") == []


@pytest.mark.parametrize("typed", ["", "a", " - ", "x" * 201])
def test_too_few_and_too_many_words_are_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        rules.words(typed)


def test_the_same_area_counts_once_and_there_is_an_end_of_them() -> None:
    one = Area(1, 0, 0, 100, 100)
    assert rules.with_more([one], [one]) == (one,)
    many = [Area(1, n, 0, 100, 100) for n in range(rules.MOST_AREAS + 1)]
    with pytest.raises(Refusal):
        rules.with_more([], many)


@pytest.mark.rule("R7")
def test_a_copy_is_asked_for_with_something_struck_pages_and_a_reason() -> None:
    require(rules.ASKING, Asking(1, 1, "An address is struck."))
    for bad in (Asking(0, 1, "x"), Asking(1, 0, "x"), Asking(1, 61, "x"), Asking(1, 1, " ")):
        with pytest.raises(Refusal):
            require(rules.ASKING, bad)


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"state": RedactionState.WAITS}, 0),
        ({"state": RedactionState.FAILED}, 0),
        ({"words": 1, "ocr": Ocr.ABSENT}, 1),
        ({"looked": (1,)}, 2),
        ({"looked": (1, 7)}, 2),
        ({"original": False}, 3),
    ],
)
def test_a_copy_is_released_only_when_each_condition_holds(
    change: dict[str, object], missing: int
) -> None:
    require(rules.RELEASING, READY)
    require(rules.RELEASING, dataclasses.replace(READY, words=1, ocr=Ocr.CLEAN))
    changed = dataclasses.replace(READY, **change)  # type: ignore[arg-type]
    answers = [bool(c.answer) for c in examine(rules.RELEASING, changed)]
    assert answers == [n != missing for n in range(4)]
