"""What the guide of one interview says: the papers in force and the time allotted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.interviews import models
from recruit.interviews.rules import guide as rules
from recruit.shortlist.queries import papers


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide of an interview. No candidate is named in it.

    number: what the interview is called, 0 before its time is set. starts_at: aware UTC.
    minutes: allotted. each: whole minutes a question, where all take the same. versions: of
    profile, questions and grid.
    """

    reference: str
    number: int
    starts_at: datetime | None
    minutes: int
    each: int
    versions: tuple[int, int, int]
    steps: tuple[rules.Step, ...]


_s = models.Slot.__table__  # type: ignore[attr-defined]
_TIME = select(_s.c.starts_at, _s.c.minutes, _s.c.number).where(
    _s.c.procedure_id == bindparam("procedure"),
    _s.c.run == bindparam("run"),
    _s.c.candidate_id == bindparam("candidate"),
    _s.c.ended_at.is_(None),
)


def of(
    connection: Connection, procedure_id: str, run: int, candidate_id: str, reference: str
) -> Guide | None:
    """The guide for an invited candidate; None before the three papers are adopted (R4)."""
    found = papers.adopted(connection, procedure_id, run)
    if found.profile is None or found.questions is None or found.grid is None:
        return None
    at = connection.execute(
        _TIME, {"procedure": procedure_id, "run": run, "candidate": candidate_id}
    ).first()
    steps = rules.steps(found.profile.content, found.questions.content, found.grid.content)
    minutes = at.minutes if at else 0
    return Guide(
        reference,
        at.number if at else 0,
        at.starts_at if at else None,
        minutes,
        rules.pace(minutes, len(steps)),
        (found.profile.number, found.questions.number, found.grid.number),
        steps,
    )
