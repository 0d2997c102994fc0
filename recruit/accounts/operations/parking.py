"""Forms whose session or second factor had expired: sealed, shown again to the same person.

Nothing is sent again of itself: the page shows what was typed, and a button sends it.
Files are not kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import g
from sqlmodel import delete, select

from recruit.accounts import models, rules
from recruit.accounts.operations.factors import SITE_KEY, quietly
from recruit.core import clock, db, ids, keys, sealing

_OUR_OWN = frozenset({"csrf", "code"})  # drawn or asked anew


@dataclass(frozen=True, slots=True)
class ParkedForm:
    """A form as it was sent: its path, its fields in order."""

    path: str
    items: tuple[tuple[str, str], ...]


def expired_person() -> str | None:
    """Whose session this request's cookie was, where it has ended; None where nobody's."""
    return g.get("expired_person")


def _place(token: str) -> bytes:
    return f"accounts_parked|{ids.digest(token)}|sealed|1".encode()


def park(path: str, items: Iterable[tuple[str, str]], person_id: str | None) -> str:
    """Keep a form for an hour; the token of its page.

    person_id: who sent it; None keeps nothing that anybody could open (a form from
    another site must not wait here for whoever signs in next).
    """
    token = ids.token()
    if not person_id or rules.local_path(path) != path:
        return token
    kept = [[name, value] for name, value in items if name not in _OUR_OWN]
    key = keys.ring().get(SITE_KEY)
    with quietly() as a:
        a.session.exec(
            delete(models.Parked).where(models.Parked.at < a.now - rules.PARKED_FOR)  # type: ignore[arg-type]
        )
        a.session.add(
            models.Parked(
                token=ids.digest(token),
                person_id=person_id,
                path=path,
                sealed=sealing.seal_json(key, kept, _place(token)),
                at=a.now,
            )
        )
    return token


def open_parked(token: str, person_id: str) -> ParkedForm | None:
    """The form of this token, for the person who sent it; None for anybody else."""
    table = models.Parked.__table__  # type: ignore[attr-defined]
    with db.reading() as connection:
        row = connection.execute(
            select(table.c.path, table.c.sealed, table.c.person_id, table.c.at).where(
                table.c.token == ids.digest(token)
            )
        ).first()
    if row is None or row.person_id != person_id:
        return None
    if clock.now() - row.at >= rules.PARKED_FOR:
        return None
    items = sealing.unseal_json(keys.ring().get(SITE_KEY), row.sealed, _place(token))
    return ParkedForm(row.path, tuple((name, value) for name, value in items))
