"""Registering what came in by letter, note verbale, mail or hand: receipt counts (S8, A1).

Writing functions that a room calls inside its own act.
"""

from __future__ import annotations

from datetime import datetime

from recruit.access.actions import Action
from recruit.access.frame import Act
from recruit.access.rules import GICHD
from recruit.core import ids, keys, sealing
from recruit.correspondence import rules
from recruit.correspondence.models import Letter
from recruit.documents import operations as documents
from recruit.documents.rules import DEFAULT_LIMIT


def sealed_place(letter_id: str) -> bytes:
    """What a letter's sealed words are bound to."""
    return f"correspondence_letter|{letter_id}|sealed|1".encode()


def register(
    a: Act,
    *,
    sender: str,
    kind: str,
    channel: str,
    received_at: datetime,
    evidence: str,
    content: bytes | None,
    name: str,
    summary: str,
    key_id: str,
    late_reason: str = "",
    not_before: datetime | None = None,
    action: Action | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Letter:
    """Register an incoming letter with its evidence, and the letter itself if it is at hand.

    sender: the id of a State or candidate, or ''. received_at: aware time of receipt, never
    in the future nor before not_before (the opening of a round); more than 3,600 s ago it
    needs late_reason (S8). evidence: what proves the receipt (a stamp, a header), in words.
    content, name: the file; None where there is none. summary: sealed under key_id. action:
    who reads the file: by default the office's items, GICHD's applications. limit: bytes.
    Raises Refusal (S8; A1 for the file).
    """
    if received_at.tzinfo is None:
        raise ValueError("a naive time")
    refusal = rules.receipt(
        a.now, received_at, evidence=evidence, late_reason=late_reason, not_before=not_before
    )
    if refusal is not None:
        raise refusal
    letter_id = ids.new()
    own = Action.APPLICATION_READ if a.reader.capacity in GICHD else Action.ITEMS_READ
    document_id = None
    if content is not None:
        document_id = documents.store(
            a,
            content=content,
            name=name,
            kind="letter",
            object_id=letter_id,
            action=action or own,
            key_id=key_id,
            received_at=received_at,
            limit=limit,
        ).id
    words = {"summary": summary.strip(), "name": name}
    letter = Letter(
        id=letter_id,
        procedure_id=a.procedure_id,
        sender=sender,
        kind=kind,
        channel=channel,
        received_at=received_at,
        registered_at=a.now,
        by_grant=a.reader.grant_id,
        evidence=evidence.strip(),
        late_reason=late_reason.strip(),
        document_id=document_id,
        key_id=key_id,
        sealed=sealing.seal_json(keys.ring().get(key_id), words, sealed_place(letter_id)),
    )
    a.session.add(letter)
    a.session.flush()
    return letter
