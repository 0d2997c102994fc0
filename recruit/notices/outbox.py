"""What the worker does with broadcasts: recipients found, mails sent, each at most once.

A delivery is claimed in a transaction of its own, as 'unknown', before the server is
asked; only the server's answer turns it into 'sent', 'failed' or 'queued' again. So two
workers never send one mail twice, and a crash in between leaves 'unknown', which nobody
tries again (a person decides).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy import select as sa_select
from sqlmodel import Session, select

from recruit.core import clock, db, ids, keys, languages, sealing
from recruit.core.errors import traced
from recruit.core.words import _
from recruit.notices import audiences, kinds, mail
from recruit.notices.audiences import Recipient, Told
from recruit.notices.models import (
    SENDING,
    Broadcast,
    Delivery,
    DeliveryStatus,
    Notice,
    Settling,
)
from recruit.notices.operations import body_place
from recruit.notices.rules import How
from recruit.procedure.models import Procedure

BACKOFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440, 1440))
"""How long a delivery waits after its first, second ... failed attempt; then it failed. Nearly
three days together, so that a server that says "later" over a weekend loses nothing."""
AGAIN = timedelta(minutes=1)
"""How long everything waits while there is no server to talk to; no attempt is used up."""
OUTAGE = timedelta(days=5)
"""How long a mail waits for a server in all; then it failed (RFC 5321, 4.5.4.1)."""
_LOG = logging.getLogger(__name__)
MOST = 200
"""Deliveries that one call sends at most."""
UNDER_WAY = timedelta(minutes=5)
"""How long one that is being sent, and so unknown, is not shown to its sender as such."""
BUDGET = 10.0
"""Seconds after which one call begins no further delivery: what else has to be on time waits
for it, and a slow server must not hold up a deadline."""


def expand(now: datetime) -> int:
    """Find the recipients of every new broadcast: deliveries, and lines for persons.

    Each broadcast in one transaction, so it is whole or not begun. now: aware time.
    Returns how many broadcasts were expanded.
    """
    with db.reading() as connection:
        waiting = connection.execute(
            select(Broadcast.id)
            .where(Broadcast.expanded_at.is_(None))  # type: ignore[union-attr]
            .order_by(Broadcast.as_of, Broadcast.id)  # type: ignore[arg-type]
        ).scalars()
        found = list(waiting)
    done = 0
    for broadcast_id in found:
        try:
            done += _expand(broadcast_id, now)
        except LookupError as unknown:
            # of a room that is not wired in this process: it waits, the others go on
            _LOG.error("broadcast %s waits: %s", broadcast_id, unknown)
        except Exception as error:  # whatever one meets must not stop the others
            _LOG.error("broadcast %s waits: %s", broadcast_id, traced(error))
    return done


def _told(row: Broadcast, now: datetime, only: str = "") -> Told:
    return Told(
        broadcast_id=row.id,
        procedure_id=row.procedure_id or "",
        kind=row.kind,
        object_id=row.object_id,
        argument=row.audience.partition(":")[2],
        recipients=(only,) if only else tuple(row.recipients.split()),
        as_of=row.as_of,
        now=now,
        sending=bool(only),
    )


def _expand(broadcast_id: str, now: datetime) -> bool:
    with ids.stream("notices.expand", broadcast_id), db.writing() as session:
        row = db.locked(session, Broadcast, id=broadcast_id)
        if row is None or row.expanded_at is not None:
            return False
        kind = kinds.of(row.kind)
        lines: set[tuple[str, str]] = set()
        once: set[tuple[str, str]] = set()
        if kind.still is not None and not kind.still(session.connection(), row.object_id, now):
            row.expanded_at = now
            session.add(row)
            return True
        for who in audiences.resolve(session.connection(), row.audience, _told(row, now)):
            hashed = ids.digest(who.address) if who.kept and who.address else ""
            kept = (
                who.daily
                and kind.in_app
                and not (kind.at_once or kind.compose)
                and row.body is None
            )
            if who.person and kind.in_app and (who.id, who.capacity) not in lines:
                lines.add((who.id, who.capacity))  # in each capacity, where the mail is one
                _line(session, row, who, digest="" if kept else None)
            if (who.id, hashed) in once:
                continue
            once.add((who.id, hashed))
            if kept or (who.quiet and row.body is None):
                continue
            session.add(
                Delivery(
                    broadcast_id=row.id,
                    recipient=who.id,
                    address=who.address if who.kept else "",
                    address_hash=hashed,
                    status=DeliveryStatus.QUEUED if who.address else DeliveryStatus.FAILED,
                    said="" if who.address else "no address",
                    next_at=now,
                )
            )
        row.expanded_at = now
        session.add(row)
    return True


def _line(session: Session, row: Broadcast, who: Recipient, *, digest: str | None) -> None:
    session.add(
        Notice(
            broadcast_id=row.id,
            procedure_id=row.procedure_id,
            person_id=who.id,
            capacity=who.capacity,
            kind=row.kind,
            object_id=row.object_id,
            at=row.as_of,
            digest=digest,
        )
    )


_d = Delivery.__table__  # type: ignore[attr-defined]
_WAIT = (
    update(_d)
    .where(
        _d.c.status == DeliveryStatus.QUEUED.value,
        _d.c.next_at < bindparam("until", type_=db.UTC()),
    )
    .values(next_at=bindparam("until", type_=db.UTC()))
)
_s = Settling.__table__  # type: ignore[attr-defined]
_AGAIN = (
    sa_select(_s.c.at)
    .where(_s.c.delivery_id == bindparam("delivery"), _s.c.how == How.AGAIN.value)
    .order_by(_s.c.at.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class _Claim:
    delivery_id: str
    attempts: int
    mail: mail.Mail
    since: datetime


def send_due(now: datetime, most: int = MOST) -> int:
    """Send what is due; how many mails the server took. now: aware time.

    Stops early when the server can't be reached, so that an outage costs no mail an attempt,
    and after BUDGET seconds; the next call goes on.
    """
    until = time.monotonic() + BUDGET
    with db.reading() as connection:
        due = list(
            connection.execute(
                select(Delivery.id)
                .where(Delivery.status == DeliveryStatus.QUEUED, Delivery.next_at <= now)
                .order_by(Delivery.next_at, Delivery.id)  # type: ignore[arg-type]
                .limit(most)
            ).scalars()
        )
    taken = 0
    with mail.Transport() as transport:
        for delivery_id in due:
            if time.monotonic() > until:
                break
            try:
                claim = _claim(delivery_id, now)
            except Exception as error:  # whatever one meets must not stop the others
                _LOG.error("delivery %s can't be written: %s", delivery_id, traced(error))
                _unwritten(delivery_id, now)
                continue
            if claim is None:
                continue
            try:
                said = transport.hand_over(claim.mail, now)
            except mail.Refused as refused:
                _record(claim, DeliveryStatus.FAILED, str(refused))
            except mail.Unsure as unsure:
                _record(claim, DeliveryStatus.UNKNOWN, str(unsure))
            except mail.Unreachable as away:
                _away(claim, now, str(away))
                break
            except mail.NotNow as later:
                _later(claim, now, str(later))
            else:
                _record(claim, DeliveryStatus.SENT, said)
                taken += 1
    return taken


def _claim(delivery_id: str, now: datetime) -> _Claim | None:
    """Take a delivery for this worker alone, asking once more whether it may be sent."""
    with db.writing() as session:
        row = db.locked(session, Delivery, id=delivery_id)
        if row is None or row.status != DeliveryStatus.QUEUED or row.next_at > now:
            return None
        broadcast = session.get(Broadcast, row.broadcast_id)
        if broadcast is None:
            return None
        who = _still(session, broadcast, row, now)
        with languages.speaking(who.lang if who is not None else languages.ENGLISH):
            written = _written(session, broadcast, row, who, now) if who is not None else None
        session.add(row)
        if written is None:
            row.status = DeliveryStatus.DROPPED
            row.said = row.said or "no longer entitled"
            return None
        row.attempts += 1
        row.status, row.said = DeliveryStatus.UNKNOWN, SENDING
        row.next_at = now + UNDER_WAY
        return _Claim(row.id, row.attempts, written, broadcast.as_of)


def _still(
    session: Session, broadcast: Broadcast, row: Delivery, now: datetime
) -> Recipient | None:
    """The recipient as of now; None when they lost the right or the address, where a reminder
    is no longer due (W12), or what the mail carries is over."""
    kind = kinds.of(broadcast.kind)
    if kind.is_over(broadcast.as_of, now):
        row.said = "what it carried is over"
        return None
    still = kind.still
    if still is not None and not still(session.connection(), broadcast.object_id, now):
        row.said = "no longer due"
        return None
    found = audiences.resolve(
        session.connection(), broadcast.audience, _told(broadcast, now, row.recipient)
    )
    for who in found:
        fits = who.address == row.address if row.address_hash else True
        if who.id == row.recipient and fits and who.address:
            return who
    return None


def _written(
    session: Session, broadcast: Broadcast, row: Delivery, who: Recipient, now: datetime
) -> mail.Mail | None:
    """The mail for this recipient; None where a letter's key was erased, or what it was to
    say was overtaken."""
    kind = kinds.of(broadcast.kind)
    procedure = session.get(Procedure, broadcast.procedure_id) if broadcast.procedure_id else None
    name, title = (procedure.name, procedure.title) if procedure else ("", "")
    path = kinds.path(kind, broadcast.object_id, name, who.capacity)
    closing = title or _("Director recruitment")
    made = _composed(session, broadcast, row, who, now)
    if made is None:
        row.said = "overtaken by a later one"
        return None
    if broadcast.body is None:
        said = made.paragraphs or _said(session, broadcast, row, kind)
        if not said:
            row.said = "nothing left to say"
            return None
        return mail.Mail(
            row.id,
            who.address,
            made.subject or kind.subject(),
            said,
            mail.link(path),
            closing,
            who.lang,
            below=[mail.Part(lang, way, [text]) for lang, way, text in kind.tongues],
            calendar=made.calendar,
        )
    try:
        key = keys.ring().get(broadcast.key_id)
        letter = sealing.unseal_json(key, broadcast.body, body_place(broadcast.id))
    except (keys.Erased, keys.NoKey):
        row.said = "its text was erased"
        return None
    if "paragraphs" not in letter and kind.words is not None:
        letter |= {"paragraphs": kind.words(letter), "lang": languages.known(who.lang)}
    other = letter.get("courtesy", {}).get(who.lang, {})
    own_path = letter.get("path", path if who.person else "")
    return mail.Mail(
        row.id,
        who.address,
        other.get("subject") or letter.get("subject") or kind.subject(),
        letter.get("paragraphs", []),
        mail.link(own_path) if own_path else "",
        letter.get("closing", closing),
        letter.get("lang", languages.ENGLISH),
        False,
        mail.attachments(letter.get("attachments", [])),
        _above(who.lang, other),
        calendar=made.calendar,
    )


def _composed(
    session: Session, broadcast: Broadcast, row: Delivery, who: Recipient, now: datetime
) -> kinds.Composed | None:
    """What the kind makes of the present state; nothing particular for most kinds."""
    compose = kinds.of(broadcast.kind).compose
    if compose is None:
        return kinds.Composed()
    asked = kinds.Sending(
        broadcast.procedure_id or "", broadcast.object_id, row.recipient, who.address, now
    )
    return compose(session.connection(), asked)


def _said(session: Session, broadcast: Broadcast, row: Delivery, kind: kinds.Kind) -> Sequence[str]:
    """A mail's words beside its link; never content."""
    if kind.says is not None:
        return kind.says(session.connection(), row.recipient, broadcast.id)
    return [_("Something in the recruitment is waiting for you: %(what)s.", what=kind.subject())]


