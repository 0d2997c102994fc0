"""The work of a batch in bounded steps: read, group, file; by the worker or by the page.

A step is leased, so that two never do the same; whatever ends one in the middle loses and
doubles nothing: items are content-addressed, proposals known by what their files share,
and an application is filed in the transaction that says so of its proposal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act
from recruit.access.rules import Reader
from recruit.applications.models import BatchState, Item, ItemState
from recruit.applications.operations.intake import batches, filing, grouping, rows
from recruit.applications.queries import batches as queries
from recruit.applications.rules import signed
from recruit.applications.rules.proposing import addresses
from recruit.core import clock, db, keys, sealing, words
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.documents import held, quarantine, scanner, unpacking
from recruit.documents.operations import record_refused
from recruit.documents.rules import bundles
from recruit.documents.scanner import Said, Verdict

LEASE = timedelta(minutes=5)
MOST_FILES = 20  # files of one step
MOST_BYTES = 64 * 1024 * 1024  # of one step, unless one file alone has more
_CHUNK = 50  # members of a container written at once
LONGEST = 60.0  # seconds that a step waits for the scanner over one file
_HOLDING = frozenset({unpacking.ZIP, unpacking.MBOX, unpacking.MAIL})
_WORKING = (BatchState.READING, BatchState.FILING)


def step(reader: Reader, batch_id: str, *, limit: int) -> bool:
    """Do a bounded piece of the batch's work; whether more is to be done. limit: bytes a file.

    Does nothing while somebody else is at it, nor while the scanner does not answer. Raises
    Refusal (nothing) for a batch that is not the reader's own.
    """
    state = _lease(reader, batch_id)
    if state is None:
        return False
    went = True
    try:
        if state == BatchState.READING:
            with words.remembered():
                went = _read(reader, batch_id, limit)
        else:
            filing.file_some(reader, batch_id, limit)
    finally:
        state = _release(reader, batch_id, waits=not went)
    return went and state in _WORKING


def work(now: datetime, *, limit: int, most: int = 3) -> int:
    """The worker's share: up to most steps of each batch that waits; how many were done.

    Each in the name of the person whose batch it is, as long as their grant lives.
    """
    with db.reading() as connection:
        waiting = queries.waiting(connection, now)
    done = 0
    for reader, batch_id in waiting:
        for _n in range(most):
            done += 1
            try:
                if not step(reader, batch_id, limit=limit):
                    break
            except Refusal as refusal:
                if refusal.kind is not Kind.UNKNOWN:
                    raise
                break  # the grant ended meanwhile; expire purges it
    return done


def _lease(reader: Reader, batch_id: str) -> str | None:
    with rows.draft_act(reader) as a:
        batch = rows.own(a, batch_id)
        if batch.state not in _WORKING:
            return None
        if batch.leased_until is not None and batch.leased_until > a.now:
            return None
        batch.leased_until = a.now + LEASE
        a.session.add(batch)
        return batch.state


def _release(reader: Reader, batch_id: str, *, waits: bool) -> str:
    with rows.draft_act(reader) as a:
        batch = rows.own(a, batch_id)
        batch.waits_since = (batch.waits_since or a.now) if waits else None
        batch.leased_until, batch.touched_at = None, a.now
        a.session.add(batch)
        return batch.state


# ---------------------------------------------------------------- reading


class _Gone(Exception):
    """The bytes of this item can't be had any more."""


