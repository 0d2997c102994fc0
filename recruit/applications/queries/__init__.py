"""Reading applications: the GICHD's list and files, late ones for the Chair, names by id.

What a person has declared to be in conflict with, or awaits a decision on, is closed to that
person inside the query (A7): its name is never loaded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Reader
from recruit.applications import models
from recruit.applications.tasks import TASKS as TASKS
from recruit.core import keys, vault
from recruit.core.db import UTC

ROWS = 50
"""On a page."""


@dataclass(frozen=True, slots=True)
class Named:
    """A candidate by name; None where the file's key is erased (D3)."""

    id: str
    reference: str
    name: str | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class ListedApplication:
    """A line of the GICHD's list. closed: in conflict for this reader, so without name."""

    id: str
    reference: str
    name: str
    received_at: datetime
    late: bool
    admitted: bool
    withdrawn: bool
    merged: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """One application, as the GICHD has it; the separate sheet is never read here (A7)."""

    id: str
    reference: str
    version: int
    name: str
    mail: str
    phone: str
    note: str
    channel: str
    evidence: str
    terms_version: int
    received_at: datetime
    filed_at: datetime
    late: bool
    late_reason: str
    admitted_at: datetime | None
    staff: bool
    merged_into: str | None
    merged_reference: str | None
    withdrawn_at: datetime | None
    closed: bool


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What came after an application. kind: 'correction', 'withdrawal' or 'document'."""

    kind: str
    evidence: str
    received_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class LateView:
    """A late application as the Chair has it: no name (R8)."""

    id: str
    reference: str
    received_at: datetime
    late_reason: str
    admitted_at: datetime | None
    admitted_why: str
    not_admitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class TallyView:
    """Counts of a procedure's applications."""

    received: int = 0
    late: int = 0
    withdrawn: int = 0
    merged: int = 0


_c = models.Candidate.__table__  # type: ignore[attr-defined]
_h = models.Change.__table__  # type: ignore[attr-defined]
_n = models.Tally.__table__  # type: ignore[attr-defined]
_k = access.Clearance.__table__  # type: ignore[attr-defined]
_into = _c.alias("into")

CLOSED = ("conflict", "undecided")
"""The clearances with which a file is closed to somebody (A7)."""
_STANDING = and_(
    _k.c.procedure_id == bindparam("procedure"),
    _k.c.person_id == bindparam("person"),
    _k.c.candidate_id == _c.c.id,
    _k.c.status.in_(CLOSED),
)
_NAMED = select(_c.c.id, _c.c.reference, _c.c.sealed, _c.c.withdrawn_at).where(
    # found by the ids: SQLite would go through every application of the procedure
    func.coalesce(_c.c.procedure_id, "") == bindparam("procedure"),
    _c.c.id.in_(bindparam("candidates", expanding=True)),
)
NAMED_AHEAD = (_NAMED,)
"""What named asks, for a page that asks it together with others."""
_LIST = (
    select(
        _c.c.id,
        _c.c.reference,
        _c.c.sealed,
        _c.c.received_at,
        _c.c.late,
        _c.c.admitted_at,
        _c.c.withdrawn_at,
        _c.c.merged_into,
        _k.c.status,
    )
    .select_from(_c.outerjoin(_k, _STANDING))
    .where(_c.c.procedure_id == bindparam("procedure"))
    .order_by(_c.c.received_at, _c.c.id)
    .limit(ROWS + 1)
)
_AFTER = bindparam("after", type_=UTC())
_LIST_AFTER = _LIST.where(
    or_(
        _c.c.received_at > _AFTER,
        and_(_c.c.received_at == _AFTER, _c.c.id > bindparam("after_id")),
    )
)
_LIST_REFERENCE = _LIST.where(_c.c.reference.like(bindparam("reference")))
_ONE = (
    select(_c, _k.c.status, _into.c.reference.label("merged_reference"))
    .select_from(_c.outerjoin(_k, _STANDING).outerjoin(_into, _into.c.id == _c.c.merged_into))
    .where(_c.c.procedure_id == bindparam("procedure"), _c.c.id == bindparam("candidate"))
)
_CHANGES = (
    select(_h.c.id, _h.c.kind, _h.c.sealed, _h.c.received_at, _h.c.at)
    .where(_h.c.candidate_id == bindparam("candidate"))
    .order_by(_h.c.at, _h.c.id)
)
_LATE = (
    select(
        _c.c.id,
        _c.c.reference,
        _c.c.received_at,
        _c.c.beside,
        _c.c.admitted_at,
        _c.c.not_admitted_at,
    )
    .where(
        _c.c.procedure_id == bindparam("procedure"),
        _c.c.late.is_(True),
        _c.c.withdrawn_at.is_(None),
        _c.c.merged_into.is_(None),
    )
    .order_by(_c.c.received_at, _c.c.id)
)
_TALLY = select(_n.c.received, _n.c.late, _n.c.withdrawn, _n.c.merged).where(
    _n.c.procedure_id == bindparam("procedure")
)


def name_of(row_id: str, procedure_id: str, sealed: bytes) -> dict[str, str]:
    """What is sealed of a candidate (name, mail, phone, note); nothing once the key is erased."""
    found = vault.unseal_or_none(
        keys.file_key(row_id, procedure_id), sealed, "applications_candidate", row_id
    )
    return found or {}


