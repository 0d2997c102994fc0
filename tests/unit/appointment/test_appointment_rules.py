"""Contract, term, release, two people, letters."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from recruit.appointment import rules as r
from recruit.core.errors import Refusal, require
from recruit.procedure.presets.ccm_10msp import COMMITTEE

NOW = datetime(2023, 4, 20, 8, tzinfo=UTC)
DAY = date(2023, 4, 3)


def facts(step: r.Step, *done: r.Done, on: date = DAY, **more: bool) -> r.StepFacts:
    values = {"approved": True, "stopped": False, "by_gichd": True, **more}
    return r.StepFacts(step=step, on=on, now=NOW, done=done, **values)


def refused(f: r.StepFacts) -> str:
    with pytest.raises(Refusal) as caught:
        require(r.STEPS, f)
    return caught.value.rule


@pytest.mark.rule("T1")
def test_the_steps_go_in_their_order_each_with_its_day() -> None:
    done: tuple[r.Done, ...] = ()
    for step in r.ORDER:
        require(r.STEPS, facts(step, *done))
        done = (*done, r.Done(step, DAY))
        assert refused(facts(step, *done)) == "T1"
    assert refused(facts(r.Step.SIGNED, r.Done(r.Step.OFFER, DAY))) == "T1"


@pytest.mark.rule("T1")
def test_a_step_left_out_needs_a_reason_and_then_the_next_is_open() -> None:
    assert not r.check_skip("  ")
    assert r.check_skip("checked at the application")
    done = (
        r.Done(r.Step.OFFER, DAY),
        r.Done(r.Step.ANSWER, DAY),
        r.Done(r.Step.CHECKS, DAY, skipped="checked before"),
    )
    require(r.STEPS, facts(r.Step.SIGNED, *done))


@pytest.mark.rule("T1")
def test_nothing_begins_before_the_approval_nor_while_stopped_nor_after_a_refusal() -> None:
    assert refused(facts(r.Step.OFFER, approved=False)) == "T1"
    assert refused(facts(r.Step.OFFER, stopped=True)) == "T1"
    declined = r.Done(r.Step.ANSWER, DAY, accepted=False)
    assert refused(facts(r.Step.CHECKS, r.Done(r.Step.OFFER, DAY), declined)) == "T1"


@pytest.mark.rule("T1")
def test_no_step_is_dated_in_the_future_or_before_an_earlier_one() -> None:
    assert refused(facts(r.Step.OFFER, on=date(2023, 4, 21))) == "T1"
    offer = r.Done(r.Step.OFFER, DAY)
    assert refused(facts(r.Step.ANSWER, offer, on=DAY - timedelta(days=1))) == "T1"


@pytest.mark.rule("P54h")
def test_no_step_of_the_contract_is_open_to_anyone_but_the_gichd() -> None:
    for step in r.ORDER:
        done = [r.Done(s, DAY) for s in r.ORDER[: r.ORDER.index(step)]]
        assert refused(facts(step, *done, by_gichd=False)) == "P54h"


@pytest.mark.rule("P53g-1")
def test_the_offer_names_the_salary_scale_and_the_staff_rules_both() -> None:
    require(r.OFFER, r.Offer(True, True, True))
    for offer in (r.Offer(False, True, True), r.Offer(True, False, True)):
        with pytest.raises(Refusal) as caught:
            require(r.OFFER, offer)
        assert (caught.value.rule, caught.value.paragraph) == ("P53g-1", "para. 53(g)")
    with pytest.raises(Refusal):
        require(r.OFFER, r.Offer(True, True, False))


@pytest.mark.rule("T2")
def test_the_term_ends_four_years_less_a_day_after_its_start() -> None:
    assert r.first_term(date(2023, 5, 1)).end == date(2027, 4, 30)
    assert r.term_end(date(2024, 3, 1)) == date(2028, 2, 29)
    assert r.term_end(date(2024, 2, 29)) == date(2028, 2, 28)
    assert r.term_end(date(2096, 2, 29)) == date(2100, 2, 28)
    assert r.term_end(date(2023, 1, 1)) == date(2026, 12, 31)


@pytest.mark.rule("T2")
def test_the_term_is_renewed_once_from_the_day_after_and_not_twice() -> None:
    renewed = r.renew(r.first_term(date(2023, 5, 1)))
    assert renewed == r.Term(date(2027, 5, 1), date(2031, 4, 30), 1)
    with pytest.raises(Refusal) as caught:
        r.renew(renewed)
    assert caught.value.rule == "T2"


@pytest.mark.rule("T4")
def test_reminders_fall_on_the_same_day_or_the_months_last() -> None:
    days = dict(r.reminders(r.Term(date(2023, 6, 1), date(2027, 5, 31))))
    assert days == {
        12: date(2026, 5, 31),
        9: date(2026, 8, 31),
        8: date(2026, 9, 30),
        6: date(2026, 11, 30),
        3: date(2027, 2, 28),
    }
    term = r.first_term(date(2023, 5, 1))
    assert not r.recruitment_due(term, date(2026, 7, 29))
    assert r.recruitment_due(term, date(2026, 7, 30))


@pytest.mark.rule("R14")
@pytest.mark.rule("P53f-2")
def test_the_report_is_released_from_the_designation_and_overdue_after_five_working_days() -> None:
    designated = datetime(2023, 3, 24, 17, tzinfo=UTC)  # Friday 18:00; summer time follows
    assert r.release_due(designated) == datetime(2023, 3, 31, 22, tzinfo=UTC)
    require(r.RELEASE, r.ReleaseFacts(designated, designated))
    for f in (
        r.ReleaseFacts(designated, None),
        r.ReleaseFacts(designated - timedelta(seconds=1), designated),
        r.ReleaseFacts(designated, designated, annulled=True),
        r.ReleaseFacts(designated, designated, disputed=True),
        r.ReleaseFacts(designated, designated, lapsed=True),
    ):
        with pytest.raises(Refusal):
            require(r.RELEASE, f)


@pytest.mark.rule("P53f-4")
def test_the_report_goes_to_one_named_reader_of_each_member_in_office_that_day() -> None:
    named = [
        r.NamedReader("ESP", "first"),
        r.NamedReader("ESP", "second"),
        r.NamedReader("GMB", "third"),
        r.NamedReader("CHE", "not on the Committee"),
    ]
    on = r.report_readers(COMMITTEE, date(2023, 3, 24), named)
    assert [(n.iso3, n.person) for n in on] == [("ESP", "second"), ("GMB", "third")]
    later = r.report_readers(COMMITTEE, date(2023, 9, 15), named)
    assert [n.iso3 for n in later] == ["GMB"]


@pytest.mark.rule("R27")
def test_two_people_in_the_two_capacities_that_the_rule_names() -> None:
    president, member = r.Signature("a", "president"), r.Signature("b", "member")
    assert r.two_people(r.JointAct.RELEASE, president, member)
    assert r.two_people(r.JointAct.RELEASE, member, president)
    assert not r.two_people(r.JointAct.RELEASE, president, r.Signature("a", "member"))
    assert not r.two_people(r.JointAct.RELEASE, president, r.Signature("b", "office"))
    assert r.two_people(r.JointAct.END_DISPUTE, president, r.Signature("c", "office"))
    assert r.two_people(r.JointAct.REOPEN_STAGE, r.Signature("c", "chair"), member)
    assert not r.two_people(r.JointAct.REOPEN_STAGE, president, member)
    focal, office = r.Signature("d", "focal_point"), r.Signature("c", "office")
    assert r.two_people(r.JointAct.ERASE_APPLICATIONS, focal, office)


@pytest.mark.rule("R27")
def test_a_former_member_confirms_only_after_the_end_and_never_the_release() -> None:
    president, former = r.Signature("a", "president"), r.Signature("b", "former_member")
    assert not r.two_people(r.JointAct.ERASE_PANEL, president, former)
    assert r.two_people(r.JointAct.ERASE_PANEL, president, former, ended=True)
    assert r.two_people(r.JointAct.SECOND_EDITION, president, former, ended=True)
    assert not r.two_people(r.JointAct.RELEASE, president, former, ended=True)


@pytest.mark.rule("D5")
def test_letters_open_at_their_event_and_are_due_ten_working_days_later() -> None:
    none = r.LetterFacts()
    assert all(r.letter_due(letter, none) is None for letter in r.Letter)
    f = r.LetterFacts(
        invited_released_at=datetime(2022, 12, 9, 15, tzinfo=UTC),
        interviews_begun_at=datetime(2022, 12, 12, 9, tzinfo=UTC),
        approved_at=datetime(2023, 3, 24, 17, tzinfo=UTC),
    )
    assert r.letter_due(r.Letter.NOT_SUITABLE, f) == datetime(2022, 12, 23, 23, tzinfo=UTC)
    assert r.letter_due(r.Letter.NOT_SHORTLISTED, f) == datetime(2023, 1, 3, 23, tzinfo=UTC)
    assert r.letter_due(r.Letter.INTERVIEWED, f) == datetime(2023, 4, 7, 22, tzinfo=UTC)
    assert r.letter_due(r.Letter.RESERVE, f) is None
    assert [r.SENDER[x] for x in r.Letter] == ["gichd", "gichd", "chair", "chair"]
