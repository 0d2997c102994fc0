"""Asking ClamAV's clamd about bytes, in its own INSTREAM protocol; nothing else of it is used.

The bytes go through one connection in pieces, each after its length (32 bits, big-endian),
and an empty piece ends them; one line comes back (clamd(8)). No name is sent, and nothing
that comes back is believed beyond the few forms that clamd answers with. Each question has
a limit of bytes, a limit of time for the connection and one for the whole, so that a
scanner that hangs, trickles or talks nonsense is the same as none.
"""

from __future__ import annotations

import re
import select
import socket
import struct
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlsplit

CONNECT = 2.0  # seconds for the connection
PIECE = 64 * 1024  # bytes sent at once
MOST_BYTES = 512 * 1024 * 1024  # of one question: as much as a request may bring
_MOST_ANSWER = 1024  # bytes
_FOUND = re.compile(rb"stream: (.{1,300}) FOUND")
_ERROR = re.compile(rb".{0,500} ERROR")
_SIZE = (b"size limit exceeded", b"Heuristics.Limits.Exceeded")


class Verdict(StrEnum):
    """What clamd said. UNKNOWN: it looked, or would not, and can't say."""

    CLEAN = "clean"
    INFECTED = "infected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Said:
    """A verdict. signature: what was found, in printable ASCII, of an infected file. large:
    it is unknown because the scanner takes no file of this size."""

    verdict: Verdict
    signature: str = ""
    large: bool = False


class Down(Exception):
    """There is no scanner at the address, or it did not answer as one in time."""


@dataclass(frozen=True, slots=True)
class _At:
    family: int
    address: tuple[str, int] | str


_at: _At | None = None


def init(url: str) -> None:
    """Ask the clamd at this address from now on: tcp://host:port or unix:/path; '' asks none.

    Raises ValueError for an address of another form.
    """
    global _at
    _at = _parsed(url) if url else None


def _parsed(url: str) -> _At:
    parts = urlsplit(url)
    if parts.scheme == "unix" and not parts.netloc and parts.path.startswith("/"):
        return _At(socket.AF_UNIX, unquote(parts.path))
    try:
        port = parts.port
    except ValueError:
        port = None
    plain = parts.path in ("", "/") and not parts.query and parts.username is None
    if parts.scheme == "tcp" and parts.hostname and port and plain:
        return _At(socket.AF_UNSPEC, (parts.hostname, port))
    raise ValueError("CLAMD_URL is tcp://host:port or unix:/path")


def configured() -> bool:
    """Whether there is a scanner to ask."""
    return _at is not None


def ask(pieces: Iterable[bytes], seconds: float) -> Said:
    """What clamd says of these bytes. seconds: for the whole question, on the wall.

    Raises Down without an answer that clamd gives; what the pieces raise goes through.
    """
    with _connected(seconds) as asking:
        whole = _send(asking, pieces)
        if whole is None:
            return Said(Verdict.UNKNOWN, large=True)
        said = _understood(_answer(asking))
    if not whole and said.verdict is Verdict.CLEAN:
        raise Down("it called clean what it had not got")
    return said


@contextmanager
def _connected(seconds: float) -> Iterator[socket.socket]:
    asking = _connect(min(CONNECT, seconds))
    # each wait of the socket has an end, and the timer ends what goes on in small steps
    asking.settimeout(seconds)
    timer = threading.Timer(seconds, _cut, [asking])
    timer.start()
    try:
        yield asking
    finally:
        timer.cancel()
        asking.close()


def _connect(seconds: float) -> socket.socket:
    if _at is None:
        raise Down("no scanner is set up")
    try:
        if isinstance(_at.address, tuple):
            return socket.create_connection(_at.address, timeout=seconds)
        opened = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            opened.settimeout(seconds)
            opened.connect(_at.address)
        except BaseException:
            opened.close()
            raise
        return opened
    except OSError as error:
        raise Down(f"no connection: {type(error).__name__}") from None


def _cut(asking: socket.socket) -> None:
    with suppress(OSError):
        asking.shutdown(socket.SHUT_RDWR)


def _send(asking: socket.socket, pieces: Iterable[bytes]) -> bool | None:
    """Whether all the bytes were sent; None where they are more than is ever sent. Ends early
    where clamd speaks first or ends the connection: its answer says why."""
    if not _said(asking, b"zINSTREAM\0"):
        return False
    together = 0
    for piece in pieces:
        view = memoryview(piece)
        for start in range(0, len(view), PIECE):
            part = view[start : start + PIECE]
            together += len(part)
            if together > MOST_BYTES:
                return None
            if not _said(asking, struct.pack("!L", len(part)) + part):
                return False
    return _said(asking, struct.pack("!L", 0))


def _said(asking: socket.socket, message: bytes) -> bool:
    """Whether it was sent, and clamd still listens."""
    try:
        if select.select([asking], [], [], 0)[0]:
            return False
        asking.sendall(message)
    except (OSError, ValueError):
        return False
    return True


def _answer(asking: socket.socket) -> bytes:
    heard = b""
    try:
        while b"\0" not in heard and len(heard) <= _MOST_ANSWER:
            more = asking.recv(_MOST_ANSWER)
            if not more:
                break
            heard += more
    except OSError as error:
        if not heard:
            raise Down(f"no answer: {type(error).__name__}") from None
    if not heard or heard.find(b"\0") != len(heard) - 1 or len(heard) > _MOST_ANSWER:
        raise Down("the answer was cut off, or is none of clamd's")
    return heard[:-1]


def _understood(answer: bytes) -> Said:
    if answer == b"stream: OK":
        return Said(Verdict.CLEAN)
    large = any(mark in answer for mark in _SIZE)
    if found := _FOUND.fullmatch(answer):
        if large:
            return Said(Verdict.UNKNOWN, large=True)
        name = "".join(c if " " <= c <= "~" else "?" for c in found[1].decode("latin-1"))
        return Said(Verdict.INFECTED, name[:120])
    if _ERROR.fullmatch(answer):
        return Said(Verdict.UNKNOWN, large=large)
    raise Down("the answer is none of clamd's")
