"""The focal point's table of files, what screeners declared, instructions, counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, and_, bindparam, case, func, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.actions import Action
from recruit.access.policy import allows
from recruit.access.rules import Capacity, Reader
from recruit.accounts import models as accounts
from recruit.applications import models as applications
from recruit.core import keys, vault
from recruit.prescreening import models
from recruit.procedure.rules.milestones import Column

ROWS = 50


@dataclass(frozen=True, slots=True)
class DeclaredView:
    """A screener's declaration for whoever decides. text: with the focal point alone."""

    id: str
    reference: str
    person_name: str
    kind: str
    text: str
    at: datetime
    conflict: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class InstructionView:
    """A written instruction of the oversight."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ProgressView:
    """Counts of the screening, kept by the writer."""

    assigned: int = 0
    locked_once: int = 0
    locked_twice: int = 0
    settled: int = 0


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a place on a file. locked: the vote is locked (known to the focal point, who
    assigns, unless the focal point is a blind screener of the file)."""

    assignment_id: str
    person_id: str
    name: str
    locked: bool


@dataclass(frozen=True, slots=True)
class Work:
    """A file in the focal point's table. state: 'open', 'screening', 'difference', 'done'.

    mine: the reader has a place on it and has not locked, so that nothing of the other's
    lock is shown (A5).
    """

    candidate_id: str
    reference: str
    internal: bool
    withdrawn: bool
    places: dict[int, Holder]
    state: str
    outcome: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Load:
    """How many files somebody has to screen, and how many of these are locked.

    of_locked: out of how many it is known: a file on which the reader has still to lock tells
    nothing of the other's lock (A5).
    """

    person_id: str
    name: str
    files: int
    of_locked: int
    locked: int


_s = models.Assignment.__table__  # type: ignore[attr-defined]
_v = models.Vote.__table__  # type: ignore[attr-defined]
_o = models.Outcome.__table__  # type: ignore[attr-defined]
_d = models.ScreenerDeclaration.__table__  # type: ignore[attr-defined]
_i = models.Instruction.__table__  # type: ignore[attr-defined]
_n = models.Progress.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_a = accounts.Person.__table__  # type: ignore[attr-defined]

