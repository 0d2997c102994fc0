"""Ballots for the shortlist: shape, lock, statistics (J1, C4, R3)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.core.errors import Refusal, examine, require
from recruit.shortlist.rules.ballots import (
    CRITERIA,
    LOCKING,
    UNDEFINED,
    Ballot,
    Criteria,
    Locking,
    check_ballot,
    counted,
    full_ranks,
    kendalls_w,
    mean_mark,
    normalised,
    tally,
    tie_at_fifth,
)

LISTED = frozenset(f"D22-{n:02}" for n in range(1, 9))
FIVE = {"D22-01": 1, "D22-02": 2, "D22-03": 2, "D22-04": 4, "D22-05": 5}
CRITERIA_LOCKED = frozenset({"policy", "people"})


def complete() -> Locking:
    ballot = Ballot(FIVE, dict.fromkeys(LISTED, "Shown in the letter."), {"D22-01": {"policy": 5}})
    return Locking(ballot, LISTED, LISTED, CRITERIA_LOCKED, criteria_locked=True)


def missing(facts: Locking) -> list[str]:
    return [c.id for c in examine(LOCKING, facts) if not c.holds]


@pytest.mark.rule("J1")
def test_a_complete_ballot_can_be_locked() -> None:
    require(LOCKING, complete())


@pytest.mark.rule("J1")
@pytest.mark.parametrize("ranks", [(1, 2, 2, 4), (1, 1, 3, 3, 5), (1, 1, 1, 1, 1), (1,), ()])
def test_ranks_of_the_right_form_are_taken(ranks: tuple[int, ...]) -> None:
    check_ballot(Ballot(dict(zip(sorted(LISTED), ranks, strict=False))), LISTED, CRITERIA_LOCKED)


@pytest.mark.rule("J1")
@pytest.mark.parametrize("ranks", [(1, 2, 2, 3), (2, 3), (1, 2, 4), (0, 1), (1, 1, 2)])
def test_ranks_of_another_form_are_refused(ranks: tuple[int, ...]) -> None:
    with pytest.raises(Refusal, match="1, 2, 2, 4"):
        check_ballot(
            Ballot(dict(zip(sorted(LISTED), ranks, strict=False))), LISTED, CRITERIA_LOCKED
        )


@pytest.mark.rule("J1")
@given(st.dictionaries(st.sampled_from(sorted(LISTED)), st.integers(-9, 99), max_size=5))
def test_normalising_keeps_the_order_and_makes_ranks_that_are_taken(order: dict[str, int]) -> None:
    ranks = normalised(order)
    check_ballot(Ballot(ranks), LISTED, CRITERIA_LOCKED)
    assert all((order[a] < order[b]) == (ranks[a] < ranks[b]) for a in order for b in order)


@pytest.mark.rule("R3")
def test_a_sixth_choice_on_a_ballot_is_refused() -> None:
    six = {c: n for n, c in enumerate(sorted(LISTED)[:6], 1)}
    with pytest.raises(Refusal) as refused:
        check_ballot(Ballot(six), LISTED, CRITERIA_LOCKED)
    assert refused.value.rule == "R3"


@pytest.mark.rule("J1")
@pytest.mark.parametrize(
    "ballot",
    [
        Ballot({"D22-99": 1}),
        Ballot(reasons={"D22-99": "?"}),
        Ballot(marks={"D22-01": {"policy": 6}}),
        Ballot(marks={"D22-01": {"policy": True}}),
        Ballot(marks={"D22-01": {"charm": 3}}),
    ],
)
def test_strangers_and_marks_off_the_scale_are_refused(ballot: Ballot) -> None:
    with pytest.raises(Refusal):
        check_ballot(ballot, LISTED, CRITERIA_LOCKED)


@pytest.mark.rule("C4")
def test_a_ballot_is_locked_only_after_declaring_on_every_name() -> None:
    assert missing(replace(complete(), declared=LISTED - {"D22-08"})) == ["C4"]


@pytest.mark.rule("C5")
def test_an_undecided_declaration_keeps_the_ballot_open() -> None:
    assert missing(replace(complete(), undecided=True)) == ["C5"]


@pytest.mark.rule("J1")
def test_criteria_are_locked_before_the_first_ballot() -> None:
    assert missing(replace(complete(), criteria_locked=False)) == ["J1"]
    drafted = Criteria(("policy", "people"))
    require(CRITERIA, drafted)
    for fault in (
        replace(drafted, texts=()),
        replace(drafted, texts=("policy", "policy")),
        replace(drafted, locked=True),
        replace(drafted, ballots_locked=True),
    ):
        with pytest.raises(Refusal):
            require(CRITERIA, fault)


@pytest.mark.rule("A4")
def test_equivalences_are_decided_before_the_ballots() -> None:
    assert missing(replace(complete(), equivalences_open=frozenset({"D22-03"}))) == ["A4"]


@pytest.mark.rule("A6")
def test_borderline_files_are_decided_before_the_ballots() -> None:
    assert missing(replace(complete(), borderline_open=frozenset({"D22-03"}))) == ["A6"]


@pytest.mark.rule("J1")
def test_each_listed_candidate_needs_a_reason_in_or_out() -> None:
    facts = complete()
    reasons = {**facts.ballot.reasons, "D22-07": "  "}
    answers = examine(LOCKING, replace(facts, ballot=replace(facts.ballot, reasons=reasons)))
    assert ["D22-07" in c.detail for c in answers if not c.holds] == [True]


@pytest.mark.rule("R24")
@pytest.mark.rule("C7")
@pytest.mark.rule("R15")
def test_no_second_lock_none_when_absent_none_after_the_decision() -> None:
    assert missing(replace(complete(), locked=True)) == ["R24"]
    assert missing(replace(complete(), absent=True)) == ["R15"]
    assert missing(replace(complete(), decided=True)) == ["C7"]


@pytest.mark.rule("R23")
def test_only_a_seated_member_casts_a_ballot() -> None:
    assert missing(replace(complete(), seated=False)) == ["R23"]


@pytest.mark.rule("J1")
def test_the_unranked_share_the_mean_of_the_remaining_ranks() -> None:
    everyone = [f"D22-{n:02}" for n in range(1, 15)]
    ranks = full_ranks(Ballot(FIVE), everyone)
    assert [ranks[c] for c in everyone] == [1, 2, 2, 4, 5] + [10] * 9


@pytest.mark.rule("J1")
def test_approvals_mean_rank_and_spread() -> None:
    lines = tally([Ballot({"a": 1, "b": 2}), Ballot({"b": 1})], ["a", "b", "c"])
    found = {t.candidate: (t.approvals, t.mean, t.spread) for t in lines}
    assert found == {
        "a": (1, Fraction(7, 4), Fraction(3, 2)),
        "b": (2, Fraction(3, 2), 1),
        "c": (0, Fraction(11, 4), Fraction(1, 2)),
    }
    assert [t.candidate for t in lines] == ["b", "a", "c"]


@pytest.mark.rule("J1")
def test_a_statistic_without_a_denominator_is_undefined_not_a_number() -> None:
    assert [(t.mean, t.spread) for t in tally([], ["a"])] == [(UNDEFINED, UNDEFINED)]
    assert kendalls_w([], ["a", "b"]) is UNDEFINED
    assert kendalls_w([Ballot({"a": 1})], ["a", "b"]) is UNDEFINED
    assert kendalls_w([Ballot({"a": 1})] * 3, ["a"]) is UNDEFINED
    assert kendalls_w([Ballot()] * 3, ["a", "b", "c"]) is UNDEFINED
    assert mean_mark([Ballot()], "a", "policy") is UNDEFINED
    marked = Ballot(marks={"a": {"policy": 4}})
    assert mean_mark([marked, Ballot(marks={"a": {"policy": 3}}), Ballot()], "a", "policy") == 3.5


@pytest.mark.rule("J1")
def test_full_agreement_with_ties_is_one_thanks_to_the_correction() -> None:
    assert kendalls_w([Ballot(FIVE)] * 4, LISTED) == 1
    opposed = [Ballot({"a": 1, "b": 2, "c": 3}), Ballot({"c": 1, "b": 2, "a": 3})]
    assert kendalls_w(opposed, "abc") == 0


PERMUTATIONS = st.integers(2, 5).flatmap(
    lambda n: st.lists(st.permutations(range(n)), min_size=2, max_size=6)
)


@pytest.mark.rule("J1")
@given(PERMUTATIONS)
def test_without_ties_kendalls_w_is_the_mean_of_spearmans_correlations(
    orders: list[list[int]],
) -> None:
    """W = ((m - 1) r + 1) / m, with r the mean of Spearman's rho over all pairs of ballots."""
    m, n = len(orders), len(orders[0])
    rho = [
        1 - Fraction(6 * sum((a - b) ** 2 for a, b in zip(x, y, strict=True)), n**3 - n)
        for i, x in enumerate(orders)
        for y in orders[:i]
    ]
    expected = ((m - 1) * sum(rho) / len(rho) + 1) / m
    ballots = [Ballot({f"c{i}": r + 1 for i, r in enumerate(order)}) for order in orders]
    assert kendalls_w(ballots, [f"c{i}" for i in range(n)]) == expected


