"""The rules of R23: who may remind and move, when, and how the votes count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.core.errors import Holds, Refused
from recruit.panel.rules import serving
from recruit.panel.rules.serving import Duty, Ground

NOW = datetime(2022, 10, 12, 22, 0, tzinfo=UTC)
OTHERS = ("a", "b", "c", "d")


@pytest.mark.rule("R23")
@given(st.dictionaries(st.sampled_from([*OTHERS, "gone"]), st.booleans()))
def test_three_of_the_others_and_nobody_else_decide(votes: dict[str, bool]) -> None:
    agreed = sum(votes.get(o, False) for o in OTHERS)
    against = sum(o in votes and not votes[o] for o in OTHERS)
    found = serving.count(votes, OTHERS)
    assert (found is True) == (agreed >= 3)
    assert (found is False) == (against >= 2)


@pytest.mark.rule("R23")
def test_nothing_is_moved_before_its_time_without_a_reminder_or_among_too_few() -> None:
    def answer(**more: object) -> object:
        given_ = {"due": NOW, "now": NOW, "others": 4, **more}
        return serving.may_move(Ground.REMINDED, **given_)  # type: ignore[arg-type]

    assert answer() == Holds()
    second = timedelta(seconds=1)
    for refused in ({"due": None}, {"now": NOW - second}, {"others": 2}, {"missing": False}):
        assert isinstance(answer(**refused), Refused)


@pytest.mark.rule("R23")
def test_the_reminder_to_the_chair_is_two_members_and_a_lock_is_everybodys() -> None:
    assert isinstance(serving.may_remind(Duty.DECLARE, to_chair=False, of_chair=True), Refused)
    assert isinstance(serving.may_remind(Duty.ACT, to_chair=False, of_chair=False), Refused)
    assert serving.may_remind(Duty.BALLOT, to_chair=False, of_chair=True) == Holds()
    assert serving.may_remind(Duty.ACT, to_chair=True, of_chair=True) == Holds()


@pytest.mark.rule("R15")
@pytest.mark.rule("R23")
@pytest.mark.parametrize("duty", [None, *Duty])
@pytest.mark.parametrize("locked", [True, False])
@pytest.mark.parametrize("concerned", [True, False])
def test_a_missing_lock_is_shown_to_those_alone_who_have_locked(
    duty: Duty | None, locked: bool, concerned: bool
) -> None:
    shown = serving.takes_part(duty, locked=locked, concerned=concerned)
    assert shown == (locked and not concerned if duty in serving.LOCKS else True)
