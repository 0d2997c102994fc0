"""What the GICHD and the Chair do with applications: file, compare, admit, withdraw, correct.

The order at filing is key, file, row: both keys of a candidate are on the disk before the
documents, these before the row; all of it or nothing is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import func, select

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Capacity, Reader
from recruit.applications import models, rules
from recruit.core import db, ids, keys, vault
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.documents import operations as documents
from recruit.documents import reading
from recruit.documents.models import Document
from recruit.documents.rules import DEFAULT_LIMIT, FileKind, display_name, examine
from recruit.notices import operations as notices
from recruit.procedure.rules.milestones import Column
from recruit.vacancy import queries as vacancies

_TABLE = "applications_candidate"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The separate sheet (A7): nationalities as ISO 3166 alpha-3, gender where given."""

    nationalities: tuple[str, ...] = ()
    gender: str = ""


@dataclass(frozen=True, slots=True)
class Application:
    """What is filed of one application. files: name as sent and content of each."""

    name: str
    mail: str
    channel: str
    received_at: datetime
    evidence: str
    files: Sequence[tuple[str, bytes]]
    sheet: Sheet | None = None
    staff: bool = False
    late_reason: str = ""
    phone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Filed:
    """What came of it. likenesses: references of applications that look alike."""

    candidate_id: str
    reference: str
    receipt: str
    late: bool = False
    likenesses: tuple[str, ...] = field(default_factory=tuple)


# ---------------------------------------------------------------- filing (A1)


def file_application(
    reader: Reader,
    *,
    name: str,
    mail: str,
    channel: str,
    received_at: datetime,
    evidence: str,
    files: Sequence[tuple[str, bytes]],
    sheet: Sheet | None = None,
    staff: bool = False,
    late_reason: str = "",
    phone: str = "",
    note: str = "",
    limit: int = DEFAULT_LIMIT,
    key: str = "",
) -> Filed:
    """File one application with its documents, and acknowledge it to the candidate (A1).

    received_at: aware time of receipt at the vacancy's address. limit: bytes a file.
    Raises Refusal (A1) for a receipt that can't be, for a file that can't be taken and
    where there is none; nothing is then kept.
    """
    given = Application(
        name,
        mail,
        channel,
        received_at,
        evidence,
        files,
        sheet,
        staff,
        late_reason,
        phone,
        note,
    )
    _admit(given, limit)
    with act(reader, Action.APPLICATION_FILE, key) as a:
        filed = _file(a, given, limit)
        a.record(
            filed.candidate_id,
            reference=filed.reference,
            received=received_at.isoformat(),
            late=filed.late,
            documents=len(files),
        )
    return Filed(filed.candidate_id, filed.reference, a.receipt, filed.late, filed.likenesses)


def file_many(
    reader: Reader,
    applications: Sequence[Application],
    *,
    limit: int = DEFAULT_LIMIT,
    key: str = "",
) -> list[Filed]:
    """File several applications of one form in one act: all of them or none."""
    if not applications:
        raise Refusal("A1", "reading A1", _("No application was entered."), kind=Kind.INVALID)
    for given in applications:
        _admit(given, limit)
    with act(reader, Action.APPLICATION_FILE, key) as a:
        filed = [_file(a, given, limit) for given in applications]
        a.record(
            filed[0].candidate_id,
            references=[f.reference for f in filed],
            received=[given.received_at.isoformat() for given in applications],
        )
    return [Filed(f.candidate_id, f.reference, a.receipt, f.late, f.likenesses) for f in filed]


def _admit(given: Application, limit: int) -> None:
    """Judge what was sent before anything is written. Raises Refusal (A1)."""
    if not given.name.strip() or "@" not in given.mail:
        raise Refusal(
            "A1",
            "reading A1",
            _("An application has a name and a mail address to be acknowledged at."),
            kind=Kind.INVALID,
        )
    if given.channel not in set(models.Channel):
        raise Refusal("A1", "reading A1", _("Say how it was received."), kind=Kind.INVALID)
    if not given.files:
        raise Refusal(
            "A1",
            "reading A1",
            _("No file was chosen: an application has at least one document."),
            kind=Kind.INVALID,
            todo=_("Choose the documents; what you typed is still here."),
        )
    seen: dict[bytes, str] = {}
    for file_name, content in given.files:
        accepted = examine(file_name, content, limit)
        if accepted.kind is FileKind.PDF and b"/Encrypt" in content:
            reading.read(accepted.kind, content)
        if content in seen:
            raise Refusal(
                "A1",
                "reading A1",
                _(
                    "The files “%(one)s” and “%(two)s” are the same.",
                    one=seen[content],
                    two=display_name(file_name),
                ),
                kind=Kind.INVALID,
                todo=_("Choose each document once."),
            )
        seen[content] = display_name(file_name)


