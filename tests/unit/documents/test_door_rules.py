"""Who may open a candidate's file, beyond the policy: disclosed, cleared, nothing undecided."""

from __future__ import annotations

import pytest

from recruit.access.actions import Action
from recruit.access.rules import Capacity
from recruit.documents.rules.door import Standing, asked, gives_original, half_hour, narrowed

FINE = Standing(disclosed=True, clearance="cleared", any_undecided=False)


@pytest.mark.rule("C5")
@pytest.mark.parametrize(
    ("standing", "opens"),
    [
        (FINE, True),
        (Standing(False, "cleared", False), False),
        (Standing(True, "", False), False),
        (Standing(True, "conflict", False), False),
        (Standing(True, "undecided", True), False),
        (Standing(True, "cleared", True), False),  # undecided on another name
    ],
)
def test_a_member_opens_what_was_given_when_cleared_and_nothing_waits(
    standing: Standing, opens: bool
) -> None:
    assert narrowed(Action.FILE_READ, Capacity.MEMBER, standing) is opens
    assert narrowed(Action.APPLICATION_READ, Capacity.MEMBER, standing) is opens


@pytest.mark.rule("A7")
@pytest.mark.parametrize("capacity", [Capacity.FOCAL_POINT, Capacity.STAFF, Capacity.AGENCY])
@pytest.mark.parametrize(
    ("clearance", "opens"),
    [("", True), ("cleared", True), ("conflict", False), ("undecided", False)],
)
def test_a_screener_with_a_declared_conflict_does_not_open_that_file(
    capacity: Capacity, clearance: str, opens: bool
) -> None:
    standing = Standing(disclosed=False, clearance=clearance, any_undecided=not opens)
    assert narrowed(Action.APPLICATION_READ, capacity, standing) is opens


@pytest.mark.parametrize(
    "capacity",
    sorted(
        set(Capacity) - {Capacity.MEMBER, Capacity.FOCAL_POINT} - {Capacity.STAFF, Capacity.AGENCY}
    ),
)
def test_nobody_else_opens_a_candidates_file(capacity: Capacity) -> None:
    assert not narrowed(Action.APPLICATION_READ, capacity, FINE)
    assert not narrowed(Action.FILE_READ, capacity, FINE)


def test_a_file_is_asked_for_under_the_capacitys_own_action() -> None:
    for action in (Action.APPLICATION_READ, Action.FILE_READ):
        assert asked(action, Capacity.MEMBER) is Action.FILE_READ
        assert asked(action, Capacity.STAFF) is Action.APPLICATION_READ
    assert asked(Action.ITEMS_READ, Capacity.MEMBER) is Action.ITEMS_READ


def test_other_documents_depend_on_the_policy_alone() -> None:
    assert narrowed(Action.ITEMS_READ, Capacity.OFFICE, Standing(False, "", True))


@pytest.mark.rule("D2")
def test_a_half_hour_has_1800_seconds() -> None:
    assert [half_hour(s) for s in (0, 1799.9, 1800, 3600)] == [0, 0, 1, 2]


@pytest.mark.rule("C4")
def test_one_name_not_declared_on_closes_a_members_first_file_and_no_screeners() -> None:
    undeclared = Standing(True, "cleared", False, undeclared=True)
    assert not narrowed(Action.FILE_READ, Capacity.MEMBER, undeclared)
    assert narrowed(Action.FILE_READ, Capacity.MEMBER, FINE)
    assert narrowed(Action.APPLICATION_READ, Capacity.STAFF, undeclared)


@pytest.mark.rule("D2")
def test_the_original_of_a_candidates_file_is_the_focal_points_alone() -> None:
    given = {c for c in Capacity if gives_original(Action.APPLICATION_READ, c)}
    assert given == {Capacity.FOCAL_POINT}
    assert gives_original(Action.ITEMS_READ, Capacity.OFFICE)
