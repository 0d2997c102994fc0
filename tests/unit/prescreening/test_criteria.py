"""Criteria in Annex I's own words (A2)."""

from __future__ import annotations

import re

import pytest

from recruit.core.errors import Refusal
from recruit.prescreening.rules import criteria
from recruit.prescreening.rules.criteria import BY_ID, CRITERIA, DESIRABLE, REQUIRED, Finding

# Annex I, Recruitment Qualifications, by its three heads, as in CCM/MSP/2022/12.
ANNEX_I = {
    "Education": (
        "Advanced university degree (master's degree or equivalent) in one of the following "
        "disciplines: political/social sciences, international law, international relations, "
        "geography, business administration, or another relevant field. A first-level university "
        "degree in combination with two additional years of qualifying experience may be "
        "accepted in lieu of the advanced university degree."
    ),
    "Experience": (
        "A minimum of 10 years professional work experience in the field of international "
        "relations and cooperation and considerable experience in the field of conflict "
        "prevention and post-conflict recovery work. Experience in managing a mine action "
        "programme is desirable. Included in the above requirements is a minimum of 8 years "
        "specific substantive and technical experience in the nexus of "
        "development/humanitarian/disarmament work in fields of research, policy and/or "
        "programme development; strategy formulation. Proven track record of management at an "
        "international level. Considerable experience working in an international multilateral "
        "and diplomatic environment."
    ),
    "Language Requirements": (
        "Fluency in English, both oral and written, is required; working knowledge of other UN "
        "official language is an asset."
    ),
}


@pytest.mark.rule("A2")
@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda c: c.id)
def test_each_criterion_quotes_annex_i_word_for_word(criterion: criteria.Criterion) -> None:
    head = criterion.paragraph.removeprefix("Annex I, Recruitment Qualifications, ")
    assert criterion.words in ANNEX_I[head]


@pytest.mark.rule("A2")
@pytest.mark.parametrize("head", list(ANNEX_I))
def test_nothing_of_annex_i_is_left_out(head: str) -> None:
    left = ANNEX_I[head]
    for criterion in CRITERIA:
        left = left.replace(criterion.words, "")
    assert re.sub(r"[\s;]|\band\b", "", left) == ""


@pytest.mark.rule("A2")
def test_seven_are_required_and_two_desirable() -> None:
    assert REQUIRED == ("M1", "M2", "M3", "M4", "M5", "M6", "M7")
    assert DESIRABLE == ("N1", "N2")
    assert all(criteria.title(c) for c in BY_ID)


@pytest.mark.rule("A2")
def test_what_a_reading_adds_stands_apart_from_the_words() -> None:
    assert "144" in criteria.reading_words("M2") and "144" not in BY_ID["M2"].words
    assert criteria.reading_words("M3") == ""


@pytest.mark.rule("A2")
@pytest.mark.parametrize(("reason", "evidence"), [(" ", "CV, page 2"), ("Twelve years.", "")])
def test_an_answer_needs_reason_and_evidence(reason: str, evidence: str) -> None:
    with pytest.raises(Refusal, match="reason and its evidence"):
        criteria.answer("M2", Finding.MET, reason, evidence)


@pytest.mark.rule("A2")
def test_an_answer_to_an_unknown_criterion_is_refused() -> None:
    with pytest.raises(Refusal, match="no such criterion"):
        criteria.answer("M8", Finding.MET, "A reason.", "CV")
    assert criteria.answer("M2", Finding.MET, " Twelve. ", "CV").reason == "Twelve."
