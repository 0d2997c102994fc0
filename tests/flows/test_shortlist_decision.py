"""The panel's decision on the best five, what follows it, and the release (54(c), R3, R16, C7)."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from sqlmodel import Session, select

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.rules import Capacity
from recruit.applications import models as applications
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.notices.models import Broadcast
from recruit.panel.operations import declarations, seats
from recruit.procedure.rules.days import at_geneva
from recruit.procedure.rules.milestones import Audience, MilestoneKind, latest
from recruit.shortlist.models import Ballot, Shortlisted
from recruit.shortlist.operations import ballots, decision
from recruit.shortlist.queries import decision as queries
from recruit.shortlist.rules.decision import Fewer
from tests.flows.shortlist_world import Panel, said

M, C = Capacity.MEMBER, Capacity.CHAIR


@pytest.fixture
def panel(a_procedure: Any) -> Panel:
    """22 November; all five ballots are locked."""
    found = Panel(a_procedure(at="shortlist"))
    found.lock(found.keys)
    return found


def refused(panel: Panel, meeting: str, **changed: Any) -> str:
    votes = changed.pop("votes", None)
    with pytest.raises(Refusal) as found:
        decision.decide(
            panel.chair,
            meeting_id=meeting,
            decision=replace(panel.decision(), **changed),
            votes=votes,
        )
    return found.value.rule


def shortlist(panel: Panel) -> queries.ShortlistView | None:
    with db.reading() as connection:
        return queries.shortlist(connection, panel.procedure_id, panel.run)


def invited(panel: Panel) -> list[str]:
    with db.reading() as connection:
        return queries.invited(connection, panel.procedure_id, panel.run)


def decided(panel: Panel, *, confirmed: bool = True) -> str:
    """The decision is recorded and minuted; the meeting's id."""
    meeting = panel.meeting()
    decision.decide(panel.chair, meeting_id=meeting, decision=panel.decision())
    panel.minuted(meeting, confirmed=confirmed)
    return meeting


def all_answer(panel: Panel) -> None:
    """C4's day: all are asked again, and answer."""
    clock.freeze(at_geneva(date(2022, 12, 5), time(10)))
    for key in panel.keys:
        declarations.answer_again(panel.member(key))


# -- the decision ---------------------------------------------------------------------


@pytest.mark.rule("R15")
@pytest.mark.rule("P54c")
def test_nothing_is_decided_before_the_ballots_are_revealed(a_procedure: Any) -> None:
    panel = Panel(a_procedure(at="shortlist"))
    panel.lock(panel.keys[:-1])
    assert refused(panel, panel.meeting()) == "R15"
    assert shortlist(panel) is None


@pytest.mark.rule("R3")
@pytest.mark.rule("J1")
@pytest.mark.rule("P54c")
def test_five_a_reason_for_everybody_and_nobody_from_outside(panel: Panel) -> None:
    meeting, listed = panel.meeting(), [e.candidate_id for e in panel.listed()]
    assert refused(panel, meeting, chosen=tuple(listed[:6]), substitutes=()) == "R3"
    assert refused(panel, meeting, chosen=tuple(listed[:4])) == "R3"
    assert refused(panel, meeting, chosen=(*listed[:4], listed[0])) == "R3"
    assert refused(panel, meeting, substitutes=(listed[0],)) == "R3"
    assert refused(panel, meeting, chosen=(*listed[:4], "nobody")) == "P54c"
    reasons = dict.fromkeys(listed[:-1], "Why.")
    assert refused(panel, meeting, reasons=reasons) == "J1"
    assert shortlist(panel) is None
    decision.decide(panel.chair, meeting_id=meeting, decision=panel.decision())
    found = shortlist(panel)
    assert found is not None
    assert found.chosen == listed[:5] and found.substitutes == listed[5:7]
    milestone = latest(panel.milestones(), MilestoneKind.SHORTLIST_DECIDED)
    assert milestone is not None and milestone.audience is Audience.PANEL
    assert refused(panel, meeting) == "C7"


