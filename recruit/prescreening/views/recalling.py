"""The page of withdrawn documents: GICHD's and the Chair's (A9)."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.rules import Capacity
from recruit.applications.rules import kind_words
from recruit.core import times
from recruit.core.pages import asked_number, page, submit
from recruit.core.words import _
from recruit.prescreening import forms
from recruit.prescreening.operations import recalling as operations
from recruit.prescreening.queries import recalling as queries
from recruit.prescreening.views.room import room
from recruit.procedure.rules.days import geneva_day


def _show(form: forms.RecallForm | None = None) -> Response:
    candidate_id = request.args.get("candidate", "") or (
        form.candidate.data if form and form.candidate.data else ""
    )
    chair = g.reader.capacity is Capacity.CHAIR
    typed = request.args.get("reference", "").strip()[:20] if chair else ""
    if typed:
        candidate_id = queries.of_reference(read(), g.reader, typed)
    after = asked_number("after", 0)
    listed, further = queries.listed(read(), g.reader, after) if chair else ([], 0)
    there = queries.documents(read(), g.reader, candidate_id) if candidate_id else []
    form = form or forms.RecallForm(data={"candidate": candidate_id})
    form.document.choices = [(d.id, _called(d)) for d in there]
    if there and chair and (candidate_id, there[0].reference) not in listed:
        listed = [(candidate_id, there[0].reference), *listed]
    return page(
        "prescreening/withdrawals.html",
        form=form,
        reference=there[0].reference if there else "",
        candidate_id=candidate_id,
        documents=there,
        listed=listed,
        typed=typed,
        before=url_for(".withdrawals") if after else "",
        further=url_for(".withdrawals", after=further) if further else "",
        withdrawn=queries.withdrawn(read(), g.reader),
        kind_words=kind_words,
        chair=chair,
        capacity_words=_capacity_words,
    )


def _called(document: queries.Recallable) -> str:
    """What a document is, its day of receipt in Geneva and its size."""
    kind = kind_words(document.kind)
    return _(
        "%(kind)s, %(day)s, %(kb)s kB",
        kind=_("%(kind)s (redacted copy)", kind=kind) if document.redacted else kind,
        day=times.day(geneva_day(document.received_at)),
        kb=max(1, document.size // 1024),
    )


def _capacity_words(capacity: str) -> str:
    """In which capacity somebody opened a file."""
    return {
        "member": _("member of the panel"),
        "focal-point": _("GICHD's focal point"),
        "gichd": _("GICHD's staff"),
        "agency": _("the agency"),
    }.get(capacity, capacity)


@room.get("/withdrawals")
@requires(Action.DOCUMENT_WITHDRAW)
def withdrawals() -> Response:
    """What was withdrawn, and a form to withdraw a document."""
    return _show()


@room.post("/withdrawals")
@requires(Action.DOCUMENT_WITHDRAW)
def withdraw_document() -> Response:
    """Withdraw a document."""
    form = forms.RecallForm(request.form)
    form.document.choices = [(form.document.data or "", "")]
    return submit(
        form,
        do=lambda key: operations.recall(
            g.reader, document_id=form.document.data, reason=form.reason.data, key=key
        ),
        then=url_for(".withdrawals"),
        again=lambda: _show(form),
        said=_("The document is withdrawn: closed to everybody, in every form."),
    )
