"""Reading rounds: their facts, from which every state is computed; their sealed content."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.engine import Connection

from recruit.applications import models as applications
from recruit.approval import models
from recruit.approval.rules.after import Path, Previous
from recruit.approval.rules.items import Channel, Item, ItemKind
from recruit.approval.rules.round import (
    Dispute,
    DisputeEnd,
    Facts,
    Lengthening,
    RoundState,
    deadline_of,
    present,
    state,
)
from recruit.core import keys, vault
from recruit.core.log_tables import core_checkpoint
from recruit.procedure import models as procedure
from recruit.procedure.rules.milestones import MilestoneKind

CONTENT = "approval_round"


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round with all its facts; what it says is sealed (``content``).

    deadline_at: as opened. unreached: the States Parties that the opening named as not
    reached, by id (W8). path: what the President recorded after it, None before. lost: that
    the candidate is no longer available is registered (T3).
    """

    id: str
    procedure_id: str
    number: int
    reference: str
    candidate_id: str
    hand_over_id: str
    opened_at: datetime
    deadline_at: datetime
    sealed: bytes
    box_private: bytes
    cancelled_why: str
    ended_at: datetime | None
    path: Path | None
    path_at: datetime | None
    path_reason: str
    unreached: str
    facts: Facts
    lost: bool = False

    def deadline(self, now: datetime) -> datetime:
        """The deadline in force (UTC)."""
        return deadline_of(self.facts, self.present(now))

    def present(self, now: datetime) -> datetime:
        """The time by which its state is told: now, and never before its last fact (S8)."""
        return present(self.facts, now)

    def state(self, now: datetime) -> RoundState:
        """What it is now."""
        return state(self.facts, self.present(now))

    @property
    def previous(self) -> Previous:
        """As the next round's opening looks at it."""
        return Previous(self.facts, self.candidate_id, self.path, self.path_at, self.lost)


@dataclass(frozen=True, slots=True)
class Held:
    """The latest round as whoever writes on it needs it, without its letters. box_public: what
    is written is sealed to it. broken_notice_id: the broadcast that tells of a break."""

    id: str
    number: int
    reference: str
    box_public: bytes
    broken_notice_id: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Content:
    """What a round proposes: name, biography and the letter as sent."""

    name: str
    biography: str
    letter: dict[str, Any]
    address: str


_r = models.Round.__table__  # type: ignore[attr-defined]
_l = models.Lengthening.__table__  # type: ignore[attr-defined]
_b = models.Break.__table__  # type: ignore[attr-defined]
_i = models.Item.__table__  # type: ignore[attr-defined]
_d = models.Dispute.__table__  # type: ignore[attr-defined]
_t = models.Path.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_later = _r.alias("later_round")
_m = procedure.Milestone.__table__  # type: ignore[attr-defined]


def _when(kind: MilestoneKind) -> Any:
    return (
        select(func.min(_m.c.at))
        .where(
            _m.c.procedure_id == _r.c.procedure_id,
            _m.c.object_id == _r.c.id,
            _m.c.kind == kind.value,
        )
        .correlate(_r)
        .scalar_subquery()
    )


