"""What a passkey signs: the statement of one member on one text, and its challenge (J9).

Whoever has the statement, the assertion and the public key checks the signature without this
application: the client data name the challenge, the challenge is the hash of the statement,
the statement names the hash of the content.
"""

from __future__ import annotations

import hashlib
import json
from typing import Final

PREFIX: Final = b"recruit/report-signature/v1\x00"
"""Stands before the statement when it is hashed, so that it is taken for nothing else."""


def statement(
    *, procedure_id: str, number: int, edition: int, content_hash: str, seat: int, grant: str
) -> str:
    """The statement in its canonical form (RFC 8785; all keys and values are ASCII).

    number: of the report or addendum. edition: of its text, as called to sign. content_hash:
    SHA-256 of the canonical content, hexadecimal.
    """
    said = {
        "act": "signs the report: the record is true",
        "content_sha256": content_hash,
        "edition": edition,
        "grant": grant,
        "number": number,
        "procedure": procedure_id,
        "seat": seat,
        "v": 1,
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def challenge(said: str) -> bytes:
    """The 32 bytes that the authenticator signs over: SHA-256 of prefix and statement."""
    return hashlib.sha256(PREFIX + said.encode("ascii")).digest()
