"""Candidates' own files on their way: as GICHD and Chair see them, and what a link is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, bindparam, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.accounts import models as accounts
from recruit.applications import models as applications
from recruit.core import ids, keys, vault
from recruit.notices import operations as notices
from recruit.procedure import models as procedures
from recruit.rights import rules
from recruit.rights.models import Parcel
from recruit.rights.rules import Facts, State

TABLE = "rights_parcel"
MOST = 50


@dataclass(frozen=True, slots=True)
class ParcelView:
    """One of them. mail, version: of the application as it is now, for who releases it."""

    id: str
    matter_id: str
    candidate_id: str
    reference: str
    name: str
    mail: str
    version: int
    state: State
    whole: bool
    received_at: datetime
    asked_at: datetime
    by: str
    released_at: datetime | None
    made_at: datetime | None
    until: datetime | None
    opened_at: datetime | None
    size: int
    fault: str


@dataclass(frozen=True, slots=True)
class Link:
    """What the holder of a link is told before anything is given."""

    id: str
    procedure_id: str
    title: str
    until: datetime
    size: int


_p = Parcel.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_a = accounts.Person.__table__  # type: ignore[attr-defined]
_about = procedures.Procedure.__table__  # type: ignore[attr-defined]
_ALL = (
    select(
        _p,
        _c.c.reference,
        _c.c.sealed,
        _c.c.version,
        _a.c.name.label("by"),
    )
    .select_from(
        _p.join(_c, _c.c.id == _p.c.candidate_id)
        .join(_g, _g.c.id == _p.c.by_grant)
        .join(_a, _a.c.id == _g.c.person_id)
    )
    .where(
        _p.c.procedure_id == bindparam("procedure"),
        or_(_p.c.whole.is_(True), bindparam("every", type_=Boolean()).is_(True)),
    )
    .order_by(_p.c.asked_at.desc(), _p.c.id)
    .limit(MOST)
)
_LINK = (
    select(_p, _about.c.title)
    .select_from(_p.join(_about, _about.c.id == _p.c.procedure_id))
    .where(_p.c.token == bindparam("token"))
)
_ADDRESSES = (
    select(_p, _c.c.sealed, _c.c.mail_hash)
    .select_from(_p.join(_c, _c.c.id == _p.c.candidate_id))
    .where(
        _p.c.procedure_id == bindparam("procedure"),
        _p.c.id.in_(bindparam("parcels", expanding=True)),
    )
    .order_by(_p.c.id)
)
DUE = (
    select(_p.c.id, _p.c.procedure_id)
    .where(
        _p.c.made_at.is_(None),
        _p.c.ended_at.is_(None),
        _p.c.fault == "",
        or_(_p.c.whole.is_(False), _p.c.released_at.is_not(None)),
    )
    .order_by(_p.c.asked_at, _p.c.id)
)
MADE = select(_p).where(_p.c.made_at.is_not(None), _p.c.ended_at.is_(None))
_KEYS = select(_p.c.id, _p.c.procedure_id).where(_p.c.ended_at.is_(None))
_FILES = select(_p.c.file_id).where(_p.c.file_id != "", _p.c.ended_at.is_(None))


def facts(row: Any, now: datetime) -> Facts:
    """What the rules look at, of a row of this table."""
    return Facts(
        row.whole,
        row.released_at,
        row.made_at,
        row.until,
        row.wrong,
        row.opened_at,
        row.ended_at,
        row.fault,
        now,
    )


def every(
    connection: Connection, procedure_id: str, now: datetime, *, chairs: bool
) -> list[ParcelView]:
    """The own files of a procedure, the latest first. chairs: those with the panel's part alone."""
    asked = {"procedure": procedure_id, "every": not chairs}
    rows = connection.execute(_ALL, asked).all()
    said = vault.unseal_all(
        [(keys.file_key(r.candidate_id, procedure_id), r.sealed, r.candidate_id) for r in rows],
        "applications_candidate",
    )
    return [
        ParcelView(
            r.id,
            r.matter_id,
            r.candidate_id,
            r.reference,
            (one or {}).get("name", ""),
            (one or {}).get("mail", ""),
            r.version,
            rules.state(facts(r, now)),
            r.whole,
            r.received_at,
            r.asked_at,
            r.by,
            r.released_at,
            r.made_at,
            r.until,
            r.opened_at,
            r.size,
            r.fault,
        )
        for r, one in zip(rows, said, strict=True)
    ]


def of_link(connection: Connection, token: str, now: datetime) -> Link | None:
    """What a link is about; None for one that gives nothing any more, whatever the reason."""
    row = connection.execute(_LINK, {"token": ids.digest(token)}).first()
    if row is None or not rules.opens(facts(row, now)):
        return None
    return Link(row.id, row.procedure_id, row.title, row.until, row.size)


def addressees(connection: Connection, told: notices.Told) -> Sequence[notices.Recipient]:
    """The audience 'own-file': recipients are parcels. Nobody where the link gives nothing any
    more, or the address is another one than that to which it was let go."""
    if not told.recipients:
        return []
    asked = {"procedure": told.procedure_id, "parcels": list(told.recipients)}
    found = []
    for row in connection.execute(_ADDRESSES, asked):
        said = vault.unseal_or_none(
            keys.file_key(row.candidate_id, told.procedure_id),
            row.sealed,
            "applications_candidate",
            row.candidate_id,
        )
        if said and row.mail_hash == row.address and rules.opens(facts(row, told.now)):
            found.append(notices.Recipient(row.id, said["mail"]))
    return found


def known_keys(connection: Connection) -> set[str]:
    """The ids of the keys of the own files that are not over."""
    return {keys.parcel_key(row.id, row.procedure_id) for row in connection.execute(_KEYS)}


def known_files(connection: Connection) -> set[str]:
    """The ids of their files in the store."""
    return set(connection.execute(_FILES).scalars())
