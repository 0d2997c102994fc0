"""From telling to delivery: who gets a line or a mail, and who no longer does."""

from __future__ import annotations

import base64
import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.rules import Capacity
from recruit.accounts.models import Person
from recruit.core import clock, db, keys
from recruit.notices import audiences, kinds, outbox, queries
from recruit.notices.models import Broadcast, Delivery, DeliveryStatus
from recruit.notices.operations import drop, tell
from recruit.states import operations as states
from tests import ground


@pytest.fixture
def place(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[ground.Place]:
    kinds.register(
        "test-seat",
        subject=lambda: "A seat has a new occupant",
        line=lambda seat: f"Seat {seat} has a new occupant",
    )
    kinds.register("test-invite", subject="You are invited", whatever_right=True)
    kinds.register("test-file", subject="A file", action=Action.FILE_READ)
    with ground.made(tmp_path, request.config.getoption("--database")) as made:
        yield made


def _mails(place: ground.Place) -> list[EmailMessage]:
    folder = place.folder / "mail"
    found = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(folder.glob("*.eml"))
    ]
    return sorted(found, key=lambda m: str(m["To"]))  # type: ignore[return-value,arg-type]


def _send(place: ground.Place) -> list[str]:
    outbox.expand(clock.now())
    outbox.send_due(clock.now())
    return [str(m["To"]) for m in _mails(place)]


def test_a_broadcast_of_an_act_that_failed_is_never_sent(place: ground.Place) -> None:
    chair = place.reader("Chair Person", Capacity.CHAIR)
    place.reader("Ada Example", Capacity.MEMBER, seat=1)
    with pytest.raises(RuntimeError), place.acting(chair) as a:
        tell(a, "test-seat", "panel", object_id="1")
        raise RuntimeError("the act failed")
    assert _send(place) == []
    with place.acting(chair) as a:
        tell(a, "test-seat", "panel", object_id="1")
    assert _send(place) == ["ada.example@people.example"]


def test_the_panel_is_its_living_members(place: ground.Place) -> None:
    chair = place.reader("Chair Person", Capacity.CHAIR)
    place.reader("Ada Example", Capacity.MEMBER, seat=1)
    gone = place.reader("Bo Example", Capacity.MEMBER, seat=2)
    place.reader("Cy Example", Capacity.SURROGATE, seat=1)
    place.end(gone)
    with place.acting(chair) as a:
        row = tell(a, "test-seat", "panel", object_id="4")
    assert _send(place) == ["ada.example@people.example"]
    with db.reading() as connection:
        counts = queries.delivery(connection, row.id)
    assert (counts.sent, counts.total, counts.expanded) == (1, 1, True)


@pytest.mark.rule("W15")
def test_a_mail_carries_a_link_and_not_the_line(place: ground.Place) -> None:
    chair = place.reader("Chair Person", Capacity.CHAIR)
    ada = place.reader("Ada Example", Capacity.MEMBER, seat=1)
    with place.acting(chair) as a:
        tell(a, "test-seat", "capacity:member", object_id="4")
    _send(place)
    (mail,) = _mails(place)
    text = mail.get_body(("plain",))
    assert text is not None
    assert "Seat 4" not in mail.as_string()
    assert "Ada" not in mail.as_string().replace("ada.example", "")
    assert "https://recruit.example/" in text.get_content()
    with db.reading() as connection:
        (item,) = queries.news(connection, ada.person_id)
    assert (item.line, item.capacity, item.procedure_name) == (
        "Seat 4 has a new occupant",
        "member",
        "one",
    )


def test_a_line_is_gone_with_the_capacity_that_it_was_told_to(place: ground.Place) -> None:
    chair = place.reader("Chair Person", Capacity.CHAIR)
    ada = place.reader("Ada Example", Capacity.MEMBER, seat=1)
    with place.acting(chair) as a:
        tell(a, "test-seat", "panel", object_id="4")
    outbox.expand(clock.now())
    with db.reading() as connection:
        assert len(queries.news(connection, ada.person_id)) == 1
        assert queries.news(connection, ada.person_id, since=clock.now()) == []
    place.end(ada)
    with db.reading() as connection:
        assert queries.news(connection, ada.person_id) == []


def test_a_mail_that_waits_is_dropped_when_the_grant_ended(place: ground.Place) -> None:
    chair = place.reader("Chair Person", Capacity.CHAIR)
    ada = place.reader("Ada Example", Capacity.MEMBER, seat=1)
    place.reader("Bo Example", Capacity.MEMBER, seat=2)
    with place.acting(chair) as a:
        row = tell(a, "test-seat", "panel")
    outbox.expand(clock.now())
    place.end(ada)
    assert _send(place) == ["bo.example@people.example"]
    with db.reading() as connection:
        counts = queries.delivery(connection, row.id)
    assert (counts.sent, counts.dropped, counts.total) == (1, 1, 2)


