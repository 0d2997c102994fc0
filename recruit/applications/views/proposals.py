"""Pages of one proposal of a drop: its values and files, before anything is filed."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.applications import forms
from recruit.applications.models import ProposalState
from recruit.applications.operations.intake import proposals
from recruit.applications.queries import batches as queries
from recruit.applications.views.intake import UNDER_WAY, own_batch, room
from recruit.core.clock import GENEVA
from recruit.core.pages import page, submit
from recruit.core.words import _

__all__ = ["room"]


def _find(batch_id: str, proposal_id: str) -> tuple[list[queries.ProposalView], int]:
    found = queries.proposals(read(), g.reader, batch_id)
    for place, proposal in enumerate(found):
        if proposal.id == proposal_id:
            return found, place
    raise NotFound


def _form(proposal: queries.ProposalView) -> forms.ProposalForm:
    draft = proposal.draft
    at = draft.received_at
    return forms.ProposalForm(
        data={
            "version": proposal.version,
            "name": draft.name,
            "mail": draft.mail,
            "phone": draft.phone,
            "channel": draft.channel,
            "received_at": at.astimezone(GENEVA).replace(tzinfo=None) if at else None,
            "evidence": draft.evidence,
            "late_reason": draft.late_reason,
            "nationalities": draft.nationalities,
            "gender": draft.gender,
            "staff": draft.staff,
        }
    )


def _show_proposal(batch_id: str, proposal_id: str, **drawn: Any) -> Response:
    batch = own_batch(batch_id)
    if batch.state in UNDER_WAY:
        return page("applications/intake_progress.html", batch=batch, again=True)
    found, place = _find(batch_id, proposal_id)
    proposal = found[place]
    changeable = [p for p in found if p.state != ProposalState.FILED and p.id != proposal_id]
    values: dict[str, Any] = {
        "batch": batch,
        "proposal": proposal,
        "form": _form(proposal),
        "others": changeable,
        "alike": [p for p in found if p.number in proposal.alike],
        "before": found[place - 1] if place else None,
        "after": found[place + 1] if place + 1 < len(found) else None,
        "source_words": _source_words(),
        "filed": proposal.state == ProposalState.FILED,
    }
    return page("applications/intake_proposal.html", **{**values, **drawn})


def _source_words() -> dict[str, str]:
    return {
        "row": _("from the list"),
        "mail": _("from the head of the mail"),
        "folder": _("from the name of the folder"),
        "file": _("from the name of a file"),
        "text": _("from the text of a document"),
        "address": _("from the mail address"),
    }


@room.get("/<batch_id>/<proposal_id>")
@requires(Action.APPLICATION_FILE)
def proposal(batch_id: str, proposal_id: str) -> Response:
    """One proposal: its values and where they are from, its files, what it lacks."""
    return _show_proposal(batch_id, proposal_id)


@room.post("/<batch_id>/<proposal_id>")
@requires(Action.APPLICATION_FILE)
def correct(batch_id: str, proposal_id: str) -> Response:
    """Save a correction, and go on to the next one where that was asked."""
    own_batch(batch_id)
    form = forms.ProposalForm(request.form)

    def do(key: str) -> None:
        at = form.received_at.data
        found, place = _find(batch_id, proposal_id)
        draft = found[place].draft
        before = draft.received_at
        same = before is not None and at is not None and before == at.replace(tzinfo=GENEVA)
        proposals.correct(
            g.reader,
            batch_id,
            proposal_id,
            values={
                "name": " ".join((form.name.data or "").split()),
                "mail": form.mail.data or "",
                "phone": form.phone.data or "",
                "channel": form.channel.data,
                "received": draft.received
                if same
                else at.replace(tzinfo=GENEVA).isoformat()
                if at
                else "",
                "evidence": form.evidence.data or "",
                "late_reason": form.late_reason.data or "",
                "nationalities": " ".join(
                    (form.nationalities.data or "").upper().replace(",", " ").split()
                ),
                "gender": form.gender.data or "",
                "staff": bool(form.staff.data),
            },
            version=form.version.data or 0,
            key=key,
        )

    def then(_done: Any) -> str:
        following = request.form.get("next", "")
        if following:
            return url_for(".proposal", batch_id=batch_id, proposal_id=following)
        return url_for(".show", batch_id=batch_id)

    return submit(
        form,
        do=do,
        then=then,
        again=lambda: _show_proposal(batch_id, proposal_id, form=form),
        said=_("The proposal is corrected."),
    )


@room.post("/<batch_id>/<proposal_id>/merge")
@requires(Action.APPLICATION_FILE)
def merge(batch_id: str, proposal_id: str) -> Response:
    """Give all files of a proposal to another."""
    own_batch(batch_id)
    into = request.form.get("into", "")
    return submit(
        None,
        do=lambda key: proposals.merge(g.reader, batch_id, proposal_id, into=into, key=key),
        then=lambda _done: url_for(".proposal", batch_id=batch_id, proposal_id=into),
        again=lambda: _show_proposal(batch_id, proposal_id),
        said=_("Both are one proposal now."),
    )


@room.post("/<batch_id>/<proposal_id>/leave")
@requires(Action.APPLICATION_FILE)
def leave(batch_id: str, proposal_id: str) -> Response:
    """Leave a proposal out with a reason, or take it up again."""
    own_batch(batch_id)
    if request.form.get("again"):
        return submit(
            None,
            do=lambda key: proposals.take_up(g.reader, batch_id, proposal_id, key=key),
            then=url_for(".proposal", batch_id=batch_id, proposal_id=proposal_id),
            again=lambda: _show_proposal(batch_id, proposal_id),
            said=_("It is taken up again."),
        )
    form = forms.ReasonForm(request.form)
    return submit(
        form,
        do=lambda key: proposals.leave(
            g.reader, batch_id, proposal_id, why=form.reason.data, key=key
        ),
        then=url_for(".show", batch_id=batch_id),
        again=lambda: _show_proposal(batch_id, proposal_id, leave_form=form),
        said=_("It is left out, with its reason."),
    )


@room.post("/<batch_id>/<proposal_id>/<file_id>")
@requires(Action.APPLICATION_FILE)
def move(batch_id: str, proposal_id: str, file_id: str) -> Response:
    """Give one file to another proposal, leave it out with a reason, or take it up again."""
    own_batch(batch_id)
    to, why = request.form.get("to", ""), request.form.get("reason", "").strip()[:1000]

    def do(key: str) -> None:
        if to == "again":
            proposals.take_file(g.reader, batch_id, proposal_id, item_id=file_id, key=key)
        elif to == "out":
            proposals.leave_file(g.reader, batch_id, proposal_id, item_id=file_id, why=why, key=key)
        else:
            proposals.move(g.reader, batch_id, proposal_id, item_id=file_id, to=to, key=key)

    return submit(
        None,
        do=do,
        then=url_for(".proposal", batch_id=batch_id, proposal_id=proposal_id),
        again=lambda: _show_proposal(batch_id, proposal_id),
        said=_("The file is where you put it."),
    )
