"""Filing applications with their documents (A1): the order is key, file, row.

Both keys of a candidate are on the disk before the documents, these before the row; all
of it or nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Reader
from recruit.applications import models, rules
from recruit.applications.operations import files
from recruit.core import ids, keys, vault
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.documents import operations as documents
from recruit.documents.rules import DEFAULT_LIMIT, display_name
from recruit.vacancy import queries as vacancies


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
    also: Callable[[Act, Filed], None] | None = None,
) -> Filed:
    """File one application with its documents, and acknowledge it to the candidate (A1).

    received_at: aware time of receipt at the vacancy's address. limit: bytes a file.
    also: what is written in the same transaction, once it is filed.
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
    _admit(reader, given, limit)
    with act(reader, Action.APPLICATION_FILE, key) as a:
        filed = _file(a, given, limit)
        a.record(
            filed.candidate_id,
            reference=filed.reference,
            received=received_at.isoformat(),
            late=filed.late,
            documents=len(files),
        )
        if also is not None:
            also(a, filed)
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
        _admit(reader, given, limit)
    with act(reader, Action.APPLICATION_FILE, key) as a:
        filed = [_file(a, given, limit) for given in applications]
        a.record(
            filed[0].candidate_id,
            references=[f.reference for f in filed],
            received=[given.received_at.isoformat() for given in applications],
        )
    return [Filed(f.candidate_id, f.reference, a.receipt, f.late, f.likenesses) for f in filed]


def _admit(reader: Reader, given: Application, limit: int) -> None:
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
        documents.admit(
            reader, Action.APPLICATION_FILE, name=file_name, content=content, limit=limit
        )
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
    candidate_id, tally = ids.new(), files.tally(a)
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
        sealed=vault.seal(file_key, named, files.TABLE, candidate_id),
        name_hash=files.fingerprint(a.procedure_id, "name", rules.normal_name(given.name)),
        mail_hash=files.fingerprint(a.procedure_id, "mail", rules.normal_mail(given.mail)),
        channel=given.channel,
        terms_version=vacancy.terms_version,
        received_at=given.received_at,
        filed_at=a.now,
        by_grant=a.reader.grant_id,
        late=late,
        staff=given.staff,
    )
    words = {"evidence": given.evidence.strip(), "late_reason": given.late_reason.strip()}
    files.write_beside(candidate, words)
    alike = _alike(a, candidate, given.phone, [content for _name, content in given.files])
    a.session.add(candidate)
    a.session.flush()
    if given.sheet is not None and (given.sheet.nationalities or given.sheet.gender):
        _keep_sheet(a, candidate_id, given.sheet)
    for place, (name, content) in enumerate(given.files):
        files.store(a, candidate_id, name, content, given.received_at, limit, place)
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
    files.named(a, candidate_id, named["name"], named["mail"])
    references = tuple(reference for _ground, reference in alike.values())
    return Filed(candidate_id, candidate.reference, "", late, references)


def _keep_sheet(a: Act, candidate_id: str, sheet: Sheet) -> None:
    sealed = vault.seal(
        keys.file_key(candidate_id, a.procedure_id),
        {"nationalities": sorted(set(sheet.nationalities)), "gender": sheet.gender},
        "applications_sheet",
        candidate_id,
    )
    a.session.add(models.Sheet(candidate_id=candidate_id, sealed=sealed))


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


def _alike(
    a: Act, candidate: models.Candidate, phone: str, contents: Sequence[bytes]
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
    alike = {}
    for other in sorted(found, key=lambda c: (c.received_at, c.id)):
        ground = rules.grounds(
            file=other.id in by_file,
            name=other.name_hash == candidate.name_hash,
            mail=other.mail_hash == candidate.mail_hash,
        )
        if ground != "name" or not rules.told_apart(phone, _phone(other)):
            alike[other.id] = (ground, other.reference)
    return alike


def _phone(candidate: models.Candidate) -> str:
    file_key = keys.file_key(candidate.id, candidate.procedure_id)
    said = vault.unseal_or_none(file_key, candidate.sealed, files.TABLE, candidate.id)
    return str(said["phone"]) if said else ""


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
    files.write_to(a, candidate, "applications.acknowledged", _("Your application"), paragraphs)
