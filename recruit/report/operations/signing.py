"""The call to sign, signatures, and lodging (54(g), J9)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785
from sqlmodel import select

from recruit.access import operations as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.rules import Capacity, Reader
from recruit.accounts.operations import passkeys
from recruit.accounts.passkeys import Site
from recruit.core import clock, db, ids, keys, vault
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.documents import operations as documents
from recruit.documents import rendering
from recruit.documents import seal as seals
from recruit.documents.rules import DEFAULT_LIMIT
from recruit.notices import operations as notices
from recruit.panel.queries import seats
from recruit.procedure import queries as procedure
from recruit.procedure.queries import ProcedureView
from recruit.procedure.rules.days import quiet_days, right_opens
from recruit.procedure.rules.milestones import Audience, MilestoneKind
from recruit.report import layout, models
from recruit.report.operations import drafting
from recruit.report.queries import facts
from recruit.report.queries import reports as queries
from recruit.report.rules import signing as rules
from recruit.report.rules import statement
from recruit.report.rules.content import COMPLETE
from recruit.states import queries as states

TABLE = "report_report"

ASSERTIONS_CHECKED = (
    "For each signature: SHA-256 of 'recruit/report-signature/v1', a zero byte and the statement "
    "is the challenge in the client data (base64url, JSON); the signature, over the authenticator "
    "data followed by SHA-256 of the client data, is that of the public key "
    "(SubjectPublicKeyInfo, base64; by its kind ECDSA or RSA with SHA-256, or Ed25519); "
    "content_sha256 in the statement is the report's."
)
"""How anybody checks a passkey's signature, in the certificate's file (Web Authentication)."""


def _view(a: Act) -> ProcedureView:
    found = procedure.by_id(a.session.connection(), a.procedure_id)
    if found is None:
        raise LookupError(a.procedure_id)
    return found


def call(reader: Reader, *, key: str = "") -> str:
    """The Chair calls to sign: the content is frozen and hashed; its SHA-256 in hexadecimal.

    Raises Refusal with what is missing for a complete report, and where it is called
    already. Signatures of an earlier edition do not count for this one.
    """
    with act(reader, Action.REPORT_CALL, key) as a:
        report = drafting.opened(a)
        if report.lodged_at is not None:
            raise Refusal(
                "R24", "reading R24", _("The report is lodged; it changes by an addendum only.")
            )
        if report.called_at is not None:
            raise Refusal(
                "J9", "para. 54(g), reading J9", _("The members are called to sign already.")
            )
        view = queries.of_run(a.session.connection(), a.procedure_id, report.run)
        if view is None:
            raise LookupError(report.id)
        assembled = facts.assemble(a.session.connection(), _view(a), report.run, view, a.now)
        require(COMPLETE, assembled.report)
        canonical = rfc8785.dumps(assembled.content)
        decision = queries.decision(a.session.connection(), a.procedure_id, report.run)
        report.decision_id = decision.id if decision else None
        report.edition += 1
        report.called_at = a.now
        report.content_hash = hashlib.sha256(canonical).hexdigest()
        report.frozen = vault.seal(
            keys.report_key(a.procedure_id), canonical.decode(), TABLE, report.id, "frozen"
        )
        a.session.add(report)
        a.session.flush()
        a.milestone(
            MilestoneKind.REPORT_CALLED,
            Audience.PANEL,
            run=report.run,
            object_id=report.id,
            number=report.edition,
        )
        notices.tell(a, "report.called", "panel", object_id=report.id, sender=Capacity.CHAIR)
        a.record(report.id, edition=report.edition, sha256=report.content_hash)
        return report.content_hash


def _text_id(edition: int, content_hash: str) -> str:
    return f"{edition}:{content_hash}"


def standing(a: Act, report: models.Report, settings: dict[str, Any]) -> rules.Signing:
    """The facts on which the report is signed and lodged."""
    found = a.session.exec(
        select(models.Signature).where(models.Signature.report_id == report.id)
    ).all()
    quiet = quiet_days(settings)
    return rules.Signing(
        text=_text_id(report.edition, report.content_hash),
        signatures=tuple(
            rules.Signature(s.grant_id, _text_id(s.edition, s.content_hash)) for s in found
        ),
        living=frozenset(g.id for g in access.living(a, Capacity.MEMBER)),
        called=report.called_at is not None,
        due=right_opens(report.called_at, rules.DAYS_TO_SIGN, quiet) if report.called_at else None,
        lodged=report.lodged_at is not None,
    )


def said_by(reader: Reader, number: int, edition: int, content_hash: str) -> str:
    """The statement that this member's passkey signs on this text."""
    return statement.statement(
        procedure_id=reader.procedure_id,
        number=number,
        edition=edition,
        content_hash=content_hash,
        seat=reader.seat or 0,
        grant=reader.grant_id,
    )


