"""Pages of intake: drop many files, see how far they are, correct, file, discard.

A batch is its person's own; for anybody else its address holds nothing. Where no worker
runs, each look at a batch that is under way does one bounded step of its work.
"""

from __future__ import annotations

import csv
import fcntl
import io
import os
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, current_app, g, jsonify, make_response, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import end_reading, read, requires
from recruit.applications import forms
from recruit.applications.models import BatchState, ProposalState
from recruit.applications.operations.intake import batches, filing, proposals, steps
from recruit.applications.queries import batches as queries
from recruit.applications.views import command
from recruit.core import ids, installation
from recruit.core.clock import GENEVA
from recruit.core.csv_cells import cell
from recruit.core.errors import AlreadyDone, Refusal
from recruit.core.pages import STATUS, asked_number, page, say, submit
from recruit.core.words import _, ngettext
from recruit.documents import held, tending
from recruit.vacancy import queries as vacancies

room = Blueprint("intake", __name__, url_prefix="/p/<procedure>/<capacity>/applications/intake")
PER_PAGE = 50
UNDER_WAY = (BatchState.READING, BatchState.FILING)


def join(app: Flask) -> None:
    """Give the worker its share, the store the files that are held, and the command."""
    tending.register_files(queries.held_files)

    def work(now: datetime) -> int:
        return steps.work(now, limit=int(app.extensions["config"].max_file))

    jobs = app.extensions.setdefault("file jobs", [])
    jobs += [("intake", 0, work), ("intake drafts", 3600, batches.expire)]
    app.cli.add_command(command.intake)


