"""A member's own ballot: one page, saved as it is typed, then locked (para. 54(c), R15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, g, jsonify, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.policy import allows
from recruit.core import keys, plain_sheet, times, vault
from recruit.core.errors import Refusal
from recruit.core.pages import STATUS, page, say, submit
from recruit.core.words import _, ngettext
from recruit.documents import odt_sheet
from recruit.documents.views.room import guarded
from recruit.panel.queries import declarations
from recruit.prescreening.queries import lists
from recruit.procedure.rules.days import end_of
from recruit.procedure.rules.milestones import current_run
from recruit.shortlist import forms
from recruit.shortlist.operations import ballots as operations
from recruit.shortlist.operations import written
from recruit.shortlist.queries import ballots as queries
from recruit.shortlist.rules import ballots as rules
from recruit.shortlist.views.ballot_lines import Given, drawn, ranked

room = Blueprint("shortlist", __name__, url_prefix="/p/<procedure>/<capacity>/shortlist")


MOVES = ("up", "down", "in", "out")  # buttons whose value is the reference that moves


def _ids(part: Mapping[str, Any], by_reference: Mapping[str, str]) -> dict[str, Any]:
    return {by_reference[c]: value for c, value in part.items() if c in by_reference}


def _typed(run: int) -> dict[str, Any]:
    """What was typed, by candidate id."""
    listed = lists.ballotable(read(), g.procedure.id)
    criteria = queries.criteria(read(), g.procedure.id, run)
    by_reference = {e.reference: e.candidate_id for e in listed}
    typed = forms.ballot_of(request.form, list(by_reference), criteria.items if criteria else [])
    return {part: _ids(given, by_reference) for part, given in typed.items()}


def _back(typed: dict[str, Any]) -> dict[str, Any]:
    """What was typed without the choice that was one too many."""
    if len(typed["chosen"]) <= rules.BEST:
        return typed
    kept = sorted(typed["chosen"].items(), key=lambda line: line[1])[: rules.BEST]
    return {**typed, "chosen": dict(kept)}


def _show(typed: dict[str, Any] | None = None, *, version: int | None = None) -> Response:
    connection, procedure_id = read(), g.procedure.id
    run = current_run(g.milestones)
    listed, names = queries.listing(connection, procedure_id, g.now)
    state = queries.state(connection, procedure_id, run, g.reader.grant_id)
    criteria, saved = state.criteria, state.own
    standing = declarations.standing(connection, procedure_id, g.reader.person_id)
    locked = saved is not None and saved.locked_at is not None
    content = typed if typed is not None and not locked else (saved.content if saved else {})
    eligible = {e.candidate_id: e.reference for e in listed}
    facts = operations.locking_facts(
        reader_grant=g.reader.grant_id,
        state=state,
        eligible=eligible,
        names=names,
        declared=standing.declared_on,
        undecided=bool(standing.undecided),
        criteria=criteria,
        content=content,
        locked=locked,
    )
    ranks = ranked(content, eligible)
    chosen = sorted(
        (e for e in listed if e.candidate_id in ranks), key=lambda e: ranks[e.candidate_id]
    )
    closes = end_of(criteria.last_day) if criteria and criteria.last_day else None
    may = allows(Action.BALLOT_LOCK, g.reader.capacity, g.reader.column)
    may = may and not state.ballots.decided
    given = Given(
        url_for(".ballot"),
        may and not locked,
        tuple((c["id"], c["label"]) for c in (criteria.items if criteria else ())),
        tuple((e.candidate_id, e.reference, e.name) for e in listed),
        saved.sealed if saved and content is saved.content else b"",
        content,
    )
    return page(
        "shortlist/ballot.html",
        drawn=drawn(given),
        criteria=criteria,
        saved=saved,
        locked=locked,
        absent=g.reader.grant_id in state.ballots.absent,
        may=may,
        ranks=ranks,
        chosen=chosen,
        listed=listed,
        checked=operations.checklist(facts),
        closes=closes,
        left=times.left(g.now, closes) if closes else "",
        version=(saved.version if saved else 0) if version is None else version,
        newer=saved if saved and typed is not None and version != saved.version else None,
        names={e.candidate_id: e for e in listed},
        draft_key=vault.local_key(keys.panel_key(procedure_id), g.reader.grant_id),
    )


@room.get("/ballot")
@requires(Action.BALLOT_OWN)
def ballot() -> Response:
    """One's own ballot, and nothing of anybody else's."""
    return _show()


@room.get("/ballot/sheet")
@requires(Action.BALLOT_OWN)
def ballot_sheet() -> Response:
    """An empty ballot on paper, by reference alone, for where there is no network (W7)."""
    connection, procedure_id = read(), g.procedure.id
    criteria = queries.criteria(connection, procedure_id, current_run(g.milestones))
    if criteria is None or criteria.locked_at is None:
        raise Refusal(
            "J1",
            rules.PARAGRAPH,
            _("The Chair has not locked the criteria yet; no ballot is begun before."),
        )
    listed = lists.ballotable(connection, procedure_id)
    standing = declarations.standing(connection, procedure_id, g.reader.person_id)
    cleared = standing.declared_on - standing.undecided - standing.conflict
    return page(
        "shortlist/sheet.html",
        criteria=criteria,
        references=sorted(e.reference for e in listed if e.candidate_id in cleared),
        left_out=sum(e.candidate_id not in cleared for e in listed),
        closes=end_of(criteria.last_day) if criteria.last_day else None,
    )


@room.get("/ballot/sheet.txt")
@requires(Action.BALLOT_OWN)
def ballot_text() -> Response:
    """The same as plain text, with one's own draft, to fill in and upload (W7)."""
    return plain(written.make(g.reader), "ballot.txt")


