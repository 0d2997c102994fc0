"""Quorum, votes by name, minutes (C10)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from recruit.core.errors import Refusal
from recruit.panel.rules import meetings
from recruit.panel.rules.meetings import Attendance, Matter, Next, decide, quorum

FIVE = frozenset("abcde")


def present(who: str, *, living: str = "abcde", called: str | None = None) -> Attendance:
    return Attendance(
        frozenset(living), frozenset(living if called is None else called), frozenset(who), "a"
    )


@pytest.mark.rule("C10")
@pytest.mark.parametrize(
    ("matter", "who", "living", "holds"),
    [
        (Matter.SHORTLIST, "abcd", "abcde", True),
        (Matter.SHORTLIST, "bcde", "abcde", False),  # without the Chair
        (Matter.SHORTLIST, "abc", "abcde", False),
        (Matter.SHORTLIST, "abcx", "abcde", False),  # x sits no more
        (Matter.INTERVIEWS, "abcde", "abcde", True),
        (Matter.INTERVIEWS, "abcd", "abcde", False),
        (Matter.INTERVIEWS, "abcd", "abcd", True),
        (Matter.FINAL, "abcd", "abcde", False),
        (Matter.FINAL, "abcd", "abcd", True),
        (Matter.OTHER, "bcd", "abcde", True),
        (Matter.OTHER, "bc", "abcde", False),
    ],
)
def test_each_kind_of_decision_has_its_quorum(
    matter: Matter, who: str, living: str, holds: bool
) -> None:
    assert bool(quorum(matter, present(who, living=living))) is holds


@pytest.mark.rule("C10")
def test_other_decisions_need_all_called() -> None:
    assert not quorum(Matter.OTHER, present("abc", called="abcd"))


@pytest.mark.rule("C10")
def test_three_votes_decide() -> None:
    found = decide({"a": "x", "b": "x", "c": "x", "d": "y", "e": "y"}, 1)
    assert (found.decided, found.next, found.tally) == ("x", None, (("x", 3), ("y", 2)))


@pytest.mark.rule("C10")
@pytest.mark.parametrize("chair", ["x", "y"])
def test_nobody_has_a_casting_vote(chair: str) -> None:
    other = "y" if chair == "x" else "x"
    found = decide({"a": chair, "b": chair, "c": other, "d": other, "e": None}, 1)
    assert (found.decided, found.next) == (None, Next.SECOND_BALLOT)


@pytest.mark.rule("C10")
def test_two_votes_of_three_present_are_no_decision() -> None:
    assert decide({"a": "for", "b": "for", "c": "against"}, 1).decided is None


@pytest.mark.rule("C10")
def test_the_third_ballot_is_between_the_two_with_most_votes() -> None:
    found = decide({"a": "x", "b": "x", "c": "y", "d": "y", "e": "z"}, 2)
    assert (found.next, found.between) == (Next.THIRD_BALLOT, ("x", "y"))
    with pytest.raises(Refusal, match="most votes only"):
        decide({"a": "z"}, 3, between=found.between)


@pytest.mark.rule("C10")
def test_a_tie_at_the_second_place_keeps_both_in_the_third_ballot() -> None:
    found = decide({"a": "x", "b": "x", "c": "y", "d": "z", "e": None}, 2)
    assert found.between == ("x", "y", "z")


@pytest.mark.rule("C10")
@pytest.mark.rule("R3")
@pytest.mark.parametrize(
    ("matter", "then"),
    [
        (Matter.SHORTLIST, Next.WITHOUT_THE_TIED),
        (Matter.FINAL, Next.NO_CANDIDATE),
        (Matter.OTHER, Next.LOST),
    ],
)
def test_after_the_third_ballot_each_matter_has_its_end(matter: Matter, then: Next) -> None:
    votes = {"a": "x", "b": "x", "c": "y", "d": "y", "e": None}
    found = decide(votes, 3, matter=matter, between=("x", "y"))
    assert (found.decided, found.next) == (None, then)
    with pytest.raises(Refusal, match="three ballots"):
        decide(votes, 4)


@pytest.mark.rule("C10")
def test_the_third_ballot_is_on_a_later_day() -> None:
    assert not meetings.third_ballot_day(date(2022, 12, 5), date(2022, 12, 5))
    assert meetings.third_ballot_day(date(2022, 12, 5), date(2022, 12, 6))


OPENS = datetime(2022, 12, 6, 23, 0, tzinfo=UTC)
EARLY = OPENS - timedelta(days=1)


@pytest.mark.rule("C10")
def test_minutes_are_confirmed_by_all_present_or_with_time() -> None:
    who = frozenset("ab")
    both = {"a": EARLY, "b": EARLY + timedelta(hours=1)}
    just_before = OPENS - timedelta(milliseconds=1)
    assert meetings.confirmed_at(who, {"a": EARLY}, OPENS, just_before) is None
    assert meetings.confirmed_at(who, {"a": EARLY}, OPENS, OPENS) == OPENS
    assert meetings.confirmed_at(who, both, OPENS, just_before) == both["b"]
    assert meetings.confirmed_at(who, both, OPENS, OPENS + timedelta(days=9)) == both["b"]
    late = both | {"b": OPENS + timedelta(hours=1)}
    assert meetings.confirmed_at(who, late, OPENS, OPENS + timedelta(days=9)) == OPENS


@pytest.mark.rule("C10")
def test_who_was_present_may_dissent_until_the_minutes_are_confirmed() -> None:
    assert meetings.may_dissent("a", frozenset("ab"), None)
    assert not meetings.may_dissent("c", frozenset("ab"), None)
    assert not meetings.may_dissent("a", frozenset("ab"), OPENS)
