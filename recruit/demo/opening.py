"""How the demonstration opens: accounts, the procedure, the States, the capacities.

Everything goes through the operations, as the people of R20 would do it: the operator
makes two administrators, they name the President and the focal point, these name the
others, the office keeps contacts and delegates.
"""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import select

from recruit.access import frame
from recruit.access.actions import Action
from recruit.access.models import Grant
from recruit.access.rules import Capacity, Reader
from recruit.accounts import operations as accounts
from recruit.accounts import rules
from recruit.accounts.models import Person
from recruit.core import clock, db
from recruit.demo import people
from recruit.demo.cast import Cast
from recruit.demo.people import Actor
from recruit.procedure import operations as procedure
from recruit.procedure.models import Procedure
from recruit.procedure.rules.milestones import Column
from recruit.states import operations as states
from recruit.states import queries as states_queries

NAME = "ccm-10msp"
_CAPACITY = {
    "office": Capacity.OFFICE,
    "auditor": Capacity.AUDITOR,
    "committee_reader": Capacity.COMMITTEE,
    "gichd_focal_point": Capacity.FOCAL_POINT,
    "gichd_staff": Capacity.STAFF,
    "agency_staff": Capacity.AGENCY,
    "delegate": Capacity.DELEGATE,
}


def _reader(person_id: str, grant: Grant | None, procedure_id: str) -> Reader:
    return Reader(
        person_id,
        "",
        Capacity(grant.capacity) if grant else Capacity.ANYBODY,
        grant.id if grant else "",
        procedure_id,
        Column.BEFORE,
        clock.now(),
        fresh=True,
    )


def _name(cast: Cast, by: Reader, action: Action, actors: tuple[Actor, ...]) -> None:
    """One act of naming for each person, as the page does it."""
    for actor in actors:
        capacity = _CAPACITY[actor.capacity]
        state = actor.state if capacity in rules.OF_A_STATE else ""
        given = accounts.give_capacity(
            by,
            action,
            name=actor.name,
            mail=actor.mail,
            function=actor.title,
            capacity=capacity,
            state_id=state,
            note=f"note verbale of the mission of {state}, invented" if state else "",
            key="",
        )
        cast.memory[actor.key] = person_by_mail(actor.mail)
        if given.codes:
            cast.memory[f"codes of {actor.key}"] = list(given.codes)


def person_by_mail(mail: str) -> str:
    """The id of the person with this address."""
    with db.reading() as connection:
        table = Person.__table__  # type: ignore[attr-defined]
        return str(connection.execute(select(table.c.id).where(table.c.mail == mail)).scalar_one())


def _grant(procedure_id: str | None, person_id: str, capacity: Capacity) -> Grant:
    with db.writing() as session:
        statement = select(Grant).where(Grant.person_id == person_id, Grant.capacity == capacity)
        if procedure_id:
            statement = statement.where(Grant.procedure_id == procedure_id)
        return session.exec(statement).one()


def open_recruitment(*, how_many: int = 40) -> Cast:
    """Open the procedure of paras 53 and 54 with its invented people; the cast.

    The clock stands at the demonstration's beginning, the evening of the closure.
    """
    with frame.act(frame.operator(), Action.SITE_OPERATE) as a:
        made: Procedure = procedure.create(
            a.session, a.now, name=NAME, preset_name="ccm-10msp", closure_at=None
        )
        a.record(made.id, name=NAME)
    cast = Cast(procedure_id=made.id, procedure_name=NAME, how_many=how_many)
    for admin in people.ADMINISTRATORS:
        accounts.make_administrator(admin.name, admin.mail)
    first, second = people.ADMINISTRATORS
    one = person_by_mail(first.mail)
    two = person_by_mail(second.mail)
    cast.memory[first.key], cast.memory[second.key] = one, two
    administrator = _reader(one, _grant(None, one, Capacity.ADMINISTRATOR), "")
    confirming = _reader(two, _grant(None, two, Capacity.ADMINISTRATOR), "")
    for actor, capacity in (
        (people.PRESIDENT, Capacity.PRESIDENT),
        (people.GICHD[0], Capacity.FOCAL_POINT),
    ):
        asked = accounts.ask(
            administrator,
            procedure_name=NAME,
            capacity=capacity,
            act_name="name",
            name=actor.name,
            mail=actor.mail,
            key="",
        )
        accounts.confirm(confirming, asked, key="")
        cast.memory[actor.key] = person_by_mail(actor.mail)
    president_id = cast.memory[people.PRESIDENT.key]
    president = _reader(president_id, _grant(made.id, president_id, Capacity.PRESIDENT), made.id)
    focal_id = cast.memory[people.GICHD[0].key]
    focal = _reader(focal_id, _grant(made.id, focal_id, Capacity.FOCAL_POINT), made.id)
    accounts.sign_undertaking(focal, typed_name=people.GICHD[0].name, agreed=True, key="")
    _name(
        cast,
        president,
        Action.GRANT_BY_PRESIDENT,
        (*people.OFFICE, people.AUDITOR, *people.COMMITTEE_READERS),
    )
    _name(cast, focal, Action.GRANT_BY_FOCAL_POINT, (*people.GICHD[1:], *people.AGENCY))
    office_id = cast.memory[people.OFFICE[0].key]
    office = _reader(office_id, _grant(made.id, office_id, Capacity.OFFICE), made.id)
    accounts.sign_undertaking(office, typed_name=people.OFFICE[0].name, agreed=True, key="")
    _name(cast, office, Action.GRANT_BY_OFFICE, people.DELEGATES)
    _contacts(replace(office, now=clock.now()))
    return cast


def _contacts(office: Reader) -> None:
    """Two registered addresses for each mission, invented."""
    with frame.act(office, Action.CONTACTS_KEEP) as a:
        for state in states_queries.parties(a.session.connection(), a.now):
            for box in ("mission.geneva", "disarmament"):
                states.add_contact(
                    a.session,
                    a.now,
                    procedure_id=a.procedure_id,
                    state_id=state.id,
                    mail=f"{box}@{state.id.lower()}.example",
                    evidence="note verbale, invented",
                )
        a.record("contacts", states="all")
