"""No application is suitable (R26): found at the shortlist's stage, handed over, closed."""

from __future__ import annotations

from typing import Any

import pytest

from recruit.access.rules import Capacity
from recruit.appointment.operations import letters, outcome
from recruit.appointment.rules.letters import Letter
from recruit.approval.rules.after import Ground
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.panel.operations.meetings import YES
from recruit.procedure.rules.milestones import MilestoneKind
from recruit.report.operations import finding, release, reopening
from recruit.report.rules.reopening import Stage
from recruit.shortlist.operations import decision, nobody
from recruit.web import tasks
from tests.flows.shortlist_world import Panel

P, M = Capacity.PRESIDENT, Capacity.MEMBER


@pytest.fixture
def panel(a_procedure: Any) -> Panel:
    """22 November; all five ballots are locked."""
    found = Panel(a_procedure(at="shortlist"))
    found.lock(found.keys)
    return found


def reasons(panel: Panel) -> dict[str, str]:
    return {e.candidate_id: "No work on this Convention." for e in panel.listed()}


def due(panel: Panel, key: str) -> set[str]:
    with db.reading() as connection:
        found = tasks.of_person(connection, panel.world.person(key), clock.now())
    return {row.kind for row, _task in found}


def find(panel: Panel, meeting: str = "", **changed: Any) -> str:
    given = {"reason": "None of them meets the must-haves.", "reasons": reasons(panel)}
    return nobody.find(panel.chair, meeting_id=meeting or panel.meeting(), **{**given, **changed})


def president(panel: Panel) -> Any:
    return panel.world.reader("president", P)


def close(panel: Panel, ground: Ground = Ground.NO_SUITABLE) -> str:
    return outcome.close_without_result(
        president(panel), ground=ground, reason="No suitable candidate was found."
    )


@pytest.mark.rule("R26")
def test_the_finding_needs_its_reasons_its_quorum_and_the_open_ballots(a_procedure: Any) -> None:
    panel = Panel(a_procedure(at="shortlist"))
    meeting = panel.meeting()
    with pytest.raises(Refusal) as early:
        find(panel, meeting)
    assert early.value.rule == "R15"
    panel.lock(panel.keys)
    with pytest.raises(Refusal, match="needs its reason"):
        find(panel, meeting, reason=" ")
    some = dict(list(reasons(panel).items())[1:])
    with pytest.raises(Refusal, match="A reason is missing for"):
        find(panel, meeting, reasons=some)
    with pytest.raises(Refusal, match="Fewer than four"):
        find(panel, panel.meeting(panel.keys[:3]))
    two = {panel.member(k).grant_id: YES for k in panel.keys[:2]}
    with pytest.raises(Refusal, match="three votes"):
        find(panel, meeting, votes=two)
    with pytest.raises(Refusal):
        nobody.find(panel.focal, meeting_id=meeting, reason="Mine", reasons=reasons(panel))
    find(panel, meeting)
    with pytest.raises(Refusal, match="moved anew"):
        find(panel, meeting)
    with pytest.raises(Refusal, match="moved anew"):
        decision.decide(panel.chair, meeting_id=meeting, decision=panel.decision())


@pytest.mark.rule("R26")
@pytest.mark.rule("S1")
@pytest.mark.rule("D5")
def test_the_road_without_a_suitable_candidate_is_walked_to_its_end(panel: Panel) -> None:
    world, meeting = panel.world, panel.meeting()
    chair = world.client(panel.chair_key)
    page = chair.get(chair.path(Capacity.CHAIR, "shortlist/chair")).text
    assert "If no application is suitable" in page
    references = {e.candidate_id: e.reference for e in panel.listed()}
    fields = {f"reason-{references[c]}": why for c, why in reasons(panel).items()}
    why = "None of them meets the must-haves."
    sent = chair.post(
        chair.path(Capacity.CHAIR, "shortlist/chair/nobody"),
        {"meeting": meeting, "how": "consensus", "nobody_reason": why, "fewer": "", **fields},
    )
    assert sent.status_code == 303
    seat = world.client(panel.others[0])
    read = seat.get(seat.path(M, "shortlist/")).text
    assert "No application is suitable, the panel finds" in read and why in read
    assert "No work on this Convention." in read
    assert "shortlist.decide" not in due(panel, panel.chair_key)
    # nobody outside the panel reads anything of it before the hand-over
    outside = world.client("president")
    before = outside.get(outside.path(P, "appointment/close")).text
    assert "no application is suitable" not in before
    with pytest.raises(Refusal, match="minutes of the finding are not confirmed"):
        finding.give(panel.chair)
    panel.minuted(meeting)
    assert "report.hand_over_nobody" in due(panel, panel.chair_key)
    with pytest.raises(Refusal, match="handed over no such finding"):
        close(panel)
    over = chair.get(chair.path(Capacity.CHAIR, "report/hand-over")).text
    assert "The panel finds that no application is suitable." in over and why not in over
    finding.give(panel.chair)
    with pytest.raises(Refusal, match="already"):
        finding.give(panel.chair)
    assert "report.hand_over_nobody" not in due(panel, panel.chair_key)
    assert "appointment.close" in due(panel, "president")
    told = outside.get(outside.path(P, "appointment/close")).text
    assert "The panel finds that no application is suitable." in told
    assert why not in told and not [r for r in references.values() if r in told]
    with pytest.raises(Refusal, match="no such finding"):
        close(panel, Ground.NONE_RECOMMENDABLE)
    close(panel)
    assert panel.milestones()[-1].kind is MilestoneKind.CLOSED_WITHOUT_RESULT
    assert "appointment.close" not in due(panel, "president")
    # the report goes to nobody, and every applicant gets a letter
    with pytest.raises(Refusal):
        release.ask(president(panel))
    committee = world.client("reader_fra")
    released = committee.get(committee.path(Capacity.COMMITTEE, "report/released"))
    assert why not in released.text and "/documents/" not in released.text
    assert f"appointment.letters.{Letter.NOT_SHORTLISTED.value}" in due(panel, "focal_point")
    letters.hold(panel.focal, letter=Letter.NOT_SHORTLISTED)
    assert f"appointment.release.{Letter.NOT_SHORTLISTED.value}" in due(panel, "screener_one")


@pytest.mark.rule("R26")
def test_a_run_that_the_panel_begins_afterwards_overtakes_the_finding(panel: Panel) -> None:
    meeting = panel.meeting()
    find(panel, meeting)
    panel.minuted(meeting)
    finding.give(panel.chair)
    again = panel.meeting()
    reopening.ask(
        panel.chair, meeting_id=again, stage=Stage.SHORTLIST, reason="Two files were not read."
    )
    panel.minuted(again)
    reopening.confirm(panel.member(panel.others[0]))
    assert panel.run == 2
    with pytest.raises(Refusal, match="reopened"):
        close(panel)
    assert "appointment.close" not in due(panel, "president")
    with pytest.raises(Refusal, match="made no such finding"):
        finding.give(panel.chair)
