"""What the flows of the shortlist share: who sits on the panel, and a ballot's content."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from recruit.access.rules import Capacity, Reader
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.panel.operations import meetings, seats
from recruit.panel.queries import seats as queries_of_seats
from recruit.prescreening.queries import lists
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import Milestone, current_run
from recruit.shortlist.operations import ballots
from recruit.shortlist.queries import ballots as queries
from recruit.shortlist.rules.decision import Shortlist


class Panel:
    """The panel of a world, by seat."""

    def __init__(self, world: Any) -> None:
        self.world = world
        names = {v: k for k, v in world.cast.memory.items() if isinstance(v, str)}
        with db.reading() as connection:
            sitting = queries_of_seats.members(connection, self.procedure_id)
            chair = queries_of_seats.chair(connection, self.procedure_id)
        self.keys = [names[m.person_id] for m in sitting]
        self.chair_key = names[chair.person_id] if chair else ""

    @property
    def procedure_id(self) -> str:
        return str(self.world.cast.procedure_id)

    @property
    def others(self) -> list[str]:
        """The members who do not chair, by seat."""
        return [k for k in self.keys if k != self.chair_key]

    def member(self, key: str) -> Reader:
        return self.world.reader(key, Capacity.MEMBER)

    @property
    def chair(self) -> Reader:
        return self.world.reader(self.chair_key, Capacity.CHAIR)

    @property
    def focal(self) -> Reader:
        return self.world.reader("focal_point", Capacity.FOCAL_POINT)

    @property
    def run(self) -> int:
        return current_run(self.milestones())

    def milestones(self) -> list[Milestone]:
        with db.reading() as connection:
            return procedure.milestones(connection, self.procedure_id)

    def listed(self) -> list[lists.Entry]:
        with db.reading() as connection:
            return lists.ballotable(connection, self.procedure_id)

    def state(self) -> queries.State:
        with db.reading() as connection:
            return queries.state(connection, self.procedure_id, self.run)

    def own(self, key: str) -> queries.BallotView | None:
        with db.reading() as connection:
            return queries.own(connection, self.procedure_id, self.run, self.member(key).grant_id)

    def content(self, chosen: int = 5) -> dict[str, Any]:
        """A ballot that can be locked: the first of the list chosen, a reason for everybody."""
        listed = [e.candidate_id for e in self.listed()]
        return {
            "chosen": {c: n for n, c in enumerate(listed[:chosen], start=1)},
            "marks": {},
            "reasons": {c: f"Considered as number {n}." for n, c in enumerate(listed, start=1)},
        }

    def version(self, key: str) -> int:
        saved = self.own(key)
        return saved.version if saved else 0

    def lock(self, keys: Iterable[str]) -> None:
        """Let these members lock what they drafted."""
        for key in keys:
            ballots.lock(self.member(key), content=None)

    def pass_seat(self) -> None:
        """The vacant seat passes to the first surrogate who can take it."""
        with db.reading() as connection:
            vacant = queries_of_seats.vacant(connection, self.procedure_id)
            surrogates = queries_of_seats.surrogates(connection, self.procedure_id)
        for surrogate in surrogates:
            try:
                seats.pass_seat(
                    self.chair,
                    passing_id=vacant[0].id,
                    surrogate_grant=surrogate.grant_id,
                    reason="The balance of the panel asks for it.",
                )
            except Refusal:
                continue
            return
        raise AssertionError("nobody could take the seat")

    def meeting(self, present: Iterable[str] | None = None) -> str:
        """A meeting of the Chair with these members; all, unless told."""
        grants = [self.member(k).grant_id for k in (present or self.keys)]
        return meetings.hold(self.chair, held_at=clock.now(), present=grants, title="Shortlist")

    def minuted(self, meeting_id: str, *, confirmed: bool = True) -> None:
        """The minutes are written, and confirmed by all who were present."""
        meetings.write_minutes(self.chair, meeting_id=meeting_id, minutes="As it was.")
        if confirmed:
            for key in self.keys:
                meetings.confirm(self.member(key), meeting_id=meeting_id)

    def decision(self, chosen: int = 5, substitutes: int = 2, **more: Any) -> Shortlist:
        listed = [e.candidate_id for e in self.listed()]
        return Shortlist(
            chosen=tuple(listed[:chosen]),
            substitutes=tuple(listed[chosen : chosen + substitutes]),
            reasons={c: f"Reason {n}." for n, c in enumerate(listed, start=1)},
            tie_reason="They spoke about it.",
            **more,
        )

    def form(self, key: str, **changed: str) -> dict[str, str]:
        """The fields of this member's ballot page, as saved."""
        content = self.content()
        references = {e.candidate_id: e.reference for e in self.listed()}
        fields = {"version": str(self.version(key))}
        fields.update({f"rank-{references[c]}": str(n) for c, n in content["chosen"].items()})
        fields.update({f"reason-{references[c]}": t for c, t in content["reasons"].items()})
        return {**fields, **changed}


def said(response: Any) -> str:
    """The words of a page without what is drawn anew each time (tokens of the form)."""
    text = response.get_data(as_text=True)
    text = re.sub(r'(name="(?:csrf|key)" value=")[^"]*', r"\1", text)
    return re.sub(r'data-csrf="[^"]*"', "", text)
