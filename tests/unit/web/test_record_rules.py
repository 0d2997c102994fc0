"""What an auditor may be told of an entry."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest

import recruit
from recruit.access.actions import Action, log_of
from recruit.access.rules import Log
from recruit.procedure.rules.milestones import Column
from recruit.web.rules.record import Fact, logs, said, told

NOW = datetime(2023, 1, 1, tzinfo=UTC)
RUNNING = (Column.BEFORE, Column.JUDGING, Column.SILENCE)
AFTER = (Column.DESIGNATED, Column.CLOSED)


def fact(action: Action) -> Fact:
    return Fact("abcdefghjkmn", NOW, action.value, "office", "somebody")


@pytest.mark.rule("P53f-2")
def test_of_the_panels_log_nothing_is_told_before_the_designation() -> None:
    for state in RUNNING:
        assert Log.PANEL not in logs(state)
        for action in Action:
            assert told(fact(action), Log.PANEL, state) is None
    for state in AFTER:
        assert Log.PANEL in logs(state)
        assert told(fact(Action.BALLOT_LOCK), Log.PANEL, state) == fact(Action.BALLOT_LOCK)


@pytest.mark.rule("S16")
def test_of_a_round_time_and_kind_are_told_neither_state_nor_actor() -> None:
    for state in Column:
        for action in (Action.SILENCE_BREAK, Action.ITEM_REGISTER, Action.ROUND_CERTIFY):
            for log in (Log.ROUND, Log.PROCEDURE):
                seen = told(fact(action), log, state)
                assert seen == Fact("", NOW, action.value, "", "")


@pytest.mark.rule("P53f-2")
def test_the_hand_over_is_told_from_the_round_on() -> None:
    for action in (Action.HAND_OVER, Action.PROPOSAL_DRAFT):
        for state in (Column.BEFORE, Column.JUDGING):
            assert told(fact(action), Log.PROCEDURE, state) is None
        assert told(fact(action), Log.PROCEDURE, Column.SILENCE) == fact(action)


def test_who_did_what_when_is_told_of_the_procedures_log() -> None:
    for state in Column:
        assert told(fact(Action.VACANCY_POST), Log.PROCEDURE, state) == fact(Action.VACANCY_POST)


def test_every_act_that_is_recorded_has_words() -> None:
    read_only = ("read", "read-own")
    without = {
        action.value for action in Action if log_of(action) and said(action.value) == action.value
    }
    assert {a for a in without if not a.endswith(read_only) and a != "public:page:read"} == set()


def test_every_entry_that_an_act_writes_beside_its_own_has_words() -> None:
    """The second argument of ``also``, wherever it stands as a plain text."""
    named = set()
    for file in Path(recruit.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                act = call.args[1] if call.func.attr == "also" and len(call.args) > 1 else None
                if isinstance(act, ast.Constant):
                    named.add(str(act.value))
    assert "panel:invitation:answer" in named
    assert {act for act in named if said(act) == act} == set()


def test_an_act_without_words_is_told_by_its_name() -> None:
    assert said("something:new") == "something:new"
