"""The record: append-only logs, each an RFC 6962 tree, in the application's database.

One log for each audience (``site``, ``procedure/<id>``, ``panel/<id>``, ``round/<id>``),
since sizes talk. An entry is written in the transaction of the act that it records, as
its last write; who writes to several logs does so in the order site, procedure, panel,
round. Its place in the tree is its only number; people see a reference drawn at random.

**The exact bytes.** An entry's *body* is the RFC 8785 (canonical JSON) form of::

    {"v":1, "log":origin, "at":"2023-03-03T16:59:59.120Z", "act":..., "capacity":...,
     "actor":..., "object":..., "ref":..., "salt":<16 random bytes>, "facts":<SHA-256>}

(bytes in base64), stored as it was hashed and never made again when verifying. Actor and
object are row ids, never names. The facts stand there only as
SHA-256("recruit/facts/v1" 0x00 || JCS([salt of the facts, facts])); that salt is given
back in the receipt and not kept, so nothing can be guessed from the record and erasing
does not break it. The leaf is SHA-256(0x00 || body). A filler's body is a zero byte and
31 random ones: from outside its leaf is like any other.

A signature by a key on this host proves nothing against the host's administrator; a
checkpoint kept elsewhere does (``verify(checkpoint=...)``).
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC as _UTC
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection

from recruit.core import checkpoint as notes
from recruit.core import ids, key_files, merkle
from recruit.core.canonical import canonical
from recruit.core.log_check import Fault, verify
from recruit.core.log_tables import TABLES, TRIGGERS, core_checkpoint, core_entry, core_log
from recruit.core.words import _

__all__ = [
    "BLOCK",
    "TABLES",
    "TRIGGERS",
    "Fault",
    "Forked",
    "NoLog",
    "Proof",
    "Receipt",
    "append",
    "checkpoint",
    "core_checkpoint",
    "core_entry",
    "core_log",
    "facts_digest",
    "fill",
    "load_signer",
    "open_log",
    "prove",
    "read_receipt",
    "receipt_note",
    "verify",
]

BLOCK = 256  # leaves by which every log grows from one checkpoint to the next, at least
_FILLER = b"\x00"
_ORIGIN = re.compile(r"[A-Za-z0-9._/-]{1,120}")
# The lock is the row that changes. SQLite needs none: the transaction began IMMEDIATE.
_HEAD = (
    select(core_log.c.size, core_log.c.frontier)
    .where(core_log.c.id == bindparam("origin"))
    .with_for_update(key_share=True)
)
_ADD = core_entry.insert()
_MOVE = (
    core_log.update()
    .where(core_log.c.id == bindparam("origin"), core_log.c.size == bindparam("was"))
    .values(size=bindparam("grown"), frontier=bindparam("edge"))
)
_LAST_LEFT = select(func.max(core_checkpoint.c.size)).where(
    core_checkpoint.c.log_id == bindparam("origin")
)
_PLACE = select(core_entry.c.log_id, core_entry.c.seq, core_entry.c.leaf).where(
    core_entry.c.ref == bindparam("reference")
)
_LEAVES = (
    select(core_entry.c.leaf)
    .where(core_entry.c.log_id == bindparam("origin"), core_entry.c.seq < bindparam("size"))
    .order_by(core_entry.c.seq)
)


class NoLog(LookupError):
    """There is no log of this origin."""


class Forked(RuntimeError):
    """The log moved between reading its head and writing it: the lock was not held."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is given back for an entry; none of it tells how many entries there are.

    ref: what people read. at: aware, UTC. leaf: 32 bytes. body: the exact bytes.
    salt: 16 bytes, that of the facts; kept by whoever may show the facts later, or by
    nobody. said: the exact bytes of the facts with their salt.
    """

    ref: str
    origin: str
    at: datetime
    leaf: bytes
    body: bytes
    salt: bytes
    said: bytes


@dataclass(frozen=True, slots=True)
class Proof:
    """That an entry is in the log of a checkpoint: its place (from 0), the size, the hashes."""

    origin: str
    index: int
    size: int
    leaf: bytes
    hashes: tuple[bytes, ...]

    def holds(self, root: bytes) -> bool:
        """Whether it leads to this root."""
        return merkle.verify_inclusion(self.index, self.size, self.leaf, self.hashes, root)


def open_log(connection: Connection, origin: str) -> None:
    """Begin the log of this origin, empty; nothing happens where it exists.

    Raises ValueError for an origin of other signs than ASCII letters, digits and ``._/-``.
    """
    if not _ORIGIN.fullmatch(origin):
        raise ValueError("an origin is made of ASCII letters, digits and ._/-")
    if connection.execute(select(core_log.c.id).where(core_log.c.id == origin)).first() is None:
        connection.execute(core_log.insert().values(id=origin, size=0, frontier=b""))


def append(
    connection: Connection,
    origin: str,
    *,
    at: datetime,
    act: str,
    capacity: str | None,
    actor: str | None,
    object: str | None,
    facts: Mapping[str, Any],
) -> Receipt:
    """Write one entry as the last act of the caller's transaction.

    at: aware; kept in UTC to the millisecond. act: what was done. capacity, actor, object:
    in which capacity, by whom, on what: words and row ids, never names. facts: what the
    entry vouches for without showing it; text, whole numbers, truth values, None, lists
    and maps with ASCII keys. Raises NoLog, ValueError (naive time), TypeError (other kinds).
    """
    if at.tzinfo is None:
        raise ValueError("a naive time")
    at = at.astimezone(_UTC)
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    ref, salt, facts_salt = ids.reference(12), ids.random_bytes(16), ids.random_bytes(16)
    said = _salted(facts, facts_salt)
    body = canonical(
        {
            "v": 1,
            "log": origin,
            "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "act": act,
            "capacity": capacity,
            "actor": actor,
            "object": object,
            "ref": ref,
            "salt": _base64(salt),
            "facts": _base64(_digest(said)),
        }
    )
    leaf = merkle.leaf_hash(body)
    size, frontier = _locked_head(connection, origin)
    connection.execute(
        _ADD,
        {
            "log_id": origin,
            "seq": size,
            "ref": ref,
            "body": body,
            "leaf": leaf,
            "filler": False,
        },
    )
    _move_head(connection, origin, size, size + 1, merkle.append(size, frontier, leaf))
    return Receipt(ref, origin, at, leaf, body, facts_salt, said)


def facts_digest(facts: Mapping[str, Any], salt: bytes) -> bytes:
    """The 32 bytes that stand in an entry for its facts. Raises TypeError (other kinds)."""
    return _digest(_salted(facts, salt))


def _digest(said: bytes) -> bytes:
    return hashlib.sha256(b"recruit/facts/v1\x00" + said).digest()


def _salted(facts: Mapping[str, Any], salt: bytes) -> bytes:
    return canonical([_base64(salt), _normal(facts)])


def _normal(value: Any) -> Any:
    """The value with all text in Unicode's form C, so that equal words are equal bytes."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value) if value.isascii() else unicodedata.normalize("NFC", str(value))
    if isinstance(value, int):
        if abs(value) >= 1 << 53:
            raise TypeError("a fact's number is below 2 to the 53rd")
        return int(value)
    if isinstance(value, list | tuple):
        return [_normal(item) for item in value]
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) and key.isascii() for key in value):
            raise TypeError("a fact's name is ASCII text")
        return {str(key): _normal(item) for key, item in value.items()}
    raise TypeError(f"a fact can't be of kind {type(value).__name__}")


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _locked_head(connection: Connection, origin: str) -> tuple[int, bytes]:
    head = connection.execute(_HEAD, {"origin": origin}).first()
    if head is None:
        raise NoLog(origin)
    return head.size, head.frontier


