"""Asking a candidate for what is missing, and filing what came (A11, A12)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Reader
from recruit.applications.operations import files as applications
from recruit.core import db, ids, keys, vault
from recruit.core.errors import Kind, Refusal, require
from recruit.core.times import deadline
from recruit.core.words import _
from recruit.documents import operations as documents
from recruit.documents.rules import DEFAULT_LIMIT
from recruit.prescreening import models
from recruit.prescreening.operations import files
from recruit.prescreening.rules import completing as rules
from recruit.procedure.rules.days import duty_due, quiet_days
from recruit.procedure.rules.milestones import MilestoneKind, latest
from recruit.vacancy import queries as vacancies

_TABLE = "prescreening_completion"


def _read(a: Act, row: models.Completion) -> rules.Completion:
    key = keys.file_key(row.candidate_id, a.procedure_id)
    said = vault.unseal(key, row.sealed, _TABLE, row.id)
    return rules.Completion(row.kind, said["what"], row.asked_at, row.due_at, row.received_at)


def ask(reader: Reader, *, candidate_id: str, kind: str, what: str, key: str = "") -> str:
    """Ask a candidate for a missing page or a translation, once; the receipt (A11, A12).

    The letter names the thing and the last moment, the end of the fifth working day. Raises
    Refusal before the close, for a file that is not screened, once the list is circulated,
    and where the same was asked before.
    """
    with act(reader, Action.COMPLETION_ASK, key) as a:
        rules.ask(kind, what)
        found = files.candidate(a, candidate_id)
        if reader.person_id in files.barred(a, found.id):
            raise nothing()
        vacancy = vacancies.vacancy(a.session.connection(), a.procedure_id)
        rows = a.session.exec(
            select(models.Completion).where(models.Completion.candidate_id == found.id)
        ).all()
        said = " ".join(what.split())
        require(
            rules.ASKING,
            rules.Asking(
                a.now,
                vacancy.closes_at if vacancy and vacancy.posted_at else None,
                files.application(found).to_screen,
                latest(a.milestones, MilestoneKind.LIST_CIRCULATED) is not None,
                kind,
                said,
                [_read(a, row) for row in rows],
            ),
        )
        due = duty_due(a.now, rules.WORKING_DAYS, quiet_days(a.settings))
        row_id = ids.new()
        a.session.add(
            models.Completion(
                id=row_id,
                procedure_id=a.procedure_id,
                candidate_id=found.id,
                kind=kind,
                sealed=vault.seal(
                    keys.file_key(found.id, a.procedure_id), {"what": said}, _TABLE, row_id
                ),
                by_grant=reader.grant_id,
                asked_at=a.now,
                due_at=due,
            )
        )
        a.session.flush()
        applications.write_to(
            a,
            found,
            "prescreening.asked",
            _("Your application %(reference)s: something is missing", reference=found.reference),
            [
                _("Please send %(kind)s: %(what)s", kind=rules.asked_words(kind), what=said),
                _(
                    "It is taken if it is received in time at the address to which you sent your "
                    "application. %(when)s. All have the same time.",
                    when=deadline(due),
                ),
                _("Nothing else can be added to an application after the close."),
            ],
        )
        a.record(found.id, asked=kind, due=due.isoformat())
    return a.receipt


def receive(
    reader: Reader,
    *,
    completion_id: str,
    name: str,
    content: bytes,
    received_at: datetime,
    evidence: str,
    limit: int = DEFAULT_LIMIT,
    key: str = "",
) -> str:
    """File what the candidate sent in answer; the document's id (A11).

    evidence: what shows the time of receipt (A1).

    Raises Refusal where it came after the five working days, or can't be taken (A1).
    """
    documents.admit(reader, Action.COMPLETION_ASK, name=name, content=content, limit=limit)
    with act(reader, Action.COMPLETION_ASK, key) as a:
        row = db.locked(a.session, models.Completion, id=completion_id, procedure_id=a.procedure_id)
        if row is None:
            raise nothing()
        found = files.candidate(a, row.candidate_id)
        if reader.person_id in files.barred(a, found.id):
            raise nothing()
        asked = _read(a, row)
        rules.receive(asked, received_at, evidence, a.now)
        if found.id in documents.same_content(a, content):
            raise Refusal(
                "A11",
                "reading A11",
                _("This application has the same document already."),
                kind=Kind.INVALID,
            )
        document = applications.store(a, found.id, name, content, received_at, limit)
        row.received_at, row.document_id = received_at, document.id
        row.sealed = vault.seal(
            keys.file_key(found.id, a.procedure_id),
            {"what": asked.what, "evidence": evidence.strip()},
            _TABLE,
            row.id,
        )
        a.session.add(row)
        a.record(found.id, document=document.id, received=received_at.isoformat())
        return document.id


def waits(a: Act, candidate_id: str) -> bool:
    """Whether something asked for on this file may still come."""
    return (
        a.session.exec(
            select(models.Completion.id).where(
                models.Completion.candidate_id == candidate_id,
                col(models.Completion.received_at).is_(None),
                models.Completion.due_at > a.now,
            )
        ).first()
        is not None
    )
