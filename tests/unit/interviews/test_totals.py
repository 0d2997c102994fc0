"""Totals, ranking and sensitivity (J7)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.core.errors import Refusal
from recruit.interviews.rules.totals import (
    Move,
    check_choice,
    first_recommendable,
    moved,
    ranking,
    rounded,
    sensitivity,
    verdict,
    weighted_total,
)
from recruit.shortlist.rules.ballots import UNDEFINED

WEIGHTS = {"policy": 30, "people": 25, "money": 20, "ethics": 15, "leadership": 10}


def scores(*figures: int | None) -> dict[str, int | None]:
    return dict(zip(WEIGHTS, figures, strict=True))


def cut(points: list[int]) -> dict[str, int]:
    """Weights that sum to 100 from four different cuts between 1 and 99."""
    edges = [0, *sorted(points), 100]
    return {e: b - a for e, a, b in zip(WEIGHTS, edges, edges[1:], strict=False)}


SOME_WEIGHTS = st.lists(st.integers(1, 99), min_size=4, max_size=4, unique=True).map(cut)
FIGURES = st.tuples(*[st.integers(1, 5)] * 5).map(lambda f: scores(*f))
CANDIDATES = st.dictionaries(st.sampled_from("abcde"), FIGURES, max_size=5)


@pytest.mark.rule("J7")
def test_the_total_is_exact_with_two_places() -> None:
    total = weighted_total(WEIGHTS, scores(4, 3, 5, 4, 2))
    assert str(total) == "3.75"
    assert str(weighted_total(WEIGHTS, scores(3, 3, 3, 3, 3))) == "3.00"


@pytest.mark.rule("J7")
@given(SOME_WEIGHTS, FIGURES, st.randoms())
def test_no_order_of_entries_changes_a_total_and_it_is_the_exact_fraction(
    weights, agreed, random
) -> None:
    names = list(weights)
    random.shuffle(names)
    total = weighted_total({e: weights[e] for e in names}, {e: agreed[e] for e in reversed(names)})
    assert Fraction(total) == sum(Fraction(weights[e], 100) * agreed[e] for e in weights)
    assert total.as_tuple().exponent == -2


@pytest.mark.rule("J7")
def test_a_total_without_every_agreed_score_is_undefined_and_not_recommendable() -> None:
    assert weighted_total(WEIGHTS, scores(5, 5, 5, 5, None)) is UNDEFINED
    assert weighted_total(WEIGHTS, {"policy": 5}) is UNDEFINED
    seen = verdict(WEIGHTS, frozenset(), scores(5, 5, 5, 5, None))
    assert not seen.recommendable and seen.total is UNDEFINED


@pytest.mark.rule("J7")
def test_weights_that_do_not_sum_to_100_are_a_fault() -> None:
    with pytest.raises(ValueError, match="100"):
        weighted_total({"policy": 99}, {"policy": 5})


@pytest.mark.rule("J7")
@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(41, 200), "0.21"),  # 0.205: half up, where half even would give 0.20
        (Fraction(10, 3), "3.33"),
        (Fraction(11, 3), "3.67"),
        (Fraction(625, 200), "3.13"),  # 3.125
        (Fraction(4), "4.00"),
    ],
)
def test_means_are_rounded_half_up(value: Fraction, shown: str) -> None:
    assert str(rounded(value)) == shown
    assert rounded(UNDEFINED) is UNDEFINED


@pytest.mark.rule("J7")
def test_recommendable_with_essentials_at_3_and_a_total_of_3_00() -> None:
    essentials = frozenset({"ethics"})
    assert verdict(WEIGHTS, essentials, scores(3, 3, 3, 3, 3)).recommendable
    low = verdict(WEIGHTS, essentials, scores(5, 5, 5, 2, 5))
    assert not low.recommendable and "ethics" in low.reasons[0]
    assert verdict(WEIGHTS, frozenset(), scores(5, 5, 5, 2, 5)).recommendable
    just_below = verdict(WEIGHTS, frozenset(), scores(3, 3, 3, 3, 2))
    assert just_below.total == Decimal("2.90") and not just_below.recommendable


@pytest.mark.rule("J7")
def test_ranking_shares_equal_ranks_and_leaves_the_undefined_last() -> None:
    totals = {
        "a": Decimal("3.10"),
        "b": Decimal("4.00"),
        "c": UNDEFINED,
        "d": Decimal("3.10"),
        "e": Decimal("2.00"),
    }
    assert [(p.candidate, p.rank) for p in ranking(totals)] == [
        ("b", 1),
        ("a", 2),
        ("d", 2),
        ("e", 4),
        ("c", UNDEFINED),
    ]


@pytest.mark.rule("J7")
@given(SOME_WEIGHTS, CANDIDATES, st.randoms())
def test_no_order_of_candidates_changes_a_rank(weights, agreed, random) -> None:
    totals = {c: weighted_total(weights, s) for c, s in agreed.items()}
    mixed = list(totals.items())
    random.shuffle(mixed)
    assert ranking(dict(mixed)) == ranking(totals)


@pytest.mark.rule("J7")
def test_another_than_the_first_of_the_recommendable_needs_a_reason() -> None:
    essentials = frozenset({"ethics"})
    verdicts = {
        "a": verdict(WEIGHTS, essentials, scores(5, 5, 5, 2, 5)),  # highest, an essential below 3
        "b": verdict(WEIGHTS, essentials, scores(4, 4, 4, 4, 4)),
        "c": verdict(WEIGHTS, essentials, scores(3, 3, 3, 3, 3)),
    }
    assert first_recommendable(verdicts) == {"b"}
    check_choice("b", verdicts, "")
    check_choice("c", verdicts, "The narrative weighs more.")
    for candidate, reason in (("c", " "), ("a", "Brilliant."), ("z", "Not interviewed.")):
        with pytest.raises(Refusal) as refused:
            check_choice(candidate, verdicts, reason)
        assert refused.value.rule == "J7"


@pytest.mark.rule("J7")
@given(SOME_WEIGHTS, st.sampled_from(list(WEIGHTS)), st.integers(-99, 99))
def test_a_moved_weight_leaves_the_others_in_proportion_and_the_sum_at_100(
    weights, entry, by
) -> None:
    if not 0 <= weights[entry] + by <= 100:
        with pytest.raises(ValueError):
            moved(weights, entry, by)
        return
    after = moved(weights, entry, by)
    assert sum(after.values()) == 100 and after[entry] == weights[entry] + by
    a, b = [e for e in weights if e != entry][:2]
    assert after[a] * weights[b] == after[b] * weights[a]


def by_trying(weights: dict[str, int], agreed: dict[str, dict[str, int]]) -> list[Move]:
    """Every weight moved point by point until the order of any pair is another."""

    def orders(with_weights):
        totals = {c: sum(with_weights[e] * s[e] for e in weights) for c, s in agreed.items()}
        return {
            (a, b): (totals[a] > totals[b]) - (totals[a] < totals[b])
            for a, b in combinations(sorted(agreed), 2)
        }

    before, moves = orders(weights), []
    for entry in weights:
        for direction in (1, -1):
            steps = 1
            while 0 <= weights[entry] + steps * direction <= 100:
                after = orders(moved(weights, entry, steps * direction))
                changed = tuple(p for p in before if before[p] != after[p])
                if changed:
                    moves.append(Move(entry, steps * direction, changed))
                    break
                steps += 1
    return moves


@pytest.mark.rule("J7")
@given(SOME_WEIGHTS, CANDIDATES)
def test_sensitivity_agrees_with_trying_every_point(weights, agreed) -> None:
    assert sensitivity(weights, agreed) == by_trying(weights, agreed)


@pytest.mark.rule("J7")
def test_sensitivity_names_the_move_and_leaves_out_who_has_no_total() -> None:
    agreed = {"a": scores(4, 3, 3, 3, 3), "b": scores(3, 4, 3, 3, 3), "c": scores(1, 1, 1, 1, None)}
    found = sensitivity(WEIGHTS, agreed)
    # 5 points behind for people: at 25 + 4 the policy weight is 30 x 71/75 = 28.4, below 29
    assert Move("people", 4, (("a", "b"),)) in found
    assert all("c" not in pair for move in found for pair in move.pairs)
    assert sensitivity(WEIGHTS, {"a": agreed["a"]}) == []
