"""Declarations, decisions, replacement: no path leaves a member in conflict in the seat."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.operations import give
from recruit.access.rules import Capacity
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.panel.operations import declarations, meetings, seats
from recruit.panel.operations.declarations import Said
from recruit.panel.queries import deciding
from recruit.panel.queries import declarations as declared
from recruit.panel.queries import seats as seated
from recruit.panel.queries.declarations import Declared
from recruit.panel.rules.conflicts import Relation
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import Audience, MilestoneKind, current_run
from tests.flows import panel_world
from tests.flows.panel_world import World

EMPLOYER = (Relation.SAME_EMPLOYER, "The same ministry until 2020.")
KNOWN = (Relation.ACQUAINTANCE, "Met at a conference.")
DOUBT = (Relation.OTHER, "Our children attend the same school.")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with panel_world.made(tmp_path) as made:
        yield panel_world.circulated(made)


def _of(world: World, name: str) -> Declared:
    """The undecided declaration of this person, else the first one that is not 'none'."""
    with db.reading() as connection:
        shown = deciding.to_show(connection, world.procedure_id)
        known, _further = deciding.acquaintances(connection, world.procedure_id)
        found = [d for d in (*shown, *known) if d.person_name == name]
    undecided = [d for d in found if d.status == "undecided"]
    return (undecided or [d for d in found if d.relation is not Relation.NONE])[0]


def _chair(world: World, name: str = "The President"):  # type: ignore[no-untyped-def]
    return world.reader(name, Capacity.CHAIR)


def _decide(world: World, name: str, conflict: bool = True) -> None:
    declarations.decide(
        _chair(world), declaration_id=_of(world, name).id, conflict=conflict, reason="So decided."
    )


def _vacant(world: World) -> list[seated.Vacancy]:
    with db.reading() as connection:
        return seated.vacant(connection, world.procedure_id)


def _seat(world: World, place: int, reason: str = "", chair: str = "The President") -> str:
    grant = next(g for g in world.grants(Capacity.SURROGATE) if g.seat == place)
    return seats.pass_seat(
        _chair(world, chair),
        passing_id=_vacant(world)[0].id,
        surrogate_grant=grant.id,
        reason=reason,
    )


def _standing(world: World, name: str) -> declared.Standing:
    with db.reading() as connection:
        return declared.standing(connection, world.procedure_id, world.person(name))


# ---------------------------------------------------------------- declaring


@pytest.mark.rule("C4")
def test_all_names_are_declared_on_in_one_act(world: World) -> None:
    world.declare("Alba Two", D2=KNOWN)
    found = _standing(world, "Alba Two")
    assert found.declared_on == set(world.candidates)
    assert found.undecided == frozenset() and found.conflict == frozenset()
    new = world.candidate("D4")
    world.ask(2, *world.candidates, new)
    with db.reading() as connection:
        asked = declared.asked(connection, world.procedure_id)
    assert [x.candidate_id for x in asked if x.candidate_id not in found.declared_on] == [new]


@pytest.mark.rule("C4")
def test_a_name_that_is_not_on_the_list_is_not_declared_on(world: World) -> None:
    other = world.candidate("D9")
    with pytest.raises(Refusal):
        declarations.declare(
            world.reader("Alba Two", Capacity.MEMBER), said={other: Said(Relation.NONE)}
        )


@pytest.mark.rule("C5")
def test_a_kind_without_text_saves_none_of_the_page(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        world.declare("Alba Two", D2=(Relation.FRIENDSHIP, " "))
    assert refused.value.rule == "C5"
    assert _standing(world, "Alba Two").declared_on == frozenset()


@pytest.mark.rule("C5")
def test_anything_but_none_or_acquaintance_waits_for_the_decision(world: World) -> None:
    world.declare("Alba Two", D1=KNOWN, D2=DOUBT)
    assert _standing(world, "Alba Two").undecided == {world.candidates[1]}
    _decide(world, "Alba Two", conflict=False)
    assert _standing(world, "Alba Two").undecided == frozenset()
    assert len(world.grants(Capacity.MEMBER)) == 5


@pytest.mark.rule("A7")
@pytest.mark.rule("C5")
def test_the_same_nationality_is_found_and_told_to_who_decides_alone(tmp_path: Path) -> None:
    with panel_world.made(tmp_path) as made:
        world = panel_world.circulated(made, D3=("CHL", "FRA"))
        world.declare("Alba Two")
        assert _standing(world, "Alba Two").undecided == {world.candidates[2]}
        assert _of(world, "Alba Two").same_nationality
        words = "nationalities"
        assert words in world.client("The President").get("/p/one/chair/panel/declarations").text
        assert words not in world.client("Alba Two").get("/p/one/member/panel/declare").text
        _decide(world, "Alba Two", conflict=False)
        assert _standing(world, "Alba Two").undecided == frozenset()


# ---------------------------------------------------------------- deciding


@pytest.mark.rule("C6")
def test_every_decision_has_a_reason_and_a_conflict_stays_one(world: World) -> None:
    world.declare("Alba Two", D1=EMPLOYER)
    id_ = _of(world, "Alba Two").id
    for conflict, reason in ((True, " "), (False, "No matter.")):
        with pytest.raises(Refusal) as refused:
            declarations.decide(_chair(world), declaration_id=id_, conflict=conflict, reason=reason)
        assert refused.value.rule == "C6"
    assert len(world.grants(Capacity.MEMBER)) == 5


@pytest.mark.rule("C6")
def test_nobody_but_the_chair_decides(world: World) -> None:
    world.declare("Alba Two", D1=DOUBT)
    id_ = _of(world, "Alba Two").id
    for name, capacity in (
        ("Beatrice Three", Capacity.MEMBER),
        ("Emil First", Capacity.SURROGATE),
        ("The President", Capacity.PRESIDENT),
        ("The President", Capacity.MEMBER),
    ):
        path = f"/p/one/{capacity.value}/panel/declarations/{id_}"
        sent = world.client(name).post(path, {"found": "yes", "reason": "x"})
        assert sent.status_code == 404
    with pytest.raises(Refusal):  # not before the members yet
        declarations.vote(
            world.reader("Beatrice Three", Capacity.MEMBER),
            declaration_id=id_, conflict=True, reason="x",
        )  # fmt: skip


@pytest.mark.rule("C6")
def test_on_the_chair_the_other_four_decide_and_equal_votes_are_conflict(world: World) -> None:
    world.declare("The President", D1=DOUBT)
    id_ = _of(world, "The President").id
    with pytest.raises(Refusal):  # never on oneself
        declarations.decide(_chair(world), declaration_id=id_, conflict=False, reason="x")
    with pytest.raises(Refusal):
        declarations.vote(
            world.reader("The President", Capacity.MEMBER),
            declaration_id=id_, conflict=False, reason="x",
        )  # fmt: skip
    for name, conflict in (("Alba Two", False), ("Beatrice Three", False), ("Cyril Four", True)):
        reader = world.reader(name, Capacity.MEMBER)
        declarations.vote(reader, declaration_id=id_, conflict=conflict, reason="x")
        with pytest.raises(Refusal):  # one vote each
            declarations.vote(reader, declaration_id=id_, conflict=conflict, reason="x")
    assert len(world.grants(Capacity.MEMBER)) == 5
    declarations.vote(
        world.reader("Dag Five", Capacity.MEMBER), declaration_id=id_, conflict=True, reason="x"
    )
    assert [g.seat for g in world.grants(Capacity.MEMBER)] == [2, 3, 4, 5]
    assert world.grants(Capacity.CHAIR) == []  # nobody, until those seated elect (R19)


@pytest.mark.rule("C6")
@pytest.mark.rule("R1")
def test_undecided_after_two_working_days_it_is_before_the_members(world: World) -> None:
    world.declare("Alba Two", D1=DOUBT)
    id_ = _of(world, "Alba Two").id
    other = world.reader("Cyril Four", Capacity.MEMBER)
    due = datetime(2022, 10, 11, 22, 0, tzinfo=UTC)  # 24:00 of Tuesday, declared on Friday
    world.to(due - timedelta(milliseconds=1))
    with pytest.raises(Refusal):
        declarations.vote(other, declaration_id=id_, conflict=True, reason="x")
    world.to(due)
    with pytest.raises(Refusal):
        declarations.decide(_chair(world), declaration_id=id_, conflict=False, reason="x")
    declarations.vote(other, declaration_id=id_, conflict=True, reason="x")
    declarations.vote(
        world.reader("The President", Capacity.MEMBER),
        declaration_id=id_,
        conflict=True,
        reason="y",
    )
    assert [v.seat for v in _vacant(world)] == [2]


@pytest.mark.rule("C5")
@pytest.mark.rule("C6")
def test_the_chair_may_find_a_conflict_in_an_acquaintance(world: World) -> None:
    world.declare("Alba Two", D1=KNOWN)
    _decide(world, "Alba Two", conflict=True)
    assert [v.seat for v in _vacant(world)] == [2]


@pytest.mark.rule("C5")
def test_a_conflict_on_a_name_given_on_request_closes_that_file_until_it_is_placed(
    world: World,
) -> None:
    world.declare_all()
    extra = world.candidate("D8")
    world.ask(1, extra, listed=False)
    declarations.declare(world.reader("Dag Five", Capacity.MEMBER), said={extra: Said(*EMPLOYER)})
    _decide(world, "Dag Five")
    assert _standing(world, "Dag Five").conflict == {extra}
    assert len(world.grants(Capacity.MEMBER)) == 5
    world.ask(2, *world.candidates, extra)
    assert [v.seat for v in _vacant(world)] == [5]


# ---------------------------------------------------------------- replacement


@pytest.mark.rule("P53b-3")
@pytest.mark.rule("C7")
@pytest.mark.rule("R20")
def test_a_member_in_conflict_leaves_at_once_and_the_first_surrogate_takes_the_seat(
    world: World,
) -> None:
    world.declare_all(but=["Dag Five"])
    world.declare("Dag Five", D2=EMPLOYER)
    _decide(world, "Dag Five")
    with pytest.raises(LookupError):
        world.reader("Dag Five", Capacity.MEMBER)
    assert world.reader("Dag Five", Capacity.FORMER_MEMBER)
    _seat(world, 1)
    emil = world.reader("Emil First", Capacity.MEMBER)
    assert emil.seat == 5
    with pytest.raises(LookupError):
        world.reader("Emil First", Capacity.SURROGATE)
    assert world.client("Emil First").get("/p/one/member/panel/meetings").status_code == 200


@pytest.mark.rule("P53b-3")
def test_a_replaced_member_submits_a_page_that_was_open(world: World) -> None:
    browser = world.client("Dag Five")
    stale = world.reader("Dag Five", Capacity.MEMBER)
    assert browser.get("/p/one/member/panel/declare").status_code == 200
    world.declare("Dag Five", D2=EMPLOYER)
    _decide(world, "Dag Five")
    sent = browser.post(
        "/p/one/member/panel/declare",
        {"names-0-candidate": world.candidates[0], "names-0-kind": "none"},
    )
    assert sent.status_code == 404
    assert browser.get("/p/one/member/panel/meetings").status_code == 404
    with pytest.raises(Refusal):
        declarations.declare(stale, said={world.candidates[0]: Said(Relation.NONE)})
    with pytest.raises(Refusal):
        seats.stand_down(stale)


@pytest.mark.rule("C7")
def test_the_passing_waits_for_those_before_and_then_passes_over_who_is_late(world: World) -> None:
    world.declare_all(but=["Dag Five", "Emil First"])
    world.declare("Dag Five", D2=EMPLOYER)
    _decide(world, "Dag Five")
    with pytest.raises(Refusal, match="waits"):
        _seat(world, 2)
    world.to(datetime(2022, 10, 14, 22, 0, tzinfo=UTC))  # five working days after 7 October
    _seat(world, 2)
    assert world.reader("Fatou Second", Capacity.MEMBER).seat == 5


@pytest.mark.rule("C7")
def test_a_surrogate_in_conflict_is_passed_over(world: World) -> None:
    world.declare_all(but=["Dag Five", "Emil First"])
    world.declare("Emil First", Capacity.SURROGATE, D1=EMPLOYER)
    _decide(world, "Emil First")
    assert len(world.grants(Capacity.SURROGATE)) == 4  # stays in the order
    world.declare("Dag Five", D2=EMPLOYER)
    _decide(world, "Dag Five")
    with pytest.raises(Refusal):
        _seat(world, 1)
    _seat(world, 2)


@pytest.mark.rule("C7")
@pytest.mark.rule("R28")
def test_the_order_is_passed_over_for_balance_only_and_with_a_reason(world: World) -> None:
    world.declare_all()
    seats.stand_down(world.reader("Beatrice Three", Capacity.MEMBER))
    # Emil would leave one woman among the five
    with pytest.raises(Refusal) as refused:
        _seat(world, 2)
    assert refused.value.rule == "C7"
    with pytest.raises(Refusal) as refused:
        _seat(world, 1)
    assert refused.value.rule == "R28"
    _seat(world, 2, reason="The first of the order would leave one woman among the five.")
    assert world.reader("Fatou Second", Capacity.MEMBER).seat == 3


@pytest.mark.rule("C7")
@pytest.mark.rule("R19")
def test_for_the_chairs_own_seat_the_order_holds_without_exception(world: World) -> None:
    world.declare_all()
    seats.stand_down(world.reader("The President", Capacity.MEMBER))
    panel_world.elect(world, "Alba Two")
    assert world.grants(Capacity.CHAIR)[0].person_id == world.person("Alba Two")
    with pytest.raises(Refusal, match="without exception"):
        _seat(world, 2, reason="Another balance.", chair="Alba Two")
    _seat(world, 1, reason="The order.", chair="Alba Two")
    assert world.reader("Emil First", Capacity.MEMBER).seat == 1
    assert world.grants(Capacity.CHAIR)[0].person_id == world.person("Alba Two")


@pytest.mark.rule("R6")
def test_who_was_replaced_does_not_return(world: World) -> None:
    world.declare_all()
    seats.stand_down(world.reader("Dag Five", Capacity.MEMBER))
    president, dag = world.reader("The President", Capacity.PRESIDENT), world.person("Dag Five")
    with act(president, Action.GRANT_BY_PRESIDENT) as a:
        give(a, person_id=dag, capacity=Capacity.SURROGATE, state_id="NOR", seat=5)
        a.record("test")
    with pytest.raises(Refusal):
        _seat(world, 5, reason="Balance.")


@pytest.mark.rule("C6")
def test_standing_down_asks_no_reason_and_tells_none(world: World) -> None:
    browser = world.client("Cyril Four")
    sent = browser.post("/p/one/member/panel/stand-down", {"sure": "yes"})
    assert sent.status_code == 303
    with pytest.raises(LookupError):
        world.reader("Cyril Four", Capacity.MEMBER)
    page = world.client("Alba Two").get("/p/one/member/panel/").text
    assert "Vacant" in page


@pytest.mark.rule("C7")
def test_two_seats_for_one_surrogate_are_refused(world: World) -> None:
    world.declare_all()
    seats.stand_down(world.reader("Dag Five", Capacity.MEMBER))
    seats.stand_down(world.reader("Cyril Four", Capacity.MEMBER))
    first, second = _vacant(world)
    grant = world.grants(Capacity.SURROGATE)[0]
    reader = _chair(world)
    seats.pass_seat(reader, passing_id=first.id, surrogate_grant=grant.id, reason="The order.")
    with pytest.raises(Refusal):
        seats.pass_seat(reader, passing_id=second.id, surrogate_grant=grant.id, reason="x")
    with pytest.raises(Refusal):  # nor one seat for two
        other = world.grants(Capacity.SURROGATE)[0]
        seats.pass_seat(reader, passing_id=first.id, surrogate_grant=other.id, reason="x")
    # the engine itself holds one living seat a person, and one person a seat
    for name, seat in (("Emil First", second.seat), ("Gail Third", first.seat)):
        person_id, chair = world.person(name), _chair(world)
        with pytest.raises(IntegrityError), act(chair, Action.SEAT_PASS) as a:
            give(a, person_id=person_id, capacity=Capacity.MEMBER, seat=seat)


# ---------------------------------------------------------------- after the first interview


def _interviews(world: World) -> None:
    world.milestone(MilestoneKind.INTERVIEWS_BEGUN, Audience.PANEL)


@pytest.mark.rule("C8")
def test_after_the_first_interview_four_go_on_and_nobody_is_seated(world: World) -> None:
    world.declare_all()
    _interviews(world)
    seats.stand_down(world.reader("Dag Five", Capacity.MEMBER))
    with pytest.raises(Refusal) as refused:
        _seat(world, 1)
    assert refused.value.rule == "C8"
    with db.reading() as connection:
        assert current_run(procedure.milestones(connection, world.procedure_id)) == 1


@pytest.mark.rule("C8")
def test_below_four_a_new_run_begins_and_surrogates_are_seated_again(world: World) -> None:
    world.declare_all()
    _interviews(world)
    seats.stand_down(world.reader("Dag Five", Capacity.MEMBER))
    seats.stand_down(world.reader("Cyril Four", Capacity.MEMBER))
    with db.reading() as connection:
        found = procedure.milestones(connection, world.procedure_id)
    assert current_run(found) == 2
    assert found[-1].audience is Audience.PANEL
    _seat(world, 1, reason="The order.")
    _seat(world, 2, reason="The order.")
    assert [g.seat for g in world.grants(Capacity.MEMBER)] == [1, 2, 3, 4, 5]


# ---------------------------------------------------------------- asked again


@pytest.mark.rule("C4")
def test_all_are_asked_again_on_one_day_that_is_never_moved(world: World) -> None:
    with db.reading() as connection:
        assert declared.again(connection, world.procedure_id).day == date(2022, 12, 5)
    with pytest.raises(Refusal, match="never moved"):
        declarations.set_day(_chair(world), day=date(2022, 12, 6))
    world.declare_all()
    reader = world.reader("Alba Two", Capacity.MEMBER)
    start = datetime(2022, 12, 4, 23, 0, tzinfo=UTC)
    world.to(start - timedelta(milliseconds=1))
    with pytest.raises(Refusal):
        declarations.answer_again(reader)
    world.to(start)
    declarations.answer_again(reader)
    with pytest.raises(Refusal):
        declarations.answer_again(reader)
    with db.reading() as connection:
        answered = declared.again(connection, world.procedure_id).answered
    assert set(answered) == {reader.person_id}


@pytest.mark.rule("C4")
def test_the_chair_sets_the_day_before_the_first_list(tmp_path: Path) -> None:
    with panel_world.made(tmp_path) as made:
        world = panel_world.constituted(made)
        declarations.set_day(_chair(world), day=date(2022, 11, 30))
        with pytest.raises(Refusal):
            declarations.set_day(_chair(world), day=date(2022, 11, 29))
        world.to(panel_world.CIRCULATED)
        world.candidates = [world.candidate("D1")]
        world.ask(1, *world.candidates)
        with db.reading() as connection:
            assert declared.again(connection, world.procedure_id).day == date(2022, 11, 30)


# ---------------------------------------------------------------- pages


def test_the_pages_of_declarations_and_vacancies_are_drawn(world: World) -> None:
    browser = world.client("Dag Five")
    data: dict[str, str] = {}
    for n, candidate in enumerate(world.candidates):
        data[f"names-{n}-candidate"] = candidate
        data[f"names-{n}-kind"] = "none" if n else "friendship"
    refused = browser.post("/p/one/member/panel/declare", data)
    assert refused.status_code == 422 and "Say what relation there is." in refused.text
    data["names-0-text"] = "A friend of many years."
    assert browser.post("/p/one/member/panel/declare", data).status_code == 303
    assert "A friend of many years." in browser.get("/p/one/member/panel/declare").text
    chair = world.client("The President")
    page = chair.get("/p/one/chair/panel/declarations").text
    assert "A friend of many years." in page
    id_ = _of(world, "Dag Five").id
    sent = chair.post(
        f"/p/one/chair/panel/declarations/{id_}", {"found": "yes", "reason": "So declared."}
    )
    assert sent.status_code == 303
    world.declare_all(but=["Dag Five"])
    assert "Seat 5" in chair.get("/p/one/chair/panel/vacancies").text
    grant = world.grants(Capacity.SURROGATE)[0]
    sent = chair.post(
        f"/p/one/chair/panel/vacancies/{_vacant(world)[0].id}",
        {"surrogate": grant.id, "reason": "The order."},
    )
    assert sent.status_code == 303
    assert world.client("Alba Two").get("/p/one/member/panel/on-chair").status_code == 200
    assert world.client("Alba Two").get("/p/one/member/panel/again").status_code == 200
    assert clock.now() == panel_world.CIRCULATED
    assert meetings.YES == "yes"