@room.get("/ballot/sheet.odt")
@requires(Action.BALLOT_OWN)
def ballot_odt() -> Response:
    """The same as an ODT, for a word processor (W7)."""
    return plain(written.make_odt(g.reader), "ballot.odt", odt_sheet.MIMETYPE)


def plain(content: bytes, name: str, mimetype: str = "text/plain") -> Response:
    """A sheet to keep on one's own device; no cache keeps it."""
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return guarded(response)


@room.get("/ballot/without-network")
@requires(Action.BALLOT_LOCK)
def ballot_without_network() -> Response:
    """The sheet to take along, and where it comes back."""
    return page(
        "without_network.html",
        title=_("Your ballot without network"),
        overline=_("Shortlist · your ballot"),
        download=url_for(".ballot_text"),
        download_odt=url_for(".ballot_odt"),
        paper=url_for(".ballot_sheet"),
        upload=url_for(".upload_ballot"),
        back=url_for(".ballot"),
        back_words=_("Back to the ballot"),
    )


@room.post("/ballot/sheet")
@requires(Action.BALLOT_LOCK)
def upload_ballot() -> Response:
    """Merge a filled sheet into the draft; it never locks (W7)."""

    def do(key: str) -> None:
        sent = request.files.get("file")
        merged = written.take_over(
            g.reader, sent.read(plain_sheet.LONGEST + 1) if sent else b"", key=key
        )
        say(taken_over(len(merged.taken), [f"{r}, {field}" for r, field in merged.left]))

    return submit(None, do=do, then=url_for(".ballot"), again=ballot_without_network)


def taken_over(fields: int, left: Sequence[str]) -> str:
    """What came of an upload, in words."""
    said = ngettext(
        "%(n)s field of the sheet is in your draft now. Nothing is locked.",
        "%(n)s fields of the sheet are in your draft now. Nothing is locked.",
        fields,
    )
    if left:
        said += " " + _(
            "Left as saved, since you changed it after the sheet was made, or it is closed: "
            "%(fields)s.",
            fields="; ".join(left),
        )
    return said


@room.post("/ballot")
@requires(Action.BALLOT_LOCK)
def save_ballot() -> Response:
    """Save the draft: by the button, by a button that moves a candidate, or as it is typed."""
    run, version = current_run(g.milestones), forms.version_of(request.form)
    typed = _typed(run)
    if request.form.get("autosave"):
        try:
            new = operations.save(g.reader, content=typed, version=version)
        except Refusal as refusal:
            answer = jsonify({"saved": refusal.reason})
            answer.status_code = STATUS[refusal.kind]
            return answer
        said = _("Saved, %(when)s", when=times.moment(g.now))
        return jsonify({"saved": said, "fields": {"version": str(new)}})
    moved = next((m for name in MOVES if (m := request.form.get(name))), "")
    return submit(
        None,
        do=lambda key: operations.save(g.reader, content=typed, version=version, key=key),
        then=url_for(".ballot", _anchor=f"c-{moved}" if moved else None),
        again=lambda: _show(_back(typed), version=version),
        said="" if moved else _("The draft is saved."),
    )


@room.post("/ballot/lock")
@requires(Action.BALLOT_LOCK, fresh=True)
def lock_ballot() -> Response:
    """Lock it, as it stands on the page."""
    run, version = current_run(g.milestones), forms.version_of(request.form)
    typed = _typed(run)

    def do(key: str) -> None:
        receipt = operations.lock(g.reader, content=typed, version=version, key=key)
        say(_("Your ballot is locked. It is your vote. Receipt %(reference)s.", reference=receipt))

    return submit(
        None,
        do=do,
        then=url_for(".page"),
        again=lambda: _show(typed, version=version),
    )
