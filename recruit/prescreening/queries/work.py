"""The screeners' work: one's own files, one file to screen, the two votes once both lock.

A5 stands inside the statements: another's vote is loaded only once two different persons
have locked. A7 too: nothing here reads a name, nationality or gender.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Reader
from recruit.accounts import models as accounts
from recruit.applications import models as applications
from recruit.core import keys, vault
from recruit.prescreening import models
from recruit.prescreening.rules.written import Written, read
from recruit.procedure import models as procedure


@dataclass(frozen=True, slots=True)
class MineView:
    """A file of one's own. state: 'open', 'draft', 'locked' or 'closed' (in conflict)."""

    candidate_id: str
    reference: str
    place: int
    state: str
    saved_at: datetime | None
    locked_at: datetime | None


@dataclass(frozen=True, slots=True)
class VoteView:
    """A locked vote as both screeners and the focal point see it once both have locked."""

    person_id: str
    name: str
    place: int
    written: Written
    locked_at: datetime


@dataclass(frozen=True, slots=True)
class FileView:
    """A file for its screener. closed: a declaration of the reader's stands on it.

    written: the reader's own words so far; version 0: nothing kept yet. both: all votes,
    once two persons have locked.
    """

    candidate_id: str
    reference: str
    terms_version: int
    withdrawn: bool
    screened: bool
    internal: bool
    closed: bool
    place: int
    version: int
    saved_at: datetime | None
    locked_at: datetime | None
    written: Written
    both: tuple[VoteView, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class Days:
    """The last days in force: of the applications (54(a)), of the screening (54(b))."""

    application_last: date
    screening_first: date
    screening_last: date


_s = models.Assignment.__table__  # type: ignore[attr-defined]
_v = models.Vote.__table__  # type: ignore[attr-defined]
_o = models.Outcome.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_k = access.Clearance.__table__  # type: ignore[attr-defined]
_a = accounts.Person.__table__  # type: ignore[attr-defined]

_w = procedure.Window.__table__  # type: ignore[attr-defined]
_m = procedure.Amendment.__table__  # type: ignore[attr-defined]
_DAYS = (
    select(
        _w.c.para,
        func.coalesce(_m.c.first, _w.c.first).label("first"),
        func.coalesce(_m.c.last, _w.c.last).label("last"),
    )
    .select_from(
        _w.outerjoin(_m, and_(_m.c.procedure_id == _w.c.procedure_id, _m.c.para == _w.c.para))
    )
    .where(_w.c.procedure_id == bindparam("procedure"), _w.c.para.in_(("54(a)", "54(b)")))
    .order_by(_m.c.at, _m.c.id)
)

_STANDING = and_(
    _k.c.procedure_id == bindparam("procedure"),
    _k.c.person_id == bindparam("person"),
    _k.c.candidate_id == _c.c.id,
    _k.c.status.in_(("conflict", "undecided")),
)
_OWN = and_(
    _s.c.candidate_id == _c.c.id,
    _s.c.person_id == bindparam("person"),
    _s.c.ended_at.is_(None),
)
_MINE = (
    select(
        _c.c.id,
        _c.c.reference,
        _s.c.place,
        _v.c.saved_at,
        _v.c.locked_at,
        _k.c.status,
    )
    .select_from(
        _s.join(_c, _c.c.id == _s.c.candidate_id)
        .outerjoin(_v, _v.c.assignment_id == _s.c.id)
        .outerjoin(_k, _STANDING)
    )
    .where(
        _s.c.procedure_id == bindparam("procedure"),
        _s.c.person_id == bindparam("person"),
        _s.c.ended_at.is_(None),
        _c.c.withdrawn_at.is_(None),
        _c.c.merged_into.is_(None),
    )
    .order_by(_v.c.locked_at.is_not(None), _c.c.reference)
)
MINE_AHEAD = (_MINE,)
"""What mine asks, with ``person``."""
_outcome = (
    select(_o.c.outcome)
    .where(_o.c.candidate_id == _c.c.id)
    .order_by(_o.c.at.desc(), _o.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_FILE = (
    select(
        _c.c.id,
        _c.c.reference,
        _c.c.terms_version,
        _c.c.withdrawn_at,
        _c.c.late,
        _c.c.admitted_at,
        _c.c.staff,
        _k.c.status,
        _s.c.place,
        _v.c.id.label("vote_id"),
        _v.c.version,
        _v.c.sealed,
        _v.c.saved_at,
        _v.c.locked_at,
        _outcome.label("outcome"),
    )
    .select_from(
        _c.join(_s, _OWN).outerjoin(_v, _v.c.assignment_id == _s.c.id).outerjoin(_k, _STANDING)
    )
    .where(
        _c.c.procedure_id == bindparam("procedure"),
        _c.c.id == bindparam("candidate"),
        _c.c.merged_into.is_(None),
    )
)
_vv, _ss = _v.alias("counted"), _s.alias("counted_place")
_two_locks = (
    select(func.count(func.distinct(_ss.c.person_id)))
    .select_from(_vv.join(_ss, _ss.c.id == _vv.c.assignment_id))
    .where(_vv.c.candidate_id == bindparam("candidate"), _vv.c.locked_at.is_not(None))
    .scalar_subquery()
)
_BOTH = (
    select(_s.c.person_id, _a.c.name, _s.c.place, _v.c.id, _v.c.sealed, _v.c.locked_at)
    .select_from(
        _v.join(_s, _s.c.id == _v.c.assignment_id)
        .join(_a, _a.c.id == _s.c.person_id)
        .join(_c, _c.c.id == _v.c.candidate_id)
    )
    .where(
        _c.c.procedure_id == bindparam("procedure"),
        _v.c.candidate_id == bindparam("candidate"),
        _v.c.locked_at.is_not(None),
        _two_locks >= 2,
    )
    .order_by(_s.c.place)
)


_REFERENCE = (
    select(_c.c.reference)
    .select_from(_c.outerjoin(_k, _STANDING))
    .where(
        _c.c.procedure_id == bindparam("procedure"),
        _c.c.id == bindparam("candidate"),
        _c.c.merged_into.is_(None),
        _k.c.id.is_(None),
    )
)
_PLACE = (
    select(_s.c.place)
    .select_from(_c.join(_s, _OWN))
    .where(_c.c.procedure_id == bindparam("procedure"), _c.c.id == bindparam("candidate"))
)
DAYS_AHEAD = (_DAYS,)
"""What days asks."""
FILE_AHEAD = (_FILE, _BOTH, _MINE, _DAYS)
"""What file, votes, mine and days ask of one file."""


def _who(reader: Reader, **more: str) -> dict[str, str]:
    return {"procedure": reader.procedure_id, "person": reader.person_id, **more}


def days(connection: Connection, procedure_id: str) -> Days:
    """The days of the two windows, as in force; one statement."""
    found = {
        row.para: (row.first, row.last)
        for row in connection.execute(_DAYS, {"procedure": procedure_id})
    }
    first, last = found["54(b)"]
    return Days(found["54(a)"][1], first, last)


def mine(connection: Connection, reader: Reader) -> list[MineView]:
    """The reader's own files, those still open first, by reference."""
    found = []
    for row in connection.execute(_MINE, _who(reader)):
        if row.locked_at is not None:
            state = "locked"
        elif row.status:
            state = "closed"
        else:
            state = "draft" if row.saved_at is not None else "open"
        found.append(MineView(row.id, row.reference, row.place, state, row.saved_at, row.locked_at))
    return found


def file(connection: Connection, reader: Reader, candidate_id: str) -> FileView | None:
    """One of the reader's own files; None for any other, of another procedure too."""
    row = connection.execute(_FILE, _who(reader, candidate=candidate_id)).first()
    if row is None:
        return None
    closed = bool(row.status)
    said = None
    if row.sealed is not None and not closed:
        key = keys.file_key(row.id, reader.procedure_id)
        said = vault.unseal_or_none(key, row.sealed, "prescreening_vote", row.vote_id)
    both = () if closed or row.locked_at is None else votes(connection, reader, candidate_id)
    return FileView(
        row.id,
        row.reference,
        row.terms_version,
        row.withdrawn_at is not None,
        not row.late or row.admitted_at is not None,
        row.staff,
        closed,
        row.place,
        row.version or 0,
        row.saved_at,
        row.locked_at,
        read(said),
        both,
        row.outcome if both and row.outcome else "",
    )


def votes(connection: Connection, reader: Reader, candidate_id: str) -> tuple[VoteView, ...]:
    """The locked votes of a file once two different persons have locked; none before (A5)."""
    asked = {"procedure": reader.procedure_id, "candidate": candidate_id}
    key = keys.file_key(candidate_id, reader.procedure_id)
    return tuple(
        VoteView(
            row.person_id,
            row.name,
            row.place,
            read(vault.unseal_or_none(key, row.sealed, "prescreening_vote", row.id)),
            row.locked_at,
        )
        for row in connection.execute(_BOTH, asked)
    )


def reference(connection: Connection, reader: Reader, candidate_id: str) -> str | None:
    """The reference of a file that is not closed to the reader (A7); None for any other id."""
    row = connection.execute(_REFERENCE, _who(reader, candidate=candidate_id)).first()
    return row.reference if row else None


def place(connection: Connection, reader: Reader, candidate_id: str) -> int | None:
    """The reader's own place on a file; None without one."""
    row = connection.execute(_PLACE, _who(reader, candidate=candidate_id)).first()
    return row.place if row else None
