"""The panel's request for the applications received, and GICHD's answer (54(b), R7)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from sqlmodel import col, func, select

from recruit.access import operations as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Capacity, Reader
from recruit.applications.models import Candidate
from recruit.core import db
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.documents.covering import covered_for_all
from recruit.documents.models import Document
from recruit.notices import operations as notices
from recruit.panel.operations import declarations, meetings
from recruit.panel.queries import seats
from recruit.panel.rules.meetings import Matter
from recruit.prescreening import models
from recruit.prescreening.queries import requests as queries
from recruit.prescreening.rules import requests as rules
from recruit.procedure.rules.milestones import Audience, MilestoneKind, current_run

KINDS = ("list", "files")


def _chair_grant(a: Act) -> str:
    chair = seats.chair(a.session.connection(), a.procedure_id)
    return chair.member_grant if chair else ""


def _view(a: Act, request_id: str) -> queries.RequestView:
    found = queries.requests(a.session.connection(), a.reader, a.settings, _chair_grant(a))
    for one in found:
        if one.id == request_id:
            return one
    raise nothing()


def _row(a: Act, request_id: str) -> models.Request:
    row = db.locked(a.session, models.Request, id=request_id, procedure_id=a.procedure_id)
    if row is None:
        raise nothing()
    return row


def move(
    reader: Reader, *, kind: str, reason: str, objects: Sequence[str] = (), key: str = ""
) -> str:
    """A seated member moves that the applications be given, with a reason; the request's id.

    kind: 'list' (of all applications) comes first, then 'files'. objects: candidates whose
    files are asked for, none for all. Raises Refusal (R7).
    """
    with act(reader, Action.REQUEST_MOVE, key) as a:
        rules.move(reason, seated=reader.seat > 0)
        if kind not in KINDS:
            raise Refusal("R7", "reading R7", _("Say what is asked for."), kind=Kind.INVALID)
        if kind == "files" and queries.all_given(a.milestones) is None:
            raise Refusal(
                "R7",
                "para. 54(b), reading R7",
                _("The list of all applications is given first, then their files."),
                todo=_("Move that the list be given."),
            )
        _all_here(a, objects)
        number = a.session.exec(
            select(func.count())
            .select_from(models.Request)
            .where(models.Request.procedure_id == a.procedure_id)
        ).one()
        request = models.Request(
            procedure_id=a.procedure_id,
            number=number + 1,
            kind=kind,
            objects=" ".join(dict.fromkeys(objects)) if kind == "files" else "",
            reason=reason.strip(),
            by_grant=reader.grant_id,
            moved_at=a.now,
        )
        a.session.add(request)
        a.session.flush()
        notices.tell(a, "prescreening.moved", "panel", object_id=request.id, sender=Capacity.CHAIR)
        a.record(request.id, number=request.number, kind=kind)
        return request.id


def _all_here(a: Act, objects: Sequence[str]) -> None:
    found = a.session.exec(
        select(Candidate.id).where(
            Candidate.procedure_id == a.procedure_id, col(Candidate.id).in_(list(objects))
        )
    ).all()
    if set(objects) - set(found):
        raise nothing()


def speak(
    reader: Reader, *, request_id: str, objects: bool, reason: str = "", key: str = ""
) -> str:
    """A member seconds a request, or objects to it with a reason; the receipt (R7)."""
    with act(reader, Action.REQUEST_MOVE, key) as a:
        row, view = _row(a, request_id), _view(a, request_id)
        if view.mine or view.voice is not None:
            raise Refusal("R7", "reading R7", _("You have spoken on this request before."))
        if view.state is not rules.State.MOVED and not (
            view.state is rules.State.TO_THE_VOTE and objects
        ):
            raise Refusal("R7", "reading R7", _("This request is decided, or before a vote."))
        if objects and not reason.strip():
            raise Refusal("R7", "reading R7", _("An objection needs a reason."), kind=Kind.INVALID)
        a.session.add(
            models.RequestVoice(
                request_id=request_id,
                grant_id=reader.grant_id,
                objects=objects,
                reason=reason.strip(),
                at=a.now,
            )
        )
        a.session.flush()
        after = _view(a, request_id)
        if after.made_at is not None:
            _make(a, row)
        elif objects:
            notices.tell(
                a,
                "prescreening.objected",
                f"capacity:{Capacity.CHAIR}",
                object_id=row.id,
                sender=Capacity.CHAIR,
            )
        a.record(request_id, objects=objects, made=after.made_at is not None)
    return a.receipt


def _make(a: Act, row: models.Request) -> None:
    row.made_at = a.now
    a.session.add(row)
    notices.tell(
        a,
        "prescreening.requested",
        f"capacity:{Capacity.FOCAL_POINT}",
        object_id=row.id,
        sender=Capacity.CHAIR,
    )


def put_to_vote(
    reader: Reader,
    *,
    request_id: str,
    made: bool,
    meeting_id: str,
    reason: str,
    votes: Mapping[str, str] | None = None,
    key: str = "",
) -> str:
    """The Chair records the panel's decision on a request that was objected to (R7, C10).

    made: whether it is the panel's request from now. votes: by name; none by consensus.
    """
    with act(reader, Action.MEETING_HOLD, key) as a:
        row, view = _row(a, request_id), _view(a, request_id)
        if view.state is not rules.State.TO_THE_VOTE:
            raise Refusal("R7", "reading R7", _("This request is not before a vote."))
        text = (
            _("The panel makes request no. %(n)s.", n=row.number)
            if made
            else _("The panel does not make request no. %(n)s.", n=row.number)
        )
        meetings.decide(
            a,
            meeting_id=meeting_id,
            matter=Matter.OTHER,
            kind="prescreening.request",
            object_id=row.id,
            run=current_run(a.milestones),
            text=text,
            reason=reason,
            votes=votes,
        )
        if made:
            _make(a, row)
        else:
            row.lost_at = a.now
            a.session.add(row)
        a.record(row.id, made=made)
    return a.receipt


# ---------------------------------------------------------------- GICHD's answer


def answer(
    reader: Reader,
    *,
    request_id: str,
    withheld: Mapping[str, str] | None = None,
    note: str = "",
    key: str = "",
) -> str:
    """GICHD answers a request, in full or with named documents withheld, a reason for each.

    A 'list' gives names, references and outcomes of all applications, on which the panel
    then declares anew; 'files' lets members open the documents, each once cleared. The
    answer serves the whole panel. The receipt. Raises Refusal (R7).
    """
    with act(reader, Action.REQUEST_ANSWER, key) as a:
        view = _view(a, request_id)
        if view.state is not rules.State.REQUESTED:
            raise nothing()
        if view.answer is not None:
            raise Refusal("R7", "reading R7", _("This request was answered before."))
        reasons = dict(withheld or {})
        rules.answer(reasons, frozenset())
        reply = models.Answer(
            request_id=request_id,
            withheld=json.dumps({k: v.strip() for k, v in reasons.items()}),
            note=note.strip(),
            by_grant=reader.grant_id,
            at=a.now,
        )
        a.session.add(reply)
        a.session.flush()
        asked = _asked_for(a, view)
        if view.kind == "list":
            _give_list(a, reply, asked)
        else:
            _give_files(a, reply, asked, reasons)
        notices.tell(a, "prescreening.answered", "panel", object_id=request_id)
        a.record(request_id, kind=view.kind, withheld=sorted(reasons), given=len(asked))
    return a.receipt


def _asked_for(a: Act, view: queries.RequestView) -> list[Candidate]:
    statement = select(Candidate).where(
        Candidate.procedure_id == a.procedure_id,
        col(Candidate.withdrawn_at).is_(None),
        col(Candidate.merged_into).is_(None),
    )
    if view.objects:
        statement = statement.where(col(Candidate.id).in_(view.objects))
    return list(a.session.exec(statement.order_by(col(Candidate.reference))).all())


def _give_list(a: Act, reply: models.Answer, asked: Sequence[Candidate]) -> None:
    version = a.session.exec(
        select(func.max(models.Circulation.version)).where(
            models.Circulation.procedure_id == a.procedure_id
        )
    ).one()
    names = [(found.id, place) for place, found in enumerate(asked, start=1)]
    declarations.ask(a, version or 0, names, listed=False)
    a.milestone(MilestoneKind.ALL_GIVEN, Audience.GICHD, object_id=reply.id)


def _give_files(
    a: Act, reply: models.Answer, asked: Sequence[Candidate], withheld: Mapping[str, str]
) -> None:
    documents = a.session.exec(
        select(Document.id, Document.object_id).where(
            Document.procedure_id == a.procedure_id,
            col(Document.object_id).in_([found.id for found in asked]),
            col(Document.withdrawn_at).is_(None),
            ~covered_for_all(Document.__table__),  # type: ignore[attr-defined]
        )
    ).all()
    if set(withheld) - {document_id for document_id, _object in documents}:
        raise nothing()
    short = {object_id for document_id, object_id in documents if document_id in withheld}
    for found in asked:
        if found.id not in short:
            access.disclose(a, found.id, Capacity.MEMBER, under=reply.id)
    for document_id, object_id in documents:
        if object_id in short and document_id not in withheld:
            access.disclose(a, document_id, Capacity.MEMBER, under=reply.id)
