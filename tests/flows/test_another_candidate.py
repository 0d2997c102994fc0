"""A candidate who is no longer available, in all four phases, and every road on (S12, T3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from recruit.access.rules import Capacity, Reader
from recruit.applications.operations import changing
from recruit.appointment.operations import contract
from recruit.appointment.rules.contract import Offer, Step
from recruit.approval.operations import items, lost, outcome, rounds
from recruit.approval.queries import proving
from recruit.approval.queries import rounds as reading
from recruit.approval.rules.after import Path as Way
from recruit.approval.rules.items import ItemKind
from recruit.approval.rules.round import RoundState, default_deadline, state
from recruit.core import clock, db, times
from recruit.core.errors import Refusal
from recruit.notices.models import Broadcast
from recruit.procedure.rules.milestones import Column, MilestoneKind, column
from recruit.report.operations import decision, drafting, hand_over, release, signing
from recruit.report.queries import facts
from recruit.report.queries import reports as queries
from recruit.report.rules.decision import Finding
from tests.flows.interviews_world import Room
from tests.flows.shortlist_world import said

M, C, P = Capacity.MEMBER, Capacity.CHAIR, Capacity.PRESIDENT


class House(Room):
    """The panel, the President and the GICHD, from the hand-over to the next round."""

    @property
    def president(self) -> Reader:
        return self.world.reader("president", P)

    def decision(self) -> queries.DecisionView:
        with db.reading() as connection:
            found = queries.decision(connection, self.procedure_id, self.run)
        assert found is not None
        return found

    def round(self) -> reading.RoundView:
        with db.reading() as connection:
            found = reading.current(connection, self.procedure_id)
        assert found is not None
        return found

    def state(self) -> RoundState:  # type: ignore[override]
        return state(self.round().facts, clock.now())

    def column(self) -> Column:
        return column(self.milestones())

    def after(self, **more: float) -> None:
        clock.freeze(clock.now() + timedelta(**more))

    def withdraws(self, candidate: str) -> str:
        return changing.withdraw(
            self.focal, candidate_id=candidate, received_at=clock.now(), evidence="The mail."
        )

    def opens(self, days: int = 14) -> None:
        with db.reading() as connection:
            missing = proving.now(connection, self.procedure_id, clock.now()).missing
        rounds.open_round(
            self.president,
            deadline=default_deadline(clock.now(), days),
            named=sorted(missing),
        )

    def breaks(self) -> None:
        items.break_silence(
            self.world.reader("delegate_CHL", Capacity.DELEGATE)
            if "delegate_CHL" in self.world.cast.memory
            else self.a_delegate(),
            said=ItemKind.OBJECTION,
            text="My authorities do not agree.",
            name="A delegate",
            function="Counsellor",
        )

    def a_delegate(self) -> Reader:
        for key in self.world.cast.memory:
            try:
                return self.world.reader(key, Capacity.DELEGATE)
            except (LookupError, TypeError):
                continue
        raise AssertionError("no delegate")

    def names_another(self) -> str:
        """The next of the reserve, decided, minuted, told by the report or an addendum, signed,
        lodged and handed over; the candidate's id."""
        reserve = self.decision().reserve
        meeting = self.meeting()
        decision.take(
            self.chair,
            meeting_id=meeting,
            preferred=reserve[0],
            reason="The next of the reserve.",
            choice_reason="As the panel had ordered the reserve.",
            reserve=reserve[1:],
        )
        self.minuted(meeting)
        self.tells()
        hand_over.give(self.chair)
        return reserve[0]

    def tells(self) -> queries.ReportView:
        """An addendum where the report is lodged: called, signed by all and lodged."""
        if self.report().lodged_at is not None:
            browser = self.world.client(self.others[0])
            page = said(browser.get(browser.path(M, "report/")))
            assert "Open the addendum" in page
            assert browser.post(browser.path(M, "report/open"), {}).status_code == 303
        signing.call(self.chair)
        for key in self.keys:
            signing.sign(self.member(key), text_id=self.report().text_id)
        signing.lodge(self.chair)
        return self.report()

    def report(self) -> queries.ReportView:
        with db.reading() as connection:
            found = queries.of_run(connection, self.procedure_id, self.run)
        assert found is not None
        return found

    def told(self, kind: str) -> list[str]:
        with db.reading() as connection:
            b = Broadcast.__table__  # type: ignore[attr-defined]
            return sorted(
                connection.execute(select(b.c.audience).where(b.c.kind == kind)).scalars()
            )


@pytest.fixture
def house(a_procedure: Any) -> House:
    """20 February: the report is lodged, the hand-over given, nothing proposed."""
    return House(a_procedure(at="approval"))


@pytest.fixture
def open_round(a_procedure: Any) -> House:
    """1 March: the round is open."""
    return House(a_procedure(at="silence"))


@pytest.fixture
def designated(a_procedure: Any) -> House:
    """14 March: the outcome is certified."""
    return House(a_procedure(at="designated"))


