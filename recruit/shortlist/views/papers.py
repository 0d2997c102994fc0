"""Profile, questions and grid: drafted by the panel and the GICHD, read side by side (R16)."""

from __future__ import annotations

from typing import Any

from flask import g, jsonify, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import ahead, read, requires
from recruit.access.policy import allows
from recruit.core import times
from recruit.core.errors import Refusal
from recruit.core.pages import STATUS, page, submit
from recruit.core.words import _
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import current_run
from recruit.shortlist import forms
from recruit.shortlist.operations import comments as commenting
from recruit.shortlist.operations import papers as operations
from recruit.shortlist.queries import ahead as asking
from recruit.shortlist.queries import comments
from recruit.shortlist.queries import papers as queries
from recruit.shortlist.rules import adoption, drafts
from recruit.shortlist.rules.adoption import Deliverable
from recruit.shortlist.rules.grid import LEVELS, level_word
from recruit.shortlist.rules.not_asked import in_words
from recruit.shortlist.rules.profile import LEADERSHIP
from recruit.shortlist.rules.questions import CONFIRMATIONS
from recruit.shortlist.views.ballot import room

Content = dict[str, Any]


def titles() -> dict[Deliverable, str]:
    """The three papers in words."""
    return {
        Deliverable.PROFILE: _("Competency profile"),
        Deliverable.QUESTIONS: _("Questions"),
        Deliverable.GRID: _("Evaluation grid"),
    }


def kind_named(name: str) -> Deliverable:
    """The paper of this name in an address. Raises NotFound."""
    try:
        return Deliverable(name)
    except ValueError:
        raise NotFound from None


def _start(
    kind: Deliverable, found: queries.AllPapers, terms: dict[str, Any], ground: Content
) -> Content:
    """What the draft begins with: the version before it on the profile in force, or Annex I."""
    former = found.adopted(kind)
    if kind is Deliverable.PROFILE:
        return former[-1].content if former else drafts.default_profile(terms)
    if former:
        return drafts.carried_over(kind.value, former[-1].content, ground)
    make = drafts.default_questions if kind is Deliverable.QUESTIONS else drafts.default_grid
    return make(ground)


