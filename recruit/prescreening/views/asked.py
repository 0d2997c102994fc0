"""The page of what candidates were asked for after the close, and the acts on it (A11, A12)."""

from __future__ import annotations

from flask import current_app, g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.applications.forms import DocumentForm
from recruit.core import clock
from recruit.core.errors import Kind, Refusal
from recruit.core.pages import page, submit
from recruit.core.words import _
from recruit.prescreening import forms
from recruit.prescreening.operations import completing
from recruit.prescreening.queries import completing as queries
from recruit.prescreening.queries import work
from recruit.prescreening.rules.completing import asked_words
from recruit.prescreening.views.room import room
from recruit.prescreening.views.screening import show_screen


def _show(bad: DocumentForm | None = None, bad_id: str = "") -> Response:
    return page(
        "prescreening/asked.html",
        found=[
            (one, bad if bad is not None and bad_id == one.id else DocumentForm())
            for one in queries.asked(read(), g.reader)
        ],
        bad_id=bad_id,
        asked_words=asked_words,
    )


def show_asked() -> Response:
    """What was asked for, by reference: what waits, what came, what lapsed."""
    return _show()


room.add_url_rule("/asked", "asked", requires(Action.COMPLETION_ASK)(show_asked), methods=["GET"])


@room.post("/file/<candidate_id>/ask")
@requires(Action.COMPLETION_ASK)
def ask(candidate_id: str) -> Response:
    """Ask the candidate for a missing page or a translation."""
    form = forms.AskForm(request.form)
    own = work.place(read(), g.reader, candidate_id) is not None
    return submit(
        form,
        do=lambda key: completing.ask(
            g.reader,
            candidate_id=candidate_id,
            kind=form.kind.data,
            what=form.what.data,
            key=key,
        ),
        then=url_for(".screen", candidate_id=candidate_id) if own else url_for(".asked"),
        again=lambda: show_screen(candidate_id, ask_form=form) if own else _show(),
        said=_("The candidate is asked. Nothing of this file is locked before the answer is due."),
    )


@room.post("/asked/<completion_id>")
@requires(Action.COMPLETION_ASK)
def receive(completion_id: str) -> Response:
    """File what came in answer."""
    form = DocumentForm(request.form | request.files)

    def do(key: str) -> str:
        if len(form.files.data) != 1:
            raise Refusal("A11", "reading A11", _("Choose one document."), kind=Kind.INVALID)
        sent = form.files.data[0]
        return completing.receive(
            g.reader,
            completion_id=completion_id,
            name=sent.filename,
            content=sent.read(),
            received_at=form.received_at.data.replace(tzinfo=clock.GENEVA),
            evidence=form.evidence.data,
            limit=int(current_app.extensions["config"].max_file),
            key=key,
        )

    return submit(
        form,
        do=do,
        then=url_for(".asked"),
        again=lambda: _show(form, completion_id),
        said=_("What came is filed with the application."),
    )
