"""Sessions on the server: the cookie holds an opaque token, the row everything else.

Flask-Login keeps what it keeps (``_user_id``, ``_fresh``, ``_id``) in the row's ``held``,
never in the cookie. A session is signed in only when the passphrase and the second factor
that is needed were both given; between the two steps it is *half*, and for the guard
nobody is signed in. A visitor without account has no row: the token of their forms is a
keyed digest of their cookie, drawn only when a form is.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, g, request, session, url_for
from flask.sessions import SessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, login_user, logout_user
from sqlalchemy import bindparam, exists, or_, select
from sqlalchemy.engine import Connection
from werkzeug.datastructures import CallbackDict
from werkzeug.wrappers import Response

from recruit.access import models as access
from recruit.access.guard import Signed
from recruit.access.rules import Capacity
from recruit.accounts import models, operations, rules
from recruit.core import clock, db, ids, keys, languages, pages, security_log

COOKIE = "recruit"
"""The cookie's name; over https with the prefix by which browsers take it from no other host
and from no plain connection, so that nobody plants one."""
_SEEN_EVERY = timedelta(minutes=1)

_s = models.Session.__table__  # type: ignore[attr-defined]
_p = models.Person.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_NOW = bindparam("now", type_=_g.c.until.type)
_HOLDS = (
    select(_g.c.id)
    .where(_g.c.person_id == _s.c.person_id, _g.c.ended_at.is_(None))
    .where(or_(_g.c.until.is_(None), _g.c.until > _NOW))
    .correlate(_s)
)
_LOAD = (
    select(
        _s.c.id,
        _s.c.person_id,
        _s.c.csrf,
        _s.c.held,
        _s.c.made_at,
        _s.c.seen_at,
        _s.c.second_at,
        _s.c.ended_at,
        _p.c.name,
        _p.c.zone,
        _p.c.lang,
        _p.c.totp.is_not(None).label("authenticator"),
        exists(_HOLDS.where(_g.c.capacity != Capacity.DELEGATE.value)).label("beyond"),
        exists(_HOLDS.where(_g.c.capacity == Capacity.DELEGATE.value)).label("delegate"),
    )
    .select_from(_s.outerjoin(_p, _p.c.id == _s.c.person_id))
    .where(_s.c.token == bindparam("token"))
)
_NOTE = _s.update().where(_s.c.id == bindparam("row"))


class User(UserMixin):
    """What Flask-Login calls the current user: the person's id and name."""

    def __init__(self, person_id: str, name: str = "") -> None:
        self.id, self.name = person_id, name


@dataclass(frozen=True, slots=True)
class Half:
    """Somebody who gave the passphrase and not yet the second factor."""

    person_id: str
    name: str
    session_id: str
    authenticator: bool
    delegate_only: bool


class Held(CallbackDict[str, Any], SessionMixin):
    """Flask's session: what the row holds, and which cookie goes with it.

    secret: the cookie's token, '' without one. send: the cookie must be set. row: the id
    of the row, '' while there is none. touch: seen_at is more than a minute old.
    """

    def __init__(self, secret: str) -> None:
        def changed(_self: Any) -> None:
            self.modified = True

        super().__init__(None, changed)
        self.secret, self.row = secret, ""
        self.modified, self.accessed = False, True
        self.send = self.forget = self.touch = False

    def adopt(self, row_id: str, held: str) -> None:
        """Take over what the row holds, without it counting as a change."""
        self.row = row_id
        self.update(json.loads(held))
        self.modified = False


def held() -> Held:
    """This request's session."""
    return session._get_current_object()  # type: ignore[attr-defined]


def _mark(kind: str, text: str) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"{kind}|{text}".encode(), hashlib.sha256).hexdigest()


def address() -> str:
    """Where the request comes from, as a keyed digest: for throttles, never readable."""
    return _mark("address", request.remote_addr or "")


def cookie_of(app: Flask) -> str:
    """The cookie's name in this installation."""
    chosen = app.extensions.get("config")
    return f"__Host-{COOKIE}" if chosen is not None and chosen.secure_cookies else COOKIE


class _GuestToken:
    """The token of a visitor's form; only when it is drawn is a cookie given."""

    def __html__(self) -> str:
        here = held()
        if "half" in g:
            return str(g.guest_csrf)
        if not here.secret:
            here.secret, here.send = ids.token(), True
        return _mark("guest", here.secret)

    __str__ = __html__


