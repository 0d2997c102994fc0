"""The seal on a PDF of this house: an invisible signature that makes every later change show.

The seal is put on once, when the file is made, by a child process (``impressing``); what is
stored are the sealed bytes. It says that this installation made the file and that no byte was
changed since. It says nothing of the time unless an authority outside gave a time-stamp
(SEAL_TSA_URL), and nothing of who runs the installation: its certificate is its own word.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime

from recruit.core import installation, seal_key
from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.documents import reading

MOST_TIME = 60.0  # seconds on the wall
MOST_OUTPUT = 25 * 1024 * 1024  # bytes
AWAY = "away"
"""What stands for the time-stamp where the authority gave none."""

_authority = ""


def stamp_with(url: str) -> None:
    """Have seals time-stamped by the authority at this address; '' by none."""
    global _authority
    _authority = url


def stamped_at(stamp: str) -> datetime | None:
    """The time that an authority outside gave (UTC); None where there is none."""
    return datetime.fromisoformat(stamp) if stamp not in ("", AWAY) else None


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed PDF. certificate: SHA-256 of the seal's certificate, hexadecimal. stamp: the time
    that an authority outside gave (ISO 8601), AWAY where it gave none, '' where none is named."""

    content: bytes
    certificate: str
    stamp: str


def seal(pdf: bytes, at: datetime, what: str) -> Sealed:
    """The PDF with the seal in use. at: aware, the time that the seal itself says. what: what
    kind of file it is, read by whoever looks at the signature in a viewer.

    Without a time-stamp the same file and time give the same bytes. Raises Refusal where it
    could not be sealed: nothing is then kept.
    """
    certificate = seal_key.current(at)
    asked = {
        "certificate": base64.b64encode(certificate.der).decode(),
        "key": base64.b64encode(seal_key.private_der(certificate)).decode(),
        "at": at.isoformat(),
        "what": installation.headed(what),
        "authority": _authority,
    }
    raw = reading.run_child(
        "recruit.documents.impressing",
        [],
        json.dumps(asked).encode() + b"\n" + pdf,
        MOST_TIME,
        most=MOST_OUTPUT,
    )
    head, _end, content = (raw or b"").partition(b"\n")
    if not content.startswith(b"%PDF-"):
        raise Refusal(
            "J9",
            "para. 54(g), reading J9",
            _("The document could not be sealed."),
            todo=_("Nothing was changed. Try again, and tell the operator if it stays so."),
        )
    return Sealed(content, certificate.fingerprint, str(json.loads(head)["stamp"]))
