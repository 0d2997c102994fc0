"""``python -m bench.silence``: a round of silence under 110 delegations, and an objection saved.

The recruitment stands two days after the opening, carried there by its people through the
operations; each of the 110 States Parties has a delegate, signed in. *Within one second*: each
opens the proposal's page at a moment of its own in the same second. *In one instant*: all
sent before the first answer is there. With two workers an instant costs the last of 110 at
least 55 times what a page costs a worker, whatever is done; it is shown beside, without a goal.

An objection is the form's second post, with its receipt signed and all States told: each
breaks a round of its own, which is a copy by SQL of the open one, with a delegate of its own:
nobody holds a capacity in thousands of recruitments.
"""

from __future__ import annotations

import argparse
import random
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from sqlalchemy import insert, select

from bench import measuring, serving, worlds
from bench.serving import Server
from bench.worlds import SignedIn, World
from recruit.access.models import Grant
from recruit.access.rules import Capacity
from recruit.accounts.models import Person
from recruit.approval.models import Round
from recruit.core import clock, db, ids, log, migrate
from recruit.demo import calendar, living, opening
from recruit.demo.cast import Cast
from recruit.procedure.models import Milestone, Procedure
from recruit.states.queries import parties

AT = calendar.STAGES["silence"]
APPLICATIONS = 12
STATES = 110
COPIES = 4000
TIMES = 7
GOAL, SAVED = 20.0, 4.0
_PERSON = "Delegate {} of the benchmark"
_MODELS: tuple[Any, ...] = (Person, Procedure, Grant, Milestone, Round)


@dataclass(frozen=True, slots=True)
class Crowd:
    """How long 110 at once wait: milliseconds. alone: the median of one alone. errors: of all."""

    alone: float
    second: float
    instant: float
    errors: int
    asked: int
    load: float

    @property
    def ratio(self) -> float:
        """p95 within one second, over the median alone."""
        return self.second / self.alone

    @property
    def kept(self) -> bool:
        """Whether the goal is met, without one error."""
        return self.errors == 0 and self.ratio <= GOAL


def _live(_folder: Path) -> Cast:
    migrate.upgrade(db.engine())
    with db.writing() as session:
        log.open_log(session.connection(), "site")
    clock.freeze(calendar.BEGIN)
    cast = opening.open_recruitment(how_many=APPLICATIONS)
    living.live_until(cast, calendar.BEGIN, AT)
    clock.freeze(AT)
    with db.writing() as session:
        for number, state in enumerate(parties(session.connection(), AT), start=1):
            person = Person(
                name=_PERSON.format(number),
                mail=f"delegate-{number}@mission.example",
                created_at=AT,
            )
            session.add(person)
            session.flush()
            session.add(
                Grant(
                    procedure_id=cast.procedure_id,
                    person_id=person.id,
                    capacity=Capacity.DELEGATE,
                    state_id=state.id,
                    since=AT,
                    undertaken_at=AT,
                )
            )
    clock.freeze(None)
    return cast


def _delegates(world: World) -> list[SignedIn]:
    """Every State's delegate, signed in with a second factor just now."""
    worlds.application(world.folder)
    with db.reading() as connection:
        asked = select(Person.id).where(Person.name.like(_PERSON.format("%")))  # type: ignore[attr-defined]
        found = sorted(connection.execute(asked).scalars())
    if len(found) != STATES:
        raise RuntimeError(f"{len(found)} delegates")
    return [worlds.signed_in(person) for person in found]


# ---------------------------------------------------------------- 110 at once


def _open(server: Server, path: str, who: SignedIn) -> float:
    """Ask for the page over a connection of its own: milliseconds, or -1 for an error."""
    words = f"GET {path} HTTP/1.1\r\nHost: bench\r\nCookie: recruit={who.cookie}\r\n\r\n".encode()
    begin, answer = perf_counter(), b""
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as line:
            line.sendall(words)
            while part := line.recv(65536):
                answer += part
    except OSError:
        return -1.0
    passed = (perf_counter() - begin) * 1000
    whole = answer.startswith(b"HTTP/1.1 200") and answer.rstrip().endswith(b"</html>")
    return passed if whole else -1.0


