"""The panel's requests for the applications received, and GICHD's answers (R7)."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.core.errors import Kind, Refusal
from recruit.core.pages import page, submit
from recruit.core.words import _
from recruit.documents import queries as documents
from recruit.panel.queries import seats
from recruit.prescreening import forms
from recruit.prescreening.operations import requests as operations
from recruit.prescreening.queries import candidates
from recruit.prescreening.queries import requests as queries
from recruit.prescreening.rules.requests import State
from recruit.prescreening.views.focal import outcome_words
from recruit.prescreening.views.room import room


def _all() -> list[queries.RequestView]:
    chair = seats.chair(read(), g.procedure.id)
    return queries.requests(
        read(), g.reader, g.procedure.settings, chair.member_grant if chair else ""
    )


def state_words(state: State) -> str:
    """Where a request stands, in words."""
    return {
        State.MOVED: _("moved"),
        State.REQUESTED: _("the panel's request"),
        State.TO_THE_VOTE: _("before a vote"),
        State.LOST: _("not made"),
    }[state]


def _show_requests(**drawn: Any) -> Response:
    given = queries.all_given(g.milestones)
    values: dict[str, Any] = {
        "found": _all(),
        "given": given,
        "state_words": state_words,
        "State": State,
        "move_form": forms.MoveForm(files=given is not None),
        "speak_form": forms.SpeakForm(),
    }
    return page("prescreening/requests.html", **{**values, **drawn})


def show_requests() -> Response:
    """The panel's requests, for a seated member."""
    return _show_requests()


room.add_url_rule(
    "/requests", "requests", requires(Action.REQUEST_MOVE)(show_requests), methods=["GET"]
)


@room.post("/requests")
@requires(Action.REQUEST_MOVE)
def move() -> Response:
    """Move a request."""
    given = queries.all_given(g.milestones)
    form = forms.MoveForm(request.form, files=given is not None)

    def do(key: str) -> str:
        objects = []
        for reference in (form.references.data or "").replace(",", " ").upper().split():
            found = (
                queries.by_reference(read(), g.procedure.id, given.at, reference) if given else None
            )
            if found is None:
                raise Refusal(
                    "R7",
                    "reading R7",
                    _("The list given has no application %(reference)s.", reference=reference),
                    kind=Kind.INVALID,
                )
            objects.append(found)
        return operations.move(
            g.reader, kind=form.kind.data, reason=form.reason.data, objects=objects, key=key
        )

    return submit(
        form,
        do=do,
        then=url_for(".requests"),
        again=lambda: _show_requests(move_form=form),
        said=_("The request is moved, and the other members are told."),
    )


@room.post("/requests/<request_id>")
@requires(Action.REQUEST_MOVE)
def speak(request_id: str) -> Response:
    """Second a request, or object to it."""
    form = forms.SpeakForm(request.form)
    return submit(
        form,
        do=lambda key: operations.speak(
            g.reader,
            request_id=request_id,
            objects=form.objects.data == "yes",
            reason=form.reason.data or "",
            key=key,
        ),
        then=url_for(".requests"),
        again=lambda: _show_requests(speak_form=form, bad_id=request_id),
        said=_("Recorded."),
    )


@room.get("/given")
@requires(Action.LIST_READ)
def given() -> Response:
    """The list of all applications as given to the panel, once declared on its names."""
    told = queries.all_given(g.milestones)
    circulation = candidates.circulation_of(g.milestones)
    if told is None or circulation is None:
        raise NotFound
    standing = candidates.standing(read(), g.reader, circulation.object_id)
    after = request.args.get("after", "")[:20]
    found, more = queries.given(read(), g.reader, told.at, after) if standing.open else ([], False)
    return page(
        "prescreening/given.html",
        found=found,
        standing=standing,
        at=told.at,
        outcome_words=outcome_words,
        base=url_for(".candidate", candidate_id="-")[:-1],
        next_url=url_for(".given", after=found[-1].reference) if more else "",
        previous_url=url_for(".given") if after else "",
    )


# ---------------------------------------------------------------- GICHD's answer


def _show_answers(**drawn: Any) -> Response:
    found = [one for one in _all() if one.state is State.REQUESTED]
    waiting = next((one for one in reversed(found) if one.answer is None), None)
    listed = {}
    if waiting is not None and waiting.kind == "files":
        asked = queries.asked_for(read(), g.procedure.id, waiting.objects)
        held = documents.listed(read(), asked)
        listed = {reference: held[row_id] for row_id, reference in asked.items()}
    values: dict[str, Any] = {
        "found": found,
        "waiting": waiting,
        "listed": listed,
        "typed": request.form,
        "answer_form": forms.AnswerForm(),
    }
    return page("prescreening/answers.html", **{**values, **drawn})


def show_answers() -> Response:
    """The panel's requests, for the focal point: neither who moved nor who objected."""
    return _show_answers()


room.add_url_rule(
    "/answers", "answers", requires(Action.REQUEST_ANSWER)(show_answers), methods=["GET"]
)


@room.post("/answers/<request_id>")
@requires(Action.REQUEST_ANSWER)
def answer(request_id: str) -> Response:
    """Answer a request in full, or with documents withheld."""
    form = forms.AnswerForm(request.form)
    withheld = {
        name.removeprefix("withhold-"): request.form.get(
            f"why-{name.removeprefix('withhold-')}", ""
        )
        for name in request.form
        if name.startswith("withhold-")
    }
    return submit(
        form,
        do=lambda key: operations.answer(
            g.reader,
            request_id=request_id,
            withheld=withheld,
            note=form.note.data or "",
            key=key,
        ),
        then=url_for(".answers"),
        again=lambda: _show_answers(answer_form=form),
        said=_("The answer is given to the panel."),
    )
