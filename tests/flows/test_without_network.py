"""Ballots and scores drafted on a sheet where there is no network, and merged on return (W7)."""

from __future__ import annotations

import io
from typing import Any

import pytest
from odf.opendocument import load
from odf.table import Table, TableCell, TableRow
from odf.text import P, Span

from recruit.access.rules import Capacity
from recruit.core import db
from recruit.core.errors import Refusal
from recruit.interviews.operations import sheets as scoring
from recruit.interviews.operations import written as scores
from recruit.interviews.queries import sheets
from recruit.shortlist.operations import ballots, decision, written
from tests.flows.interviews_world import Room
from tests.flows.shortlist_world import Panel, said

M = Capacity.MEMBER


def filled(content: bytes, **lines: str) -> bytes:
    """The sheet with values written into its first part: by key, as somebody types them."""
    text = content.decode("utf-8-sig")
    for key, value in lines.items():
        name = key.replace("_", " ")
        at = next(n for n in text.splitlines() if n.startswith(name))
        text = text.replace(at, f"{at.split(':')[0]}: {value}", 1)
    return text.encode()


def filled_odt(content: bytes, reference: str, **cells: str) -> bytes:
    """The ODT with these cells of one candidate's table filled, as somebody types them."""
    document = load(io.BytesIO(content))
    (grid,) = [t for t in document.getElementsByType(Table) if t.getAttribute("name") == reference]
    for row in grid.getElementsByType(TableRow):
        label, value = row.getElementsByType(TableCell)
        key = str(label).split("(")[0].strip().rstrip(":").replace(" ", "_")
        for line in cells.get(key, "").splitlines():
            typed = P()
            typed.addElement(Span(text=line))  # word processors wrap what is typed
            value.addElement(typed)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def teletype(document: Any) -> str:
    return "\n".join(str(p) for p in document.getElementsByType(P))


def first_of(content: bytes) -> str:
    lines = content.decode("utf-8-sig").splitlines()
    return next(n[1:-1] for n in lines if n.startswith("[") and n.endswith("]"))


