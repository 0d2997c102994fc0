"""The operator's commands for the master key: replaced at work, kept in shares, drilled (W13)."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

import click
from flask import current_app
from flask.cli import AppGroup

from recruit.access import frame
from recruit.access.actions import Action
from recruit.core import clock, erased, keys, log, masters, seal_key, sealing, shares

group = AppGroup("keys", help="The master key, and the seal.")
_FILE = click.Path(exists=True, path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)


def _fail(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(1)


def _recorded(what: str, mark: bytes) -> None:
    with frame.act(frame.operator(), Action.SITE_OPERATE) as a:
        a.record("master key", what=what, mark=mark.hex())


def _file() -> Path:
    data: Path = current_app.extensions["config"].data
    return data / "master.key"


def _in_force() -> bytes:
    """The master key that opens the key store now."""
    settings = current_app.extensions["config"]
    mark = keys.ring().store.mark()
    known = [settings.master_key] if settings.master_key else []
    for each in [*known, *masters.known(_file(), settings.master_key_next)()]:
        if keys.mark_of(each) == mark or not mark:
            return bytes(each)
    raise keys.OtherMaster


@group.command("rotate")
def rotate() -> None:
    """Put another master key into force while everything is at work.

    Broken off, it goes on where it stood when it is called again.
    """
    settings, ring = current_app.extensions["config"], keys.ring()
    if settings.master_key and not settings.master_key_next:
        _fail(
            "The master key is a setting here (MASTER_KEY). Start web and worker once more with"
            " the new one beside it as MASTER_KEY_NEXT, then call this again."
        )
    try:
        if settings.master_key:
            ring.rotate(settings.master_key_next)
            said = "MASTER_KEY_NEXT is in force. At the next start name it MASTER_KEY."
        else:
            kept = masters.rotate(ring, _file())
            said = f"Backups made before open under {kept.name}: keep it where they are not."
    except keys.StillHeld:
        _fail("The new key is in force, but the journal is being read. Call this again.")
    except (keys.OtherMaster, sealing.Broken):
        _fail("The master key here opens nothing. Nothing was changed.")
    _recorded("rotated", ring.store.mark())
    click.echo(f"The master key is replaced. {said} Make new shares.")


@group.command("seals")
def seals() -> None:
    """Print the certificate of the seal in use, and of those before it."""
    for one in seal_key.certificates():
        click.echo(f"seal {one.number}, made {one.made_at.isoformat()}: SHA-256 {one.fingerprint}")


@group.command("replace-seal")
def replace_seal() -> None:
    """Make another seal for what is sealed from now on; what is sealed stays as it is."""
    made = seal_key.replace(clock.now())
    with frame.act(frame.operator(), Action.SITE_OPERATE) as a:
        a.record("seal", what="replaced", number=made.number, certificate=made.fingerprint)
    click.echo(f"Seal {made.number} is in use: SHA-256 {made.fingerprint}")
    click.echo("Give it to the President and the members on another way than this server.")


@group.command("shares")
@click.argument("folders", nargs=shares.OF, type=_FOLDER)
def make_shares(folders: tuple[Path, ...]) -> None:
    """Write the master key in three shares into three FOLDERS, one for each holder.

    Any two of them give it back. None is shown here, and no two go into one folder.
    """
    if len({folder.resolve() for folder in folders}) < shares.OF:
        _fail("Three different folders: whoever holds two shares holds the key.")
    try:
        master_key = _in_force()
    except keys.OtherMaster:
        _fail("The master key here is not the one of the key store.")
    mark = keys.mark_of(master_key)
    for number, (folder, share) in enumerate(
        zip(folders, shares.split(master_key), strict=True), start=1
    ):
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"share-{number}.txt"
        handle = os.open(target, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w") as writing:
            writing.write(shares.written(share, number, mark))
        click.echo(f"{target}: print it, give it to its holder, erase the file")
    _recorded("written in shares", mark)


@group.command("drill")
@click.argument("files", nargs=shares.NEEDED, type=_FILE)
def drill(files: tuple[Path, ...]) -> None:
    """Prove that two shares give back a master key that opens the key store; changes nothing."""
    try:
        master_key = shares.join([shares.read(file.read_text()) for file in files])
        opened = shares.opens(keys.ring().store, master_key)
    except shares.NotShares as error:
        _fail(f"These are no two shares of one key. {error}")
    except sealing.Broken:
        _fail("They give a key, but not the one in force: shares of one that was replaced.")
    _recorded("recovered in a drill", keys.mark_of(master_key))
    click.echo(
        f"These two shares give the key back: it opens all {opened} keys of the first level."
    )


@group.command("recover")
@click.argument("files", nargs=shares.NEEDED, type=_FILE)
def recover(files: tuple[Path, ...]) -> None:
    """Put the master key from two shares in its place, where it is lost. Then start anew."""
    try:
        master_key = shares.join([shares.read(file.read_text()) for file in files])
        opened = shares.opens(keys.ring().store, master_key)
    except shares.NotShares as error:
        _fail(f"These are no two shares of one key. {error} Nothing was changed.")
    except sealing.Broken:
        _fail("They give a key, but it opens nothing here. Nothing was changed.")
    masters.put_back(_file(), master_key)
    click.echo(f"The master key is back: it opens all {opened} keys. Start web and worker anew.")


@group.command("erased")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def list_erased(file: Path) -> None:
    """Write the signed list of erased keys to FILE, to be kept outside for a restore.

    Write it anew after each erasure. It tells when something was erased, and nothing else.
    """
    found = keys.ring().store.tombstones()
    handle = os.open(file, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(erased.written(found, clock.now(), log.signer()))
    click.echo(f"{file}: {len(found)} erased keys. Keep it with the keys' backups.")
