"""Who is told of which interview's time, and when a calendar has to learn of a change (54(f)).

An appointment is an interview of one seated member. It names no candidate: a calendar lies
on telephones and with assistants.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from recruit.core.words import _


@dataclass(frozen=True, slots=True)
class Wanted:
    """An appointment that holds now. number: what the interview is called, 0 for nothing."""

    candidate: str
    person: str
    number: int
    starts_at: datetime
    minutes: int

    @property
    def ends_at(self) -> datetime:
        """The instant after its last minute."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Told:
    """What the person was told last, and whether that was that it fell away."""

    what: Wanted
    sequence: int
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What the person is to be told now. sequence: above every earlier one."""

    what: Wanted
    sequence: int
    cancelled: bool


def changes(wanted: Iterable[Wanted], told: Iterable[Told], now: datetime) -> list[Change]:
    """What has to be told so that each calendar shows what holds; nothing twice.

    What has begun or passed is left as it stands: a calendar is no record of it. now: aware.
    """
    before = {(t.what.candidate, t.what.person): t for t in told}
    found = []
    for want in sorted(wanted, key=lambda w: (w.starts_at, w.candidate, w.person)):
        known = before.pop((want.candidate, want.person), None)
        if want.ends_at <= now:
            continue
        if known is None:
            found.append(Change(want, 0, False))
        elif known.cancelled or known.what != want:
            found.append(Change(want, known.sequence + 1, False))
    gone = sorted(before.values(), key=lambda t: (t.what.starts_at, t.what.candidate))
    for left in gone:
        if not left.cancelled and left.what.ends_at > now:
            found.append(Change(left.what, left.sequence + 1, True))
    return found


def numbers(known: dict[str, int], added: Iterable[tuple[datetime, str]]) -> dict[str, int]:
    """Numbers for the interviews of a run: kept where there is one, else the next in the
    order of their times. added: (time, candidate)."""
    found = dict(known)
    for _at, candidate in sorted(added):
        if not found.get(candidate):
            found[candidate] = max(found.values(), default=0) + 1
    return found


def called(number: int, of: int) -> str:
    """What an interview is called where no candidate is named."""
    if not number:
        return _("Interview")
    return _("Interview %(n)s of %(all)s", n=number, all=of)
