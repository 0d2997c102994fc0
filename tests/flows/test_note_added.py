"""A note verbale added to what a delegation wrote through the application (S6)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from recruit.access.rules import Capacity
from recruit.approval.models import Item, Receipt
from recruit.approval.operations import items, notes
from recruit.approval.rules.round import RoundState
from recruit.core import clock, db, log
from recruit.core.errors import Kind, Refusal
from recruit.core.log_check import verify
from recruit.documents.models import Document
from recruit.notices.models import Broadcast
from tests import ground, silence
from tests.flows.test_countersigning import silence_pdf
from tests.silence import OPENING, World


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
