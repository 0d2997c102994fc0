"""Pages of applications: the list, filing, one application, likenesses, late ones."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Flask, current_app, g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.policy import allows
from recruit.access.rules import Reader
from recruit.applications import forms, kinds, queries, rules
from recruit.applications import likeness_pages as alike
from recruit.applications.operations import changing, deciding, filing
from recruit.applications.views import figures, intake, proposals
from recruit.core.clock import GENEVA
from recruit.core.errors import Kind, Refusal, examine
from recruit.core.pages import page, say, submit
from recruit.core.words import _, ngettext
from recruit.documents import judging
from recruit.documents import queries as documents
from recruit.vacancy import queries as vacancies

room = Blueprint("applications", __name__, url_prefix="/p/<procedure>/<capacity>/applications")
blueprints = [room, proposals.room]


room.add_url_rule("/figures", "figures", figures.figures, methods=["GET"])


def join(app: Flask) -> None:
    """Give the words of this room's notices and its audience."""
    kinds.register()
    intake.join(app)


def _may(action: Action) -> bool:
    reader: Reader = g.reader
    return allows(action, reader.capacity, reader.column)


def _limit() -> int:
    return int(current_app.extensions["config"].max_file)


def _geneva(typed: datetime) -> datetime:
    """What was typed is a time of Geneva."""
    return typed.replace(tzinfo=GENEVA)


def _position() -> tuple[datetime, str] | None:
    """The last line of the page before, from the address."""
    at, _comma, row_id = request.args.get("after", "").partition(",")
    try:
        last = datetime.fromisoformat(at)
        return (last.astimezone(UTC), row_id) if row_id and last.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


@room.get("/")
@requires(Action.APPLICATION_READ)
def index() -> Response:
    """The applications by receipt, fifty a page; a reference finds one."""
    reference = request.args.get("reference", "").strip()[:20]
    found, more = queries.index(read(), g.reader, after=_position(), reference=reference)
    last = found[-1] if found and more else None
    return page(
        "applications/index.html",
        found=found,
        tally=queries.tally(read(), g.procedure.id),
        reference=reference,
        base=url_for(".index"),
        next_url=url_for(".index", after=f"{last.received_at.isoformat()},{last.id}")
        if last and not reference
        else "",
        first_page=_position() is None,
        waiting=judging.waiting(read(), g.procedure.id, Action.APPLICATION_READ),
        may_file=_may(Action.APPLICATION_FILE),
        may_decide=_may(Action.DUPLICATE_DECIDE),
    )


# ---------------------------------------------------------------- filing


def _show_new(form: forms.FileForm | None = None, lines: forms.ManyForm | None = None) -> Response:
    vacancy = vacancies.vacancy(read(), g.procedure.id)
    return page(
        "applications/new.html",
        form=form or forms.FileForm(),
        many=lines or forms.ManyForm(),
        sent=form is not None or lines is not None,
        open_many=lines is not None,
        vacancy=vacancy,
        limit_mb=_limit() // (1024 * 1024),
    )


@room.get("/new")
@requires(Action.APPLICATION_FILE)
def new() -> Response:
    """The form for one application, and for several."""
    return _show_new()


def _said(filed: list[filing.Filed]) -> None:
    for one in filed:
        if one.likenesses:
            say(
                _(
                    "%(reference)s looks like %(others)s. Nothing was merged: decide on it.",
                    reference=one.reference,
                    others=", ".join(one.likenesses),
                ),
                "due",
            )
        if one.late:
            say(
                _(
                    "%(reference)s was received after the close: kept, marked late, and screened "
                    "only if the Chair admits it.",
                    reference=one.reference,
                ),
                "due",
            )


@room.post("/new")
@requires(Action.APPLICATION_FILE)
def file() -> Response:
    """File one application with its documents."""
    form = forms.FileForm(request.form | request.files)

    def do(key: str) -> filing.Filed:
        return filing.file_application(
            g.reader,
            name=form.name.data,
            mail=form.mail.data,
            phone=form.phone.data or "",
            channel=form.channel.data,
            received_at=_geneva(form.received_at.data),
            evidence=form.evidence.data,
            files=[(f.filename, f.read()) for f in form.files.data],
            sheet=filing.Sheet(
                tuple((form.nationalities.data or "").upper().replace(",", " ").split()),
                form.gender.data or "",
            ),
            staff=form.staff.data,
            late_reason=form.late_reason.data or "",
            limit=_limit(),
            key=key,
        )

    def then(done: filing.Filed | None) -> str:
        if done is None:
            return url_for(".index")
        say(
            _(
                "Filed as %(reference)s and acknowledged to the candidate. Receipt %(receipt)s.",
                reference=done.reference,
                receipt=done.receipt,
            )
        )
        _said([done])
        return url_for(".show", candidate_id=done.candidate_id)

    return submit(form, do=do, then=then, again=lambda: _show_new(form))


