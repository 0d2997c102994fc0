"""The contacts of the missions are proved by a rehearsal mail before a round (W8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlmodel import delete, update

from recruit.access.rules import Capacity
from recruit.approval import models
from recruit.approval.operations import contacts, proving, rounds, withdrawals
from recruit.approval.queries import calls
from recruit.approval.queries import proving as queries
from recruit.approval.rules.proving import Proving, Reach, reach
from recruit.core import clock, db
from recruit.core.errors import Kind, Refusal
from recruit.notices import mail, outbox
from recruit.notices.models import Broadcast, Delivery
from recruit.web import tasks
from tests import ground, silence
from tests.silence import DEADLINE, OPENING, World

OFFICE, PRESIDENT = Capacity.OFFICE, Capacity.PRESIDENT


@pytest.fixture
def world(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[World]:
    """Every mission has an address, and none was proved."""
    with silence.made(tmp_path, pytestconfig.getoption("--database")) as made:
        with db.writing() as session:
            session.exec(delete(models.Proof))
            session.exec(delete(models.Rehearsal))
        yield made


def due_now(world: World) -> list[str]:
    with db.reading() as connection:
        found = tasks.of_person(connection, world.office.person_id, clock.now())
    return [row.kind for row, _task in found]


def known(world: World) -> queries.Reached:
    with db.reading() as connection:
        return queries.now(connection, world.procedure_id, clock.now())


def unaddressed(world: World, state: str) -> None:
    address = next(c for c in ground.rows(silence.Contact) if c.state_id == state)
    contacts.end_contact(world.office, contact_id=address.id, evidence="Note")


def posted(folder: Path) -> dict[str, str]:
    """The path of each rehearsal mail's link, by the address that it went to."""
    found = {}
    for file in folder.glob("*"):
        one = message_from_bytes(file.read_bytes(), policy=policy.default)
        text = str(one.get_body(("plain",)).get_content())  # type: ignore[attr-defined]
        link = re.search(r"https://recruit\.example(/contact/\S+)", text)
        if link:
            assert not one["Cc"] and len(str(one["To"]).split(",")) == 1
            assert "rehearsal" in text and "ISU-DIR" not in text
            found[str(one["To"])] = link.group(1)
    return found


@pytest.mark.rule("W8")
def test_reached_failed_and_unknown_by_addresses_proofs_and_deliveries() -> None:
    day, hour = timedelta(days=1), timedelta(hours=1)
    at = OPENING
    assert reach(Proving()) is Reach.FAILED  # no address
    assert reach(Proving((at,))) is Reach.UNKNOWN  # never written to
    for delivery in ("sent", "queued", "unknown"):
        assert reach(Proving((at,), ((at + day, None),), delivery)) is Reach.UNKNOWN
    for delivery in ("failed", "dropped"):
        assert reach(Proving((at,), ((at + day, None),), delivery)) is Reach.FAILED
    said = ((at + day, at + day + hour),)
    assert reach(Proving((at,), said, "failed")) is Reach.REACHED  # somebody got it
    assert reach(Proving((at + 2 * day,), said, "sent")) is Reach.UNKNOWN  # another address now
    assert reach(Proving((), said, "sent")) is Reach.FAILED


@pytest.mark.rule("W8")
@pytest.mark.rule("W15")
def test_the_link_proves_the_contact_by_its_button_and_does_nothing_else(
    world: World, tmp_path: Path
) -> None:
    mail.init("", "house@recruit.example", "https://recruit.example", tmp_path / "out")
    unaddressed(world, "MWI")
    clock.freeze(clock.now() + timedelta(hours=1))
    everybody = len(known(world).of)
    assert known(world).sums == {Reach.REACHED: 0, Reach.FAILED: 1, Reach.UNKNOWN: everybody - 1}
    assert len(proving.rehearse(world.office)) == everybody
    outbox.expand(clock.now())
    outbox.send_due(clock.now(), 2000)
    links = posted(tmp_path / "out")
    assert len(links) == len(set(links.values())) == everybody - 1
    anybody = silence.browser(world)
    before = (world.kinds(), len(ground.rows(models.Item)))
    page = anybody.get(links["mission@chl.example"])
    assert page.status_code == 200 and "Chile" in page.text and "no other effect" in page.text
    assert known(world).sums[Reach.REACHED] == 0  # opened by a gateway, nothing said yet
    anybody.csrf = re.findall(r'name="csrf" value="([^"]+)"', page.text)[0]
    for _twice in range(2):
        done = anybody.post(links["mission@chl.example"], {})
        assert done.status_code == 303, done.text
    assert "Thank you" in anybody.get(links["mission@chl.example"]).text
    found = known(world)
    assert found.sums == {Reach.REACHED: 1, Reach.FAILED: 1, Reach.UNKNOWN: everybody - 2}
    assert found.of["CHL"] is Reach.REACHED and found.of["MWI"] is Reach.FAILED
    assert (world.kinds(), len(ground.rows(models.Item))) == before
    entries = [r for r in ground.rows(models.Proof) if r.acknowledged_at is not None]
    assert len(entries) == 1 and links["mission@chl.example"].endswith(entries[0].token) is False
    assert anybody.get("/contact/guessed").status_code == 410
    assert anybody.post("/contact/guessed", {}).status_code == 410


