"""Correcting what is proposed, before anything is filed: values, files, what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import func, select

from recruit.access.frame import Act, nothing
from recruit.access.rules import Reader
from recruit.applications.models import Batch, Item, ItemState, Proposal, ProposalState
from recruit.applications.operations.intake import grouping, rows
from recruit.applications.rules import proposing
from recruit.applications.rules.grouping import Group
from recruit.core import db, ids
from recruit.core.errors import Refusal
from recruit.core.words import _

NEW = "new"
_CHANGEABLE = (ProposalState.OPEN, ProposalState.REFUSED, ProposalState.LEFT)


def _batch(a: Act, batch_id: str) -> Batch:
    batch = rows.at_rest(rows.own(a, batch_id))
    batch.touched_at = a.now
    a.session.add(batch)
    return batch


def _proposal(a: Act, batch_id: str, proposal_id: str) -> Proposal:
    found = db.locked(a.session, Proposal, id=proposal_id, batch_id=batch_id)
    if found is None:
        raise nothing()
    if found.state not in _CHANGEABLE:
        raise Refusal(
            "A1",
            "reading A1",
            _("This application is filed."),
            todo=_("Correct it on its own page."),
        )
    return found


def _item(a: Act, batch_id: str, proposal_id: str, item_id: str) -> Item:
    found = db.locked(a.session, Item, id=item_id, batch_id=batch_id, proposal_id=proposal_id)
    if found is None:
        raise nothing()
    return found


def _save(a: Act, proposal: Proposal, **changes: Any) -> None:
    """The changed draft in its row; it counts as touched from now on."""
    draft = replace(rows.draft_of(a.procedure_id, proposal), **changes)
    proposal.sealed = rows.sealed_draft(a.procedure_id, proposal.id, draft)
    proposal.version += 1
    a.session.add(proposal)
    a.session.flush()


def correct(
    reader: Reader,
    batch_id: str,
    proposal_id: str,
    *,
    values: Mapping[str, Any],
    version: int,
    key: str = "",
) -> None:
    """Put these values in place of the proposed ones. version: that the person has seen.

    Raises Refusal where somebody changed it meanwhile, in another window for instance.
    """
    with rows.draft_act(reader, key) as a:
        _batch(a, batch_id)
        proposal = _proposal(a, batch_id, proposal_id)
        if proposal.version != version:
            raise Refusal(
                "A1",
                "reading A1",
                _("This proposal was changed meanwhile, perhaps in another window."),
                todo=_("Open it anew, and enter your correction again."),
            )
        draft = rows.draft_of(a.procedure_id, proposal)
        typed = {name for name, value in values.items() if getattr(draft, name) != value}
        sources = {name: of for name, of in draft.sources.items() if name not in typed}
        if proposal.state == ProposalState.REFUSED:
            proposal.state = ProposalState.OPEN
        why = draft.why if proposal.state == ProposalState.LEFT else ""
        _save(a, proposal, **values, sources=sources, notes=(), why=why)


def fill(reader: Reader, batch_id: str, *, values: Mapping[str, Any], key: str = "") -> int:
    """Give these values to every open proposal that lacks its time of receipt: how it came,
    when, and what shows it. How many got them."""
    count = 0
    with rows.draft_act(reader, key) as a:
        _batch(a, batch_id)
        for proposal in a.session.exec(
            select(Proposal).where(
                Proposal.batch_id == batch_id, Proposal.state == ProposalState.OPEN
            )
        ).all():
            if not rows.draft_of(a.procedure_id, proposal).received:
                _save(a, proposal, **values)
                count += 1
    return count


def leave(reader: Reader, batch_id: str, proposal_id: str, *, why: str, key: str = "") -> None:
    """Leave a proposal out, with a reason. Raises Refusal without one."""
    why = proposing.why_needed(why)
    with rows.draft_act(reader, key) as a:
        _batch(a, batch_id)
        proposal = _proposal(a, batch_id, proposal_id)
        proposal.state = ProposalState.LEFT
        _save(a, proposal, why=why)


def take_up(reader: Reader, batch_id: str, proposal_id: str, *, key: str = "") -> None:
    """Take up again what was left out."""
    with rows.draft_act(reader, key) as a:
        _batch(a, batch_id)
        proposal = _proposal(a, batch_id, proposal_id)
        proposal.state = ProposalState.OPEN
        _save(a, proposal, why="")


def merge(reader: Reader, batch_id: str, proposal_id: str, *, into: str, key: str = "") -> None:
    """Give all files of a proposal to another; what was proposed of the one is dropped, but
    for what the other lacks."""
    with rows.draft_act(reader, key) as a:
        _batch(a, batch_id)
        proposal = _proposal(a, batch_id, proposal_id)
        if into == proposal_id:
            raise nothing()
        other = _proposal(a, batch_id, into)
        mine, theirs = (rows.draft_of(a.procedure_id, p) for p in (proposal, other))
        for item in _items(a, proposal_id):
            item.proposal_id = other.id
            a.session.add(item)
        a.session.flush()
        lacking = {
            name: getattr(mine, name)
            for name in ("name", "mail", "phone", "nationalities", "gender", "late_reason")
            if not getattr(theirs, name) and getattr(mine, name)
        }
        if not theirs.received and mine.received:
            lacking |= {name: getattr(mine, name) for name in ("received", "evidence", "channel")}
        _save(a, other, **lacking, staff=theirs.staff or mine.staff)
        a.session.delete(proposal)
        a.session.flush()


def _items(a: Act, proposal_id: str) -> list[Item]:
    return list(a.session.exec(select(Item).where(Item.proposal_id == proposal_id)).all())


def move(
    reader: Reader, batch_id: str, proposal_id: str, *, item_id: str, to: str, key: str = ""
) -> str:
    """Give one file to another proposal, or to a new one (to: 'new'); the id of that one."""
    with rows.draft_act(reader, key) as a:
        _batch(a, batch_id)
        proposal = _proposal(a, batch_id, proposal_id)
        item = _item(a, batch_id, proposal_id, item_id)
        if to == NEW:
            words = rows.item_words(a.procedure_id, item)
            draft = proposing.propose(Group("", (item.id,)), {item.id: grouping.facts_of(words)})
            last = a.session.exec(
                select(func.max(Proposal.place)).where(Proposal.batch_id == batch_id)
            ).one()
            other = Proposal(
                id=ids.new(),
                batch_id=batch_id,
                identity=rows.identity(a.procedure_id, f"moved:{item.id}:{ids.new()}"),
                place=(last or 0) + 1,
                sealed=b"",
                version=2,
            )
            other.sealed = rows.sealed_draft(a.procedure_id, other.id, draft)
            a.session.add(other)
            a.session.flush()
        else:
            other = _proposal(a, batch_id, to)
            _save(a, other)
        item.proposal_id = other.id
        a.session.add(item)
        _save(a, proposal)
        return other.id


def leave_file(
    reader: Reader, batch_id: str, proposal_id: str, *, item_id: str, why: str, key: str = ""
) -> None:
    """Leave one file out, with a reason; it is told in the list of what was not taken."""
    why = proposing.why_needed(why)
    with rows.draft_act(reader, key) as a:
        _batch(a, batch_id)
        proposal = _proposal(a, batch_id, proposal_id)
        item = _item(a, batch_id, proposal_id, item_id)
        item.state = ItemState.LEFT
        rows.set_item(a.procedure_id, item, why=why)
        a.session.add(item)
        _save(a, proposal)


def take_file(
    reader: Reader, batch_id: str, proposal_id: str, *, item_id: str, key: str = ""
) -> None:
    """Take a file up again that was left out."""
    with rows.draft_act(reader, key) as a:
        _batch(a, batch_id)
        proposal = _proposal(a, batch_id, proposal_id)
        item = _item(a, batch_id, proposal_id, item_id)
        if item.state == ItemState.LEFT:
            item.state = ItemState.READ
            rows.set_item(a.procedure_id, item, why="")
            a.session.add(item)
            _save(a, proposal)
