"""What people change in their own account."""

from __future__ import annotations

from zoneinfo import available_timezones

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Reader
from recruit.accounts import models, rules
from recruit.accounts.operations import hashing
from recruit.accounts.operations.entering import check_choice, end_links, end_sessions
from recruit.accounts.operations.factors import told_change, wait_words
from recruit.core import db, languages
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.notices import digest as daily


def _own(a: Act) -> models.Person:
    """Who acts, locked. Raises Refusal (UNKNOWN) where there is no such person any more."""
    person = db.locked(a.session, models.Person, id=a.reader.person_id)
    if person is None:
        raise nothing()
    return person


def change_profile(
    reader: Reader, *, function: str, zone: str, lang: str, digest: bool = False, key: str
) -> None:
    """Change one's function, time zone (IANA name), language (BCP 47) and whether notices come
    once a day in one mail (W12). What waits is sent when that ends. Raises Refusal for an unknown
    zone; an unknown language is English."""
    if zone not in available_timezones():
        raise Refusal("R20", "", _("There is no time zone of this name."), kind=Kind.INVALID)
    with act(reader, Action.ACCOUNT_OWN, key) as a:
        person = _own(a)
        if person.digest and not digest:
            daily.make(a.session, a.now, person.id)
        person.function, person.zone, person.digest = function.strip(), zone, digest
        person.lang = languages.known(lang)
        a.session.add(person)
        a.silent = True


def change_language(reader: Reader, *, lang: str, key: str = "") -> None:
    """Change the language of one's pages and mails (BCP 47); an unknown one is English."""
    with act(reader, Action.ACCOUNT_OWN, key) as a:
        person = _own(a)
        person.lang = languages.known(lang)
        a.session.add(person)
        a.silent = True


def change_passphrase(reader: Reader, *, old: str, new: str, key: str) -> None:
    """Change the passphrase, given the old one; all other sessions and all links end.

    Raises Refusal for a wrong old one and for a new one that the rules refuse.
    """
    mark = hashing.about("second", reader.person_id)
    with db.reading() as connection:
        table = models.Person.__table__  # type: ignore[attr-defined]
        kept, name, mail = connection.execute(
            table.select()
            .with_only_columns(table.c.passphrase, table.c.name, table.c.mail)
            .where(table.c.id == reader.person_id)
        ).one()
    with act(reader, Action.ACCOUNT_OWN) as a:
        a.silent = True
        hashing.in_turn(a.session, mark)
        waiting = rules.wait(hashing.failures(a.session, mark, a.now), a.now, rules.BY_SECOND)
        if not waiting:
            hashing.failed(a.session, mark, a.now)
    if waiting:
        raise Refusal("R20", "", wait_words(waiting), kind=Kind.INVALID)
    if not hashing.matches(kept, old):
        raise Refusal("R20", "", _("The old passphrase is not right."), kind=Kind.INVALID)
    check_choice(new, name, mail)
    hashed = hashing.make(new)
    with act(reader, Action.ACCOUNT_OWN, key) as a:
        person = db.locked(a.session, models.Person, id=reader.person_id)
        if person is None or person.passphrase != kept:
            raise nothing()
        person.passphrase = hashed
        a.session.add(person)
        hashing.forgive(a.session, mark)
        end_links(a.session, person.id, a.now)
        end_sessions(a.session, person.id, a.now, but=reader.session_id)
        told_change(a, person.id)
        a.record(person.id, changed="the passphrase")


def end_session(reader: Reader, session_id: str, *, key: str) -> None:
    """End one of one's own sessions. Another's id is the same as one that never was."""
    with act(reader, Action.ACCOUNT_OWN, key) as a:
        row = db.locked(a.session, models.Session, id=session_id)
        if row is None or row.person_id != reader.person_id:
            raise nothing()
        row.ended_at = row.ended_at or a.now
        a.session.add(row)
        a.silent = True


def end_other_sessions(reader: Reader, *, key: str) -> int:
    """End all of one's sessions but this one; how many."""
    with act(reader, Action.ACCOUNT_OWN, key) as a:
        a.silent = True
        return end_sessions(a.session, reader.person_id, a.now, but=reader.session_id)
