"""A procedure at the doorstep of the silence procedure, for tests of approval and appointment.

``with silence.made(folder, database) as world``: States imported, contacts registered, the
panel's candidate handed over; the earlier rooms' facts stand as rows, as those rooms write
them. Every name is invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask
from sqlmodel import Session

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.rules import Capacity, Reader
from recruit.accounts import sessions
from recruit.applications.models import Candidate
from recruit.applications.operations import standing
from recruit.approval.models import Proof, Rehearsal
from recruit.approval.operations import items, outcome, rounds
from recruit.approval.queries import rounds as reading
from recruit.approval.rules.items import Channel, ItemKind
from recruit.approval.rules.round import RoundState
from recruit.approval.views import join as approval_joins
from recruit.core import clock, db, ids, keys, vault
from recruit.interviews.models import Interview, Slot
from recruit.panel.models import Meeting, Motion
from recruit.prescreening.models import Circulation, Listed, Outcome
from recruit.procedure import queries as procedure_queries
from recruit.procedure.rules.milestones import Audience, Column, MilestoneKind, column
from recruit.report.models import Decision, HandOver
from recruit.shortlist.models import Invited
from recruit.states.models import Contact
from recruit.states.queries import parties
from tests import ground, worlds

OPENING = datetime(2023, 2, 27, 9, 0, tzinfo=UTC)
DEADLINE = datetime(2023, 3, 13, 17, 0, tzinfo=UTC)  # 18:00 in Geneva
NAME = "Wren Halloran-Vale"
BIOGRAPHY = "Ms. Halloran-Vale has worked for nineteen years in disarmament."


@dataclass
class World:
    """The place, who acts in it, and the candidate that the panel handed over."""

    place: ground.Place
    president: Reader
    office: Reader
    focal_point: Reader
    chair: Reader
    candidate_id: str = ""
    hand_over_id: str = ""
    delegates: dict[str, Reader] = field(default_factory=dict)

    @property
    def procedure_id(self) -> str:
        return self.place.procedure_id

    def delegate(self, state_id: str, number: int = 1) -> Reader:
        """A delegate of this State, made at first use."""
        name = f"Delegate {number} of {state_id}"
        return self.place.reader(name, Capacity.DELEGATE, state=state_id)

    def round(self) -> reading.RoundView:
        """The current round."""
        with db.reading() as connection:
            found = reading.current(connection, self.procedure_id)
        assert found is not None
        return found

    def state(self) -> RoundState:
        """The state of the current round now."""
        return self.round().state(clock.now())

    def column(self) -> Column:
        """The column of 'Who sees what' now."""
        with db.reading() as connection:
            return column(procedure_queries.milestones(connection, self.procedure_id))

    def kinds(self) -> list[MilestoneKind]:
        """The kinds of all milestones, in order."""
        with db.reading() as connection:
            found = procedure_queries.milestones(connection, self.procedure_id)
        return [m.kind for m in found]

    def open(self, deadline: datetime = DEADLINE) -> None:
        """The President opens the round at OPENING, or now where that is past."""
        if clock.now() < OPENING:
            clock.freeze(OPENING)
        rounds.open_round(self.president, deadline=deadline)

    def object(self, state_id: str, said: ItemKind = ItemKind.OBJECTION) -> items.Recorded:
        """A delegate of this State writes through the application."""
        return items.break_silence(
            self.delegate(state_id),
            said=said,
            text="My authorities do not agree.",
            name=f"Delegate of {state_id}",
            function="Counsellor",
        )

    def certified(self) -> None:
        """Opened, kept silent, certified on the day after the deadline."""
        self.open()
        clock.freeze(datetime(2023, 3, 14, 8, 0, tzinfo=UTC))
        outcome.certify(self.president, declared=True)


def fact(world: World, kind: MilestoneKind, audience: Audience, object_id: str = "") -> None:
    """A milestone as an earlier room records it."""
    with act(world.chair, Action.CALENDAR_READ) as a:
        a.milestone(kind, audience, object_id=object_id)


def candidate(world: World, reference: str, name: str) -> str:
    """An application as it is filed."""
    candidate_id = ids.new()
    key_id = keys.file_key(candidate_id, world.procedure_id)
    keys.ring().make(key_id, keys.procedure_key(world.procedure_id), clock.now())
    told = {"name": name, "mail": f"{reference.lower()}@applicant.example", "phone": "", "note": ""}
    with db.writing() as session:
        session.add(
            Candidate(
                id=candidate_id,
                procedure_id=world.procedure_id,
                reference=reference,
                sealed=vault.seal(key_id, told, "applications_candidate", candidate_id),
                name_hash=reference,
                mail_hash=reference,
                channel="mail",
                received_at=clock.now(),
                filed_at=clock.now(),
                by_grant=world.focal_point.grant_id,
            )
        )
    return candidate_id


def hand_over(
    world: World, candidate_id: str, run: int = 1, reserve: list[str] | None = None
) -> str:
    """The panel's decision and the Chair's hand-over, as those rooms write them."""
    panel, now = keys.panel_key(world.procedure_id), clock.now()
    names = [ids.new() for _ in range(4)]
    with db.writing() as session:
        session.add(
            Meeting(
                id=names[0],
                procedure_id=world.procedure_id,
                number=run,
                held_at=now,
                present="",
                sealed=vault.seal(panel, {}, "panel_meeting", names[0]),
                by_grant=world.chair.grant_id,
            )
        )
        session.flush()
        session.add(
            Motion(
                id=names[1],
                procedure_id=world.procedure_id,
                meeting_id=names[0],
                kind="final",
                by="consensus",
                carried=True,
                sealed=vault.seal(panel, {}, "panel_motion", names[1]),
                at=now,
            )
        )
        session.flush()
        told = {
            "reason": "The panel agreed.",
            "choice_reason": "",
            "finding": "",
            "reserve": reserve or [],
        }
        session.add(
            Decision(
                id=names[2],
                procedure_id=world.procedure_id,
                run=run,
                candidate_id=candidate_id,
                motion_id=names[1],
                sealed=vault.seal(panel, told, "report_decision", names[2]),
                at=now,
            )
        )
        session.flush()
        session.add(
            HandOver(
                id=names[3],
                procedure_id=world.procedure_id,
                candidate_id=candidate_id,
                decision_id=names[2],
                sealed=vault.seal(
                    keys.procedure_key(world.procedure_id),
                    {"name": NAME, "biography": BIOGRAPHY, "pronoun": "she"},
                    "report_hand_over",
                    names[3],
                ),
                by_grant=world.chair.grant_id,
                at=now,
            )
        )
    return names[3]


def recall(world: World) -> None:
    """The Chair recalls the hand-over."""
    with db.writing() as session:
        row = session.get(HandOver, world.hand_over_id)
        assert row is not None
        row.recalled_at = clock.now()
        session.add(row)


def contacts(world: World) -> None:
    """An address for every State Party, proved by a rehearsal mail (W8)."""
    now = clock.now()
    with db.writing() as session:
        rehearsal = Rehearsal(
            procedure_id=world.procedure_id, to_all=True, by_grant=world.office.grant_id, at=now
        )
        session.add(rehearsal)
        session.flush()
        for state_row in parties(session.connection(), clock.now()):
            session.add(
                Contact(
                    procedure_id=world.procedure_id,
                    state_id=state_row.id,
                    mail=f"mission@{state_row.id.lower()}.example",
                    evidence="Note of accreditation",
                    since=now,
                )
            )
            session.add(
                Proof(
                    procedure_id=world.procedure_id,
                    rehearsal_id=rehearsal.id,
                    state_id=state_row.id,
                    token=ids.digest(f"{world.procedure_id} {state_row.id}"),
                    at=now,
                    acknowledged_at=now,
                )
            )


@contextmanager
def made(folder: Path, database: str = "sqlite", *, handed_over: bool = True) -> Iterator[World]:
    """The world; its clock stands shortly before the opening."""
    with ground.made(folder, database) as place:
        approval_joins(None)
        clock.freeze(datetime(2023, 2, 20, 9, 0, tzinfo=UTC))
        world = World(
            place,
            president=place.reader("Yasmin Al-Farouqi", Capacity.PRESIDENT, state="IRQ"),
            office=place.reader("Office Person", Capacity.OFFICE),
            focal_point=place.reader("Focal Person", Capacity.FOCAL_POINT),
            chair=place.reader("Yasmin Al-Farouqi", Capacity.CHAIR),
        )
        contacts(world)
        fact(world, MilestoneKind.LIST_CIRCULATED, Audience.GICHD)
        world.candidate_id = candidate(world, "D22-407", NAME)
        if handed_over:
            world.hand_over_id = hand_over(world, world.candidate_id)
            fact(world, MilestoneKind.HANDED_OVER, Audience.HAND_OVER)
        yield world


def paper(**more: object) -> items.Paper:
    """A note verbale of Chile with an objection, received five minutes ago; more changes it."""
    told: dict[str, object] = {
        "channel": Channel.NOTE_VERBALE,
        "said": ItemKind.OBJECTION,
        "states": ("CHL",),
        "received_at": clock.now() - timedelta(minutes=5),
        "evidence": "Stamp of the registry",
        "summary": "The mission does not agree.",
    }
    return items.Paper(**{**told, **more})  # type: ignore[arg-type]


def writer(session: Session, world: World) -> Any:
    """What a writing function of an act needs of it."""
    return SimpleNamespace(session=session, procedure_id=world.procedure_id)


def outcome_of(world: World, candidate_id: str, what: str) -> None:
    """What the screening gave, as that room writes it."""
    key_id = keys.file_key(candidate_id, world.procedure_id)
    row_id = ids.new()
    with db.writing() as session:
        session.add(
            Outcome(
                id=row_id,
                procedure_id=world.procedure_id,
                candidate_id=candidate_id,
                outcome=what,
                sealed=vault.seal(key_id, {}, "prescreening_outcome", row_id),
                how="agreed",
                at=clock.now(),
            )
        )
        session.flush()
        standing.screened(writer(session, world), candidate_id, not_suitable=what == "not_suitable")


def circulate(
    session: Session, world: World, candidate_ids: Sequence[str], version: int = 1
) -> None:
    """A list of these candidates, circulated now, all suitable; in their order."""
    circulation = ids.new()
    session.add(
        Circulation(
            id=circulation,
            procedure_id=world.procedure_id,
            version=version,
            by_grant=world.focal_point.grant_id,
            at=clock.now(),
        )
    )
    session.flush()
    for place, candidate_id in enumerate(candidate_ids, start=1):
        session.add(
            Listed(
                circulation_id=circulation,
                candidate_id=candidate_id,
                place=place,
                status="suitable",
                since_version=version,
                sealed=b"",
            )
        )
    session.flush()
    standing.listed(writer(session, world), candidate_ids)


def judged(world: World) -> dict[str, str]:
    """Four applications beside the appointed: one unsuitable, one not invited, one of the
    interviewed in the reserve and one not."""
    found = {
        key: candidate(world, f"D22-{n}", name)
        for n, (key, name) in enumerate(
            (
                ("unsuitable", "Ulla Nonesuch"),
                ("listed", "Lior Listed"),
                ("reserve", "Rada Reserve"),
                ("other", "Otto Other"),
            ),
            start=601,
        )
    }
    outcome_of(world, found["unsuitable"], "borderline")
    outcome_of(world, found["unsuitable"], "not_suitable")
    now = clock.now()
    with db.writing() as session:
        on_list = [*(found[k] for k in ("listed", "reserve", "other")), world.candidate_id]
        circulate(session, world, on_list)
        for place, candidate_id in enumerate(on_list[1:], start=1):
            session.add(
                Invited(
                    procedure_id=world.procedure_id,
                    run=1,
                    candidate_id=candidate_id,
                    place=place,
                    at=now,
                )
            )
            slot = Slot(
                procedure_id=world.procedure_id,
                run=1,
                candidate_id=candidate_id,
                starts_at=now,
                minutes=60,
                zone="Europe/Zurich",
                place="room",
            )
            session.add(slot)
            session.flush()
            session.add(
                Interview(
                    procedure_id=world.procedure_id,
                    run=1,
                    candidate_id=candidate_id,
                    slot_id=slot.id,
                    started_at=now,
                    by_grant=world.chair.grant_id,
                )
            )
    return found


def site(world: World) -> Flask:
    """The application over this world: made once a process."""
    app = worlds.application(world.place.folder / "app")
    ground.init(world.place.folder, world.place.url)
    sessions.ensure_key()
    return app


def browser(world: World, reader: Reader | None = None) -> worlds.Browser:
    """A browser, signed in as this person where one is given, second factor and all."""
    made_one = worlds.Browser(site(world).test_client(), world.place.name)
    if reader is not None:
        made_one.sign_in(reader.person_id)
    return made_one


def stale(world: World, reader: Reader) -> worlds.Browser:
    """A browser whose second factor was given six minutes ago."""
    made_one = browser(world, reader)
    world.place.wait(minutes=6)
    return made_one
