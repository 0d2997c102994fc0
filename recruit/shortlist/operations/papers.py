"""Profile, questions and grid: drafted together, confirmed, adopted (para. 54(d)-(e), R4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.rules import Capacity, Reader
from recruit.core import db, ids, keys, vault
from recruit.core.errors import Checked, Kind, Refusal, examine, require
from recruit.core.words import _, joined
from recruit.notices import operations as notices
from recruit.panel.operations import meetings
from recruit.panel.rules.meetings import Matter
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import Audience, Milestone, MilestoneKind, latest
from recruit.shortlist import models
from recruit.shortlist.operations import facts
from recruit.shortlist.operations.facts import run_of, somebody_else_saved
from recruit.shortlist.queries import papers as queries
from recruit.shortlist.rules import adoption, drafts, grid, profile, questions
from recruit.shortlist.rules.adoption import Deliverable

Content = Mapping[str, Any]

ADOPT = {
    Deliverable.PROFILE: Action.PROFILE_ADOPT,
    Deliverable.QUESTIONS: Action.QUESTIONS_ADOPT,
    Deliverable.GRID: Action.GRID_ADOPT,
}
MILESTONE = {
    Deliverable.PROFILE: MilestoneKind.PROFILE_ADOPTED,
    Deliverable.QUESTIONS: MilestoneKind.QUESTIONS_ADOPTED,
    Deliverable.GRID: MilestoneKind.GRID_ADOPTED,
}
WINDOW = {
    Deliverable.PROFILE: "54(d)",
    Deliverable.QUESTIONS: "54(e)",
    Deliverable.GRID: "54(e)",
}


def frozen(milestones: list[Milestone], run: int) -> bool:
    """Whether the first interview of this run has started (R4)."""
    begun = latest(milestones, MilestoneKind.INTERVIEWS_BEGUN)
    return begun is not None and begun.run == run


def _title(kind: Deliverable) -> str:
    return {
        Deliverable.PROFILE: _("competency profile"),
        Deliverable.QUESTIONS: _("interview questions"),
        Deliverable.GRID: _("evaluation grid"),
    }[kind]


def _adopted(kind: Deliverable, number: int) -> str:
    return {
        Deliverable.PROFILE: _("The competency profile is adopted, version %(n)s.", n=number),
        Deliverable.QUESTIONS: _("The interview questions are adopted, version %(n)s.", n=number),
        Deliverable.GRID: _("The evaluation grid is adopted, version %(n)s.", n=number),
    }[kind]


def examined(
    kind: Deliverable,
    content: Content,
    *,
    terms: Mapping[str, Any],
    ground: Content | None,
    confirmed: Mapping[str, frozenset[str]],
    living: frozenset[str],
) -> list[Checked]:
    """The gates of one paper with their answers. ground: the profile in force, if any."""
    entries = tuple(e["id"] for e in (ground or {}).get("entries", []))
    if kind is Deliverable.PROFILE:
        return examine(
            profile.PROFILE, profile.Draft(drafts.profile_of(content), drafts.pool_of(terms))
        )
    if kind is Deliverable.QUESTIONS:
        asked = drafts.questions_of(content, confirmed)
        return examine(questions.QUESTIONS, questions.Draft(asked, entries, living))
    return examine(grid.GRID, grid.Draft(drafts.grid_of(content), entries))


def unconfirmed(
    content: Content, confirmed: Mapping[str, frozenset[str]], living: frozenset[str]
) -> int:
    """How many questions two seated members have yet to confirm (J4)."""
    return sum(
        len(confirmed.get(q["id"], frozenset()) & living) < questions.CONFIRMATIONS
        for q in content.get("questions", [])
    )


def _examine(
    a: Act, found: queries.AllPapers, paper: models.Paper, content: Content
) -> list[Checked]:
    kind = Deliverable(paper.kind)
    connection = a.session.connection()
    ground = found.current(Deliverable.PROFILE)
    confirmed = {
        q["id"]: found.confirmed.get((q["id"], queries.fingerprint(a.procedure_id, q)), frozenset())
        for q in content.get("questions", [])
    }
    living = queries.living(connection, a.procedure_id)
    paper.unconfirmed = unconfirmed(content, confirmed, living)
    checked = examined(
        kind,
        content,
        terms=procedure.terms(connection, a.procedure_id)[1],
        ground=ground.content if ground else None,
        confirmed=confirmed,
        living=living,
    )
    # the confirmations come after the text: a text without them is ready to be confirmed
    texts = checked[:-1] if kind is Deliverable.QUESTIONS else checked
    paper.ready = all(c.holds for c in texts)
    return checked


def refuse_if_frozen(a: Act) -> None:
    """Refuse whatever would change a paper from the first interview on (R4)."""
    if frozen(a.milestones, run_of(a)):
        raise Refusal(
            "R4",
            adoption.READING,
            _("The first interview has started; profile, questions and grid are frozen."),
        )


def save(
    reader: Reader, *, kind: Deliverable, content: Content, version: int = 0, key: str = ""
) -> int:
    """Save the draft of one paper; the new version. Members and GICHD share one draft (R16).

    content: in the shape that ``rules.drafts`` names. version: of the draft that was
    read, 0 where there was none. The first save after an adoption begins the next
    numbered version. Refused once the first interview has started (R4), before what the
    paper rests on is adopted, and where somebody saved in between: nothing is overwritten.
    """
    with act(reader, Action.PROFILE_DRAFT, key) as a:
        a.silent = True
        refuse_if_frozen(a)
        run = run_of(a)
        found = queries.all_of(a.session.connection(), a.procedure_id, run)
        before = adoption.BEFORE[kind]
        ground = found.current(before) if before else None
        if before is not None and ground is None:
            raise Refusal(
                "R4",
                adoption.READING,
                _("First the panel adopts the %(paper)s.", paper=_title(before)),
            )
        draft = found.draft(kind)
        row = db.locked(a.session, models.Paper, id=draft.id) if draft else None
        if version != (row.version if row else 0):
            raise somebody_else_saved()
        if row is None:
            row = models.Paper(
                id=ids.new(),
                procedure_id=a.procedure_id,
                run=run,
                kind=kind.value,
                number=adoption.next_version(found.rule_versions(), kind).number,
                sealed=b"",
                version=0,
                saved_at=a.now,
                by_person=reader.person_id,
            )
        row.rests_on = ground.id if ground else None
        row.sealed = vault.seal(
            keys.panel_key(a.procedure_id), dict(content), "shortlist_paper", row.id
        )
        row.version += 1
        row.saved_at, row.by_person = a.now, reader.person_id
        _examine(a, found, row, content)
        a.session.add(row)
        return row.version


def confirm_questions(
    reader: Reader, *, version: int, only: frozenset[str] | None = None, key: str = ""
) -> int:
    """A member confirms that the drafted questions ask nothing that may not be asked (J4).

    version: of the draft that was read; refused where it has changed since. only: the
    ids of the questions that are confirmed, None for all. How many still wait for a
    second member is returned.
    """
    with act(reader, Action.QUESTIONS_CONFIRM, key) as a:
        refuse_if_frozen(a)
        found = queries.all_of(a.session.connection(), a.procedure_id, run_of(a))
        draft = found.draft(Deliverable.QUESTIONS)
        row = db.locked(a.session, models.Paper, id=draft.id) if draft else None
        if draft is None or row is None:
            raise Refusal("J4", questions.CITED, _("There is no draft of the questions."))
        if row.version != version:
            raise somebody_else_saved()
        confirmed = [
            q for q in draft.content.get("questions", []) if only is None or q["id"] in only
        ]
        bare = [q for q in confirmed if not (q["main"].strip() and q["probe"].strip())]
        if bare or not confirmed:
            raise Refusal(
                "J4",
                questions.CITED,
                _("A question is confirmed once it is written, with its probe."),
                kind=Kind.INVALID,
            )
        for question in confirmed:
            mark = queries.fingerprint(a.procedure_id, question)
            if reader.grant_id in found.confirmed.get((question["id"], mark), frozenset()):
                continue
            a.session.add(
                models.QuestionConfirmation(
                    paper_id=row.id,
                    question=question["id"],
                    text_hash=mark,
                    grant_id=reader.grant_id,
                    at=a.now,
                )
            )
        a.session.flush()
        after = queries.all_of(a.session.connection(), a.procedure_id, run_of(a))
        _examine(a, after, row, draft.content)
        a.session.add(row)
        a.record(row.id, number=row.number, confirmed=len(confirmed))
        return row.unconfirmed


def adopt(
    reader: Reader,
    *,
    kind: Deliverable,
    meeting_id: str,
    version: int | None = None,
    reason: str = "",
    votes: Mapping[str, str] | None = None,
    key: str = "",
) -> str:
    """The Chair records that the panel adopted the draft as the next version (R4).

    version: of the draft that was put to the panel; refused where it has changed since.
    reason: needed from the second version on. votes: by name, None for a consensus. The
    order is profile, questions, grid; what rests on an older version is adopted anew.
    """
    with act(reader, ADOPT[kind], key) as a:
        connection, run = a.session.connection(), run_of(a)
        found = queries.all_of(connection, a.procedure_id, run)
        draft = found.draft(kind)
        row = db.locked(a.session, models.Paper, id=draft.id) if draft else None
        if draft is None or row is None:
            raise Refusal(
                "R4",
                adoption.READING,
                _("There is no draft of the %(paper)s to adopt.", paper=_title(kind)),
            )
        if version is not None and row.version != version:
            raise somebody_else_saved()
        checked = _examine(a, found, row, draft.content)
        require(
            adoption.ADOPTION,
            adoption.Adopting(
                deliverable=kind,
                versions=found.rule_versions(),
                complete=True,
                reason=reason,
                present=facts.present(a, meeting_id),
                living=queries.living(connection, a.procedure_id),
                voted=facts.voted(votes),
                started=frozen(a.milestones, run),
                within_window=facts.within(a, WINDOW[kind]),
            ),
        )
        if missing := [c for c in checked if not c.holds]:
            raise Refusal(missing[0].id, missing[0].paragraph, joined(c.detail for c in missing))
        before = adoption.BEFORE[kind]
        ground = found.current(before) if before else None
        if ground is not None and row.rests_on != ground.id:
            raise Refusal(
                "R4",
                adoption.READING,
                _("What this draft rests on was adopted anew; open the draft and save it again."),
            )
        motion = meetings.decide(
            a,
            meeting_id=meeting_id,
            matter=Matter.OTHER,
            kind=f"shortlist.{kind.value}",
            object_id=row.id,
            run=run,
            text=_adopted(kind, row.number),
            reason=reason.strip() or _("The first version, as drafted for the panel."),
            votes=votes,
        )
        row.motion_id, row.adopted_at, row.reason = motion.id, a.now, reason.strip()
        row.version += 1
        a.session.add(row)
        a.milestone(
            MILESTONE[kind], Audience.RELEASED, run=run, object_id=row.id, number=row.number
        )
        for capacity in (Capacity.FOCAL_POINT, Capacity.STAFF):
            notices.tell(
                a,
                f"shortlist.{kind.value}",
                f"capacity:{capacity}",
                object_id=row.id,
                sender=Capacity.CHAIR,
            )
        a.record(row.id, kind=kind.value, number=row.number, motion=motion.id, reason=reason)
    return a.receipt
