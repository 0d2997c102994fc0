"""The circulated list as the panel and the later rooms read it (A8, C4).

The caller has asked the policy; what a member may open of a candidate is decided by
``recruit.prescreening.queries.candidates``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, or_, select
from sqlalchemy.engine import Connection

from recruit.applications import models as applications
from recruit.core import keys, vault
from recruit.prescreening import models
from recruit.prescreening.queries import rulings
from recruit.prescreening.rules.rulings import BORDERLINE, EQUIVALENCE

ROWS = 50
"""Lines on a page of the list."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list. name: None where the file's key is erased (D3).

    status: 'suitable', 'borderline', 'staff' or 'placed'. borderline, equivalent: the
    panel's ruling as recorded, None while there is none.
    """

    candidate_id: str
    reference: str
    name: str | None
    place: int
    status: str
    equivalence: bool
    since_version: int
    withdrawn_at: datetime | None = None
    borderline: bool | None = None
    equivalent: bool | None = None
    listed_id: str = ""
    procedure_id: str = ""
    sealed: bytes = field(default=b"", repr=False)

    @property
    def answers(self) -> dict[str, dict[str, Any]]:
        """The settled answers as circulated: criterion to answer, reason, evidence."""
        said = vault.unseal_or_none(
            keys.file_key(self.candidate_id, self.procedure_id),
            self.sealed,
            "prescreening_listed",
            self.listed_id,
        )
        return dict(said.get("answers", {})) if said else {}


@dataclass(frozen=True, slots=True)
class ListView:
    """A version of the list with its entries in alphabetical order."""

    id: str
    version: int
    at: datetime
    why: str
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Ruled:
    """A line of the list with the motions on which its rulings rest, '' where none is.

    ballotable: it stands on a ballot, as ``ballotable`` says.
    """

    entry: Entry
    ballotable: bool
    borderline_motion: str
    equivalence_motion: str


_x = models.Circulation.__table__  # type: ignore[attr-defined]
_e = models.Listed.__table__  # type: ignore[attr-defined]
_u = models.PanelRuling.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_border, _equal = _u.alias("border"), _u.alias("equal")

ENTRY = (
    _e.c.candidate_id,
    _c.c.reference,
    _c.c.sealed.label("named"),
    _e.c.place,
    _e.c.status,
    _e.c.equivalence,
    _e.c.since_version,
    _c.c.withdrawn_at,
    _border.c.accepted.label("borderline"),
    _equal.c.accepted.label("equivalent"),
    _e.c.id.label("listed_id"),
    _c.c.procedure_id,
    _e.c.sealed,
)
FROM = (
    _e.join(_c, _c.c.id == _e.c.candidate_id)
    .outerjoin(_border, rulings.of(_border, _e.c.candidate_id, BORDERLINE))
    .outerjoin(_equal, rulings.of(_equal, _e.c.candidate_id, EQUIVALENCE))
)
LATEST = (
    select(_x.c.id)
    .where(_x.c.procedure_id == bindparam("procedure"))
    .order_by(_x.c.version.desc())
    .limit(1)
    .scalar_subquery()
)
_CURRENT = select(_x.c.id, _x.c.version, _x.c.at, _x.c.why).where(_x.c.id == LATEST)
_ENTRIES = (
    select(*ENTRY).select_from(FROM).where(_e.c.circulation_id == LATEST).order_by(_e.c.place)
)
_ON_A_BALLOT = and_(
    _c.c.withdrawn_at.is_(None),
    _c.c.merged_into.is_(None),
    or_(_e.c.status != "borderline", _border.c.accepted.is_(True)),
    or_(_e.c.equivalence.is_(False), _equal.c.accepted.is_(None), _equal.c.accepted.is_(True)),
)
_BALLOTABLE = _ENTRIES.where(_ON_A_BALLOT)
BALLOTABLE_IDS = (
    select(_e.c.candidate_id).select_from(FROM).where(_e.c.circulation_id == LATEST, _ON_A_BALLOT)
)
"""The ids of who stands on a ballot, for a statement that asks for :procedure."""
_RULED = _ENTRIES.add_columns(
    case((_ON_A_BALLOT, 1), else_=0).label("ballotable"),
    _border.c.motion_id.label("borderline_motion"),
    _equal.c.motion_id.label("equivalence_motion"),
)
_EQUIVALENCES = (
    select(_c.c.reference, _equal.c.motion_id)
    .select_from(
        _e.join(_c, _c.c.id == _e.c.candidate_id).outerjoin(
            _equal, rulings.of(_equal, _e.c.candidate_id, EQUIVALENCE)
        )
    )
    .where(_e.c.circulation_id == LATEST, _e.c.equivalence.is_(True), _c.c.withdrawn_at.is_(None))
    .order_by(_c.c.reference)
)
_ANYBODY = (
    select(_e.c.id.label("listed_id"))
    .select_from(_e.join(_c, _c.c.id == _e.c.candidate_id))
    .where(_e.c.circulation_id == LATEST, _c.c.withdrawn_at.is_(None))
    .limit(1)
)
EQUIVALENCES_AHEAD = (_EQUIVALENCES, _ANYBODY)
"""What equivalences and anybody ask, for a page that asks it together with others."""


def entries(rows: Sequence[Any]) -> list[Entry]:
    """The same of many rows; names that are the same as before are opened once."""
    named = keys.ring().remembered(_names, tuple(map(_sealed, rows)))
    return [_entry(row, name) for row, name in zip(rows, named, strict=True)]


def _sealed(row: Any) -> tuple[str, str, bytes | None]:
    return row.candidate_id, row.procedure_id, row.named


def _names(sealed: tuple[tuple[str, str, bytes | None], ...]) -> list[str | None]:
    """The names of these candidates; None where the file's key is erased (D3)."""
    opened = vault.unseal_all(
        [(keys.file_key(candidate, of), named, candidate) for candidate, of, named in sealed],
        "applications_candidate",
    )
    return [said["name"] if said else None for said in opened]