@room.post("/many")
@requires(Action.APPLICATION_FILE)
def file_many() -> Response:
    """File several applications of one form: all of them or none."""
    lines = forms.ManyForm(request.form | request.files)

    def do(key: str) -> list[filing.Filed]:
        given = []
        for entry in lines.lines:
            line = entry.form
            if not (line.name.data or line.mail.data or line.files.data):
                continue
            if not (line.name.data and line.mail.data and line.received_at.data):
                raise Refusal(
                    "A1",
                    "reading A1",
                    _("A line lacks its name, its address or its time of receipt."),
                    kind=Kind.INVALID,
                    todo=_("Complete the line or empty it; choose the files again."),
                )
            given.append(
                filing.Application(
                    line.name.data,
                    line.mail.data,
                    "mail",
                    _geneva(line.received_at.data),
                    line.evidence.data or "",
                    [(f.filename, f.read()) for f in line.files.data],
                )
            )
        return filing.file_many(g.reader, given, limit=_limit(), key=key)

    def then(done: list[filing.Filed] | None) -> str:
        if done:
            say(
                ngettext(
                    "%(n)s application is filed: %(references)s.",
                    "%(n)s applications are filed: %(references)s.",
                    len(done),
                    references=", ".join(f.reference for f in done),
                )
            )
            _said(done)
        return url_for(".index")

    return submit(lines, do=do, then=then, again=lambda: _show_new(lines=lines))


# ---------------------------------------------------------------- one application


def _show(candidate_id: str, **drawn: Any) -> Response:
    found = queries.application(read(), g.reader, candidate_id)
    if found is None:
        raise NotFound
    vacancy = vacancies.vacancy(read(), g.procedure.id)
    listed = {}
    if not found.closed:
        listed = documents.listed(
            read(), [candidate_id], capacity=g.reader.capacity, withdrawn=True
        )
    values: dict[str, Any] = {
        "found": found,
        "documents": listed.get(candidate_id, []),
        "kind_words": rules.kind_words,
        "channel": dict(forms.channels()).get(found.channel, ""),
        "changes": [] if found.closed else queries.changes(read(), g.procedure.id, candidate_id),
        "may_withdraw": _may(Action.APPLICATION_WITHDRAW) and found.withdrawn_at is None,
        "may_redact": _may(Action.DOCUMENT_REDACT),
        "may_recall": _may(Action.DOCUMENT_WITHDRAW),
        "may_correct": _may(Action.APPLICATION_FILE),
        "may_add": bool(vacancy and g.now < vacancy.closes_at) and _may(Action.APPLICATION_FILE),
        "withdraw_form": forms.WithdrawForm(),
        "document_form": forms.DocumentForm(),
        "correct_form": forms.CorrectForm(
            data={
                "version": found.version,
                "name": found.name,
                "mail": found.mail,
                "phone": found.phone,
            }
        ),
    }
    return page("applications/show.html", **{**values, **drawn})


@room.get("/<candidate_id>")
@requires(Action.APPLICATION_READ)
def show(candidate_id: str) -> Response:
    """One application: facts, documents, what came after."""
    return _show(candidate_id)


@room.post("/<candidate_id>/withdraw")
@requires(Action.APPLICATION_WITHDRAW)
def withdraw(candidate_id: str) -> Response:
    """Register the candidate's withdrawal."""
    form = forms.WithdrawForm(request.form)
    return submit(
        form,
        do=lambda key: changing.withdraw(
            g.reader,
            candidate_id=candidate_id,
            received_at=_geneva(form.received_at.data),
            evidence=form.evidence.data,
            key=key,
        ),
        then=url_for(".show", candidate_id=candidate_id),
        again=lambda: _show(candidate_id, withdraw_form=form, open_part="withdraw"),
        said=_("The withdrawal is registered and acknowledged; it counts from its receipt."),
    )


