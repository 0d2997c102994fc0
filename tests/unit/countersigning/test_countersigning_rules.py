"""Which acts of a President in conflict wait, and what a countersignature asks (R5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from recruit.core.errors import Refusal, require
from recruit.countersigning.rules import (
    SIGNING,
    PresidentialAct,
    Standing,
    in_conflict,
    lost,
    needs_countersignature,
)

AT = datetime(2023, 3, 13, 17, 0, tzinfo=UTC)


@pytest.mark.rule("R5")
def test_a_president_in_conflict_opens_and_certifies_alone_and_nothing_else() -> None:
    alone = {
        act
        for act in PresidentialAct
        if not needs_countersignature(act, president_in_conflict=True)
    }
    assert alone == {PresidentialAct.OPEN, PresidentialAct.CERTIFY}
    assert not any(needs_countersignature(a, president_in_conflict=False) for a in PresidentialAct)


@pytest.mark.rule("R5")
@pytest.mark.rule("C6")
def test_who_left_the_seat_counts_as_in_conflict_whatever_the_cause() -> None:
    assert in_conflict(left_seat=True, seated=False, undecided=False)
    assert in_conflict(left_seat=False, seated=True, undecided=True)
    assert not in_conflict(left_seat=False, seated=True, undecided=False)
    # a successor who never sat has declared nothing (R21)
    assert not in_conflict(left_seat=False, seated=False, undecided=False)


@pytest.mark.rule("R5")
@pytest.mark.rule("R27")
def test_a_countersignature_needs_time_a_president_in_office_and_another_person() -> None:
    good = Standing(
        PresidentialAct.SETTLE,
        AT - timedelta(seconds=1),
        waits=True,
        in_office=True,
        same=False,
        allowed=True,
        due=AT,
    )
    require(SIGNING, good)
    for wrong in (
        replace(good, now=AT),
        replace(good, waits=False),
        replace(good, in_office=False),
        replace(good, same=True),
        replace(good, allowed=False),
    ):
        with pytest.raises(Refusal):
            require(SIGNING, wrong)


@pytest.mark.rule("R5")
def test_only_what_is_done_before_the_deadline_is_lost_at_it() -> None:
    strict = {act for act in PresidentialAct if lost(act, AT, AT)}
    assert strict == {PresidentialAct.LENGTHEN, PresidentialAct.CANCEL, PresidentialAct.SETTLE}
    assert not any(lost(act, AT, AT - timedelta(microseconds=1)) for act in PresidentialAct)
