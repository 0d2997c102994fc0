"""Registering and removing passkeys, beside the authenticator; checking what one has signed.

A passkey signs what is put to it: the report (J9). It takes no other factor's place, so
whoever loses it loses nothing but that.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, func, select

from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.rules import Reader
from recruit.accounts import models, passkeys
from recruit.accounts.operations.factors import SITE_KEY, told_change
from recruit.core import db, ids, keys, sealing
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _

FOR = timedelta(minutes=10)
"""How long a page that asks for a passkey is good."""

MOST = 10  # passkeys of one person


@dataclass(frozen=True, slots=True)
class Signed:
    """What a passkey has signed, with its public half (SubjectPublicKeyInfo, base64)."""

    asserted: passkeys.Asserted
    public_key: str


def new_challenge() -> bytes:
    """A challenge for a registration: 32 random bytes."""
    return ids.random_bytes(32)


def sealed_challenge(challenge: bytes, reader: Reader, now: datetime) -> str:
    """The challenge on its way through a form: bound to person, session and time."""
    said = {"challenge": base64.b64encode(challenge).decode(), "at": now.isoformat()}
    sealed = sealing.seal(keys.ring().get(SITE_KEY), json.dumps(said).encode(), _place(reader))
    return base64.urlsafe_b64encode(sealed).decode()


def _place(reader: Reader) -> bytes:
    return f"passkey|{reader.person_id}|{reader.session_id}".encode()


def _challenge(sealed: str, reader: Reader, now: datetime) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(sealed)
        said = json.loads(sealing.unseal(keys.ring().get(SITE_KEY), raw, _place(reader)))
        made = datetime.fromisoformat(said["at"])
    except (ValueError, KeyError, sealing.Broken):
        raise _old() from None
    if not timedelta(0) <= now - made <= FOR:
        raise _old()
    return base64.b64decode(said["challenge"])


def _old() -> Refusal:
    return Refusal(
        "R20",
        "",
        _("This page is too old, or was drawn for another session."),
        kind=Kind.INVALID,
        todo=_("Open it again and start anew."),
    )


def register(
    reader: Reader, site: passkeys.Site, *, sealed: str, answer: str, label: str, key: str = ""
) -> None:
    """Register a passkey; its owner is told. The guard has asked for a second factor before.

    sealed: the challenge of the page; answer: the browser's JSON; label: the owner's name for
    it. Raises Refusal for an answer that is not right for site, page and session, for one that
    is registered already, and above ten.
    """
    with act(reader, Action.ACCOUNT_OWN, key) as a:
        challenge = _challenge(sealed, reader, a.now)
        found = passkeys.registered(site, challenge, answer)
        known = a.session.exec(
            select(models.Passkey).where(models.Passkey.credential == found.credential)
        ).first()
        held = a.session.exec(
            select(func.count())
            .select_from(models.Passkey)
            .where(models.Passkey.person_id == reader.person_id)
            .where(models.Passkey.removed_at.is_(None))  # type: ignore[union-attr]
        ).one()
        if known is not None or held >= MOST:
            raise Refusal(
                "R20",
                "",
                _("This passkey is registered already.")
                if known is not None
                else _("You have ten passkeys; remove one first."),
                kind=Kind.INVALID,
            )
        row = models.Passkey(
            id=ids.new(),
            person_id=reader.person_id,
            credential=found.credential,
            public_key=found.public_key,
            count=found.count,
            label=" ".join(label.split())[:60] or _("Passkey"),
            made_at=a.now,
        )
        a.session.add(row)
        told_change(a, reader.person_id)
        a.record(reader.person_id, factor="passkey", passkey=row.id)


def remove(reader: Reader, passkey_id: str, *, key: str = "") -> None:
    """Remove one of one's own passkeys; it signs nothing any more, what it signed stands."""
    with act(reader, Action.ACCOUNT_OWN, key) as a:
        row = db.locked(a.session, models.Passkey, id=passkey_id)
        if row is None or row.person_id != reader.person_id or row.removed_at is not None:
            raise Refusal("R20", "", _("There is no such passkey."), kind=Kind.UNKNOWN)
        row.removed_at = a.now
        a.session.add(row)
        told_change(a, reader.person_id)
        a.record(reader.person_id, factor="passkey", removed=row.id)


def remove_all(session: Session, person_id: str, now: datetime) -> None:
    """Whoever lost the second factor may have lost the device of the passkeys with it."""
    for row in session.exec(
        select(models.Passkey)
        .where(models.Passkey.person_id == person_id)
        .where(models.Passkey.removed_at.is_(None))  # type: ignore[union-attr]
    ).all():
        row.removed_at = now
        session.add(row)
    session.flush()


def check(a: Act, site: passkeys.Site, *, challenge: bytes, answer: str) -> Signed:
    """What a passkey of the acting person signed: this challenge, for this site, with the
    user verified. A writing function, called inside an act; the counter is kept.

    Raises Refusal where it is not right, or the passkey another person's or removed.
    """
    row = db.locked(a.session, models.Passkey, credential=passkeys.credential_of(answer))
    if row is None or row.person_id != a.reader.person_id or row.removed_at is not None:
        raise Refusal(
            "R20", "", _("This passkey is not registered in your account."), kind=Kind.INVALID
        )
    found = passkeys.asserted(site, challenge, answer, row.public_key, row.count)
    row.count = found.count
    a.session.add(row)
    return Signed(found, base64.b64encode(passkeys.spki(row.public_key)).decode())
