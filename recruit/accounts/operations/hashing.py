"""Passphrases: Argon2id, the list of the best known ones, and what a failed try costs.

Parameters: 46 MiB, one pass, one lane, 16 bytes of salt, 32 of hash (OWASP's first choice
for Argon2id; about 40 ms). A hash made with others is made anew at the next sign-in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import text
from sqlmodel import Session, delete, select

from recruit.accounts import models, rules
from recruit.core import ids

_hasher = PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1, hash_len=32, salt_len=16)
# Nobody's: it is what an unknown address is compared with, so that it takes as long.
_NOBODY = "$argon2id$v=19$m=47104,t=1,p=1$bm9ib2R5J3Mgc2FsdCE$" + "A" * 43


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    """The well-known passphrases, case folded, eight characters and more."""
    file = Path(__file__).parent.parent / "common.txt"
    return frozenset(file.read_text(encoding="utf-8").split("\n")) - {""}


def make(passphrase: str) -> str:
    """The hash to keep of a passphrase."""
    return _hasher.hash(passphrase, salt=ids.random_bytes(16))


def matches(kept: str, passphrase: str) -> bool:
    """Whether the passphrase is the kept one; takes as long where none is kept ('')."""
    try:
        return _hasher.verify(kept or _NOBODY, passphrase[: rules.LONGEST * 8]) and bool(kept)
    except (VerifyMismatchError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def about(*parts: str) -> str:
    """What a failed try is filed under: a digest, never the words themselves."""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


_IN_TURN = text("SELECT pg_advisory_xact_lock(:mark)")


def in_turn(session: Session, *marks: str) -> None:
    """From here to the end of the transaction tries under these marks come one after the other,
    so that each sees those before it. A writing transaction of SQLite is alone anyway."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        return
    for mark in sorted(marks):
        connection.execute(_IN_TURN, {"mark": int(mark[:16], 16) - 2**63})


def failures(session: Session, mark: str, now: datetime) -> Sequence[datetime]:
    """The failed tries filed under mark in the last day; ``in_turn`` comes before."""
    since = now - rules.FORGOTTEN_AFTER
    return session.exec(
        select(models.Attempt.at).where(models.Attempt.about == mark, models.Attempt.at > since)
    ).all()


def failed(session: Session, mark: str, now: datetime) -> models.Attempt:
    """File a try; it is taken out again by ``forgive`` where it succeeds."""
    row = models.Attempt(about=mark, at=now)
    session.add(row)
    session.flush()
    return row


def forgive(session: Session, mark: str) -> None:
    """Forget the tries filed under mark."""
    session.exec(delete(models.Attempt).where(models.Attempt.about == mark))  # type: ignore[arg-type]
