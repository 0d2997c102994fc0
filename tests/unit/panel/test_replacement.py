"""How a seat passes to a surrogate (C7, C8, C9, R6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from recruit.core.errors import Refusal
from recruit.panel.rules import replacement
from recruit.panel.rules.balance import Person
from recruit.panel.rules.conflicts import Clearance
from recruit.panel.rules.replacement import (
    Newcomer,
    PassedOver,
    Passing,
    Surrogate,
    choose,
    next_surrogate,
)

DUE = datetime(2022, 10, 14, 22, 0, tzinfo=UTC)
BEFORE = DUE - timedelta(milliseconds=1)

ONE = Surrogate(1, "one", True, Clearance.CLEARED, balance=Person("A", "man", "WEOG", False))
TWO = Surrogate(2, "two", True, Clearance.CLEARED, balance=Person("B", "woman", "WEOG", False))
THREE = Surrogate(3, "three", True, Clearance.CLEARED, balance=Person("C", "man", "WEOG", False))
LATE = replace(ONE, declared=False, clearance=Clearance.NONE)


@pytest.mark.rule("C7")
@pytest.mark.rule("P53b-2")
def test_the_seat_passes_to_the_first_in_the_order() -> None:
    assert next_surrogate([THREE, TWO, ONE], DUE, BEFORE) == Passing(ONE, None)


@pytest.mark.rule("C7")
def test_a_surrogate_in_conflict_is_passed_over_at_once() -> None:
    found = next_surrogate([replace(ONE, clearance=Clearance.CONFLICT), TWO], DUE, BEFORE)
    assert found.to == TWO
    assert [why for _, why in found.passed_over] == [PassedOver.CONFLICT]


@pytest.mark.rule("C7")
def test_the_passing_waits_for_those_before_and_then_passes_over_the_late() -> None:
    waiting = next_surrogate([LATE, TWO], DUE, BEFORE)
    assert (waiting.to, waiting.waits_for, waiting.exhausted) == (None, LATE, False)
    over = next_surrogate([LATE, TWO], DUE, DUE)
    assert over.to == TWO
    assert over.passed_over == ((LATE, PassedOver.LATE),)


@pytest.mark.rule("C7")
def test_nobody_waits_for_those_behind_in_the_order() -> None:
    assert next_surrogate([ONE, replace(TWO, declared=False)], DUE, BEFORE).to == ONE


@pytest.mark.rule("C7")
def test_an_undecided_surrogate_is_waited_for_and_then_doubt_is_conflict() -> None:
    doubt = replace(ONE, clearance=Clearance.UNDECIDED)
    assert next_surrogate([doubt, TWO], DUE, BEFORE).waits_for == doubt
    assert next_surrogate([doubt, TWO], DUE, DUE).passed_over == ((doubt, PassedOver.UNDECIDED),)


@pytest.mark.rule("C9")
def test_when_nobody_is_left_further_ones_are_numbered_on() -> None:
    none_left = next_surrogate([replace(ONE, clearance=Clearance.CONFLICT)], DUE, DUE)
    assert none_left.exhausted
    assert replacement.further_number(none_left, [1, 2, 3, 4]) == 5
    with pytest.raises(Refusal, match="can still take the seat"):
        replacement.further_number(next_surrogate([ONE], DUE, DUE), [1])


@pytest.mark.rule("C7")
def test_the_next_of_the_order_needs_no_reason() -> None:
    assert choose([ONE, TWO], 1, DUE, DUE, reason="", chairs_seat=True).to == ONE


@pytest.mark.rule("C7")
def test_the_order_is_passed_over_for_balance_with_a_reason() -> None:
    found = choose([ONE, TWO], 2, DUE, DUE, reason="A second woman.", chairs_seat=False)
    assert found.to == TWO
    assert found.passed_over == ((ONE, PassedOver.BALANCE),)
    with pytest.raises(Refusal, match="written reason"):
        choose([ONE, TWO], 2, DUE, DUE, reason=" ", chairs_seat=False)


@pytest.mark.rule("C7")
def test_the_order_is_not_passed_over_where_balance_stays_the_same() -> None:
    with pytest.raises(Refusal, match="balance only"):
        choose([ONE, THREE], 3, DUE, DUE, reason="I prefer this one.", chairs_seat=False)


@pytest.mark.rule("C7")
def test_for_the_chairs_own_seat_the_order_holds() -> None:
    with pytest.raises(Refusal, match="without exception"):
        choose([ONE, TWO], 2, DUE, DUE, reason="A second woman.", chairs_seat=True)


@pytest.mark.rule("C7")
def test_a_surrogate_in_conflict_is_not_chosen_nor_one_who_is_not_there() -> None:
    tainted = replace(TWO, clearance=Clearance.CONFLICT)
    for number in (2, 7):
        with pytest.raises(Refusal, match="not free of conflict"):
            choose([ONE, tainted], number, DUE, DUE, reason="Balance.", chairs_seat=False)


@pytest.mark.rule("C7")
def test_no_choice_is_made_while_the_order_waits() -> None:
    with pytest.raises(Refusal, match="waits for"):
        choose([LATE, TWO], 2, DUE, BEFORE, reason="A second woman.", chairs_seat=False)


@pytest.mark.rule("C8")
def test_nobody_is_seated_after_the_first_interview() -> None:
    assert replacement.may_seat(first_interview_started=False)
    assert not replacement.may_seat(first_interview_started=True)


@pytest.mark.rule("C8")
def test_four_go_on_and_below_four_a_new_run_begins() -> None:
    assert replacement.goes_on(5) and replacement.goes_on(4)
    assert not replacement.goes_on(3)


@pytest.mark.rule("C7")
def test_a_newcomer_ballots_before_the_decision_and_confirms_after_it() -> None:
    assert replacement.newcomer(decided=False) is Newcomer.BALLOTS
    assert replacement.newcomer(decided=True) is Newcomer.CONFIRMS


@pytest.mark.rule("R6")
def test_a_replaced_member_does_not_return() -> None:
    former = replace(ONE, former=True)
    assert next_surrogate([former, TWO], DUE, BEFORE).passed_over == ((former, PassedOver.FORMER),)


@pytest.mark.rule("C7")
def test_the_worst_clearance_decides() -> None:
    cleared, none, waits, conflict = (
        Clearance.CLEARED,
        Clearance.NONE,
        Clearance.UNDECIDED,
        Clearance.CONFLICT,
    )
    assert replacement.worst([cleared, waits, conflict]) is conflict
    assert replacement.worst([cleared, none, waits]) is waits
    assert replacement.worst([cleared, none]) is none
    assert replacement.worst([cleared]) is cleared