def said_of(
    procedure_id: str, sealed: Iterable[tuple[str, bytes | None]], column: str = "sealed"
) -> list[dict[str, str]]:
    """What is sealed in this column of each of these candidates, in their order; the key store
    is asked once. Nothing of one whose key is erased."""
    rows = [(keys.file_key(row_id, procedure_id), blob, row_id) for row_id, blob in sealed]
    return [one or {} for one in vault.unseal_all(rows, "applications_candidate", column)]


def _beside(row_id: str, procedure_id: str, sealed: bytes | None) -> dict[str, str]:
    """What was typed on an application's receipt; nothing once the file's key is erased."""
    found = vault.unseal_or_none(
        keys.file_key(row_id, procedure_id), sealed, "applications_candidate", row_id, "beside"
    )
    return found or {}


def named(
    connection: Connection, procedure_id: str, candidate_ids: Iterable[str]
) -> dict[str, Named]:
    """These candidates of the procedure by id, with their names. The caller has asked policy."""
    wanted = list(candidate_ids)
    if not wanted:
        return {}
    asked = {"procedure": procedure_id, "candidates": wanted}
    rows = connection.execute(_NAMED, asked).all()
    said = said_of(procedure_id, [(row.id, row.sealed) for row in rows])
    return {
        row.id: Named(row.id, row.reference, one.get("name"), row.withdrawn_at)
        for row, one in zip(rows, said, strict=True)
    }


def index(
    connection: Connection,
    reader: Reader,
    *,
    after: tuple[datetime, str] | None = None,
    reference: str = "",
) -> tuple[list[ListedApplication], bool]:
    """Fifty applications in the order of receipt, and whether more follow.

    after: receipt and id of the last one shown. reference: its beginning or a part of it.
    """
    asked: dict[str, object] = {"procedure": reader.procedure_id, "person": reader.person_id}
    statement = _LIST
    if reference:
        plain = "".join(c for c in reference.upper() if c.isalnum() or c == "-")
        statement, asked["reference"] = _LIST_REFERENCE, f"%{plain}%"
    elif after is not None:
        statement, asked["after"], asked["after_id"] = _LIST_AFTER, after[0], after[1]
    rows = connection.execute(statement, asked).all()
    names = vault.unseal_all(
        [
            (
                keys.file_key(row.id, reader.procedure_id),
                None if row.status else row.sealed,
                row.id,
            )
            for row in rows[:ROWS]
        ],
        "applications_candidate",
    )
    found = [
        ListedApplication(
            row.id,
            row.reference,
            said["name"] if said else "",
            row.received_at,
            row.late,
            row.admitted_at is not None,
            row.withdrawn_at is not None,
            row.merged_into is not None,
            bool(row.status),
        )
        for row, said in zip(rows[:ROWS], names, strict=True)
    ]
    return found, len(rows) > ROWS


def application(
    connection: Connection, reader: Reader, candidate_id: str
) -> ApplicationView | None:
    """One application of the reader's procedure; None where there is none."""
    row = connection.execute(
        _ONE,
        {
            "procedure": reader.procedure_id,
            "person": reader.person_id,
            "candidate": candidate_id,
        },
    ).first()
    if row is None:
        return None
    closed = bool(row.status)
    said = {} if closed else name_of(row.id, reader.procedure_id, row.sealed)
    beside = {} if closed else _beside(row.id, reader.procedure_id, row.beside)
    return ApplicationView(
        row.id,
        row.reference,
        row.version,
        said.get("name", ""),
        said.get("mail", ""),
        said.get("phone", ""),
        said.get("note", ""),
        row.channel,
        beside.get("evidence", ""),
        row.terms_version,
        row.received_at,
        row.filed_at,
        row.late,
        beside.get("late_reason", ""),
        row.admitted_at,
        row.staff,
        row.merged_into,
        row.merged_reference,
        row.withdrawn_at,
        closed,
    )


def changes(connection: Connection, procedure_id: str, candidate_id: str) -> list[ChangeView]:
    """What came after an application, the first first. The caller has asked who may open it."""
    rows = connection.execute(_CHANGES, {"candidate": candidate_id}).all()
    key = keys.file_key(candidate_id, procedure_id)
    opened = vault.unseal_all([(key, row.sealed, row.id) for row in rows], "applications_change")
    return [
        ChangeView(row.kind, said["evidence"] if said else "", row.received_at, row.at)
        for row, said in zip(rows, opened, strict=True)
    ]


def late(connection: Connection, procedure_id: str) -> list[LateView]:
    """The late applications, by receipt, as the Chair has them."""
    rows = connection.execute(_LATE, {"procedure": procedure_id}).all()
    beside = said_of(procedure_id, [(row.id, row.beside) for row in rows], "beside")
    return [
        LateView(
            row.id,
            row.reference,
            row.received_at,
            said.get("late_reason", ""),
            row.admitted_at,
            said.get("admitted_why", ""),
            row.not_admitted_at,
        )
        for row, said in zip(rows, beside, strict=True)
    ]


def tally(connection: Connection, procedure_id: str) -> TallyView:
    """The counts, as the writer kept them."""
    row = connection.execute(_TALLY, {"procedure": procedure_id}).first()
    return TallyView(*row) if row else TallyView()
