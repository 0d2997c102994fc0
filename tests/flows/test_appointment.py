"""From the certificate to the signed contract: steps, publication, letters, closing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from recruit.access.rules import Capacity, Reader
from recruit.appointment import models
from recruit.appointment.operations import contract, letters, outcome
from recruit.appointment.queries import contract as reading
from recruit.appointment.queries import letters as due
from recruit.appointment.rules.contract import Offer, Step
from recruit.appointment.rules.letters import Letter
from recruit.approval.operations import items
from recruit.approval.operations import outcome as certificate
from recruit.approval.rules.after import Ground
from recruit.approval.rules.after import Path as Way
from recruit.approval.rules.items import Channel, ItemKind
from recruit.core import clock, db, vault
from recruit.core.errors import AlreadyDone, Kind, Refusal
from recruit.core.keys import file_key
from recruit.demo import living
from recruit.demo.acts import appointment, approval
from recruit.demo.cast import Cast
from recruit.notices.models import Broadcast
from recruit.procedure.rules.milestones import Audience, Column, MilestoneKind
from recruit.web import tasks
from tests import ground, silence
from tests.silence import DEADLINE, NAME, OPENING, World

DAY = date(2023, 3, 14)
FULL = Offer(salary_scale=True, staff_rules=True, reports_to_president=True)


@pytest.fixture
def world(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[World]:
    with silence.made(tmp_path, pytestconfig.getoption("--database")) as made:
        yield made


def step(world: World, which: Step, on: date = DAY, **more: object) -> str:
    return contract.record_step(world.focal_point, step=which, on=on, **more)  # type: ignore[arg-type]


def accepted(world: World) -> None:
    world.certified()
    step(world, Step.OFFER, offer=FULL)
    step(world, Step.ANSWER)


def signed(world: World) -> None:
    accepted(world)
    step(world, Step.CHECKS)
    step(world, Step.SIGNED, first_day=date(2023, 5, 1))


def due_now(reader: Reader) -> list[str]:
    """The kinds of this person's tasks now, of these two rooms."""
    with db.reading() as connection:
        found = tasks.of_person(connection, reader.person_id, clock.now())
    rooms = ("approval", "appointment")
    return [row.kind for row, _task in found if row.kind.split(".")[0] in rooms]


@pytest.mark.rule("T1")
@pytest.mark.rule("P54h")
def test_no_step_before_the_approval_and_nobody_elses(world: World) -> None:
    world.open()
    with pytest.raises(Refusal) as refused:
        step(world, Step.OFFER, offer=FULL)
    assert refused.value.kind is Kind.UNKNOWN
    clock.freeze(DEADLINE + timedelta(days=1))
    certificate.certify(world.president, declared=True)
    member = world.place.reader("A Member", Capacity.MEMBER, seat=2, state="CHL")
    for reader in (world.president, world.office, world.chair, member, world.delegate("CHL")):
        with pytest.raises(Refusal) as refused:
            contract.record_step(reader, step=Step.OFFER, on=DAY, offer=FULL)
        assert refused.value.kind is Kind.UNKNOWN


@pytest.mark.rule("P53g-1")
def test_an_offer_names_the_salary_scale_and_the_staff_rules(world: World) -> None:
    world.certified()
    for missing in (
        Offer(False, True, True),
        Offer(True, False, True),
        Offer(True, True, False),
    ):
        with pytest.raises(Refusal):
            step(world, Step.OFFER, offer=missing)
    assert step(world, Step.OFFER, offer=FULL)


@pytest.mark.rule("T1")
def test_steps_are_dated_in_order_and_leaving_one_out_needs_a_reason(world: World) -> None:
    accepted(world)
    with pytest.raises(Refusal):  # before the checks
        step(world, Step.SIGNED, first_day=date(2023, 5, 1))
    with pytest.raises(Refusal):  # a day in the future
        step(world, Step.CHECKS, on=DAY + timedelta(days=9))
    with pytest.raises(Refusal):
        contract.leave_out(world.focal_point, step=Step.CHECKS, on=DAY, reason=" ")
    contract.leave_out(world.focal_point, step=Step.CHECKS, on=DAY, reason="Done last year.")
    with pytest.raises(Refusal):  # the signature itself can't be left out
        contract.leave_out(world.focal_point, step=Step.SIGNED, on=DAY, reason="No.")
    with pytest.raises(Refusal) as no_start:
        step(world, Step.SIGNED)
    assert no_start.value.rule == "T2"