def test_what_a_kind_presumes_is_asked_again_at_sending(place: ground.Place) -> None:
    chair = place.reader("Chair Person", Capacity.CHAIR)
    place.reader("Ada Example", Capacity.MEMBER, seat=1)
    with place.acting(chair) as a:
        tell(a, "test-file", "panel")
    assert _send(place) == []  # before the list is circulated no member reads a file
    place.circulate(place.reader("Fo Cal", Capacity.FOCAL_POINT))
    with place.acting(chair) as a:
        tell(a, "test-file", "panel")
    assert _send(place) == ["ada.example@people.example"]


def test_persons_are_told_while_they_hold_a_capacity_and_an_invitation_always(
    place: ground.Place,
) -> None:
    office = place.reader("Of Fice", Capacity.OFFICE)
    ada = place.reader("Ada Example", Capacity.SURROGATE, seat=1)
    bo = place.reader("Bo Example", Capacity.DELEGATE)
    place.end(bo)
    people = [ada.person_id, bo.person_id]
    with place.acting(office) as a:
        tell(a, "test-seat", "persons", recipients=people)
        tell(a, "test-seat", "persons:member", recipients=people)
        tell(a, "test-invite", "persons", recipients=people)
    assert _send(place) == [
        "ada.example@people.example",
        "ada.example@people.example",
        "bo.example@people.example",
    ]


def test_who_wants_no_mail_gets_the_line_alone(place: ground.Place) -> None:
    chair = place.reader("Chair Person", Capacity.CHAIR)
    ada = place.reader("Ada Example", Capacity.MEMBER, seat=1)
    with db.writing() as session:
        person = session.get(Person, ada.person_id)
        assert person is not None
        person.muted = True
        session.add(person)
    with place.acting(chair) as a:
        tell(a, "test-seat", "panel", object_id="2")
    assert _send(place) == []
    with db.reading() as connection:
        assert [i.line for i in queries.news(connection, ada.person_id)] == [
            "Seat 2 has a new occupant"
        ]


def _contact(place: ground.Place, state: str, address: str) -> str:
    with db.writing() as session:
        return states.add_contact(
            session,
            clock.now(),
            procedure_id=place.procedure_id,
            state_id=state,
            mail=address,
            evidence="note",
        ).id


@pytest.mark.rule("S4")
def test_every_state_party_is_written_to_at_each_registered_address(place: ground.Place) -> None:
    office = place.reader("Of Fice", Capacity.OFFICE)
    _contact(place, "AFG", "one@afg.example")
    _contact(place, "AFG", "two@afg.example")
    _contact(place, "ALB", "one@alb.example")
    _contact(place, "AGO", "one@ago.example")  # a signatory, not a party
    old = _contact(place, "AUT", "old@aut.example")
    with db.writing() as session:
        states.end_contact(session, clock.now(), old)
    place.wait(minutes=1)
    with place.acting(office) as a:
        row = tell(a, "test-seat", "states")
    place.wait(minutes=1)
    _contact(place, "ALB", "late@alb.example")
    assert _send(place) == ["one@afg.example", "one@alb.example", "two@afg.example"]
    with db.reading() as connection:
        counts = queries.delivery(connection, row.id)
        unreached = {u.recipient for u in queries.undelivered(connection, place.again(office))}
    assert counts.sent == 3
    assert counts.failed == len(unreached) == counts.total - 3
    assert "AUT" in unreached
    assert unreached.isdisjoint({"AFG", "ALB", "AGO"})


def test_a_state_is_written_to_alone(place: ground.Place) -> None:
    office = place.reader("Of Fice", Capacity.OFFICE)
    _contact(place, "AFG", "one@afg.example")
    _contact(place, "ALB", "one@alb.example")
    place.wait(seconds=1)
    with place.acting(office) as a:
        tell(a, "test-seat", "state:ALB")
    assert _send(place) == ["one@alb.example"]


def test_who_holds_two_capacities_gets_one_mail_and_a_line_in_each(place: ground.Place) -> None:
    office = place.reader("Of Fice", Capacity.OFFICE)
    ada = place.reader("Ada Example", Capacity.MEMBER, seat=1)
    place.reader("Ada Example", Capacity.STAFF)
    bo = place.reader("Bo Example", Capacity.STAFF)
    place.reader("Cy Example", Capacity.SURROGATE, seat=1)
    with place.acting(office) as a:
        row = tell(a, "test-seat", "capacities:gichd+member", object_id="4")
    outbox.expand(clock.now())
    place.end(bo)
    assert _send(place) == ["ada.example@people.example"]
    with db.reading() as connection:
        lines = sorted(item.capacity for item in queries.news(connection, ada.person_id))
        counts = queries.delivery(connection, row.id)
    assert lines == ["gichd", "member"]
    assert (counts.sent, counts.dropped, counts.total) == (1, 1, 2)


