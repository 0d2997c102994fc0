"""Passages in a text, and when a file counts as read: the reader's own pure rules."""

from __future__ import annotations

import pytest

from recruit.documents.rules import private, reader
from recruit.documents.rules.book import BookStatus, Standing, may_take
from recruit.documents.rules.private import Quote

TEXT = "She led the  survey of\nall districts. She led the team."


def test_a_passage_is_found_whatever_its_lines_are() -> None:
    assert private.found("led the survey of all districts", TEXT)
    assert not private.found("led the survey of no district", TEXT)
    assert not private.found("   ", TEXT)


def test_a_paragraph_is_cut_where_passages_stand_and_loses_no_letter() -> None:
    quotes = [Quote("q1", "d", "led the", ""), Quote("q2", "d", "the team", "")]
    cut = private.segments("She led the team. She led  the rest.", quotes)
    assert "".join(words for words, _q in cut) == "She led the team. She led  the rest."
    assert [c for c in cut if c[1]] == [("led the", "q1"), ("led  the", "q1")]
    assert private.segments("nothing", quotes) == [("nothing", "")]


@pytest.mark.rule("W1")
def test_a_file_is_read_when_each_of_its_documents_is_marked() -> None:
    assert private.is_read({"a", "b"}, {"a", "b", "c"})
    assert not private.is_read({"a", "b"}, {"a"})
    assert not private.is_read((), {"a"})
    assert private.count_read(["x", "y"], {"x": {"a"}, "y": {"b"}}, {"a"}) == 1


def test_small_pictures_come_by_the_dozen() -> None:
    assert reader.batch(1, 7) == range(1, 8)
    assert reader.batch(13, 30) == range(13, 25)
    assert reader.batch(30, 30) == range(25, 31)
    assert reader.batch(4, 0) == range(4, 5)
    assert reader.around(0, 1) == (None, None)
    assert reader.around(1, 3) == (0, 2)


@pytest.mark.parametrize(
    ("book", "leaves"),
    [
        (Standing(BookStatus.READY, True, False, {"a"}, {"a", "b"}), True),
        (Standing(BookStatus.MAKING, True, False, {"a"}, {"a"}), False),
        (Standing(BookStatus.READY, False, False, {"a"}, {"a"}), False),
        (Standing(BookStatus.READY, True, True, {"a"}, {"a"}), False),
        (Standing(BookStatus.READY, True, False, {"a", "b"}, {"a"}), False),
    ],
)
def test_a_book_leaves_only_while_all_of_it_is_open_to_its_person(
    book: Standing, leaves: bool
) -> None:
    assert may_take(book) is leaves


def test_a_text_flows_anew_where_a_sentence_goes_on_and_nowhere_else() -> None:
    text = (
        "Led five field offices in three countries with a\nbudget of six million.\n"
        "e d u c a t i o n\nMaster of Arts\nof law\n\n"
        "- first of two things that were done in that year\n"
        "- second"
    )
    assert reader.reflowed(text) == [
        "Led five field offices in three countries with a budget of six million.",
        "e d u c a t i o n",
        "Master of Arts",
        "of law",
        "- first of two things that were done in that year",
        "- second",
    ]
