"""Serving and asking: gunicorn with two sync workers on loopback, one client before it."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
_PAUSE = threading.Event()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. place: where a redirect leads."""

    status: int
    body: bytes
    place: str


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def ask(
    port: int,
    path: str,
    *,
    cookie: str = "",
    fields: Mapping[str, str] | None = None,
) -> Answer:
    """One request over a connection of its own (sync workers keep none); POST with fields."""
    headers = {"Cookie": f"recruit={cookie}"} if cookie else {}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        if fields is None:
            connection.request("GET", path, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", path, urlencode(fields), headers)
        got = connection.getresponse()
        return Answer(got.status, got.read(), got.getheader("Location", "") or "")
    finally:
        connection.close()


@dataclass(frozen=True, slots=True)
class Server:
    """A gunicorn under way. began: seconds from its start to the first answer."""

    port: int
    pid: int
    began: float

    def resident(self) -> list[float]:
        """The memory of each worker in MB (what it keeps itself and shares: RSS)."""
        return self._memory("status", "VmRSS:")

    def together(self) -> float:
        """The memory of workers and parent together in MB, a shared page counted once (PSS)."""
        return sum(self._memory("smaps_rollup", "Pss:", str(self.pid)))

    def _memory(self, file: str, what: str, *parents: str) -> list[float]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        found = []
        for process in (*children, *parents):
            for line in Path(f"/proc/{process}/{file}").read_text().splitlines():
                if line.startswith(what):
                    found.append(int(line.split()[1]) / 1024)
        return found


_START = "import time, wsgi; print(time.process_time())"


def start(environment: Mapping[str, str], times: int = 5) -> float:
    """Seconds of the processor's time from Python's beginning to the application put together.

    The least of so many; the bytecode is there from the first on.
    """
    command = [sys.executable, "-c", _START]
    settings = {**os.environ, **environment}
    subprocess.run([sys.executable, "-m", "compileall", "-q", "recruit"], cwd=ROOT, check=True)
    said = [subprocess.check_output(command, cwd=ROOT, env=settings) for _ in range(times)]
    return min(map(float, said))


@contextmanager
def serving(target: str, environment: Mapping[str, str], health: str) -> Iterator[Server]:
    """gunicorn with two sync workers for this target ('wsgi:app'), ended by its pid after."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", target, "--workers", str(WORKERS)),
        *("--worker-class", "sync", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"),
        *("--config", "gunicorn.conf.py" if target == "wsgi:app" else "python:bench.plain"),
    ]
    started = perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    try:
        while True:
            try:
                if ask(port, health).status == 200:
                    break
            except OSError:
                pass
            if process.poll() is not None or perf_counter() - started > 60:
                raise RuntimeError(f"{target} did not start")
            _PAUSE.wait(0.01)
        yield Server(port, process.pid, perf_counter() - started)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


Serving = AbstractContextManager[Server]
