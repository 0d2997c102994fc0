"""Settings that gunicorn reads by itself from the folder it is started in."""

from __future__ import annotations

from typing import Any

timeout = 1800
"""Seconds that one request may take. gunicorn ends a serving process that is silent for
longer, and by default that is half a minute: a drop of many files over a slow line takes
longer, and so does a book of files sent to a phone."""


def post_worker_init(worker: Any) -> None:
    """Each serving process tries to be the one that runs the worker (RECRUIT_WORKER=inside)."""
    from recruit.worker import start

    start(worker.wsgi)
