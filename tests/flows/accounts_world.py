"""An application on an empty database with people in it, for the flows of accounts."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import select

import config
from recruit.access import guard
from recruit.access.models import Grant
from recruit.access.rules import Capacity
from recruit.accounts import models, sessions, views
from recruit.accounts.operations import factors, hashing
from recruit.core import clock, db, ids, key_files, keys, sealing, secrets
from recruit.core import models as core_models
from recruit.notices.models import Broadcast
from recruit.notices.operations import body_place
from recruit.procedure import operations as procedure
from recruit.web import errors, frame
from tests import ground, turning

START = datetime(2022, 10, 3, 8, 0, tzinfo=UTC)
PASSPHRASE = "cinnamon tram under seven lids"


@lru_cache(maxsize=1)
def _kept() -> str:
    """What is kept of the passphrase: made once a process, since it is made to be slow."""
    return hashing.make(PASSPHRASE)


@dataclass
class Account:
    """A person of the world; codes are of an authenticator where secret is set."""

    id: str
    name: str
    mail: str
    secret: str = ""
    used: int = 0

    def code(self) -> str:
        """The code shown now; the clock moves on by a step where it was used already."""
        return pyotp.TOTP(self.secret).at(clock.now())


@dataclass
class World:
    """The application, its people by capacity, and the one procedure in it."""

    app: Flask
    procedure_id: str = ""
    procedure: str = "ccm"
    people: dict[str, Account] = field(default_factory=dict)

    def person(self, name: str, capacity: Capacity | None = None, **grant: Any) -> Account:
        """A person with passphrase and, but for delegates, an authenticator."""
        mail = f"{name.split()[0].lower()}@mission.example"
        with db.writing() as session:
            row = models.Person(name=name, mail=mail, passphrase=_kept(), created_at=clock.now())
            secret = ""
            if capacity is not Capacity.DELEGATE:
                secret = factors.new_authenticator()
                key = keys.ring().get(factors.SITE_KEY)
                row.totp = sealing.seal(key, secret.encode(), factors.place_of(row.id))
            session.add(row)
            session.flush()
            if capacity:
                self.grant(session, row.id, capacity, **grant)
        made = Account(row.id, name, mail, secret)
        self.people[name] = made
        return made

    def grant(self, session: Any, person_id: str, capacity: Capacity, **more: Any) -> str:
        """A capacity that somebody holds from the start."""
        values = {"undertaken_at": clock.now(), "since": clock.now(), **more}
        site = capacity is Capacity.ADMINISTRATOR
        grant = Grant(
            procedure_id=None if site else self.procedure_id,
            person_id=person_id,
            capacity=capacity,
            **values,
        )
        session.add(grant)
        session.flush()
        return grant.id

    def browser(self) -> Browser:
        """Somebody's browser, with an empty jar of cookies."""
        return Browser(self.app.test_client())

    def signed_in(self, who: Account) -> Browser:
        """A browser in which this person is signed in, second factor and all."""
        browser = self.browser()
        browser.sign_in(who)
        return browser

    def mails(self, kind: str) -> list[dict[str, Any]]:
        """The sealed bodies of the mails of a kind, opened, in order."""
        with db.writing() as session:
            rows = session.exec(
                select(Broadcast).where(Broadcast.kind == kind).order_by(Broadcast.as_of)
            ).all()
        key = keys.ring().get(factors.SITE_KEY)
        return [
            sealing.unseal_json(key, row.body, body_place(row.id)) if row.body else {}
            for row in rows
        ]

    def link(self, kind: str) -> str:
        """The path in the last mail of a kind."""
        return str(self.mails(kind)[-1]["path"])


