"""What the first interview needs, and what its start changes (para. 54(f), R2, R4, C8).

That the first interview has started is an act of the Chair. It freezes profile,
questions and grid, and from it no surrogate takes a seat any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from recruit.core.errors import Answer, Gate, Holds, Refused
from recruit.core.words import _
from recruit.shortlist.rules.adoption import Deliverable, Version, current
from recruit.shortlist.rules.decision import STANDING, Standing

SEATS: Final = 5
"""The panel's seats (para. 53(b))."""

FEWEST: Final = 4
"""With fewer occupants the interviews do not go on (C8)."""


@dataclass(frozen=True, slots=True)
class Start:
    """The facts on which the Chair records the first interview of a run as started.

    versions: what was adopted in this run's foundations. answered: the occupants who
    answered C4's calendar day. released: the invited are released to GICHD. undecided:
    occupants with a declaration that is not decided. present: occupants in the room.
    within_window: today lies in 54(f)'s window or an amended one.
    """

    versions: tuple[Version, ...]
    standing: Standing
    answered: frozenset[str]
    released: bool
    living: frozenset[str]
    undecided: frozenset[str]
    present: frozenset[str]
    within_window: bool = True
    started: bool = False


def _adopted(deliverable: Deliverable, missing: str) -> Gate[Start]:
    questions = {
        Deliverable.PROFILE: _("The competency profile is adopted"),
        Deliverable.QUESTIONS: _("The questions are adopted on the profile in force"),
        Deliverable.GRID: _("The evaluation grid is adopted on the questions in force"),
    }
    cited = "para. 54(d)" if deliverable is Deliverable.PROFILE else "para. 54(e)"
    return Gate(
        "P54d" if deliverable is Deliverable.PROFILE else "P54e",
        cited,
        questions[deliverable],
        lambda f: Holds() if current(f.versions, deliverable) else Refused(_(missing)),
    )


def _on_standing(gate: Gate[Standing]) -> Gate[Start]:
    return Gate(gate.id, gate.paragraph, gate.question, lambda f: gate.check(f.standing))


def _seats(f: Start) -> Answer:
    if len(f.living) == SEATS:
        return Holds()
    return Refused(_("Not all five seats are filled."))


def _changed(f: Start) -> Answer:
    if f.living <= f.answered:
        return Holds()
    return Refused(_("A seated member has not answered yet whether anything changed."))


class Present(Protocol):
    """What every start of an interview is judged by, the first of a run and each later one."""

    @property
    def living(self) -> frozenset[str]: ...
    @property
    def undecided(self) -> frozenset[str]: ...
    @property
    def present(self) -> frozenset[str]: ...
    @property
    def within_window(self) -> bool: ...


def _decided(f: Present) -> Answer:
    if f.undecided & f.living:
        return Refused(_("A declaration of a seated member is not decided yet."))
    return Holds()


def _all_there(f: Present) -> Answer:
    return Holds() if f.living <= f.present else Refused(_("A member of the panel is missing."))


def _in_its_window(f: Present) -> Answer:
    if f.within_window:
        return Holds()
    return Refused(_("Outside its window it needs a decision of the Chair, with a reason."))


EVERY: Final[tuple[Gate[Present], ...]] = (
    Gate("C5", "para. 53(b), reading C5", _("No seated member's declaration is open"), _decided),
    Gate("C10", "reading C10", _("All living occupants are present"), _all_there),
    Gate(
        "R2",
        "para. 54(f), reading R2",
        _("The window is open, or was amended before"),
        _in_its_window,
    ),
)
"""What every start needs."""

START: list[Gate[Start]] = [
    _adopted(Deliverable.PROFILE, _("The competency profile is not adopted.")),
    _adopted(Deliverable.QUESTIONS, _("The questions are not adopted on the profile in force.")),
    _adopted(Deliverable.GRID, _("The evaluation grid is not adopted on the questions in force.")),
    *map(_on_standing, STANDING),
    Gate(
        "C4",
        "para. 53(b), reading C4",
        _("Every seated member has answered whether anything changed"),
        _changed,
    ),
    Gate(
        "R16",
        "para. 54(f), reading R16",
        _("The invited are released to GICHD"),
        lambda f: (
            Holds() if f.released else Refused(_("The Chair has not released the invited yet."))
        ),
    ),
    Gate("P53b-1", "para. 53(b)", _("All five seats are filled"), _seats),
    *EVERY,
    Gate(
        "R4",
        "para. 54(f), reading R4",
        _("The first interview is not recorded yet"),
        lambda f: (
            Refused(_("The first interview of this run has started already."))
            if f.started
            else Holds()
        ),
    ),
]


class Course(StrEnum):
    """How the interviews go on after a seat's occupant ended (C7, C8)."""

    SURROGATE = "surrogate"  # not started: the first free surrogate takes the seat
    GO_ON = "go-on"  # started: no newcomer, at least four go on
    NEW_RUN = "new-run"  # started, fewer than four: the stage begins a new run


def course(started: bool, living: int) -> Course:
    """What follows the end of an occupancy, with so many living occupants left (C7, C8)."""
    if not started:
        return Course.SURROGATE
    return Course.GO_ON if living >= FEWEST else Course.NEW_RUN


def scoring_open(first_started: bool, this_started: bool) -> Answer:
    """May scores be entered for a candidate? Not before the first start, nor before theirs (R4)."""
    if not first_started:
        return Refused(_("No interview has started; no score can be entered yet."))
    return Holds() if this_started else Refused(_("This candidate's interview has not started."))
