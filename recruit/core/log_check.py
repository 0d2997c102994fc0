"""Whether the record is whole: every log recomputed from the exact bytes that it holds.

What this finds without anything from outside is carelessness: whoever may write to the
database and holds the signing key can rebuild everything. Against them only a checkpoint
kept elsewhere (in a letter, with the auditor) helps; it finds every change made to the
entries that it covers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import bindparam, select, type_coerce
from sqlalchemy.engine import Connection, Row
from sqlalchemy.types import NullType

from recruit.core import checkpoint as notes
from recruit.core import merkle
from recruit.core.log_tables import core_checkpoint, core_entry, core_log
from recruit.core.words import _

_HEADS = select(core_log.c.id, core_log.c.size, core_log.c.frontier).order_by(core_log.c.id)
# What is only held against bytes needs no conversion: a third of the time it took.
_BARE = ("seq", "ref", "body", "leaf", "filler")
_ENTRIES = (
    select(*(type_coerce(core_entry.c[name], NullType()).label(name) for name in _BARE))
    .where(core_entry.c.log_id == bindparam("origin"))
    .order_by(core_entry.c.seq)
    .execution_options(yield_per=500)
)
_SENT = (
    select(core_checkpoint)
    .where(core_checkpoint.c.log_id == bindparam("origin"))
    .order_by(core_checkpoint.c.size, core_checkpoint.c.at)
)
_STRAY = (
    select(core_entry.c.log_id)
    .where(core_entry.c.log_id.not_in(select(core_log.c.id)))
    .distinct()
    .order_by(core_entry.c.log_id)
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a log is not what it was: its origin, the place (from 0) if known, and how."""

    log: str
    seq: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class _Mark:
    """A state that the log has had: after size entries its root was this."""

    size: int
    root: bytes
    name: str


def verify(
    connection: Connection,
    *,
    public_key: Ed25519PublicKey,
    checkpoint: str | Iterable[str] | None = None,
) -> list[Fault]:
    """The first fault of each log, in words; empty when the record is whole.

    public_key: the installation's. checkpoint: one signed note, or several, kept outside;
    each says itself which log it is of.
    """
    given = [checkpoint] if isinstance(checkpoint, str) else list(checkpoint or [])
    faults: list[Fault] = []
    outside: dict[str, list[_Mark]] = {}
    for note in given:
        try:
            point = notes.verify(note, public_key)
        except notes.BadNote:
            reason = _("The checkpoint from outside is not one that this installation signed.")
            faults.append(Fault("", None, reason))
            continue
        name = _("the checkpoint from outside")
        outside.setdefault(point.origin, []).append(_Mark(point.size, point.root, name))
    for head in connection.execute(_HEADS).all():
        marks = outside.pop(head.id, [])
        fault = _first_fault(connection, head.id, head.size, head.frontier, marks, public_key)
        if fault is not None:
            faults.append(fault)
    for origin in outside:
        reason = _("A checkpoint from outside is of a log that is not here.")
        faults.append(Fault(origin, None, reason))
    for origin in connection.execute(_STRAY).scalars():
        faults.append(Fault(origin, None, _("There are entries of a log that has no head.")))
    return faults


def _first_fault(
    connection: Connection,
    origin: str,
    said: int,
    edge: bytes,
    outside: list[_Mark],
    public_key: Ed25519PublicKey,
) -> Fault | None:
    marks = list(outside)
    for row in connection.execute(_SENT, {"origin": origin}).all():
        name = _("the checkpoint sent to %(to)s", to=row.sent_to)
        try:
            point = notes.verify(row.note, public_key)
        except notes.BadNote:
            return Fault(origin, None, _("The signature of %(mark)s does not fit.", mark=name))
        if point.origin != origin or point.size != row.size:
            reason = _("What is written of %(mark)s is not what it says.", mark=name)
            return Fault(origin, None, reason)
        marks.append(_Mark(point.size, point.root, name))
    marks.sort(key=lambda mark: mark.size, reverse=True)
    size, frontier = 0, b""
    fault = _unlike(origin, size, frontier, marks)
    if fault is not None:
        return fault
    for rows in connection.execute(_ENTRIES, {"origin": origin}).partitions():
        while rows:
            most = marks[-1].size - size if marks else len(rows)
            part, rows = rows[:most], rows[most:]
            hashed = _sound(part, origin, size)
            if hashed is None:
                return _first_of(part, origin, size)
            frontier = merkle.extend(size, frontier, hashed)
            size += len(part)
            fault = _unlike(origin, size, frontier, marks)
            if fault is not None:
                return fault
    if marks:
        reason = _(
            "Only %(here)s entries are here, but %(mark)s covers %(covered)s: the end is cut"
            " off, or this is an older copy.",
            mark=marks[-1].name,
            covered=marks[-1].size,
            here=size,
        )
        return Fault(origin, size, reason)
    if size != said:
        reason = _("The head counts %(said)s entries, but %(here)s are here.", said=said, here=size)
        return Fault(origin, min(size, said), reason)
    if frontier != edge:
        return Fault(origin, None, _("The head's hashes are not those of the entries."))
    return None


def _unlike(origin: str, size: int, frontier: bytes, marks: list[_Mark]) -> Fault | None:
    """A fault when the log at this size is not what a mark says; passed marks are taken off."""
    while marks and marks[-1].size == size:
        mark = marks.pop()
        if merkle.root(size, frontier) != mark.root:
            reason = _(
                "The first %(n)s entries are not those of %(mark)s: something among them was"
                " changed, left out, put in or moved.",
                n=size,
                mark=mark.name,
            )
            return Fault(origin, None, reason)
    return None


def _sound(rows: Sequence[Any], origin: str, size: int) -> list[bytes] | None:
    """The leaves of these entries where each is what it was, all at once; None where one is not.

    The same questions as ``_entry_fault`` asks of one entry.
    """
    places, refs, bodies, leaves, fillers = zip(*rows, strict=True)
    hashed = [hashlib.sha256(b"\x00" + body).digest() for body in bodies]
    if hashed != list(leaves) or places != tuple(range(size, size + len(rows))):
        return None
    own = f'"log":"{origin}"'.encode()
    for ref, body, filler in zip(refs, bodies, fillers, strict=True):
        if filler:
            if ref is not None or body[:1] != b"\x00":
                return None
        elif own not in body or f'"ref":"{ref}"'.encode() not in body or body[:1] == b"\x00":
            return None
    return hashed


def _first_of(rows: Sequence[Any], origin: str, size: int) -> Fault:
    """The first fault among entries of which one is not what it was."""
    for seq, row in enumerate(rows, start=size):
        reason = _entry_fault(row, origin, seq)
        if reason:
            return Fault(origin, seq, reason)
    raise RuntimeError("what is found of all entries is found of one")


def _entry_fault(row: Row[Any], origin: str, seq: int) -> str:
    """What is wrong with the entry that should stand at this place; empty when nothing is."""
    body, ref = row.body, row.ref
    if row.seq != seq:
        return _("An entry is missing at place %(place)s.", place=seq)
    if merkle.leaf_hash(body) != row.leaf:
        return _("The entry at place %(place)s is not the one that was hashed.", place=seq)
    is_filler = body[:1] == b"\x00"
    if row.filler != is_filler or (is_filler and ref is not None):
        return _("The entry at place %(place)s is marked as what it is not.", place=seq)
    if not is_filler and not (
        f'"ref":"{ref}"'.encode() in body and f'"log":"{origin}"'.encode() in body
    ):
        return _("The entry at place %(place)s stands under another's reference.", place=seq)
    return ""
