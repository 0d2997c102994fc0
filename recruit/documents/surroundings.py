"""What lies around a document in the lists of the rooms: its candidate, the one before and after.

A room that has such a list registers how a reader finds the neighbours in it. What is told
here decides nothing: each link leads through the one door.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app
from sqlalchemy.engine import Connection

from recruit.access.rules import Reader


@dataclass(frozen=True, slots=True)
class Around:
    """The object that a document belongs to, as this reader may know it.

    title: its name. endpoint, values: its page. before, after: the ids of its neighbours in
    the reader's list, '' at its ends; place, of: where it stands there, 0 where it does not.
    """

    title: str
    endpoint: str
    values: dict[str, str]
    before: str = ""
    after: str = ""
    place: int = 0
    of: int = 0


def register(app: Flask, find: Callable[[Connection, Reader, str], Around | None]) -> None:
    """Ask find (connection, reader, object's id) too; None where it has nothing to tell."""
    app.extensions.setdefault("surroundings", []).append(find)


def around(connection: Connection, reader: Reader, object_id: str) -> Around | None:
    """What the first room that knows the object tells this reader of it, or None."""
    for find in current_app.extensions.get("surroundings", []):
        found: Around | None = find(connection, reader, object_id)
        if found is not None:
            return found
    return None


@dataclass(frozen=True, slots=True)
class Listing:
    """The list that a reader reads through, in its order. open: its files are open to them
    at all. number: of the version. entries: (object's id, name, reference)."""

    list_id: str
    number: int
    open: bool
    entries: tuple[tuple[str, str, str], ...]


def register_list(app: Flask, find: Callable[[Connection, Reader], Listing | None]) -> None:
    """Ask find (connection, reader) for the reader's list."""
    app.extensions["reading_list"] = find


def listing(connection: Connection, reader: Reader) -> Listing | None:
    """The list that counts now for this reader, or None."""
    find = current_app.extensions.get("reading_list")
    found: Listing | None = find(connection, reader) if find else None
    return found
