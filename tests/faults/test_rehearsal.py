"""A whole dress rehearsal with real processes: people taken over, the clock set, all erased."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest
from sqlalchemy import create_engine, inspect

from recruit.core import checkpoint, ids
from tests import postgres

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "seven quiet herons wading"
PEOPLE = {
    "format": "recruit/people/1",
    "procedures": [
        {"name": "tenth", "preset": "ccm-10msp", "closure": "2022-09-02T18:00:00+02:00"}
    ],
    "people": [
        {"mail": f"{name.split()[0].lower()}@x.example", "name": name, "function": ""}
        | {"zone": "Europe/Zurich", "lang": "en"}
        for name in ("Ada Wexcombe", "Bram Oldacre", "Cleo Vantongeren")
    ],
    "capacities": [
        {"mail": "ada@x.example", "procedure": "", "capacity": "administrator", "state": ""},
        {"mail": "bram@x.example", "procedure": "tenth", "capacity": "president", "state": ""},
        {"mail": "cleo@x.example", "procedure": "tenth", "capacity": "gichd", "state": ""},
    ],
    "missions": [
        {"procedure": "tenth", "state": "CHL", "mail": "mission@chile.example", "lang": "es"}
        | {"evidence": "note 1"},
    ],
}
_TICK = (
    "from recruit import create_app, worker\n"
    "app = create_app()\n"
    "with app.app_context():\n    assert not worker.tick()\n"
)
_START = """
import json, os, sys
from config import Misconfigured, load
from recruit import create_app

for change in json.loads(sys.argv[1]):
    try:
        create_app(load({**os.environ, **change}))
        print("started")
    except Misconfigured as refused:
        print(refused)
"""


@dataclass
class House:
    """A rehearsal in a folder, its settings, and where its web process answers."""

    folder: Path
    url: str
    port: int

    def settings(self, mode: str = "rehearsal", **more: str) -> dict[str, str]:
        """The environment of a process of this house."""
        return {
            "PATH": os.environ["PATH"],
            "RECRUIT_MODE": mode,
            "RECRUIT_DATA_DIR": str(self.folder),
            "DATABASE_URL": self.url,
            "BASE_URL": self.address,
            "RECRUIT_WORKER": "apart",
            **more,
        }

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def flask(self, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """A command of the operator, without a terminal of its own."""
        return self.run(["-m", "flask", "--app", "wsgi", *words], typed=typed)

    def run(
        self, words: list[str], typed: str = "", env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run Python with these words."""
        return subprocess.run(
            [sys.executable, *words],
            input=typed,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=env or self.settings(),
            start_new_session=True,  # no terminal: what is asked for is read from the pipe
        )

    def readable(self, word: str) -> list[str]:
        """The names of files of this house in which these words stand."""
        sought = word.encode()
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return [path.name for path in files if sought in path.read_bytes()]

    def tables(self) -> list[str]:
        """The tables that the database has."""
        if self.url.startswith("sqlite") and not (self.folder / "recruit.db").exists():
            return []
        engine = create_engine(self.url)
        with engine.connect() as connection:
            found = inspect(connection).get_table_names()
        engine.dispose()
        return found


@pytest.fixture
def house(tmp_path: Path, postgresql_prefix: str) -> Iterator[House]:
    folder = tmp_path / "house"
    folder.mkdir()
    url, name = f"sqlite:///{folder / 'recruit.db'}", ""
    if postgresql_prefix:
        name = f"rehearsal_{ids.reference(8)}"
        url = postgres.create_database(name, prefix=postgresql_prefix)
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    yield House(folder, url, port)
    if name:
        postgres.drop_database(name, prefix=postgresql_prefix)


@pytest.fixture
def web(house: House) -> Iterator[Any]:
    """Starts the house's web process when it is called; it is ended by its id."""
    running: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        bound = ["--bind", f"127.0.0.1:{house.port}", "--threads", "2", "--log-level", "error"]
        started = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *bound, "wsgi:app"], cwd=ROOT, env=house.settings()
        )
        running.append(started)
        limit = time.monotonic() + 60
        while time.monotonic() < limit:
            try:
                with socket.create_connection(("127.0.0.1", house.port), timeout=1):
                    return started
            except OSError:
                assert started.poll() is None
                _pause()
        raise AssertionError("the web process did not answer")

    yield start
    for each in running:
        if each.poll() is None:
            each.send_signal(signal.SIGTERM)
            each.wait(20)


def _pause() -> None:
    with socket.socket() as one:
        one.settimeout(0.05)
        one.bind(("127.0.0.1", 0))
        one.listen()
        try:
            one.accept()
        except TimeoutError:
            return


def _get(opener: OpenerDirector, address: str, sent: dict[str, str] | None = None) -> str:
    data = urlencode(sent).encode() if sent is not None else None
    try:
        with opener.open(address, data, timeout=20) as answer:
            return str(answer.read().decode())
    except HTTPError as error:
        return error.read().decode()