_outcome = (
    select(_o.c.outcome)
    .where(_o.c.candidate_id == _c.c.id)
    .order_by(_o.c.at.desc(), _o.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_DECLARED = (
    select(
        _d.c.id,
        _d.c.candidate_id,
        _c.c.reference,
        _a.c.name,
        _d.c.sealed,
        _d.c.at,
        _d.c.conflict,
        _d.c.reason,
    )
    .select_from(_d.join(_c, _c.c.id == _d.c.candidate_id).join(_a, _a.c.id == _d.c.person_id))
    .where(_d.c.procedure_id == bindparam("procedure"))
    .order_by(_d.c.conflict.is_not(None), _d.c.at, _d.c.id)
)
_focal = (
    select(_g.c.id)
    .where(
        _g.c.procedure_id == _d.c.procedure_id,
        _g.c.person_id == _d.c.person_id,
        _g.c.capacity == "focal-point",
        _g.c.ended_at.is_(None),
    )
    .exists()
)
_BY_SCREENERS, _BY_FOCAL = _DECLARED.where(~_focal), _DECLARED.where(_focal)
_INSTRUCTIONS = (
    select(_i.c.text, _i.c.at)
    .where(_i.c.procedure_id == bindparam("procedure"))
    .order_by(_i.c.at.desc(), _i.c.id)
    .limit(ROWS)
)
_PROGRESS = select(_n.c.assigned, _n.c.locked_once, _n.c.locked_twice, _n.c.settled).where(
    _n.c.procedure_id == bindparam("procedure")
)
_p1, _p2 = _s.alias("first_place"), _s.alias("second_place")
_v1, _v2 = _v.alias("first_vote"), _v.alias("second_vote")
_a1, _a2 = _a.alias("first_person"), _a.alias("second_person")
_WORK = (
    select(
        _c.c.id,
        _c.c.reference,
        _c.c.staff,
        _c.c.withdrawn_at,
        _p1.c.id.label("one_id"),
        _p1.c.person_id.label("one_person"),
        _a1.c.name.label("one_name"),
        _v1.c.locked_at.label("one_locked"),
        _p2.c.id.label("two_id"),
        _p2.c.person_id.label("two_person"),
        _a2.c.name.label("two_name"),
        _v2.c.locked_at.label("two_locked"),
        _outcome.label("outcome"),
    )
    .select_from(
        _c.outerjoin(
            _p1,
            and_(_p1.c.candidate_id == _c.c.id, _p1.c.place == 1, _p1.c.ended_at.is_(None)),
        )
        .outerjoin(
            _p2,
            and_(_p2.c.candidate_id == _c.c.id, _p2.c.place == 2, _p2.c.ended_at.is_(None)),
        )
        .outerjoin(_v1, _v1.c.assignment_id == _p1.c.id)
        .outerjoin(_v2, _v2.c.assignment_id == _p2.c.id)
        .outerjoin(_a1, _a1.c.id == _p1.c.person_id)
        .outerjoin(_a2, _a2.c.id == _p2.c.person_id)
    )
    .where(
        _c.c.procedure_id == bindparam("procedure"),
        _c.c.merged_into.is_(None),
        or_(_c.c.late.is_(False), _c.c.admitted_at.is_not(None)),
        _c.c.reference > bindparam("after"),
        or_(
            bindparam("who", type_=String) == "",
            _p1.c.person_id == bindparam("who"),
            _p2.c.person_id == bindparam("who"),
        ),
    )
    .order_by(_c.c.reference)
    .limit(ROWS + 1)
)


def _free(place: int) -> Any:
    return (
        ~select(_s.c.id)
        .where(_s.c.candidate_id == _c.c.id, _s.c.place == place, _s.c.ended_at.is_(None))
        .exists()
    )


_own_open = _s.alias("own_open")
_hidden = (
    select(_own_open.c.id)
    .where(
        _own_open.c.candidate_id == _s.c.candidate_id,
        _own_open.c.person_id == bindparam("person"),
        _own_open.c.ended_at.is_(None),
        _own_open.c.locked_at.is_(None),
        _s.c.person_id != bindparam("person"),
    )
    .exists()
)
_LOADS = (
    select(
        _s.c.person_id,
        _a.c.name,
        func.count().label("files"),
        func.sum(case((_hidden, 0), else_=1)).label("of_locked"),
        func.sum(case((and_(_s.c.locked_at.is_not(None), ~_hidden), 1), else_=0)).label("locked"),
    )
    .select_from(_s.join(_a, _a.c.id == _s.c.person_id).join(_c, _c.c.id == _s.c.candidate_id))
    .where(
        _s.c.procedure_id == bindparam("procedure"),
        _s.c.ended_at.is_(None),
        _s.c.place.in_((1, 2)),
        _c.c.withdrawn_at.is_(None),
        _c.c.merged_into.is_(None),
    )
    .group_by(_s.c.person_id, _a.c.name)
    .order_by(_a.c.name, _s.c.person_id)
)
_ANY_OPEN = (
    select(_c.c.id)
    .where(
        _c.c.procedure_id == bindparam("procedure"),
        _c.c.withdrawn_at.is_(None),
        _c.c.merged_into.is_(None),
        or_(_c.c.late.is_(False), _c.c.admitted_at.is_not(None)),
        or_(_free(1), _free(2)),
    )
    .limit(1)
)
_PEOPLE = (
    select(_g.c.person_id, _a.c.name, _g.c.capacity)
    .select_from(_g.join(_a, _a.c.id == _g.c.person_id))
    .where(
        _g.c.procedure_id == bindparam("procedure"),
        _g.c.capacity.in_(("focal-point", "gichd", "agency")),
        _g.c.ended_at.is_(None),
        _g.c.undertaken_at.is_not(None),
    )
    .order_by(_a.c.name, _g.c.person_id)
)
FILES_AHEAD = (_PROGRESS, _PEOPLE, _LOADS)
"""What progress, people and loads ask, with ``person``."""


def declared(connection: Connection, reader: Reader, *, by_focal_point: bool) -> list[DeclaredView]:
    """What screeners declared, for who decides: the focal point on screeners with the text,
    the Chair on the focal point by reference (A7)."""
    statement = _BY_FOCAL if by_focal_point else _BY_SCREENERS
    found = []
    for row in connection.execute(statement, {"procedure": reader.procedure_id}):
        said = vault.unseal_or_none(
            keys.file_key(row.candidate_id, reader.procedure_id),
            row.sealed,
            "prescreening_screener_declaration",
            row.id,
        ) or {"kind": "other", "text": ""}
        found.append(
            DeclaredView(
                row.id,
                row.reference,
                row.name,
                said["kind"],
                said["text"],
                row.at,
                row.conflict,
                row.reason,
            )
        )
    return found


def instructions(connection: Connection, procedure_id: str) -> list[InstructionView]:
    """The written instructions, the latest first."""
    rows = connection.execute(_INSTRUCTIONS, {"procedure": procedure_id})
    return [InstructionView(*row) for row in rows]


def progress(connection: Connection, procedure_id: str) -> ProgressView:
    """The counts."""
    row = connection.execute(_PROGRESS, {"procedure": procedure_id}).first()
    return ProgressView(*row) if row else ProgressView()


def loads(connection: Connection, reader: Reader) -> list[Load]:
    """Who screens how many files, by name, for the focal point."""
    who = {"procedure": reader.procedure_id, "person": reader.person_id}
    return [Load(*row) for row in connection.execute(_LOADS, who)]


def table(
    connection: Connection, reader: Reader, after: str = "", who: str = ""
) -> tuple[list[Work], bool]:
    """Fifty files to screen, by reference, and whether more follow. who: of this screener alone."""
    asked = {"procedure": reader.procedure_id, "after": after, "who": who}
    rows = connection.execute(_WORK, asked).all()
    found = []
    for row in rows[:ROWS]:
        locks = (row.one_locked is not None) + (row.two_locked is not None)
        own = next(
            (
                locked
                for person, locked in (
                    (row.one_person, row.one_locked),
                    (row.two_person, row.two_locked),
                )
                if person == reader.person_id
            ),
            False,
        )
        mine_open = own is None
        places = {}
        for place, one in ((1, "one"), (2, "two")):
            assignment = getattr(row, f"{one}_id")
            if assignment is not None:
                person = getattr(row, f"{one}_person")
                locked = getattr(row, f"{one}_locked") is not None and not mine_open
                places[place] = Holder(assignment, person, getattr(row, f"{one}_name"), locked)
        if row.outcome:
            state = "done"
        elif locks == 2:
            state = "difference"
        else:
            state = "screening" if places else "open"
        found.append(
            Work(
                row.id,
                row.reference,
                row.staff,
                row.withdrawn_at is not None,
                places,
                state,
                row.outcome or "",
                mine_open,
            )
        )
    return found, len(rows) > ROWS


def any_open(connection: Connection, procedure_id: str) -> bool:
    """Whether a file to screen has an open place."""
    return connection.execute(_ANY_OPEN, {"procedure": procedure_id}).first() is not None


def people(connection: Connection, procedure_id: str, column: Column) -> list[tuple[str, str]]:
    """Who can screen now: person and name, by name. column: of the procedure; the agency's
    staff screen only until the list is circulated (53(h))."""
    rows = connection.execute(_PEOPLE, {"procedure": procedure_id})
    found = {
        row.person_id: row.name
        for row in rows
        if allows(Action.SCREENING_DO, Capacity(row.capacity), column)
    }
    return list(found.items())
