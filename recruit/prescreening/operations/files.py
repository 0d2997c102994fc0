"""What the operations of the screening share: a file, its places, its votes. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from recruit.access.actions import Action
from recruit.access.frame import Act, nothing
from recruit.access.models import Clearance, Grant
from recruit.access.policy import allows
from recruit.access.rules import Capacity
from recruit.applications.models import Candidate
from recruit.core import db, keys, vault
from recruit.prescreening import models
from recruit.prescreening.rules import outcome as rules
from recruit.prescreening.rules import written
from recruit.prescreening.rules.circulation import Application
from recruit.prescreening.rules.criteria import TERMS_VERSION
from recruit.procedure import queries as procedure

SCREENING = (Capacity.FOCAL_POINT.value, Capacity.STAFF.value, Capacity.AGENCY.value)
BARRED = ("conflict", "undecided")


@dataclass(frozen=True, slots=True)
class Held:
    """A place on a file with the vote that its holder wrote, if any."""

    assignment: models.Assignment
    vote: models.Vote | None

    @property
    def locked(self) -> bool:
        """Whether the vote is locked."""
        return self.vote is not None and self.vote.locked_at is not None


def candidate(a: Act, candidate_id: str) -> Candidate:
    """The candidate of this procedure, locked. Raises Refusal (nothing) for any other."""
    found = db.locked(a.session, Candidate, id=candidate_id, procedure_id=a.procedure_id)
    if found is None or found.merged_into is not None:
        raise nothing()
    return found


def held(a: Act, candidate_id: str) -> dict[int, Held]:
    """The living places of a file."""
    rows = a.session.exec(
        select(models.Assignment, models.Vote)
        .outerjoin(models.Vote, col(models.Vote.assignment_id) == col(models.Assignment.id))
        .where(
            models.Assignment.candidate_id == candidate_id,
            col(models.Assignment.ended_at).is_(None),
        )
    ).all()
    return {assignment.place: Held(assignment, vote) for assignment, vote in rows}


def barred(a: Act, candidate_id: str) -> frozenset[str]:
    """Who has a conflict on this name, or a declaration that awaits its decision (A7)."""
    return frozenset(
        a.session.exec(
            select(Clearance.person_id).where(
                Clearance.procedure_id == a.procedure_id,
                Clearance.candidate_id == candidate_id,
                col(Clearance.status).in_(BARRED),
            )
        ).all()
    )


def screeners(a: Act) -> list[str]:
    """The persons who hold a capacity that screens now, in a fixed order: the agency's staff
    only until the list is circulated (53(h))."""
    rows = a.session.exec(
        select(Grant)
        .where(
            Grant.procedure_id == a.procedure_id,
            col(Grant.capacity).in_(SCREENING),
            col(Grant.ended_at).is_(None),
            col(Grant.undertaken_at).is_not(None),
        )
        .order_by(col(Grant.since), col(Grant.id))
    ).all()
    living = [
        g.person_id
        for g in rows
        if (g.until is None or a.now < g.until)
        and allows(Action.SCREENING_DO, Capacity(g.capacity), a.reader.column)
    ]
    return list(dict.fromkeys(living))


def application(found: Candidate) -> Application:
    """What the rules ask of an application before there is any vote."""
    return Application(
        reference=found.reference,
        locks=0,
        unsettled=(),
        result=None,
        invited_under=found.terms_version,
        screened_under=TERMS_VERSION,
        late=found.late,
        admitted=found.admitted_at is not None,
        withdrawn=found.withdrawn_at is not None,
        internal=found.staff,
    )


def read_vote(a: Act, vote: models.Vote | None) -> written.Written:
    """What a screener wrote; nothing where there is no vote yet."""
    if vote is None:
        return written.Written()
    key = keys.file_key(vote.candidate_id, a.procedure_id)
    return written.read(vault.unseal(key, vote.sealed, "prescreening_vote", vote.id))


def as_rule(a: Act, place: Held) -> rules.Vote:
    """A place's vote as the rules know it."""
    said = read_vote(a, place.vote)
    return rules.Vote(
        place.assignment.person_id,
        said.findings(),
        said.path,
        place.vote.locked_at if place.vote else None,
    )


def last_day(a: Act) -> date:
    """The last day of the window of 54(a), up to which experience counts for all (A3)."""
    windows = procedure.windows(a.session.connection(), a.procedure_id)
    day = next(w.last_in_force for w in windows if w.para == "54(a)")
    if day is None:
        raise nothing()
    return day


def progress(a: Act) -> models.Progress:
    """The counts of the procedure; its row is locked by the act."""
    return a.session.get(models.Progress, a.procedure_id) or models.Progress(
        procedure_id=a.procedure_id
    )
