"""Interest in serving: the delegate's page, the list of the President and the office."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.policy import allows
from recruit.core.pages import page, submit
from recruit.core.words import _
from recruit.panel import forms
from recruit.panel.operations import interest as operations
from recruit.panel.queries import composition as queries
from recruit.panel.views.room import room
from recruit.states import names
from recruit.states import queries as states


def _list(form: forms.LetterForm | None = None) -> Response:
    known = states.states(read(), g.procedure.id)
    form = form or forms.LetterForm()
    form.state.choices = [("", _("Choose"))] + names.choices(
        (s.id, s.name) for s in known.values() if states.party(s, g.now)
    )
    return page(
        "panel/interest.html",
        found=queries.interest(read(), g.procedure.id),
        states=known,
        may_register=allows(Action.CONTACTS_KEEP, g.reader.capacity, g.reader.column),
        form=form,
    )


@room.get("/interest")
@requires(Action.INTEREST_READ)
def interest() -> Response:
    """The expressions of interest, by receipt."""
    return _list()


@room.post("/interest")
@requires(Action.CONTACTS_KEEP)
def register_interest() -> Response:
    """The office registers interest that came by letter."""
    form = forms.LetterForm(request.form)
    form.state.choices = [
        (s.id, s.name)
        for s in states.states(read(), g.procedure.id).values()
        if states.party(s, g.now)
    ]
    return submit(
        form,
        do=lambda key: operations.register(
            g.reader,
            state_id=form.state.data,
            name=form.name.data,
            function=form.function.data or "",
            mail=form.mail.data,
            gender=form.gender.data or "",
            evidence=form.evidence.data,
            key=key,
        ),
        then=url_for(".interest"),
        again=lambda: _list(form),
        said=_("The expression of interest is registered."),
    )


def _express(form: forms.InterestForm | None = None) -> Response:
    found = queries.interest(read(), g.procedure.id)
    known = states.states(read(), g.procedure.id)
    return page(
        "panel/express.html",
        own=next((i for i in found if i.state_id == g.reader.state_id), None),
        state=known.get(g.reader.state_id),
        form=form or forms.InterestForm(),
    )


@room.get("/express")
@requires(Action.INTEREST_EXPRESS)
def express() -> Response:
    """A delegate's page: the State's own interest."""
    return _express()


@room.post("/express")
@requires(Action.INTEREST_EXPRESS)
def express_interest() -> Response:
    """Express the State's interest."""
    form = forms.InterestForm(request.form)
    return submit(
        form,
        do=lambda key: operations.express(
            g.reader,
            name=form.name.data,
            function=form.function.data or "",
            mail=form.mail.data,
            gender=form.gender.data or "",
            key=key,
        ),
        then=url_for(".express"),
        again=lambda: _express(form),
        said=_("Your State's interest is recorded and told to the President."),
    )
