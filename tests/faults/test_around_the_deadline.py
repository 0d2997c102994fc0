"""Real servers and workers around the deadline: stopped, late, wrong in their clocks, with
everything but the database away. A delegation can object in all of it, and there is one truth."""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from signal import SIGKILL
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from recruit.approval.models import Item
from recruit.approval.rules.round import RoundState
from recruit.core import clock, db, ids, keys, log
from recruit.core.log_check import verify
from recruit.documents.models import Document
from recruit.documents.rules.scanning import Scan
from recruit.notices.models import Broadcast, Delivery, DeliveryStatus
from tests import ground
from tests.faults import serving
from tests.faults.serving import House, Page, Visitor
from tests.silence import DEADLINE

BEFORE = DEADLINE - timedelta(minutes=10)
AFTER = DEADLINE + timedelta(minutes=5)
LATE = "Your letter was recorded as late"
RECORDED = "Your objection was recorded"
BROKE = "It was received in time, and silence was broken"

_e = log.core_entry


@pytest.fixture
def open_house(
    tmp_path: Path, pytestconfig: pytest.Config, postgresql_prefix: str
) -> Iterator[House]:
    """The world with its round open until DEADLINE, ten minutes before it."""
    with serving.house(tmp_path, pytestconfig.getoption("--database")) as made:
        made.at(BEFORE)
        yield made


def letters(house: House) -> Counter[str]:
    """How often all States Parties were told of what."""
    told = (b for b in ground.rows(Broadcast) if b.audience == "states")  # type: ignore[attr-defined]
    return Counter(b.kind for b in told if b.kind != "approval.opened")  # type: ignore[attr-defined]


def kinds(house: House) -> list[tuple[str, str]]:
    """What was recorded of the round's letters, in the order of their receipt."""
    found: list[Any] = list(ground.rows(Item))
    return [(i.state_id, i.kind) for i in sorted(found, key=lambda i: (i.received_at, i.id))]


def hold(house: House) -> None:
    """The record verifies, and no entry of the round is earlier than the one before it."""
    origin = f"round/{house.world.round().id}"
    with db.reading() as connection:
        assert verify(connection, public_key=log.signer().public_key()) == []
        bodies = connection.execute(
            select(_e.c.body).where(_e.c.log_id == origin, ~_e.c.filler).order_by(_e.c.seq)
        ).scalars()
        at = [datetime.fromisoformat(json.loads(body)["at"]) for body in bodies]
    assert at and at == sorted(at)


def certify(president: Visitor) -> Page:
    """The President certifies on the page, with the declaration."""
    return president.post(president.path("approval/certify"), {"declared": "y"})


@pytest.mark.rule("S9")
@pytest.mark.rule("S13")
def test_a_server_is_stopped_before_the_deadline_and_started_after_it(open_house: House) -> None:
    house, server = open_house, open_house.server()
    chile = house.delegate(server, "CHL")
    assert "Nothing is recorded until you confirm" in chile.summary().words
    server.end()
    house.at(AFTER)
    server.start()
    page = chile.get(chile.path("approval/break"))
    assert "The deadline has passed. What you send now is recorded" in page.words
    receipt = chile.send()  # the page that was open all the while
    assert receipt.status == 200 and LATE in receipt.words
    assert "It was received after the deadline" in receipt.words
    assert certify(house.president(server)).status == 200
    assert house.world.state() is RoundState.CERTIFIED
    assert house.world.round().deadline(clock.now()) == DEADLINE
    assert kinds(house) == [("CHL", "late")]
    assert letters(house) == {"approval.certified": 1}
    hold(house)


@pytest.mark.rule("S8")
@pytest.mark.rule("S10")
def test_a_server_is_killed_right_after_an_objection_and_started_after_the_deadline(
    open_house: House,
) -> None:
    house, server = open_house, open_house.server()
    chile, peru = house.delegate(server, "CHL"), house.delegate(server, "PER")
    peru.summary()
    server.end(SIGKILL)
    server.start()  # before the deadline: a page of the process before is good in this one
    key = ids.token()
    receipt = peru.send(key=key)
    assert RECORDED in receipt.words and BROKE in receipt.words
    server.end(SIGKILL)
    house.at(AFTER)
    server.start()
    again = peru.send(key=key)  # not knowing whether it came through
    assert RECORDED in again.words and BROKE in again.words  # the receipt, once more
    assert kinds(house) == [("PER", "objection")]
    page = chile.get(chile.path("approval/"))
    assert "Silence was broken" in page.words
    refused = certify(house.president(server))
    assert refused.status == 409
    assert "Silence was broken; the proposal is not approved" in refused.words
    assert house.works() == [] and letters(house) == {"approval.broken": 1}
    hold(house)


