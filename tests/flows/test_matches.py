"""Applicants who hold an account (C12): shown, decided, and what it closes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.models import Grant, Match
from recruit.access.rules import Capacity
from recruit.accounts import models as accounts
from recruit.accounts.operations import people
from recruit.applications.operations import changing
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.demo import living
from recruit.documents import door
from recruit.finding import deciding, matches
from recruit.finding.models import MatchDecision
from recruit.notices import audiences
from recruit.notices.models import Broadcast
from recruit.panel.operations import seats
from tests.flows.finding_world import FOCAL, MEMBER, STAFF, rows
from tests.flows.test_finding import file

CHAIR, DELEGATE = Capacity.CHAIR, Capacity.DELEGATE


@pytest.fixture
def receiving(a_procedure: Any) -> Any:
    """13 September: applications arrive, the panel is being composed."""
    return a_procedure(at="composition")


@pytest.fixture
def seated(a_procedure: Any) -> Any:
    """The panel is constituted and has its list; GICHD still answers for the files."""
    return a_procedure(at="prescreening")


@pytest.fixture
def judging(a_procedure: Any) -> Any:
    """The list is circulated, the files are open, the ballots are being written."""
    return a_procedure(at="shortlist")


def named(world: Any, key: str) -> accounts.Person:
    return next(p for p in rows(accounts.Person) if p.id == world.person(key))


def applied(world: Any, key: str) -> Any:
    """An application of whoever has this account, as they would write it themselves."""
    person = named(world, key)
    return file(world, person.name, "quokka", mail=person.mail)


def match_of(world: Any, key: str) -> Match:
    return next(m for m in rows(Match) if m.person_id == world.person(key))


def told(match: Match) -> set[tuple[str, str, str]]:
    return {(b.kind, b.audience, b.recipients) for b in rows(Broadcast) if b.object_id == match.id}


def status(world: Any, key: str, capacity: Capacity, rest: str) -> int:
    browser = world.client(key)
    return int(browser.get(browser.path(capacity, rest)).status_code)


@pytest.mark.rule("C12")
def test_nobody_of_the_invented_people_is_taken_for_an_applicant(seated: Any) -> None:
    assert [m for m in rows(Match) if m.status != "other"] == []


@pytest.mark.rule("C12")
def test_the_focal_point_decides_and_until_then_no_file_opens_by_any_way(receiving: Any) -> None:
    staff = receiving.client("screener_one")
    assert staff.get(staff.path(STAFF, "applications/")).status_code == 200
    filed = applied(receiving, "screener_one")
    match = match_of(receiving, "screener_one")
    assert (match.status, match.candidate_id) == ("asked", filed.candidate_id)
    assert told(match) == {("finding.match", "capacity:focal-point", "")}
    page = staff.get(staff.path(STAFF, "applications/"))
    assert page.status_code == 403 and "closed to you for the moment" in page.text
    assert "quokka" not in page.text and filed.reference not in page.text
    assert staff.get(staff.path(STAFF, "calendar")).status_code == 200
    focal = receiving.client("focal_point")
    page = focal.get(focal.path(FOCAL, "find/applicants"))
    assert filed.reference in page.text and named(receiving, "screener_one").mail in page.text
    focal_reader = receiving.reader("focal_point", FOCAL)
    with pytest.raises(Refusal, match="reason"):
        deciding.decide(focal_reader, match_id=match.id, same=False, reason=" ")
    deciding.decide(focal_reader, match_id=match.id, same=False, reason="Another year of birth.")
    assert staff.get(staff.path(STAFF, "applications/")).status_code == 200
    # what was decided stays decided, whatever is corrected later
    changing.correct(
        focal_reader,
        candidate_id=filed.candidate_id,
        values={"phone": "+41 22 555 00 00"},
        version=1,
        received_at=clock.now(),
        evidence="a mail",
    )
    assert [m.status for m in rows(Match)] == ["other"]
    assert staff.get(staff.path(STAFF, "applications/")).status_code == 200


@pytest.mark.rule("C12")
def test_a_members_is_the_chairs_and_once_confirmed_every_page_of_theirs_is_empty(
    judging: Any,
) -> None:
    own = judging.client("member_malawi")
    reader = judging.reader("member_malawi", MEMBER)
    with db.reading() as connection:
        document_id, candidate_id = connection.execute(
            text(
                "SELECT d.id, d.object_id FROM documents_document d JOIN access_clearance c"
                " ON c.candidate_id = d.object_id JOIN access_disclosure x"
                " ON x.object_id = d.object_id WHERE c.person_id = :p AND c.status = 'cleared'"
                " AND x.capacity = 'member' AND d.withdrawn_at IS NULL ORDER BY d.id LIMIT 1"
            ),
            {"p": judging.person("member_malawi")},
        ).one()
    door.open_text(reader, document_id)
    applied(judging, "member_malawi")
    match = match_of(judging, "member_malawi")
    assert told(match) == {("finding.match", "capacity:chair", "")}
    assert "Malawi" not in judging.client("focal_point").get("/").text
    focal = judging.client("focal_point")
    assert match.id not in focal.get(focal.path(FOCAL, "find/applicants")).text
    with pytest.raises(Refusal):
        deciding.decide(
            judging.reader("focal_point", FOCAL), match_id=match.id, same=True, reason="Mine?"
        )
    for open_it in (door.open_text, door.open_pages, door.open_document):
        with pytest.raises(Refusal):
            open_it(reader, document_id)
    for rest in (
        f"documents/{document_id}",
        f"documents/{document_id}/text",
        f"documents/{document_id}/download",
        f"screening/candidates/{candidate_id}",
        "find/",
        "book",
    ):
        answer = own.get(own.path(MEMBER, rest))
        assert answer.status_code in (403, 404), rest
    assert own.get(own.path(MEMBER, "find/")).status_code == 403
    with db.reading() as connection:
        assert door.openable(connection, reader, [document_id]) == set()
    assert own.get(own.path(MEMBER, "shortlist/ballot")).status_code == 200

    assert judging.person("member_malawi") in told_as_panel(judging)
    chair = judging.reader("president", CHAIR)
    deciding.decide(chair, match_id=match.id, same=True, reason="The member said so.")
    for rest in ("shortlist/ballot", "calendar", "panel/", "find/", "pages"):
        answer = own.get(own.path(MEMBER, rest))
        assert answer.status_code == 403 and "This page is empty to you" in answer.text, rest
    home = own.get("/").text
    assert "Have your capacity ended" in home and "ballot" not in home
    page = own.get(f"/account/applicant/{judging.cast.procedure_name}").text
    assert "Stand down from your seat, without giving a reason" in page
    assert own.get(own.path(MEMBER, "panel/stand-down")).status_code == 200
    assert judging.person("member_malawi") not in told_as_panel(judging)  # no mail, no line
    other = judging.client("member_norway")
    assert other.get(f"/account/applicant/{judging.cast.procedure_name}").status_code == 404
    with pytest.raises(Refusal):
        panel_asking(judging)
    seats.stand_down(reader)
    assert own.get(own.path(Capacity.FORMER_MEMBER, "panel/left")).status_code == 200
    assert "Have your capacity ended" not in own.get("/").text


def told_as_panel(world: Any) -> set[str]:
    """Whom a notice to the panel would reach now."""
    now = clock.now()
    about = audiences.Told("b", world.cast.procedure_id, "shortlist.decided", "", "", (), now, now)
    with db.reading() as connection:
        return {who.id for who in audiences.resolve(connection, "panel", about)}


def panel_asking(world: Any) -> None:
    """A member's act, by an operation and not by a page."""
    with act(world.reader("member_malawi", MEMBER), Action.BALLOT_OWN):
        raise AssertionError("an act of an empty capacity began")


