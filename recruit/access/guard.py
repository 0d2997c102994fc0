"""Deny by default: what stands between a request and every view.

Each view declares an action with ``@requires``; a route without one does not start the
application, and a request for an endpoint without a declared action gets the page of
what does not exist. The order: policy first, then the form's token, so that a refusal
does not betray that something exists.

Addresses: ``/p/<procedure>/<capacity>/...`` are pages of one capacity in one procedure;
``/site/...`` of the administrator; everything else is public or one's own account.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import Flask, current_app, g, has_request_context, request
from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection
from werkzeug.exceptions import BadRequest, NotFound

from recruit.access import matches, models, undertakings
from recruit.access.actions import Action
from recruit.access.policy import (
    UNDERTAKING_FIRST,
    allows,
    closed_by_match,
    needs_undertaking,
)
from recruit.access.rules import Capacity, Reader
from recruit.core import clock, db, pages
from recruit.core.together import Together
from recruit.procedure import models as procedure_models
from recruit.procedure import queries as procedure_queries
from recruit.procedure.queries import ProcedureView
from recruit.procedure.rules.milestones import Column, Milestone, column
from recruit.states import models as states_models

FRESH_FOR = timedelta(minutes=5)
OPEN_ENDPOINTS = frozenset({"static", "health"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Signed:
    """Who is signed in, as accounts' loader tells it: the session and its person."""

    person_id: str
    name: str
    zone: str
    lang: str
    session_id: str
    csrf: str
    second_at: datetime | None


class SignInNeeded(Exception):
    """Nobody is signed in; the form that was sent, if any, is parked."""


class StepUpNeeded(Exception):
    """The second factor is older than five minutes; the form is parked until it is given."""


class ClosedByMatch(Exception):
    """The reader may be one of the applicants, or is: this page is closed to them (C12)."""


class BadToken(Exception):
    """The form's token is not this session's (CSRF)."""


def requires(action: Action, *, fresh: bool = False) -> Callable[[View], View]:
    """Declare what a view needs. fresh: a second factor within five minutes, for writing."""

    def declare(view: View) -> View:
        view.__action__ = action  # type: ignore[attr-defined]
        view.__fresh__ = fresh  # type: ignore[attr-defined]
        return view

    return declare


def action_of(app: Flask, endpoint: str) -> Action | None:
    """The action that an endpoint declares, or None."""
    return getattr(app.view_functions.get(endpoint), "__action__", None)


def check_boot(app: Flask) -> None:
    """RuntimeError naming each route without a declared action."""
    bare = sorted(
        {
            rule.endpoint
            for rule in app.url_map.iter_rules()
            if rule.endpoint not in OPEN_ENDPOINTS and action_of(app, rule.endpoint) is None
        }
    )
    if bare:
        raise RuntimeError(f"routes without a declared action: {', '.join(bare)}")


_g = models.Grant.__table__  # type: ignore[attr-defined]
_p = procedure_models.Procedure.__table__  # type: ignore[attr-defined]
_s = states_models.State.__table__  # type: ignore[attr-defined]
_GRANT = (
    select(
        _g.c.id,
        _g.c.procedure_id,
        _g.c.state_id,
        _g.c.seat,
        _g.c.principal_id,
        _g.c.until,
        undertakings.signed(_g),
        _s.c.name.label("state_name"),
        matches.matched(_g.c.procedure_id, _g.c.person_id),
        procedure_queries.latest_of(_g.c.procedure_id),
        *procedure_queries.COLUMNS,
    )
    .select_from(_g.join(_p, _p.c.id == _g.c.procedure_id).outerjoin(_s, _s.c.id == _g.c.state_id))
    .where(
        _p.c.name == bindparam("name"),
        _g.c.person_id == bindparam("person"),
        _g.c.capacity == bindparam("capacity"),
        _g.c.ended_at.is_(None),
    )
)
_SITE_GRANT = select(_g.c.id, _g.c.until).where(
    _g.c.person_id == bindparam("person"),
    _g.c.capacity == Capacity.ADMINISTRATOR.value,
    _g.c.procedure_id.is_(None),
    _g.c.ended_at.is_(None),
)


