"""Unclear letters, objections taken back, disputes with letters, reminders (S7, S11, S14, S20)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from recruit.access.rules import Capacity
from recruit.accounts.models import Person
from recruit.applications.models import Tally
from recruit.applications.operations import changing
from recruit.appointment.operations import contract
from recruit.appointment.operations import outcome as closing
from recruit.appointment.rules.contract import Offer, Step
from recruit.approval.operations import (
    following,
    items,
    outcome,
    questions,
    rounds,
    withdrawals,
)
from recruit.approval.rules.after import Ground
from recruit.approval.rules.items import Channel, ItemKind
from recruit.approval.rules.reminders import due
from recruit.approval.rules.round import RoundState
from recruit.core import clock, db, ids, keys, sealing, vault
from recruit.core.errors import Refusal
from recruit.notices import outbox
from recruit.notices.models import Broadcast, Delivery
from recruit.notices.operations import body_place
from recruit.panel.models import Meeting, Motion
from recruit.report.models import Decision, Report
from recruit.report.operations import finding
from recruit.web import tasks
from tests import silence
from tests.silence import DEADLINE, OPENING, World


@pytest.fixture
def world(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[World]:
    with silence.made(tmp_path, pytestconfig.getoption("--database")) as made:
        yield made


def told(kind: str) -> list[Broadcast]:
    with db.writing() as session:
        return list(session.exec(select(Broadcast).where(Broadcast.kind == kind)).all())


def text(row: Broadcast) -> str:
    said = sealing.unseal_json(keys.ring().get(row.key_id), row.body, body_place(row.id))
    return " ".join([said["subject"], *said["paragraphs"]])


def unclear(world: World, **more: object) -> items.Recorded:
    return items.register(world.office, silence.paper(said=ItemKind.UNCLEAR, **more))[0]


def item_id(receipt: str) -> str:
    with db.writing() as session:
        found = session.exec(
            select(items.models.Item).where(items.models.Item.receipt == receipt)
        ).one()
        return found.id


@pytest.mark.rule("S7")
def test_the_president_asks_about_an_unclear_letter_and_the_clock_goes_on(world: World) -> None:
    world.open()
    clock.freeze(OPENING + timedelta(days=1))
    one = item_id(unclear(world).receipt)
    withdrawals.ask_about(world.president, item_id=one, text="Do you object?")
    letters = told("approval.asked")
    assert [b.audience for b in letters] == ["state:CHL"]
    assert "Do you object?" in text(letters[0]) and "18:00:00" in text(letters[0])
    assert world.round().deadline(clock.now()) == DEADLINE
    assert world.state() is RoundState.OPEN
    clock.freeze(DEADLINE)
    with pytest.raises(Refusal, match="deadline has come"):
        withdrawals.ask_about(world.president, item_id=one, text="And now?")


@pytest.mark.rule("S7")
@pytest.mark.rule("S10")
def test_an_unclear_letter_that_nobody_settled_breaks_at_the_deadline_and_all_are_told(
    world: World,
) -> None:
    world.open()
    clock.freeze(OPENING + timedelta(days=1))
    unclear(world)
    clock.freeze(DEADLINE - timedelta(milliseconds=1))
    following.follow(clock.now())
    assert world.state() is RoundState.OPEN and told("approval.broken") == []
    clock.freeze(DEADLINE)
    following.follow(clock.now())
    following.follow(clock.now())
    assert world.state() is RoundState.BROKEN
    assert [b.audience for b in told("approval.broken")].count("states") == 1
    clock.freeze(DEADLINE + timedelta(hours=1))
    with pytest.raises(Refusal):
        outcome.certify(world.president, declared=True)


@pytest.mark.rule("S7")
def test_settled_as_an_objection_it_broke_from_its_receipt(world: World) -> None:
    world.open()
    clock.freeze(OPENING + timedelta(days=1))
    one = unclear(world)
    clock.freeze(OPENING + timedelta(days=2))
    assert items.settle(world.president, item_id=item_id(one.receipt), settled=ItemKind.OBJECTION)
    with db.writing() as session:
        row = session.exec(select(items.models.Break)).one()
        assert row.at == OPENING + timedelta(days=1) - timedelta(minutes=5)


@pytest.mark.rule("S11")
def test_an_objection_taken_back_does_not_revive_the_round_but_lets_another_open(
    world: World,
) -> None:
    world.open()
    clock.freeze(OPENING + timedelta(days=1))
    first, second = world.object("CHL").receipt, world.object("ZMB").receipt
    with pytest.raises(Refusal):
        withdrawals.withdraw(world.delegate("ZMB"), reference=first)
    assert not withdrawals.withdraw(world.delegate("CHL"), reference=first)
    assert world.state() is RoundState.BROKEN
    later = datetime(2023, 3, 20, 17, 0, tzinfo=UTC)
    with pytest.raises(Refusal):
        rounds.open_round(world.president, deadline=later)
    assert withdrawals.register_withdrawal(
        world.office,
        item_id=item_id(second),
        channel=Channel.NOTE_VERBALE,
        received_at=clock.now(),
        evidence="Stamp of the registry",
        summary="The mission takes its objection back.",
    )
    assert world.state() is RoundState.BROKEN
    assert {b.audience for b in told("approval.all_withdrawn")} == {
        "capacity:president",
        "capacity:office",
    }
    with pytest.raises(Refusal, match="already"):
        withdrawals.withdraw(world.delegate("CHL"), reference=first)
    rounds.open_round(world.president, deadline=later)  # before the broken round's deadline
    assert world.round().number == 2 and world.state() is RoundState.OPEN


@pytest.mark.rule("S11")
@pytest.mark.rule("S6")
def test_a_telephone_call_takes_nothing_back_and_an_open_round_has_nothing_to_take_back(
    world: World,
) -> None:
    world.open()
    clock.freeze(OPENING + timedelta(days=1))
    one = unclear(world)
    with pytest.raises(Refusal, match="not broken"):
        withdrawals.withdraw(world.delegate("CHL"), reference=one.receipt)
    objection = world.object("ZMB").receipt
    with pytest.raises(Refusal, match="in writing"):
        withdrawals.register_withdrawal(
            world.office,
            item_id=item_id(objection),
            channel=Channel.TELEPHONE,
            received_at=clock.now(),
            evidence="A call",
            summary="They called.",
        )


@pytest.mark.rule("S11")
@pytest.mark.rule("W15")
def test_a_delegate_takes_it_back_on_the_receipts_page_after_a_second_factor(world: World) -> None:
    world.open()
    clock.freeze(OPENING + timedelta(days=1))
    receipt = world.object("CHL").receipt
    browser = silence.browser(world, world.delegate("CHL"))
    path = browser.path(Capacity.DELEGATE, f"approval/letters/{receipt}")
    assert "Take the objection back" in browser.get(path).text
    other = silence.browser(world, world.delegate("ZMB"))
    at = other.path(Capacity.DELEGATE, f"approval/letters/{receipt}/withdraw")
    assert other.post(at).status_code == 404
    stale = silence.stale(world, world.delegate("CHL"))
    stale.post(f"{path}/withdraw")
    assert told("approval.all_withdrawn") == []
    fresh = silence.browser(world, world.delegate("CHL"))
    assert fresh.post(f"{path}/withdraw").status_code == 303
    page = fresh.get(path).text
    assert "does not revive the round" in page and "Take the objection back" not in page
    office = silence.browser(world, world.office)
    assert "Taken back on" in office.get(office.path(Capacity.OFFICE, "approval/items")).text


@pytest.mark.rule("S14")
def test_a_dispute_is_told_to_all_without_a_name_and_its_reasons_to_the_state_alone(
    world: World,
) -> None:
    world.certified()
    late = silence.paper(received_at=DEADLINE - timedelta(hours=2), late_reason="Misfiled.")
    receipt = items.register(world.office, late)[0].receipt
    opened = [b for b in told("approval.disputed") if b.audience == "states"]
    assert len(opened) == 1 and "Chile" not in text(opened[0])
    outcome.ask_to_end_dispute(
        world.president, item_id=item_id(receipt), annul=False, reason="The stamp is forged."
    )
    with db.writing() as session:
        dispute = session.exec(select(items.models.Dispute)).one().id
    outcome.end_dispute(world.office, dispute_id=dispute)
    ended = [b for b in told("approval.dispute_ended") if b.audience == "states"]
    assert len(ended) == 1 and "forged" not in text(ended[0]) and "Chile" not in text(ended[0])
    reasons = told("approval.reasons")
    assert [b.audience for b in reasons] == ["state:CHL"] and "forged" in text(reasons[0])


@pytest.mark.rule("S3")
def test_reminders_are_due_once_for_each_lead_and_anew_after_a_lengthening() -> None:
    days, three, last = (
        "approval.reminder.days",
        "approval.reminder.three",
        "approval.reminder.last",
    )
    assert due(OPENING, DEADLINE, {}, DEADLINE - timedelta(days=7, seconds=1)) == ""
    assert due(OPENING, DEADLINE, {}, DEADLINE - timedelta(days=7)) == days
    sent = {days: DEADLINE - timedelta(days=7)}
    assert due(OPENING, DEADLINE, sent, DEADLINE - timedelta(days=5)) == ""
    assert due(OPENING, DEADLINE, sent, DEADLINE - timedelta(hours=72)) == three
    assert due(OPENING, DEADLINE, {}, DEADLINE - timedelta(hours=3)) == last  # the latest alone
    assert due(OPENING, DEADLINE, {}, DEADLINE) == ""
    later = DEADLINE + timedelta(days=7)
    assert due(OPENING, later, {**sent, last: DEADLINE - timedelta(hours=24)}, DEADLINE) == days
    short = DEADLINE - timedelta(hours=72)
    assert due(short, DEADLINE, {}, short + timedelta(hours=1)) == ""  # not at the opening itself


@pytest.mark.rule("S17")
def test_delegates_are_reminded_by_a_link_and_who_muted_mails_gets_the_line_alone(
    world: World,
) -> None:
    muted, other = world.delegate("CHL"), world.delegate("ZMB")
    with db.writing() as session:
        person = session.get(Person, muted.person_id)
        assert person is not None
        person.muted = True
        session.add(person)
    world.open()
    outbox.expand(clock.now())
    outbox.send_due(clock.now())
    clock.freeze(DEADLINE - timedelta(hours=20))
    for _ in range(3):
        following.follow(clock.now())
    sent = told("approval.reminder.last")
    assert [b.audience for b in sent] == ["capacity:delegate"] and sent[0].body is None
    outbox.expand(clock.now())
    with db.writing() as session:
        mails = session.exec(select(Delivery).where(Delivery.broadcast_id == sent[0].id)).all()
        assert [m.recipient for m in mails] == [other.person_id]
    world.object("NOR")
    clock.freeze(DEADLINE - timedelta(hours=1))
    following.follow(clock.now())
    assert len(told("approval.reminder.last")) == 1


def due_kinds(person_id: str) -> set[str]:
    """The kinds of this person's tasks now."""
    with db.reading() as connection:
        return {row.kind for row, _task in tasks.of_person(connection, person_id, clock.now())}