@pytest.mark.rule("W7")
def test_a_ballot_is_drafted_without_network_and_merged_and_never_locked(a_procedure: Any) -> None:
    room = Panel(a_procedure(at="shortlist"))
    key, other = room.others[0], room.others[1]
    nothing = {"chosen": {}, "marks": {}, "reasons": {}}
    ballots.save(room.member(key), content=nothing, version=room.version(key))
    browser = room.world.client(key)
    page = said(browser.get(browser.path(M, "shortlist/ballot/without-network")))
    assert "Download my sheet" in page
    answer = browser.get(browser.path(M, "shortlist/ballot/sheet.txt"))
    sheet = answer.get_data()
    assert "attachment" in answer.headers["Content-Disposition"]
    text = sheet.decode("utf-8-sig")
    names = [e.name for e in room.listed() if e.name]
    assert names and not any(name in text for name in names)
    assert room.world.reader(key, M).name not in text
    reference = first_of(sheet)
    back = filled(sheet, rank="1", mark_1="4", reason="Weighed in the air.\nTwice.")
    path = browser.path(M, "shortlist/ballot/sheet")
    sent = {"file": (io.BytesIO(back), "ballot.txt")}
    answer = browser.post(path, sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    own = room.own(key)
    assert own is not None and own.locked_at is None
    who = {e.reference: e.candidate_id for e in room.listed()}
    assert own.content["reasons"][who[reference]] == "Weighed in the air.\nTwice."
    assert 4 in own.content["marks"][who[reference]].values()
    # the draft was changed since: what it says stays, what it lacks comes from the sheet
    changed = room.content()
    changed["reasons"] = {who[reference]: "Weighed on the ground."}
    changed["chosen"], changed["marks"] = {}, {}
    ballots.save(room.member(key), content=changed, version=own.version)
    merged = written.take_over(room.member(key), back)
    assert merged.left == ((reference, "reason"),)
    own = room.own(key)
    assert own is not None and own.content["reasons"][who[reference]] == "Weighed on the ground."
    assert own.content["chosen"] == {who[reference]: 1}

    def refused(content: bytes, words: str, who_: str = key) -> None:
        with pytest.raises(Refusal) as caught:
            written.take_over(room.member(who_), content)
        assert caught.value.rule == "W7" and words in caught.value.reason, caught.value.reason

    refused(back, "another person", other)
    refused(filled(sheet, rank="9"), "'9' is no whole number from 1 to 5")
    stranger = sheet.replace(f"[{reference}]".encode(), b"[D22-999]")
    refused(filled(stranger, rank="1"), "D22-999 is not on your list")
    refused(b"PK\x03\x04\xff\xfe\x00", "was not taken")
    refused(b"\x89PNG\x00\x00", "not plain text")
    refused(b"To whom it may concern", "none of this application's sheets")
    answer = browser.get(browser.path(M, "shortlist/ballot/sheet.odt"))
    odt = answer.get_data()
    assert answer.headers["Content-Type"] == "application/vnd.oasis.opendocument.text"
    said_in = teletype(load(io.BytesIO(odt)))
    assert not any(name in said_in for name in names) and "Weighed on the ground." in said_in
    second = sorted(who)[1]
    typed = {"rank": "2", "mark_1": "3", "reason": "Weighed in the air.\nThrice."}
    back = filled_odt(odt, second, **typed)
    answer = browser.post(
        path, {"file": (io.BytesIO(back), "ballot.odt")}, content_type="multipart/form-data"
    )
    assert answer.status_code == 303
    own = room.own(key)
    assert own is not None and own.locked_at is None
    assert own.content["chosen"] == {who[reference]: 1, who[second]: 2}
    assert own.content["reasons"][who[second]] == "Weighed in the air.\nThrice."
    refused(back, "another person", other)
    refused(filled_odt(odt, sorted(who)[2], rank="9"), "'9' is no whole number from 1 to 5")
    answer = browser.post(
        path, {"file": (io.BytesIO(b"nothing"), "x.txt")}, content_type="multipart/form-data"
    )
    assert answer.status_code >= 400 and "none of this application" in said(answer)
    decision.move_anew(room.chair, meeting_id=room.meeting(), reason="A newcomer asks for it.")
    with pytest.raises(Refusal) as unbegun:  # the run's criteria come first
        written.take_over(room.member(key), back)
    assert unbegun.value.rule == "J1"


@pytest.mark.rule("W7")
@pytest.mark.rule("R4")
def test_scores_are_drafted_without_network_and_only_where_the_interview_has_started(
    a_procedure: Any,
) -> None:
    room = Room(a_procedure(at="interviews"))
    key = room.others[0]
    started, waiting = room.first(), None
    room.start(started)
    waiting = room.first()
    member = room.member(key)
    sheet = scores.make(member)
    text = sheet.decode("utf-8-sig")
    slots = room.slots()
    assert all(s.reference in text for s in slots)
    assert not any(s.name and s.name in text for s in slots)

    def with_scores(reference: str, *values: tuple[str, str]) -> bytes:
        head, _mark, rest = text.partition(f"[{reference}]")
        for name, value in values:
            at = next(n for n in rest.splitlines() if n.startswith(name))
            rest = rest.replace(at, f"{at.split(':')[0]}: {value}", 1)
        return f"{head}[{reference}]{rest}".encode()

    back = with_scores(started.reference, ("score 1", "4"), ("note 1", "Heard."))
    browser = room.world.client(key)
    answer = browser.post(
        browser.path(M, "interviews/scores"),
        {"file": (io.BytesIO(back), "scores.txt")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303
    with db.reading() as connection:
        own = sheets.own_one(
            connection, room.procedure_id, 1, member.person_id, member.grant_id,
            started.candidate_id,
        )  # fmt: skip
    assert own is not None and own.locked_at is None and own.version == 1
    early = scores.take_over(member, with_scores(waiting.reference, ("score 1", "4")))
    assert early.fields == 0 and waiting.reference in early.left[-1]
    with pytest.raises(Refusal, match="no whole number"):
        scores.take_over(member, with_scores(started.reference, ("score 1", "6")))
    with pytest.raises(Refusal, match="another person"):
        scores.take_over(room.member(room.others[1]), back)
    other = back.replace(b"run: 1", b"run: 2")
    with pytest.raises(Refusal, match="belongs to run 2"):
        scores.take_over(member, other)
    with pytest.raises(Refusal, match="something else"):
        scores.take_over(member, back.replace(b"sheet: scores", b"sheet: ballot"))
    odt = filled_odt(scores.make_odt(member), started.reference, note_2="Heard twice.")
    taken = scores.take_over(member, odt)
    assert taken.fields == 1 and not taken.left
    with db.reading() as connection:
        own = sheets.own_one(
            connection, room.procedure_id, 1, member.person_id, member.grant_id,
            started.candidate_id,
        )  # fmt: skip
    assert own is not None and own.version == 2
    marks, notes = room.fill(3)
    scoring.lock(
        member, candidate_id=started.candidate_id, marks=marks, notes=notes, version=own.version
    )
    again = scores.take_over(member, with_scores(started.reference, ("score 1", "5")))
    assert again.fields == 0 and again.left  # a locked sheet does not change
