"""The panel's seats and the order of its surrogates, carried to a dress rehearsal (C1, C3).

What arrives is a composition that is named and not yet invited: inviting, accepting and
constituting are acts of the rehearsal. Seat 1 is the President's by 53(c) wherever it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from recruit.access.actions import Action
from recruit.access.frame import Act, act, operator
from recruit.access.models import Grant
from recruit.access.rules import Capacity
from recruit.accounts.models import Person
from recruit.accounts.rules import normal_mail
from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.panel import models
from recruit.panel.operations import naming
from recruit.panel.rules import composition
from recruit.procedure.models import Procedure

KINDS = {"seat": composition.SEATS, "surrogate": composition.SURROGATES}
_CAPACITY = {Capacity.MEMBER.value: "seat", Capacity.SURROGATE.value: "surrogate"}


def seats() -> list[dict[str, Any]]:
    """Every seat and surrogate of every procedure, in their order: who holds it now; before the
    constitution who is named. Nobody's gender, nothing of an answer."""
    with act(operator(), Action.SITE_OPERATE) as a:
        a.silent = True  # what leaves is recorded by the export that it goes with
        found = []
        for procedure in a.session.exec(select(Procedure).order_by(Procedure.name)).all():
            found += _held(a.session, procedure, a.now) or _named(a.session, procedure)
    return found


def _row(procedure: Procedure, kind: str, number: int, state: str, *who: str) -> dict[str, Any]:
    name, mail, function = who
    return {
        "procedure": procedure.name,
        "kind": kind,
        "number": number,
        "state": state,
        "name": name,
        "mail": mail,
        "function": function,
    }


def _held(session: Session, procedure: Procedure, now: datetime) -> list[dict[str, Any]]:
    rows = session.exec(
        select(Grant, Person)
        .join(Person, col(Person.id) == col(Grant.person_id))
        .where(
            Grant.procedure_id == procedure.id,
            col(Grant.capacity).in_(sorted(_CAPACITY)),
            col(Grant.ended_at).is_(None),
            or_(col(Grant.until).is_(None), col(Grant.until) > now),
        )
        .order_by(col(Grant.capacity), col(Grant.seat))
    ).all()
    return [
        _row(procedure, _CAPACITY[g.capacity], g.seat, g.state_id or "", p.name, p.mail, p.function)
        for g, p in rows
    ]


def _named(session: Session, procedure: Procedure) -> list[dict[str, Any]]:
    rows = session.exec(
        select(models.Place)
        .where(
            models.Place.procedure_id == procedure.id,
            col(models.Place.ended_at).is_(None),
            col(models.Place.declined_at).is_(None),
        )
        .order_by(models.Place.kind, col(models.Place.number))
    ).all()
    return [
        _row(procedure, one.kind, one.number, one.state_id, one.name, one.mail, one.function)
        for one in rows
    ]


def take(rows: Any) -> tuple[int, list[str]]:
    """Name to their places whom an export holds; how many, and what was not taken, in words.

    Taken again it changes nothing. A place that the rules of composing refuse is left, and so
    are all of a procedure whose panel is constituted.
    """
    if not isinstance(rows, list):
        return 0, []
    taken, left = 0, []
    by: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        if _whole(row):
            by.setdefault(row["procedure"], []).append(row)
        else:
            left.append(_("an entry of the seats is no seat"))
    for name, wanted in by.items():
        with act(operator(), Action.SITE_OPERATE) as a:
            a.silent = True
            found = a.session.exec(select(Procedure.id).where(Procedure.name == name)).first()
        if found is None:
            left.append(_("%(name)s: there is no such recruitment", name=name))
            continue
        with act(operator(found), Action.SITE_OPERATE) as a:
            done, refused = _take(a, wanted)
            a.record("seats", what="imported", seats=done)
        taken, left = taken + done, left + refused
    return taken, left


def _whole(row: Any) -> bool:
    texts = ("procedure", "kind", "state", "name", "mail", "function")
    return (
        isinstance(row, Mapping)
        and all(isinstance(row.get(t), str) and len(row[t]) <= 500 for t in texts)
        and row["kind"] in KINDS
        and type(row.get("number")) is int
        and 1 <= row["number"] <= KINDS[row["kind"]]
        and bool(row["name"].strip())
        and row["mail"].count("@") == 1
    )


def _take(a: Act, rows: list[Mapping[str, Any]]) -> tuple[int, list[str]]:
    done, left = 0, []
    for row in rows:
        if row["kind"] == "seat" and row["number"] == 1:
            continue  # the Chair's: it comes with the President
        place = _("%(kind)s %(n)s", kind=row["kind"], n=row["number"])
        there = a.session.exec(
            select(models.Place).where(
                models.Place.procedure_id == a.procedure_id,
                models.Place.kind == row["kind"],
                models.Place.number == row["number"],
                col(models.Place.ended_at).is_(None),
            )
        ).first()
        if there is not None:
            if there.mail != normal_mail(row["mail"]):
                left.append(_("%(place)s: somebody else is named to it here", place=place))
            continue
        try:
            _draft(a, row)
        except Refusal as refusal:
            left.append(f"{place}: {refusal.reason}")
        else:
            done += 1
    return done, left


def _draft(a: Act, row: Mapping[str, Any]) -> None:
    """Name somebody to a place as the President would, as a draft; nobody is invited."""
    naming.not_constituted(a)
    around = naming.around_of(a)
    naming.chairs_place(a, around)
    mail = normal_mail(row["mail"])
    known = a.session.exec(select(Person).where(Person.mail == mail)).first()
    naming.fits(a, around, number=row["number"], state_id=row["state"], mail=mail, known=known)
    a.session.add(
        models.Place(
            procedure_id=a.procedure_id,
            kind=row["kind"],
            number=row["number"],
            state_id=row["state"],
            name=" ".join(row["name"].split()),
            mail=mail,
            function=row["function"].strip(),
            made_at=a.now,
        )
    )
    a.session.flush()
