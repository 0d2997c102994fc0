"""The receipt of a letter on a round: made with the entry of the record, kept with the item.

It needs the database and the signing key that the process holds, and no key store: it is
given in whatever outage an objection can be sent in.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any, Protocol

from recruit.access.frame import Act
from recruit.approval import models
from recruit.approval.queries import rounds
from recruit.core import log

ENTRY = "approval:item:receipt"


class Letter(rounds.Written, Protocol):
    """Of an item what its receipt shows."""

    @property
    def round_id(self) -> str: ...
    @property
    def author(self) -> str: ...
    @property
    def receipt(self) -> str: ...
    @property
    def sealed(self) -> bytes: ...


_RECEIPT = models.Receipt.__table__.insert()  # type: ignore[attr-defined]


def facts(reference: str, sender: str, item: Letter) -> dict[str, Any]:
    """What the entry vouches for, and the receipt shows: the letter itself and nothing else.

    reference: the round's. sender: the State's name, or the author's where it is of none.
    letter: SHA-256 (base64) of the sealed words as they are stored, which nobody can guess
    from the words. Neither a count nor a number of entries stands in it.
    """
    return {
        "round": reference,
        "receipt": item.receipt,
        "from": sender,
        "said": str(item.said),
        "kind": str(item.kind),
        "channel": str(item.channel),
        "received": item.received_at.isoformat(),
        "letter": base64.b64encode(hashlib.sha256(item.sealed).digest()).decode(),
    }


def keep(a: Act, item: Letter) -> None:
    """Have the receipt signed and kept when the entry on this item is written."""

    def written(object_: str, receipt: log.Receipt, _shown: dict[str, Any]) -> None:
        if object_ == item.id and receipt.origin == f"round/{item.round_id}":
            note = log.receipt_note(receipt, log.signer())
            kept = {"item_id": item.id, "entry": receipt.ref, "note": note}
            a.connection.execute(_RECEIPT, kept)

    a.written.append(written)
