"""Reading declarations: names asked, own ones, those that await a decision, the asking again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, func, literal, select, union_all
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.access.tasks import counted
from recruit.accounts import models as accounts
from recruit.applications import models as applications
from recruit.core import keys, vault
from recruit.panel import models
from recruit.panel.rules.conflicts import Clearance, Default, Relation, default


@dataclass(frozen=True, slots=True)
class AskedView:
    """A name to declare on: reference and place on the list of this version."""

    candidate_id: str
    reference: str
    version: int
    place: int
    listed: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnView:
    """A person's latest declaration on a name, and where the person stands by it."""

    candidate_id: str
    relation: Relation
    text: str
    at: datetime
    clearance: Clearance


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands on all names: declared on, undecided, in conflict."""

    declared_on: frozenset[str]
    undecided: frozenset[str]
    conflict: frozenset[str]


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration as whoever decides reads it.

    same_nationality: found by comparison (A7), shown to who decides alone. finding: the
    decision (conflict, reason), None while there is none. votes: grants that voted.
    """

    id: str
    candidate_id: str
    reference: str
    listed: bool
    person_id: str
    person_name: str
    capacity: str
    seat: int
    grant_id: str
    state_id: str
    relation: Relation
    text: str
    at: datetime
    status: str
    same_nationality: bool
    finding: tuple[bool, str] | None
    votes: frozenset[str]

    @property
    def only_recorded(self) -> bool:
        """The kind is a conflict by itself: only its consequence is recorded (C6)."""
        return default(self.relation) is Default.CONFLICT


@dataclass(frozen=True, slots=True)
class Again:
    """The one day on which all are asked again (C4), and who answered, by person."""

    day: date | None
    answered: dict[str, datetime]


_k = models.Asked.__table__  # type: ignore[attr-defined]
_d = models.Declaration.__table__  # type: ignore[attr-defined]
_f = models.Finding.__table__  # type: ignore[attr-defined]
_v = models.FindingVote.__table__  # type: ignore[attr-defined]
_n = models.AskedAgain.__table__  # type: ignore[attr-defined]
_w = models.Declared.__table__  # type: ignore[attr-defined]
_c = access.Clearance.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_a = accounts.Person.__table__  # type: ignore[attr-defined]
_x = applications.Candidate.__table__  # type: ignore[attr-defined]
_s = applications.Sheet.__table__  # type: ignore[attr-defined]

_ASKED = (
    select(_k.c.candidate_id, _x.c.reference, _k.c.version, _k.c.place, _k.c.listed, _k.c.at)
    .select_from(_k.join(_x, _x.c.id == _k.c.candidate_id))
    .where(_k.c.procedure_id == bindparam("procedure"), _x.c.withdrawn_at.is_(None))
    .order_by(_k.c.listed.desc(), _k.c.version, _k.c.place, _k.c.candidate_id)
)
_OWN = (
    select(_d.c.id, _d.c.candidate_id, _d.c.sealed, _d.c.at, _c.c.status)
    .select_from(
        _d.outerjoin(
            _c,
            (_c.c.procedure_id == _d.c.procedure_id)
            & (_c.c.person_id == _d.c.person_id)
            & (_c.c.candidate_id == _d.c.candidate_id),
        )
    )
    .where(_d.c.procedure_id == bindparam("procedure"), _d.c.person_id == bindparam("person"))
    .order_by(_d.c.at, _d.c.id)
)
_STANDING = union_all(
    select(_c.c.candidate_id, _c.c.status).where(
        _c.c.procedure_id == bindparam("procedure"), _c.c.person_id == bindparam("person")
    ),
    select(_d.c.candidate_id, literal("declared").label("status"))
    .distinct()
    .where(_d.c.procedure_id == bindparam("procedure"), _d.c.person_id == bindparam("person")),
)
_later = _d.alias("later")
LATEST = (
    select(
        _d.c.id,
        _d.c.candidate_id,
        _x.c.reference,
        _k.c.listed,
        _d.c.person_id,
        _a.c.name,
        _g.c.capacity,
        _g.c.seat,
        _g.c.id.label("grant_id"),
        _g.c.state_id,
        _d.c.sealed,
        _d.c.at,
        _c.c.status,
        _d.c.none_or_known,
        _s.c.sealed.label("sheet"),
        _f.c.conflict,
        _f.c.sealed.label("finding"),
        _f.c.id.label("finding_id"),
    )
    .select_from(
        _d.join(_x, _x.c.id == _d.c.candidate_id)
        .join(
            _k,
            (_k.c.procedure_id == _d.c.procedure_id) & (_k.c.candidate_id == _d.c.candidate_id),
        )
        .join(_a, _a.c.id == _d.c.person_id)
        .join(
            _g,
            (_g.c.procedure_id == _d.c.procedure_id)
            & (_g.c.person_id == _d.c.person_id)
            & _g.c.capacity.in_([Capacity.MEMBER.value, Capacity.SURROGATE.value])
            & _g.c.ended_at.is_(None),
        )
        .join(
            _c,
            (_c.c.procedure_id == _d.c.procedure_id)
            & (_c.c.person_id == _d.c.person_id)
            & (_c.c.candidate_id == _d.c.candidate_id),
        )
        .outerjoin(_s, _s.c.candidate_id == _d.c.candidate_id)
        .outerjoin(_f, _f.c.declaration_id == _d.c.id)
        .outerjoin(
            _later,
            (_later.c.procedure_id == _d.c.procedure_id)
            & (_later.c.person_id == _d.c.person_id)
            & (_later.c.candidate_id == _d.c.candidate_id)
            & (_later.c.at > _d.c.at),
        )
    )
    .where(
        # found by what each reading below names: SQLite would go through all of the procedure
        func.coalesce(_d.c.procedure_id, "") == bindparam("procedure"),
        _later.c.id.is_(None),
    )
    .order_by(_d.c.at, _g.c.capacity, _g.c.seat, _k.c.place, _d.c.id)
)
_ONE = LATEST.where(_d.c.id == bindparam("declaration"))
_CONFLICTS = LATEST.where(
    _d.c.candidate_id == bindparam("candidate"), _c.c.status == Clearance.CONFLICT.value
)
VOTES = (
    select(_v.c.declaration_id, _v.c.grant_id)
    .select_from(_v.join(_d, _d.c.id == _v.c.declaration_id))
    .where(func.coalesce(_d.c.procedure_id, "") == bindparam("procedure"))
)
_AGAIN = select(_n.c.person_id, _n.c.day, _n.c.answered_at).where(
    _n.c.procedure_id == bindparam("procedure")
)


