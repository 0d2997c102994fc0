"""Backup while another process writes; restored, all that was acknowledged is there."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select

from recruit import backup, worker
from recruit.access.actions import Action
from recruit.access.rules import Capacity, Reader
from recruit.core import clock, db, erased, installation, key_files, keys, log
from recruit.core.log_tables import core_checkpoint, core_entry
from recruit.documents import door, store
from recruit.documents import operations as documents
from recruit.documents.rules import DEFAULT_LIMIT
from tests import ground, postgres
from tests.faults.racing import to_json
from tests.faults.writing import PDF

MASTER = b"m" * 32


@dataclass
class House:
    """An installation, who writes in it, and where its backups go."""

    place: ground.Place
    office: Reader
    folder: Path
    database: str

    def backed_up(self, name: str = "one") -> backup.Made:
        """A backup of now."""
        signer = self.place.folder / "signer.key"
        at = self.folder / name
        return backup.make(at / "content", at / "keys", signer, clock.now())

    def target(self, name: str) -> backup.Place:
        """An empty place of the same kind of database."""
        new = self.folder / name
        new.mkdir()
        url = f"sqlite:///{new / 'ground.db'}"
        if self.database == "postgresql":
            url = postgres.create_database(f"restored_{name}_{self.place.procedure_id}".lower())
        return backup.Place(url, f"file://{new / 'documents'}", new / "keys.db", new / "signer.key")

    def notes(self) -> list[str]:
        """The latest checkpoint of each log, as somebody outside keeps them."""
        worker.checkpoints(clock.now())
        with db.reading() as connection:
            found = connection.execute(
                select(core_checkpoint.c.log_id, core_checkpoint.c.note).order_by(
                    core_checkpoint.c.size
                )
            ).all()
        return list({row.log_id: row.note for row in found}.values())


@pytest.fixture
def house(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[House]:
    database = pytestconfig.getoption("--database")
    folder = tmp_path / "house"
    folder.mkdir()
    with ground.made(folder, database) as place:
        place.circulate(place.reader("Office Person", Capacity.OFFICE))
        office = place.reader("Office Person", Capacity.OFFICE)
        yield House(place, office, tmp_path, database)


def restored(house: House, made: backup.Made, name: str, notes: list[str]) -> backup.Place:
    target = house.target(name)
    backup.restore(made.content, made.keys, target, MASTER, notes, clock.now())
    return target


def faults(target: backup.Place, notes: list[str]) -> list[str]:
    """What the record's own check finds in a restored place."""
    engine = create_engine(target.database_url)
    with engine.connect() as connection:
        key = log.load_signer(target.signer).public_key()
        found = log.verify(connection, public_key=key, checkpoint=notes)
    engine.dispose()
    return [fault.reason for fault in found]


