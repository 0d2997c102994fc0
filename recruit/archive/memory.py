"""Memory for the next time: written once the procedure is closed, read when the next opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, exists, func, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.rules import Capacity, Reader
from recruit.access.tasks import columns
from recruit.accounts import models as accounts
from recruit.applications import models as applications
from recruit.applications import queries as named
from recruit.archive.models import Lesson
from recruit.archive.rules.memory import Real, checked, compared
from recruit.core import ids
from recruit.core.db import UTC
from recruit.core.words import _
from recruit.notices import kinds
from recruit.notices import operations as notices
from recruit.procedure import models as procedures
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import MilestoneKind

_l = Lesson.__table__  # type: ignore[attr-defined]
_p = procedures.Procedure.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_m = procedures.Milestone.__table__  # type: ignore[attr-defined]
_who = accounts.Person.__table__  # type: ignore[attr-defined]
_a = applications.Candidate.__table__  # type: ignore[attr-defined]
_LINES = (
    select(_l.c.capacity, _l.c.text, _l.c.at)
    .where(_l.c.procedure_id == bindparam("procedure"))
    .order_by(_l.c.capacity, _l.c.number)
)
_mine = _p.alias("this_one")
_BEFORE = (
    select(_p.c.id)
    .select_from(_p.join(_mine, _p.c.closure_at < _mine.c.closure_at))
    .where(
        _mine.c.id == bindparam("procedure"),
        select(_l.c.id).where(_l.c.procedure_id == _p.c.id).exists(),
    )
    .order_by(_p.c.closure_at.desc())
    .limit(1)
)
_NAMES = (
    select(_who.c.name)
    .select_from(_who.join(_g, _g.c.person_id == _who.c.id))
    .where(_g.c.procedure_id == bindparam("procedure"))
    .distinct()
)
NOTICE = "archive.before"
READERS = frozenset({Capacity.PRESIDENT, Capacity.FOCAL_POINT, Capacity.CHAIR})
_ENDS = (MilestoneKind.CONTRACT_SIGNED.value, MilestoneKind.CLOSED_WITHOUT_RESULT.value)
TASKS: list[Select[Any]] = [
    select(
        *columns(
            procedure_id=_g.c.procedure_id,
            procedure_name=_p.c.name,
            capacity=_g.c.capacity,
            kind="archive.memory",
            since=func.max(_m.c.at),
        )
    )
    .select_from(
        _g.join(_p, _p.c.id == _g.c.procedure_id).join(
            _m, and_(_m.c.procedure_id == _g.c.procedure_id, _m.c.kind.in_(_ENDS))
        )
    )
    .where(
        _g.c.person_id == bindparam("person"),
        _g.c.ended_at.is_(None),
        or_(_g.c.until.is_(None), _g.c.until > bindparam("now", type_=UTC())),
        _g.c.capacity.in_([Capacity.CHAIR.value, Capacity.FOCAL_POINT.value]),
        ~exists().where(_l.c.procedure_id == _g.c.procedure_id, _l.c.capacity == _g.c.capacity),
    )
    .group_by(_g.c.id, _g.c.procedure_id, _p.c.name, _g.c.capacity)
]
"""Lines for the next time: to GICHD and the Chair, once it is closed."""
_CANDIDATES = select(_a.c.id).where(_a.c.procedure_id == bindparam("procedure"))


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a recruitment left for the next: (capacity, line), and planned against real days."""

    title: str
    lines: tuple[tuple[str, str], ...]
    days: tuple[Real, ...]


def of(
    connection: Connection, procedure_id: str, reader: Reader, until: datetime | None = None
) -> Remembered | None:
    """What this recruitment leaves, as the reader's capacity may know its days. until: of what
    was recorded and written until then (aware); None for all of it."""
    about = procedure.by_id(connection, procedure_id)
    if about is None:
        return None
    lines = connection.execute(_LINES, {"procedure": procedure_id}).all()
    windows = {w.para: (w.first, w.last) for w in procedure.windows(connection, procedure_id)}
    told = procedure.for_audiences(procedure.milestones(connection, procedure_id), reader.audiences)
    return Remembered(
        about.title,
        tuple((row.capacity, row.text) for row in lines if until is None or row.at <= until),
        compared(windows, [m for m in told if until is None or m.at <= until]),
    )


def before(connection: Connection, reader: Reader) -> Remembered | None:
    """What the recruitment before this one left; None where there was none."""
    found = connection.execute(_BEFORE, {"procedure": reader.procedure_id}).scalar()
    return of(connection, found, reader) if found else None


def capacity_given(a: Act, grant: access.Grant) -> None:
    """Tell whoever prepares a recruitment what the one before it left, if anything; a writing
    function, called when a capacity was given."""
    if grant.capacity not in READERS or not grant.procedure_id:
        return
    if a.session.connection().execute(_BEFORE, {"procedure": grant.procedure_id}).first() is None:
        return
    notices.broadcast(
        a.session,
        a.now,
        grant.procedure_id,
        NOTICE,
        f"persons:{grant.capacity}",
        recipients=[grant.person_id],
        sender=Capacity.OPERATOR,
    )


def register() -> None:
    """Give the words of this room's notice."""
    kinds.register(
        NOTICE,
        subject=lambda: _("What the last recruitment left for this one"),
        line=lambda _id: _("The last recruitment left some lines for this one; begin with them."),
        endpoint="archive.remembered",
        action=Action.MEMORY_READ,
    )


def write(reader: Reader, *, lines: list[str], key: str = "") -> int:
    """Write this capacity's lines, in the place of its earlier ones; how many.

    Raises Refusal for more than ten, one too long, or one that holds a name of anybody who
    applied or held a capacity.
    """
    with act(reader, Action.MEMORY_WRITE, key) as a:
        connection, asked = a.session.connection(), {"procedure": a.procedure_id}
        people = list(connection.execute(_NAMES, asked).scalars())
        candidates = list(connection.execute(_CANDIDATES, asked).scalars())
        known = named.named(connection, a.procedure_id, candidates)
        kept = checked(lines, [*people, *(n.name for n in known.values() if n.name)])
        connection.execute(
            delete(_l).where(
                _l.c.procedure_id == a.procedure_id, _l.c.capacity == reader.capacity.value
            )
        )
        for number, text in enumerate(kept, start=1):
            a.session.add(
                Lesson(
                    id=ids.new(),
                    procedure_id=a.procedure_id,
                    capacity=reader.capacity,
                    number=number,
                    text=text,
                    by_grant=reader.grant_id,
                    at=a.now,
                )
            )
        a.record(a.procedure_id, lines=len(kept))
    return len(kept)
