"""A small recruitment for the panel's flows: a President, an office, nine people to invite.

Composed, constituted and circulated through the operations; candidates have keys and a
separate sheet, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.models import Grant
from recruit.access.rules import Capacity, Reader
from recruit.accounts.models import Person, Session
from recruit.applications.models import Candidate, Sheet
from recruit.core import clock, db, ids, keys, vault
from recruit.panel.operations import composition, declarations, election
from recruit.panel.operations.declarations import Said
from recruit.panel.queries import composition as composed
from recruit.panel.rules.conflicts import Relation
from recruit.procedure import operations as procedures
from recruit.procedure import queries as procedure_queries
from recruit.procedure.models import Procedure
from recruit.procedure.rules.milestones import Audience, MilestoneKind, column
from tests import ground, worlds

COMPOSING = datetime(2022, 9, 14, 8, 0, tzinfo=UTC)
CIRCULATED = datetime(2022, 10, 7, 9, 0, tzinfo=UTC)  # a Friday
NAME = "one"

# place, State, name, gender: of the Coordination Committee, balanced as C2 asks
NINE: tuple[tuple[str, int, str, str, str], ...] = (
    ("seat", 2, "CHL", "Alba Two", "woman"),
    ("seat", 3, "MWI", "Beatrice Three", "woman"),
    ("seat", 4, "BGR", "Cyril Four", "man"),
    ("seat", 5, "NOR", "Dag Five", "man"),
    ("surrogate", 1, "LBN", "Emil First", "man"),
    ("surrogate", 2, "GMB", "Fatou Second", "woman"),
    ("surrogate", 3, "GUY", "Gail Third", "woman"),
    ("surrogate", 4, "NZL", "Hugh Fourth", "man"),
)


@dataclass
class World:
    """The recruitment; who is who by name."""

    app: Flask
    procedure_id: str
    candidates: list[str] = field(default_factory=list)

    def to(self, moment: datetime) -> None:
        """Set the clock."""
        clock.freeze(moment)

    def person(self, name: str) -> str:
        """The person of this name, made where there is none."""
        with db.writing() as session:
            found = session.exec(select(Person).where(Person.name == name)).first()
            if found is None:
                found = Person(name=name, mail=mail_of(name), created_at=clock.now())
                session.add(found)
                session.flush()
            return found.id

    def give(self, name: str, capacity: Capacity, state: str = "") -> Reader:
        """A capacity given apart from the panel's own operations."""
        person_id = self.person(name)
        with db.writing() as session:
            session.add(
                Grant(
                    procedure_id=self.procedure_id,
                    person_id=person_id,
                    capacity=capacity,
                    state_id=state or None,
                    since=clock.now(),
                    undertaken_at=clock.now(),
                )
            )
        return self.reader(name, capacity)

    def reader(self, name: str, capacity: Capacity) -> Reader:
        """This person in a capacity now; LookupError where the grant is not living."""
        person_id = self.person(name)
        if capacity is Capacity.ANYBODY:
            return Reader(person_id, name, capacity, "", "", column([]), clock.now(), fresh=True)
        with db.writing() as session:
            grant = session.exec(
                select(Grant).where(
                    Grant.person_id == person_id,
                    Grant.capacity == capacity,
                    Grant.ended_at.is_(None),  # type: ignore[union-attr]
                )
            ).first()
            if grant is None:
                raise LookupError(name)
            found = procedure_queries.milestones(session.connection(), self.procedure_id)
            return Reader(
                person_id,
                name,
                capacity,
                grant.id,
                self.procedure_id,
                column(found),
                clock.now(),
                fresh=True,
                state_id=grant.state_id or "",
                seat=grant.seat,
            )

    def grants(self, capacity: Capacity, *, living: bool = True) -> list[Grant]:
        """The grants of a capacity, by seat."""
        with db.writing() as session:
            found = session.exec(
                select(Grant).where(Grant.capacity == capacity).order_by(Grant.seat)  # type: ignore[arg-type]
            ).all()
            return [x for x in found if not living or x.ended_at is None]

    def setting(self, **values: Any) -> None:
        """Change settings of the procedure."""
        with db.writing() as session:
            found = session.get(Procedure, self.procedure_id)
            assert found is not None
            found.settings = json.dumps({**json.loads(found.settings), **values})
            session.add(found)

    def milestone(self, kind: MilestoneKind, audience: Audience, **more: Any) -> None:
        """Record a milestone, as a later room does."""
        with act(self.reader("The President", Capacity.PRESIDENT), Action.CALENDAR_READ) as a:
            a.milestone(kind, audience, **more)
            a.record("test")

    def sign_all(self) -> None:
        """Everybody signs the undertaking."""
        with db.writing() as session:
            for grant in session.exec(select(Grant)).all():
                grant.undertaken_at = grant.undertaken_at or clock.now()
                session.add(grant)

    def candidate(self, reference: str, nationalities: Sequence[str] = ("PRT",)) -> str:
        """A candidate with keys and a separate sheet."""
        id_ = ids.new()
        ring = keys.ring()
        file_key = keys.file_key(id_, self.procedure_id)
        ring.make(file_key, keys.procedure_key(self.procedure_id), clock.now())
        ring.make(
            keys.judgement_key(id_, self.procedure_id),
            keys.panel_key(self.procedure_id),
            clock.now(),
        )
        by = self.grants(Capacity.PRESIDENT)[0].id
        named = {"name": f"Candidate {reference}", "mail": f"{reference.lower()}@example.net"}
        with db.writing() as session:
            session.add(
                Candidate(
                    id=id_,
                    procedure_id=self.procedure_id,
                    reference=reference,
                    sealed=vault.seal(file_key, named, "applications_candidate", id_),
                    name_hash=reference,
                    mail_hash=reference,
                    channel="mail",
                    received_at=clock.now(),
                    filed_at=clock.now(),
                    by_grant=by,
                )
            )
            session.flush()
            sheet = {"nationalities": list(nationalities), "gender": ""}
            session.add(
                Sheet(
                    candidate_id=id_,
                    sealed=vault.seal(file_key, sheet, "applications_sheet", id_),
                )
            )
        return id_

    def ask(self, version: int, *names: str, listed: bool = True) -> None:
        """What the circulation of a list does for the panel."""
        with act(self.reader("The Focal Point", Capacity.FOCAL_POINT), Action.CALENDAR_READ) as a:
            if version == 1:
                a.milestone(MilestoneKind.LIST_CIRCULATED, Audience.GICHD)
            declarations.ask(
                a, version, [(n, place) for place, n in enumerate(names, 1)], listed=listed
            )
            a.record("test")

    def declare(
        self, name: str, capacity: Capacity = Capacity.MEMBER, **kinds: tuple[Relation, str]
    ) -> None:
        """Declare 'none' on every name, save kinds by reference (D1=(relation, text))."""
        said = {c: Said(Relation.NONE) for c in self.candidates}
        for reference, (relation, text) in kinds.items():
            said[self.candidates[int(reference[1:]) - 1]] = Said(relation, text)
        declarations.declare(self.reader(name, capacity), said=said)

    def declare_all(self, *, but: Sequence[str] = ()) -> None:
        """Everybody of the nine declares 'none', save those named."""
        if "The President" not in but:
            self.declare("The President")
        for kind, _n, _state, name, _gender in NINE:
            if name not in but:
                self.declare(name, Capacity.MEMBER if kind == "seat" else Capacity.SURROGATE)

    def client(self, name: str) -> worlds.Browser:
        """A browser signed in as this person."""
        browser = worlds.Browser(self.app.test_client(), NAME)
        browser.csrf = ids.token()
        token, now = ids.token(), clock.now()
        person_id = self.person(name)
        with db.writing() as session:
            session.add(
                Session(
                    token=ids.digest(token),
                    person_id=person_id,
                    csrf=browser.csrf,
                    held=json.dumps({"_user_id": person_id, "_fresh": True}),
                    made_at=now,
                    seen_at=now,
                    second_at=now,
                )
            )
        browser.http.set_cookie("recruit", token)
        return browser


