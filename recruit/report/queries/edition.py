"""Reading the second edition: references and counts for those who confirm it, whole for the
archive of who may read the report (J9, R27)."""

from __future__ import annotations

import base64
import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, select
from sqlalchemy.engine import Connection

from recruit.access.rules import Capacity
from recruit.core import keys, vault
from recruit.documents.seal import stamped_at
from recruit.procedure.rules.milestones import MilestoneKind
from recruit.report import models
from recruit.report.queries import ground as on

ACT = "report.second_edition"
"""The name of the two-person act (R27)."""
TABLE = "report_second_edition"
_e = models.SecondEdition.__table__  # type: ignore[attr-defined]
_m = on.m


@dataclass(frozen=True, slots=True)
class EditionView:
    """One second edition by its figures. replaced: reference to how often it took a name's
    place."""

    id: str
    report_id: str
    number: int
    kind: str
    first_hash: str
    content_hash: str
    file_hash: str
    replaced: dict[str, int]
    made_at: datetime
    sealed_by: str
    stamp: str

    @property
    def stamped_at(self) -> datetime | None:
        """The time that an authority outside gave to its seal; None without one."""
        return stamped_at(self.stamp)


@dataclass(frozen=True, slots=True)
class Standing:
    """lodged: how many reports and addenda there are. made: their second editions. made_by: the
    person who made them; confirmed_at: by another, or None."""

    lodged: int
    made: list[EditionView]
    made_by: str = ""
    confirmed_at: datetime | None = None

    @property
    def settled(self) -> bool:
        """Whether the first edition may be erased: there is none, or the second is confirmed."""
        return self.lodged == 0 or self.confirmed_at is not None

    @property
    def replaced(self) -> dict[str, int]:
        """How often each reference took a name's place, over all of them."""
        total: Counter[str] = Counter()
        for one in self.made:
            total.update(one.replaced)
        return dict(sorted(total.items()))


@dataclass(frozen=True, slots=True)
class Kept:
    """A second edition whole: canonical content, PDF, and the certificate of the first. sealed:
    the PDF bears a seal (those made before there was one do not)."""

    number: int
    kind: str
    canonical: bytes
    pdf: bytes
    certificate: bytes
    sealed: bool


_STANDING = (
    select(
        on.r.c.id.label("report_id"),
        on.r.c.number,
        on.r.c.kind,
        _e.c.id,
        _e.c.first_hash,
        _e.c.content_hash,
        _e.c.file_hash,
        _e.c.replaced,
        _e.c.made_at,
        _e.c.sealed_by,
        _e.c.stamp,
        on.second.c.first_person,
        on.second.c.second_at,
    )
    .select_from(
        on.r.outerjoin(_e, _e.c.report_id == on.r.c.id).outerjoin(
            on.second, on.second.c.id == _e.c.second_id
        )
    )
    .where(on.r.c.procedure_id == bindparam("procedure"), on.r.c.lodged_at.is_not(None))
    .order_by(on.r.c.number)
)
_KEPT = (
    select(
        on.r.c.id.label("report_id"),
        on.r.c.number,
        on.r.c.kind,
        _e.c.id,
        _e.c.sealed,
        _e.c.sealed_by,
    )
    .select_from(
        _e.join(on.r, on.r.c.id == _e.c.report_id).join(on.second, on.second.c.id == _e.c.second_id)
    )
    .where(_e.c.procedure_id == bindparam("procedure"), on.second.c.second_at.is_not(None))
    .order_by(on.r.c.number)
)


def standing(connection: Connection, procedure_id: str) -> Standing:
    """How the second edition stands, by figures alone."""
    rows = connection.execute(_STANDING, {"procedure": procedure_id}).all()
    made = [
        EditionView(
            row.id,
            row.report_id,
            row.number,
            row.kind,
            row.first_hash,
            row.content_hash,
            row.file_hash,
            json.loads(row.replaced),
            row.made_at,
            row.sealed_by,
            row.stamp,
        )
        for row in rows
        if row.id is not None
    ]
    act: Any = next((row for row in rows if row.id is not None), None)
    return Standing(
        len(rows), made, act.first_person if act else "", act.second_at if act else None
    )


def kept(connection: Connection, procedure_id: str, report_ids: set[str]) -> list[Kept]:
    """The confirmed second editions of these reports, whole; the caller has asked who may."""
    found = []
    for row in connection.execute(_KEPT, {"procedure": procedure_id}):
        if row.report_id not in report_ids:
            continue
        said = vault.unseal_or_none(keys.procedure_key(procedure_id), row.sealed, TABLE, row.id)
        if said is not None:
            found.append(
                Kept(
                    row.number,
                    row.kind,
                    said["canonical"].encode(),
                    base64.b64decode(said["pdf"]),
                    base64.b64decode(said["certificate"]),
                    bool(row.sealed_by),
                )
            )
    return found


_ended_at: Any = (
    select(func.max(_m.c.at))
    .where(
        _m.c.procedure_id == on.p.c.id,
        _m.c.kind.in_(
            [MilestoneKind.CONTRACT_SIGNED.value, MilestoneKind.CLOSED_WITHOUT_RESULT.value]
        ),
    )
    .correlate(on.p)
    .scalar_subquery()
)
_any_lodged = exists().where(on.r.c.procedure_id == on.p.c.id, on.r.c.lodged_at.is_not(None))
_none_made = ~exists().where(_e.c.procedure_id == on.p.c.id)
_waits = (on.second.c.procedure_id == on.p.c.id) & (on.second.c.act == ACT)


def _confirms(capacity: Capacity) -> Select[Any]:
    return (
        select(
            *on.columns(
                "report.confirm_edition", object_id=on.second.c.id, since=on.second.c.first_at
            )
        )
        .select_from(on.room.join(on.second, _waits))
        .where(
            on.mine(capacity),
            on.second.c.second_at.is_(None),
            on.second.c.first_person != on.g.c.person_id,
        )
    )


TASKS: list[Select[Any]] = [
    select(*on.columns("report.make_edition", since=_ended_at))
    .select_from(on.room)
    .where(on.mine(Capacity.PRESIDENT), _ended_at.is_not(None), _any_lodged, _none_made),
    _confirms(Capacity.MEMBER),
    _confirms(Capacity.FORMER_MEMBER),
]