@pytest.mark.rule("R3")
def test_fewer_than_five_needs_a_cause_and_a_reason(panel: Panel) -> None:
    four = panel.decision(4, 0)
    meeting = panel.meeting()
    with pytest.raises(Refusal):
        decision.decide(panel.chair, meeting_id=meeting, decision=four)
    decision.decide(
        panel.chair,
        meeting_id=meeting,
        decision=replace(four, fewer=Fewer.SUITABLE, fewer_reason="Only four are suitable."),
    )
    with db.reading() as connection:
        found = queries.decided(connection, panel.procedure_id, panel.run)
    assert found is not None and found.fewer_reason == "Only four are suitable."


@pytest.mark.rule("J1")
def test_a_tie_at_the_fifth_place_is_decided_with_a_reason(a_procedure: Any) -> None:
    panel = Panel(a_procedure(at="shortlist"))
    listed = [e.candidate_id for e in panel.listed()]
    content = {**panel.content(), "chosen": {c: n for n, c in enumerate(listed[:4], start=1)}}
    for key in panel.keys:
        ballots.lock(panel.member(key), content=content, version=panel.version(key))
    meeting = panel.meeting()
    assert refused(panel, meeting, tie_reason="") == "J1"
    decision.decide(panel.chair, meeting_id=meeting, decision=panel.decision())


@pytest.mark.rule("C10")
def test_the_shortlist_needs_four_present_with_the_chair_or_three_votes(panel: Panel) -> None:
    assert refused(panel, panel.meeting(panel.keys[:3])) == "C10"
    assert refused(panel, panel.meeting(panel.others)) == "C10"
    assert refused(panel, "no-such-meeting") == "C10"
    meeting = panel.meeting()
    grants = [panel.member(k).grant_id for k in panel.keys]
    split = dict(zip(grants, ("yes", "yes", "no", "no", "abstained"), strict=True))
    assert refused(panel, meeting, votes=split) == "C10"
    carried = {**split, grants[2]: "yes"}
    decision.decide(panel.chair, meeting_id=meeting, decision=panel.decision(), votes=carried)
    assert shortlist(panel) is not None


@pytest.mark.rule("R2")
def test_outside_its_window_the_shortlist_is_not_decided(panel: Panel) -> None:
    meeting = panel.meeting()
    clock.freeze(at_geneva(date(2022, 12, 10), time(0)))
    assert refused(panel, meeting) == "R2"