@pytest.mark.rule("T2")
@pytest.mark.rule("R14")
def test_the_signature_closes_the_procedure_with_a_term_of_48_months(world: World) -> None:
    signed(world)
    assert world.column() is Column.CLOSED
    with db.reading() as connection:
        term = reading.contract(connection, world.procedure_id)
    assert term is not None
    assert (term.first_day, term.last_day) == (date(2023, 5, 1), date(2027, 4, 30))
    closing = ground.rows(models.Closing)
    assert len(closing) == 1 and closing[0].result
    clock.freeze(datetime(2023, 5, 2, 8, 0, tzinfo=UTC))
    step(world, Step.START, on=date(2023, 5, 1))
    step(world, Step.HANDOVER, on=date(2023, 5, 2))


@pytest.mark.rule("T1")
@pytest.mark.rule("S14")
def test_while_the_certificate_is_disputed_the_contract_stops(world: World) -> None:
    world.certified()
    step(world, Step.OFFER, offer=FULL)
    items.register(
        world.office,
        items.Paper(
            channel=Channel.NOTE_VERBALE,
            said=ItemKind.OBJECTION,
            states=("CHL",),
            received_at=DEADLINE - timedelta(hours=1),
            evidence="Stamp",
            summary="Not agreed.",
            late_reason="Found later.",
        ),
    )
    with pytest.raises(Refusal):
        step(world, Step.ANSWER)
    with pytest.raises(Refusal):
        outcome.publish(world.president)
    assert not any(k == "accepted" for k in (s.kind for s in ground.rows(models.Step)[1:]))


@pytest.mark.rule("T3")
def test_a_declined_offer_lapses_and_another_round_may_follow(world: World) -> None:
    world.certified()
    step(world, Step.OFFER, offer=FULL)
    step(world, Step.ANSWER, accepted=False)
    assert world.column() is Column.JUDGING
    told = [b.audience for b in ground.rows(Broadcast) if b.kind == "approval.lapsed"]
    assert "states" in told
    silence.recall(world)
    clock.freeze(clock.now() + timedelta(days=1))
    other = silence.candidate(world, "D22-511", "Another Candidate")
    world.hand_over_id = silence.hand_over(world, other, run=2)
    assert "approval.open_round" in due_now(world.president)
    world.open(datetime(2023, 3, 30, 16, 0, tzinfo=UTC))
    assert world.round().number == 2


@pytest.mark.rule("S18")
def test_published_only_after_acceptance_name_and_position_then_the_start(world: World) -> None:
    world.certified()
    with pytest.raises(Refusal):
        outcome.publish(world.president)
    step(world, Step.OFFER, offer=FULL)
    with pytest.raises(Refusal):
        outcome.publish(world.president)
    step(world, Step.ANSWER)
    outcome.publish(world.president)
    with db.reading() as connection:
        shown = reading.published(connection, world.procedure_id)
    assert shown is not None and shown.name == NAME and shown.first_day is None
    step(world, Step.CHECKS)
    step(world, Step.SIGNED, first_day=date(2023, 5, 1))
    with db.reading() as connection:
        shown = reading.published(connection, world.procedure_id)
    assert shown is not None and shown.first_day == date(2023, 5, 1)
    with pytest.raises(Refusal):
        outcome.publish(world.president)


def _sent(kind: Letter) -> list[str]:
    return [row.candidate_id for row in ground.rows(models.Letter) if row.kind == kind]


def _gone(world: World, maker: Reader, letter: Letter) -> int:
    """Put together, and released by a second person; how many letters went."""
    letters.hold(maker, letter=letter)
    held = next(row for row in ground.rows(models.Held) if row.ended_at is None)
    return letters.release(second(world, maker), held_id=held.id)


