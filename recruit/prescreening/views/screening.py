"""Pages of a screener: one's own files, one file with its documents, draft and lock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import g, get_template_attribute, jsonify, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import ahead, read, requires
from recruit.core import ids, keys, times, vault
from recruit.core.errors import AlreadyDone, Kind, Refusal
from recruit.core.pages import STATUS, page, submit
from recruit.core.together import Together
from recruit.core.words import _
from recruit.documents import queries as documents
from recruit.prescreening import forms
from recruit.prescreening.operations import assigning, screening
from recruit.prescreening.queries import completing, work
from recruit.prescreening.queries import files as files_read
from recruit.prescreening.rules import criteria, outcome, timeline
from recruit.prescreening.rules.completing import asked_words
from recruit.prescreening.rules.written import Dated, Written
from recruit.prescreening.views.paper import asked, paper
from recruit.prescreening.views.room import may, room, told
from recruit.procedure.rules.days import end_of
from recruit.procedure.rules.milestones import MilestoneKind, latest

_SPARE_ROWS = 3
_FILE = Together(*work.FILE_AHEAD)


def _next(files: list[work.MineView], candidate_id: str) -> work.MineView | None:
    """The next file of one's own that is open, after this one, round to the first."""
    open_ones = [
        f for f in files if f.state in ("open", "draft") and f.candidate_id != candidate_id
    ]
    here = next((f.reference for f in files if f.candidate_id == candidate_id), "")
    later = [f for f in open_ones if f.reference > here]
    return next(iter(later or open_ones), None)


@room.get("/")
@requires(Action.SCREENING_READ)
def index() -> Response:
    """The reader's own files and how far they are; instructions of the oversight."""
    files = work.mine(read(), g.reader)
    days = work.days(read(), g.procedure.id)
    return page(
        "prescreening/index.html",
        files=files,
        locked=sum(f.state == "locked" for f in files),
        next_file=_next(files, ""),
        base=url_for(".index"),
        closes=end_of(days.screening_last),
        left=times.left(g.now, end_of(days.screening_last)),
        instructions=files_read.instructions(read(), g.procedure.id),
        circulated=latest(told(), MilestoneKind.LIST_CIRCULATED),
        may_assign=may(Action.SCREENING_ASSIGN),
        may_circulate=may(Action.LIST_CIRCULATE),
        may_compare=may(Action.COMPARISON_READ),
        may_ask=may(Action.COMPLETION_ASK),
        may_answer=may(Action.REQUEST_ANSWER),
    )


def _rows(found: work.FileView, typed: forms.Screening | None) -> list[dict[str, Any]]:
    """The rows of periods as typed, or as kept, with empty ones to fill in."""
    if typed is not None:
        rows = [dict(row) for row in typed.rows]
    else:
        rows = [_row(dated) for dated in found.written.periods]
    return rows + [_EMPTY] * _SPARE_ROWS


_EMPTY = {
    "what": "",
    "first": "",
    "last": "",
    "share": "",
    "work": "paid",
    "m2": "",
    "m4": "",
    "decided": "",
    "why": "",
}


def _row(dated: Dated) -> dict[str, Any]:
    period = dated.period
    decided = "" if period.decided is None else ("yes" if period.decided.counts else "no")
    return {
        "what": dated.what,
        "first": timeline.typed(period, last=False),
        "last": timeline.typed(period, last=True),
        "share": str(period.share) if period.share != 100 else "",
        "work": period.work.value,
        "m2": "1" if period.m2 else "",
        "m4": "1" if period.m4 else "",
        "decided": decided,
        "why": period.decided.reason if period.decided else "",
    }


def _found(candidate_id: str) -> work.FileView:
    ahead(_FILE, person=g.reader.person_id, candidate=candidate_id)
    found = work.file(read(), g.reader, candidate_id)
    if found is None:
        raise NotFound
    return found


def show_screen(
    candidate_id: str,
    typed: forms.Screening | None = None,
    declare_form: forms.DeclareForm | None = None,
    ask_form: forms.AskForm | None = None,
) -> Response:
    """One of the reader's own files, with what was typed where it comes back."""
    found = _found(candidate_id)
    files = work.mine(read(), g.reader)
    days = work.days(read(), g.procedure.id)
    written = typed.written if typed else found.written
    listed = [] if found.closed else _listed(candidate_id)
    return page(
        "prescreening/screen.html",
        found=found,
        written=written,
        version=typed.version if typed else found.version,
        kept=found.written if typed else None,
        errors=typed.errors if typed else [],
        rows=_rows(found, typed),
        most_periods=forms.MOST_PERIODS,
        criteria=criteria.CRITERIA,
        title_of=criteria.title,
        reading_of=criteria.reading_words,
        **_counted(written, days),
        differences=_differences(found),
        paper=paper(candidate_id, listed),
        save_url=_here(candidate_id, ".save"),
        lock_url=_here(candidate_id, ".lock"),
        locked=sum(f.state == "locked" for f in files),
        total=len(files),
        next_file=_next(files, candidate_id),
        left=times.left(g.now, end_of(days.screening_last)),
        closes=end_of(days.screening_last),
        declare_form=declare_form or forms.DeclareForm(),
        asked=[] if found.closed else completing.of_file(read(), g.reader, candidate_id),
        asked_words=asked_words,
        ask_form=ask_form or forms.AskForm(),
        ask_again=ask_form is not None,
        may_ask=may(Action.COMPLETION_ASK),
        draft_key=_draft_key(found),
    )


def _counted(written: Written, days: work.Days) -> dict[str, Any]:
    """What follows from what is written so far: the years, what is unclear, what is open."""
    last = days.application_last
    return {
        "years": timeline.picture(written.periods, last, written.path, times.day(last)),
        "unclear": timeline.unclear(written.periods),
        "left_open": [c.id for c in criteria.CRITERIA if c.id not in written.findings()],
    }


