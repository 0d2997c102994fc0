"""Who holds which capacity: the pages of those who give them (R20), and assistants (W2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import end_reading, read, requires
from recruit.access.rules import Capacity
from recruit.accounts import forms, operations, queries, rules
from recruit.accounts.views.door import bp, said
from recruit.core.errors import AlreadyDone
from recruit.core.pages import page, say, submit
from recruit.core.words import _
from recruit.states import names


@dataclass(frozen=True, slots=True)
class Door:
    """One page of people: whose it is, what it may give."""

    endpoint: str
    title: str
    lead: str
    action: Action
    capacities: tuple[Capacity, ...]

    @property
    def of_state(self) -> bool:
        """Whether some of these act for a State."""
        return bool(rules.OF_A_STATE & set(self.capacities))


def _president() -> Door:
    return Door(
        "president_people",
        _("People"),
        _("You name your office, the readers of the Coordination Committee and the auditor."),
        Action.GRANT_BY_PRESIDENT,
        (Capacity.OFFICE, Capacity.COMMITTEE, Capacity.AUDITOR),
    )


def _focal_point() -> Door:
    return Door(
        "focal_point_people",
        _("People"),
        _("You name the staff of GICHD and of the agency who work on this recruitment."),
        Action.GRANT_BY_FOCAL_POINT,
        (Capacity.STAFF, Capacity.AGENCY),
    )


def _office() -> Door:
    return Door(
        "delegates",
        _("Delegates"),
        _("Delegates are accredited on their mission's note; each gets ten one-time codes."),
        Action.GRANT_BY_OFFICE,
        (Capacity.DELEGATE,),
    )


def _assistant() -> Door:
    return Door(
        "assistant",
        _("Your assistant"),
        _(
            "An assistant sees your appointments and the windows of the calendar, and books; "
            "no task, no candidate, no document."
        ),
        Action.ASSISTANT_NAME,
        (Capacity.ASSISTANT,),
    )


def _form(door: Door, sent: Any = None) -> forms.CapacityForm:
    form = forms.CapacityForm(sent)
    form.capacity.choices = [(c.value, said(c)) for c in door.capacities]
    if not form.capacity.data:
        form.capacity.data = door.capacities[0].value
    needs = door.of_state
    form.state.choices = [("", _("none"))] + (
        names.choices(queries.state_choices(read())) if needs else []
    )
    if not form.state.data:
        form.state.data = ""
    return form


def _show(door: Door, form: forms.CapacityForm | None = None) -> Response:
    end_reading()
    own = door.action is Action.ASSISTANT_NAME
    everybody: Iterable[queries.GrantView] = queries.people(
        read(), g.reader, door.capacities, own_only=own
    )
    found = list(everybody)
    return page(
        "accounts/people.html",
        door=door,
        here=url_for(f".{door.endpoint}"),
        form=form or _form(door),
        living=[v for v in found if v.ended_at is None],
        ended=[v for v in found if v.ended_at is not None],
        labels={c: said(c) for c in door.capacities},
        lost=[] if own else queries.factor_choices(read(), g.reader),
        stepup_needed=not g.reader.fresh,
    )


def _name(door: Door) -> Response:
    form = _form(door, request.form)
    given: list[operations.Given] = []

    def do(key: str) -> operations.Given:
        made = operations.give_capacity(
            g.reader,
            door.action,
            name=form.name.data or "",
            mail=form.mail.data or "",
            capacity=Capacity(form.capacity.data),
            function=form.function.data or "",
            state_id=form.state.data or "",
            note=form.note.data or "",
            key=key,
        )
        given.append(made)
        return made

    here = url_for(f".{door.endpoint}")
    done = submit(
        form,
        do=do,
        then=here,
        again=lambda: _show(door, form),
        said="" if door.capacities == (Capacity.DELEGATE,) else _("The capacity is given."),
    )
    if not given:
        return done
    if not given[0].codes:
        if door.capacities == (Capacity.DELEGATE,):
            say(_("Accredited. No codes are made: a second factor of their own is in use."))
        return done
    return page(
        "accounts/codes.html", codes=given[0].codes, kind="handed", whose=given[0].name, on=here
    )


def _end(door: Door, grant_id: str) -> Response:
    here = url_for(f".{door.endpoint}")
    try:
        operations.end_capacity(g.reader, door.action, grant_id, key=request.form.get("key", ""))
    except AlreadyDone:
        return redirect(here, code=303)
    say(_("The capacity is ended, from now on."))
    return redirect(here, code=303)


def _factor(door: Door) -> Response:
    return submit(
        None,
        do=lambda key: operations.ask_factor_reset(
            g.reader, door.action, request.form.get("grant", ""), key=key
        ),
        then=url_for(f".{door.endpoint}"),
        again=lambda: _show(door),
        said=_("An administrator is asked to confirm it."),
    )


_PRESIDENT = {"capacity": Capacity.PRESIDENT.value}
_FOCAL_POINT = {"capacity": Capacity.FOCAL_POINT.value}
_OFFICE = {"capacity": Capacity.OFFICE.value}


@bp.get("/p/<procedure>/president/people", defaults=_PRESIDENT)
@requires(Action.GRANT_BY_PRESIDENT)
def president_people() -> Response:
    """Office, Committee readers and auditor."""
    return _show(_president())


@bp.post("/p/<procedure>/president/people", defaults=_PRESIDENT)
@requires(Action.GRANT_BY_PRESIDENT, fresh=True)
def president_names() -> Response:
    """The President names somebody."""
    return _name(_president())


@bp.post("/p/<procedure>/president/people/<grant_id>/end", defaults=_PRESIDENT)
@requires(Action.GRANT_BY_PRESIDENT, fresh=True)
def president_ends(grant_id: str) -> Response:
    """The President ends a capacity."""
    return _end(_president(), grant_id)


@bp.get("/p/<procedure>/focal-point/people", defaults=_FOCAL_POINT)
@requires(Action.GRANT_BY_FOCAL_POINT)
def focal_point_people() -> Response:
    """GICHD's staff and the agency's."""
    return _show(_focal_point())


@bp.post("/p/<procedure>/focal-point/people", defaults=_FOCAL_POINT)
@requires(Action.GRANT_BY_FOCAL_POINT, fresh=True)
def focal_point_names() -> Response:
    """The focal point names somebody."""
    return _name(_focal_point())


@bp.post("/p/<procedure>/focal-point/people/<grant_id>/end", defaults=_FOCAL_POINT)
@requires(Action.GRANT_BY_FOCAL_POINT, fresh=True)
def focal_point_ends(grant_id: str) -> Response:
    """The focal point ends a capacity."""
    return _end(_focal_point(), grant_id)


@bp.get("/p/<procedure>/office/delegates", defaults=_OFFICE)
@requires(Action.GRANT_BY_OFFICE)
def delegates() -> Response:
    """The delegates of all States."""
    return _show(_office())


@bp.post("/p/<procedure>/office/delegates", defaults=_OFFICE)
@requires(Action.GRANT_BY_OFFICE, fresh=True)
def office_accredits() -> Response:
    """The office accredits a delegate on the mission's note; the codes are shown once."""
    return _name(_office())


