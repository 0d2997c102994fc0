"""The list of erased keys, signed, to be kept outside: an older backup gives none of them back.

A backup made before an erasure has the keys that were erased after it. Whoever restores it
gives this list, and they are erased again before anything is put in place. It holds ids,
which say nothing of anybody, and times, which say when something was erased: so it is kept
with the keys' backups and shown to nobody who may not know that (53(f)).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from recruit.core import checkpoint
from recruit.core.words import _

NAME = "recruit/erased"


class NotAList(Exception):
    """This is no such list, or not one that this installation signed; its text says which."""


@dataclass(frozen=True, slots=True)
class Erased:
    """When the list was made (UTC), and every erased key by id with its time (UTC)."""

    made_at: datetime
    keys: dict[str, datetime]


def written(keys: dict[str, datetime], now: datetime, signer: Ed25519PrivateKey) -> str:
    """The list as a file: JSON with a signed note over its SHA-256. now: aware."""
    found: dict[str, Any] = {
        "made_at": now.astimezone(UTC).isoformat(),
        "erased": {key_id: at.astimezone(UTC).isoformat() for key_id, at in sorted(keys.items())},
    }
    note = checkpoint.sign_note(_text(found), NAME, signer)
    return json.dumps({**found, "note": note}, indent=1)


def read(said: str, public: Ed25519PublicKey) -> Erased:
    """What the file says, once its signature is verified. Raises NotAList."""
    try:
        found = json.loads(said)
        note = found.pop("note")
        if checkpoint.open_note(note, NAME, public) != _text(found):
            raise NotAList(_("This list of erased keys was changed after it was signed."))
        return Erased(
            datetime.fromisoformat(found["made_at"]),
            {key_id: datetime.fromisoformat(at) for key_id, at in found["erased"].items()},
        )
    except checkpoint.BadNote:
        raise NotAList(
            _("This list of erased keys is not one that this installation signed.")
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotAList(_("This is no list of erased keys.")) from None


def _text(found: dict[str, Any]) -> str:
    return f"{NAME}\n{hashlib.sha256(rfc8785.dumps(found)).hexdigest()}\n"
