"""The page of mails that did not arrive: each sender's own, through HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, text, update

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.models import Grant
from recruit.access.rules import Capacity, Reader
from recruit.accounts.models import Person
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.notices import operations, outbox, queries
from recruit.notices import operations as notices
from recruit.notices.rules import How
from recruit.states.models import Contact
from tests import ground, silence
from tests.silence import World


def failed(world: World, reader: Reader, audience: str, *recipients: str, sender: str) -> None:
    with act(reader, Action.CALENDAR_READ) as a:
        notices.tell(a, "approval.contacts", audience, recipients=recipients, sender=sender)
    outbox.expand(clock.now())
    for row in ground.rows(outbox.Delivery):
        if row.status == outbox.DeliveryStatus.QUEUED:
            with db.writing() as session:
                row.status, row.said = outbox.DeliveryStatus.FAILED, "550 no such box"
                session.merge(row)


@pytest.mark.rule("D7")
@pytest.mark.rule("R22")
def test_the_page_shows_a_sender_its_own_and_nobody_elses(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    with silence.made(tmp_path, pytestconfig.getoption("--database")) as world:
        member = world.place.reader("Ada Example", Capacity.MEMBER, seat=2, state="CHL")
        failed(world, world.office, "state:CHL", sender=Capacity.OFFICE)
        failed(
            world,
            world.chair,
            "persons:member",
            member.person_id,
            sender=Capacity.CHAIR,
        )
        failed(world, world.president, "persons:member", member.person_id, sender="president")
        seen = {}
        for reader in (world.office, world.president, world.chair, world.focal_point):
            browser = silence.browser(world, reader)
            found = browser.get(browser.path(reader.capacity, "undelivered"))
            assert found.status_code == 200
            seen[reader.capacity] = {
                word for word in ("mission@chl.example", "Ada Example") if word in found.text
            }
            assert ("550 no such box" in found.text) is bool(seen[reader.capacity])
        assert seen == {
            Capacity.OFFICE: {"mission@chl.example"},  # nothing of the panel (R22)
            Capacity.PRESIDENT: {"mission@chl.example", "Ada Example"},
            Capacity.CHAIR: {"Ada Example"},
            Capacity.FOCAL_POINT: set(),
        }
        for reader in (member, world.delegate("CHL")):
            browser = silence.browser(world, reader)
            assert browser.get(browser.path(reader.capacity, "undelivered")).status_code == 404


@pytest.fixture
def world(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[World]:
    with silence.made(tmp_path, pytestconfig.getoption("--database")) as made:
        yield made


def rows(world: World, reader: Reader) -> list[queries.Undelivered]:
    with db.reading() as connection:
        return queries.undelivered(connection, now(world, reader))


def now(world: World, reader: Reader) -> Reader:
    return replace(world.place.again(reader), now=clock.now())


@pytest.mark.rule("D7")
def test_home_tells_each_sender_of_its_own_until_it_is_settled(world: World) -> None:
    member = world.place.reader("Ada Example", Capacity.MEMBER, seat=2, state="CHL")
    failed(world, world.office, "state:CHL", sender=Capacity.OFFICE)
    failed(world, world.chair, "persons:member", member.person_id, sender=Capacity.CHAIR)
    said = "A mail of yours did not arrive"
    homes = {}
    for reader in (world.office, world.president, world.chair, world.focal_point, member):
        homes[reader.capacity] = said in silence.browser(world, reader).get("/").text
    # the President is the Chair, and a home is a person's
    assert {capacity for capacity, told in homes.items() if told} == {
        Capacity.OFFICE,
        Capacity.PRESIDENT,
        Capacity.CHAIR,
    }
    (one,) = rows(world, world.chair)
    browser = silence.browser(world, world.chair)
    page = browser.path(Capacity.CHAIR, "undelivered")
    to = f"{page}/{one.delivery_id}/own"
    assert browser.post(to, {"how": "nonsense"}).status_code == 422
    assert browser.post(to, {"how": "reached"}).status_code == 303
    assert said not in browser.get("/").text
    shown = browser.get(page).text
    assert "Reached otherwise" in shown and "Ada Example" in shown
    assert browser.post(to, {"how": "needless"}).status_code == 409  # somebody has decided


@pytest.mark.rule("D7")
def test_sent_again_it_goes_to_the_address_that_holds_now_and_fails_anew_in_sight(
    world: World,
) -> None:
    member = world.place.reader("Ada Example", Capacity.MEMBER, seat=2, state="CHL")
    failed(world, world.chair, "persons:member", member.person_id, sender=Capacity.CHAIR)
    (one,) = rows(world, world.chair)
    with db.writing() as session:
        session.execute(
            update(Person).where(Person.id == member.person_id).values(mail="new@people.example")
        )
    operations.settle(now(world, world.chair), delivery_id=one.delivery_id, how=How.AGAIN)
    with pytest.raises(Refusal, match="on its way again"):
        operations.settle(now(world, world.chair), delivery_id=one.delivery_id, how=How.REACHED)
    assert rows(world, world.chair) == []
    assert outbox.send_due(clock.now()) >= 1
    (mail,) = (world.place.folder / "mail").glob(f"{one.delivery_id}.eml")
    assert "new@people.example" in mail.read_text()
    with db.writing() as session:
        session.execute(
            update(outbox.Delivery)
            .where(outbox.Delivery.id == one.delivery_id)
            .values(status="failed", said="550 no such box")
        )
    assert [row.delivery_id for row in rows(world, world.chair)] == [one.delivery_id]


@pytest.mark.rule("D7")
@pytest.mark.rule("R15")
def test_somebody_decides_about_a_mail_of_another_sender(world: World) -> None:
    member = world.place.reader("Ada Example", Capacity.MEMBER, seat=2, state="CHL")
    failed(world, world.chair, "persons:member", member.person_id, sender=Capacity.CHAIR)
    (one,) = rows(world, world.chair)
    for reader in (world.office, world.president, world.focal_point, member):
        browser = silence.browser(world, reader)
        page = browser.path(reader.capacity, "undelivered")
        for to in (f"{page}/{one.delivery_id}", f"{page}/{one.delivery_id}/own"):
            assert browser.post(to, {"how": "needless"}).status_code == 404
    assert len(rows(world, world.chair)) == 1
    operations.settle(now(world, world.chair), delivery_id=one.delivery_id, how=How.NEEDLESS)
    with db.reading() as connection:
        logs = connection.execute(
            text("SELECT log_id, body FROM core_entry WHERE NOT filler")
        ).all()
    assert {e.log_id.split("/")[0] for e in logs if one.delivery_id in bytes(e.body).decode()} == {
        "panel"
    }


@pytest.mark.rule("D7")
def test_a_mail_without_address_is_not_sent_again_but_settled(world: World) -> None:
    with db.writing() as session:
        session.execute(delete(Contact).where(Contact.state_id == "FRA"))
    failed(world, world.office, "state:FRA", sender=Capacity.OFFICE)
    (one,) = rows(world, world.office)
    assert (one.said, one.again) == ("no address", False)
    with pytest.raises(Refusal, match="no address"):
        operations.settle(now(world, world.office), delivery_id=one.delivery_id, how=How.AGAIN)
    operations.settle(now(world, world.office), delivery_id=one.delivery_id, how=How.REACHED)
    assert rows(world, world.office) == []


@pytest.mark.rule("D7")
def test_a_mail_that_waits_for_its_server_for_over_an_hour_is_shown(world: World) -> None:
    with act(world.office, Action.CALENDAR_READ) as a:
        notices.tell(a, "approval.contacts", "state:CHL", sender=Capacity.OFFICE)
    outbox.expand(clock.now())
    assert rows(world, world.office) == []
    clock.freeze(clock.now() + timedelta(minutes=61))
    browser = silence.browser(world, world.office)
    shown = browser.get(browser.path(Capacity.OFFICE, "undelivered")).text
    assert "waits for the server" in shown and "Send again" not in shown
    assert "did not arrive" not in browser.get("/").text  # nothing to decide yet


@pytest.mark.rule("D7")
@pytest.mark.rule("R20")
def test_an_administrator_finds_an_invitation_that_did_not_arrive(world: World) -> None:
    one = world.place.reader("Site Keeper", Capacity.ADMINISTRATOR)
    with db.writing() as session:
        session.execute(update(Grant).where(Grant.id == one.grant_id).values(procedure_id=None))
        for kind, sender in (("accounts.invitation", "administrator"), ("access.ended", "office")):
            notices.broadcast(
                session,
                clock.now(),
                None,
                kind,
                "persons",
                recipients=[world.focal_point.person_id],
                sender=sender,
            )
    outbox.expand(clock.now())
    with db.writing() as session:
        session.execute(update(outbox.Delivery).values(status="failed", said="550 no such box"))
    browser = silence.browser(world, replace(one, procedure_id=""))
    assert "1 mail did not arrive" in browser.get("/site").text
    page = browser.get("/site/undelivered").text
    assert "An invitation to the recruitment" in page and "Focal Person" in page
    assert "A capacity was ended" not in page  # the office's
    (to,) = re.findall(r'action="(/site/undelivered/[a-z0-9]+)"', page)
    assert browser.post(to, {"how": "again"}).status_code == 303
    assert outbox.send_due(clock.now()) == 1
    assert "did not arrive" not in browser.get("/site").text.split("Mails of the admin")[0]
    for reader in (world.office, world.president, world.focal_point):
        other = silence.browser(world, reader)
        assert other.get("/site/undelivered").status_code == 404
        assert other.post(to, {"how": "needless"}).status_code == 404


@pytest.mark.rule("D7")
def test_a_link_that_is_over_is_neither_sent_late_nor_sent_again(world: World) -> None:
    silence.browser(world, world.office)  # the application gives the kinds
    with db.writing() as session:
        for _n in range(2):
            notices.broadcast(
                session,
                clock.now(),
                world.procedure_id,
                "accounts.invitation",
                "persons",
                recipients=[world.focal_point.person_id],
                sender=Capacity.OFFICE,
            )
    outbox.expand(clock.now())
    one, other = ground.rows(outbox.Delivery)
    with db.writing() as session:
        session.execute(
            update(outbox.Delivery)
            .where(outbox.Delivery.id == one.id)
            .values(status="failed", said="550 no such box")
        )
    (lost,) = rows(world, world.office)
    assert lost.again
    clock.freeze(clock.now() + timedelta(days=7))
    (lost,) = [r for r in rows(world, world.office) if r.delivery_id == one.id]
    assert not lost.again
    with pytest.raises(Refusal, match="link in it is over"):
        operations.settle(now(world, world.office), delivery_id=one.id, how=How.AGAIN)
    assert outbox.send_due(clock.now()) == 0
    (kept,) = [d for d in ground.rows(outbox.Delivery) if d.id == other.id]
    assert (kept.status, kept.said) == ("dropped", "what it carried is over")