def _file(a: Act, given: Application, limit: int) -> Filed:
    vacancy = vacancies.vacancy(a.session.connection(), a.procedure_id)
    require(
        rules.RECEIVING,
        rules.Receiving(
            a.now,
            vacancy.posted_at if vacancy else None,
            given.received_at,
            given.channel,
            given.evidence,
        ),
    )
    if vacancy is None:  # the gate above has refused it
        raise nothing()
    candidate_id, tally = ids.new(), _tally(a)
    file_key = keys.file_key(candidate_id, a.procedure_id)
    ring = keys.ring()
    ring.make(file_key, keys.procedure_key(a.procedure_id), a.now)
    ring.make(
        keys.judgement_key(candidate_id, a.procedure_id), keys.panel_key(a.procedure_id), a.now
    )
    named = {
        "name": " ".join(given.name.split()),
        "mail": given.mail.strip(),
        "phone": given.phone.strip(),
        "note": given.note.strip(),
    }
    late = rules.is_late(given.received_at, vacancy.closes_at)
    candidate = models.Candidate(
        id=candidate_id,
        procedure_id=a.procedure_id,
        reference=_reference(a, tally.received),
        sealed=vault.seal(file_key, named, _TABLE, candidate_id),
        name_hash=_hash(a.procedure_id, "name", rules.normal_name(given.name)),
        mail_hash=_hash(a.procedure_id, "mail", rules.normal_mail(given.mail)),
        channel=given.channel,
        evidence=given.evidence.strip(),
        terms_version=vacancy.terms_version,
        received_at=given.received_at,
        filed_at=a.now,
        by_grant=a.reader.grant_id,
        late=late,
        late_reason=given.late_reason.strip(),
        staff=given.staff,
    )
    alike = _alike(a, candidate, [content for _name, content in given.files])
    a.session.add(candidate)
    a.session.flush()
    if given.sheet is not None and (given.sheet.nationalities or given.sheet.gender):
        _keep_sheet(a, candidate_id, given.sheet)
    for name, content in given.files:
        _store(a, candidate_id, name, content, given.received_at, limit)
    for other_id, (ground, _reference_of) in alike.items():
        a.session.add(
            models.Likeness(
                procedure_id=a.procedure_id,
                first_id=other_id,
                second_id=candidate_id,
                grounds=ground,
                found_at=a.now,
            )
        )
    tally.received += 1
    tally.late += late
    a.session.add(tally)
    a.session.flush()
    _acknowledge(a, candidate, late)
    references = tuple(reference for _ground, reference in alike.values())
    return Filed(candidate_id, candidate.reference, "", late, references)


def _store(
    a: Act, candidate_id: str, name: str, content: bytes, received_at: datetime, limit: int
) -> Document:
    return documents.store(
        a,
        content=content,
        name=name,
        kind=rules.kind_of(display_name(name)),
        object_id=candidate_id,
        action=Action.APPLICATION_READ,
        key_id=keys.file_key(candidate_id, a.procedure_id),
        received_at=received_at,
        limit=limit,
    )


def _keep_sheet(a: Act, candidate_id: str, sheet: Sheet) -> None:
    sealed = vault.seal(
        keys.file_key(candidate_id, a.procedure_id),
        {"nationalities": sorted(set(sheet.nationalities)), "gender": sheet.gender},
        "applications_sheet",
        candidate_id,
    )
    a.session.add(models.Sheet(candidate_id=candidate_id, sealed=sealed))


def _hash(procedure_id: str, what: str, value: str) -> str:
    return vault.fingerprint(keys.procedure_key(procedure_id), f"{what}:{value}")


def _reference(a: Act, taken: int) -> str:
    if a.procedure is None:
        raise nothing()
    digits = rules.digits_for(taken)
    while True:
        drawn = rules.reference(a.procedure.closure_at, ids.digits(digits))
        known = a.session.exec(
            select(models.Candidate.id).where(
                models.Candidate.procedure_id == a.procedure_id,
                models.Candidate.reference == drawn,
            )
        ).first()
        if known is None:
            return drawn


def _tally(a: Act) -> models.Tally:
    """The counts of the procedure; the procedure's row is locked, so nobody counts beside us."""
    return a.session.get(models.Tally, a.procedure_id) or models.Tally(procedure_id=a.procedure_id)