def _draft_key(found: work.FileView) -> str | None:
    """The key of a copy on this device, while the reader writes; erased with the candidate's."""
    if found.closed or found.locked_at is not None:
        return None
    key_id = keys.file_key(found.candidate_id, g.procedure.id)
    return vault.local_key(key_id, g.reader.grant_id)


def _listed(candidate_id: str) -> list[documents.DocumentView]:
    mine = documents.listed(read(), [candidate_id], capacity=g.reader.capacity)
    return mine[candidate_id]


def _here(candidate_id: str, endpoint: str) -> str:
    """The address of an act on this file, with the paper that is open beside it."""
    return url_for(endpoint, candidate_id=candidate_id, **asked())


def _there(candidate_id: str) -> str:
    """The address of the next file, its papers in the manner in which they are read now."""
    manner = {name: value for name, value in asked().items() if name == "view"}
    return url_for(".screen", candidate_id=candidate_id, **manner)


def _differences(found: work.FileView) -> tuple[str, ...]:
    if len(found.both) < 2:
        return ()
    first, second = (
        outcome.Vote(v.person_id, v.written.findings(), v.written.path, v.locked_at)
        for v in found.both[:2]
    )
    return outcome.differences(first, second)


@room.get("/file/<candidate_id>")
@requires(Action.SCREENING_DO)
def screen(candidate_id: str) -> Response:
    """One of the reader's own files: criteria, periods, documents."""
    return show_screen(candidate_id)


def _saved(at: datetime) -> str:
    return _("Draft saved %(when)s.", when=times.moment(at))


@room.post("/file/<candidate_id>")
@requires(Action.SCREENING_DO)
def save(candidate_id: str) -> Response:
    """Keep the draft; by itself while typing, or by the button."""
    typed = forms.screening(request.form)
    if request.headers.get("X-Autosave"):
        return _autosave(candidate_id, typed)
    if typed.errors:
        g.form_status = 422
        g.form_key = request.form.get("key", "")
        return show_screen(candidate_id, typed)
    return submit(
        None,
        do=lambda key: screening.save(
            g.reader,
            candidate_id=candidate_id,
            written=typed.written,
            version=typed.version,
            key=key,
        ),
        then=lambda _version: _after(candidate_id),
        again=lambda: show_screen(candidate_id, typed),
        said=_("The draft is kept."),
    )


def _after(candidate_id: str) -> str:
    """Where a kept draft goes on to: the next file where that was asked, else here again."""
    if request.form.get("then") == "next":
        following = _next(work.mine(read(), g.reader), candidate_id)
        if following is not None:
            return _there(following.candidate_id)
    return _here(candidate_id, ".screen")


def _autosave(candidate_id: str, typed: forms.Screening) -> Response:
    if typed.errors:
        response = jsonify({"saved": _("Not saved yet: %(why)s", why=" ".join(typed.errors))})
        response.status_code = 422
        return response
    try:
        version = screening.save(
            g.reader,
            candidate_id=candidate_id,
            written=typed.written,
            version=typed.version,
            key=request.form.get("key", ""),
        )
    except AlreadyDone:
        version = typed.version + 1
    except Refusal as refusal:
        if refusal.kind is Kind.UNKNOWN:
            raise
        response = jsonify({"saved": refusal.reason})
        response.status_code = STATUS[refusal.kind]
        return response
    return jsonify(
        {
            "saved": _saved(g.now),
            "fields": {"version": str(version), "key": ids.token()},
            "shown": _shown(typed.written),
        }
    )


def _shown(written: Written) -> dict[str, str]:
    """The parts of the page that are counted from what is kept, drawn anew."""
    counted = _counted(written, work.days(read(), g.procedure.id))

    def drawn(part: str, *given: Any) -> str:
        return str(get_template_attribute("prescreening/_years.html", part)(*given))

    return {
        "years": drawn("figure", counted["years"], counted["unclear"]),
        "waits": drawn("waits", counted["left_open"]),
        **{code: drawn("sum", code, counted["years"]) for code in ("M2", "M4")},
    }


@room.post("/file/<candidate_id>/lock")
@requires(Action.SCREENING_DO)
def lock(candidate_id: str) -> Response:
    """Lock one's own answers for good."""
    typed = forms.screening(request.form)
    if typed.errors:
        g.form_status = 422
        g.form_key = request.form.get("key", "")
        return show_screen(candidate_id, typed)

    def then(receipt: str | None) -> str:
        following = _next(work.mine(read(), g.reader), candidate_id)
        return _there(following.candidate_id) if following else url_for(".index")

    return submit(
        None,
        do=lambda key: screening.lock(
            g.reader,
            candidate_id=candidate_id,
            written=typed.written,
            version=typed.version,
            key=key,
        ),
        then=then,
        again=lambda: show_screen(candidate_id, typed),
        said=_("Your answers are locked. They open to the other screener once both are."),
    )


@room.post("/file/<candidate_id>/declare")
@requires(Action.SCREENER_DECLARE)
def declare(candidate_id: str) -> Response:
    """Declare a conflict on this name; the file is closed to the reader at once."""
    form = forms.DeclareForm(request.form)
    return submit(
        form,
        do=lambda key: assigning.declare(
            g.reader,
            candidate_id=candidate_id,
            kind=form.kind.data,
            text=form.text.data,
            key=key,
        ),
        then=url_for(".index"),
        again=lambda: show_screen(candidate_id, declare_form=form),
        said=_("Your declaration is recorded. The file is closed to you until it is decided."),
    )
