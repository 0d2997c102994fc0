"""What the invented people say is varied, complete and the same each time."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from recruit.demo import people
from recruit.demo.applications import PEOPLE
from recruit.demo.words import (
    PROFILE,
    QUESTIONS,
    ballot_reason,
    debrief_note,
    grid_words,
    minutes,
    narrative,
    note,
    panel_reason,
)
from recruit.demo.words.ballots import STRENGTHS, VOICES
from recruit.demo.words.interviews import NOTES
from recruit.procedure.presets.ccm_10msp_competencies import COMPETENCIES
from recruit.shortlist.rules.not_asked import warned

STATES = {
    row["iso3"]: row
    for row in csv.DictReader(
        (Path(people.__file__).parents[1] / "states" / "states_parties.csv").open(encoding="utf-8")
    )
}


def test_every_seat_has_a_voice_of_its_own() -> None:
    sentences = [sentence for voice in VOICES for sentence in voice]
    assert len(set(sentences)) == len(sentences) >= 40
    assert len(VOICES) == 5


def test_reasons_differ_between_seats_and_never_between_two_askings() -> None:
    said = [ballot_reason(seat, 7, "M4", "M5") for seat in range(1, 6)]
    assert len(set(said)) == 5
    assert said == [ballot_reason(seat, 7, "M4", "M5") for seat in range(1, 6)]
    assert STRENGTHS["M4"] in panel_reason(7, "M4", "M5", placed=True)


def test_every_competency_of_the_pool_has_its_questions() -> None:
    assert set(QUESTIONS) == {competency.key for competency in COMPETENCIES} | {"leadership"}


@pytest.mark.rule("J4")
@pytest.mark.parametrize("key", QUESTIONS)
def test_no_question_touches_what_is_not_asked(key: str) -> None:
    asked = QUESTIONS[key]
    for text in (asked.main, asked.probe, asked.setback):
        assert not warned(text), text


@pytest.mark.rule("J3")
def test_the_profile_is_one_that_may_be_adopted() -> None:
    keys = [key for key, _weight, _essential in PROFILE]
    assert sum(weight for _key, weight, _essential in PROFILE) == 100
    assert 5 <= len([key for key in keys if key != "leadership"]) <= 8
    assert keys[-1] == "leadership"


@pytest.mark.rule("J6")
def test_notes_are_written_for_every_level_and_members_do_not_repeat_each_other() -> None:
    assert set(NOTES) == {1, 2, 3, 4, 5}
    assert all(len(set(pool)) >= 6 for pool in NOTES.values())
    for key in QUESTIONS:
        for level in range(1, 6):
            said = {note(key, level, seat, 11) for seat in range(1, 6)}
            assert len(said) == 5
            assert all("{" not in text for text in said)
            assert "{" not in grid_words(key, level)
    assert debrief_note("teams", 3, 4, 2) != debrief_note("teams", 3, 4, 0)


def test_longer_texts_are_whole() -> None:
    for kind in ("shortlist", "profile", "interviews", "decision"):
        assert minutes(kind, 1).count("\n\n") == 2
    text = narrative("recommendable", 1, name="Rowan Ashgrove-Tell", topic="the archive")
    assert "Rowan Ashgrove-Tell" in text


def test_the_panel_is_balanced_and_of_the_right_states() -> None:
    five = [STATES[person.state] for person in people.PANEL]
    nine = [STATES[person.state] for person in (*people.PANEL, *people.SURROGATES)]
    assert people.PRESIDENT.state == "IRQ"
    assert len({row["iso3"] for row in nine}) == 9
    assert len({row["regional_group"] for row in five}) == 5
    assert {row["affected"] for row in five} == {"yes", "no"}
    for persons, least in ((people.PANEL, 2), ((*people.PANEL, *people.SURROGATES), 3)):
        for gender in ("f", "m"):
            assert sum(person.gender == gender for person in persons) >= least


def test_everybody_is_there_once_with_an_example_address() -> None:
    assert len({person.mail for person in people.ALL}) == len(people.ALL)
    assert len({person.name for person in people.ALL}) == len(people.ALL)
    assert all(person.mail.endswith(".example") for person in people.ALL)
    assert not {person.name for person in people.ALL} & {person.name for person in PEOPLE}
    assert all(person.state in STATES for person in people.ALL if person.state)
    assert len(people.COMMITTEE_READERS) == 17
    assert len(people.DELEGATES) == 12
