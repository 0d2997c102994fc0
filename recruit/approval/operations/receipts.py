"""The receipt of a letter on a round: made with the entry of the record, kept with the item.

It needs the database and the signing key that the process holds, and no key store: it is
given in whatever outage an objection can be sent in.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from recruit.access.frame import Act
from recruit.approval import models
from recruit.core import log
from recruit.states.models import State

ENTRY = "approval:item:receipt"


def facts(a: Act, row: models.Round, item: models.Item) -> dict[str, Any]:
    """What the entry vouches for, and the receipt shows: the letter itself and nothing else.

    letter: SHA-256 (base64) of the sealed words as they are stored, which nobody can guess
    from the words. Neither a count nor a number of entries stands in it.
    """
    state = a.session.get(State, item.state_id) if item.state_id else None
    return {
        "round": row.reference,
        "receipt": item.receipt,
        "from": state.name if state else item.author,
        "said": str(item.said),
        "kind": str(item.kind),
        "channel": str(item.channel),
        "received": item.received_at.isoformat(),
        "letter": base64.b64encode(hashlib.sha256(item.sealed).digest()).decode(),
    }


def keep(a: Act, item: models.Item) -> None:
    """Have the receipt signed and kept when the entry on this item is written."""

    def written(object_: str, receipt: log.Receipt, shown: dict[str, Any]) -> None:
        if object_ == item.id and receipt.origin == f"round/{item.round_id}":
            note = log.receipt_note(receipt, shown, log.signer())
            a.session.add(models.Receipt(item_id=item.id, entry=receipt.ref, note=note))

    a.written.append(written)
