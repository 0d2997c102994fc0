"""Decision, drafting, signing, lodging; and that nobody else learns of it (53(f), 54(g))."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
import rfc8785
from sqlalchemy import CursorResult
from sqlmodel import select

from recruit.access.rules import Capacity
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.core.log_tables import core_entry
from recruit.interviews.queries import results
from recruit.notices.models import Broadcast
from recruit.panel.operations import meetings, seats
from recruit.procedure.rules.days import at_geneva
from recruit.procedure.rules.milestones import Audience, MilestoneKind
from recruit.report import models
from recruit.report.operations import decision, drafting, hand_over, signing
from recruit.report.queries import ahead as asking
from recruit.report.queries import facts
from recruit.report.queries import reports as queries
from recruit.report.rules.decision import Finding
from tests.flows.interviews_world import Room
from tests.flows.shortlist_world import said
from tests.flows.test_shortlist_ballots import statements

M, C, P = Capacity.MEMBER, Capacity.CHAIR, Capacity.PRESIDENT


@pytest.fixture
def room(a_procedure: Any) -> Room:
    """6 February: the decision is taken and minuted, the report is open for drafting."""
    return Room(a_procedure(at="report"))


@pytest.fixture
def interviewing(a_procedure: Any) -> Room:
    """12 December: nothing has started."""
    return Room(a_procedure(at="interviews"))


def refused(rule: str, call: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call()
    assert caught.value.rule == rule, (caught.value.rule, caught.value.reason)
    return caught.value


def report_of(room: Room) -> queries.ReportView:
    with db.reading() as connection:
        found = queries.of_run(connection, room.procedure_id, room.run)
    assert found is not None
    return found


def write_all(room: Room, text: str = "The panel heard this candidate with attention.") -> None:
    """Every part of the narrative, each by another member."""
    names = [facts.MANDATE, *(h.candidate_id for h in room.held())]
    with db.reading() as connection:
        parts = queries.parts(connection, room.procedure_id, report_of(room).id)
    for n, name in enumerate(names):
        version = parts[name].version if name in parts else 0
        who = room.member(room.keys[n % len(room.keys)])
        drafting.write(who, name=name, text=text, version=version)


def sign(room: Room, keys: list[str] | None = None) -> None:
    text_id = report_of(room).text_id
    for key in room.keys if keys is None else keys:
        signing.sign(room.member(key), text_id=text_id)


def lodged(room: Room, text: str = "The panel heard this candidate with attention.") -> None:
    write_all(room, text)
    signing.call(room.chair)
    sign(room)
    signing.lodge(room.chair)


# -- the final decision ---------------------------------------------------------------------


def decide(room: Room, preferred: str | None, **more: Any) -> str:
    meeting = room.meeting()
    return decision.take(
        room.chair, meeting_id=meeting, preferred=preferred, reason="The reasons.", **more
    )


@pytest.mark.rule("P53f-1")
@pytest.mark.rule("J7")
def test_the_decision_follows_the_debriefs_and_names_a_recommendable_candidate(
    interviewing: Room,
) -> None:
    room = interviewing
    room.start(room.first())
    refused("P54f", lambda: decide(room, room.slots()[0].candidate_id))
    held = room.slots()[0:0]
    assert held == []
    started = [h.candidate_id for h in room.held()]
    room.start_all()
    order = [h.candidate_id for h in room.held()]
    assert set(started) <= set(order)
    figures = [5, 4, 2, 3, 4][: len(order)]
    for candidate, figure in zip(order, figures, strict=True):
        room.lock_all(candidate, figure)
        room.agree(candidate, figure)
    clock.freeze(at_geneva(date(2023, 2, 1), time(10, 0)))
    said_ = refused("J7", lambda: decide(room, order[2]))
    assert "not recommendable" in said_.reason
    refused("J7", lambda: decide(room, order[1]))  # not the first, and no reason
    refused("J9", lambda: decide(room, order[0], reserve=[order[2]]))
    refused("J7", lambda: decide(room, None, finding=Finding.NONE_RECOMMENDABLE))
    refused("C10", lambda: decide(room, None, finding=Finding.NO_THREE_VOTES))
    absent = meetings.hold(
        room.chair,
        held_at=clock.now(),
        present=[room.member(k).grant_id for k in room.keys[:4]],
    )
    refused(
        "C10",
        lambda: decision.take(room.chair, meeting_id=absent, preferred=order[0], reason="r"),
    )
    assert decide(room, order[1], choice_reason="The Unit needs it.", reserve=[order[0]])
    refused("R24", lambda: decide(room, order[0]))
    taken = [m for m in room.milestones() if m.kind is MilestoneKind.DECISION_TAKEN]
    assert len(taken) == 1 and taken[0].audience is Audience.PANEL


# -- drafting -------------------------------------------------------------------------------


@pytest.mark.rule("J9")
def test_two_members_write_the_same_part_and_the_second_sees_both_texts(room: Room) -> None:
    first, second = (room.world.client(k) for k in room.others[:2])
    path = first.path(M, "report/part/mandate")
    assert first.post(path, {"version": "0", "text": "The first text."}).status_code == 303
    answer = second.post(path, {"version": "0", "text": "The second text."})
    page = said(answer)
    assert answer.status_code == 409
    assert "The first text." in page and "The second text." in page
    with db.reading() as connection:
        parts = queries.parts(connection, room.procedure_id, report_of(room).id)
    assert parts[facts.MANDATE].text == "The first text."


@pytest.mark.rule("J9")
def test_the_content_holds_agreed_scores_and_no_single_member_s(room: Room) -> None:
    with db.reading() as connection:
        from recruit.procedure import queries as procedure

        view = procedure.by_id(connection, room.procedure_id)
        assert view is not None
        made = facts.assemble(connection, view, room.run, report_of(room), clock.now())
        counting = results.sheets(connection, room.procedure_id, room.run)
    whole = json.dumps(made.content, ensure_ascii=False)
    notes = [n for sheets in counting.values() for s in sheets for n in s.notes.values()]
    assert notes and not any(note in whole for note in notes)
    line = made.content["scores"][0]["entries"][0]
    assert set(line) == {"entry", "weight", "essential", "agreed", "mean", "spread", "note"}
    out = [c for c in made.content["shortlist"] if c["standing"] != "in"]
    assert out and all(c["name"] == "" for c in out)
    assert {"who", "kind", "outcome", "on"} == set().union(*map(set, made.content["conflicts"]))


@pytest.mark.rule("J9")
def test_a_name_that_was_not_shortlisted_keeps_the_report_from_being_called(room: Room) -> None:
    from recruit.applications import queries as candidates
    from recruit.shortlist.queries import decision as shortlist

    with db.reading() as connection:
        found = shortlist.decided(connection, room.procedure_id, room.run)
        assert found is not None
        out = next(c for c in found.candidates if c.kind != "in")
        name = candidates.named(connection, room.procedure_id, [out.candidate_id])[
            out.candidate_id
        ].name
    write_all(room, f"Unlike {name}, this candidate was heard.")
    caught = refused("J9", lambda: signing.call(room.chair))
    assert out.reference in caught.reason and (name or "?") not in caught.reason


# -- signing and lodging --------------------------------------------------------------------


@pytest.mark.rule("J9")
@pytest.mark.rule("P54g")
def test_the_call_freezes_the_canonical_content_and_its_hash_is_shown(room: Room) -> None:
    refused("J9", lambda: signing.call(room.chair))
    write_all(room)
    digest = signing.call(room.chair)
    with db.reading() as connection:
        canonical = queries.canonical(connection, room.procedure_id, report_of(room).id)
    assert canonical is not None and hashlib.sha256(canonical).hexdigest() == digest
    assert rfc8785.dumps(json.loads(canonical)) == canonical
    browser = room.world.client(room.others[0])
    assert digest in said(browser.get(browser.path(M, "report/")))
    with db.writing() as session:
        row = session.get(models.Report, report_of(room).id)
        assert row is not None and row.frozen is not None
        assert b"attention" not in row.frozen


@pytest.mark.rule("J9")
def test_any_change_after_the_first_signature_lets_all_fall(room: Room) -> None:
    write_all(room)
    signing.call(room.chair)
    before = report_of(room)
    sign(room, room.keys[:3])
    drafting.give_opinion(room.member(room.others[-1]), text="I differ.", version=0)
    changed = report_of(room)
    assert changed.called_at is None and changed.content_hash == ""
    stale = room.member(room.others[0])
    refused("J9", lambda: signing.sign(stale, text_id=before.text_id))
    signing.call(room.chair)
    refused("J9", lambda: signing.sign(stale, text_id=before.text_id))
    refused("J9", lambda: signing.lodge(room.chair))
    browser = room.world.client(room.others[0])
    assert "signed an earlier text" in said(browser.get(browser.path(M, "report/")))
    sign(room)
    assert signing.lodge(room.chair)


@pytest.mark.rule("J9")
def test_the_chair_lodges_with_three_after_three_working_days_with_the_reasons(room: Room) -> None:
    clock.freeze(at_geneva(date(2023, 2, 13), time(10, 0)))
    write_all(room)
    signing.call(room.chair)
    sign(room, room.keys[:2])
    signing.decline(room.member(room.keys[3]), reason="The reserve is not mine.")
    browser = room.world.client(room.chair_key)
    page = said(browser.get(browser.path(C, "report/lodging")))
    assert page.count("does not sign") == 1 and page.count("not yet") == 2
    assert "The reserve" not in page
    clock.freeze(at_geneva(date(2023, 2, 16), time(0, 0)))
    refused("J9", lambda: signing.lodge(room.chair))  # two only
    sign(room, [room.keys[2]])
    clock.freeze(at_geneva(date(2023, 2, 16), time(0, 0)) - timedelta(milliseconds=1))
    refused("J9", lambda: signing.lodge(room.chair))
    clock.freeze(at_geneva(date(2023, 2, 16), time(0, 0)))
    assert signing.lodge(room.chair)
    words = certificate_text(room)
    assert "The reserve is not mine." in words and "none given" in words


def certificate_text(room: Room) -> str:
    import pypdfium2

    report = report_of(room)
    browser = room.world.client(room.others[0])
    answer = browser.get(browser.path(M, f"report/file/{report.certificate_id}"))
    assert answer.status_code == 200
    pages = pypdfium2.PdfDocument(answer.data)
    return " ".join(
        " ".join(pages[n].get_textpage().get_text_range().split()) for n in range(len(pages))
    )


@pytest.mark.rule("P54g")
@pytest.mark.rule("J9")
@pytest.mark.rule("R24")
def test_a_late_report_is_lodged_with_a_warning_and_never_changes(room: Room) -> None:
    clock.freeze(at_geneva(date(2023, 3, 1), time(10, 0)))
    browser = room.world.client(room.others[0])
    assert "A late report is lodged all the same" in said(browser.get(browser.path(M, "report/")))
    lodged(room)
    refused("R24", lambda: write_all(room, "A later text."))
    refused("R24", lambda: signing.call(room.chair))
    kept = [m for m in room.milestones() if m.kind is MilestoneKind.REPORT_LODGED]
    assert len(kept) == 1 and kept[0].audience is Audience.PANEL


@pytest.mark.rule("P53b-3")
def test_a_replaced_member_neither_signs_nor_reads(room: Room) -> None:
    write_all(room)
    signing.call(room.chair)
    key = room.others[0]
    browser = room.world.client(key)
    assert browser.get(browser.path(M, "report/")).status_code == 200
    reader, text_id = room.member(key), report_of(room).text_id
    seats.stand_down(reader)
    for path in ("report/", "report/text"):
        assert browser.get(browser.path(M, path)).status_code == 404
    assert browser.post(browser.path(M, "report/sign"), {"text_id": text_id}).status_code == 404
    with pytest.raises(Refusal):
        signing.sign(reader, text_id=text_id)


# -- confidentiality (P53f-2) ---------------------------------------------------------------

OUTSIDE = (
    ("office_first", Capacity.OFFICE),
    ("focal_point", Capacity.FOCAL_POINT),
    ("screener_one", Capacity.STAFF),
    ("surrogate_gambia", Capacity.SURROGATE),
    ("reader_fra", Capacity.COMMITTEE),
    ("delegate_deu", Capacity.DELEGATE),
    ("auditor", Capacity.AUDITOR),
)
REPORT_PAGES = (
    "report/",
    "report/text",
    "report/decision",
    "report/call",
    "report/lodging",
    "report/hand-over",
    "report/release",
    "report/release/second",
    "report/released",
    "report/released/copy",
    "interviews/debrief",
)


def outputs(browser: Any, capacity: Capacity, home: bool, ids_: list[str]) -> dict[str, bytes]:
    """All that this reader gets: every page of the menu, and every address of the report."""
    base = browser.path(capacity, "")
    found: dict[str, bytes] = {}
    pages = [browser.path(capacity, p) for p in REPORT_PAGES]
    pages += [browser.path(capacity, f"report/file/{i}") for i in ids_]
    pages += [browser.path(capacity, f"document/{i}") for i in ids_]
    start = browser.get(browser.path(capacity, "calendar"))
    links = re.findall(r'href="(/[^"#]*)"', start.get_data(as_text=True))
    pages += [p for p in links if p.startswith(base)]
    if home:
        pages.append("/")
    for page in dict.fromkeys(pages):
        answer = browser.get(page)
        headers = sorted((k, v) for k, v in answer.headers if k != "Date")
        body = re.sub(rb'name="key" value="[^"]*"', b"", answer.data)
        headers = [h for h in headers if h[0] not in ("Content-Length", "Set-Cookie")]
        found[page] = repr((answer.status_code, headers)).encode() + body
    return found


@pytest.mark.rule("P53f-2")
@pytest.mark.rule("R16")
def test_nobody_outside_learns_whether_there_is_no_draft_a_draft_or_a_lodged_report(
    room: Room,
) -> None:
    browsers = {(key, capacity): (room.world.client(key), True) for key, capacity in OUTSIDE} | {
        ("president", P): (room.world.client("president"), False)
    }
    names = [report_of(room).id]
    before = {w: outputs(b, w[1], home, names) for w, (b, home) in browsers.items()}
    assert all(len(pages) > 12 for pages in before.values())
    lodged(room)
    report = report_of(room)
    after = {w: outputs(b, w[1], home, names) for w, (b, home) in browsers.items()}
    assert before == after
    # the ids of what is there now are as nothing as ids that never were
    documents = [report.document_id or "", report.certificate_id or ""]
    for who, (browser, _home) in browsers.items():
        for document in documents:
            for page in (f"report/file/{document}", f"document/{document}"):
                known = browser.get(browser.path(who[1], page))
                never = browser.get(browser.path(who[1], page[:-3] + "000"))
                assert known.status_code == never.status_code == 404
                assert known.data == never.data
    # the right reader does get it
    member = room.world.client(room.others[0])
    file = member.get(member.path(M, f"report/file/{report.document_id}"))
    assert file.status_code == 200 and file.data.startswith(b"%PDF-")
    assert hashlib.sha256(file.data).hexdigest() == report.file_hash


@pytest.mark.rule("P53f-2")
def test_the_report_is_told_to_the_panel_alone_and_recorded_in_its_log_alone(room: Room) -> None:
    with db.reading() as connection:
        before = {
            row.seq for row in connection.execute(select(core_entry.c.seq, core_entry.c.log_id))
        }
        logs = dict(_sizes(connection))
    with db.writing() as session:
        told_before = len(session.exec(select(Broadcast)).all())
    lodged(room)
    assert before
    with db.reading() as connection:
        grown = {log for log, size in _sizes(connection) if size != logs.get(log)}
    assert grown == {f"panel/{room.procedure_id}"}
    with db.writing() as session:
        told = session.exec(select(Broadcast).order_by(Broadcast.as_of)).all()
    new = [b for b in told if b.kind.startswith("report.")]
    assert len(told) > told_before and {b.audience for b in new} == {"panel"}
    kinds = (MilestoneKind.REPORT_OPENED, MilestoneKind.REPORT_CALLED, MilestoneKind.REPORT_LODGED)
    assert {m.audience for m in room.milestones() if m.kind in kinds} == {Audience.PANEL}


def _sizes(connection: Any) -> list[tuple[str, int]]:
    from recruit.core.log_tables import core_log

    return [tuple(r) for r in connection.execute(select(core_log.c.id, core_log.c.size))]


# -- hand-over (S1) -------------------------------------------------------------------------


@pytest.mark.rule("S1")
def test_the_hand_over_gives_the_name_and_biography_and_nothing_else(room: Room) -> None:
    caught = refused("S1", lambda: hand_over.give(room.chair))
    assert "not lodged" in caught.reason
    lodged(room)
    assert hand_over.give(room.chair, pronoun="she")
    with db.reading() as connection:
        found = queries.hand_over(connection, room.procedure_id)
        final = queries.decision(connection, room.procedure_id, room.run)
        consent = results.consents(connection, room.procedure_id)
    assert found is not None and final is not None and final.candidate_id is not None
    assert found.biography == consent[final.candidate_id].biography and found.pronoun == "she"
    given = [m for m in room.milestones() if m.kind is MilestoneKind.HANDED_OVER]
    assert given[0].audience is Audience.HAND_OVER
    refused("S1", lambda: hand_over.give(room.chair))
    assert hand_over.recall(room.chair)
    with db.reading() as connection:
        assert queries.hand_over(connection, room.procedure_id) is None
        last = queries.last_hand_over(connection, room.procedure_id)
    assert last is not None and last.recalled
    assert hand_over.give(room.chair)


@pytest.mark.rule("S1")
def test_only_the_chair_hands_over(room: Room) -> None:
    lodged(room)
    for key, capacity in (("president", P), ("office_first", Capacity.OFFICE), (room.others[0], M)):
        browser = room.world.client(key)
        assert browser.post(browser.path(capacity, "report/hand-over"), {}).status_code == 404
    chair = room.world.client(room.chair_key, fresh=False)
    answer = chair.post(chair.path(C, "report/hand-over"), {"pronoun": ""})
    assert answer.status_code in (302, 303) and "parked" in answer.headers["Location"]
    with db.reading() as connection:
        assert queries.hand_over(connection, room.procedure_id) is None


# -- what the pages ask of the database -----------------------------------------------------


def test_the_reports_pages_ask_the_database_few_things_in_every_state(room: Room) -> None:
    member = room.world.client(room.others[0])
    chair = room.world.client(room.keys[0])

    def count() -> dict[str, int]:
        found = {p: statements(member, member.path(M, p)) for p in ("report/", "report/text")}
        chairs = ("report/decision", "report/call", "report/lodging", "report/hand-over")
        return found | {p: statements(chair, chair.path(C, p)) for p in chairs}

    for step in (lambda: None, lambda: write_all(room), lambda: signing.call(room.chair)):
        step()
        assert max(count().values()) <= 8, count()
    sign(room)
    signing.lodge(room.chair)
    assert max(count().values()) <= 8, count()


def test_what_is_asked_together_is_what_each_reading_gives_alone(room: Room) -> None:
    write_all(room)
    run, id_ = room.run, room.procedure_id
    with db.reading() as connection:
        decided = queries.decision(connection, id_, run)
        assert decided is not None
        asked = {
            "procedure": id_,
            "procedures": [id_],
            "run": run,
            "person": room.member(room.keys[0]).person_id,
            "report": report_of(room).id,
            "motions": [decided.motion_id],
            "candidates": [h.candidate_id for h in room.held()],
        }
        rows = 0
        for together in (asking.FACTS, asking.OF_REPORT):
            ahead = together.ask(connection, asked)
            for reading in together.readings:
                own = {k: v for k, v in asked.items() if k in reading.compile().params}
                alone = connection.execute(reading, own).all()
                rows += len(alone)
                found = ahead.execute(reading, own)
                assert not isinstance(found, CursorResult)  # it was answered from what was asked
                assert [tuple(r) for r in found] == [tuple(r) for r in alone]
                for one, other in zip(found, alone, strict=True):
                    assert one._asdict() == other._asdict()
        assert rows > 100
        other = asking.FACTS.readings[0]
        with_others = ahead.execute(other, {"procedures": ["another"]})
        assert isinstance(with_others, CursorResult) and with_others.all() == []