def _pool(content: Content, terms: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines of the profile's form: every competency of Annex I, and leadership."""
    taken = {e["competency"]: e for e in content.get("entries", [])}
    pool = [
        (c["key"], c["name"], c["subtitle"], c["family"], c["printed_under"], c["indicators"])
        for c in terms["competencies"]
    ]
    pool.append((LEADERSHIP, _("Leadership skills"), "", LEADERSHIP, "", ()))
    lines = []
    for key, name, subtitle, family, under, indicators in pool:
        entry = taken.get(key)
        chosen = {i["text"] for i in entry["indicators"] if not i["own"]} if entry else set()
        lines.append(
            {
                "key": key,
                "name": name,
                "subtitle": subtitle,
                "family": family,
                "flagged": bool(under),
                "taken": entry is not None,
                "weight": entry["weight"] if entry else "",
                "essential": bool(entry and entry["essential"]),
                "indicators": [
                    {"n": n, "text": text, "on": text in chosen if entry else True}
                    for n, text in enumerate(indicators)
                ],
                "own": "\n".join(i["text"] for i in entry["indicators"] if i["own"])
                if entry
                else "",
            }
        )
    return lines


def _typed(kind: Deliverable, terms: dict[str, Any], ground: Content) -> Content:
    if kind is Deliverable.PROFILE:
        return forms.profile_of(request.form, terms)
    if kind is Deliverable.QUESTIONS:
        return forms.questions_of(request.form, ground)
    return forms.grid_of(request.form, ground)


def found_papers() -> tuple[queries.AllPapers, dict[str, Any]]:
    """Every version of the papers of this run, and the Terms of Reference."""
    run = current_run(g.milestones)
    ahead(asking.PAPERS, run=run)
    terms = procedure.terms(read(), g.procedure.id)[1]
    return queries.all_of(read(), g.procedure.id, run), terms


def _show(
    kind: Deliverable,
    typed: Content | None = None,
    *,
    version: int | None = None,
    read_already: tuple[queries.AllPapers, dict[str, Any]] | None = None,
    commented: forms.CommentForm | None = None,
) -> Response:
    found, terms = read_already or found_papers()
    run = current_run(g.milestones)
    profile = found.current(Deliverable.PROFILE)
    ground = profile.content if profile else {}
    before = adoption.BEFORE[kind]
    ready = before is None or found.current(before) is not None
    draft = found.draft(kind)
    frozen = operations.frozen(g.milestones, run)
    current = found.current(kind)
    content = typed or (draft.content if draft else _start(kind, found, terms, ground))
    living = queries.living(read(), g.procedure.id)
    confirmed = {
        q["id"]: found.confirmed.get((q["id"], queries.fingerprint(g.procedure.id, q)), frozenset())
        & living
        for q in content.get("questions", [])
    }
    capacity, column = g.reader.capacity, g.reader.column
    return page(
        "shortlist/papers.html",
        kind=kind,
        titles=titles(),
        draft=draft,
        current=current,
        adopted=found.adopted(kind),
        comparable=sum(p.kind == kind for p in found.versions) > 1,
        coverage=found.covered(kind, content if ready else None),
        anew=kind in adoption.to_adopt_anew(found.rule_versions()),
        ready=ready,
        before=titles()[before] if before else "",
        frozen=frozen,
        content=content,
        ground={e["id"]: e for e in ground.get("entries", [])},
        pool=_pool(content, terms) if kind is Deliverable.PROFILE else [],
        total=sum(e["weight"] for e in content.get("entries", [])),
        confirmed=confirmed,
        needed=CONFIRMATIONS,
        mine=[q for q, grants in confirmed.items() if g.reader.grant_id in grants],
        warned={q["id"]: in_words(drafts.wording(q)) for q in content.get("questions", [])},
        suspect=[
            (q["entry"], lines)
            for q in (draft.content.get("questions", []) if draft else [])
            if (lines := in_words(drafts.wording(q)))
        ]
        if kind is Deliverable.QUESTIONS
        else [],
        levels=[(n, level_word(n)) for n in LEVELS],
        checked=operations.examined(
            kind, content, terms=terms, ground=ground, confirmed=confirmed, living=living
        ),
        version=(draft.version if draft else 0) if version is None else version,
        newer=draft if draft and typed is not None and version != draft.version else None,
        comments=[c for c in comments.of_run(read(), g.procedure.id, run) if c.kind == kind.value],
        names=found.names(),
        comment_form=commented or comment_form(_newest(found)),
        may={
            "comment": allows(Action.PROFILE_COMMENT, capacity, column)
            and not frozen
            and found.newest(kind) is not None,
            "draft": allows(Action.PROFILE_DRAFT, capacity, column) and not frozen and ready,
            "confirm": allows(Action.QUESTIONS_CONFIRM, capacity, column) and not frozen,
        },
        confirm_form=forms.ConfirmForm(data={"version": draft.version if draft else 0}),
    )


def _newest(found: queries.AllPapers) -> Content:
    profile = found.newest(Deliverable.PROFILE)
    return profile.content if profile else {}


def comment_form(ground: Content) -> forms.CommentForm:
    """What is typed of a comment: on the whole, or on one entry of the profile."""
    form = forms.CommentForm(request.form)
    form.entry.choices = [
        ("", _("the whole")),
        *((e["id"], e["name"]) for e in ground.get("entries", [])),
    ]
    return form


@room.get("/papers")
@requires(Action.PROFILE_READ)
def papers() -> Response:
    """One of the three papers; the first that is not in force where none is named."""
    named = request.args.get("part", "")
    if named:
        return _show(kind_named(named))
    found, terms = found_papers()
    first = next((k for k in Deliverable if found.current(k) is None), Deliverable.PROFILE)
    return _show(first, read_already=(found, terms))


@room.post("/papers/<kind>")
@requires(Action.PROFILE_DRAFT)
def save_paper(kind: str) -> Response:
    """Save the draft: by the button, or as it is typed."""
    which, version = kind_named(kind), forms.version_of(request.form)
    found, terms = found_papers()
    profile = found.current(Deliverable.PROFILE)
    typed = _typed(which, terms, profile.content if profile else {})
    if request.form.get("autosave"):
        try:
            new = operations.save(g.reader, kind=which, content=typed, version=version)
        except Refusal as refusal:
            answer = jsonify({"saved": refusal.reason})
            answer.status_code = STATUS[refusal.kind]
            return answer
        return jsonify({"saved": _saved(which, typed), "fields": {"version": str(new)}})
    return submit(
        None,
        do=lambda key: operations.save(
            g.reader, kind=which, content=typed, version=version, key=key
        ),
        then=url_for(".papers", part=which.value),
        again=lambda: _show(which, typed, version=version),
        said=_("The draft is saved."),
    )


def _saved(kind: Deliverable, content: Content) -> str:
    when = times.moment(g.now)
    if kind is not Deliverable.PROFILE:
        return _("Saved, %(when)s", when=when)
    total = sum(e["weight"] for e in content["entries"])
    return _("Saved, %(when)s. The weights sum to %(n)s of 100.", when=when, n=total)


@room.post("/papers/questions/confirm")
@requires(Action.QUESTIONS_CONFIRM)
def confirm_questions() -> Response:
    """A member confirms that the questions ask nothing that may not be asked (J4)."""
    form = forms.ConfirmForm(request.form)
    return submit(
        form,
        do=lambda key: operations.confirm_questions(
            g.reader, version=form.version.data or 0, key=key
        ),
        then=url_for(".papers", part="questions"),
        again=lambda: _show(Deliverable.QUESTIONS),
        said=_("You confirmed the questions."),
    )


@room.post("/papers/<kind>/comments")
@requires(Action.PROFILE_COMMENT)
def comment_paper(kind: str) -> Response:
    """Say something of a paper while it is drafted."""
    which, read_already = kind_named(kind), found_papers()
    form = comment_form(_newest(read_already[0]))
    return submit(
        form,
        do=lambda key: commenting.add(
            g.reader,
            kind=which,
            text=form.text.data or "",
            entry=form.entry.data or "",
            key=key,
        ),
        then=url_for(".papers", part=which.value) + "#comments",
        again=lambda: _show(which, read_already=read_already, commented=form),
        said=_("Your comment stands below the paper."),
    )
