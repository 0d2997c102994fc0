"""What can wait for a countersignature: for each act its doing, and how it is shown.

A room registers its acts once, when the application is wired.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from recruit.access.actions import Action
from recruit.access.frame import Act
from recruit.core.words import mark
from recruit.countersigning.rules import PresidentialAct
from recruit.notices import kinds as notices


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as its doing gets it: by_grant, person_id are the President's who asked."""

    id: str
    procedure_id: str
    act: PresidentialAct
    object_id: str
    values: dict[str, Any]
    by_grant: str
    person_id: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One item as the acting Chair reads it: facts with their labels, then longer texts with
    theirs. Nothing else of the round stands in it (R5)."""

    facts: list[tuple[str, str]] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Kind:
    """An act: the action it is recorded as; do repeats its gates, writes and records; show
    reads the one item."""

    action: Action
    do: Callable[[Act, Asked], None]
    show: Callable[[Connection, Asked, datetime], Shown]


_kinds: dict[PresidentialAct, Kind] = {}


def register(act: PresidentialAct, kind: Kind) -> None:
    """Let this act wait for countersignatures."""
    _kinds[act] = kind


def of(act: PresidentialAct) -> Kind:
    """The registered act. KeyError for one that never waits."""
    return _kinds[act]


def register_notices() -> None:
    """Give the words of what this room tells."""
    notices.register(
        "countersigning.asked",
        subject=mark("The President asks for a countersignature"),
        endpoint="countersigning.waiting",
        action=Action.COUNTERSIGN,
        at_once=True,
    )
    notices.register(
        "countersigning.given",
        subject=mark("What you asked for was countersigned"),
        endpoint="countersigning.asked",
        action=Action.COUNTERSIGN_ASK,
        at_once=True,
    )
    notices.register(
        "countersigning.refused",
        subject=mark("What you asked for was not countersigned"),
        endpoint="countersigning.asked",
        action=Action.COUNTERSIGN_ASK,
        at_once=True,
    )
