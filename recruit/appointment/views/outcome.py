"""The outcome: for those who follow the procedure, for the public, and closing without one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import g, request, url_for
from sqlalchemy.engine import Connection
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.policy import allows
from recruit.appointment import forms
from recruit.appointment.operations import outcome as operations
from recruit.appointment.queries import contract as reading
from recruit.appointment.views.door import public, room
from recruit.approval.queries import rounds
from recruit.approval.rules.after import Ground
from recruit.approval.rules.round import RoundState
from recruit.core.pages import page, submit
from recruit.core.words import _
from recruit.countersigning import views as countersigning
from recruit.countersigning.kinds import Asked, Shown
from recruit.procedure import queries as procedure
from recruit.report.operations import finding


def _show() -> Response:
    view = rounds.current(read(), g.procedure.id)
    found = view.state(g.now) if view else None
    steps = reading.steps(read(), view.id) if view else []
    content = rounds.content(view) if view else None
    values: dict[str, Any] = {
        "name": content.name if content else "",
        "position": reading.POSITION,
        "found": found.value if found else "",
        "as_of": view.deadline(g.now) if view else None,
        "accepted": any(s.kind == "accepted" for s in steps),
        "published": reading.published(read(), g.procedure.id),
        "term": reading.contract(read(), g.procedure.id),
        "closing": reading.closing(read(), g.procedure.id),
        "may_publish": allows(Action.OUTCOME_PUBLISH, g.reader.capacity, g.reader.column),
    }
    return page("appointment/outcome.html", **values)


@room.get("/outcome")
@requires(Action.OUTCOME_READ)
def outcome() -> Response:
    """The outcome as delegations, Committee, panel and President have it."""
    return _show()


@room.post("/outcome")
@requires(Action.OUTCOME_PUBLISH)
def publish() -> Response:
    """Publish name and position."""
    return submit(
        None,
        do=lambda key: operations.publish(g.reader, key=key),
        then=url_for(".outcome"),
        again=_show,
        said=_("The outcome is public from now on."),
    )


def _closing(form: forms.CloseForm) -> Response:
    given = finding.given(read(), g.procedure.id)
    return page("appointment/close.html", form=form, finding=given, **countersigning.beside())


def show_closing(_connection: Connection, asked: Asked, _now: datetime) -> Shown:
    """What the acting Chair reads of a closing that waits (R5)."""
    ground = (_("Ground"), forms.ground_words(asked.values["ground"]))
    return Shown([ground], [(_("Reason, told to all States Parties"), asked.values["reason"])])


@room.get("/close")
@requires(Action.CLOSE)
def close() -> Response:
    """Closing without result, by the President."""
    return _closing(forms.CloseForm())


@room.post("/close")
@requires(Action.CLOSE, fresh=True)
def close_without_result() -> Response:
    """Record that the procedure ends without a designation."""
    form = forms.CloseForm(request.form)
    waits = countersigning.beside().get("two_people")
    return submit(
        form,
        do=lambda key: operations.close_without_result(
            g.reader, ground=Ground(form.ground.data), reason=form.reason.data, key=key
        ),
        then=url_for(".outcome") if not waits else url_for("countersigning.asked"),
        again=lambda: _closing(form),
        said=countersigning.said(_("The recruitment is closed without result; all are told.")),
    )


@public.get("/<name>")
@requires(Action.PUBLIC_READ)
def announced(name: str) -> Response:
    """The outcome as the public sees it; nothing before it is published."""
    about = procedure.by_name(read(), name)
    shown = reading.published(read(), about.id) if about else None
    view = rounds.one(read(), shown.round_id) if shown else None
    if about is None or shown is None or view is None:
        raise NotFound
    found = view.state(g.now)
    return page(
        "appointment/announced.html",
        title=about.title,
        outcome=shown if found is RoundState.CERTIFIED else None,
        review=found is RoundState.DISPUTED,
        at=shown.at,
    )
