"""Canonical JSON (RFC 8785) of the kinds of value that the record has, by the C encoder.

Texts, whole numbers below 2 to the 53rd, truth values, None, lists, and maps whose keys are
ASCII: for these the two forms agree, since RFC 8785 escapes what the standard library escapes
and orders keys by UTF-16, which of ASCII is their own order. A floating number is written
differently by the two; whoever calls this has none (``log`` refuses it).
"""

from __future__ import annotations

import json
from typing import Any

_ENCODER = json.JSONEncoder(
    ensure_ascii=False,
    check_circular=False,
    allow_nan=False,
    separators=(",", ":"),
    sort_keys=True,
)


def canonical(value: Any) -> bytes:
    """The one form of the value, in UTF-8. Raises TypeError for what JSON does not have."""
    return _ENCODER.encode(value).encode()
