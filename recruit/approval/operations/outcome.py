"""How a round ends: certified, or broken and a path recorded; a dispute and its end."""

from __future__ import annotations

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.models import Second
from recruit.access.rules import Capacity, Reader
from recruit.approval import letters, models
from recruit.approval.operations import standing
from recruit.approval.operations.rounds import hold
from recruit.approval.queries import rounds
from recruit.approval.rules.after import Path, check_path
from recruit.approval.rules.round import (
    CERTIFICATION,
    CertificationFacts,
    RoundState,
    deadline_of,
    open_disputes,
    state,
)
from recruit.core import ids, keys, vault
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.correspondence.models import Letter
from recruit.countersigning import operations as countersigning
from recruit.countersigning.rules import PresidentialAct
from recruit.notices import operations as notices
from recruit.procedure.rules.days import duty_due, quiet_days
from recruit.procedure.rules.milestones import Audience, MilestoneKind, current_run

SECOND = "approval.dispute"


def certify(reader: Reader, *, declared: bool, key: str = "") -> str:
    """Certify the outcome from the second after the deadline (S13, R14); the receipt.

    declared: that every letter received up to the deadline at the registered addresses is
    registered. Approved as of the deadline, not of the click. Where an unclear letter that
    nobody settled broke silence at the deadline, that is what this act records (S7, S10).
    """
    with act(reader, Action.ROUND_CERTIFY, key) as a:
        row, facts = standing.under_lock(a)
        if standing.note_break(a, row):
            a.record(row.id, outcome="broken")
        else:
            _available(a, row)
            require(CERTIFICATION, CertificationFacts(facts, a.now, declared))
            _approve(a, row, facts)
    return a.receipt


def _available(a: Act, row: models.Round) -> None:
    """Refuse a certificate for a candidate who is no longer available (T3)."""
    view = rounds.one(a.session.connection(), row.id)
    if view is not None and view.lost:
        raise Refusal(
            "T3",
            "reading T3",
            _("The candidate is no longer available; no certificate is given."),
            todo=_("Record that the round is without object."),
        )


def _approve(a: Act, row: models.Round, facts: rounds.Facts) -> None:
    deadline, clicked = deadline_of(facts, a.now), a.now
    row.certified_at, row.certified_by, row.ended_at = clicked, a.reader.grant_id, clicked
    a.session.add(row)
    a.session.flush()
    standing.move(a, deadline)  # the legal effect is dated as of the deadline (R14)
    a.milestone(MilestoneKind.ROUND_CERTIFIED, Audience.STATES, object_id=row.id, number=row.number)
    standing.move(a, clicked)
    seen = rounds.checkpoint(a.session.connection(), a.procedure_id)
    told = letters.mail(letters.approved(row.reference, clicked, deadline, seen))
    standing.tell_states(a, "approval.certified", row.id, told)
    standing.tell_inside(a, "approval.certified", row.id)
    notices.tell(
        a,
        "approval.certified",
        f"capacity:{Capacity.COMMITTEE}",
        object_id=row.id,
        sender=Capacity.OFFICE,
    )
    a.record(row.id, outcome="approved", as_of=deadline.isoformat(), declared=True)


def record_path(reader: Reader, *, path: Path, reason: str = "", key: str = "") -> str:
    """Record what follows a round that was broken or cancelled: one, and only one (S12, S15).

    Where the panel is to reopen a stage, that is an act of its own, of two people (R27). Of a
    President in conflict the path waits for the acting Chair (R5).
    """
    with act(reader, Action.PATH_RECORD, key) as a:
        row, facts = standing.under_lock(a)
        standing.note_break(a, row)
        _check_path(a, row, facts, path)
        asked = {"path": path.value, "reason": reason}
        key_id = keys.procedure_key(a.procedure_id)
        if not countersigning.waits(a, PresidentialAct.PATH, row.id, asked, key_id=key_id):
            path_now(a, row, facts, path, reason, reader.grant_id)
    return a.receipt


def _check_path(a: Act, row: models.Round, facts: rounds.Facts, path: Path) -> None:
    known = a.session.exec(select(models.Path).where(models.Path.round_id == row.id)).first()
    hold("S12", check_path(facts, Path(known.path) if known else None, path, a.now))


def path_now(
    a: Act, row: models.Round, facts: rounds.Facts, path: Path, reason: str, by_grant: str
) -> None:
    """Record the path now, its gates asked; a writing function. by_grant: the President's."""
    _check_path(a, row, facts, path)
    a.session.add(
        models.Path(
            procedure_id=a.procedure_id,
            round_id=row.id,
            path=path,
            reason=reason,
            by_grant=by_grant,
            at=a.now,
        )
    )
    row.ended_at = row.ended_at or a.now
    a.session.add(row)
    a.session.flush()
    run = current_run(a.milestones)
    a.milestone(MilestoneKind.PATH_RECORDED, Audience.STATES, object_id=row.id, run=run)
    standing.tell_inside(a, "approval.path", row.id, delegates=False)
    a.record(row.id, path=path, reason=reason)


def ask_to_end_dispute(
    reader: Reader, *, item_id: str, annul: bool, reason: str, key: str = ""
) -> str:
    """The President's half of ending a dispute (S14, R27): annulment, or receipt rejected.

    It has no effect until a person of the office confirms it. Of a President in conflict the
    office is asked once the acting Chair has countersigned (R5). Returns the request's id.
    """
    with act(reader, Action.DISPUTE_SETTLE, key) as a:
        row, facts = standing.under_lock(a)
        dispute = _under_review(a, facts, item_id, reason)
        item = a.session.get(models.Item, item_id)
        letter = a.session.get(Letter, item.letter_id) if item and item.letter_id else None
        if countersigning.waits(
            a,
            PresidentialAct.END_DISPUTE,
            dispute.id,
            {"item": item_id, "annul": annul, "reason": reason},
            key_id=keys.procedure_key(a.procedure_id),
            due_at=duty_due(dispute.opened_at, 10, quiet_days(a.settings)),
            document_id=(letter.document_id or "") if letter else "",
        ):
            return ""
        return ask_office(a, item_id, annul, reason, reader.person_id)


