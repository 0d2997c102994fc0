"""One technical failure, one remedy for all that it touched, found in the own record (W16)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from recruit.access.rules import Capacity
from recruit.core import clock, db, keys, sealing
from recruit.core.clock import GENEVA
from recruit.core.errors import Refusal
from recruit.correspondence.models import Fault, Touched
from recruit.correspondence.operations import failures, faults, matters
from recruit.correspondence.queries import failures as queries
from recruit.correspondence.queries import matters as kept
from recruit.correspondence.rules.failures import Thing, Told
from recruit.correspondence.rules.matters import MatterKind
from recruit.notices import outbox
from recruit.notices.models import Broadcast, Delivery
from recruit.notices.operations import body_place
from tests.worlds import World

MAKE = Callable[..., World]
FOCAL, STAFF, OFFICE, CHAIR = (
    Capacity.FOCAL_POINT,
    Capacity.STAFF,
    Capacity.OFFICE,
    Capacity.CHAIR,
)
REMEDY = "Whoever could not act may do so until tomorrow evening."
SHOWN = "The table of matters was away from 10:00 to 10:05."


def span(world: World) -> tuple[datetime, datetime]:
    return world.now - timedelta(minutes=10), world.now + timedelta(minutes=10)


def break_it(world: World) -> None:
    """For two people of GICHD and one of the office a page fails, for a table is not there."""
    folder = world.app.extensions["config"].data
    with db.writing() as session:
        session.connection().execute(text("ALTER TABLE correspondence_matter RENAME TO elsewhere"))
    try:
        for who, capacity in (
            ("focal_point", FOCAL),
            ("screener_one", STAFF),
            ("office_first", OFFICE),
        ):
            browser = world.client(who)
            assert browser.get(browser.path(capacity, "matters/")).status_code == 500
    finally:
        with db.writing() as session:
            session.connection().execute(
                text("ALTER TABLE elsewhere RENAME TO correspondence_matter")
            )
    assert faults.take_in(folder, world.now) == 3
    assert faults.take_in(folder, world.now) == 0


def claim(world: World) -> str:
    focal = world.reader("focal_point", FOCAL)
    matters.register(
        focal,
        kind=MatterKind.FAILURE,
        received_at=world.now,
        evidence="Header of the mail",
        from_whom="An applicant",
        text="My application was sent back at noon.",
    )
    with db.reading() as connection:
        return next(m.id for m in kept.of(connection, focal) if m.kind is MatterKind.FAILURE)


def dead_mail(world: World, kind: str) -> str:
    """A mail of this kind that did not leave; whose it was."""
    outbox.expand(world.now)
    with db.writing() as session:
        row, told = session.exec(
            select(Delivery, Broadcast)
            .join(Broadcast, Broadcast.id == Delivery.broadcast_id)  # type: ignore[arg-type]
            .where(Broadcast.kind == kind)
            .order_by(Delivery.id)
        ).first()  # type: ignore[misc]
        row.status, row.next_at = "failed", world.now
        session.add(row)
        return str(row.recipient)


def recorded(world: World) -> queries.FailureView:
    begun, ended = span(world)
    clock.freeze(world.now + timedelta(hours=1))
    focal = world.reader("focal_point", FOCAL)
    failures.note(focal, what="A table was away.", from_at=begun, until_at=ended)
    with db.reading() as connection:
        (one,) = queries.every(connection, focal)
    return one


@pytest.mark.rule("W16")
def test_one_remedy_goes_to_all_that_the_record_shows_and_to_nobody_else(
    a_procedure: MAKE,
) -> None:
    world = a_procedure(at="shortlist")
    break_it(world)
    claimed, candidate = claim(world), dead_mail(world, "applications.acknowledged")
    one = recorded(world)
    focal = world.client("focal_point")
    page = focal.get(focal.path(FOCAL, "matters/failures")).get_data(as_text=True)
    assert "It touched 4 things" in page
    assert "Give one remedy" in focal.get("/").get_data(as_text=True)
    sent = {"text": REMEDY, "compared": SHOWN, "seen": "4"}
    path = focal.path(FOCAL, f"matters/failures/{one.id}")
    assert focal.post(path, {**sent, "seen": "3"}).status_code == 409
    assert focal.post(path, sent).status_code == 303
    with db.writing() as session:
        told = session.exec(select(Touched.kind, Touched.told)).all()
    assert sorted(told) == [
        (Thing.CLAIM, Told.ANSWER),
        (Thing.MAIL, Told.LETTER),
        (Thing.REQUEST, Told.PAGE),
        (Thing.REQUEST, Told.PAGE),
    ]
    with db.reading() as connection:
        answered = {m.id: m for m in kept.of(connection, world.reader("focal_point", FOCAL))}
    assert answered[claimed].answer == REMEDY and answered[claimed].compared == SHOWN
    assert answered[claimed].answered_by  # by name
    with db.writing() as session:
        letter = session.exec(select(Broadcast).where(Broadcast.kind == failures.LETTER)).one()
    body = sealing.unseal_json(
        keys.ring().get(letter.key_id), letter.body or b"", body_place(letter.id)
    )
    assert letter.recipients == candidate and REMEDY in body["paragraphs"]
    # in the same words for each of the two, and for nobody else
    for who, capacity in (("focal_point", FOCAL), ("screener_one", STAFF)):
        browser = world.client(who)
        shown = browser.get(browser.path(capacity, "matters/remedies")).get_data(as_text=True)
        assert REMEDY in shown
    for who, capacity in (("screener_two", STAFF), ("office_first", OFFICE)):
        browser = world.client(who)
        shown = browser.get(browser.path(capacity, "matters/remedies")).get_data(as_text=True)
        assert REMEDY not in shown
    assert focal.post(path, {**sent, "seen": "0"}).status_code == 409  # once


@pytest.mark.rule("W16")
def test_a_side_finds_what_is_its_own_to_answer_and_nothing_of_the_others(
    a_procedure: MAKE,
) -> None:
    world = a_procedure(at="shortlist")
    break_it(world)
    claim(world)
    begun, ended = span(world)
    clock.freeze(world.now + timedelta(hours=1))

    def found(who: str, capacity: Capacity) -> list[queries.Found]:
        with db.reading() as connection:
            return queries.found(connection, world.reader(who, capacity), begun, ended)

    assert [f.thing for f in found("focal_point", FOCAL)] == [
        Thing.CLAIM,
        Thing.REQUEST,
        Thing.REQUEST,
    ]
    assert [f.thing for f in found("office_first", OFFICE)] == [Thing.REQUEST]
    assert found("president", CHAIR) == []
    one = recorded(world)
    office = world.client("office_first")
    stolen = {"text": REMEDY, "compared": SHOWN, "seen": "1"}
    answer = office.post(office.path(OFFICE, f"matters/failures/{one.id}"), stolen)
    assert answer.status_code == 404


@pytest.mark.rule("W16")
def test_what_came_after_the_page_was_drawn_is_looked_at_before_the_remedy_goes(
    a_procedure: MAKE,
) -> None:
    world = a_procedure(at="shortlist")
    one, focal = recorded(world), world.reader("focal_point", FOCAL)
    late = claim(world)  # received in that time, registered after it was recorded
    given: dict[str, Any] = {"failure_id": one.id, "text": REMEDY, "compared": SHOWN}
    with pytest.raises(Refusal, match="more by now"):
        failures.remedy(focal, **given, seen=0)
    with pytest.raises(Refusal, match="record shows"):
        failures.remedy(focal, **{**given, "compared": " "}, seen=1)
    assert failures.remedy(focal, **given, seen=1) == {Told.ANSWER: 1}
    with db.reading() as connection:
        (answered,) = [m for m in kept.of(connection, focal) if m.id == late]
    assert answered.answered_at is not None


@pytest.mark.rule("W16")
def test_a_failure_has_a_beginning_and_an_end_and_its_day(a_procedure: MAKE) -> None:
    world = a_procedure(at="shortlist")
    focal = world.client("focal_point")
    path = focal.path(FOCAL, "matters/failures")

    def typed(at: datetime) -> str:
        return at.astimezone(GENEVA).strftime("%Y-%m-%dT%H:%M")

    begun = world.now - timedelta(hours=3)
    sent = {"what": "Mails", "begun": typed(begun), "ended": typed(begun)}
    assert focal.post(path, sent).status_code == 409
    sent["ended"] = typed(world.now + timedelta(hours=1))
    assert focal.post(path, sent).status_code == 409
    sent["ended"] = typed(world.now - timedelta(hours=1))
    assert focal.post(path, sent).status_code == 303
    page = focal.get(path).get_data(as_text=True)
    assert "It touched 0 things" in page and "Remedied by" in page
    assert re.search(r"The record shows nothing for that time", page)


@pytest.mark.rule("W16")
def test_a_request_that_failed_is_noted_without_a_word_of_what_was_asked(
    a_procedure: MAKE,
) -> None:
    world = a_procedure(at="shortlist")
    break_it(world)
    with db.writing() as session:
        rows = session.exec(select(Fault).order_by(Fault.capacity)).all()
    assert [(f.capacity, f.status, f.endpoint) for f in rows] == [
        (FOCAL.value, 500, "correspondence.matters"),
        (STAFF.value, 500, "correspondence.matters"),
        (OFFICE.value, 500, "correspondence.matters"),
    ]
    assert all(len(f.reference) == 10 for f in rows)  # the one that the person was shown
    folder = world.app.extensions["config"].data
    (folder / faults.NAME).write_bytes(b"no note\n{}\n")
    assert faults.take_in(folder, world.now) == 0
    assert (folder / faults.NAME).read_bytes() == b""
