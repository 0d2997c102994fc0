"""What the panel decides on files: borderline ones, equivalences, placings (A4, A6, A8)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import col, select

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.models import Clearance, Disclosure, Grant
from recruit.access.rules import Capacity, Reader
from recruit.applications import rules as applications
from recruit.core import ids, keys, vault
from recruit.core.errors import Refusal, Refused, require
from recruit.core.words import _
from recruit.panel.operations import meetings
from recruit.panel.rules.conflicts import Clearance as Standing
from recruit.panel.rules.conflicts import may_place
from recruit.panel.rules.meetings import Matter
from recruit.prescreening import models
from recruit.prescreening.operations import circulating, files
from recruit.prescreening.queries import circulation as queries
from recruit.prescreening.queries import lists
from recruit.prescreening.queries import rulings as ruled
from recruit.prescreening.rules import circulation as rules
from recruit.prescreening.rules import outcome
from recruit.prescreening.rules.rulings import ENTERING, PLACING, Weight
from recruit.procedure.rules.milestones import Audience, current_run


def _listed(a: Act, candidate_id: str) -> lists.Entry:
    found = lists.current(a.session.connection(), a.procedure_id)
    for entry in found.entries if found else ():
        if entry.candidate_id == candidate_id:
            return entry
    raise nothing()


def _ruling(
    a: Act,
    *,
    candidate_id: str,
    kind: str,
    accepted: bool,
    said: Mapping[str, object],
    reason: str,
    text: str,
    meeting_id: str,
    votes: Mapping[str, str] | None,
) -> models.PanelRuling:
    _open_again(a, candidate_id, kind)
    motion = meetings.decide(
        a,
        meeting_id=meeting_id,
        matter=Matter.OTHER,
        kind=f"prescreening.{kind}",
        object_id=candidate_id,
        run=current_run(a.milestones),
        text=text,
        reason=reason,
        votes=votes,
    )
    row_id = ids.new()
    row = models.PanelRuling(
        id=row_id,
        procedure_id=a.procedure_id,
        candidate_id=candidate_id,
        kind=kind,
        accepted=accepted,
        sealed=vault.seal(
            keys.judgement_key(candidate_id, a.procedure_id),
            dict(said),
            "prescreening_panel_ruling",
            row_id,
        ),
        motion_id=motion.id,
        at=a.now,
    )
    a.session.add(row)
    a.session.flush()
    return row


def _open_again(a: Act, candidate_id: str, kind: str) -> None:
    """Refuse where a ruling stands; one that a vote after a dissent did not carry falls (C10)."""
    known = a.session.exec(
        select(models.PanelRuling).where(
            models.PanelRuling.candidate_id == candidate_id,
            models.PanelRuling.kind == kind,
            col(models.PanelRuling.fallen_at).is_(None),
        )
    ).first()
    if known is None:
        return
    if _weight(a, known) is not Weight.LOST:
        raise Refusal("R24", "reading R24", _("The panel has decided on this before."))
    known.fallen_at = a.now
    a.session.add(known)
    a.session.flush()


def _weight(a: Act, ruling: models.PanelRuling) -> Weight:
    motion = ruling.motion_id or ""
    found = ruled.weights(a.session.connection(), a.now, [motion])
    return found.get(motion, Weight.WAITS)


def decide_borderline(
    reader: Reader,
    *,
    candidate_id: str,
    accepted: bool,
    reason: str,
    meeting_id: str,
    votes: Mapping[str, str] | None = None,
    key: str = "",
) -> str:
    """The panel's decision on a borderline file, in a meeting, with a reason (A6); the receipt.

    It has effect when recorded: ballots may be drafted on it. None is locked before the
    minutes are confirmed (C10)."""
    with act(reader, Action.BORDERLINE_DECIDE, key) as a:
        entry = _listed(a, candidate_id)
        borderline = entry.status == "borderline"
        outcome.decide_borderline(
            outcome.Result(outcome.Outcome.BORDERLINE if borderline else outcome.Outcome.SUITABLE),
            suitable=accepted,
            reason=reason,
            by_panel=True,
        )
        text = (
            _("The borderline file %(reference)s is taken as suitable.", reference=entry.reference)
            if accepted
            else _(
                "The borderline file %(reference)s is not taken as suitable.",
                reference=entry.reference,
            )
        )
        _ruling(
            a,
            candidate_id=candidate_id,
            kind="borderline",
            accepted=accepted,
            said={"reason": reason.strip()},
            reason=reason,
            text=text,
            meeting_id=meeting_id,
            votes=votes,
        )
        a.record(candidate_id, kind="borderline", accepted=accepted)
    return a.receipt


def decide_equivalence(
    reader: Reader,
    *,
    candidate_id: str,
    accepted: bool,
    reason: str,
    meeting_id: str,
    votes: Mapping[str, str] | None = None,
    key: str = "",
) -> str:
    """The panel accepts or refuses a first-level degree with two additional years, with a
    reason, before the ballots (A4).

    No ballot can be locked while one is undecided or not in confirmed minutes (C10), so
    that an undecided one is always before them, also once the criteria are locked (J1):
    otherwise a decision that falls by a vote could never be taken again.
    """
    with act(reader, Action.EQUIVALENCE_DECIDE, key) as a:
        entry = _listed(a, candidate_id)
        outcome.decide_equivalence(
            outcome.Result(outcome.Outcome.SUITABLE, entry.equivalence),
            accepted=accepted,
            reason=reason,
            ballots=False,
        )
        text = (
            _("The equivalence of %(reference)s is accepted.", reference=entry.reference)
            if accepted
            else _("The equivalence of %(reference)s is refused.", reference=entry.reference)
        )
        _ruling(
            a,
            candidate_id=candidate_id,
            kind="equivalence",
            accepted=accepted,
            said={"reason": reason.strip()},
            reason=reason,
            text=text,
            meeting_id=meeting_id,
            votes=votes,
        )
        a.record(candidate_id, kind="equivalence", accepted=accepted)
    return a.receipt


def place(
    reader: Reader,
    *,
    candidate_id: str,
    reasons: Mapping[str, str],
    meeting_id: str,
    votes: Mapping[str, str] | None = None,
    key: str = "",
) -> str:
    """The panel decides to place an application given under R7 on the list (A8).

    reasons: one for each required criterion; GICHD's screening stays beside it. Who has a
    conflict on the name takes no part. The new version of the list rests on it and is made
    by ``enter_placing``, once the minutes are confirmed (C10). Raises Refusal.
    """
    with act(reader, Action.PLACING_DECIDE, key) as a:
        found = files.candidate(a, candidate_id)
        _given(a, candidate_id)
        _no_part(a, candidate_id, votes)
        rules.place(
            files.application(found),
            reasons,
            criteria_locked=applications.criteria_locked(a.milestones),
            ballots_anew=False,
        )
        kept = {c: reasons[c].strip() for c in rules.REQUIRED}
        _ruling(
            a,
            candidate_id=candidate_id,
            kind="placing",
            accepted=True,
            said={"reasons": kept},
            reason="\n".join(f"{c}: {why}" for c, why in kept.items()),
            text=_("%(reference)s is placed on the list.", reference=found.reference),
            meeting_id=meeting_id,
            votes=votes,
        )
        a.record(candidate_id, kind="placing")
    return a.receipt


def enter_placing(reader: Reader, *, candidate_id: str, key: str = "") -> str:
    """Make the new version of the list that rests on a placing; the receipt (A8, C10).

    Raises Refusal before the minutes are confirmed, where the panel did not decide so,
    where it was entered before, and once the criteria are locked (A8).
    """
    with act(reader, Action.PLACING_DECIDE, key) as a:
        found = files.candidate(a, candidate_id)
        ruling = a.session.exec(
            select(models.PanelRuling).where(
                models.PanelRuling.candidate_id == candidate_id,
                models.PanelRuling.procedure_id == a.procedure_id,
                models.PanelRuling.kind == PLACING,
                col(models.PanelRuling.fallen_at).is_(None),
            )
        ).first()
        if ruling is None or ruling.motion_id is None:
            raise nothing()
        require(ENTERING, _weight(a, ruling))
        rules.joins(criteria_locked=applications.criteria_locked(a.milestones), ballots_anew=False)
        facts = queries.facts(
            a.session.connection(), a.procedure_id, a.milestones, a.now, entering=candidate_id
        )
        if facts.entered:
            raise Refusal("R24", "reading R24", _("This application is on the list already."))
        circulating.freeze(
            a,
            facts,
            why=_("The panel placed %(reference)s on the list.", reference=found.reference),
            audience=Audience.PANEL,
        )
        a.record(candidate_id, entered=True)
    return a.receipt


def _given(a: Act, candidate_id: str) -> None:
    """Only what was given to the panel can be placed. Raises Refusal (nothing)."""
    given = a.session.exec(
        select(Disclosure.id).where(
            Disclosure.procedure_id == a.procedure_id,
            Disclosure.object_id == candidate_id,
            Disclosure.capacity == Capacity.MEMBER,
        )
    ).first()
    if given is None:
        raise nothing()


def _no_part(a: Act, candidate_id: str, votes: Mapping[str, str] | None) -> None:
    """C5: the Chair and whoever votes take no part with a conflict on the name."""
    persons = {a.reader.person_id}
    if votes:
        grants = a.session.exec(
            select(Grant.person_id).where(
                Grant.procedure_id == a.procedure_id, col(Grant.id).in_(list(votes))
            )
        ).all()
        persons |= set(grants)
    standing = {
        row.person_id: row.status
        for row in a.session.exec(
            select(Clearance).where(
                Clearance.procedure_id == a.procedure_id, Clearance.candidate_id == candidate_id
            )
        ).all()
    }
    for person_id in persons:
        answer = may_place(Standing(standing.get(person_id, Standing.NONE)))
        if isinstance(answer, Refused):
            raise Refusal("C5", "reading C5", answer.reason)
