"""Composing the panel: interest, naming, the time asked, balance, the constitution."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from recruit.access.rules import Capacity
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.panel.models import BalanceReason, Interest, Place
from recruit.panel.operations import composition, interest
from recruit.panel.queries import composition as composed
from recruit.panel.queries import seats
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import MilestoneKind, latest
from tests.flows import panel_world
from tests.flows.panel_world import NINE, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with panel_world.made(tmp_path) as made:
        yield made


def _name(world: World, **changes: object) -> str:
    values: dict[str, object] = {
        "kind": "seat",
        "number": 2,
        "state_id": "CHL",
        "name": "Alba Two",
        "mail": "alba@people.example",
        **changes,
    }
    reader = world.reader("The President", Capacity.PRESIDENT)
    return panel_world.name_to(world, reader, **values)


@pytest.mark.rule("P53c-1")
def test_a_state_from_neither_circle_is_refused_until_it_expresses_interest(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        _name(world, state_id="JPN")
    assert refused.value.rule == "P53c-1"
    delegate = world.give("Del Egate", Capacity.DELEGATE, "JPN")
    interest.express(delegate, name="Aiko Ito", mail="aiko@jpn.example", gender="woman")
    assert _name(world, state_id="JPN")


@pytest.mark.rule("P53c-1")
def test_interest_is_of_the_delegates_own_state_and_of_a_state_party(world: World) -> None:
    outsider = world.give("Sig Natory", Capacity.DELEGATE, "AGO")
    with pytest.raises(Refusal) as refused:
        interest.express(outsider, name="N N", mail="n@ago.example")
    assert refused.value.rule == "P53c-1"
    with db.writing() as session:
        assert session.exec(select(Interest)).all() == []


@pytest.mark.rule("R22")
def test_the_office_registers_a_letter_with_its_evidence(world: World) -> None:
    office = world.reader("The Office", Capacity.OFFICE)
    with pytest.raises(Refusal):
        interest.register(office, state_id="JPN", name="A", mail="a@jpn.example", evidence=" ")
    interest.register(
        office, state_id="JPN", name="A", mail="a@jpn.example", evidence="Note 12 of 1 September"
    )
    with pytest.raises(Refusal):  # the office composes nothing
        composition.name(
            office, kind="seat", number=2, state_id="JPN", name="A", mail="a@jpn.example"
        )


@pytest.mark.rule("C1")
def test_gichd_staff_the_same_state_and_the_same_person_are_refused(world: World) -> None:
    with pytest.raises(Refusal, match="GICHD"):
        _name(world, name="The Focal Point", mail=panel_world.mail_of("The Focal Point"))
    _name(world)
    with pytest.raises(Refusal, match="already represented"):
        _name(world, number=3, name="Other", mail="other@people.example")
    with pytest.raises(Refusal, match="already named"):
        _name(world, number=3, state_id="MWI")
    with pytest.raises(Refusal, match="already represented"):  # the President's own State
        _name(world, number=3, state_id="IRQ", name="Other", mail="other@people.example")


@pytest.mark.rule("P53b-1")
def test_there_is_no_sixth_seat_and_the_first_is_the_chairs(world: World) -> None:
    for number in (0, 1, 6):
        with pytest.raises(Refusal) as refused:
            _name(world, number=number)
        assert refused.value.rule == "P53b-1"
    _name(world)
    with pytest.raises(Refusal, match="given already"):
        _name(world, state_id="MWI", name="Other", mail="other@people.example")


@pytest.mark.rule("P53e-1")
def test_acceptance_without_the_time_asked_having_been_shown_is_refused(world: World) -> None:
    place_id = _name(world)
    invited = world.reader("Alba Two", Capacity.ANYBODY)
    with pytest.raises(Refusal) as refused:
        composition.answer(invited, place_id=place_id, accept=True)
    assert refused.value.rule == "P53e-1"
    composition.show_time(invited, place_id=place_id)
    composition.answer(invited, place_id=place_id, accept=True)
    with pytest.raises(Refusal):  # answered once
        composition.answer(invited, place_id=place_id, accept=False)


@pytest.mark.rule("P53e-1")
@pytest.mark.rule("W15")
def test_reading_the_invitation_records_nothing_and_the_time_opens_by_a_post(world: World) -> None:
    place_id = _name(world)
    browser = world.client("Alba Two")
    page = browser.get(f"/invited/{place_id}")
    assert page.status_code == 200
    assert "October 2022 to March 2023" not in page.text
    refused = browser.post(f"/invited/{place_id}/answer", {"answer": "accept"})
    assert refused.status_code == 409
    with db.writing() as session:
        assert session.get(Place, place_id).time_shown_at is None  # type: ignore[union-attr]
    assert browser.post(f"/invited/{place_id}/time").status_code == 303
    assert "October 2022 to March 2023" in browser.get(f"/invited/{place_id}").text
    assert browser.post(f"/invited/{place_id}/answer", {"answer": "accept"}).status_code == 303


@pytest.mark.rule("P53e-1")
def test_nobody_answers_or_reads_another_persons_invitation(world: World) -> None:
    place_id = _name(world)
    for name in ("The President", "Some Body"):
        stranger = world.client(name)
        assert stranger.get(f"/invited/{place_id}").status_code == 404
        for rest in ("time", "answer"):
            sent = stranger.post(f"/invited/{place_id}/{rest}", {"answer": "accept"})
            assert sent.status_code == 404
    with db.writing() as session:
        place = session.get(Place, place_id)
        assert place is not None and place.accepted_at is None and place.time_shown_at is None


@pytest.mark.rule("R28")
@pytest.mark.rule("C2")
@pytest.mark.rule("P53c-2")
def test_an_imbalance_of_the_five_needs_a_written_reason(world: World) -> None:
    president = world.reader("The President", Capacity.PRESIDENT)
    composition.own_gender(president, gender="man")
    for kind, number, state, name, _gender in NINE[:3]:
        _name(world, kind=kind, number=number, state_id=state, name=name,
              mail=panel_world.mail_of(name), gender="man")  # fmt: skip
    fifth = {"number": 5, "state_id": "NOR", "name": "Dag", "mail": "d@nor.example"}
    with pytest.raises(Refusal) as refused:
        _name(world, **fifth, gender="man")
    assert refused.value.rule == "R28"
    assert _name(world, **fifth, gender="man", reason="Only men were offered.")
    with db.writing() as session:
        assert session.exec(select(BalanceReason)).one().reason == "Only men were offered."


@pytest.mark.rule("R28")
def test_under_the_setting_refuse_no_reason_helps(world: World) -> None:
    world.setting(balance="refuse")
    for kind, number, state, name, _gender in NINE[:3]:
        _name(world, kind=kind, number=number, state_id=state, name=name,
              mail=panel_world.mail_of(name), gender="man")  # fmt: skip
    with pytest.raises(Refusal) as refused:
        _name(world, number=5, state_id="NOR", name="Dag", mail="d@nor.example", gender="man",
              reason="Only men were offered.")  # fmt: skip
    assert refused.value.rule == "R28"


@pytest.mark.rule("C1")
@pytest.mark.rule("P53b-1")
@pytest.mark.rule("P53b-2")
def test_the_panel_is_constituted_of_nine_who_have_accepted(world: World) -> None:
    panel_world.invite(world)
    president = world.reader("The President", Capacity.PRESIDENT)
    for _kind, _number, _state, name, gender in NINE[:-1]:
        panel_world.accept(world, name, gender)
    with pytest.raises(Refusal, match="New Zealand"):
        composition.constitute(president, reason="x")
    assert world.grants(Capacity.MEMBER) == []
    panel_world.accept(world, "Hugh Fourth", "man")
    composition.constitute(president, reason="x")
    assert [g.seat for g in world.grants(Capacity.MEMBER)] == [1, 2, 3, 4, 5]
    assert [g.seat for g in world.grants(Capacity.SURROGATE)] == [1, 2, 3, 4]
    with db.reading() as connection:
        found = procedure.milestones(connection, world.procedure_id)
        chair = seats.chair(connection, world.procedure_id)
    assert latest(found, MilestoneKind.PANEL_CONSTITUTED) is not None
    assert chair is not None and chair.person_id == president.person_id
    assert chair.member_grant == world.grants(Capacity.MEMBER)[0].id
    with pytest.raises(Refusal):  # once
        composition.constitute(world.reader("The President", Capacity.PRESIDENT), reason="x")


@pytest.mark.rule("R20")
def test_nobody_but_the_president_composes(world: World) -> None:
    panel_world.constituted(world)
    for name, capacity in (
        ("Alba Two", Capacity.MEMBER),
        ("The President", Capacity.CHAIR),
        ("The Office", Capacity.OFFICE),
    ):
        with pytest.raises(Refusal):
            composition.constitute(world.reader(name, capacity))
        path = f"/p/one/{capacity.value}/panel/name"
        assert world.client(name).post(path, {"place": "seat-2"}).status_code == 404


@pytest.mark.rule("C3")
def test_before_the_undertaking_a_member_reads_nothing(world: World) -> None:
    panel_world.invite(world)
    for _kind, _number, _state, name, gender in NINE:
        panel_world.accept(world, name, gender)
    composition.constitute(world.reader("The President", Capacity.PRESIDENT), reason="x")
    browser = world.client("Alba Two")
    assert browser.get("/p/one/member/panel/meetings").status_code == 404
    world.sign_all()
    assert browser.get("/p/one/member/panel/meetings").status_code == 200


@pytest.mark.rule("P53b-2")
def test_a_surrogate_before_seating_reads_names_only(world: World) -> None:
    panel_world.circulated(world)
    browser = world.client("Emil First")
    page = browser.get("/p/one/surrogate/panel/declare")
    assert page.status_code == 200 and "Candidate D1" in page.text
    closed = ("panel/meetings", "panel/declarations", "panel/on-chair", "panel/vacancies",
              "panel/chair/meetings", "panel/stand-down")  # fmt: skip
    for rest in closed:
        for capacity in ("surrogate", "member", "chair"):
            assert browser.get(f"/p/one/{capacity}/{rest}").status_code == 404


@pytest.mark.rule("R5")
def test_the_president_gets_no_panel_material_as_president(world: World) -> None:
    panel_world.circulated(world)
    browser = world.client("The President")
    for rest in ("declare", "declarations", "meetings", "on-chair", "vacancies", "again"):
        assert browser.get(f"/p/one/president/panel/{rest}").status_code == 404
    page = browser.get("/p/one/president/panel/").text
    assert "Candidate" not in page and "undertaking given" in page


@pytest.mark.rule("P53c-2")
def test_others_see_states_names_and_counts_only(world: World) -> None:
    panel_world.constituted(world)
    world.give("Del Egate", Capacity.DELEGATE, "JPN")
    page = world.client("Del Egate").get("/p/one/delegate/panel/").text
    for seen in ("Alba Two", "Chile", "of five"):
        assert seen in page
    for hidden in ("alba.two@", "· woman", "undertaking"):
        assert hidden not in page


def test_the_president_composes_on_the_page(world: World) -> None:
    delegate = world.give("Del Egate", Capacity.DELEGATE, "PHL")
    interest.express(delegate, name="Pia Offered", mail="pia@phl.example", gender="woman")
    browser = world.client("The President")
    page = browser.get("/p/one/president/panel/?place=seat-2&choice=PHL")
    assert page.status_code == 200
    assert "The balance, with Philippines" in page.text
    sent = browser.post("/p/one/president/panel/name", {"place": "seat-2", "choice": "PHL"})
    assert sent.status_code == 303
    with db.reading() as connection:
        places = composed.places(connection, world.procedure_id)
    assert [(p.state_id, p.name) for p in places if p.number == 2] == [("PHL", "Pia Offered")]
    again = browser.post("/p/one/president/panel/name", {"place": "seat-3", "choice": "CHL"})
    assert again.status_code == 422
    assert browser.get("/p/one/president/panel/interest").status_code == 200
    assert world.client("Del Egate").get("/p/one/delegate/panel/express").status_code == 200
    assert clock.now() == panel_world.COMPOSING
