"""The term goes on: reminders before its end, one renewal, and no second one (T2, T4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import text, update

from recruit.access.models import Grant
from recruit.access.rules import Capacity, Reader
from recruit.accounts.operations import naming
from recruit.appointment.operations import term
from recruit.appointment.rules.contract import months_before
from recruit.core import clock, db, times
from recruit.core.errors import Refusal
from recruit.notices import outbox
from recruit.notices.models import Broadcast, Notice
from recruit.procedure import operations as procedures
from recruit.procedure.rules.days import at_geneva
from tests import ground
from tests.worlds import World

MAKE = Callable[..., World]


def _last_day() -> date:
    with db.reading() as connection:
        found = connection.execute(text("SELECT last_day FROM appointment_contract")).scalar_one()
    return date.fromisoformat(str(found))


def _told() -> list[tuple[str, str]]:
    with db.reading() as connection:
        rows = connection.execute(
            text(
                "SELECT kind, audience FROM notices_broadcast"
                " WHERE kind LIKE 'appointment.term.%' ORDER BY as_of, audience"
            )
        )
        return [(row.kind, row.audience) for row in rows]


def _home(world: World) -> str:
    return str(world.client("focal_point").get("/").get_data(as_text=True))


def _at(world: World, day: date) -> datetime:
    world.now = at_geneva(day, time(9, 0))
    clock.freeze(world.now)
    return world.now


@pytest.mark.rule("T4")
def test_each_reminder_goes_once_to_the_president_and_the_focal_point(a_procedure: MAKE) -> None:
    world = a_procedure(at="closed")
    ends = _last_day()
    assert term.remind_due(_at(world, months_before(ends, 12) - timedelta(days=1))) == 0
    for months in (12, 9, 8, 6, 3):
        now = _at(world, months_before(ends, months))
        assert term.remind_due(now) == 1
        assert term.remind_due(now + timedelta(hours=1)) == 0
    both = ("capacity:focal-point", "capacity:president")
    assert _told() == [
        (f"appointment.term.{months}", each) for months in (12, 9, 8, 6, 3) for each in both
    ]
    assert term.remind_due(_at(world, ends + timedelta(days=1))) == 0


@pytest.mark.rule("T4")
def test_a_worker_that_was_away_sends_the_latest_reminder_alone(a_procedure: MAKE) -> None:
    world = a_procedure(at="closed")
    assert term.remind_due(_at(world, months_before(_last_day(), 7))) == 1
    assert {kind for kind, _audience in _told()} == {"appointment.term.8"}


@pytest.mark.rule("T2")
@pytest.mark.rule("T4")
def test_home_asks_for_the_renewal_or_a_new_recruitment_until_it_is_renewed_once(
    a_procedure: MAKE,
) -> None:
    world = a_procedure(at="closed")
    ends = _last_day()
    focal = world.client("focal_point")
    shown = focal.get(f"/p/{world.cast.procedure_name}/focal-point/appointment/contract")
    page = shown.get_data(as_text=True)
    assert "48 months, 100 %, Geneva" in page
    assert all(times.day(months_before(ends, months)) in page for months in (12, 9, 8, 6, 3))
    assert "new recruitment" not in focal.get("/").get_data(as_text=True)
    _at(world, months_before(ends, 11))
    focal = world.client("focal_point")
    assert "or prepare a new recruitment" in focal.get("/").get_data(as_text=True)
    _at(world, months_before(ends, 8))
    focal = world.client("focal_point")
    assert "Start a new recruitment" in focal.get("/").get_data(as_text=True)
    path = f"/p/{world.cast.procedure_name}/focal-point/appointment/contract"
    empty = focal.post(f"{path}/renewal", {"reason": " "})
    assert "Say on what the renewal rests." in empty.get_data(as_text=True)
    said = {"reason": "Decided with the President on the evaluation of the term."}
    assert focal.post(f"{path}/renewal", said).status_code == 303
    told = [b.audience for b in ground.rows(Broadcast) if b.kind == "appointment.renewed"]
    assert told == ["capacity:president", "capacity:office"]
    assert "renewed once" in focal.get(path).get_data(as_text=True)
    assert "new recruitment" not in focal.get("/").get_data(as_text=True)
    last = date(ends.year + 4, ends.month, ends.day)
    assert _last_day() == last
    _at(world, months_before(last, 12))
    assert "Prepare a new recruitment: the term can" in _home(world)
    _at(world, months_before(last, 9))
    assert "Start a new recruitment: the term can" in _home(world)
    with db.writing() as session:  # the next one is opened
        procedures.create(
            session,
            clock.now(),
            name="next",
            preset_name=ground.PRESET,
            closure_at=clock.now() - timedelta(days=1),
        )
    assert "new recruitment" not in _home(world)
    with pytest.raises(Refusal, match="second time"):
        term.renew(world.reader("focal_point", Capacity.FOCAL_POINT), reason="Again.")


def _administrator(world: World, key: str) -> Reader:
    (grant,) = [g for g in ground.rows(Grant) if g.person_id == world.person(key)]
    return replace(
        world.reader("focal_point", Capacity.FOCAL_POINT),
        person_id=world.person(key),
        capacity=Capacity.ADMINISTRATOR,
        grant_id=grant.id,
        procedure_id="",
        fresh=True,
    )


@pytest.mark.rule("T4")
@pytest.mark.rule("R20")
def test_the_president_left_years_ago_so_one_is_named_and_reminded(a_procedure: MAKE) -> None:
    world = a_procedure(at="closed")
    now = _at(world, months_before(_last_day(), 12))
    with db.writing() as session:  # as the last erasure's certificate ended it (D3)
        session.execute(
            update(Grant).where(Grant.capacity == Capacity.PRESIDENT.value).values(ended_at=now)
        )
    assert term.remind_due(now) == 1
    with db.reading() as connection:
        told = connection.execute(
            text("SELECT recipients FROM notices_broadcast WHERE kind = :k"),
            {"k": term.NO_PRESIDENT},
        ).scalars()
        (recipients,) = list(told)
    both = {world.person(key) for key in ("administrator_one", "administrator_two")}
    assert set(recipients.split()) == both
    outbox.expand(now)
    home = world.client("administrator_one").get("/").get_data(as_text=True)
    assert "nobody is named as President in office" in home
    one, other = (_administrator(world, key) for key in ("administrator_one", "administrator_two"))
    asked = naming.ask(
        one,
        procedure_name=world.cast.procedure_name,
        capacity=Capacity.PRESIDENT,
        act_name=naming.NAME,
        name="Later President",
        mail="later.president@irq.example",
        key="",
    )
    naming.confirm(other, asked, key="")
    outbox.expand(now)
    lines = [n for n in ground.rows(Notice) if n.kind == term.kind_of(12)]
    capacities = sorted(n.capacity for n in lines)
    assert capacities == [Capacity.FOCAL_POINT.value, Capacity.PRESIDENT.value]
    (president,) = [n.person_id for n in lines if n.capacity == Capacity.PRESIDENT]
    assert president not in both and president != world.person("president")
