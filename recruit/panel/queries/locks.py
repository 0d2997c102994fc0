"""What the later rooms tell the panel about locks: who has locked what is to be locked now.

The panel stands before the rooms in which its members ballot and score, so these rooms
register here how a lock is looked up. Nothing of it is shown to somebody who has not
locked their own (R15): whoever asks keeps to rules.serving.takes_part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from recruit.panel.rules.serving import Duty


@dataclass(frozen=True, slots=True)
class Lock:
    """Something that each living occupant locks. object_id: '' or a candidate's. label: how
    it is called. since: from when it could be locked. locked: grants that have; excused:
    grants recorded absent."""

    duty: Duty
    object_id: str
    label: str
    since: datetime
    locked: frozenset[str]
    excused: frozenset[str] = frozenset()

    def missing(self, grant_id: str) -> bool:
        """Whether this seat's lock is missing."""
        return grant_id not in self.locked and grant_id not in self.excused


Look = Callable[[Connection, str, int], list[Lock]]
_looks: dict[Duty, Look] = {}


def register(duty: Duty, look: Look) -> None:
    """A later room's answer for its locks: look(connection, procedure id, run)."""
    _looks[duty] = look


def due(connection: Connection, procedure_id: str, run: int) -> list[Lock]:
    """What is to be locked now in this run, over all rooms; one statement a room."""
    return [lock for look in _looks.values() for lock in look(connection, procedure_id, run)]
