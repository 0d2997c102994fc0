"""The letters of the silence procedure (S17), as they leave the house.

English is the authentic text of every letter and is said to be so on each; so nothing here
goes through the reader's language. A letter is a plain dictionary, kept sealed: sender,
addressee, reference, date_text, subject, paragraphs, closing, and courtesy: the same in
French, Spanish and Arabic by language, paragraph beside paragraph. No subject holds a name.
The words of all four stand in ``recruit/approval/wording``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from recruit.approval.wording import tongues
from recruit.core import times

DECISION = "CCM/MSP/2022/12"
ADDRESS = "silence@presidency.example"


def introduction(name: str, biography: str) -> list[str]:
    """The first paragraphs as drafted: the decision recalled, the panel, name and biography."""
    return [*_introduction(name, tongues.AUTHENTIC), biography]


def _introduction(name: str, lang: str) -> list[str]:
    facts = {"decision": DECISION, "name": name}
    return [tongues.filled(text, lang, facts) for text in tongues.words(lang)["introduction"]]


def drafted_in(lang: str, paragraphs: Sequence[str], name: str) -> list[str]:
    """The drafted paragraphs in a language: the template's translated, any other as written.

    What the President wrote in other words than the template's stays English, the authentic
    text: nothing is translated by a machine.
    """
    known = dict(zip(_introduction(name, "en"), _introduction(name, lang), strict=True))
    return [known.get(text, text) for text in paragraphs]


def _in(
    lang: str,
    kind: str,
    reference: str,
    at: datetime,
    before: Sequence[str],
    facts: dict[str, str | datetime],
    checkpoint: str,
    key: str,
) -> dict[str, Any]:
    words = tongues.words(lang)
    text = words["letters"][kind]
    facts = {"reference": reference, "decision": DECISION, **facts}
    closing = [*words["closing"], words["authentic"]]
    if checkpoint:
        closing.append(words["checkpoint"].format(checkpoint=checkpoint))
    if key:
        closing.append(words["key"].format(key=key))
    return {
        "lang": lang,
        "dir": words["dir"],
        "sender": words["sender"],
        "addressee": words["addressee"],
        "reference": reference,
        "date_text": tongues.day(times.geneva_date(at), lang),
        "subject": text["subject"],
        "paragraphs": [*before, *(tongues.filled(p, lang, facts) for p in text["paragraphs"])],
        "closing": closing,
    }


def _letter(
    kind: str, reference: str, at: datetime, checkpoint: str = "", **facts: str | datetime
) -> dict[str, Any]:
    """A letter in the four languages; at is the day it bears. checkpoint: of the record."""
    made = {lang: _in(lang, kind, reference, at, (), facts, checkpoint, "") for lang in tongues.ALL}
    return {**made.pop(tongues.AUTHENTIC), "courtesy": made}


def mail(of: dict[str, Any], path: str = "") -> dict[str, Any]:
    """The letter as the body of a broadcast; path: the page for who has an account.

    courtesy: what stands above the English in a mail to an address that chose the language.
    """
    said = _as_mail(of)
    courtesy = {
        lang: {
            **_as_mail(one),
            "dir": one["dir"],
            "below": tongues.words(lang)["below"],
        }
        for lang, one in of.get("courtesy", {}).items()
    }
    return {**said, "path": path, "courtesy": courtesy}


def _as_mail(of: dict[str, Any]) -> dict[str, Any]:
    numbered = [f"{n}. {text}" for n, text in enumerate(of["paragraphs"], start=1)]
    dated = ", ".join(part for part in (of["reference"], of["date_text"]) if part)
    head = f"{of['sender']}\n{of['addressee']}\n{dated}"
    return {
        "subject": f"{of['subject']} ({of['reference']})" if of["reference"] else of["subject"],
        "paragraphs": [head, *numbered, *of["closing"][:-1]],
        "closing": of["closing"][-1],
    }


def proposal(
    reference: str,
    at: datetime,
    paragraphs: list[str],
    *,
    deadline: datetime,
    address: str,
    name: str = "",
    checkpoint: str = "",
    key: str = "",
) -> dict[str, Any]:
    """The letter that opens a round: as drafted, then what S17 asks of every such letter.

    name: of the candidate, by which the template's paragraphs are known and translated.
    key: the 44 letters of the key by which receipts and checkpoints are verified.
    """
    facts: dict[str, str | datetime] = {"deadline": deadline, "address": address}
    made = {
        lang: _in(
            lang,
            "proposal",
            reference,
            at,
            drafted_in(lang, paragraphs, name),
            facts,
            checkpoint,
            key,
        )
        for lang in tongues.ALL
    }
    return {**made.pop(tongues.AUTHENTIC), "courtesy": made}


def rehearsal(at: datetime) -> dict[str, Any]:
    """The rehearsal mail that proves a mission's address before a round (W8)."""
    made = {lang: _rehearsal_in(lang, at) for lang in tongues.ALL}
    return {**made.pop(tongues.AUTHENTIC), "courtesy": made}


