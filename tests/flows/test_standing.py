"""Where an application stands for its letter is kept by the writers, and is what a look through
outcomes, lists and letters would say (D5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from recruit.applications.models import Candidate
from recruit.applications.operations import standing
from recruit.appointment.models import Letter as LetterRow
from recruit.appointment.queries import letters as queries
from recruit.appointment.rules.letters import Letter
from recruit.core import clock, db, ids, migrate
from recruit.interviews.models import Interview, Slot
from recruit.shortlist.models import Invited
from tests import silence
from tests.silence import World

LOOKED_THROUGH = """
SELECT k.id, CASE
  WHEN EXISTS (SELECT 1 FROM appointment_letter l WHERE l.candidate_id = k.id) THEN 'written_to'
  WHEN EXISTS (SELECT 1 FROM prescreening_listed l WHERE l.candidate_id = k.id) THEN 'listed'
  WHEN EXISTS (SELECT 1 FROM prescreening_outcome o WHERE o.candidate_id = k.id
    AND o.outcome = 'not_suitable' AND NOT EXISTS (SELECT 1 FROM prescreening_outcome later
      WHERE later.candidate_id = k.id AND later.at > o.at)) THEN 'not_suitable'
  ELSE '' END FROM applications_candidate k
"""
_REACHED = "k.procedure_id = :procedure AND k.merged_into IS NULL AND k.withdrawn_at IS NULL"
_LETTER = "EXISTS (SELECT 1 FROM appointment_letter l WHERE l.candidate_id = k.id{})"
_INVITED = "EXISTS (SELECT 1 FROM shortlist_invited i WHERE i.candidate_id = k.id)"
_SEEN = "EXISTS (SELECT 1 FROM interviews_interview i WHERE i.candidate_id = k.id)"
_LISTED = "EXISTS (SELECT 1 FROM prescreening_listed l WHERE l.candidate_id = k.id)"
_UNSUITABLE = """EXISTS (SELECT 1 FROM prescreening_outcome o WHERE o.candidate_id = k.id
  AND o.outcome = 'not_suitable' AND NOT EXISTS (SELECT 1 FROM prescreening_outcome later
    WHERE later.candidate_id = k.id AND later.at > o.at))"""
_GICHD = f"{_REACHED} AND NOT {_LETTER.format('')} AND NOT {_INVITED}"
_CHAIR = f"""{_REACHED} AND NOT {_LETTER.format(" AND l.sender = 'chair'")}"""
DUE = {
    Letter.NOT_SUITABLE: f"{_GICHD} AND NOT {_LISTED} AND {_UNSUITABLE}",
    Letter.WITHOUT_PLACE: f"{_GICHD} AND NOT {_LISTED} AND NOT {_UNSUITABLE}",
    Letter.NOT_SHORTLISTED: f"{_GICHD} AND {_LISTED}",
    Letter.NOT_INTERVIEWED: f"{_CHAIR} AND {_INVITED} AND NOT {_SEEN}",
    Letter.INTERVIEWED: f"{_CHAIR} AND {_SEEN}",
}
"""Whom each letter is due to, as a look through all applications finds them."""


def kept_and_found() -> tuple[dict[str, str], dict[str, str]]:
    """By candidate: what the column says, and what a look through the rows says."""
    with db.reading() as connection:
        kept = connection.execute(text("SELECT id, standing FROM applications_candidate")).all()
        found = connection.execute(text(LOOKED_THROUGH)).all()
    return {row[0]: row[1] for row in kept}, {row[0]: row[1] for row in found}


@pytest.mark.rule("D5")
@pytest.mark.parametrize(
    ("stage", "there"),
    [
        ("prescreening", {""}),
        ("circulated", {"listed", "not_suitable"}),
        ("interviews", {"listed", "written_to"}),
        ("closed", {"listed", "written_to"}),
    ],
)
def test_what_the_operations_leave_is_what_a_look_through_finds(
    a_procedure: Any, stage: str, there: set[str]
) -> None:
    a_procedure(at=stage)
    kept, found = kept_and_found()
    assert kept == found and there <= set(kept.values())


@pytest.mark.rule("D5")
def test_the_migration_fills_the_column_as_the_operations_do(a_procedure: Any) -> None:
    a_procedure(at="closed")
    before, _found = kept_and_found()
    migrate.downgrade(db.engine(), "0037")
    migrate.upgrade(db.engine())
    assert kept_and_found() == (before, before)


# --- any order of outcomes, lists, letters, repetitions and withdrawals


@pytest.fixture
def world(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[World]:
    with silence.made(tmp_path, pytestconfig.getoption("--database"), handed_over=False) as made:
        yield made


PEOPLE = 3
NUMBERS = count(1)  # of versions and runs: none is there twice, whatever the example
_one = st.integers(0, PEOPLE - 1)
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("screened"), _one, st.sampled_from(("suitable", "borderline", "not_suitable"))
        ),
        st.tuples(
            st.sampled_from(("listed", "invited", "interviewed", "withdrawn")), _one, st.just("")
        ),
        st.tuples(st.just("letter"), _one, st.sampled_from(("gichd", "chair"))),
        st.tuples(st.just("merged"), _one, st.sampled_from(("together", "apart"))),
    ),
    max_size=14,
)


def _step(world: World, what: str, one: str, how: str, number: int) -> None:
    """One step, as the room that takes it writes its rows."""
    where: dict[str, Any] = {"procedure_id": world.procedure_id}
    with db.writing() as session:
        row = session.get(Candidate, one)
        assert row is not None
        if what == "listed":
            silence.circulate(session, world, [one], version=number)
        elif what == "invited":
            session.add(Invited(**where, run=number, candidate_id=one, place=1, at=clock.now()))
        elif what == "interviewed":
            slot = Slot(
                **where,
                run=number,
                candidate_id=one,
                starts_at=clock.now(),
                minutes=60,
                zone="Europe/Zurich",
                place="room",
            )
            session.add(slot)
            session.flush()
            session.add(
                Interview(
                    **where,
                    run=number,
                    candidate_id=one,
                    slot_id=slot.id,
                    started_at=clock.now(),
                    by_grant=world.chair.grant_id,
                )
            )
        elif what == "letter":
            session.add(
                LetterRow(
                    **where,
                    candidate_id=one,
                    kind=f"{number}",
                    sender=how,
                    sealed=b"",
                    by_grant=world.chair.grant_id,
                    at=clock.now(),
                )
            )
            session.flush()
            standing.written_to(silence.writer(session, world), one)
        elif what == "withdrawn":
            row.withdrawn_at = clock.now()
        else:
            row.merged_into = world.candidate_id if how == "together" else None
        session.add(row)


def _due(world: World) -> dict[Letter, Sequence[str]]:
    found: dict[Letter, Sequence[str]] = {}
    with db.reading() as connection:
        for letter in DUE:
            by_query = queries.due_of(connection, world.procedure_id, {letter}, appointed="")
            asked = text(f"SELECT k.id FROM applications_candidate k WHERE {DUE[letter]}")
            looked = connection.execute(asked, {"procedure": world.procedure_id}).scalars()
            found[letter] = sorted(one.candidate_id for one in by_query[letter])
            assert found[letter] == sorted(looked), letter
    return found


@pytest.mark.rule("D5")
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_after_any_steps_the_letters_due_are_those_that_a_look_through_finds(
    world: World, steps: list[tuple[str, int, str]]
) -> None:
    people = [
        silence.candidate(world, f"S-{ids.reference(8)}", f"Standing {n} Invented")
        for n in range(PEOPLE)
    ]
    for (what, one, how), number in zip(steps, NUMBERS, strict=False):
        clock.freeze(clock.now() + timedelta(seconds=1))
        if what == "screened":
            silence.outcome_of(world, people[one], how)
        else:
            _step(world, what, people[one], how, number)
    kept, found = kept_and_found()
    assert kept == found
    _due(world)
