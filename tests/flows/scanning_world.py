"""Where files are filed before a scanner: shared by the tests of scanning and of quarantine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from recruit.access.rules import Capacity, Reader
from recruit.applications.operations import filing
from recruit.core import clock, db, log
from recruit.documents import (
    operations,
    tending,
)
from recruit.documents.models import Document, Text
from recruit.documents.rules.scanning import Scan
from recruit.finding import indexing
from tests import clamd, ground
from tests.unit.documents import making

FOCAL = Capacity.FOCAL_POINT
RECEIVED = datetime(2022, 9, 12, 14, 3, 20, tzinfo=UTC)
CLEAN = making.pdf("Twelve years of field work")
MARKED = clamd.MARKER.decode()
INFECTED = making.pdf("A letter") + b"\n% " + clamd.MARKER + b"\n"
real = pytest.mark.skipif(clamd.binary() is None, reason="clamd is not installed")


@contextmanager
def scanning() -> Iterator[clamd.Clamd]:
    """A real clamd that is asked from now on, and by nobody afterwards."""
    try:
        with clamd.running() as one:
            operations.scan_with(one.url)
            yield one
    finally:
        operations.scan_with("")


@contextmanager
def without_one(folder: Path) -> Iterator[str]:
    """The address of a scanner that is not there; asked from now on, and not afterwards."""
    url = f"unix:{folder}/nobody.sock"
    operations.scan_with(url)
    try:
        yield url
    finally:
        operations.scan_with("")


def receiving(a_procedure: Any) -> Any:
    """A recruitment that receives applications; what the others filed is no matter here."""
    world = a_procedure(at="composition", read=True)
    with db.writing() as session:
        session.connection().execute(update(Document).values(scan=Scan.OURS))
        session.connection().execute(update(Text).values(due=None))
    assert tending.extract_due(clock.now(), 100) == indexing.index_due(clock.now()) == 0
    return world


def focal(world: Any) -> Reader:
    found: Reader = world.reader("focal_point", FOCAL)
    return found


def file(world: Any, *files: tuple[str, bytes], mail: str = "w.tarn@osprey.example") -> Any:
    return filing.file_application(
        focal(world),
        name="Wilhelmina Tarn-Osprey",
        mail=mail,
        channel="mail",
        received_at=RECEIVED,
        evidence="Received line of mx.gichd.example",
        files=files,
    )


def of(candidate_id: str) -> list[Document]:
    return sorted(
        (d for d in ground.rows(Document) if d.object_id == candidate_id),  # type: ignore[attr-defined]
        key=lambda d: d.place,
    )


def later(**time: float) -> datetime:
    clock.freeze(clock.now() + timedelta(**time))
    return clock.now()


def refusals_recorded(world: Any) -> int:
    """How many entries of the procedure's log say that an infected file was refused."""
    with db.reading() as connection:
        bodies = connection.execute(
            select(log.core_entry.c.body).where(
                log.core_entry.c.log_id == f"procedure/{world.cast.procedure_id}"
            )
        ).scalars()
        return sum(operations.REFUSED.encode() in body for body in bodies)
