"""The administrators' pages: procedures, who is President and focal point, health. No content."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import end_reading, read, requires
from recruit.access.rules import Capacity
from recruit.accounts import forms, operations, queries
from recruit.accounts.operations import naming
from recruit.accounts.views.door import bp, said
from recruit.core.errors import AlreadyDone, Kind, Refusal
from recruit.core.pages import page, say, submit
from recruit.core.words import _
from recruit.notices import queries as notices
from recruit.procedure import operations as procedures
from recruit.procedure import queries as procedure_queries
from recruit.procedure.rules.days import at_geneva


def _procedure_form(sent: Any = None) -> forms.ProcedureForm:
    form = forms.ProcedureForm(sent)
    form.preset.choices = [(name, preset.title) for name, preset in procedures.PRESETS.items()]
    return form


def _site(
    form: forms.ProcedureForm | None = None, sessions: forms.SessionsForm | None = None
) -> Response:
    end_reading()
    return page(
        "accounts/site.html",
        lines=queries.procedure_lines(read()),
        health=queries.health(read(), g.now),
        lost=notices.lost_of_site(read(), g.now),
        factors=queries.factors_asked(read(), g.reader),
        labels={c: said(c) for c in Capacity},
        form=form or _procedure_form(),
        sessions_form=sessions or forms.SessionsForm(),
        stepup_needed=not g.reader.fresh,
    )


@bp.get("/site")
@requires(Action.SITE_ADMINISTER)
def site() -> Response:
    """All procedures and the health of the installation."""
    return _site()


@bp.post("/site/procedures")
@requires(Action.SITE_ADMINISTER, fresh=True)
def open_procedure() -> Response:
    """Open a procedure from a preset."""
    form = _procedure_form(request.form)

    def do(key: str) -> str:
        closure = form.closure.data
        return operations.create_procedure(
            g.reader,
            name=form.name.data or "",
            preset=form.preset.data,
            closure_at=at_geneva(closure.date(), closure.time()) if closure else None,
            key=key,
        )

    return submit(
        form,
        do=do,
        then=lambda name: url_for(".named", name=name or form.name.data),
        again=lambda: _site(form),
        said=_("The procedure is open. Name the President and the focal point."),
    )


@bp.post("/site/sessions/end")
@requires(Action.SESSIONS_END, fresh=True)
def end_sessions_of() -> Response:
    """End the sessions of whoever has this address; the answer tells nothing of them."""
    form = forms.SessionsForm(request.form)
    return submit(
        form,
        do=lambda key: operations.end_sessions_of(g.reader, mail=form.mail.data or "", key=key),
        then=url_for(".site"),
        again=lambda: _site(sessions=form),
        said=_("Whoever has this address is signed in nowhere now, and told so."),
    )


@bp.post("/site/sessions/end-all")
@requires(Action.SESSIONS_END, fresh=True)
def end_every_session() -> Response:
    """End everybody's sessions but this one."""
    return submit(
        None,
        do=lambda key: operations.end_every_session(g.reader, key=key),
        then=url_for(".site"),
        again=_site,
        said=_("Everybody but you is signed out, and told so."),
    )


_BOTH = (Capacity.PRESIDENT, Capacity.FOCAL_POINT)


def _ask_form(sent: Any = None, vacant: tuple[Capacity, ...] = _BOTH) -> forms.AskForm:
    form = forms.AskForm(sent)
    form.capacity.choices = [(c.value, said(c)) for c in vacant]
    return form


def _named(
    name: str,
    form: forms.AskForm | None = None,
    successor: forms.SuccessionForm | None = None,
) -> Response:
    end_reading()
    found = procedure_queries.by_name(read(), name)
    if found is None:
        raise NotFound
    line = next(x for x in queries.procedure_lines(read()) if x.name == name)
    asked = queries.asked(read(), g.reader, found.id)
    held = {Capacity.PRESIDENT: line.president, Capacity.FOCAL_POINT: line.focal_point}
    waiting = {one.capacity for one in asked}
    vacant = tuple(c for c in _BOTH if not held[c] and c not in waiting)
    return page(
        "accounts/named.html",
        line=line,
        asked=asked,
        vacant=vacant,
        labels={c: said(c) for c in (Capacity.PRESIDENT, Capacity.FOCAL_POINT)},
        lost=queries.factor_choices(read(), g.reader, found.id),
        form=form or _ask_form(vacant=vacant),
        successor=successor or forms.SuccessionForm(),
        succeeds=successor is not None,
        waiting={capacity.value for capacity in waiting},
        stepup_needed=not g.reader.fresh,
    )


@bp.get("/site/procedures/<name>")
@requires(Action.GRANT_BY_ADMINISTRATOR)
def named(name: str) -> Response:
    """Who is named in a procedure, and what waits for the other administrator."""
    return _named(name)


