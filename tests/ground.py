"""The ground alone, for tests of the ground: one procedure, people with capacities, no pages.

``with ground.made(folder, database) as place`` sets up database, keys, store and mail in a
folder of its own and stands the clock still.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, SQLModel, select

from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.models import Clearance, Disclosure, Grant
from recruit.access.rules import Capacity, Reader
from recruit.accounts.models import Person
from recruit.applications.models import Candidate
from recruit.core import clock, db, ids, keys, log, models
from recruit.documents import store
from recruit.notices import mail
from recruit.procedure import operations as procedures
from recruit.procedure import queries as procedure_queries
from recruit.procedure.models import Procedure
from recruit.procedure.rules.milestones import Audience, MilestoneKind, column
from recruit.states import operations as states
from tests import postgres, turning

START = datetime(2022, 11, 1, 9, 0, tzinfo=UTC)
PRESET = next(iter(procedures.PRESETS))


@dataclass
class Place:
    """What was set up."""

    folder: Path
    url: str
    procedure_id: str
    name: str

    def wait(self, **time: float) -> datetime:
        """Move the clock on; the new present."""
        clock.freeze(clock.now() + timedelta(**time))
        return clock.now()

    def reader(self, name: str, capacity: Capacity, seat: int = 0, state: str = "") -> Reader:
        """A person (made at first use) acting in a capacity (given at first use)."""
        with db.writing() as session:
            person = session.exec(select(Person).where(Person.name == name)).first()
            if person is None:
                mail_name = name.lower().replace(" ", ".")
                person = Person(
                    name=name, mail=f"{mail_name}@people.example", created_at=clock.now()
                )
                session.add(person)
                session.flush()
            grant = session.exec(
                select(Grant).where(Grant.person_id == person.id, Grant.capacity == capacity)
            ).first()
            if grant is None:
                grant = Grant(
                    procedure_id=self.procedure_id,
                    person_id=person.id,
                    capacity=capacity,
                    seat=seat,
                    state_id=state or None,
                    since=clock.now(),
                    undertaken_at=clock.now(),
                )
                session.add(grant)
                session.flush()
            found = procedure_queries.milestones(session.connection(), self.procedure_id)
            return Reader(
                person.id,
                name,
                capacity,
                grant.id,
                self.procedure_id,
                column(found),
                clock.now(),
                state_id=state,
                seat=seat,
            )

    def again(self, reader: Reader) -> Reader:
        """The same reader at the present."""
        return replace(reader, now=clock.now())

    def end(self, reader: Reader) -> None:
        """End the grant that this reader acts under."""
        with db.writing() as session:
            grant = session.get(Grant, reader.grant_id)
            assert grant is not None
            grant.ended_at, grant.ended_how = clock.now(), "ended"
            session.add(grant)

    @contextmanager
    def acting(self, reader: Reader, action: Action = Action.CALENDAR_READ) -> Iterator[Act]:
        """An act of this reader, as an operation runs in."""
        with act(reader, action) as a:
            yield a

    def circulate(self, by: Reader) -> None:
        """Record that the list was circulated, so that the panel judges."""
        with act(by, Action.CALENDAR_READ) as a:
            a.milestone(MilestoneKind.LIST_CIRCULATED, Audience.GICHD)

    def candidate(self, reference: str, by: Reader) -> str:
        """A candidate with a file key; the id."""
        candidate_id = ids.new()
        key_id = keys.file_key(candidate_id, self.procedure_id)
        keys.ring().make(key_id, keys.procedure_key(self.procedure_id), clock.now())
        with db.writing() as session:
            session.add(
                Candidate(
                    id=candidate_id,
                    procedure_id=self.procedure_id,
                    reference=reference,
                    sealed=b"",
                    name_hash=reference,
                    mail_hash=reference,
                    channel="mail",
                    received_at=clock.now(),
                    filed_at=clock.now(),
                    by_grant=by.grant_id,
                )
            )
        return candidate_id

    def disclose(self, object_id: str, until: datetime | None = None) -> None:
        """Give an object to the members."""
        given = [d.object_id for d in rows(Disclosure)]  # type: ignore[attr-defined]
        with db.writing() as session:
            if object_id in given:
                return
            session.add(
                Disclosure(
                    procedure_id=self.procedure_id,
                    object_id=object_id,
                    capacity=Capacity.MEMBER,
                    under="list 1",
                    since=clock.now(),
                    until=until,
                )
            )

    def clear(self, reader: Reader, candidate_id: str, status: str) -> None:
        """Set a person's clearance."""
        with db.writing() as session:
            found = session.exec(
                select(Clearance).where(
                    Clearance.person_id == reader.person_id, Clearance.candidate_id == candidate_id
                )
            ).first() or Clearance(
                procedure_id=self.procedure_id,
                person_id=reader.person_id,
                candidate_id=candidate_id,
                status=status,
                at=clock.now(),
            )
            found.status = status
            session.add(found)


def rows(table: type[SQLModel]) -> list[SQLModel]:
    """Every row of a table."""
    with db.engine().connect() as connection, Session(bind=connection) as session:
        return list(session.exec(select(table)))


def init(folder: Path, url: str, mail_url: str = "") -> None:
    """Set up what a process needs, over an existing or new database."""
    models.load()
    turning.to(url)
    keys.init(folder / "keys.db", b"m" * 32)
    log.init(folder / "signer.key")
    store.init(f"file://{folder / 'documents'}")
    mail.init(mail_url, "recruitment@recruit.example", "https://recruit.example", folder / "mail")


_empty: dict[str, bytes | str] = {}
"""An empty installation by kind of database: SQLite's file, or PostgreSQL's template by name."""


def _fill(url: str) -> None:
    """All tables, the log and the States, in a new database."""
    models.load()
    engine = db.make_engine(url)
    db.metadata.create_all(engine)
    with Session(engine) as session:
        log.open_log(session.connection(), "site")
        states.import_states(session)
        session.commit()
    engine.dispose()


def sqlite(file: Path) -> str:
    """A database of an installation with no procedure yet; its URL.

    Tables and States are made once a process and copied: they are the same for all.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    if "sqlite" not in _empty:
        first = file.with_suffix(".empty")
        _fill(f"sqlite:///{first}")
        with closing(sqlite3.connect(first)) as connection:
            _empty["sqlite"] = connection.serialize()
        first.unlink()
    kept = _empty["sqlite"]
    assert isinstance(kept, bytes)
    file.write_bytes(kept)
    return f"sqlite:///{file}"


def _postgresql(name: str) -> str:
    """As ``sqlite``, on the run's server."""
    if "postgresql" not in _empty:
        template = f"ground_{os.getpid()}_empty"
        _fill(postgres.create_database(template))
        _empty["postgresql"] = template
    template = _empty["postgresql"]
    assert isinstance(template, str)
    return postgres.create_database(name, template)


@contextmanager
def made(folder: Path, database: str = "sqlite") -> Iterator[Place]:
    """The ground in this folder, its clock standing at START."""
    name = f"ground_{os.getpid()}_{ids.new()}" if database == "postgresql" else ""
    url = _postgresql(name) if name else sqlite(folder / "ground.db")
    clock.freeze(START)
    try:
        init(folder, url)
        with db.writing() as session:
            made_one: Procedure = procedures.create(
                session, clock.now(), name="one", preset_name=PRESET, closure_at=None
            )
            procedure_id, procedure_name = made_one.id, made_one.name
        yield Place(folder, url, procedure_id, procedure_name)
    finally:
        clock.freeze(None)
        db.engine().dispose()
        if name:
            postgres.drop_database(name)
