"""A round as it is served: web and worker in processes of their own, each with a machine's
clock, and delegations that come to them over HTTP.

``with house(folder, database) as h``: the world of ``tests.silence`` with its round opened.
A server is the application in production, under gunicorn, on a loopback port. Nothing waits
for a time of day: the clock of a machine stands until the test moves it.
"""

from __future__ import annotations

import html
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPConnection
from multiprocessing.process import BaseProcess
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import select, update

from recruit.access.rules import Reader
from recruit.accounts.models import Person
from recruit.accounts.operations import factors, hashing
from recruit.core import clock, db, ids
from tests import silence, worlds
from tests.faults.own_clock import FORKED, serve, work
from tests.silence import DEADLINE, World

PASSPHRASE = "seven quiet herons wading"
COOKIE = "__Host-recruit"
PATIENCE = 60
_PAUSE = threading.Event()
_HASHED: list[str] = []


def free_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Page:
    """What a server answered."""

    status: int
    text: str
    location: str = ""

    @property
    def words(self) -> str:
        """What is read on it, on one line."""
        shown = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", self.text)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown)).split())


class Server:
    """A web process. port: on loopback, kept when it is started again."""

    def __init__(self, settings: dict[str, str], port: int) -> None:
        self.settings, self.port = settings, port
        self._running: BaseProcess | None = None

    def start(self) -> None:
        """Start it, and wait until it answers. RuntimeError where it does not."""
        self._running = FORKED.Process(target=serve, args=(self.settings, self.port), daemon=True)
        self._running.start()
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit and self._running.is_alive():
            if self._answers():
                return
            _PAUSE.wait(0.02)
        raise RuntimeError("the web process did not answer")

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except OSError:
            return False

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it and the process that serves for it; nothing happens where it is not there."""
        if self._running is not None and self._running.is_alive():
            assert self._running.pid is not None
            os.killpg(self._running.pid, how)
            self._running.join(PATIENCE)
            assert not self._running.is_alive()
            while self._answers():  # the process that served dies a moment after its master
                _PAUSE.wait(0.01)
        self._running = None


class Visitor:
    """Somebody at a browser: keeps the cookie, goes where the answer sends."""

    def __init__(self, server: Server, reader: Reader, procedure: str) -> None:
        self.server, self.reader, self._procedure = server, reader, procedure
        self.cookie = self.csrf = ""
        self.codes: list[str] = []

    def path(self, rest: str) -> str:
        """The address of a page of this person's capacity."""
        return f"/p/{self._procedure}/{self.reader.capacity.value}/{rest}"

    def get(self, path: str) -> Page:
        """GET, following where it leads."""
        return self._followed(self._ask("GET", path))

    def post(self, path: str, sent: dict[str, str], *, key: str = "") -> Page:
        """POST with the form's token, following where it leads. key: of the form."""
        told = {"csrf": self.csrf, "key": key or ids.token(), **sent}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._followed(self._ask("POST", path, urlencode(told).encode(), kind))

    def send_file(self, path: str, name: str, content: bytes) -> Page:
        """POST a file as the field ``note``."""
        edge = ids.token()
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode()
            for k, v in (("csrf", self.csrf), ("key", ids.token()))
        ]
        head = f'name="note"; filename="{name}"'
        parts.append(
            f"--{edge}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode()
            + content
            + f"\r\n--{edge}--\r\n".encode()
        )
        kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return self._followed(self._ask("POST", path, b"".join(parts), kind))

    def sign_in(self) -> Page:
        """Sign in by address and passphrase."""
        self.get("/sign-in")
        with db.reading() as connection:
            found = connection.execute(_MAIL.where(_p.c.id == self.reader.person_id)).scalar()
        return self.post("/sign-in", {"mail": str(found), "passphrase": PASSPHRASE})

    def _followed(self, page: Page) -> Page:
        for _n in range(5):
            if page.status not in (302, 303):
                break
            page = self._ask("GET", page.location)
        found = re.search(r'name="csrf" value="([^"]+)"', page.text)
        if found:
            self.csrf = found[1]
        return page

    def _ask(
        self, method: str, path: str, body: bytes | None = None, more: dict[str, str] | None = None
    ) -> Page:
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)
        try:
            headers = {"Cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {}
            connection.request(method, path, body, headers | (more or {}))
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            for line in answer.headers.get_all("Set-Cookie") or []:
                if line.startswith(f"{COOKIE}="):
                    self.cookie = line.split(";")[0].partition("=")[2]
            return Page(answer.status, text, answer.headers.get("Location", ""))
        finally:
            connection.close()

    # --- what a delegate does -----------------------------------------------------

    def written(self) -> dict[str, str]:
        """An objection as the form sends it."""
        return {
            "said": "objection",
            "text": "My authorities do not agree.",
            "name": self.reader.name,
            "function": "Counsellor",
        }

    def summary(self) -> Page:
        """How silence is broken, and what was written to be read once more."""
        assert self.get(self.path("approval/break")).status == 200
        return self.post(self.path("approval/break/summary"), self.written())

    def send(self, *, key: str = "") -> Page:
        """Record it, with the next of the one-time codes."""
        sent = {**self.written(), "code": self.codes.pop(0)}
        return self.post(self.path("approval/break"), sent, key=key)

    def objects(self) -> Page:
        """From the proposal to the receipt."""
        assert self.summary().status == 200
        return self.send()


_p = Person.__table__  # type: ignore[attr-defined]
_MAIL = select(_p.c.mail)


@dataclass
class House:
    """The world, its machines, and who serves and visits."""

    world: World
    more: dict[str, str] = field(default_factory=dict)
    servers: list[Server] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Where the installation's files are."""
        return self.world.place.folder

    def settings(self, machine: str = "one", **more: str) -> dict[str, str]:
        """The environment of a process on this machine."""
        return {
            "PATH": os.environ["PATH"],
            "TZ": "Pacific/Auckland",  # whoever asked the machine for its zone would be found
            "MACHINE_CLOCK": str(self._clock_of(machine)),
            "RECRUIT_MODE": "production",
            "RECRUIT_DATA_DIR": str(self.folder),
            "RECRUIT_WORKER": "apart",
            "DATABASE_URL": self.world.place.url,
            "SECRET_KEY": "x" * 40,
            "MASTER_KEY": (b"m" * 32).hex(),
            "BASE_URL": "https://recruit.example",
            "MAIL_URL": "smtp://127.0.0.1:1",
            **self.more,
            **more,
        }

    def _clock_of(self, machine: str) -> Path:
        return self.folder / f"{machine}.time"

    def at(self, moment: datetime, machine: str = "one") -> None:
        """Have this machine's clock show an aware time, and the test's own too."""
        clock.freeze(moment)
        draft = self._clock_of(machine).with_suffix(".new")
        draft.write_text(clock.now().isoformat())
        os.replace(draft, self._clock_of(machine))

    def server(self, machine: str = "one", **more: str) -> Server:
        """A web process on this machine, started; its clock shows the test's until it is moved."""
        if not self._clock_of(machine).exists():
            self.at(clock.now(), machine)
        made_one = Server(self.settings(machine, **more), free_port())
        self.servers.append(made_one)
        made_one.start()
        return made_one

    def works(self, machine: str = "one", **more: str) -> list[str]:
        """A worker on this machine does once what is due; the names of what failed."""
        heard, told = FORKED.Pipe(duplex=False)
        working = FORKED.Process(target=work, args=(self.settings(machine, **more), told))
        working.start()
        told.close()
        failed: list[str] = heard.recv()  # EOFError where it died
        working.join(PATIENCE)
        return failed

    def delegate(self, server: Server, state_id: str, number: int = 1) -> Visitor:
        """A delegate with a passphrase and one-time codes, signed in."""
        reader = self.world.delegate(state_id, number)
        visitor = Visitor(server, reader, self.world.place.name)
        if not _HASHED:
            _HASHED.append(hashing.make(PASSPHRASE))
        with self.world.place.acting(reader) as a:
            visitor.codes = factors.make_codes(a, reader.person_id, "one-time")
            a.connection.execute(
                update(Person).where(_p.c.id == reader.person_id).values(passphrase=_HASHED[0])
            )
        page = visitor.sign_in()
        assert page.status == 200 and "Sign out" in page.words, page.words
        return visitor

    def president(self, server: Server) -> Visitor:
        """The President, whose second factor was given just now."""
        return self._signed_in(server, self.world.president)

    def office(self, server: Server) -> Visitor:
        """A person of the President's office, whose second factor was given just now."""
        return self._signed_in(server, self.world.office)

    def _signed_in(self, server: Server, reader: Reader) -> Visitor:
        visitor = Visitor(server, reader, self.world.place.name)
        visitor.cookie, visitor.csrf = worlds.signed_in(reader.person_id)
        return visitor


@contextmanager
def house(folder: Path, database: str, deadline: datetime | None = DEADLINE) -> Iterator[House]:
    """The world with its round opened until deadline (None: not yet), and no process yet."""
    with silence.made(folder, database) as world:
        if deadline is not None:
            world.open(deadline)
        made_one = House(world)
        try:
            yield made_one
        finally:
            for each in made_one.servers:
                each.end(signal.SIGKILL)
