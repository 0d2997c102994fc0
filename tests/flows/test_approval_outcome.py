"""How a round ends: certified, broken and a path recorded, cancelled, disputed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.applications.operations import changing
from recruit.approval import letters
from recruit.approval.operations import items, lost, outcome, rounds
from recruit.approval.rules.after import Path as Way
from recruit.approval.rules.items import ItemKind
from recruit.approval.rules.round import RoundState, state
from recruit.core import clock, db
from recruit.core.errors import AlreadyDone, Refusal
from recruit.core.log_tables import core_entry
from recruit.notices.models import Broadcast
from recruit.procedure import queries as procedure_queries
from recruit.procedure.models import Milestone as Recorded
from recruit.procedure.rules.milestones import Column, MilestoneKind
from recruit.web import tasks
from tests import ground, silence
from tests.silence import DEADLINE, NAME, OPENING, World


@pytest.fixture
def world(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[World]:
    with silence.made(tmp_path, pytestconfig.getoption("--database")) as made:
        yield made


@pytest.mark.rule("S13")
@pytest.mark.rule("R14")
@pytest.mark.rule("R9")
def test_certified_by_the_president_with_the_declaration_as_of_the_deadline(world: World) -> None:
    world.open()
    clock.freeze(DEADLINE + timedelta(milliseconds=999))
    with pytest.raises(Refusal) as early:
        outcome.certify(world.president, declared=True)
    assert early.value.rule == "S9"
    clock.freeze(DEADLINE + timedelta(days=1))
    with pytest.raises(Refusal):
        outcome.certify(world.president, declared=False)
    assert outcome.certify(world.president, declared=True)
    with db.reading() as connection:
        last = procedure_queries.milestones(connection, world.procedure_id)[-1]
    assert last.kind is MilestoneKind.ROUND_CERTIFIED and last.at == DEADLINE
    assert world.column() is Column.DESIGNATED
    with pytest.raises(Refusal):
        outcome.certify(world.president, declared=True)


@pytest.mark.rule("S10")
@pytest.mark.rule("S13")
def test_a_broken_round_is_never_certified(world: World) -> None:
    world.open()
    world.object("CHL")
    clock.freeze(DEADLINE + timedelta(days=1))
    with pytest.raises(Refusal) as refused:
        outcome.certify(world.president, declared=True)
    assert refused.value.rule == "S10"


@pytest.mark.rule("S13")
def test_certifying_twice_with_one_form_does_one_thing(world: World) -> None:
    world.open()
    clock.freeze(DEADLINE + timedelta(days=1))
    first = outcome.certify(world.president, declared=True, key="one-form")
    # the column moved: the same form finds its first effect
    with pytest.raises(AlreadyDone) as again:
        outcome.certify(world.president, declared=True, key="one-form")
    assert again.value.receipt == first
    assert world.kinds().count(MilestoneKind.ROUND_CERTIFIED) == 1


@pytest.mark.rule("S12")
@pytest.mark.rule("R11")
def test_after_a_break_one_path_and_only_one(world: World) -> None:
    world.open()
    with pytest.raises(Refusal):
        outcome.record_path(world.president, path=Way.SAME_CANDIDATE)
    world.object("CHL")
    clock.freeze(OPENING + timedelta(days=1))
    with pytest.raises(Refusal):  # until a path is recorded nothing is opened
        rounds.open_round(world.president, deadline=DEADLINE)
    outcome.record_path(world.president, path=Way.SAME_CANDIDATE, reason="Consulted.")
    assert world.column() is Column.JUDGING
    with pytest.raises(Refusal):
        outcome.record_path(world.president, path=Way.REFERRED)
    rounds.open_round(world.president, deadline=DEADLINE)
    assert world.round().number == 2 and world.state() is RoundState.OPEN


@pytest.mark.rule("S9")
@pytest.mark.rule("S10")
def test_a_broken_round_records_on_after_its_path_until_its_deadline(world: World) -> None:
    world.open()
    world.object("CHL")
    outcome.record_path(world.president, path=Way.SAME_CANDIDATE)
    assert world.column() is Column.JUDGING
    further = world.object("NOR")
    assert (further.kind, further.broke) == (ItemKind.OBJECTION, False)
    clock.freeze(DEADLINE + timedelta(seconds=1))
    assert world.object("PER").kind is ItemKind.LATE
    told = [b for b in ground.rows(Broadcast) if b.audience == "states"]
    assert [b.kind for b in told].count("approval.broken") == 1
    rounds.open_round(world.president, deadline=DEADLINE + timedelta(days=7))
    assert world.object("MEX").broke  # from now on it counts for the open one


@pytest.mark.rule("S9")
@pytest.mark.rule("S14")
def test_what_a_delegation_sends_after_the_certificate_is_late_and_acknowledged(
    world: World,
) -> None:
    world.certified()
    late = world.object("CHL")
    assert (late.kind, late.broke) == (ItemKind.LATE, False)
    assert world.state() is RoundState.CERTIFIED
    assert "approval.recorded" in {b.kind for b in ground.rows(Broadcast)}


@pytest.mark.rule("S12")
def test_the_path_of_reopening_opens_no_round_and_begins_no_run_by_itself(world: World) -> None:
    world.open()
    world.object("CHL")
    clock.freeze(OPENING + timedelta(days=1))
    outcome.record_path(world.president, path=Way.REOPENED)
    assert MilestoneKind.NEW_RUN not in world.kinds()  # the Chair and a member do that (R27)
    clock.freeze(OPENING + timedelta(days=2))
    with pytest.raises(Refusal):
        rounds.open_round(world.president, deadline=DEADLINE)


@pytest.mark.rule("S12")
def test_referred_to_the_meeting_opens_no_round(world: World) -> None:
    world.open()
    world.object("CHL")
    outcome.record_path(world.president, path=Way.REFERRED)
    with pytest.raises(Refusal):
        rounds.open_round(world.president, deadline=DEADLINE)


@pytest.mark.rule("S15")
def test_a_cancelled_round_has_no_effect_and_a_new_one_may_follow(world: World) -> None:
    world.open()
    with pytest.raises(Refusal):
        rounds.cancel(world.president, reason=" ")
    rounds.cancel(world.president, reason="An error in the letter.")
    assert world.state() is RoundState.CANCELLED
    with pytest.raises(Refusal):
        world.object("CHL")
    clock.freeze(OPENING + timedelta(days=1))
    outcome.record_path(world.president, path=Way.SAME_CANDIDATE)
    rounds.open_round(world.president, deadline=DEADLINE)
    assert world.state() is RoundState.OPEN


@pytest.mark.rule("T3")
@pytest.mark.rule("S14")
def test_a_withdrawal_while_the_certificate_is_under_review_lapses_the_approval(
    world: World,
) -> None:
    world.certified()
    items.register(
        world.office,
        silence.paper(received_at=DEADLINE - timedelta(hours=1), late_reason="In another tray."),
    )
    item = world.round().facts.items[0].ref
    outcome.ask_to_end_dispute(world.president, item_id=item, annul=True, reason="In time.")
    changing.withdraw(
        world.focal_point,
        candidate_id=world.candidate_id,
        received_at=clock.now(),
        evidence="The mail.",
    )
    assert world.state() is RoundState.LAPSED and world.column() is Column.JUDGING
    dispute = ground.rows(items.models.Dispute)[0]
    with pytest.raises(Refusal) as late:  # what was asked before ends nothing any more
        outcome.end_dispute(world.office, dispute_id=dispute.id)
    assert late.value.rule == "T3" and world.column() is Column.JUDGING
    with db.reading() as connection:
        due = {
            row.kind
            for reader in (world.president, world.office)
            for row, _task in tasks.of_person(connection, reader.person_id, clock.now())
        }
    assert not due & {"approval.end_dispute", "approval.confirm_dispute"}


@pytest.mark.rule("T3")
@pytest.mark.rule("S10")
def test_what_surfaces_after_without_object_breaks_nothing_any_more(world: World) -> None:
    world.open()
    changing.withdraw(
        world.focal_point,
        candidate_id=world.candidate_id,
        received_at=clock.now(),
        evidence="The mail.",
    )
    clock.freeze(DEADLINE + timedelta(hours=1))
    lost.without_object(world.president)
    items.register(
        world.office,
        silence.paper(received_at=DEADLINE - timedelta(hours=1), late_reason="In another tray."),
    )
    assert world.state() is RoundState.WITHOUT_OBJECT and world.column() is Column.JUDGING
    assert MilestoneKind.ROUND_BROKEN not in world.kinds()


@pytest.mark.rule("S14")
@pytest.mark.rule("R27")
def test_a_timely_letter_after_the_certificate_disputes_it_and_two_people_end_it(
    world: World,
) -> None:
    world.certified()
    recorded = items.register(
        world.office,
        silence.paper(
            received_at=DEADLINE - timedelta(hours=1), late_reason="Found in the wrong tray."
        ),
    )
    assert recorded[0].kind is ItemKind.OBJECTION
    assert world.state() is RoundState.DISPUTED and world.column() is Column.SILENCE
    item = world.round().facts.items[0].ref
    outcome.ask_to_end_dispute(world.president, item_id=item, annul=True, reason="Stamped in time.")
    assert world.state() is RoundState.DISPUTED  # one person alone ends nothing
    dispute = ground.rows(items.models.Dispute)[0]
    outcome.end_dispute(world.office, dispute_id=dispute.id)
    assert world.state() is RoundState.BROKEN and world.column() is Column.SILENCE
    outcome.record_path(world.president, path=Way.SAME_CANDIDATE)
    assert world.column() is Column.JUDGING


@pytest.mark.rule("S14")
def test_a_rejected_receipt_lets_the_certificate_stand(world: World) -> None:
    world.certified()
    items.register(
        world.office,
        silence.paper(received_at=DEADLINE - timedelta(hours=1), late_reason="Found later."),
    )
    item = world.round().facts.items[0].ref
    outcome.ask_to_end_dispute(world.president, item_id=item, annul=False, reason="False stamp.")
    outcome.end_dispute(world.office, dispute_id=ground.rows(items.models.Dispute)[0].id)
    assert world.state() is RoundState.CERTIFIED and world.column() is Column.DESIGNATED


@pytest.mark.rule("R13")
def test_the_state_is_the_same_whoever_looks_and_when(world: World) -> None:
    world.open()
    world.object("CHL", ItemKind.STATEMENT)
    facts = world.round().facts
    for moment, expected in (
        (DEADLINE, RoundState.OPEN),
        (DEADLINE + timedelta(milliseconds=999), RoundState.OPEN),
        (DEADLINE + timedelta(seconds=1), RoundState.EXPIRED),
        (DEADLINE + timedelta(days=300), RoundState.EXPIRED),
    ):
        assert state(facts, moment) is expected


@pytest.mark.rule("S8")
def test_no_recorded_time_is_earlier_than_the_rounds_last_fact(world: World) -> None:
    world.open()
    clock.freeze(OPENING + timedelta(hours=3))
    world.object("CHL", ItemKind.STATEMENT)
    clock.freeze(OPENING + timedelta(hours=1))  # a clock that was set back
    world.object("MEX", ItemKind.STATEMENT)
    times = [i.received_at for i in world.round().facts.items]
    assert times == [OPENING + timedelta(hours=3)] * 2


@pytest.mark.rule("S16")
def test_beside_a_broken_round_neither_the_entry_nor_who_acted_is_noted(world: World) -> None:
    world.open()
    world.object("CHL")
    with db.reading() as connection:
        rows = connection.execute(
            select(Recorded.entry, Recorded.by_grant).where(Recorded.kind == "round_broken")
        ).all()
    assert [tuple(row) for row in rows] == [("", "")]


@pytest.mark.rule("R24")
def test_every_act_of_a_round_is_in_its_own_log(world: World) -> None:
    world.open()
    world.object("CHL")
    with db.reading() as connection:
        origin = f"round/{world.round().id}"
        bodies = [
            row.body
            for row in connection.execute(
                select(core_entry.c.body).where(core_entry.c.log_id == origin)
            )
        ]
    assert len(bodies) == 2
    assert Action.SILENCE_BREAK.value.encode() in bodies[1]
    assert b"Chile" not in bodies[1] and b"CHL" not in bodies[1]


def test_a_draft_is_saved_by_version_and_keeps_the_name(world: World) -> None:
    text = letters.introduction(NAME, silence.BIOGRAPHY)
    assert rounds.save_draft(world.office, paragraphs=text, address="a@b.example", version=0) == 1
    with pytest.raises(Refusal):
        rounds.save_draft(world.president, paragraphs=text, address="a@b.example", version=0)
    with pytest.raises(Refusal) as refused:
        rounds.save_draft(world.president, paragraphs=["Without."], address="", version=1)
    assert refused.value.rule == "S17"
    with act(world.office, Action.PROPOSAL_DRAFT) as a:
        a.silent = True
