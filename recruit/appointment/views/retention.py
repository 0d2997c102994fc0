"""What is kept until when, and its erasure: announced, confirmed by two, certified (D3, R27)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response as FlaskResponse
from flask import g, json, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.policy import allows
from recruit.appointment import forms
from recruit.appointment.operations import period as periods
from recruit.appointment.operations import retention as operations
from recruit.appointment.queries import retention as queries
from recruit.appointment.rules import access_end as access_ends
from recruit.appointment.rules import retention as rules
from recruit.appointment.rules.retention import Lot
from recruit.appointment.views.door import room
from recruit.core.pages import page, submit
from recruit.core.words import _
from recruit.procedure.rules.ending import after, ended
from recruit.report.queries import edition


def _lot(name: str) -> Lot:
    try:
        return Lot(name)
    except ValueError:
        raise NotFound from None


def _show(
    lot: Lot | None = None,
    form: forms.HoldForm | None = None,
    period_form: forms.PeriodForm | None = None,
) -> Response:
    end = ended(g.milestones)
    if end is None:
        raise NotFound
    found, settings = queries.erasures(read(), g.procedure.id), g.procedure.settings
    return page(
        "appointment/retention.html",
        end=end,
        lots=[_drawn(each, found.get(each), end, settings) for each in Lot],
        references=queries.references(read(), g.procedure.id),
        changes=queries.changes(read(), g.procedure.id),
        period_form=lambda each: period_form if each is lot and period_form else _period(each),
        access_ends=after(end, access_ends.MONTHS),
        certified=_certified(found),
        edition=edition.standing(read(), g.procedure.id)
        if allows(Action.EDITION_READ, g.reader.capacity, g.reader.column)
        else None,
        hold_forms={each: form if each is lot and form else forms.HoldForm() for each in Lot},
    )


def _certified(found: dict[Lot, queries.ErasureView]) -> datetime | None:
    """When the last of the erasures was certified; None while one is not done."""
    done = [view.done_at for view in found.values() if view.done_at is not None]
    return max(done) if len(done) == len(Lot) else None


def _period(lot: Lot) -> forms.PeriodForm:
    return forms.PeriodForm(data={"months": int(g.procedure.settings[rules.MONTHS[lot]])})


def _drawn(lot: Lot, view: queries.ErasureView | None, end: Any, settings: Any) -> dict[str, Any]:
    side, capacity = rules.side(lot, g.reader.capacity), g.reader.capacity

    def may(action: Action) -> bool:
        return allows(action, capacity, g.reader.column)

    open_ = view is not None and view.begun_at is None
    people = (view.one_person, view.other_person) if view else ("", "")
    return {
        "lot": lot,
        "name": rules.lot_words(lot),
        "says": rules.lot_says(lot),
        "over": rules.over(lot, end, settings),
        "view": view,
        "may_announce": view is None and side == 0 and may(Action.ERASURE_ANNOUNCE),
        "may_change": view is None and side == 0 and may(Action.PERIOD_CHANGE),
        "bounds": rules.BOUNDS[lot],
        "may_confirm": open_
        and side is not None
        and not people[side]
        and people[1 - side] != g.reader.person_id
        and may(Action.ERASURE_CONFIRM),
        "may_hold": open_ and may(Action.ERASURE_HOLD),
    }


@room.get("/retention")
@requires(Action.ERASURE_READ)
def retention() -> Response:
    """Both lots: until when they are kept, and how their erasure stands."""
    return _show()


@room.get("/retention/<lot>/certificate")
@requires(Action.ERASURE_READ)
def certificate(lot: str) -> Response:
    """The certificate of an erasure that was done, as JSON: counts, times, no name."""
    view = queries.erasures(read(), g.procedure.id).get(_lot(lot))
    if view is None or view.done_at is None:
        raise NotFound
    said: dict[str, Any] = {
        "procedure": g.procedure.name,
        "lot": view.lot.value,
        "announced": view.announced_at.isoformat(),
        "not before": view.due_at.isoformat(),
        "confirmed": [each.isoformat() for each in (view.one_at, view.other_at) if each],
        "begun": view.begun_at.isoformat() if view.begun_at else "",
        "certified": view.done_at.isoformat(),
        "counts": view.counts,
    }
    if view.lot is Lot.PANEL:
        said["second editions"] = [
            {
                "of": f"{one.kind} {one.number}",
                "sha256": one.content_hash,
                "file sha256": one.file_hash,
                "first edition's sha256": one.first_hash,
            }
            for one in edition.standing(read(), g.procedure.id).made
        ]
    return FlaskResponse(
        json.dumps(said, indent=2, sort_keys=False),
        mimetype="application/json",
        headers={"Content-Disposition": f"attachment; filename=erasure-{view.lot.value}.json"},
    )


@room.post("/retention/<lot>/announce")
@requires(Action.ERASURE_ANNOUNCE)
def announce_erasure(lot: str) -> Response:
    """Announce it, fourteen days before at least."""
    which = _lot(lot)
    return submit(
        None,
        do=lambda key: operations.announce(g.reader, lot=which, key=key),
        then=url_for(".retention"),
        again=_show,
        said=_("The erasure is announced; everybody who confirms or is touched is told."),
    )


@room.post("/retention/<lot>/confirm")
@requires(Action.ERASURE_CONFIRM, fresh=True)
def confirm_erasure(lot: str) -> Response:
    """Confirm it for one side."""
    which = _lot(lot)
    return submit(
        None,
        do=lambda key: operations.confirm(g.reader, lot=which, key=key),
        then=url_for(".retention"),
        again=_show,
        said=_("Your confirmation is recorded."),
    )


@room.post("/retention/<lot>/hold")
@requires(Action.ERASURE_HOLD)
def hold_erasure(lot: str) -> Response:
    """Put it on legal hold, or release it."""
    which, form = _lot(lot), forms.HoldForm(request.form)
    return submit(
        form,
        do=lambda key: operations.hold(g.reader, lot=which, why=form.why.data or "", key=key),
        then=url_for(".retention"),
        again=lambda: _show(which, form),
        said=_("It is recorded."),
    )


@room.post("/retention/<lot>/period")
@requires(Action.PERIOD_CHANGE, fresh=True)
def change_period(lot: str) -> Response:
    """Change the period; every record affected is listed with its old and new date."""
    which, form = _lot(lot), forms.PeriodForm(request.form)
    return submit(
        form,
        do=lambda key: periods.change(
            g.reader,
            lot=which,
            months=form.months.data or 0,
            reason=form.reason.data or "",
            key=key,
        ),
        then=url_for(".retention"),
        again=lambda: _show(which, period_form=form),
        said=_("The period is changed; every record affected is listed below."),
    )
