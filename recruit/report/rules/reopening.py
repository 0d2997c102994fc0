"""Reopening a stage: the shortlist or the vacancy (S12, C10, R27). No clock is read.

It begins a new run, in which everything is decided anew. Two people do it: the Chair, who
records the panel's decision, and a seated member, once its minutes are confirmed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from recruit.core.errors import Answer, Gate, Holds, Refused
from recruit.core.words import _


class Stage(StrEnum):
    """Which stage is reopened."""

    SHORTLIST = "shortlist"
    VACANCY = "vacancy"


@dataclass(frozen=True, slots=True)
class Reopening:
    """The facts on which a stage is reopened.

    finding: the decision that stands names nobody. told: the report with it is lodged.
    path: the President recorded 'the panel reopens shortlist or vacancy', and no run has
    begun since. closes_at: the new close of a vacancy; None for the shortlist. now: aware UTC.
    """

    now: datetime
    stage: Stage
    finding: bool
    told: bool
    path: bool
    closes_at: datetime | None = None


def _cause(f: Reopening) -> Answer:
    if f.path:
        return Holds()
    if not f.finding:
        return Refused(
            _(
                "A stage is reopened where the panel found that it proposes nobody, or where the "
                "President recorded that path."
            )
        )
    return Holds() if f.told else Refused(_("The report with the panel's finding is not lodged."))


def _close(f: Reopening) -> Answer:
    if f.stage is Stage.VACANCY and (f.closes_at is None or f.closes_at <= f.now):
        return Refused(_("A vacancy that is open again needs a new close, later than now."))
    return Holds()


REOPEN: Final[list[Gate[Reopening]]] = [
    Gate("S12", "readings S12, C10", _("There is a cause to reopen"), _cause),
    Gate("A1", "table A1", _("The new close of the vacancy is named"), _close),
]


@dataclass(frozen=True, slots=True)
class Confirming:
    """The facts on which the second person confirms. minutes: of the decision, confirmed."""

    asked: bool
    same_person: bool
    minutes: bool


CONFIRM: Final[list[Gate[Confirming]]] = [
    Gate(
        "R27",
        "reading R27",
        _("The Chair has recorded the panel's decision"),
        lambda f: Holds() if f.asked else Refused(_("Nothing waits for a second person here.")),
    ),
    Gate(
        "R27",
        "reading R27",
        _("Another person confirms"),
        lambda f: (
            Refused(_("It takes two people: you have recorded it yourself."))
            if f.same_person
            else Holds()
        ),
    ),
    Gate(
        "C10",
        "reading C10",
        _("The minutes of the decision are confirmed"),
        lambda f: (
            Holds() if f.minutes else Refused(_("The minutes of the decision are not confirmed."))
        ),
    ),
]
