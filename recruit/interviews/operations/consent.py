"""What a candidate answers on the day of the interview (S1, J10): asked of every one alike."""

from __future__ import annotations

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import act, nothing
from recruit.access.rules import Reader
from recruit.core import ids, keys, vault
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.interviews import models


def record(
    reader: Reader,
    *,
    candidate_id: str,
    named: bool,
    biography: str,
    referees: str,
    ask_referees: bool,
    key: str = "",
) -> str:
    """Record consent to be named, the biography for the letter, referees; the receipt.

    By the Chair or a seated member, never through GICHD (R16). Sealed under the file key.
    Raises Refusal before the candidate's interview has started, for a second record, and
    for consent to be named without a biography.
    """
    with act(reader, Action.CONSENT_RECORD, key) as a:
        held = a.session.exec(
            select(models.Interview).where(
                models.Interview.procedure_id == a.procedure_id,
                models.Interview.candidate_id == candidate_id,
            )
        ).first()
        if held is None:
            raise nothing()
        before = a.session.exec(
            select(models.Consent).where(
                models.Consent.procedure_id == a.procedure_id,
                models.Consent.candidate_id == candidate_id,
            )
        ).first()
        if before is not None:
            raise Refusal(
                "S1", "reading S1", _("What this candidate answered is recorded already.")
            )
        if named and not biography.strip():
            raise Refusal(
                "S1",
                "reading S1",
                _("Consent to be named is given together with the biography for the letter."),
                kind=Kind.INVALID,
            )
        consent = models.Consent(
            id=ids.new(),
            procedure_id=a.procedure_id,
            candidate_id=candidate_id,
            named=named,
            sealed=b"",
            by_grant=reader.grant_id,
            at=a.now,
        )
        consent.sealed = vault.seal(
            keys.file_key(candidate_id, a.procedure_id),
            {
                "named": named,
                "biography": biography.strip(),
                "referees": referees.strip(),
                "ask_referees": ask_referees,
            },
            "interviews_consent",
            consent.id,
        )
        a.session.add(consent)
        a.session.flush()
        a.record(consent.id, candidate=candidate_id)
    return a.receipt
