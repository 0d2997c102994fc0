"""Comparing two screeners, handing over, and asking candidates (A5, A10, A11, A12)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest

from recruit.access.rules import Capacity
from recruit.accounts.models import Person
from recruit.core import clock, db
from recruit.core.errors import Kind
from recruit.documents import tending
from recruit.documents.models import Document
from recruit.notices.models import Broadcast
from recruit.prescreening import models
from recruit.prescreening.operations import assigning, completing, screening
from recruit.prescreening.queries import comparison, files
from recruit.prescreening.rules import agreement
from recruit.prescreening.rules.criteria import Finding
from recruit.prescreening.rules.written import Said
from tests.flows.test_prescreening import (
    AGENCY,
    FOCAL,
    KEYS,
    OPEN,
    STAFF,
    a_file,
    lock,
    refusal,
    rows,
    screeners,
    words,
)
from tests.unit.documents import making

PDF = (
    b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
    b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>\nendobj\n"
    b"trailer<</Size 4/Root 1 0 R>>\n%%EOF\n"
)


@pytest.fixture
def given_out(a_procedure: Any) -> Any:
    """28 September: each file has two screeners, nothing is locked."""
    world = a_procedure(at="prescreening")
    clock.freeze(OPEN)
    return world


def key_of(world: Any, person_id: str) -> str:
    return next(k for k, v in world.cast.memory.items() if v == person_id)


def seen(world: Any, reader: Any) -> tuple[int, list[str]]:
    """How many files the reader's pairs share, and the references that differ."""
    with db.reading() as connection:
        pairs = comparison.pairs(connection, reader)
        found, _more = comparison.differing(connection, reader)
    return sum(p.files for p in pairs), [f.reference for f in found]


# ---------------------------------------------------------------- comparing (A5)


@pytest.mark.rule("A5")
def test_no_kappa_and_no_difference_is_there_before_both_have_locked(given_out: Any) -> None:
    one = a_file(given_out, 4)
    first, second = screeners(given_out, one)
    focal = given_out.reader("focal_point", FOCAL)
    marked = dict(words(given_out, one).answers)
    marked["M5"] = Said(Finding.UNCLEAR, "A mark that only the first wrote.", "page 9")
    lock(given_out, one, 1, answers=marked)
    for reader in (first, second, focal):
        assert seen(given_out, reader) == (0, [])
        browser = given_out.client(key_of(given_out, reader.person_id))
        page = browser.get(browser.path(reader.capacity, "prescreening/comparison")).text
        assert (
            "locked by both of its screeners yet" in page
            and "undefined" not in page.split("No file is locked by both", 1)[1]
        )
    assert rows(models.Comparison) == [] and rows(models.Agreement) == []
    lock(given_out, one, 2)
    reference = next(c for c in seen(given_out, focal)[1])
    for reader in (first, second, focal):
        assert seen(given_out, reader) == (1, [reference])
        browser = given_out.client(key_of(given_out, reader.person_id))
        page = browser.get(browser.path(reader.capacity, "prescreening/comparison")).text
        assert "M5" in page and "settle it" in page and "undefined" in page


@pytest.mark.rule("A5")
def test_a_screener_has_the_own_pairs_and_files_and_a_member_or_chair_nothing(
    given_out: Any,
) -> None:
    one = a_file(given_out, 4)
    mine = [s.person_id for s in screeners(given_out, one)]
    lock(given_out, one, 1)
    lock(given_out, one, 2)
    stranger = next(given_out.reader(k, STAFF) for k in KEYS if given_out.person(k) not in mine)
    assert seen(given_out, stranger) == (0, [])
    for key, capacity in (("president", Capacity.CHAIR), ("member_chile", Capacity.MEMBER)):
        browser = given_out.client(key)
        assert browser.get(browser.path(capacity, "prescreening/comparison")).status_code == 404