def _read(reader: Reader, batch_id: str, limit: int) -> bool:
    """Read some files; False where none can be, because the scanner does not answer."""
    with db.reading() as connection:
        waiting = queries.unread(connection, batch_id, MOST_FILES)
    chosen: list[Item] = []
    for item in waiting:
        if chosen and sum(i.size for i in chosen) + item.size > MOST_BYTES:
            break
        chosen.append(item)
    if not chosen:
        grouping.group(reader, batch_id)
        return True
    judged = _judged([_Reading(reader, batch_id, item) for item in chosen])
    if not judged:
        return False
    refused = [r for r in judged if r.done]
    readings = [r for r in judged if not r.done]
    try:
        for said in unpacking.unpack([_given(reader, r.item) for r in readings], limit):
            if 0 <= said.number < len(readings):
                readings[said.number].hear(said)
    except _Gone as gone:
        at = next(r for r in readings if r.item.id == str(gone))
        at.refuse(_("What was taken in can't be read any more."), _("Drop the file again."))
        readings = [at]
    # the child ended early: at the first file that is not done, which is tried alone next
    if readings and not readings[0].done:
        readings[0].refuse(*unpacking.over_limits())
        readings = readings[:1]
    _settle(reader, batch_id, [*refused, *(r for r in readings if r.done)])
    return True


def _judged(readings: Sequence[_Reading]) -> list[_Reading]:
    """Those that the scanner has judged, as far as it answers; all where none is set up.

    What it finds infected is refused unread, unless it may be a container: what comes out of
    one is judged file by file in its turn, and the container itself is never kept.
    """
    judged = []
    for reading in readings:
        if scanner.configured() and not _judge(reading):
            break
        judged.append(reading)
    return judged


def _judge(reading: _Reading) -> bool:
    item, reader = reading.item, reading.reader
    try:
        given = _given(reader, item)
        head = next(iter(_given(reader, item).pieces), b"")
        said = quarantine.judge(given.pieces, LONGEST)
    except _Gone:
        return True  # the reading finds that out, and says so
    if said is None:
        return False
    if said.verdict is Verdict.CLEAN:
        return True
    if said.verdict is Verdict.INFECTED:
        record_refused(reader, Action.APPLICATION_FILE, said, item.size)
    reading.why_not_kept = _infected(said)
    if not bundles.may_hold(given.name, head):
        reading.refuse(*reading.why_not_kept)
    return True


def _infected(said: Said) -> tuple[str, str]:
    if said.verdict is Verdict.INFECTED:
        return (
            _("The scanner found malware in it: %(signature)s.", signature=said.signature),
            _("Ask the sender for the document again, made anew on another machine."),
        )
    if said.large:
        return (
            _("It is larger than the scanner for malware takes, so nobody could vouch for it."),
            _("Ask the administrator to let the scanner take larger files, then drop it again."),
        )
    return (
        _("The scanner for malware could not judge it."),
        _("Drop it again later, or send the document in another form."),
    )


def _given(reader: Reader, item: Item) -> unpacking.Given:
    words = rows.item_words(reader.procedure_id, item)

    def pieces() -> Iterator[bytes]:
        try:
            yield from bytes_of(reader.procedure_id, item)
        except (LookupError, sealing.Broken, keys.Erased):
            raise _Gone(item.id) from None

    return unpacking.Given(words["path"].rpartition("/")[2], item.depth, pieces())


def bytes_of(procedure_id: str, item: Item | Any) -> Iterator[bytes]:
    """The bytes of an item that is not purged."""
    return held.pieces(
        item.id, item.batch_id, procedure_id, keys.procedure_key(procedure_id), item.wrapped or b""
    )


