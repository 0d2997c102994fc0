"""A document that was wrongly uploaded or circulated is withdrawn for all at once (A9)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from recruit.access.rules import Capacity
from recruit.applications.models import Candidate
from recruit.core import db, ids
from recruit.core.errors import Refusal
from recruit.documents.models import Document, Rendition, Text, View
from recruit.finding.models import Part
from recruit.prescreening.models import Circulation, Listed
from recruit.prescreening.operations.recalling import recall
from tests.flows.finding_world import FOCAL, MEMBER, STAFF, bar, clear, rows
from tests.worlds import World

CHAIR = Capacity.CHAIR
WHY = "It belongs to somebody else."


@pytest.fixture
def circulated(a_procedure: Any) -> World:
    """7 October: the list is circulated, all texts are read."""
    world: World = a_procedure(at="circulated", read=True)
    return world


def _listed() -> tuple[str, str]:
    """A document of somebody on the list, and that candidate."""
    with db.reading() as connection:
        found = connection.execute(
            sa.text(
                "SELECT d.id, d.object_id FROM documents_document d"
                " JOIN prescreening_listed l ON l.candidate_id = d.object_id"
                " JOIN documents_text t ON t.document_id = d.id AND t.status = 'read'"
                " WHERE d.action = 'applications:application:read' ORDER BY l.place, d.id LIMIT 1"
            )
        ).one()
    return found[0], found[1]


def _unlisted() -> str:
    with db.reading() as connection:
        return str(
            connection.execute(
                sa.text(
                    "SELECT d.id FROM documents_document d WHERE d.object_id IN"
                    " (SELECT id FROM applications_candidate) AND d.object_id NOT IN"
                    " (SELECT candidate_id FROM prescreening_listed) ORDER BY d.id LIMIT 1"
                )
            ).scalar_one()
        )


@pytest.mark.rule("A9")
@pytest.mark.rule("A8")
def test_it_is_closed_to_everybody_at_once_and_a_new_version_says_so(circulated: World) -> None:
    document, candidate = _listed()
    clear(circulated, "member_chile")
    member, focal = circulated.client("member_chile"), circulated.client("focal_point")
    ways = [
        (member, member.path(MEMBER, f"document/{document}")),
        (member, member.path(MEMBER, f"document/{document}/text")),
        (focal, focal.path(FOCAL, f"document/{document}")),
        (focal, focal.path(FOCAL, f"document/{document}/text")),
    ]
    assert [browser.get(url).status_code for browser, url in ways] == [200] * 4
    before = rows(Circulation)[-1]
    entries = {
        e.candidate_id: (e.place, e.status, e.since_version)
        for e in rows(Listed, circulation_id=before.id)
    }
    sent = focal.post(
        focal.path(FOCAL, "prescreening/withdrawals"),
        {"document": document, "candidate": candidate, "reason": WHY},
    )
    assert sent.status_code == 303
    assert {browser.get(url).status_code for browser, url in ways} == {404}
    for model in (Text, Rendition):
        assert rows(model, document_id=document) == []
    assert rows(Part, object_id=document) == []
    after = max(rows(Circulation), key=lambda c: c.version)
    reference = _reference(candidate)
    assert after.version == before.version + 1 and reference in after.why
    assert {
        e.candidate_id: (e.place, e.status, e.since_version)
        for e in rows(Listed, circulation_id=after.id)
    } == entries
    page = member.get(member.path(MEMBER, "prescreening/candidates")).text
    assert f"A document of {reference} was withdrawn" in page


def _reference(candidate: str) -> str:
    with db.reading() as connection:
        return str(
            connection.execute(
                sa.text("SELECT reference FROM applications_candidate WHERE id = :c"),
                {"c": candidate},
            ).scalar_one()
        )


@pytest.mark.rule("A9")
@pytest.mark.rule("D2")
def test_the_chair_alone_reads_who_had_opened_it(circulated: World) -> None:
    document, _candidate = _listed()
    clear(circulated, "member_chile")
    member = circulated.client("member_chile")
    assert member.get(member.path(MEMBER, f"document/{document}/text")).status_code == 200
    assert rows(View, document_id=document)
    recall(circulated.reader("focal_point", FOCAL), document_id=document, reason=WHY)
    with db.reading() as connection:
        name = connection.execute(
            sa.text("SELECT name FROM accounts_person WHERE id = :p"),
            {"p": circulated.person("member_chile")},
        ).scalar_one()
    chair, focal = circulated.client("president"), circulated.client("focal_point")
    chairs = chair.get(chair.path(CHAIR, "prescreening/withdrawals")).text
    assert name in chairs and WHY in chairs and "member of the panel" in chairs
    gichd = focal.get(focal.path(FOCAL, "prescreening/withdrawals")).text
    assert WHY in gichd and name not in gichd
    assert member.get(member.path(MEMBER, "prescreening/withdrawals")).status_code == 404


@pytest.mark.rule("A9")
def test_the_chair_withdraws_what_the_panel_was_given_and_nothing_else(circulated: World) -> None:
    document, candidate = _listed()
    chair = circulated.reader("president", CHAIR)
    with pytest.raises(Refusal) as refused:
        recall(chair, document_id=_unlisted(), reason=WHY)
    assert refused.value.rule != "A9" and rows(Circulation)[-1].version == 1
    browser = circulated.client("president")
    page = browser.get(browser.path(CHAIR, f"prescreening/withdrawals?candidate={candidate}"))
    assert document in page.text and ".docx" not in page.text and ".pdf" not in page.text
    recall(chair, document_id=document, reason=WHY)
    assert rows(Document, id=document)[0].withdrawn_at is not None


@pytest.mark.rule("A9")
def test_of_a_long_list_fifty_are_offered_and_every_other_is_found_by_its_reference(
    circulated: World,
) -> None:
    _document, candidate = _listed()
    (reference,) = [c.reference for c in rows(Candidate, id=candidate)]
    (place,) = [e.place for e in rows(Listed, candidate_id=candidate)]
    browser = circulated.client("president")
    path = browser.path(CHAIR, "prescreening/withdrawals")
    beyond = browser.get(f"{path}?after={place}").text
    assert f'value="{candidate}"' not in beyond and "Find by reference" in beyond
    found = browser.get(f"{path}?reference={reference}").text
    assert f"Documents of {reference}" in found and f'value="{candidate}" selected' in found
    assert "Documents of" not in browser.get(f"{path}?after={place}&reference=X-0").text


@pytest.mark.rule("A9")
@pytest.mark.rule("R1")
def test_which_document_it_is_is_said_by_kind_and_by_genevas_day(circulated: World) -> None:
    document, candidate = _listed()
    with db.writing() as session:
        row = db.locked(session, Document, id=document)
        assert row is not None
        row.received_at = datetime(2022, 9, 12, 22, 30, tzinfo=UTC)  # half past midnight in Geneva
        session.add(row)
    browser = circulated.client("president")
    page = browser.get(browser.path(CHAIR, f"prescreening/withdrawals?candidate={candidate}"))
    assert "13 September 2022" in page.text and "redacted copy" not in page.text


@pytest.mark.rule("A9")
@pytest.mark.rule("A7")
def test_no_reason_no_second_time_and_not_by_a_screener_in_conflict(circulated: World) -> None:
    document, candidate = _listed()
    focal, staff = circulated.reader("focal_point", FOCAL), circulated.reader("screener_one", STAFF)
    bar(staff, candidate)
    for reader, reason in ((focal, "  "), (staff, WHY)):
        with pytest.raises(Refusal) as refused:
            recall(reader, document_id=document, reason=reason)
        assert refused.value.rule == "A9"
    browser = circulated.client("screener_one")
    page = browser.get(browser.path(STAFF, f"prescreening/withdrawals?candidate={candidate}"))
    assert document not in page.text and _reference(candidate) not in page.text
    recall(focal, document_id=document, reason=WHY)
    with pytest.raises(Refusal) as again:
        recall(focal, document_id=document, reason=WHY)
    assert again.value.rule == "A9"
    with pytest.raises(Refusal):
        recall(focal, document_id=ids.new(), reason=WHY)


@pytest.mark.rule("A9")
def test_of_somebody_not_on_the_list_no_new_version_speaks(circulated: World) -> None:
    document = _unlisted()
    recall(circulated.reader("focal_point", FOCAL), document_id=document, reason=WHY)
    assert [c.version for c in rows(Circulation)] == [1]
    assert rows(Part, object_id=document) == []