def found_nobody(world: World, *, lodged: bool) -> None:
    """The panel's decision that names nobody, and its report, as that room writes them."""
    panel, now = keys.panel_key(world.procedure_id), clock.now()
    names = [ids.new() for _ in range(4)]
    words = {
        "reason": "No candidate reached the grid's third level.",
        "choice_reason": "",
        "finding": "none-recommendable",
        "reserve": [],
    }
    with db.writing() as session:
        session.add(
            Meeting(
                id=names[0],
                procedure_id=world.procedure_id,
                number=7,
                held_at=now,
                present="",
                sealed=vault.seal(panel, {}, "panel_meeting", names[0]),
                by_grant=world.chair.grant_id,
            )
        )
        session.flush()
        session.add(
            Motion(
                id=names[1],
                procedure_id=world.procedure_id,
                meeting_id=names[0],
                kind="final",
                by="consensus",
                carried=True,
                sealed=vault.seal(panel, {}, "panel_motion", names[1]),
                at=now,
            )
        )
        session.flush()
        session.add(
            Decision(
                id=names[2],
                procedure_id=world.procedure_id,
                run=1,
                candidate_id=None,
                motion_id=names[1],
                sealed=vault.seal(panel, words, "report_decision", names[2]),
                at=now,
            )
        )
        session.add(
            Report(
                id=names[3],
                procedure_id=world.procedure_id,
                number=1,
                run=1,
                opened_at=now,
                lodged_at=now if lodged else None,
                decision_id=names[2] if lodged else None,
            )
        )