def mail_of(name: str) -> str:
    """An invented address."""
    return f"{name.lower().replace(' ', '.')}@people.example"


@contextmanager
def made(folder: Path) -> Iterator[World]:
    """The recruitment while composing: President, office, focal point; nobody invited."""
    app = worlds.application(folder)
    clock.freeze(COMPOSING)
    try:
        db.engine().dispose()
        ground.sqlite(folder / "recruit.db")
        with db.writing() as session:
            procedure = procedures.create(
                session, clock.now(), name=NAME, preset_name="ccm-10msp", closure_at=None
            )
            procedure_id = procedure.id
        world = World(app, procedure_id)
        world.give("The President", Capacity.PRESIDENT, "IRQ")
        world.give("The Office", Capacity.OFFICE)
        world.give("The Focal Point", Capacity.FOCAL_POINT)
        yield world
    finally:
        clock.freeze(None)
        db.engine().dispose()


def name_to(world: World, reader: Reader, **place: Any) -> str:
    """Name somebody to a place; the mail of the invitation needs the application around it."""
    with world.app.app_context():
        return composition.name(reader, **place)


def invite(world: World, *, but: Sequence[str] = ()) -> None:
    """The President invites the eight."""
    president = world.reader("The President", Capacity.PRESIDENT)
    composition.own_gender(president, gender="man")
    for kind, number, state, name, gender in NINE:
        if name not in but:
            name_to(
                world,
                president,
                kind=kind,
                number=number,
                state_id=state,
                name=name,
                mail=mail_of(name),
                gender=gender,
                reason="The best that could be had.",
            )


