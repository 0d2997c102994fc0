"""What stands before the panel's next step, as a checklist on home. Pure.

It follows from the milestones that the reader may learn of. Only who learns of all of the
panel's has a list (P53f-2); of ballots and scores there is nothing in it (R15).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from recruit.core.words import _
from recruit.procedure.rules.milestones import (
    Audience,
    Milestone,
    MilestoneKind,
    current_run,
    latest,
)

_K = MilestoneKind

# The step, what makes it, and what it needs, in the order of the procedure.
_STEPS: Final = (
    (_K.LIST_CIRCULATED, (_K.VACANCY_POSTED, _K.PANEL_CONSTITUTED)),
    (
        _K.INTERVIEWS_BEGUN,
        (
            _K.PROFILE_ADOPTED,
            _K.QUESTIONS_ADOPTED,
            _K.GRID_ADOPTED,
            _K.SHORTLIST_DECIDED,
            _K.INVITED_RELEASED,
        ),
    ),
    (_K.REPORT_LODGED, (_K.INTERVIEWS_ENDED, _K.DECISION_TAKEN, _K.REPORT_OPENED)),
)
_EACH_RUN: Final = frozenset(
    {
        _K.SHORTLIST_DECIDED,
        _K.INVITED_RELEASED,
        _K.INTERVIEWS_BEGUN,
        _K.INTERVIEWS_ENDED,
        _K.DECISION_TAKEN,
        _K.REPORT_OPENED,
        _K.REPORT_LODGED,
    }
)
"""What a new run does anew; the papers of the one before stay adopted until changed."""


@dataclass(frozen=True, slots=True)
class Need:
    """A line of the checklist."""

    question: str
    paragraph: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Before:
    """The next step, in words, and what it needs."""

    title: str
    needs: tuple[Need, ...]


def _title(step: MilestoneKind) -> str:
    return {
        _K.LIST_CIRCULATED: _("Before the candidates can be read"),
        _K.INTERVIEWS_BEGUN: _("Before interviews can begin"),
        _K.REPORT_LODGED: _("Before the report can be lodged"),
    }[step]


def _words(kind: MilestoneKind) -> tuple[str, str]:
    return {
        _K.VACANCY_POSTED: (_("The vacancy is posted"), "54(a)"),
        _K.PANEL_CONSTITUTED: (_("The panel is constituted"), "53(b)"),
        _K.LIST_CIRCULATED: (_("The GICHD has circulated its list"), "54(b)"),
        _K.PROFILE_ADOPTED: (_("The competency profile is adopted"), "54(d)"),
        _K.QUESTIONS_ADOPTED: (_("The questions are adopted"), "54(e)"),
        _K.GRID_ADOPTED: (_("The evaluation grid is adopted"), "54(e)"),
        _K.SHORTLIST_DECIDED: (_("The shortlist is decided"), "54(c)"),
        _K.INVITED_RELEASED: (_("The GICHD knows whom to invite"), "54(f)"),
        _K.INTERVIEWS_ENDED: (_("Every interview is held and debriefed"), "54(f)"),
        _K.DECISION_TAKEN: (_("The panel has decided"), "53(f)"),
        _K.REPORT_OPENED: (_("The report is being drafted"), "54(g)"),
    }[kind]


def _holds(kind: MilestoneKind, milestones: Sequence[Milestone]) -> bool:
    found = latest(milestones, kind)
    if found is None:
        return False
    return kind not in _EACH_RUN or found.run == current_run(milestones)


def before_next(milestones: Sequence[Milestone], audiences: Collection[Audience]) -> Before | None:
    """What the panel's next step needs, for a reader of these audiences.

    milestones: those of the audiences, in order. None for whoever is not told of the
    panel's work, and once the report is lodged.
    """
    if Audience.PANEL not in audiences:
        return None
    for step, needs in _STEPS:
        if not _holds(step, milestones):
            lines = [*needs, step] if step is _K.LIST_CIRCULATED else needs
            return Before(
                _title(step), tuple(Need(*_words(k), _holds(k, milestones)) for k in lines)
            )
    return None