def refused(rule: str, call: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call()
    assert caught.value.rule == rule, (caught.value.rule, caught.value.reason)
    return caught.value


@pytest.mark.rule("T3")
@pytest.mark.rule("J10")
def test_before_a_round_another_is_named_by_addendum_consent_and_hand_over(house: House) -> None:
    first = house.decision()
    assert first.candidate_id is not None and first.reserve
    meeting = house.meeting()
    take = {"meeting_id": meeting, "preferred": first.reserve[0], "reason": "Another."}
    refused("R24", lambda: decision.take(house.chair, **take))  # the first is to be had
    house.withdraws(first.candidate_id)
    refused("T3", lambda: house.opens())  # nobody is proposed who has withdrawn
    refused("S1", lambda: decision.take(house.chair, **take))  # the hand-over stands
    page = house.world.client(house.chair_key)
    assert "This candidate withdrew." in said(page.get(page.path(C, "report/decision")))
    hand_over.recall(house.chair)
    refused("T3", lambda: hand_over.give(house.chair))  # never again for the same
    lodged = house.report()
    second = house.names_another()
    assert house.decision().number == 2 and house.decision().candidate_id == second
    addendum = house.report()
    assert addendum.kind == "addendum" and addendum.number == lodged.number + 1
    assert addendum.decision_id == house.decision().id and house.run == 1
    with db.reading() as connection:
        content = queries.canonical(connection, house.procedure_id, addendum.id)
        kept = queries.canonical(connection, house.procedure_id, lodged.id)
    assert content is not None and b'"ended":"withdrew"' in content and kept is not None
    assert kept != content and b'"ended"' not in kept  # the lodged report stays as it was
    house.opens()
    assert house.round().candidate_id == second
    text = said(page.get(page.path(C, "report/decision")))
    assert "Another candidate" not in text


@pytest.mark.rule("T3")
def test_a_candidate_who_leaves_before_the_lodging_lets_the_call_to_sign_fall(
    a_procedure: Any,
) -> None:
    house = House(a_procedure(at="report"))
    with db.reading() as connection:
        held = facts.parts_of(connection, house.procedure_id, house.run)
    for name in [facts.MANDATE, *(c for c, _ref in held)]:
        drafting.write(house.member(house.others[0]), name=name, text="As it was.", version=0)
    signing.call(house.chair)
    first = house.decision()
    assert first.candidate_id is not None
    house.withdraws(first.candidate_id)
    assert house.names_another()
    assert house.report().kind == "report" and house.report().number == 1
    house.opens()
    assert house.state() is RoundState.OPEN


@pytest.mark.rule("T3")
@pytest.mark.rule("S12")
def test_after_a_break_back_to_the_panel_which_names_another(open_round: House) -> None:
    house = open_round
    broken = house.round().candidate_id
    house.breaks()
    refused("S12", lambda: outcome.record_path(house.president, path=Way.CANDIDATE_LOST))
    outcome.record_path(house.president, path=Way.BACK_TO_PANEL)
    assert house.column() is Column.JUDGING and house.run == 1
    house.after(hours=1)
    hand_over.recall(house.chair)
    refused("T3", lambda: hand_over.give(house.chair))
    house.after(hours=1)
    assert house.names_another() != broken
    house.opens()
    assert house.round().number == 2 and house.state() is RoundState.OPEN


@pytest.mark.rule("T3")
@pytest.mark.rule("S15")
def test_during_a_round_the_president_cancels_and_the_panel_names_another(
    open_round: House,
) -> None:
    house = open_round
    house.withdraws(house.round().candidate_id)
    refused("T3", lambda: lost.without_object(house.president))
    browser = house.world.client("president")
    assert "Cancel the round below" in said(browser.get(browser.path(P, "approval/")))
    rounds.cancel(house.president, reason="The proposal cannot be upheld.")
    page = said(browser.get(browser.path(P, "approval/")))
    assert 'value="candidate_lost"' in page and 'value="same_candidate"' not in page
    outcome.record_path(house.president, path=Way.CANDIDATE_LOST)
    house.after(hours=1)
    hand_over.recall(house.chair)
    house.after(hours=1)
    house.names_another()
    house.opens()
    assert house.state() is RoundState.OPEN


@pytest.mark.rule("T3")
def test_between_deadline_and_certificate_the_round_is_without_object(open_round: House) -> None:
    house = open_round
    house.withdraws(house.round().candidate_id)
    clock.freeze(house.round().facts.deadline + timedelta(milliseconds=500))
    refused("T3", lambda: lost.without_object(house.president))  # that second is the States' still
    house.after(seconds=1)
    caught = refused("T3", lambda: outcome.certify(house.president, declared=True))
    assert "without object" in caught.todo
    browser = house.world.client("president")
    assert "without object" in said(browser.get(browser.path(P, "approval/")))
    answer = browser.post(browser.path(P, "approval/without-object"), {})
    assert answer.status_code == 303
    assert house.state() is RoundState.WITHOUT_OBJECT and house.column() is Column.JUDGING
    assert "states" in house.told("approval.without_object")
    house.after(hours=1)
    hand_over.recall(house.chair)
    house.after(hours=1)
    house.names_another()
    browser = house.world.client("president")
    days = times.geneva_date(clock.now()) + timedelta(days=14)
    while days.weekday() > 4:
        days += timedelta(days=1)
    assert days.isoformat() in said(browser.get(browser.path(P, "approval/")))  # 14 days offered
    house.opens()
    assert house.state() is RoundState.OPEN


@pytest.mark.rule("T3")
@pytest.mark.rule("S10")
def test_a_round_broken_in_time_is_never_without_object(open_round: House) -> None:
    house = open_round
    house.withdraws(house.round().candidate_id)
    house.breaks()
    clock.freeze(house.round().facts.deadline + timedelta(hours=1))
    refused("T3", lambda: lost.without_object(house.president))
    outcome.record_path(house.president, path=Way.BACK_TO_PANEL)
    assert house.column() is Column.JUDGING


@pytest.mark.rule("T3")
@pytest.mark.rule("R14")
def test_after_the_certificate_the_approval_lapses_at_the_registration(designated: House) -> None:
    house = designated
    release.ask(house.president)
    asked = house.others[0]
    release.confirm(house.member(asked))
    contract.record_step(
        house.focal, step=Step.OFFER, on=times.geneva_date(clock.now()),
        offer=Offer(True, True, True),
    )  # fmt: skip
    contract.record_step(house.focal, step=Step.ANSWER, on=times.geneva_date(clock.now()))
    browser = house.world.client("focal_point")
    path = browser.path(Capacity.FOCAL_POINT, "appointment/contract")
    assert "The contract does not come about" in said(browser.get(path))
    day = times.geneva_date(clock.now()).isoformat()
    sent = {"how": "failed", "on": day, "detail": "The checks failed."}
    assert browser.post(f"{path}/end", sent).status_code == 303
    assert house.state() is RoundState.LAPSED and house.column() is Column.JUDGING
    audiences = house.told("approval.lapsed")
    assert "states" in audiences and f"capacity:{Capacity.COMMITTEE}" in audiences
    with db.reading() as connection:
        assert release.designated_at(house.milestones()) is None  # nobody opens the report now
        assert queries.release(connection, house.procedure_id) is not None
    house.after(hours=1)
    hand_over.recall(house.chair)
    house.after(hours=1)
    second = house.names_another()
    house.opens()
    clock.freeze(house.round().facts.deadline + timedelta(days=1))
    outcome.certify(house.president, declared=True)
    assert house.column() is Column.DESIGNATED and house.round().candidate_id == second
    reader = house.world.reader("reader_fra", Capacity.COMMITTEE)  # the release opens again
    with db.reading() as connection:
        shown = release.may_read_all(connection, reader, house.milestones())
    assert [(r.number, r.kind) for r in shown] == [(2, "addendum"), (1, "report")]
    browser = house.world.client("reader_fra")
    page = said(browser.get(browser.path(Capacity.COMMITTEE, "report/released")))
    assert "number=1" in page and "number=2" in page
    copy = browser.get(browser.path(Capacity.COMMITTEE, "report/released/copy?number=1"))
    assert copy.status_code == 200 and b"report-1-copy" in str(copy.headers).encode()


@pytest.mark.rule("T3")
@pytest.mark.rule("R25")
def test_a_withdrawal_registered_after_the_certificate_lapses_the_approval(
    designated: House,
) -> None:
    house = designated
    reserve = house.decision().reserve
    house.withdraws(reserve[-1])
    assert house.state() is RoundState.CERTIFIED  # another candidate's changes nothing
    house.withdraws(house.round().candidate_id)
    assert house.state() is RoundState.LAPSED and house.column() is Column.JUDGING
    kinds = [m.kind for m in house.milestones()]
    assert kinds.count(MilestoneKind.LAPSED) == 1


@pytest.mark.rule("S12")
@pytest.mark.rule("R26")
def test_where_nobody_is_left_the_panel_finds_so_and_the_finding_is_handed_over(
    house: House,
) -> None:
    from recruit.report.operations import finding

    first = house.decision()
    assert first.candidate_id is not None
    for candidate in (*first.reserve, first.candidate_id):
        house.withdraws(candidate)
    hand_over.recall(house.chair)
    meeting = house.meeting()
    decision.take(
        house.chair,
        meeting_id=meeting,
        preferred=None,
        finding=Finding.NONE_RECOMMENDABLE,
        reason="Nobody whom the panel could recommend is to be had.",
    )
    house.minuted(meeting)
    refused("R26", lambda: finding.give(house.chair))  # the addendum with it is not lodged
    house.tells()
    assert finding.give(house.chair)
