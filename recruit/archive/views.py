"""The archive's page: what it would hold and what not; taken along, sealed, by its reader."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from flask import Blueprint, Flask, g, make_response, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from wtforms import HiddenField, TextAreaField

from recruit.access.actions import Action
from recruit.access.frame import subscribe_grant
from recruit.access.guard import read, requires
from recruit.access.policy import allows
from recruit.access.rules import label as named
from recruit.archive import gathering, memory, operations, writing
from recruit.core import times
from recruit.core.errors import Kind, Refusal
from recruit.core.forms import DateField, Form, at_most, needed
from recruit.core.pages import STATUS, page, submit
from recruit.core.words import _
from recruit.procedure.rules.ending import ended
from recruit.procedure.rules.milestones import Column

room = Blueprint("archive", __name__, url_prefix="/p/<procedure>/<capacity>/archive")
blueprints = [room]


def join(_app: Flask) -> None:
    """Register the notice, and who is told it; called once when the room is wired."""
    memory.register()
    subscribe_grant(memory.capacity_given)


class TakeForm(Form):
    """As of which day, and the passphrase that the page drew."""

    as_of = DateField(_("As of the end of"), [needed(_("Say as of which day."))])
    secret = HiddenField("", [needed(_("The passphrase is missing; open the page anew."))])


def _page(form: TakeForm, **more: Any) -> Response:
    ended_at = ended(g.milestones)
    if ended_at is None:
        raise NotFound
    form.secret.data = form.secret.data or operations.passphrase()
    return page(
        "archive/index.html",
        form=form,
        contents=gathering.plan(read(), g.procedure, g.reader, ended_at, g.now),
        title_of=writing.title_of,
        ended_at=ended_at,
        waiting=operations.waiting(read(), g.reader),
        now=g.now,
        **more,
    )


def _form() -> TakeForm:
    return TakeForm(data={"as_of": times.geneva_date(g.now)})


@room.get("/")
@requires(Action.ARCHIVE_TAKE)
def index() -> Response:
    """What this reader's archive holds today, and what is not in it and why."""
    return _page(_form())


@room.post("/")
@requires(Action.ARCHIVE_TAKE, fresh=True)
def take() -> Response:
    """The sealed archive itself; recorded before the first byte."""
    form = TakeForm(request.form)
    if not form.validate() or form.as_of.data is None:
        g.form_status = 422
        return _page(form)
    as_of = operations.end_of(datetime.combine(form.as_of.data, time(), UTC))
    if form.as_of.data == times.geneva_date(g.now):
        as_of = g.now
    try:
        taken = operations.take(g.reader, as_of=as_of, secret=form.secret.data)
    except Refusal as refusal:
        if refusal.kind is Kind.UNKNOWN:
            raise
        g.refusal, g.form_status = refusal, STATUS[refusal.kind]
        return _page(form)
    response = make_response(taken.content)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Disposition"] = f'attachment; filename="{taken.name}"'
    return response


@room.post("/<id>/passphrase")
@requires(Action.ARCHIVE_TAKE, fresh=True)
def show(id: str) -> Response:
    """The passphrase of an archive that the operator sealed for this reader, once."""
    try:
        secret = operations.show(g.reader, sealed_id=id)
    except Refusal as refusal:
        if refusal.kind is Kind.UNKNOWN:
            raise
        g.refusal, g.form_status = refusal, STATUS[refusal.kind]
        return _page(_form())
    return _page(_form(), shown=secret)


class MemoryForm(Form):
    """Ten lines for the next time, one a line."""

    lines = TextAreaField(_("Your lines, one a line"), [at_most(4000)])


def _memory(form: MemoryForm | None = None) -> Response:
    mine = memory.of(read(), g.procedure.id, g.reader)
    writes = allows(Action.MEMORY_WRITE, g.reader.capacity, g.reader.column)
    if form is None and writes and mine is not None:
        own = [text for capacity, text in mine.lines if capacity == g.reader.capacity]
        form = MemoryForm(data={"lines": "\n".join(own)})
    return page(
        "archive/memory.html",
        closed=g.reader.column is Column.CLOSED,
        mine=mine,
        before=memory.before(read(), g.reader),
        form=form if writes else None,
        named=named,
    )


@room.get("/memory")
@requires(Action.MEMORY_READ)
def remembered() -> Response:
    """What the last recruitment left for this one; once closed, what this one leaves."""
    return _memory()


@room.post("/memory")
@requires(Action.MEMORY_WRITE)
def remember() -> Response:
    """Write one's lines for the next time."""
    form = MemoryForm(request.form)
    return submit(
        form,
        do=lambda key: memory.write(g.reader, lines=(form.lines.data or "").splitlines(), key=key),
        then=url_for(".remembered"),
        again=lambda: _memory(form),
        said=_("Kept for the next recruitment."),
    )
