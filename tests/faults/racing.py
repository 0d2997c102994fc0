"""Many rounds with one deadline, and processes of their own that act on them across it.

Each process has its own engine and the set clock of the folder, which runs: it says how
long an act takes it and begins when it is told. What it tried and what it was told it
writes as JSON lines; the truth is then read from the database.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from recruit.access.rules import Capacity, Reader
from recruit.approval.operations import items, outcome, rounds
from recruit.approval.rules.items import ItemKind
from recruit.core import clock, db
from recruit.core.errors import Kind, Refusal
from recruit.procedure.rules.milestones import Column
from tests import ground

DEADLINE = datetime(2023, 3, 13, 17, 0, tzinfo=UTC)
FIRST_LATE = DEADLINE + timedelta(seconds=1)
_PAUSE = threading.Event()


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


def until(moment: datetime) -> None:
    """Wait for a moment of the set clock."""
    while (left := (moment - clock.now()).total_seconds()) > 0:
        _PAUSE.wait(left)


def _object(reader: Reader) -> dict[str, Any]:
    try:
        told = items.break_silence(
            reader,
            said=ItemKind.OBJECTION,
            text="Not agreed.",
            name="A delegate",
            function="Counsellor",
        )
    except Refusal as refusal:
        return {"refused": refusal.kind.value, "rule": refusal.rule}
    return {"kind": told.kind.value, "broke": told.broke, "receipt": told.receipt}


def _certify(reader: Reader) -> dict[str, Any]:
    again = clock.now() > DEADLINE - timedelta(hours=1)
    while True:
        try:
            outcome.certify(reader, declared=True)
            return {"certified": True}
        except Refusal as refusal:
            if refusal.rule != "S9":
                return {"certified": False, "rule": refusal.rule}
            if refusal.kind is Kind.UNKNOWN or not again:
                return {"certified": False, "rule": refusal.rule}
        _PAUSE.wait(0.002)


def _lengthen(reader: Reader) -> dict[str, Any]:
    try:
        rounds.lengthen(reader, deadline=DEADLINE + timedelta(days=1), reason="Asked for.")
        return {"lengthened": True}
    except Refusal as refusal:
        return {"lengthened": False, "rule": refusal.rule}


_ROLES = {"object": _object, "certify": _certify, "lengthen": _lengthen}


def main(plan_file: str) -> None:
    """One process: its role on each round of the plan, each at its moment."""
    plan = json.loads(Path(plan_file).read_text())
    folder = Path(plan["folder"])
    ground.init(folder, plan["url"])
    clock.init(folder / "clock.json")
    role = _ROLES[plan["role"]]
    began = time.monotonic()
    for one in plan["spare"]:
        began = time.monotonic()  # what counts is the last one: the first is slow
        role(reader_from(one["reader"]))
    print(time.monotonic() - began, flush=True)
    stretched, middle = float(sys.stdin.readline()), datetime.fromisoformat(plan["middle"])
    said = []
    for one in plan["rounds"]:
        until(middle + timedelta(seconds=one["offset"] * stretched))
        tried = role(reader_from(one["reader"]))
        said.append({"round": one["round"], "tried": clock.now().isoformat(), **tried})
    Path(plan["said"]).write_text(json.dumps(said))
    db.engine().dispose()


if __name__ == "__main__":
    main(sys.argv[1])
