"""Score sheets: one's own, and what R15 opens of the others'. Static statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.applications import models as applications
from recruit.core import keys, vault
from recruit.interviews import models
from recruit.interviews.rules.scores import NOT_OBSERVED, Mark, Sheet
from recruit.shortlist import models as shortlist
from recruit.shortlist.queries import papers

TABLE = "interviews_sheet"
ERRATA = "interviews_erratum"


@dataclass(frozen=True, slots=True)
class Entry:
    """A scored entry of the adopted profile: a competency, or leadership (J3)."""

    id: str
    name: str
    weight: int
    essential: bool
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scoring:
    """Where a member stands with one invited candidate. sheet_id '' where none is saved yet.

    undecided: a declaration of the member is not decided (C5).
    """

    candidate_id: str
    reference: str
    withdrawn: bool
    started_at: datetime | None
    sheet_id: str
    version: int
    saved_at: datetime | None
    locked_at: datetime | None
    sealed: bytes | None
    undecided: bool


@dataclass(frozen=True, slots=True)
class Lock:
    """That a living occupant locked a candidate; what the sheet says stays sealed here, and so
    do its errata: (id, sealed, when), the oldest first."""

    id: str
    grant_id: str
    candidate_id: str
    sealed: bytes
    errata: tuple[tuple[str, bytes, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Mended:
    """An author's erratum beside a locked score (J6)."""

    entry: str
    text: str
    at: datetime


_s = models.Sheet.__table__  # type: ignore[attr-defined]
_e = models.Erratum.__table__  # type: ignore[attr-defined]
_t = models.Interview.__table__  # type: ignore[attr-defined]
_i = shortlist.Invited.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_x = access.Clearance.__table__  # type: ignore[attr-defined]

_OWN = (
    select(
        _i.c.candidate_id,
        _c.c.reference,
        _c.c.withdrawn_at,
        _t.c.started_at,
        _s.c.id,
        _s.c.version,
        _s.c.saved_at,
        _s.c.locked_at,
        _s.c.sealed,
        exists()
        .where(
            _x.c.procedure_id == bindparam("procedure"),
            _x.c.person_id == bindparam("person"),
            _x.c.status == "undecided",
        )
        .label("undecided"),
    )
    .select_from(
        _i.join(_c, _c.c.id == _i.c.candidate_id)
        .outerjoin(
            _t,
            and_(
                _t.c.procedure_id == _i.c.procedure_id,
                _t.c.run == _i.c.run,
                _t.c.candidate_id == _i.c.candidate_id,
            ),
        )
        .outerjoin(
            _s,
            and_(
                _s.c.procedure_id == _i.c.procedure_id,
                _s.c.run == _i.c.run,
                _s.c.candidate_id == _i.c.candidate_id,
                _s.c.grant_id == bindparam("grant"),
            ),
        )
    )
    .where(_i.c.procedure_id == bindparam("procedure"), _i.c.run == bindparam("run"))
    .order_by(_i.c.place)
)
_UNDECIDED = (
    select(_x.c.id)
    .where(
        _x.c.procedure_id == bindparam("procedure"),
        _x.c.person_id == bindparam("person"),
        _x.c.status == "undecided",
    )
    .limit(1)
)
_OWN_ONE = _OWN.where(_i.c.candidate_id == bindparam("candidate"))
_LOCKS = (
    select(
        _s.c.id,
        _s.c.grant_id,
        _s.c.candidate_id,
        _s.c.sealed,
        _e.c.id.label("erratum"),
        _e.c.sealed.label("mended"),
        _e.c.at,
    )
    .select_from(_s.join(_g, _g.c.id == _s.c.grant_id).outerjoin(_e, _e.c.sheet_id == _s.c.id))
    .where(
        _s.c.procedure_id == bindparam("procedure"),
        _s.c.run == bindparam("run"),
        _s.c.locked_at.is_not(None),
        _g.c.ended_at.is_(None),
        _g.c.capacity == Capacity.MEMBER.value,
    )
    .order_by(_g.c.seat, _s.c.candidate_id, _e.c.at, _e.c.id)
)
UNDECIDED_AHEAD = (_UNDECIDED,)
"""What undecided asks, for a page that asks it together with others."""
LOCKS_AHEAD = (_LOCKS,)
"""What locks asks."""
_ERRATA = (
    select(_e.c.id, _e.c.sealed, _e.c.at)
    .where(_e.c.sheet_id == bindparam("sheet"))
    .order_by(_e.c.at, _e.c.id)
)


def _scoring(row: Any) -> Scoring:
    return Scoring(
        row.candidate_id,
        row.reference,
        row.withdrawn_at is not None,
        row.started_at,
        row.id or "",
        row.version or 0,
        row.saved_at,
        row.locked_at,
        row.sealed,
        bool(row.undecided),
    )


