"""Letters to candidates who are not appointed (D5): the GICHD's, and the Chair's apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.appointment import texts
from recruit.appointment.operations import letters as operations
from recruit.appointment.queries import letters as reading
from recruit.appointment.rules import letters as rules
from recruit.appointment.rules.letters import SENDER, Letter
from recruit.appointment.views.door import room
from recruit.approval.queries import rounds
from recruit.core.pages import page, submit
from recruit.core.words import _


@dataclass(frozen=True, slots=True)
class Batch:
    """The letters of one kind: from when, by when, to whom, and the text."""

    kind: str
    title: str
    opens: datetime | None
    due_at: datetime | None
    due: list[reading.Due]
    sent: list[reading.SendingView]
    text: list[str]
    closed: str


def _title(letter: Letter) -> str:
    return {
        Letter.NOT_SUITABLE: _("Not suitable"),
        Letter.NOT_SHORTLISTED: _("Suitable, not invited"),
        Letter.INTERVIEWED: _("Interviewed"),
        Letter.RESERVE: _("Reserve"),
    }[letter]


def _opens_by(letter: Letter) -> str:
    return {
        Letter.NOT_SUITABLE: _("The Chair's release of the invited opens them."),
        Letter.NOT_SHORTLISTED: _("The start of the first interview opens them."),
        Letter.INTERVIEWED: _("The approval of the States Parties opens them."),
        Letter.RESERVE: _("The signature of the contract opens them."),
    }[letter]


def _batches(sender: str) -> list[Batch]:
    chair = sender == "chair"
    view = rounds.current(read(), g.procedure.id) if chair else None
    sent = reading.sendings(read(), g.procedure.id)
    facts = operations.facts(g.milestones, view)
    found = []
    for letter in (one for one, by in SENDER.items() if by == sender):
        opens = rules.letter_opens(letter, facts)
        opened = opens is not None and opens <= g.now
        due: list[reading.Due] = []
        if opened and view is not None:
            due = reading.due_from_chair(read(), g.procedure.id, letter, view.candidate_id)
        elif opened:
            due = reading.due(read(), g.procedure.id, letter)
        found.append(
            Batch(
                letter.value,
                _title(letter),
                opens if opened else None,
                rules.letter_due(letter, facts) if opened else None,
                due,
                [s for s in sent if s.kind == letter],
                texts.paragraphs(letter, "…", "…"),
                "" if opened else _opens_by(letter),
            )
        )
    return found


def _show(sender: str) -> Response:
    where = ".chair_letters" if sender == "chair" else ".letters"
    return page("appointment/letters.html", batches=_batches(sender), action=url_for(where))


def _send(sender: str, back: str) -> Response:
    kind = request.form.get("kind", "")
    if kind not in set(Letter) or SENDER[Letter(kind)] != sender:
        raise NotFound
    return submit(
        None,
        do=lambda key: operations.send(g.reader, letter=Letter(kind), key=key),
        then=url_for(back),
        again=lambda: _show(sender),
        said=_("The letters are queued: one message to each."),
    )


@room.get("/letters")
@requires(Action.LETTERS_GICHD)
def letters() -> Response:
    """Letters of the GICHD: not suitable; suitable, not invited."""
    return _show("gichd")


@room.post("/letters")
@requires(Action.LETTERS_GICHD)
def send_letters() -> Response:
    """Send the letters of one kind to all who are due."""
    return _send("gichd", ".letters")


@room.get("/chair-letters")
@requires(Action.LETTERS_CHAIR)
def chair_letters() -> Response:
    """Letters of the Chair to the interviewed: never through the GICHD."""
    return _show("chair")


@room.post("/chair-letters")
@requires(Action.LETTERS_CHAIR)
def send_chair_letters() -> Response:
    """Send the Chair's letters of one kind."""
    return _send("chair", ".chair_letters")
