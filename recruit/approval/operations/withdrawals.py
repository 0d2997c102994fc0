"""An objection taken back by its State (S11), and the President's question on an unclear one (S7).

Neither changes the outcome: a withdrawal does not revive the round, and the clock goes on.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Capacity, Reader
from recruit.approval import letters, models
from recruit.approval.operations import standing
from recruit.approval.operations.rounds import hold
from recruit.approval.queries import items as reading
from recruit.approval.queries import rounds
from recruit.approval.rules import items as rules
from recruit.approval.rules.round import deadline_of
from recruit.core import ids, keys, vault
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.correspondence.operations import letters as correspondence
from recruit.notices import operations as notices


def _item(a: Act, **which: str) -> models.Item:
    asked = select(models.Item).where(models.Item.procedure_id == a.procedure_id)
    for column, value in which.items():
        asked = asked.where(getattr(models.Item, column) == value)
    found = a.session.exec(asked).first()
    if found is None:
        raise nothing()
    return found


def _take_back(a: Act, item: models.Item, state_id: str) -> bool:
    """Record it under the round's lock; whether every objection is now withdrawn."""
    row, facts = standing.under_lock(a, item.round_id)
    deadline = deadline_of(facts, a.now)
    fact = next(i for i in facts.items if i.ref == item.id)
    hold("S11", rules.check_withdrawal(fact, by_state=state_id, deadline=deadline, now=a.now))
    since = rules.breaks_at(fact, deadline)
    if since is None or since > a.now:
        raise Refusal("S11", "reading S11", _("This letter has not broken the round."))
    item.withdrawn_at = a.now
    a.session.add(item)
    a.session.flush()
    after = rounds.facts(a.session.connection(), row.id)
    every = rules.all_withdrawn(after.items, deadline, a.now)
    kind = "approval.all_withdrawn" if every else "approval.withdrawn"
    for capacity in (Capacity.PRESIDENT, Capacity.OFFICE):
        notices.tell(a, kind, f"capacity:{capacity}", object_id=item.id, sender=Capacity.OFFICE)
    standing.tell_state(a, "approval.taken_back", item.id, state_id)
    a.record(item.id, withdrawn=a.now.isoformat(), every=every)
    return every


def withdraw(reader: Reader, *, reference: str, key: str = "") -> bool:
    """A delegate takes back an objection of the own State, in writing, after a second factor.

    Returns whether every objection to the round is now withdrawn: the President may then
    open a new one without a record under S12. The round stays broken.
    """
    with act(reader, Action.SILENCE_BREAK, key) as a:
        item = _item(a, receipt=reference, state_id=reader.state_id)
        return _take_back(a, item, reader.state_id)


def register_withdrawal(
    reader: Reader,
    *,
    item_id: str,
    channel: str,
    received_at: datetime,
    evidence: str,
    summary: str,
    late_reason: str = "",
    key: str = "",
) -> bool:
    """The office registers the letter by which a State takes its objection back (S6, S11)."""
    with act(reader, Action.ITEM_REGISTER, key) as a:
        item = _item(a, id=item_id)
        if not item.state_id or rules.Channel(channel) not in rules.DUE_FORM:
            raise Refusal(
                "S11",
                "reading S11",
                _("An objection is taken back in writing, as it was made."),
                kind=Kind.INVALID,
            )
        correspondence.register(
            a,
            sender=item.state_id,
            kind="silence",
            channel=channel,
            received_at=received_at,
            evidence=evidence,
            content=None,
            name="",
            summary=summary,
            key_id=keys.procedure_key(a.procedure_id),
            late_reason=late_reason,
            not_before=item.received_at,
        )
        return _take_back(a, item, item.state_id)


def ask_about(reader: Reader, *, item_id: str, text: str, key: str = "") -> None:
    """The President asks a State what its unclear letter means (S7); the deadline stays.

    The question goes to that State's registered addresses and delegates alone.
    """
    with act(reader, Action.ITEM_SETTLE, key) as a:
        item = _item(a, id=item_id)
        row, facts = standing.under_lock(a, item.round_id)
        deadline = deadline_of(facts, a.now)
        if item.kind != rules.ItemKind.UNCLEAR or item.settled_at or not item.state_id:
            raise Refusal("S7", "reading S7", _("Only an unclear letter is asked about."))
        if a.now >= deadline:
            raise Refusal("S7", "reading S7", _("The deadline has come."))
        if not text.strip():
            raise Refusal("S7", "reading S7", _("Write the question."), kind=Kind.INVALID)
        asking, key_id = ids.new(), keys.procedure_key(a.procedure_id)
        a.session.add(
            models.Asking(
                id=asking,
                item_id=item.id,
                sealed=vault.seal(key_id, {"text": text.strip()}, reading.ASKING, asking),
                by_grant=reader.grant_id,
                at=a.now,
            )
        )
        a.session.flush()
        told = letters.unclear(row.reference, a.now, item.receipt, deadline, text.strip())
        notices.tell(
            a,
            "approval.asked",
            f"state:{item.state_id}",
            object_id=item.id,
            sender=Capacity.OFFICE,
            body=letters.mail(told),
            key_id=key_id,
        )
        a.record(item.id, asked=True)
