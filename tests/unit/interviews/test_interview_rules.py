"""The start of the interviews, scores, their opening and the debrief (R4, R15, C8, J5, J6)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.core.errors import Refusal, examine, require
from recruit.interviews.rules.scores import (
    DEBRIEF,
    LOCKING,
    NOT_OBSERVED,
    Agreed,
    Debrief,
    Erratum,
    Locking,
    Sheet,
    check_erratum,
    check_sheet,
    counted,
    debrief_open,
    figures,
    readable,
    still_missing,
)
from recruit.interviews.rules.start import (
    START,
    Course,
    Start,
    course,
    scoring_open,
)
from recruit.shortlist.rules.adoption import Deliverable, Version
from recruit.shortlist.rules.ballots import UNDEFINED
from recruit.shortlist.rules.decision import Standing

FIVE = frozenset("12345")
ADOPTED = (
    Version(Deliverable.PROFILE, 1),
    Version(Deliverable.QUESTIONS, 1, 1),
    Version(Deliverable.GRID, 1, 1),
)
READY = Start(ADOPTED, Standing(True, True, FIVE, FIVE), FIVE, True, FIVE, frozenset(), FIVE)


def missing(gates: list, facts: object) -> list[str]:
    return [c.id for c in examine(gates, facts) if not c.holds]


@pytest.mark.rule("P54f")
def test_the_first_interview_starts_when_all_is_ready() -> None:
    require(START, READY)


@pytest.mark.rule("P54d")
@pytest.mark.rule("P54e")
@pytest.mark.rule("R4")
def test_profile_questions_and_grid_are_adopted_and_rest_on_each_other() -> None:
    assert missing(START, replace(READY, versions=())) == ["P54d", "P54e", "P54e"]
    assert missing(START, replace(READY, versions=ADOPTED[:2])) == ["P54e"]
    newer = (*ADOPTED, Version(Deliverable.PROFILE, 2))
    assert missing(START, replace(READY, versions=newer)) == ["P54e", "P54e"]


@pytest.mark.rule("P54c")
@pytest.mark.rule("C7")
@pytest.mark.rule("C10")
def test_the_shortlist_stands_with_minutes_and_every_new_occupant() -> None:
    stands = READY.standing
    undecided = replace(stands, decided=False)
    assert missing(START, replace(READY, standing=undecided)) == ["P54c", "C7"]
    unconfirmed = replace(stands, minutes_confirmed=False)
    assert missing(START, replace(READY, standing=unconfirmed)) == ["C10"]
    newcomer = replace(stands, at_decision=frozenset("12346"))
    assert missing(START, replace(READY, standing=newcomer)) == ["C7"]


@pytest.mark.rule("C4")
@pytest.mark.rule("R16")
@pytest.mark.rule("P53b-1")
@pytest.mark.rule("C5")
@pytest.mark.rule("R2")
@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("C4", replace(READY, answered=FIVE - {"3"})),
        ("R16", replace(READY, released=False)),
        ("P53b-1", replace(READY, living=FIVE - {"5"})),
        ("C5", replace(READY, undecided=frozenset("2"))),
        ("C10", replace(READY, present=FIVE - {"2"})),
        ("R2", replace(READY, within_window=False)),
        ("R4", replace(READY, started=True)),
    ],
)
def test_each_missing_condition_is_named(rule: str, fault: Start) -> None:
    assert missing(START, fault) == [rule]


@pytest.mark.rule("C8")
def test_replacement_until_the_first_interview_then_four_go_on_then_a_new_run() -> None:
    assert course(started=False, living=4) is Course.SURROGATE
    assert course(started=False, living=2) is Course.SURROGATE
    assert course(started=True, living=4) is Course.GO_ON
    assert course(started=True, living=3) is Course.NEW_RUN


@pytest.mark.rule("R4")
def test_no_score_before_the_start() -> None:
    assert not scoring_open(False, False)
    assert not scoring_open(True, False)
    assert scoring_open(True, True)


ENTRIES = ("policy", "people")


def sheet(grant: str, policy: object = 4, people: object = 3, run: int = 1) -> Sheet:
    marks = {"policy": policy, "people": people}
    return Sheet(grant, "D22-07", run, marks, dict.fromkeys(ENTRIES, "Said how."))  # type: ignore[arg-type]


TO_LOCK = Locking(sheet("1"), ENTRIES, FIVE, started=True)


@pytest.mark.rule("J5")
@pytest.mark.parametrize("mark", [1, 2, 3, 4, 5, NOT_OBSERVED])
def test_one_to_five_and_not_observed_are_scores(mark: object) -> None:
    require(LOCKING, replace(TO_LOCK, sheet=sheet("1", mark)))
    check_sheet(sheet("1", mark), ENTRIES)


@pytest.mark.rule("J5")
@pytest.mark.parametrize("mark", [0, 6, 3.5, True, None, "4"])
def test_nothing_else_is_a_score(mark: object) -> None:
    assert "J5" in missing(LOCKING, replace(TO_LOCK, sheet=sheet("1", mark)))
    with pytest.raises(Refusal):
        check_sheet(sheet("1", mark), ENTRIES)


@pytest.mark.rule("J5")
def test_a_score_stands_against_an_entry_of_the_grid() -> None:
    with pytest.raises(Refusal):
        check_sheet(sheet("1"), ("policy",))
    assert missing(LOCKING, replace(TO_LOCK, entries=("policy",))) == ["J5"]
    assert missing(LOCKING, replace(TO_LOCK, entries=(*ENTRIES, "leadership"))) == ["J5", "J6"]


@pytest.mark.rule("J6")
def test_a_score_carries_a_note_per_entry_and_a_locked_sheet_stays() -> None:
    bare = replace(TO_LOCK.sheet, notes={"policy": "Said how.", "people": " "})
    assert missing(LOCKING, replace(TO_LOCK, sheet=bare)) == ["J6"]
    assert missing(LOCKING, replace(TO_LOCK, locked=True)) == ["J6"]


@pytest.mark.rule("R4")
@pytest.mark.rule("P53b-3")
def test_only_a_seated_member_scores_and_only_after_the_start() -> None:
    assert missing(LOCKING, replace(TO_LOCK, started=False)) == ["R4"]
    assert missing(LOCKING, replace(TO_LOCK, living=FIVE - {"1"})) == ["P53b-3"]
    assert missing(LOCKING, replace(TO_LOCK, undecided=True)) == ["P53b-3"]


@pytest.mark.rule("J6")
def test_an_erratum_is_its_authors_and_changes_no_figure() -> None:
    locked = sheet("1")
    check_erratum(Erratum("1", "policy", "Meant 3."), locked, locked=True)
    assert figures([locked], "policy").mean == 4
    for fault in (
        (Erratum("2", "policy", "Meant 3."), True),
        (Erratum("1", "policy", "Meant 3."), False),
        (Erratum("1", "charm", "Meant 3."), True),
        (Erratum("1", "policy", " "), True),
    ):
        with pytest.raises(Refusal):
            check_erratum(fault[0], locked, locked=fault[1])


SETS = st.frozensets(st.sampled_from("123456"))


@pytest.mark.rule("R15")
@given(SETS, SETS, st.sampled_from("123456"))
def test_before_the_own_lock_of_a_candidate_nothing_of_others_shows(locks, living, reader) -> None:
    others = locks - {reader}
    assert readable(reader, others, living) == frozenset()
    assert still_missing(reader, others, living) is None


@pytest.mark.rule("R15")
def test_scores_of_a_candidate_open_when_all_living_have_locked_it() -> None:
    assert readable("1", frozenset("1234"), FIVE) == frozenset("1")
    assert still_missing("1", frozenset("1234"), FIVE) == frozenset("5")
    assert readable("1", FIVE, FIVE) == FIVE
    assert not debrief_open(frozenset(), frozenset())
    assert readable("5", FIVE, FIVE - {"5"}) == frozenset()
    assert readable("1", FIVE, FIVE - {"5"}) == FIVE - {"5"}


MARK = st.one_of(st.integers(1, 5), st.just(NOT_OBSERVED))
SHEETS = st.dictionaries(st.sampled_from("12345"), st.tuples(MARK, MARK))


@pytest.mark.rule("C8")
@pytest.mark.rule("P53b-3")
@given(SHEETS, st.tuples(MARK, MARK), st.tuples(MARK, MARK), st.randoms())
def test_a_recused_members_and_a_former_runs_scores_never_count(
    given_, gone, former, random
) -> None:
    living = frozenset(given_)
    good = [sheet(g, *marks, run=2) for g, marks in given_.items()]
    every = [*good, sheet("9", *gone, run=2), *(sheet(g, *former, run=1) for g in living)]
    random.shuffle(every)
    for e in ENTRIES:
        assert figures(counted(every, living, run=2), e) == figures(good, e)


@pytest.mark.rule("J7")
def test_not_observed_is_in_no_mean() -> None:
    seen = figures([sheet("1", 5), sheet("2", NOT_OBSERVED), sheet("3", 2)], "policy")
    assert (seen.mean, seen.spread, seen.observed, seen.not_observed) == (Fraction(7, 2), 3, 2, 1)
    none = figures([sheet("1", NOT_OBSERVED)], "policy")
    assert (none.mean, none.spread) == (UNDEFINED, UNDEFINED)


CLOSING = Debrief(
    tuple(sheet(g) for g in sorted(FIVE)),
    ENTRIES,
    {"policy": Agreed(4), "people": Agreed(3)},
    FIVE,
    FIVE,
)


@pytest.mark.rule("J6")
def test_a_debrief_closes_with_an_agreed_score_for_each_entry() -> None:
    require(DEBRIEF, CLOSING)
    assert missing(DEBRIEF, replace(CLOSING, agreed={"policy": Agreed(4)})) == ["J7"]
    assert missing(DEBRIEF, replace(CLOSING, agreed={**CLOSING.agreed, "people": Agreed(6)})) == [
        "J7"
    ]
    assert missing(
        DEBRIEF, replace(CLOSING, agreed={**CLOSING.agreed, "people": Agreed(None)})
    ) == ["J7"]
    left = {**CLOSING.agreed, "people": Agreed(None, "Could not agree.")}
    require(DEBRIEF, replace(CLOSING, agreed=left))


@pytest.mark.rule("J6")
@pytest.mark.parametrize(
    ("odd", "noted"), [(3, False), (5, False), (2, True), (NOT_OBSERVED, True)]
)
def test_a_spread_of_two_or_an_unobserved_entry_needs_a_note(odd: object, noted: bool) -> None:
    sheets = (sheet("1", odd), *CLOSING.sheets[1:])
    facts = replace(CLOSING, sheets=sheets)
    assert missing(DEBRIEF, facts) == (["J6"] if noted else [])
    with_note = {**CLOSING.agreed, "policy": Agreed(3, "One example weighed less.")}
    require(DEBRIEF, replace(facts, agreed=with_note))


@pytest.mark.rule("R15")
@pytest.mark.rule("C10")
def test_a_debrief_needs_every_lock_and_everybody() -> None:
    assert missing(DEBRIEF, replace(CLOSING, sheets=CLOSING.sheets[1:])) == ["R15"]
    assert missing(DEBRIEF, replace(CLOSING, present=FIVE - {"1"})) == ["C10"]
