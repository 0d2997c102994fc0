"""A member's own sheet for one candidate: saved as it is typed, then locked (54(e)-(f))."""

from __future__ import annotations

from flask import g, jsonify, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.policy import allows
from recruit.applications import queries as candidates
from recruit.core import keys, plain_sheet, times, vault
from recruit.core.errors import Refusal
from recruit.core.pages import STATUS, page, say, submit
from recruit.core.words import _
from recruit.documents import odt_sheet
from recruit.interviews import forms
from recruit.interviews.operations import errata, written
from recruit.interviews.operations import sheets as operations
from recruit.interviews.queries import sheets, starting
from recruit.interviews.rules.scores import Mark
from recruit.interviews.rules.start import scoring_open
from recruit.interviews.views.schedule import room
from recruit.procedure.rules.milestones import current_run
from recruit.shortlist.queries import papers
from recruit.shortlist.views.ballot import plain, taken_over

Typed = tuple[dict[str, Mark], dict[str, str]]


def _show(
    candidate_id: str,
    typed: Typed | None = None,
    form: forms.LockForm | None = None,
    mending: forms.ErratumForm | None = None,
) -> Response:
    run = current_run(g.milestones)
    at = sheets.own_one(
        read(), g.procedure.id, run, g.reader.person_id, g.reader.grant_id, candidate_id
    )
    if at is None:
        raise NotFound
    keys.ring().get_all(  # the three that open this page, found with one look
        [
            keys.panel_key(g.procedure.id),
            keys.file_key(candidate_id, g.procedure.id),
            keys.judgement_key(candidate_id, g.procedure.id),
        ]
    )
    adopted = papers.adopted(read(), g.procedure.id, run)
    named = candidates.named(read(), g.procedure.id, [candidate_id])
    saved = sheets.parted(
        {}
        if at.undecided
        else sheets.said_in(g.procedure.id, candidate_id, at.sheet_id, at.sealed) or {}
    )
    locked = at.locked_at is not None
    marks, notes = saved if typed is None or locked else typed
    questions: dict[str, list[dict[str, object]]] = {}
    for question in adopted.questions.content["questions"] if adopted.questions else []:
        questions.setdefault(question["entry"], []).append(question)
    entries = sheets.entries(adopted.profile.content if adopted.profile else None)
    mended = (
        sheets.own_errata(read(), g.procedure.id, candidate_id, at.sheet_id)
        if locked and not at.undecided
        else []
    )
    seen = at.version if typed is None else forms.number_of(request.form)
    return page(
        "interviews/sheet.html",
        at=at,
        name=named[candidate_id].name if candidate_id in named else None,
        open=bool(scoring_open(starting.begun(g.milestones), at.started_at is not None)),
        locked=locked,
        entries=entries,
        mended=mended,
        mending=_with_entries(mending or forms.ErratumForm(), entries),
        questions=questions,
        levels=adopted.grid.content["levels"] if adopted.grid else {},
        marks={e: m if isinstance(m, int) else "not_observed" for e, m in marks.items()},
        notes=notes,
        newer=saved if typed is not None and seen != at.version else None,
        version=at.version,  # what is saved stands beside; saving again puts the form in its place
        form=form or forms.LockForm(),
        may=allows(Action.SHEET_LOCK, g.reader.capacity, g.reader.column),
        draft_key=""
        if locked or at.undecided
        else vault.local_key(keys.panel_key(g.procedure.id), g.reader.grant_id),
    )


def _with_entries(form: forms.ErratumForm, entries: tuple[sheets.Entry, ...]) -> forms.ErratumForm:
    form.entry.choices = [(e.id, e.name) for e in entries]
    return form


def _typed() -> Typed:
    return forms.sheet_of(request.form, forms.entries_of(request.form))


@room.get("/sheet/<candidate_id>")
@requires(Action.SHEET_OWN)
def sheet(candidate_id: str) -> Response:
    """One's own sheet, and nothing of anybody else's."""
    return _show(candidate_id)


