"""What a page reads is one state of the database, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from sqlalchemy import text
from sqlalchemy.exc import InternalError

from recruit.core import db
from tests.worlds import World

_NAMES = text("SELECT count(*) FROM accounts_person WHERE name = 'Somebody Else'")
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
