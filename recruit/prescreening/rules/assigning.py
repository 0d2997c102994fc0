"""Who screens which file (readings A5, A7, A10): two different persons, none in conflict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from recruit.core.errors import Answer, Gate, Holds, Kind, Refusal, Refused
from recruit.core.words import _

BLIND = (1, 2)  # the two places that are blind to each other
THIRD = 3


@dataclass(frozen=True, slots=True)
class File:
    """A file to be given out. holders: place to person, as assigned so far. barred: who
    declared a conflict on it, or awaits a decision. internal: an applicant employed here."""

    id: str
    holders: Mapping[int, str]
    barred: frozenset[str] = frozenset()
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """A file, a place, a person."""

    file: str
    place: int
    person: str


def evenly(
    files: Sequence[File], persons: Sequence[str], loads: Mapping[str, int]
) -> tuple[tuple[Given, ...], tuple[str, ...]]:
    """Each open place to whoever has fewest files; and the files for which nobody is left.

    Never the same person twice on a file, nobody in conflict; files of applicants employed
    by GICHD or the ISU are left to be given by hand (A7). persons: in a fixed order, which
    decides between equal loads.
    """
    load = {person: loads.get(person, 0) for person in persons}
    given: list[Given] = []
    left: list[str] = []
    for file in files:
        holders = dict(file.holders)
        for place in BLIND:
            if place in holders:
                continue
            able = [p for p in persons if p not in holders.values() and p not in file.barred]
            if file.internal or not able:
                left.append(file.id)
                break
            chosen = min(able, key=lambda p: load[p])
            holders[place] = chosen
            load[chosen] += 1
            given.append(Given(file.id, place, chosen))
    return tuple(given), tuple(left)


def hand_over(
    held: Sequence[tuple[File, int]],
    leaving: str,
    persons: Sequence[str],
    loads: Mapping[str, int],
) -> tuple[tuple[Given, ...], tuple[str, ...]]:
    """Each unlocked place of somebody (leave) to whoever has fewest files; and the files for
    which nobody is left (A10).

    held: the files with the place that is handed over. Never the same person twice on a
    file, nobody in conflict; applicants employed here are given by hand (A7).
    """
    load = {person: loads.get(person, 0) for person in persons if person != leaving}
    given: list[Given] = []
    left: list[str] = []
    for file, place in held:
        others = {who for at, who in file.holders.items() if at != place}
        able = [p for p in load if p not in others and p not in file.barred]
        if file.internal or not able:
            left.append(file.id)
            continue
        chosen = min(able, key=lambda p: load[p])
        load[chosen] += 1
        given.append(Given(file.id, place, chosen))
    return tuple(given), tuple(left)


def assign(file: File, place: int, person: str, *, screener: bool, outside_line: bool) -> None:
    """Whether this person may have this place on the file. Raises Refusal.

    screener: holds a capacity that screens. outside_line: declared so by the focal point.
    """
    if place not in (*BLIND, THIRD):
        raise Refusal("A10", "reading A10", _("There is no such place."), kind=Kind.INVALID)
    if not screener:
        raise Refusal(
            "A10",
            "reading A10",
            _("Files are screened by GICHD and agency staff only."),
            kind=Kind.INVALID,
        )
    if place in file.holders:
        raise Refusal("A10", "reading A10", _("This place is taken; reassign it instead."))
    if person in file.holders.values():
        raise Refusal(
            "A5", "reading A5", _("Two blind votes are never one person's: somebody else screens.")
        )
    if person in file.barred:
        raise Refusal(
            "A7", "reading A7", _("A declaration of this person stands: the file goes to others.")
        )
    if file.internal and not outside_line:
        raise Refusal(
            "A7",
            "reading A7",
            _("The applicant is employed here: declare that this person is outside the line."),
            kind=Kind.INVALID,
        )


def reassign(reason: str, *, locked: bool) -> None:
    """A10: an unlocked file is reassigned with a reason; a locked vote stays. Raises Refusal."""
    if locked:
        raise Refusal("A10", "reading A10", _("This vote is locked; it stays under its name."))
    if not reason.strip():
        raise Refusal(
            "A10", "reading A10", _("Reassigning a file needs a reason."), kind=Kind.INVALID
        )


# ---------------------------------------------------------------- entering the stage (R2)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a lock is judged by: the stage is entered by the first. Instants in UTC."""

    now: datetime
    closes_at: datetime | None
    opens_at: datetime | None


def _closed(facts: Beginning) -> Answer:
    if facts.closes_at is not None and facts.now >= facts.closes_at:
        return Holds()
    return Refused(_("The vacancy has not closed yet: nothing is locked before all have applied."))


def _open(facts: Beginning) -> Answer:
    if facts.opens_at is not None and facts.now >= facts.opens_at:
        return Holds()
    return Refused(_("The window of para. 54(b) has not opened yet."))


BEGINNING: list[Gate[Beginning]] = [
    Gate("A1", "para. 54(a), reading A1", "The vacancy is closed", _closed),
    Gate("R2", "para. 54(b), reading R2", "The window of the prescreening has opened", _open),
]