@room.post("/sheet/<candidate_id>")
@requires(Action.SHEET_LOCK)
def save_sheet(candidate_id: str) -> Response:
    """Save the draft, by the button or as it is typed."""
    typed, version = _typed(), forms.number_of(request.form)
    if request.form.get("autosave"):
        try:
            new = operations.save(
                g.reader,
                candidate_id=candidate_id,
                marks=typed[0],
                notes=typed[1],
                version=version,
            )
        except Refusal as refusal:
            answer = jsonify({"saved": refusal.reason})
            answer.status_code = STATUS[refusal.kind]
            return answer
        said = _("Saved, %(when)s", when=times.moment(g.now))
        return jsonify({"saved": said, "fields": {"version": str(new)}})
    return submit(
        None,
        do=lambda key: operations.save(
            g.reader,
            candidate_id=candidate_id,
            marks=typed[0],
            notes=typed[1],
            version=version,
            key=key,
        ),
        then=url_for(".sheet", candidate_id=candidate_id),
        again=lambda: _show(candidate_id, typed),
        said=_("The draft is saved. Nobody else sees it."),
    )


@room.get("/scores.txt")
@requires(Action.SHEET_OWN)
def scores_text() -> Response:
    """One's own drafts as plain text, to fill in where there is no network (W7)."""
    return plain(written.make(g.reader), "scores.txt")


@room.get("/scores.odt")
@requires(Action.SHEET_OWN)
def scores_odt() -> Response:
    """The same as an ODT, for a word processor (W7)."""
    return plain(written.make_odt(g.reader), "scores.odt", odt_sheet.MIMETYPE)


@room.get("/scores")
@requires(Action.SHEET_LOCK)
def scores_without_network() -> Response:
    """The sheet to take along, and where it comes back."""
    return page(
        "without_network.html",
        title=_("Your scores without network"),
        overline=_("Interviews"),
        download=url_for(".scores_text"),
        download_odt=url_for(".scores_odt"),
        paper="",
        upload=url_for(".upload_scores"),
        back=url_for(".page"),
        back_words=_("Back to the interviews"),
    )


@room.post("/scores")
@requires(Action.SHEET_LOCK)
def upload_scores() -> Response:
    """Merge a filled sheet into the drafts; it never locks (W7)."""

    def do(key: str) -> None:
        sent = request.files.get("file")
        taken = written.take_over(
            g.reader, sent.read(plain_sheet.LONGEST + 1) if sent else b"", key=key
        )
        say(taken_over(taken.fields, taken.left))

    return submit(None, do=do, then=url_for(".page"), again=scores_without_network)


@room.post("/sheet/<candidate_id>/lock")
@requires(Action.SHEET_LOCK)
def lock_sheet(candidate_id: str) -> Response:
    """Lock it for good, as it stands on the page."""
    typed, form = _typed(), forms.LockForm(request.form)

    def do(key: str) -> None:
        receipt = operations.lock(
            g.reader,
            candidate_id=candidate_id,
            marks=typed[0],
            notes=typed[1],
            version=forms.number_of(request.form),
            key=key,
        )
        say(_("Your sheet is locked. Receipt %(r)s.", r=receipt))

    return submit(
        form,
        do=do,
        then=url_for(".sheet", candidate_id=candidate_id),
        again=lambda: _show(candidate_id, typed, form),
    )


@room.post("/sheet/<candidate_id>/erratum")
@requires(Action.ERRATUM_ADD)
def erratum(candidate_id: str) -> Response:
    """Add a word beside one's own locked sheet; no figure changes (J6)."""
    run = current_run(g.milestones)
    entries = sheets.profile_entries(read(), g.procedure.id, run)
    form = _with_entries(forms.ErratumForm(request.form), entries)

    def do(key: str) -> None:
        receipt = errata.add(
            g.reader,
            candidate_id=candidate_id,
            entry=form.entry.data or "",
            text=form.text.data or "",
            key=key,
        )
        say(_("Your erratum stands beside the score. Receipt %(r)s.", r=receipt))

    return submit(
        form,
        do=do,
        then=url_for(".sheet", candidate_id=candidate_id),
        again=lambda: _show(candidate_id, mending=form),
    )