@pytest.mark.rule("R3")
def test_of_two_decisions_at_once_one_stands(panel: Panel) -> None:
    meeting, outcomes = panel.meeting(), []
    ready, chair, wanted = threading.Barrier(2), panel.chair, panel.decision()

    def decide() -> None:
        ready.wait()
        try:
            decision.decide(chair, meeting_id=meeting, decision=wanted)
            outcomes.append("decided")
        except Refusal as refusal:
            outcomes.append(refusal.rule)

    both = [threading.Thread(target=decide) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(outcomes) == ["C7", "decided"]


@pytest.mark.rule("P54c")
@pytest.mark.rule("R3")
def test_the_chair_records_it_on_a_page_that_keeps_what_was_typed(panel: Panel) -> None:
    browser, meeting = panel.world.client(panel.chair_key), panel.meeting()
    listed = [e.reference for e in panel.listed()]
    fields = {"meeting": meeting, "how": "consensus", "fewer": "", "tie_reason": "Spoken about."}
    fields.update({f"reason-{r}": f"Because of {r}." for r in listed})
    fields.update({f"place-{r}": "in" for r in listed[:6]})
    path = browser.path(C, "shortlist/chair/decide")
    sixth = browser.post(path, fields)
    page = said(sixth)
    assert sixth.status_code == 422 and "a sixth is refused" in page
    assert f"Because of {listed[-1]}." in page
    fields.update({f"place-{listed[5]}": "s2", f"place-{listed[6]}": "s1"})
    done = browser.post(path, {**fields, "key": "the-same-key"})
    assert done.status_code == 303
    assert browser.post(path, {**fields, "key": "the-same-key"}).status_code == 303
    found = shortlist(panel)
    by_id = {e.candidate_id: e.reference for e in panel.listed()}
    assert found is not None
    assert [by_id[c] for c in found.substitutes] == [listed[6], listed[5]]
    page = said(browser.get(browser.path(M, "shortlist/")))
    assert "Invited for interview" in page and f"Because of {listed[0]}." in page
    # the Chair's own page names nobody
    names = [e.name for e in panel.listed() if e.name]
    assert not any(n in said(browser.get(browser.path(C, "shortlist/chair"))) for n in names)


# -- release (R16) --------------------------------------------------------------------


@pytest.mark.rule("R16")
@pytest.mark.rule("C10")
@pytest.mark.rule("C4")
def test_the_release_waits_for_the_minutes_and_for_the_answers_of_the_day(panel: Panel) -> None:
    meeting = panel.meeting()
    with pytest.raises(Refusal) as early:
        decision.release(panel.chair)
    assert early.value.rule == "P54c"
    decision.decide(panel.chair, meeting_id=meeting, decision=panel.decision())
    panel.minuted(meeting, confirmed=False)
    with pytest.raises(Refusal) as unconfirmed:
        decision.release(panel.chair)
    assert unconfirmed.value.rule == "C10"
    clock.freeze(at_geneva(date(2022, 12, 5), time(9)))
    with pytest.raises(Refusal) as unanswered:
        decision.release(panel.chair)
    assert unanswered.value.rule == "C4"
    assert latest(panel.milestones(), MilestoneKind.INVITED_RELEASED) is None
    all_answer(panel)
    browser = panel.world.client(panel.chair_key)
    assert browser.post(browser.path(C, "shortlist/chair/release")).status_code == 303
    assert len(invited(panel)) == 5
    milestone = latest(panel.milestones(), MilestoneKind.INVITED_RELEASED)
    assert milestone is not None and milestone.audience is Audience.RELEASED
    with db.writing() as session:
        told = session.exec(
            select(Broadcast.audience).where(Broadcast.kind == "shortlist.invited")
        ).all()
    assert sorted(told) == ["capacity:focal-point", "capacity:gichd"]
    with pytest.raises(Refusal) as twice:
        decision.release(panel.chair)
    assert twice.value.rule == "R16"
    gichd = panel.world.client("focal_point")
    assert gichd.get(gichd.path(Capacity.FOCAL_POINT, "shortlist/")).status_code == 404


@pytest.mark.rule("R16")
def test_the_invited_stand_in_the_order_of_the_list_and_not_of_the_ranks(panel: Panel) -> None:
    listed = [e.candidate_id for e in panel.listed()]
    meeting = panel.meeting()
    backwards = replace(panel.decision(), chosen=tuple(reversed(listed[:5])))
    decision.decide(panel.chair, meeting_id=meeting, decision=backwards)
    panel.minuted(meeting)
    all_answer(panel)
    decision.release(panel.chair)
    assert invited(panel) == listed[:5]


@pytest.mark.rule("R16")
def test_a_release_asks_for_a_fresh_second_factor(panel: Panel) -> None:
    decided(panel)
    all_answer(panel)
    browser = panel.world.client(panel.chair_key)
    clock.freeze(at_geneva(date(2022, 12, 5), time(10, 6)))
    asked = browser.post(browser.path(C, "shortlist/chair/release"))
    assert asked.status_code == 303 and "parked" in asked.headers["Location"]
    assert invited(panel) == []


# -- newcomers and new runs (C7) ------------------------------------------------------


@pytest.mark.rule("C7")
@pytest.mark.rule("R15")
def test_who_is_seated_after_the_decision_reads_it_and_confirms_without_a_ballot(
    panel: Panel,
) -> None:
    decided(panel)
    leaving = panel.others[-1]
    kept = {k: panel.own(k) for k in panel.keys}
    clock.freeze(at_geneva(date(2022, 11, 23), time(10)))
    seats.stand_down(panel.member(leaving))
    panel.pass_seat()
    after = Panel(panel.world)
    newcomer = next(k for k in after.keys if k not in panel.keys)
    browser = panel.world.client(newcomer)
    page = said(browser.get(browser.path(M, "shortlist/")))
    assert "You took your seat after this decision" in page and "Reason 1." in page
    assert "Kendall" not in page
    for ballot in kept.values():
        assert ballot is not None
        assert not any(reason in page for reason in ballot.content["reasons"].values())
    with pytest.raises(Refusal) as no_ballot:
        ballots.lock(after.member(newcomer), content=after.content())
    assert no_ballot.value.rule == "C7"
    all_answer(after)
    with pytest.raises(Refusal) as waits:
        decision.release(after.chair)
    assert waits.value.rule == "C7"
    with pytest.raises(Refusal) as not_asked:
        decision.confirm(after.member(after.others[0]))
    assert not_asked.value.rule == "C7"
    browser = panel.world.client(newcomer)
    assert browser.post(browser.path(M, "shortlist/confirm")).status_code == 303
    decision.release(after.chair)
    assert len(invited(after)) == 5


@pytest.mark.rule("C7")
@pytest.mark.rule("A8")
def test_moved_anew_all_ballot_afresh_and_the_former_ballots_fall_unseen(panel: Panel) -> None:
    decided(panel)
    before = panel.run
    meeting = panel.meeting()
    with pytest.raises(Refusal):
        decision.move_anew(panel.chair, meeting_id=meeting, reason=" ")
    decision.move_anew(panel.chair, meeting_id=meeting, reason="A newcomer asks for it.")
    assert panel.run == before + 1 and shortlist(panel) is None
    assert panel.state().ballots.locks == frozenset()
    browser = panel.world.client(panel.others[0])
    page = said(browser.get(browser.path(M, "shortlist/")))
    assert "Kendall" not in page and "Reason 1." not in page
    with pytest.raises(Refusal) as first:
        ballots.save(panel.member(panel.others[0]), content=panel.content())
    assert first.value.rule == "J1"


# -- substitutes (J2) -----------------------------------------------------------------


def withdraw(panel: Panel, candidate_id: str) -> None:
    """A withdrawal, as it is registered on receipt (R25)."""
    with db.writing() as session:
        row = session.get(applications.Candidate, candidate_id)
        assert row is not None
        row.withdrawn_at = clock.now()
        session.add(row)


@pytest.mark.rule("J2")
def test_the_first_substitute_follows_who_withdrew_if_the_panel_agrees(panel: Panel) -> None:
    decided(panel)
    all_answer(panel)
    decision.release(panel.chair)
    found = shortlist(panel)
    assert found is not None
    leaving, (first, second) = found.chosen[1], found.substitutes[:2]

    def follow(who: str, **more: Any) -> str:
        return decision.follow(
            panel.chair,
            leaving=leaving,
            following=who,
            meeting_id=panel.meeting(),
            reason="The panel agrees.",
            **more,
        )

    with pytest.raises(Refusal):
        follow(first)  # nobody has withdrawn
    withdraw(panel, leaving)
    with pytest.raises(Refusal) as order:
        follow(second)
    assert "order" in order.value.reason
    follow(first)
    assert first in invited(panel)
    with act(panel.chair, Action.INTERVIEW_START) as a:
        a.milestone(MilestoneKind.INTERVIEWS_BEGUN, Audience.RELEASED, run=panel.run)
    withdraw(panel, found.chosen[2])
    leaving = found.chosen[2]
    with pytest.raises(Refusal) as late:
        follow(second)
    assert "started" in late.value.reason


@pytest.mark.rule("P54c")
def test_who_withdrew_is_neither_chosen_nor_released(panel: Panel) -> None:
    wanted = panel.decision()
    withdraw(panel, wanted.chosen[0])
    with pytest.raises(Refusal) as gone:
        decision.decide(panel.chair, meeting_id=panel.meeting(), decision=wanted)
    assert gone.value.rule == "P54c" and "Withdrawn" in gone.value.reason
    decided(panel)
    found = shortlist(panel)
    assert found is not None
    withdraw(panel, found.chosen[0])
    all_answer(panel)
    decision.release(panel.chair)
    assert found.chosen[0] not in invited(panel) and len(invited(panel)) == 4


@pytest.mark.rule("P53a-1")
def test_the_decision_is_sealed_where_it_is_kept(panel: Panel) -> None:
    decided(panel)
    with db.engine().connect() as connection, Session(bind=connection) as session:
        blobs = [
            row.sealed for table in (Ballot, Shortlisted) for row in session.exec(select(table))
        ]
    assert blobs and not any(b"Reason" in blob or b"reasons" in blob for blob in blobs)
