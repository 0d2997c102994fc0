"""Who walks the addresses of the application, and how a step is judged.

A walker is a person in one capacity, signed in with a fresh second factor; somebody who
really holds the capacity at that stage where there is one, otherwise a person planted for
the walk. Beside the fourteen capacities walk somebody with an account and no capacity,
and a visitor without account.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes, urlencode

from sqlmodel import select

from recruit.access.models import Grant
from recruit.access.rules import GRANTED, Capacity
from recruit.accounts.models import Person
from recruit.core import clock, db, ids
from tests.worlds import Browser, World

NOBODY = Capacity.ANYBODY
VISITOR = Capacity.PUBLIC
ALL = (*sorted(GRANTED), NOBODY, VISITOR)
UNMASKED = frozenset({"date", "set-cookie"})
"""Headers that may differ between what is closed and what does not exist."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, as an outsider sees it."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, response: Any) -> Answer:
        """From a response of the test client."""
        headers = sorted((k, v) for k, v in response.headers if k.lower() not in UNMASKED)
        return cls(response.status_code, response.get_data(), tuple(headers))


def sent(app: Any, method: str, url: str, form: dict[str, str], secret: str) -> Answer:
    """The answer to one request, with this session's cookie ('' for none), by WSGI itself.

    What werkzeug's client does beside that (it reads what it has written, keeps the cookies
    that come back) costs a fifth of a walk of a quarter of a million requests.
    """
    path, _mark, query = url.partition("?")
    body = urlencode(form).encode()
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "REQUEST_URI": url,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_USER_AGENT": "walker",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if form:
        environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
        environ["CONTENT_LENGTH"] = str(len(body))
    if secret:
        environ["HTTP_COOKIE"] = f"recruit={secret}"
    began: list[tuple[str, list[tuple[str, str]]]] = []
    parts: list[bytes] = []

    def start(status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
        began.append((status, headers))
        return parts.append

    pieces = app(environ, start)
    try:
        parts.extend(pieces)
    finally:
        if hasattr(pieces, "close"):
            pieces.close()
    status, headers = began[-1]
    seen = sorted((k, v) for k, v in headers if k.lower() not in UNMASKED)
    return Answer(int(status[:3]), b"".join(parts), tuple(seen))


@dataclass(slots=True)
class Walker:
    """One who walks. holds: every capacity that the person has in the procedure."""

    capacity: Capacity
    browser: Browser
    person_id: str = ""
    grant_id: str = ""
    holds: frozenset[Capacity] = frozenset()
    secret: str = ""
    nothing: dict[tuple[str, bool], Answer] = field(default_factory=dict)

    def ask(self, method: str, url: str, *, token: bool = True) -> Answer:
        """One request; a writing one with a form, with or without its token.

        A cookie that comes back is not kept: the walker stays who it is.
        """
        form: dict[str, str] = {}
        if method not in ("GET", "HEAD", "OPTIONS"):
            form = {"key": "a key of the walk", "capacity": "administrator"}
            if token:
                form["csrf"] = self.browser.csrf
        return sent(self.browser.http.application, method, url, form, self.secret)

    def of_nothing(self, method: str, *, token: bool = True) -> Answer:
        """What this walker gets at an address that does not exist, by the same method."""
        if (method, token) not in self.nothing:
            url = self.browser.path(self.capacity, "no/such/page")
            self.nothing[method, token] = self.ask(method, url, token=token)
        return self.nothing[method, token]


def _living(procedure_id: str) -> dict[Capacity, list[tuple[str, str]]]:
    """capacity -> (person, grant) of those who hold it now, in a fixed order."""
    found: dict[Capacity, list[tuple[str, str]]] = {}
    now = clock.now()
    with db.writing() as session:
        statement = (
            select(Grant, Person.mail)
            .join(Person, Person.id == Grant.person_id)  # type: ignore[arg-type]
            .order_by(Person.mail)
        )
        for grant, _mail in session.exec(statement):
            ours = grant.procedure_id == procedure_id or grant.procedure_id is None
            if not ours or grant.ended_at is not None or (grant.until and grant.until <= now):
                continue
            if grant.undertaken_at is None:
                grant.undertaken_at = now
                session.add(grant)
            found.setdefault(Capacity(grant.capacity), []).append((grant.person_id, grant.id))
    return found


def plant(
    world: World,
    capacity: Capacity,
    *,
    state: str = "FRA",
    name: str = "",
    procedure_id: str | None = None,
) -> str:
    """A person with this capacity, for the walk alone; the person's id."""
    now = clock.now()
    with db.writing() as session:
        label = name or f"walker {capacity.value}"
        person = Person(name=label, mail=f"{label.replace(' ', '.')}@walk.example", created_at=now)
        session.add(person)
        session.flush()
        if capacity not in (NOBODY, VISITOR):
            session.add(
                Grant(
                    procedure_id=None
                    if capacity is Capacity.ADMINISTRATOR
                    else procedure_id or world.cast.procedure_id,
                    person_id=person.id,
                    capacity=capacity,
                    state_id=state if capacity in (Capacity.DELEGATE, Capacity.COMMITTEE) else None,
                    seat=9 if capacity in (Capacity.MEMBER, Capacity.SURROGATE) else 0,
                    principal_id=world.person("president")
                    if capacity is Capacity.ASSISTANT
                    else None,
                    since=now,
                    undertaken_at=now,
                )
            )
        return person.id


def gather(world: World) -> dict[Capacity, Walker]:
    """A walker for each capacity, and the two without."""
    living = _living(world.cast.procedure_id)
    for capacity in (*GRANTED, NOBODY):
        if not living.get(capacity):
            person_id = plant(world, capacity)
            living.setdefault(capacity, []).append((person_id, ""))
    holds: dict[str, set[Capacity]] = {}
    for capacity, people in living.items():
        for person_id, _grant in people:
            holds.setdefault(person_id, set()).add(capacity)
    walkers: dict[Capacity, Walker] = {}
    for capacity in ALL:
        browser = Browser(world.app.test_client(), world.cast.procedure_name)
        if capacity is VISITOR:
            walkers[capacity] = Walker(capacity, browser)
            continue
        # the one with the fewest capacities walks for it
        person_id, grant_id = min(living[capacity], key=lambda each: len(holds[each[0]]))
        browser.sign_in(person_id)
        cookie = browser.http.get_cookie("recruit")
        assert cookie is not None
        walkers[capacity] = Walker(
            capacity,
            browser,
            person_id,
            grant_id,
            frozenset(holds[person_id] - {NOBODY}),
            cookie.value,
        )
    return walkers


class Rows:
    """The databases of a world: noticing that something was written, and putting it back."""

    def __init__(self, world: World) -> None:
        self._live = [
            sqlite3.connect(world.folder / name, timeout=10) for name in ("recruit.db", "keys.db")
        ]
        self._saved = [sqlite3.connect(":memory:") for _each in self._live]
        self._tables = [
            name
            for (name,) in self._live[0].execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
                " AND name NOT LIKE 'sqlite_%' ORDER BY name"
            )
        ]
        self.keep()

    def keep(self) -> None:
        """What stands now is what is put back later."""
        for live, saved in zip(self._live, self._saved, strict=True):
            live.backup(saved)
        self._versions = self._now()
        self._kept = self._seen = self.counts = self.count()

    def _now(self) -> list[int]:
        return [live.execute("PRAGMA data_version").fetchone()[0] for live in self._live]

    def written(self) -> bool:
        """Whether anything was written since it was kept or put back."""
        return self._now() != self._versions

    def count(self) -> dict[str, int]:
        """How many rows each table has."""
        asked = " UNION ALL ".join(
            f"SELECT '{name}', count(*) FROM \"{name}\"" for name in self._tables
        )
        return dict(self._live[0].execute(asked).fetchall())

    def changed(self) -> set[str]:
        """The tables whose number of rows is another than when it was kept."""
        now = self._seen = self.count()
        return {name for name in self._tables if now[name] != self.counts[name]}

    def accept(self) -> None:
        """What was written meanwhile (a parked form), as ``changed`` saw it, may stand."""
        self._versions, self.counts = self._now(), self._seen

    def put_back(self) -> None:
        """Everything as it was kept."""
        db.engine().dispose()
        for live, saved in zip(self._live, self._saved, strict=True):
            saved.backup(live)
        self._versions, self.counts = self._now(), self._kept

    def close(self) -> None:
        """End the connections."""
        for connection in (*self._live, *self._saved):
            connection.close()


@contextmanager
def rows_of(world: World) -> Iterator[Rows]:
    """The databases of this world, watched."""
    rows = Rows(world)
    try:
        yield rows
    finally:
        rows.close()


def never() -> str:
    """An id that nothing has."""
    return ids.new()
