"""Sessions that an administrator ends: of one person whose device is lost, or of everybody.

The answer is the same whether or not an address is of an account. Source: SECURITY (a stolen
session or laptop), OWASP ASVS 5.0, 7.4.5.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select, update

from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.rules import Capacity, Reader
from recruit.accounts import models, rules
from recruit.notices import operations as notices

_s = models.Session.__table__  # type: ignore[attr-defined]
_p = models.Person.__table__  # type: ignore[attr-defined]
_OTHERS = (_s.c.id != bindparam("but"), _s.c.ended_at.is_(None), _s.c.person_id.is_not(None))
_BY_MAIL = select(_p.c.id).where(_p.c.mail == bindparam("mail"))
_SIGNED_IN = (
    select(_s.c.person_id)
    .where(*_OTHERS, _s.c.seen_at > bindparam("idle"), _s.c.made_at > bindparam("old"))
    .distinct()
    .order_by(_s.c.person_id)
)
_END = update(_s).where(*_OTHERS).values(ended_at=bindparam("at"))


def end_sessions_of(reader: Reader, *, mail: str, key: str = "") -> None:
    """End every session of whoever has this mail address, save the one that asks for it."""
    with act(reader, Action.SESSIONS_END, key) as a:
        found = a.connection.execute(_BY_MAIL, {"mail": rules.normal_mail(mail)}).scalar()
        _end(a, [found] if found else [])
        a.record(found or "", of="a person")


def end_every_session(reader: Reader, *, key: str = "") -> None:
    """End every session of the installation, save the one that asks for it."""
    with act(reader, Action.SESSIONS_END, key) as a:
        _end(a, None)
        a.record("", of="everybody")


def _end(a: Act, persons: list[str] | None) -> None:
    """End the sessions of these persons, or of all (None), and tell whoever had one."""
    of = () if persons is None else (_s.c.person_id.in_(persons),)
    told: dict[str, Any] = {"but": a.reader.session_id}
    since = {"idle": a.now - rules.IDLE, "old": a.now - rules.ABSOLUTE}
    signed_in = a.connection.execute(_SIGNED_IN.where(*of), told | since).scalars().all()
    a.connection.execute(_END.where(*of), told | {"at": a.now})
    if signed_in:
        notices.tell(
            a,
            "accounts.sessions_ended",
            "persons",
            recipients=list(signed_in),
            sender=Capacity.ADMINISTRATOR,
        )
