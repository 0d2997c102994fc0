"""Cohen's kappa against values computed by hand from its definition (A5)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.prescreening.rules import agreement
from recruit.prescreening.rules.criteria import CRITERIA, Finding

MET, NOT, UNCLEAR = Finding.MET, Finding.NOT_MET, Finding.UNCLEAR
TABLES = st.dictionaries(
    st.tuples(st.sampled_from(Finding), st.sampled_from(Finding)), st.integers(0, 30)
)


@pytest.mark.rule("A5")
def test_kappa_of_two_answers_is_that_of_the_definition() -> None:
    """50 files, 20 met by both, 15 not met by both, 5 and 10 apart.

    p_o = 35/50 = 0.7. Margins: first 25 met, 25 not; second 30 met, 20 not. p_e =
    (25*30 + 25*20)/2500 = 1250/2500 = 0.5. kappa = 0.2/0.5 = 0.4.
    """
    found = agreement.agreed({(MET, MET): 20, (MET, NOT): 5, (NOT, MET): 10, (NOT, NOT): 15})
    assert found.answers == 50 and found.same == 35
    assert found.observed == Fraction(7, 10)
    assert found.kappa == Fraction(2, 5)
    assert agreement.figure(found.kappa) == "0.40" and agreement.percent(found.observed) == "70 %"


@pytest.mark.rule("A5")
def test_kappa_of_three_answers_is_that_of_the_definition() -> None:
    """20 files in a table of three by three.

    Rows (first): met 8,1,1; not met 2,4,0; unclear 0,1,3. p_o = 15/20. Margins: first
    10, 6, 4; second 10, 6, 4. p_e = (100 + 36 + 16)/400 = 152/400 = 19/50. kappa =
    (3/4 - 19/50)/(31/50) = (37/100)/(62/100) = 37/62.
    """
    found = agreement.agreed(
        {
            (MET, MET): 8,
            (MET, NOT): 1,
            (MET, UNCLEAR): 1,
            (NOT, MET): 2,
            (NOT, NOT): 4,
            (UNCLEAR, NOT): 1,
            (UNCLEAR, UNCLEAR): 3,
        }
    )
    assert found.kappa == Fraction(37, 62) and agreement.figure(found.kappa) == "0.60"


@pytest.mark.rule("A5")
def test_kappa_below_chance_is_negative_and_equal_votes_that_vary_give_one() -> None:
    """p_o = 0, margins a half each: p_e = 1/2, kappa = -1; and a full diagonal gives 1."""
    assert agreement.agreed({(MET, NOT): 5, (NOT, MET): 5}).kappa == -1
    assert agreement.figure(Fraction(-1)) == "−1.00"
    assert agreement.agreed({(MET, MET): 3, (NOT, NOT): 9}).kappa == 1


@pytest.mark.rule("A5")
@pytest.mark.rule("J1")
def test_without_a_file_or_where_both_gave_one_answer_throughout_kappa_is_undefined() -> None:
    for table, observed in (({}, None), ({(MET, MET): 12}, Fraction(1))):
        found = agreement.agreed(table)
        assert found.kappa is None and found.observed == observed
        assert agreement.figure(found.kappa) == "undefined"
    # each gave one answer throughout, but not the same: p_e = 0, and it is defined
    assert agreement.agreed({(MET, NOT): 12}).kappa == 0


@pytest.mark.rule("A5")
@given(TABLES)
def test_kappa_is_the_same_for_the_two_turned_and_never_above_one(table: dict) -> None:  # type: ignore[type-arg]
    found = agreement.agreed(table)
    other = agreement.agreed({(b, a): n for (a, b), n in table.items()})
    assert found == other
    if found.kappa is not None:
        assert -1 <= found.kappa <= 1
        assert (found.kappa == 1) is (found.same == found.answers)


@pytest.mark.rule("A5")
def test_overall_takes_every_answer_to_every_criterion_and_the_plain_form_is_read_back() -> None:
    counts = agreement.Counts()
    all_met = {c.id: MET for c in CRITERIA}
    counts.add(all_met, all_met)
    counts.add(all_met | {"M3": UNCLEAR}, all_met | {"M3": NOT})
    assert agreement.overall(counts).answers == 2 * len(CRITERIA)
    assert agreement.overall(counts).same == 2 * len(CRITERIA) - 1
    assert agreement.agreed(counts.table("M3")).same == 1
    assert agreement.agreed(counts.table("M1")).kappa is None
    assert agreement.read(counts.plain()).tables == counts.tables