def _alike(
    a: Act, candidate: models.Candidate, contents: Sequence[bytes]
) -> dict[str, tuple[str, str]]:
    """Applications of this procedure that may be the same person's: grounds and reference."""
    by_file = {other for content in contents for other in documents.same_content(a, content)}
    found = a.session.exec(
        select(models.Candidate).where(
            models.Candidate.procedure_id == a.procedure_id,
            models.Candidate.merged_into.is_(None),  # type: ignore[union-attr]
            models.Candidate.id != candidate.id,
            (models.Candidate.name_hash == candidate.name_hash)
            | (models.Candidate.mail_hash == candidate.mail_hash)
            | models.Candidate.id.in_(by_file),  # type: ignore[attr-defined]
        )
    ).all()
    return {
        other.id: (
            rules.grounds(
                file=other.id in by_file,
                name=other.name_hash == candidate.name_hash,
                mail=other.mail_hash == candidate.mail_hash,
            ),
            other.reference,
        )
        for other in sorted(found, key=lambda c: (c.received_at, c.id))
    }


def _acknowledge(a: Act, candidate: models.Candidate, late: bool) -> None:
    paragraphs = [
        _(
            "Your application was received. Its reference is %(reference)s; please name it "
            "whenever you write.",
            reference=candidate.reference,
        )
    ]
    if late:
        paragraphs.append(
            _(
                "It was received after the close of the vacancy. It is kept and marked late, and "
                "is considered only if the Chair of the selection panel admits it."
            )
        )
    paragraphs.append(
        _(
            "You may correct or withdraw it at any time by writing to the address to which you "
            "sent it. You will be told the outcome in writing."
        )
    )
    _write_to(a, candidate, "applications.acknowledged", _("Your application"), paragraphs)


def _write_to(
    a: Act, candidate: models.Candidate, kind: str, subject: str, paragraphs: list[str]
) -> None:
    notices.tell(
        a,
        kind,
        "candidate",
        object_id=candidate.id,
        recipients=(candidate.id,),
        sender=Capacity.FOCAL_POINT,
        body={"subject": subject, "paragraphs": paragraphs},
        key_id=keys.file_key(candidate.id, a.procedure_id),
    )


# ---------------------------------------------------------------- likenesses


def decide_likeness(
    reader: Reader, *, likeness_id: str, same: bool, reason: str, keep: str = "", key: str = ""
) -> str:
    """Decide whether two applications are one person's, with a reason; the receipt.

    keep: the candidate's id of the one that counts; '' takes the latest complete one (A11).
    The other is kept, and left out of the screening.
    """
    with act(reader, Action.DUPLICATE_DECIDE, key) as a:
        found = db.locked(a.session, models.Likeness, id=likeness_id, procedure_id=a.procedure_id)
        if found is None:
            raise nothing()
        rules.decide_likeness(found.decision, reason, keep, (found.first_id, found.second_id))
        found.decision = "same" if same else "different"
        found.reason, found.decided_at = reason.strip(), a.now
        found.by_grant = reader.grant_id
        a.session.add(found)
        counts = ""
        if same:
            counts = keep or _counting(a, found.first_id, found.second_id)
            other = found.second_id if counts == found.first_id else found.first_id
            _merge(a, other, counts)
        a.record(likeness_id, same=same, counts=counts, reason=found.reason)
    return a.receipt


def _counting(a: Act, first_id: str, second_id: str) -> str:
    found = []
    for candidate_id in (first_id, second_id):
        row = _candidate(a, candidate_id)
        count = a.session.exec(
            select(func.count())
            .select_from(Document)
            .where(
                Document.object_id == row.id,
                Document.withdrawn_at.is_(None),  # type: ignore[union-attr]
            )
        ).one()
        found.append(rules.Submission(row.id, row.received_at, row.late, count))
    return rules.counting(*found)


def _merge(a: Act, candidate_id: str, into: str) -> None:
    left, stays = _candidate(a, candidate_id), _candidate(a, into)
    if left.merged_into is not None or stays.merged_into is not None:
        raise Refusal(
            "A11",
            "reading A11",
            _("One of the two was found to repeat a third one in the meantime."),
            todo=_("Load the page again: the pair may be settled by now."),
        )
    left.merged_into = stays.id
    a.session.add(left)
    tally = _tally(a)
    tally.merged += 1
    a.session.add(tally)


def _candidate(a: Act, candidate_id: str) -> models.Candidate:
    found = db.locked(a.session, models.Candidate, id=candidate_id, procedure_id=a.procedure_id)
    if found is None:
        raise nothing()
    return found