@pytest.mark.rule("A5")
@pytest.mark.rule("A7")
def test_what_a_declaration_closes_is_not_among_the_differences(given_out: Any) -> None:
    one = a_file(given_out, 4)
    first, _second = screeners(given_out, one)
    lock(given_out, one, 1)
    lock(given_out, one, 2)
    assert len(seen(given_out, first)[1]) == 1
    assigning.declare(first, candidate_id=one, kind="friendship", text="We met since.")
    assert seen(given_out, first)[1] == []


@pytest.mark.rule("A5")
def test_the_kept_agreement_is_that_of_the_votes(given_out: Any) -> None:
    """The counts that the writer keeps give the kappa of the votes themselves."""
    numbers = (1, 4, 5, 12, 15)
    by_pair: dict[tuple[str, ...], agreement.Counts] = {}
    for number in numbers:
        candidate = a_file(given_out, number)
        readers = screeners(given_out, candidate)
        answers = [words(given_out, candidate, second=n == 1).findings() for n in (0, 1)]
        lock(given_out, candidate, 1)
        lock(given_out, candidate, 2)
        pair = sorted(zip((r.person_id for r in readers), answers, strict=True))
        counts = by_pair.setdefault(tuple(p for p, _a in pair), agreement.Counts())
        counts.add(pair[0][1], pair[1][1])
    focal = given_out.reader("focal_point", FOCAL)
    with db.reading() as connection:
        found = comparison.pairs(connection, focal)
    kept = sorted(str(agreement.overall(p.counts)) for p in found)
    assert kept == sorted(str(agreement.overall(c)) for c in by_pair.values())
    assert sum(p.files for p in found) == len(numbers)


# ---------------------------------------------------------------- handing over (A10)


@pytest.mark.rule("A10")
def test_what_somebody_has_not_locked_is_handed_over_and_a_locked_vote_stays(
    given_out: Any,
) -> None:
    one = a_file(given_out, 1)
    reader = lock(given_out, one, 1)
    focal = given_out.reader("focal_point", FOCAL)
    where = {"person_id": reader.person_id, "ended_at": None}
    before = rows(models.Assignment, **where)
    assert len(before) > 1
    assert refusal(lambda: assigning.hand_over(focal, person_id=reader.person_id, reason=" ")).kind
    browser = given_out.client("focal_point")
    answer = browser.post(
        browser.path(FOCAL, "prescreening/files/hand-over"),
        {"leaving": reader.person_id, "reason": "On leave until November."},
    )
    assert answer.status_code == 303
    assert [a.candidate_id for a in rows(models.Assignment, **where)] == [one]
    for old in before:
        held = rows(models.Assignment, candidate_id=old.candidate_id, ended_at=None)
        assert len({a.person_id for a in held}) == 2
    assert rows(models.Assignment, person_id=focal.person_id) == []  # only where chosen
    ended = [a for a in rows(models.Assignment, person_id=reader.person_id) if a.ended_at]
    assert {a.ended_why for a in ended} == {"On leave until November."}
    staff = given_out.client(key_of(given_out, reader.person_id))
    path = staff.path(reader.capacity, "prescreening/files/hand-over")
    assert staff.post(path, {"leaving": reader.person_id, "reason": "R."}).status_code == 404


def name_of(reader: Any) -> str:
    return str(rows(Person, id=reader.person_id)[0].name)


def loads_of(reader: Any) -> dict[str, tuple[int, int, int]]:
    with db.reading() as connection:
        return {
            one.person_id: (one.files, one.of_locked, one.locked)
            for one in files.loads(connection, reader)
        }