@pytest.mark.rule("R9")
@pytest.mark.rule("S9")
@pytest.mark.rule("S10")
def test_two_delegations_object_through_two_servers_in_the_deadlines_last_second(
    open_house: House,
) -> None:
    house = open_house
    here, there = house.server(), house.server("two")
    both = house.delegate(here, "CHL"), house.delegate(there, "PER")
    for each in both:
        each.summary()
    for machine in ("one", "two"):
        house.at(DEADLINE + timedelta(milliseconds=990), machine)
    said: dict[str, Page] = {}
    together = threading.Barrier(len(both))

    def send(visitor: Visitor) -> None:
        together.wait(serving.PATIENCE)
        said[visitor.reader.state_id] = visitor.send()

    threads = [threading.Thread(target=send, args=(each,)) for each in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for state_id in ("CHL", "PER"):
        assert RECORDED in said[state_id].words and "18:00:00" in said[state_id].words
    house.at(DEADLINE + timedelta(seconds=1))
    assert LATE in house.delegate(here, "AUT").objects().words
    assert Counter(kind for _state, kind in kinds(house)) == {"objection": 2, "late": 1}
    assert letters(house) == {"approval.broken": 1}
    hold(house)


@pytest.mark.rule("S8")
def test_of_two_servers_with_other_clocks_the_record_has_one_order(open_house: House) -> None:
    house = open_house
    fast, slow = house.server("fast"), house.server("slow")
    chile, peru = house.delegate(slow, "CHL"), house.delegate(slow, "PER")
    austria = house.delegate(fast, "AUT")
    house.at(DEADLINE - timedelta(seconds=90), "slow")
    assert BROKE in chile.objects().words
    house.at(DEADLINE + timedelta(seconds=90), "fast")
    assert LATE in austria.objects().words
    # what comes after it is not recorded before it, whatever this server's clock shows
    house.at(DEADLINE - timedelta(seconds=90), "slow")
    receipt = peru.objects()
    assert LATE in receipt.words and "18:01:30" in receipt.words
    assert kinds(house)[0] == ("CHL", "objection")
    assert sorted(kinds(house)[1:]) == [("AUT", "late"), ("PER", "late")]
    for server in (fast, slow):
        president = house.president(server)
        assert "Silence was broken" in president.get(president.path("approval/")).words
        assert certify(president).status == 409
    assert letters(house) == {"approval.broken": 1}
    hold(house)


@pytest.mark.rule("S8")
@pytest.mark.rule("S13")
def test_what_a_server_whose_clock_runs_fast_certified_is_so_on_one_whose_clock_is_slow(
    open_house: House,
) -> None:
    house = open_house
    fast, slow = house.server("fast"), house.server("slow")
    chile, president = house.delegate(slow, "CHL"), house.president(slow)
    chile.summary()
    house.at(DEADLINE + timedelta(seconds=90), "fast")
    assert certify(house.president(fast)).status == 200
    house.at(DEADLINE - timedelta(seconds=90), "slow")
    _stays_certified(house, chile, president)


@pytest.mark.rule("S8")
@pytest.mark.rule("S13")
def test_a_clock_steps_back_over_the_deadline(open_house: House) -> None:
    house, server = open_house, open_house.server()
    chile, peru = house.delegate(server, "CHL"), house.delegate(server, "PER")
    house.at(AFTER)
    page = peru.get(peru.path("approval/break"))
    assert "The deadline has passed" in page.words
    house.at(BEFORE)  # nothing was recorded meanwhile, and nothing is lost to anybody
    assert "The deadline has passed" not in peru.get(peru.path("approval/break")).words
    house.at(AFTER)
    assert LATE in peru.objects().words
    house.at(BEFORE)
    assert "The deadline has passed" in chile.get(chile.path("approval/break")).words
    chile.summary()
    house.at(AFTER)
    president = house.president(server)
    assert certify(president).status == 200
    house.at(BEFORE)
    _stays_certified(house, chile, president)


def _stays_certified(house: House, chile: Visitor, president: Visitor) -> None:
    """On a server whose clock is before the deadline, what is certified is and stays so."""
    page = chile.get(chile.path("approval/"))
    assert "round 1 · approved" in page.words and "Time left" not in page.words
    assert "The outcome of this round is certified" in chile.get(chile.path("approval/break")).words
    later = {"on": "2023-03-20", "at": "18:00", "reason": "Asked for."}
    for act, sent in (("lengthen", later), ("cancel", {"reason": "A mistake."})):
        assert president.post(president.path(f"approval/{act}"), sent).status == 404
    assert "round 1 · approved" in president.get(president.path("approval/")).words
    receipt = chile.send()
    assert receipt.status == 200 and LATE in receipt.words
    assert house.works() == []
    assert house.world.state() is RoundState.CERTIFIED
    assert ("CHL", "late") in kinds(house)
    assert letters(house) == {"approval.certified": 1}
    hold(house)


@dataclass(frozen=True, slots=True)
class Change:
    """A weekend on which the clocks of Geneva change, in a round that ends on its Monday.

    friday: at 18:00 of it, so much is left. nights: instants around the change with the hour
    that is read on a receipt. deadline: 18:00 on the Monday. paper: how the receipt of a note
    at half past two is read, where there is such a time.
    """

    opening: datetime
    monday: str
    friday: datetime
    left: str
    nights: tuple[tuple[datetime, str], ...]
    deadline: datetime
    paper: tuple[str, ...] = ()


AUTUMN = Change(
    opening=datetime(2023, 10, 23, 8, tzinfo=UTC),
    monday="2023-10-30",
    friday=datetime(2023, 10, 27, 16, tzinfo=UTC),
    left="3 days and 1 hour",
    nights=(  # the hour from 2 to 3 comes twice
        (datetime(2023, 10, 29, 0, 30, tzinfo=UTC), "Sunday 29 October 2023, 02:30:00 UTC+2"),
        (datetime(2023, 10, 29, 1, 30, tzinfo=UTC), "Sunday 29 October 2023, 02:30:00 UTC+1"),
    ),
    deadline=datetime(2023, 10, 30, 17, tzinfo=UTC),
    paper=("Sunday 29 October 2023, 02:30:00 Geneva (UTC+2)",),  # the first of the two
)
SPRING = Change(
    opening=datetime(2023, 3, 20, 9, tzinfo=UTC),
    monday="2023-03-27",
    friday=datetime(2023, 3, 24, 17, tzinfo=UTC),
    left="2 days and 23 hours",
    nights=(  # the hour from 2 to 3 does not come
        (datetime(2023, 3, 26, 0, 59, 59, tzinfo=UTC), "Sunday 26 March 2023, 01:59:59 UTC+1"),
        (datetime(2023, 3, 26, 1, 0, tzinfo=UTC), "Sunday 26 March 2023, 03:00:00 UTC+2"),
    ),
    deadline=datetime(2023, 3, 27, 16, tzinfo=UTC),
)


def _unreached(president: Visitor) -> str:
    """The States that the page of the opening names as not reached."""
    page = president.get(president.path("approval/")).text
    found = re.search(r'name="seen"[^>]* value="([^"]*)"', page)
    return found[1] if found else ""


def _registers(office: Visitor, change: Change) -> None:
    """The office registers a note of Malta, received when the clocks showed half past two."""
    paper = {
        "channel": "note_verbale",
        "said": "objection",
        "state": "MLT",
        "received_on": f"{change.nights[0][0]:%Y-%m-%d}",
        "received_at": "02:30",
        "evidence": "Stamp of the registry",
        "late_reason": "The office was closed",
        "summary": "The mission does not agree.",
    }
    page = office.post(office.path("approval/items"), paper)
    if change.paper:
        assert "It is registered" in page.words
        assert change.paper[0] in page.words
    else:
        assert page.status == 422
        assert "The clocks of Geneva left this hour out on that day" in page.words


@pytest.mark.rule("S2")
@pytest.mark.rule("S9")
@pytest.mark.rule("W19")
@pytest.mark.parametrize("change", [AUTUMN, SPRING], ids=["autumn", "spring"])
def test_the_clocks_of_geneva_change_during_a_round(
    change: Change, tmp_path: Path, pytestconfig: pytest.Config, postgresql_prefix: str
) -> None:
    with serving.house(tmp_path, pytestconfig.getoption("--database"), None) as house:
        house.at(change.opening)
        server = house.server()
        president = house.president(server)
        opened = president.post(
            president.path("approval/open"),
            {"on": change.monday, "at": "18:00", "named": "y", "seen": _unreached(president)},
        )
        assert "The round is open" in opened.words, opened.words
        assert house.world.round().deadline(clock.now()) == change.deadline
        house.at(change.friday)
        page = house.delegate(server, "CHL").get("/p/one/delegate/approval/").words
        offset = "UTC+1" if change is AUTUMN else "UTC+2"
        assert f"18:00:00 {offset} UTC Monday" in page
        assert f"{change.deadline:%H}:00:00" in page and f"Time left {change.left}" in page
        for at, state_id, read in zip(
            [at for at, _read in change.nights], ("PER", "MEX"), change.nights, strict=True
        ):
            house.at(at)
            receipt = house.delegate(server, state_id).objects()
            assert RECORDED in receipt.words and read[1] in receipt.words, receipt.words
        house.at(change.deadline + timedelta(milliseconds=999))
        assert RECORDED in house.delegate(server, "AUT").objects().words
        house.at(change.deadline + timedelta(seconds=1))
        assert LATE in house.delegate(server, "NOR").objects().words
        _registers(house.office(server), change)
        assert [kind for _state, kind in kinds(house)] == [
            *["objection"] * (3 + len(change.paper)),
            "late",
        ]
        assert letters(house) == {"approval.broken": 1}
        hold(house)


class Box:
    """A mail server that takes everything; to whom the letter went that tells of a break."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if b"Subject: Silence was broken" in bytes(envelope.content):
            self.taken.update(envelope.rcpt_tos)
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[tuple[str, Box]]:
    """A mail server on loopback: its address, and what it took."""
    box, port = Box(), serving.free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}", box
    finally:
        controller.stop()


@contextmanager
def keys_away(folder: Path) -> Iterator[None]:
    """The key store is gone: another thing stands where its file was."""
    keys.ring().store.close()
    for file in folder.glob("keys.db*"):
        file.rename(folder / f"away-{file.name}")
    (folder / "keys.db").mkdir()
    try:
        yield
    finally:
        (folder / "keys.db").rmdir()
        for file in folder.glob("away-keys.db*"):
            file.rename(folder / file.name.removeprefix("away-"))


def waiting() -> bool:
    """Whether a mail is still to be sent."""
    unfound = any(b.expanded_at is None for b in ground.rows(Broadcast))  # type: ignore[attr-defined]
    return unfound or any(
        d.status == DeliveryStatus.QUEUED  # type: ignore[attr-defined]
        for d in ground.rows(Delivery)
    )


PAPERS_AWAY = {
    "CLAMD_URL": "tcp://127.0.0.1:1",
    "STORE_URL": "s3://papers/round?endpoint=http://127.0.0.1:1&region=eu",
    "AWS_ACCESS_KEY_ID": "nobody",
    "AWS_SECRET_ACCESS_KEY": "nothing",
}
"""A scanner and a store at a port where nobody listens."""
NOTE = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" + (
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@pytest.mark.rule("S6")
@pytest.mark.parametrize("gone", ["scanner", "scanner and bucket", "scanner and folder"])
def test_a_server_starts_and_silence_is_broken_with_scanner_and_store_away(
    open_house: House, gone: str
) -> None:
    house, away = open_house, dict(PAPERS_AWAY)
    if gone == "scanner":
        del away["STORE_URL"]
    if gone == "scanner and folder":  # another thing stands where the folder was
        (house.folder / "papers").write_text("")
        away["STORE_URL"] = f"file://{house.folder / 'papers'}"
    server = house.server(**away)
    chile = house.delegate(server, "CHL")
    receipt = chile.objects()
    assert RECORDED in receipt.words and BROKE in receipt.words
    reference = re.search(r"R1-[0-9A-Z]{4}-[0-9A-Z]{4}", receipt.words)
    assert reference is not None
    added = chile.send_file(
        chile.path(f"approval/letters/{reference[0]}/note"), "Note verbale.pdf", NOTE
    )
    again = chile.get(chile.path(f"approval/letters/{reference[0]}"))
    assert BROKE in again.words
    if gone == "scanner":  # it is kept, and read by nobody before it was judged
        assert "The note verbale was added to your letter" in added.words
        (note,) = ground.rows(Document)
        assert note.scan == Scan.WAITS  # type: ignore[attr-defined]
    else:
        assert added.status == 503
        assert "The documents can't be reached at this moment" in added.words
        assert "None was added. None is required." in again.words
    assert kinds(house) == [("CHL", "objection")]
    assert letters(house) == {"approval.broken": 1}
    hold(house)


@pytest.mark.rule("S6")
@pytest.mark.rule("S10")
def test_a_server_starts_and_silence_is_broken_with_keys_mail_and_worker_away(
    open_house: House,
) -> None:
    house = open_house
    server = house.server()
    chile, peru = house.delegate(server, "CHL"), house.delegate(server, "PER")
    chile.summary()
    server.end(SIGKILL)
    with keys_away(house.folder):
        server.start()  # it does not wait for them
        assert "way to object needs no key" in chile.get(chile.path("approval/")).words
        assert BROKE in chile.send().words
        assert "Sign out" in peru.sign_in().words
        assert RECORDED in peru.objects().words
    assert Counter(kinds(house)) == {("CHL", "objection"): 1, ("PER", "objection"): 1}
    assert letters(house) == {"approval.broken": 1}
    # the same process, once they are back
    page = peru.get(peru.path("approval/"))
    assert "way to object needs no key" not in page.words
    with mail_server() as (url, box):
        house.at(clock.now() + timedelta(hours=1))
        while house.works(MAIL_URL=url) == [] and waiting():
            house.at(clock.now() + timedelta(minutes=10))
    told = [address for address in box.taken if address.startswith("mission@")]
    assert len(told) == 110 and set(box.taken.values()) == {1}
    hold(house)