def test_everything_acknowledged_before_a_backup_is_in_it_while_another_process_writes(
    house: House,
) -> None:
    told = json.dumps(to_json(house.office))
    asked = [sys.executable, "-m", "tests.faults.writing", str(house.place.folder)]
    writer = subprocess.Popen(
        [*asked, house.place.url, told], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert writer.stdout is not None
    try:
        before = [json.loads(writer.stdout.readline()) for _ in range(20)]
        notes = house.notes()
        made = house.backed_up()
        after = json.loads(writer.stdout.readline())  # it never stood still
        assert writer.poll() is None and after
    finally:
        writer.kill()
        writer.wait()
    target = restored(house, made, "new", notes)
    assert faults(target, notes) == []
    engine = create_engine(target.database_url)
    with engine.connect() as connection:
        refs = set(connection.execute(select(core_entry.c.ref)).scalars())
    engine.dispose()
    assert {line["receipt"] for line in before} <= refs
    ground.init(house.folder / "new", target.database_url)
    kept = {document_id for document_id, _at in store.kept()}
    assert {line["document"] for line in before} <= kept
    reader = house.place.reader("Office Person", Capacity.OFFICE)
    opened = door.open_document(reader, before[-1]["document"], original=False)
    assert b"".join(opened.chunks)


def test_a_rolled_back_database_is_refused_given_a_checkpoint_kept_outside(house: House) -> None:
    old = house.backed_up("old")
    for _ in range(3):
        with house.place.acting(house.office) as a:
            a.record("something", done=True)
    house.place.wait(days=1)
    notes = house.notes()
    target = house.target("new")
    with pytest.raises(backup.Refused, match="older copy"):
        backup.restore(old.content, old.keys, target, MASTER, notes, clock.now())
    assert not target.keystore.exists() and not target.signer.exists()
    new = house.backed_up("new-set")
    backup.restore(new.content, new.keys, target, MASTER, notes, clock.now())
    assert faults(target, notes) == []


def test_a_changed_file_another_manifest_or_anothers_checkpoint_is_refused(house: House) -> None:
    made = house.backed_up()
    target = house.target("new")

    def refused(why: str) -> None:
        with pytest.raises(backup.Refused, match=why):
            backup.restore(made.content, made.keys, target, MASTER, [], clock.now())

    for file in (made.content / "database.db", made.keys / "keys.db"):
        whole = file.read_bytes()
        file.write_bytes(whole[:200] + bytes([whole[200] ^ 1]) + whole[201:])
        refused("not the file that was backed up")
        file.write_bytes(whole)
    manifest = made.content / "manifest.json"
    whole = manifest.read_bytes()
    manifest.write_bytes(whole.replace(b"made_at", b"made_on"))
    refused("not the one that was signed")
    manifest.write_bytes(whole)
    foreign = log.load_signer(house.folder / "other.key")
    note = log.notes.sign("site", 256, b"r" * 32, foreign)
    with pytest.raises(backup.Refused, match="not one that this installation signed"):
        backup.restore(made.content, made.keys, target, MASTER, [note], clock.now())
    with pytest.raises(backup.Refused, match="another master key"):
        backup.restore(made.content, made.keys, target, b"x" * 32, [], clock.now())


def test_neither_set_alone_says_anything_and_they_are_never_one_folder(house: House) -> None:
    secret = b"a sentence that stands in no backup in the clear"
    key_id = keys.procedure_key(house.place.procedure_id)
    with house.place.acting(house.office) as a:
        documents.store(
            a,
            content=PDF + secret,
            name="letter.pdf",
            kind="letter",
            object_id="it",
            action=Action.ITEMS_READ,
            key_id=key_id,
            received_at=clock.now(),
            limit=DEFAULT_LIMIT,
        )
    made = house.backed_up()
    key = keys.ring().get(key_id)
    signer = key_files.secret_file(house.place.folder / "signer.key")
    for folder in (made.content, made.keys):
        everything = b"".join(f.read_bytes() for f in folder.rglob("*") if f.is_file())
        for word in (secret, MASTER, key, signer, base64.b64encode(signer)):
            assert word not in everything
    with pytest.raises(backup.Refused, match="kept apart"):
        backup.make(made.content, made.content, house.place.folder / "signer.key", clock.now())


def test_a_restore_goes_into_an_empty_place_alone(house: House) -> None:
    made = house.backed_up()
    there = backup.Place(
        house.place.url,
        f"file://{house.place.folder / 'documents'}",
        house.place.folder / "keys.db",
        house.place.folder / "signer.key",
    )
    with pytest.raises(backup.Refused, match="not empty"):
        backup.restore(made.content, made.keys, there, MASTER, [], clock.now())
    assert faults(there, []) == []


@pytest.mark.rule("D3")
def test_what_was_erased_before_a_backup_is_not_in_it(house: House) -> None:
    candidate = house.place.candidate("D22-1", house.office)
    key_id = keys.file_key(candidate, house.place.procedure_id)
    wrapped = keys.ring().store.row(key_id)[1]
    keys.ring().erase(key_id, clock.now() + timedelta(seconds=1))
    made = house.backed_up()
    assert wrapped not in (made.keys / "keys.db").read_bytes()
    target = restored(house, made, "new", [])
    ring = keys.KeyRing(keys.KeyStore(target.keystore), MASTER)
    with pytest.raises(keys.Erased):
        ring.get(key_id)


@pytest.mark.rule("D3")
def test_an_older_backup_gives_back_nothing_of_what_the_list_of_the_erased_names(
    house: House,
) -> None:
    candidate = house.place.candidate("D22-1", house.office)
    other = house.place.candidate("D22-2", house.office)
    gone, stays = (keys.file_key(c, house.place.procedure_id) for c in (candidate, other))
    made = house.backed_up()
    at = clock.now() + timedelta(seconds=1)
    keys.ring().erase(gone, at)
    said = erased.written(keys.ring().store.tombstones(), clock.now(), log.signer())
    target = house.target("new")
    back = (made.content, made.keys, target, MASTER, [], clock.now())
    for other_list, why in (
        (said.replace(gone, stays), "changed after it was signed"),
        (erased.written({gone: at}, at, log.load_signer(house.folder / "other.key")), "not one"),
        ("{}", "no list"),
    ):
        with pytest.raises(backup.Refused, match=why):
            backup.restore(*back, other_list)
    assert not target.keystore.exists()
    done = backup.restore(*back, said)
    assert done.erased == 1
    ring = keys.KeyRing(keys.KeyStore(target.keystore), MASTER)
    assert ring.store.tombstones() == {gone: at}
    assert ring.get(stays)
    with pytest.raises(keys.Erased):
        ring.get(gone)
    without = house.target("without")  # which is why the list is kept
    backup.restore(made.content, made.keys, without, MASTER, [], clock.now())
    assert keys.KeyRing(keys.KeyStore(without.keystore), MASTER).get(gone)


def test_a_backup_whose_signing_key_lies_open_as_earlier_ones_did_is_restored(
    house: House,
) -> None:
    made = house.backed_up()
    (made.keys / backup.SEALED).unlink()
    target = house.target("new")
    with pytest.raises(backup.Refused, match="no signing key"):
        backup.restore(made.content, made.keys, target, MASTER, [], clock.now())
    shutil.copy(house.place.folder / "signer.key", made.keys / "signer.key")
    backup.restore(made.content, made.keys, target, MASTER, [], clock.now())
    assert faults(target, []) == []


def test_the_operator_restores_into_an_installation_that_was_made_ready_as_the_page_says(
    house: House,
) -> None:
    made, notes = house.backed_up(), house.notes()
    made = house.backed_up("two")
    target = house.target("new")
    kept = house.folder / "note.txt"
    kept.write_text(notes[0])
    settings = {
        "PATH": os.environ["PATH"],
        "RECRUIT_DATA_DIR": str(house.folder / "new"),
        "DATABASE_URL": target.database_url,
        "MASTER_KEY": MASTER.hex(),
        "RECRUIT_WORKER": "apart",
    }

    def flask(*words: str) -> subprocess.CompletedProcess[str]:
        asked = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
        return subprocess.run(asked, capture_output=True, text=True, env=settings, cwd=Path.cwd())

    assert flask("db", "upgrade").returncode == 0  # which opens the site's log and makes a key
    places = (str(made.content), "--keys", str(made.keys), "--checkpoint", str(kept))
    done = flask("restore", *places)
    assert done.returncode == 0, done.stderr
    assert "Restored, with 0 documents." in done.stdout and "--erased FILE" in done.stdout
    assert faults(target, notes) == []
    again = flask("restore", *places)
    assert again.returncode == 1 and "not empty" in again.stderr


def test_a_backup_of_another_kind_of_installation_is_not_restored_here(house: House) -> None:
    before = installation.kind()
    installation.init("rehearsal")
    try:
        with db.writing() as session:
            installation.mark(session.connection(), clock.now())
        made = house.backed_up()
        target = replace(house.target("new"), kind="production")
        with pytest.raises(backup.Refused, match="is that of a rehearsal installation"):
            backup.restore(made.content, made.keys, target, MASTER, [], clock.now())
        assert not target.keystore.exists()
        other = replace(house.target("other"), kind="rehearsal")
        backup.restore(made.content, made.keys, other, MASTER, [], clock.now())
        assert store.mark() == "rehearsal"
    finally:
        installation.init(before)


def test_a_copy_beside_postgresql_or_sqlite_is_a_file_that_anybody_can_look_at(
    house: House,
) -> None:
    made = house.backed_up()
    looked = shutil.copy(made.content / "database.db", house.folder / "looked.db")
    engine = create_engine(f"sqlite:///{looked}")
    with engine.connect() as connection:
        assert connection.execute(select(core_entry.c.log_id)).first() is not None
    engine.dispose()
