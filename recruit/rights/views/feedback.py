"""Feedback letters: drafted from a candidate's own record, searched for others, sent once."""

from __future__ import annotations

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.core.pages import page, submit
from recruit.core.words import _
from recruit.rights import forms
from recruit.rights.operations import feedback as operations
from recruit.rights.queries import content
from recruit.rights.queries import feedback as queries
from recruit.rights.rules import feedback as rules
from recruit.rights.rules.feedback import Side

room = Blueprint("feedback", __name__, url_prefix="/p/<procedure>/<capacity>/feedback")


def _side() -> Side:
    return rules.side_of(g.reader.capacity)


@room.get("/")
@requires(Action.FEEDBACK_READ)
def letters() -> Response:
    """The letters of this side; to begin one, by its reference."""
    asked = request.args.get("reference", "")
    found = queries.about(read(), g.reader, _side(), reference=asked) if asked else None
    if found is not None and not found.closed:
        return redirect(url_for(".letter", candidate_id=found.candidate_id), code=303)
    return page(
        "rights/feedbacks.html",
        chair=_side() is Side.CHAIR,
        found=queries.every(read(), g.reader, _side()),
        asked=asked,
    )


def _show(
    candidate_id: str, form: forms.FeedbackForm | None = None, reasons: dict[str, str] | None = None
) -> Response:
    about = queries.about(read(), g.reader, _side(), candidate=candidate_id)
    if about is None or about.closed:
        raise NotFound
    held = queries.saved(read(), _side(), candidate_id)
    names = content.everybody(read(), g.procedure.id)
    if held is None:
        lines = queries.grounds(read(), g.procedure.id, _side(), candidate_id, names)
        text = rules.draft(_side(), about.name, about.reference, lines) if about.told else ""
    else:
        text = held.text
    searched = held is not None and held.sent_at is None
    return page(
        "rights/feedback.html",
        chair=_side() is Side.CHAIR,
        about=about,
        held=held,
        found=rules.search(text, about.name, names.besides(candidate_id)) if searched else [],
        why=rules.why_words,
        form=form
        or forms.FeedbackForm(data={"text": text, "version": held.version if held else 0}),
        reasons=reasons or {},
    )


@room.get("/<candidate_id>")
@requires(Action.FEEDBACK_READ)
def letter(candidate_id: str) -> Response:
    """One candidate's letter: as drafted or saved, and what the search finds in it."""
    return _show(candidate_id)


@room.post("/<candidate_id>")
@requires(Action.FEEDBACK_WRITE)
def save(candidate_id: str) -> Response:
    """Keep the text, and search it."""
    form = forms.FeedbackForm(request.form)
    return submit(
        form,
        do=lambda key: operations.write(
            g.reader,
            candidate_id=candidate_id,
            text=form.text.data or "",
            version=form.version.data or 0,
            key=key,
        ),
        then=url_for(".letter", candidate_id=candidate_id) + "#search",
        again=lambda: _show(candidate_id, form),
        said=_("Saved, and searched for anybody else. Nothing was sent."),
    )


@room.post("/<candidate_id>/send")
@requires(Action.FEEDBACK_SEND, fresh=True)
def send(candidate_id: str) -> Response:
    """Send it as it is saved."""
    reasons = {
        name.removeprefix("reason-"): value[:400]
        for name, value in request.form.items()
        if name.startswith("reason-")
    }
    form = forms.ReleaseForm(request.form)
    return submit(
        form,
        do=lambda key: operations.send(
            g.reader,
            candidate_id=candidate_id,
            version=form.version.data or 0,
            reasons=reasons,
            key=key,
        ),
        then=url_for(".letter", candidate_id=candidate_id),
        again=lambda: _show(candidate_id, reasons=reasons),
        said=_("The letter goes to the candidate, as a message of its own."),
    )
