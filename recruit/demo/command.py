"""``flask demo``: set up the living example and serve it on the loopback address."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import click
from flask import Flask

from config import Mode
from recruit.core import clock, db
from recruit.demo import calendar, people

ADDRESS = "127.0.0.1:8000"
_SHOWN = (
    people.PRESIDENT,
    people.MEMBERS[0],
    people.SURROGATES[0],
    people.GICHD[0],
    people.GICHD[1],
    people.AGENCY[0],
    people.OFFICE[0],
    people.DELEGATES[0],
    people.COMMITTEE_READERS[0],
    people.AUDITOR,
    people.ADMINISTRATORS[0],
)


def _again(folder: Path) -> None:
    """Run this command anew in the demonstration's own mode and folder."""
    os.environ["RECRUIT_MODE"] = Mode.DEMO.value
    os.environ["RECRUIT_DATA_DIR"] = str(folder)
    os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 - ourselves


def prepare(at: str, how_many: int) -> None:
    """Make the example in the data folder of this process, up to the stage named."""
    # imported late: a process that serves never makes an example
    from recruit import commands
    from recruit.core import migrate
    from recruit.demo import enrolment, keeping, living, opening

    migrate.upgrade(db.engine())
    commands.prepare()
    clock.freeze(calendar.BEGIN)
    cast = opening.open_recruitment(how_many=how_many)
    end = calendar.STAGES[at]
    for stage, until in calendar.STAGES.items():
        if until > end:
            break
        began = time.perf_counter()
        done = living.live_until(cast, clock.now(), until)
        clock.freeze(until)
        click.echo(f"  {stage:12} {done:5} acts {time.perf_counter() - began:6.1f} s")
    enrolment.enrol()
    keeping.save(cast)
    clock.freeze(None)
    clock.set_to(end)


def init(app: Flask) -> None:
    """Add the command."""

    @app.cli.command("demo")
    @click.option("--at", default="circulated", type=click.Choice(list(calendar.STAGES)))
    @click.option("--keep", is_flag=True, help="Go on with the example as it was left.")
    @click.option("--applications", default=40, show_default=True)
    @click.option("--serve/--no-serve", default=True)
    @click.option("--bind", default=ADDRESS, show_default=True)
    def demo(at: str, keep: bool, applications: int, serve: bool, bind: str) -> None:
        """A living recruitment of 2022-2023 with invented people, on the loopback address."""
        # imported late: a process that serves never makes an example
        from recruit.demo import enrolment, keeping

        config = app.extensions["config"]
        if config.mode is Mode.PRODUCTION:
            raise click.ClickException("production has no demonstration")
        if config.mode is not Mode.DEMO:
            folder = config.data / "demo"
            if not keep:
                shutil.rmtree(folder, ignore_errors=True)
            _again(folder)
        keeping.init(config.data)
        if not (config.data / "cast.json").exists():
            click.echo(f"Making the recruitment of 2022-2023, up to '{at}':")
            prepare(at, applications)
        click.echo(f"\nServing on http://{bind}\n")
        click.echo(f"Everybody's passphrase: {enrolment.PASSPHRASE}")
        click.echo(
            "The second factor's code stands on the strip at the top. Or act as anybody there."
        )
        for actor in _SHOWN:
            click.echo(f"  {actor.capacity.replace('_', ' '):20} {actor.mail:42} {actor.name}")
        if serve:
            os.execv(  # noqa: S606 - the server takes this process's place
                sys.executable,
                [
                    sys.executable,
                    "-m",
                    "gunicorn",
                    "--bind",
                    bind,
                    "--threads",
                    "4",
                    "--timeout",
                    "300",
                    "--log-level",
                    "warning",
                    "wsgi:app",
                ],
            )
