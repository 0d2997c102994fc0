"""Profile, questions, grid and their adoption (J3, J4, J5, R4)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recruit.core.errors import Refusal, examine, require
from recruit.shortlist.rules import adoption, grid, not_asked, profile, questions
from recruit.shortlist.rules.adoption import ADOPTION, Adopting, Deliverable, Version, current
from recruit.shortlist.rules.profile import LEADERSHIP, PROFILE, Entry, Indicator, Profile

POOL = {
    f"competency-{n}": tuple(f"Shows behaviour {n}.{i}." for i in range(1, 4)) for n in range(1, 15)
}


def entry(n: int, weight: int = 15) -> Entry:
    key = f"competency-{n}"
    return Entry(key, (Indicator(POOL[key][0]),), weight, essential=n == 1)


LEADING = Entry(LEADERSHIP, (Indicator("Leads by example.", own=True),), 25)
GOOD = Profile(tuple(entry(n) for n in range(1, 6)), LEADING)


def refused_ids(gates: list, facts: object) -> list[str]:
    return [c.id for c in examine(gates, facts) if not c.holds]


def faults(made: Profile) -> list[str]:
    return refused_ids(PROFILE, profile.Draft(made, POOL))


@pytest.mark.rule("J3")
def test_a_profile_of_five_and_leadership_is_complete() -> None:
    assert faults(GOOD) == []
    assert GOOD.weights == {**{f"competency-{n}": 15 for n in range(1, 6)}, LEADERSHIP: 25}
    assert GOOD.essentials == {"competency-1"}


@pytest.mark.rule("J3")
@pytest.mark.parametrize(("n", "whole"), [(4, False), (5, True), (8, True), (9, False)])
def test_five_to_eight_competencies(n: int, whole: bool) -> None:
    made = Profile(
        tuple(entry(i, 10) for i in range(1, n + 1)), replace(LEADING, weight=100 - 10 * n)
    )
    assert (faults(made) == []) is whole


@pytest.mark.rule("J3")
@pytest.mark.parametrize(
    "indicators",
    [
        (),
        tuple(Indicator(f"Own {i}.", own=True) for i in range(6)),
        (Indicator(" ", own=True),),
        (Indicator("Shows behaviour 1.1"),),  # the full stop is missing: not word for word
        (Indicator("Shows behaviour 2.1."),),  # another competency's
        (Indicator("Shows behaviour 1.1.", own=True),),
        (Indicator("Shows behaviour 1.1."),) * 2,
    ],
)
def test_one_to_five_indicators_word_for_word_or_marked_as_own(indicators: tuple) -> None:
    first = replace(entry(1), indicators=indicators)
    assert faults(replace(GOOD, competencies=(first, *GOOD.competencies[1:]))) == ["J3"]


@pytest.mark.rule("J3")
def test_own_indicators_stand_beside_annex_is() -> None:
    both = replace(
        entry(1), indicators=(Indicator("Shows behaviour 1.2."), Indicator("Own.", True))
    )
    assert faults(replace(GOOD, competencies=(both, *GOOD.competencies[1:]))) == []


@pytest.mark.rule("J3")
def test_a_competency_is_taken_from_the_pool_and_once() -> None:
    twice = (entry(1), *GOOD.competencies[:4])
    assert "J3" in faults(replace(GOOD, competencies=twice))
    strange = replace(entry(1), key="charm", indicators=(Indicator("Own.", own=True),))
    assert faults(replace(GOOD, competencies=(strange, *GOOD.competencies[1:]))) == ["J3"]


@pytest.mark.rule("P54d")
def test_leadership_skills_are_one_further_entry() -> None:
    heavier = tuple(replace(e, weight=20) for e in GOOD.competencies)
    assert faults(Profile(heavier)) == ["P54d"]


@pytest.mark.rule("J3")
@pytest.mark.parametrize("weight", [24, 26, 0, 25.0, True])
def test_weights_are_whole_and_sum_to_100(weight: int) -> None:
    assert faults(replace(GOOD, leadership=replace(LEADING, weight=weight))) == ["J3"]


ENTRIES = tuple(GOOD.weights)
ASKED = tuple(
    questions.Question(
        e, "Tell us of a time when ...", "What came of it?", e == LEADERSHIP, frozenset("12")
    )
    for e in ENTRIES
)
QUESTIONED = questions.Draft(ASKED, ENTRIES, frozenset("12345"))


@pytest.mark.rule("J4")
def test_questions_cover_the_profile_with_probe_setback_and_two_confirmations() -> None:
    assert refused_ids(questions.QUESTIONS, QUESTIONED) == []


@pytest.mark.rule("J4")
@pytest.mark.parametrize(
    "asked",
    [
        ASKED[1:],
        (*ASKED, replace(ASKED[0], entry="charm")),
        (replace(ASKED[0], probe=""), *ASKED[1:]),
        (replace(ASKED[0], main=" "), *ASKED[1:]),
        (*ASKED[:-1], replace(ASKED[-1], setback=False)),
        (replace(ASKED[0], confirmed_by=frozenset("1")), *ASKED[1:]),
        (replace(ASKED[0], confirmed_by=frozenset("16")), *ASKED[1:]),
    ],
)
def test_questions_that_lack_something_are_refused(asked: tuple) -> None:
    assert refused_ids(questions.QUESTIONS, replace(QUESTIONED, questions=asked)) == ["J4"]


@pytest.mark.rule("J4")
def test_a_word_list_warns_of_what_is_not_asked() -> None:
    assert not_asked.warned("How would your Spouse see it, and how old are they?") == {
        "family",
        "age",
    }
    assert not_asked.warned("Which CHURCH do you attend?") == {"religion"}
    assert not_asked.warned("Tell us how you managed a message for the press.") == set()


@pytest.mark.rule("J4")
@pytest.mark.parametrize(
    ("asked", "matters"),
    [
        ("How would you arrange it with your children, if you are pregnant?", {"family"}),
        ("Have you had an illness or a disability?", {"health"}),
        ("Of which political party are you a member? Did you vote?", {"politics"}),
        ("Quel est votre âge, et quand prendrez-vous votre RETRAITE ?", {"age"}),
        ("Votre époux et vos enfants vous suivraient-ils ?", {"family"}),
        ("Avez-vous une maladie ? À quelle église allez-vous ?", {"health", "religion"}),
        ("¿Está casada y tiene hijos? ¿Cuántos años tiene?", {"family", "age"}),
        ("¿Cómo es su salud? ¿A qué partido político pertenece?", {"health", "politics"}),
        ("ما هو دينك؟ هل أنت متزوجة ولديك أطفال؟", {"religion", "family"}),
        ("كم عمرك وكيف صحتك؟ إلى أي حزب تنتمي؟", {"age", "health", "politics"}),
    ],
)
def test_it_knows_the_five_matters_in_four_languages(asked: str, matters: set[str]) -> None:
    assert not_asked.warned(asked) == matters


@pytest.mark.rule("J4")
@pytest.mark.parametrize(
    "asked",
    [
        "Tell us of an agency that you managed through a stage of change in good faith.",
        "How would you make yourself familiar with a template of our policies?",
        "Quelles politiques de l'agence avez-vous changées, de bonne foi, par étapes ?",
        "¿Qué actividad política pública cambió usted con los socios, de buena fe?",
        "كيف تضع السياسات العامة وتدير حملة من طبيعة مختلفة بشكل صحيح؟",
    ],
)
def test_words_that_only_look_like_them_are_left_alone(asked: str) -> None:
    assert not_asked.found(asked) == {}


@pytest.mark.rule("J4")
def test_the_warning_shows_the_words_as_they_were_written() -> None:
    text = "Is your Spouse willing, and your CHILDREN? How  old are they?"
    assert not_asked.in_words(text) == ["family: Spouse, CHILDREN", "age: How old"]


ROW = {level: grid.usual_words(level) for level in grid.LEVELS}
GRID = grid.Draft(grid.Grid(dict.fromkeys(ENTRIES, ROW)), ENTRIES)


@pytest.mark.rule("J5")
def test_the_scale_has_five_words_and_the_grid_describes_each_level() -> None:
    assert [grid.level_word(n) for n in range(1, 6)] == [
        "unsatisfactory",
        "partially satisfactory",
        "satisfactory",
        "very good",
        "outstanding",
    ]
    for outside in (0, 6):
        with pytest.raises(KeyError):
            grid.level_word(outside)
    assert refused_ids(grid.GRID, GRID) == []


@pytest.mark.rule("J5")
@pytest.mark.parametrize(
    "rows",
    [
        dict.fromkeys(ENTRIES[1:], ROW),
        dict.fromkeys((*ENTRIES, "charm"), ROW),
        {**dict.fromkeys(ENTRIES, ROW), LEADERSHIP: {**ROW, 3: " "}},
        {**dict.fromkeys(ENTRIES, ROW), LEADERSHIP: {**ROW, 6: "beyond"}},
    ],
)
def test_a_grid_that_lacks_a_row_or_a_level_is_refused(rows: dict) -> None:
    assert refused_ids(grid.GRID, replace(GRID, grid=grid.Grid(rows))) == ["J5"]


P1, Q1, G1 = (
    Version(Deliverable.PROFILE, 1),
    Version(Deliverable.QUESTIONS, 1, 1),
    Version(Deliverable.GRID, 1, 1),
)


def adopting(what: Deliverable, *versions: Version, reason: str = "") -> Adopting:
    return Adopting(what, versions, True, reason, frozenset("123"), frozenset("12345"))


@pytest.mark.rule("R4")
def test_adoption_goes_profile_questions_grid() -> None:
    require(ADOPTION, adopting(Deliverable.PROFILE))
    require(ADOPTION, adopting(Deliverable.QUESTIONS, P1))
    require(ADOPTION, adopting(Deliverable.GRID, P1, Q1))
    assert refused_ids(ADOPTION, adopting(Deliverable.QUESTIONS)) == ["R4"]
    assert refused_ids(ADOPTION, adopting(Deliverable.GRID, P1)) == ["R4"]


@pytest.mark.rule("R4")
def test_a_new_version_needs_a_reason_and_what_rests_on_it_is_adopted_anew() -> None:
    assert refused_ids(ADOPTION, adopting(Deliverable.PROFILE, P1)) == ["R4"]
    require(ADOPTION, adopting(Deliverable.PROFILE, P1, Q1, G1, reason="A weight was wrong."))
    second = adoption.next_version((P1, Q1, G1), Deliverable.PROFILE)
    assert second == Version(Deliverable.PROFILE, 2)
    adopted = (P1, Q1, G1, second)
    assert adoption.to_adopt_anew(adopted) == (Deliverable.QUESTIONS, Deliverable.GRID)
    assert refused_ids(ADOPTION, adopting(Deliverable.GRID, *adopted, reason="Anew.")) == ["R4"]
    adopted += (adoption.next_version(adopted, Deliverable.QUESTIONS),)
    assert current(adopted, Deliverable.QUESTIONS) == Version(Deliverable.QUESTIONS, 2, 2)
    assert adoption.to_adopt_anew(adopted) == (Deliverable.GRID,)
    adopted += (adoption.next_version(adopted, Deliverable.GRID),)
    assert adoption.to_adopt_anew(adopted) == ()


@pytest.mark.rule("R4")
def test_all_are_frozen_from_the_first_interview() -> None:
    for what in Deliverable:
        facts = replace(adopting(what, P1, Q1, G1, reason="Late idea."), started=True)
        with pytest.raises(Refusal, match="frozen"):
            require(ADOPTION, facts)


@pytest.mark.rule("C10")
@pytest.mark.rule("R2")
def test_adoption_needs_three_completeness_and_its_window() -> None:
    good = adopting(Deliverable.PROFILE)
    assert refused_ids(ADOPTION, replace(good, present=frozenset("12"))) == ["C10"]
    assert refused_ids(ADOPTION, replace(good, voted=frozenset("12"))) == ["C10"]
    assert refused_ids(ADOPTION, replace(good, within_window=False)) == ["R2"]
    assert refused_ids(ADOPTION, replace(good, complete=False)) == ["R4"]
