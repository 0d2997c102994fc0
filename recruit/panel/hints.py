"""What may speak for a conflict, shown to the one who declares and to nobody else (W5).

A later room that knows the papers offers what it finds; nothing of it is kept, recorded
or decided by: a hint never declares in somebody's place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Select
from sqlalchemy.engine import Connection

from recruit.access.rules import Reader

Find = Callable[[Connection, Reader, Collection[str]], dict[str, list[str]]]
"""(connection, who declares, candidates) -> by candidate, what of this person stands there."""

_finds: list[Find] = []
_readings: list[Select[Any]] = []


def offer(find: Find, *readings: Select[Any]) -> None:
    """Have a later room asked while somebody declares; once, when it joins.

    readings: what it asks of the database whatever it finds, of the procedure, the person and
    the grant; the page asks them together with its own.
    """
    if find not in _finds:
        _finds.append(find)
        _readings.extend(each for each in readings if each not in _readings)


def readings() -> tuple[Select[Any], ...]:
    """What the offered finds ask of the database, whatever they find."""
    return tuple(_readings)


def of(
    connection: Connection, reader: Reader, candidate_ids: Collection[str]
) -> dict[str, list[str]]:
    """What of this reader stands in the papers of these candidates, in words."""
    found: dict[str, list[str]] = {}
    for find in _finds if candidate_ids else ():
        for candidate_id, said in find(connection, reader, candidate_ids).items():
            found.setdefault(candidate_id, []).extend(said)
    return found