@pytest.mark.rule("C12")
def test_the_chairs_own_is_before_the_others_and_never_before_the_chair(judging: Any) -> None:
    applied(judging, "president")
    match = match_of(judging, "president")
    ((kind, audience, recipients),) = told(match)
    seated = rows(Grant, capacity="member", ended_at=None)
    others = [g.person_id for g in seated if g.person_id != judging.person("president")]
    assert (kind, audience) == ("finding.match_of_chair", "persons:member")
    assert set(recipients.split()) == set(others) and len(others) == 4
    president = judging.client("president")
    page = president.get(president.path(MEMBER, "find/chair"))
    assert match.id not in page.text and page.status_code == 200
    with pytest.raises(Refusal):
        deciding.decide(
            judging.reader("president", CHAIR), match_id=match.id, same=False, reason="It is not I"
        )
    assert status(judging, "president", MEMBER, "find/") == 403
    with db.reading() as connection:
        one, two, three, four = (
            living.reader_of(connection, judging.cast.procedure_id, person, MEMBER)
            for person in others
        )
    assert one and two and three and four
    deciding.vote(one, match_id=match.id, same=True, reason="The same address.")
    with pytest.raises(Refusal, match="before"):
        deciding.vote(one, match_id=match.id, same=False, reason="After all not.")
    deciding.vote(two, match_id=match.id, same=False, reason="Another person.")
    assert match_of(judging, "president").status == "asked"
    waiting = judging.client()
    waiting.sign_in(four.person_id)
    assert "Say whether the Chair is an applicant" in waiting.get("/").text
    deciding.vote(three, match_id=match.id, same=True, reason="The same posts.")
    assert match_of(judging, "president").status == "same"
    for capacity in (CHAIR, MEMBER, Capacity.PRESIDENT):
        assert status(judging, "president", capacity, "calendar") == 403
    (said,) = rows(MatchDecision)
    assert said.same and said.by_grant is None


