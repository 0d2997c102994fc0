"""Anybody else's name in a text about one candidate: found, shown with its place, covered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.rights.rules.feedback import Ground, Side, Why, draft, search
from recruit.rights.rules.names import COVER, Other, Who, covered, hits, remark, single_scores

OWN = "Amara Quillfeather-Osei"
OTHERS = (
    Other("Béla van der Nagy", Who.APPLICANT),
    Other("Osei Brightwater", Who.APPLICANT),
    Other("Lindiwe Stonebridge", Who.PANEL),
)


@pytest.mark.rule("D4")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Better than Béla.", ["Béla"]),
        ("better than BELA", ["BELA"]),
        ("Nagy-like answers", ["Nagy"]),
        ("So did Béla Nagy’s friend Osei Brightwater.", ["Béla Nagy", "Brightwater"]),
        ("Nagyk is another word", []),
        ("The van der Berg line", []),
        ("Amara Quillfeather wrote well; so did Brightwater.", ["Brightwater"]),
        ("Osei spoke first.", []),  # the candidate's own name too
        ("Mrs Stonebridge’s remark", ["Stonebridge"]),
        ("Nothing of anybody.", []),
    ],
)
def test_a_name_is_found_by_each_part_whatever_its_case_and_accents(
    text: str, words: list[str]
) -> None:
    found = hits(text, OWN, OTHERS)
    assert [h.word for h in found] == words
    for hit in found:
        assert text[hit.start : hit.end] == hit.word


SHORT = (
    Other("Li Wu", Who.APPLICANT),
    Other("An Le", Who.PANEL),
    Other("王伟", Who.APPLICANT),
    Other("สมชาย ใจดี", Who.APPLICANT),
    Other("हिन्दी राय", Who.APPLICANT),
    Other("محمد علي", Who.APPLICANT),
)


@pytest.mark.rule("D4")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Weaker than Wu, and than Li.", ["Wu", "Li"]),
        ("A wu that is written small, the word quality", []),
        ("An answer like that. Le mot juste.", []),  # common words, by themselves
        ("Ms. Le asked it, and Mr An.", ["Le", "An"]),
        ("As 王伟 said, 比王伟好", ["王伟", "王伟"]),
        ("กับสมชายแล้ว", ["สมชาย"]),
        ("better than राय", ["राय"]),
        ("مثل مُحَمَّد", ["مُحَمَّد"]),
    ],
)
def test_names_of_two_letters_and_of_other_scripts_are_found(text: str, words: list[str]) -> None:
    assert [h.word for h in hits(text, OWN, SHORT)] == words
    assert not hits(covered(text, OWN, SHORT), OWN, SHORT)


@pytest.mark.rule("D4")
def test_what_is_found_is_shown_with_its_place_and_whose_it_is() -> None:
    (hit,) = hits("In the panel Lindiwe asked it.", OWN, OTHERS)
    assert (hit.before, hit.word, hit.after) == ("In the panel ", "Lindiwe", " asked it.")
    assert hit.who is Who.PANEL


@given(st.text(alphabet=st.sampled_from("abc déÉ-'.\n\u0301NagyBrightwater "), max_size=80))
def test_nothing_is_found_in_what_was_covered(text: str) -> None:
    said = covered(f"{text} Nagy {text} brightwater", OWN, OTHERS)
    assert not hits(said, OWN, OTHERS)
    assert COVER in said


@pytest.mark.rule("D4")
@pytest.mark.parametrize(
    ("text", "many"),
    [
        ("One member gave 2 for leadership.", 1),
        ("Seat 3 found it weak.", 1),
        ("The Chair would have said four.", 1),
        ("One member had scored against the highest level only.", 1),
        ("One member gave 2.5, the panel agreed on 4.", 1),
        ("Two members saw it otherwise and gave less.", 1),
        ("All members agreed on 4.", 0),
        ("The members found 3 to be fair.", 0),
        ("Leadership: 4 of 5", 0),
        ("A colleague of yours wrote to us.", 0),
        ("One of us asked.", 0),
    ],
)
def test_a_number_beside_a_single_member_is_stopped_at(text: str, many: int) -> None:
    assert len(single_scores(text)) == many


def test_a_draft_comes_from_the_own_record_and_the_search_finds_nothing_in_it() -> None:
    grounds = [
        Ground("Ten years in international relations", "not_met", "Seven years are shown"),
        Ground("Fluency in English", "met", "Certificate"),
    ]
    text = draft(Side.GICHD, OWN, "D22-417", grounds)
    assert text.index("Ten years") < text.index("found to be met:") < text.index("Fluency")
    assert "Seven years are shown." in text
    assert search(text, OWN, OTHERS) == []
    rated = draft(Side.CHAIR, OWN, "D22-417", [Ground("Leadership", "4 / 5", "")])
    assert "Leadership: 4 of 5" in rated
    assert search(rated, OWN, OTHERS) == []


@pytest.mark.rule("D4")
def test_a_remark_tells_no_single_members_score_and_the_draft_leaves_its_sentence_out() -> None:
    said = "One member had scored 2. Read against each level, 4 was found right by all."
    kept = remark(said, OWN, OTHERS)
    assert kept == f"{COVER} Read against each level, 4 was found right by all."
    text = draft(Side.CHAIR, OWN, "D22-417", [Ground("Leadership", "4 / 5", kept)])
    assert "\n  Read against each level" in text and COVER not in text
    assert search(text, OWN, OTHERS) == []
    alone = remark("Seat 2 gave 1.", OWN, OTHERS)
    assert alone == COVER
    assert "4 of 5\n\n" in draft(Side.CHAIR, OWN, "D22-417", [Ground("A", "4 / 5", alone)])


def test_a_reason_belongs_to_one_word_at_one_place_of_one_text() -> None:
    text = "Nagy and Nagy, said seat 2."
    keys = [f.key for f in search(text, OWN, OTHERS)]
    assert len(set(keys)) == 3
    whys = [f.why for f in search(text, OWN, OTHERS)]
    assert sorted(whys) == [Why.APPLICANT, Why.APPLICANT, Why.SINGLE]
    assert not set(keys) & {f.key for f in search(text + "!", OWN, OTHERS)}
