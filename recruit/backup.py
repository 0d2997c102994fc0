"""Backup while the application writes, and restoring into an empty place.

Two sets, to be kept apart: the *content* (database, encrypted documents, manifest) says
nothing without the *keys* (the store of wrapped keys and, sealed, the signing key), and neither
without the master key, which is in neither. The order makes a set whole: the database's
instant first, then the documents, then the keys; a key is always there before the file that
it is for, and the file before its row.

A restore verifies first and puts in place afterwards: every file's SHA-256, the signed
manifest, the whole record, and the checkpoints that were kept outside. A copy that is older
than one of those is refused: that is what an older database put in place of a newer one is.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from recruit.accounts import operations as accounts
from recruit.core import (
    checkpoint,
    copying,
    db,
    erased,
    installation,
    key_files,
    keys,
    log,
    seal_key,
    sealing,
)
from recruit.core.keystore import sync_folder
from recruit.core.sealing import Broken
from recruit.documents import carrying

NAME = "recruit/backup"
SEALED = "signer.sealed"  # earlier backups have it in the clear, as signer.key
_PLACE = "recruit/backup/signer"
_TRIES = 3  # a master key that takes over meanwhile costs one
TO = "backup"  # to whom a backup's checkpoints are said to be sent
_ORDER = ("site", "procedure", "panel", "round")


class Refused(Exception):
    """Why nothing was put in place, in words for the operator."""


@dataclass(frozen=True, slots=True)
class Made:
    """The two sets of one backup, and what they hold."""

    content: Path
    keys: Path
    documents: int
    logs: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where to restore: as DATABASE_URL, STORE_URL, KEYSTORE_PATH, and the signing key's file.

    kind: of the installation that is restored (RECRUIT_MODE), '' for any.
    """

    database_url: str
    store_url: str
    keystore: Path
    signer: Path
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Restored:
    """How many documents are in place, and how many keys were erased again by the list."""

    documents: int
    erased: int


def checkpoints(now: datetime, to: str = TO) -> list[str]:
    """A fresh checkpoint of every log, remembered as sent to this (in the logs' order)."""
    with db.writing() as session:
        connection = session.connection()
        origins = list(connection.execute(select(log.core_log.c.id)).scalars())
        origins.sort(key=lambda origin: (_ORDER.index(origin.split("/")[0]), origin))
        for origin in origins:
            log.fill(connection, origin)
        return [log.checkpoint(connection, o, log.signer(), now, to) for o in origins]


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _note(raw: bytes) -> str:
    text = f"{NAME}\n{hashlib.sha256(raw).hexdigest()}\n"
    return checkpoint.sign_note(text, NAME, log.signer())


def make(content_at: Path, keys_at: Path, signer_file: Path, now: datetime) -> Made:
    """A backup of this installation into two folders: one below content_at, one below keys_at.

    Nobody is stopped; whatever was acknowledged before this began is in it. Raises Refused
    where the two folders are one.
    """
    if content_at.resolve() == keys_at.resolve():
        raise Refused("The keys are kept apart from the content: name two folders.")
    stamp = f"{now:%Y%m%dT%H%M%SZ}"
    content, kept = content_at / f"content-{stamp}", keys_at / f"keys-{stamp}"
    draft, keys_draft = content.with_suffix(".new"), kept.with_suffix(".new")
    for folder in (draft, keys_draft):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
    notes = checkpoints(now)
    copying.snapshot(db.engine(), draft / "database.db")
    documents = carrying.copy_to(draft / "documents")
    _copy_keys(keys_draft, signer_file)
    manifest = {
        "made_at": now.isoformat(),
        "database": _digest(draft / "database.db"),
        "documents": documents,
        "keys": _digest(keys_draft / "keys.db"),
        "checkpoints": notes,
    }
    raw = json.dumps(manifest, indent=1).encode()
    (draft / "manifest.json").write_bytes(raw)
    (draft / "manifest.note").write_text(_note(raw), encoding="utf-8")
    for folder, final in ((draft, content), (keys_draft, kept)):
        for file in folder.rglob("*"):
            if file.is_file():
                copying.sync(file)
        sync_folder(folder)
        folder.rename(final)
        sync_folder(final.parent)
    return Made(content, kept, len(documents), len(notes))


def _copy_keys(folder: Path, signer_file: Path) -> None:
    """The store of wrapped keys, and the signing key sealed under the master key they have."""
    ring = keys.ring()
    for _try in range(_TRIES):
        mark = ring.store.mark()
        (folder / "keys.db").unlink(missing_ok=True)
        ring.store.copy_to(folder / "keys.db")
        sealed = ring.seal(key_files.secret_file(signer_file), _PLACE)
        if ring.store.mark() == mark:
            break
    else:
        raise Refused("The master key is being replaced. Make the backup again.")
    (folder / SEALED).write_bytes(sealed)
    (folder / SEALED).chmod(0o600)


def _opened_signer(kept: Path, master: bytes, at: Path) -> Path:
    """The signing key of a set of keys as a secret file in this folder. Raises Refused."""
    target = at / "signer.key"
    if (kept / SEALED).exists():
        try:
            plain = sealing.unseal(master, (kept / SEALED).read_bytes(), _PLACE.encode())
        except Broken:
            raise Refused("These keys are wrapped under another master key.") from None
        key_files.secret_draft(target, plain).replace(target)
    elif (kept / "signer.key").exists():
        shutil.copyfile(kept / "signer.key", target)
        target.chmod(0o600)
    else:
        raise Refused("The set of keys has no signing key.")
    return target


