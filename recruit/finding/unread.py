"""The documents in a reader's scope whose words can't be found: counted, and listed.

Each document's row says whether its words stand in the index, and an index of the few
whose do not makes both cheap at any size. Policy stands inside, as it does in what is found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, text, union_all
from sqlalchemy.engine import Connection

from recruit.access.rules import Capacity, Reader
from recruit.core import keys, vault
from recruit.documents import keeping, quarantine, scanner
from recruit.documents.covering import covered
from recruit.documents.models import TO_SCAN, UNSEARCHED
from recruit.documents.rules.scanning import Scan
from recruit.finding import conditions
from recruit.finding.conditions import (
    CLEARED,
    FILES,
    LIVING,
    NOT_BARRED,
    PROCEDURE,
    asked_by,
    given,
)
from recruit.finding.models import PartKind

ROWS = 50
MOST_COUNTED = 500
"""So many are counted; of more it is said that they are more."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A document in the reader's scope whose words can't be found. state: 'scanner', which
    has not judged it yet, 'waiting' to be read, 'scan' without words, 'again' where a machine
    failed at it and tries again, 'failed' where it does not, 'partly' where only some of its
    pages were read, or 'unreadable'."""

    document_id: str
    candidate_id: str
    reference: str
    name: str
    title: str
    mime: str
    state: str


_c = conditions.candidate
_d = conditions.document
_t = conditions.text
_p = conditions.part

_u, _q = _d.alias("unsearched"), _d.alias("closed")
# each in the very words of an index
_UNSEARCHED = select(_u.c.id).where(_u.c.procedure_id == PROCEDURE, text(UNSEARCHED))
# what was written down before a scanner was set up, which is to judge it now
_CLOSED = select(_q.c.id).where(
    _q.c.procedure_id == PROCEDURE,
    text(TO_SCAN),
    _q.c.scan == Scan.UNSCANNED.value,
    _q.c.searched,
)
_IN_SCOPE = (
    _d.c.action == FILES,
    _d.c.withdrawn_at.is_(None),
    _c.c.withdrawn_at.is_(None),
    ~covered(_d),
    LIVING,
)
_MAY = {
    True: and_(CLEARED, given(_c.c.id, _d.c.id)),
    False: NOT_BARRED,
}


@dataclass(frozen=True, slots=True)
class _Statements:
    """For members or for others, with a scanner or without one."""

    count: Any
    listed: Any


def _statements(*, member: bool, scanned: bool) -> _Statements:
    ids = union_all(_UNSEARCHED, _CLOSED) if scanned else _UNSEARCHED
    few = ids.subquery("not_found")
    source = few.join(_d, _d.c.id == few.c.id).join(_c, _c.c.id == _d.c.object_id)
    may = _MAY[member]
    counted = select(_d.c.id).select_from(source).where(*_IN_SCOPE, may).limit(bindparam("most"))
    listed = (
        select(
            _d.c.id,
            _d.c.object_id,
            _d.c.procedure_id,
            _d.c.key_id,
            _d.c.sealed.label("titled"),
            _d.c.mime,
            _c.c.reference,
            _c.c.sealed.label("named"),
            _t.c.status.label("text"),
            _t.c.tries,
            _t.c.missed,
            _t.c.due,
            _p.c.number,
            _d.c.scan,
        )
        .select_from(
            source.outerjoin(_t, _t.c.document_id == _d.c.id).outerjoin(
                _p, and_(_p.c.kind == PartKind.DOCUMENT.value, _p.c.object_id == _d.c.id)
            )
        )
        .where(
            *_IN_SCOPE,
            may,
            or_(
                _c.c.reference > bindparam("after"),
                and_(_c.c.reference == bindparam("after"), _d.c.id > bindparam("after_id")),
            ),
        )
        .order_by(_c.c.reference, _d.c.id)
        .limit(ROWS + 1)
    )
    return _Statements(select(func.count()).select_from(counted.subquery("counted")), listed)


_ALL = {
    (member, scanned): _statements(member=member, scanned=scanned)
    for member in (True, False)
    for scanned in (True, False)
}


def _for(reader: Reader) -> _Statements:
    return _ALL[reader.capacity is Capacity.MEMBER, scanner.configured()]


def count(connection: Connection, reader: Reader) -> int:
    """How many documents in the reader's scope can't be found by their words; one more than
    ``MOST_COUNTED`` stands for more."""
    asked = asked_by(reader, most=MOST_COUNTED + 1)
    return int(connection.execute(_for(reader).count, asked).scalar_one())


def listed(
    connection: Connection, reader: Reader, after: tuple[str, str] = ("", "")
) -> tuple[list[Unread], bool]:
    """Fifty of them by reference, and whether more follow. after: reference and id."""
    asked = asked_by(reader, after=after[0], after_id=after[1])
    rows = connection.execute(_for(reader).listed, asked).all()
    names = vault.unseal_all(
        [
            (keys.file_key(row.object_id, row.procedure_id), row.named, row.object_id)
            for row in rows[:ROWS]
        ],
        "applications_candidate",
    )
    found = [
        Unread(
            row.id,
            row.object_id,
            row.reference,
            said["name"] if said else "",
            keeping.name_of(row.key_id, row.id, row.titled),
            row.mime,
            _state(row),
        )
        for row, said in zip(rows[:ROWS], names, strict=True)
    ]
    return found, len(rows) > ROWS


def _state(row: Any) -> str:
    if not quarantine.opens(row.scan):
        return "scanner"
    if row.number is None or row.text is None:
        return "waiting"
    if row.text == "recognised" or (row.text == "read" and row.missed):
        return "partly"
    if row.text == "scan" and row.tries:
        return "failed" if row.due is None else "again"
    return "unreadable" if row.text == "unreadable" else "scan"
