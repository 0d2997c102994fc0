"""Deny by default: what is not declared does not start, or is not there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Blueprint, Flask

from recruit import create_app
from recruit.access import guard
from recruit.access.actions import Action
from recruit.access.policy import allows
from recruit.access.rules import GRANTED, NEVER_GRANTED, Capacity
from recruit.procedure.rules.milestones import Column
from tests.access import endpoints, walkers
from tests.access.endpoints import Kind
from tests.worlds import Browser, World, settings_of

# Step-up (SECURITY, sessions): a second factor within five minutes.
STEP_UP = {
    "signing the report": ("report.sign",),
    "releasing the report": ("report.ask", "report.confirm"),
    "releasing the invited": ("shortlist.release",),
    "opening a round": ("approval.open_round",),
    "certifying": ("approval.certify",),
    "breaking silence": ("approval.break_send",),
    "granting by the administrator": ("accounts.ask", "accounts.ask_end", "accounts.confirm"),
    "signing others out": ("accounts.end_sessions_of", "accounts.end_every_session"),
    "granting by the President": ("accounts.president_names", "accounts.president_ends"),
    "granting by the focal point": ("accounts.focal_point_names", "accounts.focal_point_ends"),
    "granting by the office": ("accounts.office_accredits", "accounts.office_ends"),
    "granting by a principal": ("accounts.name_assistant", "accounts.end_assistant"),
    "giving the seats": ("panel.constitute",),
}
EVERYBODYS = {Action.PUBLIC_READ, Action.VACANCY_READ}
# What a person without capacity, or nobody at all, may ask for.
WITHOUT_GRANT = {
    # W17: a referee answers through a secret link without an account
    Capacity.PUBLIC: {
        Action.PUBLIC_READ,
        Action.VACANCY_READ,
        Action.REFERENCE_GIVE,
        Action.CONTACT_PROVE,
        # D4, W15: a candidate fetches the own file through a link, once
        Action.OWN_FILE_TAKE,
    },
    Capacity.ANYBODY: {Action.PUBLIC_READ, Action.VACANCY_READ, Action.ACCOUNT_OWN},
}


@pytest.fixture
def fresh_app(a_procedure: Callable[..., World]) -> tuple[World, Flask]:
    """A world and an application of its own over it, to which routes can still be added."""
    world = a_procedure(at="opened")
    app = create_app(settings_of(world.folder))
    app.testing = True
    return world, app


def test_a_route_without_a_declared_action_refuses_to_boot(
    fresh_app: tuple[World, Flask],
) -> None:
    _world, app = fresh_app
    guard.check_boot(app)
    app.add_url_rule("/forgotten", "forgotten", lambda: "everything about everybody")
    with pytest.raises(RuntimeError, match="forgotten"):
        guard.check_boot(app)


def test_a_blueprint_joined_after_the_boot_check_is_not_there(
    fresh_app: tuple[World, Flask],
) -> None:
    world, app = fresh_app
    late = Blueprint("late", __name__)
    late.add_url_rule("/late", "page", lambda: "everything about everybody")
    late.add_url_rule("/p/<procedure>/<capacity>/late", "inside", lambda **_more: "all of it")
    app.register_blueprint(late)
    browser = Browser(app.test_client(), world.cast.procedure_name)
    for url in ("/late", browser.path(Capacity.PRESIDENT, "late")):
        assert browser.get(url).status_code == 302
    browser.sign_in(world.person("president"))
    nothing = browser.get("/no/such/page")
    for url in ("/late", browser.path(Capacity.PRESIDENT, "late")):
        answer = browser.get(url)
        assert (answer.status_code, answer.data) == (404, nothing.data)


def test_a_declared_view_swapped_for_an_undeclared_one_is_not_there(
    fresh_app: tuple[World, Flask],
) -> None:
    world, app = fresh_app
    app.view_functions["web.calendar"] = lambda **_more: "all of it"
    browser = Browser(app.test_client(), world.cast.procedure_name)
    browser.sign_in(world.person("president"))
    assert browser.get(browser.path(Capacity.PRESIDENT, "calendar")).status_code == 404


def test_the_addresses_left_open_are_these_and_no_others(
    a_procedure: Callable[..., World],
) -> None:
    app = a_procedure(at="opened").app
    bare = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if guard.action_of(app, rule.endpoint) is None
    }
    assert bare == {"static", "health"} == set(guard.OPEN_ENDPOINTS)


@pytest.mark.parametrize("action", list(Action), ids=lambda a: a.value)
def test_the_policy_says_something_of_every_action(action: Action) -> None:
    said = {
        (capacity, column)
        for capacity in Capacity
        for column in Column
        if allows(action, capacity, column)
    }
    assert said, f"nobody may ever do {action}"
    assert len(said) < len(Capacity) * len(Column) or action in EVERYBODYS


@pytest.mark.parametrize("capacity", sorted(NEVER_GRANTED - {Capacity.OPERATOR}))
def test_without_a_grant_there_is_nothing_of_a_procedure(capacity: Capacity) -> None:
    may = {a for a in Action for c in Column if allows(a, capacity, c)}
    assert may <= WITHOUT_GRANT[capacity]


@pytest.mark.rule("R20")
def test_an_administrator_has_no_action_inside_a_procedure() -> None:
    may = {a for a in Action for c in Column if allows(a, Capacity.ADMINISTRATOR, c)}
    site = {Action.SITE_ADMINISTER, Action.GRANT_BY_ADMINISTRATOR, Action.SESSIONS_END}
    everybodys = {Action.ACCOUNT_OWN, Action.PUBLIC_READ, Action.VACANCY_READ}
    assert site <= may
    assert may <= site | everybodys | {Action.CALENDAR_READ}


@pytest.mark.rule("R20")
def test_the_operator_has_no_capacity_that_reads_content() -> None:
    may = {a.value for a in Action for c in Column if allows(a, Capacity.OPERATOR, c)}
    assert not [a for a in may - {a.value for a in EVERYBODYS} if a.endswith(":read")]
    assert Capacity.OPERATOR not in GRANTED


@pytest.mark.parametrize("what", STEP_UP)
def test_what_cannot_be_undone_asks_for_the_second_factor_anew(
    a_procedure: Callable[..., World], what: str
) -> None:
    app = a_procedure(at="opened").app
    for endpoint in STEP_UP[what]:
        assert getattr(app.view_functions[endpoint], "__fresh__", False), endpoint


@pytest.mark.parametrize("stage", ["opened", "report", "silence", "designated"])
def test_a_stolen_session_without_the_second_factor_writes_nothing_that_needs_it(
    a_procedure: Callable[..., World], stage: str
) -> None:
    world = a_procedure(at=stage)
    gathered = walkers.gather(world)
    fresh = sorted(
        {
            rule.endpoint
            for rule in world.app.url_map.iter_rules()
            if getattr(world.app.view_functions[rule.endpoint], "__fresh__", False)
        }
    )
    tried = 0
    with walkers.rows_of(world) as rows, world.app.test_request_context():
        for walker in gathered.values():
            if not walker.person_id:
                continue
            browser = Browser(world.app.test_client(), world.cast.procedure_name)
            browser.sign_in(walker.person_id)
            _grow_old(walker.person_id)
            rows.keep()
            for endpoint in fresh:
                for rule in world.app.url_map.iter_rules(endpoint):
                    values = {name: walkers.never() for name in rule.arguments}
                    values |= {
                        "procedure": world.cast.procedure_name,
                        "capacity": walker.capacity.value,
                    }
                    values |= rule.defaults or {}
                    built = rule.build(values, append_unknown=False)
                    assert built is not None
                    answer = browser.post(built[1])
                    there = answer.headers.get("Location", "")
                    parked = answer.status_code == 303 and there.startswith("/parked/")
                    assert parked or answer.status_code == 404, (endpoint, walker.capacity)
                    tried += parked
                    if rows.written():
                        assert rows.changed() <= {"accounts_parked"}, endpoint
                        rows.accept()
    kinds = {Kind.ACT, Kind.OWN, Kind.SITE}
    assert all(endpoints.PLACES[endpoint].kind in kinds for endpoint in fresh)
    assert tried > 10


def _grow_old(person_id: str) -> None:
    """The second factor of this person's sessions was given six minutes ago."""
    from datetime import timedelta

    from sqlmodel import select

    from recruit.accounts.models import Session
    from recruit.core import clock, db

    with db.writing() as session:
        for row in session.exec(select(Session).where(Session.person_id == person_id)):
            row.second_at = clock.now() - timedelta(minutes=6)
            session.add(row)


def test_acting_as_another_is_no_route_outside_the_demonstration(
    a_procedure: Callable[..., World],
) -> None:
    app = a_procedure(at="opened").app
    assert app.extensions["config"].mode.value == "development"
    assert not [r.rule for r in app.url_map.iter_rules() if r.endpoint.startswith("demo")]
    assert app.test_client().post("/demo/act").status_code in (302, 404)
