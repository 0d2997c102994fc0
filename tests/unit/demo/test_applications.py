"""The forty invented applications: real files, and a truth that holds together."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from recruit.demo.applications import LATE, PEOPLE, REPEATED
from recruit.demo.applications.files import files
from recruit.demo.applications.shape import REQUIRED, Person, months
from recruit.documents.reading import read
from recruit.documents.rules import DEFAULT_LIMIT, display_name, examine

CLOSED = datetime(2022, 9, 25, 22, 0, tzinfo=UTC)  # 24:00 in Geneva
IN_TIME = [p for p in PEOPLE if p not in LATE and p not in REPEATED]


@pytest.fixture(scope="module")
def sent() -> dict[int, list[tuple[str, bytes]]]:
    """The files of everybody, made once."""
    return {person.number: files(person) for person in PEOPLE}


def test_there_are_forty_in_order_and_each_sent_something() -> None:
    assert [person.number for person in PEOPLE] == list(range(1, 41))
    assert all(person.sends for person in PEOPLE)


def test_the_outcomes_vary_as_the_procedure_needs_them() -> None:
    outcomes = Counter(person.outcome for person in IN_TIME)
    assert outcomes == {"suitable": 14, "borderline": 6, "not_suitable": 15}
    assert sum(person.path == "b" for person in IN_TIME if person.outcome == "suitable") == 3
    assert len(REPEATED) == 2
    assert len(LATE) == 3


@pytest.mark.rule("A4")
@pytest.mark.parametrize("person", PEOPLE, ids=lambda p: str(p.number))
def test_the_outcome_follows_from_the_answers(person: Person) -> None:
    values = [person.answers[criterion].value for criterion in REQUIRED]
    if "not_met" in values:
        assert person.outcome == "not_suitable"
    elif "unclear" in values:
        assert person.outcome == "borderline"
    else:
        assert person.outcome == "suitable"


@pytest.mark.rule("A3")
@pytest.mark.parametrize("person", PEOPLE, ids=lambda p: str(p.number))
def test_the_answer_on_years_follows_from_the_dated_periods(person: Person) -> None:
    level = {degree.level for degree in person.degrees}
    need = 144 if level == {"first"} else 120
    for criterion, least in (("M2", need), ("M4", 96)):
        value = person.answers[criterion].value
        count = months(person, criterion)
        if value == "unclear":
            assert person.number in (15, 20, 40), "only where a period's kind or dates are open"
        else:
            assert (value == "met") == (count >= least), (criterion, count)


def test_one_misses_ten_years_by_a_month_and_one_path_b_by_a_month() -> None:
    assert [p.number for p in PEOPLE if months(p, "M2") == 119] == [21]
    assert [p.number for p in PEOPLE if months(p, "M2") == 143 and len(p.degrees) == 1] == [33]


def test_received_times_spread_over_the_window_and_three_are_late() -> None:
    for person in IN_TIME:
        assert datetime(2022, 9, 6, tzinfo=UTC) <= person.received < CLOSED
    assert len({p.received.date() for p in IN_TIME}) >= 15
    late = [person.received - CLOSED for person in LATE]
    assert min(late).total_seconds() == 240
    assert all(person.received.tzinfo is UTC for person in PEOPLE)


def test_names_and_addresses_are_plain_and_unique_but_for_the_intended_repetition() -> None:
    names = Counter(person.name for person in PEOPLE)
    assert [name for name, n in names.items() if n > 1] == ["Saara Lindqvist-Aho"]
    assert len({person.mail for person in PEOPLE}) == 40
    assert all(person.mail.endswith(".example") for person in PEOPLE)


def test_one_repeats_a_file_and_one_a_person(sent: dict[int, list[tuple[str, bytes]]]) -> None:
    owners: dict[str, set[int]] = {}
    for number, documents in sent.items():
        for _name, content in documents:
            owners.setdefault(hashlib.sha256(content).hexdigest(), set()).add(number)
    assert [who for who in owners.values() if len(who) > 1] == [{5, 36}]
    assert PEOPLE[36].name == PEOPLE[7].name
    assert PEOPLE[36].mail != PEOPLE[7].mail


def test_the_files_are_the_same_bytes_each_time(sent: dict[int, list[tuple[str, bytes]]]) -> None:
    for person in (PEOPLE[0], PEOPLE[2], PEOPLE[3], PEOPLE[19], PEOPLE[35]):
        assert files(person) == sent[person.number]


@pytest.mark.rule("A1")
def test_every_genuine_file_is_accepted_under_its_own_name(
    sent: dict[int, list[tuple[str, bytes]]],
) -> None:
    kinds = Counter()
    for documents in sent.values():
        for name, content in documents:
            assert display_name(name) == name
            kinds[examine(name, content, DEFAULT_LIMIT).kind.value] += 1
    assert set(kinds) == {"pdf", "docx", "odt", "eml", "jpeg", "png"}
    assert kinds["pdf"] > 50
    assert kinds["docx"] > 15


def test_every_document_has_a_role(sent: dict[int, list[tuple[str, bytes]]]) -> None:
    for person in PEOPLE:
        assert len(person.roles) == len(sent[person.number])
        assert set(person.roles) <= {"cv", "letter", "degree", "mail"}
        assert "cv" in person.roles


def test_some_are_incomplete() -> None:
    without_letter = [
        p.number for p in IN_TIME if not any("letter" in s or "mail" in s for s in p.sends)
    ]
    without_degree = [
        p.number for p in IN_TIME if not any("degree" in s or "mail" in s for s in p.sends)
    ]
    assert without_letter == [19]
    assert {16, 27, 34} <= set(without_degree)


@pytest.mark.parametrize("number", [1, 3, 4, 6, 8, 13, 15, 20, 25, 32, 34])
def test_the_evidence_stands_in_the_curriculum_word_for_word(
    number: int, sent: dict[int, list[tuple[str, bytes]]]
) -> None:
    person = PEOPLE[number - 1]
    index = next(i for i, what in enumerate(person.sends) if what.startswith("cv"))
    name, content = sent[number][index]
    text = _words(read(examine(name, content, DEFAULT_LIMIT).kind, content).text)
    for answer in [*person.answers.values(), *person.second.values()]:
        assert _words(answer.quote) in text, answer.quote


def _words(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f\ufffe]+", "", text)


def test_a_second_screener_differs_on_a_few() -> None:
    differing = [p.number for p in PEOPLE if p.answers != p.second_answers]
    assert 5 <= len(differing) <= 10
    for person in PEOPLE:
        for criterion, answer in person.second.items():
            assert answer.value != person.answers[criterion].value


def test_every_not_met_and_unclear_has_a_reason() -> None:
    for person in PEOPLE:
        for answer in person.answers.values():
            assert answer.reason.endswith(".") or answer.reason.endswith("?")
