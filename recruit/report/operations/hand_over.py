"""The Chair's hand-over to the President as President and the office, and its recall (S1)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.engine import Connection
from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.rules import Capacity, Reader
from recruit.applications import queries as candidates
from recruit.core import ids, keys, vault
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.interviews.queries import results
from recruit.notices import operations as notices
from recruit.procedure.rules.milestones import (
    Audience,
    Milestone,
    MilestoneKind,
    current_run,
)
from recruit.report import models
from recruit.report.queries import another
from recruit.report.queries import reports as queries
from recruit.report.rules.another import Why, why_another
from recruit.report.rules.hand_over import HAND_OVER, Conditions

PRONOUNS = ("", "she", "he", "they")


def conditions(
    connection: Connection, procedure_id: str, run: int, milestones: Sequence[Milestone]
) -> Conditions:
    """The conditions of S1 as they stand, for the Chair's page and act."""
    found, _candidate = _read(connection, procedure_id, run, milestones)
    return found


def _read(
    connection: Connection, procedure_id: str, run: int, milestones: Sequence[Milestone]
) -> tuple[Conditions, str | None]:
    decision = queries.decision(connection, procedure_id, run)
    report = queries.of_run(connection, procedure_id, run)
    candidate = decision.candidate_id if decision else None
    consent = results.consents(connection, procedure_id).get(candidate) if candidate else None
    standing = another.standing(connection, procedure_id, run, milestones)
    return (
        Conditions(
            decided=decision is not None,
            lodged=report is not None
            and report.lodged_at is not None
            and decision is not None
            and report.decision_id == decision.id,
            appointed=1 if candidate else 0,
            consent=consent is not None and consent.named,
            biography=consent is not None and bool(consent.biography.strip()),
            available=candidate is not None and why_another(standing) in (None, Why.NOT_NAMED),
            given=standing.handed_over,
        ),
        candidate,
    )


def give(reader: Reader, *, pronoun: str = "", key: str = "") -> str:
    """Hand over the appointed candidate's name and biography; the receipt's reference.

    pronoun: '' or one of PRONOUNS, for the letter. Raises Refusal with what is missing of
    S1. Nothing else of the panel goes with it.
    """
    with act(reader, Action.HAND_OVER, key) as a:
        run = current_run(a.milestones)
        connection = a.session.connection()
        found, candidate = _read(connection, a.procedure_id, run, a.milestones)
        require(HAND_OVER, found)
        decision = queries.decision(connection, a.procedure_id, run)
        if pronoun not in PRONOUNS or candidate is None or decision is None:
            raise Refusal("S1", "reading S1", _("This pronoun is not offered."), kind=Kind.INVALID)
        named = candidates.named(connection, a.procedure_id, [candidate])[candidate]
        row = models.HandOver(
            id=ids.new(),
            procedure_id=a.procedure_id,
            candidate_id=candidate,
            decision_id=decision.id,
            sealed=b"",
            by_grant=reader.grant_id,
            at=a.now,
        )
        row.sealed = vault.seal(
            keys.procedure_key(a.procedure_id),
            {
                "name": named.name or "",
                "biography": results.consents(connection, a.procedure_id)[candidate].biography,
                "pronoun": pronoun,
            },
            "report_hand_over",
            row.id,
        )
        a.session.add(row)
        a.session.flush()
        a.milestone(MilestoneKind.HANDED_OVER, Audience.HAND_OVER, run=run, object_id=row.id)
        _tell(a, "report.handed_over", row.id)
        a.record(row.id, given=True)
    return a.receipt


def recall(reader: Reader, *, key: str = "") -> str:
    """Recall the hand-over that stands, without a reason; the receipt's reference (S1)."""
    with act(reader, Action.HAND_OVER, key) as a:
        row = a.session.exec(
            select(models.HandOver)
            .where(models.HandOver.procedure_id == a.procedure_id)
            .where(models.HandOver.recalled_at.is_(None))  # type: ignore[union-attr]
        ).first()
        if row is None:
            raise Refusal("S1", "reading S1", _("No hand-over stands that could be recalled."))
        row.recalled_at = a.now
        a.session.add(row)
        a.session.flush()
        a.milestone(
            MilestoneKind.HAND_OVER_RECALLED,
            Audience.HAND_OVER,
            run=current_run(a.milestones),
            object_id=row.id,
        )
        _tell(a, "report.hand_over_recalled", row.id)
        a.record(row.id, recalled=True)
    return a.receipt


def _tell(a: Act, kind: str, object_id: str) -> None:
    for capacity in (Capacity.PRESIDENT, Capacity.OFFICE):
        notices.tell(a, kind, f"capacity:{capacity}", object_id=object_id, sender=Capacity.CHAIR)
