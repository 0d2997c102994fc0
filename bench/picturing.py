"""``python -m bench.picturing``: a page of a document as an image, as a ratio to a static file.

A reader asks for a page that was drawn for them before, in this half hour: session, policy,
clearance and the door's question are asked anew each time, the picture with its mark comes
from the process's memory. The floor is the same bytes as a static file of a bare Flask
application, served by the same server with the same settings.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from bench import floor, measuring, serving, worlds
from bench.measuring import Ratio
from recruit.core import clock, db
from recruit.demo import calendar
from tests import worlds as stages

STAGE = "prescreening"
GOAL = 2.0
NAME = "a page image from memory"
_A_PDF = text(
    "SELECT d.id FROM documents_document d JOIN applications_candidate c ON c.id = d.object_id "
    "WHERE d.mime = 'application/pdf' AND d.withdrawn_at IS NULL AND c.withdrawn_at IS NULL "
    "ORDER BY d.size DESC LIMIT 1"
)


def _asking(port: int, path: str, cookie: str = "") -> Callable[[], None]:
    def once() -> None:
        answer = serving.ask(port, path, cookie=cookie)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")

    return once


def compared(say: Callable[[str], None] = print) -> Ratio:
    """The page image against the static file."""
    with tempfile.TemporaryDirectory(dir=worlds.ROOT / "build") as made:
        folder, bare = Path(made) / "house", Path(made) / "floor"
        cast = stages.a_procedure(folder, STAGE).cast
        worlds.application(folder)
        clock.set_to(calendar.STAGES[STAGE])
        world = worlds.World(folder, cast.procedure_id, cast.procedure_name, cast.memory)
        who = worlds.sign_in(world, "focal_point")
        with db.reading() as connection:
            document = connection.execute(_A_PDF).scalar_one()
        path = f"/p/{world.procedure}/focal-point/document/{document}/page/1.png"
        (bare / "static").mkdir(parents=True)
        floor.make(bare)
        served = serving.serving("wsgi:app", worlds.environment(folder), "/health")
        under = serving.serving("bench.floor:app", {"FLOOR_DIR": str(bare)}, "/")
        try:
            with served as house, under as plain:
                image = serving.ask(house.port, path, cookie=who.cookie)
                if image.status != 200:
                    raise RuntimeError(f"{path} answered {image.status}")
                (bare / "static" / "page.png").write_bytes(image.body)
                say(f"a page of {len(image.body) // 1000} kB")
                over = _asking(house.port, path, who.cookie)
                floors = _asking(plain.port, "/static/page.png")
                return measuring.quiet(lambda: measuring.compare(over, floors), say)
        finally:
            db.engine().dispose()
            shutil.rmtree(bare, ignore_errors=True)


def main() -> int:
    """Measure and print; ends with 1 where the goal is missed."""
    found = compared()
    print(
        f"{NAME}: {found.middle:.2f} times a static file ({found.low:.2f} to {found.high:.2f}), "
        f"goal {GOAL:g}; {found.over:.2f} ms over {found.under:.2f} ms, load {found.load:.1f}"
    )
    return int(found.middle > GOAL)


if __name__ == "__main__":
    sys.exit(main())
