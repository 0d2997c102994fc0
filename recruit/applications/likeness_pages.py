"""Pages of the applications that look alike; their routes stand in ``views``."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.guard import read
from recruit.applications import forms
from recruit.applications.operations import deciding
from recruit.applications.queries import likenesses
from recruit.core.pages import page, submit
from recruit.core.words import _


def show(
    bad: forms.LikenessForm | None = None,
    bad_id: str = "",
    taking_back: forms.ReasonForm | None = None,
) -> Response:
    """The page of pairs. bad, taking_back: a form that was refused, of the pair bad_id."""
    pairs = likenesses.likenesses(read(), g.reader)
    return page(
        "applications/likenesses.html",
        pairs=pairs,
        base=url_for(".index"),
        back_of={
            pair.id: taking_back if pair.id == bad_id and taking_back else forms.ReasonForm()
            for pair in pairs
            if pair.decision and not pair.closed
        },
        back_open=bad_id if taking_back else "",
        forms_of={
            pair.id: bad
            if pair.id == bad_id and bad is not None
            else forms.LikenessForm(pair=(pair.first, pair.second), prefix="")
            for pair in pairs
            if not pair.decision and not pair.closed
        },
    )


def decide(likeness_id: str) -> Response:
    """Decide on the pair that the form names, or show it again with what was typed."""
    pairs = likenesses.likenesses(read(), g.reader)
    pair = next((p for p in pairs if p.id == likeness_id and not p.closed), None)
    if pair is None:
        raise NotFound
    form = forms.LikenessForm(request.form, pair=(pair.first, pair.second))
    return submit(
        form,
        do=lambda key: deciding.decide_likeness(
            g.reader,
            likeness_id=likeness_id,
            same=form.same.data == "same",
            keep=form.keep.data or "",
            reason=form.reason.data,
            key=key,
        ),
        then=url_for(".likenesses"),
        again=lambda: show(form, likeness_id),
        said=_("The decision is recorded. Both applications are kept."),
    )


def reverse(likeness_id: str) -> Response:
    """Take the decision on one pair back."""
    pairs = likenesses.likenesses(read(), g.reader)
    if not any(p.id == likeness_id and not p.closed for p in pairs):
        raise NotFound
    form = forms.ReasonForm(request.form)
    return submit(
        form,
        do=lambda key: deciding.reverse_likeness(
            g.reader, likeness_id=likeness_id, reason=form.reason.data, key=key
        ),
        then=url_for(".likenesses"),
        again=lambda: show(taking_back=form, bad_id=likeness_id),
        said=_("The decision is taken back, and stays in sight. Both applications count."),
    )
