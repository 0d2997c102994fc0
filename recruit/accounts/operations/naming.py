"""What two administrators do together: naming and ending the President and the focal point.

One asks, the other confirms (R20); never one person twice, and nobody names oneself.
"""

from __future__ import annotations

import json
from datetime import datetime

from sqlmodel import select

from recruit.access import operations as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.models import Grant, Second
from recruit.access.rules import Capacity, Reader
from recruit.accounts import models, rules
from recruit.accounts.operations.people import tell_ended, tell_granted
from recruit.accounts.operations.persons import invite
from recruit.core import db
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.procedure import models as procedures
from recruit.procedure import operations as procedure

NAME, END = "name", "end"


def create_procedure(
    reader: Reader, *, name: str, preset: str, closure_at: datetime | None, key: str
) -> str:
    """Open a procedure from a preset (R18, R20); its name. Raises Refusal."""
    with act(reader, Action.SITE_ADMINISTER, key) as a:
        made = procedure.create(
            a.session, a.now, name=name, preset_name=preset, closure_at=closure_at
        )
        a.record(made.id, preset=preset)
        return made.name


def _living(a: Act, procedure_id: str, capacity: Capacity) -> Grant | None:
    return a.session.exec(
        select(Grant).where(
            Grant.procedure_id == procedure_id,
            Grant.capacity == capacity,
            Grant.ended_at.is_(None),  # type: ignore[union-attr]
        )
    ).first()


def ask(
    reader: Reader,
    *,
    procedure_name: str,
    capacity: Capacity,
    act_name: str,
    name: str = "",
    mail: str = "",
    key: str,
) -> str:
    """Ask the other administrator to name or end the President or the focal point; its id.

    act_name: NAME (with name and mail) or END. Raises Refusal where there is one already,
    none to end, or the same was asked before.
    """
    with act(reader, Action.GRANT_BY_ADMINISTRATOR, key) as a:
        found = a.session.exec(
            select(procedures.Procedure).where(procedures.Procedure.name == procedure_name)
        ).first()
        if found is None or capacity not in rules.GIVEN_BY[Capacity.ADMINISTRATOR]:
            raise nothing()
        living = _living(a, found.id, capacity)
        if act_name == NAME and living is not None:
            raise Refusal(
                "R20",
                "reading R20",
                _("Somebody holds this capacity; a procedure has one at a time."),
                todo=_("Ask for its end first."),
            )
        if act_name == END and living is None:
            raise Refusal("R20", "reading R20", _("Nobody holds this capacity."))
        wanted = f"{act_name}-{capacity.value}"
        waiting = a.session.exec(
            select(Second).where(
                Second.procedure_id == found.id,
                Second.act == wanted,
                Second.second_at.is_(None),  # type: ignore[union-attr]
                Second.withdrawn_at.is_(None),  # type: ignore[union-attr]
            )
        ).first()
        if waiting is not None:
            raise Refusal(
                "R20",
                "reading R20",
                _("This was asked for already and waits for its confirmation."),
            )
        mail = rules.normal_mail(mail)
        me = a.session.get(models.Person, reader.person_id)
        if act_name == NAME and me is not None and me.mail == mail:
            raise Refusal(
                "R20", "reading R20", _("Nobody gives a capacity to oneself."), kind=Kind.INVALID
            )
        asked = Second(
            procedure_id=found.id,
            act=wanted,
            object_id=living.id if living else "",
            detail=json.dumps({"name": name.strip(), "mail": mail} if act_name == NAME else {}),
            first_person=reader.person_id,
            first_as=reader.capacity,
            first_at=a.now,
        )
        a.session.add(asked)
        a.session.flush()
        a.record(asked.id, act=wanted, step="asked")
        return asked.id


def _open(a: Act, second_id: str) -> Second:
    asked = db.locked(a.session, Second, id=second_id)
    if asked is None or asked.act.split("-")[0] not in (NAME, END) or not asked.procedure_id:
        raise nothing()
    return asked


def confirm(reader: Reader, second_id: str, *, key: str) -> None:
    """Confirm what the other administrator asked for: it is done by this act. Raises Refusal."""
    with act(reader, Action.GRANT_BY_ADMINISTRATOR, key) as a:
        asked = _open(a, second_id)
        name, _dash, capacity = asked.act.partition("-")
        detail = json.loads(asked.detail or "{}")
        named = ""
        if detail.get("mail"):
            person = a.session.exec(
                select(models.Person).where(models.Person.mail == detail["mail"])
            ).first()
            named = person.id if person else ""
        settled = asked.second_at is not None or asked.withdrawn_at is not None
        facts = rules.Confirmation(asked.first_person, reader.person_id, named, settled)
        require(rules.CONFIRMING, facts)
        grant = _living(a, asked.procedure_id or "", Capacity(capacity))
        if name == NAME:
            if grant is not None:
                raise Refusal("R20", "reading R20", _("Somebody holds this capacity meanwhile."))
            invited = invite(a, detail["name"], detail["mail"])
            grant = access.give(
                a,
                person_id=invited.id,
                capacity=Capacity(capacity),
                procedure_id=asked.procedure_id,
            )
            tell_granted(a, grant)
            if grant.capacity == Capacity.PRESIDENT:
                _take_chair(a, grant)
        else:
            if grant is None or grant.id != asked.object_id:
                raise Refusal("R20", "reading R20", _("This capacity was ended meanwhile."))
            access.end(a, grant, "ended")
            tell_ended(a, grant)
        asked.second_person, asked.second_as = reader.person_id, reader.capacity
        asked.second_at = a.now
        a.session.add(asked)
        a.record(asked.id, act=asked.act, step="confirmed")
        a.also(f"procedure/{asked.procedure_id}", a.action.value, grant.id, act=asked.act)


def _take_chair(a: Act, president: Grant) -> None:
    """The President exercises the chair from the first day of the term (53(c), R19)."""
    if _living(a, president.procedure_id or "", Capacity.CHAIR) is None:
        chair = access.give(
            a,
            person_id=president.person_id,
            capacity=Capacity.CHAIR,
            procedure_id=president.procedure_id,
        )
        tell_granted(a, chair)


def withdraw(reader: Reader, second_id: str, *, key: str) -> None:
    """Withdraw what was asked for and is not confirmed yet; either administrator may."""
    with act(reader, Action.GRANT_BY_ADMINISTRATOR, key) as a:
        asked = _open(a, second_id)
        if asked.second_at is not None or asked.withdrawn_at is not None:
            raise Refusal("R20", "reading R20", _("This was confirmed or withdrawn meanwhile."))
        asked.withdrawn_at = a.now
        a.session.add(asked)
        a.record(asked.id, act=asked.act, step="withdrawn")