@pytest.mark.rule("R26")
@pytest.mark.rule("S1")
def test_closing_on_a_finding_needs_its_hand_over_which_gives_that_sentence_alone(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    with silence.made(tmp_path, pytestconfig.getoption("--database"), handed_over=False) as world:

        def close(ground: Ground = Ground.NONE_RECOMMENDABLE) -> str:
            return closing.close_without_result(world.president, ground=ground, reason="As found.")

        with pytest.raises(Refusal, match="no such finding"):
            finding.give(world.chair)
        found_nobody(world, lodged=True)
        assert "report.hand_over_finding" in due_kinds(world.chair.person_id)
        with pytest.raises(Refusal, match="handed over no such finding"):
            close()
        page = silence.browser(world, world.president)
        before = page.get(page.path(Capacity.PRESIDENT, "appointment/close")).text
        assert "nobody of those interviewed" not in before
        with pytest.raises(Refusal):
            finding.give(world.president)
        finding.give(world.chair)
        with pytest.raises(Refusal, match="already"):
            finding.give(world.chair)
        assert "report.hand_over_finding" not in due_kinds(world.chair.person_id)
        after = page.get(page.path(Capacity.PRESIDENT, "appointment/close")).text
        assert "nobody of those interviewed" in after and "third level" not in after
        assert {b.audience for b in told("report.finding")} == {
            "capacity:president",
            "capacity:office",
        }
        with pytest.raises(Refusal):
            close(Ground.NO_THREE_VOTES)
        close()
        letters = [b for b in told("appointment.closed") if b.audience == "states"]
        assert len(letters) == 1 and world.column().value == "closed"


@pytest.mark.rule("R26")
def test_a_finding_without_its_report_is_not_handed_over(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    with silence.made(tmp_path, pytestconfig.getoption("--database"), handed_over=False) as world:
        found_nobody(world, lodged=False)
        with pytest.raises(Refusal, match="not lodged"):
            finding.give(world.chair)


@pytest.mark.rule("S14")
def test_a_timely_letter_after_the_contract_annuls_nothing_and_is_told_to_all(
    world: World,
) -> None:
    world.certified()
    day = date(2023, 3, 14)
    full = Offer(salary_scale=True, staff_rules=True, reports_to_president=True)
    contract.record_step(world.focal_point, step=Step.OFFER, on=day, offer=full)
    for step in (Step.ANSWER, Step.CHECKS):
        contract.record_step(world.focal_point, step=step, on=day)
    contract.record_step(world.focal_point, step=Step.SIGNED, on=day, first_day=date(2023, 5, 1))
    clock.freeze(clock.now() + timedelta(days=1))
    items.register(
        world.office,
        silence.paper(received_at=DEADLINE - timedelta(hours=2), late_reason="Misfiled."),
    )
    assert world.state() is RoundState.CERTIFIED and told("approval.disputed") == []
    letters = [b for b in told("approval.after_signature") if b.audience == "states"]
    assert len(letters) == 1 and "Chile" not in text(letters[0])
    assert "Meeting of States Parties" in text(letters[0])


@pytest.mark.rule("S20")
def test_a_question_breaks_nothing_and_is_answered_to_its_state_or_to_all(world: World) -> None:
    world.open()
    clock.freeze(OPENING + timedelta(days=1))
    first = questions.ask(world.delegate("CHL"), text="How long is the term?")
    questions.answer(world.president, question_id=first, text="Four years.", to_all=False)
    assert "capacity:delegate" not in {b.audience for b in told("approval.answered")}
    second = questions.ask(world.delegate("CHL"), text="Where is the seat?")
    questions.answer(world.president, question_id=second, text="Geneva.", to_all=True)
    assert "capacity:delegate" in {b.audience for b in told("approval.answered")}
    with pytest.raises(Refusal, match="answered once"):
        questions.answer(world.president, question_id=second, text="Again.", to_all=True)
    assert world.state() is RoundState.OPEN
    assert world.round().deadline(clock.now()) == DEADLINE
    other = silence.browser(world, world.delegate("NOR"))
    page = other.get(other.path(Capacity.DELEGATE, "approval/")).text
    assert "Geneva." in page and "Four years." not in page


@pytest.mark.rule("S1")
def test_a_withdrawal_by_the_candidate_handed_over_is_told_to_chair_and_president(
    world: World,
) -> None:
    others = silence.judged(world)
    with db.writing() as session:
        session.add(Tally(procedure_id=world.procedure_id))
    for candidate_id in (others["reserve"], world.candidate_id):
        changing.withdraw(
            world.focal_point,
            candidate_id=candidate_id,
            received_at=clock.now(),
            evidence="Mail of today",
        )
    president = told("applications.candidate_left")
    assert [(b.audience, b.object_id) for b in president] == [
        ("capacity:president", world.candidate_id)
    ]
    assert len(told("applications.left_before")) == 2  # no interview has started in this world
