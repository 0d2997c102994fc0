"""What the door asks: one statement that brings a document with all that decides, and the
decision on its row. Only ``door`` opens anything; whoever shows links asks here or there.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Select,
    and_,
    bindparam,
    case,
    column,
    exists,
    func,
    literal,
    or_,
    select,
    table,
)

from recruit.access import matches
from recruit.access.actions import Action
from recruit.access.models import Clearance, Disclosure, Grant
from recruit.access.policy import OPENS_FILES, allows
from recruit.access.rules import Capacity, Reader
from recruit.core.db import UTC
from recruit.documents import quarantine
from recruit.documents.covering import covered
from recruit.documents.models import Document, Rendition, View
from recruit.documents.rules.door import Standing, asked, gives_original, half_hour, narrowed

OPENED, ORIGINAL = "open", "original"

_d = Document.__table__  # type: ignore[attr-defined]
_v = View.__table__  # type: ignore[attr-defined]
_c = Clearance.__table__  # type: ignore[attr-defined]
_x = Disclosure.__table__  # type: ignore[attr-defined]
_g = Grant.__table__  # type: ignore[attr-defined]
_r = Rendition.__table__  # type: ignore[attr-defined]
_earlier, _said = _x.alias("earlier"), _c.alias("said")
# of a candidate the door knows the id, and whether there still is one to declare on
_candidate = table("applications_candidate", column("id"), column("withdrawn_at"))
# and that somebody has declared on every name asked until then, where the panel noted it
_noted = table(
    "panel_declared", column("procedure_id"), column("person_id"), column("until", UTC())
)
_NOW = bindparam("now", type_=UTC())
_LIVING = exists().where(
    _g.c.id == bindparam("grant"),
    _g.c.person_id == bindparam("person"),
    _g.c.procedure_id == bindparam("procedure"),
    _g.c.capacity == bindparam("capacity"),
    _g.c.ended_at.is_(None),
    or_(_g.c.until.is_(None), _g.c.until > _NOW),
)
_GIVEN = exists().where(
    _x.c.procedure_id == bindparam("procedure"),
    or_(_x.c.object_id == _d.c.object_id, _x.c.object_id == _d.c.id),
    _x.c.capacity == bindparam("capacity"),
    _x.c.since <= _NOW,
    or_(_x.c.until.is_(None), _x.c.until > _NOW),
)
_CLEARANCE = (
    select(_c.c.status)
    .where(
        _c.c.procedure_id == bindparam("procedure"),
        _c.c.person_id == bindparam("person"),
        _c.c.candidate_id == _d.c.object_id,
    )
    .scalar_subquery()
)
_UNDECIDED = exists().where(
    _c.c.procedure_id == bindparam("procedure"),
    _c.c.person_id == bindparam("person"),
    _c.c.status == "undecided",
)
_SINCE = (
    select(func.min(_x.c.since))
    .where(
        _x.c.procedure_id == bindparam("procedure"),
        or_(_x.c.object_id == _d.c.object_id, _x.c.object_id == _d.c.id),
        _x.c.capacity == bindparam("capacity"),
    )
    .correlate(_d)
    .scalar_subquery()
)
_ALL_SAID = exists().where(
    _noted.c.procedure_id == bindparam("procedure"),
    _noted.c.person_id == bindparam("person"),
    _noted.c.until >= _SINCE,
)
_LEFT = exists().where(
    _earlier.c.procedure_id == bindparam("procedure"),
    _earlier.c.capacity == bindparam("capacity"),
    _earlier.c.since <= _SINCE,
    _candidate.c.id == _earlier.c.object_id,
    _candidate.c.withdrawn_at.is_(None),
    ~exists()
    .where(
        _said.c.procedure_id == bindparam("procedure"),
        _said.c.person_id == bindparam("person"),
        _said.c.candidate_id == _earlier.c.object_id,
    )
    .correlate(_earlier),
)
# the names are looked through only where it was not noted that all of them are said
_UNDECLARED = case((_ALL_SAID, literal(False)), else_=_LEFT)
# of a State's letter on a round the door knows whose it is, and of which round
_item = table("approval_item", column("letter_id"), column("state_id"), column("round_id"))
_mine = _g.alias("own_grant")
_OWN_ROUND = case(
    (
        bindparam("capacity") == Capacity.DELEGATE.value,
        select(func.min(_item.c.round_id))
        .where(
            _mine.c.id == bindparam("grant"),
            _item.c.state_id == _mine.c.state_id,
            _item.c.letter_id == _d.c.object_id,
        )
        .correlate(_d)
        .scalar_subquery(),
    ),
    else_=None,
)
# C12: who may be an applicant opens no candidate's file, whatever page names it
_NOT_MATCHED = or_(
    _d.c.action.not_in(sorted(action.value for action in OPENS_FILES)),
    ~matches.files_closed(bindparam("procedure"), bindparam("person")),
)
_ENTRY = and_(
    _v.c.document_id == _d.c.id,
    _v.c.person_id == bindparam("person"),
    _v.c.half_hour == bindparam("half_hour"),
    _v.c.kind == bindparam("kind"),
)


def asking(*more: Any, beside: tuple[Any, Any] | None = None) -> Select[Any]:
    """The statement of a reader's documents with all that decides, for ``may``.

    Bound by ``who``. more: columns beside it. beside: a table and its condition, joined
    where it has a row.
    """
    held = _d.outerjoin(_v, _ENTRY).outerjoin(_r, _r.c.document_id == _d.c.id)
    if beside is not None:
        held = held.outerjoin(*beside)
    return (
        select(
            _d,
            _GIVEN.label("given"),
            func.coalesce(_CLEARANCE, "").label("clearance"),
            _UNDECIDED.label("undecided"),
            _UNDECLARED.label("undeclared"),
            _OWN_ROUND.label("own_round"),
            _v.c.reference,
            _v.c.at.label("entered"),
            _r.c.status.label("rendition"),
            _r.c.file_id,
            _r.c.pages.label("rendered"),
            *more,
        )
        .select_from(held)
        .where(
            _d.c.procedure_id == bindparam("procedure"),
            _d.c.withdrawn_at.is_(None),
            _LIVING,
            _NOT_MATCHED,
            ~covered(_d),
        )
    )


def who(reader: Reader, kind: str = OPENED) -> dict[str, Any]:
    """The values that ``asking`` binds: who asks, as what, and when."""
    return {
        "procedure": reader.procedure_id,
        "person": reader.person_id,
        "capacity": reader.capacity.value,
        "grant": reader.grant_id,
        "now": reader.now,
        "half_hour": half_hour(reader.now.timestamp()),
        "kind": kind,
    }


def may(row: Any, reader: Reader, kind: str = OPENED) -> bool:
    """Whether the door opens a row of ``asking`` to this reader."""
    return quarantine.opens(row.scan) and entitles(row, reader, kind)


def entitles(row: Any, reader: Reader, kind: str = OPENED) -> bool:
    """The same, but for what only the scanner keeps closed: the reader may know of it, and
    that it waits."""
    action, capacity = Action(row.action), reader.capacity
    if not allows(asked(action, capacity), capacity, reader.column):
        return False
    if kind == ORIGINAL and not gives_original(action, capacity):
        return False
    standing = Standing(
        bool(row.given),
        row.clearance,
        bool(row.undecided),
        bool(row.undeclared),
        own=bool(row.own_round),
    )
    return narrowed(action, capacity, standing)
