"""Rights belong to a capacity: the attacks of somebody with a valid account."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from recruit.access.models import Grant
from recruit.access.rules import GRANTED, Capacity
from recruit.core import clock, db, ids
from recruit.procedure import operations as procedures
from recruit.procedure.models import Milestone, Procedure
from recruit.procedure.queries import milestones
from recruit.procedure.rules.milestones import column
from tests.access import endpoints, walkers
from tests.access.endpoints import Kind
from tests.access.walkers import Walker
from tests.worlds import World

OF_REPORT = ("report", "certificate")


def _addresses(world: World, method: str) -> Iterator[tuple[str, set[str], Any]]:
    """endpoint, parameters and rule of all addresses of a capacity."""
    for rule in world.app.url_map.iter_rules():
        if method in (rule.methods or ()) and "capacity" in rule.arguments:
            yield rule.endpoint, set(rule.arguments) - {"procedure", "capacity"}, rule


class Addresses:
    """The addresses of a world to which nothing is added meanwhile: each id is looked up once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._values: dict[tuple[str, str], Any] = {}

    def _value(self, endpoint: str, name: str) -> Any:
        if (endpoint, name) not in self._values:
            with db.reading() as connection:
                found = endpoints.values(endpoint, name, connection, self._world.cast.procedure_id)
            none = 1 if name == "number" else walkers.never()
            self._values[endpoint, name] = (found or (none,))[0]
        return self._values[endpoint, name]

    def of(self, rule: Any, capacity: Capacity, procedure: str = "") -> str:
        """The address of this rule in the name of this capacity."""
        own = rule.arguments - {"procedure", "capacity"}
        values = {name: self._value(rule.endpoint, name) for name in own}
        values |= {
            "procedure": procedure or self._world.cast.procedure_name,
            "capacity": capacity.value,
        }
        built = rule.build(values, append_unknown=False)
        assert built is not None
        return str(built[1])


def _rows(statement: str, **bound: Any) -> list[Any]:
    with db.reading() as connection:
        return list(connection.execute(text(statement), bound))


def _grants(person_id: str) -> set[str]:
    return {
        row.capacity
        for row in _rows(
            "SELECT capacity FROM access_grant WHERE person_id = :p AND ended_at IS NULL",
            p=person_id,
        )
    }


@pytest.mark.rule("R20")
@pytest.mark.rule("R17")
@pytest.mark.parametrize("stage", ["released"])
def test_a_right_of_one_capacity_is_used_under_the_name_of_another(
    a_procedure: Callable[..., World], stage: str, record_property: Callable[[str, object], None]
) -> None:
    world = a_procedure(at=stage)
    gathered = walkers.gather(world)
    addresses = Addresses(world)
    cells, wrong = 0, []
    for walker in gathered.values():
        if walker.capacity is walkers.VISITOR:
            continue
        for capacity in sorted(GRANTED - walker.holds):
            for endpoint, _parameters, rule in _addresses(world, "GET"):
                if rule.defaults and rule.defaults.get("capacity") in walker.holds:
                    continue
                answer = walker.ask("GET", addresses.of(rule, capacity))
                cells += 1
                if answer != walker.of_nothing("GET"):
                    wrong.append((walker.capacity, capacity, endpoint, answer.status))
    record_property("cells", cells)
    assert not wrong, wrong[:20]
    member = gathered[Capacity.MEMBER]
    assert member.ask("GET", member.browser.path(Capacity.MEMBER, "report/")).status == 200


@pytest.mark.rule("P53f-2")
@pytest.mark.rule("R5")
@pytest.mark.rule("P53f-4")
def test_the_president_as_president_gets_nothing_of_the_panel(
    a_procedure: Callable[..., World],
) -> None:
    world = a_procedure(at="report")
    names = [application.name for application in world.cast.applications.values()]
    browser = world.client("president")
    as_member = browser.get(browser.path(Capacity.MEMBER, "prescreening/candidates"))
    shown = [name for name in names if name.encode() in as_member.data]
    assert len(shown) > 5, "the seat should have read the list"
    waiting, seen = [browser.path(Capacity.PRESIDENT, "pages")], set()
    start = browser.path(Capacity.PRESIDENT, "")
    while waiting:
        url = waiting.pop()
        answer = browser.get(url)
        assert answer.status_code in (200, 302, 303), url
        told = [name for name in names if name.encode() in answer.data]
        assert not told, (url, told)
        for raw in re.findall(rb'href="(/p/[^"#]*)"', answer.data):
            link = raw.decode().replace("&amp;", "&")
            if link.startswith(start) and link not in seen:
                seen.add(link)
                waiting.append(link)
    assert len(seen) > 4
    for rest in ("report/", "shortlist/", "interviews/debrief", "prescreening/candidates"):
        assert browser.get(browser.path(Capacity.PRESIDENT, rest)).status_code == 404
        assert browser.get(browser.path(Capacity.MEMBER, rest)).status_code == 200


