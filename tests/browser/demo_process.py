"""The demonstration as a process of its own, for a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from recruit.demo import calendar
from recruit.documents.stores.rules import MARK
from tests import worlds


def free_port() -> int:
    """A port on the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"GET /health HTTP/1.0\r\n\r\n")
            return b" 200 " in connection.recv(100)
    except OSError:
        return False


@contextmanager
def demonstration(folder: Path, *arguments: str) -> Iterator[str]:
    """``flask demo`` with these arguments over a folder; the address it serves on.

    Ended by its process id. Raises RuntimeError where it does not serve within 180 s.
    """
    port = free_port()
    environment = {
        **os.environ,
        "RECRUIT_MODE": "demo",
        "RECRUIT_DATA_DIR": str(folder),
        "RECRUIT_WORKER": "apart",
    }
    said = folder.parent / f"{folder.name}.log"
    with said.open("w") as log:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "flask",
                "--app",
                "wsgi",
                "demo",
                "--bind",
                f"127.0.0.1:{port}",
                *arguments,
            ],
            cwd=worlds.ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            until = time.monotonic() + 180
            while not _answers(port):
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"the demonstration does not serve:\n{said.read_text()}")
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _unmark(folder: Path) -> None:
    """A world of the tests is a development installation: its copy here becomes a demonstration."""
    for file, table in (("keys.db", "installation"), ("recruit.db", "core_installation")):
        with closing(sqlite3.connect(folder / file)) as connection, connection:
            connection.execute(f"DELETE FROM {table}")
    (folder / "documents" / MARK).unlink(missing_ok=True)


@contextmanager
def at_stage(folder: Path, stage: str, *, how_many: int = 12) -> Iterator[str]:
    """The demonstration standing at a stage that was lived to before (tests.worlds)."""
    kept, _base = worlds.template(stage, how_many)
    shutil.copytree(kept, folder, ignore=shutil.ignore_patterns("made"))
    worlds.application(folder)
    _unmark(folder)
    from recruit.core import clock, db
    from recruit.demo import enrolment

    clock.set_to(calendar.STAGES[stage])
    enrolment.enrol()
    db.engine().dispose()
    with demonstration(folder, "--keep") as address:
        yield address
