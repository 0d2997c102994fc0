"""Reading what States wrote: all for the President and the office, a State's own for it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.approval import models
from recruit.approval.queries import disputes, rounds
from recruit.approval.rules.items import ItemKind
from recruit.core import keys, sealing, vault
from recruit.core.together import Together
from recruit.correspondence import models as correspondence
from recruit.states import models as states


@dataclass(frozen=True, slots=True)
class ItemView:
    """A letter on a round. words: text, reasons, name, function; empty where not opened.

    document_id: the letter itself, or the note that was added to it at note_at (UTC).
    """

    id: str
    receipt: str
    state_id: str
    state: str
    author: str
    said: str
    kind: str
    channel: str
    received_at: datetime
    registered_at: datetime
    late: bool
    late_reason: str
    joint: str
    settled_as: str
    settled_at: datetime | None
    withdrawn_at: datetime | None
    evidence: str
    document_id: str
    note_at: datetime | None
    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class AskedView:
    """What the President asked about an unclear letter, and when (UTC); text: '' once erased."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A delegation's question and the President's answer."""

    id: str
    state: str
    text: str
    at: datetime
    answer: str
    to_all: bool
    answered_at: datetime | None


ASKING = "approval_asking"
_i = models.Item.__table__  # type: ignore[attr-defined]
_s = states.State.__table__  # type: ignore[attr-defined]
_l = correspondence.Letter.__table__  # type: ignore[attr-defined]
_r = models.Round.__table__  # type: ignore[attr-defined]
_q = models.Question.__table__  # type: ignore[attr-defined]

_ITEMS = (
    select(
        _i.c.id,
        _i.c.receipt,
        _i.c.state_id,
        _s.c.name,
        _i.c.author,
        _i.c.said,
        _i.c.kind,
        _i.c.channel,
        _i.c.received_at,
        _i.c.registered_at,
        _i.c.late,
        _i.c.late_registration_reason,
        _i.c.joint,
        _i.c.settled_as,
        _i.c.settled_at,
        _i.c.withdrawn_at,
        _l.c.evidence,
        _l.c.document_id,
        _l.c.received_at.label("note_at"),
        _i.c.sealed,
    )
    .select_from(
        _i.outerjoin(_s, _s.c.id == _i.c.state_id).outerjoin(_l, _l.c.id == _i.c.letter_id)
    )
    .where(_i.c.round_id == bindparam("round"))
    .order_by(_i.c.received_at, _i.c.id)
)
_ONE = (
    select(*_ITEMS.selected_columns, _r.c.procedure_id, _r.c.box_private, _r.c.id.label("round_id"))
    .select_from(
        _i.join(_r, _r.c.id == _i.c.round_id)
        .outerjoin(_s, _s.c.id == _i.c.state_id)
        .outerjoin(_l, _l.c.id == _i.c.letter_id)
    )
    .where(_i.c.id == bindparam("item"))
)
_OWN = _ITEMS.where(_i.c.state_id == bindparam("state"))
_CAME_WITH = (
    select(_i.c.receipt, _i.c.state_id)
    .where(_i.c.letter_id == bindparam("letter"), _i.c.procedure_id == bindparam("procedure"))
    .order_by(_i.c.id)
)
_k = models.Asking.__table__  # type: ignore[attr-defined]
_ASKED = (
    select(_k.c.id, _k.c.item_id, _k.c.sealed, _k.c.at)
    .select_from(_k.join(_i, _i.c.id == _k.c.item_id))
    .where(_i.c.round_id == bindparam("round"))
    .order_by(_k.c.at, _k.c.id)
)
_QUESTIONS = (
    select(_q.c.id, _s.c.name, _q.c.text, _q.c.at, _q.c.answer, _q.c.to_all, _q.c.answered_at)
    .select_from(_q.join(_s, _s.c.id == _q.c.state_id))
    .where(_q.c.round_id == bindparam("round"))
    .order_by(_q.c.at, _q.c.id)
)
LETTERS = Together(_QUESTIONS, _ASKED, *disputes.AHEAD)
"""What the page of all letters asks beside them: questions, what was asked, disputes."""
_OWN_QUESTIONS = _QUESTIONS.where((_q.c.state_id == bindparam("state")) | _q.c.to_all.is_(True))


