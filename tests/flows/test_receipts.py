"""Receipts of a round: given at once, proved after the deadline, verified without the house."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from recruit import worker
from recruit.access.rules import Capacity
from recruit.approval.operations import items
from recruit.approval.queries import receipts
from recruit.approval.rules.items import ItemKind
from recruit.core import checkpoint, clock, db, installation, log
from recruit.core.checkpoint import BadNote
from tests import silence
from tests.silence import DEADLINE, OPENING, World

SCRIPT = Path(__file__).resolve().parents[2] / "static" / "verify" / "verify_receipt.py"


@pytest.fixture
def world(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[World]:
    with silence.made(tmp_path, pytestconfig.getoption("--database")) as made:
        yield made


def given(world: World, reference: str, state: str = "CHL") -> str:
    """The receipt's file as its State has it now."""
    with db.reading() as connection:
        return receipts.own(connection, world.round(), reference, state, clock.now())


def judged(text: str) -> receipts.Genuine:
    """What the public page would say of it."""
    with db.reading() as connection:
        return receipts.genuine(connection, text, log.signer().public_key())


def alone(folder: Path, text: str, key: str = "") -> subprocess.CompletedProcess[str]:
    """The program in a process that has neither this application nor its packages."""
    file = folder / "receipt.txt"
    file.write_text(text, encoding="utf-8")
    asked = [sys.executable, "-I", "-S", str(SCRIPT), str(file)]
    asked.append(key or checkpoint.public_text(log.signer()))
    return subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False, env={})


def closed(world: World) -> str:
    """A round with one objection, past its deadline and the day's checkpoint; the reference."""
    world.open()
    clock.freeze(OPENING + timedelta(days=2))
    reference = world.object("CHL").receipt
    clock.freeze(DEADLINE + timedelta(hours=10))
    worker.checkpoints(clock.now())
    return reference


@pytest.mark.rule("R24")
@pytest.mark.rule("S16")
def test_a_receipt_is_given_at_once_and_holds_no_number_before_the_deadline(
    world: World, tmp_path: Path
) -> None:
    world.open()
    clock.freeze(OPENING + timedelta(days=2))
    first = given(world, world.object("CHL").receipt)
    for state in ("ZMB", "NOR"):
        world.object(state)
    worker.checkpoints(clock.now())
    last = given(world, world.object("MEX").receipt, "MEX")
    assert receipts.PROOF not in first + last and "index" not in first + last
    assert len(first.splitlines()) == len(last.splitlines()) == 4
    found = judged(first)
    assert (found.sender, found.kind, found.proven) == ("Chile", "objection", False)
    answered = alone(tmp_path, first)
    assert answered.returncode == 0 and "GENUINE" in answered.stdout, answered
    assert "from: Chile" in answered.stdout and "No proof" in answered.stdout


@pytest.mark.rule("R24")
def test_after_the_deadline_it_comes_with_a_proof_that_a_bare_python_verifies(
    world: World, tmp_path: Path
) -> None:
    whole = given(world, closed(world))
    assert receipts.PROOF in whole and judged(whole).proven
    answered = alone(tmp_path, whole)
    assert answered.returncode == 0, answered
    assert "in the record of" in answered.stdout and "that the checkpoint fixes" in answered.stdout
    mailed = alone(tmp_path, whole.replace("\n", "\r\n"))
    assert mailed.returncode == 0, mailed


@pytest.mark.rule("R24")
def test_every_changed_letter_of_a_receipt_is_found_by_page_and_program(
    world: World, tmp_path: Path
) -> None:
    whole = given(world, closed(world))
    changes = {
        "another State": whole.replace("Chile", "Chili", 1),
        "another kind": whole.replace("objection", "statement"),
        "a digit of the signature": _turned(whole, whole.index("\u2014 round") + 60),
        "a hash of the proof": _turned(whole, whole.index("index ") + 15),
        "another place": whole.replace("index ", "index 1", 1),
        "another root": _turned(whole, whole.rindex("\n\n") - 10),
        "cut": whole[: len(whole) // 3],
    }
    for name, changed in changes.items():
        assert changed != whole, name
        with pytest.raises(BadNote):
            judged(changed)
        answered = alone(tmp_path, changed)
        assert answered.returncode == 1 and "NOT GENUINE" in answered.stdout, (name, answered)
        assert "Traceback" not in answered.stderr, name


def _turned(text: str, place: int) -> str:
    return text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]


@pytest.mark.rule("R24")
def test_a_proof_of_another_round_or_a_key_of_another_house_is_refused_in_words(
    world: World, tmp_path: Path
) -> None:
    whole = given(world, closed(world))
    note, _, proof = whole.partition(f"\n{receipts.PROOF}\n")
    with db.reading() as connection:
        foreign = connection.execute(
            sql("SELECT note FROM core_checkpoint WHERE log_id LIKE 'procedure/%'")
        ).scalar_one()
    mixed = f"{note}\n{receipts.PROOF}\n{proof.partition(chr(10) * 2)[0]}\n\n{foreign}"
    with pytest.raises(BadNote, match="another round"):
        judged(mixed)
    assert "another round" in alone(tmp_path, mixed).stdout
    other = log.load_signer(tmp_path / "other.key")
    refused = alone(tmp_path, whole, checkpoint.public_text(other))
    assert refused.returncode == 1 and "another key" in refused.stdout
    with db.reading() as connection, pytest.raises(BadNote, match="not signed by this key"):
        receipts.genuine(connection, whole, other.public_key())


