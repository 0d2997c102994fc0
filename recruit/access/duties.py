"""A task in words, and the facts that a room's rules decide it from. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from recruit.procedure.rules.calendar import Window
from recruit.procedure.rules.milestones import Milestone

MANY: Final = 100
"""Files or names of a task are counted up to one more than this; beyond, its words say so."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a room's ``task`` may look at besides its row.

    milestones: those of the audiences that the task's capacity belongs to. windows: as in
    force. now: UTC.
    """

    now: datetime
    milestones: tuple[Milestone, ...]
    windows: Mapping[str, Window]
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do now, in words for the person who has to do it.

    due: the instant at which it is over (24:00 Geneva reads as the next 00:00), None
    where nothing presses. endpoint and values: the page that does it. weight: the lower
    goes first among tasks of one due time.
    """

    title: str
    text: str
    para: str
    endpoint: str
    button: str
    due: datetime | None = None
    values: dict[str, str] = field(default_factory=dict)
    weight: int = 5
