"""What comes after an application: withdrawal, correction, a further document (A11, R25)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, column, select, table

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Capacity, Reader
from recruit.applications import models, rules
from recruit.applications.operations import files
from recruit.core import ids, keys, vault
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.documents import operations as documents
from recruit.documents.rules import DEFAULT_LIMIT
from recruit.notices import operations as notices
from recruit.procedure.rules.milestones import Column, MilestoneKind, current_run, latest
from recruit.vacancy import queries as vacancies

# ---------------------------------------------------------------- withdrawal, correction (R25)


def _change(
    a: Act,
    candidate: models.Candidate,
    kind: str,
    received_at: datetime,
    evidence: str,
    said: Mapping[str, Any],
) -> None:
    rules.change(
        now=a.now, received_at=received_at, first_received=candidate.received_at, why=evidence
    )
    change_id = ids.new()
    a.session.add(
        models.Change(
            id=change_id,
            procedure_id=a.procedure_id,
            candidate_id=candidate.id,
            kind=kind,
            sealed=vault.seal(
                keys.file_key(candidate.id, a.procedure_id),
                {"evidence": evidence.strip(), **said},
                "applications_change",
                change_id,
            ),
            received_at=received_at,
            at=a.now,
            by_grant=a.reader.grant_id,
        )
    )


# the hand-over stands in a later room, so its table is named, not imported
_h = table("report_hand_over", column("id"), column("candidate_id"), column("recalled_at"))
_PROPOSED = select(_h.c.id).where(
    _h.c.candidate_id == bindparam("candidate"), _h.c.recalled_at.is_(None)
)


def withdraw(
    reader: Reader, *, candidate_id: str, received_at: datetime, evidence: str, key: str = ""
) -> str:
    """Register that the candidate withdrew; it counts from its receipt (R25)."""
    with act(reader, Action.APPLICATION_WITHDRAW, key) as a:
        found = files.candidate(a, candidate_id)
        said = _(
            "Your withdrawal of the application %(reference)s was received and counts "
            "from its receipt.",
            reference=found.reference,
        )
        _withdraw(a, found, received_at, evidence, [said])
        if a.reader.column is not Column.BEFORE:
            notices.tell(
                a,
                "applications.left_before" if _may_be_followed(a) else "applications.left",
                f"capacity:{Capacity.CHAIR}",
                object_id=found.id,
                sender=Capacity.FOCAL_POINT,
            )
        a.record(found.id, received=received_at.isoformat())
    return a.receipt


def _may_be_followed(a: Act) -> bool:
    """Whether no interview of this run has started: a substitute may follow until then (J2)."""
    begun = latest(a.milestones, MilestoneKind.INTERVIEWS_BEGUN)
    started = begun is not None and begun.run == current_run(a.milestones)
    return a.reader.column is Column.JUDGING and not started


def count_as_withdrawn(a: Act, *, candidate_id: str, why: str, paragraphs: list[str]) -> None:
    """Enter, from within an act of a later room, that a candidate counts as withdrawn from now.

    why: what shows it, kept with the application. paragraphs: what the letter says. The act
    itself records it. Raises Refusal where the application was withdrawn before.
    """
    _withdraw(a, files.candidate(a, candidate_id), a.now, why, paragraphs)


def _withdraw(
    a: Act, found: models.Candidate, received_at: datetime, evidence: str, paragraphs: list[str]
) -> None:
    """What every withdrawal changes and tells."""
    if found.withdrawn_at is not None:
        raise Refusal("R25", "reading R25", _("This application was withdrawn before."))
    _change(a, found, "withdrawal", received_at, evidence, {})
    found.withdrawn_at = received_at
    a.session.add(found)
    tally = files.tally(a)
    tally.withdrawn += 1
    a.session.add(tally)
    files.write_to(a, found, "applications.withdrawn", _("Your withdrawal"), paragraphs)
    if a.session.connection().execute(_PROPOSED, {"candidate": found.id}).first():
        notices.tell(
            a,
            "applications.candidate_left",
            f"capacity:{Capacity.PRESIDENT}",
            object_id=found.id,
            sender=Capacity.FOCAL_POINT,
        )
    for handler in _on_withdrawal:
        handler(a, found.id)


_on_withdrawal: list[Callable[[Act, str], None]] = []


def subscribe_withdrawal(handler: Callable[[Act, str], None]) -> None:
    """A later room's handler, called inside the transaction with the candidate's id."""
    if handler not in _on_withdrawal:
        _on_withdrawal.append(handler)


def correct(
    reader: Reader,
    *,
    candidate_id: str,
    values: Mapping[str, str],
    version: int,
    received_at: datetime,
    evidence: str,
    key: str = "",
) -> str:
    """Register the candidate's correction of name, mail, phone or note; the old values stay.

    Raises Refusal (R24) where somebody saved another version in between.
    """
    with act(reader, Action.APPLICATION_FILE, key) as a:
        found = files.candidate(a, candidate_id)
        if found.version != version:
            raise Refusal(
                "R24",
                "reading R24",
                _("Somebody saved another version while you were writing. Yours is kept below."),
                todo=_("Compare it with the version now saved, then save again."),
            )
        file_key = keys.file_key(found.id, a.procedure_id)
        before = vault.unseal(file_key, found.sealed, files.TABLE, found.id)
        after = before | {
            part: " ".join(str(values[part]).split())
            for part in ("name", "mail", "phone", "note")
            if part in values
        }
        if not after["name"] or "@" not in after["mail"]:
            raise Refusal(
                "R25", "reading R25", _("A name and a mail address stay needed."), kind=Kind.INVALID
            )
        _change(a, found, "correction", received_at, evidence, {"before": before})
        found.sealed = vault.seal(file_key, after, files.TABLE, found.id)
        found.name_hash = files.fingerprint(
            a.procedure_id, "name", rules.normal_name(after["name"])
        )
        found.mail_hash = files.fingerprint(
            a.procedure_id, "mail", rules.normal_mail(after["mail"])
        )
        found.version += 1
        a.session.add(found)
        files.named(a, found.id, after["name"], after["mail"])
        a.record(found.id, corrected=sorted(k for k in after if after[k] != before.get(k)))
    return a.receipt


def add_document(
    reader: Reader,
    *,
    candidate_id: str,
    name: str,
    content: bytes,
    received_at: datetime,
    evidence: str,
    limit: int = DEFAULT_LIMIT,
    key: str = "",
) -> str:
    """Complete an application before the close (A11); the document's id."""
    documents.admit(reader, Action.APPLICATION_FILE, name=name, content=content, limit=limit)
    with act(reader, Action.APPLICATION_FILE, key) as a:
        found = files.candidate(a, candidate_id)
        vacancy = vacancies.vacancy(a.session.connection(), a.procedure_id)
        if vacancy is None:
            raise nothing()
        if found.id in documents.same_content(a, content):
            raise Refusal(
                "A11",
                "reading A11",
                _("This application has the same document already."),
                kind=Kind.INVALID,
            )
        rules.add_document(received_at, vacancy.closes_at)
        _change(a, found, "document", received_at, evidence, {})
        document = files.store(a, found.id, name, content, received_at, limit)
        a.record(found.id, document=document.id, received=received_at.isoformat())
        return document.id
