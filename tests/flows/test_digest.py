"""A digest once a day for who wants it; reminders are judged when they are sent (W12)."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import delete

from recruit.access.actions import Action
from recruit.access.rules import Capacity, Reader
from recruit.accounts import operations as accounts
from recruit.approval.operations import following, rounds
from recruit.core import clock, db, keys
from recruit.core.errors import Kind, Refusal
from recruit.notices import digest, kinds, outbox
from recruit.notices.models import Broadcast, Delivery, DeliveryStatus, Notice
from recruit.notices.operations import tell
from recruit.panel.operations import reminding
from recruit.panel.views import join as panel_joins
from tests import ground, silence
from tests.silence import DEADLINE, World

MORNING = datetime(2022, 12, 5, 5, 59, tzinfo=UTC)  # 6:59 in Geneva


@pytest.fixture
def place(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[ground.Place]:
    kinds.register("test-line", subject="A seat has a new occupant")
    kinds.register("test-file", subject="A file was opened", action=Action.FILE_READ)
    kinds.register("test-now", subject="It cannot wait", at_once=True)
    kinds.register("test-letter", subject="A letter")
    kinds.register(
        "test-due",
        subject="It is due soon",
        still=lambda _connection, _about, now: now < MORNING,
    )
    digest.register()
    with ground.made(tmp_path, pytestconfig.getoption("--database")) as made:
        clock.freeze(MORNING - timedelta(hours=12))
        yield made


def wants(reader: Reader, zone: str = "Europe/Zurich", *, yes: bool = True) -> None:
    accounts.change_profile(reader, function="", zone=zone, lang="en", digest=yes, key="")


def beat(place: ground.Place) -> list[tuple[str, str, str]]:
    """One beat of the worker; whom, subject and words of every mail so far."""
    outbox.expand(clock.now())
    digest.make_due(clock.now())
    outbox.expand(clock.now())
    outbox.send_due(clock.now())
    found = []
    for path in sorted((place.folder / "mail").glob("*.eml")):
        one = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        text = one.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
        found.append((str(one["To"]).split("@")[0], str(one["Subject"]), str(text)))
    return sorted(found)


@pytest.mark.rule("W12")
def test_one_mail_a_day_in_the_morning_with_the_lines_and_nothing_twice(
    place: ground.Place,
) -> None:
    chair = place.reader("Chair Person", Capacity.CHAIR)
    ada = place.reader("Ada Example", Capacity.MEMBER, seat=1)
    place.reader("Bo Example", Capacity.MEMBER, seat=2)
    cy = place.reader("Cy Example", Capacity.MEMBER, seat=3)
    wants(ada)
    wants(cy, "America/Santiago")
    for _twice in range(2):
        with place.acting(chair) as a:
            tell(a, "test-line", "panel", object_id="1")
    got = beat(place)
    assert [to for to, _s, _t in got] == ["bo.example", "bo.example"]
    clock.freeze(MORNING)
    assert len(beat(place)) == 2
    clock.freeze(MORNING + timedelta(minutes=2))
    to, subject, text = beat(place)[0]
    assert to == "ada.example" and subject == "What is new in the recruitment"
    assert text.count("A seat has a new occupant") == 2 and "carries no content" in text
    assert len(beat(place)) == 3
    with place.acting(chair) as a:
        tell(a, "test-line", "panel", object_id="2")
    clock.freeze(MORNING + timedelta(hours=9))  # in Santiago it is noon
    assert sorted(to for to, _s, _t in beat(place)) == [
        "ada.example",
        "bo.example",
        "bo.example",
        "bo.example",
        "cy.example",
    ]
    clock.freeze(MORNING + timedelta(days=1, minutes=2))
    ada_got = [text for to, _s, text in beat(place) if to == "ada.example"]
    assert len(ada_got) == 2
    assert sum(text.count("A seat has a new occupant") for text in ada_got) == 3
    clock.freeze(MORNING + timedelta(days=2, minutes=2))
    assert len([to for to, _s, _t in beat(place) if to == "ada.example"]) == 2  # nothing new
    assert all(row.digest != "" for row in ground.rows(Notice))


@pytest.mark.rule("W12")
@pytest.mark.rule("R17")
def test_each_line_of_a_digest_is_asked_for_its_right_when_it_is_sent(place: ground.Place) -> None:
    chair = place.reader("Chair Person", Capacity.CHAIR)
    ada = place.reader("Ada Example", Capacity.MEMBER, seat=1)
    surrogate = place.reader("Ada Example", Capacity.SURROGATE, seat=2)
    gone = place.reader("Bo Example", Capacity.MEMBER, seat=2)
    for reader in (ada, gone):
        wants(reader)
    with place.acting(chair) as a:
        tell(a, "test-line", "panel")
        other = tell(a, "test-line", f"capacity:{Capacity.SURROGATE}")
    outbox.expand(clock.now())
    with db.writing() as session:  # a line that its capacity was allowed when it was written
        session.add(
            Notice(
                broadcast_id=other.id,
                procedure_id=place.procedure_id,
                person_id=ada.person_id,
                capacity=Capacity.MEMBER,
                kind="test-file",
                at=clock.now(),
                digest="",
            )
        )
    place.end(surrogate)
    place.end(gone)
    clock.freeze(MORNING + timedelta(minutes=2))
    ((to, _subject, text),) = beat(place)
    assert to == "ada.example"
    assert text.count("A seat has a new occupant") == 1  # the surrogate's line is gone
    assert "A file was opened" not in text  # files are closed in this state
    dropped = [d for d in ground.rows(Delivery) if d.status == DeliveryStatus.DROPPED]
    assert [d.said for d in dropped] == ["nothing left to say"]


@pytest.mark.rule("W12")
def test_what_cannot_wait_and_letters_come_at_once_and_the_rest_when_it_ends(
    place: ground.Place,
) -> None:
    chair = place.reader("Chair Person", Capacity.CHAIR)
    ada = place.reader("Ada Example", Capacity.MEMBER, seat=1)
    wants(ada)
    with place.acting(chair) as a:
        tell(a, "test-line", "panel")
        tell(a, "test-now", "panel")
        tell(
            a,
            "test-letter",
            "panel",
            body={"paragraphs": ["Its own text."]},
            key_id=keys.procedure_key(place.procedure_id),
        )
    assert [s for _t, s, _x in beat(place)] == ["A letter", "It cannot wait"]
    wants(ada, yes=False)
    assert [s for _t, s, _x in beat(place)][-1] == "What is new in the recruitment"
    with place.acting(chair) as a:
        tell(a, "test-line", "panel")
    assert [s for _t, s, _x in beat(place)][0] == "A letter" and len(beat(place)) == 4


@pytest.mark.rule("W12")
def test_a_reminder_in_a_digest_is_judged_when_the_digest_is_sent(place: ground.Place) -> None:
    chair = place.reader("Chair Person", Capacity.CHAIR)
    for seat, name in enumerate(("Ada Example", "Bo Example"), start=1):
        wants(place.reader(name, Capacity.MEMBER, seat=seat))
    ada = place.reader("Ada Example", Capacity.MEMBER)
    with place.acting(chair) as a:
        tell(a, "test-due", "panel")
        tell(a, "test-line", "persons:member", recipients=[ada.person_id])
    assert beat(place) == []
    clock.freeze(MORNING + timedelta(minutes=1))
    ((to, _subject, words),) = beat(place)
    assert to == "ada.example" and "A seat has a new occupant" in words
    assert "It is due soon" not in words  # its condition has passed since
    dropped = [d for d in ground.rows(Delivery) if d.status == DeliveryStatus.DROPPED]
    assert [d.said for d in dropped] == ["nothing left to say"]  # the other's digest


@pytest.fixture
def world(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[World]:
    with silence.made(tmp_path, pytestconfig.getoption("--database")) as made:
        yield made


def reminded(world: World) -> list[Delivery]:
    told = {b.id for b in ground.rows(Broadcast) if b.kind.startswith("approval.reminder")}
    return [row for row in ground.rows(Delivery) if row.broadcast_id in told]


@pytest.mark.rule("W12")
@pytest.mark.parametrize("between", ["broken", "lengthened", "past", "nothing"])
def test_a_reminder_is_judged_when_it_is_sent(world: World, between: str) -> None:
    delegate = world.delegate("CHL")
    world.open()
    clock.freeze(DEADLINE - timedelta(hours=24))
    assert following.follow(clock.now()) == 1
    outbox.expand(clock.now())
    (waiting,) = reminded(world)
    with db.writing() as session:  # the letters to the missions are none of this
        session.exec(delete(Delivery).where(Delivery.id != waiting.id))
    assert waiting.status == DeliveryStatus.QUEUED and waiting.recipient == delegate.person_id
    if between == "broken":
        world.object("MEX")
    elif between == "lengthened":
        rounds.lengthen(world.president, deadline=DEADLINE + timedelta(days=2), reason="Asked.")
    elif between == "past":
        clock.freeze(DEADLINE + timedelta(minutes=1))
    outbox.send_due(clock.now())
    (sent,) = reminded(world)
    if between == "nothing":
        assert sent.status == DeliveryStatus.SENT
    else:
        assert (sent.status, sent.said) == (DeliveryStatus.DROPPED, "no longer due")


@pytest.mark.rule("W12")
def test_a_reminder_that_nobody_expanded_in_time_leaves_no_line(world: World) -> None:
    world.delegate("CHL")
    world.open()
    clock.freeze(DEADLINE - timedelta(hours=24))
    assert following.follow(clock.now()) == 1
    world.object("MEX")
    outbox.expand(clock.now())
    assert reminded(world) == []
    lines = [n for n in ground.rows(Notice) if n.kind.startswith("approval.reminder")]
    assert lines == []


@pytest.mark.rule("W12")
@pytest.mark.rule("R15")
def test_the_chair_reminds_all_in_the_same_words_and_learns_nothing(world: World) -> None:
    panel_joins(silence.site(world))
    members = [
        world.place.reader(f"Member {seat}", Capacity.MEMBER, seat=seat, state=state)
        for seat, state in ((2, "CHL"), (3, "MEX"), (4, "NOR"))
    ]
    world.place.reader("Surrogate Person", Capacity.SURROGATE, seat=2)
    with pytest.raises(Refusal) as refused:
        reminding.remind(members[0])
    assert refused.value.kind is Kind.UNKNOWN
    browser = silence.browser(world, world.chair)
    there = browser.path(Capacity.CHAIR, "panel/chair/remind")
    assert browser.post(there, {}).status_code == 303
    outbox.expand(clock.now())
    lines = [n for n in ground.rows(Notice) if n.kind == reminding.KIND]
    assert {n.person_id for n in lines} == {m.person_id for m in members}
    assert len({(n.kind, n.object_id) for n in lines}) == 1  # nothing differs from one to another
    assert kinds.path(kinds.of(reminding.KIND), lines[0].object_id, "x", "member") == "/"
