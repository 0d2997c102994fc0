"""The note verbale itself, added by a delegation to what it wrote through the application (S6).

The letter counts without it, from its own receipt. This is an act of its own, after that one:
it needs the store and the keys, which an objection must not.
"""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import act, nothing
from recruit.access.rules import Capacity, Reader
from recruit.approval import models
from recruit.approval.rules.items import Channel
from recruit.core import db, keys
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.correspondence.operations import letters as correspondence
from recruit.documents import operations as documents
from recruit.documents.rules import DEFAULT_LIMIT
from recruit.notices import operations as notices

_i = models.Item.__table__  # type: ignore[attr-defined]
_OWN = (
    _i.c.procedure_id == bindparam("procedure"),
    _i.c.receipt == bindparam("receipt"),
    _i.c.state_id == bindparam("state"),
)
_FOUND = select(_i.c.round_id, _i.c.channel, _i.c.letter_id).where(*_OWN)
_LOCKED = (
    select(models.Item)
    .where(*_OWN)
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


def add(reader: Reader, *, reference: str, name: str, content: bytes, key: str = "") -> None:
    """Add the note verbale, once, to a letter of the delegate's own State (S6).

    reference: the letter's receipt. name, content: of the file, a note as it was signed. The
    letter's kind, its receipt and what it did are not touched. Raises Refusal: UNKNOWN for a
    letter of another State, S6 for one that came on paper or has its note, A1 for a file that
    can't be taken.
    """
    asked = {
        "procedure": reader.procedure_id,
        "receipt": reference,
        "state": reader.state_id or None,
    }
    with db.reading() as connection:
        found = _open(connection.execute(_FOUND, asked).first(), content)
    documents.admit(
        reader,
        Action.SILENCE_BREAK,
        name=name,
        content=content,
        limit=DEFAULT_LIMIT,
        round_id=found.round_id,
    )
    with act(reader, Action.SILENCE_BREAK, key) as a:
        item = _open(a.session.exec(_LOCKED, params=asked).first(), content)
        a.round_id = item.round_id
        letter = correspondence.register(
            a,
            sender=reader.state_id,
            kind="silence",
            channel=Channel.NOTE_VERBALE,
            received_at=a.now,
            evidence=_("Added by the delegation in the application to its letter."),
            content=content,
            name=name,
            summary="",
            key_id=keys.procedure_key(a.procedure_id),
        )
        item.letter_id = letter.id
        a.session.add(item)
        told = (f"capacities:{Capacity.PRESIDENT}+{Capacity.OFFICE}", ())
        notices.tell_all(
            a, "approval.note_added", [told], object_id=item.id, sender=Capacity.OFFICE
        )
        a.record(item.id, note=hashlib.sha256(content).hexdigest())


def _open(item: Any, content: bytes) -> Any:
    """The letter. Raises Refusal where no note may be added to it, or it is not there."""
    if item is None:
        raise nothing()
    if item.channel != Channel.APPLICATION:
        raise Refusal("S6", "reading S6", _("This letter came on paper; its note is registered."))
    if item.letter_id is not None:
        raise Refusal("S6", "reading S6", _("A note verbale was added to this letter already."))
    if not content:
        raise Refusal("S6", "reading S6", _("Choose the file."), kind=Kind.INVALID)
    return item