# ---------------------------------------------------------------- late ones (R8)


def admit_late(reader: Reader, *, candidate_id: str, reason: str, key: str = "") -> str:
    """The Chair admits a late application with a reason, before the criteria are locked (R8)."""
    with act(reader, Action.APPLICATION_ADMIT_LATE, key) as a:
        found = _candidate(a, candidate_id)
        require(
            rules.ADMITTING,
            rules.Admitting(
                late=found.late,
                admitted=found.admitted_at is not None,
                withdrawn=found.withdrawn_at is not None or found.merged_into is not None,
                reason=reason,
                criteria_locked=rules.criteria_locked(a.milestones),
            ),
        )
        found.admitted_at, found.admitted_why = a.now, reason.strip()
        found.not_admitted_at = None
        a.session.add(found)
        notices.tell(
            a,
            "applications.admitted",
            f"capacity:{Capacity.FOCAL_POINT}",
            object_id=found.id,
            sender=Capacity.CHAIR,
        )
        a.record(found.id, admitted=True, reason=found.admitted_why)
    return a.receipt


def leave_late(reader: Reader, *, candidate_id: str, key: str = "") -> str:
    """The Chair looked at a late application and leaves it out; it can be taken up again."""
    with act(reader, Action.APPLICATION_ADMIT_LATE, key) as a:
        found = _candidate(a, candidate_id)
        if not found.late or found.admitted_at is not None:
            raise Refusal("R8", "reading R8", _("There is nothing to decide on this application."))
        found.not_admitted_at = a.now
        a.session.add(found)
        a.record(found.id, admitted=False)
    return a.receipt


# ---------------------------------------------------------------- withdrawal, correction (R25)


def _change(
    a: Act, candidate: models.Candidate, kind: str, received_at: datetime, evidence: str, said: Any
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
            evidence=evidence.strip(),
            sealed=vault.seal(
                keys.file_key(candidate.id, a.procedure_id),
                said,
                "applications_change",
                change_id,
            ),
            received_at=received_at,
            at=a.now,
            by_grant=a.reader.grant_id,
        )
    )


def withdraw(
    reader: Reader, *, candidate_id: str, received_at: datetime, evidence: str, key: str = ""
) -> str:
    """Register that the candidate withdrew; it counts from its receipt (R25)."""
    with act(reader, Action.APPLICATION_WITHDRAW, key) as a:
        found = _candidate(a, candidate_id)
        if found.withdrawn_at is not None:
            raise Refusal("R25", "reading R25", _("This application was withdrawn before."))
        _change(a, found, "withdrawal", received_at, evidence, {})
        found.withdrawn_at = received_at
        a.session.add(found)
        tally = _tally(a)
        tally.withdrawn += 1
        a.session.add(tally)
        _write_to(
            a,
            found,
            "applications.withdrawn",
            _("Your withdrawal"),
            [
                _(
                    "Your withdrawal of the application %(reference)s was received and counts "
                    "from its receipt.",
                    reference=found.reference,
                )
            ],
        )
        if a.reader.column is not Column.BEFORE:
            notices.tell(
                a,
                "applications.left",
                f"capacity:{Capacity.CHAIR}",
                object_id=found.id,
                sender=Capacity.FOCAL_POINT,
            )
        a.record(found.id, received=received_at.isoformat())
    return a.receipt


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
        found = _candidate(a, candidate_id)
        if found.version != version:
            raise Refusal(
                "R24",
                "reading R24",
                _("Somebody saved another version while you were writing. Yours is kept below."),
                todo=_("Compare it with the version now saved, then save again."),
            )
        file_key = keys.file_key(found.id, a.procedure_id)
        before = vault.unseal(file_key, found.sealed, _TABLE, found.id)
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
        found.sealed = vault.seal(file_key, after, _TABLE, found.id)
        found.name_hash = _hash(a.procedure_id, "name", rules.normal_name(after["name"]))
        found.mail_hash = _hash(a.procedure_id, "mail", rules.normal_mail(after["mail"]))
        found.version += 1
        a.session.add(found)
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
    accepted = examine(name, content, limit)
    if accepted.kind is FileKind.PDF and b"/Encrypt" in content:
        reading.read(accepted.kind, content)
    with act(reader, Action.APPLICATION_FILE, key) as a:
        found = _candidate(a, candidate_id)
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
        document = _store(a, found.id, name, content, received_at, limit)
        a.record(found.id, document=document.id, received=received_at.isoformat())
        return document.id
