"""The papers held against each other, and a paper's versions side by side."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.shortlist.rules import coverage, versions
from recruit.shortlist.rules.versions import How


def entry(key: str, *indicators: str, weight: int = 50) -> dict[str, Any]:
    return {
        "id": key,
        "competency": key,
        "name": key.title(),
        "indicators": [{"text": t, "own": False} for t in indicators],
        "essential": False,
        "weight": weight,
    }


def question(key: str, main: str, *looks: str, probe: str = "Why?") -> dict[str, Any]:
    return {"id": key, "entry": key, "main": main, "probe": probe, "setback": False,
            "indicators": list(looks)}  # fmt: skip


PROFILE = {"entries": [entry("ethics", "Is honest", "Admits a fault"), entry("teams", "Listens")]}


@pytest.mark.rule("J4")
@pytest.mark.rule("J5")
def test_what_the_papers_do_not_cover_is_found_and_said() -> None:
    asked = {
        "questions": [
            question("ethics", "When were you wrong?", "Is honest", "Left the profile"),
            question("finance", "Tell us of a budget."),
            question("teams", "  ", "Listens"),
        ]
    }
    grid = {"levels": {"ethics": {str(n): "x" for n in range(1, 6)}, "teams": {"1": "x"}}}
    found = coverage.cover(PROFILE, asked, grid, {"finance": "Financial Acumen"})
    ethics, teams = found.rows
    assert ethics.asked == (1,) and ethics.described == 5
    assert [(s.text, s.asked) for s in ethics.indicators] == [
        ("Is honest", (1,)),
        ("Admits a fault", ()),
    ]
    # a question without words asks for nothing
    assert teams.asked == () and teams.indicators[0].asked == () and teams.described == 1
    assert found.elsewhere == (coverage.Stranger(2, "Financial Acumen"),)
    assert found.gone == (coverage.Stranger(1, "Left the profile"),)
    assert found.missing == (
        "Teams has no question.",
        "Question 2 asks for Financial Acumen, which is not in the profile.",
        "Question 1 looks for an indicator that the profile does not have: Left the profile",
        "Ethics: no question looks for 1 of its indicators.",
        "Teams: the grid describes 1 of five levels.",
    )


@pytest.mark.rule("J4")
def test_papers_that_cover_each_other_leave_nothing_to_say() -> None:
    asked = {
        "questions": [
            question("ethics", "When?", "Is honest", "Admits a fault", "Listens"),
            question("teams", "Who?"),
        ]
    }
    found = coverage.cover(PROFILE, asked, None)
    assert found.missing == () and found.rows[1].described is None
    assert found.rows[1].indicators[0].asked == (1,)  # asked for under another entry


@pytest.mark.rule("R4")
def test_two_versions_of_the_profile_side_by_side() -> None:
    before = {"entries": [entry("ethics", "Is honest", "Admits a fault"), entry("teams")]}
    after = {
        "entries": [
            entry("ethics", "Is honest", "Admits a fault early", weight=60),
            entry("finance", "Reads a budget", weight=40),
        ]
    }
    ethics, finance, teams = versions.compare("profile", before, after, {})
    assert (ethics.how, finance.how, teams.how) == (How.CHANGED, How.ADDED, How.REMOVED)
    assert [line.how for line in ethics.lines] == [How.CHANGED, How.SAME, How.SAME, How.CHANGED]
    last = ethics.lines[-1]
    assert [r.text for r in last.before if r.marked] == []
    assert "".join(r.text for r in last.after if r.marked).strip() == "early"
    assert all(line.before == () for line in finance.lines)
    assert all(line.after == () for line in teams.lines) and teams.title == "Teams"


@pytest.mark.rule("R4")
def test_changed_words_of_a_question_and_of_a_level_are_marked_and_no_others() -> None:
    before = {"questions": [question("ethics", "When were you wrong?")]}
    after = {"questions": [question("ethics", "When were you very wrong?")]}
    (part,) = versions.compare("questions", before, after, {"ethics": "Ethics & Values"})
    assert part.title == "Ethics & Values" and part.how is How.CHANGED
    main, probe, setback = part.lines
    assert "".join(r.text for r in main.after if r.marked).strip() == "very"
    assert probe.how is setback.how is How.SAME
    rows = [{"levels": {"ethics": {"1": "none", "2": "some"}}} for _n in range(2)]
    rows[1]["levels"]["ethics"]["2"] = "many"
    (row,) = versions.compare("grid", rows[0], rows[1], {})
    assert [line.how for line in row.lines].count(How.CHANGED) == 1
    assert row.lines[1].label == "2, partially satisfactory"


@pytest.mark.rule("R4")
def test_a_text_with_little_in_common_is_marked_whole() -> None:
    before = "Keeps abreast of new developments and seeks to develop herself."
    after = "Establishes communication with all the partners of a network."
    left, right = versions.words(before, after)
    assert left == (versions.Run(before, True),) and right == (versions.Run(after, True),)


@pytest.mark.rule("R4")
@given(st.text(max_size=60), st.text(max_size=60))
def test_no_word_is_lost_between_the_sides(before: str, after: str) -> None:
    left, right = versions.words(before, after)
    assert "".join(r.text for r in left) == before
    assert "".join(r.text for r in right) == after
    kept = ["".join(r.text for r in side if not r.marked) for side in (left, right)]
    assert kept[0] == kept[1]
