"""The schema is made by migrations only, and is the one that the models declare."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from recruit.core import db, ids, log, migrate, models
from tests import postgres


@pytest.fixture
def engines(tmp_path: Path, postgresql_prefix: str) -> Iterator[tuple[sa.Engine, sa.Engine]]:
    """Two empty databases of the kind under test."""
    models.load()
    made = []
    names = []
    for name in ("migrated", "declared"):
        if postgresql_prefix:
            names.append(f"schema_{name}_{ids.reference(8)}")
            url = postgres.create_database(names[-1], None, prefix=postgresql_prefix)
        else:
            url = f"sqlite:///{tmp_path / name}.db"
        made.append(db.make_engine(url))
    yield made[0], made[1]
    for engine in made:
        engine.dispose()
    for name in names:
        postgres.drop_database(name, prefix=postgresql_prefix)


def _plain(text: str) -> str:
    return re.sub(r"[\s()\"]|::[a-z ]+", "", str(text)).lower()


def schema(engine: sa.Engine) -> dict[str, Any]:
    """What alembic's own check does not see is here too: CHECKs and conditions of indexes."""
    seen = sa.inspect(engine)
    found: dict[str, Any] = {}
    for table in sorted(set(seen.get_table_names()) - {"alembic_version"}):
        found[table] = {
            "columns": {
                c["name"]: (str(c["type"]).replace("TIMESTAMP", "DATETIME"), c["nullable"])
                for c in seen.get_columns(table)
            },
            "key": sorted(seen.get_pk_constraint(table)["constrained_columns"]),
            "checks": {c["name"]: _plain(c["sqltext"]) for c in seen.get_check_constraints(table)},
            "foreign": sorted(
                (tuple(f["constrained_columns"]), f["referred_table"], tuple(f["referred_columns"]))
                for f in seen.get_foreign_keys(table)
            ),
            "unique": sorted(
                tuple(sorted(u["column_names"])) for u in seen.get_unique_constraints(table)
            ),
            "indexes": {
                i["name"]: (
                    tuple(i["column_names"]),
                    bool(i["unique"]),
                    _plain(
                        next(
                            (
                                value
                                for key, value in i.get("dialect_options", {}).items()
                                if key.endswith("_where")
                            ),
                            "",
                        )
                    ),
                )
                for i in seen.get_indexes(table)
                if not i.get("duplicates_constraint")
            },
        }
    return found


def test_the_migrated_schema_is_the_declared_one(engines: tuple[sa.Engine, sa.Engine]) -> None:
    migrated, declared = engines
    migrate.upgrade(migrated)
    with warnings.catch_warnings():
        warnings.simplefilter("error", sa.exc.SAWarning)
        assert len(db.metadata.sorted_tables) > 60
        db.metadata.create_all(declared)
    ours, theirs = schema(migrated), schema(declared)
    assert sorted(ours) == sorted(theirs)
    for table, parts in theirs.items():
        assert ours[table] == parts, table


def test_migrations_go_down_and_up_again_with_data_in_place(
    engines: tuple[sa.Engine, sa.Engine],
) -> None:
    engine, _other = engines
    migrate.upgrade(engine)
    with engine.execution_options(writes=True).begin() as connection:
        log.open_log(connection, "site")
    migrate.downgrade(engine, "base")
    assert set(sa.inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate.upgrade(engine)
    assert "core_entry" in sa.inspect(engine).get_table_names()


def test_the_record_refuses_change_and_deletion_after_migrating(
    engines: tuple[sa.Engine, sa.Engine],
) -> None:
    engine, _other = engines
    migrate.upgrade(engine)
    from datetime import UTC, datetime

    with engine.execution_options(writes=True).begin() as connection:
        log.open_log(connection, "site")
        log.append(
            connection,
            "site",
            at=datetime(2022, 9, 2, tzinfo=UTC),
            act="a",
            capacity="operator",
            actor="",
            object="x",
            facts={},
        )
    for statement in ("UPDATE core_entry SET ref = 'other'", "DELETE FROM core_entry"):
        with (
            pytest.raises(sa.exc.DBAPIError),
            engine.execution_options(writes=True).begin() as connection,
        ):
            connection.exec_driver_sql(statement)
