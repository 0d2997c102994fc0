"""What people type on an application's receipt, on what came after and on pairs: sealed with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from recruit.access.rules import Capacity
from recruit.applications import queries
from recruit.applications.operations import changing, deciding
from recruit.applications.queries import likenesses
from recruit.core import clock, db, keys, migrate
from recruit.correspondence.operations import matters
from recruit.correspondence.queries import matters as complaints
from recruit.correspondence.rules.matters import MatterKind
from tests.flows.test_applications import FOCAL, file
from tests.worlds import World

CANARY = "quillfeather"
MAKE = Callable[..., World]


def _everything(engine: sa.Engine) -> Iterator[tuple[str, str]]:
    """Every value of the database as text, with its table."""
    seen = sa.inspect(engine)
    with engine.connect() as connection:
        for table in seen.get_table_names():
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                for value in row:
                    plain = bytes(value) if isinstance(value, (bytes, memoryview)) else value
                    yield table, repr(plain)


def _in_clear() -> set[str]:
    """The tables in which the canary word stands as somebody who has the database reads it."""
    return {table for table, said in _everything(db.engine()) if CANARY in said.lower()}


def _written(world: World) -> tuple[str, str]:
    """A late application with the word in all that is typed on it, and the pair it makes."""
    focal, chair = world.reader("focal_point", FOCAL), world.reader("president", Capacity.CHAIR)
    at = datetime(2022, 9, 26, 9, 0, tzinfo=UTC)
    words = {"evidence": f"from {CANARY}.example; {CANARY}", "late_reason": f"{CANARY} was ill"}
    first = file(world, received_at=at, **words)
    file(world, received_at=at + timedelta(minutes=1), evidence="mx log")
    deciding.admit_late(chair, candidate_id=first.candidate_id, reason=f"{CANARY} is excused")
    more = {"candidate_id": first.candidate_id, "evidence": f"a mail of {CANARY}"}
    values = {"phone": "+41 22 000 00 00"}
    changing.correct(focal, values=values, version=1, received_at=clock.now(), **more)
    pair = _pair(world, first.candidate_id)
    for same, why in ((True, f"{CANARY} wrote twice"), (False, f"two of {CANARY}'s")):
        deciding.decide_likeness(focal, likeness_id=pair.id, same=same, reason=why)
        if same:
            deciding.reverse_likeness(focal, likeness_id=pair.id, reason=f"not {CANARY}")
    matters.register(
        focal,
        kind=MatterKind.COMPLAINT_SCREENING,
        received_at=clock.now(),
        evidence=f"a letter of {CANARY}",
        from_whom=CANARY,
        text="I was not considered.",
    )
    return first.candidate_id, pair.id


def _pair(world: World, candidate_id: str) -> likenesses.LikenessView:
    with db.reading() as connection:
        found = likenesses.likenesses(connection, world.reader("focal_point", FOCAL))
    return min(
        (p for p in found if candidate_id in (p.first.id, p.second.id)), key=lambda p: p.found_at
    )


def _read(world: World, candidate_id: str) -> list[str]:
    """All of it as those read it who may."""
    procedure_id = world.cast.procedure_id
    with db.reading() as connection:
        one = queries.application(connection, world.reader("focal_point", FOCAL), candidate_id)
        (change,) = queries.changes(connection, procedure_id, candidate_id)
        late = next(x for x in queries.late(connection, procedure_id) if x.id == candidate_id)
        (complaint,) = complaints.of(connection, world.reader("focal_point", FOCAL))
    assert one is not None
    pair = _pair(world, candidate_id)
    said = [
        complaint.evidence,
        one.evidence,
        one.late_reason,
        late.late_reason,
        late.admitted_why,
        change.evidence,
    ]
    said.append(pair.reason)
    for back in pair.reversals:
        said += [back.decided_why, back.reason]
    return said


SAID = [
    f"a letter of {CANARY}",
    f"from {CANARY}.example; {CANARY}",
    f"{CANARY} was ill",
    f"{CANARY} was ill",
    f"{CANARY} is excused",
    f"a mail of {CANARY}",
    f"two of {CANARY}'s",
    f"{CANARY} wrote twice",
    f"not {CANARY}",
]


@pytest.mark.rule("D3")
def test_a_stolen_database_tells_what_was_typed_on_the_receipt_of_an_application(
    a_procedure: MAKE,
) -> None:
    """Or a backup from before the erasure, put back: with the key the words are gone too."""
    world = a_procedure(at="prescreening")
    candidate_id, _pair_id = _written(world)
    assert _read(world, candidate_id) == SAID
    assert _in_clear() == set()
    gone = [k for k in keys.ring().ids() if k.startswith("matter/")]
    gone.append(keys.file_key(candidate_id, world.cast.procedure_id))
    keys.ring().erase_all(gone, clock.now())
    assert set(_read(world, candidate_id)) == {""}


@pytest.mark.rule("D3")
def test_words_that_stood_in_clear_are_sealed_by_the_migration_and_none_is_lost(
    a_procedure: MAKE,
) -> None:
    world = a_procedure(at="prescreening")
    candidate_id, _pair_id = _written(world)
    clock.freeze(clock.now() + timedelta(minutes=1))
    other = file(world, name="Ottilie Brandvold-Reyes", mail="o@reyes.example")
    migrate.downgrade(db.engine(), "0037")
    assert _in_clear() == {
        "applications_candidate",
        "applications_change",
        "applications_likeness",
        "applications_reversal",
        "correspondence_matter",
    }
    keys.ring().erase(keys.file_key(other.candidate_id, world.cast.procedure_id), clock.now())
    migrate.upgrade(db.engine())
    assert _in_clear() == set()
    assert _read(world, candidate_id) == SAID


@pytest.mark.rule("A7")
def test_a_screener_in_conflict_asks_for_what_was_typed_on_the_receipt(a_procedure: MAKE) -> None:
    from recruit.access.models import Clearance

    world = a_procedure(at="prescreening")
    candidate_id, _pair_id = _written(world)
    reader: Any = world.reader("focal_point", FOCAL)
    with db.writing() as session:
        session.add(
            Clearance(
                procedure_id=reader.procedure_id,
                person_id=reader.person_id,
                candidate_id=candidate_id,
                status="conflict",
                at=clock.now(),
            )
        )
    with db.reading() as connection:
        one = queries.application(connection, reader, candidate_id)
    assert one is not None and one.closed and one.evidence == one.late_reason == ""
    pair = _pair(world, candidate_id)
    assert pair.closed and pair.reason == "" and pair.reversals == ()