@pytest.mark.rule("W8")
def test_opening_names_every_state_that_was_not_reached_and_the_round_keeps_it(
    world: World,
) -> None:
    secrets = proving.rehearse(world.office)
    left = {"CHL", "NOR"}
    for state, secret in secrets.items():
        if state not in left:
            proving.acknowledge(secret)
    assert known(world).missing == left
    clock.freeze(OPENING)
    with pytest.raises(Refusal) as refused:
        rounds.open_round(world.president, deadline=DEADLINE, named=["CHL"])
    assert refused.value.rule == "W8" and "Norway" in refused.value.reason
    browser = silence.browser(world, world.president)
    there = browser.path(PRESIDENT, "approval/")
    page = browser.get(there).text
    assert "2 States Parties were not reached" in page and 'value="CHL NOR"' in page
    sent = {"on": "2023-03-13", "at": "18:00", "seen": "CHL NOR"}
    silent = browser.post(f"{there}open", sent)
    assert silent.status_code == 409 and world.kinds()[-1] != "round_opened"
    # what the page showed is what the decision names: one that was lost since is not named
    unaddressed(world, "MEX")
    late = browser.post(f"{there}open", {**sent, "named": "y"})
    assert late.status_code == 409 and "decision names them: Mexico." in late.text
    sent["seen"] = "CHL MEX NOR"
    assert browser.post(f"{there}open", {**sent, "named": "y"}).status_code == 303
    assert world.round().unreached == "CHL MEX NOR"
    page = browser.get(browser.path(PRESIDENT, "approval/states")).text
    assert "named as not reached: Chile, Mexico, Norway" in page


@pytest.mark.rule("W8")
@pytest.mark.rule("R22")
def test_the_office_writes_to_all_and_then_to_those_not_reached(world: World) -> None:
    browser = silence.browser(world, world.office)
    there = browser.path(OFFICE, "approval/states")
    assert "None was sent yet." in browser.get(there).text
    with pytest.raises(Refusal) as refused:
        proving.rehearse(world.president)
    assert refused.value.kind is Kind.UNKNOWN
    stale = silence.stale(world, world.office)
    assert "/parked/" in stale.post(f"{there}/rehearsal", {}).headers["Location"]
    assert ground.rows(models.Rehearsal) == []
    for secret in proving.rehearse(world.office).values():
        proving.acknowledge(secret)
    with pytest.raises(Refusal) as nobody:
        proving.rehearse(world.office, to_all=False)
    assert nobody.value.rule == "W8"
    clock.freeze(clock.now() + timedelta(hours=1))
    unaddressed(world, "CHL")
    contacts.add_contact(world.office, state_id="CHL", mail="new@chl.example", evidence="Note")
    assert known(world).missing == {"CHL"}  # what was proved is another address
    clock.freeze(clock.now() + timedelta(hours=1))
    browser = silence.browser(world, world.office)
    assert browser.post(f"{there}/rehearsal", {"missing": "1"}).status_code == 303
    told = [b for b in ground.rows(Broadcast) if b.kind == queries.KIND]
    last = max(told, key=lambda b: b.as_of)
    assert last.audience == "state:CHL" and last.sender == "office"
    assert len(told) == len(known(world).of) + 1


@pytest.mark.rule("S4")
def test_a_state_that_no_letter_reached_within_24_hours_is_called_and_the_call_recorded(
    world: World,
) -> None:
    for secret in proving.rehearse(world.office).values():
        proving.acknowledge(secret)
    unaddressed(world, "CHL")
    clock.freeze(OPENING)
    rounds.open_round(world.president, deadline=DEADLINE, named=["CHL"])
    outbox.expand(clock.now())
    with db.reading() as connection:
        assert calls.missing(connection, world.round().id) == {"CHL"}  # no address: failed at once
    with pytest.raises(Refusal) as early:
        contacts.record_call(world.office, state_id="CHL", said="Spoke with the secretariat.")
    assert early.value.rule == "S4" and "approval.call" not in due_now(world)
    clock.freeze(OPENING + timedelta(hours=24))
    assert "approval.call" in due_now(world)
    with pytest.raises(Refusal):
        contacts.record_call(world.office, state_id="NOR", said="Not needed.")
    with pytest.raises(Refusal) as refused:
        contacts.record_call(world.president, state_id="CHL", said="Not mine to keep.")
    assert refused.value.kind is Kind.UNKNOWN
    browser = silence.browser(world, world.office)
    there = browser.path(OFFICE, "approval/states")
    assert "To be called: Chile." in browser.get(there).text
    empty = browser.post(f"{there}/calls", {"state": "CHL", "said": " "})
    assert empty.status_code == 422
    sent = {"state": "CHL", "said": "Spoke with the secretariat."}
    assert browser.post(f"{there}/calls", sent).status_code == 303
    page = browser.get(there).text
    assert "Spoke with the secretariat." in page and "To be called" not in page
    assert "approval.call" not in due_now(world)
    assert b"secretariat" not in ground.rows(models.Call)[0].sealed
    assert world.round().deadline(clock.now()) == DEADLINE  # the round stands, unmoved
    assert world.object("CHL").broke


@pytest.mark.rule("S4")
def test_a_letter_that_arrived_in_an_earlier_round_calls_nobody_off_in_this_one(
    world: World,
) -> None:
    for secret in proving.rehearse(world.office).values():
        proving.acknowledge(secret)
    clock.freeze(OPENING)
    rounds.open_round(world.president, deadline=DEADLINE)
    outbox.expand(clock.now())
    with db.writing() as session:
        session.exec(update(Delivery).values(status="sent"))
    objection = world.object("CHL")
    assert withdrawals.withdraw(world.delegate("CHL"), reference=objection.receipt)
    unaddressed(world, "CHL")
    later = DEADLINE + timedelta(days=14)
    rounds.open_round(world.president, deadline=later, named=["CHL"])
    outbox.expand(clock.now())
    assert world.round().number == 2
    clock.freeze(OPENING + timedelta(hours=24))
    with db.reading() as connection:
        assert calls.missing(connection, world.round().id) == {"CHL"}
    assert "approval.call" in due_now(world)
