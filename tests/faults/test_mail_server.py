"""A real mail server that is up, refuses, is slow, falls silent, or is not there."""

from __future__ import annotations

import asyncio
import email
import email.policy
import multiprocessing
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from recruit.access.rules import Capacity
from recruit.core import clock, db
from recruit.notices import mail, outbox, queries
from recruit.notices.models import Delivery, DeliveryStatus
from recruit.notices.operations import tell
from tests import ground


class Box:
    """A mail server's behaviour: what it answers, and what it took."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.at_rcpt: dict[str, str] = {}
        self.at_data = "250 OK"
        self.silent = False
        self.slow = 0.0  # seconds before it answers to a recipient
        self.asked = threading.Event()

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if self.slow:
            await asyncio.sleep(self.slow)
        answer = self.at_rcpt.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.taken.append(envelope)
        self.asked.set()
        if self.silent:
            await asyncio.get_running_loop().create_future()
        return self.at_data


@pytest.fixture
def place(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[ground.Place]:
    with ground.made(tmp_path, request.config.getoption("--database")) as made:
        yield made


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _server(box: Box, place: ground.Place) -> Iterator[None]:
    port = _free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    _use(place, port)
    try:
        yield
    finally:
        controller.stop()


def _use(place: ground.Place, port: int) -> str:
    url = f"smtp://127.0.0.1:{port}"
    mail.init(url, "recruitment@recruit.example", "https://recruit.example", place.folder / "mail")
    return url


def _told(place: ground.Place, names: list[str]) -> str:
    chair = place.reader("Chair Person", Capacity.CHAIR)
    for seat, name in enumerate(names, start=1):
        place.reader(name, Capacity.MEMBER, seat=seat)
    with place.acting(chair) as a:
        row = tell(a, "test-fault", "panel")
    outbox.expand(clock.now())
    return row.id


def _counts(broadcast_id: str) -> queries.Counts:
    with db.reading() as connection:
        return queries.delivery(connection, broadcast_id)


def test_up_one_recipient_a_message(place: ground.Place) -> None:
    box = Box()
    with _server(box, place):
        told = _told(place, ["Ada Example", "Bo Example"])
        assert outbox.send_due(clock.now()) == 2
    assert sorted(e.rcpt_tos for e in box.taken) == [
        ["ada.example@people.example"],
        ["bo.example@people.example"],
    ]
    for envelope in box.taken:
        assert b"Cc:" not in envelope.content
        (own,) = envelope.rcpt_tos
        other = {"ada.example", "bo.example"} - {own.split("@")[0]}
        assert other.pop().encode() not in envelope.content
    assert _counts(told).sent == 2


def test_one_refused_recipient_fails_for_good_and_the_others_arrive(place: ground.Place) -> None:
    box = Box()
    # the address comes back in the answer, as many servers have it: it is not kept
    whom = "<ada.example@people.example>: ADA.EXAMPLE is unknown here"
    box.at_rcpt["ada.example@people.example"] = f"550 5.1.1 no such mailbox {whom}"
    with _server(box, place):
        told = _told(place, ["Ada Example", "Bo Example"])
        outbox.send_due(clock.now())
        place.wait(days=2)
        outbox.send_due(clock.now())
    counts = _counts(told)
    assert (counts.sent, counts.failed, counts.total) == (1, 1, 2)
    said = {d.said for d in ground.rows(Delivery) if d.status == "failed"}  # type: ignore[attr-defined]
    assert said == {"550 5.1.1 no such mailbox <…>: … is unknown here"}


def test_not_now_is_tried_again_for_days_and_then_failed(place: ground.Place) -> None:
    box = Box()
    box.at_data = "451 4.3.0 later"
    with _server(box, place):
        told = _told(place, ["Ada Example"])
        outbox.send_due(clock.now())
        for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440):
            assert _counts(told).queued == 1
            place.wait(seconds=minutes * 60 - 1)
            before = len(box.taken)
            outbox.send_due(clock.now())
            assert len(box.taken) == before  # not before it is due
            place.wait(seconds=1)
            outbox.send_due(clock.now())
            assert len(box.taken) == before + 1
    assert _counts(told).failed == 1


def test_what_was_not_taken_at_first_arrives_once(place: ground.Place) -> None:
    box = Box()
    box.at_rcpt["ada.example@people.example"] = "450 4.2.0 greylisted"
    with _server(box, place):
        told = _told(place, ["Ada Example"])
        outbox.send_due(clock.now())
        assert _counts(told).queued == 1
        box.at_rcpt.clear()
        place.wait(minutes=1)
        outbox.send_due(clock.now())
        place.wait(minutes=10)
        outbox.send_due(clock.now())
    assert len(box.taken) == 1
    assert _counts(told).sent == 1


def test_down_over_a_weekend_costs_no_attempt_and_loses_nothing(place: ground.Place) -> None:
    _use(place, _free_port())
    told = _told(place, ["Ada Example", "Bo Example", "Cy Example"])
    for hours in (0, 0, 1, 5, 20, 30):
        place.wait(hours=hours)
        assert outbox.send_due(clock.now()) == 0
        place.wait(seconds=5)
        assert outbox.send_due(clock.now()) == 0  # the others wait too: one call a minute
    attempts = [d.attempts for d in ground.rows(Delivery)]  # type: ignore[attr-defined]
    assert (sum(attempts), _counts(told).queued) == (0, 3)
    box = Box()
    with _server(box, place):
        place.wait(minutes=1)
        assert outbox.send_due(clock.now()) == 3
    assert _counts(told).sent == 3


def test_no_server_for_five_days_and_the_sender_is_shown_what_failed(place: ground.Place) -> None:
    _use(place, _free_port())
    told = _told(place, ["Ada Example"])
    outbox.send_due(clock.now())
    place.wait(days=5)
    outbox.send_due(clock.now())
    assert _counts(told).failed == 1
    chair = place.again(place.reader("Chair Person", Capacity.CHAIR))
    with db.reading() as connection:
        (found,) = queries.undelivered(connection, chair)
    assert found.status is DeliveryStatus.FAILED and found.said == "Connection refused"


def test_a_slow_server_holds_up_no_deadline_and_takes_each_mail_once(
    place: ground.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "BUDGET", 0.2)
    box = Box()
    box.slow = 0.3
    with _server(box, place):
        told = _told(place, ["Ada Example", "Bo Example", "Cy Example"])
        # one call begins no second mail once its time is up, so the rest of the beat goes on
        assert [outbox.send_due(clock.now()) for _ in range(4)] == [1, 1, 1, 0]
    assert len(box.taken) == _counts(told).sent == 3


def test_a_server_too_slow_to_take_a_mail_is_asked_again_and_it_arrives_once(
    place: ground.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "PATIENCE", 0.3)
    box = Box()
    box.slow = 2.0
    with _server(box, place):
        told = _told(place, ["Ada Example"])
        assert outbox.send_due(clock.now()) == 0
        assert [d.attempts for d in ground.rows(Delivery)] == [1]  # type: ignore[attr-defined]
        assert _counts(told).queued == 1
        box.slow = 0.0
        place.wait(minutes=1)
        assert outbox.send_due(clock.now()) == 1
        place.wait(days=1)
        outbox.send_due(clock.now())
    assert len(box.taken) == _counts(told).sent == 1


def test_a_server_that_falls_silent_after_the_mail_is_not_asked_again(
    place: ground.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "PATIENCE", 0.5)
    box = Box()
    box.silent = True
    with _server(box, place):
        told = _told(place, ["Ada Example"])
        outbox.send_due(clock.now())
        assert _counts(told).unknown == 1
        box.silent = False
        place.wait(days=1)
        outbox.send_due(clock.now())
        outbox.send_due(clock.now())
    assert len(box.taken) == 1
    assert _counts(told).unknown == 1
    chair = place.again(place.reader("Chair Person", Capacity.CHAIR))
    with db.reading() as connection:
        assert [u.status for u in queries.undelivered(connection, chair)] == [
            DeliveryStatus.UNKNOWN
        ]


def _worker(folder: Path, url: str, mail_url: str) -> None:
    ground.init(folder, url, mail_url)
    clock.freeze(ground.START)
    outbox.send_due(clock.now())


def test_a_worker_killed_between_asking_and_recording_sends_nothing_twice(
    place: ground.Place,
) -> None:
    box = Box()
    box.silent = True
    with _server(box, place):
        told = _told(place, ["Ada Example"])
        spawned = multiprocessing.get_context("spawn").Process(
            target=_worker, args=(place.folder, place.url, mail.settings().url)
        )
        spawned.start()
        assert box.asked.wait(60)
        spawned.kill()
        spawned.join()
        box.silent = False
        place.wait(days=1)
        outbox.send_due(clock.now())
    assert len(box.taken) == 1
    assert _counts(told).unknown == 1


def test_two_workers_send_each_mail_once(place: ground.Place) -> None:
    box = Box()
    names = [f"Person {letter}" for letter in "ABCDE"]
    with _server(box, place):
        told = _told(place, names)
        workers = [threading.Thread(target=outbox.send_due, args=(clock.now(),)) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert sorted(e.rcpt_tos[0] for e in box.taken) == sorted(
        f"{n.lower().replace(' ', '.')}@people.example" for n in names
    )
    assert _counts(told).sent == 5


def test_a_line_that_begins_with_a_full_stop_ends_no_mail(place: ground.Place) -> None:
    box = Box()
    with _server(box, place), mail.Transport() as transport:
        letter = mail.Mail("d1", "ada@people.example", "Words", ["one", ".", ".two", "three"])
        transport.hand_over(letter, clock.now())
    (envelope,) = box.taken
    assert isinstance(envelope.content, bytes)
    read = email.message_from_bytes(envelope.content, policy=email.policy.default)
    text = read.get_body(("plain",))  # type: ignore[attr-defined]
    assert [line for line in text.get_content().splitlines() if line] == [
        "one",
        ".",
        ".two",
        "three",
    ]


def test_the_backoff_is_what_the_house_says() -> None:
    assert outbox.BACKOFF == tuple(
        timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440, 1440)
    )
