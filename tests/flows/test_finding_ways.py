"""The two ways to a page of what is found, and how what is not found is counted; on both
databases alike."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from recruit.access.models import Clearance
from recruit.applications.models import Candidate
from recruit.applications.operations import changing
from recruit.core import clock, db, keys, opened
from recruit.finding import indexing, places, queries, shelving, unread
from recruit.finding.rules.asking import parse
from recruit.prescreening.queries.candidates import circulation_of
from recruit.procedure import queries as procedure
from tests.flows.finding_world import FOCAL, MEMBER, ask, clear, rows

QUESTIONS = ("mine", "mine action", '"mine action"', "man*", "geneva")


@pytest.fixture
def circulated(a_procedure: Any) -> Any:
    """7 October: the list was circulated; texts are read."""
    return a_procedure(at="circulated", read=True)


def _all(reader: Any, words: str, circulation_id: str) -> list[tuple[str, str]]:
    """Every text that this reader finds, page after page."""
    found: list[tuple[str, str]] = []
    after = None
    with db.reading() as connection:
        for _page in range(60):
            page = queries.search(
                connection, reader, parse(words), circulation_id=circulation_id, after=after
            )
            found += [(hit.reference, hit.object_id) for hit in page.hits]
            after = page.after
            if after is None:
                return found
    raise AssertionError("the pages have no end")


@pytest.mark.rule("C4")
def test_walking_through_and_asking_the_index_find_the_same_in_the_same_order_for_each_reader(
    circulated: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clear(circulated, "member_chile")
    with db.reading() as connection:
        milestones = procedure.milestones(connection, circulated.cast.procedure_id)
    listed = circulation_of(milestones).object_id  # type: ignore[union-attr]
    readers = [circulated.reader("focal_point", FOCAL), circulated.reader("member_chile", MEMBER)]
    monkeypatch.setattr(queries, "SHOWN", 4)
    said: dict[tuple[int, ...], list[Any]] = {}
    for walked in ((1000, 1000), (1, 1), (7, 30)):
        monkeypatch.setattr(places, "WALKED", walked)
        keys.ring().made_anew()
        said[walked] = [_all(r, words, listed) for r in readers for words in QUESTIONS]
    by_walking, by_index, mixed = said.values()
    assert by_walking == by_index == mixed
    assert all(found == sorted(set(found), key=found.index) for found in by_walking)  # none twice
    assert any(len(found) > 8 for found in by_walking) and by_walking[0] != by_walking[5]


@pytest.mark.rule("C4")
@pytest.mark.rule("D3")
def test_what_was_noted_of_a_question_is_what_the_index_says_whatever_happened_since(
    circulated: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "WALKED", (1, 1))
    monkeypatch.setattr(places, "_AT_ONCE", 3)
    monkeypatch.setattr(queries, "SHOWN", 4)
    monkeypatch.setattr(opened, "MOST", 10_000)
    clear(circulated, "member_chile")
    with db.reading() as connection:
        milestones = procedure.milestones(connection, circulated.cast.procedure_id)
    listed = circulation_of(milestones).object_id  # type: ignore[union-attr]
    focal, chile = (
        circulated.reader("focal_point", FOCAL),
        circulated.reader("member_chile", MEMBER),
    )
    asked_index: list[int] = []
    numbers = shelving.numbers

    def counted(*given: Any) -> list[int]:
        asked_index.append(1)
        return numbers(*given)

    monkeypatch.setattr(shelving, "numbers", counted)

    def all_of_them() -> dict[str, list[Any]]:
        return {
            f"{words} {reader.capacity.name}": _all(reader, words, listed)
            for reader in (focal, chile)
            for words in QUESTIONS
        }

    def both(known: bool) -> dict[str, list[Any]]:
        del asked_index[:]
        noted = all_of_them()
        assert not (known and asked_index), "the index was asked again"
        keys.ring().made_anew()
        assert noted == all_of_them()
        return noted

    before = both(known=False)
    assert both(known=True) == before
    seen = [reference for reference, _object in before["mine MEMBER"]]
    first, second = (c for c in rows(Candidate) if c.reference in seen[:1] + seen[-1:])
    assert first.id != second.id
    # a candidate withdraws; a member's clearance ends; another's words are erased and come again
    changing.withdraw(
        focal, candidate_id=first.id, received_at=clock.now(), evidence="A mail of today."
    )
    without = both(known=True)
    assert without != before
    with db.writing() as session:
        of = (Clearance.person_id == chile.person_id, Clearance.candidate_id == second.id)
        session.exec(select(Clearance).where(*of)).one().status = "conflict"
    barred = both(known=True)
    assert barred["mine FOCAL_POINT"] == without["mine FOCAL_POINT"]
    assert barred["mine MEMBER"] != without["mine MEMBER"]
    shelving.forget([second.id], focal.procedure_id, clock.now())
    assert both(known=False) != barred
    while indexing.index_due(clock.now()):
        pass
    assert both(known=False) == barred


def test_more_texts_than_are_noted_are_asked_of_the_index_each_time(
    circulated: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "WALKED", (1, 1))
    focal = circulated.reader("focal_point", FOCAL)
    few = _all(focal, "mine", "")
    assert len(few) > 4
    keys.ring().made_anew()
    monkeypatch.setattr(places, "NOTED", 3)
    assert _all(focal, "mine", "") == few == _all(focal, "mine", "")


def test_what_has_the_words_is_put_in_order_before_it_is_asked_who_may_open_it(
    circulated: Any,
) -> None:
    """Else all of it would be asked, and put in order after: many times as much for a page."""
    with db.reading() as connection:
        for by in (places.BY_MEMBER, places.BY_SCREENER):
            for statement in (by.number, by.numbers):
                made = statement[connection.dialect.name].compile(dialect=connection.dialect)
                if connection.dialect.name != "sqlite":
                    assert "ORDER BY in_order.reference" in str(made)  # it is no join's habit there
                    continue
                told = connection.exec_driver_sql(
                    f"EXPLAIN QUERY PLAN {made}", (None,) * len(made.positiontup or ())
                )
                steps = [row[3] for row in told if row[1] == 0]
                assert steps[0] == "CO-ROUTINE in_order" and steps[1] == "SCAN in_order"
                assert not any("ORDER BY" in step for step in steps)


def test_where_the_words_of_a_shelf_went_its_documents_are_counted_until_they_are_written_anew(
    circulated: Any,
) -> None:
    focal = circulated.reader("focal_point", FOCAL)
    with db.reading() as connection:
        before = unread.count(connection, focal)
    forgotten = next(c for c in rows(Candidate) if c.withdrawn_at is None)
    shelving.forget([forgotten.id], focal.procedure_id, clock.now())
    with db.reading() as connection:
        assert unread.count(connection, focal) > before
        assert "waiting" in {each.state for each in unread.listed(connection, focal)[0]}
    while indexing.index_due(clock.now()):
        pass
    with db.reading() as connection:
        assert unread.count(connection, focal) == before


def test_more_documents_than_are_counted_are_said_to_be_more(
    circulated: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    focal = circulated.reader("focal_point", FOCAL)
    gone = [c.id for c in rows(Candidate)]
    shelving.forget(gone, focal.procedure_id, clock.now())
    monkeypatch.setattr(unread, "MOST_COUNTED", 2)
    page = ask(circulated.client("focal_point"), FOCAL, "mine").text
    assert "More than 2 documents could not be searched" in page
