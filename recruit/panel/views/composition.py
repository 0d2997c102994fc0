"""The composition: composing for the President, seats, States and names for the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import ahead, read, requires
from recruit.access.policy import allows
from recruit.access.rules import Capacity
from recruit.core import times
from recruit.core.errors import Kind, Refusal, examine
from recruit.core.pages import page, submit
from recruit.core.words import _, ngettext
from recruit.panel import forms
from recruit.panel.operations import composition as operations
from recruit.panel.queries import ahead as asking
from recruit.panel.queries import composition as queries
from recruit.panel.queries import declarations, seats
from recruit.panel.queries.composition import Circle, PlaceView
from recruit.panel.rules import balance, composition
from recruit.panel.rules.balance import Of, Person
from recruit.panel.views import pictures
from recruit.panel.views.room import room
from recruit.procedure import queries as procedure
from recruit.procedure.rules.days import end_of
from recruit.procedure.rules.milestones import MilestoneKind, latest
from recruit.states import names


@dataclass(frozen=True, slots=True)
class Option:
    """A State, or the person it offers, that could be named to the place."""

    value: str
    state: str
    about: str
    line: pictures.Line
    person: Person
    chosen: bool


def _vacant(found: list[PlaceView]) -> list[tuple[str, int]]:
    taken = {(p.kind, p.number) for p in found if p.declined_at is None and p.invited_at}
    wanted = [("seat", n) for n in range(2, composition.SEATS + 1)]
    wanted += [("surrogate", n) for n in range(1, composition.SURROGATES + 1)]
    return [place for place in wanted if place not in taken]


def place_name(kind: str, number: int) -> str:
    """A place in words."""
    if kind == "seat":
        return _("Seat %(n)s", n=number)
    return (
        [_("First"), _("Second"), _("Third"), _("Fourth")][number - 1]
        if number < 5
        else str(number)
    )


def _options(
    around: Circle,
    standing: list[PlaceView],
    five: list[Person],
    waiting: list[Person],
    to: Of,
    chosen: str,
) -> list[Option]:
    used = {p.state_id for p in standing}
    offered: list[tuple[str, str, str, Person]] = []
    for interest in around.interest.values():
        if interest.state_id in used or interest.state_id not in around.party:
            continue
        offered.append(
            (
                interest.state_id,
                around.name(interest.state_id),
                _(
                    "%(name)s · interest expressed %(day)s",
                    name=interest.person_name,
                    day=times.day(times.geneva_date(interest.received_at)),
                ),
                around.person(interest.state_id, interest.gender),
            )
        )
    for state_id in around.committee:
        if state_id in used or state_id in around.interest or state_id not in around.party:
            continue
        offered.append(
            (
                state_id,
                around.name(state_id),
                _("Coordination Committee"),
                around.person(state_id, ""),
            )
        )
    offered.sort(key=lambda o: names.alphabetic(o[1]))
    made = balance.with_choice(five, waiting, [o[3] for o in offered], to=to)
    return [
        Option(value, state, about, pictures.line(choice), person, value == chosen)
        for (value, state, about, person), choice in zip(offered, made, strict=True)
    ]


def _composing(drawn: dict[str, Any]) -> Response:
    ahead(asking.COMPOSING)
    connection = read()
    settings = g.procedure.settings
    around = queries.circle(connection, g.procedure.id, settings, g.now)
    found = queries.places(connection, g.procedure.id)
    standing = [p for p in found if p.declined_at is None]
    president_id, _state = queries.president(connection, g.procedure.id)
    vacant = _vacant(found)
    wanted = request.values.get("place", "")
    kind, _sep, number = wanted.partition("-")
    current = (kind, int(number)) if number.isdecimal() else ("", 0)
    if current not in vacant:
        current = vacant[0] if vacant else ("", 0)
    others = [p for p in standing if (p.kind, p.number) != current]
    people = {
        k: [around.person(p.state_id, p.gender) for p in others if p.kind == k]
        for k in ("seat", "surrogate")
    }
    to = Of.FIVE if current[0] == "seat" else Of.NINE
    chosen = request.values.get("choice", "")
    options = (
        _options(around, others, people["seat"], people["surrogate"], to, chosen)
        if current[0]
        else []
    )
    option = next((o for o in options if o.chosen), None)
    parts, after = pictures.picture(
        people["seat"], people["surrogate"], chosen=option.person if option else None, to=to
    )
    written = queries.balance_reason(connection, g.procedure.id)
    words = queries.words_of(after)
    reason = written[1] if written is not None and written[0] == words else ""
    made = queries.composition_of(found, around, president_id, settings, reason)
    window = next(w for w in procedure.windows(connection, g.procedure.id) if w.para == "54(b)")
    due = end_of(window.last_in_force) if window.last_in_force else None
    full = len(made.seats) == 5 or len(made.everybody) == 9 or option is not None
    values: dict[str, Any] = {
        "places": found,
        "around": around,
        "pictures": pictures,
        "place_name": place_name,
        "vacant": vacant,
        "current": current,
        "options": options,
        "option": option,
        "parts": parts,
        "warnings": after.warnings if full and len(people["seat"]) >= 4 else (),
        "checked": examine(composition.CONSTITUTION, made),
        "reason_needed": not after.balanced and not reason,
        "president_id": president_id,
        "due": due,
        "left": times.left(g.now, due) if due else "",
        "title": _title(vacant, made),
        "form": forms.NameForm(
            data={"place": f"{current[0]}-{current[1]}" if current[0] else "", "choice": chosen}
        ),
        "gender_form": forms.GenderForm(
            data={"gender": next((p.gender for p in found if p.person_id == president_id), "")}
        ),
        "reason_form": forms.ReasonForm(),
    }
    return page("panel/compose.html", **{**values, **drawn})


def _title(vacant: list[tuple[str, int]], made: composition.Composition) -> str:
    if vacant:
        return ngettext("One place left to fill", "%(n)s places left to fill", len(vacant))
    if any(not n.accepted and not n.chair for n in made.everybody):
        return _("All nine are invited")
    return _("All nine have accepted")


def _known() -> Response:
    ahead(asking.COMPOSITION)
    connection = read()
    around = queries.circle(connection, g.procedure.id, g.procedure.settings, g.now)
    constituted = latest(g.milestones, MilestoneKind.PANEL_CONSTITUTED)
    as_president = g.reader.capacity is Capacity.PRESIDENT
    if constituted is None:
        found = [p for p in queries.places(connection, g.procedure.id) if p.accepted_at]
        people = {
            k: [around.person(p.state_id, p.gender) for p in found if p.kind == k]
            for k in ("seat", "surrogate")
        }
        seated = {p.number: (p.state_id, p.name) for p in found if p.kind == "seat"}
        order = [(p.number, p.state_id, p.name) for p in found if p.kind == "surrogate"]
        parts, _after = pictures.picture(people["seat"], people["surrogate"])
        return page(
            "panel/composition.html",
            around=around,
            constituted=None,
            seated=seated,
            order=order,
            parts=parts,
            chair_seat=1,
            given={},
            place_name=place_name,
            reason=None,
        )
    occupants = seats.occupants(connection, g.procedure.id)
    five, waiting, _people = queries.living(connection, g.procedure.id, around)
    parts, _after = pictures.picture(five, waiting)
    chairs = {c.person_id for c in occupants["chair"]}
    given: dict[str, tuple[bool, bool]] = {}
    if as_president:
        asked = declarations.any_asked(connection, g.procedure.id)
        left = declarations.left_of(connection, g.procedure.id)
        for kind in ("member", "surrogate"):
            for s in occupants[kind]:
                given[s.name] = (
                    s.undertaken_at is not None,
                    asked and left.get(s.person_id) == 0,
                )
    sees_reason = as_president or g.reader.capacity in (
        Capacity.OFFICE,
        Capacity.MEMBER,
        Capacity.CHAIR,
    )
    return page(
        "panel/composition.html",
        around=around,
        constituted=constituted,
        seated={m.seat: (m.state_id, m.name) for m in occupants["member"]},
        order=[(s.seat, s.state_id, s.name) for s in occupants["surrogate"]],
        parts=parts,
        chair_seat=next((m.seat for m in occupants["member"] if m.person_id in chairs), 0),
        given=given,
        place_name=place_name,
        reason=queries.balance_reason(connection, g.procedure.id) if sees_reason else None,
    )


def _show(**drawn: Any) -> Response:
    composing = (
        allows(Action.COMPOSITION_COMPOSE, g.reader.capacity, g.reader.column)
        and latest(g.milestones, MilestoneKind.PANEL_CONSTITUTED) is None
    )
    return _composing(drawn) if composing else _known()


@room.get("/")
@requires(Action.COMPOSITION_READ)
def composition_() -> Response:
    """The composition as this capacity has it."""
    return _show()


room.add_url_rule("/", "composition", composition_, methods=["GET"])


@room.post("/name")
@requires(Action.COMPOSITION_COMPOSE)
def name() -> Response:
    """Name somebody to a place: invite at once, or keep as a draft."""
    form = forms.NameForm(request.form)

    def do(key: str) -> str:
        kind, _sep, number = (form.place.data or "").partition("-")
        found = {i.state_id: i for i in queries.interest(read(), g.procedure.id)}
        offered = found.get(form.choice.data or "")
        if not form.choice.data:
            raise Refusal(
                "P53c-1", "para. 53(c)", _("Choose a State and person."), kind=Kind.INVALID
            )
        return operations.name(
            g.reader,
            kind=kind,
            number=int(number) if number.isdecimal() else 0,
            state_id=form.choice.data,
            name=form.name.data or (offered.person_name if offered else ""),
            mail=form.mail.data or (offered.mail if offered else ""),
            function=form.function.data or (offered.person_function if offered else ""),
            gender=form.gender.data or (offered.gender if offered else ""),
            invite="draft" not in request.form,
            reason=form.reason.data or "",
            key=key,
        )

    return submit(
        form,
        do=do,
        then=url_for(".composition"),
        again=lambda: _show(form=form),
        said=_("The place is filled as a draft.")
        if "draft" in request.form
        else _("The invitation is sent."),
    )


@room.post("/places/<place_id>/invite")
@requires(Action.COMPOSITION_COMPOSE)
def invite(place_id: str) -> Response:
    """Invite who is named as a draft."""
    form = forms.ReasonForm(request.form)
    return submit(
        form,
        do=lambda key: operations.invite(
            g.reader, place_id=place_id, reason=form.reason.data or "", key=key
        ),
        then=url_for(".composition"),
        again=_show,
        said=_("The invitation is sent."),
    )


@room.post("/places/<place_id>/take-back")
@requires(Action.COMPOSITION_COMPOSE)
def take_back(place_id: str) -> Response:
    """Take a naming back."""
    return submit(
        None,
        do=lambda key: operations.take_back(g.reader, place_id=place_id, key=key),
        then=url_for(".composition"),
        again=_show,
        said=_("The naming is taken back; the place is free."),
    )


@room.post("/own-gender")
@requires(Action.COMPOSITION_COMPOSE)
def own_gender() -> Response:
    """What the President gives for the balance."""
    form = forms.GenderForm(request.form)
    return submit(
        form,
        do=lambda key: operations.own_gender(g.reader, gender=form.gender.data or "", key=key),
        then=url_for(".composition"),
        again=lambda: _show(gender_form=form),
        said=_("The balance counts it from now on."),
    )


@room.post("/constitute")
@requires(Action.COMPOSITION_COMPOSE, fresh=True)
def constitute() -> Response:
    """Constitute the panel."""
    form = forms.ReasonForm(request.form)
    return submit(
        form,
        do=lambda key: operations.constitute(g.reader, reason=form.reason.data or "", key=key),
        then=url_for(".composition"),
        again=lambda: _show(reason_form=form),
        said=_("The panel is constituted. Each of the nine is told, and signs the undertaking."),
    )