@room.url_value_preprocessor
def _many_parts(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A drop has as many parts as it has files; forms elsewhere keep the usual limit."""
    request.max_form_parts = batches.MOST_ITEMS + 100


def _limit() -> int:
    return int(current_app.extensions["config"].max_file)


def _go_on(batch_id: str) -> None:
    """Do a bounded step where no worker does the work."""
    try:
        handle = os.open(current_app.extensions["config"].data / "worker.lock", os.O_RDONLY)
    except FileNotFoundError:
        handle = -1
    try:
        if handle >= 0:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # a worker lives and does it
    finally:
        if handle >= 0:
            os.close(handle)
    steps.step(g.reader, batch_id, limit=_limit())


def _sent(files: list[FileStorage]) -> list[batches.Sent]:
    def pieces(file: FileStorage) -> Iterator[bytes]:
        file.stream.seek(0)
        while piece := file.stream.read(held.PIECE):
            yield piece

    return [
        batches.Sent(f.filename or "", lambda f=f: pieces(f))  # type: ignore[misc]
        for f in files
    ]


def own_batch(batch_id: str) -> queries.BatchView:
    """The reader's own batch; for any other address there is nothing."""
    found = queries.batch(read(), g.reader, batch_id)
    if found is None:
        raise NotFound
    return found


def _show_index(form: forms.DropForm | None = None) -> Response:
    return page(
        "applications/intake.html",
        form=form or forms.DropForm(),
        sent=form is not None,
        found=queries.mine(read(), g.reader),
        vacancy=vacancies.vacancy(read(), g.procedure.id),
        limit_mb=_limit() // (1024 * 1024),
        request_mb=current_app.extensions["config"].max_request // (1024 * 1024),
    )


@room.get("/")
@requires(Action.APPLICATION_FILE)
def index() -> Response:
    """The field to drop files on, and one's own batches."""
    return _show_index()


def _say_taken(new: int, known: int) -> None:
    say(
        ngettext("%(n)s file is taken in.", "%(n)s files are taken in.", new)
        if new
        else _("Nothing new: every one of these files was there already.")
    )
    if new and known:
        say(
            ngettext(
                "%(n)s file was there already and is not doubled.",
                "%(n)s files were there already and are not doubled.",
                known,
            )
        )


def _portion(batch_id: str, form: forms.DropForm) -> Response:
    """One portion of a drop that the page's script sends bit by bit: where it went, and the key
    of the next. The same portion again changes nothing. new and known of the form: of those
    before it, told to the person with the last."""
    key, before = request.form.get("key", ""), {"new": 0, "known": 0}
    for name in before:
        before[name] = min(max(request.form.get(name, 0, type=int), 0), batches.MOST_ITEMS)
    try:
        done = batches.take(g.reader, _sent(form.files.data or []), batch_id=batch_id, key=key)
    except AlreadyDone:
        done = batches.Taken(batch_id or batches.drop_of(g.reader, key), 0, 0)
    except Refusal as refusal:
        answer = jsonify({"said": f"{refusal.reason} {refusal.todo}".strip()})
        answer.status_code = STATUS[refusal.kind]
        return answer
    new, known = before["new"] + done.new, before["known"] + done.known
    if request.headers["X-Portion"] == "last":
        _say_taken(new, known)
    return jsonify(
        {
            "show": url_for(".show", batch_id=done.batch_id),
            "add": url_for(".add", batch_id=done.batch_id),
            "fields": {"key": ids.token(), "new": str(new), "known": str(known)},
        }
    )


def _take(batch_id: str, form: forms.DropForm) -> Any:
    def do(key: str) -> batches.Taken:
        return batches.take(g.reader, _sent(form.files.data), batch_id=batch_id, key=key)

    def then(done: batches.Taken | None) -> str:
        if done is None:
            return url_for(".show", batch_id=batch_id) if batch_id else url_for(".index")
        _say_taken(done.new, done.known)
        _go_on(done.batch_id)
        return url_for(".show", batch_id=done.batch_id)

    return do, then


@room.post("/")
@requires(Action.APPLICATION_FILE)
def drop() -> Response:
    """Take files in as a new batch."""
    form = forms.DropForm(request.form | request.files)
    if "X-Portion" in request.headers:
        return _portion("", form)
    do, then = _take("", form)
    return submit(form, do=do, then=then, again=lambda: _show_index(form))


@room.post("/<batch_id>/files")
@requires(Action.APPLICATION_FILE)
def add(batch_id: str) -> Response:
    """Take further files into a batch."""
    own_batch(batch_id)
    form = forms.DropForm(request.form | request.files)
    if "X-Portion" in request.headers:
        return _portion(batch_id, form)
    do, then = _take(batch_id, form)
    return submit(form, do=do, then=then, again=lambda: _show(batch_id))


def _show(batch_id: str, **drawn: Any) -> Response:
    batch = own_batch(batch_id)
    if batch.state in UNDER_WAY:
        return page("applications/intake_progress.html", batch=batch, again=True)
    found = queries.proposals(read(), g.reader, batch_id)
    shown, which = _chosen(found)
    number = asked_number("page", 1)
    pages = max(1, -(-len(shown) // PER_PAGE))
    values: dict[str, Any] = {
        "batch": batch,
        "found": shown[(number - 1) * PER_PAGE : number * PER_PAGE],
        "all_of_them": found,
        "which": which,
        "ready": sum(p.ready for p in found),
        "lacking": sum(bool(p.problems) for p in found),
        "without_receipt": sum(
            p.state == ProposalState.OPEN and not p.draft.received for p in found
        ),
        "refused": queries.refused(read(), g.reader, batch_id),
        "fill": forms.FillForm(),
        "drop": forms.DropForm(),
        "page_number": number,
        "pages": pages,
    }
    return page("applications/intake_review.html", **{**values, **drawn})


def _chosen(found: list[queries.ProposalView]) -> tuple[list[queries.ProposalView], str]:
    """Those of the tab that is asked for."""
    which = request.args.get("which", "")
    if which == "lacking":
        return [p for p in found if p.problems], which
    if which == "ready":
        return [p for p in found if p.ready], which
    if which == "left":
        return [p for p in found if p.state == ProposalState.LEFT], which
    if which == "filed":
        return [p for p in found if p.state == ProposalState.FILED], which
    return found, ""


@room.get("/<batch_id>")
@requires(Action.APPLICATION_FILE)
def show(batch_id: str) -> Response:
    """How far a batch is; once it is read, the table of what is proposed."""
    if own_batch(batch_id).state in UNDER_WAY:
        end_reading()
        _go_on(batch_id)
    return _show(batch_id)


@room.post("/<batch_id>/fill")
@requires(Action.APPLICATION_FILE)
def fill(batch_id: str) -> Response:
    """Give the same receipt to all that have none."""
    own_batch(batch_id)
    form = forms.FillForm(request.form)

    def do(key: str) -> int:
        values = {
            "received": form.received_at.data.replace(tzinfo=GENEVA).isoformat(),
            "channel": form.channel.data,
            "evidence": form.evidence.data,
        }
        return proposals.fill(g.reader, batch_id, values=values, key=key)

    def then(done: int | None) -> str:
        if done:
            say(ngettext("%(n)s proposal got it.", "%(n)s proposals got it.", done))
        return url_for(".show", batch_id=batch_id)

    return submit(form, do=do, then=then, again=lambda: _show(batch_id, fill=form, open_fill=True))


@room.post("/<batch_id>/file")
@requires(Action.APPLICATION_FILE)
def file(batch_id: str) -> Response:
    """Order the filing of all that are ready."""
    own_batch(batch_id)

    def then(done: int | None) -> str:
        if done is not None:
            _go_on(batch_id)
        return url_for(".show", batch_id=batch_id)

    return submit(
        None,
        do=lambda key: filing.order(
            g.reader, batch_id, number=request.form.get("number", 0, type=int), key=key
        ),
        then=then,
        again=lambda: _show(batch_id),
    )


@room.post("/<batch_id>/discard")
@requires(Action.INTAKE_DISCARD)
def discard(batch_id: str) -> Response:
    """Purge a batch; what is filed stays filed."""
    own_batch(batch_id)
    return submit(
        None,
        do=lambda key: batches.discard(g.reader, batch_id, key=key),
        then=url_for(".index"),
        again=lambda: _show(batch_id),
        said=_("The drop is purged. What was filed from it stays filed."),
    )


@room.get("/<batch_id>/refused.csv")
@requires(Action.APPLICATION_FILE)
def refused(batch_id: str) -> Response:
    """Every file that was not taken, with its reason, as a list to keep."""
    own_batch(batch_id)
    out = io.StringIO()
    lines = csv.writer(out)
    if installation.sentence():
        lines.writerow([installation.sentence()])
    lines.writerow([_("File"), _("Within"), _("Reason"), _("What to do")])
    for one in queries.refused(read(), g.reader, batch_id):
        said = (" ".join(t.split()) for t in (one.path, one.within, one.why, one.todo))
        lines.writerow(map(cell, said))
    # the mark tells spreadsheets that it is UTF-8
    answer = make_response(("\ufeff" + out.getvalue()).encode())
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    name = installation.named("not-taken.csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
