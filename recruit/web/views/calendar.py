"""The calendar's page: the picture, each window in the decision's words, para. 53."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.policy import allows
from recruit.core import times
from recruit.core.pages import page, submit
from recruit.core.words import _
from recruit.procedure import operations as presets
from recruit.procedure import queries as procedure
from recruit.procedure.presets.form import Provision
from recruit.procedure.rules.calendar import REPORT
from recruit.web import forms, operations
from recruit.web.rules import picture
from recruit.web.tasks import Known
from recruit.web.views.door import bp, drawn


@dataclass(frozen=True, slots=True)
class Line:
    """A window on the page: its words, its days, and the original where it was amended."""

    para: str
    label: str
    who: str
    text: str
    days: str
    original: str
    reason: str


def _days(window: picture.Window) -> str:
    if window.first is None or window.last is None:
        return _("No window; after the designation.")
    if window.para == REPORT:
        return _("By %(last)s, 24:00 Geneva", last=times.long_day(window.last))
    return _(
        "%(first)s, 00:00, to %(last)s, 24:00 Geneva",
        first=times.long_day(window.first),
        last=times.long_day(window.last),
    )


def _lines(about: Known) -> list[Line]:
    return [
        Line(
            s.window.para,
            picture.label_of(s.window.para),
            picture.who_of(s.window.who),
            s.window.what,
            _days(s.window),
            _days(s.original) if s.original else "",
            s.reason,
        )
        for s in about.shown_to(g.reader.capacity)
    ]


def _choices(lines: list[Line]) -> list[tuple[str, str]]:
    return [
        (line.para, f"{line.label} · {line.para}")
        for line in lines
        if line.para not in (REPORT, "54(h)")
    ]


def _provisions() -> tuple[Provision, ...]:
    return presets.preset(g.procedure.preset).provisions


def _form(lines: list[Line], sent: bool) -> forms.AmendForm:
    form = forms.AmendForm(request.form if sent else None)
    form.para.choices = _choices(lines)
    return form


def _show(form: forms.AmendForm | None = None) -> Response:
    about = Known(g.procedure, g.milestones, procedure.windows(read(), g.procedure.id))
    lines = _lines(about)
    amends = allows(Action.WINDOW_AMEND, g.reader.capacity, g.reader.column)
    return page(
        "web/calendar.html",
        calendar=drawn(about, g.reader.capacity),
        stages=picture.stages(about.shown_to(g.reader.capacity), g.now),
        lines=lines,
        provisions=_provisions(),
        meeting=g.procedure.meeting,
        procedure_name=g.procedure.name,
        amends=amends,
        form=(form or _form(lines, sent=False)) if amends else None,
    )


@bp.get("/p/<procedure>/<capacity>/calendar")
@requires(Action.CALENDAR_READ)
def calendar() -> Response:
    """The calendar as this capacity has it."""
    return _show()


@bp.post("/p/<procedure>/<capacity>/calendar")
@requires(Action.WINDOW_AMEND)
def amend() -> Response:
    """The Chair's decision on another window for a deliverable."""
    about = Known(g.procedure, g.milestones, procedure.windows(read(), g.procedure.id))
    form = _form(_lines(about), sent=True)
    return submit(
        form,
        do=lambda key: operations.amend(
            g.reader,
            para=form.para.data,
            first=form.first.data,
            last=form.last.data,
            reason=form.reason.data,
            key=key,
        ),
        then=url_for(".calendar"),
        again=lambda: _show(form),
        said=_("The amended window is recorded and stands beside the original."),
    )
