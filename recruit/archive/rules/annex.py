"""The decision paragraph by paragraph, and what was recorded under each. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from recruit.procedure.rules.milestones import Milestone
from recruit.procedure.rules.paragraphs import PARAGRAPHS, said


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: what it asks, and what was recorded of it, each with its time (UTC)."""

    para: str
    asks: str
    recorded: tuple[tuple[str, datetime], ...]


def annex(milestones: Iterable[Milestone], until: datetime) -> tuple[Line, ...]:
    """Each paragraph with what was recorded under it until then, in the order of time.

    milestones: those that the reader may learn of, no others.
    """
    told = [m for m in milestones if m.at <= until]
    return tuple(
        Line(para, asks, tuple((said(m.kind), m.at) for m in told if m.kind in kinds))
        for para, asks, kinds in PARAGRAPHS
    )
