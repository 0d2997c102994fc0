"""GICHD asks what invited candidates need, and keeps the answers (J11, R16)."""

from __future__ import annotations

from datetime import date

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Capacity, Reader
from recruit.core import keys, times, vault
from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.interviews import models
from recruit.interviews.queries import needs as queries
from recruit.interviews.queries import starting
from recruit.interviews.rules import needs as rules
from recruit.notices import operations as notices
from recruit.procedure import queries as procedure
from recruit.procedure.rules.days import end_of
from recruit.procedure.rules.milestones import current_run


def _last_of_window(a: Act) -> date | None:
    views = procedure.windows(a.session.connection(), a.procedure_id)
    return next(w for w in views if w.para == starting.PARA).last_in_force


def _row(a: Act, run: int, candidate_id: str) -> models.Need | None:
    return a.session.exec(
        select(models.Need).where(
            models.Need.procedure_id == a.procedure_id,
            models.Need.run == run,
            models.Need.candidate_id == candidate_id,
        )
    ).first()


def ask(reader: Reader, *, last_day: date, again: bool = False, key: str = "") -> str:
    """Write to each invited candidate who was not asked yet; the receipt's reference.

    last_day: in Geneva, to its end. again: to those instead who were asked and have not
    answered, with the new last day. One letter a candidate, sealed under the file key until it
    is sent. Raises Refusal (J11) where nobody is left to ask, and as check_last_day.
    """
    with act(reader, Action.NEEDS_KEEP, key) as a:
        run = current_run(a.milestones)
        rules.check_last_day(last_day, _last_of_window(a), a.now)
        wanted = (
            {rules.Standing.WAITS, rules.Standing.LATE} if again else {rules.Standing.NOT_ASKED}
        )
        found = [
            n
            for n in queries.needs(a.session.connection(), a.procedure_id, run, a.now)
            if n.standing in wanted and not n.withdrawn
        ]
        if not found:
            raise Refusal(
                "J11",
                rules.CITED,
                _("Everybody who was asked has answered.")
                if again
                else _("Every invited candidate has been asked."),
            )
        for one in found:
            row = _row(a, run, one.candidate_id) or models.Need(
                procedure_id=a.procedure_id,
                run=run,
                candidate_id=one.candidate_id,
                asked_at=a.now,
                due_at=end_of(last_day),
                times_asked=0,
                by_grant=reader.grant_id,
            )
            row.asked_at, row.due_at, row.by_grant = a.now, end_of(last_day), reader.grant_id
            row.times_asked += 1
            a.session.add(row)
            a.session.flush()
            notices.tell(
                a,
                "interviews.needs",
                "candidate",
                object_id=row.id,
                recipients=[one.candidate_id],
                sender=Capacity.FOCAL_POINT,
                body=_letter(row),
                key_id=keys.file_key(one.candidate_id, a.procedure_id),
            )
        a.record("needs", asked=len(found), last_day=last_day.isoformat(), again=again)
    return a.receipt


def _letter(row: models.Need) -> dict[str, object]:
    return {
        "subject": _("What you need for the interview"),
        "paragraphs": [
            _("Dear candidate,"),
            _(
                "Before the time of your interview is set, please answer this mail and tell us: "
                "what you need to take part on equal terms (access, an aid, somebody who comes "
                "with you), the time zone in which you will be, and whether you take part by "
                "video, in person in Geneva, or by phone."
            ),
            _("We need your answer by %(when)s.", when=times.deadline(row.due_at)),
            _(
                "Only the people of GICHD who prepare the interview read it. The panel is told "
                "what the room must have ready, and no reason."
            ),
        ],
        "closing": _("Geneva International Centre for Humanitarian Demining"),
    }


def record(
    reader: Reader,
    *,
    candidate_id: str,
    answered_on: date,
    answer: rules.Answer,
    version: int,
    key: str = "",
) -> str:
    """Record what a candidate answered by mail, or correct it; the receipt's reference.

    answered_on: the mail's day in Geneva. version: of the row that was read. Raises Refusal
    (J11) as check_answer and for who was not asked, (R24) where somebody saved meanwhile.
    """
    with act(reader, Action.NEEDS_KEEP, key) as a:
        run = current_run(a.milestones)
        row = _row(a, run, candidate_id)
        if row is None:
            raise nothing()
        if row.version != version:
            raise Refusal(
                "R24",
                "reading R24",
                _("Somebody saved another version while you were writing. Yours is kept below."),
                todo=_("Compare it with the version now saved, then save again."),
            )
        rules.check_answer(answer, answered_on, a.now)
        file_key = keys.file_key(candidate_id, a.procedure_id)
        row.sealed = vault.seal(
            file_key,
            {
                "access": answer.access.strip(),
                "zone": answer.zone,
                "channel": answer.channel,
                "text": answer.text.strip(),
            },
            queries.TABLE,
            row.id,
        )
        row.ready = (
            vault.seal(file_key, {"text": answer.ready.strip()}, queries.TABLE, row.id, "ready")
            if answer.ready.strip()
            else None
        )
        row.answered_on, row.recorded_at, row.by_grant = answered_on, a.now, reader.grant_id
        row.version += 1
        a.session.add(row)
        a.record(row.id, answered_on=answered_on.isoformat(), version=row.version)
    return a.receipt
