"""Reading everything that a person is shown, byte for byte, in one world.

A reader is signed in with seeded secrets and follows every link inside the site from home
on; mails are those the worker writes for the person's addresses. Two worlds that differ
only in a secret must read alike for everybody who may not know it.
"""

from __future__ import annotations

import email
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from email import policy
from typing import Any

from sqlalchemy import event
from sqlmodel import select

from recruit.access.models import Grant
from recruit.access.rules import Capacity
from recruit.accounts.models import Person
from recruit.core import clock, db, ids
from recruit.interviews.operations import appointments
from recruit.notices import outbox
from tests.worlds import Browser, World

ALIKE = 4
"""Pages of one kind (the same address but for its ids) that one reader reads at most."""
COPIES = 1
"""Documents that one reader takes along at most: each copy is made anew in a process."""
_COPY = re.compile(r"/document/\*(/original)?$")
STATEMENTS = 8
"""What a page asks of the database at most, whatever it shows and however much there is."""
_NOT_ASKED = ("BEGIN", "ROLLBACK", "COMMIT", "PRAGMA", "SAVEPOINT", "RELEASE")
Output = dict[tuple[str, str, str], bytes]
"""(reader, way out, address) -> what came out."""
_HREF = re.compile(rb'(?:href|src)="(/[^"#]*)"')
_ID = re.compile(r"[0-9a-hjkmnp-tv-z]{10,}|\b\d+\b|(?<=page=)[\w.-]+")
_LEFT_OUT = re.compile(r"^/static/|^/sign-out|^/language/|/document/[^/]+/page/|/released/copy$")
_FEW = {Capacity.COMMITTEE, Capacity.DELEGATE, Capacity.STAFF, Capacity.SURROGATE, Capacity.OFFICE}


def readers(world: World, also: Iterable[str] = ()) -> dict[str, str]:
    """address -> person: somebody of every capacity, all members, and those named."""
    wanted = {world.person(key) for key in also}
    found: dict[str, str] = {}
    seen: dict[str, int] = {}
    with db.reading() as connection:
        grant, person = Grant.__table__, Person.__table__  # type: ignore[attr-defined]
        rows = connection.execute(
            select(person.c.mail, person.c.id, grant.c.capacity)
            .select_from(grant.join(person, person.c.id == grant.c.person_id))
            .where(grant.c.ended_at.is_(None))
            .order_by(person.c.mail, grant.c.capacity)
        )
        for mail, person_id, capacity in rows:
            few = Capacity(capacity) in _FEW
            seen[capacity] = seen.get(capacity, 0) + 1
            if not few or seen[capacity] <= 2 or person_id in wanted:
                found[mail] = person_id
    return found


def seeded(*parts: str) -> None:
    """Whatever is drawn from now on is the same in every world that says the same parts."""
    ids.seed("|".join(("reading", *parts)).encode())


def as_bytes(response: Any) -> bytes:
    """All of an answer: its status, its headers, what it holds."""
    headers = "\n".join(f"{k}: {v}" for k, v in response.headers)
    return f"{response.status_code}\n{headers}\n\n".encode() + response.get_data()


class Asked:
    """How many statements the database is asked, BEGIN and its like left out; and whether
    something was written, as where the opening of a document is recorded (D2).

    Counted where SQLite's driver is asked and not by SQLAlchemy's events: with a listener to
    those no statement would go the short way that it goes in the house (recruit.core.prepared).
    """

    def __init__(self) -> None:
        self.in_all = 0
        self.begin()

    def begin(self) -> None:
        """From nothing again."""
        self.n, self.wrote = 0, False

    def hear(self, statement: str) -> None:
        """The driver is asked this."""
        if not statement.lstrip().startswith(_NOT_ASKED):
            self.n += 1
            self.in_all += 1
            self.wrote |= statement.startswith(("INSERT", "UPDATE"))

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Every connection that the engine makes from here on is listened to."""
        asked, engine = self, db.engine()

        class Cursor(sqlite3.Cursor):
            def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
                asked.hear(statement)
                return super().execute(statement, *values)

            def executemany(self, statement: str, *values: Any) -> sqlite3.Cursor:
                asked.hear(statement)
                return super().executemany(statement, *values)

        class Driver(sqlite3.Connection):
            def cursor(self, factory: Any = Cursor) -> Any:
                return super().cursor(factory)

            def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
                asked.hear(statement)
                return super().execute(statement, *values)

        def connect(_dialect: Any, _record: Any, _where: Any, how: dict[str, Any]) -> None:
            how["factory"] = Driver

        event.listen(engine, "do_connect", connect)
        engine.dispose()
        try:
            yield
        finally:
            event.remove(engine, "do_connect", connect)
            engine.dispose()


def _follow(browser: Browser, label: str, starts: list[str], out: Output, asked: Asked) -> None:
    waiting, done = list(starts), set(starts)
    alike: Counter[str] = Counter()
    while waiting:
        url = waiting.pop(0)
        seeded(label, url)
        asked.begin()
        response = browser.http.get(url)
        assert asked.wrote or asked.n <= STATEMENTS, f"{label} at {url}: {asked.n} statements"
        out[label, "page", url] = as_bytes(response)
        if not response.mimetype == "text/html":
            continue
        found = _HREF.findall(response.get_data())
        for raw in (*found, response.headers.get("Location", "").encode()):
            link = raw.decode().replace("&amp;", "&")
            if not link.startswith("/") or link in done or _LEFT_OUT.search(link):
                continue
            done.add(link)
            kind = _ID.sub("*", link)
            alike[kind] += 1
            if alike[kind] <= (COPIES if _COPY.search(kind) else ALIKE):
                waiting.append(link)


def mails(world: World, out: Output) -> None:
    """What was sent so far, by address."""
    for path in sorted((world.folder / "mail").glob("*.eml")):
        raw = path.read_bytes()
        message = email.message_from_bytes(raw, policy=policy.default)
        out[str(message["To"]), "mail", path.name] = raw


def everything(world: World, at: datetime, also: Iterable[str] = ()) -> Output:
    """What everybody is shown at this time, after the worker has sent what is due."""
    clock.freeze(at)
    seeded("the worker")
    with world.app.app_context():
        appointments.tell_due(at)
        outbox.expand(at)
        while outbox.send_due(at):
            pass
    out: Output = {}
    mails(world, out)
    asked = Asked()
    with asked.heard():
        for mail, person_id in readers(world, also).items():
            seeded("sign in", mail, at.isoformat())
            browser = Browser(world.app.test_client(), world.cast.procedure_name)
            browser.sign_in(person_id)
            _follow(browser, mail, ["/"], out, asked)
        visitor = Browser(world.app.test_client(), world.cast.procedure_name)
        name = world.cast.procedure_name
        starts = ["/vacancies/", f"/outcome/{name}", "/sign-in"]
        _follow(visitor, "the public", starts, out, asked)
    assert asked.in_all, "not counted"
    ids.seed(None)
    return out


def differing(first: Output, *others: Output) -> list[tuple[str, str, str]]:
    """Where worlds read differently, what one of them lacks included."""
    every = set(first).union(*others)
    return sorted(k for k in every if any(one.get(k) != first.get(k) for one in others))


def act(name: str, at: datetime, do: Callable[[], object]) -> None:
    """Do something at a set time, drawing from a stream of its own."""
    clock.freeze(at)
    ids.seed(f"act|{name}".encode())
    try:
        do()
    finally:
        ids.seed(None)
