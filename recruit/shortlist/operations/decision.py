"""The panel's decision on the shortlist, its confirmation, and the release of the invited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

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
from recruit.procedure.rules.milestones import Audience, MilestoneKind, latest
from recruit.shortlist import models
from recruit.shortlist.operations import facts
from recruit.shortlist.queries import ballots as ballot_queries
from recruit.shortlist.queries import decision as queries
from recruit.shortlist.queries import nobody
from recruit.shortlist.rules import ballots, drafts, reveal
from recruit.shortlist.rules import decision as rules

Votes = Mapping[str, str] | None


def tied(a: Act, state: ballot_queries.State, eligible: Mapping[str, str]) -> frozenset[str]:
    """The references between which the ballots leave the fifth place open (J1)."""
    found = state.ballots
    opened = ballot_queries.opened(
        a.session.connection(), a.procedure_id, state.run, found.locks & found.living
    )
    cast = [drafts.ballot_of(b.content, eligible) for b in opened.values()]
    return ballots.tie_at_fifth(ballots.tally(cast, eligible.values()))


def decide(
    reader: Reader,
    *,
    meeting_id: str,
    decision: rules.Shortlist,
    votes: Votes = None,
    key: str = "",
) -> str:
    """The Chair records what the panel decided at a meeting; the receipt's reference.

    decision names candidates by id. votes: each seat's choice by name, None for a
    consensus. Refused for a sixth (R3), a name off the list (P54c), a reason missing
    (J1), before the reveal (R15), without quorum or majority (C10), outside the window
    (R2), or where this run is decided. What rests on it waits for the minutes.
    """
    with act(reader, Action.SHORTLIST_DECIDE, key) as a:
        state, eligible, names = facts.state(a), facts.eligible(a), facts.names(a)
        found, present = state.ballots, facts.present(a, meeting_id)
        require(
            rules.DECISION,
            rules.Deciding(
                present=present,
                living=found.living,
                chair=state.seat_of(reader.person_id),
                revealed=reveal.revealed(found.locks, found.living, found.absent),
                voted=facts.voted(votes),
                equivalences_open=frozenset(n.reference for n in names if n.equivalence_open),
                within_window=facts.within(a, "54(c)"),
                decided=state.decided_at is not None
                or nobody.found(a.session.connection(), a.procedure_id, state.run) is not None,
            ),
        )
        references = {n.candidate_id: n.reference for n in names} | eligible
        gone = frozenset(n.reference for n in names if n.withdrawn)
        by_reference = _by_reference(decision, references)
        rules.check_shortlist(
            by_reference,
            frozenset(eligible.values()) | (gone & _named(by_reference)),
            gone,
            tied(a, state, eligible),
        )
        shortlist_id = ids.new()
        motion = meetings.decide(
            a,
            meeting_id=meeting_id,
            matter=Matter.SHORTLIST,
            kind="shortlist.decide",
            object_id=shortlist_id,
            run=state.run,
            text=_(
                "Invited for interview: %(chosen)s. Substitutes, in order: %(substitutes)s.",
                chosen=", ".join(sorted(by_reference.chosen)),
                substitutes=", ".join(by_reference.substitutes) or "–",
            ),
            reason="\n".join(
                filter(
                    None,
                    (
                        _("The ballots were compared; each candidate's reason is recorded."),
                        decision.fewer_reason.strip(),
                        decision.tie_reason.strip(),
                    ),
                )
            ),
            votes=votes,
        )
        _write(a, shortlist_id, motion.id, state.run, decision, list(eligible))
        a.milestone(
            MilestoneKind.SHORTLIST_DECIDED, Audience.PANEL, run=state.run, object_id=shortlist_id
        )
        notices.tell(a, "shortlist.decided", "panel", object_id=shortlist_id)
        a.record(
            shortlist_id,
            run=state.run,
            motion=motion.id,
            chosen=sorted(by_reference.chosen),
            substitutes=list(by_reference.substitutes),
        )
    return a.receipt


def _named(decision: rules.Shortlist) -> frozenset[str]:
    return frozenset(decision.chosen + decision.substitutes)


def _by_reference(decision: rules.Shortlist, references: Mapping[str, str]) -> rules.Shortlist:
    def named(ids_: Sequence[str]) -> tuple[str, ...]:
        return tuple(references.get(c, c) for c in ids_)

    return replace(
        decision,
        chosen=named(decision.chosen),
        substitutes=named(decision.substitutes),
        reasons={references.get(c, c): text for c, text in decision.reasons.items()},
    )


def _write(
    a: Act,
    shortlist_id: str,
    motion_id: str,
    run: int,
    decision: rules.Shortlist,
    alphabetical: list[str],
) -> None:
    said = {
        "fewer": decision.fewer.value if decision.fewer else "",
        "fewer_reason": decision.fewer_reason.strip(),
        "tie_reason": decision.tie_reason.strip(),
    }
    a.session.add(
        models.Shortlist(
            id=shortlist_id,
            procedure_id=a.procedure_id,
            run=run,
            motion_id=motion_id,
            fewer_reason=(
                vault.seal(
                    keys.panel_key(a.procedure_id),
                    said,
                    "shortlist_shortlist",
                    shortlist_id,
                    "fewer_reason",
                )
                if any(said.values())
                else None
            ),
            at=a.now,
        )
    )
    a.session.flush()
    order = {c: n for n, c in enumerate(decision.substitutes, start=1)}
    for place, candidate in enumerate(alphabetical, start=1):
        kind = (
            "in" if candidate in decision.chosen else "substitute" if candidate in order else "out"
        )
        row_id = ids.new()
        a.session.add(
            models.Shortlisted(
                id=row_id,
                shortlist_id=shortlist_id,
                candidate_id=candidate,
                kind=kind,
                place=order.get(candidate, place),
                sealed=vault.seal(
                    keys.judgement_key(candidate, a.procedure_id),
                    {"reason": decision.reasons[candidate].strip()},
                    "shortlist_shortlisted",
                    row_id,
                ),
            )
        )
    a.session.flush()


def confirm(reader: Reader, *, key: str = "") -> str:
    """A newcomer confirms the decision that they found, with its reasons (C7).

    Refused to who took part in the decision: they hold to it already. Once: a second
    confirmation changes nothing.
    """
    with act(reader, Action.SHORTLIST_CONFIRM, key) as a:
        state = facts.state(a)
        found = queries.shortlist(a.session.connection(), a.procedure_id, state.run)
        standing = queries.standing(a.session.connection(), a.procedure_id, state, a.now)
        if found is None or reader.grant_id not in rules.newcomers(
            standing.at_decision, standing.living
        ):
            raise Refusal(
                "C7",
                "para. 53(b), reading C7",
                _("Only who took a seat after the decision is asked to confirm it."),
            )
        if reader.grant_id in standing.confirmed_with:
            a.silent = True
            return ""
        a.session.add(
            models.Confirmation(shortlist_id=found.id, grant_id=reader.grant_id, at=a.now)
        )
        a.record(found.id, run=state.run, confirmed_by=reader.grant_id)
    return a.receipt


def move_anew(
    reader: Reader, *, meeting_id: str, reason: str, votes: Votes = None, key: str = ""
) -> str:
    """The panel moves its shortlist anew: a new run, in which all ballot afresh (C7, A8).

    Every ballot of the former run, locked or not, falls. Refused once an interview has
    started, without a reason, quorum or majority, and where nothing was begun.
    """
    with act(reader, Action.SHORTLIST_DECIDE, key) as a:
        state = facts.state(a)
        begun = latest(a.milestones, MilestoneKind.INTERVIEWS_BEGUN)
        if begun is not None and begun.run == state.run:
            raise Refusal(
                "C8",
                "para. 53(b), reading C8",
                _("The interviews have started; the shortlist is not moved anew any more."),
            )
        if not reason.strip():
            raise Refusal(
                "C7",
                "para. 53(b), reading C7",
                _("Moving the shortlist anew needs a reason."),
                kind=Kind.INVALID,
            )
        criteria = ballot_queries.criteria(a.session.connection(), a.procedure_id, state.run)
        if criteria is None or criteria.locked_at is None:
            raise Refusal("A8", "reading A8", _("In this run no ballot has been asked for yet."))
        motion = meetings.decide(
            a,
            meeting_id=meeting_id,
            matter=Matter.SHORTLIST,
            kind="shortlist.move_anew",
            run=state.run,
            text=_("The shortlist is moved anew; all cast a new ballot."),
            reason=reason,
            votes=votes,
        )
        a.milestone(MilestoneKind.NEW_RUN, Audience.PANEL, run=state.run + 1, object_id=motion.id)
        a.record(motion.id, run=state.run, reason=reason)
    return a.receipt


def _invite(a: Act, run: int, chosen: Sequence[str]) -> None:
    """Write the invited of a run in the alphabetical order of the list."""
    order = [n.candidate_id for n in facts.names(a)]
    known = {
        i.candidate_id: i
        for i in a.session.exec(
            select(models.Invited).where(
                models.Invited.procedure_id == a.procedure_id, models.Invited.run == run
            )
        )
    }
    everybody = sorted({*known, *chosen}, key=order.index)
    for place, candidate in enumerate(everybody, start=1):
        row = known.get(candidate) or models.Invited(
            procedure_id=a.procedure_id, run=run, candidate_id=candidate, place=place, at=a.now
        )
        row.place = place
        a.session.add(row)
    a.milestone(MilestoneKind.INVITED_RELEASED, Audience.RELEASED, run=run)
    for capacity in (Capacity.FOCAL_POINT, Capacity.STAFF):
        notices.tell(a, "shortlist.invited", f"capacity:{capacity}", sender=Capacity.CHAIR)


def release(reader: Reader, *, key: str = "") -> str:
    """The Chair releases the names of the invited to the GICHD, alphabetical (R16).

    Refused until the minutes are confirmed (C10), newcomers have confirmed (C7) and every
    seated member answered C4's question of the day. Who withdrew since is left out.
    """
    with act(reader, Action.INVITED_RELEASE, key) as a:
        state, connection = facts.state(a), a.session.connection()
        found = queries.shortlist(connection, a.procedure_id, state.run)
        require(rules.RELEASE, queries.release(connection, a.procedure_id, state, a.now))
        if found is None or queries.invited(connection, a.procedure_id, state.run):
            raise Refusal("R16", "para. 54(c), reading R16", _("The invited are released already."))
        gone = {n.candidate_id for n in facts.names(a) if n.withdrawn}
        chosen = [c for c in found.chosen if c not in gone]
        _invite(a, state.run, chosen)
        a.record(found.id, run=state.run, invited=len(chosen))
    return a.receipt


def follow(
    reader: Reader,
    *,
    leaving: str,
    following: str,
    meeting_id: str,
    reason: str,
    votes: Votes = None,
    key: str = "",
) -> str:
    """The first substitute follows a shortlisted candidate who withdrew, if the panel agrees (J2).

    leaving, following: candidate ids. The Chair releases the name by the same act. Who
    withdrew before the release was not invited; somebody may follow them all the same.
    Refused after the first interview, out of the order of the substitutes, and where
    somebody follows already.
    """
    with act(reader, Action.INVITED_RELEASE, key) as a:
        state, connection = facts.state(a), a.session.connection()
        found = queries.shortlist(connection, a.procedure_id, state.run)
        started = latest(a.milestones, MilestoneKind.INTERVIEWS_BEGUN)
        names = facts.names(a)
        require(
            rules.SUBSTITUTE,
            rules.Substituting(
                invited=frozenset(queries.invited(connection, a.procedure_id, state.run)),
                leaving=leaving,
                withdrawn=frozenset(n.candidate_id for n in names if n.withdrawn),
                substitutes=tuple(found.substitutes) if found else (),
                following=following,
                interviews_started=started is not None and started.run == state.run,
                agreed=votes is None or len(facts.voted(votes) or ()) >= 3,
                chosen=frozenset(found.chosen) if found else frozenset(),
            ),
        )
        references = {n.candidate_id: n.reference for n in names}
        motion = meetings.decide(
            a,
            meeting_id=meeting_id,
            matter=Matter.OTHER,
            kind="shortlist.follow",
            object_id=following,
            run=state.run,
            text=_(
                "%(following)s follows %(leaving)s, who withdrew.",
                following=references[following],
                leaving=references[leaving],
            ),
            reason=reason,
            votes=votes,
        )
        _invite(a, state.run, [following])
        a.record(motion.id, run=state.run, leaving=leaving, following=following, reason=reason)
    return a.receipt
