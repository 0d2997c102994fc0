"""Rounds with one deadline, and two processes that act on each at the same moment of it.

One round is really opened; every race is a copy of its rows under ids, keys and logs of its
own. The processes meet before each race; one of them sets the running clock shortly before
the deadline, and both act, each at its own moment, a few milliseconds this side of the edge
or that. So every race is close, however busy the machine is. What each was told is sent back;
the truth is then read from the database.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from recruit.access.models import Grant
from recruit.access.rules import Capacity, Reader
from recruit.applications.models import Candidate
from recruit.approval.models import Round
from recruit.approval.operations import items, outcome, rounds
from recruit.approval.rules.items import Channel, ItemKind
from recruit.core import clock, db, keys, log
from recruit.core.errors import Refusal
from recruit.panel.models import Meeting, Motion
from recruit.procedure.models import Milestone, Procedure
from recruit.procedure.rules.milestones import Column
from recruit.report.models import Decision, HandOver
from tests import ground
from tests.silence import World

DEADLINE = datetime(2023, 3, 13, 17, 0, tzinfo=UTC)
FIRST_LATE = DEADLINE + timedelta(seconds=1)
LONGER = DEADLINE + timedelta(days=1)
JOINT = ("AUT", "MEX", "PER")
"""The States of a joint letter."""
BEFORE = (12, 12, 12, 12, 80)
"""Milliseconds before the edge at which the clock of a race is set going: mostly few; more
for some, so that even on a busy machine not every act comes after it."""
PATIENCE = 120
_PAUSE = threading.Event()
_PROCEDURE, _ROUND = Procedure.__table__, Round.__table__  # type: ignore[attr-defined]
_COPIED = (Procedure, Grant, Milestone, Candidate, Meeting, Motion, Decision, HandOver, Round)


class Kind(StrEnum):
    """What meets at the deadline."""

    CERTIFICATE = "an objection and the certificate"
    LENGTHENING = "an objection and a lengthening"
    CANCELLATION = "an objection and a cancellation"
    ONE_STATE = "two delegates of one State"
    JOINT = "a joint letter and the certificate"
    JOINT_AND_OWN = "a joint letter and the objection of one of its States"


SHARES = {
    Kind.CERTIFICATE: 40,
    Kind.LENGTHENING: 12,
    Kind.CANCELLATION: 12,
    Kind.ONE_STATE: 12,
    Kind.JOINT: 16,
    Kind.JOINT_AND_OWN: 8,
}
"""Of a hundred races."""
_STRICT = (Kind.LENGTHENING, Kind.CANCELLATION)  # done strictly before the deadline (S3, S15)


@dataclass(frozen=True, slots=True)
class Contender:
    """Who does what. after: milliseconds after the edge, below zero before it."""

    role: str
    reader: Reader
    after: float


@dataclass(frozen=True, slots=True)
class Race:
    """One round that two processes act on."""

    kind: Kind
    procedure_id: str
    contenders: tuple[Contender, Contender]
    before: int

    @property
    def edge(self) -> datetime:
        """The first moment at which the second contender's act is another one."""
        return DEADLINE if self.kind in _STRICT else FIRST_LATE


def reader_from(values: dict[str, Any]) -> Reader:
    """A reader from its JSON."""
    return Reader(
        **{
            **values,
            "capacity": Capacity(values["capacity"]),
            "column": Column(values["column"]),
            "now": datetime.fromisoformat(values["now"]),
        }
    )


def to_json(reader: Reader) -> dict[str, Any]:
    """A reader as JSON."""
    return {**asdict(reader), "now": reader.now.isoformat()}


# ---------------------------------------------------------------- the races


def _rows_of(world: World) -> dict[Any, list[dict[str, Any]]]:
    with db.reading() as connection:
        return {
            table: [dict(row._mapping) for row in connection.execute(select(table))]
            for table in (model.__table__ for model in _COPIED)  # type: ignore[attr-defined]
        }


def _copy(row: dict[str, Any], known: set[str], mark: str) -> dict[str, Any]:
    return {
        name: f"{value}{mark}"
        if name in ("name", "reference") or (isinstance(value, str) and value in known)
        else value
        for name, value in row.items()
    }


def races(world: World, how_many: int) -> list[Race]:
    """So many copies of the world's open round, the kinds mixed by their shares."""
    readers = {
        "object": world.delegate("CHL"),
        "object too": world.delegate("CHL", 2),
        "object of a joint letter's State": world.delegate(JOINT[0]),
        "certify": world.president,
        "lengthen": world.president,
        "cancel": world.president,
        "joint": world.office,
    }
    rows = _rows_of(world)
    known = {row["id"] for listed in rows.values() for row in listed}
    known |= {row["broken_notice_id"] for row in rows[_ROUND]}
    drawn = random.Random(53)
    kinds = [kind for kind, share in SHARES.items() for _n in range(share)]
    drawn.shuffle(kinds)
    found = []
    for number in range(how_many):
        kind, mark = kinds[number % len(kinds)], f"-{number}"
        before = drawn.choice(BEFORE)
        one, other = (
            _contender(readers[role], role, mark, drawn.uniform(2 - before, 4))
            for role in _ROLES_OF[kind]
        )
        found.append(Race(kind, f"{world.procedure_id}{mark}", (one, other), before))
    _write(rows, known, how_many)
    return found