def _assertion(a: Act, report: models.Report, site: Site, answer: str) -> str:
    """What stays of a passkey's signature: everything that its checking needs."""
    said = said_by(a.reader, report.number, report.edition, report.content_hash)
    found = passkeys.check(a, site, challenge=statement.challenge(said), answer=answer)
    kept = {
        "statement": said,
        "public_key": found.public_key,
        "credential": found.asserted.credential,
        "authenticator_data": found.asserted.authenticator_data,
        "client_data": found.asserted.client_data,
        "signature": found.asserted.signature,
    }
    return rfc8785.dumps(kept).decode()


def sign(
    reader: Reader, *, text_id: str, site: Site | None = None, answer: str = "", key: str = ""
) -> str:
    """Sign the text that was read; the receipt's reference.

    text_id: what identified it on the page (edition and hash). A signature attests that the
    record is true. With an answer of a passkey, for this site, the passkey's assertion over the
    content's hash is the signature; without one it is the server's word that the second factor
    was given. Raises Refusal where it is not called, changed since, signed or lodged, and
    where the assertion is not right.
    """
    with act(reader, Action.REPORT_SIGN, key) as a:
        drafting.judging(a)
        report = drafting.opened(a)
        at = standing(a, report, _view(a).settings)
        rules.check_signature(at, reader.grant_id, text_id)
        assertion = _assertion(a, report, site, answer) if site is not None else ""
        a.session.add(
            models.Signature(
                report_id=report.id,
                edition=report.edition,
                grant_id=reader.grant_id,
                content_hash=report.content_hash,
                how="passkey" if assertion else "code",
                assertion=assertion,
                at=a.now,
            )
        )
        said = a.session.exec(
            select(models.Unsigned).where(
                models.Unsigned.report_id == report.id,
                models.Unsigned.grant_id == reader.grant_id,
            )
        ).first()
        if said is not None:
            a.session.delete(said)
        a.session.flush()
        a.record(
            report.id,
            edition=report.edition,
            sha256=report.content_hash,
            how="passkey" if assertion else "code",
        )
    return a.receipt


def decline(reader: Reader, *, reason: str, key: str = "") -> str:
    """Say why one does not sign; it stands in the certificate (J9). The receipt's reference.

    Whoever has said so may still sign until the report is lodged.
    """
    with act(reader, Action.REPORT_SIGN, key) as a:
        drafting.judging(a)
        report = drafting.opened(a)
        at = standing(a, report, _view(a).settings)
        rules.check_signature(at, reader.grant_id, at.text)
        if not reason.strip():
            raise Refusal(
                "J9",
                "para. 54(g), reading J9",
                _("Give the reason, or leave it: 'none given' then stands in the certificate."),
                kind=Kind.INVALID,
            )
        found = a.session.exec(
            select(models.Unsigned).where(
                models.Unsigned.report_id == report.id,
                models.Unsigned.grant_id == reader.grant_id,
            )
        ).first() or models.Unsigned(
            id=ids.new(), report_id=report.id, grant_id=reader.grant_id, sealed=b"", at=a.now
        )
        found.at = a.now
        found.sealed = vault.seal(
            keys.report_key(a.procedure_id), reason.strip(), "report_unsigned", found.id
        )
        a.session.add(found)
        a.record(report.id, edition=report.edition, declined=True)
    return a.receipt


# -- lodging ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The report and its certificate, both sealed. of: what they were drawn from."""

    of: str
    file: seals.Sealed
    certificate: seals.Sealed


