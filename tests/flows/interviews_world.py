"""What the flows of interviews and report share: slots, starts, sheets, agreed scores."""

from __future__ import annotations

from typing import Any

from recruit.core import clock, db
from recruit.interviews.operations import debrief, schedule, sheets
from recruit.interviews.queries import results
from recruit.interviews.queries import schedule as schedules
from recruit.interviews.queries import sheets as written
from recruit.interviews.rules.scores import Agreed, Mark
from recruit.shortlist.queries import papers
from tests.flows.shortlist_world import Panel


class Room(Panel):
    """The panel in its interviews."""

    def slots(self) -> list[schedules.SlotView]:
        with db.reading() as connection:
            return schedules.invited(connection, self.procedure_id, self.run)

    def entries(self) -> tuple[written.Entry, ...]:
        with db.reading() as connection:
            adopted = papers.adopted(connection, self.procedure_id, self.run)
        return written.entries(adopted.profile.content if adopted.profile else None)

    def slot_of(self, candidate_id: str) -> schedules.SlotView:
        return next(s for s in self.slots() if s.candidate_id == candidate_id)

    def first(self) -> schedules.SlotView:
        """The candidate whose slot is the earliest of those not started."""
        waiting = [s for s in self.slots() if s.starts_at and not s.started_at]
        return min(waiting, key=lambda s: (s.starts_at or clock.now(), s.reference))

    def start(self, slot: schedules.SlotView, present: list[str] | None = None) -> str:
        """The Chair starts it on its day, with all who sit unless told."""
        if slot.starts_at and clock.now() < slot.starts_at:
            clock.freeze(slot.starts_at)
        there = [self.member(k).grant_id for k in (self.keys if present is None else present)]
        return schedule.start(self.chair, slot_id=slot.slot_id, present=there)

    def start_all(self) -> list[str]:
        """Every interview is started; the candidates' ids."""
        started = []
        while any(s.starts_at and not s.started_at for s in self.slots()):
            slot = self.first()
            self.start(slot)
            started.append(slot.candidate_id)
        return started

    def fill(self, figure: int = 3, note: str = "heard") -> tuple[dict[str, Mark], dict[str, str]]:
        marks: dict[str, Mark] = {e.id: figure for e in self.entries()}
        return marks, {e.id: f"{note} {e.name}" for e in self.entries()}

    def lock(self, key: str, candidate_id: str, figure: int = 3, note: str = "heard") -> None:  # type: ignore[override]
        marks, notes = self.fill(figure, note)
        sheets.lock(
            self.member(key), candidate_id=candidate_id, marks=marks, notes=notes, version=0
        )

    def lock_all(self, candidate_id: str, figure: int = 3) -> None:
        for key in self.keys:
            self.lock(key, candidate_id, figure)

    def agree(self, candidate_id: str, figure: int | None = 3, note: str = "agreed") -> str:
        return debrief.close(
            self.chair,
            candidate_id=candidate_id,
            agreed={e.id: Agreed(figure, note) for e in self.entries()},
            present=[self.member(k).grant_id for k in self.keys],
            version=0,
        )

    def held(self) -> list[results.Held]:
        with db.reading() as connection:
            return results.held(connection, self.procedure_id, self.run)

    def all_held(self, figures: list[int]) -> list[str]:
        """All interviews held, locked and agreed; one figure a candidate, by reference."""
        self.start_all()
        order = [h.candidate_id for h in self.held()]
        for candidate, figure in zip(order, figures, strict=True):
            self.lock_all(candidate, figure)
            self.agree(candidate, figure)
        return order


def score_fields(
    entries: tuple[written.Entry, ...], figure: Any, note: str = "typed note", version: int = 0
) -> dict[str, str]:
    """A sheet as the page's form sends it."""
    fields = {"version": str(version)}
    for e in entries:
        fields[f"score-{e.id}"] = str(figure)
        fields[f"note-{e.id}"] = note
    return fields
