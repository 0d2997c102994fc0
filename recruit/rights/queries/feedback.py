"""Feedback letters of one side: those drafted and sent, and what one is drafted from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Reader
from recruit.accounts import models as accounts
from recruit.applications import models as applications
from recruit.appointment import models as appointment
from recruit.core import keys, vault
from recruit.rights.models import Feedback
from recruit.rights.queries import content
from recruit.rights.rules.feedback import Ground, Side

TABLE = "rights_feedback"
MOST = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A feedback letter in the list. name: '' once erased."""

    candidate_id: str
    reference: str
    name: str
    saved_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class About:
    """A candidate for whom this side may write. told: this side's letter on the result went."""

    candidate_id: str
    reference: str
    name: str
    mail: str
    withdrawn: bool
    told: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """A letter as saved. found: what the search found in what was sent: word, reason."""

    id: str
    text: str
    version: int
    saved_at: datetime
    sent_at: datetime | None
    sent_by: str
    found: list[dict[str, str]]


_f = Feedback.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_l = appointment.Letter.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_k = access.Clearance.__table__  # type: ignore[attr-defined]
_p = accounts.Person.__table__  # type: ignore[attr-defined]
_TOLD = exists().where(_l.c.candidate_id == _c.c.id, _l.c.sender == bindparam("side"))
_CLOSED = exists().where(
    _k.c.procedure_id == _c.c.procedure_id,
    _k.c.person_id == bindparam("person"),
    _k.c.candidate_id == _c.c.id,
    _k.c.status.in_(["conflict", "undecided"]),
)
_ALL = (
    select(_f.c.candidate_id, _c.c.reference, _c.c.sealed, _f.c.saved_at, _f.c.sent_at)
    .select_from(_f.join(_c, _c.c.id == _f.c.candidate_id))
    .where(
        _f.c.procedure_id == bindparam("procedure"),
        _f.c.side == bindparam("side"),
        ~_CLOSED,
    )
    .order_by(_f.c.saved_at.desc(), _f.c.id)
    .limit(MOST)
)
_ABOUT = select(
    _c.c.id,
    _c.c.reference,
    _c.c.sealed,
    _c.c.withdrawn_at,
    _TOLD.label("told"),
    _CLOSED.label("closed"),
).where(_c.c.procedure_id == bindparam("procedure"))
_BY_ID = _ABOUT.where(_c.c.id == bindparam("candidate"))
_BY_REFERENCE = _ABOUT.where(_c.c.reference == bindparam("reference"))
_SAVED = (
    select(_f, _p.c.name.label("sent_name"))
    .select_from(_f.outerjoin(_g, _g.c.id == _f.c.sent_by).outerjoin(_p, _p.c.id == _g.c.person_id))
    .where(_f.c.candidate_id == bindparam("candidate"), _f.c.side == bindparam("side"))
)


def key_of(side: Side, candidate_id: str, procedure_id: str) -> str:
    """What a letter stands under: the file's key; the Chair's the key of what was judged."""
    key = keys.judgement_key if side is Side.CHAIR else keys.file_key
    return key(candidate_id, procedure_id)


def every(connection: Connection, reader: Reader, side: Side) -> list[Line]:
    """The letters of a side, the latest first."""
    asked = {
        "procedure": reader.procedure_id,
        "side": side.value,
        "person": reader.person_id,
    }
    rows = connection.execute(_ALL, asked).all()
    said = vault.unseal_all(
        [
            (keys.file_key(r.candidate_id, reader.procedure_id), r.sealed, r.candidate_id)
            for r in rows
        ],
        "applications_candidate",
    )
    return [
        Line(r.candidate_id, r.reference, (one or {}).get("name", ""), r.saved_at, r.sent_at)
        for r, one in zip(rows, said, strict=True)
    ]


def _about(reader: Reader, row: Any) -> About | None:
    if row is None:
        return None
    said = vault.unseal_or_none(
        keys.file_key(row.id, reader.procedure_id), row.sealed, "applications_candidate", row.id
    )
    said = {} if row.closed or not said else said
    return About(
        row.id,
        row.reference,
        said.get("name", ""),
        said.get("mail", ""),
        row.withdrawn_at is not None,
        bool(row.told),
        bool(row.closed) or not said,
    )


def about(
    connection: Connection, reader: Reader, side: Side, *, candidate: str = "", reference: str = ""
) -> About | None:
    """The candidate of this id or reference, in the reader's procedure; None where there is
    none. closed: in conflict for this reader (A7), or the file is erased."""
    asked = {"procedure": reader.procedure_id, "side": side.value, "person": reader.person_id}
    if candidate:
        row = connection.execute(_BY_ID, {**asked, "candidate": candidate}).first()
    else:
        given = {**asked, "reference": reference.strip().upper()}
        row = connection.execute(_BY_REFERENCE, given).first()
    return _about(reader, row)


def saved(connection: Connection, side: Side, candidate_id: str) -> Saved | None:
    """This side's letter to this candidate as it is saved, or None; its text '' once erased."""
    row = connection.execute(_SAVED, {"candidate": candidate_id, "side": side.value}).first()
    if row is None:
        return None
    said = vault.unseal_or_none(row.key_id, row.sealed, TABLE, row.id) or {"text": ""}
    found = vault.unseal_or_none(row.key_id, row.found, TABLE, row.id, "found") or []
    return Saved(
        row.id, said["text"], row.version, row.saved_at, row.sent_at, row.sent_name or "", found
    )


def grounds(
    connection: Connection, procedure_id: str, side: Side, candidate_id: str, names: Any
) -> list[Ground]:
    """The candidate's own record that the letter is drafted from; names of others covered."""
    if side is Side.CHAIR:
        lines = content.ratings(connection, procedure_id, [candidate_id], names)[candidate_id]
    else:
        _outcome, _at, lines = content.screening(
            connection,
            procedure_id,
            candidate_id,
            names.name(candidate_id),
            names.besides(candidate_id),
        )
    return [Ground(x.title, x.found, x.why) for x in lines]
