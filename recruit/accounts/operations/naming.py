"""What two administrators do together: naming and ending the President and the focal point.

One asks, the other confirms (R20); never one person twice, and nobody names oneself. A
President's successor is recorded with the letter naming them (R21): the one ends and the
other begins in one act, so that no round and no deadline is without a President.
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
from recruit.notices import operations as notices
from recruit.procedure import models as procedures
from recruit.procedure import operations as procedure
from recruit.procedure import queries as procedure_queries
from recruit.procedure.rules.milestones import MilestoneKind, latest

NAME, END, SUCCEED = "name", "end", "succeed"


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
    letter: str = "",
    key: str,
) -> str:
    """Ask the other administrator to name or end the President or the focal point; its id.

    act_name: NAME (with name and mail), END, or SUCCEED for the President's successor (with
    name, mail and the letter naming them: its number, date and sender). Raises Refusal
    where there is one already, none to end or succeed, or the same was asked before.
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
        if act_name != NAME and living is None:
            raise Refusal("R20", "reading R20", _("Nobody holds this capacity."))
        if act_name == SUCCEED:
            _may_succeed(a, capacity, living, mail, letter)
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
        if act_name != END and me is not None and me.mail == mail:
            raise Refusal(
                "R20", "reading R20", _("Nobody gives a capacity to oneself."), kind=Kind.INVALID
            )
        asked = Second(
            procedure_id=found.id,
            act=wanted,
            object_id=living.id if living else "",
            detail=json.dumps(_detail(act_name, name, mail, letter)),
            first_person=reader.person_id,
            first_as=reader.capacity,
            first_at=a.now,
        )
        a.session.add(asked)
        a.session.flush()
        a.record(asked.id, act=wanted, step="asked")
        return asked.id


def _detail(act_name: str, name: str, mail: str, letter: str) -> dict[str, str]:
    if act_name == END:
        return {}
    said = {"name": name.strip(), "mail": mail}
    return {**said, "letter": letter.strip()} if act_name == SUCCEED else said


def _may_succeed(a: Act, capacity: Capacity, living: Grant | None, mail: str, letter: str) -> None:
    if capacity is not Capacity.PRESIDENT or living is None:
        raise nothing()
    if not letter.strip():
        raise Refusal(
            "R21",
            "reading R21",
            _("A successor is recorded with the letter naming them: its number, date, sender."),
            kind=Kind.INVALID,
        )
    now = a.session.get(models.Person, living.person_id)
    if now is not None and now.mail == rules.normal_mail(mail):
        raise Refusal(
            "R21", "reading R21", _("This person is the President already."), kind=Kind.INVALID
        )


def _open(a: Act, second_id: str) -> Second:
    asked = db.locked(a.session, Second, id=second_id)
    if (
        asked is None
        or asked.act.split("-")[0] not in (NAME, END, SUCCEED)
        or not asked.procedure_id
    ):
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
                take_chair(a, grant)
        elif name == SUCCEED:
            grant = _succeed(a, grant, asked.object_id, detail)
        else:
            if grant is None or grant.id != asked.object_id:
                raise Refusal("R20", "reading R20", _("This capacity was ended meanwhile."))
            access.end(a, grant, "ended")
            tell_ended(a, grant)
        asked.second_person, asked.second_as = reader.person_id, reader.capacity
        asked.second_at = a.now
        a.session.add(asked)
        a.record(asked.id, act=asked.act, step="confirmed")
        with_letter = {"letter": detail["letter"]} if name == SUCCEED else {}
        a.also(
            f"procedure/{asked.procedure_id}",
            a.action.value,
            grant.id,
            act=asked.act,
            **with_letter,
        )


def _succeed(a: Act, before: Grant | None, expected: str, detail: dict[str, str]) -> Grant:
    """The successor takes the President's capacity in the moment in which the former leaves it
    (R21). Rounds, deadlines, drafts and what was asked for pass over as they are. Who chaired
    as President keeps the seat; the chair is then filled by election (R19).
    """
    if before is None or before.id != expected:
        raise Refusal("R20", "reading R20", _("This capacity was ended meanwhile."))
    procedure_id = before.procedure_id or ""
    db.locked(a.session, procedures.Procedure, id=procedure_id)
    access.end(a, before, "succeeded")
    tell_ended(a, before)
    invited = invite(a, detail["name"], detail["mail"])
    grant = access.give(
        a, person_id=invited.id, capacity=Capacity.PRESIDENT, procedure_id=procedure_id
    )
    tell_granted(a, grant)
    chair = _living(a, procedure_id, Capacity.CHAIR)
    if chair is not None and chair.person_id == before.person_id:
        access.end(a, chair, "succeeded")
        tell_ended(a, chair)
        if _constituted(a, procedure_id):
            notices.broadcast(
                a.session,
                a.now,
                procedure_id,
                "panel.chair_vacant",
                "panel",
                sender=Capacity.CHAIR,
            )
    take_chair(a, grant)
    return grant


def _constituted(a: Act, procedure_id: str) -> bool:
    found = procedure_queries.milestones(a.session.connection(), procedure_id)
    return latest(found, MilestoneKind.PANEL_CONSTITUTED) is not None


def take_chair(a: Act, president: Grant) -> None:
    """The President exercises the chair from the first day of the term (53(c), R19).

    Once the panel is constituted the chair comes by election alone.
    """
    procedure_id = president.procedure_id or ""
    if _constituted(a, procedure_id):
        return
    if _living(a, procedure_id, Capacity.CHAIR) is None:
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
