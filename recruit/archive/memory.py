"""Memory for the next time: written once the procedure is closed, read when the next opens."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.rules import Reader
from recruit.accounts import models as accounts
from recruit.applications import models as applications
from recruit.applications import queries as named
from recruit.archive.models import Lesson
from recruit.archive.rules.memory import Real, checked, compared
from recruit.core import ids
from recruit.procedure import models as procedures
from recruit.procedure import queries as procedure

_l = Lesson.__table__  # type: ignore[attr-defined]
_p = procedures.Procedure.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_who = accounts.Person.__table__  # type: ignore[attr-defined]
_a = applications.Candidate.__table__  # type: ignore[attr-defined]
_LINES = (
    select(_l.c.capacity, _l.c.text)
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
_CANDIDATES = select(_a.c.id).where(_a.c.procedure_id == bindparam("procedure"))


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a recruitment left for the next: (capacity, line), and planned against real days."""

    title: str
    lines: tuple[tuple[str, str], ...]
    days: tuple[Real, ...]


def of(connection: Connection, procedure_id: str, reader: Reader) -> Remembered | None:
    """What this recruitment leaves, as the reader's capacity may know its days."""
    about = procedure.by_id(connection, procedure_id)
    if about is None:
        return None
    lines = connection.execute(_LINES, {"procedure": procedure_id}).all()
    windows = [
        (w.para, w.what, w.amended_last or w.last)
        for w in procedure.windows(connection, procedure_id)
    ]
    told = procedure.for_audiences(procedure.milestones(connection, procedure_id), reader.audiences)
    return Remembered(
        about.title,
        tuple((row.capacity, row.text) for row in lines),
        compared(windows, told),
    )


def before(connection: Connection, reader: Reader) -> Remembered | None:
    """What the recruitment before this one left; None where there was none."""
    found = connection.execute(_BEFORE, {"procedure": reader.procedure_id}).scalar()
    return of(connection, found, reader) if found else None


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
