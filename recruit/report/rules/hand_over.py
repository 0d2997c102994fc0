"""The conditions of the Chair's hand-over (S1), judged where the panel's facts are known.

To the President they appear only through the hand-over; without one an opening is
refused with 'no hand-over' alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from recruit.core.errors import Answer, Gate, Holds, Refused
from recruit.core.words import _


@dataclass(frozen=True, slots=True)
class Conditions:
    """What stands when the Chair hands over.

    lodged: the report that names the candidate, or an addendum that does, is lodged.
    appointed: how many appointed candidates the decision in force names. given: a hand-over
    stands already. consent: to be named. biography: given with it. available: not withdrawn.
    """

    decided: bool
    lodged: bool
    appointed: int
    consent: bool
    biography: bool
    available: bool
    given: bool = False


def _if(value: bool, missing: Callable[[], str]) -> Answer:
    return Holds() if value else Refused(missing())


HAND_OVER: Final[list[Gate[Conditions]]] = [
    Gate(
        "S1",
        "para. 53(f)",
        _("The panel's decision is recorded"),
        lambda c: _if(c.decided, lambda: _("The panel's decision is not recorded.")),
    ),
    Gate(
        "S1",
        "para. 54(g)",
        _("The report is lodged"),
        lambda c: _if(c.lodged, lambda: _("The report naming the candidate is not lodged.")),
    ),
    Gate(
        "S1",
        "para. 53(f)",
        _("There is exactly one appointed candidate"),
        lambda c: _if(
            c.appointed == 1, lambda: _("There must be exactly one appointed candidate.")
        ),
    ),
    Gate(
        "S1",
        "reading S1",
        _("The candidate consents to be named"),
        lambda c: _if(c.consent, lambda: _("The candidate's consent to be named is missing.")),
    ),
    Gate(
        "S1",
        "reading S1",
        _("The biography is given"),
        lambda c: _if(c.biography, lambda: _("The biography for the letter is missing.")),
    ),
    Gate(
        "T3",
        "reading T3",
        _("The candidate is available"),
        lambda c: _if(c.available, lambda: _("The candidate is no longer available.")),
    ),
    Gate(
        "S1",
        "reading S1",
        _("No hand-over stands"),
        lambda c: _if(
            not c.given, lambda: _("A hand-over stands already; recall it before another.")
        ),
    ),
]
