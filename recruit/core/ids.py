"""Where every unguessable thing comes from: row ids, references, tokens, nonces.

Outside tests the source is the operating system's generator. A test may seed it:
each operation then draws from a stream of its own (seed, act, key), so that a
secret that changes how many draws one operation makes moves no id of another.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

# Crockford's alphabet in lower case: no i, l, o, u, so a reference can be read out.
_LETTERS = b"0123456789abcdefghjkmnpqrstvwxyz"
_AS_LETTERS = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", _LETTERS)


class _Stream:
    """A deterministic byte stream: SHA-256 over seed and counter."""

    def __init__(self, seed: bytes) -> None:
        self._seed, self._n = seed, 0

    def take(self, n: int) -> bytes:
        out = b""
        while len(out) < n:
            out += hashlib.sha256(self._seed + self._n.to_bytes(8, "big")).digest()
            self._n += 1
        return out[:n]


_seed: bytes | None = None
_stream: ContextVar[_Stream | None] = ContextVar("stream", default=None)


def random_bytes(n: int) -> bytes:
    """n bytes nobody can guess (in a seeded test: the next n of the stream)."""
    stream = _stream.get()
    if stream is not None:
        return stream.take(n)
    if _seed is not None:
        stream = _Stream(_seed)
        _stream.set(stream)
        return stream.take(n)
    return os.urandom(n)


def _encode(raw: bytes, length: int) -> str:
    """The number in these bytes in 32 letters, the lowest place first, so many of them."""
    whole = raw.rjust(-(-len(raw) // 5) * 5, b"\0")  # five bytes are eight letters
    return base64.b32encode(whole).translate(_AS_LETTERS)[: -length - 1 : -1].decode()


def new() -> str:
    """A row id: 22 letters, 110 bits; safe in an address, never a running number."""
    return _encode(random_bytes(14), 22)


def in_order(at: datetime) -> str:
    """A row id that sorts by its instant: 22 letters, the milliseconds in nine, then 65 bits.

    For rows that nobody addresses and that carry their time anyway: those of one act lie
    beside each other in the index, where random ones would be written to a page each.
    """
    passed = int(at.timestamp() * 1000).to_bytes(6, "big")
    return _encode(passed, 9)[::-1] + _encode(random_bytes(9), 13)


def reference(length: int = 12) -> str:
    """A reference shown to people; drawn at random, so it does not count anything."""
    return _encode(random_bytes(length), length)


def token() -> str:
    """A secret for a link or a cookie: 256 bits, URL-safe."""
    return base64.urlsafe_b64encode(random_bytes(32)).decode().rstrip("=")


def digest(secret: str) -> str:
    """What the database keeps of a token: SHA-256, hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def digits(length: int = 6) -> str:
    """A code to be typed: length decimal digits, evenly drawn."""
    space = 10**length
    limit = (1 << 64) - (1 << 64) % space
    while True:
        number = int.from_bytes(random_bytes(8), "big")
        if number < limit:
            return str(number % space).zfill(length)


def seed(value: bytes | None) -> None:
    """For tests: draw from a seeded stream from now on; None goes back to the system's."""
    global _seed
    _seed = value
    _stream.set(None)


@contextmanager
def stream(*parts: str) -> Iterator[None]:
    """Draw from the stream named by parts while inside; without a seed nothing changes."""
    if _seed is None:
        yield
        return
    name = "\0".join(parts).encode()
    mark = _stream.set(_Stream(hashlib.sha256(_seed + b"\0" + name).digest()))
    try:
        yield
    finally:
        _stream.reset(mark)