BALLOTS = st.lists(
    st.dictionaries(st.sampled_from("abcdefg"), st.integers(1, 5), max_size=5).map(
        lambda order: Ballot(normalised(order))
    ),
    max_size=6,
)


@pytest.mark.rule("J1")
@given(BALLOTS, st.randoms())
def test_kendalls_w_lies_in_0_to_1_and_no_order_of_ballots_matters(ballots, random) -> None:
    w = kendalls_w(ballots, "abcdefg")
    assert w is UNDEFINED or 0 <= w <= 1
    mixed, names = list(ballots), list("abcdefg")
    random.shuffle(mixed)
    random.shuffle(names)
    assert kendalls_w(mixed, names) == w
    assert tally(mixed, names) == tally(ballots, "abcdefg")


@pytest.mark.rule("P53b-3")
@given(BALLOTS, BALLOTS)
def test_a_replaced_members_ballot_counts_for_nothing(living, gone) -> None:
    seats = {f"seat{i}": b for i, b in enumerate(living)}
    all_cast = {**seats, **{f"gone{i}": b for i, b in enumerate(gone)}}
    kept = counted(all_cast, frozenset(seats))
    assert tally(kept.values(), "abcdefg") == tally(living, "abcdefg")


@pytest.mark.rule("J1")
def test_a_tie_at_the_fifth_place_is_named() -> None:
    names = "abcdefg"
    level = tally([Ballot({"a": 1, "b": 2, "c": 3, "d": 4})], names)
    assert tie_at_fifth(level) == {"e", "f", "g"}
    assert tie_at_fifth(tally([Ballot({c: i for i, c in enumerate("abcde", 1)})], names)) == set()
    assert tie_at_fifth(tally([Ballot()], "abcde")) == set()