def place_of(world: World, name: str) -> str:
    """The id of the place that this person is invited to."""
    with db.reading() as connection:
        return next(p.id for p in composed.places(connection, world.procedure_id) if p.name == name)


def accept(world: World, name: str, gender: str) -> None:
    """The invited person is shown the time asked, and accepts."""
    reader = world.reader(name, Capacity.ANYBODY)
    composition.show_time(reader, place_id=place_of(world, name))
    composition.answer(reader, place_id=place_of(world, name), accept=True, gender=gender)


def constituted(world: World) -> World:
    """The panel is constituted, and all have signed the undertaking."""
    invite(world)
    for _kind, _number, _state, name, gender in NINE:
        accept(world, name, gender)
    composition.constitute(
        world.reader("The President", Capacity.PRESIDENT), reason="The best that could be had."
    )
    world.sign_all()
    return world


def circulated(world: World, names: int = 3, **nationalities: Sequence[str]) -> World:
    """A list of names is circulated to the constituted panel, on 7 October 2022."""
    constituted(world)
    world.to(CIRCULATED)
    world.candidates = [
        world.candidate(f"D{n}", nationalities.get(f"D{n}", ("PRT",))) for n in range(1, names + 1)
    ]
    world.ask(1, *world.candidates)
    return world


def elect(world: World, name: str) -> None:
    """Those seated elect somebody to the chair that nobody exercises; three votes are enough."""
    seated = world.grants(Capacity.MEMBER)
    with db.writing() as session:
        names = [session.get_one(Person, s.person_id).name for s in seated[:3]]
    election_id = election.call(world.reader(names[0], Capacity.MEMBER))
    for voter in names:
        election.vote(
            world.reader(voter, Capacity.MEMBER),
            election_id=election_id,
            for_grant=world.reader(name, Capacity.MEMBER).grant_id,
        )


def later(reader: Reader) -> Reader:
    """The same reader at the present."""
    return replace(reader, now=clock.now())