def _manifest(content: Path, kept: Path, signer_file: Path) -> dict[str, Any]:
    """The manifest, once it and every file are those that were signed. Raises Refused."""
    try:
        raw = (content / "manifest.json").read_bytes()
        signer = log.load_signer(signer_file)
        note = (content / "manifest.note").read_text(encoding="utf-8")
        text = checkpoint.open_note(note, NAME, signer.public_key())
    except (OSError, checkpoint.BadNote) as error:
        raise Refused(f"The manifest can't be verified: {error}") from None
    if text != f"{NAME}\n{hashlib.sha256(raw).hexdigest()}\n":
        raise Refused("The manifest is not the one that was signed.")
    manifest: dict[str, Any] = json.loads(raw)
    expected = {content / "database.db": manifest["database"], kept / "keys.db": manifest["keys"]}
    expected |= {content / "documents" / i: d for i, d in manifest["documents"].items()}
    for file, digest in expected.items():
        if not file.is_file():
            raise Refused(f"{file.name} is missing.")
        if _digest(file) != digest:
            raise Refused(f"{file.name} is not the file that was backed up.")
    return manifest


def _whole(database: Path, signer_file: Path, notes: Sequence[str], kind: str) -> None:
    """Verify the record of a copy against checkpoints. Raises Refused with the first fault."""
    engine = db.make_engine(f"sqlite:///{database}")
    public = log.load_signer(signer_file).public_key()
    try:
        if kind:
            found, used = installation.of_database(engine)
            installation.agree(found, kind, "backup", "RECRUIT_MODE", used=used)
        with engine.connect() as connection:
            faults = log.verify(connection, public_key=public, checkpoint=notes)
    except installation.Another as another:
        raise Refused(str(another)) from None
    finally:
        engine.dispose()
    if faults:
        place = f"{faults[0].log}: " if faults[0].log else ""
        raise Refused(f"The record is not whole. {place}{faults[0].reason}")


def _opens(ring: keys.KeyRing) -> None:
    try:
        for key_id in ring.store.children(keys.master()):
            ring.get(key_id)
    except Broken:
        raise Refused("These keys are wrapped under another master key.") from None


def restore(
    content: Path,
    kept: Path,
    place: Place,
    master: bytes,
    checkpoints: Sequence[str],
    now: datetime,
    erased_list: str = "",
) -> Restored:
    """Put a backup into an empty place. Verified before.

    checkpoints: signed notes kept outside the house; a copy that does not reach to one of
    them is refused. master: the master key's 32 bytes. erased_list: the text of a list of
    erased keys kept outside, '' for none. Raises Refused; nothing is then in place.
    Afterwards start the application: its reconciler tidies what is left over.
    """
    place.signer.parent.mkdir(parents=True, exist_ok=True)
    # beside where the keys will lie, closed to others: nothing of them goes to another disk
    with tempfile.TemporaryDirectory(prefix="restore", dir=place.signer.parent) as empty_folder:
        own = Path(empty_folder)
        signer = _opened_signer(kept, master, own)
        manifest = _manifest(content, kept, signer)
        gone = _erased(erased_list, signer)
        looked = own / "database.db"
        shutil.copyfile(content / "database.db", looked)
        _whole(looked, signer, [*manifest["checkpoints"], *checkpoints], place.kind)
        shutil.copyfile(kept / "keys.db", own / "keys.db")
        ring = keys.KeyRing(keys.KeyStore(own / "keys.db"), master)
        _opens(ring)
        back = len(set(gone) & set(ring.ids()))
        if gone:
            ring.erase_listed(gone)
        _all_there(looked, set(manifest["documents"]), ring)
        ring.store.close()
        _put_in_place(content, place, now)
        for draft, target in ((own / "keys.db", place.keystore), (signer, place.signer)):
            _take_name(draft, target)
    return Restored(len(manifest["documents"]), back)


def _erased(said: str, signer_file: Path) -> dict[str, datetime]:
    if not said:
        return {}
    try:
        return erased.read(said, log.load_signer(signer_file).public_key()).keys
    except erased.NotAList as error:
        raise Refused(str(error)) from None


def _put_in_place(content: Path, place: Place, now: datetime) -> None:
    engine = db.make_engine(place.database_url)
    try:
        if not copying.empty(engine):
            raise Refused("The database is not empty; a restore goes into an empty place.")
        _free(place)
        carrying.put_back(content / "documents", place.store_url, now, place.kind)
        copying.put_back(content / "database.db", engine)
    except (ValueError, installation.Another) as error:
        raise Refused(str(error)) from None
    finally:
        engine.dispose()


def _take_name(source: Path, target: Path) -> None:
    for beside in ("-wal", "-shm"):
        target.with_name(target.name + beside).unlink(missing_ok=True)
    draft = target.with_name(target.name + ".restored")
    shutil.copyfile(source, draft)
    draft.chmod(0o600)
    copying.sync(draft)
    draft.replace(target)
    sync_folder(target.parent)


def _free(place: Place) -> None:
    place.keystore.parent.mkdir(parents=True, exist_ok=True)
    if place.keystore.exists():
        there = keys.KeyStore(place.keystore)
        # a start makes these two; nothing is under them
        held = set(there.ids()) - {accounts.SITE_KEY, seal_key.FIRST}
        there.close()
        if held:
            raise Refused("The key store is not empty; a restore goes into an empty place.")


def _all_there(database: Path, files: set[str], ring: keys.KeyRing) -> None:
    """Every document that has a row and a key has its file. Raises Refused."""
    engine = db.make_engine(f"sqlite:///{database}")
    try:
        with engine.connect() as connection:
            rows = carrying.wanted(connection)
    finally:
        engine.dispose()
    erased = ring.store.tombstones()
    lost = [i for i, key_id in rows if i not in files and key_id not in erased]
    if lost:
        raise Refused(f"{len(lost)} documents have a row and no file in this backup.")
