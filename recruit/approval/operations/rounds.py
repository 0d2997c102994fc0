"""The President's acts on a round: its letter drafted, opened, lengthened, cancelled."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.rules import Reader
from recruit.approval import letters, models
from recruit.approval.operations import standing
from recruit.approval.queries import drafts, proving, rounds
from recruit.approval.rules.opening import OPENING, OpeningFacts, handed_over
from recruit.approval.rules.round import (
    Facts,
    check_cancellation,
    check_lengthening,
    deadline_of,
)
from recruit.core import checkpoint, ids, keys, log, sealing, times, vault
from recruit.core.errors import Answer, Kind, Refusal, Refused, require
from recruit.core.words import _
from recruit.countersigning import operations as countersigning
from recruit.countersigning.rules import PresidentialAct
from recruit.notices.operations import body_place
from recruit.procedure.models import Procedure
from recruit.procedure.rules.milestones import Audience, MilestoneKind
from recruit.states import queries as registry


def hold(rule: str, answer: Answer) -> None:
    """Raise the refusal of this rule where the answer is one."""
    if isinstance(answer, Refused):
        raise Refusal(rule, f"reading {rule}", answer.reason)


def _given(a: Act, deadline: datetime | None = None) -> drafts.Given:
    """The living hand-over; refused with 'no hand-over' alone, whatever else is (S1)."""
    given = drafts.given(a.session.connection(), a.procedure_id)
    facts = OpeningFacts(
        now=a.now,
        deadline=deadline or a.now,
        candidate=given.candidate_id if given else "",
        hand_over=given.fact if given else None,
    )
    if given is not None and handed_over(facts):
        return given
    require(OPENING[:1], facts)
    raise _no_hand_over()


def _no_hand_over() -> Refusal:
    return Refusal("S1", "reading S1", _("No hand-over."))


def _checked(paragraphs: Sequence[str], name: str) -> list[str]:
    kept = [text.strip() for text in paragraphs if text.strip()]
    whole = " ".join(kept)
    if not kept or name not in whole or letters.DECISION not in whole:
        raise Refusal(
            "S17",
            "reading S17",
            _("The letter names the candidate and recalls the decision %(d)s.", d=letters.DECISION),
            kind=Kind.INVALID,
            todo=_("Put the candidate's name and the decision's symbol back into the text."),
        )
    return kept


def save_draft(
    reader: Reader, *, paragraphs: Sequence[str], address: str, version: int, key: str = ""
) -> int:
    """Save the letter's draft, by the President or the office; the new version.

    paragraphs: those before the fixed ones. address: where letters are received. Refused
    without a hand-over, and where somebody saved in between.
    """
    with act(reader, Action.PROPOSAL_DRAFT, key) as a:
        given = _given(a)
        a.silent = True
        kept = _checked(paragraphs, given.name)
        row = a.session.exec(
            select(models.Draft).where(models.Draft.hand_over_id == given.id)
        ).first()
        if version != (row.version if row else 0):
            raise Refusal(
                "R24",
                "reading R24",
                _("Somebody saved another version while you were writing. Yours is kept below."),
                todo=_("Compare it with the version now saved, then save again."),
            )
        if row is None:
            row = models.Draft(
                id=ids.new(),
                procedure_id=a.procedure_id,
                hand_over_id=given.id,
                sealed=b"",
                version=0,
                saved_at=a.now,
            )
        row.sealed = vault.seal(
            keys.procedure_key(a.procedure_id),
            {"paragraphs": kept, "address": address.strip()},
            "approval_draft",
            row.id,
        )
        row.version, row.saved_at = row.version + 1, a.now
        a.session.add(row)
        return row.version


def _procedure(a: Act) -> Procedure:
    if a.procedure is None:
        raise RuntimeError("an act of the site has no procedure")
    return a.procedure


def _reference(a: Act, number: int) -> str:
    procedure = _procedure(a)
    year = times.geneva_date(procedure.closure_at).year
    plain = f"ISU-DIR/{year}/S/{number}"
    taken = a.session.exec(select(models.Round).where(models.Round.reference == plain)).first()
    return f"{plain}-{procedure.name}" if taken else plain


def open_round(
    reader: Reader, *, deadline: datetime, named: Iterable[str] = (), key: str = ""
) -> str:
    """Open a round of written silence for the panel's candidate (S1, S2, S4); its receipt.

    deadline: aware. named: the States Parties that this decision names as not reached,
    which the round keeps (W8). The letter goes to every State Party; from now on each may object.
    """
    with act(reader, Action.ROUND_OPEN, key) as a:
        connection = a.session.connection()
        given = drafts.given(connection, a.procedure_id)
        before = rounds.current(connection, a.procedure_id)
        missing = proving.now(connection, a.procedure_id, a.now).missing
        known = registry.states(connection) if missing else {}
        require(
            OPENING,
            OpeningFacts(
                now=a.now,
                deadline=deadline,
                candidate=given.candidate_id if given else "",
                hand_over=given.fact if given else None,
                previous=before.previous if before else None,
                not_reached={state: known[state].name for state in missing},
                named=frozenset(named),
                lost=given is not None and given.lost,
            ),
        )
        if given is None:
            raise _no_hand_over()
        if before is not None:
            _end(a, before.id)
        row = _write(a, given, deadline, before.number + 1 if before else 1)
        row.unreached = " ".join(sorted(missing))
        a.session.add(row)
        a.record(
            row.id,
            number=row.number,
            deadline=deadline.isoformat(),
            not_reached=sorted(missing),
        )
    return a.receipt


def _end(a: Act, round_id: str) -> None:
    row, _facts = standing.under_lock(a, round_id)
    a.round_id = ""
    if row.ended_at is None:
        row.ended_at = a.now
        a.session.add(row)
        a.session.flush()


def _write(a: Act, given: drafts.Given, deadline: datetime, number: int) -> models.Round:
    connection, key_id = a.session.connection(), keys.procedure_key(a.procedure_id)
    drafted = drafts.draft(connection, a.procedure_id, given)
    reference, round_id = _reference(a, number), ids.new()
    seen = rounds.checkpoint(connection, a.procedure_id)
    letter = letters.proposal(
        reference,
        a.now,
        _checked(drafted.paragraphs, given.name),
        deadline=deadline,
        address=drafted.address,
        name=given.name,
        checkpoint=seen,
        key=checkpoint.public_text(log.signer()),
    )
    content = {
        "name": given.name,
        "biography": given.biography,
        "letter": letter,
        "address": drafted.address,
    }
    public, private = sealing.generate_box()
    notice_id = ids.new()
    held = {"box": base64.b64encode(private).decode()}
    row = models.Round(
        id=round_id,
        procedure_id=a.procedure_id,
        number=number,
        reference=reference,
        candidate_id=given.candidate_id,
        hand_over_id=given.id,
        opened_at=a.now,
        opened_by=a.reader.grant_id,
        deadline_at=deadline,
        sealed=vault.seal(key_id, content, rounds.CONTENT, round_id),
        box_public=public,
        box_private=vault.seal(key_id, held, rounds.CONTENT, round_id, "box_private"),
        broken_notice_id=notice_id,
        broken_notice=sealing.seal_json(
            keys.ring().get(key_id),
            letters.mail(letters.broken(reference, a.now, seen)),
            body_place(notice_id),
        ),
    )
    a.session.add(row)
    a.session.flush()
    log.open_log(connection, f"round/{round_id}")
    a.also(f"round/{round_id}", Action.ROUND_OPEN.value, round_id, deadline=deadline.isoformat())
    a.milestone(MilestoneKind.ROUND_OPENED, Audience.STATES, object_id=round_id, number=number)
    path = f"/p/{_procedure(a).name}/delegate/approval/"
    standing.tell_states(a, "approval.opened", round_id, letters.mail(letter, path))
    standing.tell_inside(a, "approval.opened", round_id)
    return row


def lengthen(reader: Reader, *, deadline: datetime, reason: str, key: str = "") -> str:
    """Make the deadline later for all States at once, strictly before it (S3).

    Of a President in conflict it waits for the acting Chair (R5).
    """
    with act(reader, Action.ROUND_LENGTHEN, key) as a:
        row, facts = standing.under_lock(a)
        _check_longer(a, facts, deadline, reason)
        asked = {"deadline": deadline.isoformat(), "reason": reason}
        if not _waits(a, PresidentialAct.LENGTHEN, row, facts, asked):
            longer(a, row, facts, deadline, reason)
    return a.receipt


def _waits(
    a: Act, what: PresidentialAct, row: models.Round, facts: Facts, asked: dict[str, str]
) -> bool:
    return countersigning.waits(
        a,
        what,
        row.id,
        asked,
        key_id=keys.procedure_key(a.procedure_id),
        due_at=deadline_of(facts, a.now),
    )


def _check_longer(a: Act, facts: Facts, deadline: datetime, reason: str) -> None:
    hold("S3", check_lengthening(facts, deadline, a.now))
    if not reason.strip():
        raise Refusal(
            "S3",
            "reading S3",
            _("All States are told why the deadline is later; give the reason."),
            kind=Kind.INVALID,
        )


def longer(a: Act, row: models.Round, facts: Facts, deadline: datetime, reason: str) -> None:
    """Make the deadline later now, its gates asked; a writing function."""
    _check_longer(a, facts, deadline, reason)
    number = len(facts.lengthenings) + 1
    a.session.add(
        models.Lengthening(
            round_id=row.id, number=number, deadline_at=deadline, reason=reason, at=a.now
        )
    )
    a.session.flush()
    a.milestone(MilestoneKind.ROUND_LENGTHENED, Audience.STATES, object_id=row.id, number=number)
    countersigning.due_later(a, deadline)
    told = letters.mail(letters.lengthened(row.reference, a.now, deadline, reason))
    standing.tell_states(a, "approval.lengthened", row.id, told)
    standing.tell_inside(a, "approval.lengthened", row.id)
    a.record(row.id, deadline=deadline.isoformat(), reason=reason)


def cancel(reader: Reader, *, reason: str, key: str = "") -> str:
    """Cancel the round strictly before its deadline, with a reason; it has no effect (S15).

    Of a President in conflict it waits for the acting Chair (R5).
    """
    with act(reader, Action.ROUND_CANCEL, key) as a:
        row, facts = standing.under_lock(a)
        hold("S15", check_cancellation(facts, reason, a.now))
        if not _waits(a, PresidentialAct.CANCEL, row, facts, {"reason": reason}):
            cancelled(a, row, facts, reason)
    return a.receipt


def cancelled(a: Act, row: models.Round, facts: Facts, reason: str) -> None:
    """Cancel the round now, its gates asked; a writing function."""
    hold("S15", check_cancellation(facts, reason, a.now))
    row.cancelled_at, row.cancelled_why = a.now, reason
    a.session.add(row)
    a.session.flush()
    a.milestone(MilestoneKind.ROUND_CANCELLED, Audience.STATES, object_id=row.id, number=row.number)
    told = letters.mail(letters.cancelled(row.reference, a.now, reason))
    standing.tell_states(a, "approval.cancelled", row.id, told)
    standing.tell_inside(a, "approval.cancelled", row.id)
    a.record(row.id, reason=reason)
