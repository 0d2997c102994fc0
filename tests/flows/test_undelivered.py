"""The page of mails that did not arrive: each sender's own, through HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.rules import Capacity, Reader
from recruit.core import clock, db
from recruit.notices import operations as notices
from recruit.notices import outbox
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
