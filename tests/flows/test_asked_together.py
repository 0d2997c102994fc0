"""What a page asks of several rooms by one statement is what each reading gives alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import CursorResult

from recruit.access.rules import Capacity
from recruit.appointment.queries import ahead as appointment
from recruit.core import db
from recruit.core.together import Together
from recruit.interviews.queries import ahead as interviews
from recruit.panel.queries import ahead as panel
from recruit.prescreening.queries import ahead as prescreening
from recruit.prescreening.queries import candidates
from recruit.procedure.queries import milestones
from recruit.report.queries import reopening
from recruit.shortlist.queries import ahead as shortlist
from tests.worlds import World

TOGETHER: dict[str, Callable[[], Together]] = {
    "composition": lambda: panel.COMPOSITION,
    "composing": lambda: panel.COMPOSING,
    "vacancies": lambda: panel.VACANCIES,
    "own declarations and their hints": panel.own,
    "declarations": lambda: panel.DECLARATIONS,
    "a meeting": lambda: panel.MEETING,
    "meetings": lambda: panel.MEETINGS,
    "the shortlist's Chair": lambda: shortlist.CHAIR,
    "papers": lambda: shortlist.PAPERS,
    "rulings": lambda: prescreening.RULINGS,
    "interviews": lambda: interviews.CHAIR,
    "a date not kept": lambda: interviews.DECISION,
    "letters": lambda: appointment.LETTERS,
    "reopening": lambda: reopening.TOGETHER,
}


@pytest.fixture
def world(a_procedure: Callable[..., World]) -> World:
    return a_procedure(at="silence")


def _values(world: World) -> dict[str, Any]:
    reader = world.reader("member_malawi", Capacity.MEMBER)
    with db.reading() as connection:
        listed = candidates.circulation_of(milestones(connection, reader.procedure_id))
    assert listed is not None
    return {
        "procedure": reader.procedure_id,
        "procedures": [reader.procedure_id],
        "id": reader.procedure_id,
        "run": 1,
        "person": reader.person_id,
        "grant": reader.grant_id,
        "own": "",
        "circulation": listed.object_id,
        "sender": "chair",
        "place": 0,
        "after": "",
    }


def test_every_reading_that_is_asked_together_is_what_it_is_alone(world: World) -> None:
    values, rows = _values(world), dict.fromkeys(TOGETHER, 0)
    with db.reading() as connection:
        for name, together in TOGETHER.items():
            known = together().ask(connection, values)
            for reading in together().readings:
                bound = reading.compile().binds
                own = {k: v for k, v in values.items() if k in bound}
                alone = connection.execute(reading, own).all()
                found = known.execute(reading, own)
                assert not isinstance(found, CursorResult), (name, str(reading)[:80])
                both = [tuple(r) for r in found], [tuple(r) for r in alone]
                if not reading._order_by_clauses:  # PostgreSQL gives them as it finds them
                    both = sorted(both[0], key=repr), sorted(both[1], key=repr)
                assert both[0] == both[1], name
                rows[name] += len(alone)
    assert all(rows.values()), rows