def own(
    connection: Connection, procedure_id: str, run: int, person_id: str, grant_id: str
) -> list[Scoring]:
    """Where this member stands with each invited candidate of the run, in their order."""
    at = {"procedure": procedure_id, "run": run, "person": person_id, "grant": grant_id}
    return [_scoring(row) for row in connection.execute(_OWN, at)]


def own_one(
    connection: Connection,
    procedure_id: str,
    run: int,
    person_id: str,
    grant_id: str,
    candidate_id: str,
) -> Scoring | None:
    """The same for one candidate; None for one who is not invited in this run."""
    row = connection.execute(
        _OWN_ONE,
        {
            "procedure": procedure_id,
            "run": run,
            "person": person_id,
            "grant": grant_id,
            "candidate": candidate_id,
        },
    ).first()
    return _scoring(row) if row else None


def undecided(connection: Connection, procedure_id: str, person_id: str) -> bool:
    """Whether a declaration of this person is not decided: no judgement until then (C5)."""
    at = {"procedure": procedure_id, "person": person_id}
    return connection.execute(_UNDECIDED, at).first() is not None


def locks(connection: Connection, procedure_id: str, run: int) -> list[Lock]:
    """The locked sheets of the living occupants, by seat. Only those of living grants count
    (P53b-3, C8). What they say is opened by ``opened`` alone, after R15 was asked."""
    found: dict[str, Lock] = {}
    for row in connection.execute(_LOCKS, {"procedure": procedure_id, "run": run}):
        one = found.setdefault(row.id, Lock(*row[:4]))
        if row.erratum is not None:
            told = (*one.errata, (row.erratum, row.mended, row.at))
            found[row.id] = replace(one, errata=told)
    return list(found.values())


def errata(
    procedure_id: str, candidate_id: str, rows: Iterable[tuple[str, bytes, datetime]]
) -> list[Mended]:
    """What errata say; none once the key is erased. The caller has asked R15."""
    key = keys.judgement_key(candidate_id, procedure_id)
    opened = [(vault.unseal_or_none(key, sealed, ERRATA, id_), at) for id_, sealed, at in rows]
    return [Mended(said["entry"], said["text"], at) for said, at in opened if said]


def own_errata(
    connection: Connection, procedure_id: str, candidate_id: str, sheet_id: str
) -> list[Mended]:
    """The errata beside one sheet, for its author."""
    rows = connection.execute(_ERRATA, {"sheet": sheet_id})
    return errata(procedure_id, candidate_id, ((r.id, r.sealed, r.at) for r in rows))


def opened(procedure_id: str, run: int, lock: Lock) -> Sheet | None:
    """What a locked sheet says; None once its key is erased. The caller has asked R15."""
    said = said_in(procedure_id, lock.candidate_id, lock.id, lock.sealed)
    if said is None:
        return None
    return Sheet(lock.grant_id, lock.candidate_id, run, *parted(said))


def said_in(
    procedure_id: str, candidate_id: str, sheet_id: str, sealed: bytes | None
) -> dict[str, dict[str, Any]] | None:
    """The content of a sealed sheet: {entry: {score, note}}; score absent: not scored yet."""
    found: dict[str, dict[str, Any]] | None = vault.unseal_or_none(
        keys.judgement_key(candidate_id, procedure_id), sealed, TABLE, sheet_id
    )
    return found


def parted(said: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, Mark], dict[str, str]]:
    """Marks and notes of a sheet's content; null stands for 'not observed'."""
    marks: dict[str, Mark] = {}
    notes: dict[str, str] = {}
    for entry, line in said.items():
        if "score" in line:
            marks[entry] = NOT_OBSERVED if line["score"] is None else line["score"]
        if line.get("note"):
            notes[entry] = line["note"]
    return marks, notes


def joined(marks: Mapping[str, Mark], notes: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The content of a sheet as it is sealed."""
    said: dict[str, dict[str, Any]] = {}
    for entry in dict.fromkeys([*marks, *notes]):
        line: dict[str, Any] = {"note": notes.get(entry, "")}
        if entry in marks:
            line["score"] = None if marks[entry] is NOT_OBSERVED else marks[entry]
        said[entry] = line
    return said


def profile_entries(connection: Connection, procedure_id: str, run: int) -> tuple[Entry, ...]:
    """The scored entries of the profile in force (R4), opened once while it is the same."""
    kept = papers.sealed_profile(connection, procedure_id, run)
    return () if kept is None else keys.ring().remembered(_entries, procedure_id, *kept)


def _entries(procedure_id: str, paper_id: str, sealed: bytes) -> tuple[Entry, ...]:
    return entries(papers.opened(procedure_id, paper_id, sealed))


def entries(profile: Mapping[str, Any] | None) -> tuple[Entry, ...]:
    """The scored entries of a profile's content, in its order."""
    if profile is None:
        return ()
    return tuple(
        Entry(
            e["id"],
            e["name"],
            int(e["weight"]),
            bool(e["essential"]),
            tuple(i["text"] for i in e["indicators"]),
        )
        for e in profile["entries"]
    )