@pytest.mark.rule("A5")
@pytest.mark.rule("A10")
def test_the_focal_point_sees_how_far_each_screener_is_but_for_a_file_still_to_lock(
    given_out: Any,
) -> None:
    one = a_file(given_out, 1)
    first, second = screeners(given_out, one)
    focal = given_out.reader("focal_point", FOCAL)
    before = loads_of(focal)
    assert {found[2] for found in before.values()} == {0}
    lock(given_out, one, 1)
    of = before[first.person_id][0]
    assert loads_of(focal)[first.person_id] == (of, of, 1)
    browser = given_out.client("focal_point")
    first_page = browser.get(browser.path(FOCAL, "prescreening/")).text
    assert "of your 0 locked" not in first_page and "how far each screener is" in first_page
    page = browser.get(browser.path(FOCAL, "prescreening/files")).text
    # 29 September to 7 October: seven working days
    assert "7 working days are left" in page and "How far each screener is" in page
    mine = {a.candidate_id for a in rows(models.Assignment, person_id=first.person_id)}
    alone = browser.get(browser.path(FOCAL, f"prescreening/files?who={first.person_id}")).text
    shown = re.findall(r'prescreening/files/(\w{22})/[12]"', alone)
    assert set(shown) == mine and f"The files of {name_of(first)} alone." in alone
    everybodys = browser.get(browser.path(FOCAL, "prescreening/files?who=nobody")).text
    assert len(set(re.findall(r'prescreening/files/(\w{22})/[12]"', everybodys))) > len(mine)
    # the second place passes to the focal point, who has not locked: the first lock tells nothing
    held = next(
        row
        for row in rows(models.Assignment, candidate_id=one, ended_at=None)
        if row.person_id == second.person_id
    )
    assigning.reassign(focal, assignment_id=held.id, person_id=focal.person_id, reason="On leave.")
    assert loads_of(focal)[first.person_id] == (of, of - 1, 0)
    assert loads_of(focal)[focal.person_id] == (1, 1, 0)
    lock(given_out, one, 2)
    assert loads_of(focal)[first.person_id] == (of, of, 1)


# ---------------------------------------------------------------- asking (A11, A12)


def asked(world: Any, candidate_id: str, **more: str) -> str:
    focal = world.reader("focal_point", FOCAL)
    what = {"kind": "translation", "what": "The degree of Lyon", **more}
    completing.ask(focal, candidate_id=candidate_id, **what)
    return str(rows(models.Completion, candidate_id=candidate_id)[-1].id)


@pytest.mark.rule("A12")
@pytest.mark.rule("A11")
def test_a_translation_is_asked_for_once_and_nothing_is_locked_before_it_is_due(
    given_out: Any,
) -> None:
    one = a_file(given_out, 1)
    completion = asked(given_out, one)
    letters = [b for b in rows(Broadcast) if b.kind == "prescreening.asked"]
    assert len(letters) == 1
    row = rows(models.Completion, id=completion)[0]
    # Thursday 29 September and five working days: the end of Thursday 6 October in Geneva
    assert row.due_at == datetime(2022, 10, 7, 0, 0, tzinfo=clock.GENEVA)
    for first in (True, False):
        reader = screeners(given_out, one)[0 if first else 1]
        browser = given_out.client(key_of(given_out, reader.person_id))
        page = browser.get(browser.path(reader.capacity, f"prescreening/file/{one}")).text
        assert "The degree of Lyon" in page and "It may still come" in page
    early = refusal(lambda: lock(given_out, one, 1))
    assert early.rule == "A12"
    assert refusal(lambda: asked(given_out, one, what="Another page")).rule == "A12"
    clock.freeze(row.due_at)
    again = refusal(lambda: asked(given_out, one))
    assert again.rule == "A12" and "once" in again.reason
    lock(given_out, one, 1)


