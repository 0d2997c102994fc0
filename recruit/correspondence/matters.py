"""Registering, acknowledging and answering requests, complaints and claims (D4, D8, D9, W16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Capacity, Reader
from recruit.access.tasks import columns
from recruit.accounts import models as accounts
from recruit.core import db, ids, keys, vault
from recruit.core.db import UTC
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.correspondence import rules as receipts
from recruit.correspondence.models import Matter
from recruit.correspondence.rules import matters as rules
from recruit.correspondence.rules.matters import COMPLAINTS, MatterKind
from recruit.notices import kinds
from recruit.notices import operations as notices
from recruit.procedure import models as procedure

TABLE = "correspondence_matter"


def join() -> None:
    """Give the words of this notice."""
    kinds.register(
        "correspondence.matter",
        subject="A request or complaint waits for your answer",
        endpoint="correspondence.matters",
        action=Action.MATTER_READ,
    )


@dataclass(frozen=True, slots=True)
class MatterView:
    """One of them, as whoever answers reads it. from_whom, text, answer: '' once erased."""

    id: str
    kind: MatterKind
    received_at: datetime
    registered_at: datetime
    evidence: str
    from_whom: str
    text: str
    acknowledged_at: datetime | None
    answered_at: datetime | None
    answered_by: str
    answer: str
    compared: str


_m = Matter.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_p = accounts.Person.__table__  # type: ignore[attr-defined]
_about = procedure.Procedure.__table__  # type: ignore[attr-defined]
_by = _g.alias("answered_by")
_OF = (
    select(_m, _p.c.name.label("answered_name"))
    .select_from(
        _m.outerjoin(_by, _by.c.id == _m.c.answered_by).outerjoin(_p, _p.c.id == _by.c.person_id)
    )
    .where(_m.c.procedure_id == bindparam("procedure"), _m.c.answerer == bindparam("capacity"))
    .order_by(_m.c.received_at.desc(), _m.c.id)
)


def of(connection: Connection, reader: Reader) -> list[MatterView]:
    """The matters that are the reader's capacity's to answer, the latest first."""
    asked = {"procedure": reader.procedure_id, "capacity": rules.reads_of(reader.capacity).value}
    found = []
    for row in connection.execute(_OF, asked):
        said = vault.unseal_or_none(row.key_id, row.sealed, TABLE, row.id) or {}
        answer = vault.unseal_or_none(row.key_id, row.answer, TABLE, row.id, "answer") or {}
        found.append(
            MatterView(
                row.id,
                MatterKind(row.kind),
                row.received_at,
                row.registered_at,
                row.evidence,
                said.get("from_whom", ""),
                said.get("text", ""),
                row.acknowledged_at,
                row.answered_at,
                row.answered_name or "",
                answer.get("text", ""),
                answer.get("compared", ""),
            )
        )
    return found


def register(
    reader: Reader,
    *,
    kind: MatterKind,
    received_at: datetime,
    evidence: str,
    from_whom: str,
    text: str,
    key: str = "",
) -> str:
    """Register it for whoever answers it; the receipt. Who registers need not read it after.

    received_at: aware, from its evidence. Raises Refusal for what this capacity does not
    register, and as a receipt without evidence or in the future does (S8).
    """
    with act(reader, Action.MATTER_REGISTER, key) as a:
        if kind not in rules.REGISTERS.get(reader.capacity, ()):
            raise nothing()
        refusal = receipts.receipt(a.now, received_at, evidence=evidence, late_reason="-")
        if refusal is not None:
            raise refusal
        if not text.strip() or not from_whom.strip():
            raise Refusal(
                "D9", "reading D9", _("Say who writes and what is said."), kind=Kind.INVALID
            )
        to = rules.answerer(kind, reader.capacity)
        matter_id = ids.new()
        key_id = _key_of(a, matter_id, to)
        said = {"from_whom": from_whom.strip(), "text": text.strip()}
        a.session.add(
            Matter(
                id=matter_id,
                procedure_id=a.procedure_id,
                kind=kind.value,
                answerer=to.value,
                received_at=received_at,
                registered_at=a.now,
                by_grant=reader.grant_id,
                evidence=evidence.strip(),
                key_id=key_id,
                sealed=vault.seal(key_id, said, TABLE, matter_id),
            )
        )
        if to is not rules.reads_of(reader.capacity):
            notices.tell(
                a,
                "correspondence.matter",
                f"capacity:{to.value}",
                object_id=matter_id,
                sender=reader.capacity,
            )
        a.record(matter_id, kind=kind.value, received=received_at.isoformat())
    return a.receipt


def _key_of(a: Act, matter_id: str, to: Capacity) -> str:
    """What a State wrote is the institution's record; what a candidate did has its own key."""
    above = keys.procedure_key(a.procedure_id)
    if a.reader.capacity is Capacity.OFFICE:
        return above
    own = keys.matter_key(matter_id, a.procedure_id)
    keys.ring().make(own, keys.panel_key(a.procedure_id) if to is Capacity.CHAIR else above, a.now)
    return own


