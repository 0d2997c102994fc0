"""A PostgreSQL server of the tests' own.

It lives in a temporary folder (in memory where there is one), listens on a free
loopback port, asks for a random password, keeps nothing after a crash (fsync off) and
is ended by its process id. Debian's binaries are found where Debian puts them.

In a test process: ``with server() as prefix: url = create_database("one")``.
For a whole run, one server under all its workers::

    python -m tests.postgres pytest -n 2 tests/flows --database postgresql

which puts the prefix into TEST_POSTGRESQL_URL, where server() finds it. Without
binaries this says so and ends with 0, or with 1 where TEST_POSTGRESQL=required.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import psycopg
from psycopg import sql

VARIABLE = "TEST_POSTGRESQL_URL"
USER = "tests"

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # a template can't be copied while something is connected to it
    "autovacuum": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class Missing(Exception):
    """There are no PostgreSQL server binaries on this machine."""


def binaries() -> Path | None:
    """The folder with initdb and postgres, the newest version first; None without."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    found.sort(key=lambda folder: float(folder.parent.name), reverse=True)
    if found:
        return found[0]
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def _other_user() -> pwd.struct_passwd | None:
    """Whom the server runs as: None means as ourselves. PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _start(
    bin_: Path, data: Path, folder: Path, user: pwd.struct_passwd | None
) -> tuple[subprocess.Popen[bytes], int]:
    """The running server and its port. Another process may take the port first: try again."""
    said = folder / "server.log"
    for _attempt in range(5):
        port = _free_port()
        options = {**SETTINGS, "port": str(port), "unix_socket_directories": str(folder)}
        command = [str(bin_ / "postgres"), "-D", str(data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with said.open("wb") as log:
            running = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # an interrupt on the terminal is for the tests
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
            )
        deadline = time.monotonic() + 60
        while running.poll() is None:
            # the last line of the pid file reads "ready" once connections are taken
            pid_file = data / "postmaster.pid"
            if pid_file.exists() and pid_file.read_text().rstrip().endswith("ready"):
                return running, port
            if time.monotonic() > deadline:
                _end(running)
                break
            time.sleep(0.02)
    raise RuntimeError("PostgreSQL did not start:\n" + said.read_text(errors="replace"))


def _end(running: subprocess.Popen[bytes]) -> None:
    """End this server: connections are cut, at the latest after twenty seconds by force."""
    if running.poll() is None:
        running.send_signal(signal.SIGINT)
        try:
            running.wait(timeout=20)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


@contextmanager
def server() -> Iterator[str]:
    """The prefix of database URLs, "postgresql+psycopg://user:password@127.0.0.1:port/".

    Uses the run's server where TEST_POSTGRESQL_URL names one; else starts one and ends
    it. Raises Missing without binaries.
    """
    if VARIABLE in os.environ:
        yield os.environ[VARIABLE]
        return
    bin_ = binaries()
    if bin_ is None:
        raise Missing("no PostgreSQL server binaries (Debian: apt-get install postgresql)")
    user = _other_user()
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2 * 1024**3
    folder = Path(tempfile.mkdtemp(prefix="tests-postgresql-", dir=memory if roomy else None))
    password = secrets.token_hex(16)
    running = None
    try:
        password_file = folder / "password"
        password_file.write_text(password)
        if user:
            for path in (folder, password_file):
                os.chown(path, user.pw_uid, user.pw_gid)
        data = folder / "data"
        made = subprocess.run(
            [str(bin_ / "initdb"), "-D", str(data), "-U", USER, "--auth=md5"]
            + [f"--pwfile={password_file}", "--encoding=UTF8", "--locale=C", "--no-sync"],
            capture_output=True,
            text=True,
            cwd=folder,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )
        if made.returncode:
            raise RuntimeError("initdb failed:\n" + made.stderr)
        password_file.unlink()
        running, port = _start(bin_, data, folder, user)
        os.environ[VARIABLE] = f"postgresql+psycopg://{USER}:{password}@127.0.0.1:{port}/"
        yield os.environ[VARIABLE]
    finally:
        os.environ.pop(VARIABLE, None)
        if running is not None:
            _end(running)
        shutil.rmtree(folder, ignore_errors=True)


_open: dict[tuple[int, str], psycopg.Connection] = {}
"""This process's connection to each server, for making and dropping databases: a connection
for each would cost the server a quarter of that again."""


def _maintenance(prefix: str | None) -> psycopg.Connection:
    where = prefix or os.environ[VARIABLE]
    at = (os.getpid(), where)
    if at not in _open or _open[at].closed:
        plain = where.replace("postgresql+psycopg://", "postgresql://")
        _open[at] = psycopg.connect(plain + "postgres", autocommit=True)
    return _open[at]


def create_database(name: str, template: str | None = None, *, prefix: str | None = None) -> str:
    """Make an empty database, or a copy of the template (nobody may be connected to it).

    Returns its URL. prefix: of the server; by default the one that server() started.
    """
    where = prefix or os.environ[VARIABLE]
    connection = _maintenance(where)
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}{}").format(
        sql.Identifier(name), sql.Identifier(template or "template0"), _copying(connection)
    )
    connection.execute(statement)
    return where + name


def _copying(connection: psycopg.Connection) -> sql.SQL:
    """How a template is copied: as files, three times as fast as page by page into the log."""
    new = connection.info.server_version >= 150_000
    return sql.SQL(" STRATEGY FILE_COPY" if new else "")


def drop_database(name: str, *, prefix: str | None = None) -> None:
    """Drop the database and cut whoever is connected; nothing happens when it isn't there."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    _maintenance(prefix).execute(statement.format(sql.Identifier(name)))


def is_there(name: str, *, prefix: str | None = None) -> bool:
    """Whether the server has a database of this name."""
    asked = "SELECT 1 FROM pg_database WHERE datname = %s"
    return _maintenance(prefix).execute(asked, (name,)).fetchone() is not None


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def main(command: list[str]) -> int:
    """Run the command with a server of its own; its exit status."""
    signal.signal(signal.SIGTERM, _leave)
    if binaries() is None and VARIABLE not in os.environ:
        required = os.environ.get("TEST_POSTGRESQL") == "required"
        print(
            "\n*** No PostgreSQL server binaries on this machine: these tests did NOT run on"
            "\n*** PostgreSQL. Debian, Ubuntu: apt-get install postgresql\n",
            file=sys.stderr,
        )
        return 1 if required else 0
    with server():
        return subprocess.run(command).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
