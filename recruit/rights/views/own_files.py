"""Candidates' own files: GICHD puts them in hand, the Chair adds the panel's part (D4)."""

from __future__ import annotations

from collections.abc import Container
from datetime import date

from flask import Blueprint, g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.rules import Capacity
from recruit.core.pages import page, submit
from recruit.core.words import _
from recruit.correspondence.queries import matters
from recruit.correspondence.rules import matters as due
from recruit.correspondence.rules.matters import MatterKind
from recruit.procedure.rules.days import quiet_days
from recruit.rights import forms, rules
from recruit.rights.operations import parcels as operations
from recruit.rights.queries import content
from recruit.rights.queries import parcels as queries
from recruit.rights.rules import State

room = Blueprint("rights", __name__, url_prefix="/p/<procedure>/<capacity>/own-files")
_UNDER_WAY = (State.WAITS, State.MAKING, State.SENT)
_AGAIN = (State.SENT, State.FETCHED, State.OVER, State.FAILED)


def _show(of: str = "", form: forms.PrepareForm | None = None) -> Response:
    chair = g.reader.capacity is Capacity.CHAIR
    found = queries.every(read(), g.procedure.id, g.now, chairs=chair)
    waiting = [p for p in found if p.state is State.WAITS]
    added = _ratings(waiting) if chair and waiting else {}
    latest: dict[str, str] = {}
    for one in found:
        latest.setdefault(one.matter_id, one.id)
    return page(
        "rights/own_files.html",
        chair=chair,
        found=[p for p in found if not chair or p.state is not State.WAITS],
        waiting=waiting if chair else [],
        ratings=added,
        lines_of=lambda p: [[x.title, x.found, x.why] for x in added[p.candidate_id]],
        requests=[] if chair else _requests(found),
        words=rules.state_words,
        again=lambda p: (
            p.whole is chair and p.state in _AGAIN and latest[p.matter_id] == p.id and p.name
        ),
        answer_by=lambda at: due.answer_by(MatterKind.OWN_DATA, at, _holidays()),
        days=rules.LINK_DAYS.days,
        form_of=lambda m: form if form and m.id == of else forms.PrepareForm(),
        of=of,
    )


def _holidays() -> Container[date]:
    return quiet_days(g.procedure.settings)


def _requests(found: list[queries.ParcelView]) -> list[matters.MatterView]:
    """The requests for own data that wait and have nothing on its way."""
    busy = {p.matter_id for p in found if p.state in _UNDER_WAY}
    return [
        m
        for m in matters.of(read(), g.reader)
        if m.kind is MatterKind.OWN_DATA and m.answered_at is None and m.id not in busy
    ]


def _ratings(waiting: list[queries.ParcelView]) -> dict[str, list[content.Line]]:
    names = content.everybody(read(), g.procedure.id)
    candidates = sorted({p.candidate_id for p in waiting})
    return content.ratings(read(), g.procedure.id, candidates, names)


@room.get("/")
@requires(Action.OWN_FILE_READ)
def own_files() -> Response:
    """What was asked for, what is on its way, what was fetched."""
    return _show()


@room.post("/<matter_id>")
@requires(Action.OWN_FILE_MAKE)
def prepare(matter_id: str) -> Response:
    """Put the own file in hand that answers a request."""
    form = forms.PrepareForm(request.form)
    return submit(
        form,
        do=lambda key: operations.prepare(
            g.reader,
            matter_id=matter_id,
            reference=form.reference.data or "",
            identity=form.identity.data or "",
            key=key,
        ),
        then=url_for(".own_files"),
        again=lambda: _show(matter_id, form),
        said=_("It is put in hand. The link goes to the address on file once it is ready."),
    )


@room.post("/<parcel_id>/release")
@requires(Action.OWN_FILE_RELEASE, fresh=True)
def release(parcel_id: str) -> Response:
    """The Chair adds the panel's part and lets it go."""
    form = forms.ReleaseForm(request.form)
    return submit(
        form,
        do=lambda key: operations.release(
            g.reader, parcel_id=parcel_id, version=form.version.data or 0, key=key
        ),
        then=url_for(".own_files"),
        again=_show,
        said=_("Released. The link goes to the candidate alone, once the file is ready."),
    )


@room.post("/<parcel_id>/again")
@requires(Action.OWN_FILE_AGAIN)
def again(parcel_id: str) -> Response:
    """Have it made anew, with a new link."""
    return submit(
        None,
        do=lambda key: operations.again(g.reader, parcel_id=parcel_id, key=key),
        then=url_for(".own_files"),
        again=_show,
        said=_("It is made anew; the link before gives nothing any more."),
    )
