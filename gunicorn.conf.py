"""Settings that gunicorn reads by itself from the folder it is started in."""

from __future__ import annotations

from typing import Any

timeout = 1800
"""Seconds that one request may take. gunicorn ends a serving process that is silent for
longer, and by default that is half a minute: a drop of many files over a slow line takes
longer, and so does a book of files sent to a phone."""


preload_app = True
"""The application is loaded once, before the serving processes are made out of this one: what
they do not change of it lies in memory once. New code therefore needs a restart, not SIGHUP."""


def pre_fork(server: Any, _worker: Any) -> None:
    """A serving process inherits no connection that another one uses."""
    from recruit import let_go

    if server.cfg.preload_app:
        let_go(server.app.wsgi())


def post_worker_init(worker: Any) -> None:
    """Each serving process tries to be the one that runs the worker (RECRUIT_WORKER=inside)."""
    from recruit.worker import start

    start(worker.wsgi)