@pytest.mark.rule("S6")
def test_the_delegates_of_a_state_are_told_and_nobody_elses(place: ground.Place) -> None:
    office = place.reader("Of Fice", Capacity.OFFICE)
    place.reader("Ada Example", Capacity.DELEGATE, state="ALB")
    place.reader("Bo Example", Capacity.DELEGATE, state="CHL")
    with place.acting(office) as a:
        tell(a, "test-seat", "delegates:ALB")
    place.wait(seconds=1)
    place.reader("Cy Example", Capacity.DELEGATE, state="ALB")  # accredited after the act
    assert _send(place) == ["ada.example@people.example"]


def test_a_registered_audience_is_asked_when_expanding_and_when_sending(
    place: ground.Place,
) -> None:
    asked = []

    def candidates(_connection: object, told: audiences.Told) -> list[audiences.Recipient]:
        asked.append((told.sending, told.recipients))
        gone = {"c2"} if told.sending else set()
        return [
            audiences.Recipient(id_, f"{id_}@post.example")
            for id_ in told.recipients
            if id_ not in gone
        ]

    audiences.register_audience("test-candidate", candidates)
    gichd = place.reader("Fo Cal", Capacity.FOCAL_POINT)
    with place.acting(gichd) as a:
        row = tell(a, "test-seat", "test-candidate", recipients=["c1", "c2"])
    assert _send(place) == ["c1@post.example"]
    assert asked[0] == (False, ("c1", "c2"))
    assert sorted(asked[1:]) == [(True, ("c1",)), (True, ("c2",))]
    with db.reading() as connection:
        assert queries.delivery(connection, row.id).dropped == 1
    # a candidate's address does not stand in the outbox
    assert {d.address for d in ground.rows(Delivery)} == {""}  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="already"):
        audiences.register_audience("panel", candidates)


def test_a_broadcast_to_an_unknown_audience_waits_and_holds_nothing_up(
    place: ground.Place,
) -> None:
    chair = place.reader("Chair Person", Capacity.CHAIR)
    place.reader("Ada Example", Capacity.MEMBER, seat=1)
    with place.acting(chair) as a:
        tell(a, "test-seat", "test-nobody")
        row = tell(a, "test-seat", "panel")
    assert _send(place) == ["ada.example@people.example"]
    with db.reading() as connection:
        waiting = connection.execute(
            select(Broadcast.id).where(Broadcast.expanded_at.is_(None))  # type: ignore[union-attr]
        ).scalars()
        assert row.id not in list(waiting)


def test_a_letter_carries_its_own_text_which_is_sealed_in_the_database(
    place: ground.Place,
) -> None:
    office = place.reader("Of Fice", Capacity.OFFICE)
    _contact(place, "ALB", "one@alb.example")
    place.wait(seconds=1)
    body = {
        "subject": "Proposal",
        "paragraphs": ["The panel recommends Robin Sample."],
        "closing": "The President",
        "attachments": [
            {"name": "note.txt", "mime": "text/plain", "base64": base64.b64encode(b"n").decode()}
        ],
    }
    with pytest.raises(ValueError, match="sealed"), place.acting(office) as a:
        tell(a, "test-seat", "state:ALB", body=body)
    with place.acting(office) as a:
        row = tell(
            a,
            "test-seat",
            "state:ALB",
            body=body,
            key_id=keys.procedure_key(place.procedure_id),
        )
    assert b"Robin" not in (row.body or b"")
    _send(place)
    (letter,) = _mails(place)
    text = letter.get_body(("plain",))
    assert text is not None
    assert "The panel recommends Robin Sample." in text.get_content()
    assert "https://" not in text.get_content()
    assert letter["Subject"] == "Proposal"
    assert [part.get_filename() for part in letter.iter_attachments()] == ["note.txt"]


def test_a_letter_whose_key_was_erased_is_not_sent(place: ground.Place) -> None:
    office = place.reader("Of Fice", Capacity.OFFICE)
    _contact(place, "ALB", "one@alb.example")
    place.wait(seconds=1)
    ring = keys.ring()
    ring.make("file/one/x", keys.procedure_key(place.procedure_id), clock.now())
    with place.acting(office) as a:
        tell(a, "test-seat", "state:ALB", body={"paragraphs": ["x"]}, key_id="file/one/x")
    ring.erase("file/one/x", clock.now())
    assert _send(place) == []
    (delivery,) = ground.rows(Delivery)
    assert (delivery.status, delivery.said) == ("dropped", "its text was erased")  # type: ignore[attr-defined]


