"""Pages of the vacancy: the public announcement; drafting, posting and extending it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Blueprint, Flask, g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import ahead, read, requires
from recruit.access.policy import allows
from recruit.access.rules import Capacity
from recruit.core.pages import page, submit
from recruit.core.together import Together
from recruit.core.words import _
from recruit.procedure import queries as procedure
from recruit.procedure.rules.days import end_of
from recruit.vacancy import forms, kinds, operations, queries

public = Blueprint("vacancy_public", __name__, url_prefix="/vacancies")
room = Blueprint("vacancy", __name__, url_prefix="/p/<procedure>/<capacity>/vacancy")
blueprints = [public, room]
_WINDOWS = Together(*procedure.WINDOWS_AHEAD)


def join(_app: Flask) -> None:
    """Give the words of this room's notices."""
    kinds.register()


@public.get("/")
@requires(Action.PUBLIC_READ)
def index() -> Response:
    """Every vacancy that was posted."""
    return page("vacancy/index.html", posted=queries.posted(read()), now=g.now)


@public.get("/<name>")
@requires(Action.PUBLIC_READ)
def announcement(name: str) -> Response:
    """The announcement with the Terms of Reference and the privacy notice."""
    found = procedure.by_name(read(), name)
    vacancy = queries.vacancy(read(), found.id) if found else None
    if found is None or vacancy is None or vacancy.posted_at is None:
        raise NotFound
    return page(
        "vacancy/announcement.html",
        vacancy=vacancy,
        procedure_title=found.title,
        answers=queries.answers(read(), vacancy.id),
        terms=procedure.terms(read(), found.id)[1],
        now=g.now,
    )


def _correcting() -> dict[str, str]:
    """The answer that the address asks to correct, to begin with; {} where there is none."""
    asked = request.args.get("correct", "")
    vacancy = _vacancy() if asked else None
    for found in queries.answers(read(), vacancy.id) if vacancy else ():
        if found.id == asked and not found.replaced:
            return {"question": found.question, "answer": found.answer, "corrects": found.id}
    return {}


def _vacancy() -> queries.VacancyView | None:
    """The vacancy, asked once a request."""
    if "vacancy" not in g:
        g.vacancy = queries.vacancy(read(), g.procedure.id)
    found: queries.VacancyView | None = g.vacancy
    return found


def _show(**drawn: Any) -> Response:
    ahead(_WINDOWS)
    vacancy = _vacancy()
    capacity, state = g.reader.capacity, g.reader.column
    may = {
        "draft": allows(Action.VACANCY_DRAFT, capacity, state),
        "post": allows(Action.VACANCY_POST, capacity, state),
        "reason": allows(Action.VACANCY_POST_EARLY, capacity, state),
        "extend": allows(Action.VACANCY_EXTEND, capacity, state),
        "answer": allows(Action.VACANCY_ANSWER, capacity, state),
        "agency": allows(Action.AGENCY_RECORD, capacity, state),
    }
    sees_agency = allows(Action.AGENCY_READ, capacity, state)
    values: dict[str, Any] = {
        "vacancy": vacancy,
        "websites": queries.websites(read(), vacancy.id) if vacancy else [],
        "answers": queries.answers(read(), vacancy.id) if vacancy and vacancy.posted_at else [],
        "agencies": queries.agencies(read(), g.procedure.id) if sees_agency else [],
        "sees_agency": sees_agency,
        "may": may,
        "now": g.now,
        "window": next(w for w in procedure.windows(read(), g.procedure.id) if w.para == "54(a)"),
        "text_form": forms.TextForm(
            data=dict(vacancy.text, version=vacancy.version) if vacancy else None
        ),
        "draft_form": forms.DraftForm(),
        "post_form": forms.PostForm(),
        "reason_form": forms.ReasonForm(),
        "further_form": forms.FurtherForm(data={"on": g.now.date()}),
        "extend_form": forms.ExtendForm(),
        "answer_form": forms.AnswerForm(formdata=None, data=_correcting()),
        "agency_form": forms.AgencyForm(),
    }
    return page("vacancy/page.html", **{**values, **drawn})


@room.get("/", endpoint="page")
@requires(Action.VACANCY_READ)
def show() -> Response:
    """The vacancy as this capacity has it."""
    known = (Capacity.FOCAL_POINT, Capacity.STAFF, Capacity.AGENCY, Capacity.PRESIDENT)
    vacancy = _vacancy()
    if g.reader.capacity not in known and (vacancy is None or vacancy.posted_at is None):
        raise NotFound
    return _show()


