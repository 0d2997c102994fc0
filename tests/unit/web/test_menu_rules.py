"""The phase that a menu is drawn for, and what narrows a right."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from recruit.access.rules import AUDIENCES, Capacity
from recruit.procedure.rules.milestones import Audience, Column, Milestone, MilestoneKind
from recruit.web.rules.phases import Phase, phase
from recruit.web.rules.seeing import when

K, A = MilestoneKind, Audience
NOW = datetime(2023, 1, 1, tzinfo=UTC)


def made(*kinds: tuple[MilestoneKind, Audience]) -> list[Milestone]:
    return [Milestone(kind, NOW, audience=audience) for kind, audience in kinds]


PANELS = made(
    (K.SHORTLIST_DECIDED, A.PANEL), (K.INTERVIEWS_ENDED, A.PANEL), (K.REPORT_LODGED, A.PANEL)
)


def test_the_phase_follows_the_deliverables() -> None:
    told = made((K.LIST_CIRCULATED, A.GICHD))
    assert phase([]) is Phase.BEFORE
    assert phase(told) is Phase.SHORTLIST
    assert phase(told + PANELS[:1]) is Phase.INTERVIEWS
    assert phase(told + PANELS) is Phase.REPORT
    assert phase(told + PANELS + made((K.ROUND_OPENED, A.STATES))) is Phase.APPROVAL
    assert (
        phase(told + made((K.ROUND_OPENED, A.STATES), (K.ROUND_CERTIFIED, A.STATES))) is Phase.AFTER
    )


@pytest.mark.rule("P53f-2")
@pytest.mark.parametrize("capacity", [c for c in Capacity if Audience.PANEL not in AUDIENCES[c]])
def test_outside_the_panel_the_phase_is_the_same_whatever_the_panel_did(
    capacity: Capacity,
) -> None:
    told = made((K.VACANCY_POSTED, A.PUBLIC), (K.LIST_CIRCULATED, A.GICHD))
    seen = [m for m in told if m.audience in AUDIENCES[capacity]]
    with_panel = [m for m in told + PANELS if m.audience in AUDIENCES[capacity]]
    assert phase(with_panel) is phase(seen)


def test_every_state_has_words_of_its_own() -> None:
    assert len({when(state) for state in Column}) == len(Column)
