"""Where the papers may concern who declares: asked of a later room, shown to that person (W5).

The panel stands before the room that can look into papers, so that room says how when the
application starts. Nothing is kept of an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy.engine import Connection

from recruit.access.rules import Reader

Finder = Callable[[Connection, Reader, Collection[str]], dict[str, list[str]]]
"""Sentences for this reader on these candidates, by candidate."""

_finder: Finder | None = None


def register(finder: Finder) -> None:
    """From now on ask this one."""
    global _finder
    _finder = finder


def of(
    connection: Connection, reader: Reader, candidate_ids: Collection[str]
) -> dict[str, list[str]]:
    """What to tell this reader while declaring on these names; for nobody else."""
    if _finder is None or not candidate_ids:
        return {}
    return _finder(connection, reader, candidate_ids)
