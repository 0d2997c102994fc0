"""The operator's commands for a dress rehearsal: people taken over, the clock set, all erased."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from config import Mode
from recruit import rehearsal
from recruit.access import frame
from recruit.access.actions import Action
from recruit.accounts.operations import carrying
from recruit.core import clock, times
from recruit.core.errors import Refusal
from recruit.panel.operations import carrying as panel

people = AppGroup("people", help="Everybody's accounts and capacities as one file.")
group = AppGroup("rehearsal", help="A dress rehearsal (RECRUIT_MODE=rehearsal).")


def _fail(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(1)


def _mode() -> Mode:
    mode: Mode = current_app.extensions["config"].mode
    return mode


def _in_a_rehearsal() -> None:
    if _mode() is not Mode.REHEARSAL:
        _fail(f"This is {_mode().value}. Only a rehearsal has this (RECRUIT_MODE=rehearsal).")


@people.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export_people(file: Path) -> None:
    """Write everybody who holds a capacity, what they are named to, and the missions to FILE.

    No file, candidate, passphrase or second factor is in it; names and addresses are. Only its
    owner may read it.
    """
    found = {**carrying.export(), "seats": panel.seats()}
    handle = os.open(file, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    os.fchmod(handle, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(found, out, indent=1, ensure_ascii=False)
    click.echo(
        f"{file}: {len(found['people'])} people, {len(found['capacities'])} capacities,"
        f" {len(found['missions'])} addresses of missions, {len(found['seats'])} seats and"
        " surrogates. Erase it once it was taken in."
    )


@people.command("import")
@click.argument("file", type=click.Path(exists=True, path_type=Path, dir_okay=False))
def import_people(file: Path) -> None:
    """Take in what 'people export' wrote; everybody is invited to choose a passphrase.

    Never in production: there the persons whom the procedure names give the capacities.
    """
    if _mode() is Mode.PRODUCTION:
        _fail("In production people are named on the pages, by those who may; nothing was taken.")
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        done = carrying.take(found)
        seats, left = panel.take(found.get("seats"))
    except ValueError:
        _fail("This is no JSON; nothing was taken.")
    except Refusal as refusal:
        _fail(f"{refusal.reason} Nothing was taken.")
    click.echo(
        f"{done.people} people, {done.procedures} recruitments, {done.capacities} capacities,"
        f" {done.missions} addresses of missions. Whoever has no passphrase is invited by mail."
    )
    click.echo(
        f"{seats} people named to seats and as surrogates, in their order. The President invites"
        " them, they accept, and the panel is constituted here by its own acts."
    )
    for line in [*done.left, *left]:
        click.echo(f"  not taken: {line}")


@group.command("clock")
@click.argument("at", default="")
@click.option("--off", is_flag=True, help="Back to the machine's own time.")
def set_clock(at: str, off: bool) -> None:
    """Set the clock of web and worker to AT (2026-11-30T09:00, Geneva time, or with a zone)."""
    _in_a_rehearsal()
    if off == bool(at):
        _fail("Give a time, or --off.")
    if off:
        clock.run_true()
    else:
        try:
            moment = datetime.fromisoformat(at)
        except ValueError:
            _fail("Write the time as 2026-11-30T09:00, with or without a zone.")
        clock.set_to(moment if moment.tzinfo else moment.replace(tzinfo=clock.GENEVA))
    with frame.act(frame.operator(), Action.SITE_OPERATE) as a:
        a.record("clock", set=not off, real=clock.real().astimezone(UTC).isoformat())
    said = "The clock shows the machine's own time" if off else "The clock runs on from here"
    click.echo(f"{said}: {times.moment(clock.now())}.")


@group.command("erase")
@click.option(
    "--certificate",
    "folder",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the certificate goes: outside the rehearsal's own folder.",
)
def erase(folder: Path) -> None:
    """Erase this rehearsal: its keys, its documents, its database, its mails. For good.

    Two persons confirm it here, each with the own passphrase and second factor. Broken off,
    it goes on where it stood when it is called again.
    """
    _in_a_rehearsal()
    place = rehearsal.place_of(current_app.extensions["config"])
    if folder.resolve().is_relative_to(place.data):
        _fail("The certificate goes elsewhere: the rehearsal's own folder is erased.")
    try:
        rehearsal.alone(place)
        begun = rehearsal.begun(place)
        if begun is None:
            begun = rehearsal.begin(place, _confirmed(), clock.real())
        made = rehearsal.erase(place, begun, folder)
    except rehearsal.Refused as refused:
        _fail(str(refused))
    click.echo(f"The rehearsal is erased.\n{made.text}\n{made.facts}")


def _confirmed() -> list[rehearsal.Confirmed]:
    click.echo(
        "This erases the whole rehearsal. Two persons confirm it, one after the other: each an"
        " administrator, the President or the GICHD focal point of this rehearsal."
    )
    given: list[rehearsal.Confirmed] = []
    for number in (1, 2):
        mail = click.prompt(f"Person {number}, mail address")
        passphrase = click.prompt("Passphrase", hide_input=True)
        found = rehearsal.entered(mail, passphrase, [one.person_id for one in given])
        if found.authenticator:
            rehearsal.second_factor(found, click.prompt("Code of the second factor"))
        if click.prompt(f"{found.name}, type ERASE to confirm") != "ERASE":
            raise rehearsal.Refused("Not confirmed. Nothing was erased.")
        given.append(found)
    return given


def init(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(people)
    app.cli.add_command(group)
