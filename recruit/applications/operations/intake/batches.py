"""Taking files in, all at once: each is on the disk, encrypted, before its row.

The same file in the same place of a batch is one item, however often it is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func
from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act, operator
from recruit.access.rules import Reader
from recruit.applications.models import (
    Batch,
    BatchState,
    Item,
    ItemState,
    Proposal,
    ProposalState,
)
from recruit.applications.operations.intake import rows
from recruit.applications.queries import batches as queries
from recruit.core import clock, db, ids, keys
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.documents import held

MOST_ITEMS = 10_000
"""Files that one batch may hold, those of containers counted."""
IDLE = timedelta(days=30)
"""After so long without a touch what was not filed is purged."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it is sent. path: its name, with its folders where a folder was dropped.
    pieces: gives its bytes from the beginning, each time it is called."""

    path: str
    pieces: Callable[[], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a drop came to. new: files taken in. known: files that were there already."""

    batch_id: str
    new: int
    known: int


def take(reader: Reader, files: Sequence[Sent], *, batch_id: str = "", key: str = "") -> Taken:
    """Take files in, as a new batch or into the reader's own.

    Each is encrypted under a key of its own before the one transaction that writes the
    rows. Raises Refusal where there is no file, AlreadyDone for the same form, OSError when
    the disk can't take it; nothing is then kept.
    """
    if not files:
        raise Refusal(
            "A1",
            "reading A1",
            _("No file was chosen."),
            kind=Kind.INVALID,
            todo=_("Choose the files, or drag them onto the field."),
        )
    target = batch_id or (drop_of(reader, key) if key else ids.new())
    procedure_id, now = reader.procedure_id, clock.now()
    with db.reading() as connection:
        there = queries.identities(connection, target)
    found: dict[str, Item] = {}
    kept: set[str] = set()
    known = 0
    try:
        for sent in files:
            sha, size = held.digest(sent.pieces())
            item = new_item(procedure_id, target, sent.path, sha, size)
            if item.identity in there or item.identity in found:
                known += 1
                continue
            item.wrapped = held.hold(
                item.id, target, procedure_id, keys.procedure_key(procedure_id), sent.pieces(), now
            )
            found[item.identity] = item
        with rows.draft_act(reader, key) as a:
            batch = _batch(a, target, new=not batch_id)
            kept = add(a, batch, list(found.values()))
    finally:
        held.let_go(item.id for item in found.values() if item.id not in kept)
    return Taken(target, len(kept), known + len(found) - len(kept))


def drop_of(reader: Reader, key: str) -> str:
    """The id of the drop that the form with this key begins, however often it is sent: the
    portions that follow a lost answer find it."""
    return rows.identity(reader.procedure_id, f"drop:{reader.grant_id}|{key}")[:22]


def new_item(
    procedure_id: str,
    batch_id: str,
    path: str,
    sha256: str,
    size: int,
    parent: Item | None = None,
    *,
    carried: bool = False,
) -> Item:
    """The row of a file that was met: known by its content within its folder, whichever
    archive or mailbox it came in; what a mail carries (carried) within that mail."""
    path, item_id = rows.clean_path(path), ids.new()
    within = f"{parent.identity if parent and carried else ''}:{path.rpartition('/')[0]}"
    return Item(
        id=item_id,
        batch_id=batch_id,
        parent_id=parent.id if parent else None,
        identity=rows.identity(procedure_id, f"file:{within}|{sha256}"),
        content_hash=held.content_hash(procedure_id, sha256),
        size=size,
        depth=parent.depth + 1 if parent else 0,
        place=0,
        sealed=rows.seal(
            procedure_id, {"path": path, "why": "", "todo": "", "facts": {}}, rows.ITEM, item_id
        ),
    )


def _batch(a: Act, batch_id: str, *, new: bool) -> Batch:
    if new:
        batch = Batch(
            id=batch_id,
            procedure_id=a.procedure_id,
            person_id=a.reader.person_id,
            grant_id=a.reader.grant_id,
            begun_at=a.now,
            touched_at=a.now,
        )
        a.session.add(batch)
        a.session.flush()
        return batch
    batch = rows.own(a, batch_id)
    if batch.state == BatchState.FILING:
        rows.at_rest(batch)
    return batch


def add(a: Act, batch: Batch, items: Sequence[Item]) -> set[str]:
    """Write the rows of these items but for those that are there; the ids of the written."""
    there = queries.identities(a.session.connection(), batch.id)
    if len(there) + len(items) > MOST_ITEMS:
        raise Refusal(
            "A1",
            "reading A1",
            _("A drop holds at most %(n)s files, those in containers counted.", n=MOST_ITEMS),
            todo=_("File what is here, then make another drop with the rest."),
        )
    written = set()
    for item in items:
        if item.identity in there:
            continue
        item.place = len(there)
        there.add(item.identity)
        written.add(item.id)
        a.session.add(item)
    if written:
        batch.state, batch.grant_id = BatchState.READING, a.reader.grant_id
    batch.touched_at = a.now
    a.session.add(batch)
    a.session.flush()
    return written


# ---------------------------------------------------------------- ending a batch


def discard(reader: Reader, batch_id: str, *, traceless: bool = False, key: str = "") -> None:
    """Purge a batch: what is filed stays filed, everything else of it is gone.

    The record says with counts what was discarded; traceless: for a rehearsal by command,
    of which nothing was ever to be filed. Raises Refusal while it is being filed.
    """
    with act(reader, Action.INTAKE_DISCARD, key) as a:
        batch = rows.own(a, batch_id)
        if batch.state == BatchState.FILING:
            rows.at_rest(batch)
        a.silent = traceless
        gone = _purge(a, batch)
    held.let_go(gone)


def _purge(a: Act, batch: Batch) -> list[str]:
    """Delete the rows of a batch; the ids of the files that are to be removed after it."""
    counts = (
        select(Proposal.state, func.count())
        .where(Proposal.batch_id == batch.id)
        .group_by(Proposal.state)
    )
    counted = dict(a.session.exec(counts).all())
    files = a.session.exec(
        select(Item.id, Item.wrapped, Item.state).where(Item.batch_id == batch.id)
    ).all()
    filed = counted.pop(ProposalState.FILED, 0)
    a.record(
        batch.id,
        discarded=sum(counted.values()),
        filed=filed,
        files=len(files),
        refused=sum(state == ItemState.REFUSED for _id, _wrapped, state in files),
    )
    connection = a.session.connection()
    connection.execute(delete(Item).where(Item.batch_id == batch.id))  # type: ignore[arg-type]
    connection.execute(delete(Proposal).where(Proposal.batch_id == batch.id))  # type: ignore[arg-type]
    a.session.delete(batch)
    a.session.flush()
    return [item_id for item_id, wrapped, _state in files if wrapped is not None]


def expire(now: datetime) -> int:
    """Purge what nobody may file any more: untouched for thirty days, or its person's grant
    has ended. For the worker; how many batches were purged. now: aware time."""
    with db.reading() as connection:
        found = queries.expired(connection, now, now - IDLE)
    for procedure_id, batch_id in found:
        with act(operator(procedure_id), Action.SITE_OPERATE) as a:
            batch = db.locked(a.session, Batch, id=batch_id)
            gone = [] if batch is None else _purge(a, batch)
            a.silent = batch is None
        held.let_go(gone)
    return len(found)
