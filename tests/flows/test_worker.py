"""One beat of the worker, the day's checkpoints, and that only one worker runs."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from config import load
from recruit import worker
from recruit.access.models import Key
from recruit.access.rules import Capacity
from recruit.accounts.models import Parked, Person
from recruit.core import clock, db, log
from recruit.notices import kinds, queries
from recruit.notices.operations import tell
from tests import ground

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def place(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[ground.Place]:
    with ground.made(tmp_path, request.config.getoption("--database")) as made:
        yield made


@pytest.fixture
def app(place: ground.Place) -> Iterator[Flask]:
    made = Flask("recruit", static_folder=None)
    made.extensions["config"] = replace(load({}), data=place.folder, worker="inside")
    made.add_url_rule("/p/<procedure>/<capacity>/panel/seat/<number>", "panel.seat", lambda: "")
    before = kinds._build[:]
    yield made
    kinds.paths(before[0] if before else None)  # the tests after this one have theirs again


def test_a_beat_expands_and_sends_and_links_lead_to_the_page(
    place: ground.Place, app: Flask
) -> None:
    kinds.register(
        "test-beat",
        subject="Seat",
        endpoint="panel.seat",
        values=lambda seat: {"number": seat},
    )
    worker.init(app)
    chair = place.reader("Chair Person", Capacity.CHAIR)
    ada = place.reader("Ada Example", Capacity.MEMBER, seat=1)
    with place.acting(chair) as a:
        tell(a, "test-beat", "panel", object_id="4")
    assert worker.tick() == []
    (mail,) = (place.folder / "mail").glob("*.eml")
    assert b"https://recruit.example/p/one/member/panel/seat/4" in mail.read_bytes()
    with db.reading() as connection:
        (item,) = queries.news(connection, ada.person_id)
    assert item.url == "/p/one/member/panel/seat/4"


def test_a_page_that_is_not_there_leads_home(app: Flask) -> None:
    kinds.register("test-gone", subject="Gone", endpoint="nowhere.page")
    kinds.register("test-bare", subject="Bare", endpoint="panel.seat")
    worker.init(app)
    assert kinds.path(kinds.of("test-gone"), "", "one", "member") == "/"
    assert kinds.path(kinds.of("test-bare"), "", "one", "member") == "/"
    assert kinds.path(kinds.of("test-bare"), "", "", "") == "/"


def test_a_job_that_fails_stops_no_other_and_runs_again(place: ground.Place, app: Flask) -> None:
    ran: list[datetime] = []

    def breaking(now: datetime) -> None:
        ran.append(now)
        raise RuntimeError("no")

    app.extensions["jobs"] = [("breaking", 60, breaking), ("after", 0, ran.append)]
    worker.init(app)
    assert worker.tick() == ["breaking"]
    assert worker.tick() == []  # a minute has not passed
    assert len(ran) == 3
    place.wait(minutes=1)
    assert worker.tick() == ["breaking"]


def test_a_mail_goes_out_while_a_scan_is_still_being_read(place: ground.Place, app: Flask) -> None:
    reading, done = threading.Event(), threading.Event()

    def scan(_now: datetime) -> None:
        reading.set()
        assert done.wait(60)

    app.extensions["file jobs"] = [("a scan of many pages", 0, scan)]
    kinds.register("test-deadline", subject="Ends tonight", endpoint="panel.seat", values=None)
    worker.init(app)
    at_it = threading.Thread(target=worker.at_length)
    at_it.start()
    try:
        assert reading.wait(60)
        chair = place.reader("Chair Person", Capacity.CHAIR)
        place.reader("Ada Example", Capacity.MEMBER, seat=1)
        with place.acting(chair) as a:
            tell(a, "test-deadline", "panel", object_id="4")
        assert worker.on_time() == []
        assert list((place.folder / "mail").glob("*.eml"))
        assert at_it.is_alive()  # and the next beat does not wait for it either
        assert worker.at_length(wait=False) == []
    finally:
        done.set()
        at_it.join()


def test_the_worker_has_a_thread_for_what_is_on_time_and_one_for_files(
    place: ground.Place, app: Flask
) -> None:
    worker.init(app)
    consumer = worker._consumer(app)
    assert consumer.workers == 2
    assert {name.rpartition(".")[2] for name in consumer.huey._registry._registry} >= {
        "beat",
        "files",
        "minute",
    }


def _checkpoints() -> list[tuple[str, int]]:
    with db.engine().connect() as connection:
        rows = connection.execute(
            log.core_checkpoint.select().order_by(log.core_checkpoint.c.at, "log_id")
        )
        return [(row.log_id, row.size) for row in rows]


def test_each_log_grows_by_the_same_once_a_day_whatever_was_done(place: ground.Place) -> None:
    reader = place.reader("Of Fice", Capacity.OFFICE)
    with place.acting(reader) as a:
        a.record("x")
    assert worker.checkpoints(clock.now()) == 3
    assert worker.checkpoints(clock.now()) == 0
    place.wait(hours=14)  # past midnight in Geneva, where it is an hour later
    assert worker.checkpoints(clock.now()) == 3
    names = [f"panel/{place.procedure_id}", f"procedure/{place.procedure_id}", "site"]
    assert _checkpoints() == [(n, size) for size in (256, 512) for n in names]
    with db.reading() as connection:
        assert log.verify(connection, public_key=log.signer().public_key()) == []


def test_what_has_served_is_deleted_and_nothing_else(place: ground.Place) -> None:
    with db.writing() as session:
        session.add(Parked(token="a", path="/", sealed=b"", at=clock.now()))
        session.add(Key(key="k", person_id="", action="", at=clock.now()))
    place.wait(minutes=59)
    assert worker.tidy(clock.now()) == 0
    place.wait(minutes=2)
    assert worker.tidy(clock.now()) == 1
    assert ground.rows(Parked) == []
    place.wait(days=30)
    assert worker.tidy(clock.now()) == 1


_HOLD = """
import sys, threading
from dataclasses import replace
from pathlib import Path
from flask import Flask
from config import load
from recruit import worker
app = Flask("recruit")
app.extensions["config"] = replace(load({}), data=Path(sys.argv[1]))
print(worker._take_lock(app), flush=True)
sys.stdin.read()
"""


def _process(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def _said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_of_several_processes_one_runs_the_worker_and_another_takes_over(tmp_path: Path) -> None:
    first = _process(tmp_path)
    assert _said(first) == "True"
    second = _process(tmp_path)
    assert _said(second) == "False"
    first.kill()
    first.wait()
    third = _process(tmp_path)
    assert _said(third) == "True"
    for process in (second, third):
        process.communicate()


_SERVE = """
import sys
from tests import ground
from pathlib import Path
from dataclasses import replace
from flask import Flask
from config import load
from recruit import worker
folder = Path(sys.argv[1])
ground.init(folder, sys.argv[2])
app = Flask("recruit", static_folder=None)
app.extensions["config"] = replace(load({}), data=folder, worker="inside")
app.route("/")(lambda: "")
worker.init(app)
app.test_client().get("/")
print(worker._state.started, flush=True)
worker.start(app)
sys.stdin.read()
"""


def test_a_serving_process_sends_by_itself(place: ground.Place) -> None:
    chair = place.reader("Chair Person", Capacity.CHAIR)
    place.reader("Ada Example", Capacity.MEMBER, seat=1)
    with place.acting(chair) as a:
        tell(a, "test-beat", "panel", object_id="4")
    serving = subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(place.folder), place.url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert _said(serving) == "False"  # a test's client is no server
    pause = threading.Event()
    for _second in range(40):
        if list((place.folder / "mail").glob("*.eml")):
            break
        pause.wait(0.5)
    serving.communicate()
    assert len(list((place.folder / "mail").glob("*.eml"))) == 1


def test_what_a_job_met_is_logged_without_a_word_of_whom_it_was_about(
    place: ground.Place, app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def meet(_now: datetime) -> None:
        with db.writing() as session:
            session.add(Person(name="Ana Prueba", mail="ana@mission.example", created_at=None))

    app.extensions["jobs"] = [("meets", 0.0, meet)]
    worker.init(app)
    assert worker.tick() == ["meets"]
    assert "job meets failed: IntegrityError" in caplog.text and "test_worker.py" in caplog.text
    assert "Prueba" not in caplog.text and "ana@" not in caplog.text
    with pytest.raises(IntegrityError) as said:
        meet(clock.now())
    assert said.value.hide_parameters  # PostgreSQL's own words hold the row all the same
