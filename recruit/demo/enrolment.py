"""Accounts of the demonstration: one passphrase for all, an authenticator each.

In the demonstration alone somebody's current code can be printed beside the question.
"""

from __future__ import annotations

import pyotp
from sqlmodel import select

from recruit.accounts.models import Person
from recruit.accounts.operations import SITE_KEY, factors, hashing
from recruit.core import clock, db, keys, sealing

PASSPHRASE = "a walk beside the lake"


def enrol() -> int:
    """Give everybody without a passphrase the demonstration's, and an authenticator."""
    with db.writing() as session:
        waiting = session.exec(select(Person).where(Person.passphrase == "")).all()
        if not waiting:
            return 0
        kept = hashing.make(PASSPHRASE)
        site = keys.ring().get(SITE_KEY)
        for person in waiting:
            secret = factors.new_authenticator()
            person.passphrase = kept
            person.totp = sealing.seal(site, secret.encode(), factors.place_of(person.id))
            session.add(person)
        return len(waiting)


def code_of(person_id: str) -> str:
    """The code that this person's authenticator shows and that was not used yet; '' if none."""
    with db.reading() as connection:
        table = Person.__table__  # type: ignore[attr-defined]
        row = connection.execute(
            table.select()
            .with_only_columns(table.c.totp, table.c.totp_last)
            .where(table.c.id == person_id)
        ).first()
    if row is None or row.totp is None:
        return ""
    secret = sealing.unseal(keys.ring().get(SITE_KEY), row.totp, factors.place_of(person_id))
    counter = max(int(clock.now().timestamp()) // factors.STEP, row.totp_last + 1)
    return pyotp.TOTP(secret.decode()).generate_otp(counter)
