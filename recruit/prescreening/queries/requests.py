"""The panel's requests for the applications received, and the answers (para. 54(b), R7)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Reader
from recruit.applications import models as applications
from recruit.core import keys, vault
from recruit.core.db import UTC
from recruit.prescreening import models
from recruit.prescreening.rules import requests as rules
from recruit.procedure.rules.days import duty_due, quiet_days, right_opens
from recruit.procedure.rules.milestones import Milestone, MilestoneKind, latest

ROWS = 50


@dataclass(frozen=True, slots=True)
class AnswerView:
    """GICHD's answer. withheld: document to reason."""

    id: str
    at: datetime
    note: str
    withheld: dict[str, str]


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request of the panel. kind: 'list' or 'files'; objects: candidates, empty for all.

    made_at: since when it is the panel's. due: 24:00 of the fifth working day after, the
    end of GICHD's time. mine: whether the reader moved it; voice: the reader's own second
    (False) or objection (True), None while there is none.
    """

    id: str
    number: int
    kind: str
    objects: tuple[str, ...]
    reason: str
    moved_at: datetime
    opens: datetime
    state: rules.State
    made_at: datetime | None
    due: datetime | None
    mine: bool
    voice: bool | None
    seconds: int
    objections: tuple[str, ...]
    answer: AnswerView | None


@dataclass(frozen=True, slots=True)
class GivenView:
    """A line of the list of all applications given to the panel (R7)."""

    id: str
    reference: str
    name: str | None
    outcome: str
    late: bool
    listed: bool
    file_given: bool
    clearance: str


_r = models.Request.__table__  # type: ignore[attr-defined]
_w = models.RequestVoice.__table__  # type: ignore[attr-defined]
_n = models.Answer.__table__  # type: ignore[attr-defined]
_o = models.Outcome.__table__  # type: ignore[attr-defined]
_e = models.Listed.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_d = access.Disclosure.__table__  # type: ignore[attr-defined]
_k = access.Clearance.__table__  # type: ignore[attr-defined]

_REQUESTS = (
    select(_r, _n.c.id.label("answer_id"), _n.c.at.label("answered_at"), _n.c.note, _n.c.withheld)
    .select_from(_r.outerjoin(_n, _n.c.request_id == _r.c.id))
    .where(_r.c.procedure_id == bindparam("procedure"))
    .order_by(_r.c.number.desc())
)
_VOICES = (
    select(_w.c.request_id, _w.c.grant_id, _w.c.objects, _w.c.reason, _w.c.at)
    .select_from(_w.join(_r, _r.c.id == _w.c.request_id))
    .where(_r.c.procedure_id == bindparam("procedure"))
    .order_by(_w.c.at, _w.c.id)
)
_outcome = (
    select(_o.c.outcome)
    .where(_o.c.candidate_id == _c.c.id)
    .order_by(_o.c.at.desc(), _o.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_file_given = (
    select(_d.c.id)
    .where(
        _d.c.procedure_id == bindparam("procedure"),
        _d.c.object_id == _c.c.id,
        _d.c.capacity == "member",
        or_(_d.c.until.is_(None), _d.c.until > bindparam("now", type_=UTC())),
    )
    .exists()
)
_listed = select(_e.c.id).where(_e.c.candidate_id == _c.c.id).exists()
_GIVEN = (
    select(
        _c.c.id,
        _c.c.reference,
        _c.c.sealed,
        _c.c.late,
        _outcome.label("outcome"),
        _listed.label("listed"),
        _file_given.label("file_given"),
        _k.c.status,
    )
    .select_from(
        _c.outerjoin(
            _k,
            and_(
                _k.c.procedure_id == bindparam("procedure"),
                _k.c.candidate_id == _c.c.id,
                _k.c.person_id == bindparam("person"),
            ),
        )
    )
    .where(
        _c.c.procedure_id == bindparam("procedure"),
        _c.c.withdrawn_at.is_(None),
        _c.c.merged_into.is_(None),
        _c.c.filed_at <= bindparam("given", type_=UTC()),
        _c.c.reference > bindparam("after"),
    )
    .order_by(_c.c.reference)
    .limit(ROWS + 1)
)


_BY_REFERENCE = select(_c.c.id).where(
    _c.c.procedure_id == bindparam("procedure"),
    _c.c.withdrawn_at.is_(None),
    _c.c.merged_into.is_(None),
    _c.c.filed_at <= bindparam("given", type_=UTC()),
    _c.c.reference == bindparam("reference"),
)
_REFERENCES = (
    select(_c.c.id, _c.c.reference)
    .where(
        _c.c.procedure_id == bindparam("procedure"),
        _c.c.withdrawn_at.is_(None),
        _c.c.merged_into.is_(None),
    )
    .order_by(_c.c.reference)
)
_THESE = _REFERENCES.where(_c.c.id.in_(bindparam("candidates", expanding=True)))

AHEAD = (_VOICES, _REQUESTS)
"""What requests asks, for a page that asks it together with others."""


def _days(settings: Mapping[str, Any]) -> tuple[int, int, Any]:
    return (
        int(settings.get("request_objection_working_days", 2)),
        int(settings.get("request_answer_working_days", 5)),
        quiet_days(settings),
    )


def motion(row: Any, voices: Iterable[Any], settings: Mapping[str, Any]) -> rules.Motion:
    """A request as the rules know it."""
    objection_days, _answer, quiet = _days(settings)
    own = [v for v in voices if v.request_id == row.id]
    carried = None
    if row.lost_at is not None:
        carried = False
    elif row.made_at is not None and any(v.objects and v.at < row.made_at for v in own):
        carried = True
    return rules.Motion(
        moved_by=row.by_grant,
        reason=row.reason,
        moved_at=row.moved_at,
        seconded={v.grant_id: v.at for v in own if not v.objects},
        objected={v.grant_id: v.at for v in own if v.objects},
        opens=right_opens(row.moved_at, objection_days, quiet),
        carried=carried,
    )


def requests(
    connection: Connection,
    reader: Reader,
    settings: Mapping[str, Any],
    chair_grant: str,
) -> list[RequestView]:
    """Every request, the latest first. chair_grant: the member's grant of who chairs."""
    where = {"procedure": reader.procedure_id}
    voices = connection.execute(_VOICES, where).all()
    _objection, answer_days, quiet = _days(settings)
    found = []
    for row in connection.execute(_REQUESTS, where).all():
        own = [v for v in voices if v.request_id == row.id]
        known = motion(row, own, settings)
        since = rules.made_at(known, chair_grant, reader.now) or row.made_at
        state = rules.State.REQUESTED if since else rules.state(known, chair_grant, reader.now)
        found.append(
            RequestView(
                row.id,
                row.number,
                row.kind,
                tuple(row.objects.split()),
                row.reason,
                row.moved_at,
                known.opens,
                state,
                since,
                duty_due(since, answer_days, quiet) if since else None,
                row.by_grant == reader.grant_id,
                next((v.objects for v in own if v.grant_id == reader.grant_id), None),
                len(known.seconded),
                tuple(v.reason for v in own if v.objects),
                AnswerView(row.answer_id, row.answered_at, row.note, json.loads(row.withheld))
                if row.answer_id
                else None,
            )
        )
    return found


