"""How far a weight may move before the order changes, against trying every point (J7)."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given

from recruit.interviews.rules.sensitivity import level, spans, tightest
from recruit.interviews.rules.totals import moved
from tests.unit.interviews.test_totals import CANDIDATES, SOME_WEIGHTS, WEIGHTS, scores


def order(weights, agreed):
    """For each pair of candidates -1, 0 or 1, by exact totals; no closed form."""
    total = {c: sum(Fraction(weights[e]) * s[e] for e in weights) for c, s in agreed.items()}
    return {
        (a, b): (total[a] > total[b]) - (total[a] < total[b])
        for a, b in combinations(sorted(agreed), 2)
    }


@pytest.mark.rule("J7")
@given(SOME_WEIGHTS, CANDIDATES)
def test_each_span_ends_where_trying_every_point_ends_it(weights, agreed) -> None:
    now = order(weights, agreed)
    strict = [pair for pair, sign in now.items() if sign]
    assert level(weights, agreed) == tuple(pair for pair, sign in now.items() if not sign)
    for span in spans(weights, agreed):
        for step, end, changed in ((1, span.high, span.above), (-1, span.low, span.below)):
            at = weights[span.entry]
            while 0 <= at + step <= 100:
                then = order(moved(weights, span.entry, at + step - weights[span.entry]), agreed)
                parted = tuple(pair for pair in strict if then[pair] != now[pair])
                if parted:
                    assert (end, changed) == (at, parted)
                    break
                at += step
            else:
                assert (end, changed) == (at, ())


@pytest.mark.rule("J7")
def test_the_tightest_names_the_weight_on_which_the_order_hangs_most() -> None:
    agreed = {"a": scores(4, 3, 3, 3, 3), "b": scores(3, 4, 3, 3, 3), "c": scores(1, 1, 1, 1, None)}
    found = spans(WEIGHTS, agreed)
    first = tightest(found)
    # at 26 for policy, people has 25 x 74/70 = 26.4; at 29 for people, policy has 28.4
    assert first is not None and first.entry == "policy"
    assert (first.low, first.high, first.below, first.room) == (27, 100, (("a", "b"),), 3)
    assert (found[1].entry, found[1].low, found[1].high, found[1].room) == ("people", 0, 28, 3)
    assert tightest(spans(WEIGHTS, {"a": agreed["a"]})) is None
    assert level(WEIGHTS, {"a": agreed["a"], "z": agreed["a"]}) == (("a", "z"),)


@pytest.mark.rule("J7")
def test_where_one_entry_has_all_the_weight_nothing_is_there_to_share() -> None:
    (span,) = spans({"only": 100}, {"a": {"only": 4}, "b": {"only": 3}})
    assert (span.low, span.high, span.below, span.above) == (100, 100, (), ())
