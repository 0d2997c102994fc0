"""When ballots open and to whom (R15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.core.errors import Refusal, examine, require
from recruit.shortlist.rules.reveal import (
    ABSENCE,
    Absence,
    Ballots,
    others_open,
    readable,
    revealed,
    still_missing,
)

FIVE = frozenset("12345")
SETS = st.frozensets(st.sampled_from("123456"))


@pytest.mark.rule("R15")
def test_the_reveal_needs_every_living_occupant_not_recorded_absent() -> None:
    assert revealed(FIVE, FIVE, frozenset())
    assert not revealed(FIVE - {"5"}, FIVE, frozenset())
    assert revealed(FIVE - {"5"}, FIVE, frozenset("5"))
    assert not revealed(frozenset(), frozenset(), frozenset())


@pytest.mark.rule("R15")
@given(SETS, SETS, SETS, st.sampled_from("123456"))
def test_before_the_own_lock_nothing_differs_whatever_others_did(
    locks, living, absent, reader
) -> None:
    others = Ballots(locks - {reader}, living, absent - {reader})
    nobody = Ballots(frozenset(), living, frozenset())
    assert not others_open(reader, others)
    assert readable(reader, others) == readable(reader, nobody) == frozenset()
    assert still_missing(reader, others) is None


@pytest.mark.rule("R15")
def test_after_the_own_lock_a_member_sees_who_is_missing_but_no_ballot() -> None:
    state = Ballots(frozenset("12"), FIVE)
    assert still_missing("1", state) == frozenset("345")
    assert readable("1", state) == frozenset("1")


@pytest.mark.rule("R15")
def test_once_revealed_all_who_locked_read_all() -> None:
    state = Ballots(FIVE, FIVE)
    assert all(readable(g, state) == FIVE for g in FIVE)


@pytest.mark.rule("R15")
def test_the_absent_see_the_others_only_after_the_decision() -> None:
    before = Ballots(frozenset("1234"), FIVE, frozenset("5"))
    assert others_open("1", before)
    assert readable("5", before) == frozenset() and still_missing("5", before) is None
    assert readable("5", replace(before, decided=True, at_decision=FIVE)) == frozenset("1234")


@pytest.mark.rule("R15")
@pytest.mark.rule("C7")
def test_a_surrogate_seated_between_reveal_and_decision_ballots_first() -> None:
    seated = Ballots(FIVE, frozenset("12346"))
    assert readable("6", seated) == frozenset()
    assert not others_open("1", seated)
    assert readable("6", replace(seated, locks=FIVE | {"6"})) == frozenset("12346")


@pytest.mark.rule("C7")
def test_a_newcomer_after_the_decision_sees_no_ballot_and_the_others_still_do() -> None:
    state = Ballots(FIVE, frozenset("12346"), decided=True, at_decision=FIVE)
    assert readable("6", state) == frozenset()
    assert readable("1", state) == frozenset("1234")


@pytest.mark.rule("P53b-3")
@given(SETS, SETS, SETS, st.booleans())
def test_a_replaced_member_reads_nothing_and_is_read_by_nobody(
    locks, living, absent, decided
) -> None:
    state = Ballots(locks | {"7"}, living, absent, decided, living | {"7"})
    assert readable("7", state) == frozenset() and still_missing("7", state) is None
    assert all("7" not in readable(g, state) for g in living)


END = datetime(2022, 12, 6, 23, tzinfo=UTC)
DUE = Absence(END, END, "On a mission without a line.", "5", "1", frozenset("1234"), FIVE)


@pytest.mark.rule("R15")
def test_a_member_without_ballot_may_be_recorded_absent_after_the_last_day() -> None:
    require(ABSENCE, DUE)


@pytest.mark.rule("R15")
@pytest.mark.parametrize(
    "fault",
    [
        replace(DUE, now=END - timedelta(microseconds=1)),
        replace(DUE, last_day_ends=None),
        replace(DUE, reason=" "),
        replace(DUE, locks=frozenset("123")),
        replace(DUE, locks=frozenset("12367")),
        replace(DUE, member="4"),
        replace(DUE, member="6"),
        replace(DUE, locks=frozenset("2345")),
    ],
)
def test_nobody_is_recorded_absent_otherwise(fault: Absence) -> None:
    with pytest.raises(Refusal):
        require(ABSENCE, fault)


@pytest.mark.rule("R15")
@given(SETS, st.sampled_from("2345"))
def test_a_chair_who_has_not_locked_learns_nothing_from_the_refusal(locks, member) -> None:
    facts = replace(DUE, locks=locks - {"1"}, member=member)
    assert examine(ABSENCE, facts) == examine(ABSENCE, replace(facts, locks=frozenset()))