def all_given(milestones: Iterable[Milestone]) -> Milestone | None:
    """That the list of all applications was given to the panel; the latest counts."""
    return latest(milestones, MilestoneKind.ALL_GIVEN)


def given(
    connection: Connection, reader: Reader, at: datetime, after: str = ""
) -> tuple[list[GivenView], bool]:
    """Fifty lines of the list of all applications as given at this instant, by reference,
    and whether more follow. Withdrawn and merged ones are left out."""
    rows = connection.execute(
        _GIVEN,
        {
            "procedure": reader.procedure_id,
            "person": reader.person_id,
            "now": reader.now,
            "given": at,
            "after": after,
        },
    ).all()
    found = []
    for row in rows[:ROWS]:
        said = vault.unseal_or_none(
            keys.file_key(row.id, reader.procedure_id),
            row.sealed,
            "applications_candidate",
            row.id,
        )
        found.append(
            GivenView(
                row.id,
                row.reference,
                said["name"] if said else None,
                row.outcome or "",
                row.late,
                row.listed,
                row.file_given,
                row.status or "",
            )
        )
    return found, len(rows) > ROWS


def by_reference(
    connection: Connection, procedure_id: str, at: datetime, reference: str
) -> str | None:
    """The application of this reference on the list as given at this instant; else None."""
    row = connection.execute(
        _BY_REFERENCE, {"procedure": procedure_id, "given": at, "reference": reference}
    ).first()
    return row.id if row else None


def asked_for(connection: Connection, procedure_id: str, objects: Iterable[str]) -> dict[str, str]:
    """The candidates whose files are asked for, by id, with their references; all where none
    is named. Withdrawn and merged ones are left out."""
    wanted = list(objects)
    asked: dict[str, Any] = {"procedure": procedure_id}
    statement = _REFERENCES
    if wanted:
        statement, asked["candidates"] = _THESE, wanted
    return {row.id: row.reference for row in connection.execute(statement, asked)}