@pytest.mark.rule("C12")
def test_a_capacity_given_to_an_applicant_is_compared_and_a_wrong_decision_is_corrected(
    receiving: Any,
) -> None:
    file(receiving, "Anouk Verbruggen-Oyelaran", "quokka", mail="a.verbruggen@posts.example")
    given = people.give_capacity(
        receiving.reader("office_first", Capacity.OFFICE),
        Action.GRANT_BY_OFFICE,
        name="VERBRUGGEN OYELARAN, Anouk",
        mail="anouk@mission.example",
        capacity=DELEGATE,
        state_id="NLD",
        note="Note 12/2022",
        key="accredit",
    )
    (match,) = rows(Match)
    assert match.grounds == "spelling" or "name" in match.grounds
    assert told(match) == {("finding.match", "capacity:focal-point", "")}
    browser = receiving.client()
    browser.sign_in(match.person_id)
    with db.writing() as session:
        grant = session.get(Grant, given.grant_id)
        assert grant is not None
    assert browser.get(browser.path(DELEGATE, "calendar")).status_code == 200
    focal = receiving.reader("focal_point", FOCAL)
    deciding.decide(focal, match_id=match.id, same=True, reason="The mission confirms it.")
    answer = browser.get(browser.path(DELEGATE, "calendar"))
    assert answer.status_code == 403 and "This page is empty to you" in answer.text
    own = browser.get(f"/account/applicant/{receiving.cast.procedure_name}").text
    assert "meanwhile it may write by note" in own
    clock.freeze(clock.now() + timedelta(minutes=5))
    deciding.decide(focal, match_id=match.id, same=False, reason="A namesake after all.")
    assert browser.get(browser.path(DELEGATE, "calendar")).status_code == 200
    with db.reading() as connection:
        (shown,) = matches.of(connection, focal)
    assert [said.same for said in shown.said] == [True, False]


@pytest.mark.rule("C12")
def test_what_was_found_is_erased_with_the_applications(receiving: Any) -> None:
    applied(receiving, "screener_one")
    match = match_of(receiving, "screener_one")
    focal = receiving.reader("focal_point", FOCAL)
    deciding.decide(focal, match_id=match.id, same=False, reason="Another person.")
    with db.writing() as session:
        deciding.forget(session, receiving.cast.procedure_id)
    assert rows(Match) == [] and rows(MatchDecision) == []
