"""What a panel starts from, and the ballots side by side (54(c)-(e), J1, J3, J4)."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from recruit.access.duties import Facts
from recruit.procedure.presets import ccm_10msp
from recruit.procedure.rules.calendar import Window
from recruit.procedure.rules.milestones import Audience, Milestone, MilestoneKind
from recruit.shortlist.rules import comparison, drafts, grid, profile, questions, tasks
from recruit.shortlist.rules.ballots import UNDEFINED, Ballot, check_ballot

TERMS: dict[str, Any] = json.loads(
    json.dumps(asdict(ccm_10msp.PRESET.terms_of_reference), default=str)
)
NOW = datetime(2022, 12, 1, 9, tzinfo=UTC)


@pytest.mark.rule("J1")
def test_the_default_criteria_come_from_the_terms_of_reference_word_for_word() -> None:
    found = drafts.default_criteria(TERMS)
    said = [*TERMS["qualifications"]["experience"], *(c["name"] for c in TERMS["competencies"])]
    assert len(found) == 8 and len(drafts.criterion_ids(found)) == 8
    assert all(c["text"] in said and c["label"] and c["source"] for c in found)
    assert "10 years" not in " ".join(c["text"] for c in found)


@pytest.mark.rule("J3")
@pytest.mark.rule("P54d")
def test_the_profile_to_start_from_holds_every_gate() -> None:
    content = drafts.default_profile(TERMS)
    draft = profile.Draft(drafts.profile_of(content), drafts.pool_of(TERMS))
    assert [g.question for g in profile.PROFILE if not g.check(draft)] == []


@pytest.mark.rule("J4")
def test_blank_questions_are_one_for_each_entry_and_hold_nothing_yet() -> None:
    content = drafts.default_profile(TERMS)
    blank = drafts.default_questions(content)
    entries = tuple(e["id"] for e in content["entries"])
    asked = drafts.questions_of(blank, {})
    assert tuple(q.entry for q in asked) == entries
    held = [
        bool(g.check(questions.Draft(asked, entries, frozenset()))) for g in questions.QUESTIONS
    ]
    assert held == [True, False, False, False]


@pytest.mark.rule("J5")
def test_the_usual_words_make_a_complete_grid() -> None:
    content = drafts.default_profile(TERMS)
    draft = grid.Draft(
        drafts.grid_of(drafts.default_grid(content)), tuple(e["id"] for e in content["entries"])
    )
    assert all(g.check(draft) for g in grid.GRID)


@pytest.mark.rule("R4")
def test_a_new_profile_keeps_the_words_of_what_stays_and_asks_for_the_rest() -> None:
    before = drafts.default_profile(TERMS)
    written = drafts.default_questions(before)
    for question in written["questions"]:
        question["main"] = f"About {question['entry']}?"
    after = {"entries": [*before["entries"][1:], {**before["entries"][0], "id": "teams"}]}
    carried = drafts.carried_over("questions", written, after)
    by_entry = {q["entry"]: q["main"] for q in carried["questions"]}
    assert by_entry["teams"] == "" and by_entry["leadership"] == "About leadership?"
    assert before["entries"][0]["id"] not in by_entry


@pytest.mark.rule("J1")
def test_who_left_the_list_falls_out_of_a_draft_and_the_ranks_close_up() -> None:
    content = {"chosen": {"a": 1, "b": 2, "c": 3}, "reasons": {"a": "x", "b": "y"}, "marks": {}}
    ballot = drafts.ballot_of(content, {"b": "D22-2", "c": "D22-3"})
    assert ballot.ranks == {"D22-2": 1, "D22-3": 2} and ballot.reasons == {"D22-2": "y"}
    check_ballot(ballot, frozenset({"D22-2", "D22-3"}), frozenset())


@pytest.mark.rule("J1")
def test_where_the_ballots_differ_most_stands_first() -> None:
    listed = ("A", "B", "C")
    found = comparison.compare(
        {
            "g1": Ballot({"A": 1, "B": 2}, {"A": "best"}, {"A": {"c1": 4}}),
            "g2": Ballot({"C": 1, "B": 2}, {}, {"A": {"c1": 3}}),
        },
        listed,
        (("c1", "Policy"),),
    )
    assert [line.reference for line in found.lines] == ["A", "C", "B"]
    first = found.lines[0]
    assert (first.approvals, first.mean, first.spread) == (1, "2.00", "2.0")
    assert [(s.grant, s.rank, s.reason) for s in first.said] == [
        ("g1", 1, "best"),
        ("g2", None, ""),
    ]
    assert first.marks == (("Policy", "3.5"),)
    assert found.lines[2].marks == (("Policy", "undefined"),)
    assert found.agreement == "0.00" and found.ballots == 2


@pytest.mark.rule("J1")
def test_ties_stand_on_one_place_and_are_never_broken_by_the_reference() -> None:
    listed = ("Z", "A", "B", "C", "D")
    found = comparison.compare(
        {"g1": Ballot({"Z": 1, "A": 2}), "g2": Ballot({"A": 1, "Z": 2})}, listed
    )
    assert found.places == ((1, ("A", "Z")), (3, ("B", "C", "D")))
    assert found.tied == ()
    assert comparison.compare({}, listed).places == ()


@pytest.mark.rule("J1")
def test_agreement_of_a_single_ballot_is_undefined_and_never_a_number() -> None:
    assert comparison.figure(UNDEFINED) == "undefined"
    assert comparison.compare({"g": Ballot({"A": 1})}, ("A", "B")).agreement == "undefined"


# -- tasks ----------------------------------------------------------------------------


def facts(now: datetime = NOW) -> Facts:
    return Facts(
        now,
        (Milestone(MilestoneKind.LIST_CIRCULATED, NOW, audience=Audience.GICHD),),
        {"54(c)": Window("54(c)", "", "", date(2022, 10, 7), date(2022, 12, 9))},
        {"holidays": "12-24/01-02", "minutes_working_days": 2},
    )


def row(kind: str, **more: Any) -> Any:
    values = {"kind": f"shortlist.{kind}", "n": 0, "since": NOW, "reference": "", "object_id": ""}
    return SimpleNamespace(**{**values, **more})


@pytest.mark.rule("R15")
def test_the_decision_is_nobodys_task_while_a_ballot_is_awaited() -> None:
    assert tasks.task(row("decide", n=1), facts()) is None
    assert tasks.task(row("decide"), facts()) is not None


@pytest.mark.rule("R15")
def test_an_absence_is_a_task_only_after_the_last_day_with_four_ballots() -> None:
    late = datetime(2022, 12, 1, 23, tzinfo=UTC)  # 24:00 Geneva of 1 December
    assert tasks.task(row("record_absence", n=4, reference="2022-12-01"), facts(late)) is not None
    assert tasks.task(row("record_absence", n=3, reference="2022-12-01"), facts(late)) is None
    assert tasks.task(row("record_absence", n=4, reference="2022-12-01"), facts()) is None


@pytest.mark.rule("R16")
@pytest.mark.rule("C10")
def test_the_release_waits_for_answers_and_for_the_minutes() -> None:
    later = datetime(2022, 12, 4, 23, tzinfo=UTC)  # 00:00 of Monday, the second working day
    assert tasks.task(row("release_invited", n=100), facts(later)) is None
    assert tasks.task(row("release_invited", n=2), facts()) is None
    assert tasks.task(row("release_invited", n=0), facts()) is not None
    assert tasks.task(row("release_invited", n=2), facts(later)) is not None


@pytest.mark.rule("A8")
def test_nothing_is_asked_before_the_list_is_circulated() -> None:
    empty = Facts(NOW, (), {}, {})
    assert tasks.task(row("lock_criteria"), empty) is None
