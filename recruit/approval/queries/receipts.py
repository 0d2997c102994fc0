"""Receipts: a State's own to take along, and whether one that somebody holds is genuine."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection

from recruit.approval import models
from recruit.approval.queries.rounds import RoundView
from recruit.approval.rules.items import late_from
from recruit.core import checkpoint, log
from recruit.core.checkpoint import BadNote
from recruit.core.log_tables import core_checkpoint, core_entry
from recruit.core.words import _

PROOF = "c2sp.org/tlog-proof@v1"
LONGEST = 64 * 1024  # letters

_i = models.Item.__table__  # type: ignore[attr-defined]
_n = models.Receipt.__table__  # type: ignore[attr-defined]
_OWN = (
    select(_n.c.entry, _n.c.note)
    .select_from(_n.join(_i, _i.c.id == _n.c.item_id))
    .where(
        _i.c.receipt == bindparam("receipt"),
        _i.c.state_id == bindparam("state"),
        _i.c.round_id == bindparam("round"),
    )
)
_OF_ENTRY = (
    select(_i.c.receipt)
    .select_from(_n.join(_i, _i.c.id == _n.c.item_id))
    .where(_n.c.entry == bindparam("entry"), _i.c.state_id == bindparam("state"))
)
_LATEST = (
    select(core_checkpoint.c.size, core_checkpoint.c.note)
    .where(core_checkpoint.c.log_id == bindparam("origin"))
    .order_by(core_checkpoint.c.size.desc())
    .limit(1)
)
_COVERED = (
    select(func.max(core_checkpoint.c.size))
    .where(core_checkpoint.c.log_id == core_entry.c.log_id)
    .correlate(core_entry)
    .scalar_subquery()
)
_READY = (
    select(core_entry.c.seq, _COVERED.label("covered"))
    .select_from(
        _n.join(_i, _i.c.id == _n.c.item_id).join(core_entry, core_entry.c.ref == _n.c.entry)
    )
    .where(
        _i.c.receipt == bindparam("receipt"),
        _i.c.state_id == bindparam("state"),
        _i.c.round_id == bindparam("round"),
        core_entry.c.log_id == bindparam("origin"),
    )
)
_ENTRY = select(core_entry.c.body).where(
    core_entry.c.log_id == bindparam("origin"), core_entry.c.ref == bindparam("entry")
)


@dataclass(frozen=True, slots=True)
class Genuine:
    """What a genuine receipt says: nothing but the letter itself.

    recorded_at: as the entry says (UTC). proven: an inclusion proof came with it and holds.
    """

    round: str
    receipt: str
    sender: str
    kind: str
    channel: str
    received_at: datetime
    recorded_at: datetime
    proven: bool


def own(connection: Connection, view: RoundView, reference: str, state: str, now: datetime) -> str:
    """A State's own receipt as a file; '' where there is none.

    Without a number while the deadline has not passed, since a place in the record tells
    how many wrote before (S16); afterwards with the proof that the entry is in the latest
    checkpoint of the round's record, as soon as one holds it.
    """
    asked = {"receipt": reference, "state": state, "round": view.id}
    row = connection.execute(_OWN, asked).first()
    if row is None:
        return ""
    note: str = row.note
    if view.present(now) < late_from(view.deadline(now)):
        return note
    latest = connection.execute(_LATEST, {"origin": f"round/{view.id}"}).first()
    if latest is None:
        return note
    try:
        proof = log.prove(connection, row.entry, latest.size)
    except LookupError:
        return note  # the entry is younger than the latest checkpoint
    hashes = "".join(base64.b64encode(each).decode() + "\n" for each in proof.hashes)
    return f"{note}\n{PROOF}\nindex {proof.index}\n{hashes}\n{latest.note}"


def of_entry(connection: Connection, entry: str, state: str) -> str:
    """The reference of a State's own letter by its entry of the record; '' where it has none."""
    return connection.execute(_OF_ENTRY, {"entry": entry, "state": state}).scalar() or ""


def proof_ready(
    connection: Connection, view: RoundView, reference: str, state: str, now: datetime
) -> bool:
    """Whether a State's own receipt comes with its proof by now (``own``), without making it."""
    if view.present(now) < late_from(view.deadline(now)):
        return False
    asked = {"receipt": reference, "state": state, "round": view.id, "origin": f"round/{view.id}"}
    row = connection.execute(_READY, asked).first()
    return row is not None and row.covered is not None and row.seq < row.covered


def genuine(connection: Connection, text: str, public: checkpoint.Ed25519PublicKey) -> Genuine:
    """What the receipt in this text says, once all of it is verified; BadNote in words.

    Verified are the signature, that the facts are those of the entry, that the record holds
    that entry as it was, and the proof where one is with it.
    """
    text = text.strip("\ufeff \t\r\n").replace("\r\n", "\n")
    if not text or len(text) > LONGEST:
        raise BadNote(_("This is not a receipt."))
    note, _found, proof = text.partition(f"\n{PROOF}\n")
    note = note.rstrip("\n") + "\n"
    origin = _origin(note)
    body, facts = log.read_receipt(note, origin, public)
    entry = json.loads(body)
    kept = connection.execute(_ENTRY, {"origin": origin, "entry": entry["ref"]}).scalar()
    if kept != body:
        raise BadNote(
            _(
                "The receipt is signed by this installation, and the record does not hold its "
                "entry. Keep the receipt: it proves that the record was changed."
            )
        )
    if proof:
        _proven(proof, origin, body, public)
    return _genuine(entry, facts, bool(proof))


def _genuine(entry: dict[str, Any], facts: dict[str, Any], proven: bool) -> Genuine:
    try:
        return Genuine(
            facts["round"],
            facts["receipt"],
            facts["from"],
            facts["kind"],
            facts["channel"],
            datetime.fromisoformat(facts["received"]),
            datetime.fromisoformat(entry["at"]),
            proven,
        )
    except (KeyError, ValueError):
        raise BadNote(_("This is not the receipt of a letter on a round.")) from None


def _origin(note: str) -> str:
    try:
        origin = json.loads(note.split("\n", 1)[0])["log"]
    except (ValueError, KeyError, TypeError):
        raise BadNote(_("This is not a receipt.")) from None
    if not isinstance(origin, str):
        raise BadNote(_("This is not a receipt."))
    return origin


def _proven(proof: str, origin: str, body: bytes, public: checkpoint.Ed25519PublicKey) -> None:
    head, _found, note = proof.partition("\n\n")
    seen = checkpoint.verify(note.rstrip("\n") + "\n", public)
    if seen.origin != origin:
        raise BadNote(_("The proof is of another round's record than the receipt."))
    first, *lines = head.split("\n")
    try:
        place = int(first.removeprefix("index "))
        hashes = tuple(base64.b64decode(line, validate=True) for line in lines)
    except ValueError:
        raise BadNote(_("The proof is malformed.")) from None
    held = log.Proof(origin, place, seen.size, log.merkle.leaf_hash(body), hashes)
    if not held.holds(seen.root):
        raise BadNote(_("The proof does not lead to the checkpoint that is with it."))
