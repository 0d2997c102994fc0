"""Private calendar feeds: a secret address for one capacity of one person.

The address is the only key to it, since calendar programs cannot sign in. It is shown once,
kept as its hash, and dies with the capacity, by the owner's act, or when a new one is made.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, or_, select
from sqlalchemy.engine import Connection

from recruit.access import matches, undertakings
from recruit.access import models as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.policy import needs_undertaking
from recruit.access.rules import Capacity, Reader
from recruit.core import db, ids
from recruit.core.db import UTC
from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.notices import models

_f = models.Feed.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_NOW: Any = bindparam("now", type_=UTC())
_BY_TOKEN = (
    select(
        _f.c.token,
        _g.c.id,
        _g.c.procedure_id,
        _g.c.person_id,
        _g.c.capacity,
        _g.c.principal_id,
        undertakings.signed(_g),
    )
    .select_from(_f.join(_g, _g.c.id == _f.c.grant_id))
    .where(
        _f.c.token == bindparam("token"),
        _f.c.ended_at.is_(None),
        _g.c.procedure_id.is_not(None),
        _g.c.ended_at.is_(None),
        or_(_g.c.until.is_(None), _g.c.until > _NOW),
        ~matches.emptied(_g),
    )
)
_OWN = select(_f.c.made_at).where(_f.c.grant_id == bindparam("grant"), _f.c.ended_at.is_(None))


@dataclass(frozen=True, slots=True)
class Follower:
    """Whose calendar an address is: a living capacity of a person in a procedure."""

    grant_id: str
    procedure_id: str
    person_id: str
    capacity: Capacity
    principal_id: str


def follower(connection: Connection, token: str, now: datetime) -> Follower | None:
    """Whose calendar this secret opens now; None for what opens nothing (any more).

    The secret is looked up by its hash, so that how long it takes tells nothing of it.
    """
    if not _TOKEN.fullmatch(token):
        return None
    hashed = ids.digest(token)
    row = connection.execute(_BY_TOKEN, {"token": hashed, "now": now}).first()
    if row is None or not hmac.compare_digest(row.token, hashed):
        return None
    capacity = Capacity(row.capacity)
    if not row.undertaken and needs_undertaking(Action.CALENDAR_FOLLOW, capacity):
        return None
    return Follower(row.id, row.procedure_id, row.person_id, capacity, row.principal_id or "")


AHEAD = (_OWN,)
"""What made_at asks, with ``grant``."""


def made_at(connection: Connection, grant_id: str) -> datetime | None:
    """Since when this capacity has an address; None where it has none."""
    return connection.execute(_OWN, {"grant": grant_id}).scalar()


def make(reader: Reader, *, key: str = "") -> str:
    """Make the secret of a new address, to be shown once; the one before it dies."""
    with act(reader, Action.CALENDAR_FOLLOW, key) as a:
        _end(a)
        token = ids.token()
        row = models.Feed(grant_id=reader.grant_id, token=ids.digest(token), made_at=a.now)
        a.session.add(row)
        a.session.flush()
        a.record(row.id, made=True)
    return token


def end(reader: Reader, *, key: str = "") -> str:
    """End the address; the receipt's reference. Raises Refusal where there is none."""
    with act(reader, Action.CALENDAR_FOLLOW, key) as a:
        ended = _end(a)
        if not ended:
            raise Refusal("R17", "", _("There is no address to end."))
        a.record(ended, ended=True)
    return a.receipt


def _end(a: Act) -> str:
    """End the living address of the acting capacity; its id, '' where there is none."""
    row = db.locked(a.session, models.Feed, grant_id=a.reader.grant_id, ended_at=None)
    if row is None:
        return ""
    row.ended_at = a.now
    a.session.add(row)
    a.session.flush()
    return row.id
