"""After any run of acts the counts kept by the writer are those of the rows (P54b, A10), and
what home asks by few rows is what looking through all of them would give."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from recruit.access.rules import Capacity, Reader
from recruit.applications.operations import changing
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.demo.acts.applications import recall
from recruit.demo.acts.prescreening import written
from recruit.prescreening.operations import assigning, circulating, screening
from recruit.prescreening.queries import tasks, work
from recruit.prescreening.rules import outcome
from recruit.prescreening.rules.criteria import Finding
from recruit.prescreening.rules.experience import Path
from recruit.prescreening.rules.written import Said

OPEN = datetime(2022, 9, 29, 8, 0, tzinfo=UTC)
KEYS = ("screener_one", "screener_two", "screener_three", "logistics")
FOCAL, STAFF, AGENCY = Capacity.FOCAL_POINT, Capacity.STAFF, Capacity.AGENCY

TO_SCREEN = (
    "c.withdrawn_at IS NULL AND c.merged_into IS NULL AND (NOT c.late OR c.admitted_at IS NOT NULL)"
)
PLACES = (
    "(SELECT count(*) FROM prescreening_assignment s WHERE s.candidate_id = c.id"
    " AND s.place IN (1, 2) AND s.ended_at IS NULL)"
)
LOCKS = (
    "(SELECT count(DISTINCT s.person_id) FROM prescreening_vote v"
    " JOIN prescreening_assignment s ON s.id = v.assignment_id"
    " WHERE v.candidate_id = c.id AND v.locked_at IS NOT NULL)"
)
OUTCOMES = "(SELECT count(*) FROM prescreening_outcome o WHERE o.candidate_id = c.id)"
FROM = "FROM applications_candidate c WHERE "


def counted(condition: str) -> int:
    with db.reading() as connection:
        return int(connection.execute(text(f"SELECT count(*) {FROM}{condition}")).scalar_one())


def kept() -> tuple[int, int, int, int]:
    with db.reading() as connection:
        row = connection.execute(
            text("SELECT assigned, locked_once, locked_twice, settled FROM prescreening_progress")
        ).one()
    return tuple(row)


def due(world: Any, statement: Any) -> list[Any]:
    with db.reading() as connection:
        asked = {"person": world.person("focal_point"), "now": clock.now()}
        return list(connection.execute(statement, asked).all())


class Run:
    """A run of acts drawn at random from those that change where files stand."""

    def __init__(self, world: Any, seed: int) -> None:
        self.world, self.draw = world, random.Random(seed)
        self.focal: Reader = world.reader("focal_point", FOCAL)
        held = {one.person_id for one in self.held()} | {world.person(k) for k in KEYS}
        names = {v: k for k, v in world.cast.memory.items() if isinstance(v, str)}
        self.staff = [
            world.reader(names[person], capacity)
            for person in sorted(held)
            for capacity in (STAFF, AGENCY)
            if self._sits(names[person], capacity)
        ]
        self.people = recall(world.cast)

    def _sits(self, key: str, capacity: Capacity) -> bool:
        try:
            self.world.reader(key, capacity)
        except LookupError:
            return False
        return True

    def candidates(self) -> list[Any]:
        with db.reading() as connection:
            return list(
                connection.execute(
                    text("SELECT id, reference FROM applications_candidate ORDER BY reference")
                ).all()
            )

    def held(self) -> list[Any]:
        with db.reading() as connection:
            return list(
                connection.execute(
                    text(
                        "SELECT id, candidate_id, person_id, place FROM prescreening_assignment"
                        " WHERE ended_at IS NULL ORDER BY candidate_id, place"
                    )
                ).all()
            )

    def evenly(self) -> None:
        assigning.assign_evenly(self.focal, persons=[s.person_id for s in self.staff])

    def give(self) -> None:
        assigning.assign(
            self.focal,
            candidate_id=self.draw.choice(self.candidates()).id,
            person_id=self.draw.choice(self.staff).person_id,
            place=self.draw.choice((1, 2, 3)),
        )

    def pass_on(self) -> None:
        assigning.reassign(
            self.focal,
            assignment_id=self.draw.choice(self.held()).id,
            person_id=self.draw.choice(self.staff).person_id,
            reason="On leave.",
        )

    def hand_over(self) -> None:
        assigning.hand_over(
            self.focal,
            person_id=self.draw.choice(self.staff).person_id,
            persons=[s.person_id for s in self.staff],
            reason="On leave.",
        )

    def declare(self) -> None:
        one = self.draw.choice(self.held())
        reader = next(s for s in self.staff if s.person_id == one.person_id)
        assigning.declare(
            reader, candidate_id=one.candidate_id, kind="friendship", text="We studied together."
        )
        with db.reading() as connection:
            declared = connection.execute(
                text("SELECT id FROM prescreening_screener_declaration WHERE conflict IS NULL")
            ).scalar_one()
        assigning.decide_declaration(
            self.focal, declaration_id=declared, conflict=self.draw.random() < 0.7, reason="So."
        )

    def withdraw(self) -> None:
        changing.withdraw(
            self.focal,
            candidate_id=self.draw.choice(self.candidates()).id,
            received_at=clock.now(),
            evidence="Received: from relay.example",
        )

    def lock(self) -> None:
        one = self.draw.choice(self.held())
        reader = next(s for s in self.staff if s.person_id == one.person_id)
        with db.reading() as connection:
            found = work.file(connection, reader, one.candidate_id)
        if found is None:
            return
        said = written(self.people[found.reference], second=one.place == 2)
        if self.draw.random() < 0.3:
            said = replace(
                said,
                answers={**said.answers, "M5": Said(Finding.UNCLEAR, "Not plain.", "page 1")},
            )
        screening.lock(reader, candidate_id=one.candidate_id, written=said, version=found.version)

    def settle(self) -> None:
        candidate = self.draw.choice(self.candidates())
        with db.reading() as connection:
            both = work.votes(connection, self.focal, candidate.id)
        if len(both) < 2:
            return
        first, second = (
            outcome.Vote(v.person_id, v.written.findings(), v.written.path, v.locked_at)
            for v in both[:2]
        )
        screening.settle(
            self.focal,
            candidate_id=candidate.id,
            settlements=[
                outcome.Settlement(d, "", "Read again.", Finding.MET, Path.A)
                for d in outcome.differences(first, second)
            ],
        )

    def circulate(self) -> None:
        circulating.circulate(self.focal, why="What was screened since.")

    def step(self) -> None:
        act = self.draw.choices(
            (
                self.lock,
                self.settle,
                self.give,
                self.pass_on,
                self.evenly,
                self.hand_over,
                self.declare,
                self.withdraw,
                self.circulate,
            ),
            (12, 4, 2, 2, 1, 0.5, 0.5, 0.25, 0.5),
        )[0]
        try:
            act()
        except Refusal:
            return


def check(world: Any) -> None:
    """The counts and the tasks, beside what the rows say."""
    assert kept() == (
        counted(f"{PLACES} = 2"),
        counted(f"{LOCKS} >= 1"),
        counted(f"{LOCKS} = 2"),
        counted(f"{OUTCOMES} = 1"),
    )
    assert not counted(f"{OUTCOMES} > 1")
    with db.reading() as connection:
        apart = connection.execute(
            text(
                "SELECT count(*) FROM prescreening_assignment s"
                " LEFT JOIN prescreening_vote v ON v.assignment_id = s.id"
                " WHERE coalesce(s.locked_at, '') <> coalesce(v.locked_at, '')"
                if connection.dialect.name == "sqlite"
                else "SELECT count(*) FROM prescreening_assignment s"
                " LEFT JOIN prescreening_vote v ON v.assignment_id = s.id"
                " WHERE s.locked_at IS DISTINCT FROM v.locked_at"
            )
        ).scalar_one()
        compared = connection.execute(
            text("SELECT count(*) FROM prescreening_comparison")
        ).scalar_one()
        pairs = connection.execute(
            text("SELECT coalesce(sum(files), 0) FROM prescreening_agreement")
        ).scalar_one()
    assert apart == 0
    assert pairs == counted(f"{LOCKS} = 2") == compared

    assert bool(due(world, tasks.ASSIGN)) is bool(counted(f"{TO_SCREEN} AND {PLACES} < 2"))
    differing = counted(f"{TO_SCREEN} AND {LOCKS} = 2 AND {OUTCOMES} = 0")
    assert bool(due(world, tasks.SETTLE)) is bool(differing)
    to_list = counted(
        f"{TO_SCREEN} AND NOT EXISTS (SELECT 1 FROM prescreening_listed e WHERE"
        " e.candidate_id = c.id) AND EXISTS (SELECT 1 FROM prescreening_outcome o WHERE"
        " o.candidate_id = c.id AND (c.staff OR o.outcome IN ('suitable', 'borderline')))"
    )
    listing = due(world, tasks.CIRCULATE)
    assert bool(listing) is bool(to_list)
    if listing:
        assert bool(listing[0].n) is bool(counted(f"{TO_SCREEN} AND {OUTCOMES} = 0"))


@pytest.mark.rule("P54b")
@pytest.mark.rule("A10")
@pytest.mark.parametrize("seed", [7, 53, 54, 2022])
def test_the_kept_counts_and_the_tasks_are_those_of_the_rows_after_any_run_of_acts(
    a_procedure: Any, seed: int
) -> None:
    world = a_procedure(at="prescreening")
    clock.freeze(OPEN)
    run = Run(world, seed)
    locked = 0
    for number in range(150):
        clock.freeze(OPEN + timedelta(minutes=number // 3))
        run.step()
        if number % 10 == 9:
            check(world)
            locked = max(locked, kept()[2])
    check(world)
    assert locked >= 3 and kept()[3] >= 2  # the run went somewhere


def test_an_application_that_comes_or_a_place_that_is_left_is_seen_after_all_were_given(
    a_procedure: Any,
) -> None:
    world = a_procedure(at="prescreening")
    clock.freeze(OPEN)
    assert not due(world, tasks.ASSIGN)
    with db.writing() as session:
        connection = session.connection()
        one, other, late = connection.execute(
            text(
                f"SELECT c.id {FROM} NOT c.late AND {TO_SCREEN} AND NOT EXISTS (SELECT 1 FROM"
                " applications_likeness l WHERE c.id IN (l.first_id, l.second_id))"
                " ORDER BY c.id LIMIT 3"
            )
        ).scalars()
        for left in (one, late):
            connection.execute(
                text("UPDATE prescreening_assignment SET ended_at = at WHERE candidate_id = :c"),
                {"c": left},
            )
        connection.execute(
            text("UPDATE applications_candidate SET late = true WHERE id = :c"), {"c": late}
        )
    assert not due(world, tasks.ASSIGN)  # the writer's note stands: nobody ends a place so
    with db.writing() as session:
        session.connection().execute(
            text(
                "INSERT INTO applications_likeness (id, procedure_id, first_id, second_id,"
                " grounds, found_at, decision, reason) SELECT 'x', procedure_id, id,"
                " CAST(:b AS VARCHAR), 'name', filed_at, 'different', 'Two people.'"
                " FROM applications_candidate WHERE id = :a"
            ),
            {"a": one, "b": other},
        )
    assert not due(world, tasks.ASSIGN)  # decided once, a likeness brings nobody back
    with db.writing() as session:
        session.connection().execute(
            text(
                "INSERT INTO applications_reversal (id, likeness_id, decision, decided_why,"
                " decided_at, decided_by, reason, at, by_grant) SELECT 'y', 'x', 'same', 'One.',"
                " filed_at, by_grant, 'Two people.', filed_at, by_grant"
                " FROM applications_candidate WHERE id = :a"
            ),
            {"a": one},
        )
    assert due(world, tasks.ASSIGN)  # a decision taken back may
    with db.writing() as session:
        session.connection().execute(text("DELETE FROM applications_reversal WHERE id = 'y'"))
        session.connection().execute(text("DELETE FROM applications_likeness WHERE id = 'x'"))
        session.connection().execute(text("UPDATE applications_tally SET received = received + 1"))
    assert due(world, tasks.ASSIGN)  # another one was received
    with db.writing() as session:
        session.connection().execute(text("UPDATE applications_tally SET received = received - 1"))
        session.connection().execute(
            text("UPDATE applications_candidate SET admitted_at = filed_at WHERE id = :c"),
            {"c": late},
        )
    assert due(world, tasks.ASSIGN)  # the Chair admitted a late one
