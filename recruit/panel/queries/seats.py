"""Who sits on the panel: living members, surrogates in order, the chair, vacant seats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, case, false, func, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.accounts import models as accounts
from recruit.applications import models as applications
from recruit.panel import models
from recruit.panel.queries.declarations import said_all
from recruit.panel.rules.balance import Person
from recruit.panel.rules.conflicts import Clearance
from recruit.panel.rules.replacement import Surrogate, worst


@dataclass(frozen=True, slots=True)
class Seat:
    """A living occupant of a seat (1 to 5), or a surrogate (seat: place in the order)."""

    grant_id: str
    person_id: str
    seat: int
    state_id: str
    name: str
    since: datetime
    undertaken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChairSeat:
    """Who exercises the chair: the chair's own grant, and the person's seat beside it."""

    grant_id: str
    person_id: str
    name: str
    member_grant: str


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A seat that nobody has: which, whose it was, since when. chairs: it was the Chair's."""

    id: str
    seat: int
    from_grant: str
    at: datetime


_g = access.Grant.__table__  # type: ignore[attr-defined]
_a = accounts.Person.__table__  # type: ignore[attr-defined]
_q = models.Passing.__table__  # type: ignore[attr-defined]
_k = models.Asked.__table__  # type: ignore[attr-defined]
_c = access.Clearance.__table__  # type: ignore[attr-defined]
_l = models.Place.__table__  # type: ignore[attr-defined]
_x = applications.Candidate.__table__  # type: ignore[attr-defined]

_OCCUPANTS = (
    select(
        _g.c.id,
        _g.c.person_id,
        _g.c.seat,
        _g.c.state_id,
        _a.c.name,
        _g.c.since,
        _g.c.undertaken_at,
        _g.c.capacity,
    )
    .select_from(_g.join(_a, _a.c.id == _g.c.person_id))
    .where(
        _g.c.procedure_id == bindparam("procedure"),
        _g.c.capacity.in_([Capacity.MEMBER.value, Capacity.SURROGATE.value, Capacity.CHAIR.value]),
        _g.c.ended_at.is_(None),
    )
    .order_by(_g.c.seat, _g.c.since, _g.c.id)
)
OCCUPANTS_AHEAD = (_OCCUPANTS,)
"""What occupants asks, for a page that asks it together with others."""
_VACANT = (
    select(_q.c.id, _q.c.seat, _q.c.from_grant, _q.c.at)
    .where(_q.c.procedure_id == bindparam("procedure"), _q.c.to_grant.is_(None))
    .order_by(_q.c.at, _q.c.id)
)
_FORMER = select(_g.c.person_id).where(
    _g.c.procedure_id == bindparam("procedure"),
    _g.c.capacity == Capacity.MEMBER.value,
    _g.c.ended_at.is_not(None),
)
_LATEST = select(func.max(_k.c.at).label("at")).where(
    _k.c.procedure_id == bindparam("procedure"), _k.c.listed.is_(True)
)
# names on the list, those withdrawn left out: nobody is asked to declare on these
_LISTED = _k.join(_x, and_(_x.c.id == _k.c.candidate_id, _x.c.withdrawn_at.is_(None)))
_HINDERED = (
    select(_c.c.person_id, _c.c.status)
    .distinct()
    .select_from(
        _c.join(
            _LISTED,
            and_(
                _k.c.procedure_id == _c.c.procedure_id,
                _k.c.candidate_id == _c.c.candidate_id,
                _k.c.listed.is_(True),
            ),
        )
    )
    .where(
        _c.c.procedure_id == bindparam("procedure"),
        _c.c.status.in_([Clearance.UNDECIDED.value, Clearance.CONFLICT.value]),
    )
)
_undeclared = (
    select(_k.c.id)
    .select_from(_LISTED)
    .where(
        _k.c.procedure_id == _g.c.procedure_id,
        _k.c.listed.is_(True),
        ~select(_c.c.id)
        .where(
            _c.c.procedure_id == _k.c.procedure_id,
            _c.c.person_id == _g.c.person_id,
            _c.c.candidate_id == _k.c.candidate_id,
            _c.c.status != Clearance.NONE.value,
        )
        .correlate(_k, _g)
        .exists(),
    )
    .correlate(_g)
    .exists()
)
_LATE = select(_g.c.person_id).where(
    _g.c.procedure_id == bindparam("procedure"),
    _g.c.capacity == Capacity.SURROGATE.value,
    _g.c.ended_at.is_(None),
    case((said_all(_g.c.procedure_id, _g.c.person_id), false()), else_=_undeclared),
)
_GENDERS = (
    select(_l.c.person_id, _l.c.gender)
    .where(_l.c.procedure_id == bindparam("procedure"), _l.c.person_id.is_not(None))
    .order_by(_l.c.made_at)
)
VACANT_AHEAD = (_VACANT,)
"""What vacant asks."""
GENDERS_AHEAD = (_GENDERS,)
"""What genders asks."""
ORDER_AHEAD = (_LATEST, _HINDERED, _LATE, _FORMER, _GENDERS, _OCCUPANTS)
"""What order and ``composition.living`` ask."""


