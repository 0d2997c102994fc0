"""``flask intake``: the same drop from the command line, through the same operations.

Whoever runs it acts as the person named, who must file applications in that procedure now;
the record names that person. What is not complete is left for them to correct on the page.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from recruit.access.rules import Reader
from recruit.applications.models import BatchState, ProposalState
from recruit.applications.operations.intake import batches, filing, steps
from recruit.applications.queries import batches as queries
from recruit.core import clock, db, times
from recruit.core.errors import Refusal
from recruit.core.words import _, again, ngettext
from recruit.documents import held
from recruit.procedure import queries as procedure


@click.command("intake")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--procedure", "name", required=True, help="The procedure's name.")
@click.option("--as", "mail", required=True, help="Mail address of the GICHD person.")
@click.option("--dry-run", is_flag=True, help="Read and show what would be filed; keep nothing.")
@click.option("--yes", is_flag=True, help="File what is complete without asking.")
@with_appcontext
def intake(path: Path, name: str, mail: str, dry_run: bool, yes: bool) -> None:
    """Take in a file or a folder of applications: documents, mails, MBOX, ZIP, CSV, XLSX."""
    try:
        reader = _reader(name, mail)
        _run(reader, path, dry_run, yes)
    except Refusal as refusal:
        click.echo(" ".join((refusal.reason, refusal.todo)).strip(), err=True)
        sys.exit(1)


def _reader(name: str, mail: str) -> Reader:
    with db.reading() as connection:
        chosen = [p for p in procedure.all_of_them(connection) if p.name == name]
        found = queries.filer(connection, chosen[0].id, mail, clock.now()) if chosen else None
    if found is None:
        raise click.ClickException(
            _("Nobody with this address files applications in a procedure of this name.")
        )
    return found


def _sent(path: Path) -> list[batches.Sent]:
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())

    def pieces(file: Path) -> Iterator[bytes]:
        with file.open("rb") as opened:
            while piece := opened.read(held.PIECE):
                yield piece

    root = path.parent if path.is_file() else path
    return [
        batches.Sent(f.relative_to(root).as_posix(), lambda f=f: pieces(f))  # type: ignore[misc]
        for f in files
        if not f.is_symlink() and not f.name.startswith(".")
    ]


def _run(reader: Reader, path: Path, dry_run: bool, yes: bool) -> None:
    limit = int(current_app.extensions["config"].max_file)
    taken = _take(reader, _sent(path))
    try:
        _go_on(reader, taken, limit, BatchState.READING, _("Reading"))
        _show(reader, taken)
    except BaseException:
        if dry_run:
            batches.discard(reader, taken, traceless=True)
            click.echo(
                _("The rehearsal broke off: nothing is filed and nothing is kept."), err=True
            )
            raise
        click.echo(_("Nothing was filed. What was taken in waits on the page of intake."), err=True)
        raise
    if dry_run:
        batches.discard(reader, taken, traceless=True)
        click.echo(_("This was a rehearsal: nothing is filed and nothing is kept."))
        return
    with db.reading() as connection:
        ready = len(queries.ready(connection, reader, taken))
    asked = ngettext("File this %(n)s application?", "File these %(n)s applications?", ready)
    if not ready or not (yes or click.confirm(asked)):
        click.echo(_("Nothing is filed. The drop waits on the page of intake."))
        return
    filing.order(reader, taken, number=ready)
    _go_on(reader, taken, limit, BatchState.FILING, _("Filing"))
    _told(reader, taken)


def _take(reader: Reader, files: list[batches.Sent]) -> str:
    """Take the files in, in portions, so that the bar moves; the id of the batch."""
    batch_id = ""
    with click.progressbar(length=len(files), label=_("Taking in")) as bar:
        for start in range(0, max(len(files), 1), 50):
            portion = files[start : start + 50]
            batch_id = batches.take(reader, portion, batch_id=batch_id).batch_id
            bar.update(len(portion))
    return batch_id


def _go_on(reader: Reader, batch_id: str, limit: int, state: str, label: str) -> None:
    """Do the work of a state to its end. The bar's length grows with what containers hold."""
    waiting = threading.Event()
    with click.progressbar(length=1, label=label) as bar:
        while True:
            more = steps.step(reader, batch_id, limit=limit)
            found = _batch(reader, batch_id)
            progress = found.progress
            done, length = (
                (progress.read, progress.files)
                if state == BatchState.READING
                else (progress.filed, progress.filed + progress.ordered)
            )
            bar.length = max(length, 1)
            bar.update(max(done - bar.pos, 0))
            if found.state != state:
                bar.update(bar.length - bar.pos)
                return
            if found.waits_since is not None:
                raise click.ClickException(
                    _("The scanner for malware does not answer, and nothing is read without it.")
                )
            if not more:  # the worker is at it
                waiting.wait(0.5)


def _batch(reader: Reader, batch_id: str) -> queries.BatchView:
    with db.reading() as connection:
        found = queries.batch(connection, reader, batch_id)
    if found is None:
        raise click.ClickException(_("The drop was purged meanwhile."))
    return found


def _show(reader: Reader, batch_id: str) -> None:
    with db.reading() as connection:
        found = queries.proposals(connection, reader, batch_id)
        refused = queries.refused(connection, reader, batch_id)
    for p in found:
        files = sum(f.counts for f in p.files)
        lacks = " ".join((*p.problems, again(p.draft.why))).strip()
        said = lacks or _("ready")
        at = p.draft.received_at
        received = times.moment(at) if at else "-"
        click.echo(f"{p.number:4}  {p.draft.name or '-'} <{p.draft.mail or '-'}>  {received}")
        click.echo(
            "      "
            + ngettext("%(n)s document: %(said)s", "%(n)s documents: %(said)s", files, said=said)
        )
        for note in p.draft.notes:
            click.echo(f"      {note}")
    for one in refused:
        click.echo(_("not taken: %(path)s: %(why)s", path=one.path, why=one.why))


def _told(reader: Reader, batch_id: str) -> None:
    with db.reading() as connection:
        found = queries.proposals(connection, reader, batch_id)
    for p in found:
        if p.state == ProposalState.FILED:
            click.echo(f"{p.reference}  {p.draft.name}")
        elif p.state == ProposalState.REFUSED:
            click.echo(f"{p.number:4}  {p.draft.name}: {p.draft.why}", err=True)
    filed = sum(p.state == ProposalState.FILED for p in found)
    click.echo(ngettext("%(n)s application is filed.", "%(n)s applications are filed.", filed))
