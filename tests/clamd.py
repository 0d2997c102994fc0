"""A real clamd of the tests' own, with a database of one signature of an invented marker.

It listens on a socket in a temporary folder, looks nothing up anywhere, and is ended by its
process id. Without the programme on this machine the tests that need it are skipped.
"""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MARKER = b"the-invented-marker-of-these-tests-7c41e0"
SIGNATURE = "Recruit.Invented.Marker.UNOFFICIAL"  # what clamd calls a signature of one's own
_SETTINGS = """\
Foreground yes
LogFile {folder}/clamd.log
PidFile {folder}/clamd.pid
DatabaseDirectory {folder}/database
LocalSocket {folder}/clamd.sock
LocalSocketMode 600
TemporaryDirectory {folder}/temporary
StreamMaxLength {most}
MaxScanSize 512M
MaxFileSize 512M
AlertExceedsMax yes
SelfCheck 0
"""


def binary() -> str | None:
    """The path of clamd, None where it is not installed."""
    return shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")


class Clamd:
    """One running clamd. url: for CLAMD_URL."""

    def __init__(self, most: str = "64M") -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tests-clamd-"))
        self.url = f"unix:{self.folder}/clamd.sock"
        for name in ("database", "temporary"):
            (self.folder / name).mkdir()
        name = SIGNATURE.removesuffix(".UNOFFICIAL")
        database = self.folder / "database" / "tests.ndb"
        database.write_text(f"{name}:0:*:{MARKER.hex()}\n")
        settings = self.folder / "clamd.conf"
        settings.write_text(_SETTINGS.format(folder=self.folder, most=most))
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers; at most twenty seconds."""
        programme = binary()
        assert programme is not None and self._running is None
        self._running = subprocess.Popen(
            [programme, "-c", str(self.folder / "clamd.conf")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + 20
        while time.monotonic() < until and self._running.poll() is None:
            if self._answers():
                return
            time.sleep(0.02)
        log = self.folder / "clamd.log"
        self.end()
        raise RuntimeError("clamd did not start:\n" + (log.read_text() if log.exists() else ""))

    def _answers(self) -> bool:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as asking:
            asking.settimeout(1)
            asking.connect(f"{self.folder}/clamd.sock")
            asking.sendall(b"zPING\0")
            return asking.recv(16) == b"PONG\0"
        return False

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        if self._running is not None:
            self._running.kill()
            self._running.wait()
            self._running = None

    def end(self) -> None:
        """End it in order; after ten seconds by force."""
        if self._running is None:
            return
        self._running.send_signal(signal.SIGTERM)
        try:
            self._running.wait(timeout=10)
            self._running = None
        except subprocess.TimeoutExpired:
            self.kill()


@contextmanager
def running(most: str = "64M") -> Iterator[Clamd]:
    """A clamd that answers, ended with its folder afterwards. most: its StreamMaxLength."""
    one = Clamd(most)
    try:
        one.start()
        yield one
    finally:
        one.end()
        shutil.rmtree(one.folder, ignore_errors=True)
