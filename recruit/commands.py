"""The operator's commands. None of them puts content into the operator's hands (R20)."""

from __future__ import annotations

import json
import re
import sys
from datetime import datetime, time
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup

from recruit import backup, key_commands, rehearsal_commands
from recruit.access import frame, policy
from recruit.access.actions import Action
from recruit.access.rules import Capacity
from recruit.accounts import operations as accounts
from recruit.appointment.rules.contract import OFFER
from recruit.appointment.rules.release import RELEASE
from recruit.approval.rules.opening import OPENING
from recruit.approval.rules.round import CERTIFICATION
from recruit.archive import operations as archive
from recruit.core import clock, copying, db, installation, key_files, keys, log, migrate
from recruit.core.errors import Refusal
from recruit.documents import carrying
from recruit.documents import operations as documents
from recruit.interviews.rules import scores
from recruit.interviews.rules.start import START
from recruit.panel.rules.composition import CONSTITUTION
from recruit.prescreening.rules.circulation import CIRCULATION
from recruit.procedure import operations as procedure_operations
from recruit.procedure import queries as procedure
from recruit.procedure.rules import calendar
from recruit.procedure.rules.calendar import Stage
from recruit.procedure.rules.days import at_geneva
from recruit.procedure.rules.posting import POSTING_GATES
from recruit.report.rules.content import COMPLETE
from recruit.report.rules.decision import FINAL
from recruit.report.rules.signing import LODGING
from recruit.shortlist.rules import ballots, decision
from recruit.shortlist.rules.adoption import ADOPTION
from recruit.shortlist.rules.grid import GRID
from recruit.shortlist.rules.profile import PROFILE
from recruit.shortlist.rules.questions import QUESTIONS
from recruit.states import operations as states
from recruit.vacancy.rules import EXTENDING

admin = AppGroup("admin", help="The site's administrators.")
procedures = AppGroup("procedure", help="Recruitments.")
database = AppGroup("db", help="The schema of the database.")
registry = AppGroup("states", help="The registry of States.")
audit = AppGroup("audit", help="The record.")


def _fail(message: str) -> None:
    click.echo(message, err=True)
    sys.exit(1)


@database.command("upgrade")
def upgrade() -> None:
    """Bring the database to the newest schema, and open the site's log and keys."""
    migrate.upgrade(db.engine())
    try:
        prepare()
    except installation.Another as another:
        _fail(str(another))
    click.echo("The database is up to date.")


def prepare() -> None:
    """Open what an empty installation needs: the site's log and its marks. Idempotent."""
    documents.mark_store()
    keys.ring().store.mark_as(installation.kind())
    with db.writing() as session:
        log.open_log(session.connection(), "site")
        installation.mark(session.connection(), clock.now())


@admin.command("create")
@click.argument("name")
@click.argument("mail")
def create_admin(name: str, mail: str) -> None:
    """Make an administrator; prints the one-time link. Two of them, not more (R20)."""
    try:
        link = accounts.make_administrator(name, mail)
    except Refusal as refusal:
        _fail(f"{refusal.reason} {refusal.todo}".strip())
        return
    click.echo(f"{name} <{mail}> is an administrator once this link has been used, within 7 days:")
    click.echo(link)


@admin.command("end")
@click.argument("mail")
def end_admin(mail: str) -> None:
    """End an administrator's capacity, so that another can be made in the place (R20)."""
    try:
        accounts.end_administrator(mail)
    except Refusal as refusal:
        _fail(refusal.reason)
        return
    click.echo(f"<{mail}> is no administrator any more.")


def _windows(preset: str, closure: datetime) -> tuple[calendar.Window, ...]:
    rules = procedure_operations.preset(preset)
    return calendar.redate(rules.windows, rules.closure, closure)