_ANY = (
    select(_k.c.at)
    .select_from(_k.join(_x, _x.c.id == _k.c.candidate_id))
    .where(_k.c.procedure_id == bindparam("procedure"), _x.c.withdrawn_at.is_(None))
    .limit(1)
)
_left = (
    select(_k.c.id)
    .select_from(_k.join(_x, _x.c.id == _k.c.candidate_id))
    .where(
        _k.c.procedure_id == bindparam("procedure"),
        _x.c.withdrawn_at.is_(None),
        ~select(_d.c.id)
        .where(
            _d.c.procedure_id == bindparam("procedure"),
            _d.c.person_id == bindparam("person"),
            _d.c.candidate_id == _k.c.candidate_id,
        )
        .correlate(_k)
        .exists(),
    )
    .exists()
)
_WHOLE = select(func.max(_k.c.at)).where(_k.c.procedure_id == bindparam("procedure"), ~_left)
OWN_AHEAD = (_ASKED, _OWN, _AGAIN)
"""What asked, own and again ask, for a page that asks them together."""
ANY_AHEAD = (_ANY, _AGAIN)
"""What any_asked and again ask."""


def said_all(procedure_id: ColumnElement[str], person_id: ColumnElement[str]) -> Any:
    """The condition that this person has declared on every name asked so far (C4).

    True only where the writer noted it (models.Declared); where it is not true, names may
    be left, and whoever asks looks.
    """
    asked_last = (
        select(func.max(_k.c.at))
        .where(_k.c.procedure_id == procedure_id)
        .correlate_except(_k)
        .scalar_subquery()
    )
    return (
        select(_w.c.id)
        .where(
            _w.c.procedure_id == procedure_id,
            _w.c.person_id == person_id,
            _w.c.until >= asked_last,
        )
        .correlate_except(_w)
        .exists()
    )


def whole(connection: Connection, procedure_id: str, person_id: str) -> datetime | None:
    """When the latest name was asked, if this person has declared on all; else None."""
    asked_for = {"procedure": procedure_id, "person": person_id}
    return connection.execute(_WHOLE, asked_for).scalar()


def left_since(connection: Connection, procedure_id: str, person_id: str) -> datetime | None:
    """When the latest name was asked, if this person has not declared on all; else None."""
    names = asked(connection, procedure_id)
    if not names or whole(connection, procedure_id, person_id) is not None:
        return None
    return max(x.at for x in names)


def asked(connection: Connection, procedure_id: str) -> list[AskedView]:
    """The names to declare on, in the list's order; those withdrawn are left out."""
    return [AskedView(*row) for row in connection.execute(_ASKED, {"procedure": procedure_id})]


def own(connection: Connection, procedure_id: str, person_id: str) -> dict[str, OwnView]:
    """A person's latest declaration on each name, by candidate."""
    found: dict[str, OwnView] = {}
    who = {"procedure": procedure_id, "person": person_id}
    for row in connection.execute(_OWN, who):
        said = vault.unseal_or_none(
            keys.judgement_key(row.candidate_id, procedure_id),
            row.sealed,
            "panel_declaration",
            row.id,
        )
        if said is not None:
            found[row.candidate_id] = OwnView(
                row.candidate_id,
                Relation(said["kind"]),
                said["text"],
                row.at,
                Clearance(row.status or Clearance.NONE.value),
            )
    return found