@pytest.mark.rule("A2")
def test_the_words_of_a_document_beside_the_criteria_say_on_which_page_they_stand(
    given_out: Any,
) -> None:
    one = a_file(given_out, 1)
    completion = asked(given_out, one)
    before = {d.id for d in rows(Document, object_id=one)}
    clock.freeze(OPEN + timedelta(days=12))
    focal = given_out.client("focal_point")
    pages = making.pdf_saying("Master of Law", "", "Ten years of clearance")
    sent = focal.post(
        focal.path(FOCAL, f"prescreening/asked/{completion}"),
        {
            "files": (BytesIO(pages), "translation.pdf"),
            "received_at": "2022-10-06T10:00:00",
            "evidence": "Received: from relay.example",
        },
        content_type="multipart/form-data",
    )
    assert sent.status_code == 303
    while tending.extract_due(clock.now()):
        pass
    (new,) = [d for d in rows(Document, object_id=one) if d.id not in before]
    reader = screeners(given_out, one)[0]
    browser = given_out.client(key_of(given_out, reader.person_id))
    file = browser.path(reader.capacity, f"prescreening/file/{one}")
    page = browser.get(f"{file}?document={new.id}&view=text").text
    assert '<p dir="auto" data-page="1">Master of Law</p>' in page
    assert '<p dir="auto" data-page="3">Ten years of clearance</p>' in page
    assert ", page %(number)s" in page  # how evidence that is quoted from there names it


@pytest.mark.rule("A11")
def test_after_the_close_only_what_was_asked_for_is_filed_and_in_time(given_out: Any) -> None:
    one = a_file(given_out, 1)
    completion = asked(given_out, one)
    papers = len(rows(Document, object_id=one))
    clock.freeze(OPEN + timedelta(days=12))
    browser = given_out.client("focal_point")
    path = browser.path(FOCAL, f"prescreening/asked/{completion}")

    def sent(received: str, evidence: str = "Received: from relay.example") -> Any:
        return browser.post(
            path,
            {
                "files": (BytesIO(PDF), "translation.pdf"),
                "received_at": received,
                "evidence": evidence,
            },
            content_type="multipart/form-data",
        )

    assert sent("2022-10-07T00:00:00").status_code == 409
    assert sent("2022-09-28T10:00:00").status_code == 422
    assert sent("2022-10-06T10:00:00", " ").status_code == 422
    assert len(rows(Document, object_id=one)) == papers
    assert sent("2022-10-06T23:59:59").status_code == 303
    assert len(rows(Document, object_id=one)) == papers + 1
    assert sent("2022-10-06T23:59:59").status_code == 409
    page = browser.get(browser.path(FOCAL, "prescreening/asked")).text
    assert "came Thursday 6 October 2022" in page
    lock(given_out, one, 1)


@pytest.mark.rule("A11")
def test_nothing_is_asked_before_the_close_nor_by_the_agency_nor_of_a_file_closed_to_the_asker(
    given_out: Any,
) -> None:
    one = a_file(given_out, 1)
    clock.freeze(datetime(2022, 9, 24, 12, 0, tzinfo=clock.GENEVA))
    assert "still open" in refusal(lambda: asked(given_out, one)).reason
    clock.freeze(OPEN)
    focal = given_out.reader("focal_point", FOCAL)
    bare = {"candidate_id": one, "kind": "page", "what": " "}
    assert refusal(lambda: completing.ask(focal, **bare)).kind is Kind.INVALID
    assigning.declare(focal, candidate_id=one, kind="family", text="My cousin.")
    assert refusal(lambda: asked(given_out, one)).kind is Kind.UNKNOWN
    for key in KEYS:
        try:
            agency = given_out.reader(key, AGENCY)
        except LookupError:
            continue
        said = {"candidate_id": a_file(given_out, 4), "kind": "page", "what": "Page 2"}
        denied = refusal(lambda agency=agency, said=said: completing.ask(agency, **said))
        assert denied.kind is Kind.UNKNOWN


@pytest.mark.rule("A4")
def test_a_draft_can_be_written_while_an_answer_is_awaited(given_out: Any) -> None:
    one = a_file(given_out, 1)
    asked(given_out, one)
    reader = screeners(given_out, one)[0]
    assert screening.save(reader, candidate_id=one, written=words(given_out, one), version=0) == 1