def _mails(house: House) -> list[Any]:
    """The mails that left."""
    files = (house.folder / "mail").glob("*.eml")
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def _starts(house: House, real: Path) -> list[str]:
    """What production says over the rehearsal's parts, one after the other exchanged for its
    own, then over its own alone; and what a rehearsal says over production's keys."""
    real.mkdir()
    own = {
        "DATABASE_URL": f"sqlite:///{real / 'recruit.db'}",
        "KEYSTORE_PATH": str(real / "keys.db"),
        "STORE_URL": f"file://{real / 'documents'}",
    }
    names = list(own)
    changes = [{name: own[name] for name in names[:n]} for n in range(4)]
    changes.append({"RECRUIT_MODE": "rehearsal", "KEYSTORE_PATH": own["KEYSTORE_PATH"]})
    env = house.settings(
        "production",
        SECRET_KEY="x" * 40,
        MASTER_KEY="ab" * 32,
        BASE_URL="https://recruit.example",
        MAIL_URL="smtp://127.0.0.1:25",
    )
    done = house.run(["-c", _START, json.dumps(changes)], env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_rehearsal_from_its_first_day_until_nothing_of_it_can_be_read(
    house: House, web: Any, tmp_path: Path
) -> None:
    carried = tmp_path / "people.json"
    carried.write_text(json.dumps(PEOPLE))
    assert house.flask("db", "upgrade").returncode == 0
    taken = house.flask("people", "import", str(carried))
    assert "3 people, 1 recruitments, 3 capacities, 1 addresses" in taken.stdout, taken.stderr
    ticked = house.run(["-c", _TICK])
    assert ticked.returncode == 0, ticked.stderr
    links = {}
    for mail in _mails(house):
        assert str(mail["Subject"]).startswith("REHEARSAL · ")
        text = mail.get_body(("plain",)).get_content()
        assert text.startswith("REHEARSAL. Nothing here is real")
        for link in re.findall(r"http://\S+/invitation/\S+", text):
            links[str(mail["To"])] = link
    assert set(links) == {"ada@x.example", "bram@x.example", "cleo@x.example"}

    running = web()
    for to in ("ada@x.example", "bram@x.example"):
        opener = build_opener(HTTPCookieProcessor(CookieJar()))
        page = _get(opener, links[to])
        assert "<title>REHEARSAL · " in page and 'class="mode"' in page
        csrf = re.findall(r'name="csrf" value="([^"]+)"', page)[0]
        sent = {"csrf": csrf, "key": ids.token(), "zone": "Europe/Zurich"}
        sent |= {"passphrase": PASSPHRASE, "again": PASSPHRASE}
        page = _get(opener, links[to], sent)
        assert "authenticator" in page
    feed = _get(build_opener(), f"{house.address}/calendar/tenth.ics")
    assert "SUMMARY:REHEARSAL · " in feed

    moved = house.flask("rehearsal", "clock", "2031-01-06T09:00")
    assert "2031" in moved.stdout, moved.stderr
    page = _get(build_opener(), links["cleo@x.example"])
    assert "is too old" in page  # the running web process follows

    said = _starts(house, tmp_path / "real")
    for line, part in zip(said[:3], ("database", "key store", "store of documents"), strict=True):
        assert line.startswith(f"The {part} (") and "is that of a rehearsal installation" in line
        assert "Give it one of its own, or start with RECRUIT_MODE=rehearsal" in line
    assert said[3] == "started"
    assert said[4].startswith("The key store (KEYSTORE_PATH) is that of a production installation")

    folder = tmp_path / "kept"
    erase = ("rehearsal", "erase", "--certificate", str(folder))
    confirmed = "".join(f"{to}@x.example\n{PASSPHRASE}\nERASE\n" for to in ("ada", "bram"))
    at_work = house.flask(*erase, typed=confirmed)
    assert at_work.returncode == 1 and "End web and worker first" in at_work.stderr
    running.send_signal(signal.SIGTERM)
    running.wait(20)
    assert house.tables() and house.readable("cleo@x.example")

    done = house.flask(*erase, typed=confirmed)
    assert done.returncode == 0, done.stderr
    assert house.tables() == []
    assert [path.name for path in house.folder.rglob("*")] == []
    facts = next(folder.glob("*.json"))
    found = json.loads(facts.read_text())
    assert found["keys"]["number"] >= 4 and found["database"]["rows"]["accounts_person"] == 3
    assert [one["name"] for one in found["confirmed_by"]] == ["Ada Wexcombe", "Bram Oldacre"]
    assert len(found["checkpoints"]) == 3 and found["not_touched"] == []
    text = next(folder.glob("*.txt")).read_text()
    note = text[text.index("recruit/rehearsal-erased\n") :]
    key = checkpoint.public_of(found["record_key"])
    signed = checkpoint.open_note(note, "recruit/rehearsal-erased", key)
    assert signed.split("\n")[1] in text
    assert "Cleo" not in text + facts.read_text()
