"""Accesses that end after the procedure, lived through with the days (R17, D3)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from recruit.access.models import Grant
from recruit.access.rules import Capacity
from recruit.appointment.operations import access_end, retention
from recruit.appointment.queries import retention as erasures
from recruit.appointment.rules.retention import Lot
from recruit.core import clock, db
from recruit.core.log_tables import core_entry
from recruit.notices.models import Broadcast
from recruit.procedure import queries as procedure
from recruit.procedure.rules.ending import after, ended
from tests import ground
from tests.worlds import World

C = Capacity


def at(world: World, now: datetime) -> None:
    world.now = now
    clock.freeze(now)


def living(world: World) -> dict[str, int]:
    """How many living grants of each capacity there are."""
    found: dict[str, int] = {}
    for grant in ground.rows(Grant):
        if grant.ended_at is None:  # type: ignore[attr-defined]
            found[grant.capacity] = found.get(grant.capacity, 0) + 1  # type: ignore[attr-defined]
    return found


@pytest.mark.rule("R17")
@pytest.mark.rule("D3")
@pytest.mark.rule("R20")
def test_each_access_ends_on_its_day_and_is_told_and_recorded(
    a_procedure: Callable[..., World],
) -> None:
    world = a_procedure(at="closed")
    with db.reading() as connection:
        end = ended(procedure.milestones(connection, world.cast.procedure_id))
    assert end is not None
    year, base = after(end, 12), f"/p/{world.cast.procedure_name}"
    before = living(world)
    assert before["member"] == 5 and before["committee"] and before["president"] == 1

    at(world, year - timedelta(seconds=1))
    assert access_end.end_due(clock.now()) == 0
    member, reader = world.client("member_chile"), world.client("reader_fra")
    assert member.get(f"{base}/member/report/").status_code == 200
    assert reader.get(f"{base}/committee/calendar").status_code == 200

    at(world, year)  # the day has come; the worker has not run yet, the doors are shut
    member, reader = world.client("member_chile"), world.client("reader_fra")
    assert member.get(f"{base}/member/report/").status_code == 404
    assert reader.get(f"{base}/committee/calendar").status_code == 404

    told = len(ground.rows(Broadcast))
    assert access_end.end_due(clock.now()) == sum(
        before.get(c, 0) for c in ("member", "chair", "surrogate", "committee")
    )
    after_year = living(world)
    assert not {"member", "chair", "surrogate", "committee"} & set(after_year)
    assert after_year["former-member"] == before.get("former-member", 0) + 5
    assert after_year["focal-point"] == before["focal-point"]
    assert len(ground.rows(Broadcast)) > told
    assert access_end.end_due(clock.now()) == 0  # once
    with db.reading() as connection:
        bodies = connection.execute(select(core_entry.c.body).where(~core_entry.c.filler))
        acts = [json.loads(body)["act"] for body in bodies.scalars()]
    assert acts.count("access:grant:ended") == sum(
        before.get(c, 0) for c in ("member", "chair", "surrogate", "committee")
    )

    # the erasures after it: by the President and a former member, the office and the GICHD
    president, former = world.reader("president", C.PRESIDENT), "member_malawi"
    retention.announce(president, lot=Lot.PANEL)
    retention.confirm(president, lot=Lot.PANEL)
    retention.confirm(world.reader(former, C.FORMER_MEMBER), lot=Lot.PANEL)
    focal = world.reader("focal_point", C.FOCAL_POINT)
    retention.announce(focal, lot=Lot.APPLICATIONS)
    retention.confirm(focal, lot=Lot.APPLICATIONS)
    retention.confirm(world.reader("office_first", C.OFFICE), lot=Lot.APPLICATIONS)
    with db.reading() as connection:
        found = erasures.erasures(connection, world.cast.procedure_id)
    at(world, max(view.due_at for view in found.values()))
    assert retention.erase_due(clock.now()) == 2
    assert access_end.end_due(clock.now()) == 0  # the certificate can be taken along that day
    page = world.client("president").get(f"{base}/president/appointment/retention")
    assert "until the end of the day of the last certificate" in page.get_data(as_text=True)
    assert world.client("president").get(f"{base}/president/people").status_code == 200
    at(world, clock.now() + timedelta(days=1))
    assert access_end.end_due(clock.now()) > 0
    left = living(world)
    assert not {"president", "office", "former-member"} & set(left)
    assert left["focal-point"] and left["delegate"] and left["auditor"]
    assert world.client("president").get(f"{base}/president/people").status_code == 404


@pytest.mark.rule("D3")
def test_a_changed_period_lists_every_record_with_its_old_and_new_date(
    a_procedure: Callable[..., World],
) -> None:
    world = a_procedure(at="closed")
    base = f"/p/{world.cast.procedure_name}"
    focal = world.client("focal_point")
    url = f"{base}/focal-point/appointment/retention"
    for wrong in ("2", "25", "6"):
        sent = focal.post(f"{url}/applications/period", {"months": wrong, "reason": "A claim."})
        assert sent.status_code == 409
    sent = focal.post(f"{url}/panel/period", {"months": "14", "reason": "A claim."})
    assert sent.status_code == 409  # the President decides on the panel's
    assert focal.post(f"{url}/applications/period", {"months": "9"}).status_code == 422
    sent = focal.post(f"{url}/applications/period", {"months": "9", "reason": "A claim."})
    assert sent.status_code == 303
    with db.reading() as connection:
        (change,) = erasures.changes(connection, world.cast.procedure_id)
        references = erasures.references(connection, world.cast.procedure_id)
        end = ended(procedure.milestones(connection, world.cast.procedure_id))
    assert end is not None
    assert (change.old_date, change.new_date) == (after(end, 6), after(end, 9))
    assert {f"File of {reference}" for reference in references} <= set(change.affected)
    page = focal.get(url).get_data(as_text=True)
    assert all(f"File of {reference}" in page for reference in references)
    reader = world.reader("focal_point", C.FOCAL_POINT)
    retention.announce(reader, lot=Lot.APPLICATIONS)
    with db.reading() as connection:
        view = erasures.erasures(connection, world.cast.procedure_id)[Lot.APPLICATIONS]
    assert view.due_at == after(end, 9)
    sent = focal.post(f"{url}/applications/period", {"months": "12", "reason": "Late."})
    assert sent.status_code == 409  # announced: its day stands
