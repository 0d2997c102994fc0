"""What runs without a person: mails, texts of documents, checkpoints, tidying up.

Whatever must not be lost is a row first; the queue (huey) gives the beat and nothing
else, and may be deleted at any time. A beat has two halves, each with a thread of its own:
what has to be on time (``on_time``: mails, rounds, checkpoints) and what takes as long as a
file takes (``at_length``: reading, recognising, drawing), so that no mail stands behind a
scan. ``tick`` is both, one after the other, a plain function that tests and the
demonstration call themselves.

One worker at a time: whoever holds the lock file. By default the web process that serves
first runs it in a thread (RECRUIT_WORKER=inside); ``flask worker`` runs it apart.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import IO, Any

import click
from flask import Flask, request, request_started
from sqlalchemy import bindparam, delete, or_, select
from werkzeug.routing import BuildError

from recruit.access import models as access
from recruit.accounts import models as accounts
from recruit.core import clock, db, log
from recruit.core.db import UTC
from recruit.core.errors import traced
from recruit.documents import judging, recognising, tending
from recruit.notices import checkpoints as outside
from recruit.notices import digest, kinds, outbox

BEAT = 5  # seconds from one beat to the next
DAILY = outside.DAILY
_ORDER = ("site", "procedure", "panel", "round")
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something done again and again. every: the least time between two runs."""

    name: str
    every: timedelta
    do: Callable[[datetime], object]


@dataclass(slots=True)
class _State:
    jobs: list[Job] = field(default_factory=list)
    of_files: list[Job] = field(default_factory=list)
    last: dict[str, datetime] = field(default_factory=dict)
    lock: IO[str] | None = None
    started: bool = False


_state = _State()
_ticking, _lengthy = threading.Lock(), threading.Lock()
_ON_TIME = (
    Job("expand", timedelta(0), outbox.expand),
    Job("send", timedelta(0), outbox.send_due),
    Job("carry over", timedelta(0), lambda _now: db.carry_over()),
)
_AT_LENGTH = (
    Job("scanner", timedelta(0), judging.scan_due),
    Job("texts", timedelta(0), tending.extract_due),
    Job("pages", timedelta(0), tending.render_due),
    Job("scans", timedelta(0), recognising.recognise_due),
    Job("reconcile", timedelta(hours=1), tending.reconcile),
)


def on_time(now: datetime | None = None) -> list[str]:
    """Do what is due now and must wait for no file; the names of what failed. now: aware
    time, by default the present."""
    with _ticking:
        return _run((*_ON_TIME, *_state.jobs), now or clock.now())


def at_length(now: datetime | None = None, *, wait: bool = True) -> list[str]:
    """Do what is due now with files, which may take minutes; the names of what failed.

    now: aware time, by default the present. wait: until the beat before is done with its
    files; otherwise nothing happens while it is not.
    """
    if not _lengthy.acquire(blocking=wait):
        return []
    try:
        return _run((*_AT_LENGTH, *_state.of_files), now or clock.now())
    finally:
        _lengthy.release()


def tick(now: datetime | None = None) -> list[str]:
    """All that is due now (aware time; by default the present); the names of what failed."""
    now = now or clock.now()
    return on_time(now) + at_length(now)


def _run(jobs: Iterable[Job], now: datetime) -> list[str]:
    """One job's failure is written to the log and stops no other."""
    failed = []
    for job in jobs:
        last = _state.last.get(job.name)
        if last is not None and last <= now < last + job.every:
            continue
        try:
            job.do(now)
        except Exception as error:  # whatever one job meets must not stop the others
            _LOG.error("job %s failed: %s", job.name, traced(error))
            failed.append(job.name)
        _state.last[job.name] = now
    return failed


# --- checkpoints ------------------------------------------------------------------

_LOGS = select(log.core_log.c.id)
_LATEST = (
    select(log.core_checkpoint.c.at)
    .where(log.core_checkpoint.c.sent_to == DAILY)
    .order_by(log.core_checkpoint.c.at.desc())
    .limit(1)
)


def checkpoints(now: datetime) -> int:
    """The day's checkpoint of every log, once on each day of Geneva; how many were made.

    All logs grow by the same block, whether or not anything was done, and in the one
    order in which logs are locked.
    """
    today = now.astimezone(clock.GENEVA).date()
    private = log.signer()
    with db.writing() as session:
        connection = session.connection()
        latest = connection.execute(_LATEST).scalar()
        if latest is not None and latest.astimezone(clock.GENEVA).date() >= today:
            return 0
        origins = list(connection.execute(_LOGS).scalars())
        origins.sort(key=lambda origin: (_ORDER.index(origin.split("/")[0]), origin))
        for origin in origins:
            log.fill(connection, origin)
            log.checkpoint(connection, origin, private, now, DAILY)
        return len(origins)


# --- tidying up -------------------------------------------------------------------

_parked = accounts.Parked.__table__  # type: ignore[attr-defined]
_attempt = accounts.Attempt.__table__  # type: ignore[attr-defined]
_session = accounts.Session.__table__  # type: ignore[attr-defined]
_key = access.Key.__table__  # type: ignore[attr-defined]
_BEFORE = bindparam("before", type_=UTC())
_GONE = (
    # a form that waits for its sender's sign-in is kept for an hour
    (timedelta(hours=1), delete(_parked).where(_parked.c.at < _BEFORE)),
    (timedelta(days=1), delete(_attempt).where(_attempt.c.at < _BEFORE)),
    (
        timedelta(days=30),
        delete(_session).where(or_(_session.c.ended_at < _BEFORE, _session.c.seen_at < _BEFORE)),
    ),
    (timedelta(days=30), delete(_key).where(_key.c.at < _BEFORE)),
)