def _words(box: bytes, item_id: str, sealed: bytes) -> dict[str, str]:
    place = f"approval_item|{item_id}|sealed".encode()
    found: dict[str, str] = json.loads(sealing.open_box(box, sealed, place))
    return found


def _views(connection: Connection, view: rounds.RoundView, state_id: str) -> list[ItemView]:
    if state_id:
        rows = connection.execute(_OWN, {"round": view.id, "state": state_id}).all()
    else:
        rows = connection.execute(_ITEMS, {"round": view.id}).all()
    box = _box(view) if rows else b""
    return [_item(row, box) for row in rows]


def _box(held: Any) -> bytes:
    try:
        return rounds.box(held)
    except (keys.NoKey, keys.Erased, OSError, sqlite3.Error):
        return b""  # the key store is away: what was recorded is shown, not its words


def _item(row: Any, box: bytes) -> ItemView:
    return ItemView(
        row.id,
        row.receipt,
        row.state_id or "",
        row.name or "",
        row.author,
        row.said,
        row.kind,
        row.channel,
        row.received_at,
        row.registered_at,
        row.late,
        row.late_registration_reason,
        row.joint,
        row.settled_as,
        row.settled_at,
        row.withdrawn_at,
        row.evidence or "",
        row.document_id or "",
        row.note_at,
        _words(box, row.id, row.sealed) if box else {},
    )


@dataclass(frozen=True, slots=True)
class _Held:
    """What ``rounds.box`` looks at of a round."""

    id: str
    procedure_id: str
    box_private: bytes


def one(connection: Connection, item_id: str) -> ItemView | None:
    """One letter alone, for the acting Chair's countersignature (R5); None for an unknown one."""
    row = connection.execute(_ONE, {"item": item_id}).first()
    if row is None:
        return None
    return _item(row, _box(_Held(row.round_id, row.procedure_id, row.box_private)))


def all_items(connection: Connection, view: rounds.RoundView) -> list[ItemView]:
    """Every letter on the round, by receipt: the President's and the office's alone."""
    return _views(connection, view, "")


def own(connection: Connection, view: rounds.RoundView, state_id: str) -> list[ItemView]:
    """One State's letters on the round, by receipt; nothing without a State."""
    return _views(connection, view, state_id) if state_id else []


def came_with(connection: Connection, procedure_id: str, letter_id: str, state_id: str = "") -> str:
    """The receipt of a letter on a round that this document came with, '' where it came with
    none; with a State: of its own alone."""
    bound = {"letter": letter_id, "procedure": procedure_id}
    rows = connection.execute(_CAME_WITH, bound)
    found = (row.receipt for row in rows if not state_id or row.state_id == state_id)
    return next(found, "")


def asked(
    connection: Connection, view: rounds.RoundView, listed: Sequence[ItemView]
) -> dict[str, list[AskedView]]:
    """What the President asked about these letters, by the letter's id; nothing is read where
    none of them is unclear."""
    found: dict[str, list[AskedView]] = {}
    if not any(item.said == ItemKind.UNCLEAR for item in listed):
        return found
    mine, key_id = {item.id for item in listed}, keys.procedure_key(view.procedure_id)
    for row in connection.execute(_ASKED, {"round": view.id}):
        if row.item_id in mine:
            found.setdefault(row.item_id, []).append(AskedView(_text(key_id, row), row.at))
    return found


def _text(key_id: str, row: Any) -> str:
    try:
        words = vault.unseal_or_none(key_id, row.sealed, ASKING, row.id)
    except (OSError, sqlite3.Error):
        return ""  # the key store is away
    return str(words["text"]) if words else ""


def questions(connection: Connection, round_id: str, state_id: str = "") -> list[QuestionView]:
    """Questions of a round: all, or one State's and those answered to all."""
    if state_id:
        rows = connection.execute(_OWN_QUESTIONS, {"round": round_id, "state": state_id})
    else:
        rows = connection.execute(_QUESTIONS, {"round": round_id})
    return [QuestionView(*row) for row in rows]