def test_a_receipt_whose_entry_the_record_lost_proves_that_the_record_was_changed(
    world: World,
) -> None:
    whole = given(world, closed(world))
    judged(whole)
    with db.writing() as session:
        on = session.connection()
        if on.dialect.name == "sqlite":
            on.exec_driver_sql("DROP TRIGGER IF EXISTS core_entry_no_update")
        else:
            on.exec_driver_sql("ALTER TABLE core_entry DISABLE TRIGGER USER")
        on.execute(
            sql("UPDATE core_entry SET ref = 'gone' WHERE log_id LIKE 'round/%' AND seq = 1")
        )
    with pytest.raises(BadNote, match="record was changed"):
        judged(whole)


@pytest.mark.rule("S6")
@pytest.mark.rule("R9")
def test_a_joint_letter_gives_a_receipt_to_each_state_and_to_no_other(world: World) -> None:
    world.open()
    clock.freeze(OPENING + timedelta(days=1))
    written = items.register(world.office, silence.paper(states=("CHL", "ZMB")))
    assert judged(given(world, written[0].receipt, "CHL")).sender == "Chile"
    assert judged(given(world, written[1].receipt, "ZMB")).sender == "Zambia"
    assert given(world, written[0].receipt, "ZMB") == given(world, written[1].receipt, "CHL") == ""


@pytest.mark.rule("S16")
@pytest.mark.rule("W15")
def test_the_public_page_says_what_the_letter_says_and_nothing_more(world: World) -> None:
    world.open()
    clock.freeze(OPENING + timedelta(days=2))
    mine = given(world, world.object("CHL", ItemKind.SUPPORT).receipt)
    world.object("ZMB")
    public = silence.browser(world)
    empty = public.get("/receipts/")
    assert empty.status_code == 200 and "Chile" not in empty.text
    assert checkpoint.public_text(log.signer()) in empty.text
    found = re.search(r'name="csrf" value="([^"]+)"', empty.text)
    assert found is not None
    public.csrf = found[1]
    said = public.post("/receipts/", {"text": mine})
    assert said.status_code == 200 and "The receipt is genuine" in said.text
    assert "Chile" in said.text
    for secret in ("Zambia", "do not agree", silence.NAME, "broken", world.procedure_id):
        assert secret not in said.text
    world.object("NOR")
    again = public.post("/receipts/", {"text": mine})
    assert _body(again.text) == _body(said.text)  # whatever happens to the round since
    bad = public.post("/receipts/", {"text": mine.replace("Chile", "Zambia")})
    assert bad.status_code == 422 and "not genuine" in bad.text and "facts" in bad.text
    assert public.post("/receipts/", {"text": ""}).status_code == 422
    program = public.get("/receipts/verify_receipt.py")
    assert program.text == SCRIPT.read_text() and "attachment" in program.headers.get(
        "Content-Disposition", ""
    )


def _body(page: str) -> str:
    return page[page.index('id="genuine"') : page.index("</section>")]


@pytest.mark.rule("R9")
def test_a_delegation_downloads_its_own_receipt_and_no_other_does(world: World) -> None:
    reference = closed(world)
    own = silence.browser(world, world.delegate("CHL"))
    path = f"approval/letters/{reference}"
    page = own.get(own.path(Capacity.DELEGATE, path))
    assert page.status_code == 200 and "It holds the proof that your letter" in page.text
    file = own.get(own.path(Capacity.DELEGATE, f"{path}/receipt.txt"))
    assert file.status_code == 200 and judged(file.text).sender == "Chile"
    assert judged(file.text).proven  # as its page said
    other = silence.browser(world, world.delegate("ZMB"))
    for rest in (path, f"{path}/receipt.txt"):
        assert other.get(other.path(Capacity.DELEGATE, rest)).status_code == 404


def test_the_signature_of_a_rehearsals_receipt_covers_that_it_is_one(
    world: World, tmp_path: Path
) -> None:
    world.open()
    clock.freeze(OPENING + timedelta(days=2))
    before = installation.kind()
    installation.init("rehearsal")
    try:
        reference = world.object("CHL").receipt
    finally:
        installation.init(before)
    text = given(world, reference)
    assert judged(text).receipt == reference
    said = alone(tmp_path, text)
    assert said.returncode == 0 and "installation: rehearsal" in said.stdout
    without = text.replace('"installation":"rehearsal",', "")
    assert without != text
    with pytest.raises(BadNote):
        judged(without)
