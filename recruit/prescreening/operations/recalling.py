"""Withdrawing a document that was wrongly uploaded or circulated (A9)."""

from __future__ import annotations

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Capacity, Reader
from recruit.core import db, ids, keys, vault
from recruit.core.errors import require
from recruit.core.words import _
from recruit.documents import operations as documents
from recruit.documents.models import Document
from recruit.notices import operations as notices
from recruit.prescreening import models
from recruit.prescreening.queries import recalling as queries
from recruit.prescreening.rules import recalling as rules
from recruit.procedure.rules.milestones import Audience, MilestoneKind


def recall(reader: Reader, *, document_id: str, reason: str, key: str = "") -> str:
    """Withdraw a document with a reason: closed to all at once, in every form; the receipt.

    Where its candidate is on the list, a new version says that it changed; nothing else of
    the list does. Who had opened it is for the Chair to see. Raises Refusal (nothing) for a
    document of another procedure, (A9) where a gate of RECALLING does not hold.
    """
    with act(reader, Action.DOCUMENT_WITHDRAW, key) as a:
        bound = queries.asked(a.reader, document=document_id)
        found = a.session.connection().execute(queries.FACTS, bound).first()
        document = db.locked(a.session, Document, id=document_id, procedure_id=a.procedure_id)
        by_chair = reader.capacity is Capacity.CHAIR
        if found is None or document is None or (by_chair and not found.given):
            raise nothing()
        require(
            rules.RECALLING,
            rules.Recalling(
                withdrawn=document.withdrawn_at is not None,
                closed=bool(found.closed),
                given=bool(found.given),
                by_chair=by_chair,
                reason=reason,
            ),
        )
        documents.withdraw(a, document, reason)
        version = _say_so(a, found.id, found.reference)
        notices.tell(
            a,
            "prescreening.recalled",
            f"capacity:{Capacity.FOCAL_POINT if by_chair else Capacity.CHAIR}",
            object_id=document_id,
            sender=reader.capacity,
        )
        a.record(found.id, document=document_id, reason=reason.strip(), version=version)
    return a.receipt


def _say_so(a: Act, candidate_id: str, reference: str) -> int:
    """A new version of the list, the same but for what it says; 0 where there was no need."""
    last = a.session.exec(
        select(models.Circulation)
        .where(models.Circulation.procedure_id == a.procedure_id)
        .order_by(models.Circulation.version.desc())  # type: ignore[attr-defined]
        .limit(1)
    ).first()
    if last is None:
        return 0
    entries = a.session.exec(
        select(models.Listed).where(models.Listed.circulation_id == last.id)
    ).all()
    if candidate_id not in {entry.candidate_id for entry in entries}:
        return 0
    now = models.Circulation(
        procedure_id=a.procedure_id,
        version=last.version + 1,
        why=_(
            "A document of %(reference)s was withdrawn; nothing else changed.", reference=reference
        ),
        by_grant=a.reader.grant_id,
        at=a.now,
    )
    a.session.add(now)
    a.session.flush()
    for entry in entries:
        _copy(a, entry, now.id)
    a.session.flush()
    a.milestone(MilestoneKind.LIST_CIRCULATED, Audience.GICHD, object_id=now.id, number=now.version)
    for recipients in (Capacity.MEMBER, Capacity.SURROGATE):
        notices.tell(
            a,
            "prescreening.circulated",
            f"capacity:{recipients}",
            object_id=now.id,
            sender=a.reader.capacity,
        )
    return now.version


def _copy(a: Act, entry: models.Listed, circulation_id: str) -> None:
    """The entry in another version, sealed anew; left out where its file is erased."""
    file_key = keys.file_key(entry.candidate_id, a.procedure_id)
    said = vault.unseal_or_none(file_key, entry.sealed, "prescreening_listed", entry.id)
    if said is None:
        return
    listed_id = ids.new()
    a.session.add(
        models.Listed(
            id=listed_id,
            circulation_id=circulation_id,
            candidate_id=entry.candidate_id,
            place=entry.place,
            status=entry.status,
            equivalence=entry.equivalence,
            since_version=entry.since_version,
            sealed=vault.seal(file_key, said, "prescreening_listed", listed_id),
        )
    )
