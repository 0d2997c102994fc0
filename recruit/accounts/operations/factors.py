"""The second factor: authenticator, recovery codes, one-time codes, mailed codes (S6).

Every code counts once: the authenticator's by its counter, the others by the time of
their use, both checked and written in one transaction.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.guard import public_reader
from recruit.access.models import Grant
from recruit.access.rules import Capacity, Reader
from recruit.accounts import models, rules
from recruit.accounts.operations import hashing
from recruit.core import clock, db, ids, keys, sealing, security_log
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _, ngettext
from recruit.notices import operations as notices

SITE_KEY = "site"
STEP = 30  # seconds that a code of an authenticator lasts


@dataclass(frozen=True, slots=True)
class Checked:
    """What a code was: 'totp', 'recovery', 'one-time', 'mailed'; '' with a reason if none."""

    kind: str
    reason: str = ""


@contextmanager
def quietly() -> Iterator[Act]:
    """The frame for what somebody does before being signed in; no entry in the record."""
    with act(public_reader(clock.now()), Action.PUBLIC_READ) as a:
        a.silent = True
        yield a


def place_of(person_id: str) -> bytes:
    """What binds a person's sealed authenticator to its row."""
    return f"accounts_person|{person_id}|totp|1".encode()


def new_authenticator() -> str:
    """A secret for an authenticator: 160 bits in base32 (RFC 4226)."""
    return base64.b32encode(ids.random_bytes(20)).decode()


def sealed_authenticator(secret: str, person_id: str, session_id: str) -> str:
    """The secret on its way through a form: readable to the application alone, bound to
    person and session."""
    place = f"enrol|{person_id}|{session_id}".encode()
    sealed = sealing.seal(keys.ring().get(SITE_KEY), secret.encode(), place)
    return base64.urlsafe_b64encode(sealed).decode()


def opened_authenticator(sealed: str, person_id: str, session_id: str) -> str:
    """The secret back from the form. Raises Refusal where it is another person's or session's."""
    place = f"enrol|{person_id}|{session_id}".encode()
    try:
        raw = base64.urlsafe_b64decode(sealed)
        return sealing.unseal(keys.ring().get(SITE_KEY), raw, place).decode()
    except (ValueError, sealing.Broken):
        raise Refusal(
            "R20",
            "",
            _("This page was drawn for another session."),
            kind=Kind.INVALID,
            todo=_("Scan the code that is shown now."),
        ) from None


def _counter(secret: str, code: str, now: datetime, last: int) -> int:
    """The counter that a code stands for, within one step of now and after last; 0 if none."""
    import pyotp  # imported late: few requests need it

    totp, at, typed = pyotp.TOTP(secret), int(now.timestamp()) // STEP, code.encode()
    for counter in (at, at - 1, at + 1):
        if counter > last and hmac.compare_digest(totp.generate_otp(counter).encode(), typed):
            return counter
    return 0


def check_second(person_id: str, code: str) -> Checked:
    """Whether the code is a second factor of this person; it is used up.

    Wrong ones make the next try wait longer, up to fifteen minutes.
    """
    code = rules.normal_code(code)
    mark = hashing.about("second", person_id)
    with quietly() as a:
        hashing.in_turn(a.session, mark)
        waiting = rules.wait(hashing.failures(a.session, mark, a.now), a.now, rules.BY_SECOND)
        if waiting:
            security_log.warn("second.kept-waiting", person=person_id)
            return Checked("", wait_words(waiting))
        person = db.locked(a.session, models.Person, id=person_id)
        kind = _use(a, person, code) if person else ""
        if not kind:
            hashing.failed(a.session, mark, a.now)
            security_log.warn("second.refused", person=person_id)
            return Checked("", _("That code is not right, or it was used before."))
        hashing.forgive(a.session, mark)
        if kind == "recovery":
            told_change(a, person_id)
        security_log.note("second.given", person=person_id, by=kind)
        return Checked(kind)


