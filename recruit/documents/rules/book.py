"""The reading book: where it stands, and whether it may be taken along. Pure functions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class BookStatus(StrEnum):
    """How far the making of a book is."""

    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Standing:
    """A book and who wants it. own: it was made for this person and this very grant.

    ended: it was replaced or its person's seat has ended. held: the documents in it. open:
    those of them that this person may open now.
    """

    status: str
    own: bool
    ended: bool
    held: Collection[str]
    open: Collection[str]


def may_take(book: Standing) -> bool:
    """Whether the book may leave now: one's own, living, whole, and everything in it still
    open to its person. A withdrawn document or a lost clearance closes the whole book."""
    return (
        book.status == BookStatus.READY
        and book.own
        and not book.ended
        and set(book.held) <= set(book.open)
    )
