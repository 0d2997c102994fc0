"""An act leaves the same rows whatever language its doer reads: a recruitment lived twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import inspect, text
from werkzeug.datastructures import MultiDict

from recruit.core import db, ids, keys, words
from recruit.demo import calendar, living
from recruit.shortlist import forms
from recruit.shortlist.rules import drafts
from recruit.shortlist.rules.profile import LEADERSHIP
from tests.flows.test_for_all_readers import MARK, Marked
from tests.worlds import World

Made = Callable[..., World]
Rows = dict[str, list[Any]]


@pytest.fixture(autouse=True)
def unseeded() -> Iterator[None]:
    """Nothing stays seeded after a test."""
    yield
    ids.seed(None)


def _rows() -> Rows:
    """Every row of every table, sealed bytes and all."""
    found: Rows = {}
    with db.reading() as connection:
        tables = inspect(connection)
        for name in tables.get_table_names():
            columns = ", ".join(f'"{one["name"]}"' for one in tables.get_columns(name))
            rows = connection.execute(text(f'SELECT {columns} FROM "{name}"')).all()
            found[name] = sorted(map(repr, rows))
    return found


def _lived(world: World, spoken: Any, monkeypatch: pytest.MonkeyPatch) -> Rows:
    """The rows after everybody did all that was due until the end, speaking this language.

    The worker, which is nobody's, speaks none. Each act draws from a stream of its own.
    """
    number = 0
    with monkeypatch.context() as patch:
        stream, perform = ids.stream, living._perform

        def numbered(*parts: str) -> Any:
            nonlocal number
            number += 1
            return stream(*parts, str(number))

        def performed(*given: Any) -> bool:
            with words.using(spoken):
                return perform(*given)

        patch.setattr(ids, "stream", numbered)
        patch.setattr(living, "_perform", performed)
        ids.seed(b"the same rows")
        with world.app.app_context():
            done = living.live_until(world.cast, calendar.BEGIN, calendar.STAGES["closed"])
    assert done > 200
    found = _rows()
    found["the keys"] = list(keys.ring().ids())
    return found


def test_a_recruitment_lived_in_another_language_leaves_the_same_rows(
    a_procedure: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    english = _lived(a_procedure(at="opened"), words.ENGLISH, monkeypatch)
    marked = _lived(a_procedure(at="opened"), Marked(), monkeypatch)
    assert len(english) > 100 and sum(map(len, english.values())) > 1000
    assert [name for name in english if english[name] != marked[name]] == []
    assert not [name for name in marked if MARK in "".join(marked[name])]


def test_what_a_paper_begins_with_and_takes_from_annex_i_is_english() -> None:
    core = {"family": "core", "indicators": ["Listens."], "printed_under": "", "subtitle": ""}
    terms = {
        "competencies": [{"key": "k", "name": "Key", **core}],
        "qualifications": {"experience": ["Years.", "Work in mine action."]},
    }
    typed = MultiDict({f"weight-{LEADERSHIP}": "10", "take-k": "1", "weight-k": "5"})

    def made() -> list[Any]:
        begun = drafts.default_profile(terms)
        return [
            begun,
            drafts.default_grid(begun),
            drafts.default_criteria(terms),
            forms.profile_of(typed, terms),
        ]

    english = made()
    assert "Leadership skills" in str(english[3])
    with words.using(Marked()):
        assert made() == english
