"""The panel's own pages: the ballot with 60 candidates, the debrief, the report's PDF.

A recruitment of 60 applications goes through the operations as the others do (bench/worlds.py)
and is kept twice in build/bench: on 22 November, when the ballots are drafted and none is
locked, and on 6 February, when the last debrief is closed and the report is drafted.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from bench import worlds
from bench.worlds import World
from recruit.access.rules import Capacity
from recruit.core import clock, db, log, migrate
from recruit.demo import calendar, keeping, living, opening
from recruit.documents import rendering, typesetting
from recruit.notices import outbox
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import current_run
from recruit.report import layout
from recruit.report.queries import facts, reports

HOW_MANY = 60
BALLOT, REPORT = "ballot", "report"
STAGES = {BALLOT: calendar.STAGES["shortlist"], REPORT: calendar.STAGES["report"]}
PDF_ROUNDS = 15
PDF_GOAL = 2.0  # of Typst alone


def _live(folder: Path) -> None:
    """From nothing to the report; the folder of the ballots is copied on the way."""
    migrate.upgrade(db.engine())
    with db.writing() as session:
        log.open_log(session.connection(), "site")
    clock.freeze(calendar.BEGIN)
    cast = opening.open_recruitment(how_many=0)
    filed = worlds.FILED
    living.live_until(cast, calendar.BEGIN, filed)
    clock.freeze(filed)
    with db.reading() as connection:
        reader = living.reader_of(
            connection, cast.procedure_id, cast.memory["focal_point"], Capacity.FOCAL_POINT
        )
    if reader is None:
        raise RuntimeError("nobody is the focal point")
    worlds.file_applications(cast, reader, HOW_MANY)
    begun = filed
    for stage, at in STAGES.items():
        living.live_until(cast, begun, at)
        clock.freeze(at)
        outbox.expand(at)
        (folder / "cast.json").write_text(json.dumps(keeping.to_json(cast)))
        if stage == BALLOT:
            db.engine().dispose()
            shutil.copytree(folder, kept(BALLOT), dirs_exist_ok=True)
            (kept(BALLOT) / "made").write_text("")
        begun = at
    clock.freeze(None)


def kept(stage: str) -> Path:
    """The folder of the recruitment of 60 at this stage."""
    return worlds.KEPT / f"judging-{stage}-{worlds.schema(Path(__file__))}"


def made(*, fresh: bool = False) -> None:
    """Make the kept recruitments where they are not there, or anew."""
    if not fresh and all((kept(stage) / "made").exists() for stage in STAGES):
        return
    for old in worlds.KEPT.glob("judging-*"):
        shutil.rmtree(old, ignore_errors=True)
    folder = kept(REPORT)
    folder.mkdir(parents=True)
    app = worlds.application(folder)
    with app.app_context():
        _live(folder)
    db.engine().dispose()
    (folder / "made").write_text("")


@contextmanager
def copied(stage: str) -> Iterator[World]:
    """A copy to measure, its clock at the stage's time; removed after."""
    with worlds.copied(kept(stage), f"judging-{stage}", STAGES[stage]) as world:
        yield world


def sheet_of(world: World) -> tuple[dict[str, Any], datetime]:
    """The report of this recruitment as a sheet for the PDF, with the time of its making."""
    worlds.application(world.folder)
    now = clock.now()
    with db.reading() as connection:
        run = current_run(procedure.milestones(connection, world.procedure_id))
        about = procedure.by_id(connection, world.procedure_id)
        view = reports.of_run(connection, world.procedure_id, run)
        if about is None or view is None:
            raise RuntimeError("there is no report to draw")
        content = facts.assemble(connection, about, run, view, now).content
    return layout.report(content, "0" * 64, "", now), now


def pdf_to_typst(world: World) -> tuple[float, float, float]:
    """Seconds of the report's PDF, of Typst alone on the same data, and the median of the
    rounds' ratios. Typst alone: compiled in this process, its fonts loaded before."""
    import typst

    sheet, at = sheet_of(world)
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=typesetting.font_folders(list(typesetting.FONTS)),
    )
    template: Any = typesetting.TEMPLATE.read_bytes()

    def alone() -> None:
        typst.compile(
            template,
            font_paths=fonts,
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(sheet), "files": "{}"},
            pdf_standards=typesetting.STANDARDS,
            timestamp=int(at.timestamp()),
        )

    def whole() -> None:
        rendering.pdf(sheet, at)

    wholes, alones = [], []
    for number in range(PDF_ROUNDS + 1):
        sheet["foot"] = f"round {number}"  # what was compiled before is of no use
        one, other = _timed(whole), _timed(alone)
        if number:
            wholes.append(one)
            alones.append(other)
    ratios = [a / b for a, b in zip(wholes, alones, strict=True)]
    return median(wholes), median(alones), median(ratios)


def _timed(once: Callable[[], None]) -> float:
    started = perf_counter()
    once()
    return perf_counter() - started
