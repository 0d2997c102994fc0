"""What all tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

pytest_plugins = ["tests.rules_report", "tests.sharing"]

# How long an example takes is a matter for the benchmark, never for a test.
settings.register_profile("house", deadline=None, database=None)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("the house")
    group.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="the database under the application: sqlite (default) or postgresql",
    )
    group.addoption(
        "--long",
        action="store_true",
        help="the long figures of the security measurements rather than the short ones",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what asks for the server: the rest would be the same run again.

    It is asked for by the fixture, or by a module that reads which database is chosen.
    """
    if config.getoption("--database") != "postgresql":
        return
    reads = cache(lambda path: "--database" in path.read_text(encoding="utf-8"))
    asks = [
        i for i in items if "postgresql_prefix" in getattr(i, "fixturenames", ()) or reads(i.path)
    ]
    kept = set(asks)
    config.hook.pytest_deselected(items=[i for i in items if i not in kept])
    items[:] = asks


@pytest.fixture(scope="session")
def postgresql_prefix(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of the PostgreSQL server under test; '' for SQLite."""
    if request.config.getoption("--database") != "postgresql":
        yield ""
        return
    from tests import postgres

    with postgres.server() as prefix:
        yield prefix


@pytest.fixture(scope="session")
def object_store() -> Iterator[Any]:
    """An S3-compatible server of this run's own (tests.object_store)."""
    from tests import object_store

    with object_store.server() as running:
        yield running


@pytest.fixture
def a_procedure(tmp_path: Path, postgresql_prefix: str) -> Iterator[Callable[..., Any]]:
    """Makes a world: ``world = a_procedure(at="interviews")`` (tests.worlds)."""
    from recruit.core import clock, db
    from tests import worlds

    made: list[Any] = []

    def make(at: str = "opened", *, how_many: int = 12, read: bool = False) -> Any:
        world = worlds.a_procedure(
            tmp_path / f"world{len(made)}",
            at,
            how_many=how_many,
            prefix=postgresql_prefix,
            read=read,
        )
        made.append(world)
        return world

    yield make
    clock.freeze(None)
    if made:
        db.engine().dispose()
    if made and postgresql_prefix:
        from tests import postgres

        for world in made:
            postgres.drop_database(world.database, prefix=postgresql_prefix)
