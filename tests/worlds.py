"""Worlds for tests: a recruitment at a stage, everything before it done by the operations.

``a_procedure(at="interviews")`` is made once for each state of the source (kept in
build/worlds, made by whoever comes first) and copied for each test: database, key store
and stored files. The application is made once a process; the files are changed below it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

import config as settings
from recruit import create_app
from recruit.access.rules import Capacity, Reader
from recruit.accounts import sessions
from recruit.accounts.models import Session
from recruit.core import (
    clock,
    db,
    ids,
    key_files,
    keys,
    languages,
    log,
    masters,
    migrate,
    seal_key,
    words,
)
from recruit.demo import calendar, keeping, living, opening
from recruit.demo.cast import Cast
from recruit.documents import operations as documents
from recruit.documents import tending
from recruit.finding import indexing
from recruit.notices import mail
from tests import postgres, turning

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "build" / "worlds"
ORDER = ("opened", *calendar.STAGES)


_GROUND = (
    "core",
    "states",
    "procedure",
    "access",
    "notices",
    "accounts",
    "documents",
    "countersigning",
    "correspondence",
    "demo",
    "vacancy",
    "panel",
    "applications",
    "finding",
)
_FROM = {
    "prescreening": ("prescreening", "circulated"),
    "shortlist": ("shortlist",),
    "interviews": ("interviews", "debrief"),
    "report": ("report",),
    "approval": ("approval", "silence"),
    "appointment": ("designated", "released", "closed"),
}
_PAGES = ("views", "forms", "kinds.py")


def _rooms(stage: str) -> list[str]:
    """The rooms that can have had a part in a world of this stage."""
    found = list(_GROUND)
    for room, stages in _FROM.items():
        if ORDER.index(stage) >= ORDER.index(stages[0]):
            found.append(room)
    return found


@cache
def _source(stage: str) -> str:
    """A digest of everything that a world of this stage is made from, pages apart.

    Read once a process: what is imported does not change any more.
    """
    digest = hashlib.sha256()
    folders = [ROOT / "recruit" / room for room in _rooms(stage)]
    for folder in [*folders, ROOT / "migrations", ROOT / "recruit" / "web"]:
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(ROOT).parts
            if folder.name == "web" and path.name != "tasks.py":
                continue
            if parts[1:3] == ("demo", "acts") and path.stem not in _rooms(stage):
                continue
            if not any(page in path.as_posix() for page in _PAGES):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def settings_of(folder: Path, database_url: str = "") -> settings.Config:
    """Settings of an installation in a folder, in development mode."""
    return settings.load(
        {
            "RECRUIT_MODE": "development",
            "RECRUIT_DATA_DIR": str(folder),
            "RECRUIT_WORKER": "apart",
            **({"DATABASE_URL": database_url} if database_url else {}),
        }
    )


class _Compiled(FileSystemBytecodeCache):
    """Each language has its own: words are put in when a template is compiled."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return super().get_cache_key(f"{words.language()}/{name}", filename)


def _compiled() -> FileSystemBytecodeCache:
    """Templates as they were compiled by an earlier process of the tests; anew where a
    template, or what compiles it, is another."""
    digest = hashlib.sha256(jinja2.__version__.encode())
    for catalogue in sorted(languages.FOLDER.glob("*.po")):
        digest.update(catalogue.read_bytes())
    for name in ("frame.py", "templates.py", "text.py"):
        digest.update((ROOT / "recruit" / "web" / name).read_bytes())
    folder = ROOT / "build" / "templates" / digest.hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    return _Compiled(str(folder))


_app: Flask | None = None


