"""The checklist before the panel's next step: who has it, and what makes a line hold."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from recruit.access.rules import AUDIENCES, Capacity
from recruit.procedure.rules.milestones import Audience, Milestone, MilestoneKind
from recruit.web.rules.before import before_next

K, A = MilestoneKind, Audience
NOW = datetime(2022, 11, 28, tzinfo=UTC)
SEATED = AUDIENCES[Capacity.MEMBER]
LISTED = [Milestone(K.LIST_CIRCULATED, NOW, audience=A.GICHD)]
DECIDED = [Milestone(K.SHORTLIST_DECIDED, NOW, audience=A.PANEL)]
BEGUN = [Milestone(K.INTERVIEWS_BEGUN, NOW, audience=A.RELEASED)]


def holding(milestones: list[Milestone]) -> dict[str, bool]:
    found = before_next(milestones, SEATED)
    return {need.question: need.holds for need in found.needs} if found else {}


def test_the_next_step_and_what_it_still_needs() -> None:
    assert holding([])["The panel is constituted"] is False
    profile = [Milestone(K.PROFILE_ADOPTED, NOW, audience=A.RELEASED)]
    lines = holding(LISTED + profile)
    assert lines["The competency profile is adopted"] is True
    assert lines["The shortlist is decided"] is False
    later = before_next(LISTED + DECIDED + BEGUN, SEATED)
    assert later is not None
    assert later.title == "Before the report can be lodged"
    lodged = [Milestone(K.REPORT_LODGED, NOW, audience=A.PANEL)]
    assert before_next(LISTED + DECIDED + BEGUN + lodged, SEATED) is None


def test_a_new_run_decides_anew() -> None:
    again = [Milestone(K.NEW_RUN, NOW, run=2, audience=A.PANEL)]
    assert holding(LISTED + DECIDED + again)["The shortlist is decided"] is False
    second = [Milestone(K.SHORTLIST_DECIDED, NOW, run=2, audience=A.PANEL)]
    assert holding(LISTED + DECIDED + again + second)["The shortlist is decided"] is True


@pytest.mark.rule("P53f-2")
@pytest.mark.parametrize("capacity", [c for c in Capacity if A.PANEL not in AUDIENCES[c]])
def test_nobody_outside_the_seats_has_the_list(capacity: Capacity) -> None:
    for told in ([], LISTED, LISTED + BEGUN):
        assert before_next(told, AUDIENCES[capacity]) is None
