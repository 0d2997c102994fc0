"""Members' scores for a candidate, their opening and the debrief (para. 54(e)-(f), J5, J6, R15).

A sheet is one member's scores for one candidate in one run. Members are named by the
grant of their seat; only sheets of living occupants count (P53b-3, C8).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import Final

from recruit.core.errors import Answer, Gate, Holds, Kind, Refusal, Refused
from recruit.core.words import _
from recruit.shortlist.rules.ballots import UNDEFINED, Undefined
from recruit.shortlist.rules.grid import LEVELS

SPREAD: Final = 2
"""A spread of two points or more between members needs a note in the debrief (J6)."""


class Observation(Enum):
    """What stands in a sheet where a member could not judge: no number, in no mean (J5, J7)."""

    NOT_OBSERVED = "not observed"


NOT_OBSERVED: Final = Observation.NOT_OBSERVED

Mark = int | Observation


@dataclass(frozen=True, slots=True)
class Sheet:
    """One member's scores for one candidate; marks and notes by the keys of the profile."""

    grant: str
    candidate: str
    run: int = 1
    marks: Mapping[str, Mark] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


def is_mark(value: object) -> bool:
    """A whole number of the scale, or 'not observed' (J5)."""
    if value is NOT_OBSERVED:
        return True
    return isinstance(value, int) and not isinstance(value, bool) and value in LEVELS


def check_sheet(sheet: Sheet, entries: Iterable[str]) -> None:
    """Refuse a draft with an unknown entry or a score outside the scale. Raises Refusal (J5)."""
    known = set(entries)
    if (set(sheet.marks) | set(sheet.notes)) - known or not all(map(is_mark, sheet.marks.values())):
        raise Refusal(
            "J5",
            "para. 54(e), reading J5",
            _("A score is 1 to 5 in whole numbers or 'not observed', for an entry of the grid."),
            kind=Kind.INVALID,
        )


@dataclass(frozen=True, slots=True)
class Locking:
    """The facts on which a member locks a sheet.

    started: this candidate's interview is recorded as started (after the first of the run).
    """

    sheet: Sheet
    entries: tuple[str, ...]
    living: frozenset[str]
    started: bool
    locked: bool = False
    undecided: bool = False


def _complete(f: Locking) -> Answer:
    missing = [e for e in f.entries if not is_mark(f.sheet.marks.get(e))]
    if missing:
        return Refused(_("Not scored yet: %(names)s.", names=", ".join(missing)))
    if set(f.sheet.marks) - set(f.entries):
        return Refused(_("A score stands against no entry of the grid."))
    return Holds()


def _noted(f: Locking) -> Answer:
    missing = [e for e in f.entries if not f.sheet.notes.get(e, "").strip()]
    if missing:
        return Refused(_("A note is missing: %(names)s.", names=", ".join(missing)))
    return Holds()


LOCKING: list[Gate[Locking]] = [
    Gate(
        "R4",
        "para. 54(f), reading R4",
        _("The interview has started"),
        lambda f: (
            Holds() if f.started else Refused(_("No score before the interview has started."))
        ),
    ),
    Gate(
        "P53b-3",
        "para. 53(b)",
        _("You hold a seat, with no declaration open"),
        lambda f: (
            Holds()
            if f.sheet.grant in f.living and not f.undecided
            else Refused(_("Only a seated member without an open declaration scores."))
        ),
    ),
    Gate("J5", "para. 54(e), reading J5", _("Every entry has a score"), _complete),
    Gate("J6", "para. 54(e), reading J6", _("Every entry has a note"), _noted),
    Gate(
        "J6",
        "para. 54(e), reading J6",
        _("The sheet is not locked yet"),
        lambda f: (
            Refused(_("A locked sheet does not change; a slip is mended by an erratum beside it."))
            if f.locked
            else Holds()
        ),
    ),
]


@dataclass(frozen=True, slots=True)
class Erratum:
    """An author's correction beside a locked score. It changes no figure (J6)."""

    author: str
    entry: str
    text: str


def check_erratum(erratum: Erratum, sheet: Sheet, locked: bool) -> None:
    """Refuse an erratum by somebody else, on an unlocked sheet or without a text (J6)."""
    if not locked:
        reason = _("The sheet is not locked; change it instead.")
    elif erratum.author != sheet.grant:
        reason = _("Only its author mends a slip.")
    elif erratum.entry not in sheet.marks or not erratum.text.strip():
        reason = _("An erratum names a scored entry and says what was meant.")
    else:
        return
    raise Refusal("J6", "para. 54(e), reading J6", reason)