def _entry(row: Any, name: str | None) -> Entry:
    return Entry(
        row.candidate_id,
        row.reference,
        name,
        row.place,
        row.status,
        row.equivalence,
        row.since_version,
        row.withdrawn_at,
        row.borderline,
        row.equivalent,
        row.listed_id,
        row.procedure_id,
        row.sealed,
    )


def current(connection: Connection, procedure_id: str) -> ListView | None:
    """The latest version of the list; None before the first was circulated."""
    asked = {"procedure": procedure_id}
    head = connection.execute(_CURRENT, asked).first()
    if head is None:
        return None
    rows = connection.execute(_ENTRIES, asked).all()
    return ListView(head.id, head.version, head.at, head.why, entries(rows))


def ballotable(connection: Connection, procedure_id: str) -> list[Entry]:
    """Who stands on a ballot: listed, less borderline ones that the panel did not accept,
    those whose equivalence it refused, and those who withdrew (A4, A6, R25).

    A ruling has effect when it is recorded, so that ballots can be drafted on it at once;
    none is locked before its minutes are confirmed (C10: ``rulings.weights``).
    """
    return entries(connection.execute(_BALLOTABLE, {"procedure": procedure_id}).all())


def equivalences(connection: Connection, procedure_id: str) -> list[tuple[str, str]]:
    """Who stands on the latest version by equivalence and did not withdraw: the reference, and
    the motion on which the panel's ruling rests, '' where none is (A4)."""
    rows = connection.execute(_EQUIVALENCES, {"procedure": procedure_id})
    return [(row.reference, row.motion_id or "") for row in rows]


def anybody(connection: Connection, procedure_id: str) -> bool:
    """Whether somebody is on the latest version of the list who did not withdraw."""
    return connection.execute(_ANYBODY, {"procedure": procedure_id}).first() is not None


def ruled(connection: Connection, procedure_id: str) -> list[Ruled]:
    """Every line of the latest version in its order, with what its rulings rest on; by one
    statement, for who needs both the ballot's names and what a lock still waits for."""
    rows = connection.execute(_RULED, {"procedure": procedure_id}).all()
    return [
        Ruled(one, bool(row.ballotable), row.borderline_motion or "", row.equivalence_motion or "")
        for one, row in zip(entries(rows), rows, strict=True)
    ]
