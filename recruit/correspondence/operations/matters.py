"""Registering, acknowledging and answering requests, complaints and claims (D4, D8, D9, W16)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Capacity, Reader
from recruit.core import db, ids, keys, vault
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.correspondence import rules as receipts
from recruit.correspondence.models import Matter
from recruit.correspondence.queries.matters import TABLE
from recruit.correspondence.rules import matters as rules
from recruit.correspondence.rules.matters import COMPLAINTS, MatterKind
from recruit.countersigning import operations as countersigning
from recruit.countersigning.kinds import Asked
from recruit.countersigning.rules import PresidentialAct
from recruit.notices import operations as notices


def register(
    reader: Reader,
    *,
    kind: MatterKind,
    received_at: datetime,
    evidence: str,
    from_whom: str,
    text: str,
    key: str = "",
) -> str:
    """Register it for whoever answers it; the receipt. Who registers need not read it after.

    received_at: aware, from its evidence. Raises Refusal for what this capacity does not
    register, and as a receipt without evidence or in the future does (S8).
    """
    with act(reader, Action.MATTER_REGISTER, key) as a:
        if kind not in rules.REGISTERS.get(reader.capacity, ()):
            raise nothing()
        refusal = receipts.receipt(a.now, received_at, evidence=evidence, late_reason="-")
        if refusal is not None:
            raise refusal
        if not text.strip() or not from_whom.strip():
            raise Refusal(
                "D9", "reading D9", _("Say who writes and what is said."), kind=Kind.INVALID
            )
        to = rules.answerer(kind, reader.capacity)
        matter_id = ids.new()
        key_id = _key_of(a, matter_id, to)
        said = {
            "from_whom": from_whom.strip(),
            "text": text.strip(),
            "evidence": evidence.strip(),
        }
        a.session.add(
            Matter(
                id=matter_id,
                procedure_id=a.procedure_id,
                kind=kind.value,
                answerer=to.value,
                received_at=received_at,
                registered_at=a.now,
                by_grant=reader.grant_id,
                key_id=key_id,
                sealed=vault.seal(key_id, said, TABLE, matter_id),
            )
        )
        if to is not rules.reads_of(reader.capacity):
            notices.tell(
                a,
                "correspondence.matter",
                f"capacity:{to.value}",
                object_id=matter_id,
                sender=reader.capacity,
            )
        a.record(matter_id, kind=kind.value, received=received_at.isoformat())
    return a.receipt


def _key_of(a: Act, matter_id: str, to: Capacity) -> str:
    """What a State wrote is the institution's record; what a candidate did has its own key."""
    above = keys.procedure_key(a.procedure_id)
    if a.reader.capacity is Capacity.OFFICE:
        return above
    own = keys.matter_key(matter_id, a.procedure_id)
    keys.ring().make(own, keys.panel_key(a.procedure_id) if to is Capacity.CHAIR else above, a.now)
    return own


def acknowledge(reader: Reader, *, matter_id: str, key: str = "") -> str:
    """Record that a complaint was acknowledged to who wrote it (D9); the receipt."""
    with act(reader, Action.MATTER_ANSWER, key) as a:
        row = _mine(a.session, reader, matter_id)
        if row.kind not in COMPLAINTS or row.acknowledged_at is not None:
            raise Refusal("D9", "reading D9", _("There is nothing to acknowledge."))
        row.acknowledged_at = a.now
        a.session.add(row)
        a.record(row.id, acknowledged=True)
    return a.receipt


def answer(reader: Reader, *, matter_id: str, text: str, compared: str = "", key: str = "") -> str:
    """Record the written answer with its reasons; the receipt. Raises Refusal by ANSWER.

    compared: of a claimed failure, what the server's own record shows (W16). A complaint's
    answer by a President in conflict waits for the acting Chair (R5).
    """
    with act(reader, Action.MATTER_ANSWER, key) as a:
        row = _mine(a.session, reader, matter_id)
        _check(row, text, compared)
        asked = {"text": text.strip(), "compared": compared.strip()}
        presidents = reader.capacity is Capacity.PRESIDENT and row.kind in COMPLAINTS
        if not presidents or not countersigning.waits(
            a, PresidentialAct.ANSWER_COMPLAINT, row.id, asked, key_id=row.key_id
        ):
            _answered(a, row, asked, reader.grant_id)
    return a.receipt


def _check(row: Matter, text: str, compared: str) -> None:
    require(
        rules.ANSWER,
        rules.Answering(
            MatterKind(row.kind),
            row.acknowledged_at is not None,
            row.answered_at is not None,
            text,
            compared,
        ),
    )


def _answered(a: Act, row: Matter, said: dict[str, str], by_grant: str) -> None:
    row.answered_at, row.answered_by = a.now, by_grant
    row.answer = vault.seal(row.key_id, said, TABLE, row.id, "answer")
    a.session.add(row)
    a.record(row.id, answered=True, text=said["text"])


def answered_now(a: Act, asked: Asked) -> None:
    """The President's answer to a complaint as it was countersigned, its gates asked again."""
    row = db.locked(a.session, Matter, id=asked.object_id)
    if row is None or row.procedure_id != a.procedure_id:
        raise nothing()
    _check(row, asked.values["text"], asked.values["compared"])
    _answered(a, row, asked.values, asked.by_grant)


def own_data(a: Act, matter_id: str) -> Matter:
    """The candidate's request of this id that waits for this act's reader, locked.

    For a room that answers it (D4). Raises Refusal (nothing) for any other.
    """
    row = _mine(a.session, a.reader, matter_id)
    if row.kind != MatterKind.OWN_DATA:
        raise nothing()
    return row


def own_data_answered(a: Act, matter_id: str, by_grant: str, text: str) -> None:
    """Write down that a candidate's request was answered, by whom and how (D4); an answer that
    is there already stays. text: sealed under the request's own key, while that is there."""
    row = db.locked(a.session, Matter, id=matter_id)
    if row is None or row.answered_at is not None:
        return
    said = {"text": text, "compared": ""}
    row.answered_at, row.answered_by = a.now, by_grant
    row.answer = vault.seal(row.key_id, said, TABLE, row.id, "answer")
    a.session.add(row)
    a.session.flush()


def _mine(session: Session, reader: Reader, matter_id: str) -> Matter:
    row = db.locked(session, Matter, id=matter_id)
    if (
        row is None
        or row.procedure_id != reader.procedure_id
        or row.answerer != rules.reads_of(reader.capacity).value
    ):
        raise nothing()
    return row
