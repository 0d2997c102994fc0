"""What the next recruitment is told of this one: planned and real days, and lines without names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from recruit.access.duties import Facts, Task
from recruit.applications.rules.naming import parts, places
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.procedure.rules.days import geneva_day
from recruit.procedure.rules.milestones import Column, Milestone, MilestoneKind, column

MOST: Final = 10  # lines of one capacity
LONGEST: Final = 300  # letters of a line
ASKED: Final = timedelta(days=90)
"""For so long after the end home asks for the lines."""

K = MilestoneKind
FIRST, LAST, NO_DAY = "first", "last", ""


@dataclass(frozen=True, slots=True)
class Step:
    """What is compared: an act, and the day of its window that it is held against.

    once: the first of its kind counts, since later ones are new versions; of others the
    latest, which belongs to the run that held.
    """

    para: str
    what: str
    kind: MilestoneKind
    against: str
    once: bool = False


STEPS: Final = (
    Step("54(a)", _("Vacancy posted"), K.VACANCY_POSTED, FIRST, once=True),
    Step("54(b)", _("List of suitable candidates circulated"), K.LIST_CIRCULATED, LAST, once=True),
    Step("54(c)", _("Five candidates shortlisted"), K.SHORTLIST_DECIDED, LAST),
    Step("54(c)", _("Names of the invited released"), K.INVITED_RELEASED, LAST),
    Step("54(d)", _("Competency profile adopted"), K.PROFILE_ADOPTED, LAST),
    Step("54(e)", _("Questions adopted"), K.QUESTIONS_ADOPTED, LAST),
    Step("54(e)", _("Evaluation grid adopted"), K.GRID_ADOPTED, LAST),
    Step("54(f)", _("First interview begun"), K.INTERVIEWS_BEGUN, FIRST, once=True),
    Step("54(f)", _("Last debrief closed"), K.INTERVIEWS_ENDED, LAST),
    Step("54(g)", _("Report lodged"), K.REPORT_LODGED, LAST),
    Step("53(f)", _("Proposal put to the States Parties"), K.ROUND_OPENED, NO_DAY),
    Step("53(f)", _("Approved by the States Parties"), K.ROUND_CERTIFIED, NO_DAY),
    Step("54(h)", _("Contract signed"), K.CONTRACT_SIGNED, NO_DAY),
)


@dataclass(frozen=True, slots=True)
class Real:
    """An act: the day that the decision planned, and the day on which it was done.

    planned: of the window as decided, never as amended. real: None where it was not done or
    the reader may not know. days: how many days after the planned one, below 0 before it.
    """

    para: str
    what: str
    planned: date | None
    real: date | None
    days: int | None


def compared(
    windows: Mapping[str, tuple[date | None, date | None]], milestones: Iterable[Milestone]
) -> tuple[Real, ...]:
    """Planned against real. windows: first and last day by paragraph, as decided. milestones:
    those that the reader may learn of, no others."""
    told = list(milestones)
    rows = []
    for step in STEPS:
        first, last = windows.get(step.para, (None, None))
        planned = {FIRST: first, LAST: last, NO_DAY: None}[step.against]
        days = [geneva_day(m.at) for m in told if m.kind is step.kind]
        real = (min(days) if step.once else max(days)) if days else None
        late = (real - planned).days if real is not None and planned is not None else None
        rows.append(Real(step.para, _(step.what), planned, real, late))
    return tuple(rows)


def checked(lines: Sequence[str], names: Iterable[str]) -> list[str]:
    """The lines that are kept. Raises Refusal for too many, too long, or one with a name.

    names: everybody's of the recruitment, candidates and people alike; a name is found by each
    of its parts, whatever its accents; one of two or three letters where it is written large.
    """
    kept = [" ".join(line.split()) for line in lines if line.strip()]
    if len(kept) > MOST:
        raise _refused(_("Ten lines are kept, not more."))
    wanted = {part for name in names for part in parts(name)}
    long = {part for part in wanted if len(part) > 3}
    for number, line in enumerate(kept, start=1):
        if len(line) > LONGEST:
            raise _refused(_("Line %(n)s is longer than 300 letters.", n=number))
        whole = unicodedata.normalize("NFC", line)
        if places(whole, wanted, written_large=True) or places(whole, long):
            raise _refused(
                _("Line %(n)s holds a name.", n=number),
                _("Say it without naming anybody; the next recruitment reads it."),
            )
    return kept


def task(row: Any, facts: Facts) -> Task | None:
    """The task of this row now, or None. row: an access.tasks.TaskRow; since: the end."""
    if row.kind != "archive.memory" or row.since is None or facts.now >= row.since + ASKED:
        return None
    if column(facts.milestones) is not Column.CLOSED:
        return None
    return Task(
        title=_("Leave up to ten lines for the next recruitment"),
        text=_("What went otherwise than planned, without a name; the next one opens with them."),
        para="reading D3",
        endpoint="archive.remembered",
        button=_("Write them"),
        weight=9,
    )


def _refused(reason: str, todo: str = "") -> Refusal:
    return Refusal("D3", "reading D3", reason, kind=Kind.INVALID, todo=todo)
