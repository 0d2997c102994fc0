"""Meetings of the panel: opened, decided in, put to the vote, minuted, confirmed (C10)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlmodel import func, select

from recruit.access import operations as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Capacity, Reader
from recruit.core import db, ids, keys, vault
from recruit.core.errors import Kind, Refusal, Refused
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.panel import models
from recruit.panel.queries import meetings as queries
from recruit.panel.queries import seats
from recruit.panel.rules import meetings as rules
from recruit.procedure.rules.days import geneva_day

YES, NO, ABSTAINED = "yes", "no", "abstained"


def hold(
    reader: Reader,
    *,
    held_at: datetime,
    present: Collection[str],
    recused: Collection[str] = (),
    title: str = "",
    key: str = "",
) -> str:
    """The Chair opens a meeting: when, who is present, who recused; its id.

    present, recused: grants of living members. All who sit are told, and so called (C10).
    """
    with act(reader, Action.MEETING_HOLD, key) as a:
        living = {m.id for m in access.living(a, Capacity.MEMBER)}
        here, out = set(present) - set(recused), set(recused)
        if not here or not (here | out) <= living:
            raise Refusal(
                "C10",
                "reading C10",
                _("Name who is present, of those who sit on the panel now."),
                kind=Kind.INVALID,
            )
        number = a.session.exec(
            select(func.count())
            .select_from(models.Meeting)
            .where(models.Meeting.procedure_id == a.procedure_id)
        ).one()
        meeting = models.Meeting(
            id=ids.new(),
            procedure_id=a.procedure_id,
            number=number + 1,
            held_at=held_at,
            present=" ".join(sorted(here)),
            recused=" ".join(sorted(out)),
            sealed=b"",
            by_grant=reader.grant_id,
        )
        _seal(a, meeting, title.strip(), "")
        a.session.add(meeting)
        a.session.flush()
        notices.tell(a, "panel.meeting", "panel", object_id=meeting.id)
        a.record(meeting.id, number=meeting.number, present=len(here), recused=len(out))
        return meeting.id


def _seal(a: Act, meeting: models.Meeting, title: str, minutes: str) -> None:
    meeting.sealed = vault.seal(
        keys.panel_key(a.procedure_id),
        {"title": title, "minutes": minutes},
        "panel_meeting",
        meeting.id,
    )


def _meeting(a: Act, meeting_id: str) -> models.Meeting:
    found = db.locked(a.session, models.Meeting, id=meeting_id)
    if found is None or found.procedure_id != a.procedure_id:
        raise nothing()
    return found


def _attendance(a: Act, meeting: models.Meeting) -> rules.Attendance:
    found = seats.occupants(a.session.connection(), a.procedure_id)
    living = frozenset(m.grant_id for m in found["member"])
    chairs = {c.person_id for c in found["chair"]}
    chair = next((m.grant_id for m in found["member"] if m.person_id in chairs), "")
    present = frozenset(meeting.present.split()) & living
    return rules.Attendance(living=living, called=living, present=present, chair=chair)


def decide(
    a: Act,
    *,
    meeting_id: str,
    matter: rules.Matter | str,
    kind: str,
    object_id: str = "",
    run: int,
    text: str,
    reason: str,
    votes: Mapping[str, str] | None,
) -> models.Motion:
    """Record a decision of the panel in a meeting; a writing function of the other rooms.

    matter: what the quorum depends on. votes: None by consensus; else by name, for each
    member present 'yes', 'no' or 'abstained' (or an option). Effective when recorded; what
    rests on it is entered once the minutes are confirmed. Raises Refusal (C10) without
    quorum, without three votes (the ballot is then recorded on the meeting's page, and
    taken again), and where the minutes are written already.
    """
    meeting = _meeting(a, meeting_id)
    if meeting.recorded_at is not None:
        raise Refusal(
            "C10",
            "reading C10",
            _("The minutes of this meeting are written; decide in another meeting."),
        )
    attendance = _quorum(a, meeting, rules.Matter(matter))
    by = "consensus"
    if votes is not None:
        by = "vote"
        count = rules.decide(_given(attendance, votes), 1, matter=rules.Matter(matter))
        if count.decided in (None, NO):
            raise Refusal(
                "C10",
                "reading C10",
                _("The motion has not got three votes."),
                todo=_("Record this ballot on the meeting's page, then vote again."),
            )
    motion = _motion(
        a, meeting, kind=kind, object_id=object_id, run=run, by=by, text=text, reason=reason
    )
    motion.carried = True
    a.session.add(motion)
    a.session.flush()
    _cast(a, motion, votes or {})
    return motion


def _quorum(a: Act, meeting: models.Meeting, matter: rules.Matter) -> rules.Attendance:
    attendance = _attendance(a, meeting)
    answer = rules.quorum(matter, attendance)
    if isinstance(answer, Refused):
        raise Refusal("C10", "reading C10", answer.reason)
    return attendance


def _given(attendance: rules.Attendance, votes: Mapping[str, str]) -> dict[str, str | None]:
    if not set(votes) <= attendance.present:
        raise Refusal(
            "C10",
            "reading C10",
            _("Only those who are present and sit on the panel vote."),
            kind=Kind.INVALID,
        )
    return {grant: None if choice in ("", ABSTAINED) else choice for grant, choice in votes.items()}


def _motion(
    a: Act,
    meeting: models.Meeting,
    *,
    kind: str,
    object_id: str,
    run: int,
    by: str,
    text: str,
    reason: str,
) -> models.Motion:
    if not text.strip() or not reason.strip():
        raise Refusal(
            "C10",
            "reading C10",
            _("The minutes need the decision and its reasons."),
            kind=Kind.INVALID,
        )
    motion = models.Motion(
        id=ids.new(),
        procedure_id=a.procedure_id,
        meeting_id=meeting.id,
        kind=kind,
        object_id=object_id,
        run=run,
        by=by,
        sealed=b"",
        at=a.now,
    )
    motion.sealed = vault.seal(
        keys.panel_key(a.procedure_id),
        {"text": text.strip(), "reason": reason.strip()},
        "panel_motion",
        motion.id,
    )
    return motion


def _cast(a: Act, motion: models.Motion, votes: Mapping[str, str]) -> None:
    for grant, choice in votes.items():
        a.session.add(
            models.Vote(
                motion_id=motion.id,
                ballot=motion.ballot,
                grant_id=grant,
                choice=choice or ABSTAINED,
                at=a.now,
            )
        )
    a.session.flush()


def ballot(
    reader: Reader,
    *,
    meeting_id: str,
    votes: Mapping[str, str],
    matter: rules.Matter | str = rules.Matter.OTHER,
    motion_id: str = "",
    kind: str = "other",
    text: str = "",
    reason: str = "",
    run: int = 1,
    key: str = "",
) -> str:
    """The Chair records a ballot by name on a motion; the motion's id (C10).

    motion_id: '' for a new motion (text and reason needed); else one that had no three
    votes yet, or whose consensus somebody dissented from. The second ballot follows the
    first; the third is held on a later day, between those with most votes.
    """
    with act(reader, Action.MEETING_HOLD, key) as a:
        meeting = _meeting(a, meeting_id)
        matter = rules.Matter(matter)
        attendance = _quorum(a, meeting, matter)
        given = _given(attendance, votes)
        if motion_id:
            motion = db.locked(a.session, models.Motion, id=motion_id)
            if motion is None or motion.procedure_id != a.procedure_id:
                raise nothing()
            between = _next_ballot(a, motion, matter)
        else:
            between = ()
            motion = _motion(
                a, meeting, kind=kind, object_id="", run=run, by="vote", text=text, reason=reason
            )
        count = rules.decide(given, motion.ballot, matter=matter, between=between)
        motion.by, motion.at = "vote", a.now
        if count.decided is not None:
            motion.carried = count.decided != NO
        else:
            open_still = count.next in (rules.Next.SECOND_BALLOT, rules.Next.THIRD_BALLOT)
            motion.carried = None if open_still else False
        a.session.add(motion)
        a.session.flush()
        _cast(a, motion, votes)
        a.record(motion.id, ballot=motion.ballot, carried=motion.carried)
        return motion.id


def _next_ballot(a: Act, motion: models.Motion, matter: rules.Matter) -> tuple[str, ...]:
    """Move a motion to its next ballot; the options of a third one."""
    cast = list(
        a.session.exec(
            select(models.Vote).where(
                models.Vote.motion_id == motion.id, models.Vote.ballot == motion.ballot
            )
        ).all()
    )
    if motion.by == "consensus":
        dissent = a.session.exec(
            select(models.MinutesConfirmation).where(
                models.MinutesConfirmation.motion_id == motion.id
            )
        ).first()
        if dissent is None:
            raise Refusal("C10", "reading C10", _("This decision was taken by consensus."))
        return ()
    if motion.carried is not None:
        raise Refusal("C10", "reading C10", _("This motion is decided."))
    count = rules.decide(
        {v.grant_id: None if v.choice == ABSTAINED else v.choice for v in cast},
        motion.ballot,
        matter=matter,
    )
    motion.ballot += 1
    if motion.ballot == 3:
        answer = rules.third_ballot_day(geneva_day(motion.at), geneva_day(a.now))
        if isinstance(answer, Refused):
            raise Refusal("C10", "reading C10", answer.reason)
    return count.between


def write_minutes(reader: Reader, *, meeting_id: str, minutes: str, key: str = "") -> str:
    """The Chair lays the minutes before those present, who confirm them or dissent (C10)."""
    with act(reader, Action.MEETING_HOLD, key) as a:
        meeting = _meeting(a, meeting_id)
        if meeting.recorded_at is not None:
            raise Refusal(
                "R24", "reading R24", _("The minutes are laid before the members already.")
            )
        if not minutes.strip():
            raise Refusal("C10", "reading C10", _("Write the minutes first."), kind=Kind.INVALID)
        said = vault.unseal(
            keys.panel_key(a.procedure_id), meeting.sealed, "panel_meeting", meeting.id
        )
        meeting.recorded_at = a.now
        meeting.version += 1
        _seal(a, meeting, said["title"], minutes.strip())
        a.session.add(meeting)
        notices.tell(a, "panel.minutes", "panel", object_id=meeting.id)
        a.record(meeting.id, minutes=True)
    return a.receipt


def _view(a: Act, meeting_id: str) -> queries.MeetingView:
    found = next(
        (
            m
            for m in queries.meetings(a.session.connection(), a.procedure_id, a.now, read=False)
            if m.id == meeting_id
        ),
        None,
    )
    if found is None or found.recorded_at is None:
        raise nothing()
    return found


def confirm(reader: Reader, *, meeting_id: str, key: str = "") -> str:
    """Who was present confirms the minutes; the receipt."""
    with act(reader, Action.MINUTES_CONFIRM, key) as a:
        found = _view(a, meeting_id)
        if reader.grant_id not in found.present:
            raise Refusal(
                "C10", "reading C10", _("The minutes are confirmed by those who were present.")
            )
        if found.confirmed_at is None and reader.grant_id not in found.confirmations:
            a.session.add(
                models.MinutesConfirmation(
                    meeting_id=meeting_id, grant_id=reader.grant_id, at=a.now
                )
            )
        a.record(meeting_id, confirmed=True)
    return a.receipt


def dissent(reader: Reader, *, meeting_id: str, motion_id: str, reason: str, key: str = "") -> str:
    """Who was present dissents from a consensus before the minutes are confirmed: the matter
    is put to the vote, and until then nothing rests on it (C10). The receipt."""
    with act(reader, Action.MINUTES_CONFIRM, key) as a:
        found = _view(a, meeting_id)
        motion = next((m for m in found.motions if m.id == motion_id), None)
        if motion is None:
            raise nothing()
        answer = rules.may_dissent(reader.grant_id, found.present, found.confirmed_at)
        if isinstance(answer, Refused):
            raise Refusal("C10", "reading C10", answer.reason)
        if motion.by != "consensus":
            raise Refusal("C10", "reading C10", _("This was decided by a vote."))
        if reader.grant_id in motion.dissents:
            raise Refusal("C10", "reading C10", _("You have dissented already."))
        row = models.MinutesConfirmation(
            id=ids.new(),
            meeting_id=meeting_id,
            grant_id=reader.grant_id,
            motion_id=motion_id,
            dissent=True,
            at=a.now,
        )
        row.sealed = vault.seal(
            keys.panel_key(a.procedure_id),
            {"reason": reason.strip()},
            "panel_minutes_confirmation",
            row.id,
        )
        a.session.add(row)
        notices.tell(a, "panel.dissent", "panel", object_id=meeting_id, sender=Capacity.CHAIR)
        a.record(meeting_id, dissent=True)
    return a.receipt