def _above(lang: str, other: dict[str, Any]) -> mail.Part | None:
    """The courtesy translation of a letter, in the language that the address chose."""
    if not other:
        return None
    said = [*other["paragraphs"], other["closing"], other["below"]]
    return mail.Part(lang, other["dir"], said)


def _record(claim: _Claim, status: DeliveryStatus, said: str) -> None:
    with db.writing() as session:
        row = db.locked(session, Delivery, id=claim.delivery_id)
        if row is None or row.attempts != claim.attempts:
            return
        row.status, row.said = status, mail.without_address(said, claim.mail.to)
        if status is DeliveryStatus.SENT:
            row.sent_at = clock.now()
        session.add(row)


def _later(claim: _Claim, now: datetime, said: str) -> None:
    if claim.attempts > len(BACKOFF):
        _record(claim, DeliveryStatus.FAILED, said)
        return
    with db.writing() as session:
        row = db.locked(session, Delivery, id=claim.delivery_id)
        if row is not None and row.attempts == claim.attempts:
            row.status = DeliveryStatus.QUEUED
            row.said = mail.without_address(said, claim.mail.to)
            row.next_at = now + BACKOFF[claim.attempts - 1]
            session.add(row)


def _away(claim: _Claim, now: datetime, said: str) -> None:
    """There was no server to talk to: that is no attempt at this mail, and all wait a little."""
    with db.reading() as connection:
        again = connection.execute(_AGAIN, {"delivery": claim.delivery_id}).scalar()
    if now >= (again or claim.since) + OUTAGE:
        _record(claim, DeliveryStatus.FAILED, said)
        return
    with db.writing() as session:
        row = db.locked(session, Delivery, id=claim.delivery_id)
        if row is not None and row.attempts == claim.attempts:
            row.attempts -= 1
            row.status, row.next_at = DeliveryStatus.QUEUED, now
            row.said = mail.without_address(said, claim.mail.to)
            session.add(row)
    with db.writing() as session:  # apart: whatever it meets, this mail is queued again
        session.connection().execute(_WAIT, {"until": now + AGAIN})


def _unwritten(delivery_id: str, now: datetime) -> None:
    """What could not even be put together: that is an attempt, and its sender learns of it."""
    with db.writing() as session:
        row = db.locked(session, Delivery, id=delivery_id)
        if row is None or row.status != DeliveryStatus.QUEUED:
            return
        row.attempts += 1
        row.said = "it could not be put together"
        if row.attempts > len(BACKOFF):
            row.status = DeliveryStatus.FAILED
        else:
            row.next_at = now + BACKOFF[row.attempts - 1]
        session.add(row)