@pytest.mark.rule("D7")
def test_each_sender_sees_its_own_undelivered_and_nobody_elses(place: ground.Place) -> None:
    readers = {
        c: place.reader(f"Person {c.value}", c)
        for c in (
            Capacity.PRESIDENT,
            Capacity.OFFICE,
            Capacity.CHAIR,
            Capacity.FOCAL_POINT,
            Capacity.STAFF,
            Capacity.DELEGATE,
        )
    }
    readers[Capacity.MEMBER] = place.reader("Ada Example", Capacity.MEMBER, seat=1)
    for capacity in (Capacity.OFFICE, Capacity.CHAIR, Capacity.FOCAL_POINT):
        with place.acting(readers[capacity]) as a:
            tell(a, "test-seat", "state:ALB", object_id=capacity.value)  # no address there
    with place.acting(readers[Capacity.FOCAL_POINT]) as a:
        tell(a, "test-seat", "state:ALB", object_id="chairs", sender=Capacity.CHAIR)
    outbox.expand(clock.now())
    with db.reading() as connection:
        seen = {
            c: {u.object_id for u in queries.undelivered(connection, r)} for c, r in readers.items()
        }
    assert seen == {
        Capacity.PRESIDENT: {"office"},
        Capacity.OFFICE: {"office"},
        Capacity.CHAIR: {"chair", "chairs"},
        Capacity.FOCAL_POINT: {"focal-point"},
        Capacity.STAFF: {"focal-point"},
        Capacity.DELEGATE: set(),
        Capacity.MEMBER: set(),
    }


@pytest.mark.rule("A9")
def test_mails_about_what_was_withdrawn_are_dropped(place: ground.Place) -> None:
    chair = place.reader("Chair Person", Capacity.CHAIR)
    place.reader("Ada Example", Capacity.MEMBER, seat=1)
    with place.acting(chair) as a:
        tell(a, "test-seat", "panel", object_id="d1")
    outbox.expand(clock.now())
    with place.acting(chair) as a:
        tell(a, "test-seat", "panel", object_id="d1")
        tell(a, "test-seat", "panel", object_id="d2")
        assert drop(a.session, "d1") == 1
    assert _send(place) == ["ada.example@people.example"]


def test_expanding_twice_makes_nothing_twice(place: ground.Place) -> None:
    chair = place.reader("Chair Person", Capacity.CHAIR)
    place.reader("Ada Example", Capacity.MEMBER, seat=1)
    with place.acting(chair) as a:
        tell(a, "test-seat", "panel")
    assert [outbox.expand(clock.now()), outbox.expand(clock.now())] == [1, 0]
    assert len(ground.rows(Delivery)) == 1


def test_a_delivery_is_sent_when_it_is_due_and_not_before(place: ground.Place) -> None:
    chair = place.reader("Chair Person", Capacity.CHAIR)
    place.reader("Ada Example", Capacity.MEMBER, seat=1)
    with place.acting(chair) as a:
        tell(a, "test-seat", "panel")
    outbox.expand(clock.now())
    assert outbox.send_due(clock.now() - timedelta(seconds=1)) == 0
    assert outbox.send_due(clock.now()) == 1
    assert outbox.send_due(clock.now()) == 0
    (delivery,) = ground.rows(Delivery)
    assert delivery.status == DeliveryStatus.SENT  # type: ignore[attr-defined]


def test_a_broadcast_or_mail_that_breaks_holds_no_other_up_and_is_seen_by_its_sender(
    place: ground.Place,
) -> None:
    def breaks(*_asked: object) -> None:
        raise RuntimeError("broken")

    audiences.register_audience("test-broken", breaks)  # type: ignore[arg-type]
    kinds.register("test-breaks", subject="It breaks", compose=breaks)
    kinds.register("test-whole", subject="It is whole")
    chair = place.reader("Chair Person", Capacity.CHAIR)
    ada = place.reader("Ada Example", Capacity.MEMBER, seat=1)
    with place.acting(chair) as a:
        tell(a, "test-whole", "test-broken")
        tell(a, "test-breaks", "persons:member", recipients=[ada.person_id])
        tell(a, "test-whole", "persons:member", recipients=[ada.person_id])
    outbox.expand(clock.now())
    assert outbox.send_due(clock.now()) == 1
    for wait in outbox.BACKOFF:
        assert [d.status for d in ground.rows(Delivery)].count("queued") == 1
        clock.freeze(clock.now() + wait)
        assert outbox.send_due(clock.now()) == 0
    with db.reading() as connection:
        (lost,) = queries.undelivered(connection, replace(place.again(chair), now=clock.now()))
    assert (lost.kind, lost.status, lost.said) == (
        "test-breaks",
        "failed",
        "it could not be put together",
    )
