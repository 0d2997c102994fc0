"""The deadline has one truth; and the way to object depends on the database only."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from recruit.access.rules import Capacity, Reader
from recruit.accounts.operations import factors
from recruit.approval.operations import rounds
from recruit.approval.queries import rounds as reading
from recruit.approval.rules.round import RoundState, state
from recruit.core import clock, db, keys, log
from recruit.core.log_check import verify
from recruit.notices import mail, outbox
from recruit.notices.models import Broadcast, Delivery, DeliveryStatus
from recruit.procedure import operations as procedures
from tests import ground, silence
from tests.faults import racing
from tests.faults.racing import DEADLINE, FIRST_LATE
from tests.silence import OPENING, World

ROOT = Path(__file__).resolve().parents[2]
STEP = 0.04
"""Seconds between two acts of a process where an act takes a third of it at most."""


@dataclass
class Race:
    """One round that several processes act on."""

    procedure_id: str
    president: Reader
    delegate: Reader


def _races(world: World, how_many: int) -> list[Race]:
    """So many procedures, each with an open round of the one deadline."""
    found = []
    before = clock.now()
    for number in range(how_many):
        clock.freeze(before)
        with db.writing() as session:
            made = procedures.create(
                session,
                clock.now(),
                name=f"race-{number}",
                preset_name=ground.PRESET,
                closure_at=None,
            )
        place = ground.Place(world.place.folder, world.place.url, made.id, made.name)
        one = World(
            place,
            president=place.reader(f"President {number}", Capacity.PRESIDENT),
            office=world.office,
            focal_point=place.reader(f"Focal {number}", Capacity.FOCAL_POINT),
            chair=place.reader(f"Chair {number}", Capacity.CHAIR),
        )
        silence.fact(one, silence.MilestoneKind.LIST_CIRCULATED, silence.Audience.GICHD)
        silence.hand_over(one, silence.candidate(one, f"D22-{number}", "Wren Halloran-Vale"))
        clock.freeze(OPENING)
        with db.reading() as connection:
            everybody = [s.id for s in silence.parties(connection, OPENING)]
        rounds.open_round(one.president, deadline=DEADLINE, named=everybody)
        found.append(Race(made.id, one.president, one.delegate("CHL", number)))
    return found


def _run(
    world: World,
    plans: list[tuple[str, list[dict[str, Any]]]],
    spare: list[list[dict[str, Any]]],
    middle: datetime,
) -> list[dict[str, Any]]:
    """Start one process for each plan over the running clock; what each was told.

    Each first acts on the spare rounds of its own. On a slow machine the acts then lie
    further apart, so that as many of them fall before the middle as on a fast one.
    """
    folder = world.place.folder
    processes = []
    for number, ((role, planned), own) in enumerate(zip(plans, spare, strict=True)):
        plan = folder / f"plan-{number}.json"
        said = folder / f"said-{number}.json"
        plan.write_text(
            json.dumps(
                {
                    "folder": str(folder),
                    "url": world.place.url,
                    "role": role,
                    "said": str(said),
                    "rounds": planned,
                    "spare": own,
                    "middle": middle.isoformat(),
                }
            )
        )
        command = [sys.executable, "-m", "tests.faults.racing", str(plan)]
        one = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        processes.append((one, said))
    slowest = max(float(one.stdout.readline()) for one, _said in processes if one.stdout)
    stretched = max(1.0, 3 * slowest / STEP)
    first = min(each["offset"] for _role, planned in plans for each in planned)
    clock.set_to(middle + timedelta(seconds=first * stretched - 0.5))
    for one, _said in processes:
        assert one.stdin is not None
        one.stdin.write(f"{stretched}\n")
        one.stdin.flush()
    told = []
    for one, said in processes:
        one.communicate(timeout=600)
        assert one.returncode == 0
        told += json.loads(said.read_text())
    return told


def _plan(races: list[Race], who: str, first: float = 0, step: float = 0) -> list[dict[str, Any]]:
    """When this process acts on which round, in seconds from the middle."""
    return [
        {
            "round": race.procedure_id,
            "offset": first + step * n,
            "reader": racing.to_json(getattr(race, who)),
        }
        for n, race in enumerate(races)
    ]


@pytest.mark.rule("S8")
@pytest.mark.rule("S9")
@pytest.mark.rule("S13")
def test_objections_race_the_certificate_across_the_last_second(
    tmp_path: Path, pytestconfig: pytest.Config, record_property: Any
) -> None:
    how_many = 1000 if pytestconfig.getoption("--long") else 100
    with silence.made(tmp_path, pytestconfig.getoption("--database")) as world:
        *races, one, two, three, four, five = _races(world, how_many + 5)
        clock.freeze(None)
        clock.init(tmp_path / "clock.json")
        clock.set_to(DEADLINE - timedelta(days=1))
        first = -how_many * STEP / 4
        try:
            told = _run(
                world,
                [
                    ("object", _plan(races[::2], "delegate", first, STEP)),
                    ("object", _plan(races[1::2], "delegate", first, STEP)),
                    ("certify", _plan(races, "president", first, STEP / 2)),
                ],
                [
                    _plan([one, two], "delegate"),
                    _plan([three, four], "delegate"),
                    _plan([five, five], "president"),
                ],
                FIRST_LATE,
            )
        finally:
            clock.init(None)
        _judge(races, told)
        record_property("figure", f"{how_many} races of objection and certificate, 0 wrong")


def _judge(races: list[Race], told: list[dict[str, Any]]) -> None:
    in_time = late = closed = 0
    for race in races:
        said = [t for t in told if t["round"] == race.procedure_id]
        objected = next(t for t in said if "certified" not in t)
        certified = next(t for t in said if "certified" in t)
        with db.reading() as connection:
            view = reading.current(connection, race.procedure_id)
        assert view is not None
        items = view.facts.items
        if "refused" in objected:  # the certificate was there first
            assert certified["certified"] and not items
            assert datetime.fromisoformat(objected["tried"]) >= FIRST_LATE
            closed += 1
            continue
        assert len(items) == 1
        if items[0].received_at < FIRST_LATE:
            in_time += 1
            assert objected["kind"] == "objection" and objected["broke"]
            assert not certified["certified"]
            assert state(view.facts, FIRST_LATE + timedelta(days=9)) is RoundState.BROKEN
        else:
            late += 1
            assert objected["kind"] == "late" and not objected["broke"]
            assert certified["certified"]
            assert view.facts.certified_at is not None
            assert view.facts.certified_at >= FIRST_LATE
    assert in_time > len(races) // 5 and late + closed > len(races) // 5, (in_time, late, closed)


@pytest.mark.rule("S3")
@pytest.mark.rule("S8")
def test_a_lengthening_races_the_deadline(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    how_many = 200 if pytestconfig.getoption("--long") else 20
    with silence.made(tmp_path, pytestconfig.getoption("--database")) as world:
        *races, one, two, three, four = _races(world, how_many + 4)
        clock.freeze(None)
        clock.init(tmp_path / "clock.json")
        clock.set_to(DEADLINE - timedelta(days=1))
        first = -how_many * STEP / 2
        try:
            told = _run(
                world,
                [
                    ("lengthen", _plan(races, "president", first, STEP)),
                    ("object", _plan(races, "delegate", first, STEP)),
                ],
                [_plan([one, two], "president"), _plan([three, four], "delegate")],
                DEADLINE,
            )
        finally:
            clock.init(None)
        lengthened = 0
        for race in races:
            said = [t for t in told if t["round"] == race.procedure_id]
            longer = next(t for t in said if "lengthened" in t)["lengthened"]
            with db.reading() as connection:
                view = reading.current(connection, race.procedure_id)
            assert view is not None and len(view.facts.items) == 1, said
            assert longer is bool(view.facts.lengthenings)
            if longer:
                lengthened += 1
                assert view.facts.lengthenings[0].at < DEADLINE
            # an objection that came first leaves nothing to lengthen
            assert view.facts.items[0].received_at < FIRST_LATE + timedelta(days=1)
        assert lengthened < how_many


@pytest.fixture
def world(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[World]:
    with silence.made(tmp_path, pytestconfig.getoption("--database")) as made:
        yield made


def _take_away(folder: Path) -> None:
    """The key store is gone: another thing stands where its file was."""
    keys.ring().store.close()
    for file in folder.glob("keys.db*"):
        file.rename(folder / f"away-{file.name}")
    (folder / "keys.db").mkdir()


def _bring_back(folder: Path) -> None:
    (folder / "keys.db").rmdir()
    for file in folder.glob("away-keys.db*"):
        file.rename(folder / file.name.removeprefix("away-"))


@pytest.mark.rule("S6")
@pytest.mark.rule("S10")
def test_silence_is_broken_with_key_store_mail_and_worker_away(world: World) -> None:
    world.open()
    clock.freeze(OPENING + timedelta(days=1))
    delegate = world.delegate("CHL")
    with world.place.acting(delegate) as a:
        codes = factors.make_codes(a, delegate.person_id, "one-time")
    browser = silence.stale(world, delegate)
    folder = world.place.folder
    _take_away(folder)
    try:
        with pytest.raises(Exception, match="unable to open"):
            keys.ring().get(keys.procedure_key(world.procedure_id))
        page = browser.get(browser.path(Capacity.DELEGATE, "approval/"))
        assert page.status_code == 200 and "way to object needs no key" in page.text
        assert browser.get(browser.path(Capacity.DELEGATE, "approval/break")).status_code == 200
        letter = {
            "said": "objection",
            "text": "Not agreed.",
            "name": "Tarn Okellby",
            "function": "Second Secretary",
        }
        summary = browser.post(browser.path(Capacity.DELEGATE, "approval/break/summary"), letter)
        assert summary.status_code == 200 and 'name="code"' in summary.text
        sent = browser.post(
            browser.path(Capacity.DELEGATE, "approval/break"), {**letter, "code": codes[0]}
        )
        assert sent.status_code == 303
        # the code moved the session under a new token, which the browser has by now
        receipt = browser.get(sent.headers["Location"])
        assert receipt.status_code == 200 and "Your objection was recorded" in receipt.text
        assert world.state() is RoundState.BROKEN
    finally:
        _bring_back(folder)
    # once they are back, all States Parties are told, and the mail may come later still
    keys.init(folder / "keys.db", b"m" * 32)
    mail.init("smtp://127.0.0.1:1", "recruitment@recruit.example", "https://r.example", folder)
    outbox.expand(clock.now())
    assert outbox.send_due(clock.now()) == 0
    told = next(
        b for b in ground.rows(Broadcast) if (b.kind, b.audience) == ("approval.broken", "states")
    )
    waiting = [d for d in ground.rows(Delivery) if d.broadcast_id == told.id]
    assert len(waiting) == 110
    assert {d.status for d in waiting} == {DeliveryStatus.QUEUED}
    mail.init("", "recruitment@recruit.example", "https://r.example", folder / "mail")
    clock.freeze(clock.now() + timedelta(minutes=10))
    outbox.send_due(clock.now(), most=2000)
    done = [d for d in ground.rows(Delivery) if d.broadcast_id == told.id]
    assert {d.status for d in done} == {DeliveryStatus.SENT}


@pytest.mark.rule("R24")
def test_the_rounds_log_verifies_after_a_break(world: World) -> None:
    world.open()
    world.object("CHL")
    with db.reading() as connection:
        assert verify(connection, public_key=log.signer().public_key()) == []
