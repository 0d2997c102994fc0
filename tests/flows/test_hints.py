"""What of a declaring person stands in the papers: shown to that person alone (W5)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from recruit.access.rules import Capacity
from recruit.core import clock, db, keys, log, sealing
from recruit.documents import keeping
from recruit.finding import hints, indexing
from tests import worlds

SAID = "All words of your name stand in this application"


@pytest.fixture
def listed(a_procedure: Any) -> worlds.World:
    """7 October: the list was circulated, nobody has declared."""
    made: worlds.World = a_procedure(at="circulated", read=True)
    return made


def _say(candidate_id: str, words: str) -> None:
    with db.writing() as session:
        connection = session.connection()
        row = connection.execute(
            text(
                "SELECT d.id, d.key_id FROM documents_document d JOIN documents_text t"
                " ON t.document_id = d.id WHERE d.object_id = :candidate AND t.status = 'read'"
            ),
            {"candidate": candidate_id},
        ).first()
        assert row is not None
        sealed = sealing.seal_json(
            keys.ring().get(row.key_id), {"text": words}, keeping.text_place(row.id)
        )
        connection.execute(
            text("UPDATE documents_text SET sealed = :sealed WHERE document_id = :id"),
            {"sealed": sealed, "id": row.id},
        )
        connection.execute(text("DELETE FROM finding_part WHERE object_id = :id"), {"id": row.id})
    assert indexing.index_due(clock.now()) == 1


def _first_listed() -> str:
    with db.reading() as connection:
        return str(
            connection.execute(
                text(
                    "SELECT l.candidate_id FROM prescreening_listed l JOIN documents_document d"
                    " ON d.object_id = l.candidate_id JOIN documents_text t"
                    " ON t.document_id = d.id WHERE t.status = 'read' ORDER BY l.place LIMIT 1"
                )
            ).scalar_one()
        )


def _page(world: worlds.World, key: str, capacity: Capacity) -> str:
    browser = world.client(key)
    return str(browser.get(browser.path(capacity, "panel/declare")).text)


def _entries() -> int:
    with db.reading() as connection:
        return len(connection.execute(log.core_entry.select()).all())


@pytest.mark.rule("W5")
def test_the_declaring_member_alone_is_told_and_nothing_is_kept(listed: worlds.World) -> None:
    one = listed.reader("member_chile", Capacity.MEMBER)
    candidate = _first_listed()
    before = {
        key: _page(listed, key, capacity)
        for key, capacity in (
            ("member_chile", Capacity.MEMBER),
            ("member_malawi", Capacity.MEMBER),
            ("surrogate_lebanon", Capacity.SURROGATE),
        )
    }
    assert all(SAID not in page for page in before.values())
    entries = _entries()
    turned = " and ".join(reversed(one.name.split()))
    _say(candidate, f"Reported to {turned.upper()} for three years.")
    told = _page(listed, "member_chile", Capacity.MEMBER)
    assert told.count(SAID) == 1 and "Only you see this; it decides nothing." in told
    for key, capacity in (
        ("member_malawi", Capacity.MEMBER),
        ("surrogate_lebanon", Capacity.SURROGATE),
    ):
        assert SAID not in _page(listed, key, capacity)
    assert _entries() == entries
    with db.reading() as connection:
        for counted in (
            "SELECT count(*) FROM documents_view WHERE person_id = :me",
            "SELECT count(*) FROM access_clearance WHERE person_id = :me",
        ):
            assert connection.execute(text(counted), {"me": one.person_id}).scalar_one() == 0


@pytest.mark.rule("W5")
def test_part_of_a_name_says_nothing_and_neither_does_a_withdrawn_paper(
    listed: worlds.World,
) -> None:
    one = listed.reader("member_chile", Capacity.MEMBER)
    candidate = _first_listed()
    _say(candidate, f"Worked with {one.name.split()[0]} somebody.")
    assert SAID not in _page(listed, "member_chile", Capacity.MEMBER)
    _say(candidate, f"Worked with {one.name}.")
    assert SAID in _page(listed, "member_chile", Capacity.MEMBER)
    with db.writing() as session:
        session.connection().execute(
            text("UPDATE documents_document SET withdrawn_at = :now WHERE object_id = :candidate"),
            {"now": "2022-10-07 08:00:00", "candidate": candidate},
        )
    assert SAID not in _page(listed, "member_chile", Capacity.MEMBER)


def test_initials_and_common_words_are_not_looked_for() -> None:
    assert hints.telling("J. de la Cruz") == ["cruz"]
    assert hints.telling("Ambassador of the Republic") == ["ambassador", "republic"]
