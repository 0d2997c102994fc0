"""Feedback letters: kept while they are drafted, searched for others, sent once (D4, D5)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Capacity, Reader
from recruit.core import ids, keys, vault
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.rights.models import Feedback
from recruit.rights.queries import content
from recruit.rights.queries import feedback as queries
from recruit.rights.rules import feedback as rules
from recruit.rights.rules.feedback import Side

NOTICE = "rights.feedback"


def _row(a: Act, side: Side, candidate_id: str) -> tuple[queries.About, Feedback | None]:
    about = queries.about(a.session.connection(), a.reader, side, candidate=candidate_id)
    if about is None or about.closed:
        raise nothing()
    row = a.session.exec(
        select(Feedback)
        .where(Feedback.candidate_id == candidate_id, Feedback.side == side.value)
        .with_for_update()
    ).first()
    return about, row


def _facts(
    about: queries.About, row: Feedback | None, text: str, version: int, unexplained: int = 0
) -> rules.Sending:
    return rules.Sending(
        about.told,
        about.withdrawn,
        row is not None and row.sent_at is not None,
        text,
        version,
        row.version if row else 0,
        unexplained,
    )


def write(reader: Reader, *, candidate_id: str, text: str, version: int, key: str = "") -> int:
    """Keep the text of a letter that is being drafted; its version.

    version: of the text that was on the form, 0 for the first. Raises Refusal by
    rules.WRITING, and (W1) where it was changed in another window in between.
    """
    side = rules.side_of(reader.capacity)
    with act(reader, Action.FEEDBACK_WRITE, key) as a:
        a.silent = True
        about, row = _row(a, side, candidate_id)
        require(rules.WRITING, _facts(about, row, text, version))
        if version != (row.version if row else 0):
            raise Refusal(
                "W1",
                "reading W1",
                _("The letter was changed in another window in the meantime."),
                todo=_("Copy your words, open the page again, and add them there."),
            )
        if row is None:
            row = Feedback(
                id=ids.new(),
                procedure_id=a.procedure_id,
                candidate_id=candidate_id,
                side=side.value,
                key_id=queries.key_of(side, candidate_id, a.procedure_id),
                sealed=b"",
                version=0,
                by_grant=reader.grant_id,
                saved_at=a.now,
            )
        said = {"text": text.replace("\r\n", "\n").strip()}
        row.sealed = vault.seal(row.key_id, said, queries.TABLE, row.id)
        row.version, row.saved_at, row.by_grant = row.version + 1, a.now, reader.grant_id
        a.session.add(row)
        a.session.flush()
        return row.version


def send(
    reader: Reader,
    *,
    candidate_id: str,
    version: int,
    reasons: Mapping[str, str],
    key: str = "",
) -> str:
    """Send the letter as it is saved, to that candidate alone; the receipt.

    It is searched anew here, with every name of this moment. reasons: for each place found, by
    its key, why it stands. Raises Refusal by rules.SENDING.
    """
    side = rules.side_of(reader.capacity)
    with act(reader, Action.FEEDBACK_SEND, key) as a:
        about, row = _row(a, side, candidate_id)
        if row is None:
            raise nothing()
        text = str(vault.unseal(row.key_id, row.sealed, queries.TABLE, row.id)["text"])
        names = content.everybody(a.session.connection(), a.procedure_id)
        found = rules.search(text, about.name, names.besides(candidate_id))
        bare = [f for f in found if not reasons.get(f.key, "").strip()]
        require(rules.SENDING, _facts(about, row, text, version, len(bare)))
        if not about.mail:
            raise Refusal(
                "D5",
                rules.CITED,
                _("The application has no mail address on file."),
                kind=Kind.INVALID,
            )
        kept = [{"word": f.word, "why": f.why, "reason": reasons[f.key].strip()} for f in found]
        row.found = vault.seal(row.key_id, kept, queries.TABLE, row.id, "found")
        row.sent_at, row.sent_by = a.now, reader.grant_id
        sent = notices.tell(
            a,
            NOTICE,
            "candidate",
            object_id=row.id,
            recipients=[candidate_id],
            sender=Capacity.CHAIR if side is Side.CHAIR else Capacity.FOCAL_POINT,
            body={
                "subject": "Feedback on your application",
                "paragraphs": [p for p in text.split("\n\n") if p.strip()],
                "closing": rules.signed(side),
            },
            key_id=keys.file_key(candidate_id, a.procedure_id),
        )
        row.broadcast_id = sent.id
        a.session.add(row)
        a.record(row.id, candidate=candidate_id, side=side.value, explained=len(found))
    return a.receipt
