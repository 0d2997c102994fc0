"""What the operations of intake share: own batches, and how their rows are sealed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Reader
from recruit.applications.models import Batch, BatchState, Item, Proposal
from recruit.applications.rules.proposing import Draft
from recruit.core import db, keys, vault
from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.documents.rules import display_name

BATCH, ITEM, PROPOSAL = "applications_batch", "applications_item", "applications_proposal"


def seal(procedure_id: str, value: dict[str, Any], table: str, row_id: str) -> bytes:
    """A row's words under the procedure's key."""
    return vault.seal(keys.procedure_key(procedure_id), value, table, row_id)


def unseal(procedure_id: str, sealed: bytes, table: str, row_id: str) -> dict[str, Any]:
    """The words of a row."""
    said: dict[str, Any] = vault.unseal(keys.procedure_key(procedure_id), sealed, table, row_id)
    return said


def item_words(procedure_id: str, item: Item | Any) -> dict[str, Any]:
    """An item's {path, why, todo, facts}."""
    return unseal(procedure_id, item.sealed, ITEM, item.id)


def set_item(procedure_id: str, item: Item, **changes: Any) -> None:
    """Change some of an item's words."""
    words = {**item_words(procedure_id, item), **changes}
    item.sealed = seal(procedure_id, words, ITEM, item.id)


def draft_of(procedure_id: str, proposal: Proposal | Any) -> Draft:
    """What a proposal would file."""
    return Draft(**unseal(procedure_id, proposal.sealed, PROPOSAL, proposal.id))


def sealed_draft(procedure_id: str, proposal_id: str, draft: Draft) -> bytes:
    """A draft, sealed for its row."""
    words = {**asdict(draft), "notes": list(draft.notes), "sources": dict(draft.sources)}
    return seal(procedure_id, words, PROPOSAL, proposal_id)


def identity(procedure_id: str, text: str) -> str:
    """What a row is known by within its batch: an HMAC under the procedure's key."""
    return vault.fingerprint(keys.procedure_key(procedure_id), f"intake:{text}")


def clean_path(path: str) -> str:
    """A path as people see it: its folders and its name, none of which leads elsewhere."""
    parts = [p for p in path.replace("\\", "/").split("/") if p.strip() not in ("", ".", "..")]
    return "/".join(display_name(p) for p in parts[-8:]) or display_name("")


def own(a: Act, batch_id: str) -> Batch:
    """The reader's own batch in this procedure, locked. Raises Refusal (nothing) otherwise."""
    found = db.locked(
        a.session,
        Batch,
        id=batch_id,
        procedure_id=a.procedure_id,
        person_id=a.reader.person_id,
    )
    if found is None:
        raise nothing()
    return found


def at_rest(batch: Batch) -> Batch:
    """The same batch, when it may be changed. Raises Refusal while it is read or filed."""
    if batch.state in (BatchState.REVIEW, BatchState.DONE):
        return batch
    raise Refusal(
        "A1",
        "reading A1",
        _("The files of this drop are being read.")
        if batch.state == BatchState.READING
        else _("The applications of this drop are being filed."),
        todo=_("Wait until it is through; the page shows how far it is."),
    )


@contextmanager
def draft_act(reader: Reader, key: str = "") -> Iterator[Act]:
    """An act on one's own draft: guarded as filing is, and without an entry of the record."""
    with act(reader, Action.APPLICATION_FILE, key) as a:
        a.silent = True
        yield a
