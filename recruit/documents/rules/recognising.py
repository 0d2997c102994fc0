"""How a machine is given a scan: a few pages at a time, and what it failed at again, not for ever.

Pure: what a scan's row holds goes in, what it is to hold comes out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_PAGES = 20
"""Pages of a document that are looked at; those beyond are told to be unread."""
AT_ONCE = 4
"""Pages that the machine is given before others have their turn."""
AGAIN = (timedelta(hours=1), timedelta(days=1))
"""How long a scan rests after the first and the second time that a page failed."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a scan is read. pages: the words of those that were (from 1), '' where there
    were none. failed: those that could not be, in the attempt under way. unsure: those read
    of which the machine itself is not certain enough (``placed.LEAST_SURE``)."""

    pages: Mapping[int, str]
    failed: frozenset[int] = frozenset()
    unsure: frozenset[int] = frozenset()

    @property
    def text(self) -> str:
        """All words in the order of the pages; '' where no letter or digit is among them."""
        words = "\n\n".join(self.pages[n] for n in sorted(self.pages) if self.pages[n])
        return words if any(c.isalnum() for c in words) else ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a scan's row says of it (``models.Text``). status: 'recognised', 'wordless', or
    'scan' as long as nothing was made out and a page failed. tries: attempts made. due: when
    it is looked at next (aware), None never. missed: pages that nobody read, or that were
    read without certainty."""

    status: str
    tries: int
    due: datetime | None
    missed: int


def wordless(pages: int, bare: Sequence[int]) -> list[int]:
    """The pages (from 1) whose words only a machine could read: of a document of so many with
    words the bare ones, of a scan all; 0: not counted, then one."""
    return list(bare) or list(range(1, max(pages, 1) + 1))


def todo(of: Sequence[int], progress: Progress) -> list[int]:
    """Those of a document's wordless pages that come next in this attempt; none where it is
    over."""
    left = [n for n in of[:MOST_PAGES] if n not in progress.pages and n not in progress.failed]
    return left[:AT_ONCE]


def standing(
    of: Sequence[int], progress: Progress, before: Standing, now: datetime
) -> tuple[Standing, Progress]:
    """What the row is to say, and with which progress the next look begins. of: the wordless
    pages. A document that has words of its own stays 'read' where a machine adds none.

    While pages are left it is due at once, behind the others. An attempt in which a page
    failed is made again after an hour and after a day; then what failed stays unread.
    """
    if todo(of, progress):
        return Standing(before.status, before.tries, now, before.missed), progress
    tries = before.tries + 1
    again = bool(progress.failed) and tries <= len(AGAIN)
    status = "wordless"
    if progress.text:
        status = "recognised"
    elif before.status == "read":
        status = "read"
    elif progress.failed:
        status = "scan"
    missed = len(progress.failed | progress.unsure) + max(0, len(of) - MOST_PAGES)
    due = now + AGAIN[tries - 1] if again else None
    return Standing(status, tries, due, missed), Progress(progress.pages, unsure=progress.unsure)