def _move_head(connection: Connection, origin: str, was: int, grown: int, edge: bytes) -> None:
    moved = connection.execute(_MOVE, {"origin": origin, "was": was, "grown": grown, "edge": edge})
    if moved.rowcount != 1:
        raise Forked(origin)


def fill(connection: Connection, origin: str, to_multiple_of: int = BLOCK) -> int:
    """Append random leaves before a checkpoint leaves; returns how many.

    Up to the first multiple beyond the last checkpoint that holds all entries: so from one
    checkpoint to the next a log grows by one block whether or not anything was done (and
    by more only if more was done than a block holds). Raises NoLog.
    """
    size, frontier = _locked_head(connection, origin)
    left = connection.execute(_LAST_LEFT, {"origin": origin}).scalar() or 0
    least = max(size, left + 1)
    target = -(-least // to_multiple_of) * to_multiple_of
    rows = []
    for seq in range(size, target):
        body = _FILLER + ids.random_bytes(31)
        leaf = merkle.leaf_hash(body)
        frontier = merkle.append(seq, frontier, leaf)
        rows.append(
            {"log_id": origin, "seq": seq, "ref": None, "body": body, "leaf": leaf, "filler": True}
        )
    if rows:
        connection.execute(_ADD, rows)
        _move_head(connection, origin, size, target, frontier)
    return len(rows)


def checkpoint(
    connection: Connection,
    origin: str,
    private_key: Ed25519PrivateKey,
    at: datetime,
    sent_to: str,
) -> str:
    """The signed note of the log as it stands, remembered with whom it was sent to.

    ``fill`` comes before, once a day; the same note then goes to all. Raises NoLog.
    """
    size, frontier = _locked_head(connection, origin)
    note = notes.sign(origin, size, merkle.root(size, frontier), private_key)
    connection.execute(
        core_checkpoint.insert().values(
            id=ids.new(), log_id=origin, size=size, note=note, sent_to=sent_to, at=at
        )
    )
    return note


def prove(connection: Connection, ref: str, size: int) -> Proof:
    """That the entry of this reference is in its log's checkpoint of this size.

    About 17 hashes of 32 bytes at 100,000 entries. Raises LookupError when there is no
    such entry or it came after that checkpoint.
    """
    found = connection.execute(_PLACE, {"reference": ref}).first()
    if found is None or found.seq >= size:
        raise LookupError(ref)
    rows = connection.execute(_LEAVES, {"origin": found.log_id, "size": size})
    leaves = [row.leaf for row in rows]
    if len(leaves) != size:
        raise LookupError(ref)
    hashes = tuple(merkle.inclusion_proof(found.seq, leaves))
    return Proof(found.log_id, found.seq, size, found.leaf, hashes)


def receipt_note(receipt: Receipt, private_key: Ed25519PrivateKey) -> str:
    """The receipt as a signed note of two lines: the body, and the facts with their salt.

    It holds no number, so it may be given at once; the proof follows with a later
    checkpoint. An entry whose receipt exists but which the log lacks is proof by itself.
    """
    lines = receipt.body + b"\n" + receipt.said + b"\n"
    return notes.sign_note(lines.decode(), receipt.origin, private_key)


def read_receipt(
    note: str, origin: str, public_key: Ed25519PublicKey
) -> tuple[bytes, dict[str, Any]]:
    """Body and facts of a receipt, once signature and digest fit. Raises BadNote."""
    text = notes.open_note(note.replace("\r\n", "\n"), origin, public_key)
    try:
        body, facts, end = text.split("\n")
        entry, (salt, shown) = json.loads(body), json.loads(facts)
        fits = entry["facts"] == _base64(facts_digest(shown, base64.b64decode(salt)))
    except (ValueError, KeyError, TypeError):
        raise notes.BadNote(_("this is not a receipt")) from None
    if end or not fits or entry.get("log") != origin:
        raise notes.BadNote(_("the facts are not those of the entry"))
    return body.encode(), shown


def load_signer(file: str | Path) -> Ed25519PrivateKey:
    """The installation's signing key, made at first use (``key_files.secret_file``).

    Raises key_files.Unsafe when others may read the file.
    """
    return Ed25519PrivateKey.from_private_bytes(key_files.secret_file(file))


_signer: Ed25519PrivateKey | None = None


def init(file: str | Path) -> None:
    """Sign this installation's checkpoints with the key in this file (made where missing)."""
    global _signer
    _signer = load_signer(file)


def signer() -> Ed25519PrivateKey:
    """The key that signs checkpoints; RuntimeError before ``init``."""
    if _signer is None:
        raise RuntimeError("the record's signing key is not set up")
    return _signer
