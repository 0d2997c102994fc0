"""Signing in by passphrase, links of invitation and of a lost passphrase.

Whether an address is known can't be told from words, from the time or from a mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlmodel import Session
from sqlmodel import select as pick

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.guard import public_reader
from recruit.access.rules import Capacity
from recruit.accounts import models, rules
from recruit.accounts.operations import hashing
from recruit.accounts.operations.factors import (
    SITE_KEY,
    delegate_only,
    quietly,
    told_change,
    wait_words,
)
from recruit.accounts.operations.persons import invitation_mail, new_link
from recruit.core import clock, db, ids, keys, languages, sealing, security_log
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.notices import operations as notices

_KNOWN_FOR = timedelta(days=30)
_p = models.Person.__table__  # type: ignore[attr-defined]
_i = models.Invitation.__table__  # type: ignore[attr-defined]
_BY_MAIL = select(_p.c.id, _p.c.passphrase).where(_p.c.mail == bindparam("mail"))
_LINK = (
    select(_i.c.id, _i.c.purpose, _i.c.person_id, _i.c.until, _i.c.used_at, _p.c.name, _p.c.mail)
    .select_from(_i.join(_p, _p.c.id == _i.c.person_id))
    .where(_i.c.token == bindparam("token"))
)


@dataclass(frozen=True, slots=True)
class Entered:
    """Who gave the right passphrase; person_id '' with the reason where it was not right.

    whole: nothing more is needed (S6). authenticator: one is set up.
    """

    person_id: str
    reason: str = ""
    whole: bool = False
    authenticator: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A living link: whose, and whether it is an 'invitation' or a 'reset'."""

    id: str
    purpose: str
    person_id: str
    name: str
    mail: str


def check_passphrase(mail: str, passphrase: str, address: str) -> Entered:
    """Whether mail and passphrase belong together. address: ``sessions.address()``.

    Each try is filed before it is looked at, so that many at once win nothing. Guesses
    from elsewhere do not slow an address from which its owner signed in this month.
    """
    mail = rules.normal_mail(mail)
    account = hashing.about("account", mail)
    both = hashing.about("both", mail, address)
    place = hashing.about("address", address)
    with quietly() as a:
        hashing.in_turn(a.session, account, both, place)
        own = both if _known_address(a.session, mail, address, a.now) else account
        waiting = max(
            rules.wait(hashing.failures(a.session, own, a.now), a.now, rules.BY_ACCOUNT),
            rules.wait(hashing.failures(a.session, place, a.now), a.now, rules.BY_ADDRESS),
        )
        if waiting:
            security_log.warn("sign-in.kept-waiting", at=address[:16])
            return Entered("", wait_words(waiting))
        tries = [hashing.failed(a.session, mark, a.now).id for mark in (account, both, place)]
        found = a.session.connection().execute(_BY_MAIL, {"mail": mail}).first()
    kept = found.passphrase if found else ""
    if not hashing.matches(kept, passphrase) or found is None:
        security_log.warn("sign-in.refused", person=found.id if found else "", at=address[:16])
        return Entered("", _("The address or the passphrase is not right."))
    anew = hashing.make(passphrase) if hashing.outdated(kept) else ""
    with quietly() as a:
        person = db.locked(a.session, models.Person, id=found.id)
        if person is None or person.passphrase != kept:
            return Entered("", _("The address or the passphrase is not right."))
        if anew:
            person.passphrase = anew
            a.session.add(person)
        hashing.forgive(a.session, account)
        hashing.forgive(a.session, both)
        for row in (a.session.get(models.Attempt, id_) for id_ in tries[2:]):
            if row is not None:
                a.session.delete(row)
        has = person.totp is not None
        whole = not has and delegate_only(a.session, person.id, a.now)
        security_log.note("sign-in.passphrase", person=person.id, at=address[:16])
        return Entered(person.id, whole=whole, authenticator=has)


def _known_address(session: Session, mail: str, address: str, now: datetime) -> bool:
    row = session.exec(
        pick(models.Session.id)
        .join(models.Person, models.Person.id == models.Session.person_id)  # type: ignore[arg-type]
        .where(models.Person.mail == mail, models.Session.address == address)
        .where(models.Session.made_at > now - _KNOWN_FOR)
    ).first()
    return row is not None


def link(token: str) -> Link | None:
    """The living invitation or reset of this token. Reading spends nothing (W15)."""
    with db.reading() as connection:
        row = connection.execute(_LINK, {"token": ids.digest(token)}).first()
    if row is None or row.used_at is not None or clock.now() >= row.until:
        return None
    return Link(row.id, row.purpose, row.person_id, row.name, row.mail)


