"""Finding or making the person behind an address, and inviting them by a one-time link."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from sqlmodel import Session, select

from recruit.access.actions import Action
from recruit.access.frame import Act
from recruit.access.models import Grant
from recruit.access.rules import Capacity
from recruit.accounts import models, rules
from recruit.accounts.operations.factors import SITE_KEY
from recruit.core import clock, db, ids, log
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.notices import operations as notices


def new_link(
    session: Session, person_id: str, purpose: str, now: datetime, lasts: timedelta
) -> str:
    """A one-time link's token; links of the same purpose before it are dead."""
    for row in session.exec(
        select(models.Invitation).where(
            models.Invitation.person_id == person_id,
            models.Invitation.purpose == purpose,
            models.Invitation.used_at.is_(None),  # type: ignore[union-attr]
        )
    ).all():
        row.used_at = now
        session.add(row)
    token = ids.token()
    session.add(
        models.Invitation(
            person_id=person_id,
            purpose=purpose,
            token=ids.digest(token),
            made_at=now,
            until=now + lasts,
        )
    )
    session.flush()
    return token


def invitation_mail(a: Act, person: models.Person) -> None:
    """Send a person the link by which the account is set up; good for seven days, once."""
    token = new_link(a.session, person.id, "invitation", a.now, rules.INVITED_FOR)
    notices.tell(
        a,
        "accounts.invitation",
        "persons",
        recipients=[person.id],
        body={"path": f"/invitation/{token}"},
        key_id=SITE_KEY,
    )


def _mail(mail: str) -> str:
    normal = rules.normal_mail(mail)
    if normal.count("@") != 1 or any(c.isspace() for c in normal) or not normal.isprintable():
        raise Refusal("R20", "reading R20", _("This is no mail address."), kind=Kind.INVALID)
    return normal


def _find_or_make(
    session: Session, now: datetime, name: str, mail: str, function: str, zone: str, lang: str
) -> models.Person:
    mail = _mail(mail)
    person = session.exec(select(models.Person).where(models.Person.mail == mail)).first()
    if person is None:
        person = models.Person(
            name=" ".join(name.split()),
            mail=mail,
            function=function.strip(),
            zone=zone,
            lang=lang,
            created_at=now,
        )
        session.add(person)
        session.flush()
    return person


def invite(
    a: Act,
    name: str,
    mail: str,
    *,
    function: str = "",
    zone: str = "Europe/Zurich",
    lang: str = "en",
) -> models.Person:
    """The person of this address, made where there is none, and invited while without passphrase.

    A writing function: called inside another room's act (R20: naming a person without an
    account invites them). name and the rest count for a new account only. zone: IANA name.
    Raises Refusal for what is no address.
    """
    person = _find_or_make(a.session, a.now, name, mail, function, zone, lang)
    if not person.passphrase:
        invitation_mail(a, person)
    return person


def _administrators(session: Session) -> list[Grant]:
    return list(
        session.exec(
            select(Grant).where(
                Grant.capacity == Capacity.ADMINISTRATOR,
                Grant.ended_at.is_(None),  # type: ignore[union-attr]
            )
        ).all()
    )


def make_administrator(name: str, mail: str) -> str:
    """One of the two administrators (R20), for the operator's command: the one-time link.

    For an account that has its passphrase already the link is that of the sign-in. Raises
    Refusal where two administrators are named, or this person is one.
    """
    with db.writing() as session:
        now = clock.now()
        person = _find_or_make(session, now, name, mail, "", "Europe/Zurich", "en")
        living = _administrators(session)
        if any(grant.person_id == person.id for grant in living):
            if person.passphrase:
                raise Refusal("R20", "reading R20", _("This person is an administrator already."))
        elif len(living) >= 2:
            raise Refusal(
                "R20",
                "reading R20",
                _("There are two administrators already."),
                todo=_("End the capacity of one of them first (flask admin end)."),
            )
        else:
            grant = Grant(
                procedure_id=None,
                person_id=person.id,
                capacity=Capacity.ADMINISTRATOR,
                since=now,
                given_as="operator",
            )
            session.add(grant)
            session.flush()
            _site_entry(session, now, "given", grant.id)
        base = current_app.extensions["config"].base_url
        if person.passphrase:
            return f"{base}/sign-in"
        token = new_link(session, person.id, "invitation", now, rules.INVITED_FOR)
        return f"{base}/invitation/{token}"


def end_administrator(mail: str) -> None:
    """End an administrator's capacity, by the operator. Raises Refusal where there is none."""
    with db.writing() as session:
        now = clock.now()
        for grant in _administrators(session):
            person = session.get(models.Person, grant.person_id)
            if person is not None and person.mail == rules.normal_mail(mail):
                grant.ended_at, grant.ended_how = now, "ended"
                session.add(grant)
                _site_entry(session, now, "ended", grant.id)
                return
    raise Refusal("R20", "reading R20", _("No administrator has this address."), kind=Kind.INVALID)


def _site_entry(session: Session, now: datetime, what: str, grant_id: str) -> None:
    session.flush()
    connection = session.connection()
    log.open_log(connection, "site")
    log.append(
        connection,
        "site",
        at=now,
        act=Action.GRANT_BY_ADMINISTRATOR.value,
        capacity="operator",
        actor=None,
        object=grant_id,
        facts={"administrator": what},
    )
