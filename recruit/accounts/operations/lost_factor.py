"""A lost second factor: two people let somebody set up another one (W13).

Whoever names the capacity asks, an administrator confirms. Neither gains access: the
passphrase stays the person's own, and all open sessions end.
"""

from __future__ import annotations

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.models import Grant, Second
from recruit.access.rules import Capacity, Reader
from recruit.accounts import models, rules
from recruit.accounts.operations.entering import end_sessions
from recruit.accounts.operations.factors import end_codes, told_change
from recruit.accounts.operations.passkeys import remove_all
from recruit.core import db
from recruit.core.errors import Refusal, require
from recruit.core.words import _
from recruit.notices import operations as notices

FACTOR = "factor"


def ask_factor_reset(reader: Reader, action: Action, grant_id: str, *, key: str) -> str:
    """Ask that the holder of a grant may set up another second factor; the id of the asking.

    action: what R20 allows this reader. Raises Refusal where none is set up, where it was
    asked for before, and for a grant that this reader does not name (as one that never was).
    """
    with act(reader, action, key) as a:
        grant = a.session.get(Grant, grant_id)
        if (
            grant is None
            or grant.ended_at is not None
            or Capacity(grant.capacity) not in rules.FACTOR_ASKED_BY.get(reader.capacity, ())
            or (a.procedure is not None and grant.procedure_id != a.procedure_id)
        ):
            raise nothing()
        person = a.session.get(models.Person, grant.person_id)
        if person is None or person.totp is None:
            raise Refusal("W13", "reading W13", _("No second factor is set up there."))
        waiting = a.session.exec(
            select(Second).where(
                Second.act == FACTOR,
                Second.object_id == person.id,
                Second.second_at.is_(None),  # type: ignore[union-attr]
                Second.withdrawn_at.is_(None),  # type: ignore[union-attr]
            )
        ).first()
        if waiting is not None:
            raise Refusal("W13", "reading W13", _("This waits for an administrator already."))
        asked = Second(
            procedure_id=grant.procedure_id,
            act=FACTOR,
            object_id=person.id,
            first_person=reader.person_id,
            first_as=reader.capacity,
            first_at=a.now,
        )
        a.session.add(asked)
        a.session.flush()
        _tell_administrators(a, asked)
        a.record(asked.id, act=FACTOR, step="asked")
        return asked.id


def _tell_administrators(a: Act, asked: Second) -> None:
    """By mail, all who may confirm: not who asks, and nobody for an own second factor."""
    holders = a.session.exec(
        select(Grant.person_id).where(
            Grant.capacity == Capacity.ADMINISTRATOR,
            Grant.ended_at.is_(None),  # type: ignore[union-attr]
            Grant.person_id.not_in([asked.first_person, asked.object_id]),  # type: ignore[attr-defined]
        )
    ).all()
    if holders:
        notices.tell(
            a,
            "accounts.factor_asked",
            "persons",
            object_id=asked.id,
            recipients=sorted(holders),
            sender=Capacity.ADMINISTRATOR,
        )


def _open(a: Act, second_id: str) -> Second:
    asked = db.locked(a.session, Second, id=second_id)
    if asked is None or asked.act != FACTOR:
        raise nothing()
    return asked


def _facts(asked: Second, reader: Reader) -> rules.Confirmation:
    settled = asked.second_at is not None or asked.withdrawn_at is not None
    return rules.Confirmation(asked.first_person, reader.person_id, asked.object_id, settled)


def confirm_factor_reset(reader: Reader, second_id: str, *, key: str) -> None:
    """Confirm, as an administrator: authenticator, recovery codes and passkeys are no more.

    All sessions of the person end; another authenticator is set up after the next
    passphrase. Raises Refusal for who asked, and for one's own.
    """
    with act(reader, Action.GRANT_BY_ADMINISTRATOR, key) as a:
        asked = _open(a, second_id)
        require(rules.RESETTING, _facts(asked, reader))
        person = db.locked(a.session, models.Person, id=asked.object_id)
        if person is None:
            raise nothing()
        person.totp, person.totp_last = None, 0
        a.session.add(person)
        for kind in ("recovery", "one-time", "mailed"):
            end_codes(a.session, person.id, kind, a.now)
        remove_all(a.session, person.id, a.now)
        end_sessions(a.session, person.id, a.now)
        asked.second_person, asked.second_as = reader.person_id, reader.capacity
        asked.second_at = a.now
        a.session.add(asked)
        told_change(a, person.id)
        a.record(asked.id, act=FACTOR, step="confirmed")


def withdraw_factor_reset(reader: Reader, second_id: str, *, key: str) -> None:
    """Leave the second factor as it is, as an administrator. Raises Refusal where it is done."""
    with act(reader, Action.GRANT_BY_ADMINISTRATOR, key) as a:
        asked = _open(a, second_id)
        if _facts(asked, reader).settled:
            raise Refusal("W13", "reading W13", _("This was confirmed or withdrawn meanwhile."))
        asked.withdrawn_at = a.now
        a.session.add(asked)
        a.record(asked.id, act=FACTOR, step="withdrawn")
