"""Profile, questions and grid: numbered versions, adopted in that order (para. 54(d)-(e), R4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from recruit.core.errors import Answer, Gate, Holds, Refused
from recruit.core.words import _

READING: Final = "para. 54(d)-(e), reading R4"

VOTES: Final = 3
"""Quorum and votes of a decision that is neither shortlist nor final decision (C10)."""


class Deliverable(StrEnum):
    """The three texts on which the interviews rest, in the order of their adoption."""

    PROFILE = "profile"
    QUESTIONS = "questions"
    GRID = "grid"


BEFORE: Final[dict[Deliverable, Deliverable | None]] = {
    Deliverable.PROFILE: None,
    Deliverable.QUESTIONS: Deliverable.PROFILE,
    Deliverable.GRID: Deliverable.QUESTIONS,
}
"""What each rests on. The grid comes last, so it rests on the questions and through them on the
profile."""


@dataclass(frozen=True, slots=True)
class Version:
    """An adopted version. rests_on: the number of the version before it in the order of R4."""

    deliverable: Deliverable
    number: int
    rests_on: int | None = None


def latest(versions: Iterable[Version], deliverable: Deliverable) -> Version | None:
    """The version with the highest number, whether or not it still stands."""
    return max(
        (v for v in versions if v.deliverable is deliverable),
        key=lambda v: v.number,
        default=None,
    )


def current(versions: Iterable[Version], deliverable: Deliverable) -> Version | None:
    """The version in force: the latest, where what it rests on is itself the one in force (R4).

    After a new profile the questions and the grid are adopted anew; until then this is None.
    """
    adopted = tuple(versions)
    last = latest(adopted, deliverable)
    before = BEFORE[deliverable]
    if last is None or before is None:
        return last
    ground = current(adopted, before)
    return last if ground is not None and last.rests_on == ground.number else None


def next_version(versions: Iterable[Version], deliverable: Deliverable) -> Version:
    """The version that an adoption now would make, resting on what is in force now."""
    adopted = tuple(versions)
    last, before = latest(adopted, deliverable), BEFORE[deliverable]
    ground = current(adopted, before) if before is not None else None
    return Version(deliverable, last.number + 1 if last else 1, ground.number if ground else None)


def to_adopt_anew(versions: Iterable[Version]) -> tuple[Deliverable, ...]:
    """What was adopted and no longer stands because something under it changed, in order."""
    adopted = tuple(versions)
    return tuple(d for d in Deliverable if latest(adopted, d) and not current(adopted, d))


@dataclass(frozen=True, slots=True)
class Adopting:
    """The facts on which a version is adopted.

    complete: its own gates (profile, questions or grid) hold. present and voted: grants;
    voted is None where it was by consensus. started: the first interview is recorded as started.
    within_window: today lies in the window of 54(d)-(e), or in one amended before (R2).
    """

    deliverable: Deliverable
    versions: tuple[Version, ...]
    complete: bool
    reason: str
    present: frozenset[str]
    living: frozenset[str]
    voted: frozenset[str] | None = None
    started: bool = False
    within_window: bool = True


def _order(f: Adopting) -> Answer:
    before = BEFORE[f.deliverable]
    if before is None or current(f.versions, before) is not None:
        return Holds()
    if before is Deliverable.PROFILE:
        return Refused(_("The competency profile is adopted first."))
    return Refused(_("The questions are adopted first, on the profile in force."))


def _reason(f: Adopting) -> Answer:
    if latest(f.versions, f.deliverable) is None or f.reason.strip():
        return Holds()
    return Refused(_("A new version needs a reason."))


def _votes(f: Adopting) -> Answer:
    present = f.present & f.living
    if len(present) < VOTES:
        return Refused(_("Fewer than three members are present."))
    if f.voted is not None and len(f.voted & present) < VOTES:
        return Refused(_("Neither by consensus nor with three votes."))
    return Holds()


ADOPTION: list[Gate[Adopting]] = [
    Gate(
        "R4",
        READING,
        _("No interview has started"),
        lambda f: (
            Refused(_("The first interview has started; profile, questions and grid are frozen."))
            if f.started
            else Holds()
        ),
    ),
    Gate("R4", READING, _("What it rests on is adopted"), _order),
    Gate(
        "R4",
        READING,
        _("It is complete"),
        lambda f: Holds() if f.complete else Refused(_("It is not complete.")),
    ),
    Gate("R4", READING, _("A new version has a reason"), _reason),
    Gate("C10", "reading C10", _("Three members, by consensus or three votes"), _votes),
    Gate(
        "R2",
        "para. 54(d)-(e), reading R2",
        _("The window is open, or was amended before"),
        lambda f: (
            Holds()
            if f.within_window
            else Refused(_("Outside its window it needs a decision of the Chair, with a reason."))
        ),
    ),
]
