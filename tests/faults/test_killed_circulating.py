"""A worker killed anywhere while letters go to all States: none twice, and all shown truly."""

from __future__ import annotations

import random
import re
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import exists, or_, select

from recruit.approval.operations import contacts, outcome, rounds
from recruit.approval.queries import calls
from recruit.approval.queries import states as reading
from recruit.approval.rules.after import Path as Way
from recruit.approval.rules.round import default_deadline
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.notices.models import Broadcast, Delivery, DeliveryStatus
from tests import ground, silence
from tests.faults import dying
from tests.faults.dying import Life, Nursery
from tests.silence import OPENING, World

MANY = {"sqlite": 200, "postgresql": 60}
"""Kills of the everyday run; the long one has 1,000 on each database."""
_NUMBER = re.compile(rb"(?im)^Message-ID: <([^@>]+)@")


class Box:
    """A mail server that takes everything and keeps what it took: delivery and address."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        number = _NUMBER.search(bytes(envelope.content or b""))
        assert number is not None
        self.taken += [(number[1].decode(), address) for address in envelope.rcpt_tos]
        return "250 OK"


@contextmanager
def _server(box: Box) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


_WAITING = select(
    or_(
        exists().where(Broadcast.__table__.c.expanded_at.is_(None)),  # type: ignore[attr-defined]
        exists().where(Delivery.__table__.c.status == DeliveryStatus.QUEUED),  # type: ignore[attr-defined]
    )
)


def _waiting() -> bool:
    """Whether a letter is still to be sent."""
    with db.reading() as connection:
        return bool(connection.execute(_WAITING).scalar())


def _circulate(world: World, nursery: Nursery, chance: random.Random, most: int) -> int:
    """Let workers live and be killed until all is sent; the last lives to its end. How many
    were killed, at most so many."""
    killed = 0
    while _waiting() and killed < most:
        killed += nursery.live(dying.drawn(chance, clock.now()))
    assert not nursery.live(Life(clock.now()))
    assert not _waiting()
    return killed


def _held_against(box: Box) -> Counter[tuple[str, bool]]:
    """What is shown of each letter against what the server took; how often each was so."""
    taken = Counter(box.taken)
    assert set(taken.values()) <= {1}  # no letter twice
    letters = {b.id: b for b in ground.rows(Broadcast)}
    got: Counter[tuple[str, str]] = Counter()
    seen: Counter[tuple[str, bool]] = Counter()
    arrived = {number for number, _address in taken}
    to_states: Counter[str] = Counter()
    for row in ground.rows(Delivery):
        came = row.id in arrived
        arrived.discard(row.id)
        seen[row.status, came] += 1
        got[row.broadcast_id, row.recipient] += 1
        if row.status == DeliveryStatus.SENT:
            assert came
        else:
            assert row.status == DeliveryStatus.UNKNOWN, row  # nothing failed, all may be told
        if letters[row.broadcast_id].audience == "states":
            to_states[row.broadcast_id] += 1
    assert not arrived  # and none that is written down nowhere
    assert set(got.values()) == {1}  # no State has two letters of one circulation
    circulations = [b.id for b in letters.values() if b.audience == "states"]
    assert {to_states[one] for one in circulations} == {110}
    return seen


def _settle(world: World) -> int:
    """The office calls each State of which nobody knows whether the letter arrived (S4)."""
    view = world.round()
    with db.reading() as connection:
        rows = reading.rows(connection, world.procedure_id, clock.now(), view.id)
        missing = calls.missing(connection, view.id)
    sums = reading.added_up(rows)
    assert sums["sent"] + sums["unknown"] == sum(sums.values()) == 110
    assert (
        missing
        == {row.id for row in rows if row.delivery == "unknown"}
        == {row.id for row in rows if row.untaken}
    )
    for state_id in sorted(missing):
        contacts.record_call(world.office, state_id=state_id, said="The letter is at the mission.")
    for state_id in sorted(missing)[:1]:  # settled: nobody is to be called twice
        with pytest.raises(Refusal, match="took the letter, or was called"):
            contacts.record_call(world.office, state_id=state_id, said="Again.")
    with db.reading() as connection:
        assert calls.missing(connection, view.id) == frozenset()
        assert {call.state_id for call in calls.calls(connection, view.id)} == missing
    return len(missing)


@pytest.mark.rule("S4")
@pytest.mark.rule("D7")
def test_a_worker_killed_anywhere_in_a_circulation_writes_to_no_state_twice(
    tmp_path: Path, pytestconfig: pytest.Config, postgresql_prefix: str, record_property: Any
) -> None:
    database = pytestconfig.getoption("--database")
    how_many = 1000 if pytestconfig.getoption("--long") else MANY[database]
    box, chance, killed, settled = Box(), random.Random(9), 0, 0
    with silence.made(tmp_path, database) as world, _server(box) as url:
        with dying.nursery(world.place, url) as nursery:
            while killed < how_many:
                world.open(default_deadline(max(clock.now(), OPENING)))
                nursery.learn(clock.now())
                killed += _circulate(world, nursery, chance, how_many - killed)
                world.place.wait(hours=25)
                settled += _settle(world)
                rounds.cancel(world.president, reason="A mistake in the letter.")
                killed += _circulate(world, nursery, chance, how_many - killed)
                outcome.record_path(world.president, path=Way.SAME_CANDIDATE)
        seen = _held_against(box)
    unknown = seen[DeliveryStatus.UNKNOWN, True], seen[DeliveryStatus.UNKNOWN, False]
    assert killed == how_many
    assert min(unknown) > 0, seen  # killed after the server took a letter, and before
    assert settled > 0
    record_property(
        "figure",
        f"{killed} workers killed with SIGKILL in circulations on {database}: "
        f"{len(box.taken)} letters taken, none twice; unknown {sum(unknown)}, of these "
        f"{unknown[0]} taken",
    )
