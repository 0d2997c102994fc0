"""The guide of an interview: the questions in their order, the time shared out evenly."""

from __future__ import annotations

import pytest

from recruit.interviews.rules.guide import pace, steps

PROFILE = {
    "entries": [
        {
            "id": "advocacy",
            "name": "Advocacy",
            "weight": 60,
            "essential": True,
            "indicators": [{"text": "Speaks plainly", "own": False}, {"text": "Asks", "own": True}],
        },
        {"id": "leadership", "name": "Leadership", "weight": 40, "essential": False,
         "indicators": [{"text": "Carries others", "own": True}]},
    ]
}  # fmt: skip
QUESTIONS = {
    "questions": [
        {"id": "q2", "entry": "leadership", "main": "When did it fail?", "probe": "Why?",
         "setback": True, "indicators": []},
        {"id": "q1", "entry": "advocacy", "main": "Tell us.", "probe": "", "setback": False,
         "indicators": ["Asks", "An indicator that left the profile"]},
    ]
}  # fmt: skip
GRID = {"levels": {"leadership": {"1": "none", "5": "all"}}}


@pytest.mark.rule("P54e")
def test_the_guide_has_the_questions_in_their_order_with_what_each_looks_for() -> None:
    first, second = steps(PROFILE, QUESTIONS, GRID)
    assert (first.place, first.entry, first.main, first.setback) == (
        1,
        "Leadership",
        "When did it fail?",
        True,
    )
    # no indicator was named: all of the entry's; one that left the profile is not shown
    assert first.indicators == ("Carries others",) and second.indicators == ("Asks",)
    assert [level.figure for level in first.levels] == [1, 2, 3, 4, 5]
    assert first.levels[0].described == "none" and first.levels[1].described == ""
    assert second.essential and second.weight == 60 and second.probe == ""


@pytest.mark.rule("J12")
def test_the_allotted_minutes_are_shared_evenly_in_whole_minutes() -> None:
    assert pace(60, 7) == 8 and pace(45, 9) == 5
    assert pace(0, 7) == 0 and pace(60, 0) == 0