@pytest.mark.rule("R17")
@pytest.mark.rule("S6")
def test_a_delegate_whose_accreditation_ended_still_has_the_page_open(
    a_procedure: Callable[..., World],
) -> None:
    world = a_procedure(at="silence")
    delegate, office = world.client("delegate_fra"), world.client("office_first")
    page = delegate.path(Capacity.DELEGATE, "approval/break")
    assert delegate.get(page).status_code == 200
    grant = _rows(
        "SELECT id FROM access_grant WHERE person_id = :p AND capacity = 'delegate'",
        p=world.person("delegate_fra"),
    )[0].id
    ended = office.post(office.path(Capacity.OFFICE, f"delegates/{grant}/end"))
    assert ended.status_code == 303
    nothing = delegate.get("/no/such/page")
    for answer in (
        delegate.get(page),
        delegate.post(page, {"said": "objection", "text": "No.", "name": "N", "function": "F"}),
    ):
        assert (answer.status_code, answer.data) == (404, nothing.data)
    assert _rows("SELECT * FROM approval_item WHERE state_id = 'FRA'") == []


@pytest.mark.rule("R17")
def test_a_grant_whose_last_day_has_passed_opens_nothing(
    a_procedure: Callable[..., World],
) -> None:
    world = a_procedure(at="released")
    reader = world.client("reader_fra")
    page = reader.path(Capacity.COMMITTEE, "panel/")
    assert reader.get(page).status_code == 200
    with db.writing() as session:
        statement = select(Grant).where(Grant.person_id == world.person("reader_fra"))
        for grant in session.exec(statement):
            grant.until = clock.now() + timedelta(hours=1)
            session.add(grant)
    assert reader.get(page).status_code == 200
    clock.freeze(clock.now() + timedelta(hours=1))
    again = world.client("reader_fra")
    assert again.get(page).status_code == 404


@pytest.mark.rule("C3")
def test_somebody_without_the_undertaking_reads_on(a_procedure: Callable[..., World]) -> None:
    world = a_procedure(at="shortlist")
    gathered = walkers.gather(world)
    asked = (
        Capacity.MEMBER,
        Capacity.CHAIR,
        Capacity.SURROGATE,
        Capacity.ASSISTANT,
        Capacity.OFFICE,
        Capacity.FOCAL_POINT,
        Capacity.STAFF,
        Capacity.AGENCY,
        Capacity.COMMITTEE,
        Capacity.AUDITOR,
    )
    before = {
        c: _opened(world, gathered[c]) - {"accounts.undertaking", "web.calendar"} for c in asked
    }
    with db.writing() as session:
        for grant in session.exec(select(Grant)):
            grant.undertaken_at = None
            session.add(grant)
    first = {"accounts.undertaking", "web.calendar", "web.pages", "web.who"}
    first |= {"vacancy.page", "vacancy.show"}
    for capacity in asked:
        walker = gathered[capacity]
        # the President's own page asks for none, and the President chairs
        also = {"accounts.president_people"} if capacity is Capacity.CHAIR else set()
        assert _opened(world, walker) <= first | also, capacity
        if capacity is not Capacity.CHAIR:  # who signs as the member that the Chair is
            answer = walker.ask("GET", walker.browser.path(capacity, "undertaking"))
            assert answer.status == 200
    assert before[Capacity.MEMBER] - first
    assert before[Capacity.STAFF] - first
    assert before[Capacity.CHAIR] - first
    with db.writing() as session:  # signed as the seat: the chair's pages are there again
        chair = gathered[Capacity.CHAIR].person_id
        of = select(Grant).where(Grant.person_id == chair, Grant.capacity == Capacity.MEMBER)
        seat = session.exec(of).one()
        seat.undertaken_at = clock.now()
        session.add(seat)
    assert _opened(world, gathered[Capacity.CHAIR]) - {"web.calendar"} == before[Capacity.CHAIR]


