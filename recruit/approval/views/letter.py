"""The proposal's letter in its four languages: beside the English, as PDF, and as the mail.

Before the opening it is the draft, for the President and the office; from then on the letter
as it was sent, for all who may read the proposal. Looking at it changes nothing (W15).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.policy import allows
from recruit.approval import letters, printing
from recruit.approval.queries import drafts, rounds
from recruit.approval.views import proposal
from recruit.approval.views.door import room
from recruit.approval.wording import tongues
from recruit.core.pages import page
from recruit.core.words import _
from recruit.documents.rules import content_disposition
from recruit.notices import mail


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter to look at. at: the instant that it is dated by."""

    letter: dict[str, Any]
    at: datetime
    draft: bool


def _draft() -> Shown | None:
    """The draft as it would leave now, with the deadline offered; the opening numbers it."""
    if not allows(Action.PROPOSAL_DRAFT, g.reader.capacity, g.reader.column):
        return None
    given = drafts.given(read(), g.procedure.id)
    if given is None or given.recalled_at is not None:
        return None
    view = rounds.current(read(), g.procedure.id)
    drafted = drafts.draft(read(), g.procedure.id, given)
    made = letters.proposal(
        "ISU-DIR/…",
        g.now,
        drafted.paragraphs,
        deadline=proposal.offered(view, given.candidate_id, g.now),
        address=drafted.address,
        name=given.name,
    )
    return Shown(made, g.now, True)


def _sent() -> Shown | None:
    view = rounds.current(read(), g.procedure.id)
    content = rounds.content(view) if view is not None else None
    return Shown(content.letter, view.opened_at, False) if view and content else None


def _found() -> Shown:
    found = _draft() if "draft" in request.args else _sent()
    if found is None:
        raise NotFound
    return found


def _as_mail(shown: Shown, lang: str) -> mail.Mail:
    """What an address with this language gets, without its link."""
    body = letters.mail(shown.letter)
    other = body["courtesy"].get(lang)
    above = None
    if other:
        above = mail.Part(
            lang, other["dir"], [*other["paragraphs"], other["closing"], other["below"]]
        )
    subject = other["subject"] if other else body["subject"]
    return mail.Mail("", "", subject, body["paragraphs"], "", body["closing"], above=above)


@room.get("/letter")
@requires(Action.PROPOSAL_READ)
def letter() -> Response:
    """The letter in a language, the reader's own at first, beside the authentic English, and the
    mail that carries it."""
    shown = _found()
    courtesy = shown.letter.get("courtesy", {})
    asked = request.args.get("lang", g.reader.lang)
    lang = asked if asked in courtesy else next(iter(courtesy), tongues.AUTHENTIC)
    draft = "1" if shown.draft else None  # None is left out of an address
    tabs = [
        {
            "label": tongues.names()[one],
            "url": url_for(".letter", lang=one, draft=draft),
            "current": one == lang,
            "lang": one,
        }
        for one in courtesy
    ]
    return page(
        "approval/letter.html",
        shown=shown,
        pair=[shown.letter, courtesy[lang]] if lang in courtesy else [shown.letter],
        authentic=tongues.words(lang)["authentic"],
        tongue=lang,
        tabs=tabs,
        mail=_as_mail(shown, lang),
        pdf=url_for(".letter_pdf", draft=draft),
    )


@room.get("/letter.pdf")
@requires(Action.PROPOSAL_READ)
def letter_pdf() -> Response:
    """The letter in its four languages as one PDF."""
    shown = _found()
    response = Response(printing.pdf(shown.letter, shown.at), mimetype="application/pdf")
    name = _("proposal-draft.pdf") if shown.draft else _("proposal.pdf")
    response.headers["Content-Disposition"] = content_disposition(name)
    return response