@procedures.command("create")
@click.option("--preset", default="ccm-10msp", show_default=True)
@click.option("--name", default="", help="Default: the preset's name, with the year if moved.")
@click.option("--closure", type=click.DateTime(["%Y-%m-%d"]), default=None)
def create_procedure(preset: str, name: str, closure: datetime | None) -> None:
    """Make a procedure of the preset's rules; --closure moves them to another meeting (R18)."""
    try:
        rules = procedure_operations.preset(preset)
        at = at_geneva(closure.date(), time(18, 0)) if closure else rules.closure
        name = name or (rules.name if closure is None else f"{rules.name}-{at.year}")
        with frame.act(frame.operator(), Action.SITE_OPERATE) as a:
            made = procedure_operations.create(
                a.session, a.now, name=name, preset_name=preset, closure_at=at
            )
            a.record(made.id, name=name, preset=preset, closure=at.isoformat())
    except Refusal as refusal:
        _fail(refusal.reason)
        return
    click.echo(f"{name} is made, with its own keys and record.")
    for note in calendar.notes(_windows(preset, at)):
        click.echo(f"  note: {note.text}")


@procedures.command("list")
def list_procedures() -> None:
    """Every procedure."""
    with db.reading() as connection:
        for p in procedure.all_of_them(connection):
            click.echo(f"{p.name}\t{p.title}")


def _shown(p: procedure.ProcedureView) -> dict[str, Any]:
    with db.reading() as connection:
        windows = procedure.windows(connection, p.id)
    return {
        "name": p.name,
        "title": p.title,
        "decision": p.meeting,
        "closure": p.closure_at.isoformat(),
        "stages": [
            {"stage": stage.value, "windows": list(calendar.STAGE_WINDOWS[stage])}
            for stage in Stage
        ],
        "windows": [
            {
                "para": w.para,
                "first": w.first.isoformat() if w.first else None,
                "last": w.last.isoformat() if w.last else None,
            }
            for w in windows
        ],
        "gates": [
            {"stage": stage, "id": gate.id, "paragraph": gate.paragraph, "question": gate.question}
            for stage, gates in GATES.items()
            for gate in gates
        ],
    }


@procedures.command("show")
@click.argument("name", default="")
@click.option("--json", "as_json", is_flag=True)
def show_procedure(name: str, as_json: bool) -> None:
    """Stages, windows and gates as rules; nothing that depends on panel, round or outcome."""
    with db.reading() as connection:
        found = procedure.all_of_them(connection)
    chosen = [p for p in found if not name or p.name == name]
    if len(chosen) != 1:
        _fail("Name one of: " + ", ".join(p.name for p in found) if found else "There is none.")
        return
    shown = _shown(chosen[0])
    if as_json:
        click.echo(json.dumps(shown, indent=2))
        return
    click.echo(f"{shown['name']}: {shown['title']}")
    click.echo(f"decision {shown['decision']}, meeting closed {shown['closure']}")
    for window in shown["windows"]:
        first, last = window["first"] or "-", window["last"] or "-"
        click.echo(f"  {window['para']:7} {first} to {last}")
    click.echo("gates:")
    for gate in shown["gates"]:
        click.echo(f"  {gate['stage']:12} {gate['paragraph']:12} {gate['question']}")


@registry.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path), required=False)
def import_states(path: Path | None) -> None:
    """Read the States Parties from a CSV; without PATH the list of August 2022."""
    try:
        with frame.act(frame.operator(), Action.SITE_OPERATE) as a:
            count = states.import_states(a.session, path or states.SHIPPED)
            a.record("states", count=count)
    except Refusal as refusal:
        _fail(refusal.reason)
        return
    click.echo(f"{count} States Parties are read.")


_NOTE = re.compile(
    r"^[^\s]+\n[0-9]+\n[A-Za-z0-9+/=]{44}\n\n(?:\u2014 [^ \n]+ [^ \n]+\n)+", re.MULTILINE
)
"""A checkpoint as it stands in a file or in a mail: log, size, root, and who signed."""


def _kept(path: Path) -> list[str]:
    """The checkpoints of a file: one, or the text of a mail that holds several; what mail
    programs and copying do around them is passed over."""
    said = path.read_text(encoding="utf-8").replace("\r\n", "\n").strip("\ufeff \n") + "\n"
    return _NOTE.findall(said) or [said]


