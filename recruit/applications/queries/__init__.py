"""Reading applications: the GICHD's list and files, late ones for the Chair, names by id.

What a person has declared to be in conflict with, or awaits a decision on, is closed to that
person inside the query (A7): its name is never loaded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, literal, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Reader
from recruit.applications import models, rules
from recruit.applications.tasks import TASKS as TASKS
from recruit.core import keys, vault
from recruit.core.db import UTC

ROWS = 50


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
class Side:
    """One of two applications that look alike."""

    id: str
    reference: str
    name: str
    mail: str
    received_at: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class ReversalView:
    """A decision that was taken back: what it said, with its reason, and why it fell."""

    decision: str
    decided_why: str
    decided_at: datetime
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LikenessView:
    """Two applications that may be one person's. closed: in conflict for this reader."""

    id: str
    grounds: str
    found_at: datetime
    decision: str
    reason: str
    first: Side
    second: Side
    closed: bool
    reversals: tuple[ReversalView, ...] = ()


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
_l = models.Likeness.__table__  # type: ignore[attr-defined]
_h = models.Change.__table__  # type: ignore[attr-defined]
_n = models.Tally.__table__  # type: ignore[attr-defined]
_r = models.Reversal.__table__  # type: ignore[attr-defined]
_k = access.Clearance.__table__  # type: ignore[attr-defined]
_one, _two, _into = _c.alias("one"), _c.alias("two"), _c.alias("into")

_CLOSED = ("conflict", "undecided")
_STANDING = and_(
    _k.c.procedure_id == bindparam("procedure"),
    _k.c.person_id == bindparam("person"),
    _k.c.candidate_id == _c.c.id,
    _k.c.status.in_(_CLOSED),
)
_NAMED = select(_c.c.id, _c.c.reference, _c.c.sealed, _c.c.withdrawn_at).where(
    _c.c.procedure_id == bindparam("procedure"),
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
    select(_h.c.kind, _h.c.evidence, _h.c.received_at, _h.c.at)
    .where(_h.c.candidate_id == bindparam("candidate"))
    .order_by(_h.c.at, _h.c.id)
)
_pair_closed = (
    select(literal(1))
    .where(
        _k.c.procedure_id == bindparam("procedure"),
        _k.c.person_id == bindparam("person"),
        or_(_k.c.candidate_id == _l.c.first_id, _k.c.candidate_id == _l.c.second_id),
        _k.c.status.in_(_CLOSED),
    )
    .exists()
)
_LIKENESSES = (
    select(
        _l.c.id,
        _l.c.grounds,
        _l.c.found_at,
        _l.c.decision,
        _l.c.reason,
        *(
            column.label(f"{name}_{column.name}")
            for name, side in (("one", _one), ("two", _two))
            for column in (
                side.c.id,
                side.c.reference,
                side.c.sealed,
                side.c.received_at,
                side.c.late,
            )
        ),
        _pair_closed.label("closed"),
    )
    .select_from(_l.join(_one, _one.c.id == _l.c.first_id).join(_two, _two.c.id == _l.c.second_id))
    .where(_l.c.procedure_id == bindparam("procedure"))
    .order_by(_l.c.decision != "", _l.c.found_at, _l.c.id)
    .limit(ROWS)
)
_REVERSALS = (
    select(_r.c.likeness_id, _r.c.decision, _r.c.decided_why, _r.c.decided_at, _r.c.reason, _r.c.at)
    .select_from(_r.join(_l, _l.c.id == _r.c.likeness_id))
    .where(_l.c.procedure_id == bindparam("procedure"))
    .order_by(_r.c.at, _r.c.id)
)
_LATE = (
    select(
        _c.c.id,
        _c.c.reference,
        _c.c.received_at,
        _c.c.late_reason,
        _c.c.admitted_at,
        _c.c.admitted_why,
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


def _name(row_id: str, procedure_id: str, sealed: bytes) -> dict[str, str]:
    found = vault.unseal_or_none(
        keys.file_key(row_id, procedure_id), sealed, "applications_candidate", row_id
    )
    return found or {}


def named(
    connection: Connection, procedure_id: str, candidate_ids: Iterable[str]
) -> dict[str, Named]:
    """These candidates of the procedure by id, with their names. The caller has asked policy."""
    wanted = list(candidate_ids)
    if not wanted:
        return {}
    rows = connection.execute(_NAMED, {"procedure": procedure_id, "candidates": wanted})
    return {
        row.id: Named(
            row.id,
            row.reference,
            _name(row.id, procedure_id, row.sealed).get("name"),
            row.withdrawn_at,
        )
        for row in rows
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
    said = {} if closed else _name(row.id, reader.procedure_id, row.sealed)
    return ApplicationView(
        row.id,
        row.reference,
        row.version,
        said.get("name", ""),
        said.get("mail", ""),
        said.get("phone", ""),
        said.get("note", ""),
        row.channel,
        "" if closed else row.evidence,
        row.terms_version,
        row.received_at,
        row.filed_at,
        row.late,
        row.late_reason,
        row.admitted_at,
        row.staff,
        row.merged_into,
        row.merged_reference,
        row.withdrawn_at,
        closed,
    )


def changes(connection: Connection, candidate_id: str) -> list[ChangeView]:
    """What came after an application, the first first."""
    return [ChangeView(*row) for row in connection.execute(_CHANGES, {"candidate": candidate_id})]


def likenesses(connection: Connection, reader: Reader) -> list[LikenessView]:
    """Pairs that look alike, the open ones first; at most fifty."""
    found = []
    asked = {"procedure": reader.procedure_id, "person": reader.person_id}
    taken_back: dict[str, list[ReversalView]] = {}
    for back in connection.execute(_REVERSALS, {"procedure": reader.procedure_id}):
        taken_back.setdefault(back.likeness_id, []).append(ReversalView(*back[1:]))
    for row in connection.execute(_LIKENESSES, asked):
        values = row._mapping

        def side(name: str, values: object = values, closed: bool = bool(row.closed)) -> Side:
            of = {k: values[f"{name}_{k}"] for k in ("id", "reference", "received_at", "late")}  # type: ignore[index]
            sealed = values[f"{name}_sealed"]  # type: ignore[index]
            said = {} if closed else _name(of["id"], reader.procedure_id, sealed)
            return Side(
                of["id"],
                of["reference"],
                said.get("name", ""),
                said.get("mail", ""),
                of["received_at"],
                of["late"],
            )

        found.append(
            LikenessView(
                row.id,
                rules.grounds_words(row.grounds),
                row.found_at,
                row.decision,
                row.reason,
                side("one"),
                side("two"),
                bool(row.closed),
                () if row.closed else tuple(taken_back.get(row.id, ())),
            )
        )
    return found


def late(connection: Connection, procedure_id: str) -> list[LateView]:
    """The late applications, by receipt, as the Chair has them."""
    return [LateView(*row) for row in connection.execute(_LATE, {"procedure": procedure_id})]


def tally(connection: Connection, procedure_id: str) -> TallyView:
    """The counts, as the writer kept them."""
    row = connection.execute(_TALLY, {"procedure": procedure_id}).first()
    return TallyView(*row) if row else TallyView()
