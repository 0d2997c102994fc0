"""The deadline has one truth; and the way to object depends on the database only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from recruit.access.rules import Capacity
from recruit.accounts.operations import factors
from recruit.approval.models import Item
from recruit.approval.queries import rounds as reading
from recruit.approval.rules import items as item_rules
from recruit.approval.rules.items import ItemKind, late_from
from recruit.approval.rules.round import (
    Facts,
    RoundState,
    broken_at,
    deadline_of,
    open_disputes,
    state,
)
from recruit.core import clock, db, keys, log
from recruit.core.log_check import verify
from recruit.notices import mail, outbox
from recruit.notices.models import Broadcast, Delivery, DeliveryStatus
from recruit.procedure.models import Milestone
from recruit.procedure.rules.milestones import MilestoneKind
from tests import ground, silence
from tests.faults import racing
from tests.faults.racing import DEADLINE, FIRST_LATE, Kind, Race
from tests.silence import OPENING, World

MANY = {"sqlite": 500, "postgresql": 200}
"""Races of the everyday run; the long one has 10,000 on each."""


class Found:
    """What the database holds of all races, read once they are over."""

    def __init__(self) -> None:
        self.milestones = Counter((m.procedure_id, m.kind) for m in ground.rows(Milestone))
        self.letters = Counter(
            (b.procedure_id, b.kind) for b in ground.rows(Broadcast) if b.audience == "states"
        )
        self.receipts: dict[str, set[str]] = {}
        self.joints: dict[str, set[str]] = {}
        for item in ground.rows(Item):
            self.receipts.setdefault(item.procedure_id, set()).add(item.receipt)
            self.joints.setdefault(item.procedure_id, set()).add(item.joint)


def _judge(race: Race, told: tuple[dict[str, Any], dict[str, Any]], found: Found) -> str:
    """Hold what the two were told against the database: one truth. How it ended, in a word."""
    with db.reading() as connection:
        view = reading.current(connection, race.procedure_id)
    assert view is not None
    facts, (one, other) = view.facts, told
    ended = state(facts, AFTERWARDS)
    for ending, kind, milestone in ENDINGS:
        happened = _happened(facts, ending)
        assert found.letters[race.procedure_id, kind] == happened, (race, told)
        assert found.milestones[race.procedure_id, milestone] == happened, (race, told)
    ends = sum(_happened(facts, ending) for ending in ("broken", "certified", "cancelled"))
    if ended in (RoundState.OPEN, RoundState.EXPIRED):
        assert ends == 0 and all(i.received_at >= FIRST_LATE for i in facts.items)
    else:
        assert ends == 1, (race, told)  # never two outcomes, whoever came first
    for item in facts.items:
        deadline = deadline_of(facts, item.registered_at)
        in_time = item.received_at < late_from(deadline)
        assert item_rules.kind_at_receipt(item, deadline) == (
            ItemKind.OBJECTION if in_time else ItemKind.LATE
        )
    wrote = {t["receipt"] for t in told if "receipt" in t}
    if race.kind in (Kind.JOINT, Kind.JOINT_AND_OWN):
        wrote |= set(one["receipts"])
    assert wrote == found.receipts.get(race.procedure_id, set())
    return f"{ended.value}{_OWN[race.kind](race, facts, one, other, found) or ''}"


AFTERWARDS = DEADLINE + timedelta(days=9)
ENDINGS = (
    ("broken", "approval.broken", MilestoneKind.ROUND_BROKEN),
    ("certified", "approval.certified", MilestoneKind.ROUND_CERTIFIED),
    ("cancelled", "approval.cancelled", MilestoneKind.ROUND_CANCELLED),
    ("lengthened", "approval.lengthened", MilestoneKind.ROUND_LENGTHENED),
    ("disputed", "approval.disputed", MilestoneKind.DISPUTED),
)


def _happened(facts: Facts, ending: str) -> int:
    return {
        "broken": facts.certified_at is None and broken_at(facts, AFTERWARDS) is not None,
        "certified": facts.certified_at is not None,
        "cancelled": facts.cancelled_at is not None,
        "lengthened": bool(facts.lengthenings),
        "disputed": state(facts, AFTERWARDS) is RoundState.DISPUTED,
    }[ending]


def _certificate(
    _race: Race, facts: Facts, said: dict[str, Any], other: dict[str, Any], _f: Found
) -> None:
    assert ("done" in other) == (facts.certified_at is not None)
    (item,) = facts.items
    if item.received_at < FIRST_LATE:
        assert (said["kind"], said["broke"]) == ("objection", True)
        assert other == {"refused": "S10"}
        return
    assert (said["kind"], said["broke"]) == ("late", False)
    assert facts.certified_at is not None


def _lengthening(
    _race: Race, facts: Facts, said: dict[str, Any], other: dict[str, Any], _f: Found
) -> str:
    (item,) = facts.items
    longer = "done" in other
    assert longer is bool(facts.lengthenings) and (longer or other == {"refused": "S3"})
    if longer:
        # it came strictly before the deadline, and before any objection
        assert facts.lengthenings[0].at < DEADLINE
        assert facts.lengthenings[0].at <= item.received_at
        assert said["broke"]
    return ", lengthened" if longer else ""


def _cancellation(
    _race: Race, facts: Facts, said: dict[str, Any], other: dict[str, Any], _f: Found
) -> None:
    if "done" in other:
        assert facts.cancelled_at is not None and facts.cancelled_at < DEADLINE
        assert said == {"refused": "S15"} and not facts.items
    else:
        assert other == {"refused": "S15"} and facts.cancelled_at is None
        assert len(facts.items) == 1


def _one_state(
    _race: Race, facts: Facts, one: dict[str, Any], other: dict[str, Any], _f: Found
) -> str:
    assert len(facts.items) == 2
    timely = [i for i in facts.items if i.received_at < FIRST_LATE]
    assert sorted([one["kind"], other["kind"]]) == sorted(
        "objection" if i in timely else "late" for i in facts.items
    )
    assert one["broke"] + other["broke"] == bool(timely)  # the first breaks, once
    spoke = item_rules.objecting(facts.items, DEADLINE, AFTERWARDS)
    assert spoke == ({"CHL"} if timely else set())
    return f", {len(timely)} in time"


def _joint(
    race: Race, facts: Facts, said: dict[str, Any], other: dict[str, Any], found: Found
) -> None:
    assert {i.state for i in facts.items} == set(racing.JOINT) and len(facts.items) == 3
    assert len(found.joints[race.procedure_id]) == 1
    assert said["kinds"] == ["objection"] * 3
    if "done" in other:  # certified first: the letter makes the round disputed (S14)
        assert facts.certified_at is not None and not said["broke"]
        assert all(i.registered_at >= facts.certified_at for i in facts.items)
        assert len(open_disputes(facts, AFTERWARDS)) == 3
    else:
        assert other == {"refused": "S10"} and said["broke"]
        assert broken_at(facts, AFTERWARDS) == facts.items[0].received_at


def _joint_and_own(
    _race: Race, facts: Facts, said: dict[str, Any], own: dict[str, Any], _f: Found
) -> str:
    assert len(facts.items) == 4
    assert said["broke"] + own["broke"] == 1
    spoke = item_rules.objecting(facts.items, DEADLINE, AFTERWARDS)
    assert spoke == set(racing.JOINT)  # one of the three wrote twice and is one voice
    return f", its own {own['kind']}"


_OWN: dict[Kind, Any] = {
    Kind.CERTIFICATE: _certificate,
    Kind.LENGTHENING: _lengthening,
    Kind.CANCELLATION: _cancellation,
    Kind.ONE_STATE: _one_state,
    Kind.JOINT: _joint,
    Kind.JOINT_AND_OWN: _joint_and_own,
}


@pytest.mark.rule("R9")
@pytest.mark.rule("S3")
@pytest.mark.rule("S6")
@pytest.mark.rule("S8")
@pytest.mark.rule("S9")
@pytest.mark.rule("S10")
@pytest.mark.rule("S13")
@pytest.mark.rule("S14")
@pytest.mark.rule("S15")
def test_what_meets_at_the_deadline_has_one_truth(
    tmp_path: Path, pytestconfig: pytest.Config, postgresql_prefix: str, record_property: Any
) -> None:
    database = pytestconfig.getoption("--database")
    how_many = 10_000 if pytestconfig.getoption("--long") else MANY[database]
    with silence.made(tmp_path, database) as world:
        world.open(DEADLINE)
        races = racing.races(world, how_many)
        told = racing.run(world, races)
        found = Found()
        seen: dict[Kind, Counter[str]] = {kind: Counter() for kind in Kind}
        for race, said in zip(races, told, strict=True):
            seen[race.kind][_judge(race, said, found)] += 1
        with db.reading() as connection:
            assert verify(connection, public_key=log.signer().public_key()) == []
    for kind, ends in seen.items():
        assert len(ends) > 1, (kind, ends)  # they were races: it went this way and that
    told_ways = "; ".join(
        f"{kind.value}: {', '.join(f'{n} {end}' for end, n in sorted(ends.items()))}"
        for kind, ends in seen.items()
    )
    record_property("figure", f"{how_many} races at the deadline on {database}, 0 wrong")
    record_property("ends", told_ways)


@pytest.fixture
def world(tmp_path: Path, pytestconfig: pytest.Config, postgresql_prefix: str) -> Iterator[World]:
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
