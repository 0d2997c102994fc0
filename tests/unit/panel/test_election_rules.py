"""The election of the acting Chair: three votes, two ballots, then the order (R19)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.panel.rules.election import Result, Seated, count, first_free, free_of

NOW = datetime(2022, 11, 1, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=2)
FIVE = [Seated(f"g{n}", n, True) for n in range(1, 6)]


def counted(ballot: int, votes: dict[str, str], seated: list[Seated] = FIVE, *, over: bool = False) -> Result:  # fmt: skip  # noqa: E501
    return count(ballot, votes, seated, closes=NOW if over else LATER, now=NOW)


@pytest.mark.rule("R19")
def test_three_votes_elect_at_once_and_two_do_not() -> None:
    assert counted(1, {"g1": "g4", "g2": "g4"}) == Result()
    assert counted(1, {"g1": "g4", "g2": "g4", "g5": "g4"}) == Result("g4")


@pytest.mark.rule("R19")
def test_a_tie_gives_a_second_ballot_and_then_the_first_in_seat_order_who_is_free() -> None:
    four = FIVE[1:]
    tie = {"g2": "g3", "g3": "g3", "g4": "g5", "g5": "g5"}
    assert counted(1, tie, four) == Result(over=True)
    assert counted(2, tie, four) == Result("g2", by_order=True)
    not_free = [Seated("g2", 2, False), *FIVE[2:]]
    assert counted(2, tie, not_free) == Result("g3", by_order=True)


@pytest.mark.rule("R19")
@pytest.mark.rule("R23")
def test_who_does_nothing_holds_nobody_up() -> None:
    assert counted(1, {"g1": "g2"}) == Result()
    assert counted(1, {"g1": "g2"}, over=True) == Result(over=True)
    assert counted(2, {}, over=True) == Result("g1", by_order=True)


@pytest.mark.rule("R19")
def test_nobody_is_free_to_chair_with_an_open_declaration_or_in_the_place_of_oneself() -> None:
    assert free_of({"p1"}, "", "p2") and not free_of({"p1"}, "", "p1")
    assert not free_of((), "p2", "p2")
    assert first_free([Seated("g1", 1, False)]) == ""


SEATS = st.sampled_from([f"g{n}" for n in range(1, 8)])


@given(
    votes=st.dictionaries(SEATS, SEATS),
    living=st.sets(st.integers(1, 5), min_size=1),
    busy=st.sets(st.integers(1, 5)),
    ballot=st.integers(1, 2),
    over=st.booleans(),
)  # fmt: skip
@pytest.mark.rule("R19")
def test_whoever_is_elected_sits_is_free_and_has_three_votes_of_those_who_sit(
    votes: dict[str, str], living: set[int], busy: set[int], ballot: int, over: bool
) -> None:
    seated = [Seated(f"g{n}", n, n not in busy) for n in sorted(living)]
    found = counted(ballot, votes, seated, over=over)
    if found.elected and not found.by_order:
        mine = [v for v, f in votes.items() if f == found.elected and int(v[1:]) in living]
        assert len(mine) >= 3
    if found.elected:
        assert found.elected in {s.grant for s in seated if s.free}
    if over:  # no ballot whose time is over leaves everybody waiting
        assert found.elected or found.over or not any(s.free for s in seated)
