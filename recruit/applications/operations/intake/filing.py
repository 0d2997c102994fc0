"""Filing what a person ordered, one application after the other, each through the one
operation that files (with its receipt, its acknowledgement, its likenesses and lateness)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlmodel import select

from recruit.access.frame import Act
from recruit.access.rules import Reader
from recruit.applications.models import (
    BatchState,
    Item,
    ItemState,
    Proposal,
    ProposalState,
)
from recruit.applications.operations import filing
from recruit.applications.operations.intake import rows
from recruit.applications.queries import batches as queries
from recruit.core import db, keys, words
from recruit.core.errors import AlreadyDone, Kind, Refusal
from recruit.core.words import _
from recruit.documents import held

MOST_FILED = 5  # applications of one step


def order(reader: Reader, batch_id: str, *, number: int, key: str = "") -> int:
    """Order the filing of all proposals that are ready; how many.

    number: how many the person was shown. Raises Refusal where it is another number by now:
    nobody files what they have not seen.
    """
    with rows.draft_act(reader, key) as a:
        batch = rows.at_rest(rows.own(a, batch_id))
        ready = queries.ready(a.session.connection(), a.reader, batch_id)
        if not ready:
            raise Refusal(
                "A1", "reading A1", _("No application of this drop is ready to be filed.")
            )
        if len(ready) != number:
            raise Refusal(
                "A1",
                "reading A1",
                _("Something changed meanwhile: %(n)s are ready now.", n=len(ready)),
                todo=_("Look at them once more and file them then."),
            )
        for proposal in a.session.exec(select(Proposal).where(Proposal.batch_id == batch_id)).all():
            if proposal.id in ready:
                proposal.state = ProposalState.ORDERED
                a.session.add(proposal)
        batch.state, batch.grant_id, batch.touched_at = (
            BatchState.FILING,
            a.reader.grant_id,
            a.now,
        )
        a.session.add(batch)
    return number


def file_some(reader: Reader, batch_id: str, limit: int) -> None:
    """File up to five of those that are ordered; where none is left, end the filing."""
    with db.reading() as connection:
        ordered = queries.ordered(connection, batch_id, MOST_FILED)
    for proposal_id in ordered:
        _file(reader, batch_id, proposal_id, limit)
    with rows.draft_act(reader) as a:
        states = set(
            a.session.exec(select(Proposal.state).where(Proposal.batch_id == batch_id)).all()
        )
        if ProposalState.ORDERED in states:
            return
        batch = rows.own(a, batch_id)
        waiting = {ProposalState.OPEN, ProposalState.REFUSED} & states
        batch.state = BatchState.REVIEW if waiting else BatchState.DONE
        a.session.add(batch)


def _file(reader: Reader, batch_id: str, proposal_id: str, limit: int) -> None:
    with db.reading() as connection:
        sealed = queries.sealed(connection, batch_id, proposal_id)
        files = queries.files_of(connection, proposal_id)
    draft = rows.draft_of(reader.procedure_id, sealed)
    contents = {f.content_hash: f for f in reversed(files)}  # the same content once, the first
    purged: list[str] = []

    def settled(a: Act, filed: filing.Filed) -> None:
        rows.own(a, batch_id)
        proposal = db.locked(a.session, Proposal, id=proposal_id, batch_id=batch_id)
        if proposal is None or proposal.state != ProposalState.ORDERED:
            raise AlreadyDone("")
        proposal.state, proposal.candidate_id = ProposalState.FILED, filed.candidate_id
        # what stays until the drop is purged is what its person has to recognise it by
        told = replace(draft, nationalities="", gender="", phone="", evidence="", late_reason="")
        proposal.sealed = rows.sealed_draft(a.procedure_id, proposal.id, told)
        a.session.add(proposal)
        purged.extend(_purge_bytes(a, proposal_id))

    at = draft.received_at
    try:
        with words.remembered():
            if at is None:
                raise Refusal("A1", "reading A1", _("The time of receipt is missing."))
            filing.file_application(
                reader,
                name=draft.name,
                mail=draft.mail,
                channel=draft.channel,
                received_at=at,
                evidence=draft.evidence,
                files=[
                    (
                        rows.item_words(reader.procedure_id, f)["path"],
                        _whole(reader, batch_id, f),
                    )
                    for f in files
                    if contents[f.content_hash] is f
                ],
                sheet=filing.Sheet(tuple(draft.nationalities.upper().split()), draft.gender),
                staff=draft.staff,
                late_reason=draft.late_reason,
                phone=draft.phone,
                limit=limit,
                key=f"intake:{proposal_id}",
                also=settled,
            )
    except AlreadyDone:
        return  # another step filed it at the same moment
    except Refusal as refusal:
        if refusal.kind is Kind.UNKNOWN:
            raise
        _refused(reader, batch_id, proposal_id, _both(refusal))
        return
    held.let_go(purged)


def _purge_bytes(a: Act, proposal_id: str) -> list[str]:
    """The application has its documents: the bytes of the draft go with the same commit."""
    found = a.session.exec(
        select(Item).where(Item.proposal_id == proposal_id, Item.state == ItemState.READ)
    ).all()
    gone = []
    for item in found:
        if item.wrapped is not None:
            item.wrapped = None
            a.session.add(item)
            gone.append(item.id)
    return gone


def _whole(reader: Reader, batch_id: str, file: Any) -> bytes:
    key_id = keys.procedure_key(reader.procedure_id)
    return b"".join(held.pieces(file.id, batch_id, reader.procedure_id, key_id, file.wrapped))


def _both(refusal: Refusal) -> words.Code:
    """Why, and what to do, for readers of any language."""
    if not refusal.todo:
        return words.code(refusal.reason)
    with words.remembered():
        return words.code(_("%(why)s %(todo)s", why=refusal.reason, todo=refusal.todo))


def _refused(reader: Reader, batch_id: str, proposal_id: str, why: words.Code) -> None:
    with rows.draft_act(reader) as a:
        rows.own(a, batch_id)
        proposal = db.locked(a.session, Proposal, id=proposal_id, batch_id=batch_id)
        if proposal is None or proposal.state != ProposalState.ORDERED:
            return
        draft = replace(rows.draft_of(a.procedure_id, proposal), why=why)
        proposal.state = ProposalState.REFUSED
        proposal.sealed = rows.sealed_draft(a.procedure_id, proposal.id, draft)
        a.session.add(proposal)
