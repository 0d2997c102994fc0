"""Reading what may be withdrawn, what was, and who had opened it (A9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.actions import Action
from recruit.access.rules import Capacity, Reader
from recruit.accounts.models import Person
from recruit.applications.models import Candidate
from recruit.core.db import UTC
from recruit.documents.covering import covered
from recruit.documents.models import Document, Redaction, View
from recruit.prescreening.models import Listed
from recruit.prescreening.queries import lists


@dataclass(frozen=True, slots=True)
class Recallable:
    """A document that this reader may withdraw: what it is, never what it is called. redacted:
    it is the copy that stands in the original's place (W4)."""

    id: str
    candidate_id: str
    reference: str
    kind: str
    received_at: datetime
    size: int
    redacted: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """Who had opened a withdrawn document, in which capacity, when first and how often."""

    name: str
    capacity: str
    first: datetime
    times: int


@dataclass(frozen=True, slots=True)
class Recalled:
    """A withdrawn document. opened: to the Chair alone."""

    id: str
    reference: str
    kind: str
    at: datetime
    why: str
    opened: list[Opened]


_c = Candidate.__table__  # type: ignore[attr-defined]
_d = Document.__table__  # type: ignore[attr-defined]
_r = Redaction.__table__  # type: ignore[attr-defined]
_v = View.__table__  # type: ignore[attr-defined]
_e = Listed.__table__  # type: ignore[attr-defined]
_x = access.Disclosure.__table__  # type: ignore[attr-defined]
_k = access.Clearance.__table__  # type: ignore[attr-defined]
_a = Person.__table__  # type: ignore[attr-defined]

_NOW = bindparam("now", type_=UTC())
GIVEN = exists().where(
    _x.c.procedure_id == bindparam("procedure"),
    or_(_x.c.object_id == _c.c.id, _x.c.object_id == _d.c.id),
    _x.c.capacity == Capacity.MEMBER.value,
    _x.c.since <= _NOW,
)
CLOSED = exists().where(
    _k.c.procedure_id == bindparam("procedure"),
    _k.c.person_id == bindparam("person"),
    _k.c.candidate_id == _c.c.id,
    _k.c.status.in_(("conflict", "undecided")),
)
_FILE = _d.join(_c, _c.c.id == _d.c.object_id)
_OF_FILES = (
    _d.c.procedure_id == bindparam("procedure"),
    _d.c.action == Action.APPLICATION_READ.value,
)
_MAY = {True: and_(GIVEN, ~CLOSED), False: ~CLOSED}
_ONE = {
    chair: select(
        _d.c.id,
        _c.c.id.label("candidate_id"),
        _c.c.reference,
        _d.c.kind,
        _d.c.received_at,
        _d.c.size,
        exists().where(_r.c.copy_id == _d.c.id).label("redacted"),
    )
    .select_from(_FILE)
    .where(
        *_OF_FILES,
        _c.c.id == bindparam("candidate"),
        _d.c.withdrawn_at.is_(None),
        ~covered(_d),
        may,
    )
    .order_by(_d.c.stored_at, _d.c.place, _d.c.id)
    for chair, may in _MAY.items()
}
_WITHDRAWN = {
    chair: select(_d.c.id, _c.c.reference, _d.c.kind, _d.c.withdrawn_at, _d.c.withdrawn_why)
    .select_from(_FILE)
    .where(*_OF_FILES, _d.c.withdrawn_at.is_not(None), may)
    .order_by(_d.c.withdrawn_at.desc(), _d.c.id)
    for chair, may in _MAY.items()
}
_OPENED = (
    select(_v.c.document_id, _a.c.name, _v.c.capacity, func.min(_v.c.at), func.count())
    .select_from(_v.join(_d, _d.c.id == _v.c.document_id).join(_a, _a.c.id == _v.c.person_id))
    .where(*_OF_FILES, _d.c.withdrawn_at.is_not(None))
    .group_by(_v.c.document_id, _a.c.id, _a.c.name, _v.c.capacity)
    .order_by(func.min(_v.c.at), _a.c.name)
)
FACTS = (
    select(_d.c.withdrawn_at, _c.c.id, _c.c.reference, GIVEN.label("given"), CLOSED.label("closed"))
    .select_from(_FILE)
    .where(*_OF_FILES, _d.c.id == bindparam("document"))
)
_ON_LIST = (
    select(_c.c.id, _c.c.reference, _e.c.place)
    .select_from(_e.join(_c, _c.c.id == _e.c.candidate_id))
    .where(_e.c.circulation_id == lists.LATEST, ~CLOSED)
)
_LISTED = _ON_LIST.where(_e.c.place > bindparam("after")).order_by(_e.c.place).limit(lists.ROWS + 1)
_OF_REFERENCE = _ON_LIST.where(
    _c.c.procedure_id == bindparam("procedure"), _c.c.reference == bindparam("reference")
)


def asked(reader: Reader, **more: Any) -> dict[str, Any]:
    """What the statements are bound to."""
    return {
        "procedure": reader.procedure_id,
        "person": reader.person_id,
        "now": reader.now,
        **more,
    }


def documents(connection: Connection, reader: Reader, candidate_id: str) -> list[Recallable]:
    """The documents of a candidate that this reader may withdraw; none of another procedure's."""
    statement = _ONE[reader.capacity is Capacity.CHAIR]
    who = {"candidate": candidate_id, "capacity": reader.capacity.value}
    rows = connection.execute(statement, asked(reader, **who))
    return [Recallable(*row) for row in rows]


def listed(
    connection: Connection, reader: Reader, after: int = 0
) -> tuple[list[tuple[str, str]], int]:
    """Id and reference of fifty on the list that counts, for the Chair to choose from, by
    reference; and after which place of the list the next fifty begin, 0 at its end."""
    rows = connection.execute(_LISTED, asked(reader, after=after)).all()
    there = rows[: lists.ROWS]
    found = sorted(((row.id, row.reference) for row in there), key=lambda one: one[1])
    return found, there[-1].place if len(rows) > len(there) else 0


def of_reference(connection: Connection, reader: Reader, reference: str) -> str:
    """The id of the candidate of this reference on the list that counts, '' for none."""
    found = connection.execute(_OF_REFERENCE, asked(reader, reference=reference)).scalar()
    return str(found or "")


def withdrawn(connection: Connection, reader: Reader) -> list[Recalled]:
    """What was withdrawn, the latest first; to the Chair with who had opened it."""
    chair = reader.capacity is Capacity.CHAIR
    opened: dict[str, list[Opened]] = {}
    for document_id, *who in connection.execute(_OPENED, asked(reader)) if chair else ():
        opened.setdefault(document_id, []).append(Opened(*who))
    rows = connection.execute(_WITHDRAWN[chair], asked(reader))
    return [Recalled(*row, opened.get(row.id, [])) for row in rows]
