"""A new run takes over the shortlist and the papers of a former one, by the panel's decision (C8).

What is taken over is written anew under the new run, with the meeting that decided it; the
former run's rows stay as they are, and none of its ballots or scores comes along.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.rules import Capacity, Reader
from recruit.core import ids, keys, vault
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.panel.operations import meetings
from recruit.panel.rules.meetings import Matter
from recruit.procedure.rules.milestones import Audience, MilestoneKind
from recruit.shortlist import models
from recruit.shortlist.operations import facts
from recruit.shortlist.operations.papers import MILESTONE, WINDOW, frozen
from recruit.shortlist.queries import ballots, papers
from recruit.shortlist.queries import carrying as queries
from recruit.shortlist.rules.adoption import BEFORE, Deliverable
from recruit.shortlist.rules.carrying import CARRYING, Carrying


def carry_over(
    reader: Reader,
    *,
    meeting_id: str,
    shortlist: bool,
    papers_too: bool,
    reason: str,
    votes: Mapping[str, str] | None = None,
    key: str = "",
) -> str:
    """The Chair records that the panel carries over shortlist, papers or both; the receipt.

    votes: by name, None for a consensus. The shortlist needs the quorum of a shortlist, four
    of the living with the Chair (C10), and is carried over only where the run began because
    fewer than four were left. Raises Refusal where this run has something of its own, once an
    interview of it has started, outside the windows, and without a reason.
    """
    with act(reader, Action.SHORTLIST_DECIDE, key) as a:
        run, connection = facts.run_of(a), a.session.connection()
        found = queries.former(connection, a.procedure_id, a.milestones)
        state = ballots.state(connection, a.procedure_id, run)
        own = papers.all_of(connection, a.procedure_id, run)
        asked = {"54(c)"} if shortlist else set()
        asked |= set(WINDOW.values()) if papers_too else set()
        require(
            CARRYING,
            Carrying(
                began=found.began,
                shortlist=shortlist,
                papers=papers_too,
                former_shortlist=bool(found.shortlist),
                former_papers=bool(found.papers),
                begun=state.decided_at is not None
                or (state.criteria is not None and state.criteria.locked_at is not None),
                adopted=any(own.adopted(kind) for kind in Deliverable),
                started=frozen(a.milestones, run),
                within=all(facts.within(a, para) for para in asked),
            ),
        )
        if not reason.strip():
            raise Refusal("C8", "reading C8", _("Carrying over needs a reason."), kind=Kind.INVALID)
        motion = meetings.decide(
            a,
            meeting_id=meeting_id,
            matter=Matter.SHORTLIST if shortlist else Matter.OTHER,
            kind="shortlist.carry_over",
            run=run,
            text=_said(shortlist, papers_too),
            reason=reason,
            votes=votes,
        )
        if shortlist:
            _criteria(a, found.shortlist, run)
            _shortlist(a, found.shortlist, run, motion.id)
        if papers_too:
            _papers(a, found.papers, run, motion.id, reason)
        a.record(motion.id, run=run, shortlist=shortlist, papers=papers_too, reason=reason)
    return a.receipt


def _said(shortlist: bool, papers_too: bool) -> str:
    if shortlist and papers_too:
        return _("The shortlist, the profile, the questions and the grid are carried over.")
    if shortlist:
        return _("The shortlist is carried over.")
    return _("The profile, the questions and the grid are carried over.")


def _criteria(a: Act, former: int, run: int) -> None:
    """The criteria on which that shortlist rests, locked: no ballot of this run is asked for."""
    before = a.session.exec(
        select(models.Criteria).where(
            models.Criteria.procedure_id == a.procedure_id, models.Criteria.run == former
        )
    ).first()
    draft = a.session.exec(
        select(models.Criteria).where(
            models.Criteria.procedure_id == a.procedure_id, models.Criteria.run == run
        )
    ).first()
    if before is None:
        return
    if draft is not None:
        a.session.delete(draft)
        a.session.flush()
    key, row_id = keys.panel_key(a.procedure_id), ids.new()
    said = vault.unseal(key, before.sealed, "shortlist_criteria", before.id)
    a.session.add(
        models.Criteria(
            id=row_id,
            procedure_id=a.procedure_id,
            run=run,
            sealed=vault.seal(key, said, "shortlist_criteria", row_id),
            last_day=before.last_day,
            locked_at=a.now,
        )
    )
    a.session.flush()
    a.milestone(MilestoneKind.CRITERIA_LOCKED, Audience.PANEL, run=run, object_id=row_id)


def _shortlist(a: Act, former: int, run: int, motion_id: str) -> None:
    before = a.session.exec(
        select(models.Shortlist).where(
            models.Shortlist.procedure_id == a.procedure_id, models.Shortlist.run == former
        )
    ).one()
    panel_key, new_id = keys.panel_key(a.procedure_id), ids.new()
    table, part = "shortlist_shortlist", "fewer_reason"
    a.session.add(
        models.Shortlist(
            id=new_id,
            procedure_id=a.procedure_id,
            run=run,
            motion_id=motion_id,
            fewer_reason=vault.seal(
                panel_key,
                vault.unseal(panel_key, before.fewer_reason, table, before.id, part),
                table,
                new_id,
                part,
            )
            if before.fewer_reason
            else None,
            at=a.now,
        )
    )
    a.session.flush()
    for one in a.session.exec(
        select(models.Shortlisted).where(models.Shortlisted.shortlist_id == before.id)
    ).all():
        key, row_id = keys.judgement_key(one.candidate_id, a.procedure_id), ids.new()
        said = vault.unseal_or_none(key, one.sealed, "shortlist_shortlisted", one.id)
        if said is None:
            continue  # this candidate's file is erased
        a.session.add(
            models.Shortlisted(
                id=row_id,
                shortlist_id=new_id,
                candidate_id=one.candidate_id,
                kind=one.kind,
                place=one.place,
                sealed=vault.seal(key, said, "shortlist_shortlisted", row_id),
            )
        )
    a.session.flush()
    a.milestone(MilestoneKind.SHORTLIST_DECIDED, Audience.PANEL, run=run, object_id=new_id)
    notices.tell(a, "shortlist.decided", "panel", object_id=new_id)


def _papers(a: Act, former: int, run: int, motion_id: str, reason: str) -> None:
    for draft in a.session.exec(
        select(models.Paper).where(
            models.Paper.procedure_id == a.procedure_id, models.Paper.run == run
        )
    ).all():  # drafts alone: nothing of this run is adopted
        for said in a.session.exec(
            select(models.QuestionConfirmation).where(
                models.QuestionConfirmation.paper_id == draft.id
            )
        ).all():
            a.session.delete(said)
        draft.rests_on = None
        a.session.add(draft)
        a.session.flush()
        a.session.delete(draft)
    a.session.flush()
    found = papers.adopted(a.session.connection(), a.procedure_id, former)
    in_force = {
        Deliverable.PROFILE: found.profile,
        Deliverable.QUESTIONS: found.questions,
        Deliverable.GRID: found.grid,
    }
    written: dict[Deliverable, str] = {}
    for kind, paper in in_force.items():
        if paper is None:
            raise Refusal(
                "R4", "reading R4", _("What the former papers rest on was adopted anew since.")
            )
        before, row_id = BEFORE[kind], ids.new()
        a.session.add(
            models.Paper(
                id=row_id,
                procedure_id=a.procedure_id,
                run=run,
                kind=kind,
                number=1,
                sealed=vault.seal(
                    keys.panel_key(a.procedure_id), paper.content, "shortlist_paper", row_id
                ),
                rests_on=written[before] if before else None,
                reason=reason.strip(),
                ready=True,
                saved_at=a.now,
                by_person=a.reader.person_id,
                motion_id=motion_id,
                adopted_at=a.now,
            )
        )
        a.session.flush()
        written[kind] = row_id
        a.milestone(MILESTONE[kind], Audience.RELEASED, run=run, object_id=row_id, number=1)
        for capacity in (Capacity.FOCAL_POINT, Capacity.STAFF):
            notices.tell(
                a,
                f"shortlist.{kind.value}",
                f"capacity:{capacity}",
                object_id=row_id,
                sender=Capacity.CHAIR,
            )