def _together(server: Server, path: str, delegates: list[SignedIn], within: float) -> list[float]:
    """All open the page, each at a drawn moment within so many seconds: how long each waited."""
    drawn, waited = random.Random(110), [0.0] * len(delegates)
    gate = threading.Barrier(len(delegates))
    pause = threading.Event()

    def one(place: int, after: float) -> None:
        gate.wait()
        pause.wait(after)
        waited[place] = _open(server, path, delegates[place])

    threads = [
        threading.Thread(target=one, args=(place, drawn.uniform(0, within)))
        for place in range(len(delegates))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return waited


def crowd(server: Server, world: World) -> Crowd:
    """Measure one alone, 110 within one second, and 110 in one instant, in turn."""
    delegates = _delegates(world)
    path = f"/p/{world.procedure}/delegate/approval/"
    for who in delegates:
        _open(server, path, who)  # each session seen, each worker warm
    errors, asked = 0, 0
    alone, second, instant = [], [], []
    for _time in range(TIMES):
        one = [_open(server, path, who) for who in delegates[:40]]
        spread = _together(server, path, delegates, 1.0)
        at_once = _together(server, path, delegates, 0.0)
        for found in (one, spread, at_once):
            errors += sum(waited < 0 for waited in found)
            asked += len(found)
        alone.append(median(one))
        second.append(quantiles(spread, n=20)[-1])
        instant.append(quantiles(at_once, n=20)[-1])
    return Crowd(median(alone), median(second), median(instant), errors, asked, measuring.load())


def line(found: Crowd) -> str:
    """The figures as a line for whoever waits."""
    return (
        f"110 delegations open the proposal within one second: p95 {found.second:.1f} ms, "
        f"{found.ratio:.1f}x of {found.alone:.1f} ms alone, goal {GOAL:g}x; in one instant "
        f"{found.instant:.0f} ms, {found.instant / found.alone:.1f}x; {found.errors} errors of "
        f"{found.asked}; load {found.load:.1f}"
    )


# ---------------------------------------------------------------- an objection


def _of_these(model: Any, row: Any, procedure: str, person: str) -> bool:
    if model is Person:
        return bool(row.id == person)
    if model is Procedure:
        return bool(row.id == procedure)
    return bool(row.procedure_id == procedure and (model is not Grant or row.person_id == person))


def _copies(world: World, person: str) -> list[tuple[str, SignedIn]]:
    """Open rounds to break, by the names of their procedures, with a delegate signed in for
    each: copies by SQL of the one round and of this person."""
    with db.reading() as connection:
        rows = {
            model: [
                dict(row._mapping)
                for row in connection.execute(select(model.__table__))
                if _of_these(model, row, world.procedure_id, person)
            ]
            for model in _MODELS
        }
    mine = {row["id"] for model in _MODELS for row in rows[model]}
    named = {"name", "reference", "broken_notice_id", "mail"}
    belongs = {"id", "procedure_id", "object_id", "person_id"}

    def copy(row: dict[str, Any], mark: str) -> dict[str, Any]:
        return {
            key: f"{value}{mark}" if key in named or (key in belongs and value in mine) else value
            for key, value in row.items()
        }

    who = [SignedIn(ids.token(), ids.token()) for _copy in range(COPIES)]
    now = clock.now()
    with db.writing() as session:
        connection = session.connection()
        for model in _MODELS:
            made = [copy(row, f"-{n}") for n in range(COPIES) for row in rows[model]]
            connection.execute(insert(model), made)
        origins = [f"procedure/{world.procedure_id}", *(f"round/{r['id']}" for r in rows[Round])]
        logs = [
            {"id": f"{o}-{n}", "size": 0, "frontier": b""} for o in origins for n in range(COPIES)
        ]
        connection.execute(log.core_log.insert(), logs)
        for n, one in enumerate(who):
            session.add(worlds.signing_in(one, f"{person}-{n}", now))
    return [(f"{world.procedure}-{n}", one) for n, one in enumerate(who)]


def objecting(server: Server, world: World) -> Callable[[], None]:
    """Break a round by the form's post, another one each time."""
    worlds.application(world.folder)
    with db.reading() as connection:
        asked = select(Person.id).where(Person.name == _PERSON.format(1))
        person = connection.execute(asked).scalar_one()
    copies = iter(_copies(world, person))

    def once() -> None:
        name, who = next(copies)
        fields = {
            "csrf": who.csrf,
            "key": ids.token(),
            "said": "objection",
            "text": "My authorities do not agree to this proposal.",
            "reasons": "",
            "name": "Delegate 1",
            "function": "Counsellor",
        }
        path = f"/p/{name}/delegate/approval/break"
        answer = serving.ask(server.port, path, cookie=who.cookie, fields=fields)
        if answer.status != 303 or "/letters/R" not in answer.place:
            raise RuntimeError(f"the objection answered {answer.status} {answer.place}")

    return once


@contextmanager
def world(*, fresh: bool = False) -> Iterator[World]:
    """A copy of the recruitment in the middle of its round, two days after the opening."""
    kept = worlds.kept_as("silence", _live, fresh=fresh)
    with worlds.copied(kept, "silence", AT) as made:
        yield made


def main() -> int:
    """Print the figures; 1 where a goal is missed."""
    from bench.__main__ import against_floor

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="make the kept recruitment anew")
    with world(fresh=parser.parse_args().fresh) as made, against_floor(made) as (app, floor):
        found = crowd(app, made)
        print(line(found))
        saved = measuring.compare(objecting(app, made), floor)
        print(
            f"an objection saved: {saved.middle:.2f}x ({saved.low:.2f} to {saved.high:.2f}), goal "
            f"{SAVED:g}x; {saved.over:.1f} ms over {saved.under:.1f} ms; load {saved.load:.1f}"
        )
    return 0 if found.kept and saved.middle <= SAVED else 1


if __name__ == "__main__":
    sys.exit(main())
