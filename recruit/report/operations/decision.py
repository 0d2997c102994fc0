"""The panel's final decision about the appointed candidate (53(f); J7, J9, C10, S12, T3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import func, select

from recruit.access import operations as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.models import Clearance
from recruit.access.rules import Capacity, Reader
from recruit.applications import queries as candidates
from recruit.core import ids, keys, vault
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.interviews.queries import results
from recruit.interviews.rules.totals import Verdict
from recruit.notices import operations as notices
from recruit.panel import models as panel
from recruit.panel.operations import meetings
from recruit.panel.rules.meetings import Matter
from recruit.procedure.rules.milestones import Audience, MilestoneKind, current_run
from recruit.report import models
from recruit.report.operations import drafting
from recruit.report.queries import another
from recruit.report.queries import reports as queries
from recruit.report.rules.another import AGAIN, spent, why_another
from recruit.report.rules.decision import (
    FINAL,
    Deciding,
    FinalDecision,
    Finding,
    check_final,
)

KIND = "report.decision"
"""The kind of the motion by which it is taken."""

TABLE = "report_decision"


def take(
    reader: Reader,
    *,
    meeting_id: str,
    preferred: str | None,
    reason: str,
    reserve: Sequence[str] = (),
    choice_reason: str = "",
    finding: Finding | None = None,
    votes: Mapping[str, str] | None = None,
    key: str = "",
) -> str:
    """The Chair records the final decision of a meeting; the receipt's reference.

    preferred, reserve: candidates' ids; preferred None with a finding. votes: each
    occupant's by name, None for a consensus. Effective when recorded, entered once the
    minutes are confirmed. Where the candidate is no longer available, or the President recorded
    'back to the panel', another is named by a new decision of the same run, which the report
    tells anew or an addendum does (S12, T3). Raises Refusal before every debrief is closed
    (54(f)), without all living occupants (C10), while a hand-over or an earlier decision stands
    in the way, and where the rules of J7 and J9 do not allow it.
    """
    with act(reader, Action.DECISION_TAKE, key) as a:
        run = current_run(a.milestones)
        connection = a.session.connection()
        before = another.standing(connection, a.procedure_id, run, a.milestones)
        require(AGAIN, before)
        earlier = queries.decisions(connection, a.procedure_id, run)
        living = frozenset(g.id for g in access.living(a, Capacity.MEMBER))
        debriefed = results.ended(connection, a.procedure_id, run)
        meeting = a.session.get(panel.Meeting, meeting_id)
        mine = meeting is not None and meeting.procedure_id == a.procedure_id
        require(
            FINAL,
            Deciding(
                living=living,
                present=frozenset(meeting.present.split()) if meeting and mine else frozenset(),
                undecided=_undecided(a),
                debriefed=debriefed,
                voted=None
                if votes is None
                else frozenset(g for g, choice in votes.items() if choice == meetings.YES),
            ),
        )
        gone = spent(
            another.ended(connection, a.procedure_id, a.milestones),
            [d.candidate_id for d in earlier],
            run,
        )
        verdicts = {
            c: v
            for c, v in results.verdicts(connection, a.procedure_id, run).items()
            if c not in gone
        }
        decision = FinalDecision(
            preferred=preferred,
            reason=reason,
            reserve=tuple(reserve),
            choice_reason=choice_reason,
            finding=finding,
        )
        _check(a, decision, verdicts, run, earlier[0].at if earlier else None)
        row = models.Decision(
            id=ids.new(),
            procedure_id=a.procedure_id,
            run=run,
            number=len(earlier) + 1,
            candidate_id=preferred,
            motion_id="",
            sealed=b"",
            at=a.now,
        )
        row.motion_id = meetings.decide(
            a,
            meeting_id=meeting_id,
            matter=Matter.FINAL,
            kind=KIND,
            object_id=row.id,
            run=run,
            text=_("The panel's final decision about the appointed candidate."),
            reason=reason,
            votes=votes,
        ).id
        row.sealed = vault.seal(
            keys.panel_key(a.procedure_id),
            {
                "reason": reason.strip(),
                "choice_reason": choice_reason.strip(),
                "finding": finding.value if finding else "",
                "reserve": list(reserve),
                "instead": why_another(before) or "",
            },
            TABLE,
            row.id,
        )
        a.session.add(row)
        a.session.flush()
        ended = any(m.kind is MilestoneKind.INTERVIEWS_ENDED and m.run == run for m in a.milestones)
        if not ended:  # the last candidate without a debrief withdrew
            a.milestone(MilestoneKind.INTERVIEWS_ENDED, Audience.PANEL, run=run, object_id=row.id)
        a.milestone(
            MilestoneKind.DECISION_TAKEN,
            Audience.PANEL,
            run=run,
            object_id=row.id,
            number=row.number,
        )
        report = drafting.of_run(a)
        if report is not None and report.lodged_at is None:
            drafting.changed(a, report)  # it tells another decision now
        notices.tell(a, "report.decided", "panel", object_id=row.id, sender=Capacity.CHAIR)
        a.record(row.id, meeting=meeting_id, run=run, number=row.number, reserve=len(reserve))
    return a.receipt


def _undecided(a: Act) -> frozenset[str]:
    waiting = set(
        a.session.exec(
            select(Clearance.person_id).where(
                Clearance.procedure_id == a.procedure_id, Clearance.status == "undecided"
            )
        ).all()
    )
    return frozenset(g.id for g in access.living(a, Capacity.MEMBER) if g.person_id in waiting)


def _check(
    a: Act,
    decision: FinalDecision,
    verdicts: Mapping[str, Verdict],
    run: int,
    since: datetime | None,
) -> None:
    """check_final in references, so that a refusal can be read. since: of the decision before,
    whose ballots do not count for this one."""
    named = candidates.named(
        a.session.connection(),
        a.procedure_id,
        {*verdicts, *decision.reserve, *([decision.preferred] if decision.preferred else [])},
    )
    if decision.preferred is not None and decision.preferred not in named:
        raise Refusal("P53f-1", "para. 53(f)", _("There is no such candidate."), kind=Kind.INVALID)

    def reference(candidate: str) -> str:
        return named[candidate].reference if candidate in named else candidate

    asked = select(func.max(panel.Motion.ballot)).where(
        panel.Motion.procedure_id == a.procedure_id,
        panel.Motion.kind == KIND,
        panel.Motion.run == run,
        panel.Motion.carried.is_(False),  # type: ignore[union-attr]
    )
    if since is not None:
        asked = asked.where(panel.Motion.at > since)
    held = a.session.exec(asked).one()
    check_final(
        replace(
            decision,
            preferred=reference(decision.preferred) if decision.preferred else None,
            reserve=tuple(map(reference, decision.reserve)),
        ),
        {reference(c): v for c, v in verdicts.items()},
        held or 0,
    )