@bp.post("/p/<procedure>/office/delegates/<grant_id>/end", defaults=_OFFICE)
@requires(Action.GRANT_BY_OFFICE, fresh=True)
def office_ends(grant_id: str) -> Response:
    """The office ends an accreditation."""
    return _end(_office(), grant_id)


@bp.get("/p/<procedure>/<capacity>/assistant")
@requires(Action.ASSISTANT_NAME)
def assistant() -> Response:
    """One's own assistant."""
    return _show(_assistant())


@bp.post("/p/<procedure>/<capacity>/assistant")
@requires(Action.ASSISTANT_NAME, fresh=True)
def name_assistant() -> Response:
    """Name an assistant."""
    return _name(_assistant())


@bp.post("/p/<procedure>/<capacity>/assistant/<grant_id>/end")
@requires(Action.ASSISTANT_NAME, fresh=True)
def end_assistant(grant_id: str) -> Response:
    """End an assistant's capacity."""
    return _end(_assistant(), grant_id)


@bp.post("/p/<procedure>/president/people/factor", defaults=_PRESIDENT)
@requires(Action.GRANT_BY_PRESIDENT, fresh=True)
def president_asks_factor() -> Response:
    """Ask an administrator to let somebody set up another second factor (W13)."""
    return _factor(_president())


@bp.post("/p/<procedure>/focal-point/people/factor", defaults=_FOCAL_POINT)
@requires(Action.GRANT_BY_FOCAL_POINT, fresh=True)
def focal_point_asks_factor() -> Response:
    """Ask an administrator to let somebody set up another second factor (W13)."""
    return _factor(_focal_point())


@bp.post("/p/<procedure>/office/delegates/factor", defaults=_OFFICE)
@requires(Action.GRANT_BY_OFFICE, fresh=True)
def office_asks_factor() -> Response:
    """Ask an administrator to let somebody set up another second factor (W13)."""
    return _factor(_office())
