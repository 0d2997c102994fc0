"""Possible conflicts found in the papers, told to the declaring member alone (W5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
import sqlalchemy as sa

from recruit.applications.models import Candidate
from recruit.core import clock, db, keys, sealing
from recruit.documents import keeping
from recruit.documents.models import Document, View
from recruit.finding import indexing, institutions
from recruit.finding.rules.institutions import beside, marks, named
from recruit.finding.rules.laid import lay
from tests.flows.finding_world import MEMBER, rows

CHILE = named("Chile")
SAID = "embassy stands beside the name of Chile"


@pytest.mark.rule("W5")
@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("Second Secretary, Permanent Mission of the Republic of Chile", True),
        ("Ministerio de Relaciones Exteriores de Chile", True),
        ("Chilean embassy", False),
        ("I travelled in Chile. " + "Much else happened then and there. " * 3 + "Ministry", False),
        ("Born in Santiago, Chile", False),
    ],
)
def test_an_institution_counts_where_it_stands_beside_the_state(said: str, seen: bool) -> None:
    assert beside(lay(said), CHILE) is seen


@pytest.mark.rule("W5")
def test_a_state_of_several_words_is_looked_for_whole_and_none_is_nowhere() -> None:
    assert beside(lay("Embassy of New Zealand"), named("New Zealand"))
    assert not beside(lay("The new Embassy in Zealand"), named("New Zealand"))
    assert named("") == () and marks(()) == [] and not beside(lay("Embassy"), ())


@pytest.fixture
def circulated(a_procedure: Any) -> Any:
    """7 October: the list was circulated, and nobody has declared."""
    return a_procedure(at="circulated", read=True)


def _say(candidate_id: str, said: str) -> None:
    with db.writing() as session:
        document = (
            session.connection()
            .execute(
                sa.text(
                    "SELECT d.id, d.key_id FROM documents_document d JOIN documents_text t"
                    " ON t.document_id = d.id WHERE d.object_id = :c ORDER BY d.id LIMIT 1"
                ),
                {"c": candidate_id},
            )
            .one()
        )
        key = keys.ring().get(document.key_id)
        sealed = sealing.seal_json(key, {"text": said}, keeping.text_place(document.id))
        for statement in (
            "UPDATE documents_text SET sealed = :s, status = 'read' WHERE document_id = :d",
            "DELETE FROM finding_part WHERE object_id = :d AND :s IS NOT NULL",
        ):
            session.connection().execute(sa.text(statement), {"s": sealed, "d": document.id})
    while indexing.index_due(clock.now()):
        pass


def _listed() -> list[str]:
    with db.reading() as connection:
        found: Iterable[str] = connection.execute(
            sa.text("SELECT candidate_id FROM panel_asked ORDER BY place")
        ).scalars()
        return list(found)


@pytest.mark.rule("W5")
def test_a_member_is_told_while_declaring_and_nothing_is_written(circulated: Any) -> None:
    listed = _listed()
    _say(listed[1], "1999 to 2004 Ministry of Foreign Affairs, Santiago, Chile")
    before = _written()
    pages = {}
    for key in ("member_chile", "member_norway"):
        browser = circulated.client(key)
        page = browser.get(browser.path(MEMBER, "panel/declare"))
        assert page.status_code == 200
        pages[key] = page.text
    assert pages["member_chile"].count(SAID) == 1
    assert "Only you see this; it decides nothing." in pages["member_chile"]
    assert "beside the name of" not in pages["member_norway"]
    # no word of a file that is closed, no view, no record, no declaration in the member's place
    assert "Santiago" not in pages["member_chile"]
    assert _written() == before
    chosen = {key: text.count("selected") + text.count("checked") for key, text in pages.items()}
    assert chosen["member_chile"] == chosen["member_norway"]


def _written() -> dict[str, int]:
    with db.reading() as connection:
        return {
            table.name: connection.execute(
                sa.select(sa.func.count()).select_from(table)
            ).scalar_one()
            for table in db.metadata.sorted_tables
            if table.name not in ("accounts_session", "accounts_session_event")
        }


@pytest.mark.rule("W5")
def test_nothing_is_told_of_names_that_were_not_asked_nor_of_a_paper_that_was_withdrawn(
    circulated: Any,
) -> None:
    reader = circulated.reader("member_chile", MEMBER)
    listed = _listed()
    unlisted = next(
        c.id for c in rows(Candidate) if c.id not in listed and rows(Document, object_id=c.id)
    )
    for candidate_id in (listed[0], unlisted):
        _say(candidate_id, "Permanent Mission of Chile")

    def told() -> set[str]:
        with db.reading() as connection:
            return set(institutions.in_papers(connection, reader, [listed[0], unlisted]))

    assert told() == {listed[0]}
    with db.writing() as session:
        session.connection().execute(
            sa.text("UPDATE documents_document SET withdrawn_at = :n WHERE object_id = :c"),
            {"n": str(clock.now()), "c": listed[0]},
        )
    assert told() == set() and rows(View, person_id=reader.person_id) == []
