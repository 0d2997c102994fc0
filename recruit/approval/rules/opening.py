"""Handing over and opening a round (S1, S6, W8).

The panel's conditions are judged where the Chair hands over; to the President they appear
only through the hand-over. Without one an opening is refused with 'no hand-over' alone,
whatever else is missing, and the checklist is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from recruit.approval.rules.after import Previous, check_next
from recruit.approval.rules.round import check_deadline
from recruit.core.errors import Answer, Checked, Gate, Holds, Refused, examine
from recruit.core.words import _

TOLD: Final = 5
"""States that a refusal names; the others are counted."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """The Chair's act: candidate handed over at an instant, perhaps recalled at another."""

    candidate: str
    given_at: datetime
    recalled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpeningFacts:
    """What opening is judged by, as the President may know it.

    hand_over: the latest. candidate: whom the round would propose. previous: the round
    before. not_reached: the States Parties whose contact was not proved, by ISO code with
    their names; named: the codes of those that a recorded decision names (W8). lost: the
    candidate's withdrawal is registered (T3).
    """

    now: datetime
    deadline: datetime
    candidate: str
    hand_over: HandOver | None = None
    previous: Previous | None = None
    not_reached: Mapping[str, str] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    lost: bool = False


def handed_over(facts: OpeningFacts) -> bool:
    """Whether a hand-over stands now: given and not recalled."""
    h = facts.hand_over
    return (
        h is not None
        and h.given_at <= facts.now
        and (h.recalled_at is None or h.recalled_at > facts.now)
    )


def recalled(facts: OpeningFacts) -> bool:
    """Whether the latest hand-over was recalled; the page says that word alone."""
    h = facts.hand_over
    return h is not None and h.recalled_at is not None and h.recalled_at <= facts.now


def _handed_over(facts: OpeningFacts) -> Answer:
    if handed_over(facts):
        return Holds()
    return Refused(_("Recalled.") if recalled(facts) else _("No hand-over."))


def _after_hand_over(check: Callable[[OpeningFacts], Answer]) -> Callable[[OpeningFacts], Answer]:
    """The check once a hand-over stands; before it the answer is the same for everybody."""

    def checked(facts: OpeningFacts) -> Answer:
        return check(facts) if handed_over(facts) else Holds()

    return checked


def _panels_candidate(facts: OpeningFacts) -> Answer:
    if facts.hand_over is not None and facts.candidate == facts.hand_over.candidate:
        return Holds()
    return Refused(_("A round is opened for the panel's candidate only."))


def _available(facts: OpeningFacts) -> Answer:
    if facts.lost:
        return Refused(_("The candidate is no longer available; the Chair was told."))
    return Holds()


def _follows(facts: OpeningFacts) -> Answer:
    decided = facts.hand_over.given_at if facts.hand_over else None
    return check_next(facts.previous, facts.candidate, decided, facts.now)


def _deadline(facts: OpeningFacts) -> Answer:
    return check_deadline(facts.now, facts.deadline)


def _reached(facts: OpeningFacts) -> Answer:
    unnamed = sorted(name for code, name in facts.not_reached.items() if code not in facts.named)
    if not unnamed:
        return Holds()
    told = ", ".join(unnamed[:TOLD])
    if len(unnamed) > TOLD:
        told = _("%(states)s and %(n)s more", states=told, n=len(unnamed) - TOLD)
    return Refused(
        _(
            "These States Parties were not reached and no decision names them: %(states)s.",
            states=told,
        )
    )


OPENING: Final[list[Gate[OpeningFacts]]] = [
    Gate("S1", "reading S1", _("The hand-over is given"), _handed_over),
    Gate(
        "R9",
        "para. 53(f)",
        _("The candidate is the panel's"),
        _after_hand_over(_panels_candidate),
    ),
    Gate("T3", "reading T3", _("The candidate is available"), _after_hand_over(_available)),
    Gate(
        "S12",
        "reading S12",
        _("No other round stands in the way"),
        _after_hand_over(_follows),
    ),
    Gate("S2", "reading S2", _("The deadline may be set"), _after_hand_over(_deadline)),
    Gate(
        "W8",
        "reading W8",
        _("Every State Party is reached, or named in a decision"),
        _after_hand_over(_reached),
    ),
]


def opening_checklist(facts: OpeningFacts) -> list[Checked]:
    """The checklist on the page of the President and the office: empty before a hand-over.

    After a recall it is the one line that says so.
    """
    if handed_over(facts):
        return examine(OPENING, facts)
    return examine(OPENING[:1], facts) if recalled(facts) else []
