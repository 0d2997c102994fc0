"""What a delegation is told of its own letter, and the note verbale it adds (S6, S7)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from recruit.access.rules import Capacity
from recruit.approval.models import Asking, Item, Receipt
from recruit.approval.operations import items, notes, withdrawals
from recruit.approval.rules.items import ItemKind
from recruit.approval.rules.round import RoundState
from recruit.core import clock, db, log
from recruit.core.errors import Kind, Refusal
from recruit.core.log_check import verify
from recruit.documents.models import Document
from recruit.notices.models import Broadcast
from tests import ground, silence
from tests.flows.test_countersigning import silence_pdf
from tests.silence import DEADLINE, OPENING, World


@pytest.fixture
def world(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[World]:
    with silence.made(tmp_path, pytestconfig.getoption("--database")) as made:
        made.open()
        clock.freeze(OPENING + timedelta(days=2))
        yield made


def item(reference: str) -> Any:
    return next(row for row in ground.rows(Item) if row.receipt == reference)


@pytest.mark.rule("S6")
def test_a_delegation_adds_its_note_and_the_office_reads_it(world: World) -> None:
    reference = world.object("CHL").receipt
    before = item(reference)
    note = silence_pdf()
    own = silence.browser(world, world.delegate("CHL"))
    page = own.path(Capacity.DELEGATE, f"approval/letters/{reference}")
    assert b"None was added. None is required." in own.get(page).data
    clock.freeze(clock.now() + timedelta(minutes=3))
    sent = own.post(
        f"{page}/note",
        {"note": (io.BytesIO(note), "note.pdf")},
        content_type="multipart/form-data",
    )
    assert sent.status_code == 303
    shown = own.get(page).get_data(as_text=True)
    assert "Added on" in shown and "Add the note verbale itself" not in shown
    after = item(reference)
    for same in ("kind", "said", "channel", "received_at", "registered_at", "sealed", "receipt"):
        assert getattr(after, same) == getattr(before, same)
    assert len(ground.rows(Receipt)) == 1 and world.state() is RoundState.BROKEN
    (document,) = ground.rows(Document)
    assert "approval.note_added" in {b.kind for b in ground.rows(Broadcast)}
    for reader, capacity in (
        (world.office, Capacity.OFFICE),
        (world.president, Capacity.PRESIDENT),
    ):
        reads = silence.browser(world, reader)
        listed = reads.get(reads.path(capacity, "approval/items")).get_data(as_text=True)
        assert f"document/{document.id}/read" in listed
        file = reads.get(reads.path(capacity, f"document/{document.id}"))
        assert (file.status_code, file.data) == (200, note)
        there = reads.get(reads.path(capacity, f"document/{document.id}/read"))
        assert there.status_code == 200 and "approval/items" in there.get_data(as_text=True)
    with db.reading() as connection:
        assert verify(connection, public_key=log.signer().public_key()) == []


@pytest.mark.rule("S6")
@pytest.mark.rule("S16")
def test_a_delegation_opens_its_own_note_again_and_no_other_does(world: World) -> None:
    reference, note = world.object("CHL").receipt, silence_pdf()
    notes.add(world.delegate("CHL"), reference=reference, name="note.pdf", content=note)
    norways = world.object("NOR", ItemKind.STATEMENT).receipt
    (document,) = ground.rows(Document)
    for number in (1, 2):  # the State's, whichever of its delegates added it
        own = silence.browser(world, world.delegate("CHL", number))
        receipt = own.path(Capacity.DELEGATE, f"approval/letters/{reference}")
        assert f"document/{document.id}/read" in own.get(receipt).get_data(as_text=True)
        file = own.get(own.path(Capacity.DELEGATE, f"document/{document.id}"))
        assert (file.status_code, file.data) == (200, note)
        read = own.get(own.path(Capacity.DELEGATE, f"document/{document.id}/read"))
        assert read.status_code == 200 and reference in read.get_data(as_text=True)
    other = silence.browser(world, world.delegate("NOR"))
    theirs = other.get(other.path(Capacity.DELEGATE, f"approval/letters/{norways}"))
    assert theirs.status_code == 200 and document.id not in theirs.get_data(as_text=True)
    for rest in ("", "/read", "/text"):
        at = other.path(Capacity.DELEGATE, f"document/{document.id}{rest}")
        nothing = other.get(at)
        never = other.get(at.replace(document.id, "0" * len(document.id)))
        assert (nothing.status_code, nothing.data) == (404, never.data)
    # that it was opened is told in the round's log, which names neither State nor person
    name, view = b"approval:item:read-own", world.round()
    with db.reading() as connection:
        bodies = connection.execute(select(log.core_entry.c.log_id, log.core_entry.c.body)).all()
    assert {row.log_id for row in bodies if name in row.body} == {f"round/{view.id}"}


@pytest.mark.rule("S6")
def test_each_state_of_a_joint_letter_opens_it_as_it_came(world: World) -> None:
    both = items.register(
        world.office,
        silence.paper(content=silence_pdf(), name="note.pdf", states=("CHL", "MEX")),
    )
    (document,) = ground.rows(Document)
    for one, state_id in zip(both, ("CHL", "MEX"), strict=True):
        own = silence.browser(world, world.delegate(state_id))
        receipt = own.get(own.path(Capacity.DELEGATE, f"approval/letters/{one.receipt}"))
        assert "The letter as it came" in receipt.get_data(as_text=True)
        assert own.get(own.path(Capacity.DELEGATE, f"document/{document.id}")).status_code == 200
    other = silence.browser(world, world.delegate("NOR"))
    assert other.get(other.path(Capacity.DELEGATE, f"document/{document.id}")).status_code == 404


@pytest.mark.rule("S6")
def test_what_came_on_paper_is_opened_from_the_list_of_letters(world: World) -> None:
    items.register(world.office, silence.paper(content=silence_pdf(), name="note.pdf"))
    (document,) = ground.rows(Document)
    reads = silence.browser(world, world.president)
    listed = reads.get(reads.path(Capacity.PRESIDENT, "approval/items")).get_data(as_text=True)
    assert f"document/{document.id}/read" in listed and "added on" not in listed


@pytest.mark.rule("S6")
def test_a_note_is_added_once_by_the_state_that_wrote_and_needs_a_file(world: World) -> None:
    reference = world.object("CHL").receipt
    chile, norway = world.delegate("CHL"), world.delegate("NOR")

    def refused(reader: Any, reference: str, content: bytes = silence_pdf()) -> Refusal:
        with pytest.raises(Refusal) as found:
            notes.add(reader, reference=reference, name="note.pdf", content=content)
        return found.value

    assert refused(norway, reference).kind is Kind.UNKNOWN
    assert refused(chile, "R1-0000-0000").kind is Kind.UNKNOWN
    assert refused(chile, reference, b"").kind is Kind.INVALID
    assert refused(chile, reference, b"MZ a programme").rule == "A1"
    notes.add(chile, reference=reference, name="note.pdf", content=silence_pdf())
    assert "already" in refused(chile, reference).reason
    (paper,) = items.register(world.office, silence.paper(states=("NOR",)))
    assert "paper" in refused(norway, paper.receipt).reason
    assert len(ground.rows(Document)) == 1


@pytest.mark.rule("S6")
def test_a_note_that_cannot_be_kept_leaves_the_letter_as_it_is(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("recruit.documents.operations.files.write", full)
    reference = world.object("CHL").receipt
    own = silence.browser(world, world.delegate("CHL"))
    page = own.path(Capacity.DELEGATE, f"approval/letters/{reference}")
    sent = own.post(
        f"{page}/note",
        {"note": (io.BytesIO(silence_pdf()), "note.pdf")},
        content_type="multipart/form-data",
    )
    assert sent.status_code >= 500
    assert item(reference).letter_id is None and world.state() is RoundState.BROKEN
    assert b"None was added. None is required." in own.get(page).data


def told(world: World, reference: str) -> str:
    """The receipt's page as Norway's delegate has it."""
    own = silence.browser(world, world.delegate("NOR"))
    page = own.get(own.path(Capacity.DELEGATE, f"approval/letters/{reference}"))
    text: str = page.get_data(as_text=True)
    return text


@pytest.mark.rule("S7")
def test_a_state_is_told_that_its_unclear_letter_waits_and_what_was_asked(world: World) -> None:
    (one,) = items.register(world.office, silence.paper(states=("NOR",), said=ItemKind.UNCLEAR))
    waits = told(world, one.receipt)
    assert "What it means is not clear" in waits and "It did not break silence" not in waits
    assert "Write what it means" in waits and "strictly before" in waits
    withdrawals.ask_about(
        world.president, item_id=item(one.receipt).id, text="Do you object to the proposal?"
    )
    assert "Do you object to the proposal?" in told(world, one.receipt)
    assert b"object to the proposal" not in ground.rows(Asking)[0].sealed
    president = silence.browser(world, world.president)
    path = president.path(Capacity.PRESIDENT, "approval/items")
    assert "Do you object to the proposal?" in president.get(path).get_data(as_text=True)
    settled = president.post(f"{path}/{item(one.receipt).id}/settle", {"settled": ""})
    assert settled.status_code == 422
    assert "Say what it is taken as." in settled.get_data(as_text=True)
    items.settle(world.president, item_id=item(one.receipt).id, settled=ItemKind.OBJECTION)
    after = told(world, one.receipt)
    assert "it broke from its receipt" in after and "Settled as" in after


@pytest.mark.rule("S7")
def test_a_state_is_told_that_its_unclear_letter_counted_from_the_deadline(world: World) -> None:
    (one,) = items.register(world.office, silence.paper(states=("NOR",), said=ItemKind.UNCLEAR))
    clock.freeze(DEADLINE + timedelta(hours=1))
    assert "counted as an objection from the deadline" in told(world, one.receipt)
