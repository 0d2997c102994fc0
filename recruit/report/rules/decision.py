"""The panel's final decision about the appointed candidate (para. 53(f); J7, J9, C10).

Members are named by the grant of their seat, candidates by reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from recruit.core.errors import Answer, Gate, Holds, Kind, Refusal, Refused
from recruit.core.words import _
from recruit.interviews.rules.totals import Verdict, check_choice

CITED: Final = "para. 54(g), reading J9"


class Finding(StrEnum):
    """What the panel finds where it prefers nobody (J7, C10)."""

    NONE_RECOMMENDABLE = "none-recommendable"
    NO_THREE_VOTES = "no-three-votes"


@dataclass(frozen=True, slots=True)
class FinalDecision:
    """The panel's final decision about the appointed candidate (para. 53(f)).

    preferred: the candidate, or None with a finding. reserve: in order. choice_reason:
    why another than the first of the recommendable.
    """

    preferred: str | None
    reason: str
    reserve: tuple[str, ...] = ()
    choice_reason: str = ""
    finding: Finding | None = None


def check_final(
    decision: FinalDecision, verdicts: Mapping[str, Verdict], ballots_held: int = 0
) -> None:
    """Refuse a final decision that the rules do not allow. Raises Refusal (J7, J9, C10, P53f-1).

    verdicts: of the candidates who were interviewed and have not withdrawn.
    ballots_held: how many ballots were held on it without three votes.
    """

    def refuse(rule: str, cited: str, reason: str) -> Refusal:
        return Refusal(rule, cited, reason, kind=Kind.INVALID)

    if not decision.reason.strip():
        raise refuse("P53f-1", "para. 53(f)", _("The decision needs its reasons."))
    if decision.preferred is None:
        if decision.finding is None:
            raise refuse("P53f-1", "para. 53(f)", _("No candidate is named, and no finding made."))
        if decision.finding is Finding.NONE_RECOMMENDABLE and any(
            v.recommendable for v in verdicts.values()
        ):
            raise refuse(
                "J7", "para. 54(e), reading J7", _("A candidate is recommendable by the scores.")
            )
        if decision.finding is Finding.NO_THREE_VOTES and ballots_held < 3:
            raise refuse("C10", "reading C10", _("Three ballots come before this finding."))
        if decision.reserve:
            raise refuse("J9", CITED, _("Without a preferred candidate there is no reserve."))
        return
    if decision.finding is not None:
        raise refuse("P53f-1", "para. 53(f)", _("Either a candidate is named or a finding made."))
    check_choice(decision.preferred, verdicts, decision.choice_reason)
    named = (decision.preferred, *decision.reserve)
    if len(set(named)) != len(named):
        raise refuse("J9", CITED, _("A candidate is named twice."))
    for candidate in decision.reserve:
        seen = verdicts.get(candidate)
        if seen is None or not seen.recommendable:
            raise refuse(
                "J9",
                CITED,
                _("The reserve holds interviewed, recommendable candidates only."),
            )


@dataclass(frozen=True, slots=True)
class Deciding:
    """The facts on which the final decision is recorded.

    debriefed: every candidate's debrief of the run is closed. voted: by name, None for consensus.
    """

    living: frozenset[str]
    present: frozenset[str]
    undecided: frozenset[str]
    debriefed: bool
    voted: frozenset[str] | None = None


def _votes(f: Deciding) -> Answer:
    if f.voted is None or len(f.voted & f.living) >= 3:
        return Holds()
    return Refused(_("Neither by consensus nor with three votes."))


FINAL: list[Gate[Deciding]] = [
    Gate(
        "P54f",
        "para. 54(f)",
        _("Every candidate's debrief is closed"),
        lambda f: Holds() if f.debriefed else Refused(_("A debrief is not closed.")),
    ),
    Gate(
        "C10",
        "reading C10",
        _("All living occupants are present"),
        lambda f: (
            Holds()
            if f.living and f.living <= f.present
            else Refused(_("A member of the panel is missing."))
        ),
    ),
    Gate(
        "C5",
        "para. 53(b), reading C5",
        _("No seated member's declaration is open"),
        lambda f: (
            Refused(_("A declaration of a seated member is not decided yet."))
            if f.undecided & f.living
            else Holds()
        ),
    ),
    Gate("C10", "reading C10", _("By consensus, or with three votes by name"), _votes),
]
"""What the final decision needs, beside check_final."""