def second(world: World, maker: Reader) -> Reader:
    """Who releases what this reader put together."""
    if maker.capacity is Capacity.CHAIR:
        return world.place.reader("Seated Second", Capacity.MEMBER, seat=2, state="CHL")
    return world.place.reader("Staff Second", Capacity.STAFF)


@pytest.mark.rule("D5")
@pytest.mark.rule("R16")
def test_each_letter_goes_from_its_day_to_those_who_are_due_and_to_nobody_else(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    with silence.made(tmp_path, pytestconfig.getoption("--database"), handed_over=False) as world:
        found = silence.judged(world)
        focal, chair = world.focal_point, world.chair
        with pytest.raises(Refusal) as early:
            letters.hold(focal, letter=Letter.NOT_SUITABLE)
        assert early.value.rule == "D5"
        assert not [k for k in due_now(focal) if "letters" in k]
        silence.fact(world, MilestoneKind.INVITED_RELEASED, Audience.RELEASED)
        assert "appointment.letters.not_suitable" in due_now(focal)
        assert _gone(world, focal, Letter.NOT_SUITABLE) == 1
        assert _sent(Letter.NOT_SUITABLE) == [found["unsuitable"]]
        with pytest.raises(Refusal):
            letters.hold(focal, letter=Letter.NOT_SHORTLISTED)
        silence.fact(world, MilestoneKind.INTERVIEWS_BEGUN, Audience.PANEL)
        assert "appointment.letters.not_shortlisted" in due_now(focal)
        assert _gone(world, focal, Letter.NOT_SHORTLISTED) == 1
        assert _sent(Letter.NOT_SHORTLISTED) == [found["listed"]]
        assert not [k for k in due_now(focal) if "letters" in k]
        # the Chair's, never through the GICHD
        for letter in (Letter.INTERVIEWED, Letter.RESERVE):
            with pytest.raises(Refusal):
                letters.hold(focal, letter=letter)
        world.hand_over_id = silence.hand_over(
            world, world.candidate_id, reserve=[found["reserve"]]
        )
        world.certified()
        assert "appointment.letters.interviewed" in due_now(chair)
        assert "appointment.letters.reserve" not in due_now(chair)
        with pytest.raises(Refusal):
            letters.hold(chair, letter=Letter.RESERVE)
        assert _gone(world, chair, Letter.INTERVIEWED) == 1
        assert _sent(Letter.INTERVIEWED) == [found["other"]]
        step(world, Step.OFFER, offer=FULL)
        step(world, Step.ANSWER)
        step(world, Step.CHECKS)
        step(world, Step.SIGNED, first_day=date(2023, 5, 1))
        assert _gone(world, chair, Letter.RESERVE) == 1
        assert _sent(Letter.RESERVE) == [found["reserve"]]
        assert not [k for k in due_now(chair) if "letters" in k]
        sent = [b for b in ground.rows(Broadcast) if b.kind == letters.NOTICE]
        assert all(len(b.recipients.split()) == 1 for b in sent) and len(sent) == 4
        senders = {b.sender for b in sent}
        assert senders == {Capacity.FOCAL_POINT.value, Capacity.CHAIR.value}
        key_id = file_key(found["other"], world.procedure_id)
        row = next(r for r in ground.rows(models.Letter) if r.candidate_id == found["other"])
        told = vault.unseal(key_id, row.sealed, "appointment_letter", row.id)
        whole = " ".join(told["paragraphs"])
        assert "Otto Other" in whole and NAME not in whole and "Rada" not in whole


@pytest.mark.rule("D5")
def test_who_withdrew_gets_no_letter(world: World) -> None:
    found = silence.judged(world)
    with db.writing() as session:
        row = session.get(silence.Candidate, found["unsuitable"])
        assert row is not None
        row.withdrawn_at = clock.now()
        session.add(row)
    with db.reading() as connection:
        assert due.due(connection, world.procedure_id, Letter.NOT_SUITABLE) == []


@pytest.mark.rule("R26")
def test_closing_without_result_after_a_referral_alone(world: World) -> None:
    world.open()
    with pytest.raises(Refusal):
        outcome.close_without_result(world.president, ground=Ground.REFERRED, reason="x")
    world.object("CHL")
    clock.freeze(clock.now() + timedelta(days=1))
    certificate.record_path(world.president, path=Way.REFERRED)
    with pytest.raises(Refusal):
        outcome.close_without_result(world.president, ground=Ground.NO_SUITABLE, reason="x")
    with pytest.raises(Refusal):
        outcome.close_without_result(world.president, ground=Ground.REFERRED, reason=" ")
    outcome.close_without_result(
        world.president, ground=Ground.REFERRED, reason="The Meeting takes it up."
    )
    assert world.column() is Column.CLOSED
    assert not ground.rows(models.Closing)[0].result


@pytest.mark.rule("R9")
def test_every_act_of_the_way_is_somebodys_task(world: World) -> None:
    assert "approval.open_round" in due_now(world.president)
    assert "approval.draft" in due_now(world.office)
    world.open()
    assert due_now(world.president) == []
    assert due_now(world.office) == ["approval.register"]
    assert due_now(world.delegate("CHL")) == ["approval.read_proposal"]
    clock.freeze(DEADLINE + timedelta(seconds=1))
    assert due_now(world.president) == ["approval.certify"]
    assert due_now(world.delegate("CHL")) == []
    certificate.certify(world.president, declared=True)
    assert due_now(world.focal_point) == ["appointment.step.offer"]
    step(world, Step.OFFER, on=date(2023, 3, 13), offer=FULL)
    step(world, Step.ANSWER, on=date(2023, 3, 13))
    assert "appointment.publish" in due_now(world.president)
    step(world, Step.CHECKS, on=date(2023, 3, 13))
    assert due_now(world.focal_point) == ["appointment.step.signed"]
    step(world, Step.SIGNED, on=date(2023, 3, 13), first_day=date(2023, 5, 1))
    assert due_now(world.focal_point) == []
    clock.freeze(datetime(2023, 5, 1, 8, 0, tzinfo=UTC))
    assert due_now(world.focal_point) == ["appointment.step.start"]


@pytest.mark.rule("R9")
def test_the_invented_people_carry_it_from_the_hand_over_to_the_start(world: World) -> None:
    cast = Cast(world.procedure_id, world.place.name)
    found = silence.judged(world)
    delegates = [world.delegate(state) for state in ("CHL", "MEX", "NOR")]
    seconds = [second(world, world.focal_point), second(world, world.chair)]
    people = [
        world.president,
        world.office,
        world.focal_point,
        world.chair,
        *seconds,
        *delegates,
    ]
    acts = {**approval.ACTS, **appointment.ACTS}
    silent = 0
    for moment in (
        OPENING,
        OPENING + timedelta(days=3),
        DEADLINE + timedelta(hours=16),
        DEADLINE + timedelta(days=2),
        datetime(2023, 5, 1, 8, 0, tzinfo=UTC),
        datetime(2023, 5, 2, 8, 0, tzinfo=UTC),
    ):
        clock.freeze(moment)
        for _pass in range(6):
            for person in people:
                with db.reading() as connection:
                    mine = tasks.of_person(connection, person.person_id, clock.now())
                    grants = {
                        row.capacity: living.reader_of(
                            connection,
                            row.procedure_id,
                            person.person_id,
                            Capacity(row.capacity),
                        )
                        for row, _task in mine
                    }
                for row, _task in mine:
                    if row.kind not in acts or "not_" in row.kind:
                        continue
                    try:
                        acts[row.kind](cast, row, grants[row.capacity])
                    except AlreadyDone:
                        silent += 1
    assert found and silent
    assert world.column() is Column.CLOSED
    assert [i.said for i in world.round().facts.items] == [ItemKind.SUPPORT]
    assert [s.kind for s in ground.rows(models.Step)] == [
        "offer",
        "accepted",
        "checks",
        "signed",
        "start",
        "handover",
    ]
    with db.reading() as connection:
        term = reading.contract(connection, world.procedure_id)
        assert reading.published(connection, world.procedure_id) is not None
    assert term is not None and term.first_day == date(2023, 5, 1)
    assert due_now(world.focal_point) == []
    assert due_now(world.president) == [] and due_now(world.chair) == []