def tidy(now: datetime) -> int:
    """Delete what has served: parked forms, old attempts, ended sessions, used keys of forms."""
    gone = 0
    with db.writing() as session:
        for age, statement in _GONE:
            gone += session.connection().execute(statement, {"before": now - age}).rowcount
    return gone


# --- the beat ---------------------------------------------------------------------


def _queue(app: Flask) -> Any:
    # imported late: of several serving processes only one is the worker
    from huey import SqliteHuey, crontab

    queue = SqliteHuey("recruit", filename=str(app.extensions["config"].data / "jobs.db"))

    @queue.task(expires=4 * BEAT)
    def beat() -> None:
        with app.app_context():
            on_time()

    @queue.task(expires=4 * BEAT)
    def files() -> None:
        with app.app_context():
            at_length(wait=False)

    @queue.periodic_task(crontab(minute="*"))
    def minute() -> None:
        for delay in range(0, 60, BEAT):
            beat.schedule(delay=delay)
            files.schedule(delay=delay)

    return queue


def _consumer(app: Flask) -> Any:
    from huey.consumer import Consumer  # imported late, as in _queue

    class Beating(Consumer):
        """Huey's consumer in a thread: the process's signals stay the server's."""

        def _set_signal_handlers(self) -> None:
            if threading.current_thread() is threading.main_thread():
                super()._set_signal_handlers()

    queue = _queue(app)
    queue.flush()  # beats of a former life; nothing that counts is in there
    return Beating(queue, workers=2, periodic=True, max_delay=1.0, worker_type="thread")


def _take_lock(app: Flask) -> bool:
    """Whether this process is the one worker from now on; the lock ends with the process."""
    if _state.lock is not None:
        return False
    handle = os.open(app.extensions["config"].data / "worker.lock", os.O_CREAT | os.O_RDWR, 0o600)
    opened = os.fdopen(handle, "r+")
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        opened.close()
        return False
    _state.lock = opened
    return True


def start(app: Flask, patience: float = 10.0) -> None:
    """Run the worker in a thread of this serving process, unless it is to run apart.

    Of several processes one runs it; when that one ends another takes over within
    patience seconds. Called again it does nothing. Called by the server's own hook or at
    the first request that a server brings; never by a command or a test's client.
    """
    if app.extensions["config"].worker != "inside" or _state.started:
        return
    _state.started = True
    waiting = threading.Event()

    def serve() -> None:
        while not _take_lock(app):
            waiting.wait(patience)
        _consumer(app).run()

    threading.Thread(target=serve, name="worker", daemon=True).start()


def run(app: Flask) -> None:
    """Run the worker in this process until it is told to end. Raises RuntimeError when
    another one runs on this data folder."""
    if not _take_lock(app):
        raise RuntimeError("another worker runs on this data folder")
    _consumer(app).run()


def _paths(app: Flask) -> Callable[[str, Mapping[str, str], str, str], str]:
    adapter = app.url_map.bind("localhost")

    def build(endpoint: str, values: Mapping[str, str], procedure: str, capacity: str) -> str:
        return built(endpoint, tuple(values.items()), procedure, capacity)

    @lru_cache(maxsize=4096)  # home draws several a page, and the same ones each time
    def built(
        endpoint: str, values: tuple[tuple[str, str], ...], procedure: str, capacity: str
    ) -> str:
        needed = dict(values)
        try:
            if app.url_map.is_endpoint_expecting(endpoint, "capacity"):
                if not procedure or not capacity:
                    return "/"
                needed |= {"procedure": procedure, "capacity": capacity}
            return adapter.build(endpoint, needed)
        except (BuildError, KeyError):
            return "/"

    return build


def init(app: Flask) -> None:
    """Join the worker to the application: its jobs, its command, the links in mails.

    A room adds a job of its own by appending ``(name, seconds, do)`` to
    ``app.extensions["jobs"]`` where it is wired, or to ``app.extensions["file jobs"]`` where
    it takes as long as a file takes; do gets the time.
    """
    further, of_files = app.extensions.get("jobs", []), app.extensions.get("file jobs", [])
    _state.jobs = [
        Job("checkpoints", timedelta(minutes=10), checkpoints),
        Job("outside", timedelta(minutes=10), outside.send),
        Job("digests", digest.EVERY, digest.make_due),
        Job("tidy", timedelta(hours=1), tidy),
        *(Job(name, timedelta(seconds=every), do) for name, every, do in further),
    ]
    _state.of_files = [Job(name, timedelta(seconds=every), do) for name, every, do in of_files]
    _state.last = {}
    kinds.paths(_paths(app))
    outside.register()
    digest.register()

    @app.cli.command("worker")
    def worker_command() -> None:
        """Send mails, read documents, make checkpoints, until ended."""
        try:
            run(app)
        except RuntimeError as error:
            raise click.ClickException(str(error)) from None

    def first_request(_sender: Flask, **_more: object) -> None:
        if not app.testing and request.environ.get("SERVER_SOFTWARE"):
            start(app)

    request_started.connect(first_request, app, weak=False)