class _Reading:
    """What is heard of one item: its verdict, and the members that are written as they come."""

    def __init__(self, reader: Reader, batch_id: str, item: Item) -> None:
        self.reader, self.batch_id, self.item = reader, batch_id, item
        self.kind, self.kept = "", False
        self.why: words.Code = ""
        self.todo: words.Code = ""
        self.facts: dict[str, Any] = {}
        self.done = False
        self.members: list[Item] = []
        self.why_not_kept: tuple[str, str] | None = None

    def hear(self, said: unpacking.Said) -> None:
        """Take in what the child says next of this file."""
        if self.why:
            return  # refused as a whole: nothing more of it counts
        if said.member is not None:
            self._member(said.member.path, said.member.content, said.member.why, said.member.todo)
        elif said.why:
            self.refuse(said.why, said.todo)
        elif said.done:
            self._flush()
            self.done = True
        else:
            self.kind, self.kept = said.kind, said.kept
            self.facts = _facts(said)
            if self.why_not_kept and said.kind in _HOLDING:
                self.kept, self.facts["not_kept"] = False, words.code(self.why_not_kept[0])
            elif self.why_not_kept:
                self.refuse(*self.why_not_kept)

    def refuse(self, why: words.Code, todo: words.Code) -> None:
        """Refuse the whole; what came out of it before is taken back when it is settled."""
        held.let_go(i.id for i in self.members if i.wrapped is not None)
        self.members = []
        self.why, self.todo, self.done = words.code(why), words.code(todo), True

    def _member(self, path: str, content: bytes | None, why: words.Code, todo: words.Code) -> None:
        procedure_id = self.reader.procedure_id
        sha, size = held.digest([content if content is not None else path.encode()])
        carried = self.kind == unpacking.MAIL
        item = batches.new_item(
            procedure_id, self.batch_id, path, sha, size, self.item, carried=carried
        )
        if content is None:
            item.state, item.size = ItemState.REFUSED, 0
            rows.set_item(procedure_id, item, why=why, todo=todo)
        else:
            key_id = keys.procedure_key(procedure_id)
            item.wrapped = held.hold(
                item.id, self.batch_id, procedure_id, key_id, [content], clock.now()
            )
        self.members.append(item)
        if len(self.members) >= _CHUNK:
            self._flush()

    def _flush(self) -> None:
        members, self.members = self.members, []
        if not members:
            return
        written: set[str] = set()
        try:
            with rows.draft_act(self.reader) as a:
                written = batches.add(a, rows.own(a, self.batch_id), members)
        except Refusal as refusal:
            if refusal.kind is Kind.UNKNOWN:
                raise
            self.refuse(refusal.reason, refusal.todo)
        finally:
            held.let_go(i.id for i in members if i.wrapped is not None and i.id not in written)


def _facts(said: unpacking.Said) -> dict[str, Any]:
    if said.kind == unpacking.LIST:
        return {"rows": said.facts.get("rows", [])}
    if said.kind == unpacking.MAIL:
        head = ("name", "mail", "subject", "received", "date")
        return {
            "mail": {name: str(said.facts.get(name, "")) for name in head},
            "not_kept": said.facts.get("not_kept", ""),
        }
    text = str(said.facts.get("text", ""))
    return {"addresses": list(addresses(text)), "heads": list(signed.heads(text))}


def _settle(reader: Reader, batch_id: str, readings: Sequence[_Reading]) -> None:
    """Write what each item is, and purge the bytes that are not needed any more."""
    gone: list[str] = []
    with rows.draft_act(reader) as a:
        rows.own(a, batch_id)
        for heard in readings:
            item = db.locked(a.session, Item, id=heard.item.id, batch_id=batch_id)
            if item is None or item.state != ItemState.TAKEN:
                continue
            if heard.why:
                item.state = ItemState.REFUSED
                rows.set_item(a.procedure_id, item, why=heard.why, todo=heard.todo)
                gone += _take_back(a, item)
            else:
                item.state, item.kind, item.kept = ItemState.READ, heard.kind, heard.kept
                rows.set_item(a.procedure_id, item, facts=heard.facts)
            if heard.why or not heard.kept:
                item.wrapped = None
                gone.append(item.id)
            a.session.add(item)
    held.let_go(gone)


def _take_back(a: Act, container: Item) -> list[str]:
    """Delete what came out of a container that is refused as a whole; the ids of its files."""
    found = a.session.exec(
        select(Item.id).where(Item.parent_id == container.id, Item.wrapped.is_not(None))  # type: ignore[union-attr]
    ).all()
    a.session.connection().execute(delete(Item).where(Item.parent_id == container.id))  # type: ignore[arg-type]
    return list(found)
