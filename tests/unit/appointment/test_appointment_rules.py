"""Contract, term, release, two people, letters."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from recruit.appointment.rules import contract, letters, release
from recruit.core.errors import Refusal, examine, require

NOW = datetime(2023, 4, 20, 8, tzinfo=UTC)
DAY = date(2023, 4, 3)


def facts(
    step: contract.Step, *done: contract.Done, on: date = DAY, **more: bool
) -> contract.StepFacts:
    values = {"approved": True, "stopped": False, "by_gichd": True, **more}
    return contract.StepFacts(step=step, on=on, now=NOW, done=done, **values)


def refused(f: contract.StepFacts) -> str:
    with pytest.raises(Refusal) as caught:
        require(contract.STEPS, f)
    return caught.value.rule


@pytest.mark.rule("T1")
def test_the_steps_go_in_their_order_each_with_its_day() -> None:
    done: tuple[contract.Done, ...] = ()
    for step in contract.ORDER:
        require(contract.STEPS, facts(step, *done))
        done = (*done, contract.Done(step, DAY))
        assert refused(facts(step, *done)) == "T1"
    assert refused(facts(contract.Step.SIGNED, contract.Done(contract.Step.OFFER, DAY))) == "T1"


@pytest.mark.rule("T1")
def test_a_step_left_out_needs_a_reason_and_then_the_next_is_open() -> None:
    assert not contract.check_skip("  ")
    assert contract.check_skip("checked at the application")
    done = (
        contract.Done(contract.Step.OFFER, DAY),
        contract.Done(contract.Step.ANSWER, DAY),
        contract.Done(contract.Step.CHECKS, DAY, skipped="checked before"),
    )
    require(contract.STEPS, facts(contract.Step.SIGNED, *done))


@pytest.mark.rule("T1")
def test_nothing_begins_before_the_approval_nor_while_stopped_nor_after_a_refusal() -> None:
    assert refused(facts(contract.Step.OFFER, approved=False)) == "T1"
    assert refused(facts(contract.Step.OFFER, stopped=True)) == "T1"
    declined = contract.Done(contract.Step.ANSWER, DAY, accepted=False)
    assert (
        refused(facts(contract.Step.CHECKS, contract.Done(contract.Step.OFFER, DAY), declined))
        == "T1"
    )


@pytest.mark.rule("T1")
def test_no_step_is_dated_in_the_future_or_before_an_earlier_one() -> None:
    assert refused(facts(contract.Step.OFFER, on=date(2023, 4, 21))) == "T1"
    offer = contract.Done(contract.Step.OFFER, DAY)
    assert refused(facts(contract.Step.ANSWER, offer, on=DAY - timedelta(days=1))) == "T1"


@pytest.mark.rule("P54h")
def test_no_step_of_the_contract_is_open_to_anyone_but_the_gichd() -> None:
    for step in contract.ORDER:
        done = [contract.Done(s, DAY) for s in contract.ORDER[: contract.ORDER.index(step)]]
        assert refused(facts(step, *done, by_gichd=False)) == "P54h"


@pytest.mark.rule("P53g-1")
def test_the_offer_names_the_salary_scale_and_the_staff_rules_both() -> None:
    require(contract.OFFER, contract.Offer(True, True, True))
    for offer in (contract.Offer(False, True, True), contract.Offer(True, False, True)):
        with pytest.raises(Refusal) as caught:
            require(contract.OFFER, offer)
        assert (caught.value.rule, caught.value.paragraph) == ("P53g-1", "para. 53(g)")
    with pytest.raises(Refusal):
        require(contract.OFFER, contract.Offer(True, True, False))


@pytest.mark.rule("T2")
def test_the_term_ends_four_years_less_a_day_after_its_start() -> None:
    assert contract.first_term(date(2023, 5, 1)).end == date(2027, 4, 30)
    assert contract.term_end(date(2024, 3, 1)) == date(2028, 2, 29)
    assert contract.term_end(date(2024, 2, 29)) == date(2028, 2, 28)
    assert contract.term_end(date(2096, 2, 29)) == date(2100, 2, 28)
    assert contract.term_end(date(2023, 1, 1)) == date(2026, 12, 31)


@pytest.mark.rule("T2")
def test_the_term_is_renewed_once_from_the_day_after_and_not_twice() -> None:
    renewed = contract.renew(contract.first_term(date(2023, 5, 1)))
    assert renewed == contract.Term(date(2027, 5, 1), date(2031, 4, 30), 1)
    with pytest.raises(Refusal) as caught:
        contract.renew(renewed)
    assert caught.value.rule == "T2"


@pytest.mark.rule("T4")
def test_reminders_fall_on_the_same_day_or_the_months_last() -> None:
    days = dict(contract.reminders(contract.Term(date(2023, 6, 1), date(2027, 5, 31))))
    assert days == {
        12: date(2026, 5, 31),
        9: date(2026, 8, 31),
        8: date(2026, 9, 30),
        6: date(2026, 11, 30),
        3: date(2027, 2, 28),
    }
    term = contract.first_term(date(2023, 5, 1))
    assert not contract.recruitment_due(term, date(2026, 7, 29))
    assert contract.recruitment_due(term, date(2026, 7, 30))


@pytest.mark.rule("R14")
@pytest.mark.rule("P53f-2")
def test_the_report_is_released_from_the_designation_and_overdue_after_five_working_days() -> None:
    designated = datetime(2023, 3, 24, 17, tzinfo=UTC)  # Friday 18:00; summer time follows
    require(release.RELEASE, release.ReleaseFacts(designated, designated))
    for f in (
        release.ReleaseFacts(designated, None),
        release.ReleaseFacts(designated - timedelta(seconds=1), designated),
        release.ReleaseFacts(designated, designated, annulled=True),
        release.ReleaseFacts(designated, designated, disputed=True),
        release.ReleaseFacts(designated, designated, lapsed=True),
    ):
        with pytest.raises(Refusal):
            require(release.RELEASE, f)


@pytest.mark.rule("R27")
def test_two_people_in_the_two_capacities_that_the_rule_names() -> None:
    president, member = release.Signature("a", "president"), release.Signature("b", "member")
    assert release.two_people(release.JointAct.RELEASE, president, member)
    assert release.two_people(release.JointAct.RELEASE, member, president)
    assert not release.two_people(
        release.JointAct.RELEASE, president, release.Signature("a", "member")
    )
    assert not release.two_people(
        release.JointAct.RELEASE, president, release.Signature("b", "office")
    )
    assert release.two_people(
        release.JointAct.END_DISPUTE, president, release.Signature("c", "office")
    )
    assert release.two_people(
        release.JointAct.REOPEN_STAGE, release.Signature("c", "chair"), member
    )
    assert not release.two_people(release.JointAct.REOPEN_STAGE, president, member)
    focal, office = release.Signature("d", "focal_point"), release.Signature("c", "office")
    assert release.two_people(release.JointAct.ERASE_APPLICATIONS, focal, office)


@pytest.mark.rule("R27")
def test_a_former_member_confirms_only_after_the_end_and_never_the_release() -> None:
    president, former = release.Signature("a", "president"), release.Signature("b", "former_member")
    assert not release.two_people(release.JointAct.ERASE_PANEL, president, former)
    assert release.two_people(release.JointAct.ERASE_PANEL, president, former, ended=True)
    assert release.two_people(release.JointAct.SECOND_EDITION, president, former, ended=True)
    assert not release.two_people(release.JointAct.RELEASE, president, former, ended=True)


@pytest.mark.rule("D5")
def test_letters_open_at_their_event_and_are_due_ten_working_days_later() -> None:
    none = letters.LetterFacts()
    assert all(letters.letter_due(letter, none) is None for letter in letters.Letter)
    f = letters.LetterFacts(
        invited_released_at=datetime(2022, 12, 9, 15, tzinfo=UTC),
        interviews_begun_at=datetime(2022, 12, 12, 9, tzinfo=UTC),
        approved_at=datetime(2023, 3, 24, 17, tzinfo=UTC),
    )
    assert letters.letter_due(letters.Letter.NOT_SUITABLE, f) == datetime(
        2022, 12, 23, 23, tzinfo=UTC
    )
    assert letters.letter_due(letters.Letter.NOT_SHORTLISTED, f) == datetime(
        2023, 1, 3, 23, tzinfo=UTC
    )
    assert letters.letter_due(letters.Letter.INTERVIEWED, f) == datetime(2023, 4, 7, 22, tzinfo=UTC)
    assert letters.letter_due(letters.Letter.RESERVE, f) is None
    one, other = letters.Letter.NOT_SUITABLE, letters.Letter.WITHOUT_PLACE
    assert letters.letter_due(one, f) == letters.letter_due(other, f)
    one, other = letters.Letter.INTERVIEWED, letters.Letter.NOT_INTERVIEWED
    assert letters.letter_due(one, f) == letters.letter_due(other, f)
    assert [letters.SENDER[x] for x in letters.Letter] == ["gichd"] * 3 + ["chair"] * 3
    closed = letters.LetterFacts(closed_at=datetime(2023, 3, 24, 17, tzinfo=UTC))
    assert {letters.letter_due(x, closed) for x in letters.Letter} == {
        datetime(2023, 4, 7, 22, tzinfo=UTC)
    }
    assert letters.letter_due(letters.Letter.NOT_SUITABLE, f, 5) == datetime(
        2022, 12, 16, 23, tzinfo=UTC
    )


@pytest.mark.rule("W9")
def test_held_letters_are_released_by_somebody_else_of_the_same_side() -> None:
    def refused(gates: object, **more: object) -> list[str]:
        told = {"sender": "gichd", "maker": "a", "reader": "b", "by_panel": False, "ended": False}
        waiting = letters.Waiting(**{**told, **more})  # type: ignore[arg-type]
        checked = examine(gates, waiting)  # type: ignore[arg-type]
        return [one.question for one in checked if not one.holds]

    assert refused(letters.RELEASING) == []
    assert refused(letters.RELEASING, sender="chair", by_panel=True) == []
    assert len(refused(letters.RELEASING, reader="a")) == 1
    assert refused(letters.SENDING_BACK, reader="a") == []
    for gates in (letters.RELEASING, letters.SENDING_BACK):
        assert len(refused(gates, by_panel=True)) == 1
        assert len(refused(gates, sender="chair")) == 1
        assert len(refused(gates, ended=True)) == 1