@room.post("/<candidate_id>/correct")
@requires(Action.APPLICATION_FILE)
def correct(candidate_id: str) -> Response:
    """Register the candidate's correction."""
    form = forms.CorrectForm(request.form)
    return submit(
        form,
        do=lambda key: changing.correct(
            g.reader,
            candidate_id=candidate_id,
            values={
                "name": form.name.data,
                "mail": form.mail.data,
                "phone": form.phone.data or "",
            },
            version=form.version.data or 0,
            received_at=_geneva(form.received_at.data),
            evidence=form.evidence.data,
            key=key,
        ),
        then=url_for(".show", candidate_id=candidate_id),
        again=lambda: _show(candidate_id, correct_form=form, open_part="correct"),
        said=_("The correction is registered; the old values stay in the file."),
    )


@room.post("/<candidate_id>/document")
@requires(Action.APPLICATION_FILE)
def add_document(candidate_id: str) -> Response:
    """Complete an application before the close."""
    form = forms.DocumentForm(request.form | request.files)

    def do(key: str) -> str:
        if len(form.files.data) != 1:
            raise Refusal(
                "A11",
                "reading A11",
                _("Choose one document."),
                kind=Kind.INVALID,
            )
        sent = form.files.data[0]
        return changing.add_document(
            g.reader,
            candidate_id=candidate_id,
            name=sent.filename,
            content=sent.read(),
            received_at=_geneva(form.received_at.data),
            evidence=form.evidence.data,
            limit=_limit(),
            key=key,
        )

    return submit(
        form,
        do=do,
        then=url_for(".show", candidate_id=candidate_id),
        again=lambda: _show(candidate_id, document_form=form, open_part="document"),
        said=_("The document is added."),
    )


# ---------------------------------------------------------------- likenesses, late ones


@room.get("/likenesses")
@requires(Action.DUPLICATE_DECIDE)
def likenesses() -> Response:
    """Applications that may be one person's, for a decision."""
    return alike.show()


@room.post("/likenesses/<likeness_id>")
@requires(Action.DUPLICATE_DECIDE)
def decide_likeness(likeness_id: str) -> Response:
    """Decide on one pair."""
    return alike.decide(likeness_id)


@room.post("/likenesses/<likeness_id>/reverse")
@requires(Action.DUPLICATE_DECIDE)
def reverse_likeness(likeness_id: str) -> Response:
    """Take the decision on one pair back."""
    return alike.reverse(likeness_id)


def _show_late(bad: forms.ReasonForm | None = None, bad_id: str = "") -> Response:
    locked = rules.criteria_locked(g.milestones)
    found = queries.late(read(), g.procedure.id)
    return page(
        "applications/late.html",
        found=found,
        locked=locked,
        gates={
            late.id: examine(
                rules.ADMITTING,
                rules.Admitting(True, late.admitted_at is not None, False, "…", locked),
            )
            for late in found
        },
        forms_of={
            late.id: bad if late.id == bad_id and bad is not None else forms.ReasonForm()
            for late in found
            if late.admitted_at is None
        },
    )


@room.get("/late")
@requires(Action.APPLICATION_ADMIT_LATE)
def late() -> Response:
    """The late applications as the Chair has them: reference, times, reason; no name."""
    return _show_late()


@room.post("/late/<candidate_id>/admit")
@requires(Action.APPLICATION_ADMIT_LATE)
def admit_late(candidate_id: str) -> Response:
    """Admit a late application."""
    form = forms.ReasonForm(request.form)
    return submit(
        form,
        do=lambda key: deciding.admit_late(
            g.reader, candidate_id=candidate_id, reason=form.reason.data, key=key
        ),
        then=url_for(".late"),
        again=lambda: _show_late(form, candidate_id),
        said=_("The application is admitted and will be screened."),
    )


@room.post("/late/<candidate_id>/leave")
@requires(Action.APPLICATION_ADMIT_LATE)
def leave_late(candidate_id: str) -> Response:
    """Leave a late application out; it can be taken up again."""
    return submit(
        None,
        do=lambda key: deciding.leave_late(g.reader, candidate_id=candidate_id, key=key),
        then=url_for(".late"),
        again=_show_late,
        said=_("The application stays out. You may still admit it until the criteria are locked."),
    )
