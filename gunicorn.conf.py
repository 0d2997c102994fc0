"""Settings that gunicorn reads by itself from the folder it is started in."""

from __future__ import annotations

from typing import Any


def post_worker_init(worker: Any) -> None:
    """Each serving process tries to be the one that runs the worker (RECRUIT_WORKER=inside)."""
    from recruit.worker import start

    start(worker.wsgi)
