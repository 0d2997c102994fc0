"""A round of written silence through its operations: opened, kept, broken, certified."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recruit.approval import letters
from recruit.approval.operations import items, outcome, rounds
from recruit.approval.queries import rounds as reading
from recruit.approval.rules.items import Channel, ItemKind, objecting
from recruit.approval.rules.round import RoundState
from recruit.core import clock, db
from recruit.core.errors import Kind, Refusal
from recruit.notices import outbox
from recruit.notices.models import Broadcast, Delivery
from recruit.procedure import queries as procedure_queries
from recruit.procedure.rules.milestones import Column, MilestoneKind
from tests import ground, silence
from tests.silence import DEADLINE, NAME, OPENING, World


@pytest.fixture
def world(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[World]:
    with silence.made(tmp_path, pytestconfig.getoption("--database")) as made:
        yield made


@pytest.mark.rule("S1")
@pytest.mark.rule("P53f-2")
def test_opening_without_hand_over_is_refused_with_that_alone(tmp_path: Path) -> None:
    with silence.made(tmp_path, handed_over=False) as world:
        # a deadline that is refused too, and nothing of it is said
        with pytest.raises(Refusal) as refused:
            rounds.open_round(world.president, deadline=clock.now() + timedelta(hours=1))
        assert refused.value.reason == "No hand-over."
        with pytest.raises(Refusal) as again:
            rounds.save_draft(world.office, paragraphs=["x"], address="", version=0)
        assert again.value.reason == "No hand-over."


@pytest.mark.rule("S1")
def test_recalled_hand_over_opens_nothing(world: World) -> None:
    silence.recall(world)
    with pytest.raises(Refusal) as refused:
        world.open()
    assert refused.value.reason == "Recalled."


@pytest.mark.rule("S2")
def test_71_hours_from_friday_to_monday_are_refused(world: World) -> None:
    clock.freeze(datetime(2023, 3, 24, 17, 0, tzinfo=UTC))
    with pytest.raises(Refusal) as refused:
        rounds.open_round(world.president, deadline=datetime(2023, 3, 27, 16, 0, tzinfo=UTC))
    assert refused.value.rule == "S2"
    rounds.open_round(world.president, deadline=datetime(2023, 3, 27, 17, 0, tzinfo=UTC))
    assert world.state() is RoundState.OPEN


@pytest.mark.rule("S1")
@pytest.mark.rule("S17")
@pytest.mark.rule("P53f-3")
def test_opening_sends_one_letter_to_every_state_party_and_names_the_candidate(
    world: World,
) -> None:
    world.open()
    assert world.column() is Column.SILENCE
    view = world.round()
    content = reading.content(view)
    assert content is not None
    text = " ".join(content.letter["paragraphs"])
    assert NAME in text and letters.DECISION in text and silence.BIOGRAPHY in text
    assert "Monday 13 March 2023, 18:00:00 Geneva (UTC+1), 17:00:00 UTC" in text
    outbox.expand(clock.now())
    sent = [b for b in ground.rows(Broadcast) if b.kind == "approval.opened"]
    to_states = [b for b in sent if b.audience == "states"]
    assert len(to_states) == 1
    deliveries = [d for d in ground.rows(Delivery) if d.broadcast_id == to_states[0].id]
    assert len({d.recipient for d in deliveries}) == 110
    with pytest.raises(Refusal):
        rounds.open_round(world.president, deadline=DEADLINE)


@pytest.mark.rule("R9")
@pytest.mark.rule("R22")
@pytest.mark.rule("S1")
def test_nobody_but_the_president_opens_or_certifies(world: World) -> None:
    for reader in (world.office, world.chair, world.focal_point, world.delegate("CHL")):
        with pytest.raises(Refusal) as refused:
            rounds.open_round(reader, deadline=DEADLINE)
        assert refused.value.kind is Kind.UNKNOWN
    world.open()
    clock.freeze(DEADLINE + timedelta(days=1))
    for reader in (world.office, world.chair, world.focal_point, world.delegate("CHL")):
        with pytest.raises(Refusal) as refused:
            outcome.certify(reader, declared=True)
        assert refused.value.kind is Kind.UNKNOWN
    assert world.state() is RoundState.EXPIRED


@pytest.mark.rule("W8")
def test_a_state_whose_address_ended_must_be_named_at_the_opening(world: World) -> None:
    with db.writing() as session:
        contact = next(c for c in ground.rows(silence.Contact) if c.state_id == "MWI")
        row = session.get(silence.Contact, contact.id)
        assert row is not None
        row.ended_at = clock.now()
        session.add(row)
    clock.freeze(OPENING)
    with pytest.raises(Refusal) as refused:
        rounds.open_round(world.president, deadline=DEADLINE)
    assert "Malawi" in refused.value.reason
    rounds.open_round(world.president, deadline=DEADLINE, named=["MWI"])


@pytest.mark.rule("S3")
def test_the_deadline_is_lengthened_twice_for_all_and_never_shortened(world: World) -> None:
    world.open()
    with pytest.raises(Refusal):
        rounds.lengthen(world.president, deadline=DEADLINE - timedelta(days=3), reason="earlier")
    with pytest.raises(Refusal):  # a Saturday
        rounds.lengthen(world.president, deadline=DEADLINE + timedelta(days=5), reason="weekend")
    for days in (1, 2):
        rounds.lengthen(
            world.president, deadline=DEADLINE + timedelta(days=days), reason="Asked for."
        )
    with pytest.raises(Refusal):
        rounds.lengthen(world.president, deadline=DEADLINE + timedelta(days=3), reason="again")
    assert world.round().deadline(clock.now()) == DEADLINE + timedelta(days=2)
    told = [b for b in ground.rows(Broadcast) if b.kind == "approval.lengthened"]
    assert [b.audience for b in told].count("states") == 2


@pytest.mark.rule("S3")
@pytest.mark.rule("S15")
def test_at_the_deadline_itself_nothing_is_lengthened_or_cancelled(world: World) -> None:
    world.open()
    clock.freeze(DEADLINE)
    with pytest.raises(Refusal):
        rounds.lengthen(world.president, deadline=DEADLINE + timedelta(days=1), reason="late")
    with pytest.raises(Refusal):
        rounds.cancel(world.president, reason="late")
    assert world.state() is RoundState.OPEN


@pytest.mark.rule("S9")
@pytest.mark.rule("S10")
def test_the_deadlines_very_second_still_breaks(world: World) -> None:
    world.open()
    clock.freeze(DEADLINE + timedelta(milliseconds=999))
    recorded = world.object("CHL")
    assert recorded.kind is ItemKind.OBJECTION and recorded.broke
    assert world.state() is RoundState.BROKEN
    assert MilestoneKind.ROUND_BROKEN in world.kinds()


@pytest.mark.rule("S9")
@pytest.mark.rule("S7")
def test_one_second_later_is_recorded_and_without_effect(world: World) -> None:
    world.open()
    clock.freeze(DEADLINE + timedelta(seconds=1))
    recorded = world.object("CHL")
    assert recorded.kind is ItemKind.LATE and not recorded.broke and recorded.receipt
    assert world.state() is RoundState.EXPIRED
    outcome.certify(world.president, declared=True)
    assert world.state() is RoundState.CERTIFIED


@pytest.mark.rule("S7")
@pytest.mark.parametrize("said", [ItemKind.STATEMENT, ItemKind.SUPPORT, ItemKind.MORE_TIME])
def test_what_is_no_objection_does_not_break(world: World, said: ItemKind) -> None:
    world.open()
    assert not world.object("CHL", said).broke
    assert world.state() is RoundState.OPEN


@pytest.mark.rule("S7")
def test_an_amendment_breaks_and_support_cures_nothing(world: World) -> None:
    world.open()
    assert world.object("CHL", ItemKind.AMENDMENT).broke
    world.object("NOR", ItemKind.SUPPORT)
    assert world.state() is RoundState.BROKEN


@pytest.mark.rule("S10")
@pytest.mark.rule("S6")
@pytest.mark.rule("R9")
def test_all_states_are_told_of_a_break_once_and_no_state_is_named(world: World) -> None:
    world.open()
    world.object("CHL")
    items.break_silence(
        world.delegate("CHL", 2),
        said=ItemKind.OBJECTION,
        text="We too.",
        name="A second delegate",
        function="Attaché",
    )
    world.object("MEX")
    told = [
        b for b in ground.rows(Broadcast) if b.kind == "approval.broken" and b.audience == "states"
    ]
    assert len(told) == 1
    outbox.expand(clock.now())
    outbox.send_due(clock.now(), most=2000)
    mails = [p.read_text() for p in (world.place.folder / "mail").glob("*.eml")]
    broken = [m for m in mails if "Subject: Silence was broken" in m and "To: mission@" in m]
    assert len(broken) == 110
    assert not any("Chile" in m or "CHL" in m for m in broken if "chl.example" not in m)
    confirmed = [b for b in ground.rows(Broadcast) if b.kind == "approval.recorded"]
    assert {b.audience for b in confirmed if b.audience.startswith("state:")} == {
        "state:CHL",
        "state:MEX",
    }
    facts = world.round().facts
    assert len(facts.items) == 3
    assert objecting(facts.items, DEADLINE, clock.now()) == {"CHL", "MEX"}


@pytest.mark.rule("S5")
def test_a_signatory_objects_and_it_is_filed_as_no_standing(world: World) -> None:
    world.open()
    recorded = world.object("AGO")
    assert recorded.kind is ItemKind.NO_STANDING and recorded.receipt
    assert world.state() is RoundState.OPEN


@pytest.mark.rule("S4")
def test_a_state_may_object_from_the_day_it_becomes_party(world: World) -> None:
    clock.freeze(datetime(2023, 7, 25, 9, 0, tzinfo=UTC))
    world.open(datetime(2023, 8, 8, 16, 0, tzinfo=UTC))
    clock.freeze(datetime(2023, 7, 31, 21, 59, tzinfo=UTC))  # 23:59 in Geneva
    assert world.object("NGA").kind is ItemKind.NO_STANDING
    clock.freeze(datetime(2023, 7, 31, 22, 0, tzinfo=UTC))  # 00:00 of 1 August in Geneva
    assert world.object("NGA").broke


@pytest.mark.rule("S6")
def test_a_delegate_after_accreditation_ended_finds_nothing(world: World) -> None:
    world.open()
    delegate = world.delegate("CHL")
    world.place.end(delegate)
    with pytest.raises(Refusal) as refused:
        items.break_silence(
            delegate,
            said=ItemKind.OBJECTION,
            text="I still object.",
            name="A former delegate",
            function="Counsellor",
        )
    assert refused.value.kind is Kind.UNKNOWN
    assert world.state() is RoundState.OPEN and not world.round().facts.items


@pytest.mark.rule("S6")
@pytest.mark.rule("S8")
def test_a_note_verbale_breaks_as_of_its_receipt(world: World) -> None:
    world.open()
    clock.freeze(OPENING + timedelta(days=1))
    with pytest.raises(Refusal):  # in the future
        items.register(world.office, silence.paper(received_at=clock.now() + timedelta(minutes=1)))
    with pytest.raises(Refusal):  # before the opening
        items.register(world.office, silence.paper(received_at=OPENING - timedelta(seconds=1)))
    with pytest.raises(Refusal):  # without evidence
        items.register(world.office, silence.paper(evidence=" "))
    late = clock.now() - timedelta(seconds=3601)
    with pytest.raises(Refusal):  # an hour and a second, without reason
        items.register(world.office, silence.paper(received_at=late))
    assert not world.round().facts.items
    items.register(
        world.office, silence.paper(received_at=late, late_reason="The registry was closed.")
    )
    assert world.state() is RoundState.BROKEN
    with db.reading() as connection:
        row = ground.rows(items.models.Break)[0]
        assert row.at == late
        assert procedure_queries.milestones(connection, world.procedure_id)[-1].kind is (
            MilestoneKind.ROUND_BROKEN
        )


@pytest.mark.rule("S6")
def test_a_joint_letter_makes_one_record_for_each_state(world: World) -> None:
    world.open()
    clock.freeze(OPENING + timedelta(hours=2))
    recorded = items.register(world.office, silence.paper(states=("CHL", "MEX", "CHL", "AGO")))
    assert [r.kind for r in recorded] == [
        ItemKind.OBJECTION,
        ItemKind.OBJECTION,
        ItemKind.NO_STANDING,
    ]
    written = ground.rows(items.models.Item)
    assert len({i.joint for i in written}) == 1 and written[0].joint


@pytest.mark.rule("S6")
@pytest.mark.parametrize("channel", [Channel.OTHER_MAIL, Channel.TELEPHONE])
def test_what_is_not_in_due_form_is_noted_only(world: World, channel: Channel) -> None:
    world.open()
    clock.freeze(OPENING + timedelta(hours=2))
    recorded = items.register(world.office, silence.paper(channel=channel))
    assert recorded[0].kind is ItemKind.NOTED and not recorded[0].broke
    assert world.state() is RoundState.OPEN


@pytest.mark.rule("S5")
def test_an_organisations_letter_has_no_standing(world: World) -> None:
    world.open()
    clock.freeze(OPENING + timedelta(hours=2))
    recorded = items.register(
        world.office, silence.paper(states=(), author="An invented organisation")
    )
    assert recorded[0].kind is ItemKind.NO_STANDING
    assert world.state() is RoundState.OPEN


@pytest.mark.rule("S7")
def test_an_unclear_letter_is_settled_before_the_deadline_or_breaks_at_it(world: World) -> None:
    world.open()
    clock.freeze(OPENING + timedelta(hours=2))
    items.register(world.office, silence.paper(said=ItemKind.UNCLEAR))
    items.register(world.office, silence.paper(said=ItemKind.UNCLEAR, states=("MEX",)))
    first, second = (i.ref for i in world.round().facts.items)
    items.settle(world.president, item_id=first, settled=ItemKind.STATEMENT)
    assert world.state() is RoundState.OPEN
    clock.freeze(DEADLINE)
    with pytest.raises(Refusal):
        items.settle(world.president, item_id=second, settled=ItemKind.STATEMENT)
    clock.freeze(DEADLINE + timedelta(seconds=5))
    assert world.state() is RoundState.BROKEN
    outcome.certify(world.president, declared=True)  # what it records is the break
    assert world.kinds()[-1] is MilestoneKind.ROUND_BROKEN
    assert world.column() is Column.SILENCE