def wait_words(seconds: int) -> str:
    """How long to wait, in words."""
    if seconds < 90:
        return ngettext(
            "Too many tries. Wait %(n)s second, then try again.",
            "Too many tries. Wait %(n)s seconds, then try again.",
            seconds,
        )
    return ngettext(
        "Too many tries. Wait %(n)s minute, then try again.",
        "Too many tries. Wait %(n)s minutes, then try again.",
        -(-seconds // 60),
    )


def _use(a: Act, person: models.Person, code: str) -> str:
    if len(code) == 6 and code.isdecimal():
        if _use_mailed(a, person.id, code):
            return "mailed"
        if person.totp is None:
            return ""
        key = keys.ring().get(SITE_KEY)
        secret = sealing.unseal(key, person.totp, place_of(person.id)).decode()
        counter = _counter(secret, code, a.now, person.totp_last)
        if counter:
            person.totp_last = counter
            a.session.add(person)
        return "totp" if counter else ""
    row = a.session.exec(
        select(models.Code).where(
            models.Code.person_id == person.id,
            models.Code.code == _digest(person.id, code),
            models.Code.used_at.is_(None),  # type: ignore[union-attr]
        )
    ).first()
    if row is None or row.kind == "mailed":
        return ""
    if row.kind == "one-time" and not delegate_only(a.session, person.id, a.now):
        return ""  # they were in another's hands first: enough for a delegation, for no seat
    row.used_at = a.now
    a.session.add(row)
    return row.kind


def _use_mailed(a: Act, person_id: str, code: str) -> bool:
    row = a.session.exec(
        select(models.Code)
        .where(models.Code.person_id == person_id, models.Code.kind == "mailed")
        .where(models.Code.used_at.is_(None))  # type: ignore[union-attr]
        .order_by(models.Code.made_at.desc())  # type: ignore[attr-defined]
    ).first()
    if row is None or row.until is None or a.now >= row.until:
        return False
    mark = hashing.about("mailed", row.id)
    right = hmac.compare_digest(row.code, _mailed_digest(row.id, code))
    if not right:
        hashing.failed(a.session, mark, a.now)
    if right or len(hashing.failures(a.session, mark, a.now)) >= rules.CODE_TRIES:
        row.used_at = a.now
        a.session.add(row)
    return right


def _digest(person_id: str, code: str) -> str:
    return ids.digest(f"{person_id}|{code}")


def _mailed_digest(row_id: str, code: str) -> str:
    return sealing.keyed_hash(keys.ring().get(SITE_KEY), f"code|{row_id}|{code}").hex()


def end_codes(session: Session, person_id: str, kind: str, now: datetime) -> None:
    """The unused codes of a kind are dead from now on."""
    for row in session.exec(
        select(models.Code).where(
            models.Code.person_id == person_id,
            models.Code.kind == kind,
            models.Code.used_at.is_(None),  # type: ignore[union-attr]
        )
    ).all():
        row.used_at = now
        session.add(row)
    session.flush()


def make_codes(a: Act, person_id: str, kind: str) -> list[str]:
    """Ten new codes of 100 bits, shown once; those before them are dead.

    kind: 'recovery' or 'one-time' (handed over at accreditation, S6). A writing function:
    called inside an act.
    """
    end_codes(a.session, person_id, kind, a.now)
    codes = [ids.reference(20) for _n in range(rules.CODES)]
    for code in codes:
        digest = _digest(person_id, rules.normal_code(code))
        a.session.add(models.Code(person_id=person_id, kind=kind, code=digest, made_at=a.now))
    a.session.flush()
    return ["-".join(code[i : i + 5] for i in range(0, 20, 5)) for code in codes]


def delegate_only(session: Session, person_id: str, now: datetime) -> bool:
    """Whether this person's living capacities are those of a delegate and nothing else (S6)."""
    held = [
        grant.capacity
        for grant in session.exec(
            select(Grant).where(
                Grant.person_id == person_id,
                Grant.ended_at.is_(None),  # type: ignore[union-attr]
            )
        ).all()
        if grant.until is None or now < grant.until
    ]
    return bool(held) and all(c == Capacity.DELEGATE for c in held)


def confirm_authenticator(person_id: str, secret: str, code: str) -> list[str]:
    """Set up an authenticator whose code proves that it works; the recovery codes, shown once.

    The caller has checked that a factor set up before was given. Raises Refusal for a code
    that is not the authenticator's.
    """
    with act(_own(person_id), Action.ACCOUNT_OWN) as a:
        person = db.locked(a.session, models.Person, id=person_id)
        counter = _counter(secret, rules.normal_code(code), a.now, 0)
        if person is None or not counter:
            raise Refusal(
                "R20",
                "",
                _("That code is not the one your authenticator shows now."),
                kind=Kind.INVALID,
                todo=_("Check that the clock of your telephone is right, then type the next code."),
            )
        person.totp = sealing.seal(keys.ring().get(SITE_KEY), secret.encode(), place_of(person.id))
        person.totp_last = counter
        a.session.add(person)
        codes = make_codes(a, person_id, "recovery")
        told_change(a, person_id)
        a.record(person_id, factor="authenticator")
        return codes


def renew_codes(reader: Reader, key: str) -> list[str]:
    """New recovery codes, or one-time codes for a delegate; shown once. Needs a fresh factor."""
    with act(reader, Action.ACCOUNT_OWN, key) as a:
        delegate = delegate_only(a.session, reader.person_id, a.now)
        kind = "one-time" if delegate else "recovery"
        codes = make_codes(a, reader.person_id, kind)
        told_change(a, reader.person_id)
        a.record(reader.person_id, factor=kind)
        return codes


def mail_code(person_id: str) -> None:
    """Mail a code of six digits, good for ten minutes and five tries, to a delegate (S6).

    Raises Refusal for anybody who holds another capacity, and when asked too often.
    """
    mark = hashing.about("mailing", person_id)
    with quietly() as a:
        hashing.in_turn(a.session, mark)
        waiting = rules.wait(hashing.failures(a.session, mark, a.now), a.now, rules.BY_SECOND)
        if waiting:
            raise Refusal("S6", "reading S6", wait_words(waiting), kind=Kind.INVALID)
        if not delegate_only(a.session, person_id, a.now):
            raise Refusal(
                "S6",
                "reading S6",
                _("A code by mail is for delegates; your capacity needs an authenticator."),
                kind=Kind.INVALID,
            )
        hashing.failed(a.session, mark, a.now)
        end_codes(a.session, person_id, "mailed", a.now)
        code = ids.digits(6)
        row = models.Code(
            person_id=person_id, kind="mailed", code="", made_at=a.now, until=a.now + rules.CODE_FOR
        )
        row.code = _mailed_digest(row.id, code)
        a.session.add(row)
        notices.tell(
            a,
            "accounts.code",
            "persons",
            recipients=[person_id],
            sender=Capacity.ADMINISTRATOR,
            body={"code": code},
            key_id=SITE_KEY,
        )


def told_change(a: Act, person_id: str) -> None:
    """Tell the person that something of the account's security was changed."""
    notices.tell(
        a, "accounts.changed", "persons", recipients=[person_id], sender=Capacity.ADMINISTRATOR
    )


def _own(person_id: str) -> Reader:
    """The reader of one's own account, also between passphrase and second factor."""
    now = clock.now()
    nobody = public_reader(now)
    return Reader(person_id, "", Capacity.ANYBODY, "", "", nobody.column, now)