def occupants(connection: Connection, procedure_id: str) -> dict[str, list[Seat]]:
    """The living grants by capacity: 'member', 'surrogate' and 'chair', each by seat."""
    found: dict[str, list[Seat]] = {"member": [], "surrogate": [], "chair": []}
    for row in connection.execute(_OCCUPANTS, {"procedure": procedure_id}):
        found[row.capacity].append(Seat(*row[:4], row.name, row.since, row.undertaken_at))
    return found


def members(connection: Connection, procedure_id: str) -> list[Seat]:
    """The living occupants of the five seats, by seat (C10: 'the five')."""
    return occupants(connection, procedure_id)["member"]


def surrogates(connection: Connection, procedure_id: str) -> list[Seat]:
    """The surrogates who are not seated, in their order."""
    return occupants(connection, procedure_id)["surrogate"]


def chair(connection: Connection, procedure_id: str) -> ChairSeat | None:
    """Who exercises the chair now (R19); None: nobody. member_grant '': sits on no seat yet."""
    found = occupants(connection, procedure_id)
    if not found["chair"]:
        return None
    own = found["chair"][0]
    beside = next((m.grant_id for m in found["member"] if m.person_id == own.person_id), "")
    return ChairSeat(own.grant_id, own.person_id, own.name, beside)


def vacant(connection: Connection, procedure_id: str) -> list[Vacancy]:
    """The seats that nobody has, the longest vacant first."""
    return [Vacancy(*row) for row in connection.execute(_VACANT, {"procedure": procedure_id})]


def genders(connection: Connection, procedure_id: str) -> dict[str, str]:
    """What each person named gave as gender, by person; '' where not given. For counts alone."""
    return {
        row.person_id: row.gender
        for row in connection.execute(_GENDERS, {"procedure": procedure_id})
    }


def order(
    connection: Connection,
    procedure_id: str,
    balance: dict[str, Person],
    due_after: Callable[[datetime], datetime] | None = None,
) -> tuple[list[tuple[Surrogate, Seat]], datetime | None]:
    """The surrogates as the passing judges them (C7), each with the grant; and the latest
    list's instant. balance: what balance counts of each person, by person. due_after: until
    when somebody declares who became surrogate at an instant after that list (C9)."""
    asked = {"procedure": procedure_id}
    latest: datetime | None = connection.execute(_LATEST, asked).scalar()
    given: dict[str, set[Clearance]] = {}
    for row in connection.execute(_HINDERED, asked):
        given.setdefault(row.person_id, set()).add(Clearance(row.status))
    for row in connection.execute(_LATE, asked):
        given.setdefault(row.person_id, set()).add(Clearance.NONE)
    former = {row.person_id for row in connection.execute(_FORMER, asked)}
    found = []
    for seat in surrogates(connection, procedure_id):
        mine = sorted(given.get(seat.person_id, ()))
        found.append(
            (
                Surrogate(
                    number=seat.seat,
                    person=seat.person_id,
                    declared=Clearance.NONE not in mine,
                    clearance=worst(mine),
                    former=seat.person_id in former,
                    balance=balance.get(seat.person_id),
                    due=due_after(seat.since)
                    if due_after and latest and seat.since > latest
                    else None,
                ),
                seat,
            )
        )
    return found, latest


_NAMES = (
    select(_g.c.id, _a.c.name)
    .select_from(_g.join(_a, _a.c.id == _g.c.person_id))
    .where(
        _g.c.procedure_id == bindparam("procedure"),
        _g.c.capacity == Capacity.MEMBER.value,
    )
)
NAMES_AHEAD = (_NAMES,)
"""What names asks."""


def names(connection: Connection, procedure_id: str) -> dict[str, str]:
    """The name of whoever held each seat's grant, living or ended, by grant."""
    return {row.id: row.name for row in connection.execute(_NAMES, {"procedure": procedure_id})}


@dataclass(frozen=True, slots=True)
class Left:
    """A seat that somebody left, when, and when they confirmed C13; None: not yet."""

    seat: int
    at: datetime
    confirmed_at: datetime | None


_z = models.Destruction.__table__  # type: ignore[attr-defined]
_LEFT = (
    select(_g.c.seat, _g.c.ended_at, _z.c.at)
    .select_from(
        _g.outerjoin(
            _z, (_z.c.procedure_id == _g.c.procedure_id) & (_z.c.person_id == _g.c.person_id)
        )
    )
    .where(
        _g.c.procedure_id == bindparam("procedure"),
        _g.c.person_id == bindparam("person"),
        _g.c.capacity == Capacity.MEMBER.value,
        _g.c.ended_at.is_not(None),
    )
    .order_by(_g.c.ended_at.desc())
    .limit(1)
)


def left(connection: Connection, procedure_id: str, person_id: str) -> Left | None:
    """The seat that this person left last, and whether the copies are destroyed (C13)."""
    who = {"procedure": procedure_id, "person": person_id}
    row = connection.execute(_LEFT, who).first()
    return Left(*row) if row else None
