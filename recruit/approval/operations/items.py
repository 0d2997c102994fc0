"""What States write on a round: through the application, on paper; unclear items settled."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.rules import Reader
from recruit.approval import letters, models
from recruit.approval.operations import receipts, standing
from recruit.approval.operations.rounds import hold
from recruit.approval.queries import rounds
from recruit.approval.rules import items as rules
from recruit.approval.rules.items import Channel, ItemKind
from recruit.approval.rules.round import (
    Facts,
    RoundState,
    after_signature,
    counts_for,
    deadline_of,
    open_disputes,
    state,
)
from recruit.core import db, ids, keys, sealing
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.correspondence.models import Letter
from recruit.correspondence.operations import letters as correspondence
from recruit.countersigning import operations as countersigning
from recruit.countersigning.rules import PresidentialAct
from recruit.documents import operations as documents
from recruit.documents.rules import DEFAULT_LIMIT
from recruit.procedure.rules.milestones import Audience, MilestoneKind
from recruit.states import queries as registry


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded: the reference given at once, the kind at receipt, whether it broke."""

    receipt: str
    kind: ItemKind
    broke: bool


@dataclass(frozen=True, slots=True)
class Written:
    """An item as it was just written. sender: the State's name, or the author's of none."""

    id: str
    round_id: str
    state_id: str | None
    author: str
    said: ItemKind
    kind: ItemKind
    channel: Channel
    received_at: datetime
    registered_at: datetime
    sealed: bytes
    receipt: str
    sender: str


_ITEM = models.Item.__table__.insert()  # type: ignore[attr-defined]


def sealed_place(item_id: str) -> bytes:
    """What an item's words are bound to."""
    return f"approval_item|{item_id}|sealed".encode()


def _receipt(number: int) -> str:
    drawn = ids.reference(8).upper()
    return f"R{number}-{drawn[:4]}-{drawn[4:]}"


def _write(
    a: Act,
    row: models.Round | rounds.Held,
    deadline: datetime,
    *,
    said: ItemKind,
    channel: Channel,
    state_id: str,
    author: str,
    received_at: datetime,
    words: dict[str, str],
    late_reason: str = "",
    letter_id: str | None = None,
    joint: str = "",
) -> Written:
    party, sender = registry.standing(a.connection, state_id, received_at)
    kind = rules.classify(
        said,
        received_at=received_at,
        deadline=deadline,
        has_standing=party,
        channel=channel,
    )
    item_id = ids.new()
    text = json.dumps(words, ensure_ascii=False).encode()
    item = Written(
        id=item_id,
        round_id=row.id,
        state_id=state_id or None,
        author=author,
        said=said,
        kind=kind,
        channel=channel,
        received_at=received_at,
        registered_at=a.now,
        sealed=sealing.seal_to(
            row.box_public, text + b" " * (-len(text) % 1024), sealed_place(item_id)
        ),
        receipt=_receipt(row.number),
        sender=sender or author,
    )
    a.flush()
    a.connection.execute(
        _ITEM,
        {
            "id": item_id,
            "procedure_id": a.procedure_id,
            "round_id": row.id,
            "state_id": item.state_id,
            "author": author,
            "said": said,
            "kind": kind,
            "channel": channel,
            "received_at": received_at,
            "registered_at": a.now,
            "late": received_at >= rules.late_from(deadline),
            "late_registration_reason": late_reason,
            "by_grant": a.reader.grant_id,
            "letter_id": letter_id,
            "joint": joint,
            "sealed": item.sealed,
            "settled_as": "",
            "receipt": item.receipt,
        },
    )
    receipts.keep(a, item)
    return item


