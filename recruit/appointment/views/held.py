"""Letters that wait for a second person (W9): of the GICHD's for the GICHD, the Chair's for a
seated member."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.rules import Capacity
from recruit.appointment import forms, texts
from recruit.appointment.operations import letters as operations
from recruit.appointment.queries import held as reading
from recruit.appointment.queries.letters import Due
from recruit.appointment.rules.letters import letter_words
from recruit.appointment.views.door import room
from recruit.approval.forms import apart
from recruit.core.pages import page, say, submit
from recruit.core.words import _, ngettext
from recruit.panel.queries import declarations
from recruit.procedure.rules.milestones import Column


@dataclass(frozen=True, slots=True)
class Waiting:
    """Letters that wait. named: whom they go to, as far as this reader may know it; own: put
    together by the reader."""

    title: str
    view: reading.HeldView
    named: list[Due]
    own: bool
    text: list[str]


def _sender() -> str:
    return "chair" if g.reader.capacity is Capacity.MEMBER else "gichd"


def _seen(wanted: list[str]) -> list[str]:
    """Of these candidates those whose names this reader may see: the GICHD all; a member
    before the end those that the member declared on and is free of conflict with."""
    if g.reader.capacity is not Capacity.MEMBER:
        return wanted
    if g.reader.column is not Column.DESIGNATED:
        return []
    standing = declarations.standing(read(), g.procedure.id, g.reader.person_id)
    cleared = standing.declared_on - standing.undecided - standing.conflict
    return [one for one in wanted if one in cleared]


def _show(of: str = "", form: forms.SendBackForm | None = None) -> Response:
    found, whom = reading.of_sender(read(), g.procedure.id, _sender())
    waiting = [view for view in found if view.ended_at is None]
    wanted = _seen([one for view in waiting for one in whom.get(view.id, [])])
    named = {one.candidate_id: one for one in reading.by_name(read(), g.procedure.id, wanted)}
    closed = operations.closed_at(g.milestones)
    return page(
        "appointment/held.html",
        waiting=[
            Waiting(
                letter_words(view.letter),
                view,
                [named[one] for one in whom.get(view.id, []) if one in named],
                view.maker == g.reader.person_id,
                texts.paragraphs(view.letter, "…", "…", no_result=closed is not None),
            )
            for view in waiting
        ],
        ended=[(letter_words(v.letter), v) for v in reversed(found) if v.ended_at is not None],
        chair=_sender() == "chair",
        back_form=lambda view: form if form is not None and view.id == of else _back(view.id),
        of=of,
    )


def _back(held_id: str) -> forms.SendBackForm:
    return apart(forms.SendBackForm(), held_id)


def _known(held_id: str) -> None:
    found, _whom = reading.of_sender(read(), g.procedure.id, _sender())
    if all(view.id != held_id for view in found):
        raise NotFound


@room.get("/held")
@requires(Action.LETTERS_RELEASE)
def held() -> Response:
    """What waits for a second person, and what became of the letters before."""
    return _show()


@room.post("/held/<held_id>/release")
@requires(Action.LETTERS_RELEASE, fresh=True)
def release_held(held_id: str) -> Response:
    """Release letters that somebody else put together."""
    _known(held_id)

    def do(key: str) -> None:
        gone = operations.release(g.reader, held_id=held_id, key=key)
        say(ngettext("%(n)s letter is queued.", "%(n)s letters are queued, each alone.", gone))

    return submit(None, do=do, then=url_for(".held"), again=_show)


@room.post("/held/<held_id>/back")
@requires(Action.LETTERS_RELEASE)
def send_back(held_id: str) -> Response:
    """Send letters back to who put them together, with a reason."""
    _known(held_id)
    form = apart(forms.SendBackForm(request.form), held_id)
    return submit(
        form,
        do=lambda key: operations.send_back(
            g.reader, held_id=held_id, reason=form.reason.data or "", key=key
        ),
        then=url_for(".held"),
        again=lambda: _show(held_id, form),
        said=_("Sent back; who put them together is told."),
    )