@room.post("/draft")
@requires(Action.VACANCY_DRAFT)
def draft() -> Response:
    """Draft the text from the Terms of Reference."""
    form = forms.DraftForm(request.form)
    return submit(
        form,
        do=lambda key: operations.draft(g.reader, address=form.address.data, key=key),
        then=url_for(".page"),
        again=lambda: _show(draft_form=form),
        said=_("The text is drafted from the Terms of Reference. Read it through, then post it."),
    )


@room.post("/text")
@requires(Action.VACANCY_DRAFT)
def save() -> Response:
    """Save the draft's text."""
    form = forms.TextForm(request.form)
    return submit(
        form,
        do=lambda key: operations.save(
            g.reader, text=form.data, version=form.version.data or 0, key=key
        ),
        then=url_for(".page"),
        again=lambda: _show(text_form=form),
        said=_("The draft is saved."),
    )


@room.post("/post")
@requires(Action.VACANCY_POST)
def post() -> Response:
    """Post it, with the list of websites."""
    form = forms.PostForm(request.form)

    def do(key: str) -> str:
        sites = [
            operations.Published(
                entry.form.name.data,
                entry.form.address.data or "",
                entry.form.on.data or g.now.date(),
                entry.form.cost.data or Decimal(0),
            )
            for entry in form.sites
            if entry.form.name.data
        ]
        return operations.post(g.reader, websites=sites, reason=form.reason.data or "", key=key)

    return submit(
        form,
        do=do,
        then=url_for(".page"),
        again=lambda: _show(post_form=form),
        said=_("The vacancy is posted. It is public from now on."),
    )


@room.post("/further")
@requires(Action.VACANCY_POST)
def publish_further() -> Response:
    """Record one more website; a vacancy that is open again is published anew."""
    form = forms.FurtherForm(request.form)
    return submit(
        form,
        do=lambda key: operations.publish_further(
            g.reader,
            website=operations.Published(
                form.name.data, form.address.data or "", form.on.data or g.now.date()
            ),
            key=key,
        ),
        then=url_for(".page"),
        again=lambda: _show(further_form=form),
        said=_("The website is recorded."),
    )


@room.post("/reason")
@requires(Action.VACANCY_POST_EARLY)
def early_reason() -> Response:
    """The President's reason for posting before the window."""
    form = forms.ReasonForm(request.form)
    return submit(
        form,
        do=lambda key: operations.early_reason(g.reader, reason=form.reason.data, key=key),
        then=url_for(".page"),
        again=lambda: _show(reason_form=form),
        said=_("The reason is recorded. The focal point may post from now on."),
    )


@room.post("/extend")
@requires(Action.VACANCY_EXTEND)
def extend() -> Response:
    """The one extension of the close."""
    form = forms.ExtendForm(request.form)
    return submit(
        form,
        do=lambda key: operations.extend(
            g.reader, to=end_of(form.last_day.data), reason=form.reason.data, key=key
        ),
        then=url_for(".page"),
        again=lambda: _show(extend_form=form),
        said=_("The close is extended, and the extension is published with its reason."),
    )


@room.post("/answer")
@requires(Action.VACANCY_ANSWER)
def answer() -> Response:
    """Publish a question with its answer."""
    form = forms.AnswerForm(request.form)
    return submit(
        form,
        do=lambda key: operations.answer(
            g.reader,
            question=form.question.data,
            answer=form.answer.data,
            corrects=form.corrects.data or "",
            key=key,
        ),
        then=url_for(".page"),
        again=lambda: _show(answer_form=form),
        said=_("The answer is published beside the vacancy, for everybody."),
    )


@room.post("/agency")
@requires(Action.AGENCY_RECORD)
def agency() -> Response:
    """Record a recruitment agency."""
    form = forms.AgencyForm(request.form)
    return submit(
        form,
        do=lambda key: operations.record_agency(
            g.reader,
            name=form.name.data,
            task=form.task.data,
            cost=form.cost.data,
            currency="CHF",
            decided_by=form.decided_by.data,
            key=key,
        ),
        then=url_for(".page"),
        again=lambda: _show(agency_form=form),
        said=_("The agency is recorded and shown to the President and the Committee."),
    )
