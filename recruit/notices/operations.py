"""Telling somebody something: a row in the caller's own transaction, nothing more.

The worker does the rest (``recruit.notices.outbox``), so whatever else is down, what was
to be told is not lost with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Capacity, Reader
from recruit.core import db, ids, keys, sealing
from recruit.core.errors import require
from recruit.notices import queries, rules
from recruit.notices.audiences import Recipient, Told, register_audience
from recruit.notices.models import Broadcast, Delivery, DeliveryStatus, Settling
from recruit.notices.rules import How

__all__ = [
    "Recipient",
    "Told",
    "broadcast",
    "drop",
    "register_audience",
    "settle",
    "settles",
    "tell",
    "tell_all",
]

_TOLD = Broadcast.__table__.insert()  # type: ignore[attr-defined]


def tell(
    a: Act,
    kind: str,
    audience: str,
    *,
    object_id: str = "",
    recipients: Sequence[str] = (),
    sender: Capacity | str = "",
    body: dict[str, Any] | None = None,
    key_id: str = "",
) -> Broadcast:
    """Tell an audience, from within an act: one row, sent by the worker afterwards.

    kind: a registered kind (``recruit.notices.kinds``). audience: 'persons' or
    'persons:<capacity>' (recipients are persons' ids, told while they hold a capacity, or
    that one, in the procedure), 'capacity:<capacity>', 'capacities:<one>+<other>' (a line in
    each that somebody holds, one mail), 'panel', 'delegates:<state>' (those of that State at
    the act's time), 'states' (every State
    Party at the act's time), 'state:<id>', 'contacts:<id>' (that State's addresses, with
    one that ended by this act), or one that a later room registered ('candidate':
    recipients are candidates' ids). sender: who sees what could not be delivered (D7), by
    default the capacity that acts. body: a letter's own text, sealed under key_id:
    {subject, paragraphs, closing, path, courtesy, attachments: [{name, mime,
    base64}]}, each optional; path is a link of its own. Without a body the mail carries
    the kind's subject and a link. Raises ValueError for a body without a key.
    """
    return broadcast(
        a.session,
        a.now,
        a.reader.procedure_id or None,
        kind,
        audience,
        object_id=object_id,
        recipients=recipients,
        sender=sender or a.reader.capacity,
        body=body,
        key_id=key_id,
    )


def tell_all(
    a: Act,
    kind: str,
    audiences: Sequence[tuple[str, Sequence[str]]],
    *,
    object_id: str = "",
    sender: Capacity | str = "",
) -> None:
    """Tell several audiences the same, which is no letter: a row for each.

    audiences: each with the ids that it needs. Everything else as for ``tell``.
    """
    a.flush()
    for audience, recipients in audiences:
        told = {
            "id": ids.in_order(a.now),
            "procedure_id": a.reader.procedure_id or None,
            "kind": kind,
            "object_id": object_id,
            "audience": audience,
            "recipients": " ".join(dict.fromkeys(recipients)),
            "sender": str(sender or a.reader.capacity),
            "as_of": a.now,
            "key_id": "",
            "body": None,
            "expanded_at": None,
        }
        a.connection.execute(_TOLD, told)


def broadcast(
    session: Session,
    now: datetime,
    procedure_id: str | None,
    kind: str,
    audience: str,
    *,
    object_id: str = "",
    recipients: Sequence[str] = (),
    sender: Capacity | str,
    body: dict[str, Any] | None = None,
    key_id: str = "",
) -> Broadcast:
    """The same outside an act (a reminder that the worker sends). now: aware time."""
    if body is not None and not key_id:
        raise ValueError("a letter's text is sealed: name its key")
    row = Broadcast(
        id=ids.in_order(now),
        procedure_id=procedure_id,
        kind=kind,
        object_id=object_id,
        audience=audience,
        recipients=" ".join(dict.fromkeys(recipients)),
        sender=str(sender),
        as_of=now,
        key_id=key_id if body is not None else "",
    )
    if body is not None:
        row.body = sealing.seal_json(keys.ring().get(key_id), body, body_place(row.id))
    session.add(row)
    session.flush()
    return row


def body_place(broadcast_id: str) -> bytes:
    """What the sealed text of a letter is bound to."""
    return f"notices_broadcast|{broadcast_id}|body|1".encode()


def drop(session: Session, object_id: str) -> int:
    """Drop what is queued about an object that was withdrawn (A9); how many mails."""
    rows = session.exec(
        select(Delivery)
        .join(Broadcast, Broadcast.id == Delivery.broadcast_id)  # type: ignore[arg-type]
        .where(Broadcast.object_id == object_id, Delivery.status == DeliveryStatus.QUEUED)
    ).all()
    for row in rows:
        row.status, row.said = DeliveryStatus.DROPPED, "withdrawn"
        session.add(row)
    waiting = session.exec(
        select(Broadcast).where(
            Broadcast.object_id == object_id,
            Broadcast.expanded_at.is_(None),  # type: ignore[union-attr]
        )
    ).all()
    for told in waiting:
        told.expanded_at = told.as_of
        session.add(told)
    session.flush()
    return len(rows)


def settles(capacity: Capacity) -> Action:
    """The action by which this capacity decides about its mails."""
    return {
        Capacity.CHAIR: Action.UNDELIVERED_SETTLE_CHAIR,
        Capacity.ADMINISTRATOR: Action.SITE_ADMINISTER,
    }.get(capacity, Action.UNDELIVERED_SETTLE)


def settle(reader: Reader, *, delivery_id: str, how: How, key: str = "") -> str:
    """The sender decides about a mail that did not arrive (D7); the receipt.

    Sent again it goes to the address that holds then, and to nobody who has lost the right.
    Raises Refusal (UNKNOWN) for one of another sender, and by rules.SETTLING. The Chair's
    decision is recorded in the panel's log, since what it was about may be the panel's.
    """
    with act(reader, settles(reader.capacity), key) as a:
        row = db.locked(a.session, Delivery, id=delivery_id)
        found = queries.missed(a.session.connection(), a.reader, delivery_id, how)
        if row is None or found is None:
            raise nothing()
        require(rules.SETTLING, found)
        a.session.add(Settling(delivery_id=row.id, how=how, by_grant=a.reader.grant_id, at=a.now))
        if how is How.AGAIN:
            row.status, row.attempts, row.next_at, row.said = DeliveryStatus.QUEUED, 0, a.now, ""
            a.session.add(row)
        a.session.flush()
        a.record(row.id, how=how.value)
    return a.receipt