@dataclass(frozen=True, slots=True)
class Stood:
    """Where a request stands: the procedure, all its milestones, the reader."""

    procedure: ProcedureView
    milestones: list[Milestone]
    reader: Reader


def is_fresh(signed: Signed, now: datetime) -> bool:
    """Whether the second factor was given within five minutes; of a clock that stepped back by
    more it has to be given again."""
    return signed.second_at is not None and abs(now - signed.second_at) <= FRESH_FOR


def stand(
    connection: Connection,
    signed: Signed,
    procedure_name: str,
    capacity: Capacity,
    action: Action,
    now: datetime,
) -> Stood | None:
    """The reader for this person, procedure and capacity; None where policy says nothing."""
    row = connection.execute(
        _GRANT,
        {"name": procedure_name, "person": signed.person_id, "capacity": capacity.value},
    ).first()
    if row is None or (row.until is not None and now >= row.until):
        return None
    if not row.undertaken and needs_undertaking(action, capacity):
        return None
    procedure = procedure_queries.view_of(row[-len(procedure_queries.COLUMNS) :])
    milestones = procedure_queries.milestones_until(
        connection, {procedure.id: row.latest_milestone}
    )[procedure.id]
    state = column(milestones)
    if not allows(action, capacity, state):
        return None
    reader = Reader(
        person_id=signed.person_id,
        name=signed.name,
        capacity=capacity,
        grant_id=row.id,
        procedure_id=procedure.id,
        column=state,
        now=now,
        fresh=is_fresh(signed, now),
        state_id=row.state_id or "",
        seat=row.seat,
        zone=signed.zone,
        lang=signed.lang,
        principal_id=row.principal_id or "",
        session_id=signed.session_id,
        state_name=row.state_name or "",
        matched=row.matched,
        undertaken=bool(row.undertaken) or capacity not in UNDERTAKING_FIRST,
    )
    return Stood(procedure, milestones, reader)


def _of_site(connection: Connection, signed: Signed, capacity: Capacity, now: datetime) -> Reader:
    grant_id = ""
    if capacity is Capacity.ADMINISTRATOR:
        row = connection.execute(_SITE_GRANT, {"person": signed.person_id}).first()
        if row is None or (row.until is not None and now >= row.until):
            raise NotFound
        grant_id = row.id
    return Reader(
        person_id=signed.person_id,
        name=signed.name,
        capacity=capacity,
        grant_id=grant_id,
        procedure_id="",
        column=Column.BEFORE,
        now=now,
        fresh=is_fresh(signed, now),
        zone=signed.zone,
        lang=signed.lang,
        session_id=signed.session_id,
    )


def public_reader(now: datetime, procedure_id: str = "", state: Column = Column.BEFORE) -> Reader:
    """The reader that everybody is without an account."""
    return Reader("", "", Capacity.PUBLIC, "", procedure_id, state, now)


def read() -> Connection:
    """This request's one read connection: one snapshot, ended at teardown."""
    here = _here()
    connection: Connection | None = here.get("ahead") or here.get("read")
    if connection is None:
        connection = here.read = db.snapshot()
    return connection


def _here() -> Any:
    """This request's own things: g without the way to it, which is walked at each use."""
    return g._get_current_object()


def ahead(readings: Together, **values: Any) -> None:
    """Ask these readings by one statement: from now on ``read()`` answers them from it.

    values: of every bound name of the readings; the procedure's own are given.
    """
    here = {"procedure": g.procedure.id, "procedures": [g.procedure.id], "id": g.procedure.id}
    g.ahead = readings.ask(read(), here | values)


def end_reading() -> None:
    """End the snapshot, so that what follows reads anew (after a writing act)."""
    here = _here()
    here.pop("ahead", None)
    connection = here.pop("read", None)
    if connection is not None:
        db.leave(connection)


@db.before_writing
def pause_reading() -> None:
    """End the snapshot of what was sent before it is written; who holds it then reads anew.

    The act reads what it needs under its own lock. A reader left beside it would keep SQLite
    from ever taking the last commit out of its log: the log grew, and each commit tried anew to
    carry it over. A page that is only asked for keeps its one state, also where it is noted.
    """
    if not has_request_context() or request.method in SAFE:
        return
    here = _here()
    here.pop("ahead", None)
    connection = here.get("read")
    if connection is not None:
        db.pause(connection)
        here.paused = True


