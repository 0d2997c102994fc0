"""Processes of the application, each on a machine whose clock shows what a file says.

Production refuses a clock that is set; a machine's own clock may be wrong all the same, and
may step back while the application runs. MACHINE_CLOCK names the file: an aware time, read
anew whenever the application asks its machine.

They are forked from a process that has the application's modules loaded and nothing of it
made (``multiprocessing``'s forkserver): what they do is what a new one does, a second sooner.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from recruit.core import clock

ROOT = Path(__file__).resolve().parents[2]
FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(
    [
        __name__,
        "pytest",  # who forks imports what it was started as, each time
        "gunicorn.app.wsgiapp",
        "gunicorn.workers.gthread",
        "recruit.commands",
        "recruit.worker",
        "recruit.demo.command",
        "recruit.web.rooms",
    ]
)


def _shown() -> datetime:
    return datetime.fromisoformat(Path(os.environ["MACHINE_CLOCK"]).read_text())


def _settle(settings: Mapping[str, str]) -> None:
    """Be a process of its own: its settings, its place, its clock, whom a signal reaches."""
    os.setsid()
    os.environ.clear()
    os.environ.update(settings)
    time.tzset()
    os.chdir(ROOT)
    clock.real = _shown


def serve(settings: Mapping[str, str], port: int) -> None:
    """gunicorn over ``wsgi.py``, until it is ended."""
    _settle(settings)
    from gunicorn.app.wsgiapp import run

    bound = ["--bind", f"127.0.0.1:{port}", "--threads", "2", "--log-level", "error"]
    sys.argv = ["gunicorn", *bound, "wsgi:app"]
    run()


def work(settings: Mapping[str, str], told: Any) -> None:
    """A worker that does once all that is due; told the names of what failed."""
    _settle(settings)
    from recruit import worker
    from wsgi import app

    with app.app_context():
        told.send(worker.tick())