def break_silence(
    reader: Reader,
    *,
    said: ItemKind,
    text: str,
    reasons: str = "",
    name: str,
    function: str,
    key: str = "",
) -> Recorded:
    """A delegation's letter through the application, after a second factor (S6 to S10).

    said: objection, amendment, more_time, statement or support. Received is the one
    reading of the clock after the round's row was locked; a page that stood open is recorded
    and acknowledged after the certificate too, as late (S9). What is written is sealed to the
    round's box: this act needs the database, and nothing else that could be down.
    """
    with act(reader, Action.SILENCE_BREAK, key) as a:
        row = standing.held(a)
        facts = row.facts
        if said not in rules.SAID or said is ItemKind.UNCLEAR:
            raise Refusal("S7", "reading S7", _("Say what your letter is."), kind=Kind.INVALID)
        if state(facts, a.now) is RoundState.CANCELLED:
            raise Refusal("S15", "reading S15", _("The round was cancelled; nothing is open."))
        if not (name.strip() and function.strip()):
            raise Refusal(
                "S6",
                "reading S6",
                _("Give your name and function; the letter is your State's."),
                kind=Kind.INVALID,
            )
        item = _write(
            a,
            row,
            deadline_of(facts, a.now),
            said=said,
            channel=Channel.APPLICATION,
            state_id=reader.state_id,
            author="",
            received_at=a.now,
            words={"text": text, "reasons": reasons, "name": name, "function": function},
        )
        broke = standing.note_break(a, row, rounds.joined(facts, item))
        standing.tell_state(a, "approval.recorded", item.id, reader.state_id)
        a.record(item.id, **receipts.facts(row.reference, item.sender, item))
        return Recorded(item.receipt, item.kind, broke)


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter, note verbale, mail or call that came to the President's office (S6, S8).

    states: the ids of the States that wrote; several for a joint letter, none for an
    author without standing, then named in author. received_at: aware, with evidence.
    earlier: it names the round before the one that was open.
    """

    channel: Channel
    said: ItemKind
    states: tuple[str, ...]
    received_at: datetime
    evidence: str
    summary: str
    author: str = ""
    late_reason: str = ""
    earlier: bool = False
    content: bytes | None = None
    name: str = ""


def register(reader: Reader, paper: Paper, *, key: str = "") -> list[Recorded]:
    """Register what came on paper, by mail or telephone, by the President's office (S6, S8).

    A joint letter makes one record for each State. Received in time, it breaks the round as
    of its receipt; registered after the certificate, it makes the round disputed (S14).
    """
    if paper.content is not None:
        with db.reading() as connection:
            numbers = rounds.numbers(connection, reader.procedure_id)
        documents.admit(
            reader,
            Action.ITEM_REGISTER,
            name=paper.name,
            content=paper.content,
            limit=DEFAULT_LIMIT,
            round_id=numbers[-1][0] if numbers else "",
        )
    with act(reader, Action.ITEM_REGISTER, key) as a:
        row, facts = _round_of(a, paper)
        letter = correspondence.register(
            a,
            sender=paper.states[0] if len(paper.states) == 1 else "",
            kind="silence",
            channel=paper.channel,
            received_at=paper.received_at,
            evidence=paper.evidence,
            content=paper.content,
            name=paper.name,
            summary=paper.summary,
            key_id=keys.procedure_key(a.procedure_id),
            late_reason=paper.late_reason,
            not_before=row.opened_at,
        )
        if not paper.states and not paper.author.strip():
            raise Refusal(
                "S5",
                "reading S5",
                _("Name the State that wrote, or who did."),
                kind=Kind.INVALID,
            )
        joint = ids.new() if len(paper.states) > 1 else ""
        deadline, written = deadline_of(facts, a.now), []
        for state_id in dict.fromkeys(paper.states or ("",)):
            item = _write(
                a,
                row,
                deadline,
                said=paper.said,
                channel=paper.channel,
                state_id=state_id,
                author=paper.author,
                received_at=paper.received_at,
                words={"text": paper.summary},
                late_reason=paper.late_reason,
                letter_id=letter.id,
                joint=joint,
            )
            written.append(item)
            shown = receipts.facts(row.reference, item.sender, item)
            a.also(f"round/{row.id}", receipts.ENTRY, item.id, **shown)
            if state_id:
                standing.tell_state(a, "approval.recorded", item.id, state_id)
        broke = _effect(a, row, written)
        a.record(
            letter.id,
            items=[item.id for item in written],
            kinds=[str(item.kind) for item in written],
            received=paper.received_at.isoformat(),
            evidence=paper.evidence,
        )
        return [Recorded(item.receipt, item.kind, broke) for item in written]


def _round_of(a: Act, paper: Paper) -> tuple[models.Round, Facts]:
    """The round for which an item received then counts (S10), under its lock."""
    numbers = rounds.numbers(a.session.connection(), a.procedure_id)
    all_facts = tuple(rounds.facts(a.session.connection(), r) for r, _n, _at in numbers)
    place = counts_for(paper.received_at, all_facts, paper.earlier)
    return standing.under_lock(a, numbers[place][0] if place is not None else "")


def _effect(a: Act, row: models.Round, written: Sequence[Written]) -> bool:
    """What registered items do: a break now, or a dispute after the certificate (S10, S14)."""
    facts = rounds.facts(a.session.connection(), row.id)
    if row.certified_at is None:
        return standing.note_break(a, row)
    new = {i.ref for i in open_disputes(facts, a.now)} & {item.id for item in written}
    known = a.session.exec(
        select(models.Dispute).where(
            models.Dispute.round_id == row.id,
            models.Dispute.ended_at.is_(None),  # type: ignore[union-attr]
        )
    ).first()
    for item_id in sorted(new):
        a.session.add(models.Dispute(round_id=row.id, item_id=item_id, opened_at=a.now))
    a.session.flush()
    if new and known is None and state(facts, a.now) is RoundState.DISPUTED:
        a.milestone(MilestoneKind.DISPUTED, Audience.STATES, object_id=row.id, number=row.number)
        told = letters.mail(letters.disputed(row.reference, a.now))
        standing.tell_states(a, "approval.disputed", row.id, told)
        standing.tell_inside(a, "approval.disputed", row.id)
    if {i.ref for i in after_signature(facts, a.now)} & {item.id for item in written}:
        surfaced = letters.mail(letters.after_signature(row.reference, a.now))
        standing.tell_states(a, "approval.after_signature", row.id, surfaced)
        standing.tell_inside(a, "approval.after_signature", row.id)
    return False


def settle(reader: Reader, *, item_id: str, settled: ItemKind, key: str = "") -> bool:
    """The President settles an unclear item strictly before the deadline (S7); if it broke.

    Settled as an objection it breaks from its receipt. The State that wrote is told. Of a
    President in conflict it waits for the acting Chair (R5).
    """
    with act(reader, Action.ITEM_SETTLE, key) as a:
        item, row, facts = _to_settle(a, item_id, settled)
        letter = a.session.get(Letter, item.letter_id) if item.letter_id else None
        if countersigning.waits(
            a,
            PresidentialAct.SETTLE,
            item.id,
            {"settled": settled.value},
            key_id=keys.procedure_key(a.procedure_id),
            due_at=deadline_of(facts, a.now),
            document_id=(letter.document_id or "") if letter else "",
        ):
            return False
        return _settled(a, item, row, settled)


def settled_now(a: Act, item_id: str, settled: ItemKind) -> None:
    """Settle it now, its gates asked; a writing function."""
    item, row, _facts = _to_settle(a, item_id, settled)
    _settled(a, item, row, settled)


def _to_settle(a: Act, item_id: str, settled: ItemKind) -> tuple[models.Item, models.Round, Facts]:
    """The unclear item under its round's lock. Raises Refusal where it can't be settled so."""
    item = a.session.exec(
        select(models.Item).where(
            models.Item.id == item_id, models.Item.procedure_id == a.procedure_id
        )
    ).first()
    if item is None:
        raise Refusal("S7", "reading S7", _("There is no such letter."), kind=Kind.UNKNOWN)
    row, facts = standing.under_lock(a, item.round_id)
    fact = next(i for i in facts.items if i.ref == item_id)
    deadline = deadline_of(facts, a.now)
    hold("S7", rules.check_settlement(fact, settled, now=a.now, deadline=deadline))
    return item, row, facts


def _settled(a: Act, item: models.Item, row: models.Round, settled: ItemKind) -> bool:
    item.settled_as, item.settled_at = settled, a.now
    a.session.add(item)
    a.session.flush()
    broke = standing.note_break(a, row)
    if item.state_id:
        standing.tell_state(a, "approval.settled", item.id, item.state_id)
    a.record(item.id, settled=settled)
    return broke