# -- opening (R15) ---------------------------------------------------------------------


def debrief_open(locks: frozenset[str], living: frozenset[str]) -> bool:
    """All living occupants have locked this candidate; nobody is exempt and none absent (R15)."""
    return bool(living) and living <= locks


def others_open(reader: str, locks: frozenset[str], living: frozenset[str]) -> bool:
    """May this occupant read the others' scores for the candidate? (R15)"""
    return reader in living and debrief_open(locks, living)


def readable(reader: str, locks: frozenset[str], living: frozenset[str]) -> frozenset[str]:
    """The grants whose sheets for this candidate the occupant may read."""
    if others_open(reader, locks, living):
        return locks & living
    return frozenset({reader}) & locks & living


def still_missing(
    reader: str, locks: frozenset[str], living: frozenset[str]
) -> frozenset[str] | None:
    """Who has yet to lock this candidate, told to who has; None: nothing may be said (R15)."""
    if reader not in living or reader not in locks:
        return None
    return living - locks


def counted(sheets: Iterable[Sheet], living: frozenset[str], run: int) -> list[Sheet]:
    """The sheets that count: of living occupants, of this run. A recused member's scores are
    set aside for all candidates, and no score of a former run counts (C8)."""
    return [s for s in sheets if s.grant in living and s.run == run]


# -- debrief -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figures:
    """What the members' scores say of one entry: mean and spread of the observed ones."""

    entry: str
    mean: Fraction | Undefined
    spread: int | Undefined
    observed: int
    not_observed: int


def figures(sheets: Iterable[Sheet], entry: str) -> Figures:
    """Mean and spread of one entry over sheets of one candidate; 'not observed' is in neither."""
    marks = [s.marks[entry] for s in sheets if entry in s.marks]
    numbers = [m for m in marks if isinstance(m, int)]
    return Figures(
        entry,
        Fraction(sum(numbers), len(numbers)) if numbers else UNDEFINED,
        max(numbers) - min(numbers) if numbers else UNDEFINED,
        len(numbers),
        len(marks) - len(numbers),
    )


@dataclass(frozen=True, slots=True)
class Agreed:
    """The panel's score for one entry, beside the members' own. figure None: not agreed."""

    figure: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Debrief:
    """The facts on which the debrief of one candidate is closed.

    sheets: those that count. present: occupants at the debrief.
    """

    sheets: tuple[Sheet, ...]
    entries: tuple[str, ...]
    agreed: Mapping[str, Agreed]
    living: frozenset[str]
    present: frozenset[str]


def _opened(f: Debrief) -> Answer:
    if debrief_open(frozenset(s.grant for s in f.sheets), f.living):
        return Holds()
    return Refused(_("The debrief opens when all have locked this candidate."))


def _agreed(f: Debrief) -> Answer:
    missing = [
        e
        for e in f.entries
        if e not in f.agreed or (f.agreed[e].figure is None and not f.agreed[e].note.strip())
    ]
    if missing:
        return Refused(
            _(
                "No agreed score, and no note that none was reached: %(names)s.",
                names=", ".join(missing),
            )
        )
    figures_ = (a.figure for a in f.agreed.values())
    if any(n is not None and (not is_mark(n) or not isinstance(n, int)) for n in figures_):
        return Refused(_("An agreed score is a whole number from 1 to 5."))
    return Holds()


def needs_note(seen: Figures) -> bool:
    """A spread of two or more, or somebody who did not observe, needs a note (J6, J7)."""
    wide = isinstance(seen.spread, int) and seen.spread >= SPREAD
    return wide or seen.not_observed > 0


def _noted_spread(f: Debrief) -> Answer:
    missing = [
        e
        for e in f.entries
        if e in f.agreed and not f.agreed[e].note.strip() and needs_note(figures(f.sheets, e))
    ]
    if missing:
        return Refused(
            _(
                "Members differ or did not observe; a note is missing: %(names)s.",
                names=", ".join(missing),
            )
        )
    return Holds()


DEBRIEF: list[Gate[Debrief]] = [
    Gate("R15", "para. 54(f), reading R15", _("All have locked this candidate"), _opened),
    Gate(
        "C10",
        "reading C10",
        _("All living occupants take part"),
        lambda f: (
            Holds() if f.living <= f.present else Refused(_("A member of the panel is missing."))
        ),
    ),
    Gate("J7", "para. 54(e), reading J7", _("Every entry has an agreed score"), _agreed),
    Gate("J6", "para. 54(e), reading J6", _("Wide differences have a note"), _noted_spread),
]
