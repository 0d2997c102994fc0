"""Further surrogates (C9): the Chair names them once the order is exhausted."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.core.pages import page, submit
from recruit.core.words import _
from recruit.panel import forms
from recruit.panel.operations import further as operations
from recruit.panel.queries import composition as queries
from recruit.panel.rules import composition
from recruit.panel.views.room import room
from recruit.states import names


def _show(form: forms.FurtherForm | None = None) -> Response:
    connection = read()
    around = queries.circle(connection, g.procedure.id, g.procedure.settings, g.now)
    found = queries.places(connection, g.procedure.id)
    named = {p.state_id for p in found if p.declined_at is None}
    form = form or forms.FurtherForm()
    form.state.choices = [
        ("", _("Choose")),
        *sorted(
            (
                (s, around.name(s))
                for s in {*around.committee, *around.interest}
                if s in around.party and s not in named
            ),
            key=lambda pair: names.alphabetic(pair[1]),
        ),
    ]
    return page(
        "panel/further.html",
        form=form,
        places=[
            (p, around.name(p.state_id))
            for p in found
            if p.kind == "surrogate" and p.number > composition.SURROGATES
        ],
        taken={p.id for p in found if p.grant_id},
    )


@room.get("/further")
@requires(Action.GRANT_BY_CHAIR)
def further() -> Response:
    """Who was named further, and naming another."""
    return _show()


@room.post("/further")
@requires(Action.GRANT_BY_CHAIR, fresh=True)
def name_further() -> Response:
    """Name and invite a further surrogate."""
    form = forms.FurtherForm(request.form)
    form.state.validate_choice = False
    return submit(
        form,
        do=lambda key: operations.name(
            g.reader,
            state_id=form.state.data or "",
            name=form.name.data or "",
            mail=form.mail.data or "",
            function=form.function.data or "",
            key=key,
        ),
        then=url_for(".further"),
        again=lambda: _show(form),
        said=_("The invitation is sent; it is recorded as an exception."),
    )


@room.post("/further/<place_id>/take-in")
@requires(Action.GRANT_BY_CHAIR, fresh=True)
def take_in(place_id: str) -> Response:
    """Take in who accepted, as a surrogate."""
    return submit(
        None,
        do=lambda key: operations.take_in(g.reader, place_id=place_id, key=key),
        then=url_for(".further"),
        again=_show,
        said=_("The surrogate is taken in: undertaking and declarations come first."),
    )
