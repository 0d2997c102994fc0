"""The panel finds that no application is suitable (R26): recorded by the Chair at a meeting."""

from __future__ import annotations

from collections.abc import Mapping

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.rules import Reader
from recruit.core import ids, keys, vault
from recruit.core.errors import require
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.panel.operations import meetings
from recruit.panel.rules.meetings import Matter
from recruit.shortlist import models
from recruit.shortlist.operations import facts
from recruit.shortlist.queries import nobody as queries
from recruit.shortlist.rules import nobody as rules
from recruit.shortlist.rules import reveal
from recruit.shortlist.rules.decision import Deciding

KIND = "shortlist.no_suitable"
"""The kind of the motion by which it is found."""


def find(
    reader: Reader,
    *,
    meeting_id: str,
    reason: str,
    reasons: Mapping[str, str],
    votes: Mapping[str, str] | None = None,
    key: str = "",
) -> str:
    """Record the finding in place of a shortlist; the receipt's reference.

    reasons: by candidate id, for each who stands on the ballot. votes: by name, None for a
    consensus. Refused as a shortlist is (R15, C10, R2), and without its reasons (J1, R26). What
    rests on it waits for the minutes; the panel may still reopen in its place.
    """
    with act(reader, Action.SHORTLIST_DECIDE, key) as a:
        state, eligible, names = facts.state(a), facts.eligible(a), facts.names(a)
        ballots, present = state.ballots, facts.present(a, meeting_id)
        before = queries.found(a.session.connection(), a.procedure_id, state.run)
        require(
            rules.NOBODY,
            rules.FindingNobody(
                Deciding(
                    present=present,
                    living=ballots.living,
                    chair=state.seat_of(reader.person_id),
                    revealed=reveal.revealed(ballots.locks, ballots.living, ballots.absent),
                    voted=facts.voted(votes),
                    equivalences_open=frozenset(n.reference for n in names if n.equivalence_open),
                    within_window=facts.within(a, "54(c)"),
                    decided=state.decided_at is not None or before is not None,
                ),
                nobody_listed=not eligible,
            ),
        )
        rules.check_nobody(
            reason,
            {reference: reasons.get(c, "") for c, reference in eligible.items()},
            eligible.values(),
        )
        finding_id = ids.new()
        motion = meetings.decide(
            a,
            meeting_id=meeting_id,
            matter=Matter.SHORTLIST,
            kind=KIND,
            object_id=finding_id,
            run=state.run,
            text=_("No application is suitable; nobody is invited for interview."),
            reason=reason,
            votes=votes,
        )
        a.session.add(
            models.NoSuitable(
                id=finding_id,
                procedure_id=a.procedure_id,
                run=state.run,
                motion_id=motion.id,
                sealed=vault.seal(
                    keys.panel_key(a.procedure_id),
                    {"reason": reason.strip()},
                    "shortlist_no_suitable",
                    finding_id,
                ),
                at=a.now,
            )
        )
        a.session.flush()
        for candidate in eligible:
            row_id = ids.new()
            a.session.add(
                models.Unsuitable(
                    id=row_id,
                    finding_id=finding_id,
                    candidate_id=candidate,
                    sealed=vault.seal(
                        keys.judgement_key(candidate, a.procedure_id),
                        {"reason": reasons[candidate].strip()},
                        "shortlist_unsuitable",
                        row_id,
                    ),
                )
            )
        a.session.flush()
        notices.tell(a, "shortlist.decided", "panel", object_id=finding_id)
        a.record(finding_id, run=state.run, motion=motion.id, nobody=True)
    return a.receipt