def _rehearsal_in(lang: str, at: datetime) -> dict[str, Any]:
    made = _in(lang, "rehearsal", "", at, (), {}, "", "")
    office = tongues.words(lang)["letters"]["rehearsal"]["closing"]
    return {**made, "sender": office, "closing": [office, tongues.words(lang)["authentic"]]}


def broken(reference: str, at: datetime, checkpoint: str = "") -> dict[str, Any]:
    """Silence was broken (S10): no State is named. Written when the round opens, so it bears no
    date of its own: the mail does."""
    made = _letter("broken", reference, at, checkpoint)
    for one in (made, *made["courtesy"].values()):
        one["date_text"] = ""
    return made


def lengthened(reference: str, at: datetime, deadline: datetime, reason: str) -> dict[str, Any]:
    """The deadline was made later, for all States at once (S3)."""
    return _letter("lengthened", reference, at, deadline=deadline, reason=reason)


def cancelled(reference: str, at: datetime, reason: str) -> dict[str, Any]:
    """The round was cancelled and has no effect (S15)."""
    return _letter("cancelled", reference, at, reason=reason)


def approved(reference: str, at: datetime, deadline: datetime, checkpoint: str) -> dict[str, Any]:
    """The proposal is approved, as of the deadline (S13)."""
    return _letter("approved", reference, at, checkpoint, deadline=deadline)


def disputed(reference: str, at: datetime) -> dict[str, Any]:
    """A letter surfaced after the certificate, which is under review (S14)."""
    return _letter("disputed", reference, at)


def dispute_ended(reference: str, at: datetime, annulled: bool) -> dict[str, Any]:
    """How the review of the certificate ended (S14)."""
    return _letter("annulled" if annulled else "stands", reference, at)


def unclear(
    reference: str, at: datetime, receipt: str, deadline: datetime, question: str
) -> dict[str, Any]:
    """The President asks one State what its letter means (S7)."""
    return _letter("unclear", reference, at, receipt=receipt, deadline=deadline, question=question)


def reasons(reference: str, at: datetime, annulled: bool, reason: str) -> dict[str, Any]:
    """Why the review ended as it did: to the State concerned alone (S14)."""
    kind = "reasons_in_time" if annulled else "reasons_not_in_time"
    return _letter(kind, reference, at, reason=reason)


def after_signature(reference: str, at: datetime) -> dict[str, Any]:
    """A timely letter that surfaced once the contract was signed (S14): nothing is annulled."""
    return _letter("after_signature", reference, at)


def lapsed(reference: str, at: datetime) -> dict[str, Any]:
    """The approval lapsed for that person (T3): without a reason."""
    return _letter("lapsed", reference, at)


def without_object(reference: str, at: datetime) -> dict[str, Any]:
    """The proposal is without object (T3): neither approved nor rejected, without a reason."""
    return _letter("without_object", reference, at)


def closed_without_result(reference: str, at: datetime, reason: str) -> dict[str, Any]:
    """The recruitment ends without a designation (R26)."""
    return _letter("closed_without_result", reference, at, reason=reason)