def _under_review(a: Act, facts: rounds.Facts, item_id: str, reason: str) -> models.Dispute:
    if item_id not in {i.ref for i in open_disputes(facts, a.now)}:
        raise Refusal("S14", "reading S14", _("There is no dispute over this letter."))
    if not reason.strip():
        raise Refusal(
            "S14",
            "reading S14",
            _("The end of a dispute has a reason, given to the State concerned."),
            kind=Kind.INVALID,
        )
    return a.session.exec(select(models.Dispute).where(models.Dispute.item_id == item_id)).one()


def ask_office(a: Act, item_id: str, annul: bool, reason: str, person_id: str) -> str:
    """Ask the office to confirm the end of a dispute, its gates asked; a writing function.

    person_id: the President who asks. Returns the request's id.
    """
    row, facts = standing.under_lock(a)
    dispute = _under_review(a, facts, item_id, reason)
    words = {"reason": reason, "annul": annul}
    dispute.sealed = vault.seal(
        keys.procedure_key(a.procedure_id), words, "approval_dispute", dispute.id
    )
    for earlier in _asked(a, dispute.id):
        earlier.withdrawn_at = a.now
        a.session.add(earlier)
    second = Second(
        id=ids.new(),
        procedure_id=a.procedure_id,
        act=SECOND,
        object_id=dispute.id,
        detail="annul" if annul else "reject",
        first_person=person_id,
        first_as=Capacity.PRESIDENT,
        first_at=a.now,
    )
    a.session.add_all([dispute, second])
    a.session.flush()
    a.record(dispute.id, annul=annul, item=item_id, round=row.id)
    notices.tell(
        a,
        "approval.second",
        f"capacity:{Capacity.OFFICE}",
        object_id=dispute.id,
        sender=Capacity.PRESIDENT,
    )
    return second.id


def _asked(a: Act, dispute_id: str) -> list[Second]:
    return list(
        a.session.exec(
            select(Second).where(
                Second.object_id == dispute_id,
                Second.act == SECOND,
                Second.second_at.is_(None),  # type: ignore[union-attr]
                Second.withdrawn_at.is_(None),  # type: ignore[union-attr]
            )
        ).all()
    )


def end_dispute(reader: Reader, *, dispute_id: str, key: str = "") -> str:
    """The office's half: the dispute ends as the President asked (S14, R27); the receipt.

    Annulled: the round is broken as it was at the letter's receipt, and S12 follows.
    """
    with act(reader, Action.ITEM_REGISTER, key) as a:
        dispute = a.session.exec(
            select(models.Dispute).where(models.Dispute.id == dispute_id)
        ).first()
        asked = _asked(a, dispute_id)
        if dispute is None or not asked or dispute.ended_at is not None:
            raise Refusal("S14", "reading S14", _("Nothing waits for a second person here."))
        second = asked[0]
        if second.procedure_id != a.procedure_id:
            raise Refusal("S14", "reading S14", _("There is no such dispute."), kind=Kind.UNKNOWN)
        if second.first_person == reader.person_id:
            raise Refusal(
                "R27", "reading R27", _("Two people are needed; you asked for this yourself.")
            )
        row, facts = standing.under_lock(a, dispute.round_id)
        if state(facts, a.now) is RoundState.LAPSED:
            raise Refusal(
                "T3", "reading T3", _("The approval has lapsed meanwhile; nothing is under review.")
            )
        annul = second.detail == "annul"
        second.second_person, second.second_as = reader.person_id, reader.capacity
        second.second_at = a.now
        dispute.ended_at, dispute.annulled = a.now, annul
        a.session.add_all([second, dispute])
        a.session.flush()
        _told_end(a, row, dispute, annul)
        a.record(dispute.id, annulled=annul, round=row.id)
    return a.receipt


def _told_end(a: Act, row: models.Round, dispute: models.Dispute, annul: bool) -> None:
    facts = rounds.facts(a.session.connection(), row.id)
    now = state(facts, a.now)
    item = next(i for i in facts.items if i.ref == dispute.item_id)
    if annul and standing.record_break(a, row.id, item.received_at):
        a.milestone(MilestoneKind.ANNULLED, Audience.STATES, object_id=row.id)
    elif now is RoundState.CERTIFIED:
        a.milestone(MilestoneKind.DISPUTE_ENDED, Audience.STATES, object_id=row.id)
    told = letters.mail(letters.dispute_ended(row.reference, a.now, annul))
    standing.tell_states(a, "approval.dispute_ended", row.id, told)
    standing.tell_inside(a, "approval.dispute_ended", row.id)
    item_row = a.session.get(models.Item, dispute.item_id)
    if item_row is not None and item_row.state_id:
        standing.tell_state(a, "approval.settled", item_row.id, item_row.state_id)
        key_id = keys.procedure_key(a.procedure_id)
        words = vault.unseal(key_id, dispute.sealed or b"", "approval_dispute", dispute.id)
        why = letters.reasons(row.reference, a.now, annul, words["reason"])
        notices.tell(
            a,
            "approval.reasons",
            f"state:{item_row.state_id}",
            object_id=item_row.id,
            sender=Capacity.OFFICE,
            body=letters.mail(why),
            key_id=key_id,
        )
