"""Requests that could not be served: noted beside the database, taken in by the worker (W16).

What fails may be the database itself, so the note is a line in a file of the data folder. It
has ids and the page's name: no address, no person's name, nothing of what was typed.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from datetime import datetime
from pathlib import Path

from sqlmodel import select

from recruit.access.rules import Reader
from recruit.core import clock, db, ids
from recruit.correspondence.models import Fault
from recruit.procedure.models import Procedure

NAME = "faults.jsonl"
MOST = 4 * 1024 * 1024
"""Bytes at which no more lines are noted before the worker took them in."""
_LOG = logging.getLogger(__name__)


def note(
    folder: Path, reader: Reader | None, endpoint: str, status: int, reference: str = ""
) -> None:
    """Note that a request of this reader was not served; never raises. folder: of the data.

    Without a procedure there is nothing to note it under.
    """
    if reader is None or not reader.procedure_id:
        return
    said = {
        "id": ids.new(),
        "procedure": reader.procedure_id,
        "grant": reader.grant_id,
        "capacity": reader.capacity.value,
        "endpoint": endpoint,
        "status": status,
        "reference": reference,
        "at": clock.now().isoformat(),
    }
    try:
        handle = os.open(folder / NAME, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "ab") as out:
            fcntl.flock(out, fcntl.LOCK_EX)
            if out.seek(0, os.SEEK_END) < MOST:
                out.write(json.dumps(said).encode() + b"\n")
    except OSError as error:
        _LOG.error("a request that failed could not be noted: %s", error)


def take_in(folder: Path, _now: datetime) -> int:
    """Take the noted lines into the database, each once; how many. For the worker.

    The file is emptied once they are committed; a line that is no note is left out.
    """
    place = folder / NAME
    if not place.exists():
        return 0
    with place.open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        found = [one for line in file.read().splitlines() if (one := _read(line)) is not None]
        if found:
            with db.writing() as session:
                there = set(session.exec(select(Procedure.id)).all())
                known = set(
                    session.exec(select(Fault.id).where(Fault.id.in_([f.id for f in found])))  # type: ignore[attr-defined]
                )
                for fault in found:
                    if fault.procedure_id in there and fault.id not in known:
                        session.add(fault)
        file.truncate(0)
    return len(found)


def _read(line: bytes) -> Fault | None:
    try:
        said = json.loads(line)
        return Fault(
            id=str(said["id"]),
            procedure_id=str(said["procedure"]),
            grant_id=str(said["grant"]),
            capacity=str(said["capacity"]),
            endpoint=str(said["endpoint"]),
            status=int(said["status"]),
            reference=str(said["reference"]),
            at=datetime.fromisoformat(said["at"]),
        )
    except (ValueError, KeyError, TypeError):
        return None
