"""``python -m bench.homes``: everybody's home, at each stage, at 100 and at 10,000 applications.

The recruitment of 100 goes through all stages of the demonstration as its people take it
(kept in build/bench, one folder a stage); that of 10,000 is made of it by SQL, the invited
not copied (bench/copying.py). Printed are the least processor's time of a request in this
process, in milliseconds, and its statements. Ends with 1 where a home grows by more than
the goal or asks more than eight statements.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time

from sqlalchemy import func, select

from bench import copying, counting, worlds
from bench.worlds import World
from recruit.access.models import Grant
from recruit.access.rules import Capacity
from recruit.core import clock, db, log, migrate
from recruit.demo import calendar, keeping, living, opening
from recruit.notices import outbox

HOW_MANY, COPIES = 100, 100
GOAL = 1.3
STATEMENTS = 8
TIMES = 40
TRIES = 3  # of a figure that is missed: a busy machine moves one side alone
_g = Grant.__table__  # type: ignore[attr-defined]
_HOLDERS = (
    select(_g.c.capacity, func.min(_g.c.person_id))
    .where(_g.c.ended_at.is_(None))
    .group_by(_g.c.capacity)
    .order_by(_g.c.capacity)
)


def kept(stage: str) -> Path:
    """The folder of the recruitment of 100 at this stage."""
    return worlds.KEPT / f"homes-{stage}-{worlds.schema(Path(__file__))}"


def made(*, fresh: bool = False) -> None:
    """Make the kept recruitments where they are not there, or anew."""
    if not fresh and all((kept(stage) / "made").exists() for stage in calendar.STAGES):
        return
    for old in worlds.KEPT.glob("homes-*"):
        shutil.rmtree(old, ignore_errors=True)
    folder = kept("lives")
    folder.mkdir(parents=True)
    with worlds.application(folder).app_context():
        _live(folder)
    shutil.rmtree(folder, ignore_errors=True)


def _live(folder: Path) -> None:
    migrate.upgrade(db.engine())
    with db.writing() as session:
        log.open_log(session.connection(), "site")
    clock.freeze(calendar.BEGIN)
    cast, begun, filed = opening.open_recruitment(how_many=0), calendar.BEGIN, False
    for stage, at in calendar.STAGES.items():
        if not filed and at > worlds.FILED:
            living.live_until(cast, begun, worlds.FILED)
            begun, filed = worlds.FILED, True
            clock.freeze(begun)
            with db.reading() as connection:
                reader = living.reader_of(
                    connection, cast.procedure_id, cast.memory["focal_point"], Capacity.FOCAL_POINT
                )
            if reader is None:
                raise RuntimeError("nobody is the focal point")
            worlds.file_applications(cast, reader, HOW_MANY)
        living.live_until(cast, begun, at)
        clock.freeze(at)
        outbox.expand(at)
        begun = at
        (folder / "cast.json").write_text(json.dumps(keeping.to_json(cast)))
        db.engine().dispose()
        shutil.copytree(folder, kept(stage), ignore=shutil.ignore_patterns("documents"))
        (kept(stage) / "made").write_text("")
    clock.freeze(None)


@contextmanager
def both(stage: str) -> Iterator[tuple[World, World]]:
    """The recruitments of 100 and of 10,000 at this stage, to measure; removed after."""
    at = calendar.STAGES[stage]
    with (
        worlds.copied(kept(stage), "homes-few", at) as few,
        worlds.copied(kept(stage), "homes-many", at) as lots,
    ):
        worlds.many(lots, COPIES, but=copying.INVITED)
        yield few, lots


def holders(world: World) -> dict[str, str]:
    """A person who holds it, by capacity."""
    worlds.application(world.folder)
    with db.reading() as connection:
        return {row[0]: row[1] for row in connection.execute(_HOLDERS)}


def cost(world: World, person_id: str, path: str = "/") -> tuple[float, int]:
    """The least processor's time of this page for this person, in ms, and its statements."""
    client = worlds.application(world.folder).test_client()
    who = worlds.signed_in(person_id)
    number = counting.of_page(world, who, path).number
    client.set_cookie("recruit", who.cookie)
    least = float("inf")
    for _time in range(TIMES):
        begun = process_time()
        answer = client.get(path)
        least = min(least, process_time() - begun)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
    return least * 1000, number


def main() -> int:
    """Print the cost of each home; 1 where one is missed."""
    asked = argparse.ArgumentParser(description="Measure everybody's home at each stage.")
    asked.add_argument("--fresh", action="store_true", help="make the kept recruitments anew")
    asked.add_argument("--stage", choices=[*calendar.STAGES], help="this stage alone")
    given = asked.parse_args()
    made(fresh=given.fresh)
    missed = 0
    for stage in [given.stage] if given.stage else [*calendar.STAGES]:
        with both(stage) as (few, lots):
            for capacity, person in holders(few).items():
                for _again in range(TRIES):
                    little, asked_few = cost(few, person)
                    much, asked_many = cost(lots, person)
                    kept_ = much <= GOAL * little and max(asked_few, asked_many) <= STATEMENTS
                    if kept_:
                        break
                missed += not kept_
                print(
                    f"{stage:<13} {capacity:<14} {little:6.2f} {much:6.2f} "
                    f"{much / little:5.2f}x  statements {asked_few} and {asked_many}"
                    f"{'' if kept_ else '  MISSED'}",
                    flush=True,
                )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