@bp.post("/site/procedures/<name>")
@requires(Action.GRANT_BY_ADMINISTRATOR, fresh=True)
def ask(name: str) -> Response:
    """Ask the other administrator to confirm a naming."""
    form = _ask_form(request.form)
    return submit(
        form,
        do=lambda key: operations.ask(
            g.reader,
            procedure_name=name,
            capacity=Capacity(form.capacity.data),
            act_name=naming.NAME,
            name=form.name.data or "",
            mail=form.mail.data or "",
            key=key,
        ),
        then=url_for(".named", name=name),
        again=lambda: _named(name, form),
        said=_("The other administrator is asked to confirm."),
    )


@bp.post("/site/procedures/<name>/end")
@requires(Action.GRANT_BY_ADMINISTRATOR, fresh=True)
def ask_end(name: str) -> Response:
    """Ask the other administrator to confirm the end of a capacity."""
    try:
        capacity = Capacity(request.form.get("of", ""))
    except ValueError:
        raise NotFound from None
    return submit(
        None,
        do=lambda key: operations.ask(
            g.reader, procedure_name=name, capacity=capacity, act_name=naming.END, key=key
        ),
        then=url_for(".named", name=name),
        again=lambda: _named(name),
        said=_("The other administrator is asked to confirm."),
    )


@bp.post("/site/procedures/<name>/successor")
@requires(Action.GRANT_BY_ADMINISTRATOR, fresh=True)
def ask_successor(name: str) -> Response:
    """Ask the other administrator to confirm the President's successor (R21)."""
    form = forms.SuccessionForm(request.form)
    return submit(
        form,
        do=lambda key: operations.ask(
            g.reader,
            procedure_name=name,
            capacity=Capacity.PRESIDENT,
            act_name=naming.SUCCEED,
            name=form.name.data or "",
            mail=form.mail.data or "",
            letter=form.letter.data or "",
            key=key,
        ),
        then=url_for(".named", name=name),
        again=lambda: _named(name, successor=form),
        said=_("The other administrator is asked to confirm."),
    )


def _settle(name: str, second_id: str, do: Any, said: str) -> Response:
    try:
        do(g.reader, second_id, key=request.form.get("key", ""))
        say(said)
    except AlreadyDone:
        pass
    except Refusal as refusal:
        if refusal.kind is Kind.UNKNOWN:
            raise
        g.refusal, g.form_status = refusal, 409
        return _named(name)
    return redirect(url_for(".named", name=name), code=303)


@bp.post("/site/procedures/<name>/asked/<second_id>/confirm")
@requires(Action.GRANT_BY_ADMINISTRATOR, fresh=True)
def confirm(name: str, second_id: str) -> Response:
    """Confirm what the other administrator asked for: it is done."""
    return _settle(name, second_id, operations.confirm, _("It is done, and told to the person."))


@bp.post("/site/procedures/<name>/asked/<second_id>/withdraw")
@requires(Action.GRANT_BY_ADMINISTRATOR, fresh=True)
def withdraw(name: str, second_id: str) -> Response:
    """Withdraw what waits for a confirmation."""
    return _settle(name, second_id, operations.withdraw, _("It is withdrawn; nothing was done."))


@bp.post("/site/procedures/<name>/factor")
@requires(Action.GRANT_BY_ADMINISTRATOR, fresh=True)
def ask_factor(name: str) -> Response:
    """Ask the other administrator to let the President or the focal point set up another factor."""
    return submit(
        None,
        do=lambda key: operations.ask_factor_reset(
            g.reader, Action.GRANT_BY_ADMINISTRATOR, request.form.get("grant", ""), key=key
        ),
        then=url_for(".named", name=name),
        again=lambda: _named(name),
        said=_("The other administrator is asked to confirm."),
    )


@bp.post("/site/factors/<second_id>/confirm")
@requires(Action.GRANT_BY_ADMINISTRATOR, fresh=True)
def confirm_factor(second_id: str) -> Response:
    """Confirm that somebody may set up another second factor (W13)."""
    return submit(
        None,
        do=lambda key: operations.confirm_factor_reset(g.reader, second_id, key=key),
        then=url_for(".site"),
        again=_site,
        said=_("At the next sign-in another authenticator is set up; the person is told."),
    )


@bp.post("/site/factors/<second_id>/withdraw")
@requires(Action.GRANT_BY_ADMINISTRATOR, fresh=True)
def withdraw_factor(second_id: str) -> Response:
    """Leave the second factor as it is."""
    return submit(
        None,
        do=lambda key: operations.withdraw_factor_reset(g.reader, second_id, key=key),
        then=url_for(".site"),
        again=_site,
        said=_("It is withdrawn; nothing was done."),
    )
