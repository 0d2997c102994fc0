"""Another candidate by a new decision of the same run (S12, T3).

No clock is read. A finding that nobody is proposed is followed by another decision in a
new run only: the panel reopens a stage (R27), or the President closes (R26).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from recruit.core.errors import Answer, Gate, Holds, Refused
from recruit.core.words import _


class Why(StrEnum):
    """Why the candidate of a decision is not proposed, or not proposed again."""

    WITHDREW = "withdrew"
    NOT_NAMED = "not named"  # does not consent to be named (S1)
    NOT_APPROVED = "not approved"  # the President recorded: back to the panel (S12)
    WITHOUT_OBJECT = "without object"  # T3, between deadline and certificate
    LAPSED = "lapsed"  # T3, after the certificate


FINAL: Final = frozenset({Why.WITHDREW, Why.WITHOUT_OBJECT, Why.LAPSED})
"""After these the candidate is gone for every run; the others end with the run."""


@dataclass(frozen=True, slots=True)
class Ended:
    """That a candidate's proposal ended: when, why, and in which run of the panel."""

    candidate: str
    why: Why
    at: datetime
    run: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The decision that stands, as far as another one depends on it.

    candidate: whom it names, None where it is a finding. decided_at: None where the panel has
    not decided in this run. withdrew, unnamed: what is known of that candidate now. ended: of
    every round. handed_over: a hand-over stands and is not recalled.
    """

    candidate: str | None
    decided_at: datetime | None
    withdrew: bool = False
    unnamed: bool = False
    ended: tuple[Ended, ...] = ()
    handed_over: bool = False


def why_another(f: Standing) -> Why | None:
    """Why another candidate may be named now; None where the decision stands as it is."""
    if f.candidate is None or f.decided_at is None:
        return None
    after = [e for e in f.ended if e.candidate == f.candidate and e.at > f.decided_at]
    if after:
        return max(after, key=lambda e: e.at).why
    if f.withdrew:
        return Why.WITHDREW
    return Why.NOT_NAMED if f.unnamed else None


def _in_place(f: Standing) -> Answer:
    if f.decided_at is None or why_another(f) is not None:
        return Holds()
    if f.candidate is None:
        return Refused(
            _("The panel found that it proposes nobody; it goes on by reopening a stage only.")
        )
    return Refused(
        _(
            "The final decision is recorded; another candidate is named only where this one is "
            "no longer available, or where the President recorded 'back to the panel'."
        )
    )


AGAIN: Final[list[Gate[Standing]]] = [
    Gate("R24", "readings R24, S12, T3", _("No decision stands in the way"), _in_place),
    Gate(
        "S1",
        "reading S1",
        _("No hand-over of an earlier candidate stands"),
        lambda f: (
            Refused(_("The hand-over of the earlier candidate stands; recall it first."))
            if f.handed_over and f.decided_at is not None
            else Holds()
        ),
    ),
]
"""What another decision of the same run needs beside what every final decision needs."""


def spent(ended: Iterable[Ended], earlier: Iterable[str | None], run: int) -> frozenset[str]:
    """Who cannot be named any more in this run (S12, T3).

    earlier: whom the decisions of this run named. In a new run a candidate may be named whose
    proposal was broken; never one who is gone.
    """
    return frozenset(
        [e.candidate for e in ended if e.run == run or e.why in FINAL] + [c for c in earlier if c]
    )
