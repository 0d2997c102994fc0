"""How silence is broken: a page of its own, a summary to confirm, the act, its receipt.

None of these pages needs the key store, the mail or the worker.
"""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from sqlalchemy.engine import Connection
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import end_reading, read, requires
from recruit.access.policy import allows
from recruit.access.rules import Capacity, Reader
from recruit.approval import forms
from recruit.approval.operations import items, notes, withdrawals
from recruit.approval.queries import items as reading
from recruit.approval.queries import receipts, rounds
from recruit.approval.queries import states as registry
from recruit.approval.rules.effect import DID_BREAK, effect
from recruit.approval.rules.items import Channel, ItemKind
from recruit.approval.rules.round import RoundState, broken_at
from recruit.approval.views import shown
from recruit.approval.views.door import room
from recruit.core.errors import AlreadyDone
from recruit.core.pages import page, submit
from recruit.core.words import _
from recruit.documents import door, surroundings
from recruit.states import names

WRITABLE = frozenset({RoundState.OPEN, RoundState.EXPIRED, RoundState.BROKEN})


def _state_name() -> str:
    return names.here(registry.name(read(), g.reader.state_id))


def _values(view: rounds.RoundView) -> dict[str, Any]:
    deadline, found = view.deadline(g.now), view.state(g.now)
    return {
        "view": view,
        "writable": found in WRITABLE,
        "found": found.value,
        "deadline": deadline,
        "times": shown.zones(deadline, g.reader.zone, _("Deadline")),
        "near": shown.near(view.present(g.now), deadline),
        "now_said": shown.to_the_second(g.now),
        "state_name": _state_name(),
        "kind_words": forms.kind_words,
    }


def _round() -> rounds.RoundView:
    view = rounds.current(read(), g.procedure.id)
    if view is None:
        raise NotFound
    return view


def _form(form: forms.BreakForm) -> Response:
    return page("approval/break.html", form=form, summary=False, **_values(_round()))


@room.get("/break")
@requires(Action.SILENCE_BREAK)
def break_() -> Response:
    """How silence is broken. Opening this page does nothing."""
    return _form(forms.BreakForm(data={"name": g.reader.name}))


@room.post("/break/summary")
@requires(Action.SILENCE_BREAK)
def break_summary() -> Response:
    """What was written, to be read once more; nothing is recorded yet."""
    form = forms.BreakForm(request.form)
    if not form.validate():
        g.form_status = 422
        return _form(form)
    if request.form.get("back"):
        return _form(form)
    return page("approval/break.html", form=form, summary=True, **_values(_round()))


@room.post("/break")
@requires(Action.SILENCE_BREAK, fresh=True)
def break_send() -> Response:
    """The act: recorded in one transaction, the receipt after it."""
    form = forms.BreakForm(request.form)

    def do(key: str) -> str:
        try:
            return items.break_silence(
                g.reader,
                said=ItemKind(form.said.data),
                text=form.text.data,
                reasons=form.reasons.data or "",
                name=form.name.data,
                function=form.function.data,
                key=key,
            ).receipt
        except AlreadyDone as before:  # sent again, as who got no answer does
            end_reading()
            given = receipts.of_entry(read(), before.receipt, g.reader.state_id)
            if not given:
                raise
            return given

    def then(receipt: str | None) -> str:
        return url_for(".receipt", reference=receipt) if receipt else url_for(".proposal")

    return submit(form, do=do, then=then, again=lambda: _form(form))


@room.post("/letters/<reference>/withdraw")
@requires(Action.SILENCE_BREAK, fresh=True)
def withdraw(reference: str) -> Response:
    """Take back an objection of one's own State (S11); the round stays broken."""
    return submit(
        None,
        do=lambda key: withdrawals.withdraw(g.reader, reference=reference, key=key),
        then=url_for(".receipt", reference=reference),
        again=lambda: receipt(reference),
        said=_("It was recorded that your State took its objection back."),
    )


@room.post("/letters/<reference>/note")
@requires(Action.SILENCE_BREAK)
def add_note(reference: str) -> Response:
    """Add the note verbale itself to a letter that was recorded; it counts without."""
    file = request.files.get("note")

    def do(key: str) -> None:
        content = file.read() if file and file.filename else b""
        name = file.filename or "" if file else ""
        notes.add(g.reader, reference=reference, name=name, content=content, key=key)

    return submit(
        None,
        do=do,
        then=url_for(".receipt", reference=reference),
        again=lambda: receipt(reference),
        said=_("The note verbale was added to your letter."),
    )


def _document(document_id: str) -> str:
    """Of what came with a letter: that it opens to this reader, that it waits, or nothing."""
    if not document_id:
        return ""
    if door.may_open(read(), g.reader, document_id):
        return "opens"
    return "waits" if door.entitled(read(), g.reader, [document_id]) else ""


def around(connection: Connection, reader: Reader, letter_id: str) -> surroundings.Around | None:
    """Where a document that came with a letter belongs: to its receipt, or to the letters."""
    if reader.capacity is Capacity.DELEGATE:
        own = reading.came_with(connection, reader.procedure_id, letter_id, reader.state_id)
        title = _("Receipt %(reference)s", reference=own)
        return surroundings.Around(title, "approval.receipt", {"reference": own}) if own else None
    if reader.capacity not in (Capacity.PRESIDENT, Capacity.OFFICE):
        return None
    if not reading.came_with(connection, reader.procedure_id, letter_id):
        return None
    return surroundings.Around(_("Letters by State"), "approval.items", {})


@room.get("/letters/<reference>")
@requires(Action.ITEM_READ_OWN)
def receipt(reference: str) -> Response:
    """The receipt of a letter of one's own State, in the past tense."""
    view = rounds.of_receipt(read(), g.procedure.id, reference, g.reader.state_id)
    if view is None:
        raise NotFound
    own = reading.own(read(), view, g.reader.state_id)
    item = next((i for i in own if i.receipt == reference), None)
    if item is None:
        raise NotFound
    now = view.present(g.now)
    did, since = effect(view.facts, item.id, now), broken_at(view.facts, now)
    writes = allows(Action.SILENCE_BREAK, g.reader.capacity, g.reader.column)
    ready = receipts.proof_ready(read(), view, reference, g.reader.state_id, g.now)
    return page(
        "approval/receipt.html",
        item=item,
        document=_document(item.document_id),
        view=view,
        times=shown.zones(item.received_at, g.reader.zone, _("Received")),
        did=did.value,
        breaks=did in DID_BREAK,
        asked=reading.asked(read(), view, [item]).get(item.id, []),
        deadline=view.deadline(g.now),
        may_write=writes,
        may_withdraw=writes and item.withdrawn_at is None and since is not None,
        note_form=forms.NoteForm()
        if writes and item.channel == Channel.APPLICATION and not item.document_id
        else None,
        broken=since is not None,
        goes_on=view.state(g.now) is RoundState.OPEN,
        proof_ready=ready,
        contacts=registry.contacts_of(read(), g.procedure.id, item.state_id),
        kind_words=forms.kind_words,
        channel_words=forms.channel_words,
        now=g.now,
    )
