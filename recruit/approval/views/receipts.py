"""Receipts: a public page that says whether one is genuine, and a State's own as a file."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, current_app, g, make_response, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.approval import forms
from recruit.approval.queries import receipts, rounds
from recruit.approval.views.door import room
from recruit.core import checkpoint, installation, log, times
from recruit.core.pages import page
from recruit.core.words import _
from recruit.documents.rules import content_disposition

public = Blueprint("receipts", __name__, url_prefix="/receipts")
SCRIPT = "verify_receipt.py"


def _file(text: str, name: str) -> Response:
    response = make_response(text)
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Content-Disposition"] = content_disposition(name)
    return response


def _page(
    form: forms.ReceiptForm, *, found: receipts.Genuine | None = None, wrong: str = ""
) -> Response:
    return page(
        "approval/verify.html",
        form=form,
        found=found,
        received=times.moment(found.received_at, seconds=True) if found else "",
        wrong=wrong,
        command=f"python3 {SCRIPT} receipt.txt {checkpoint.public_text(log.signer())}",
        kind_words=forms.kind_words,
        channel_words=forms.channel_words,
    )


@public.get("/")
@requires(Action.PUBLIC_READ)
def index() -> Response:
    """Where a receipt is verified; nothing is shown of any round."""
    return _page(forms.ReceiptForm())


@public.post("/")
@requires(Action.PUBLIC_READ)
def verify() -> Response:
    """What the receipt says if it is genuine, and else why it is not; nothing is kept."""
    form = forms.ReceiptForm(request.form)
    sent = request.files.get("file")
    text = form.text.data or ""
    if sent is not None and sent.filename:
        text = sent.read(receipts.LONGEST + 1).decode("utf-8", "replace")
    try:
        found = receipts.genuine(read(), text, log.signer().public_key())
    except checkpoint.BadNote as bad:
        g.form_status = 422
        return _page(form, wrong=str(bad))
    return _page(form, found=found)


@public.get("/" + SCRIPT)
@requires(Action.PUBLIC_READ)
def script() -> Response:
    """The program that verifies a receipt with Python alone."""
    file = Path(current_app.static_folder or "") / "verify" / SCRIPT
    return _file(file.read_text(encoding="utf-8"), SCRIPT)


@room.get("/letters/<reference>/receipt.txt")
@requires(Action.ITEM_READ_OWN)
def receipt_file(reference: str) -> Response:
    """The signed receipt of a letter of one's own State, to be kept."""
    state_id = g.reader.state_id
    view = rounds.of_receipt(read(), g.procedure.id, reference, state_id)
    text = receipts.own(read(), view, reference, state_id, g.now) if view else ""
    if not text:
        raise NotFound
    return _file(text, installation.named(_("receipt-%(r)s.txt", r=reference)))
