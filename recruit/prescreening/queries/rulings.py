"""What the panel's rulings on files carry now (A4, A6, A8, C10).

A ruling whose motion was lost in the vote after a dissent is nowhere read as one: the
file is open again, and the panel may decide anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.engine import Connection

from recruit.applications import models as applications
from recruit.panel import models as panel
from recruit.panel.queries import meetings
from recruit.prescreening import models
from recruit.prescreening.rules.rulings import BORDERLINE, EQUIVALENCE, PLACING, Weight, weight


@dataclass(frozen=True, slots=True)
class Placed:
    """A placing that the panel decided and that stands on no list yet."""

    candidate_id: str
    reference: str
    weight: Weight


_u = models.PanelRuling.__table__  # type: ignore[attr-defined]
_e = models.Listed.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_o = panel.Motion.__table__  # type: ignore[attr-defined]


def living(ruling: Any) -> Any:
    """The condition that a ruling (the table or an alias) stands: not fallen, not lost."""
    lost = (
        select(_o.c.id)
        .where(_o.c.id == ruling.c.motion_id, _o.c.carried.is_(False))
        .correlate(ruling)
        .exists()
    )
    return and_(ruling.c.fallen_at.is_(None), ~lost)


def of(ruling: Any, candidate: Any, kind: str) -> Any:
    """The condition that joins the standing ruling of this kind on a candidate's id."""
    return and_(ruling.c.candidate_id == candidate, ruling.c.kind == kind, living(ruling))


def weights(
    connection: Connection, now: datetime, motions: Iterable[str | None]
) -> dict[str, Weight]:
    """What these motions carry now; nothing is read where none is named."""
    return {
        motion.id: weight(
            carried=motion.carried,
            by_consensus=motion.by == "consensus",
            dissented=bool(motion.dissents),
            confirmed=meeting.confirmed_at is not None,
        )
        for motion, meeting in meetings.carried(connection, (m for m in motions if m), now).values()
    }


_PLACED = (
    select(_u.c.candidate_id, _c.c.reference, _u.c.motion_id)
    .select_from(_u.join(_c, _c.c.id == _u.c.candidate_id))
    .where(
        _u.c.procedure_id == bindparam("procedure"),
        _u.c.kind == PLACING,
        living(_u),
        _c.c.withdrawn_at.is_(None),
        ~select(_e.c.id)
        .where(_e.c.candidate_id == _u.c.candidate_id, _e.c.status == "placed")
        .correlate(_u)
        .exists(),
    )
    .order_by(_c.c.reference)
)


def to_enter(connection: Connection, procedure_id: str, now: datetime) -> list[Placed]:
    """The placings that stand on no version of the list yet (A8)."""
    rows = connection.execute(_PLACED, {"procedure": procedure_id}).all()
    found = weights(connection, now, (row.motion_id for row in rows))
    return [
        Placed(row.candidate_id, row.reference, found.get(row.motion_id, Weight.WAITS))
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class ToRule:
    """A listed file that the panel decides on, for the Chair: by reference alone.

    accepted: None while nothing is recorded. weight: what the recorded decision carries.
    """

    candidate_id: str
    reference: str
    kind: str
    accepted: bool | None
    weight: Weight = Weight.COUNTS


_border, _equal = _u.alias("border"), _u.alias("equal")
_TO_RULE = (
    select(
        _e.c.candidate_id,
        _c.c.reference,
        _e.c.status,
        _e.c.equivalence,
        _border.c.accepted.label("borderline"),
        _equal.c.accepted.label("equivalent"),
        _border.c.motion_id.label("borderline_motion"),
        _equal.c.motion_id.label("equivalence_motion"),
    )
    .select_from(
        _e.join(_c, _c.c.id == _e.c.candidate_id)
        .outerjoin(_border, of(_border, _e.c.candidate_id, BORDERLINE))
        .outerjoin(_equal, of(_equal, _e.c.candidate_id, EQUIVALENCE))
    )
    .where(
        _e.c.circulation_id == bindparam("circulation"),
        _c.c.withdrawn_at.is_(None),
        or_(_e.c.status == "borderline", _e.c.equivalence.is_(True)),
    )
    .order_by(_c.c.reference)
)

AHEAD = (_TO_RULE, _PLACED)
"""What to_rule and to_enter ask but for the motions, with ``circulation``."""


def to_rule(
    connection: Connection, procedure_id: str, circulation_id: str, now: datetime
) -> list[ToRule]:
    """The borderline files and equivalences of this version, decided or not."""
    rows = connection.execute(_TO_RULE, {"circulation": circulation_id}).all()
    carried = weights(
        connection,
        now,
        (m for row in rows for m in (row.borderline_motion, row.equivalence_motion)),
    )
    found = []
    for row in rows:
        if row.status == "borderline":
            counts = carried.get(row.borderline_motion, Weight.COUNTS)
            found.append(
                ToRule(row.candidate_id, row.reference, BORDERLINE, row.borderline, counts)
            )
        if row.equivalence:
            counts = carried.get(row.equivalence_motion, Weight.COUNTS)
            found.append(
                ToRule(row.candidate_id, row.reference, EQUIVALENCE, row.equivalent, counts)
            )
    return found
