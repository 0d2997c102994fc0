"""Asking for the acting Chair's countersignature, giving it, refusing it, taking it back (R5).

The act itself is its own room's. What was asked for is done at the countersignature, its
gates asked again, and is recorded as the President's act was before.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.models import Disclosure, Grant
from recruit.access.operations import disclose
from recruit.access.policy import allows
from recruit.access.rules import Capacity, Reader
from recruit.core import db, ids, vault
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.countersigning import kinds, queries
from recruit.countersigning.models import Request
from recruit.countersigning.rules import (
    SIGNING,
    PresidentialAct,
    Standing,
    needs_countersignature,
)
from recruit.notices import operations as notices


def waits(
    a: Act,
    what: PresidentialAct,
    object_id: str,
    values: dict[str, Any],
    *,
    key_id: str,
    due_at: datetime | None = None,
    document_id: str = "",
) -> bool:
    """Whether this act of the President waits for the acting Chair; it is then asked for, and
    nothing else is done. A writing function, for a presidential act whose gates hold.

    values: what is asked for, JSON, sealed under key_id. due_at: until when it can or should be
    done. document_id: the evidence that the acting Chair may open meanwhile. An earlier request
    for the same is taken back by this one.
    """
    aside = queries.aside(a.session.connection(), a.procedure_id, a.reader.person_id)
    if not needs_countersignature(what, president_in_conflict=aside):
        return False
    for earlier in a.session.exec(
        select(Request).where(
            Request.procedure_id == a.procedure_id,
            Request.act == what.value,
            Request.object_id == object_id,
            Request.ended_at.is_(None),  # type: ignore[union-attr]
        )
    ).all():
        _end(a, earlier, "withdrawn")
    request_id = ids.new()
    a.session.add(
        Request(
            id=request_id,
            procedure_id=a.procedure_id,
            act=what.value,
            object_id=object_id,
            key_id=key_id,
            sealed=vault.seal(key_id, values, queries.TABLE, request_id),
            document_id=document_id,
            by_grant=a.reader.grant_id,
            at=a.now,
            due_at=due_at,
        )
    )
    a.session.flush()
    if document_id:
        disclose(a, document_id, Capacity.CHAIR, request_id)
    notices.tell(
        a,
        "countersigning.asked",
        f"capacity:{Capacity.CHAIR}",
        object_id=request_id,
        sender=Capacity.PRESIDENT,
    )
    a.action = Action.COUNTERSIGN_ASK
    a.record(request_id, act=what.value, object=object_id, asked=json.dumps(values, sort_keys=True))
    return True


def due_later(a: Act, due_at: datetime) -> None:
    """The round's deadline was made later: what waits for it has that time too."""
    for row in a.session.exec(
        select(Request).where(
            Request.procedure_id == a.procedure_id,
            Request.act.in_([PresidentialAct.CANCEL.value, PresidentialAct.SETTLE.value]),  # type: ignore[attr-defined]
            Request.ended_at.is_(None),  # type: ignore[union-attr]
        )
    ).all():
        row.due_at = due_at
        a.session.add(row)


def _locked(a: Act, request_id: str) -> Request:
    row = db.locked(a.session, Request, id=request_id)
    if row is None or row.procedure_id != a.procedure_id:
        raise nothing()
    return row


def _end(a: Act, row: Request, outcome: str) -> None:
    row.ended_at, row.outcome, row.other_grant = a.now, outcome, a.reader.grant_id
    a.session.add(row)
    for given in a.session.exec(select(Disclosure).where(Disclosure.under == row.id)).all():
        given.until = a.now
        a.session.add(given)
    a.session.flush()


def sign(reader: Reader, *, request_id: str, key: str = "") -> str:
    """The acting Chair countersigns: the act is done now, its own gates asked again; the receipt.

    Raises Refusal where it ended, where its time has passed, where whoever asked is not the
    President any more, where one person would be both, and whatever the act itself refuses.
    """
    with act(reader, Action.COUNTERSIGN, key) as a:
        row = _locked(a, request_id)
        what = PresidentialAct(row.act)
        kind, asker = kinds.of(what), a.session.get(Grant, row.by_grant)
        if asker is None:
            raise nothing()
        require(
            SIGNING,
            Standing(
                what,
                a.now,
                waits=row.ended_at is None,
                in_office=asker.ended_at is None and (asker.until is None or a.now < asker.until),
                same=asker.person_id == reader.person_id,
                allowed=allows(kind.action, Capacity.PRESIDENT, a.reader.column),
                due=row.due_at,
            ),
        )
        values = vault.unseal(row.key_id, row.sealed, queries.TABLE, row.id)
        asked = kinds.Asked(
            row.id, a.procedure_id, what, row.object_id, values, asker.id, asker.person_id
        )
        kind.do(a, asked)
        a.also(a.origin(kind.action), kind.action.value, a.object, **a.facts, countersigned=row.id)
        _end(a, row, "given")
        _tell_president(a, "countersigning.given", row.id)
        a.record(row.id, act=row.act, object=row.object_id, countersigned=True)
    return a.receipt


def refuse(reader: Reader, *, request_id: str, reason: str, key: str = "") -> str:
    """The acting Chair refuses with a reason, which the President reads; the receipt."""
    with act(reader, Action.COUNTERSIGN, key) as a:
        row = _locked(a, request_id)
        asker = a.session.get(Grant, row.by_grant)
        if asker is None or asker.person_id == reader.person_id:
            raise nothing()
        if row.ended_at is not None:
            raise Refusal("R5", "reading R5", _("This was countersigned, refused or taken back."))
        if not reason.strip():
            raise Refusal(
                "R5",
                "reading R5",
                _("A refusal has a reason, which the President reads."),
                kind=Kind.INVALID,
            )
        row.sealed_reason = vault.seal(
            row.key_id, {"reason": reason.strip()}, queries.TABLE, row.id, "sealed_reason"
        )
        _end(a, row, "refused")
        _tell_president(a, "countersigning.refused", row.id)
        a.record(row.id, act=row.act, object=row.object_id, refused=reason.strip())
    return a.receipt


def take_back(reader: Reader, *, request_id: str, key: str = "") -> str:
    """The President takes a request back while it waits; the receipt."""
    with act(reader, Action.COUNTERSIGN_ASK, key) as a:
        row = _locked(a, request_id)
        if row.ended_at is not None:
            raise Refusal("R5", "reading R5", _("This was countersigned, refused or taken back."))
        _end(a, row, "withdrawn")
        a.record(row.id, act=row.act, object=row.object_id, withdrawn=True)
    return a.receipt


def _tell_president(a: Act, kind: str, request_id: str) -> None:
    notices.tell(
        a,
        kind,
        f"capacity:{Capacity.PRESIDENT}",
        object_id=request_id,
        sender=Capacity.CHAIR,
    )