class Sessions(SessionInterface):
    """Flask's sessions from rows; the row itself is read by ``load``, once, by the guard."""

    def open_session(self, app: Flask, request: Any) -> Held:
        """The session of the cookie, still without its row."""
        secret = request.cookies.get(cookie_of(app), "")
        if not 20 <= len(secret) <= 100:
            secret = ""
        return Held(secret)

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        """Write what changed, and the cookie where it is new or ends."""
        here: Held = session
        if here.modified or here.touch:
            _write(here, clock.now())
        if here.forget:
            safe = app.extensions["config"].secure_cookies
            response.delete_cookie(cookie_of(app), path="/", secure=safe, httponly=True)
        elif here.send:
            response.set_cookie(
                cookie_of(app),
                here.secret,
                httponly=True,
                samesite="Lax",
                secure=app.extensions["config"].secure_cookies,
                path="/",
            )
        if request.endpoint != "static":
            response.vary.add("Cookie")


def _write(here: Held, now: datetime) -> None:
    if not here.row and not here:
        return
    if not here.row and not here.secret:
        here.secret, here.send = ids.token(), True
    values: dict[str, Any] = {}
    if here.touch:
        values["seen_at"] = now
    if here.modified:
        values["held"] = json.dumps(dict(here))
    if here.row:  # a notice, or that somebody was here: the next request need not wait for it
        with db.noting() as connection:
            connection.execute(_NOTE, {"row": here.row, **values})
        return
    with db.writing() as writing:
        here.row = ids.new()
        writing.add(
            models.Session(
                id=here.row,
                token=ids.digest(here.secret),
                csrf="",
                held=json.dumps(dict(here)),
                made_at=now,
                seen_at=now,
            )
        )


def load(connection: Connection) -> Signed | None:
    """Who is signed in: one SELECT. None for a visitor, a half or an ended session."""
    signed = _signed(connection)
    if signed is None and "half" not in g:
        secret = held().secret
        g.guest_csrf = _mark("guest", secret) if secret else ""
    return signed


def _signed(connection: Connection) -> Signed | None:
    here = held()
    g.signed = None
    if not here.secret:
        return None
    now = g.now
    row = connection.execute(_LOAD, {"token": ids.digest(here.secret), "now": now}).first()
    if row is None:
        return None
    if row.ended_at is not None or not rules.alive(row.made_at, row.seen_at, now):
        g.expired_person = row.person_id
        return None
    here.adopt(row.id, row.held)
    here.touch = now - row.seen_at >= _SEEN_EVERY
    if row.person_id is None:
        return None
    languages.use(row.lang)
    if not rules.complete(
        second_at=row.second_at,
        beyond_delegate=row.beyond,
        delegate=row.delegate,
        authenticator=row.authenticator,
    ):
        g.guest_csrf = row.csrf
        delegate_only = row.delegate and not row.beyond
        g.half = Half(row.person_id, row.name, row.id, row.authenticator, delegate_only)
        return None
    g._login_user = User(row.person_id, row.name)
    return Signed(
        person_id=row.person_id,
        name=row.name,
        zone=row.zone,
        lang=row.lang,
        session_id=row.id,
        csrf=row.csrf,
        second_at=row.second_at,
    )


def begin(person_id: str, *, whole: bool) -> None:
    """A session of this person under a new token; the one before it is ended.

    whole: nothing more is needed (S6: a delegate without authenticator).
    """
    here, now = held(), clock.now()
    before = here.row
    here.clear()
    here.secret, here.send, here.row = ids.token(), True, ids.new()
    if whole:
        login_user(User(person_id))
    with db.writing() as writing:
        if before:
            writing.connection().execute(_s.update().where(_s.c.id == before), {"ended_at": now})
        writing.add(
            models.Session(
                id=here.row,
                token=ids.digest(here.secret),
                person_id=person_id,
                csrf=ids.token(),
                held=json.dumps(dict(here)),
                device=(request.user_agent.string or "")[:200],
                address=address(),
                made_at=now,
                seen_at=now,
            )
        )
    here.modified = here.touch = False


