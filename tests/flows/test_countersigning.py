"""The President in conflict: what takes a second person, the acting Chair, and what not (R5)."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from sqlalchemy import select

from recruit.access.actions import Action
from recruit.access.models import Grant
from recruit.access.rules import Capacity, Reader
from recruit.appointment.operations import outcome as closing
from recruit.approval.models import Dispute
from recruit.approval.operations import items, outcome, rounds
from recruit.approval.rules.after import Ground
from recruit.approval.rules.after import Path as Way
from recruit.approval.rules.items import ItemKind
from recruit.approval.rules.round import RoundState
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.core.log_tables import core_entry
from recruit.correspondence.models import Matter
from recruit.correspondence.operations import matters
from recruit.correspondence.rules.matters import MatterKind
from recruit.countersigning import operations
from recruit.countersigning.models import Request
from recruit.web import tasks
from tests import ground, silence
from tests.silence import DEADLINE, NAME, OPENING, World

LATER = DEADLINE + timedelta(days=2)


@pytest.fixture
def world(tmp_path: Path, pytestconfig: pytest.Config, postgresql_prefix: str) -> Iterator[World]:
    with silence.made(tmp_path, pytestconfig.getoption("--database")) as made:
        yield made


def leave(world: World, how: str = "stood down") -> Reader:
    """The President leaves the seat and the chair; the acting Chair that was elected."""
    president = world.president
    seat = world.place.reader(president.name, Capacity.MEMBER, seat=1, state="IRQ")
    with db.writing() as session:
        for grant_id in (seat.grant_id, world.chair.grant_id):
            grant = session.get(Grant, grant_id)
            assert grant is not None
            grant.ended_at, grant.ended_how = clock.now(), how
            session.add(grant)
    world.place.reader("Alba Two", Capacity.MEMBER, seat=2, state="PHL")
    return world.place.reader("Alba Two", Capacity.CHAIR, state="PHL")


def waiting() -> list[Request]:
    return [row for row in ground.rows(Request) if row.ended_at is None]  # type: ignore[attr-defined]


def kinds(reader: Reader) -> set[str]:
    """What this person has to do now."""
    with db.reading() as connection:
        found = tasks.of_person(connection, reader.person_id, clock.now())
    return {row.kind for row, _task in found}


def acts() -> list[str]:
    with db.reading() as connection:
        bodies = connection.execute(select(core_entry.c.body).where(~core_entry.c.filler))
        return [json.loads(body)["act"] for body in bodies.scalars()]


@pytest.mark.rule("R5")
def test_a_president_who_keeps_the_seat_acts_alone(world: World) -> None:
    world.place.reader(world.president.name, Capacity.MEMBER, seat=1, state="IRQ")
    world.open()
    rounds.lengthen(world.president, deadline=LATER, reason="A holiday.")
    assert world.round().deadline(clock.now()) == LATER and not waiting()


@pytest.mark.rule("R5")
@pytest.mark.rule("C6")
@pytest.mark.rule("S3")
def test_lengthening_waits_for_the_acting_chair_and_is_done_at_the_countersignature(
    world: World,
) -> None:
    chair = leave(world)
    world.open()  # opening stays with the President alone
    rounds.lengthen(world.president, deadline=LATER, reason="A holiday.")
    assert world.round().deadline(clock.now()) == DEADLINE
    assert Action.ROUND_LENGTHEN.value not in acts()
    assert "countersigning.sign" in kinds(chair)
    clock.freeze(OPENING + timedelta(days=1))
    assert operations.sign(chair, request_id=waiting()[0].id)
    assert world.round().deadline(clock.now()) == LATER
    assert Action.ROUND_LENGTHEN.value in acts() and "countersigning.sign" not in kinds(chair)
    with pytest.raises(Refusal):  # once
        operations.sign(chair, request_id=ground.rows(Request)[0].id)
    clock.freeze(LATER + timedelta(days=1))
    assert outcome.certify(world.president, declared=True)  # certifying too


@pytest.mark.rule("R5")
@pytest.mark.rule("S15")
def test_a_refusal_has_a_reason_and_nothing_is_done(world: World) -> None:
    chair = leave(world)
    world.open()
    rounds.cancel(world.president, reason="An error in the letter.")
    with pytest.raises(Refusal):
        operations.refuse(chair, request_id=waiting()[0].id, reason=" ")
    operations.refuse(chair, request_id=waiting()[0].id, reason="The letter has no error.")
    assert world.state() is RoundState.OPEN and not waiting()
    rounds.cancel(world.president, reason="It has one on page two.")  # asked anew
    operations.take_back(world.president, request_id=waiting()[0].id)
    assert world.state() is RoundState.OPEN and not waiting()


@pytest.mark.rule("R5")
@pytest.mark.rule("S7")
def test_what_is_not_countersigned_before_the_deadline_is_lost_and_the_page_says_so(
    world: World,
) -> None:
    chair = leave(world)
    world.open()
    unclear = items.register(
        world.office, silence.paper(said=ItemKind.UNCLEAR, received_at=OPENING)
    )
    item = ground.rows(items.models.Item)[0].id
    assert unclear[0].kind is ItemKind.UNCLEAR
    clock.freeze(OPENING + timedelta(days=1))
    assert "approval.settle" in kinds(world.president)
    items.settle(world.president, item_id=item, settled=ItemKind.STATEMENT)
    assert "approval.settle" not in kinds(world.president)  # asked for: the acting Chair's now
    request = waiting()[0].id
    page = silence.browser(world, chair).get(f"/p/one/chair/countersignatures/{request}").text
    assert "counts as an objection from then" in page and "Chile" in page
    assert "Stamp of the registry" in page and "The mission does not agree." in page
    assert NAME not in page
    clock.freeze(DEADLINE)
    with pytest.raises(Refusal, match="time for it has passed"):
        operations.sign(chair, request_id=request)
    assert "countersigning.sign" not in kinds(chair)
    assert world.state() is RoundState.BROKEN


@pytest.mark.rule("R5")
@pytest.mark.rule("S7")
@pytest.mark.rule("S3")
def test_a_longer_round_gives_what_waits_its_time_too(world: World) -> None:
    chair = leave(world)
    world.open()
    items.register(world.office, silence.paper(said=ItemKind.UNCLEAR, received_at=OPENING))
    item = ground.rows(items.models.Item)[0].id
    items.settle(world.president, item_id=item, settled=ItemKind.STATEMENT)
    rounds.lengthen(world.president, deadline=LATER, reason="Time to ask the mission.")
    for request in sorted(waiting(), key=lambda r: r.act):  # the lengthening first
        clock.freeze(DEADLINE - timedelta(minutes=1) if request.act == "lengthen" else DEADLINE)
        operations.sign(chair, request_id=request.id)
    clock.freeze(LATER + timedelta(hours=1))
    assert world.state() is RoundState.EXPIRED


@pytest.mark.rule("R5")
@pytest.mark.rule("S12")
@pytest.mark.rule("R26")
def test_the_path_after_a_break_and_closing_take_two_people(world: World) -> None:
    silence.site(world)
    chair = leave(world)
    world.open()
    world.object("CHL")
    assert "approval.record_path" in kinds(world.president)
    outcome.record_path(world.president, path=Way.REFERRED, reason="Consulted.")
    assert "approval.record_path" not in kinds(world.president)
    assert world.round().path is None
    operations.sign(chair, request_id=waiting()[0].id)
    assert world.round().path is Way.REFERRED
    closing.close_without_result(world.president, ground=Ground.REFERRED, reason="Referred.")
    assert not ground.rows(closing.models.Closing)
    operations.sign(chair, request_id=waiting()[0].id)
    closed = ground.rows(closing.models.Closing)[0]
    assert closed.by_grant == world.president.grant_id  # the President's act, countersigned


@pytest.mark.rule("R5")
@pytest.mark.rule("S14")
@pytest.mark.rule("R27")
def test_the_end_of_a_review_takes_three_people_in_turn(world: World) -> None:
    chair = leave(world)
    world.certified()
    items.register(
        world.office,
        silence.paper(received_at=DEADLINE - timedelta(hours=1), late_reason="In another tray."),
    )
    item = ground.rows(items.models.Item)[0].id
    outcome.ask_to_end_dispute(world.president, item_id=item, annul=True, reason="In time.")
    assert "approval.end_dispute" not in kinds(world.president)
    dispute = ground.rows(Dispute)[0].id
    with pytest.raises(Refusal):  # the office is not asked before the countersignature
        outcome.end_dispute(world.office, dispute_id=dispute)
    operations.sign(chair, request_id=waiting()[0].id)
    assert world.state() is RoundState.DISPUTED
    outcome.end_dispute(world.office, dispute_id=dispute)
    assert world.state() is RoundState.BROKEN


@pytest.mark.rule("R5")
@pytest.mark.rule("D9")
def test_a_complaint_is_answered_by_the_president_with_a_countersignature(world: World) -> None:
    silence.site(world)
    chair = leave(world)
    matters.register(
        world.president,
        kind=MatterKind.COMPLAINT_OTHER,
        received_at=clock.now(),
        evidence="A mail.",
        from_whom="Wilma Complainer",
        text="Nobody told me.",
    )
    matter = ground.rows(Matter)[0].id
    matters.acknowledge(world.president, matter_id=matter)
    matters.answer(world.president, matter_id=matter, text="You were told on Monday.")
    assert ground.rows(Matter)[0].answered_at is None
    url = f"/p/one/chair/countersignatures/{waiting()[0].id}"
    page = silence.browser(world, chair).get(url).text
    assert "Wilma Complainer" in page and "You were told on Monday." in page
    operations.sign(chair, request_id=waiting()[0].id)
    answered = ground.rows(Matter)[0]
    assert answered.answered_at and answered.answered_by == world.president.grant_id


@pytest.mark.rule("R5")
@pytest.mark.rule("R27")
def test_nobody_countersigns_their_own_act_and_none_of_a_former_president(world: World) -> None:
    chair = leave(world)
    world.open()
    rounds.cancel(world.president, reason="An error in the letter.")
    request = waiting()[0].id
    world.place.end(chair)
    own = world.place.reader("Yasmin Al-Farouqi", Capacity.OFFICE)  # not by any other capacity
    with pytest.raises(Refusal):
        operations.sign(own, request_id=request)
    with db.writing() as session:  # a forged grant: the President as Chair again
        grant = session.get(Grant, world.chair.grant_id)
        assert grant is not None
        grant.ended_at = None
        session.add(grant)
    with pytest.raises(Refusal, match="you asked for this yourself"):
        operations.sign(world.chair, request_id=request)
    assert "countersigning.sign" not in kinds(world.chair)
    world.place.end(world.chair)
    other = world.place.reader("Beatrice Three", Capacity.CHAIR, state="CHL")
    assert "countersigning.sign" in kinds(other)  # whoever exercises the chair (R19)
    world.place.end(world.president)
    assert "countersigning.sign" not in kinds(other)
    with pytest.raises(Refusal, match="not the President any more"):
        operations.sign(other, request_id=request)


@pytest.mark.rule("R5")
@pytest.mark.rule("R19")
def test_while_nobody_exercises_the_chair_it_waits_and_nothing_is_lost(world: World) -> None:
    chair = leave(world)
    world.place.end(chair)
    world.open()
    rounds.cancel(world.president, reason="An error in the letter.")
    assert len(waiting()) == 1
    page = silence.browser(world, world.president)
    url = "/p/one/president/countersignatures/asked"
    assert "Nobody can countersign yet" in page.get(url).text
    elected = world.place.reader("Beatrice Three", Capacity.CHAIR, state="CHL")
    assert "Nobody can countersign yet" not in page.get(url).text
    operations.sign(elected, request_id=waiting()[0].id)
    assert world.state() is RoundState.CANCELLED


@pytest.mark.rule("R5")
@pytest.mark.rule("S16")
def test_the_acting_chair_opens_the_evidence_of_that_item_alone_and_only_while_it_waits(
    world: World,
) -> None:
    silence.site(world)
    chair = leave(world)
    world.open()
    paper = {"content": silence_pdf(), "name": "note.pdf", "received_at": OPENING}
    items.register(world.office, silence.paper(said=ItemKind.UNCLEAR, **paper))
    items.register(world.office, silence.paper(states=("AUT",), **paper))
    first, second = sorted(ground.rows(items.models.Item), key=lambda i: i.said != "unclear")
    items.settle(world.president, item_id=first.id, settled=ItemKind.STATEMENT)
    browser = silence.browser(world, chair)
    base = f"/p/one/chair/countersignatures/{waiting()[0].id}"
    page = browser.get(base)
    assert "Austria" not in page.text and second.receipt not in page.text
    assert browser.get(f"{base}/evidence").status_code == 200
    assert browser.get("/p/one/chair/approval/items").status_code == 404
    documents = {row.id for row in ground.rows(items.Letter)}
    assert len(documents) == 2
    operations.sign(chair, request_id=waiting()[0].id)
    assert browser.get(f"{base}/evidence").status_code == 404
    assert "Chile" not in browser.get(base).text


def silence_pdf() -> bytes:
    """The smallest letter that is taken for a PDF."""
    held = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(held)
    return held.getvalue()


@pytest.mark.rule("R5")
def test_the_pages_ask_sign_and_refuse_through_http(world: World) -> None:
    chair = leave(world)
    world.open()
    president = silence.browser(world, world.president)
    assert "It takes two people" in president.get("/p/one/president/approval/").text
    sent = president.post("/p/one/president/approval/cancel", {"reason": "An error."})
    assert sent.status_code == 303 and world.state() is RoundState.OPEN
    assert "Cancel the round" in president.get("/p/one/president/countersignatures/asked").text
    office = silence.browser(world, world.office)
    assert office.get("/p/one/office/countersignatures/asked").status_code == 404
    assert "It takes two people" not in office.get("/p/one/office/approval/").text
    browser = silence.browser(world, chair)
    url = "/p/one/chair/countersignatures/"
    assert "Cancel the round" in browser.get(url).text
    one = f"{url}{waiting()[0].id}"
    assert browser.post(f"{one}/refuse", {"reason": ""}).status_code == 422
    assert browser.post(f"{one}/sign", {}).status_code == 303
    assert world.state() is RoundState.CANCELLED


_SECRET = re.compile(
    r"[0-9a-hjkmnp-tv-z]{20,}|[\w/+-]{43}=|"
    r'(?<=name="key" value=")[^"]+|(?<=name="csrf" value=")[^"]+'
)


def everything_read(world: World, reader: Reader) -> dict[str, str]:
    """Every page that this person gets to from home, ids and secrets of forms left out."""
    browser, found, ahead = silence.browser(world, reader), {}, ["/"]
    while ahead:
        url = ahead.pop()
        page = browser.get(url)
        if page.mimetype != "text/html":
            continue
        # the order of one's capacities on home is drawn at random
        found[_SECRET.sub("*", url)] = "\n".join(sorted(_SECRET.sub("*", page.text).splitlines()))
        for link in re.findall(r'href="(/[^"#]*)"', page.text):
            if _SECRET.sub("*", link) not in found and link.startswith("/p/"):
                found[_SECRET.sub("*", link)] = ""
                ahead.append(link)
    return found


@pytest.mark.rule("R5")
@pytest.mark.rule("S16")
def test_of_worlds_that_differ_in_the_rest_of_the_round_the_acting_chair_reads_the_same(
    tmp_path: Path,
) -> None:
    """Which other States wrote, how many and what, in words or as a call, changes nothing."""
    others: list[list[dict[str, object]]] = [
        [],
        [
            {"states": ("AUT",), "said": ItemKind.SUPPORT},
            {"states": ("AUT", "IRL"), "said": ItemKind.UNCLEAR},
        ],
    ]
    chairs, presidents = [], []
    for number, papers in enumerate(others):
        (tmp_path / str(number)).mkdir()
        with silence.made(tmp_path / str(number)) as world:
            chair = leave(world)
            world.open()
            paper = silence.paper(said=ItemKind.UNCLEAR, received_at=OPENING)
            items.register(world.office, paper)
            item = ground.rows(items.models.Item)[0].id
            for more in papers:
                items.register(world.office, silence.paper(received_at=OPENING, **more))
            items.settle(world.president, item_id=item, settled=ItemKind.STATEMENT)
            clock.freeze(OPENING + timedelta(days=1))
            chairs.append(everything_read(world, chair))
            own = silence.browser(world, world.president).get("/p/one/president/approval/items")
            presidents.append(_SECRET.sub("*", own.text))
    assert any("The mission does not agree." in page for page in chairs[0].values())
    for one in chairs[1:]:
        assert [url for url in {*one, *chairs[0]} if one.get(url) != chairs[0].get(url)] == []
    assert all(one != presidents[0] for one in presidents[1:])  # who may know reads another thing
