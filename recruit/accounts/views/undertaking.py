"""The undertaking of confidentiality and the general declaration, before any access (C3)."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import end_reading, read, requires
from recruit.access.rules import Capacity
from recruit.accounts import forms, operations, queries
from recruit.accounts.views.door import bp, said
from recruit.core.pages import page, say, submit
from recruit.core.words import _


def _show(form: forms.UndertakingForm) -> Response:
    end_reading()
    signed_at = queries.undertaken_at(read(), g.reader)
    closed: dict[str, Any] = {} if signed_at else {"menu": []}  # nothing else opens before it
    return page(
        "accounts/undertaking.html",
        form=form,
        signed_at=signed_at,
        name=g.reader.name,
        capacity=said(g.reader.capacity),
        declares=g.reader.capacity is not Capacity.COMMITTEE,
        **closed,
    )


@bp.get("/p/<procedure>/<capacity>/undertaking")
@requires(Action.UNDERTAKING_SIGN)
def undertaking() -> Response:
    """The text and the place to sign, or that it was signed."""
    return _show(forms.UndertakingForm())


@bp.post("/p/<procedure>/<capacity>/undertaking")
@requires(Action.UNDERTAKING_SIGN)
def sign_undertaking() -> Response:
    """Sign it, for this capacity in this procedure."""
    form = forms.UndertakingForm(request.form)

    def do(key: str) -> str:
        reference = operations.sign_undertaking(
            g.reader,
            typed_name=form.typed_name.data or "",
            agreed=bool(form.agreed.data),
            key=key,
        )
        say(_("Signed. The receipt's reference is %(reference)s.", reference=reference))
        return reference

    return submit(form, do=do, then=url_for(".undertaking"), again=lambda: _show(form))
