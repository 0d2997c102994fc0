"""References: whom the panel asks after its decision, and what came (J10).

In the panel's custody; the GICHD learns of none of it.
"""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.policy import allows
from recruit.access.rules import Capacity
from recruit.applications import queries as candidates
from recruit.core.pages import page as draw
from recruit.core.pages import say, submit
from recruit.core.together import Together
from recruit.core.words import _
from recruit.documents import door
from recruit.documents import operations as documents
from recruit.documents.rules import content_disposition
from recruit.interviews.queries import results, sheets
from recruit.procedure.rules.milestones import current_run
from recruit.report import forms
from recruit.report.operations import references as operations
from recruit.report.queries import references as queries
from recruit.report.queries import reports
from recruit.report.rules import references as rules
from recruit.report.views.page import guarded, room

_ASKED = Together(
    *sheets.UNDECIDED_AHEAD,
    *reports.HOUSE_AHEAD,
    *results.CONSENTS_AHEAD,
    *queries.AHEAD,
)
"""What the page asks of the rooms, by one statement."""


def _show(form: forms.ReferenceForm | None = None, about: str = "") -> Response:
    run = current_run(g.milestones)
    connection = _ASKED.ask(
        read(), {"procedure": g.procedure.id, "run": run, "person": g.reader.person_id}
    )
    if sheets.undecided(connection, g.procedure.id, g.reader.person_id):
        return draw("report/references.html", closed=True, decided=False)
    decision = reports.decision(connection, g.procedure.id, run)
    report = reports.of_run(connection, g.procedure.id, run)
    wanted = [decision.candidate_id, *decision.reserve] if decision else []
    every = queries.references(connection, g.procedure.id)
    named = candidates.named(
        read(), g.procedure.id, {*filter(None, wanted), *(r.candidate_id for r in every)}
    )
    files = [r.document_id for r in every if r.document_id]
    called = report is not None and report.called_at is not None
    return draw(
        "report/references.html",
        closed=False,
        decided=decision is not None,
        candidates=[c for c in wanted if c in named],
        named=named,
        consents=results.consents(connection, g.procedure.id),
        chair=g.reader.capacity is Capacity.CHAIR,
        asked=every,
        openable=door.openable(read(), g.reader, files) if files else set(),
        may=allows(Action.REFERENCE_ASK, g.reader.capacity, g.reader.column) and not called,
        called=called,
        later=report is not None
        and rules.later(report.lodged_at, [r.answered_at for r in every if r.answered_at]),
        form=form or forms.ReferenceForm(),
        about=about,
        now=g.now,
    )


@room.get("/references")
@requires(Action.REFERENCE_READ)
def references() -> Response:
    """Whom the panel asked on the appointed candidate and the reserve, and what came."""
    return _show()


@room.post("/references/<candidate_id>")
@requires(Action.REFERENCE_ASK)
def ask_reference(candidate_id: str) -> Response:
    """Ask a referee."""
    form = forms.ReferenceForm(request.form)

    def do(key: str) -> None:
        receipt = operations.ask(
            g.reader,
            candidate_id=candidate_id,
            name=form.name.data or "",
            mail=form.mail.data or "",
            key=key,
        )
        say(_("The referee is asked by mail. Receipt %(r)s.", r=receipt))

    return submit(form, do=do, then=url_for(".references"), again=lambda: _show(form, candidate_id))


@room.post("/references/link/<reference_id>/close")
@requires(Action.REFERENCE_ASK)
def close_reference(reference_id: str) -> Response:
    """Close a link that was not answered."""

    def do(key: str) -> None:
        receipt = operations.close(g.reader, reference_id, key=key)
        say(_("The link is closed. Receipt %(r)s.", r=receipt))

    return submit(None, do=do, then=url_for(".references"), again=_show)


@room.get("/references/file/<document_id>")
@requires(Action.REFERENCE_READ)
def reference_file(document_id: str) -> Response:
    """A file that a referee sent, through the one door to documents."""
    if sheets.undecided(read(), g.procedure.id, g.reader.person_id):
        raise NotFound
    opened = documents.open_document(g.reader, document_id)
    response = Response([] if request.method == "HEAD" else opened.chunks, mimetype=opened.mime)
    response.headers["Content-Length"] = str(opened.size)
    response.headers["Content-Disposition"] = content_disposition(opened.name)
    return guarded(response)