def _contender(own: Reader, role: str, mark: str, after: float) -> Contender:
    reader = replace(
        own,
        procedure_id=f"{own.procedure_id}{mark}",
        grant_id=f"{own.grant_id}{mark}",
        column=Column.SILENCE,
    )
    return Contender(role, reader, after)


def _write(rows: dict[Any, list[dict[str, Any]]], known: set[str], how_many: int) -> None:
    """Write the copies, every hundred in one transaction; their keys first, as ever."""
    procedure, current = rows[_PROCEDURE][0]["id"], rows[_ROUND][0]["id"]
    for first in range(0, how_many, 100):
        marks = [f"-{n}" for n in range(first, min(first + 100, how_many))]
        for mark in marks:
            keys.ring().make(keys.procedure_key(procedure + mark), keys.master(), clock.now())
        with db.writing() as session:
            for table, listed in rows.items():
                copies = [_copy(row, known, mark) for mark in marks for row in listed]
                session.connection().execute(insert(table), copies)
            for mark in marks:
                log.open_log(session.connection(), f"procedure/{procedure}{mark}")
                log.open_log(session.connection(), f"round/{current}{mark}")


# ---------------------------------------------------------------- what is done in them


def _object(reader: Reader) -> dict[str, Any]:
    told = items.break_silence(
        reader,
        said=ItemKind.OBJECTION,
        text="Not agreed.",
        name="A delegate",
        function="Counsellor",
    )
    return {"kind": told.kind, "broke": told.broke, "receipt": told.receipt}


def _joint(reader: Reader) -> dict[str, Any]:
    paper = items.Paper(
        channel=Channel.NOTE_VERBALE,
        said=ItemKind.OBJECTION,
        states=JOINT,
        received_at=DEADLINE - timedelta(minutes=5),
        evidence="Stamp of the registry",
        summary="The three missions do not agree.",
    )
    told = items.register(reader, paper)
    return {
        "kinds": [t.kind for t in told],
        "broke": any(t.broke for t in told),
        "receipts": [t.receipt for t in told],
    }


def _certify(reader: Reader) -> dict[str, Any]:
    while True:
        try:
            return {"done": outcome.certify(reader, declared=True)}
        except Refusal as refusal:
            if refusal.rule != "S9":
                raise
        _PAUSE.wait(0.003)  # the deadline has not passed


def _lengthen(reader: Reader) -> dict[str, Any]:
    return {"done": rounds.lengthen(reader, deadline=LONGER, reason="Asked for.")}


def _cancel(reader: Reader) -> dict[str, Any]:
    return {"done": rounds.cancel(reader, reason="A mistake in the letter.")}


_ROLES: dict[str, Callable[[Reader], dict[str, Any]]] = {
    "object": _object,
    "object too": _object,
    "object of a joint letter's State": _object,
    "certify": _certify,
    "lengthen": _lengthen,
    "cancel": _cancel,
    "joint": _joint,
}
_ROLES_OF = {
    Kind.CERTIFICATE: ("object", "certify"),
    Kind.LENGTHENING: ("object", "lengthen"),
    Kind.CANCELLATION: ("object", "cancel"),
    Kind.ONE_STATE: ("object", "object too"),
    Kind.JOINT: ("joint", "certify"),
    Kind.JOINT_AND_OWN: ("joint", "object of a joint letter's State"),
}


# ---------------------------------------------------------------- the processes


def until(moment: datetime) -> None:
    """Wait for a moment of the set clock."""
    while (left := (moment - clock.now()).total_seconds()) > 0:
        _PAUSE.wait(left)


def _set_clock(file: Path, moment: datetime) -> None:
    """Set the running clock; whoever read the file before sees that it is another."""
    before = os.stat(file).st_mtime_ns if file.exists() else -1
    clock.set_to(moment)
    while os.stat(file).st_mtime_ns == before:
        clock.set_to(moment)


def _contend(
    folder: Path, url: str, races: Sequence[Race], place: int, met: Any, told: Any
) -> None:
    """One process: its part in every race, each at its moment."""
    ground.init(folder, url)
    file = folder / "clock.json"
    clock.init(file)
    said = []
    for race in races:
        mine = race.contenders[place]
        met.wait(PATIENCE)
        if place == 0:
            _set_clock(file, race.edge - timedelta(milliseconds=race.before))
        met.wait(PATIENCE)
        until(race.edge + timedelta(milliseconds=mine.after))
        try:
            said.append(_ROLES[mine.role](mine.reader))
        except Refusal as refusal:
            said.append({"refused": refusal.rule})
    told.send(said)
    db.engine().dispose()


def run(world: World, found: Sequence[Race]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Run the races by two processes; for each race what the one and the other was told."""
    spawning = multiprocessing.get_context("spawn")
    met = spawning.Barrier(2)
    ends = [spawning.Pipe(duplex=False) for _n in range(2)]
    processes = [
        spawning.Process(
            target=_contend,
            args=(world.place.folder, world.place.url, found, place, met, ends[place][1]),
        )
        for place in range(2)
    ]
    for process in processes:
        process.start()
    for _mine, theirs in ends:
        theirs.close()
    try:
        one, other = (mine.recv() for mine, _theirs in ends)  # EOFError where a process failed
    finally:
        for process in processes:
            process.join(10)
            if process.is_alive():
                process.kill()
                process.join()
    return list(zip(one, other, strict=True))
