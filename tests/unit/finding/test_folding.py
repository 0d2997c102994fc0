"""What words are compared by, what is asked, and the words around a place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.finding.rules.asking import LONGEST, parse
from recruit.finding.rules.excerpts import excerpts
from recruit.finding.rules.folding import fold, is_common, words
from recruit.finding.rules.laid import lay, packed, unpacked

SAME = [
    ("Déminage", "DEMINAGE"),
    ("coordinación", "coordinacion"),
    ("Straße", "STRASSE"),
    ("cœur", "coeur"),
    ("Łódź", "lodz"),
    ("e\u0301tude", "étude"),
    ("Иванова", "ИВАНОВА"),
    # Arabic: vowel marks, tatweel, the hamza's seat, alef maqsura, ta marbuta, figures
    ("مُنَسِّق", "منسق"),
    ("منظـــمة", "منظمة"),
    ("منظمة", "منظمه"),
    ("مستشفى", "مستشفي"),
    ("إدارة", "ادارة"),
    ("مسؤول", "مسوول"),
    ("١٩٩٧", "1997"),
    # the letters that PDF files join
    ("ﻻجئين", "لاجئين"),
    # the article, also behind 'and' and 'with', and where the hamza is left out
    ("الألغام", "ألغام"),
    ("الالغام", "الغام"),
    ("والألغام", "ألغام"),
    ("بالإدارة", "إدارة"),
    # a hyphen that a line's end made
    ("humani\u00ad\ntaire", "humanitaire"),
    ("coordi\ufffenation", "coordination"),
]
OTHER = [("mine", "mines"), ("Marin", "Martin"), ("قلم", "علم"), ("1997", "1979")]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_these_are_the_same_word(one: str, other: str) -> None:
    assert [w.folded for w in words(one)] == [w.folded for w in words(other)] != []


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_these_are_not(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_an_apostrophe_and_a_hyphen_part_words_and_single_letters_are_none() -> None:
    assert [w.folded for w in words("l'action anti-mines, A 7")] == ["action", "anti", "mines", "7"]


def test_what_is_kept_has_words_and_their_beginnings_and_no_common_ones() -> None:
    kept = lay("The mines of Genève, les mines").marks()
    assert kept == {"w:mines", "p:mine", "w:geneve", "p:gene"}
    assert is_common(fold("the")) and is_common(fold("على")) and not is_common(fold("mines"))


@given(st.text(max_size=80))
def test_folding_twice_is_folding_once_and_words_stand_where_they_say(text: str) -> None:
    for word in words(text):
        assert 0 <= word.first < word.last <= len(text)
        assert fold(text[word.first : word.last]) == word.folded


@given(st.text(max_size=80), st.binary(max_size=9))
def test_what_was_laid_out_is_the_same_after_it_was_packed_and_filled(
    text: str, rest: bytes
) -> None:
    laid, again = lay(text), unpacked(packed(lay(text)) + rest)
    assert (again.text, again.line) == (text, laid.line)
    assert (list(again.firsts), list(again.lengths)) == (list(laid.firsts), list(laid.lengths))


@given(
    st.text(alphabet="ab \u0301é\u00ad\x02", max_size=60),
    st.sampled_from(["ab", '"ab bb"', "aabb*"]),
)
def test_a_text_laid_out_before_gives_the_same_excerpts_as_one_laid_out_now(
    text: str, question: str
) -> None:
    asked, laid = parse(question), unpacked(packed(lay(text)))
    assert excerpts(laid, asked) == excerpts(lay(text), asked)


def test_a_word_that_the_end_of_a_line_parted_is_one_word() -> None:
    assert fold("hu\x02\nman") == fold("hu\u00ad\nman") == "human"


@pytest.mark.parametrize(
    ("question", "exact"),
    [("mine", True), ("mine acti*", True), ("humanit*", False), ('mine "action plan"', False)],
)
def test_a_mark_proves_a_word_and_a_short_beginning_and_no_more(question: str, exact: bool) -> None:
    assert parse(question).exact is exact


def test_a_question_has_words_phrases_and_beginnings() -> None:
    asked = parse('Genève "mine action" humanit* l’action')
    assert [(t.words, t.beginning) for t in asked.terms] == [
        (("geneve",), False),
        (("mine", "action"), False),
        (("humanit",), True),
        (("action",), False),
    ]
    assert asked.marks() == ["p:huma", "w:action", "w:geneve", "w:mine"]
    # a hyphened word is a phrase of its parts; a quote that is not closed ends with the text
    assert [t.words for t in parse("anti-personnel").terms] == [("anti", "personnel")]
    assert [t.words for t in parse('"mine action').terms] == [("mine", "action")]


@pytest.mark.parametrize("text", ["", "  ", "!", "a", "the of", '"de la"', "hum*"])
def test_what_can_not_be_looked_for_is_said(text: str) -> None:
    asked = parse(text)
    assert asked.problem and not asked.terms


def test_too_long_and_too_many_are_refused_in_words() -> None:
    assert "200" in parse("x" * (LONGEST + 1)).problem
    assert "8" in parse(" ".join(f"word{n}" for n in range(9))).problem


def drawn(text: str, question: str) -> list[str]:
    found = excerpts(lay(text), parse(question))
    return [
        "".join(f"[{piece}]" if asked else piece for piece, asked in e.pieces) for e in found or ()
    ]


def test_an_excerpt_marks_what_was_asked_in_the_words_of_the_text() -> None:
    text = "Chef de l’action contre les mines à Genève depuis 2011."
    assert drawn(text, '"action contre les mines" geneve') == [
        "Chef de l’[action contre les mines] à [Genève] depuis 2011."
    ]
    assert drawn("خبرة في إزالة الألغام لمدة عشر سنوات", "ألغام") == [
        "خبرة في إزالة [الألغام] لمدة عشر سنوات"
    ]


def test_words_apart_are_no_phrase_and_one_that_is_missing_is_nothing() -> None:
    text = "mines in action"
    assert excerpts(lay(text), parse('"mines action"')) is None
    assert excerpts(lay(text), parse("mines hospital")) is None
    assert excerpts(lay(text), parse("mines action")) is not None


def test_a_long_text_gives_two_short_excerpts_that_begin_and_end_with_whole_words() -> None:
    text = ("before " * 60) + "clearance " + ("between " * 60) + "negotiation " + ("after " * 60)
    found = excerpts(lay(text), parse("clearance negotiation"))
    assert found is not None and len(found) == 2
    for excerpt in found:
        whole = "".join(piece for piece, _asked in excerpt.pieces)
        assert len(whole) < 220 and excerpt.before and excerpt.after
        assert set(whole.split()) <= set(text.split())


@pytest.mark.parametrize("bidi", ["\u202e", "\u2066", "\u200f"])
def test_an_excerpt_has_no_characters_that_turn_the_direction(bidi: str) -> None:
    found = excerpts(lay(f"mine {bidi}action"), parse("mine"))
    assert found is not None
    assert bidi not in "".join(piece for piece, _asked in found[0].pieces)