_STILL = select(_g.c.until, matches.matched(_g.c.procedure_id, _g.c.person_id)).where(
    _g.c.id == bindparam("grant"), _g.c.ended_at.is_(None)
)


def still_there() -> dict[str, Any]:
    """Asked by each page that is drawn in answer to a form: what it shows may have been read
    after the guard, once an act was refused. Raises NotFound where the reader's capacity has
    ended since, ClosedByMatch as the guard does; else nothing."""
    here = _here()
    reader: Reader | None = here.get("reader")
    if not here.get("paused") or reader is None or not reader.grant_id or not reader.procedure_id:
        return {}
    row = read().execute(_STILL, {"grant": reader.grant_id}).first()
    if row is None or (row.until is not None and clock.now() >= row.until):
        raise NotFound
    action = action_of(current_app, request.endpoint or "")
    if action is not None and closed_by_match(action, reader.capacity, row.matched):
        raise ClosedByMatch
    return {}


def _site_capacity(action: Action) -> Capacity:
    site = (Action.SITE_ADMINISTER, Action.GRANT_BY_ADMINISTRATOR, Action.SESSIONS_END)
    return Capacity.ADMINISTRATOR if action in site else Capacity.ANYBODY


def init(app: Flask, loader: Callable[[Connection], Signed | None]) -> None:
    """Stand before every request. loader: accounts' session of this request, one query."""

    @app.before_request
    def guard() -> None:
        here, asked = _here(), request._get_current_object()  # type: ignore[attr-defined]
        now = here.now = clock.now()
        endpoint = asked.endpoint
        if endpoint in OPEN_ENDPOINTS:
            return
        signed = loader(read())  # which says in whose language all that follows is said
        here.signed = signed
        if "\0" in asked.path or "%00" in asked.query_string.decode("latin-1"):
            raise NotFound
        if signed is None:  # a drop of many files is no visitor's
            asked.max_content_length = current_app.config.get("MAX_GUEST_LENGTH")
        action = action_of(app, endpoint) if endpoint else None
        if action is Action.PUBLIC_READ:
            here.reader = public_reader(now)
            _check_token(signed)
            return
        if signed is None:
            raise SignInNeeded
        if action is None:
            raise NotFound
        args = asked.view_args or {}
        if "capacity" in args and "procedure" in args:
            try:
                capacity = Capacity(args.pop("capacity"))
            except ValueError:
                raise NotFound from None
            stood = stand(read(), signed, args.pop("procedure"), capacity, action, now)
            if stood is None:
                raise NotFound
            here.procedure, here.milestones = stood.procedure, stood.milestones
            here.reader = stood.reader
            if closed_by_match(action, capacity, stood.reader.matched):
                raise ClosedByMatch
        else:
            here.reader = _of_site(read(), signed, _site_capacity(action), now)
        _check_token(signed)
        view = app.view_functions[endpoint or ""]
        if (
            getattr(view, "__fresh__", False)
            and asked.method not in SAFE
            and not here.reader.fresh
            and not current_app.extensions["step_up"](signed)
        ):
            raise StepUpNeeded

    pages.provide_context(app, still_there)

    @app.teardown_request
    def teardown(_error: BaseException | None) -> None:
        end_reading()

    @app.url_defaults
    def same_place(endpoint: str, values: dict[str, Any]) -> None:
        if "reader" not in g or "procedure" not in g:
            return
        if app.url_map.is_endpoint_expecting(endpoint, "capacity"):
            values.setdefault("procedure", g.procedure.name)
            values.setdefault("capacity", g.reader.capacity.value)


def _check_token(signed: Signed | None) -> None:
    if request.method in SAFE:
        return
    sent = request.form.get("csrf", "") or request.headers.get("X-CSRF", "")
    expected = signed.csrf if signed else g.get("guest_csrf", "")
    if not expected or not hmac.compare_digest(sent.encode(), expected.encode()):
        raise BadToken
    if any("\0" in value for _name, value in request.form.items(multi=True)):
        raise BadRequest  # no keyboard types it, and PostgreSQL keeps no text that has it
