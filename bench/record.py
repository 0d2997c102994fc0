"""``python -m bench.record``: what it costs to verify a record of 100,000 entries.

The floor is what nobody can do without: each entry's bytes read from the same file by the
plain driver, and hashed. Verifying reads every column, recomputes each leaf, holds reference,
log and order against it, grows the tree, and meets head and checkpoints. Both run in this
process, one after the other, on the processor's own time.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from time import process_time

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import update
from sqlalchemy.engine import Connection

from bench import measuring
from bench.worlds import KEPT
from recruit.core import clock, ids, log, merkle
from recruit.core.db import make_engine, metadata
from recruit.core.log import core_entry, core_log

ENTRIES = 100_000
ROUNDS = 7
GOAL = 3.5
_ORIGIN = "procedure/bench"
_AT = datetime(2023, 3, 3, 17, 0, tzinfo=clock.GENEVA)


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of the processor's time, the middle of the rounds. hashed: without reading."""

    verified: float
    read: float
    hashed: float
    load: float

    @property
    def ratio(self) -> float:
        """Verifying, over each entry read and hashed."""
        return self.verified / self.read


def _body(number: int, ref: str) -> bytes:
    """An entry as the record writes them."""
    return rfc8785.dumps(
        {
            "v": 1,
            "log": _ORIGIN,
            "at": f"2023-03-03T16:{number // 60 % 60:02d}:{number % 60:02d}.000Z",
            "act": "interviews:score:save",
            "capacity": "member",
            "actor": ids.new(),
            "object": ids.new(),
            "ref": ref,
            "salt": base64.b64encode(ids.random_bytes(16)).decode(),
            "facts": base64.b64encode(ids.random_bytes(32)).decode(),
        }
    )


def _write(connection: Connection, signer: Ed25519PrivateKey) -> None:
    log.open_log(connection, _ORIGIN)
    leaves: list[bytes] = []
    for first in range(0, ENTRIES, 5000):
        rows = []
        for seq in range(first, min(first + 5000, ENTRIES)):
            ref = ids.reference(12)
            body = _body(seq, ref)
            leaf = merkle.leaf_hash(body)
            leaves.append(leaf)
            row = {"log_id": _ORIGIN, "seq": seq, "ref": ref, "body": body, "leaf": leaf}
            rows.append({**row, "filler": False})
        connection.execute(core_entry.insert(), rows)
    size, frontier = merkle.frontier_of(leaves)
    connection.execute(
        update(core_log).where(core_log.c.id == _ORIGIN).values(size=size, frontier=frontier)
    )
    log.checkpoint(connection, _ORIGIN, signer, _AT, "auditor")


@contextmanager
def _record() -> Iterator[tuple[Path, Connection, Ed25519PrivateKey, str]]:
    """A record of so many entries in a file of its own, and its checkpoint outside."""
    folder = KEPT / "run-record"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    signer = Ed25519PrivateKey.generate()
    engine = make_engine(f"sqlite:///{folder / 'record.db'}")
    metadata.create_all(engine, tables=log.TABLES)
    try:
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            _write(connection, signer)
        with engine.connect() as connection:
            note = log.checkpoint(connection, _ORIGIN, signer, _AT, "mission")
            connection.rollback()
            yield folder / "record.db", connection, signer, note
    finally:
        engine.dispose()
        shutil.rmtree(folder, ignore_errors=True)


def _read(file: Path) -> list[bytes]:
    """Each entry read from the file and hashed: the leaves."""
    plain = sqlite3.connect(file)
    try:
        asked = plain.execute(
            "SELECT body FROM core_entry WHERE log_id = ? ORDER BY seq", [_ORIGIN]
        )
        return [hashlib.sha256(b"\x00" + body).digest() for (body,) in asked]
    finally:
        plain.close()


def cost() -> Cost:
    """Make the record, verify it and read it in turn. RuntimeError where it is not whole."""
    verified, read, hashed = [], [], []
    with _record() as (file, connection, signer, note):
        plain = sqlite3.connect(file)
        bodies = [b for (b,) in plain.execute("SELECT body FROM core_entry ORDER BY seq")]
        plain.close()
        for _round in range(ROUNDS):
            begin = process_time()
            if len(_read(file)) != ENTRIES:
                raise RuntimeError("entries are missing")
            read.append(process_time() - begin)
            begin = process_time()
            faults = log.verify(connection, public_key=signer.public_key(), checkpoint=note)
            verified.append(process_time() - begin)
            if faults:
                raise RuntimeError(f"the record is not whole: {faults}")
            begin = process_time()
            for body in bodies:
                hashlib.sha256(b"\x00" + body).digest()
            hashed.append(process_time() - begin)
    return Cost(median(verified), median(read), median(hashed), measuring.load())


def line(found: Cost) -> str:
    """The cost as a line for whoever waits."""
    return (
        f"the record of {ENTRIES:,} entries verified in {found.verified * 1000:.0f} ms; read and "
        f"hashed in {found.read * 1000:.0f} ms: {found.ratio:.2f}x, goal {GOAL:g}x; hashed alone "
        f"in {found.hashed * 1000:.0f} ms: {found.verified / found.hashed:.2f}x; "
        f"load {found.load:.1f}"
    )


def main() -> int:
    """Print it; 1 where the goal is missed."""
    found = cost()
    print(line(found))
    return 0 if found.ratio <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
