"""The circulated list and its gates; late applications (A7, A8, R8, C11, T5)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recruit.core.errors import Refusal, examine, require
from recruit.prescreening.rules import circulation
from recruit.prescreening.rules.circulation import (
    CIRCULATION,
    Application,
    Circulation,
    Decider,
    Entry,
    Why,
    contents,
)
from recruit.prescreening.rules.criteria import REQUIRED
from recruit.prescreening.rules.outcome import Outcome, Result

SUITABLE = Application("A-02", 2, (), Result(Outcome.SUITABLE, equivalence=True), 1, 1)
BORDERLINE = replace(SUITABLE, reference="A-01", result=Result(Outcome.BORDERLINE))
DROPPED = replace(SUITABLE, reference="A-03", result=Result(Outcome.NOT_SUITABLE))
LATE = Application("A-04", 0, (), None, 1, None, late=True)
READY = Circulation(True, True, True, False, (SUITABLE, BORDERLINE, DROPPED, LATE))


def missing(facts: Circulation) -> list[tuple[str, str]]:
    return [(c.id, c.detail) for c in examine(CIRCULATION, facts) if not c.holds]


def among(one: Application) -> Circulation:
    return replace(READY, applications=(SUITABLE, one))


@pytest.mark.rule("A8")
def test_the_list_has_suitable_and_borderline_with_their_status() -> None:
    assert contents(READY.applications) == (
        Entry("A-01", Outcome.BORDERLINE, Why.BORDERLINE, False),
        Entry("A-02", Outcome.SUITABLE, Why.SUITABLE, True),
    )


@pytest.mark.rule("A7")
def test_an_applicant_employed_here_is_shown_whatever_the_result() -> None:
    internal = replace(DROPPED, internal=True)
    assert contents([internal]) == (Entry("A-03", Outcome.NOT_SUITABLE, Why.INTERNAL, False),)


@pytest.mark.rule("A8")
def test_a_placed_application_keeps_gichds_screening_beside_it() -> None:
    placed = replace(DROPPED, placed=True)
    assert contents([placed]) == (Entry("A-03", Outcome.NOT_SUITABLE, Why.PLACED, False),)


@pytest.mark.rule("R8")
def test_late_and_withdrawn_applications_are_not_on_the_list() -> None:
    screened_late = replace(SUITABLE, late=True)
    assert contents([screened_late, replace(SUITABLE, withdrawn=True)]) == ()
    assert len(contents([replace(screened_late, admitted=True)])) == 1


@pytest.mark.rule("A4")
def test_of_hundreds_without_their_locks_the_first_are_named_and_the_others_counted() -> None:
    open_ones = tuple(
        replace(SUITABLE, reference=f"A-{n:03}", locks=0, result=None) for n in range(300)
    )
    ((_id, said),) = missing(replace(READY, applications=open_ones))
    assert said.startswith("Without two locks: A-000, A-001,") and "A-019 and 280 more" in said
    # the condition after it speaks of those alone that two have locked
    told = {c.question for c in examine(CIRCULATION, READY) if c.holds}
    assert "Each application has an outcome." not in told


@pytest.mark.rule("A4")
def test_the_list_is_circulated_when_every_application_is_screened() -> None:
    assert missing(READY) == []
    require(CIRCULATION, READY)


@pytest.mark.rule("C11")
def test_the_list_is_circulated_to_a_constituted_panel_only() -> None:
    with pytest.raises(Refusal) as refused:
        require(CIRCULATION, replace(READY, panel_constituted=False))
    assert refused.value.rule == "C11"


@pytest.mark.rule("A1")
def test_the_list_waits_for_the_vacancys_close() -> None:
    assert [i for i, _ in missing(replace(READY, vacancy_closed=False))] == ["A1"]


@pytest.mark.rule("P54b")
def test_outside_the_window_the_chair_decides_before() -> None:
    outside = replace(READY, in_window=False)
    assert [i for i, _ in missing(outside)] == ["P54b"]
    assert missing(replace(outside, amended=True)) == []


@pytest.mark.rule("A4")
def test_an_application_with_one_lock_holds_the_list_back() -> None:
    one = replace(DROPPED, locks=1, result=None)
    assert missing(among(one)) == [("A4", "Without two locks: A-03.")]


@pytest.mark.rule("A5")
def test_an_open_difference_holds_the_list_back() -> None:
    one = replace(DROPPED, unsettled=("M3",), result=None)
    assert missing(among(one)) == [("A5", "With a difference not settled: A-03.")]


@pytest.mark.rule("A4")
def test_an_application_without_outcome_holds_the_list_back() -> None:
    assert missing(among(replace(DROPPED, result=None))) == [("A4", "Without an outcome: A-03.")]


@pytest.mark.rule("T5")
def test_screening_rests_on_the_terms_of_the_invitation() -> None:
    assert [i for i, _ in missing(among(replace(DROPPED, screened_under=2)))] == ["T5"]


@pytest.mark.rule("R8")
def test_an_admitted_late_application_is_screened_like_the_others() -> None:
    admitted = replace(LATE, admitted=True)
    assert [i for i, _ in missing(among(admitted))] == ["A4"]


@pytest.mark.rule("R8")
def test_the_chair_admits_a_late_application_with_a_reason_before_the_criteria() -> None:
    circulation.admit_late(LATE, "The mail server was down.", criteria_locked=False)
    with pytest.raises(Refusal, match="needs a reason"):
        circulation.admit_late(LATE, " ", criteria_locked=False)
    with pytest.raises(Refusal, match="are locked"):
        circulation.admit_late(LATE, "A reason.", criteria_locked=True)
    with pytest.raises(Refusal, match="in time"):
        circulation.admit_late(SUITABLE, "A reason.", criteria_locked=False)


@pytest.mark.rule("A8")
def test_placing_needs_a_reason_for_each_criterion() -> None:
    reasons = dict.fromkeys(REQUIRED, "Found in the papers.")
    circulation.place(DROPPED, reasons, criteria_locked=False, ballots_anew=False)
    with pytest.raises(Refusal, match="M4"):
        circulation.place(DROPPED, reasons | {"M4": " "}, criteria_locked=False, ballots_anew=False)


@pytest.mark.rule("A8")
def test_after_the_criteria_are_locked_nobody_joins_without_balloting_anew() -> None:
    reasons = dict.fromkeys(REQUIRED, "Found in the papers.")
    with pytest.raises(Refusal, match="nobody joins"):
        circulation.place(DROPPED, reasons, criteria_locked=True, ballots_anew=False)
    circulation.place(DROPPED, reasons, criteria_locked=True, ballots_anew=True)
    with pytest.raises(Refusal, match="can't be placed"):
        circulation.place(LATE, reasons, criteria_locked=False, ballots_anew=False)


@pytest.mark.rule("A7")
def test_a_screener_in_conflict_or_in_the_applicants_line_does_not_screen() -> None:
    internal = replace(DROPPED, internal=True)
    ok = circulation.may_screen
    assert ok(DROPPED, in_conflict=False, declared_outside_line=False)
    assert not ok(DROPPED, in_conflict=True, declared_outside_line=True)
    assert not ok(internal, in_conflict=False, declared_outside_line=False)
    assert ok(internal, in_conflict=False, declared_outside_line=True)


@pytest.mark.rule("R8")
def test_a_late_application_is_not_screened_unless_admitted() -> None:
    ok = circulation.may_screen
    assert not ok(LATE, in_conflict=False, declared_outside_line=False)
    assert ok(replace(LATE, admitted=True), in_conflict=False, declared_outside_line=False)


@pytest.mark.rule("A7")
def test_the_focal_point_decides_on_screeners_and_the_chair_on_the_focal_point() -> None:
    assert circulation.decides_on(focal_point=False) is Decider.FOCAL_POINT
    assert circulation.decides_on(focal_point=True) is Decider.CHAIR


@pytest.mark.rule("A7")
@pytest.mark.parametrize("field", ["age", "gender", "family", "photo", "nationality"])
def test_screening_shows_no_age_gender_family_photo_or_nationality(field: str) -> None:
    assert circulation.shown(["reference", field, "education"]) == ("reference", "education")