def second_given(person_id: str) -> None:
    """The second factor was given: the right is gained under a new token.

    The form's token changes with the step from half to whole, not with a later step-up,
    so that forms open in other windows stay valid.
    """
    here, now = held(), clock.now()
    values: dict[str, Any] = {"second_at": now, "seen_at": now}
    if "half" in g:
        values["csrf"] = ids.token()
        g.pop("half")
    login_user(User(person_id))
    here.secret, here.send = ids.token(), True
    values |= {"token": ids.digest(here.secret), "held": json.dumps(dict(here))}
    with db.writing() as writing:
        writing.connection().execute(_s.update().where(_s.c.id == here.row), values)
    here.modified = here.touch = False


def end() -> None:
    """Sign out: the row is ended, so that a copied cookie is worth nothing."""
    here, now = held(), clock.now()
    logout_user()
    security_log.note("signed-out", session=here.row)
    if here.row:
        with db.writing() as writing:
            writing.connection().execute(_s.update().where(_s.c.id == here.row), {"ended_at": now})
    here.clear()
    here.secret, here.row = "", ""
    here.modified, here.touch, here.forget = False, False, True


def step_up(signed: Signed) -> bool:
    """Whether the form carries a valid second factor; then the session is fresh again."""
    code = request.form.get("code", "").strip()
    if not code:
        return False
    checked = operations.check_second(signed.person_id, code)
    if not checked.kind:
        say(checked.reason, "stop")
        return False
    second_given(signed.person_id)
    g.signed = replace(signed, second_at=clock.now())
    g.reader = replace(g.reader, fresh=True)
    return True


def say(text: str, kind: str = "good") -> None:
    """A notice on the next page that this person is shown."""
    here = held()
    here["notices"] = _with(here, [kind, text])


_MOST_NOTICES = 8


def _with(here: Held, line: list[str]) -> list[list[str]]:
    """The notices that wait, with another: the latest few, should no page be looked at."""
    return [*here.get("notices", []), line][-_MOST_NOTICES:]


class Note:
    """A notice for the next page, written with the act that it tells of.

    written: whether it was; otherwise ``say`` says it. Without a row there is nothing to
    write to.
    """

    def __init__(self, text: str, kind: str = "good") -> None:
        self.line, self.written = [kind, text], False

    def __call__(self, connection: Connection) -> None:
        """Write it in the transaction of connection."""
        here = held()
        if not here.row:
            return
        here["notices"] = _with(here, self.line)
        values: dict[str, Any] = {"seen_at": clock.now()} if here.touch else {}
        values["held"] = json.dumps(dict(here))
        connection.execute(_NOTE, {"row": here.row, **values})
        here.modified = here.touch = False
        self.written = True

    def take_back(self) -> None:
        """What it tells of was done in part only: it is not said."""
        if self.written:
            here = held()
            here["notices"] = [line for line in here["notices"] if line is not self.line]
            self.written = False


@lru_cache(maxsize=16)
def _place(endpoint: str, _root: str) -> str:
    """The address of a page that needs no values: made once."""
    return url_for(endpoint)


def _context() -> dict[str, Any]:
    signed = g.get("signed")
    here = held()
    context: dict[str, Any] = {
        "csrf": signed.csrf if signed else _GuestToken(),
        "notices": [tuple(line) for line in here.pop("notices", [])] if here else [],
    }
    if signed:
        context |= {
            "person_name": signed.name,
            "account_url": _place("accounts.account", request.script_root),
            "sign_out_url": _place("accounts.sign_out", request.script_root),
        }
    return context


def ensure_key() -> None:
    """Make the site's key, under which accounts seal, where it is missing."""
    ring = keys.ring()
    if operations.SITE_KEY not in ring.ids():
        try:
            ring.make(operations.SITE_KEY, keys.master(), clock.now())
        except keys.KeyExists:
            pass  # another process was first: its key counts


def init(app: Flask) -> None:
    """Sessions, Flask-Login, notices and the step-up of this application."""
    keys.ring().store.once_there(ensure_key)
    app.session_interface = Sessions()
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)  # no template asks for current_user
    manager.session_protection = None

    @manager.user_loader
    def user(person_id: str) -> User | None:
        signed = g.get("signed")
        return User(person_id, signed.name) if signed and signed.person_id == person_id else None

    app.extensions["say"] = say
    app.extensions["note"] = Note
    app.extensions["step_up"] = step_up
    pages.provide_context(app, _context)
