"""``python -m bench.duties``: what the prescreening's tasks cost home at 10,000 applications.

Each task's SELECT is run by itself for the person who has it, with its plan. ``--made 500``
multiplies the recruitment of 500 (as ``python -m bench`` does), the default one of 100.
"""

from __future__ import annotations

import argparse
import statistics
import time
from typing import Any

from sqlalchemy.engine import Connection

from bench import worlds
from recruit.core import clock, db
from recruit.prescreening.queries import tasks
from recruit.web.tasks import spelled

APPLICATIONS = 10_000
TIMES = 25


def _cost(connection: Connection, statement: Any, person: str) -> float:
    """The middle of several runs, in milliseconds."""
    found = []
    for _time in range(TIMES):
        begin = time.perf_counter()
        connection.execute(statement, {"person": person, "now": clock.now()}).all()
        found.append((time.perf_counter() - begin) * 1000)
    return statistics.median(found)


def _plan(connection: Connection, statement: Any, person: str) -> list[str]:
    compiled = statement.compile(dialect=connection.dialect)
    given = {**compiled.params, "person": person, "now": str(clock.now())}
    names = compiled.positiontup or []
    rows = connection.exec_driver_sql(
        f"EXPLAIN QUERY PLAN {compiled}", tuple(given.get(n) for n in names)
    )
    return [str(row[3]) for row in rows]


def main() -> None:
    """Print cost and plan of each task."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--made", type=int, default=100)
    kept = worlds.made(asked.parse_args().made)
    with worlds.copied(kept, "duties") as world:
        worlds.many(world, APPLICATIONS // asked.parse_args().made)
        print(worlds.listed(world))
        focal, screener = world.people["focal_point"], world.people["screener_one"]
        with db.reading() as connection:
            for name, each, person in (
                ("assign", tasks.ASSIGN, focal),
                ("screen", tasks.SCREEN, screener),
                ("settle", tasks.SETTLE, focal),
                ("circulate", tasks.CIRCULATE, focal),
            ):
                statement = spelled(each)
                print(f"{name}: {_cost(connection, statement, person):.2f} ms")
                for line in _plan(connection, statement, person):
                    print(f"    {line}")


if __name__ == "__main__":
    main()
