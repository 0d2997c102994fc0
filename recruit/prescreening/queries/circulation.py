"""What the list is circulated on: every application with its locks and its outcome (A8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.engine import Connection

from recruit.applications import models as applications
from recruit.prescreening import models
from recruit.prescreening.rules import circulation as rules
from recruit.prescreening.rules.outcome import Outcome, Result
from recruit.procedure import queries as procedure
from recruit.procedure.rules.days import end_of, start_of
from recruit.procedure.rules.milestones import Milestone, MilestoneKind, latest
from recruit.vacancy import queries as vacancies


@dataclass(frozen=True, slots=True)
class Row:
    """An application as the list needs it; the sealed values are opened by the act alone."""

    id: str
    reference: str
    name_sealed: bytes
    outcome_id: str
    outcome_sealed: bytes | None


@dataclass(frozen=True, slots=True)
class Facts:
    """The rules' facts, and the rows behind them. entered: the one being entered was before."""

    circulation: rules.Circulation
    rows: tuple[Row, ...]
    entered: bool = False


@dataclass(frozen=True, slots=True)
class CirculationView:
    """A version of the list that was circulated. why: what changed, from the second on."""

    id: str
    version: int
    why: str
    at: datetime
    entries: int


_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_s = models.Assignment.__table__  # type: ignore[attr-defined]
_v = models.Vote.__table__  # type: ignore[attr-defined]
_o = models.Outcome.__table__  # type: ignore[attr-defined]
_x = models.Circulation.__table__  # type: ignore[attr-defined]
_e = models.Listed.__table__  # type: ignore[attr-defined]

_locks = (
    select(_v.c.candidate_id, func.count(func.distinct(_s.c.person_id)).label("locks"))
    .select_from(_v.join(_s, _s.c.id == _v.c.assignment_id))
    .where(_s.c.procedure_id == bindparam("procedure"), _v.c.locked_at.is_not(None))
    .group_by(_v.c.candidate_id)
    .subquery("locks")
)
_later = _o.alias("later")
_latest = (
    select(_o)
    .select_from(
        _o.outerjoin(
            _later,
            and_(
                _later.c.candidate_id == _o.c.candidate_id,
                (_later.c.at > _o.c.at) | and_(_later.c.at == _o.c.at, _later.c.id > _o.c.id),
            ),
        )
    )
    .where(_o.c.procedure_id == bindparam("procedure"), _later.c.id.is_(None))
    .subquery("latest")
)
# placed by the panel: on a version of the list already, or being entered now
_placed = (
    select(_e.c.id)
    .where(_e.c.candidate_id == _c.c.id, _e.c.status == "placed")
    .correlate(_c)
    .exists()
)
_SHOWN = (
    select(
        _c.c.id,
        _c.c.reference,
        _c.c.terms_version,
        _c.c.late,
        _c.c.admitted_at,
        _c.c.withdrawn_at,
        _c.c.staff,
        func.coalesce(_locks.c.locks, 0).label("locks"),
        _latest.c.id.label("outcome_id"),
        _latest.c.outcome,
        _latest.c.equivalence,
        _latest.c.terms_version.label("screened_under"),
    )
    .select_from(
        _c.outerjoin(_locks, _locks.c.candidate_id == _c.c.id).outerjoin(
            _latest, _latest.c.candidate_id == _c.c.id
        )
    )
    .where(_c.c.procedure_id == bindparam("procedure"), _c.c.merged_into.is_(None))
    .order_by(_c.c.reference)
)
_ALL = _SHOWN.add_columns(
    _c.c.sealed, _latest.c.sealed.label("outcome_sealed"), _placed.label("placed")
)
# the places of a version are numbered from 1 without a gap
_entries = select(func.max(_e.c.place)).where(_e.c.circulation_id == _x.c.id).scalar_subquery()
_VERSIONS = (
    select(_x.c.id, _x.c.version, _x.c.why, _x.c.at, func.coalesce(_entries, 0))
    .where(
        _x.c.procedure_id == bindparam("procedure"),
        _x.c.id.in_(bindparam("circulations", expanding=True)),
    )
    .order_by(_x.c.version.desc())
)


def facts(
    connection: Connection,
    procedure_id: str,
    milestones: Iterable[Milestone],
    now: datetime,
    *,
    entering: str = "",
) -> Facts:
    """The facts of CIRCULATION now, what the panel placed among them, and the rows behind them.
    entering: the candidate whose placing is being entered (A8, C10)."""
    rows = connection.execute(_ALL, {"procedure": procedure_id}).all()
    applications = tuple(_application(row, bool(row.placed) or row.id == entering) for row in rows)
    return Facts(
        _circulation(connection, procedure_id, milestones, now, applications),
        tuple(
            Row(row.id, row.reference, row.sealed, row.outcome_id or "", row.outcome_sealed)
            for row in rows
        ),
        any(row.placed for row in rows if row.id == entering),
    )


def shown(
    connection: Connection, procedure_id: str, milestones: Iterable[Milestone], now: datetime
) -> rules.Circulation:
    """The facts of CIRCULATION now for the GICHD's page, which is never told what the panel
    placed; nothing sealed is read for it."""
    rows = connection.execute(_SHOWN, {"procedure": procedure_id})
    applications = tuple(_application(row, False) for row in rows)
    return _circulation(connection, procedure_id, milestones, now, applications)


def _application(row: Any, placed: bool) -> rules.Application:
    return rules.Application(
        reference=row.reference,
        locks=row.locks,
        unsettled=("A5",) if row.locks >= 2 and row.outcome is None else (),
        result=Result(Outcome(row.outcome), row.equivalence) if row.outcome else None,
        invited_under=row.terms_version,
        screened_under=row.screened_under,
        late=row.late,
        admitted=row.admitted_at is not None,
        withdrawn=row.withdrawn_at is not None,
        internal=row.staff,
        placed=placed,
    )


def _circulation(
    connection: Connection,
    procedure_id: str,
    milestones: Iterable[Milestone],
    now: datetime,
    applications: tuple[rules.Application, ...],
) -> rules.Circulation:
    vacancy = vacancies.vacancy(connection, procedure_id)
    window = next(w for w in procedure.windows(connection, procedure_id) if w.para == "54(b)")

    def inside(first: object, last: object) -> bool:
        return (
            window.first is not None
            and first is not None
            and last is not None
            and start_of(first) <= now < end_of(last)  # type: ignore[arg-type]
        )

    return rules.Circulation(
        panel_constituted=latest(milestones, MilestoneKind.PANEL_CONSTITUTED) is not None,
        vacancy_closed=bool(vacancy and vacancy.posted_at and now >= vacancy.closes_at),
        in_window=inside(window.first, window.last),
        amended=inside(window.amended_first, window.amended_last),
        applications=applications,
    )


def versions(
    connection: Connection, procedure_id: str, milestones: Iterable[Milestone]
) -> list[CirculationView]:
    """The versions that these milestones tell of (a reader's own audiences), latest first."""
    told = [m.object_id for m in milestones if m.kind is MilestoneKind.LIST_CIRCULATED]
    if not told:
        return []
    rows = connection.execute(_VERSIONS, {"procedure": procedure_id, "circulations": told})
    return [CirculationView(*row) for row in rows]
