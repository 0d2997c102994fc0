"""After a round: the paths, who sees a break, a candidate lost, closing (S11, S12, S15, S16,
T3, R26). All instants are aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from recruit.approval.rules.items import all_withdrawn, late_from, objecting
from recruit.approval.rules.round import Facts, RoundState, broken_at, deadline_of, state
from recruit.core.errors import Answer, Holds, Refused
from recruit.core.words import _

# ---------------------------------------------------------------- S12: the paths


class Path(StrEnum):
    """What the President records after a round without approval: one, and only one (S12)."""

    SAME_CANDIDATE = "same_candidate"  # consulted, a new round
    BACK_TO_PANEL = "back_to_panel"  # its new decision names another interviewed candidate
    REOPENED = "reopened"  # the panel reopens shortlist or vacancy
    REFERRED = "referred"  # to the Meeting of States Parties
    CANDIDATE_LOST = "candidate_lost"  # after a cancellation: T3, the panel names another


UNRESOLVED: Final = frozenset(
    {
        RoundState.BROKEN,
        RoundState.CANCELLED,
        RoundState.WITHOUT_OBJECT,
        RoundState.LAPSED,
    }
)
"""The states of a round after which another one may come."""

NEEDS_PATH: Final = frozenset({RoundState.BROKEN, RoundState.CANCELLED})


def check_path(facts: Facts, recorded: Path | None, path: Path, now: datetime) -> Answer:
    """Whether this path may be recorded now: after a break or a cancellation, once (S12, S15)."""
    if state(facts, now) not in NEEDS_PATH:
        return Refused(_("A path is recorded after a round that was broken or cancelled."))
    if recorded is not None:
        return Refused(_("A path is recorded already; there is one, and only one."))
    if path is Path.CANDIDATE_LOST and state(facts, now) is not RoundState.CANCELLED:
        return Refused(_("After a break the path of another candidate is 'back to the panel'."))
    return Holds(path.value)


@dataclass(frozen=True, slots=True)
class Previous:
    """The round before, as far as a new one depends on it.

    candidate: whom it proposed. path, path_at: what the President recorded after it. lost: that
    candidate's withdrawal is registered (T3).
    """

    facts: Facts
    candidate: str
    path: Path | None = None
    path_at: datetime | None = None
    lost: bool = False


def check_next(
    previous: Previous | None, candidate: str, decided_at: datetime | None, now: datetime
) -> Answer:
    """Whether a new round for this candidate may follow the round before (S11, S12, S15, T3).

    decided_at: when the panel's decision that names the candidate was handed over. No path
    leads to a designation without a new round (R11).
    """
    if previous is None:
        return Holds()
    before = state(previous.facts, now)
    if before not in UNRESOLVED:
        return Refused(_("Another round is open, or its outcome stands."))
    same = candidate == previous.candidate
    if before is RoundState.BROKEN and same and previous.path is None:
        deadline = deadline_of(previous.facts, now)
        if all_withdrawn(previous.facts.items, deadline, now):
            return Holds(_("Every objection was withdrawn."))
    if before in NEEDS_PATH:
        return _by_path(previous, same, decided_at)
    if same:
        return Refused(_("The candidate of that round is no longer available."))
    return Holds()


def _by_path(previous: Previous, same: bool, decided_at: datetime | None) -> Answer:
    if previous.path is None or previous.path_at is None:
        return Refused(_("The President has not recorded yet what follows the last round."))
    if previous.path is Path.REFERRED:
        return Refused(_("The matter was referred to the Meeting of States Parties."))
    if previous.path is Path.SAME_CANDIDATE and not previous.lost:
        return Holds() if same else Refused(_("The recorded path is the same candidate."))
    if decided_at is None or decided_at < previous.path_at:
        return Refused(_("The panel's new decision has not been handed over."))
    if previous.path is not Path.REOPENED and same:
        return Refused(_("The recorded path is another candidate."))
    return Holds()


# ---------------------------------------------------------------- S16: who sees a break


class Viewer(StrEnum):
    """In which capacity somebody looks at a round."""

    PRESIDENT = "president"
    OFFICE = "office"
    DELEGATION = "delegation"
    PANEL = "panel"
    GICHD = "gichd"
    CANDIDATE = "candidate"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Break:
    """What a viewer sees of a break. fact: that it happened. number: of objecting States.

    names: of States. not_complete: only that the approval is not complete.
    """

    fact: bool = False
    number: int | None = None
    names: tuple[str, ...] = ()
    not_complete: bool = False


def seen(
    viewer: Viewer,
    facts: Facts,
    now: datetime,
    *,
    own_state: str = "",
    consenting: Iterable[str] = (),
    naming: str = "never",
) -> Break:
    """What this viewer sees of a break now (S16).

    President and office see the States. A delegation sees the fact at once, the number from
    the second after the deadline, its own name always and another's only with that State's
    consent where the setting naming is "with_consent". Panel and GICHD: the fact. The
    candidate: that approval is not complete. The public: nothing.
    """
    if broken_at(facts, now) is None or state(facts, now) is not RoundState.BROKEN:
        return Break()
    deadline = deadline_of(facts, now)
    states = objecting(facts.items, deadline, now)
    if viewer in (Viewer.PRESIDENT, Viewer.OFFICE):
        return Break(True, len(states), tuple(sorted(states)))
    if viewer is Viewer.DELEGATION:
        after = now >= late_from(deadline)
        shown = set(consenting) if naming == "with_consent" else set()
        shown.add(own_state)
        return Break(True, len(states) if after else None, tuple(sorted(states & shown)))
    if viewer in (Viewer.PANEL, Viewer.GICHD):
        return Break(True)
    return Break(not_complete=viewer is Viewer.CANDIDATE)


# ---------------------------------------------------------------- T3: a candidate lost


class Lost(StrEnum):
    """What follows where the candidate is no longer available (T3)."""

    PANEL_NAMES_ANOTHER = "panel_names_another"  # before a round, or after one without approval
    CANCEL = "cancel"  # during a round: the President cancels it (S15)
    WITHOUT_OBJECT = "without_object"  # from the deadline to the certificate
    LAPSE = "lapse"  # after the certificate, from the registration
    CONTRACT = "contract"  # once the contract is signed: a matter of employment


def no_longer_available(facts: Facts | None, now: datetime) -> Lost:
    """What follows now for a candidate who declined, failed or withdrew (T3)."""
    if facts is None:
        return Lost.PANEL_NAMES_ANOTHER
    if facts.contract_signed_at is not None and facts.contract_signed_at <= now:
        return Lost.CONTRACT
    match state(facts, now):
        case RoundState.OPEN if now < deadline_of(facts, now):
            return Lost.CANCEL
        case RoundState.OPEN | RoundState.EXPIRED:
            return Lost.WITHOUT_OBJECT
        case RoundState.CERTIFIED | RoundState.DISPUTED:
            return Lost.LAPSE
        case _:
            return Lost.PANEL_NAMES_ANOTHER


def check_without_object(facts: Facts, lost: bool, now: datetime) -> Answer:
    """Whether the President may record now that the round is without object (T3).

    lost: the candidate's withdrawal is registered. From the second after the deadline to the
    certificate, and where nobody broke silence.
    """
    if not lost:
        return Refused(_("Nothing is registered that the candidate is no longer available."))
    if no_longer_available(facts, now) is not Lost.WITHOUT_OBJECT:
        return Refused(
            _("'Without object' is recorded between the deadline and the certificate only.")
        )
    if state(facts, now) is not RoundState.EXPIRED:
        return Refused(_("The deadline's last second has not passed yet."))
    return Holds()


def check_lapse(facts: Facts, now: datetime) -> Answer:
    """Whether the approval lapses where the candidate is no longer available now (T3)."""
    if no_longer_available(facts, now) is Lost.LAPSE:
        return Holds()
    if facts.contract_signed_at is not None and facts.contract_signed_at <= now:
        return Refused(_("The contract is signed; its end is a matter of employment."))
    return Refused(_("No approval stands that could lapse."))


# ---------------------------------------------------------------- R26: closing without result


class Ground(StrEnum):
    """Why a procedure is closed without result (R26)."""

    NO_SUITABLE = "no_suitable"
    NONE_RECOMMENDABLE = "none_recommendable"  # and nothing reopened
    NO_THREE_VOTES = "no_three_votes"
    REFERRED = "referred"


@dataclass(frozen=True, slots=True)
class ClosingFacts:
    """What closing is judged by. finding: the panel's finding as handed over, if any.

    last: the last round and what was recorded after it.
    """

    ground: Ground
    reason: str
    now: datetime
    finding: Ground | None = None
    reopened: bool = False
    last: Previous | None = None
    closed: bool = False


def check_closing(facts: ClosingFacts) -> Answer:
    """Whether the President may record that the procedure ends without result (R26)."""
    if facts.closed:
        return Refused(_("The procedure is closed already."))
    if facts.last is not None and state(facts.last.facts, facts.now) not in UNRESOLVED:
        return Refused(_("A round is open, or its outcome stands."))
    if facts.ground is Ground.REFERRED:
        if facts.last is None or facts.last.path is not Path.REFERRED:
            return Refused(_("Nothing was referred to the Meeting of States Parties."))
    elif facts.finding is not facts.ground:
        return Refused(_("The panel has handed over no such finding."))
    if facts.ground is not Ground.REFERRED and facts.reopened:
        return Refused(_("A stage has been reopened."))
    if not facts.reason.strip():
        return Refused(_("Closing without result needs a reason."))
    return Holds()
