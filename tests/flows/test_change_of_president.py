"""A President's successor, before the panel, during a round and after it (R21)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from recruit.access.models import Grant
from recruit.access.rules import Capacity, Reader
from recruit.accounts.models import Person
from recruit.accounts.operations import naming
from recruit.approval.operations import items, outcome, rounds
from recruit.approval.rules.items import ItemKind
from recruit.approval.rules.round import RoundState
from recruit.core import clock, db, ids
from recruit.core.errors import Refusal
from recruit.notices.models import Broadcast
from recruit.panel.operations import election
from recruit.procedure.rules.milestones import Audience, Column, MilestoneKind
from recruit.web import tasks
from tests import ground, silence
from tests.silence import DEADLINE, World

LETTER = "Note 14/2023 of the Embassy, 3 March 2023"
NEXT = "Amara Nwosu-Reyes"
NEXT_MAIL = "amara.nwosu-reyes@people.example"


@pytest.fixture
def world(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[World]:
    with silence.made(tmp_path, pytestconfig.getoption("--database")) as made:
        yield made


def administrator(name: str) -> Reader:
    """An administrator of the site."""
    with db.writing() as session:
        person = Person(name=name, mail=f"{name.lower()}@site.example", created_at=clock.now())
        session.add(person)
        session.flush()
        grant = Grant(person_id=person.id, capacity=Capacity.ADMINISTRATOR, since=clock.now())
        session.add(grant)
        session.flush()
        return Reader(
            person.id, name, Capacity.ADMINISTRATOR, grant.id, "", Column.BEFORE, clock.now()
        )


def seated(world: World) -> list[Reader]:
    """The constituted panel: the President in seat 1 and four others."""
    silence.fact(world, MilestoneKind.PANEL_CONSTITUTED, Audience.STATES)
    names = ["Yasmin Al-Farouqi", "Two Chile", "Three Malawi", "Four Bulgaria", "Five Norway"]
    states = ["IRQ", "CHL", "MWI", "BGR", "NOR"]
    return [
        world.place.reader(name, Capacity.MEMBER, state=state, seat=seat)
        for seat, (name, state) in enumerate(zip(names, states, strict=True), start=1)
    ]


def succeed(world: World, one: Reader, two: Reader) -> Reader:
    """One administrator asks, the other confirms; the successor. The application around them
    sends the invitation."""
    with silence.site(world).app_context():
        asked = naming.ask(
            one,
            procedure_name=world.place.name,
            capacity=Capacity.PRESIDENT,
            act_name=naming.SUCCEED,
            name=NEXT,
            mail=NEXT_MAIL,
            letter=LETTER,
            key=ids.token(),
        )
        naming.confirm(two, asked, key=ids.token())
    return successor(world)


def successor(world: World) -> Reader:
    """Who is President now."""
    with db.writing() as session:
        grant = session.exec(
            select(Grant).where(
                Grant.capacity == Capacity.PRESIDENT,
                Grant.ended_at.is_(None),  # type: ignore[union-attr]
            )
        ).one()
        person = session.get_one(Person, grant.person_id)
        return Reader(
            person.id,
            person.name,
            Capacity.PRESIDENT,
            grant.id,
            world.procedure_id,
            world.column(),
            clock.now(),
            fresh=True,
        )


def chairs() -> list[str]:
    """The persons in the chair now."""
    return [
        g.person_id
        for g in ground.rows(Grant)
        if isinstance(g, Grant) and g.capacity == "chair" and g.ended_at is None
    ]


@pytest.mark.rule("R21")
def test_during_a_round_deadline_letters_and_what_is_due_pass_over_unchanged(world: World) -> None:
    one, two = administrator("Ada"), administrator("Bo")
    world.open()
    clock.freeze(DEADLINE - timedelta(days=3))
    unclear = items.register(world.office, silence.paper(said=ItemKind.UNCLEAR))[0]
    before = world.round()
    new = succeed(world, one, two)
    after = world.round()
    assert after == before  # not a fact of the round is another
    assert after.deadline(clock.now()) == DEADLINE and world.state() is RoundState.OPEN
    letters = [b.kind for b in ground.rows(Broadcast) if isinstance(b, Broadcast) and b.audience == "states"]  # fmt: skip  # noqa: E501
    assert letters == ["approval.opened"]  # no State is written to about it as of a round
    with pytest.raises(Refusal):  # who was President has nothing of it any more
        rounds.cancel(world.president, reason="I am still here.")
    with db.reading() as connection:
        due = {row.kind for row, _t in tasks.of_person(connection, new.person_id, clock.now())}
    assert "approval.settle" in due
    with db.writing() as session:
        item = session.exec(select(items.models.Item)).one()
    assert item.receipt == unclear.receipt
    items.settle(new, item_id=item.id, settled=ItemKind.STATEMENT)
    clock.freeze(DEADLINE + timedelta(hours=15))
    outcome.certify(successor(world), declared=True)
    assert world.state() is RoundState.CERTIFIED


@pytest.mark.rule("R21")
@pytest.mark.rule("R19")
def test_who_chaired_keeps_the_seat_and_those_seated_elect_to_the_chair(world: World) -> None:
    five = seated(world)
    one, two = administrator("Ada"), administrator("Bo")
    assert chairs() == [world.president.person_id]
    succeed(world, one, two)
    assert chairs() == []  # nor does the chair come to the successor, who holds no seat
    living = [
        g for g in ground.rows(Grant)
        if isinstance(g, Grant) and g.capacity == "member" and g.ended_at is None
    ]  # fmt: skip
    assert {g.person_id for g in living} == {m.person_id for m in five}
    with db.reading() as connection:
        due = {row.kind for row, _t in tasks.of_person(connection, five[0].person_id, clock.now())}
    assert "panel.call_election" in due
    election_id = election.call(five[0])
    for voter in five[:3]:  # and may be elected
        election.vote(voter, election_id=election_id, for_grant=five[0].grant_id)
    assert chairs() == [five[0].person_id]


@pytest.mark.rule("R21")
@pytest.mark.rule("R20")
def test_one_administrator_asks_with_the_letter_and_the_other_confirms(world: World) -> None:
    one, two = administrator("Ada"), administrator("Bo")
    site = f"/site/procedures/{world.place.name}"
    first, second = silence.browser(world, one), silence.browser(world, two)
    page = first.get(site)
    assert "Record the successor" in page.text
    said = {"name": NEXT, "mail": NEXT_MAIL}
    assert first.post(f"{site}/successor", {**said, "letter": " "}).status_code == 422
    assert first.post(f"{site}/successor", {**said, "letter": LETTER}).status_code == 303
    assert successor(world).person_id == world.president.person_id  # one alone does nothing
    page = second.get(site).text
    assert LETTER in page and "Record the President&#39;s successor" in page
    second_id = page.split("/asked/")[1].split("/")[0]
    assert first.post(f"{site}/asked/{second_id}/confirm").status_code == 409
    assert second.post(f"{site}/asked/{second_id}/confirm").status_code == 303
    assert successor(world).name == NEXT
    old = [g for g in ground.rows(Grant) if isinstance(g, Grant) and g.ended_how == "succeeded"]
    assert {g.capacity for g in old} == {"president", "chair"}
    assert silence.browser(world, world.president).get(
        f"/p/{world.place.name}/president/approval/"
    ).status_code == 404  # fmt: skip


@pytest.mark.rule("R21")
def test_before_the_constitution_the_successor_composes_and_chairs(world: World) -> None:
    one, two = administrator("Ada"), administrator("Bo")
    new = succeed(world, one, two)
    assert chairs() == [new.person_id]


@pytest.mark.rule("R21")
def test_a_letter_is_needed_and_the_president_does_not_succeed_oneself(world: World) -> None:
    one = administrator("Ada")

    def ask(capacity: Capacity, mail: str, letter: str) -> None:
        naming.ask(
            one,
            procedure_name=world.place.name,
            capacity=capacity,
            act_name=naming.SUCCEED,
            name=NEXT,
            mail=mail,
            letter=letter,
            key=ids.token(),
        )

    with db.writing() as session:
        own = session.get_one(Person, world.president.person_id).mail
    for capacity, mail, letter in (
        (Capacity.PRESIDENT, NEXT_MAIL, ""),
        (Capacity.PRESIDENT, own, LETTER),
        (Capacity.FOCAL_POINT, NEXT_MAIL, LETTER),
    ):
        with pytest.raises(Refusal):
            ask(capacity, mail, letter)