def application(folder: Path, database_url: str = "") -> Flask:
    """The application over this folder: made once a process, its files changed below it."""
    global _app
    words.use(words.ENGLISH)  # a request of an earlier test spoke in this very context
    chosen = settings_of(folder, database_url)
    if _app is None:
        _app = create_app(chosen)
        turning.to(chosen.database_url)
        _app.testing = True
        _app.jinja_env.bytecode_cache = _compiled()
        return _app
    turning.to(chosen.database_url)
    clock.init(chosen.data / "clock.json")
    file = chosen.data / "master.key"
    keys.init(chosen.keystore, key_files.load_master(file), masters.known(file))
    log.init(chosen.data / "signer.key")
    sessions.ensure_key()
    seal_key.ensure(clock.now())
    documents.init(chosen.store_url)
    documents.scan_with(chosen.clamd_url)
    mail.init(chosen.mail_url, chosen.mail_from, chosen.base_url, chosen.data / "mail")
    _app.extensions["config"] = chosen
    return _app


@dataclass(slots=True)
class World:
    """A recruitment at a stage, for one test. database: its copy's name on PostgreSQL, or ''."""

    app: Flask
    cast: Cast
    folder: Path
    now: datetime
    database: str = ""

    def person(self, key: str) -> str:
        """The id of one of the invented people (recruit.demo.people), by key."""
        return str(self.cast.memory[key])

    def reader(self, key: str, capacity: Capacity) -> Reader:
        """This person in this capacity now; LookupError without a living grant."""
        with db.reading() as connection:
            found = living.reader_of(connection, self.cast.procedure_id, self.person(key), capacity)
        if found is None:
            raise LookupError(f"{key} is no {capacity} now")
        return found

    def client(self, key: str = "", *, fresh: bool = True) -> Browser:
        """A browser, signed in as this person; with a fresh second factor unless told."""
        browser = Browser(self.app.test_client(), self.cast.procedure_name)
        if key:
            browser.sign_in(self.person(key), fresh=fresh)
        return browser

    def live_until(self, stage: str) -> None:
        """Let the invented people carry the recruitment on to a stage."""
        end = calendar.STAGES[stage]
        living.live_until(self.cast, self.now, end)
        self.now = end
        clock.freeze(end)

    def do_due(self, **chosen: Any) -> int:
        """Let people do what is due now."""
        return living.do_due(self.cast, **chosen)


def signed_in(person_id: str, *, fresh: bool = True) -> tuple[str, str]:
    """A session as sign-in with a second factor makes it: its cookie and its form token."""
    token, csrf = ids.token(), ids.token()
    now = clock.now()
    with db.writing() as session:
        session.add(
            Session(
                token=ids.digest(token),
                person_id=person_id,
                csrf=csrf,
                held=json.dumps({"_user_id": person_id, "_fresh": True}),
                made_at=now,
                seen_at=now,
                second_at=now if fresh else None,
            )
        )
    return token, csrf


@dataclass(slots=True)
class Browser:
    """A test client that carries the session's form token."""

    http: FlaskClient
    procedure: str
    csrf: str = ""

    def sign_in(self, person_id: str, *, fresh: bool = True) -> None:
        """A session as sign-in with a second factor makes it."""
        token, self.csrf = signed_in(person_id, fresh=fresh)
        self.http.set_cookie("recruit", token)

    def path(self, capacity: Capacity, rest: str) -> str:
        """The address of a page of this capacity in the procedure."""
        return f"/p/{self.procedure}/{capacity.value}/{rest.lstrip('/')}"

    def get(self, path: str) -> Any:
        """GET."""
        return self.http.get(path)

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
        """POST with the form's token and an idempotency key of its own."""
        sent = {"csrf": self.csrf, "key": ids.token(), **(data or {})}
        return self.http.post(path, data=sent, **more)


def _make(folder: Path, stage: str, how_many: int, database_url: str) -> None:
    """Make the world of a stage in folder from the one before it."""
    place = ORDER.index(stage)
    app = application(folder, database_url)
    if place == 0:
        migrate.upgrade(db.engine())
        with db.writing() as session:
            log.open_log(session.connection(), "site")
        clock.freeze(calendar.BEGIN)
        with app.app_context():
            cast = opening.open_recruitment(how_many=how_many)
        end = calendar.BEGIN
    else:
        saved = json.loads((folder / "cast.json").read_text())
        cast = keeping.from_json(saved)
        start = calendar.BEGIN if place == 1 else calendar.STAGES[ORDER[place - 1]]
        end = calendar.STAGES[stage]
        with app.app_context():
            living.live_until(cast, start, end)
    clock.freeze(None)
    (folder / "cast.json").write_text(json.dumps(keeping.to_json(cast)))
    db.engine().dispose()


