"""What a page reads is one state of the database, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import bindparam, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import InternalError

from recruit.access import guard
from recruit.access.rules import Capacity
from recruit.core import clock, db
from recruit.core.errors import Kind, Refusal
from recruit.panel.operations import declarations
from tests import silence
from tests.worlds import World

_NAMES = text("SELECT count(*) FROM accounts_person WHERE name = 'Somebody Else'")
_END = text("UPDATE access_grant SET ended_at = :at WHERE person_id = :person").bindparams(
    bindparam("at", type_=db.UTC())
)
_NAMED = text("UPDATE accounts_person SET name = 'Somebody Else'")


def test_a_page_sees_nothing_of_what_is_committed_while_it_reads(
    a_procedure: Callable[..., World],
) -> None:
    a_procedure()
    with db.reading() as connection:
        assert connection.execute(_NAMES).scalar() == 0
        with db.writing() as session:
            session.connection().execute(_NAMED)
        assert connection.execute(_NAMES).scalar() == 0
    with db.reading() as connection:
        assert connection.execute(_NAMES).scalar_one() > 0


def test_nothing_stays_that_is_written_through_a_page_s_connection(
    a_procedure: Callable[..., World],
) -> None:
    a_procedure()
    # PostgreSQL refuses it at once; SQLite takes it back at the end
    with suppress(InternalError), db.reading() as connection:
        connection.execute(_NAMED)
    with db.reading() as connection:
        assert connection.execute(_NAMES).scalar() == 0


def test_the_plans_of_postgresql_outlive_the_page(a_procedure: Callable[..., World]) -> None:
    world = a_procedure()
    if not world.database:
        return  # SQLite keeps its statements itself
    kept = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%Somebody%'")
    for _page in range(2):
        with db.reading() as connection:
            connection.execute(_NAMES).all()
    with db.reading() as connection:
        assert connection.execute(kept).scalar_one() >= 1


def test_a_request_that_writes_leaves_no_reader_in_the_way_of_its_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one, SQLite's log is never whole in the file: it grows and is carried over each time."""
    still: list[bool] = []
    found: list[tuple[int, int, int]] = []

    def at_the_end(connection: Connection, leave: Callable[[Connection], None] = db.leave) -> None:
        still.append(connection.in_transaction())
        with closing(sqlite3.connect(str(db.engine().url.database))) as raw:
            found.append(raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone())
        leave(connection)

    monkeypatch.setattr(guard.db, "leave", at_the_end)
    form = {"said": "objection", "text": "We do not agree.", "name": "N", "function": "Counsellor"}
    with silence.made(tmp_path) as world:
        world.open()
        clock.freeze(silence.OPENING + timedelta(days=2))
        browser = silence.browser(world, world.delegate("CHL"))
        still.clear()
        found.clear()
        sent = browser.post(browser.path(Capacity.DELEGATE, "approval/break"), form)
    assert sent.status_code == 303 and "/letters/R" in sent.headers["Location"]
    assert still == [False]
    assert found and all(log == carried > 0 for _busy, log, carried in found)


def test_a_page_that_only_reads_keeps_its_state_beside_what_it_notes(
    a_procedure: Callable[..., World],
) -> None:
    world = a_procedure(at="silence")
    with world.app.test_request_context("/"):
        assert guard.read().execute(_NAMES).scalar() == 0
        with db.writing() as session:
            session.connection().execute(_NAMED)
        assert guard.read().execute(_NAMES).scalar() == 0
    with world.app.test_request_context("/", method="POST"):
        connection = guard.read()
        assert connection.execute(_NAMES).scalar_one() > 0
        with db.writing() as session:
            session.connection().execute(text("UPDATE accounts_person SET name = 'Nobody'"))
        assert connection.execute(_NAMES).scalar() == 0


def test_a_page_after_a_refused_act_is_not_drawn_for_a_capacity_that_ended_meanwhile(
    a_procedure: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it shows is read anew once the act is over, and not before as the guard's right was."""
    world = a_procedure(at="circulated")
    browser = world.client("member_chile")
    path = browser.path(Capacity.MEMBER, "panel/declare")
    ended: list[str] = []

    def refused(*_given: object, **_named: object) -> None:
        with db.writing() as session:
            for person in ended:
                session.connection().execute(_END, {"person": person, "at": clock.now()})
        raise Refusal("C4", "para. 53(c)", "This is not open now.", kind=Kind.CONFLICT)

    monkeypatch.setattr(declarations, "declare", refused)
    there = browser.post(path)
    assert there.status_code == 409 and "This is not open now." in there.text
    ended.append(world.person("member_chile"))
    gone = browser.post(path)
    assert gone.status_code == 404
    assert gone.data == browser.get("/no/such/page").data
