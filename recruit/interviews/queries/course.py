"""How the interviews of a run went. Two static statements beside those of the interviews."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.applications import models as applications
from recruit.core import keys, vault
from recruit.interviews import models
from recruit.interviews.rules.course import Asked, Break, Course
from recruit.shortlist.queries import papers


@dataclass(frozen=True, slots=True)
class Question:
    """A main question of the adopted set, as it is asked. place: its number, from 1."""

    id: str
    place: int
    main: str
    probe: str


@dataclass(frozen=True, slots=True)
class Told:
    """An interruption in words. recorded_at: the server's time (UTC)."""

    at: datetime
    recorded_at: datetime
    minutes: int
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class CourseView:
    """One interview's course. afterwards: the questions whose time was entered later."""

    interview_id: str
    candidate_id: str
    reference: str
    withdrawn: bool
    course: Course
    told: tuple[Told, ...]
    afterwards: frozenset[str]
    left_out: str


_t = models.Interview.__table__  # type: ignore[attr-defined]
_s = models.Slot.__table__  # type: ignore[attr-defined]
_a = models.Asked.__table__  # type: ignore[attr-defined]
_n = models.Incident.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_OF_RUN = (_t.c.procedure_id == bindparam("procedure"), _t.c.run == bindparam("run"))
_INTERVIEWS = (
    select(
        _t.c.id,
        _t.c.candidate_id,
        _c.c.reference,
        _c.c.withdrawn_at,
        _t.c.started_at,
        _t.c.ended_at,
        _t.c.sealed,
        _s.c.minutes,
    )
    .select_from(_t.join(_c, _c.c.id == _t.c.candidate_id).join(_s, _s.c.id == _t.c.slot_id))
    .where(*_OF_RUN)
    .order_by(_t.c.started_at, _c.c.reference)
)
_ASKED = (
    select(_a.c.interview_id, _a.c.question_id, _a.c.asked_at, _a.c.recorded_at, _a.c.probes)
    .select_from(_a.join(_t, _t.c.id == _a.c.interview_id))
    .where(*_OF_RUN, _a.c.taken_back_at.is_(None))
    .order_by(_a.c.asked_at, _a.c.id)
)
_INCIDENTS = (
    select(_n.c.id, _n.c.interview_id, _n.c.began_at, _n.c.recorded_at, _n.c.minutes, _n.c.sealed)
    .select_from(_n.join(_t, _t.c.id == _n.c.interview_id))
    .where(*_OF_RUN)
    .order_by(_n.c.began_at, _n.c.id)
)


def questions(connection: Connection, procedure_id: str, run: int) -> tuple[Question, ...]:
    """The main questions in force in this run, in their order."""
    adopted = papers.adopted(connection, procedure_id, run).questions
    listed = adopted.content["questions"] if adopted else []
    return tuple(
        Question(q["id"], n, q["main"], q.get("probe") or "") for n, q in enumerate(listed, 1)
    )


def courses(connection: Connection, procedure_id: str, run: int) -> list[CourseView]:
    """The interviews of this run in the order in which they were held."""
    at = {"procedure": procedure_id, "run": run}
    asked: dict[str, list[Any]] = defaultdict(list)
    broken: dict[str, list[Told]] = defaultdict(list)
    for row in connection.execute(_ASKED, at):
        asked[row.interview_id].append(row)
    key = keys.panel_key(procedure_id)
    for line in connection.execute(_INCIDENTS, at):
        words = vault.unseal_or_none(key, line.sealed, "interviews_incident", line.id) or {}
        broken[line.interview_id].append(
            Told(
                line.began_at,
                line.recorded_at,
                line.minutes,
                words.get("what", ""),
                words.get("remedy", ""),
            )
        )
    found = []
    for one in connection.execute(_INTERVIEWS, at):
        said = (
            vault.unseal_or_none(key, one.sealed, "interviews_interview", one.id)
            if one.sealed
            else None
        )
        mine = asked[one.id]
        found.append(
            CourseView(
                one.id,
                one.candidate_id,
                one.reference,
                one.withdrawn_at is not None,
                Course(
                    one.started_at,
                    one.ended_at,
                    one.minutes,
                    tuple(Asked(a.question_id, a.asked_at, a.probes) for a in mine),
                    tuple(Break(b.at, b.minutes) for b in broken[one.id]),
                ),
                tuple(broken[one.id]),
                frozenset(a.question_id for a in mine if a.asked_at != a.recorded_at),
                (said or {}).get("left_out", ""),
            )
        )
    return found
