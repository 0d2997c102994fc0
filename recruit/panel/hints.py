"""What may speak for a conflict, shown to the one who declares and to nobody else (W5).

A later room that knows the papers offers what it finds; nothing of it is kept, recorded
or decided by: a hint never declares in somebody's place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy.engine import Connection

from recruit.access.rules import Reader

Find = Callable[[Connection, Reader, Collection[str]], dict[str, list[str]]]
"""(connection, who declares, candidates) -> by candidate, what of this person stands there."""

_finds: list[Find] = []


def offer(find: Find) -> None:
    """Have a later room asked while somebody declares; once, when it joins."""
    if find not in _finds:
        _finds.append(find)


def of(
    connection: Connection, reader: Reader, candidate_ids: Collection[str]
) -> dict[str, list[str]]:
    """What of this reader stands in the papers of these candidates, in words."""
    found: dict[str, list[str]] = {}
    for find in _finds if candidate_ids else ():
        for candidate_id, said in find(connection, reader, candidate_ids).items():
            found.setdefault(candidate_id, []).extend(said)
    return found