def _where(fault: log.Fault) -> str:
    """The log and the place of a fault, as far as it has them, with a colon behind."""
    found = " ".join(str(part) for part in (fault.log, fault.seq) if part not in ("", None))
    return f"{found}: " if found else ""


@audit.command("verify")
@click.option("--checkpoint", type=click.Path(exists=True, path_type=Path), multiple=True)
def verify(checkpoint: tuple[Path, ...]) -> None:
    """Check the whole record; --checkpoint FILE checks against those kept elsewhere.

    FILE is one of the day's checkpoints, or the text of the mail that brought them.
    """
    notes = [note for path in checkpoint for note in _kept(path)]
    if copying.empty(db.engine()):
        _fail("There is no record here: nothing was ever done on this database (DATABASE_URL).")
    with db.reading() as connection:
        faults = log.verify(
            connection, public_key=log.signer().public_key(), checkpoint=notes or None
        )
    for fault in faults:
        click.echo(f"FAULT {_where(fault)}{fault.reason}", err=True)
    if faults:
        sys.exit(1)
    click.echo(f"The record is whole.{_compared(notes)}")


def _compared(notes: list[str]) -> str:
    return f" Compared with {len(notes)} kept elsewhere." if notes else ""


def policy_page() -> str:
    """The policy table as a page of docs/."""
    used = [c for c in Capacity if any(c in row for row in policy.POLICY.values())]
    lines = [
        "# The policy table",
        "",
        "Made by `flask policy`. What is not listed nobody has. b before, j judging, s silence, "
        "d designated, c closed; a room narrows further, never widens.",
        "",
        "| action | " + " | ".join(c.value for c in used) + " |",
        "|---|" + "---|" * len(used),
    ]
    for action in sorted(policy.POLICY, key=lambda x: x.value):
        cells = []
        for capacity in used:
            columns = policy.POLICY[action].get(capacity, frozenset())
            cells.append("".join(c.value[0] for c in policy.Column if c in columns))
        lines.append(f"| `{action.value}` | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


# Every stage's gates, as they stand in the rooms' rules: what `procedure show` prints.
GATES: dict[str, list[Any]] = {
    "vacancy": [*POSTING_GATES, *EXTENDING],
    "panel": CONSTITUTION,
    "prescreening": CIRCULATION,
    "shortlist": [*ballots.CRITERIA, *ballots.LOCKING, *decision.DECISION, *decision.RELEASE],
    "profile": [*PROFILE, *QUESTIONS, *GRID, *ADOPTION],
    "interviews": [*START, *scores.DEBRIEF],
    "report": [*FINAL, *COMPLETE, *LODGING],
    "approval": [*OPENING, *CERTIFICATION],
    "appointment": [*OFFER, *RELEASE],
}


def init(app: Flask) -> None:
    """Add the commands, and the gates that ``procedure show`` prints."""
    for group in (admin, procedures, database, registry, audit, key_commands.group):
        app.cli.add_command(group)
    rehearsal_commands.init(app)

    @app.cli.command("archive")
    @click.argument("procedure_name", metavar="PROCEDURE")
    @click.option("--for", "mail", required=True, help="The reader's mail address.")
    @click.option("--as", "capacity", default="", help="Where the reader has several capacities.")
    @click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), default=None)
    @click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("."))
    def make_archive(
        procedure_name: str, mail: str, capacity: str, as_of: datetime | None, out: Path
    ) -> None:
        """One sealed file of what a reader may keep; only the reader is shown what opens it."""
        with db.reading() as connection:
            about = procedure.by_name(connection, procedure_name)
        if about is None:
            _fail("There is no such procedure.")
            return
        try:
            reader = archive.reader_of(about, mail, capacity, clock.now())
            at = archive.end_of(as_of) if as_of else clock.now()
            taken = archive.seal(about, reader, at)
        except Refusal as refusal:
            _fail(f"{refusal.reason} {refusal.todo}".strip())
            return
        (out / taken.name).write_bytes(taken.content)
        click.echo(f"{out / taken.name}\nSHA-256 {taken.sha256}")
        click.echo(f"{reader.name} is shown the passphrase on the page 'Archive', once.")

    @app.cli.command("backup")
    @click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
    @click.option(
        "--keys",
        "keys_folder",
        required=True,
        type=click.Path(path_type=Path, file_okay=False),
        help="Where the keys go: another place than the content.",
    )
    def make_backup(folder: Path, keys_folder: Path) -> None:
        """Database, documents and, apart from them, keys, while the application is writing."""
        signer = app.extensions["config"].data / "signer.key"
        if copying.empty(db.engine()):
            _fail("There is nothing to back up on this database (DATABASE_URL).")
        try:
            made = backup.make(folder, keys_folder, signer, clock.now())
        except backup.Refused as refused:
            _fail(str(refused))
            return
        click.echo(f"{made.content}: the database and {made.documents} documents")
        click.echo(f"{made.keys}: the keys; keep them elsewhere, and the master key in neither")

    @app.cli.command("restore")
    @click.argument("content", type=click.Path(exists=True, path_type=Path, file_okay=False))
    @click.option(
        "--keys",
        "keys_folder",
        required=True,
        type=click.Path(exists=True, path_type=Path, file_okay=False),
    )
    @click.option(
        "--checkpoint",
        "notes",
        multiple=True,
        type=click.Path(exists=True, path_type=Path),
        help="A checkpoint that was kept outside; the newest that there is.",
    )
    @click.option("--without-checkpoint", is_flag=True, help="None was kept outside.")
    @click.option(
        "--erased",
        "erased_file",
        type=click.Path(exists=True, path_type=Path, dir_okay=False),
        help="The newest list that 'keys erased' wrote: what it names is erased again.",
    )
    def restore_backup(
        content: Path,
        keys_folder: Path,
        notes: tuple[Path, ...],
        without_checkpoint: bool,
        erased_file: Path | None,
    ) -> None:
        """Put a backup into this installation, which must be empty; verified before."""
        if not notes and not without_checkpoint:
            _fail("Give the newest checkpoint that was kept outside, or --without-checkpoint.")
            return
        settings = app.extensions["config"]
        place = backup.Place(
            settings.database_url,
            settings.store_url,
            settings.keystore,
            settings.data / "signer.key",
            settings.mode.value,
        )
        master = settings.master_key or key_files.load_master(settings.data / "master.key")
        kept = [found for note in notes for found in _kept(note)]
        keys.ring().store.close()
        db.engine().dispose()
        try:
            said = erased_file.read_text(encoding="utf-8") if erased_file else ""
            done = backup.restore(content, keys_folder, place, master, kept, clock.now(), said)
        except backup.Refused as refused:
            _fail(f"{refused} Nothing was put in place.")
            return
        click.echo(
            f"Restored, with {done.documents} documents. The record is whole.{_compared(kept)}"
            " Start the application."
        )
        if erased_file:
            click.echo(f"{done.erased} keys that had been erased since are erased again.")
        else:
            click.echo(
                "No list of the erased was given: what was erased since this backup can be read"
                " again. Erase it once more, or restore with --erased FILE."
            )

    @app.cli.command("move-store")
    @click.argument("origin")
    @click.argument("target")
    @click.option("--remove", is_flag=True, help="Take the files away at their origin afterwards.")
    def move_store(origin: str, target: str, remove: bool) -> None:
        """Copy all stored files from one STORE_URL to another, each compared.

        It may be broken off and begun again. Then start the application with the new address.
        """
        try:
            done = carrying.move(origin, target, clock.now(), remove=remove)
        except (ValueError, OSError) as error:
            _fail(f"{error}. What was copied stays; begin again once that is mended.")
            return
        click.echo(
            f"{done.copied} files copied, {done.there} were there already, {done.gone} were"
            f" removed meanwhile; each was compared. {done.removed} taken away at their origin."
        )

    @app.cli.command("policy")
    def show_policy() -> None:
        """The policy table as Markdown."""
        click.echo(policy_page(), nl=False)
