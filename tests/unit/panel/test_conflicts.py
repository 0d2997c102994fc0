"""Declarations and who decides on them (C4, C5, C6, P53b-3)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from recruit.core.errors import Refusal
from recruit.panel.rules import conflicts
from recruit.panel.rules.conflicts import (
    Clearance,
    Decider,
    Decision,
    Default,
    Relation,
    consequence,
    default,
)

DUE = datetime(2022, 10, 11, 22, 0, tzinfo=UTC)  # 24:00 in Geneva on 11 October
NO_CONFLICT = Decision(False, "A conference years ago.")
CONFLICT = Decision(True, "They wrote a book together.")
CONFLICT_KINDS = [k for k in Relation if default(k) is Default.CONFLICT]


@pytest.mark.rule("C5")
def test_there_are_the_twelve_kinds_with_their_consequence() -> None:
    assert len(Relation) == 12
    usual = {k for k in Relation if default(k) is Default.NO_CONFLICT}
    assert usual == {Relation.NONE, Relation.ACQUAINTANCE}
    assert default(Relation.OTHER) is Default.CHAIR_DECIDES
    assert len(CONFLICT_KINDS) == 9
    assert len({conflicts.relation_words(k) for k in Relation}) == 12


@pytest.mark.rule("C5")
@pytest.mark.parametrize("relation", [k for k in Relation if k is not Relation.NONE])
def test_every_kind_but_none_needs_a_text(relation: Relation) -> None:
    with pytest.raises(Refusal, match="what relation"):
        conflicts.declare(relation, " ")
    conflicts.declare(relation, "Since 2019.")


@pytest.mark.rule("C5")
def test_none_needs_no_text() -> None:
    conflicts.declare(Relation.NONE, "")


@pytest.mark.rule("C5")
@pytest.mark.parametrize("relation", [Relation.NONE, Relation.ACQUAINTANCE])
def test_none_and_acquaintance_are_cleared_unless_the_chair_finds_a_conflict(
    relation: Relation,
) -> None:
    assert consequence(relation, False, None) is Clearance.CLEARED
    assert consequence(relation, False, CONFLICT) is Clearance.CONFLICT


@pytest.mark.rule("C5")
def test_the_same_nationality_awaits_a_decision() -> None:
    assert consequence(Relation.NONE, True, None) is Clearance.UNDECIDED
    assert consequence(Relation.NONE, True, NO_CONFLICT) is Clearance.CLEARED
    assert consequence(Relation.NONE, True, CONFLICT) is Clearance.CONFLICT


@pytest.mark.rule("C5")
@pytest.mark.parametrize("relation", [*CONFLICT_KINDS, Relation.OTHER])
def test_anything_more_is_undecided_until_decided(relation: Relation) -> None:
    assert consequence(relation, False, None) is Clearance.UNDECIDED
    assert consequence(relation, False, CONFLICT) is Clearance.CONFLICT


@pytest.mark.rule("C6")
@pytest.mark.parametrize("relation", CONFLICT_KINDS)
def test_on_the_kinds_that_are_conflict_only_the_consequence_is_recorded(
    relation: Relation,
) -> None:
    with pytest.raises(Refusal, match="only its consequence"):
        conflicts.decide(relation, False, "I trust this member.")
    assert conflicts.decide(relation, True, "As declared.").conflict
    assert consequence(relation, False, NO_CONFLICT) is Clearance.CONFLICT


@pytest.mark.rule("C5")
def test_other_is_decided_either_way() -> None:
    assert consequence(Relation.OTHER, False, NO_CONFLICT) is Clearance.CLEARED


@pytest.mark.rule("C4")
def test_without_declaration_there_is_no_clearance() -> None:
    assert consequence(None, False, None) is Clearance.NONE


@pytest.mark.rule("C6")
@pytest.mark.parametrize("conflict", [True, False])
def test_every_decision_has_a_reason(conflict: bool) -> None:
    with pytest.raises(Refusal, match="needs a reason"):
        conflicts.decide(Relation.OTHER, conflict, " ")


@pytest.mark.rule("C6")
def test_the_chair_decides_until_two_working_days_are_over_then_the_others() -> None:
    just_before = DUE - timedelta(milliseconds=1)
    assert conflicts.decider(False, DUE, just_before) is Decider.CHAIR
    assert conflicts.decider(False, DUE, DUE) is Decider.OTHERS


@pytest.mark.rule("C6")
def test_on_the_chair_the_others_decide_from_the_start() -> None:
    assert conflicts.decider(True, DUE, DUE - timedelta(days=2)) is Decider.OTHERS


@pytest.mark.rule("C6")
@pytest.mark.parametrize(
    ("conflict", "no_conflict", "found"),
    [(0, 0, None), (1, 0, None), (2, 0, True), (2, 2, True), (1, 2, None), (1, 3, False)],
)
def test_the_other_four_decide_by_majority_and_equal_votes_are_conflict(
    conflict: int, no_conflict: int, found: bool | None
) -> None:
    assert conflicts.voted(conflict, no_conflict, 4) is found


@pytest.mark.rule("C6")
def test_three_others_decide_by_two() -> None:
    assert conflicts.voted(1, 1, 3) is None
    assert conflicts.voted(1, 2, 3) is False
    assert conflicts.voted(2, 1, 3) is True


LISTED = ("A", "B", "C")
ALL_CLEARED = dict.fromkeys(LISTED, Clearance.CLEARED)


@pytest.mark.rule("C4")
def test_a_first_file_needs_a_declaration_on_every_name() -> None:
    some = {"A": Clearance.CLEARED, "B": Clearance.CLEARED}
    assert not conflicts.may_open("A", LISTED, some, opened_before=False)
    assert conflicts.may_open("A", LISTED, ALL_CLEARED, opened_before=False)


@pytest.mark.rule("C4")
def test_a_later_version_asks_for_its_new_names_only_and_closes_only_their_files() -> None:
    later = (*LISTED, "D")
    assert conflicts.undeclared(later, ALL_CLEARED) == ("D",)
    assert conflicts.may_open("A", later, ALL_CLEARED, opened_before=True)
    assert not conflicts.may_open("D", later, ALL_CLEARED, opened_before=True)


@pytest.mark.rule("C5")
def test_an_undecided_declaration_closes_every_file_and_the_ballot() -> None:
    waiting = ALL_CLEARED | {"B": Clearance.UNDECIDED}
    assert not conflicts.may_open("A", LISTED, waiting, opened_before=True)


@pytest.mark.rule("P53b-3")
def test_a_conflict_on_a_listed_name_closes_everything_and_replaces() -> None:
    found = ALL_CLEARED | {"B": Clearance.CONFLICT}
    assert not conflicts.may_open("A", LISTED, found, opened_before=True)
    assert conflicts.is_replaced(Clearance.CONFLICT, on_the_list=True)
    assert not conflicts.is_replaced(Clearance.UNDECIDED, on_the_list=True)


@pytest.mark.rule("C5")
def test_a_conflict_on_a_name_only_given_closes_that_file_alone() -> None:
    found = ALL_CLEARED | {"X": Clearance.CONFLICT}
    assert not conflicts.may_open("X", LISTED, found, given=("X",), opened_before=True)
    assert conflicts.may_open("A", LISTED, found, given=("X",), opened_before=False)
    assert not conflicts.may_place(Clearance.CONFLICT)
    assert not conflicts.may_place(Clearance.UNDECIDED)
    assert conflicts.may_place(Clearance.CLEARED)
    assert not conflicts.is_replaced(Clearance.CONFLICT, on_the_list=False)


@pytest.mark.rule("C4")
@pytest.mark.parametrize(
    ("last_day", "monday"),
    [
        (date(2022, 12, 9), date(2022, 12, 5)),
        (date(2022, 12, 12), date(2022, 12, 5)),  # a Monday: the one before
        (date(2022, 12, 11), date(2022, 12, 5)),  # a Sunday
    ],
)
def test_all_are_asked_again_on_the_monday_before(last_day: date, monday: date) -> None:
    assert conflicts.asking_day(last_day) == monday