@dataclass
class Browser:
    """A browser that fills in the token of the form it was shown."""

    client: FlaskClient
    text: str = ""
    status: int = 0
    at: str = ""

    def _seen(self, response: Any) -> Browser:
        self.text, self.status = response.get_data(as_text=True), response.status_code
        self.at = response.headers.get("Location", "")
        return self

    def get(self, path: str, **more: Any) -> Browser:
        """Open a page."""
        return self._seen(self.client.get(path, **more))

    def hidden(self, name: str) -> str:
        """The value of the last hidden field of this name on the page."""
        found = re.findall(rf'name="{name}" value="([^"]*)"', self.text)
        return found[-1] if found else ""

    def post(self, path: str, token: str | None = None, **values: Any) -> Browser:
        """Send a form; csrf and key as on the page that is open, unless given."""
        values.setdefault("csrf", self.hidden("csrf") if token is None else token)
        if "key" not in values and self.hidden("key"):
            values["key"] = self.hidden("key")
        return self._seen(self.client.post(path, data=values))

    def follow(self) -> Browser:
        """Open where the last answer led."""
        assert self.at, self.text
        return self.get(self.at)

    @property
    def cookie(self) -> str:
        """The secret in the cookie."""
        found = self.client.get_cookie("recruit")
        return found.value if found else ""

    def passphrase(self, who: Account, passphrase: str = PASSPHRASE, next_: str = "") -> Browser:
        """The first step of the sign-in."""
        self.get(f"/sign-in?next={next_}")
        return self.post("/sign-in", mail=who.mail, passphrase=passphrase, next=next_)

    def sign_in(self, who: Account, next_: str = "") -> Browser:
        """Both steps; a code used before waits for the next one."""
        self.passphrase(who, next_=next_)
        assert self.status == 303, self.text
        if who.secret:
            self.follow()
            self.post("/sign-in/code", code=who.code(), next=next_)
            assert self.status == 303, self.text
        return self

    def is_signed_in(self) -> bool:
        """Whether one's own account opens."""
        return self.get("/account").status == 200


def forward(**delta: float) -> None:
    """Let time pass."""
    clock.freeze(clock.now() + timedelta(**delta))


_app: Flask | None = None


def _alone(settings: config.Config) -> Flask:
    """The ground and this room over these settings, wired as create_app wires them; no other
    room. Made once a process."""
    global _app
    secrets.folder(settings.data)
    core_models.load()
    turning.to(settings.database_url)
    keys.init(settings.keystore, key_files.load_master(settings.data / "master.key"))
    if _app is None:
        _app = _wired(settings)
    _app.config["SECRET_KEY"] = secrets.text_secret(settings.data / "secret.key")
    _app.extensions["config"] = settings
    sessions.ensure_key()
    return _app


def _wired(settings: config.Config) -> Flask:
    root = Path(config.__file__).parent
    app = Flask(
        "recruit",
        root_path=str(root / "recruit"),
        template_folder=str(root / "templates"),
        static_folder=str(root / "static"),
    )
    app.testing = True
    app.config["SECRET_KEY"] = secrets.text_secret(settings.data / "secret.key")
    app.extensions["config"] = settings
    frame.init(app)
    sessions.init(app)
    guard.init(app, sessions.load)
    errors.init(app)
    for blueprint in views.blueprints:
        app.register_blueprint(blueprint)
    views.join(app)
    guard.check_boot(app)
    app.add_url_rule("/who", "web.who", lambda: "")
    app.add_url_rule("/pages", "web.pages", lambda: "")
    return app


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """An application with one procedure, on its own files, at a time that stands still."""
    clock.freeze(START)
    try:
        settings = config.load(
            {
                "RECRUIT_MODE": "development",
                "RECRUIT_DATA_DIR": str(folder),
                "RECRUIT_WORKER": "apart",
            }
        )
        ground.sqlite(folder / "recruit.db")
        made = World(_alone(settings))
        with db.writing() as session:
            made.procedure_id = procedure.create(
                session, clock.now(), name="ccm", preset_name="ccm-10msp", closure_at=None
            ).id
        yield made
    finally:
        clock.freeze(None)
        ids.seed(None)


def unread(text: str) -> Any:
    """JSON in base64, as an attacker would try to read a cookie."""
    try:
        return json.loads(base64.urlsafe_b64decode(text.split(".")[0] + "=="))
    except ValueError:
        return None
