"""Secret addresses that opened nothing, counted by where they came from (R24)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection
from sqlmodel import Session

from recruit.accounts import rules
from recruit.accounts.operations import hashing
from recruit.accounts.operations.factors import quietly


def wait(connection: Connection, what: str, address: str, now: datetime) -> int:
    """Whole seconds for which nothing from this address is looked up; 0 for none.

    what: the kind of secret address. address: a keyed digest of where the request is from.
    """
    mark = hashing.about(what, address)
    with Session(connection) as session:
        return rules.wait(hashing.failures(session, mark, now), now, rules.BY_FEED)


def missed(what: str, address: str) -> None:
    """Count one that opened nothing, whether it never was or is over."""
    with quietly() as a:
        hashing.failed(a.session, hashing.about(what, address), a.now)
