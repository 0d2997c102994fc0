"""A plain model of tables S: what a State's diplomat would work out with paper and a clock.

Written from the tables alone, without the application's rules: lists, times and ifs. The
state machine in tests/flows/test_round_machine.py does the same acts here and there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

GENEVA = ZoneInfo("Europe/Zurich")
BREAKS = ("objection", "amendment")
PARTIES = ("CHL", "ZMB", "NOR", "MEX")
SIGNATORY = "AGO"


@dataclass
class Letter:
    """One State's letter. said: by its content. due: in due form (S6)."""

    state: str
    said: str
    received: datetime
    registered: datetime
    due: bool = True
    settled: str = ""
    withdrawn: bool = False
    rejected: bool = False
    disputed: bool = False
    ref: str = ""


@dataclass
class Round:
    """One round as it would stand in a clerk's book."""

    opened: datetime
    deadline: datetime
    lengthened: int = 0
    letters: list[Letter] = field(default_factory=list)
    cancelled: bool = False
    certified: datetime | None = None
    annulled: bool = False
    noted: bool = False
    path: str = ""

    def over(self, now: datetime) -> bool:
        """The deadline's own second has passed (S9)."""
        return now >= self.deadline.replace(microsecond=0) + timedelta(seconds=1)

    def break_of(self, letter: Letter) -> datetime | None:
        """From when this letter breaks the round, whatever happens to it later but a rejection."""
        if letter.state not in PARTIES or not letter.due or letter.rejected:
            return None  # S5, S6, S14
        if self.over(letter.received):
            return None  # S9
        if letter.said in BREAKS:
            return letter.received
        if letter.said != "unclear":
            return None
        if not letter.settled:
            return self.deadline  # S7: unresolved
        return letter.received if letter.settled in BREAKS else None

    def breaking(self, now: datetime) -> list[Letter]:
        """The letters that have broken it by now."""
        return [i for i in self.letters if (at := self.break_of(i)) is not None and at <= now]

    def state(self, now: datetime) -> str:
        """What the round is (S10 to S15)."""
        if self.cancelled:
            return "cancelled"
        if self.certified is not None:
            if self.annulled:
                return "broken"
            return "disputed" if any(i.disputed for i in self.letters) else "certified"
        if self.breaking(now):
            return "broken"
        return "expired" if self.over(now) else "open"

    def every_objection_withdrawn(self, now: datetime) -> bool:
        """S11."""
        found = self.breaking(now)
        return bool(found) and all(i.withdrawn for i in found)


@dataclass
class Model:
    """All rounds on one candidate, whose hand-over stands."""

    rounds: list[Round] = field(default_factory=list)

    @property
    def last(self) -> Round | None:
        return self.rounds[-1] if self.rounds else None

    def silence(self, now: datetime) -> bool:
        """Whether 'silence' is the column of 'Who sees what'."""
        last = self.last
        if last is None or last.path:
            return False
        return last.state(now) != "certified"

    def may_open(self, now: datetime, deadline: datetime) -> bool:
        """S1, S2, S11, S12: for the same candidate."""
        if deadline - now < timedelta(hours=72) or deadline.astimezone(GENEVA).weekday() > 4:
            return False
        last = self.last
        if last is None:
            return True
        if last.state(now) == "broken" and last.every_objection_withdrawn(now):
            return True
        return last.state(now) in ("broken", "cancelled") and last.path == "same_candidate"

    def may_lengthen(self, now: datetime, deadline: datetime) -> bool:
        """S3."""
        last = self.last
        return (
            last is not None
            and last.state(now) == "open"
            and now < last.deadline < deadline
            and deadline.astimezone(GENEVA).weekday() <= 4
            and last.lengthened < 2
        )

    def may_cancel(self, now: datetime) -> bool:
        """S15."""
        last = self.last
        return last is not None and last.state(now) == "open" and now < last.deadline

    def may_write(self, now: datetime) -> bool:
        """S6, S15: through the application, while a round can be spoken to."""
        last = self.last
        return last is not None and self.silence(now) and not last.cancelled

    def may_record_path(self, now: datetime) -> bool:
        """S12, S15: once, after a break or a cancellation."""
        last = self.last
        return last is not None and not last.path and last.state(now) in ("broken", "cancelled")

    def counts_for(self, received: datetime) -> Round | None:
        """The round that a letter received then counts for (S10)."""
        found = [r for r in self.rounds if r.opened <= received]
        return found[-1] if found else None