def _opened(world: World, walker: Walker) -> set[str]:
    addresses = Addresses(world)
    return {
        endpoint
        for endpoint, parameters, rule in _addresses(world, "GET")
        if not parameters and walker.ask("GET", addresses.of(rule, walker.capacity)).status == 200
    }


def _second_procedure(world: World) -> tuple[str, dict[Capacity, Walker]]:
    """Another recruitment beside, in the same state, with people of its own."""
    with db.writing() as session:
        made: Procedure = procedures.create(
            session, clock.now(), name="another", preset_name="ccm-10msp", closure_at=None
        )
        other = made.id
        for found in session.exec(
            select(Milestone).where(Milestone.procedure_id == world.cast.procedure_id)
        ).all():
            session.add(
                Milestone(**(found.model_dump() | {"id": ids.new(), "procedure_id": other}))
            )
    gathered: dict[Capacity, Walker] = {}
    for capacity in sorted(GRANTED - {Capacity.ADMINISTRATOR}):
        person_id = walkers.plant(
            world, capacity, name=f"elsewhere {capacity.value}", procedure_id=other
        )
        browser = world.client()
        browser.procedure = "another"
        browser.sign_in(person_id)
        cookie = browser.http.get_cookie("recruit")
        assert cookie is not None
        gathered[capacity] = Walker(
            capacity, browser, person_id, "", frozenset({capacity}), cookie.value
        )
    with db.reading() as connection:
        here = column(milestones(connection, world.cast.procedure_id))
        assert column(milestones(connection, other)) is here
    return other, gathered


@pytest.mark.rule("R18")
@pytest.mark.parametrize("stage", ["prescreening", "report", "silence"])
def test_ids_of_another_procedure_are_tried(
    a_procedure: Callable[..., World], stage: str, record_property: Callable[[str, object], None]
) -> None:
    world = a_procedure(at=stage)
    _other, gathered = _second_procedure(world)
    addresses = Addresses(world)
    known = {name for name in endpoints._IDS if name not in ("session_id", "second_id", "place_id")}
    cells, wrong = 0, []
    with walkers.rows_of(world) as rows:
        for walker in gathered.values():
            for method in ("GET", "POST"):
                for endpoint, parameters, rule in _addresses(world, method):
                    if not parameters & known or endpoints.PLACES[endpoint].kind is Kind.OWN:
                        continue
                    # the address says 'another', the id belongs to the first
                    inside = addresses.of(rule, walker.capacity, "another")
                    answer = walker.ask(method, inside)
                    cells += 1
                    refused = method == "POST" and answer.status in (409, 422)
                    if answer != walker.of_nothing(method) and not refused:
                        wrong.append((walker.capacity, method, endpoint, answer.status))
                    if rows.written():
                        if rows.changed():
                            wrong.append((walker.capacity, method, endpoint, rows.changed()))
                        rows.put_back()
                    # and the first's own address is closed to who belongs to the other
                    here = walker.ask(method, addresses.of(rule, walker.capacity))
                    cells += 1
                    if here != walker.of_nothing(method):
                        wrong.append((walker.capacity, method, endpoint, here.status))
                    if rows.written():
                        rows.put_back()
    record_property("cells", cells)
    assert not wrong, wrong[:20]
    assert cells > 500


