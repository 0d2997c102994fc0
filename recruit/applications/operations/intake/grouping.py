"""From files that were read to proposed applications. What a person touched stays theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlmodel import select

from recruit.access.frame import Act
from recruit.access.rules import Reader
from recruit.applications.models import (
    Batch,
    BatchState,
    Candidate,
    Item,
    ItemState,
    Proposal,
    ProposalState,
)
from recruit.applications.operations.intake import rows
from recruit.applications.rules import grouping, proposing
from recruit.core import ids
from recruit.core.words import Code, _, code, remembered
from recruit.documents import held

_LIST = "list"


def group(reader: Reader, batch_id: str) -> None:
    """Propose applications for everything that was read, and lay them before the person.

    Proposals that nobody has touched are made anew, so that it does not matter whether a
    list or the files that it names came first; those that somebody corrected, left out or
    filed keep their files.
    """
    with rows.draft_act(reader) as a:
        batch = rows.own(a, batch_id)
        if batch.state != BatchState.READING:
            return
        waiting = select(Item.id).where(Item.batch_id == batch_id, Item.state == ItemState.TAKEN)
        if a.session.exec(waiting).first() is not None:
            return
        _propose(a, batch)
        batch.state = BatchState.REVIEW
        a.session.add(batch)


def _propose(a: Act, batch: Batch) -> None:
    known = {
        p.identity: p
        for p in a.session.exec(select(Proposal).where(Proposal.batch_id == batch.id)).all()
    }
    free = {p.id for p in known.values() if _untouched(p)}
    items = [
        item
        for item in a.session.exec(
            select(Item)
            .where(Item.batch_id == batch.id, Item.state == ItemState.READ)
            .order_by(Item.place)  # type: ignore[arg-type]
        ).all()
        if item.proposal_id is None or item.proposal_id in free
    ]
    words = {item.id: rows.item_words(a.procedure_id, item) for item in items}
    files = [
        grouping.File(i.id, words[i.id]["path"], i.kind, i.parent_id or "")
        for i in items
        if i.kept or i.kind == grouping.MAIL
    ]
    lists = [
        grouping.Row(i.id, n, values)
        for i in items
        if i.kind == _LIST
        for n, values in enumerate(words[i.id]["facts"]["rows"], 1)
    ]
    facts = {i.id: facts_of(words[i.id]) for i in items}
    by_id = {item.id: item for item in items}
    filed = _filed(a, items)
    for item in items:
        item.proposal_id = None
        a.session.add(item)
    a.session.flush()
    reused = set()
    place = max((p.place for p in known.values()), default=0)
    for found in grouping.groups(files, lists):
        of = [by_id[file_id] for file_id in found.files]
        proposal = known.get(rows.identity(a.procedure_id, f"group:{found.key}"))
        if proposal is not None and proposal.id not in free and _closed(proposal):
            key = f"again:{found.key}:{','.join(found.files)}"
            proposal = known.get(rows.identity(a.procedure_id, key))
            found = replace(found, key=key)
        if proposal is None or proposal.id in free:
            if proposal is None:
                place += 1
                proposal = _new(a, batch, f"group:{found.key}", place)
            draft = proposing.propose(found, facts)
            reference = _all_filed(of, filed)
            if reference:
                draft = replace(draft, why=_filed_before(reference))
                proposal.state = ProposalState.LEFT
            else:
                proposal.state = ProposalState.OPEN
            proposal.sealed = rows.sealed_draft(a.procedure_id, proposal.id, draft)
            a.session.add(proposal)
            a.session.flush()
            reused.add(proposal.id)
        for item in of:
            item.proposal_id = proposal.id
            a.session.add(item)
    a.session.flush()
    for proposal in known.values():
        if proposal.id in free and proposal.id not in reused:
            a.session.delete(proposal)
    a.session.flush()


def _filed_before(reference: str) -> Code:
    with remembered():
        said = _("All its files were filed before, as %(reference)s.", reference=reference)
        return code(said)


def _untouched(proposal: Proposal) -> bool:
    return proposal.version == 1 and proposal.state in (ProposalState.OPEN, ProposalState.LEFT)


def _closed(proposal: Proposal) -> bool:
    return proposal.state in (ProposalState.FILED, ProposalState.ORDERED)


def _new(a: Act, batch: Batch, identity: str, place: int) -> Proposal:
    return Proposal(
        id=ids.new(),
        batch_id=batch.id,
        identity=rows.identity(a.procedure_id, identity),
        place=place,
        sealed=b"",
    )


def facts_of(words: Mapping[str, object]) -> proposing.Facts:
    """What was read of one file, as the rules take it."""
    facts = words["facts"]
    if not isinstance(facts, dict):
        facts = {}
    return proposing.Facts(
        str(words["path"]).rpartition("/")[2],
        facts.get("mail"),
        tuple(facts.get("addresses", ())),
        tuple(facts.get("heads", ())),
    )


def _filed(a: Act, items: Sequence[Item]) -> dict[str, str]:
    """The reference under which content of these items is filed, by its hash."""
    owners = held.filed(
        a.session.connection(), a.procedure_id, [i.content_hash for i in items if i.kept]
    )
    if not owners:
        return {}
    references = dict(
        a.session.exec(
            select(Candidate.id, Candidate.reference).where(
                Candidate.procedure_id == a.procedure_id,
                Candidate.id.in_(sorted(set(owners.values()))),  # type: ignore[attr-defined]
            )
        ).all()
    )
    return {h: references[owner] for h, owner in owners.items() if owner in references}


def _all_filed(of: Sequence[Item], filed: Mapping[str, str]) -> str:
    """The one reference that has all these files already; '' where there is none."""
    found = {filed.get(item.content_hash, "") for item in of if item.kept}
    return found.pop() if len(found) == 1 else ""
