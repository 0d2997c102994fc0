"""Milestones: the recorded facts of a procedure, and what follows from them alone.

A milestone is only ever added; the latest of a kind counts. It has an audience:
progress, stage and calendar are computed for a reader from the milestones of that
reader's audiences; policy asks all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Audience(StrEnum):
    """Who may learn of a milestone; each one named is told, nobody else."""

    PUBLIC = "public"  # everybody
    STATES = "states"  # delegations, Committee, President and office, GICHD, panel
    GICHD = "gichd"  # GICHD, agency while engaged, President's and Chair's oversight, panel
    PANEL = "panel"  # the living occupants alone (P53f-2)
    HAND_OVER = "hand_over"  # living occupants, President as President, office (S1)
    RELEASED = "released"  # GICHD and the living occupants (R16, the invited)


class MilestoneKind(StrEnum):
    """What has happened. The kinds stand in the order of the procedure."""

    VACANCY_POSTED = "vacancy_posted"
    VACANCY_EXTENDED = "vacancy_extended"
    SCREENING_BEGUN = "screening_begun"
    PANEL_CONSTITUTED = "panel_constituted"
    LIST_CIRCULATED = "list_circulated"
    ALL_GIVEN = "all_given"  # R7: the list of all applications was given
    CRITERIA_LOCKED = "criteria_locked"
    PROFILE_ADOPTED = "profile_adopted"
    QUESTIONS_ADOPTED = "questions_adopted"
    GRID_ADOPTED = "grid_adopted"
    SHORTLIST_DECIDED = "shortlist_decided"
    INVITED_RELEASED = "invited_released"
    INTERVIEWS_BEGUN = "interviews_begun"  # the first interview was started by the Chair
    INTERVIEWS_ENDED = "interviews_ended"  # the last candidate's debrief is closed
    DECISION_TAKEN = "decision_taken"  # 53(f): the appointed candidate
    REPORT_OPENED = "report_opened"
    REPORT_CALLED = "report_called"  # the call to sign
    REPORT_LODGED = "report_lodged"
    HANDED_OVER = "handed_over"
    HAND_OVER_RECALLED = "hand_over_recalled"
    ROUND_OPENED = "round_opened"
    ROUND_LENGTHENED = "round_lengthened"
    ROUND_BROKEN = "round_broken"
    ROUND_CANCELLED = "round_cancelled"
    PATH_RECORDED = "path_recorded"  # S12, S15, T3
    ROUND_CERTIFIED = "round_certified"
    DISPUTED = "disputed"
    DISPUTE_ENDED = "dispute_ended"
    ANNULLED = "annulled"
    LAPSED = "lapsed"  # T3, after the certificate
    REPORT_RELEASED = "report_released"
    OFFER_ACCEPTED = "offer_accepted"
    OUTCOME_PUBLISHED = "outcome_published"
    CONTRACT_SIGNED = "contract_signed"
    CLOSED_WITHOUT_RESULT = "closed_without_result"  # R26
    NEW_RUN = "new_run"  # S12, T3, C8: a stage begins again


class Column(StrEnum):
    """The state of the procedure in 'Who sees what'; derived, never stored."""

    BEFORE = "before"
    JUDGING = "judging"
    SILENCE = "silence"
    DESIGNATED = "designated"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Milestone:
    """One recorded fact. run counts the runs of the stage it belongs to, from 1."""

    kind: MilestoneKind
    at: datetime
    run: int = 1
    object_id: str = ""
    audience: Audience = Audience.STATES
    number: int = 0


# What decides the column, the latest first. A lengthening changes nothing.
_COLUMN = {
    MilestoneKind.LIST_CIRCULATED: None,  # see column()
    MilestoneKind.ROUND_OPENED: Column.SILENCE,
    MilestoneKind.ROUND_BROKEN: Column.SILENCE,
    MilestoneKind.ROUND_CANCELLED: Column.SILENCE,
    MilestoneKind.PATH_RECORDED: Column.JUDGING,
    MilestoneKind.ROUND_CERTIFIED: Column.DESIGNATED,
    MilestoneKind.DISPUTED: Column.SILENCE,
    MilestoneKind.DISPUTE_ENDED: Column.DESIGNATED,
    MilestoneKind.ANNULLED: Column.SILENCE,
    MilestoneKind.LAPSED: Column.JUDGING,
    MilestoneKind.CONTRACT_SIGNED: Column.CLOSED,
    MilestoneKind.CLOSED_WITHOUT_RESULT: Column.CLOSED,
}


def column(milestones: Iterable[Milestone]) -> Column:
    """The column of 'Who sees what' that holds now. milestones in order of time.

    before: until the first list is circulated. judging: from then until a round opens,
    and again once the President has recorded how it goes on after a round without approval
    (the path of S12 and S15, or 'without object' of T3), or from a lapse. silence: a round is
    open, past its deadline and not certified, broken and unresolved, or disputed.
    designated: from the certificate. closed: the contract is signed, or the procedure was
    closed without result.
    """
    now = Column.BEFORE
    for milestone in milestones:
        if milestone.kind is MilestoneKind.LIST_CIRCULATED:
            if now is Column.BEFORE:
                now = Column.JUDGING
            continue
        now = _COLUMN.get(milestone.kind) or now
    return now


def latest(milestones: Iterable[Milestone], kind: MilestoneKind) -> Milestone | None:
    """The milestone of this kind that counts: the last one recorded, or None."""
    found = None
    for milestone in milestones:
        if milestone.kind is kind:
            found = milestone
    return found


def holds_since(
    milestones: Iterable[Milestone], kind: MilestoneKind, undone_by: MilestoneKind
) -> Milestone | None:
    """The latest of kind, unless undone_by was recorded after it."""
    found = None
    for milestone in milestones:
        if milestone.kind is kind:
            found = milestone
        elif milestone.kind is undone_by:
            found = None
    return found


def current_run(milestones: Iterable[Milestone]) -> int:
    """The run in which the panel works now: 1, and one more for each new run begun."""
    return 1 + sum(1 for m in milestones if m.kind is MilestoneKind.NEW_RUN)
