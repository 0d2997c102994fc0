"""Workers that are killed with SIGKILL while they circulate letters.

A nursery process has everything imported and nothing open; for each life it forks a worker,
which finds the recipients of what waits and sends what is due. A life ends at a drawn moment,
killed from outside, or at a drawn step (a statement, a commit, a line to the mail server),
where the process kills itself, so that no place between two steps is missed on a busy machine.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event

from recruit.approval.views import join as approval_joins
from recruit.core import clock, db
from recruit.notices import outbox
from tests import ground

PATIENCE = 120
_PAUSE = threading.Event()


@dataclass(frozen=True, slots=True)
class Life:
    """How long a worker lives. after: seconds; steps: so many; both None: until it is done."""

    now: datetime
    after: float | None = None
    steps: int | None = None


def drawn(chance: random.Random, now: datetime) -> Life:
    """A life that ends somewhere in the first few letters."""
    if chance.random() < 0.5:
        return Life(now, after=chance.uniform(0, 0.1))
    return Life(now, steps=chance.randrange(1, 150))


def _count(left: int) -> None:
    """Have this process killed at its so many-th step from now."""
    counted = [left]

    def step(*_what: Any) -> None:
        counted[0] -= 1
        if counted[0] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(db.engine(), moment, step)
    send, reply = smtplib.SMTP.send, smtplib.SMTP.getreply

    def counted_send(server: smtplib.SMTP, content: Any) -> None:
        step()
        send(server, content)
        step()

    def counted_reply(server: smtplib.SMTP) -> Any:
        answer = reply(server)
        step()
        return answer

    smtplib.SMTP.send, smtplib.SMTP.getreply = counted_send, counted_reply  # type: ignore


def _work(life: Life, begun: int) -> None:
    clock.freeze(life.now)
    if life.steps is not None:
        _count(life.steps)
    os.write(begun, b".")
    outbox.expand(life.now)
    while outbox.send_due(life.now):
        pass


def _live(life: Life) -> bool:
    """One worker from its birth to its end; whether it was killed before it was done."""
    heard, begun = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            _work(life, begun)
            status = 0
        finally:
            os._exit(status)
    os.close(begun)
    os.read(heard, 1)
    os.close(heard)
    if life.after is not None:
        _PAUSE.wait(life.after)
        os.kill(child, signal.SIGKILL)
    _child, ended = os.waitpid(child, 0)
    if os.WIFSIGNALED(ended):
        return os.WTERMSIG(ended) == signal.SIGKILL
    if os.waitstatus_to_exitcode(ended):
        raise RuntimeError("a worker failed")
    return False


def _learn(now: datetime) -> bool:
    """Find recipients and send three letters in the nursery itself: who is forked from it
    has every statement and template ready, and is quick to be in the middle of something."""
    clock.freeze(now)
    outbox.expand(now)
    outbox.send_due(now, most=3)
    db.engine().dispose()
    return True


def _nursery(folder: Path, url: str, mail_url: str, line: Any) -> None:
    ground.init(folder, url, mail_url)
    approval_joins(None)
    while (asked := line.recv()) is not None:
        line.send(_live(asked) if isinstance(asked, Life) else _learn(asked))


class Nursery:
    """Where workers are born."""

    def __init__(self, line: Any) -> None:
        self._line = line

    def live(self, life: Life) -> bool:
        """One life; whether it was killed. Raises EOFError where a worker failed by itself."""
        return self._ask(life)

    def learn(self, now: datetime) -> None:
        """Have the nursery begin the circulation itself, with three letters."""
        self._ask(now)

    def _ask(self, what: Life | datetime) -> bool:
        self._line.send(what)
        if not self._line.poll(PATIENCE):
            raise TimeoutError("a worker did not end")
        return bool(self._line.recv())


@contextmanager
def nursery(place: ground.Place, mail_url: str) -> Iterator[Nursery]:
    """A nursery over this place, for the time of the block."""
    spawning = multiprocessing.get_context("spawn")
    mine, theirs = spawning.Pipe()
    process = spawning.Process(target=_nursery, args=(place.folder, place.url, mail_url, theirs))
    process.start()
    theirs.close()
    try:
        yield Nursery(mine)
        mine.send(None)
    finally:
        mine.close()
        process.join(10)
        if process.is_alive():
            process.kill()
            process.join()