def acknowledge(reader: Reader, *, matter_id: str, key: str = "") -> str:
    """Record that a complaint was acknowledged to who wrote it (D9); the receipt."""
    with act(reader, Action.MATTER_ANSWER, key) as a:
        row = _mine(a.session, reader, matter_id)
        if row.kind not in COMPLAINTS or row.acknowledged_at is not None:
            raise Refusal("D9", "reading D9", _("There is nothing to acknowledge."))
        row.acknowledged_at = a.now
        a.session.add(row)
        a.record(row.id, acknowledged=True)
    return a.receipt


def answer(reader: Reader, *, matter_id: str, text: str, compared: str = "", key: str = "") -> str:
    """Record the written answer with its reasons; the receipt. Raises Refusal by ANSWER.

    compared: of a claimed failure, what the server's own record shows (W16).
    """
    with act(reader, Action.MATTER_ANSWER, key) as a:
        row = _mine(a.session, reader, matter_id)
        require(
            rules.ANSWER,
            rules.Answering(
                MatterKind(row.kind),
                row.acknowledged_at is not None,
                row.answered_at is not None,
                text,
                compared,
            ),
        )
        said = {"text": text.strip(), "compared": compared.strip()}
        row.answered_at, row.answered_by = a.now, reader.grant_id
        row.answer = vault.seal(row.key_id, said, TABLE, row.id, "answer")
        a.session.add(row)
        a.record(row.id, answered=True, text=text.strip())
    return a.receipt


def _mine(session: Any, reader: Reader, matter_id: str) -> Matter:
    row = db.locked(session, Matter, id=matter_id)
    if (
        row is None
        or row.procedure_id != reader.procedure_id
        or row.answerer != rules.reads_of(reader.capacity).value
    ):
        raise nothing()
    return row


_UNACKNOWLEDGED = and_(
    _m.c.kind.in_(sorted(kind.value for kind in COMPLAINTS)), _m.c.acknowledged_at.is_(None)
)
TASKS: list[Select[Any]] = [
    select(
        *columns(
            procedure_id=_g.c.procedure_id,
            procedure_name=_about.c.name,
            capacity=_g.c.capacity,
            kind=case(
                (_UNACKNOWLEDGED, "correspondence.acknowledge."), else_="correspondence.answer."
            ).op("||")(_m.c.kind),
            object_id=_m.c.id,
            since=_m.c.received_at,
        )
    )
    .select_from(
        _g.join(_about, _about.c.id == _g.c.procedure_id).join(
            _m, and_(_m.c.procedure_id == _g.c.procedure_id, _m.c.answerer == _g.c.capacity)
        )
    )
    .where(
        _g.c.person_id == bindparam("person"),
        _g.c.ended_at.is_(None),
        or_(_g.c.until.is_(None), _g.c.until > bindparam("now", type_=UTC())),
        _g.c.capacity.in_([c.value for c in rules.ANSWERERS]),
        _m.c.answered_at.is_(None),
    )
]
