"""One's own marks side by side: made of one ballot, deciding nothing (J1, R15)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.shortlist.rules.ballots import UNDEFINED, Ballot, kendalls_w, normalised
from recruit.shortlist.rules.calibration import calibration, criterion_mean, own_mean

TWO = ("c1", "c2")


@pytest.mark.rule("J1")
def test_a_mean_waits_until_every_criterion_is_marked() -> None:
    ballot = Ballot(marks={"a": {"c1": 5, "c2": 4}, "b": {"c1": 5}})
    assert own_mean(ballot, "a", TWO) == Fraction(9, 2)
    assert own_mean(ballot, "b", TWO) is UNDEFINED
    assert own_mean(ballot, "nobody", TWO) is UNDEFINED
    assert own_mean(ballot, "a", ()) is UNDEFINED
    assert criterion_mean(ballot, "c1") == 5
    assert criterion_mean(ballot, "c3") is UNDEFINED


@pytest.mark.rule("J1")
def test_where_marks_and_choice_part_both_sides_are_named() -> None:
    ballot = Ballot(
        ranks={"a": 1, "b": 2},
        marks={
            "a": {"c1": 5, "c2": 5},
            "b": {"c1": 2, "c2": 3},
            "c": {"c1": 4, "c2": 4},
            "d": {"c1": 1, "c2": 1},
        },
    )
    lines = calibration(ballot, ["d", "c", "b", "a", "e"], TWO)
    assert [one.reference for one in lines] == ["a", "c", "b", "d", "e"]
    assert [one.reference for one in lines if one.parts] == ["c", "b"]
    assert lines[-1].mean is UNDEFINED and lines[-1].marks == (None, None)


@pytest.mark.rule("J1")
def test_equal_means_do_not_part_and_are_ordered_by_reference_alone() -> None:
    same = {"c1": 3, "c2": 3}
    ballot = Ballot(ranks={"z": 1}, marks={"z": same, "a": same})
    lines = calibration(ballot, ["z", "a"], TWO)
    assert [one.reference for one in lines] == ["a", "z"] and not any(o.parts for o in lines)


def competition(places: list[Fraction]) -> dict[str, int]:
    """Average ranks as ranks 1, 2, 2, 4."""
    return {f"o{n:02}": 1 + sum(other < p for other in places) for n, p in enumerate(places)}


@pytest.mark.rule("J1")
def test_kendalls_w_agrees_with_the_published_example_with_ties() -> None:
    """Kendall, Rank Correlation Methods, chapter 6: S = 591, W = 0.828."""
    half = Fraction(1, 2)
    one = [Fraction(n) + h for n, h in [(1, 0), (4, half), (2, 0), (4, half), (3, 0)]]
    one += [Fraction(n) + h for n, h in [(7, half), (6, 0), (9, 0), (7, half), (10, 0)]]
    two = [Fraction(n) + h for n, h in [(2, half), (1, 0), (2, half), (4, half), (4, half)]]
    two += [Fraction(n) + h for n, h in [(8, 0), (9, 0), (6, half), (10, 0), (6, half)]]
    three = [Fraction(n) + h for n, h in [(2, half - half), (1, 0)] + [(4, half)] * 4]
    three += [Fraction(8)] * 3 + [Fraction(10)]
    listed = [f"o{n:02}" for n in range(10)]
    w = kendalls_w([Ballot(competition(x)) for x in (one, two, three)], listed)
    assert w == Fraction(591, 714)
    assert round(float(w), 3) == 0.828


NAMES = "abcdefg"
BALLOTS = st.lists(
    st.dictionaries(st.sampled_from(NAMES), st.integers(1, 5), max_size=5), min_size=2, max_size=5
)


@pytest.mark.rule("J1")
@given(BALLOTS)
def test_kendalls_w_agrees_with_its_definition_by_brute_force_with_ties(
    given_: list[dict[str, int]],
) -> None:
    """Ranks by counting who stands before and level; the unranked are one group of ties."""
    m, n = len(given_), len(NAMES)
    places = []
    for ballot in given_:
        level = {c: ballot.get(c, 99) for c in NAMES}
        places.append(
            {
                c: Fraction(1)
                + sum(level[d] < level[c] for d in NAMES)
                + Fraction(sum(level[d] == level[c] for d in NAMES) - 1, 2)
                for c in NAMES
            }
        )
    sums = [sum(p[c] for p in places) for c in NAMES]
    spread = sum((s - Fraction(sum(sums), n)) ** 2 for s in sums)
    # the sum of a judge's squared deviations, in place of (n^3 - n - T) / 12
    own = [sum((r - Fraction(n + 1, 2)) ** 2 for r in p.values()) for p in places]
    found = kendalls_w([Ballot(normalised(b)) for b in given_], NAMES)
    assert found == (spread / (m * sum(own)) if sum(own) else UNDEFINED)


@pytest.mark.rule("J1")
@given(st.integers(3, 12), st.data())
def test_kendalls_w_with_ties_agrees_with_scipy(n: int, data: st.DataObject) -> None:
    """SciPy's Friedman statistic, corrected for ties: W = chi2 / (m (n - 1))."""
    from scipy.stats import friedmanchisquare, rankdata  # here: its import takes a second

    listed = [f"o{number:02}" for number in range(n)]
    ballot = st.dictionaries(st.sampled_from(listed), st.integers(1, 5), max_size=5)
    given_ = data.draw(st.lists(ballot, min_size=2, max_size=5))
    found = kendalls_w([Ballot(normalised(one)) for one in given_], listed)
    # as cast, not as the application ranks: whom a ballot leaves out stands last together
    ranks = [rankdata([one.get(c, 99) for c in listed]) for one in given_]
    if all(len(set(row)) == 1 for row in ranks):
        assert found is UNDEFINED
        return
    chi2 = friedmanchisquare(*zip(*ranks, strict=True)).statistic
    assert float(found) == pytest.approx(chi2 / (len(given_) * (n - 1)), abs=1e-12)
