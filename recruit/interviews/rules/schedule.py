"""Slots and later starts (para. 54(f); readings R2, R4, J12, C8, C10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from recruit.core.errors import Answer, Gate, Holds, Kind, Refusal, Refused
from recruit.core.words import _
from recruit.interviews.rules.start import EVERY, FEWEST
from recruit.procedure.rules.days import geneva_day

CITED: Final = "para. 54(f), reading J12"
SHORTEST: Final = 15
LONGEST: Final = 240
"""An interview's length in minutes; both ends are allowed."""
MOVED: Final = "moved"
TAKEN_AWAY: Final = "taken away"
"""Why a slot ended."""
EARLIEST: Final = time(7, 0)
LATEST: Final = time(21, 0)
"""The hours of a candidate's own zone in which an interview lies, unless the candidate agrees."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A time for a candidate. starts_at: aware UTC; minutes: its length."""

    candidate: str
    starts_at: datetime
    minutes: int

    @property
    def ends_at(self) -> datetime:
        """The instant after its last minute."""
        return self.starts_at + timedelta(minutes=self.minutes)


def check_slots(
    slots: Iterable[Slot], first: date | None, last: date | None, now: datetime
) -> None:
    """Refuse slots of unequal length, that overlap, or that lie outside the window.

    slots: all that would be in force. first, last: the window of 54(f) in force, days in
    Geneva. now: aware UTC. Raises Refusal (J12, R2).
    """
    found = sorted(slots, key=lambda s: (s.starts_at, s.candidate))

    def refuse(rule: str, cited: str, reason: str) -> Refusal:
        return Refusal(rule, cited, reason, kind=Kind.INVALID)

    if len({s.minutes for s in found}) > 1:
        raise refuse("J12", CITED, _("The time allotted is equal for all candidates."))
    if any(not SHORTEST <= s.minutes <= LONGEST for s in found):
        raise refuse(
            "J12",
            CITED,
            _("An interview takes %(a)s to %(b)s minutes.", a=SHORTEST, b=LONGEST),
        )
    for before, after in zip(found, found[1:], strict=False):
        if after.starts_at < before.ends_at:
            raise refuse(
                "J12", CITED, _("Two interviews overlap; the whole panel attends each of them.")
            )
    for slot in found:
        day = geneva_day(slot.starts_at)
        if first is not None and last is not None and not first <= day <= last:
            raise refuse(
                "R2",
                "para. 54(f), reading R2",
                _("A slot lies outside the window of the interviews."),
            )


def in_hours(starts_at: datetime, minutes: int, zone: str) -> bool:
    """Whether an interview lies between 07:00 and 21:00 of one day in this zone (IANA name)."""
    there = ZoneInfo(zone)
    first = starts_at.astimezone(there)
    last = (starts_at + timedelta(minutes=minutes)).astimezone(there)
    return first.date() == last.date() and first.time() >= EARLIEST and last.time() <= LATEST


def check_hours(slots: Iterable[tuple[str, datetime, int, str]]) -> None:
    """Refuse a time that is early or late where the candidate is, and was not agreed to.

    slots: reference, start, minutes and zone of each. Raises Refusal (J12).
    """
    outside = [ref for ref, at, minutes, zone in slots if not in_hours(at, minutes, zone)]
    if outside:
        raise Refusal(
            "J12",
            CITED,
            _(
                "Outside 07:00 to 21:00 where the candidate is: %(refs)s. Choose another time, or "
                "tick that the candidate agreed.",
                refs=", ".join(outside),
            ),
            kind=Kind.INVALID,
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """The facts on which one candidate's interview is recorded as started.

    starts_at: of the slot in force, None where there is none. present: occupants in the
    room. undecided: occupants with an open declaration. within_window: as in Start.
    """

    now: datetime
    starts_at: datetime | None
    withdrawn: bool
    started: bool
    living: frozenset[str]
    present: frozenset[str]
    undecided: frozenset[str]
    within_window: bool


def _day_has_come(f: Turn) -> Answer:
    if f.starts_at is None:
        return Refused(_("There is no slot for this candidate yet."))
    if geneva_day(f.now) < geneva_day(f.starts_at):
        return Refused(_("The day of this interview has not come yet."))
    return Holds()


TURN: list[Gate[Turn]] = [
    Gate("J12", CITED, _("The day of the slot has come"), _day_has_come),
    Gate(
        "R25",
        "reading R25",
        _("The candidate has not withdrawn"),
        lambda f: Refused(_("The candidate has withdrawn.")) if f.withdrawn else Holds(),
    ),
    Gate(
        "R4",
        "para. 54(f), reading R4",
        _("This interview is not recorded yet"),
        lambda f: (
            Refused(_("This candidate's interview has started already.")) if f.started else Holds()
        ),
    ),
]
"""What every start needs, the first of a run too (there beside START)."""


LATER: list[Gate[Turn]] = [
    *TURN,
    Gate(
        "C8",
        "para. 53(b), reading C8",
        _("At least four occupants go on"),
        lambda f: (
            Holds()
            if len(f.living) >= FEWEST
            else Refused(_("With fewer than four the stage begins a new run."))
        ),
    ),
    *EVERY,
]
"""What the second and every further start of a run needs; four may go on (C8)."""