def _read(folder: Path, stage: str, database_url: str) -> None:
    """Let the worker read the words of every document and write the index."""
    application(folder, database_url)
    clock.freeze(calendar.STAGES.get(stage, calendar.BEGIN))
    while tending.extract_due(clock.now(), most=100):
        pass
    while indexing.index_due(clock.now()):
        pass
    clock.freeze(None)
    db.engine().dispose()


@contextmanager
def _alone(name: str) -> Iterator[None]:
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


_found: dict[tuple[str, int, str, bool], tuple[Path, str]] = {}
"""The kept worlds that this process has asked for."""


def template(
    stage: str, how_many: int, prefix: str = "", *, read: bool = False
) -> tuple[Path, str]:
    """The kept world of a stage: its folder, and its database's name on PostgreSQL ('').

    read: with the words of every document read and written down, as the worker does in an hour.
    """
    asked = (stage, how_many, prefix, read)
    if asked in _found and (_found[asked][0] / "made").exists():
        return _found[asked]
    kind = "pg" if prefix else "lite"
    before: Path | None = None
    base = ""
    steps = [(each, each) for each in ORDER[: ORDER.index(stage) + 1]]
    for step, each in [*steps, (f"{stage}-read", stage)] if read else steps:
        folder = KEPT / f"{step}-{kind}-{how_many}-{_source(each)}"
        earlier, base = base, f"world_{folder.name.replace('-', '_')}"
        # one step at a time: whoever needs no later one goes on meanwhile
        with _alone(f"{kind}-{how_many}"):
            # a server lives as long as its run: what an earlier one had is made anew
            lost = bool(prefix) and not postgres.is_there(base, prefix=prefix)
            if lost or not (folder / "made").exists():
                shutil.rmtree(folder, ignore_errors=True)
                for old in KEPT.glob(f"{step}-{kind}-{how_many}-*"):
                    shutil.rmtree(old, ignore_errors=True)
                if before is None:
                    folder.mkdir(parents=True)
                else:
                    shutil.copytree(before, folder, ignore=shutil.ignore_patterns("made"))
                url = ""
                if prefix:
                    postgres.drop_database(base, prefix=prefix)
                    url = postgres.create_database(base, earlier or None, prefix=prefix)
                if step == each:
                    _make(folder, each, how_many, url)
                else:
                    _read(folder, each, url)
                (folder / "made").write_text("")
        before = folder
    if before is None:
        raise ValueError(stage)
    _found[asked] = before, base if prefix else ""
    return _found[asked]


def a_procedure(
    target: Path,
    at: str = "opened",
    *,
    how_many: int = 12,
    prefix: str = "",
    read: bool = False,
) -> World:
    """A copy of the world at this stage, in target; the clock stands at the stage's time.

    at: 'opened', or a stage of recruit.demo.calendar.STAGES. how_many: applications filed.
    prefix: the PostgreSQL server's, '' for SQLite. read: with every document's words read.
    """
    kept, base = template(at, how_many, prefix, read=read)
    shutil.copytree(
        kept, target, dirs_exist_ok=True, copy_function=_link, ignore=shutil.ignore_patterns("made")
    )
    url, copy = "", ""
    if prefix:
        copy = f"copy_{ids.reference(10)}"
        url = postgres.create_database(copy, base, prefix=prefix)
    app = application(target, url)
    cast = keeping.from_json(json.loads((target / "cast.json").read_text()))
    now = calendar.STAGES.get(at, calendar.BEGIN)
    clock.freeze(now)
    return World(app, cast, target, now, copy)


def _link(source: str, target: str) -> str:
    """Stored documents never change: a hard link; everything else is copied."""
    if "/documents/" in source:
        try:
            os.link(source, target)
            return target
        except OSError:
            pass
    return shutil.copy2(source, target)