BROKEN = exists().where(_b.c.round_id == _r.c.id)
"""That a break of the round is recorded."""
_SINCE = select(_b.c.at).where(_b.c.round_id == _r.c.id).correlate(_r).scalar_subquery()
_ROUND = select(
    _r.c.id,
    _r.c.procedure_id,
    _r.c.number,
    _r.c.reference,
    _r.c.candidate_id,
    _r.c.hand_over_id,
    _r.c.opened_at,
    _r.c.deadline_at,
    _r.c.sealed,
    _r.c.box_private,
    _r.c.cancelled_why,
    _r.c.ended_at,
    _r.c.cancelled_at,
    _r.c.certified_at,
    _r.c.without_object_at,
    _c.c.withdrawn_at.label("candidate_withdrawn_at"),
    _t.c.path,
    _t.c.at.label("path_at"),
    _t.c.reason.label("path_reason"),
    _r.c.unreached,
    _when(MilestoneKind.LAPSED).label("lapsed_at"),
    _when(MilestoneKind.CONTRACT_SIGNED).label("signed_at"),
    _SINCE.label("broken_since"),
    _l.c.at.label("lengthened_at"),
    _l.c.deadline_at.label("lengthened_to"),
).select_from(
    _r.join(_c, _c.c.id == _r.c.candidate_id)
    .outerjoin(_t, _t.c.round_id == _r.c.id)
    .outerjoin(_l, _l.c.round_id == _r.c.id)
)
_BY_LENGTHENING = _l.c.number  # a round has as many rows as lengthenings, at least one
_CURRENT = _ROUND.where(
    _r.c.procedure_id == bindparam("procedure"),
    ~exists().where(_later.c.procedure_id == _r.c.procedure_id, _later.c.number > _r.c.number),
).order_by(_BY_LENGTHENING)
_HELD = (
    select(
        _r.c.id,
        _r.c.number,
        _r.c.reference,
        _r.c.box_public,
        _r.c.broken_notice_id,
        _r.c.opened_at,
        _r.c.deadline_at,
        _r.c.cancelled_at,
        _r.c.certified_at,
        _r.c.without_object_at,
        _when(MilestoneKind.LAPSED).label("lapsed_at"),
        _when(MilestoneKind.CONTRACT_SIGNED).label("signed_at"),
        _SINCE.label("broken_since"),
        _l.c.at.label("lengthened_at"),
        _l.c.deadline_at.label("lengthened_to"),
    )
    .select_from(_r.outerjoin(_l, _l.c.round_id == _r.c.id))
    .where(
        _r.c.procedure_id == bindparam("procedure"),
        ~exists().where(_later.c.procedure_id == _r.c.procedure_id, _later.c.number > _r.c.number),
    )
    .order_by(_BY_LENGTHENING)
)
_ONE = _ROUND.where(_r.c.id == bindparam("round")).order_by(_BY_LENGTHENING)
_NUMBERS = (
    select(_r.c.id, _r.c.number, _r.c.opened_at)
    .where(_r.c.procedure_id == bindparam("procedure"))
    .order_by(_r.c.number)
)
_OF_RECEIPT = _ROUND.where(
    _r.c.procedure_id == bindparam("procedure"),
    _r.c.id.in_(
        select(_i.c.round_id).where(
            _i.c.receipt == bindparam("receipt"), _i.c.state_id == bindparam("state")
        )
    ),
).order_by(_BY_LENGTHENING)
_ITEMS = (
    select(
        _i.c.id,
        _i.c.state_id,
        _i.c.said,
        _i.c.kind,
        _i.c.channel,
        _i.c.received_at,
        _i.c.registered_at,
        _i.c.settled_as,
        _i.c.settled_at,
        _i.c.withdrawn_at,
        _d.c.ended_at,
        _d.c.annulled,
    )
    .select_from(_i.outerjoin(_d, _d.c.item_id == _i.c.id))
    .where(_i.c.round_id == bindparam("round"))
    .order_by(_i.c.received_at, _i.c.id)
)
_CHECKPOINT = (
    select(core_checkpoint.c.note)
    .where(core_checkpoint.c.log_id == bindparam("origin"))
    .order_by(core_checkpoint.c.size.desc())
    .limit(1)
)


def _item(row: Any) -> Item:
    return Item(
        ref=row.id,
        state=row.state_id or "",
        said=ItemKind(row.said),
        received_at=row.received_at,
        registered_at=row.registered_at,
        channel=Channel(row.channel),
        has_standing=row.kind != ItemKind.NO_STANDING,
        settled_as=ItemKind(row.settled_as) if row.settled_as else None,
        settled_at=row.settled_at,
        withdrawn_at=row.withdrawn_at,
        rejected_at=row.ended_at if row.annulled is False else None,
    )


def _facts(connection: Connection, rows: Sequence[Any]) -> Facts:
    row = rows[0]
    items = connection.execute(_ITEMS, {"round": row.id}).all()
    return Facts(
        opened_at=row.opened_at,
        deadline=row.deadline_at,
        lengthenings=tuple(
            Lengthening(r.lengthened_at, r.lengthened_to) for r in rows if r.lengthened_at
        ),
        items=tuple(_item(item) for item in items),
        cancelled_at=row.cancelled_at,
        certified_at=row.certified_at,
        without_object_at=row.without_object_at,
        lapsed_at=row.lapsed_at,
        contract_signed_at=row.signed_at,
        broken_since=row.broken_since,
        disputes=tuple(
            Dispute(
                item.id,
                item.ended_at,
                DisputeEnd.ANNULLED if item.annulled else DisputeEnd.REJECTED,
            )
            for item in items
            if item.ended_at is not None
        ),
    )


