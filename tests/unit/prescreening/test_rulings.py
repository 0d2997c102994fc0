"""What a ruling of the panel carries (A4, A6, A8, C10)."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from recruit.core.errors import Holds, Refusal, require
from recruit.panel.queries import meetings
from recruit.prescreening.rules.rulings import ENTERING, Weight, weight, weight_words

AT = datetime(2022, 10, 27, 9, 0, tzinfo=UTC)


@pytest.mark.rule("C10")
def test_a_recorded_ruling_waits_for_the_minutes_and_counts_with_them() -> None:
    standing = {"carried": True, "by_consensus": True, "dissented": False}
    assert weight(**standing, confirmed=False) is Weight.WAITS
    assert weight(**standing, confirmed=True) is Weight.COUNTS
    assert "waits for the minutes" in weight_words(Weight.WAITS)
    assert weight_words(Weight.COUNTS) == ""


@pytest.mark.rule("C10")
def test_a_dissent_puts_a_consensus_to_the_vote_and_a_vote_by_name_is_not_dissented_from() -> None:
    dissented = {"dissented": True, "confirmed": True}
    assert weight(carried=True, by_consensus=True, **dissented) is Weight.TO_THE_VOTE
    assert weight(carried=True, by_consensus=False, **dissented) is Weight.COUNTS
    assert weight(carried=None, by_consensus=False, **dissented) is Weight.TO_THE_VOTE
    assert weight(carried=False, by_consensus=False, **dissented) is Weight.LOST


@pytest.mark.rule("C10")
def test_a_ruling_counts_exactly_when_the_panel_may_enter_what_rests_on_its_motion() -> None:
    for carried, consensus, dissented, confirmed in product(
        (True, False, None), (True, False), (True, False), (True, False)
    ):
        motion = meetings.MotionView(
            "m",
            "h",
            "prescreening.borderline",
            "",
            1,
            "consensus" if consensus else "vote",
            1,
            carried,
            "",
            "",
            AT,
            frozenset({"g"}) if dissented else frozenset(),
        )
        meeting = meetings.MeetingView(
            "h", 1, AT, frozenset(), frozenset(), "", "", 1, AT, AT, AT if confirmed else None
        )
        found = weight(
            carried=carried, by_consensus=consensus, dissented=dissented, confirmed=confirmed
        )
        may = meetings.since(motion, meeting) is not None
        assert (found is Weight.COUNTS) is may


@pytest.mark.rule("A8")
@pytest.mark.rule("C10")
def test_a_placing_is_entered_only_in_confirmed_minutes() -> None:
    assert isinstance(ENTERING[0].check(Weight.COUNTS), Holds)
    for other in (Weight.WAITS, Weight.TO_THE_VOTE, Weight.LOST):
        with pytest.raises(Refusal) as refused:
            require(ENTERING, other)
        assert refused.value.rule == "C10"
