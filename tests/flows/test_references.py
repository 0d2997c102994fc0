"""References after the decision, through a secret link, and the addendum that tells what came
after the lodging (J10, W17)."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from recruit.access.rules import Capacity
from recruit.core import clock, db, ids, keys, sealing, vault
from recruit.core.errors import Refusal
from recruit.core.log_tables import core_entry
from recruit.documents import operations as documents
from recruit.documents import rendering
from recruit.interviews.models import Consent
from recruit.notices import audiences
from recruit.notices.models import Broadcast
from recruit.notices.operations import Told, body_place
from recruit.report import models
from recruit.report.operations import drafting, hand_over, references, signing
from recruit.report.queries import facts, reports
from recruit.report.queries import references as queries
from recruit.report.rules.content import Section
from tests.flows.interviews_world import Room
from tests.flows.shortlist_world import said
from tests.flows.test_report import refused, report_of, sign, write_all
from tests.flows.test_shortlist_ballots import statements
from tests.unit.report.test_rendering import AT, sheet

M, C = Capacity.MEMBER, Capacity.CHAIR
MAIL = "referee@former-employer.example"
TEXT = "Led a team of nine in three countries, and listened."


@pytest.fixture
def room(a_procedure: Any) -> Room:
    """6 February: the decision is taken and minuted, the report is open for drafting."""
    return Room(a_procedure(at="report"))


def chosen(room: Room) -> reports.DecisionView:
    with db.reading() as connection:
        found = reports.decision(connection, room.procedure_id, room.run)
    assert found is not None and found.candidate_id is not None and found.reserve
    return found


def ask(room: Room, candidate_id: str | None = None, mail: str = MAIL) -> str:
    """The Chair asks on the appointed candidate; the secret of the link, as the mail has it."""
    about = candidate_id or chosen(room).candidate_id or ""
    clock.freeze(clock.now() + timedelta(seconds=1))  # after any that was asked before
    references.ask(room.chair, candidate_id=about, name="Ines Marlow", mail=mail)
    return link(room)


def broadcasts(kind: str) -> list[Broadcast]:
    with db.writing() as session:
        rows = session.exec(select(Broadcast).where(Broadcast.kind == kind)).all()
        return sorted(rows, key=lambda row: row.as_of)


def link(room: Room) -> str:
    row = broadcasts("report.reference_asked")[-1]
    assert row.body is not None
    body = sealing.unseal_json(keys.ring().get(row.key_id), row.body, body_place(row.id))
    whole = json.dumps(body)
    with db.reading() as connection:
        held = queries.references(connection, room.procedure_id)
        asked = queries.of_link(connection, body["path"].rsplit("/", 1)[1], clock.now())
    assert asked is not None and asked.candidate not in whole and asked.title not in whole
    assert held[-1].name in whole
    return str(body["path"])


def all_of(room: Room) -> list[queries.ReferenceView]:
    with db.reading() as connection:
        return queries.references(connection, room.procedure_id)


class Visitor:
    """Somebody without an account."""

    def __init__(self, room: Room) -> None:
        self.http = room.world.app.test_client()
        self.csrf = ""

    def send(self, path: str, **fields: Any) -> Any:
        page = self.http.get(path).get_data(as_text=True)
        token = re.search(r'name="csrf" value="([^"]+)"', page)
        self.csrf = token.group(1) if token else self.csrf
        filled = {"csrf": self.csrf, "key": ids.token(), **fields}
        return self.http.post(path, data=filled, content_type="multipart/form-data")


@pytest.mark.rule("J10")
def test_referees_are_asked_by_chair_or_member_on_appointed_and_reserve_before_the_call(
    room: Room,
) -> None:
    decision = chosen(room)
    reserve = decision.reserve[0]
    others = [h.candidate_id for h in room.held()]
    outside = [c for c in others if c not in {decision.candidate_id, *decision.reserve}]

    def of(candidate: str, mail: str = MAIL, name: str = "Ines Marlow") -> Any:
        return lambda: references.ask(room.chair, candidate_id=candidate, name=name, mail=mail)

    for candidate in outside:
        refused("J10", of(candidate))
    refused("J10", of(reserve, mail="no address"))
    refused("J10", of(reserve, name=" "))
    browser = room.world.client(room.others[0])
    answer = browser.post(
        browser.path(M, f"report/references/{reserve}"), {"name": "Ines Marlow", "mail": MAIL}
    )
    assert answer.status_code == 303
    refused("J10", of(reserve))  # the same referee on the same candidate, not answered yet
    of(decision.candidate_id or "")()
    assert {r.candidate_id for r in all_of(room)} == {reserve, decision.candidate_id}
    with db.writing() as session:  # as if this candidate had said no on the day
        row = session.exec(
            select(Consent).where(Consent.candidate_id == decision.candidate_id)
        ).one()
        row.sealed = _answered_no(room, row)
        session.add(row)
    refused("J10", of(decision.candidate_id or "", mail="other@former-employer.example"))
    write_all(room)
    signing.call(room.chair)
    refused("J10", of(reserve, mail="third@former-employer.example"))


def _answered_no(room: Room, row: Consent) -> bytes:
    key = keys.file_key(row.candidate_id, room.procedure_id)
    told = vault.unseal(key, row.sealed, "interviews_consent", row.id)
    return vault.seal(key, told | {"ask_referees": False}, "interviews_consent", row.id)


@pytest.mark.rule("J10")
@pytest.mark.rule("R16")
def test_gichd_and_the_president_learn_nothing_of_a_reference(room: Room) -> None:
    with db.reading() as connection:
        before = connection.execute(select(core_entry.c.log_id)).scalars().all()
    path = ask(room)
    Visitor(room).send(path, relation="Superior", text=TEXT)
    for key, capacity in (("focal_point", Capacity.FOCAL_POINT), ("president", Capacity.PRESIDENT)):
        browser = room.world.client(key)
        assert browser.get(browser.path(capacity, "report/references")).status_code == 404
    member = room.world.client(room.others[0])
    assert statements(member, member.path(M, "report/references")) <= 8
    assert TEXT in said(member.get(member.path(M, "report/references")))
    with db.reading() as connection:
        after = connection.execute(select(core_entry.c.log_id)).scalars().all()
    assert Counter(after) - Counter(before) == {f"panel/{room.procedure_id}": 2}
    told = broadcasts("report.reference_given")
    assert [row.audience for row in told] == ["panel"]
    (asked,) = broadcasts("report.reference_asked")
    assert asked.sender == Capacity.CHAIR


@pytest.mark.rule("W17")
@pytest.mark.rule("W15")
def test_a_referee_answers_once_without_an_account_and_opening_the_link_changes_nothing(
    room: Room,
) -> None:
    path = ask(room)
    visitor = Visitor(room)
    for _n in range(2):
        page = visitor.http.get(path)
        assert page.status_code == 200 and "Ines Marlow" in page.get_data(as_text=True)
        assert page.headers["Cache-Control"] == "no-store"
    assert [r.answered_at for r in all_of(room)] == [None]
    assert visitor.http.get(path + "x").status_code == 410
    assert visitor.send(path, relation="", text=TEXT).status_code == 422
    empty = visitor.send(path, relation="Direct superior", text=" ")
    assert empty.status_code == 422
    assert visitor.http.post(path, data={"relation": "x", "text": TEXT}).status_code != 303  # CSRF
    assert [r.answered_at for r in all_of(room)] == [None]
    file = (io.BytesIO(b"%PDF-1.4\nnot a document"), "reference.pdf")
    assert visitor.send(path, relation="Superior", text=TEXT, file=file).status_code == 422
    made = rendering.pdf(sheet(TEXT), AT)
    sent = visitor.send(
        path, relation="Direct superior", text=TEXT, file=(io.BytesIO(made), "reference.pdf")
    )
    assert sent.status_code == 303, said(sent)
    (one,) = all_of(room)
    assert one.relation == "Direct superior" and one.text == TEXT and one.document_id
    for answer in (visitor.http.get(path), visitor.send(path, relation="y", text="Another.")):
        assert answer.status_code == 410 and TEXT not in answer.get_data(as_text=True)
    assert all_of(room) == [one]
    opened = documents.open_document(room.member(room.keys[0]), one.document_id)
    assert b"".join(opened.chunks) == made
    with pytest.raises(Refusal):
        documents.open_document(room.focal, one.document_id)


@pytest.mark.rule("W17")
def test_a_link_that_was_closed_or_is_over_takes_nothing_and_no_mail_goes(room: Room) -> None:
    path = ask(room)
    (one,) = all_of(room)
    told = Told(
        "", room.procedure_id, "report.reference_asked", one.id, "", (one.id,), clock.now(),
        clock.now(), True,
    )  # fmt: skip
    with db.reading() as connection:
        (found,) = audiences.resolve(connection, "referee", told)
    assert found.address == MAIL and not found.kept
    references.close(room.chair, one.id)
    with db.reading() as connection:
        assert not audiences.resolve(connection, "referee", told)
    visitor = Visitor(room)
    assert visitor.http.get(path).status_code == 410
    refused("J10", lambda: references.close(room.chair, one.id))
    again = ask(room)
    clock.freeze(clock.now() + timedelta(days=14))
    assert visitor.http.get(again).status_code == 410
    with pytest.raises(Refusal):
        references.give(again.rsplit("/", 1)[1], relation="x", text=TEXT, limit=1000)
    assert [r.answered_at for r in all_of(room)] == [None, None]


@pytest.mark.rule("J10")
@pytest.mark.rule("R24")
def test_a_reference_that_comes_after_the_lodging_makes_a_signed_numbered_addendum(
    room: Room,
) -> None:
    first = ask(room)
    late = ask(room, chosen(room).reserve[0])
    Visitor(room).send(first, relation="Direct superior", text=TEXT)
    write_all(room)
    signing.call(room.chair)
    sign(room)
    signing.lodge(room.chair)
    report = report_of(room)
    with db.reading() as connection:
        canonical = reports.canonical(connection, room.procedure_id, report.id)
    content = json.loads(canonical or b"")
    (told,) = content[Section.REFERENCES]
    assert told["relation"] == "Direct superior" and told["reference"]
    assert TEXT not in json.dumps(content) and "Marlow" not in json.dumps(content)
    member = room.member(room.others[0])
    refused("P54g", lambda: drafting.open_draft(member))  # nothing came since
    clock.freeze(clock.now() + timedelta(hours=1))
    Visitor(room).send(late, relation="Colleague", text="Something that weighs.")
    browser = room.world.client(room.others[0])
    page = said(browser.get(browser.path(M, "report/references")))
    assert "Open an addendum" in page
    assert page.count("No referee was asked.") == len(chosen(room).reserve) - 1
    assert "Open an addendum to the report" in said(browser.get("/"))  # the lowest free seat's task
    assert browser.post(browser.path(M, "report/open")).status_code == 303
    added = report_of(room)
    assert (added.number, added.kind, added.run) == (2, "addendum", report.run)
    assert added.lodged_at is None
    page = said(browser.get(browser.path(M, "report/")))
    assert "Write the addendum, number 2" in page
    refused("S1", lambda: hand_over.give(room.chair))  # not before the addendum is lodged
    with db.reading() as connection:
        parts = reports.parts(connection, room.procedure_id, added.id)
    assert set(parts) == {facts.MANDATE, *(h.candidate_id for h in room.held())}
    drafting.write(member, name=facts.MANDATE, text="A reference came after the report.", version=1)
    signing.call(room.chair)
    assert report_of(room).content_hash not in ("", report.content_hash)
    sign(room)
    signing.lodge(room.chair)
    lodged = report_of(room)
    with db.writing() as session:
        kept = {r.number: r for r in session.exec(select(models.Report)).all()}
    assert kept[1].file_hash == report.file_hash and kept[1].content_hash == report.content_hash
    assert lodged.number == 2 and lodged.file_hash != report.file_hash
    page = said(browser.get(browser.path(M, "report/")))
    assert "Report, number 1, run" in page and lodged.content_hash in page
    assert "Lodged: the addendum, number 2" in page
    refused("P54g", lambda: drafting.open_draft(member))
    hand_over.give(room.chair)
