"""From two blind votes to an outcome (A4, A5, A6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.core.errors import Refusal
from recruit.prescreening.rules import outcome as rules
from recruit.prescreening.rules.criteria import CRITERIA, DESIRABLE, REQUIRED, Finding
from recruit.prescreening.rules.experience import Path, Period, Work, summary
from recruit.prescreening.rules.outcome import PATH, Outcome, Result, Settlement, Vote

NOW = datetime(2022, 9, 28, 8, 0, tzinfo=UTC)
ALL_MET: Mapping[str, Finding] = {c.id: Finding.MET for c in CRITERIA}


def vote(screener: str, *, path: Path = Path.A, locked: bool = True, **answers: Finding) -> Vote:
    return Vote(screener, {**ALL_MET, **answers}, path, NOW if locked else None)


@pytest.mark.rule("A4")
@pytest.mark.parametrize("criterion", REQUIRED)
def test_one_required_criterion_not_met_is_not_suitable(criterion: str) -> None:
    answers = {**ALL_MET, criterion: Finding.NOT_MET}
    assert rules.outcome(answers) == Result(Outcome.NOT_SUITABLE)
    other = "M1" if criterion != "M1" else "M2"
    assert rules.outcome({**answers, other: Finding.UNCLEAR}) == Result(Outcome.NOT_SUITABLE)


@pytest.mark.rule("A4")
@pytest.mark.parametrize("criterion", REQUIRED)
def test_one_required_criterion_unclear_is_borderline(criterion: str) -> None:
    answers = {**ALL_MET, criterion: Finding.UNCLEAR}
    assert rules.outcome(answers, Path.B) == Result(Outcome.BORDERLINE)


@pytest.mark.rule("A4")
def test_all_met_is_suitable_and_by_path_b_with_the_flag_equivalence() -> None:
    assert rules.outcome(ALL_MET, Path.A) == Result(Outcome.SUITABLE)
    assert rules.outcome(ALL_MET, Path.B) == Result(Outcome.SUITABLE, equivalence=True)


@pytest.mark.rule("A2")
@given(st.fixed_dictionaries({c.id: st.sampled_from(Finding) for c in CRITERIA}))
def test_the_desirable_criteria_never_change_an_outcome(answers: dict[str, Finding]) -> None:
    without = {k: v for k, v in answers.items() if k not in DESIRABLE}
    assert rules.outcome(answers) == rules.outcome(without)


@pytest.mark.rule("A4")
def test_there_is_no_outcome_while_an_answer_is_missing() -> None:
    with pytest.raises(Refusal, match="M7"):
        rules.outcome({k: v for k, v in ALL_MET.items() if k != "M7"})


@pytest.mark.rule("A3")
def test_path_b_with_fewer_than_144_months_meets_neither_m1_nor_m2() -> None:
    eleven = summary([Period(date(2000, 1, 1), date(2010, 12, 31), m4=True)], date(2022, 9, 25))
    by_b = rules.by_months(eleven, Path.B)
    assert by_b == {"M1": Finding.NOT_MET, "M2": Finding.NOT_MET, "M4": Finding.MET}
    assert rules.by_months(eleven, Path.A) == {"M2": Finding.MET, "M4": Finding.MET}
    unclear = summary(
        [Period(date(2000, 1, 1), date(2012, 1, 1), work=Work.UNPAID)], date(2022, 9, 25)
    )
    assert rules.by_months(unclear, Path.A)["M2"] is Finding.UNCLEAR


@pytest.mark.rule("A5")
def test_two_votes_are_never_one_persons() -> None:
    with pytest.raises(Refusal, match="never one person's"):
        rules.lock(vote("ana", locked=False), vote("ana"))
    rules.lock(vote("ana", locked=False), vote("ben"))


@pytest.mark.rule("A5")
def test_a_vote_is_locked_once_and_whole() -> None:
    with pytest.raises(Refusal, match="first votes stay"):
        rules.lock(vote("ana"), None)
    part = Vote("ana", {"M1": Finding.MET})
    with pytest.raises(Refusal, match="M2"):
        rules.lock(part, None)


@pytest.mark.rule("A4")
def test_an_outcome_has_two_locks_by_two_persons() -> None:
    assert rules.two_locks([vote("ana"), vote("ben")])
    assert not rules.two_locks([vote("ana"), vote("ben", locked=False)])
    assert not rules.two_locks([vote("ana"), vote("ana")])
    assert rules.screened(vote("ana"), vote("ben", locked=False), []) is None


@pytest.mark.rule("A5")
def test_the_screeners_are_blind_to_each_other_until_both_lock() -> None:
    ana, ben = vote("ana"), vote("ben", locked=False)
    assert rules.visible("ana", [ana, ben]) == (ana,)
    assert rules.visible("ben", [ana, ben]) == (ben,)
    assert rules.visible("third", [ana, ben]) == ()
    locked = replace(ben, locked_at=NOW)
    assert rules.visible("ben", [ana, locked]) == (ana, locked)
    assert rules.visible("third", [ana, locked]) == (ana, locked)


@pytest.mark.rule("A5")
def test_a_difference_is_found_and_keeps_the_outcome_open() -> None:
    ana, ben = vote("ana"), vote("ben", M3=Finding.UNCLEAR, N1=Finding.NOT_MET)
    assert rules.differences(ana, ben) == ("M3", "N1")
    assert rules.screened(ana, ben, []) is None
    note = Settlement("M3", "ana", "Read again together.", Finding.MET)
    desirable = Settlement("N1", "ben", "Read again together.", Finding.MET)
    assert rules.unsettled(ana, ben, [note]) == ("N1",)
    assert rules.screened(ana, ben, [note, desirable]) == Result(Outcome.SUITABLE)
    assert ben.answers["M3"] is Finding.UNCLEAR  # first votes stay


@pytest.mark.rule("A5")
def test_a_different_path_is_a_difference_where_both_find_the_degree_met() -> None:
    ana, ben = vote("ana"), vote("ben", path=Path.B)
    assert rules.differences(ana, ben) == (PATH,)
    settled = [Settlement(PATH, "third", "A licence, no master's.", path=Path.B)]
    assert rules.screened(ana, ben, settled) == Result(Outcome.SUITABLE, equivalence=True)
    unclear = vote("ben", path=Path.B, M1=Finding.UNCLEAR)
    assert rules.differences(ana, unclear) == ("M1",)


@pytest.mark.rule("A5")
def test_the_third_person_is_neither_of_the_two() -> None:
    ana, ben = vote("ana"), vote("ben", M3=Finding.UNCLEAR)
    one = Settlement("M3", "ana", "As I said.", Finding.MET)
    with pytest.raises(Refusal, match="neither of the two"):
        rules.settle(ana, ben, one, third_person=True)
    with pytest.raises(Refusal, match="Only the two"):
        rules.settle(ana, ben, replace(one, by="cleo"), third_person=False)
    assert rules.settle(ana, ben, replace(one, by="cleo"), third_person=True).by == "cleo"
    assert rules.settle(ana, ben, one, third_person=False) == one


@pytest.mark.rule("A5")
def test_settling_needs_a_note_a_difference_and_both_locks() -> None:
    ana, ben = vote("ana"), vote("ben", M3=Finding.UNCLEAR)
    one = Settlement("M3", "ana", "Read again.", Finding.MET)
    with pytest.raises(Refusal, match="needs a note"):
        rules.settle(ana, ben, replace(one, note=" "), third_person=False)
    with pytest.raises(Refusal, match="do not differ"):
        rules.settle(ana, ben, replace(one, criterion="M2"), third_person=False)
    with pytest.raises(Refusal, match="both votes are locked"):
        rules.settle(ana, replace(ben, locked_at=None), one, third_person=False)
    with pytest.raises(Refusal, match="what holds"):
        rules.settle(ana, ben, replace(one, finding=None), third_person=False)


@pytest.mark.rule("A5")
def test_a_degree_settled_as_met_by_neither_vote_names_its_path() -> None:
    ana, ben = vote("ana", M1=Finding.UNCLEAR), vote("ben", M1=Finding.NOT_MET)
    one = Settlement("M1", "cleo", "The diploma is equivalent.", Finding.MET)
    with pytest.raises(Refusal, match="which path"):
        rules.settle(ana, ben, one, third_person=True)
    by_b = rules.settle(ana, ben, replace(one, path=Path.B), third_person=True)
    assert rules.screened(ana, ben, [by_b]) == Result(Outcome.SUITABLE, equivalence=True)


@pytest.mark.rule("A6")
def test_gichd_alone_drops_no_borderline_file() -> None:
    borderline = Result(Outcome.BORDERLINE)
    with pytest.raises(Refusal, match="by the panel alone"):
        rules.decide_borderline(borderline, suitable=False, reason="Too thin.", by_panel=False)
    with pytest.raises(Refusal, match="needs a reason"):
        rules.decide_borderline(borderline, suitable=False, reason=" ", by_panel=True)
    with pytest.raises(Refusal, match="not borderline"):
        rules.decide_borderline(
            Result(Outcome.SUITABLE), suitable=False, reason="No.", by_panel=True
        )
    decided = rules.decide_borderline(borderline, suitable=True, reason="Clear.", by_panel=True)
    assert decided is Outcome.SUITABLE


@pytest.mark.rule("A4")
def test_the_panel_accepts_or_refuses_equivalence_before_the_ballots() -> None:
    by_b = Result(Outcome.SUITABLE, equivalence=True)
    accept = rules.decide_equivalence(by_b, accepted=True, reason="Two years more.", ballots=False)
    refuse = rules.decide_equivalence(by_b, accepted=False, reason="Not the field.", ballots=False)
    assert (accept, refuse) == (Outcome.SUITABLE, Outcome.NOT_SUITABLE)
    with pytest.raises(Refusal, match="before the ballots"):
        rules.decide_equivalence(by_b, accepted=True, reason="Late.", ballots=True)
    with pytest.raises(Refusal, match="needs a reason"):
        rules.decide_equivalence(by_b, accepted=True, reason="", ballots=False)
    with pytest.raises(Refusal, match="no flag"):
        rules.decide_equivalence(Result(Outcome.SUITABLE), accepted=True, reason="x", ballots=False)