def _drawn(reader: Reader, at: datetime) -> _Drawn | None:
    """The report and its certificate as they stand, drawn and sealed before the transaction;
    None where there is nothing to draw yet.

    The report is sealed first: its certificate prints the SHA-256 of the sealed file.
    """
    with db.reading() as connection:
        report = queries.lodgeable(connection, reader.procedure_id)
        if report is None:
            return None
        canonical = queries.canonical(connection, reader.procedure_id, report.id)
        if canonical is None:
            return None
        content = json.loads(canonical)
        note = queries.checkpoint(connection, reader.procedure_id)
        members = seats.members(connection, reader.procedure_id)
        names = states.states(connection)
        signatures = {
            s.grant_id: s
            for s in queries.signatures(connection, report.id)
            if _text_id(s.edition, s.content_hash) == report.text_id
        }
        reasons = {
            u.grant_id: u.text for u in queries.unsigned(connection, reader.procedure_id, report.id)
        }
    living = frozenset(m.grant_id for m in members)
    signing = rules.Signing(
        report.text_id,
        tuple(rules.Signature(g, report.text_id) for g in signatures),
        living,
        True,
        None,
    )
    signed, missing = rules.certificate(signing, reasons, [m.grant_id for m in members])
    who = {m.grant_id: (m.seat, m.name, _state(names, m.state_id)) for m in members}
    file = seals.seal(
        rendering.pdf(layout.report(content, report.content_hash, note, at), at),
        at,
        "The panel's report as it was lodged",
    )
    certificate = rendering.pdf(
        layout.certificate(
            content,
            report.content_hash,
            hashlib.sha256(file.content).hexdigest(),
            file.certificate,
            note,
            [(*who[g], signatures[g].how, signatures[g].at) for g in signed],
            [(*who[u.grant], u.reason) for u in missing],
            at,
        ),
        at,
        _attached([signatures[g] for g in signed if signatures[g].assertion]),
    )
    return _Drawn(
        _print(report.text_id, frozenset(signed), living),
        file,
        seals.seal(certificate, at, "The certificate of signatures beside the report"),
    )


def _attached(signed: list[queries.SignatureView]) -> dict[str, bytes]:
    """The passkeys' assertions as a file of the certificate, with how they are checked."""
    if not signed:
        return {}
    said = {
        "how": ASSERTIONS_CHECKED,
        "signatures": [json.loads(s.assertion) for s in signed],
    }
    return {"assertions.json": rfc8785.dumps(said)}


def _state(names: dict[str, states.StateView], state_id: str) -> str:
    return names[state_id].name if state_id in names else state_id


def _print(text_id: str, signed: frozenset[str], living: frozenset[str]) -> str:
    return "|".join([text_id, *sorted(signed), "of", *sorted(living)])


def lodge(reader: Reader, *, key: str = "") -> str:
    """The Chair lodges the report: frozen, numbered, in the panel's custody; the receipt.

    Two PDFs are kept: the report, which prints the SHA-256 of its content and the latest
    checkpoint of the panel's record, and the certificate of signatures. Both are drawn before
    the transaction and refused where anything changed meanwhile. A late report is lodged
    (J9). Raises Refusal with what is missing.
    """
    at = clock.now()
    drawn = _drawn(reader, at)
    with act(reader, Action.REPORT_LODGE, key) as a:
        report = drafting.opened(a)
        signing = standing(a, report, _view(a).settings)
        require(
            rules.LODGING,
            rules.Lodging(now=a.now, signing=signing, complete=report.frozen is not None),
        )
        now = _print(signing.text, rules.standing(signing), signing.living)
        if drawn is None or drawn.of != now:
            raise Refusal(
                "J9",
                "para. 54(g), reading J9",
                _("A signature was given while the report was being drawn. Nothing was lodged."),
                todo=_("Lodge it again."),
            )
        _keep(a, report, drawn)
        a.milestone(
            MilestoneKind.REPORT_LODGED,
            Audience.PANEL,
            run=report.run,
            object_id=report.id,
            number=report.number,
        )
        notices.tell(a, "report.lodged", "panel", object_id=report.id, sender=Capacity.CHAIR)
        a.record(
            report.id,
            number=report.number,
            sha256=report.content_hash,
            file_sha256=report.file_hash,
            signed=len(rules.standing(signing)),
            seal=report.sealed_by,
            stamp=report.stamp,
        )
    return a.receipt


def _keep(a: Act, report: models.Report, drawn: _Drawn) -> None:
    kept = []
    file, certificate = drawn.file.content, drawn.certificate.content
    for content, name, kind in (
        (file, f"{report.kind}-{report.number}.pdf", "report"),
        (certificate, f"{report.kind}-{report.number}-certificate.pdf", "certificate"),
    ):
        kept.append(
            documents.store(
                a,
                content=content,
                name=name,
                kind=kind,
                object_id=report.id,
                action=Action.REPORT_READ,
                key_id=keys.report_key(a.procedure_id),
                received_at=a.now,
                limit=DEFAULT_LIMIT,
                ours=True,
            )
        )
    report.lodged_at = a.now
    report.document_id, report.certificate_id = kept[0].id, kept[1].id
    report.file_hash = hashlib.sha256(file).hexdigest()
    report.sealed_by, report.stamp = drawn.file.certificate, drawn.file.stamp
    a.session.add(report)
    a.session.flush()
