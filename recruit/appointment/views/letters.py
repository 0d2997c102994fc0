"""Letters to candidates who are not appointed (D5): the GICHD's, and the Chair's apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import ahead, read, requires
from recruit.appointment import texts
from recruit.appointment.operations import letters as operations
from recruit.appointment.queries import ahead as asking
from recruit.appointment.queries import held
from recruit.appointment.queries import letters as reading
from recruit.appointment.rules import letters as rules
from recruit.appointment.rules.letters import SENDER, Letter, letter_words
from recruit.appointment.views.door import room
from recruit.approval.queries import rounds
from recruit.core.pages import page, say, submit
from recruit.core.words import _


@dataclass(frozen=True, slots=True)
class Batch:
    """The letters of one kind: from when, by when, to whom, and the text.

    waiting: those that a second person has not released yet; back: those sent back last,
    while nothing was put together since. recorded: that nobody is due is recorded.
    """

    kind: str
    title: str
    opens: datetime | None
    due_at: datetime | None
    due: list[reading.Due]
    waiting: held.HeldView | None
    back: held.HeldView | None
    sent: list[reading.SendingView]
    text: list[str]
    closed: str
    recorded: bool


def _opens_by(letter: Letter) -> str:
    return {
        Letter.NOT_SUITABLE: _("The Chair's release of the invited opens them."),
        Letter.WITHOUT_PLACE: _("The Chair's release of the invited opens them."),
        Letter.NOT_SHORTLISTED: _("The start of the first interview opens them."),
        Letter.NOT_INTERVIEWED: _("The approval of the States Parties opens them."),
        Letter.INTERVIEWED: _("The approval of the States Parties opens them."),
        Letter.RESERVE: _("The signature of the contract opens them."),
    }[letter]


def _opened(opens: datetime | None) -> bool:
    return opens is not None and opens <= g.now


def _batches(sender: str) -> list[Batch]:
    ahead(asking.LETTERS, sender=sender)
    connection, procedure_id = read(), g.procedure.id
    view = rounds.current(connection, procedure_id) if sender == "chair" else None
    sent = reading.sendings(connection, procedure_id)
    known = operations.facts(g.milestones, view, g.now)
    appointed = operations.appointed(view, known)
    days = int(g.procedure.settings.get("letters_working_days", 10))
    before, _whom = held.of_sender(connection, procedure_id, sender)
    last = {one.letter: one for one in before}
    found, own = [], [one for one, by in SENDER.items() if by == sender]
    open_now = {one for one in own if _opened(rules.letter_opens(one, known))}
    due_now = reading.due_of(connection, procedure_id, open_now, appointed)
    for letter in own:
        opens, opened = rules.letter_opens(letter, known), letter in open_now
        due = due_now.get(letter, [])
        one = last.get(letter)
        found.append(
            Batch(
                letter.value,
                letter_words(letter),
                opens if opened else None,
                rules.letter_due(letter, known, days) if opened else None,
                due,
                one if one is not None and one.ended_at is None else None,
                one if one is not None and one.ended_at and not one.released else None,
                [s for s in sent if s.kind == letter],
                texts.paragraphs(letter, "…", "…", no_result=opened and opens == known.closed_at),
                "" if opened else _opens_by(letter),
                letter in rules.RECORDED,
            )
        )
    return found


def _show(sender: str) -> Response:
    where = ".chair_letters" if sender == "chair" else ".letters"
    return page("appointment/letters.html", batches=_batches(sender), action=url_for(where))


def _hold(sender: str, back: str) -> Response:
    kind = request.form.get("kind", "")
    if kind not in set(Letter) or SENDER[Letter(kind)] != sender:
        raise NotFound

    def do(key: str) -> None:
        if operations.hold(g.reader, letter=Letter(kind), key=key):
            say(_("The letters wait until a second person releases them."))
        else:
            say(_("Recorded: nobody is due."))

    return submit(None, do=do, then=url_for(back), again=lambda: _show(sender))


@room.get("/letters")
@requires(Action.LETTERS_GICHD)
def letters() -> Response:
    """Letters of the GICHD: not suitable; suitable, not invited."""
    return _show("gichd")


@room.post("/letters")
@requires(Action.LETTERS_GICHD)
def hold_letters() -> Response:
    """Put together the letters of one kind for all who are due."""
    return _hold("gichd", ".letters")


@room.get("/chair-letters")
@requires(Action.LETTERS_CHAIR)
def chair_letters() -> Response:
    """Letters of the Chair to the interviewed: never through the GICHD."""
    return _show("chair")


@room.post("/chair-letters")
@requires(Action.LETTERS_CHAIR)
def hold_chair_letters() -> Response:
    """Put together the Chair's letters of one kind."""
    return _hold("chair", ".chair_letters")
