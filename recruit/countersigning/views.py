"""The acting Chair's page of one item, and the President's page of what was asked for (R5)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.rules import Capacity
from recruit.core.pages import page, submit
from recruit.core.words import _
from recruit.countersigning import forms, kinds, operations, queries, rules
from recruit.documents import door
from recruit.documents.rules import content_disposition
from recruit.documents.views.room import guarded

room = Blueprint(
    "countersigning", __name__, url_prefix="/p/<procedure>/<capacity>/countersignatures"
)
blueprints = [room]


def join(_app: Any) -> None:
    """Give the words of this room's notices."""
    kinds.register_notices()


def said(words: str) -> str:
    """What a page says after an act of the President: these words, or that it waits now."""
    if g.reader.capacity is not Capacity.PRESIDENT:
        return words
    if not queries.aside(read(), g.procedure.id, g.reader.person_id):
        return words
    return _("It is asked for, and waits for the acting Chair's countersignature.")


def beside() -> dict[str, Any]:
    """For the President's pages: whether what is asked for there waits for the acting Chair,
    and what waits now. For everybody else nothing."""
    if g.reader.capacity is not Capacity.PRESIDENT:
        return {}
    found = queries.aside(read(), g.procedure.id, g.reader.person_id)
    return {"two_people": url_for("countersigning.asked") if found else ""}


@room.get("/asked")
@requires(Action.COUNTERSIGN_ASK)
def asked() -> Response:
    """What the President asked for: what waits, and how the rest ended."""
    found = queries.requests(read(), g.procedure.id, g.now)
    return page(
        "countersigning/asked.html",
        aside=queries.aside(read(), g.procedure.id, g.reader.person_id),
        chaired=queries.chaired(read(), g.procedure.id, g.reader.person_id),
        open=[(r, r.state(g.now)) for r in found if not r.ended_at],
        ended=[(r, r.state(g.now)) for r in found if r.ended_at],
        words=rules.act_words,
        waiting_words=rules.waiting_words,
    )


@room.post("/asked/<request_id>/back")
@requires(Action.COUNTERSIGN_ASK)
def take_back(request_id: str) -> Response:
    """Take a request back while it waits."""
    return submit(
        None,
        do=lambda key: operations.take_back(g.reader, request_id=request_id, key=key),
        then=url_for(".asked"),
        again=asked,
        said=_("It is taken back; nothing was done."),
    )


@room.get("/")
@requires(Action.COUNTERSIGN)
def waiting() -> Response:
    """What waits for the acting Chair, and what this reader ended, by kind and day alone."""
    found = queries.requests(read(), g.procedure.id, g.now)
    return page(
        "countersigning/waiting.html",
        open=[r for r in found if r.state(g.now) == "waits"],
        ended=[(r, r.state(g.now)) for r in found if r.other_grant == g.reader.grant_id],
        words=rules.act_words,
    )


def _show(request_id: str, form: forms.RefuseForm | None = None) -> Response:
    found = queries.one(read(), g.procedure.id, request_id, g.now)
    if found is None or found[1].person_id == g.reader.person_id:
        raise NotFound
    view, what, document = found
    state = view.state(g.now)
    shown = None
    if state == "waits" and what.values:
        shown = kinds.of(view.act).show(read(), what, g.now)
    return page(
        "countersigning/one.html",
        view=view,
        state=state,
        shown=shown,
        document=document if shown and door.may_open(read(), g.reader, document) else "",
        words=rules.act_words(view.act),
        waiting_words=rules.waiting_words(view.act),
        form=form or forms.RefuseForm(),
    )


@room.get("/<request_id>")
@requires(Action.COUNTERSIGN)
def one(request_id: str) -> Response:
    """One item with its evidence and sender, and nothing else."""
    return _show(request_id)


@room.get("/<request_id>/evidence")
@requires(Action.COUNTERSIGN)
def evidence(request_id: str) -> Response:
    """The document of that item, as it came, while it waits."""
    found = queries.one(read(), g.procedure.id, request_id, g.now)
    if found is None or not found[2]:
        raise NotFound
    opened = door.open_document(g.reader, found[2])
    body = [] if request.method == "HEAD" else opened.chunks
    response = Response(body, mimetype=opened.mime)
    response.headers["Content-Length"] = str(opened.size)
    response.headers["Content-Disposition"] = content_disposition(opened.name)
    return guarded(response)


@room.post("/<request_id>/sign")
@requires(Action.COUNTERSIGN, fresh=True)
def sign(request_id: str) -> Response:
    """Countersign: the act is done now."""
    return submit(
        None,
        do=lambda key: operations.sign(g.reader, request_id=request_id, key=key),
        then=url_for(".waiting"),
        again=lambda: _show(request_id),
        said=_("Countersigned: the act is done, and the President is told."),
    )


@room.post("/<request_id>/refuse")
@requires(Action.COUNTERSIGN)
def refuse(request_id: str) -> Response:
    """Refuse with a reason."""
    form = forms.RefuseForm(request.form)
    return submit(
        form,
        do=lambda key: operations.refuse(
            g.reader, request_id=request_id, reason=form.reason.data or "", key=key
        ),
        then=url_for(".waiting"),
        again=lambda: _show(request_id, form),
        said=_("Refused; the President reads your reason. Nothing was done."),
    )
