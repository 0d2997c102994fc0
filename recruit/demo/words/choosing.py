"""Choosing among invented sentences: the same choice for the same occasion, every time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def pick(pool: Sequence[str], *occasion: object) -> str:
    """One sentence of the pool for this occasion (any values that name it)."""
    return pool[number(*occasion) % len(pool)]


def number(*occasion: object) -> int:
    """A whole number that belongs to this occasion, even and without chance."""
    name = "\x1f".join(str(part) for part in occasion)
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