def standing(connection: Connection, procedure_id: str, person_id: str) -> Standing:
    """Where a person stands: names declared on, undecided ones, conflicts (C4 to C6)."""
    who = {"procedure": procedure_id, "person": person_id}
    by: dict[str, set[str]] = {"declared": set(), "undecided": set(), "conflict": set()}
    for row in connection.execute(_STANDING, who):
        by.setdefault(row.status, set()).add(row.candidate_id)
    return Standing(
        frozenset(by["declared"]), frozenset(by["undecided"]), frozenset(by["conflict"])
    )


def nationalities(candidate_id: str, procedure_id: str, sheet: bytes | None) -> frozenset[str]:
    """The nationalities on a candidate's separate sheet, as ISO 3166 alpha-3 (A7).

    For the comparison of C5 alone: no page shows them.
    """
    said = vault.unseal_or_none(
        keys.file_key(candidate_id, procedure_id), sheet, "applications_sheet", candidate_id
    )
    return frozenset(said.get("nationalities", ())) if isinstance(said, dict) else frozenset()


def one(connection: Connection, procedure_id: str, declaration_id: str) -> Declared | None:
    """This one of these; None where a later one took its place."""
    found = latest(connection, procedure_id, _ONE, declaration=declaration_id)
    return found[0] if found else None


def conflicts_on(connection: Connection, procedure_id: str, candidate_id: str) -> list[Declared]:
    """Of these the ones on this name that are conflicts."""
    return latest(connection, procedure_id, _CONFLICTS, candidate=candidate_id)


def latest(
    connection: Connection, procedure_id: str, statement: Select[Any], **more: str | int
) -> list[Declared]:
    """The declarations that LATEST finds with the conditions of this statement."""
    where = {"procedure": procedure_id}
    votes: dict[str, set[str]] = {}
    for row in connection.execute(VOTES, where):
        votes.setdefault(row.declaration_id, set()).add(row.grant_id)
    found = []
    rows = connection.execute(statement, {**where, **more}).all()
    key_of = [keys.judgement_key(row.candidate_id, procedure_id) for row in rows]
    told = vault.unseal_all(
        [(key, row.sealed, row.id) for key, row in zip(key_of, rows, strict=True)],
        "panel_declaration",
    )
    for row, key, said in zip(rows, key_of, told, strict=True):
        if said is None:
            continue
        why = vault.unseal_or_none(key, row.finding, "panel_finding", row.finding_id or "")
        found.append(
            Declared(
                row.id,
                row.candidate_id,
                row.reference,
                row.listed,
                row.person_id,
                row.name,
                row.capacity,
                row.seat,
                row.grant_id,
                row.state_id or "",
                Relation(said["kind"]),
                said["text"],
                row.at,
                row.status,
                bool(row.state_id)
                and not row.none_or_known
                and row.state_id in nationalities(row.candidate_id, procedure_id, row.sheet),
                None if why is None else (row.conflict, why["reason"]),
                frozenset(votes.get(row.id, ())),
            )
        )
    return found


def again(connection: Connection, procedure_id: str) -> Again:
    """The day of the asking again and the answers given (C4). day None: not set yet."""
    day: date | None = None
    answered: dict[str, datetime] = {}
    for row in connection.execute(_AGAIN, {"procedure": procedure_id}):
        if row.person_id is None:
            day = row.day
        elif row.answered_at is not None:
            answered[row.person_id] = row.answered_at
    return Again(day, answered)


def unsaid(what: Any) -> Select[Any]:
    """What of the names asked on which the holder of the grant around it has not declared, those
    withdrawn left out (C4)."""
    return (
        select(what)
        .select_from(_k.join(_x, _x.c.id == _k.c.candidate_id))
        .where(
            _k.c.procedure_id == _g.c.procedure_id,
            _x.c.withdrawn_at.is_(None),
            ~select(_d.c.id)
            .where(
                _d.c.procedure_id == _k.c.procedure_id,
                _d.c.person_id == _g.c.person_id,
                _d.c.candidate_id == _k.c.candidate_id,
            )
            .correlate(_k, _g)
            .exists(),
        )
        .correlate(_g)
    )


# names are counted only for those of whom the writer did not note that all are said
_unsaid = counted(unsaid(_k.c.id))
_LEFT_OF = select(
    _g.c.person_id,
    case((said_all(_g.c.procedure_id, _g.c.person_id), 0), else_=_unsaid).label("n"),
).where(
    _g.c.procedure_id == bindparam("procedure"),
    _g.c.capacity.in_([Capacity.MEMBER.value, Capacity.SURROGATE.value]),
    _g.c.ended_at.is_(None),
)
LEFT_AHEAD = (_LEFT_OF, _ANY)
"""What left_of and any_asked ask."""


def left_of(connection: Connection, procedure_id: str) -> dict[str, int]:
    """How many names each living member and surrogate has not declared on, by person; counted
    up to one more than duties.MANY."""
    found = connection.execute(_LEFT_OF, {"procedure": procedure_id})
    return {row.person_id: row.n for row in found}


def any_asked(connection: Connection, procedure_id: str) -> bool:
    """Whether there is a name to declare on, those withdrawn left out."""
    return connection.execute(_ANY, {"procedure": procedure_id}).first() is not None
