"""Checkpoints leave the house each day, in full, to those who keep them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from sqlmodel import select

from recruit import worker
from recruit.access.rules import Capacity
from recruit.core import clock, db, keys, log, sealing
from recruit.notices import checkpoints, outbox
from recruit.notices.models import Broadcast
from recruit.notices.operations import body_place
from tests import silence
from tests.silence import OPENING, World


def delivered(folder: Path) -> list[EmailMessage]:
    """The mails as they left, from the folder that stands for the mail server here."""
    found = [
        message_from_bytes(file.read_bytes(), policy=default)
        for file in sorted(folder.rglob("*.eml"))
    ]
    return [m for m in found if "checkpoints" in str(m["Subject"])]


@pytest.fixture
def world(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[World]:
    with silence.made(tmp_path, pytestconfig.getoption("--database")) as made:
        checkpoints.register()
        yield made


def mails() -> list[tuple[str, list[str]]]:
    with db.writing() as session:
        rows = session.exec(
            select(Broadcast).where(Broadcast.kind == checkpoints.KIND).order_by(Broadcast.as_of)
        ).all()
        return [
            (
                row.audience,
                sealing.unseal_json(keys.ring().get(row.key_id), row.body, body_place(row.id))[
                    "paragraphs"
                ],
            )
            for row in rows
        ]


def notes(paragraphs: list[str]) -> dict[str, str]:
    return {p.split("\n")[0]: p for p in paragraphs if "\u2014 " in p}


def faults(kept: list[str]) -> list[str]:
    with db.reading() as connection:
        public = log.signer().public_key()
        return [f.reason for f in log.verify(connection, public_key=public, checkpoint=kept)]


@pytest.mark.rule("R24")
@pytest.mark.rule("P53f-2")
def test_each_days_checkpoints_go_out_once_and_the_panels_to_the_auditor_alone(
    world: World,
) -> None:
    world.open()
    worker.checkpoints(clock.now())
    for _ in range(3):
        checkpoints.send(clock.now())
    sent = dict(mails())
    assert len(mails()) == 2 and set(sent) == {"capacity:auditor", "capacity:president"}
    panel, own = f"panel/{world.procedure_id}", f"round/{world.round().id}"
    auditor, president = (notes(sent[f"capacity:{c}"]) for c in ("auditor", "president"))
    assert panel in auditor and panel not in president
    assert {own, "site", f"procedure/{world.procedure_id}"} <= set(auditor) & set(president)
    clock.freeze(clock.now() + timedelta(days=1))
    worker.checkpoints(clock.now())
    checkpoints.send(clock.now())
    assert len(mails()) == 4
    sizes = [int(notes(p)[own].split("\n")[1]) for audience, p in mails() if "auditor" in audience]
    assert sizes[1] - sizes[0] == log.BLOCK  # as on a day on which much was done


def test_what_a_reader_kept_finds_what_a_host_changed_and_signed_again(world: World) -> None:
    world.open()
    clock.freeze(OPENING + timedelta(days=1))
    world.object("CHL")
    worker.checkpoints(clock.now())
    checkpoints.send(clock.now())
    kept = list(notes(dict(mails())["capacity:auditor"]).values())
    assert faults(kept) == []
    origin = f"round/{world.round().id}"
    with db.writing() as session:  # the host's administrator takes the objection out, and rebuilds
        on = session.connection()
        rows = on.execute(
            sql("SELECT seq, leaf FROM core_entry WHERE log_id = :o ORDER BY seq"), {"o": origin}
        ).all()
        on.execute(sql("DELETE FROM core_checkpoint WHERE log_id = :o"), {"o": origin})
        on.execute(sql("DELETE FROM core_entry WHERE log_id = :o AND seq > 0"), {"o": origin})
        edge = log.merkle.append(0, b"", bytes(rows[0].leaf))
        on.execute(
            sql("UPDATE core_log SET size = 1, frontier = :f WHERE id = :o"),
            {"o": origin, "f": edge},
        )
    assert faults([]) == []
    assert any("older copy" in reason for reason in faults(kept))


def test_without_the_key_store_the_days_mail_waits_and_goes_out_later(world: World) -> None:
    worker.checkpoints(clock.now())
    file = keys.ring().store.file
    keys.ring().store.close()
    aside = file.with_name("aside.db")
    file.rename(aside)
    keys.init(file.with_name("other.db"), b"m" * 32)
    with pytest.raises(keys.NoKey):
        checkpoints.send(clock.now())
    assert mails() == []
    aside.rename(file)
    keys.init(file, b"m" * 32)
    assert checkpoints.send(clock.now()) == 2
    assert world.place.reader("Audra Auditor", Capacity.AUDITOR).person_id


def test_the_mail_that_arrives_holds_each_checkpoint_as_a_file_byte_for_byte(world: World) -> None:
    auditor = world.place.reader("Audra Auditor", Capacity.AUDITOR)
    world.open()
    worker.checkpoints(clock.now())
    checkpoints.send(clock.now())
    outbox.expand(clock.now())
    outbox.send_due(clock.now())
    mails_out = delivered(world.place.folder / "mail")
    assert auditor.person_id and len(mails_out) == 2
    files = {
        part.get_filename(): bytes(part.get_payload(decode=True)).decode()
        for mail in mails_out
        for part in mail.iter_attachments()
    }
    assert f"checkpoint-round-{world.round().id}.txt" in files
    assert faults(list(files.values())) == []
