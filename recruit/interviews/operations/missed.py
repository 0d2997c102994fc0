"""A date that was not kept: recorded by the Chair, decided on by the panel, its end (J8)."""

from __future__ import annotations

from collections.abc import Mapping

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Capacity, Reader
from recruit.applications.operations import changing
from recruit.core import db, ids, keys, vault
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.interviews import models
from recruit.interviews.queries import missed as queries
from recruit.interviews.queries import schedule
from recruit.interviews.rules import missed as rules
from recruit.notices import operations as notices
from recruit.panel.operations import meetings
from recruit.panel.rules.meetings import Matter
from recruit.procedure.rules.milestones import current_run

KIND = "interviews.missed"


def record(reader: Reader, *, slot_id: str, cause: str, reason: str, key: str = "") -> str:
    """The Chair records that a date was not kept; the receipt's reference.

    cause: 'candidate', 'panel' or 'technical'. reason: as the candidate gave it, or what
    happened. The slot ends; where the cause lies with the candidate the panel decides on the
    reason before anything follows. Raises Refusal with what RECORDING misses.
    """
    with act(reader, Action.MISSED_RECORD, key) as a:
        run = current_run(a.milestones)
        slot = db.locked(a.session, models.Slot, id=slot_id)
        if slot is None or slot.procedure_id != a.procedure_id or slot.run != run:
            raise nothing()
        if cause not in list(rules.Cause):
            raise Refusal("J8", rules.CITED, _("Say whose reason it was."), kind=Kind.INVALID)
        view = next(
            (
                s
                for s in schedule.invited(a.session.connection(), a.procedure_id, run)
                if s.candidate_id == slot.candidate_id
            ),
            None,
        )
        require(
            rules.RECORDING,
            rules.Failing(
                now=a.now,
                cause=rules.Cause(cause),
                reason=reason,
                starts_at=slot.starts_at if slot.ended_at is None else None,
                invited=slot.invited_at is not None,
                declined=slot.answer == "declined",
                withdrawn=view is None or view.withdrawn,
                started=view is not None and view.started_at is not None,
            ),
        )
        slot.ended_at, slot.ended_why = a.now, "missed"
        a.session.add(slot)
        row_id = ids.new()
        a.session.add(
            models.Missed(
                id=row_id,
                procedure_id=a.procedure_id,
                run=run,
                candidate_id=slot.candidate_id,
                slot_id=slot.id,
                cause=cause,
                sealed=vault.seal(
                    keys.file_key(slot.candidate_id, a.procedure_id),
                    {"reason": reason.strip()},
                    queries.TABLE,
                    row_id,
                ),
                at=a.now,
                by_grant=reader.grant_id,
            )
        )
        a.session.flush()
        a.record(row_id, slot=slot.id, cause=cause)
    return a.receipt


def _one(a: Act, missed_id: str) -> tuple[models.Missed, list[queries.MissedView]]:
    """The row, locked, and all of its candidate in its run; of the current run only."""
    row = db.locked(a.session, models.Missed, id=missed_id)
    run = current_run(a.milestones)
    if row is None or row.procedure_id != a.procedure_id or row.run != run:
        raise nothing()
    found = queries.missed(a.session.connection(), a.procedure_id, run, a.now, read=False)
    theirs = queries.by_candidate(found)[row.candidate_id]
    if theirs[0].withdrawn:
        raise Refusal("R25", "reading R25", _("The candidate has withdrawn."))
    return row, theirs


def decide(
    reader: Reader,
    *,
    missed_id: str,
    accepted: bool,
    reason: str,
    meeting_id: str,
    votes: Mapping[str, str] | None = None,
    key: str = "",
) -> str:
    """The panel's decision, in a meeting, whether it accepts a candidate's reason; the receipt.

    reason: why. Not accepted for the first time there is one new date; for the second time
    the candidate counts as withdrawn, which ``count`` enters once the minutes are confirmed.
    Raises Refusal (J8) where nobody is at fault, (R24) where it was decided, (C10) as
    panel.operations.meetings.decide.
    """
    with act(reader, Action.MISSED_RECORD, key) as a:
        row, theirs = _one(a, missed_id)
        view = next(m for m in theirs if m.id == row.id)
        rules.check_decision(view.miss)
        text = (
            _("The reason of %(ref)s for the missed interview is accepted.", ref=view.reference)
            if accepted
            else _(
                "The reason of %(ref)s for the missed interview is not accepted.",
                ref=view.reference,
            )
        )
        motion = meetings.decide(
            a,
            meeting_id=meeting_id,
            matter=Matter.OTHER,
            kind=KIND,
            object_id=row.id,
            run=row.run,
            text=text,
            reason=reason,
            votes=votes,
        )
        row.accepted, row.motion_id, row.decided_at = accepted, motion.id, a.now
        a.session.add(row)
        a.record(row.id, accepted=accepted, motion=motion.id)
    return a.receipt


def count(reader: Reader, *, missed_id: str, key: str = "") -> str:
    """The Chair records that the candidate counts as withdrawn; the receipt's reference.

    It has every consequence of a withdrawal (R25). Raises Refusal with what COUNTING misses.
    """
    with act(reader, Action.MISSED_RECORD, key) as a:
        row, theirs = _one(a, missed_id)
        require(rules.COUNTING, rules.follows(m.miss for m in theirs))
        changing.count_as_withdrawn(
            a,
            candidate_id=row.candidate_id,
            why=_("Two dates for the interview were missed; it counts as a withdrawal (J8)."),
            paragraphs=[
                _("Two interview dates were missed without a reason that the panel accepted."),
                _("By the rules of this recruitment your application counts as withdrawn."),
            ],
        )
        row.counted_at = a.now
        a.session.add(row)
        notices.tell(
            a,
            "interviews.counted",
            f"capacity:{Capacity.FOCAL_POINT}",
            object_id=row.candidate_id,
        )
        a.record(row.id, counted=True)
        a.also(
            f"procedure/{a.procedure_id}",
            Action.APPLICATION_WITHDRAW.value,
            row.candidate_id,
            received=a.now.isoformat(),
        )
    return a.receipt