def _view(connection: Connection, rows: Sequence[Any]) -> RoundView | None:
    if not rows:
        return None
    row = rows[0]
    return RoundView(
        row.id,
        row.procedure_id,
        row.number,
        row.reference,
        row.candidate_id,
        row.hand_over_id,
        row.opened_at,
        row.deadline_at,
        row.sealed,
        row.box_private,
        row.cancelled_why,
        row.ended_at,
        Path(row.path) if row.path else None,
        row.path_at,
        row.path_reason or "",
        row.unreached,
        _facts(connection, rows),
        row.candidate_withdrawn_at is not None,
    )


def current(connection: Connection, procedure_id: str) -> RoundView | None:
    """The latest round of a procedure with its facts; None before the first. Needs no key."""
    return _view(connection, connection.execute(_CURRENT, {"procedure": procedure_id}).all())


def one(connection: Connection, round_id: str) -> RoundView | None:
    """The round of this id with its facts, or None."""
    return _view(connection, connection.execute(_ONE, {"round": round_id}).all())


def of_receipt(
    connection: Connection, procedure_id: str, receipt: str, state_id: str
) -> RoundView | None:
    """The round of a State's own letter, by the reference it was given; None for others."""
    asked = {"procedure": procedure_id, "receipt": receipt, "state": state_id}
    return _view(connection, connection.execute(_OF_RECEIPT, asked).all())


def facts(connection: Connection, round_id: str) -> Facts:
    """All that is recorded of a round. Raises LookupError for an unknown one."""
    rows = connection.execute(_ONE, {"round": round_id}).all()
    if not rows:
        raise LookupError(round_id)
    return _facts(connection, rows)


def held(connection: Connection, procedure_id: str) -> Held | None:
    """The latest round of a procedure as whoever writes on it needs it; None before the first."""
    rows = connection.execute(_HELD, {"procedure": procedure_id}).all()
    if not rows:
        return None
    row = rows[0]
    return Held(
        row.id,
        row.number,
        row.reference,
        row.box_public,
        row.broken_notice_id,
        _facts(connection, rows),
    )


class Written(Protocol):
    """Of an item what its round's facts say of it."""

    @property
    def id(self) -> str: ...
    @property
    def state_id(self) -> str | None: ...
    @property
    def said(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def received_at(self) -> datetime: ...
    @property
    def registered_at(self) -> datetime: ...


def joined(facts: Facts, item: Written) -> Facts:
    """The facts with one more item, which was just received (no dispute can be over it)."""
    fact = Item(
        ref=item.id,
        state=item.state_id or "",
        said=ItemKind(item.said),
        received_at=item.received_at,
        registered_at=item.registered_at,
        channel=Channel(item.channel),
        has_standing=item.kind != ItemKind.NO_STANDING,
    )
    return replace(facts, items=(*facts.items, fact))


def numbers(connection: Connection, procedure_id: str) -> list[tuple[str, int, datetime]]:
    """(id, number, opened at) of every round, the first first."""
    rows = connection.execute(_NUMBERS, {"procedure": procedure_id})
    return [(row.id, row.number, row.opened_at) for row in rows]


def content(view: RoundView) -> Content | None:
    """Name, biography and letter; None while the key store is away, or once erased."""
    try:
        told = vault.unseal_or_none(
            keys.procedure_key(view.procedure_id), view.sealed, CONTENT, view.id
        )
    except (OSError, sqlite3.Error):
        return None
    if told is None:
        return None
    return Content(told["name"], told["biography"], told["letter"], told["address"])


class Boxed(Protocol):
    """Of a round what its box is opened with."""

    @property
    def id(self) -> str: ...
    @property
    def procedure_id(self) -> str: ...
    @property
    def box_private(self) -> bytes: ...


def box(view: Boxed) -> bytes:
    """The private half of a round's box. Raises keys.NoKey or keys.Erased."""
    key_id = keys.procedure_key(view.procedure_id)
    held = vault.unseal(key_id, view.box_private, CONTENT, view.id, "box_private")
    return base64.b64decode(held["box"])


def checkpoint(connection: Connection, procedure_id: str) -> str:
    """The latest checkpoint of the procedure's log on one line: origin, size, root; or ''."""
    origin = f"procedure/{procedure_id}"
    note = connection.execute(_CHECKPOINT, {"origin": origin}).scalar()
    return " ".join(note.splitlines()[:3]) if note else ""
