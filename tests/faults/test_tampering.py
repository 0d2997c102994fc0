"""Whoever may write to the database and holds the signing key, against one checkpoint outside.

Any sequence of tamperings, after which every hash, head and checkpoint inside the house is made
anew: from inside nothing can be told, and the one checkpoint that somebody else keeps finds it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection

from recruit.core import ids, log, merkle
from recruit.core.db import make_engine, metadata
from recruit.core.log import core_checkpoint, core_entry, core_log

SIGNER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = SIGNER.public_key()
AT = datetime(2023, 3, 3, 16, 59, 59, tzinfo=UTC)
LOG, OTHER = "round/k3v9", "site"
COVERED, AFTER = 24, 5
"""Entries under the checkpoint outside, and entries written since."""
Bodies = list[bytes]
FIELDS = ("act", "actor", "at", "capacity", "facts", "object", "ref", "salt", "v")


@dataclass
class Record:
    """The honest record: its connection, its bodies, and the one checkpoint outside."""

    connection: Connection
    bodies: Bodies
    others: Bodies
    outside: str


def _bodies(connection: Connection, origin: str) -> Bodies:
    asked = select(core_entry.c.body).where(core_entry.c.log_id == origin)
    return list(connection.execute(asked.order_by(core_entry.c.seq)).scalars())


def _write(connection: Connection, origin: str, number: int) -> None:
    log.append(
        connection,
        origin,
        at=AT,
        act="approval:item:break",
        capacity="delegate",
        actor=f"person-{number % 7}",
        object=f"item-{number}",
        facts={"number": number},
    )


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    made = make_engine(f"sqlite:///{tmp_path / 'record.db'}").execution_options(writes=True)
    metadata.create_all(made, tables=log.TABLES)
    with made.connect() as connection:
        for origin in (LOG, OTHER):
            log.open_log(connection, origin)
            for number in range(COVERED - 4):
                _write(connection, origin, number)
            log.fill(connection, origin, 4)
            for number in range(4 if origin == LOG else 0):
                _write(connection, origin, 100 + number)
        outside = log.checkpoint(connection, LOG, SIGNER, AT, "mission of Norland")
        for number in range(AFTER):
            _write(connection, LOG, 200 + number)
        connection.commit()
        yield Record(connection, _bodies(connection, LOG), _bodies(connection, OTHER), outside)
    made.dispose()


# ---------------------------------------------------------------- the tamperings


def _forged(body: bytes, field: str, value: Any) -> bytes:
    """The entry with another value in one field, as canonical as any."""
    if body[:1] == b"\x00":
        return b"\x00" + ids.random_bytes(31)
    return rfc8785.dumps({**json.loads(body), field: value})


def _altered(bodies: Bodies, at: int, to: int, word: str) -> None:
    field = FIELDS[to % len(FIELDS)]
    value = {"ref": ids.reference(12), "v": 2}.get(field, word)
    bodies[at] = _forged(bodies[at], field, value)


def _deleted(bodies: Bodies, at: int, _to: int, _word: str) -> None:
    del bodies[at]


def _inserted(bodies: Bodies, at: int, to: int, word: str) -> None:
    forged = _forged(_forged(bodies[to], "ref", ids.reference(12)), "actor", word)
    bodies.insert(at, forged)


def _moved(bodies: Bodies, at: int, to: int, _word: str) -> None:
    bodies.insert(to, bodies.pop(at))


def _swapped(bodies: Bodies, at: int, to: int, _word: str) -> None:
    bodies[at], bodies[to] = bodies[to], bodies[at]


def _turned(bodies: Bodies, at: int, to: int, _word: str) -> None:
    low, high = sorted((at, to))
    bodies[low : high + 1] = bodies[low : high + 1][::-1]


def _cut(bodies: Bodies, at: int, _to: int, _word: str) -> None:
    del bodies[at:]


def _emptied(bodies: Bodies, at: int, _to: int, _word: str) -> None:
    bodies[at] = b"\x00" + ids.random_bytes(31)  # an act made to look like a filler


def _rebuilt(bodies: Bodies, at: int, _to: int, word: str) -> None:
    bodies[at:] = [_forged(body, "salt", f"{word}{n}") for n, body in enumerate(bodies[at:])]


DONE: dict[str, Callable[[Bodies, int, int, str], None]] = {
    "alter": _altered,
    "delete": _deleted,
    "insert": _inserted,
    "move": _moved,
    "swap": _swapped,
    "turn": _turned,
    "cut": _cut,
    "empty": _emptied,
    "rebuild": _rebuilt,
}
PLACE = st.integers(0, 10**6)
TAMPERING = st.tuples(
    st.sampled_from(sorted(DONE)),
    PLACE,
    PLACE,
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8),
)


def _tampered(honest: Bodies, steps: list[tuple[str, int, int, str]], grown: int) -> Bodies:
    bodies = list(honest)
    for name, at, to, word in steps:
        if bodies:
            reach = min(len(bodies), COVERED)  # somewhere among what the checkpoint covers
            DONE[name](bodies, at % reach, to % reach, word)
    sample = next(body for body in honest if body[:1] != b"\x00")
    return bodies + [_forged(sample, "ref", ids.reference(12)) for _n in range(grown)]


def _put(record: Record, bodies: Bodies, *, again: bool) -> None:
    """Write this as the log, every hash made anew; again: a checkpoint inside as well."""
    connection = record.connection
    connection.execute(delete(core_checkpoint))
    connection.execute(delete(core_entry).where(core_entry.c.log_id == LOG))
    rows, used = [], set()
    for seq, body in enumerate(bodies):
        filler = body[:1] == b"\x00"
        ref = None if filler else json.loads(body)["ref"]
        if ref is not None and ref in used:
            ref = ids.reference(12)
            body = _forged(body, "ref", ref)
        used.add(ref)
        row = {"log_id": LOG, "seq": seq, "ref": ref, "body": body, "filler": filler}
        rows.append({**row, "leaf": merkle.leaf_hash(body)})
    if rows:
        connection.execute(core_entry.insert(), rows)
    size, frontier = merkle.frontier_of([row["leaf"] for row in rows])
    moved = update(core_log).where(core_log.c.id == LOG)
    connection.execute(moved.values(size=size, frontier=frontier))
    if again:
        log.checkpoint(connection, LOG, SIGNER, AT, "auditor")


@pytest.mark.rule("R24")
def test_any_tampering_is_found_by_one_checkpoint_kept_outside(
    record: Record, pytestconfig: pytest.Config, record_property: Any
) -> None:
    how_many = 20_000 if pytestconfig.getoption("--long") else 500
    found = {"changed": 0, "untouched": 0}

    @settings(
        max_examples=how_many, suppress_health_check=list(HealthCheck), database=None, deadline=None
    )
    @given(st.lists(TAMPERING, min_size=1, max_size=4), st.integers(0, 30), st.booleans())
    def tamper(steps: list[tuple[str, int, int, str]], grown: int, again: bool) -> None:
        bodies = _tampered(record.bodies, steps, grown)
        try:
            _put(record, bodies, again=again)
            assert log.verify(record.connection, public_key=PUBLIC) == []  # nothing inside tells
            faults = log.verify(record.connection, public_key=PUBLIC, checkpoint=record.outside)
            changed = bodies[:COVERED] != record.bodies[:COVERED]
            event(" ".join(sorted({name for name, *_rest in steps})))
            found["changed" if changed else "untouched"] += 1
            assert [fault.log for fault in faults] == ([LOG] if changed else [])
        finally:
            record.connection.rollback()

    tamper()
    assert found["changed"] > how_many * 0.8, found
    record_property("figure", f"{found['changed']} tamperings with the record, all found")


@pytest.mark.parametrize("name", sorted(DONE))
@pytest.mark.parametrize("at", [0, 1, COVERED // 2, COVERED - 2])
def test_each_tampering_alone_is_found_wherever_it_is(record: Record, name: str, at: int) -> None:
    bodies = list(record.bodies)
    DONE[name](bodies, at, at + 1, "somebody")
    assert bodies[:COVERED] != record.bodies[:COVERED]
    _put(record, bodies, again=True)
    assert log.verify(record.connection, public_key=PUBLIC) == []
    (fault,) = log.verify(record.connection, public_key=PUBLIC, checkpoint=record.outside)
    assert fault.log == LOG and "checkpoint from outside" in fault.reason
    record.connection.rollback()


def test_an_older_copy_is_found_whatever_was_written_to_it_since(record: Record) -> None:
    for kept in range(COVERED):
        _put(record, record.bodies[:kept], again=True)
        for number in range(COVERED + 3 - kept):  # the copy went on living, honestly
            _write(record.connection, LOG, 300 + number)
        assert log.verify(record.connection, public_key=PUBLIC) == []
        (fault,) = log.verify(record.connection, public_key=PUBLIC, checkpoint=record.outside)
        assert fault.log == LOG
        record.connection.rollback()


def test_entries_of_another_log_passed_off_as_this_ones_are_found(record: Record) -> None:
    passed_off = [
        _forged(_forged(body, "log", LOG), "ref", ids.reference(12)) for body in record.others
    ]
    _put(record, passed_off, again=True)
    assert log.verify(record.connection, public_key=PUBLIC) == []
    (fault,) = log.verify(record.connection, public_key=PUBLIC, checkpoint=record.outside)
    assert fault.log == LOG
