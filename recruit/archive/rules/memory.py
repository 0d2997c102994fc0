"""What the next recruitment is told of this one: planned and real days, and lines without names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.procedure.rules.days import geneva_day
from recruit.procedure.rules.milestones import Milestone
from recruit.procedure.rules.paragraphs import PARAGRAPHS

MOST: Final = 10  # lines of one capacity
LONGEST: Final = 300  # letters of a line


@dataclass(frozen=True, slots=True)
class Real:
    """A window as planned, and the day on which its last act was recorded, if it was.

    days: how many days after the window's end, below 0 before it.
    """

    para: str
    what: str
    planned: date | None
    real: date | None
    days: int | None


def compared(
    windows: Iterable[tuple[str, str, date | None]], milestones: Iterable[Milestone]
) -> tuple[Real, ...]:
    """Planned against real. windows: (paragraph, what, last day). milestones: those that the
    reader may learn of, no others."""
    kinds = {para: found for para, _asks, found in PARAGRAPHS}
    told = list(milestones)
    rows = []
    for para, what, planned in windows:
        days = [geneva_day(m.at) for m in told if m.kind in kinds.get(para, ())]
        real = max(days, default=None)
        late = (real - planned).days if real is not None and planned is not None else None
        rows.append(Real(para, what, planned, real, late))
    return tuple(rows)


def checked(lines: Sequence[str], names: Iterable[str]) -> list[str]:
    """The lines that are kept. Raises Refusal for too many, too long, or one with a name.

    names: everybody's of the recruitment, candidates and people alike; a family name or
    given name of four letters or more is found too, whatever its case.
    """
    kept = [" ".join(line.split()) for line in lines if line.strip()]
    if len(kept) > MOST:
        raise _refused(_("Ten lines are kept, not more."))
    words = {w.casefold() for name in names for w in name.split() if len(w) > 3}
    for number, line in enumerate(kept, start=1):
        if len(line) > LONGEST:
            raise _refused(_("Line %(n)s is longer than 300 letters.", n=number))
        if {w.strip(".,;:!?()'\"").casefold() for w in line.split()} & words:
            raise _refused(
                _("Line %(n)s holds a name.", n=number),
                _("Say it without naming anybody; the next recruitment reads it."),
            )
    return kept


def _refused(reason: str, todo: str = "") -> Refusal:
    return Refusal("D3", "reading D3", reason, kind=Kind.INVALID, todo=todo)