@pytest.mark.rule("R20")
@pytest.mark.parametrize(
    ("who", "own", "rest", "wanted"),
    [
        ("focal_point", Capacity.FOCAL_POINT, "people", "president"),
        ("focal_point", Capacity.FOCAL_POINT, "people", "focal-point"),
        ("president", Capacity.PRESIDENT, "people", "chair"),
        ("president", Capacity.PRESIDENT, "people", "member"),
        ("president", Capacity.PRESIDENT, "people", "administrator"),
        ("office_first", Capacity.OFFICE, "delegates", "committee"),
        ("office_first", Capacity.OFFICE, "delegates", "president"),
    ],
)
def test_a_form_names_a_capacity_that_its_sender_may_not_give(
    a_procedure: Callable[..., World], who: str, own: Capacity, rest: str, wanted: str
) -> None:
    world = a_procedure(at="report")
    browser = world.client(who)
    sent = {
        "name": "Somebody Else",
        "mail": "somebody.else@intruder.example",
        "function": "Intruder",
        "capacity": wanted,
        "role": wanted,
        "state": "FRA" if own is Capacity.OFFICE else "",
        "state_id": "FRA",
        "procedure_id": "another",
        "note": "note verbale 1",
        "undertaken_at": "2022-01-01",
    }
    before = len(_rows("SELECT id FROM access_grant"))
    browser.post(browser.path(own, rest), sent)
    given = _rows(
        "SELECT g.capacity, g.procedure_id, g.undertaken_at FROM access_grant g"
        " JOIN accounts_person p ON p.id = g.person_id WHERE p.mail = :m",
        m="somebody.else@intruder.example",
    )
    assert wanted not in {row.capacity for row in given}
    assert all(row.procedure_id == world.cast.procedure_id for row in given)
    assert all(row.undertaken_at is None for row in given)
    assert len(_rows("SELECT id FROM access_grant")) == before + len(given)
    # the same form with what may be given is taken
    may = {"people": "gichd" if who == "focal_point" else "office", "delegates": "delegate"}
    taken = browser.post(browser.path(own, rest), sent | {"capacity": may[rest]})
    assert taken.status_code in (200, 303)
    given = _rows(
        "SELECT g.capacity FROM access_grant g JOIN accounts_person p ON p.id = g.person_id"
        " WHERE p.mail = :m",
        m="somebody.else@intruder.example",
    )
    assert may[rest] in {row.capacity for row in given}


@pytest.mark.rule("R20")
def test_nobody_gives_a_capacity_to_oneself(a_procedure: Callable[..., World]) -> None:
    world = a_procedure(at="report")
    browser = world.client("president")
    mail = _rows("SELECT mail FROM accounts_person WHERE id = :p", p=world.person("president"))
    before = _grants(world.person("president"))
    browser.post(
        browser.path(Capacity.PRESIDENT, "people"),
        {"name": "Myself", "mail": mail[0].mail, "capacity": "auditor", "function": ""},
    )
    assert _grants(world.person("president")) == before


@pytest.mark.rule("R9")
@pytest.mark.rule("P53c-1")
def test_a_delegate_speaks_in_the_name_of_another_state(
    a_procedure: Callable[..., World],
) -> None:
    world = a_procedure(at="silence")
    browser = world.client("delegate_fra")
    sent = {
        "said": "objection",
        "kind": "objection",
        "text": "My delegation objects.",
        "name": "The head of delegation",
        "function": "Counsellor",
        "state": "DEU",
        "state_id": "DEU",
        "capacity": "office",
        "procedure_id": "another",
        "confirmed": "y",
        "sure": "y",
    }
    answer = browser.post(browser.path(Capacity.DELEGATE, "approval/break"), sent)
    assert answer.status_code == 303, answer.data[:3000]
    spoken = _rows("SELECT state_id, procedure_id FROM approval_item WHERE kind = 'objection'")
    assert [(row.state_id, row.procedure_id) for row in spoken] == [
        ("FRA", world.cast.procedure_id)
    ]


def test_the_method_is_named_in_a_header_or_in_the_form(
    a_procedure: Callable[..., World],
) -> None:
    world = a_procedure(at="silence")
    browser = world.client("president")
    with walkers.rows_of(world) as rows:
        for rest in ("approval/certify", "approval/cancel", "approval/lengthen"):
            url = browser.path(Capacity.PRESIDENT, rest)
            answer = browser.http.get(
                f"{url}?_method=POST&csrf={browser.csrf}&declared=y",
                headers={"X-HTTP-Method-Override": "POST", "X-CSRF": browser.csrf},
            )
            assert answer.status_code == 404
        assert rows.changed() == set()