def dead_link() -> Refusal:
    """What somebody meets whose link was used, is too old or never was."""
    return Refusal(
        "W15",
        "reading W15",
        _("This link was used, is too old, or was replaced by a newer one."),
        kind=Kind.INVALID,
        todo=_("Ask for a new link with 'Passphrase forgotten?' on the page of sign-in."),
    )


def choose_passphrase(
    token: str, passphrase: str, zone: str = "", *, lang: str = languages.ENGLISH, key: str = ""
) -> Entered:
    """Choose a passphrase by a link, which is used up with all others of that person.

    All sessions of the person end. zone: IANA name, '' to leave it. lang: in which it was read
    (BCP 47); who reads another language than English goes on in that one. Raises Refusal for a
    dead link and for a passphrase that the rules refuse.
    """
    found = link(token)
    if found is None:
        raise dead_link()
    check_choice(passphrase, found.name, found.mail)
    hashed = hashing.make(passphrase)
    with act(public_reader(clock.now()), Action.PUBLIC_READ, key) as a:
        row = db.locked(a.session, models.Invitation, id=found.id)
        person = db.locked(a.session, models.Person, id=found.person_id)
        if row is None or person is None or row.used_at is not None or a.now >= row.until:
            raise dead_link()
        first = not person.passphrase
        person.passphrase, person.zone = hashed, zone or person.zone
        if lang != languages.ENGLISH:
            person.lang = languages.known(lang)
        a.session.add(person)
        end_links(a.session, person.id, a.now)
        end_sessions(a.session, person.id, a.now)
        if not first:
            told_change(a, person.id)
        a.record(person.id, purpose=found.purpose)
        has = person.totp is not None
        whole = not has and delegate_only(a.session, person.id, a.now)
        return Entered(person.id, whole=whole, authenticator=has)


def check_choice(passphrase: str, name: str, mail: str) -> None:
    """Raises Refusal for a passphrase that may not be chosen."""
    answer = rules.passphrase(passphrase, name=name, mail=mail, common=hashing.common())
    if not answer:
        raise Refusal(
            "R20",
            "",
            answer.reason,  # type: ignore[union-attr]
            kind=Kind.INVALID,
            todo=_("Choose a longer one, of words that only you would put together."),
        )


def end_links(session: Session, person_id: str, now: datetime) -> None:
    """No link sent before now works any longer."""
    for row in session.exec(
        pick(models.Invitation).where(
            models.Invitation.person_id == person_id,
            models.Invitation.used_at.is_(None),  # type: ignore[union-attr]
        )
    ).all():
        row.used_at = now
        session.add(row)
    session.flush()


def end_sessions(session: Session, person_id: str, now: datetime, *, but: str = "") -> int:
    """End the sessions of a person, save the one whose id is given; how many."""
    rows = session.exec(
        pick(models.Session).where(
            models.Session.person_id == person_id,
            models.Session.id != but,
            models.Session.ended_at.is_(None),  # type: ignore[union-attr]
        )
    ).all()
    for row in rows:
        row.ended_at = now
        session.add(row)
    session.flush()
    return len(rows)


def ask_reset(mail: str, address: str) -> None:
    """Send a link for a lost passphrase, if there is such an account; says nothing either way.

    An invited person who never chose a passphrase gets the invitation again. Asked too
    often, nothing is sent.
    """
    mail = rules.normal_mail(mail)
    marks = [hashing.about("reset", mail), hashing.about("reset-from", address)]
    with quietly() as a:
        hashing.in_turn(a.session, *marks)
        limits = (rules.BY_RESET, rules.BY_ADDRESS)
        for mark, limit in zip(marks, limits, strict=True):
            if rules.wait(hashing.failures(a.session, mark, a.now), a.now, limit):
                return
        for mark in marks:
            hashing.failed(a.session, mark, a.now)
        person = a.session.exec(pick(models.Person).where(models.Person.mail == mail)).first()
        if person is None:
            # the same work for nobody
            sealing.seal_json(keys.ring().get(SITE_KEY), {"path": ids.token()}, b"nobody")
            return
        if not person.passphrase:
            invitation_mail(a, person)
            return
        token = new_link(a.session, person.id, "reset", a.now, rules.RESET_FOR)
        notices.tell(
            a,
            "accounts.reset",
            "persons",
            recipients=[person.id],
            sender=Capacity.ADMINISTRATOR,
            body={"path": f"/passphrase/{token}"},
            key_id=SITE_KEY,
        )
