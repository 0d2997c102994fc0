"""A round of silence: deadline, items, state, certificate, dispute."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.approval.rules import items as it
from recruit.approval.rules import round as rd
from recruit.approval.rules.items import Channel, Item, ItemKind
from recruit.approval.rules.round import (
    CERTIFICATION,
    CertificationFacts,
    Dispute,
    DisputeEnd,
    Facts,
    Lengthening,
    RoundState,
)
from recruit.core.errors import Refusal, require
from recruit.procedure.rules.calendar import at_geneva

US, SEC, HOUR = timedelta(microseconds=1), timedelta(seconds=1), timedelta(hours=1)
OPENED = at_geneva(date(2023, 3, 6), time(10))
DEADLINE = at_geneva(date(2023, 3, 20), time(18))
ROUND = Facts(OPENED, DEADLINE)
LATE = DEADLINE + SEC


def item(
    received: datetime, said: ItemKind = ItemKind.OBJECTION, state: str = "AUT", **more: object
) -> Item:
    values = {"ref": f"{state}1", "registered_at": received, **more}
    return Item(state=state, said=said, received_at=received, **values)  # type: ignore[arg-type]


def with_items(*items: Item, **more: object) -> Facts:
    return replace(ROUND, items=items, **more)  # type: ignore[arg-type]


# ---- S2


@pytest.mark.rule("S2")
def test_seventy_two_hours_are_elapsed_time_and_the_spring_weekend_has_seventy_one() -> None:
    friday, monday = (at_geneva(d, time(18)) for d in (date(2023, 3, 24), date(2023, 3, 27)))
    assert monday - friday == timedelta(hours=71)
    assert not rd.check_deadline(friday, monday)
    assert rd.check_deadline(friday, monday + HOUR)
    assert not rd.check_deadline(friday, monday + HOUR - US)


@pytest.mark.rule("S2")
def test_the_autumn_weekend_has_seventy_three_hours() -> None:
    friday, monday = (at_geneva(d, time(18)) for d in (date(2022, 10, 28), date(2022, 10, 31)))
    assert monday - friday == timedelta(hours=73)
    assert rd.check_deadline(friday, monday - HOUR)
    assert not rd.check_deadline(friday, monday - HOUR - US)


@pytest.mark.rule("S2")
def test_the_deadline_falls_on_monday_to_friday_in_geneva() -> None:
    assert not rd.check_deadline(OPENED, at_geneva(date(2023, 3, 18), time(0)))
    assert not rd.check_deadline(OPENED, at_geneva(date(2023, 3, 19), time(23, 59)))
    assert rd.check_deadline(OPENED, at_geneva(date(2023, 3, 20), time(0)))  # Sunday in UTC


@pytest.mark.rule("S2")
def test_the_default_is_fourteen_days_at_eighteen_and_a_weekend_moves_to_monday() -> None:
    assert rd.default_deadline(OPENED) == DEADLINE
    saturday = at_geneva(date(2022, 10, 22), time(9))
    assert rd.default_deadline(saturday, 14) == at_geneva(date(2022, 11, 7), time(18))
    sunday = at_geneva(date(2023, 3, 21), time(9))  # five days later is Sunday 26 March
    assert rd.default_deadline(sunday, 5) == at_geneva(date(2023, 3, 27), time(18))
    assert rd.DEFAULT_DAYS[rd.After.BREAK_SAME_CANDIDATE] == 5
    assert rd.DEFAULT_DAYS[rd.After.CANCELLATION] == rd.DEFAULT_DAYS[rd.After.NOTHING] == 14


@pytest.mark.rule("S2")
def test_a_holiday_is_allowed_and_pointed_out() -> None:
    new_year = at_geneva(date(2023, 1, 2), time(18))
    assert rd.check_deadline(new_year - timedelta(days=10), new_year)
    assert rd.falls_on_holiday(new_year) == date(2023, 1, 2)
    assert rd.falls_on_holiday(DEADLINE) is None


# ---- S3, S15


@pytest.mark.rule("S3")
def test_the_deadline_is_lengthened_strictly_before_it_to_a_later_weekday_at_most_twice() -> None:
    later = DEADLINE + timedelta(days=1)
    assert rd.check_lengthening(ROUND, later, DEADLINE - US)
    assert not rd.check_lengthening(ROUND, later, DEADLINE)
    assert not rd.check_lengthening(ROUND, DEADLINE, OPENED)
    assert not rd.check_lengthening(ROUND, DEADLINE - HOUR, OPENED)
    assert not rd.check_lengthening(ROUND, DEADLINE + timedelta(days=5), OPENED)  # Saturday
    one = Lengthening(OPENED + HOUR, later)
    two = Lengthening(OPENED + 2 * HOUR, later + timedelta(days=1))
    once, twice = replace(ROUND, lengthenings=(one,)), replace(ROUND, lengthenings=(one, two))
    third = later + timedelta(days=2)
    assert rd.check_lengthening(once, third, OPENED + 3 * HOUR)
    assert not rd.check_lengthening(twice, third, OPENED + 3 * HOUR)
    assert rd.deadline_of(twice, OPENED + HOUR) == later
    assert rd.state(twice, LATE) is RoundState.OPEN


@pytest.mark.rule("S3")
def test_a_broken_round_is_not_lengthened() -> None:
    broken = with_items(item(OPENED + HOUR))
    assert not rd.check_lengthening(broken, DEADLINE + timedelta(days=1), OPENED + 2 * HOUR)


@pytest.mark.rule("S15")
def test_a_round_is_cancelled_strictly_before_the_deadline_with_a_reason() -> None:
    assert rd.check_cancellation(ROUND, "withdrawn", DEADLINE - US)
    assert not rd.check_cancellation(ROUND, "withdrawn", DEADLINE)
    assert not rd.check_cancellation(ROUND, " ", OPENED)
    assert not rd.check_cancellation(with_items(item(OPENED)), "why", OPENED)
    cancelled = replace(ROUND, cancelled_at=OPENED + HOUR)
    assert rd.state(cancelled, LATE) is RoundState.CANCELLED


# ---- S9, S10, R13


@pytest.mark.rule("S9")
def test_the_very_second_of_the_deadline_breaks_and_the_next_is_late() -> None:
    inside = item(DEADLINE + timedelta(milliseconds=999))
    assert rd.state(with_items(inside), LATE) is RoundState.BROKEN
    late = item(LATE)
    assert it.kind_at_receipt(late, DEADLINE) is ItemKind.LATE
    assert rd.state(with_items(late), LATE) is RoundState.EXPIRED
    assert rd.state(ROUND, LATE - US) is RoundState.OPEN
    assert rd.state(ROUND, LATE) is RoundState.EXPIRED


@pytest.mark.rule("S10")
def test_the_first_timely_objection_breaks_at_once() -> None:
    facts = with_items(item(OPENED + HOUR), item(OPENED + 2 * HOUR, state="NOR"))
    assert rd.state(facts, OPENED + HOUR - US) is RoundState.OPEN
    assert rd.state(facts, OPENED + HOUR) is RoundState.BROKEN
    assert rd.broken_at(facts, LATE) == OPENED + HOUR


@pytest.mark.rule("S10")
def test_what_arrives_after_the_next_opening_counts_there_unless_it_names_the_earlier() -> None:
    second = Facts(LATE, LATE + timedelta(days=5))
    rounds = (ROUND, second)
    assert rd.counts_for(OPENED - US, rounds) is None
    assert rd.counts_for(DEADLINE, rounds) == 0
    assert rd.counts_for(LATE, rounds) == 1
    assert rd.counts_for(LATE, rounds, names_earlier=True) == 0


@pytest.mark.rule("S11")
def test_an_objection_withdrawn_does_not_revive_the_round() -> None:
    gone = item(OPENED + HOUR, withdrawn_at=OPENED + 2 * HOUR)
    facts = with_items(gone)
    assert rd.state(facts, LATE) is RoundState.BROKEN
    assert it.all_withdrawn(facts.items, DEADLINE, OPENED + 2 * HOUR)
    assert not it.all_withdrawn(facts.items, DEADLINE, OPENED + HOUR)
    both = (gone, item(OPENED + HOUR, state="NOR"))
    assert not it.all_withdrawn(both, DEADLINE, LATE)
    assert not it.all_withdrawn((), DEADLINE, LATE)


@pytest.mark.rule("S11")
def test_only_its_own_state_withdraws_an_objection_and_once() -> None:
    mine = item(OPENED + HOUR)
    say = {"deadline": DEADLINE, "now": OPENED + 2 * HOUR}
    assert it.check_withdrawal(mine, by_state="AUT", **say)
    assert not it.check_withdrawal(mine, by_state="NOR", **say)
    again = replace(mine, withdrawn_at=OPENED + HOUR)
    assert not it.check_withdrawal(again, by_state="AUT", **say)


@pytest.mark.rule("R13")
@pytest.mark.rule("R10")
@given(st.permutations(range(4)), st.integers(0, 20 * 24))
def test_the_state_does_not_depend_on_the_order_of_the_records(order, hours: int) -> None:  # type: ignore[no-untyped-def]
    all_items = [
        item(OPENED + HOUR, ItemKind.MORE_TIME),
        item(OPENED + 50 * HOUR, ItemKind.UNCLEAR, "NOR"),
        item(OPENED + 100 * HOUR, ItemKind.AMENDMENT, "CHL", registered_at=OPENED + 200 * HOUR),
        item(OPENED + 60 * HOUR, ItemKind.SUPPORT, "FRA"),
    ]
    now = OPENED + timedelta(hours=hours)
    shuffled = with_items(*(all_items[i] for i in order))
    assert rd.state(shuffled, now) is rd.state(with_items(*all_items), now)
    expected = RoundState.BROKEN if hours >= 200 else RoundState.OPEN
    assert rd.state(shuffled, now) is expected


# ---- S5, S6, S7, S8


@pytest.mark.rule("S7")
@pytest.mark.parametrize("kind", [ItemKind.MORE_TIME, ItemKind.STATEMENT, ItemKind.SUPPORT])
def test_more_time_a_statement_and_support_do_not_break(kind: ItemKind) -> None:
    assert rd.state(with_items(item(OPENED + HOUR, kind)), LATE) is RoundState.EXPIRED


@pytest.mark.rule("S7")
def test_an_objection_or_a_condition_breaks_and_support_does_not_cure_it() -> None:
    for kind in (ItemKind.OBJECTION, ItemKind.AMENDMENT):
        support = item(OPENED + 2 * HOUR, ItemKind.SUPPORT)
        assert rd.state(with_items(item(OPENED + HOUR, kind), support), LATE) is RoundState.BROKEN


@pytest.mark.rule("S7")
def test_an_unclear_item_counts_from_the_deadline_unless_settled_strictly_before() -> None:
    unclear = item(OPENED + HOUR, ItemKind.UNCLEAR)
    assert rd.state(with_items(unclear), DEADLINE - US) is RoundState.OPEN
    assert rd.state(with_items(unclear), DEADLINE) is RoundState.BROKEN
    assert rd.broken_at(with_items(unclear), LATE) == DEADLINE
    settled = replace(unclear, settled_as=ItemKind.STATEMENT, settled_at=DEADLINE - US)
    assert rd.state(with_items(settled), LATE) is RoundState.EXPIRED
    too_late = replace(settled, settled_at=DEADLINE)
    assert rd.state(with_items(too_late), LATE) is RoundState.BROKEN
    objection = replace(settled, settled_as=ItemKind.OBJECTION)
    assert rd.broken_at(with_items(objection), DEADLINE) == OPENED + HOUR


@pytest.mark.rule("S7")
def test_settling_is_for_unclear_items_once_and_strictly_before_the_deadline() -> None:
    unclear = item(OPENED + HOUR, ItemKind.UNCLEAR)
    before = {"now": DEADLINE - US, "deadline": DEADLINE}
    assert it.check_settlement(unclear, ItemKind.STATEMENT, **before)
    assert not it.check_settlement(unclear, ItemKind.STATEMENT, now=DEADLINE, deadline=DEADLINE)
    assert not it.check_settlement(unclear, ItemKind.UNCLEAR, **before)
    assert not it.check_settlement(unclear, ItemKind.LATE, **before)
    assert not it.check_settlement(item(OPENED), ItemKind.STATEMENT, **before)
    done = replace(unclear, settled_as=ItemKind.SUPPORT, settled_at=OPENED + HOUR)
    assert not it.check_settlement(done, ItemKind.STATEMENT, **before)


@pytest.mark.rule("S5")
@pytest.mark.rule("S7")
def test_no_standing_goes_before_lateness_and_breaks_nothing() -> None:
    outsider = item(LATE, has_standing=False)
    assert it.kind_at_receipt(outsider, DEADLINE) is ItemKind.NO_STANDING
    timely = item(OPENED + HOUR, has_standing=False)
    assert it.kind_at_receipt(timely, DEADLINE) is ItemKind.NO_STANDING
    assert rd.state(with_items(timely), LATE) is RoundState.EXPIRED


@pytest.mark.rule("S6")
def test_a_call_or_a_mail_from_another_address_is_noted_only() -> None:
    for channel in (Channel.TELEPHONE, Channel.OTHER_MAIL):
        noted = item(OPENED + HOUR, channel=channel)
        assert it.kind_at_receipt(noted, DEADLINE) is ItemKind.NOTED
        assert rd.state(with_items(noted), LATE) is RoundState.EXPIRED
    for channel in it.DUE_FORM:
        formal = item(OPENED + HOUR, channel=channel)
        assert rd.state(with_items(formal), LATE) is RoundState.BROKEN


@pytest.mark.rule("S6")
@pytest.mark.rule("R9")
def test_a_joint_letter_is_one_record_a_state_and_two_delegates_are_one_voice() -> None:
    letter = item(OPENED + HOUR, channel=Channel.NOTE_VERBALE)
    named = [("AUT", True, "1"), ("NOR", True, "2"), ("AUT", True, "3"), ("AGO", False, "4")]
    records = it.joint(letter, named)
    assert [(r.state, r.ref) for r in records] == [("AUT", "1"), ("NOR", "2"), ("AGO", "4")]
    again = item(OPENED + 2 * HOUR, state="NOR", ref="9")
    voices = it.objecting((*records, again), DEADLINE, LATE)
    assert voices == {"AUT", "NOR"}


@pytest.mark.rule("S8")
def test_the_last_fact_of_a_round_is_its_latest_record() -> None:
    assert rd.last_fact(ROUND) == OPENED
    facts = with_items(item(OPENED, registered_at=LATE), certified_at=LATE + HOUR)
    assert rd.last_fact(facts) == LATE + HOUR
    assert rd.last_fact(replace(facts, contract_signed_at=LATE + 2 * HOUR)) == LATE + 2 * HOUR


@pytest.mark.rule("S8")
def test_by_a_clock_that_stepped_back_what_was_recorded_is_so() -> None:
    behind = DEADLINE - HOUR
    certified = with_items(certified_at=LATE)
    assert rd.state(certified, behind) is RoundState.OPEN  # as it was then
    assert rd.state(certified, rd.present(certified, behind)) is RoundState.CERTIFIED
    assert rd.present(certified, LATE + HOUR) == LATE + HOUR
    # an unclear letter that counted from the deadline: told to all, and not to be settled since
    told = replace(with_items(item(OPENED, said=ItemKind.UNCLEAR)), broken_since=DEADLINE)
    assert rd.state(told, rd.present(told, behind)) is RoundState.BROKEN


# ---- S13, R14


def refused(facts: CertificationFacts) -> str:
    with pytest.raises(Refusal) as caught:
        require(CERTIFICATION, facts)
    return caught.value.rule


@pytest.mark.rule("S13")
def test_the_certificate_is_given_from_the_second_after_the_deadline_with_the_declaration() -> None:
    require(CERTIFICATION, CertificationFacts(ROUND, LATE, declared=True))
    assert refused(CertificationFacts(ROUND, LATE - US, declared=True)) == "S9"
    assert refused(CertificationFacts(ROUND, LATE, declared=False)) == "S13"
    broken = with_items(item(DEADLINE))
    assert refused(CertificationFacts(broken, LATE, declared=True)) == "S10"
    for done in ("cancelled_at", "certified_at", "without_object_at"):
        gone = replace(ROUND, **{done: OPENED + HOUR})
        assert refused(CertificationFacts(gone, LATE, declared=True)) == "S13"


@pytest.mark.rule("S13")
def test_registered_late_but_received_in_time_is_judged_at_its_receipt() -> None:
    letter = item(DEADLINE - HOUR, registered_at=LATE + HOUR)
    assert refused(CertificationFacts(with_items(letter), LATE + HOUR, declared=True)) == "S10"
    late_unclear = item(LATE, ItemKind.UNCLEAR)
    require(CERTIFICATION, CertificationFacts(with_items(late_unclear), LATE, declared=True))


@pytest.mark.rule("S13")
def test_certifying_falls_due_two_working_days_after_the_deadline() -> None:
    assert rd.certificate_due(ROUND, LATE) == datetime(2023, 3, 22, 23, tzinfo=UTC)


# ---- S14

CERTIFIED_AT = LATE + 24 * HOUR


@pytest.mark.rule("S14")
@pytest.mark.parametrize("kind", [ItemKind.OBJECTION, ItemKind.UNCLEAR])
def test_a_timely_item_that_surfaces_after_the_certificate_makes_it_disputed(
    kind: ItemKind,
) -> None:
    letter = item(DEADLINE - HOUR, kind, registered_at=CERTIFIED_AT + HOUR)
    facts = with_items(letter, certified_at=CERTIFIED_AT)
    assert rd.state(facts, CERTIFIED_AT) is RoundState.CERTIFIED
    assert rd.state(facts, CERTIFIED_AT + HOUR) is RoundState.DISPUTED
    withdrawn = replace(facts, items=(replace(letter, withdrawn_at=CERTIFIED_AT + 2 * HOUR),))
    assert rd.state(withdrawn, CERTIFIED_AT + 3 * HOUR) is RoundState.DISPUTED
    assert rd.dispute_due(letter) == datetime(2023, 4, 4, 22, tzinfo=UTC)


@pytest.mark.rule("S14")
def test_a_dispute_ends_by_annulment_or_by_rejection() -> None:
    letter = item(DEADLINE - HOUR, registered_at=CERTIFIED_AT + HOUR)
    end = CERTIFIED_AT + 5 * HOUR
    for how, expected in (
        (DisputeEnd.ANNULLED, RoundState.BROKEN),
        (DisputeEnd.REJECTED, RoundState.CERTIFIED),
    ):
        facts = with_items(
            letter, certified_at=CERTIFIED_AT, disputes=(Dispute(letter.ref, end, how),)
        )
        assert rd.state(facts, end - US) is RoundState.DISPUTED
        assert rd.state(facts, end) is expected


@pytest.mark.rule("S14")
def test_once_the_contract_is_signed_nothing_is_annulled() -> None:
    signed = CERTIFIED_AT + 48 * HOUR
    letter = item(DEADLINE - HOUR, registered_at=signed)
    facts = with_items(letter, certified_at=CERTIFIED_AT, contract_signed_at=signed)
    assert rd.state(facts, signed + HOUR) is RoundState.CERTIFIED
    assert rd.after_signature(facts, signed + HOUR) == (letter,)
    late = replace(letter, received_at=LATE)
    assert rd.after_signature(replace(facts, items=(late,)), signed + HOUR) == ()


@pytest.mark.rule("S14")
def test_a_late_item_opens_no_dispute() -> None:
    facts = with_items(item(LATE, registered_at=CERTIFIED_AT + HOUR), certified_at=CERTIFIED_AT)
    assert rd.state(facts, CERTIFIED_AT + 2 * HOUR) is RoundState.CERTIFIED
