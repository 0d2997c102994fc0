"""``python -m bench.uploading``: a worker's memory while 2 GB are dropped on it.

A running gunicorn on loopback gets one form with one file of 2 GB, streamed over a socket by
a process of its own, as a browser sends it. Every 20 ms the memory of each serving process is
read (RSS, what it shares with others included); the figure is how far the most of it stands
above what the same process had before. The file is then there, encrypted, as it was sent.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from bench import serving, worlds
from recruit.core import clock, db
from recruit.demo import calendar
from tests import worlds as stages

STAGE = "composition"
SIZE, PIECE = 2 * 1024**3, 256 * 1024
GOAL = 150  # MB above idle
_LARGE = {"MAX_FILE": str(3 * 1024**3), "MAX_REQUEST": str(3 * 1024**3)}
_BOUNDARY = "----bench-of-a-large-upload"


@dataclass(frozen=True, slots=True)
class Uploaded:
    """idle, most: MB of the process that took it. seconds: on the wall, disk included."""

    idle: float
    most: float
    seconds: float

    @property
    def above(self) -> float:
        """MB above idle."""
        return self.most - self.idle


def send(port: int, path: str, cookie: str, csrf: str, size: int) -> str:
    """The process of its own: send the form, give the answer's first line."""
    fields = "".join(
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("csrf", csrf), ("key", "bench-large-upload"))
    )
    head = (
        f'{fields}--{_BOUNDARY}\r\nContent-Disposition: form-data; name="files"; '
        'filename="large.mbox"\r\nContent-Type: application/octet-stream\r\n\r\n'
    ).encode()
    tail = f"\r\n--{_BOUNDARY}--\r\n".encode()
    with socket.create_connection(("127.0.0.1", port), timeout=600) as wire:
        wire.sendall(
            (
                f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                f"Cookie: recruit={cookie}\r\n"
                f"Content-Type: multipart/form-data; boundary={_BOUNDARY}\r\n"
                f"Content-Length: {len(head) + size + len(tail)}\r\n\r\n"
            ).encode()
            + head
        )
        for number in range(size // PIECE):
            wire.sendall(number.to_bytes(8, "big") * (PIECE // 8))
        wire.sendall(tail)
        return wire.makefile("rb").readline().decode().strip()


def _watched(server: serving.Server, command: list[str]) -> tuple[str, list[float]]:
    """The answer, and the most of each serving process meanwhile."""
    most, over = server.resident(), threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            for place, now in enumerate(server.resident()[: len(most)]):
                most[place] = max(most[place], now)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        sent = subprocess.run(command, capture_output=True, text=True, cwd=worlds.ROOT, check=False)
    finally:
        over.set()
        watcher.join()
    return sent.stdout.strip() or sent.stderr[-300:], most


def upload(size: int = SIZE) -> Uploaded:
    """Drop a file of this many bytes on a running server. RuntimeError where it is not taken."""
    with tempfile.TemporaryDirectory(dir=worlds.ROOT / "build") as made:
        folder = Path(made)
        cast = stages.a_procedure(folder, STAGE).cast
        worlds.application(folder)
        clock.set_to(calendar.STAGES[STAGE])
        world = worlds.World(folder, cast.procedure_id, cast.procedure_name, cast.memory)
        who = worlds.sign_in(world, "focal_point")
        settings = {**worlds.environment(folder), **_LARGE}
        path = f"/p/{world.procedure}/focal-point/applications/intake/"
        try:
            with serving.serving("wsgi:app", settings, "/health") as server:
                for _both in range(8):
                    serving.ask(server.port, path, cookie=who.cookie)
                idle = server.resident()
                command = [sys.executable, "-m", "bench.uploading", str(server.port), path]
                began = time.perf_counter()
                said, most = _watched(server, [*command, who.cookie, who.csrf, str(size)])
                seconds = time.perf_counter() - began
        finally:
            db.engine().dispose()
        if " 303 " not in f"{said} ":
            raise RuntimeError(f"the upload was answered: {said}")
        above = max(range(len(idle)), key=lambda place: most[place] - idle[place])
        return Uploaded(idle[above], most[above], seconds)


def line(found: Uploaded) -> str:
    """What is found, in a line."""
    return (
        f"uploading {SIZE // 1024**3} GB: {found.above:.0f} MB above idle ({found.idle:.0f} MB), "
        f"goal below {GOAL}; {found.seconds:.0f} s"
    )


def main() -> int:
    """Measure and print; ends with 1 where the goal is missed. With words, the sender."""
    if sys.argv[1:]:
        port, path, cookie, csrf, size = sys.argv[1:]
        print(send(int(port), path, cookie, csrf, int(size)))
        return 0
    found = upload()
    print(line(found))
    return int(found.above >= GOAL)


if __name__ == "__main__":
    sys.exit(main())