@pytest.mark.rule("P53b-3")
@pytest.mark.rule("C13")
def test_a_replaced_member_submits_a_page_that_was_open(
    a_procedure: Callable[..., World],
) -> None:
    world = a_procedure(at="shortlist")
    browser = world.client("member_chile")
    pages = ("prescreening/candidates", "shortlist/ballot", "shortlist/", "panel/meetings")
    for rest in pages:
        assert browser.get(browser.path(Capacity.MEMBER, rest)).status_code == 200
    stood = browser.post(browser.path(Capacity.MEMBER, "panel/stand-down"), {"sure": "yes"})
    assert stood.status_code == 303, stood.data[:3000]
    assert "member" not in _grants(world.person("member_chile"))
    assert "former-member" in _grants(world.person("member_chile"))
    nothing = browser.get("/no/such/page")
    for rest in pages:
        answer = browser.get(browser.path(Capacity.MEMBER, rest))
        assert (answer.status_code, answer.data) == (404, nothing.data)
        as_former = browser.get(browser.path(Capacity.FORMER_MEMBER, rest))
        assert as_former.status_code == 404
    ballots = _rows("SELECT sealed, version, locked_at FROM shortlist_ballot ORDER BY id")
    for rest in ("shortlist/ballot", "shortlist/ballot/lock"):
        assert browser.post(browser.path(Capacity.MEMBER, rest)).status_code == 404
    assert _rows("SELECT sealed, version, locked_at FROM shortlist_ballot ORDER BY id") == ballots


@pytest.mark.rule("P53b-2")
def test_a_surrogate_before_seating_asks_for_what_the_seat_sees(
    a_procedure: Callable[..., World],
) -> None:
    world = a_procedure(at="report")
    gathered = walkers.gather(world)
    walker = gathered[Capacity.SURROGATE]
    assert walker.holds == {Capacity.SURROGATE}
    document = _rows("SELECT id FROM documents_document ORDER BY id")[0].id
    candidate = _rows("SELECT candidate_id FROM prescreening_listed ORDER BY candidate_id")[0][0]
    for rest in (
        "prescreening/candidates",
        f"prescreening/candidates/{candidate}",
        f"document/{document}",
        f"document/{document}/text",
        "shortlist/",
        "shortlist/ballot",
        f"interviews/sheet/{candidate}",
        "interviews/debrief",
        "report/",
    ):
        for capacity in (Capacity.SURROGATE, Capacity.MEMBER):
            url = walker.browser.path(capacity, rest)
            assert walker.ask("GET", url) == walker.of_nothing("GET")
    names = walker.ask("GET", walker.browser.path(Capacity.SURROGATE, "panel/declare"))
    assert names.status == 200


@pytest.mark.rule("C4")
@pytest.mark.rule("A8")
@pytest.mark.rule("P53f-2")
def test_each_document_is_opened_by_those_alone_whose_it_is(
    a_procedure: Callable[..., World],
) -> None:
    world = a_procedure(at="released")
    gathered = walkers.gather(world)
    member = gathered[Capacity.MEMBER]
    closed = _rows(
        "SELECT candidate_id FROM prescreening_listed ORDER BY candidate_id",
    )[0].candidate_id
    with db.writing() as session:
        session.connection().execute(
            text(
                "UPDATE access_clearance SET status = 'conflict'"
                " WHERE person_id = :p AND candidate_id = :c"
            ),
            {"p": member.person_id, "c": closed},
        )
    cleared = {
        row.candidate_id
        for row in _rows(
            "SELECT candidate_id FROM access_clearance"
            " WHERE person_id = :p AND status = 'cleared'"
            " AND candidate_id IN (SELECT object_id FROM access_disclosure"
            " WHERE capacity = 'member')",
            p=member.person_id,
        )
    }
    candidates = {row.id for row in _rows("SELECT id FROM applications_candidate")}
    assert cleared and candidates - cleared
    wrong, opened = [], set()
    for document in _rows("SELECT id, object_id, kind FROM documents_document ORDER BY id"):
        for walker in gathered.values():
            if walker.capacity is walkers.VISITOR:
                continue
            of_candidate = document.object_id in candidates
            may = {
                Capacity.MEMBER: document.object_id in cleared or document.kind in OF_REPORT,
                Capacity.FOCAL_POINT: of_candidate,
                Capacity.STAFF: of_candidate,
            }.get(walker.capacity, False)
            for rest in ("", "/text", "/read"):
                url = walker.browser.path(walker.capacity, f"document/{document.id}{rest}")
                answer = walker.ask("GET", url)
                if may and answer.status == 200:
                    opened.add((walker.capacity, of_candidate))
                elif may or answer != walker.of_nothing("GET"):
                    wrong.append((walker.capacity, document.kind, rest, answer.status))
    assert not wrong, (len(wrong), wrong[:20])
    assert opened >= {(Capacity.MEMBER, True), (Capacity.MEMBER, False), (Capacity.STAFF, True)}
